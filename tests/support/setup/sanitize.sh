#!/bin/sh
# Runs the C programs of the tests under sanitizers, and the boundary to C and the pure modules behind it under Miri.
#
#   sanitize.sh [thread|address|undefined|miri]...      from the project's root; without names all of them
#
# thread and address need a nightly Rust with its sources, for the standard library must be built for them too; undefined needs
# none (Rust's share of it are the checks of a debug build); Miri is a component of a nightly. What is missing is installed by
# rustup; where that cannot be, it is a visible skip, and a failure under CI.
# NIGHTLY: the toolchain (nightly). CARGOFLAGS: --locked. What is built stays in the target folder, below sanitize/.
set -eu
nightly=${NIGHTLY:-nightly}
flags=${CARGOFLAGS---locked}
built=${CARGO_TARGET_DIR:-$PWD/target}/sanitize
cd "$(dirname "$0")/../../.."
setup=tests/support/setup
test $# -gt 0 || set -- undefined address thread miri

# The tests that run C programs, and those of them that log in to the real Keystone.
tests='--test sanitizers --test c --test nulls --test services --test acceptance'
real='--test real -- from_c:: failures::'
# What of the library touches no system: all of it that Miri can follow in a few minutes.
pure='ffi:: value:: text:: options:: error:: time:: catalog:: access::'

failed=
skipped() {
    echo "SKIPPED $1: needs $2" >&2
    test -z "${CI-}" || failed="$failed $1"
}

sysroot() {
    rustc "+$nightly" --print sysroot 2>/dev/null
}

# A component is there if its file is; otherwise rustup is asked for it.
component() {
    test -e "$(sysroot)/$2" && return
    command -v rustup >/dev/null || return 1
    echo "sanitize: running: rustup toolchain install $nightly --profile minimal --component $1" >&2
    rustup toolchain install "$nightly" --profile minimal --component "$1" --no-self-update >&2 && test -e "$(sysroot)/$2"
}

has_sources() {
    component rust-src lib/rustlib/src/rust/library/std/src/lib.rs
}

# Each time a Keystone that nobody has used: what was made by one run would be there in the next.
run_tests() {
    if test -n "$unbuilt"; then
        failed="$failed $1"
        return
    fi
    echo "sanitize: the C programs under $1"
    for some in "$tests" "$real"; do
        # shellcheck disable=SC2086 # lists
        "$setup/with-keystone.sh" cargo test $flags --no-fail-fast $some || failed="$failed $1"
    done
}

# A library with its standard library, built for sanitizer $1 whose runtime Rust calls $2.
sanitized() {
    has_sources || return 1
    host=$(rustc "+$nightly" -vV | sed -n 's/^host: //p')
    KS_SANITIZER=$1
    KS_SANITIZER_LIBRARY=$built/$1/$host/debug/libkeystoneclient.so
    KS_SANITIZER_RUNTIME=$(echo "$(sysroot)/lib/rustlib/$host"/lib/librustc-*_rt."$2".a)
    test -e "$KS_SANITIZER_RUNTIME" || return 1
    echo "sanitize: building the library for $1"
    # shellcheck disable=SC2086 # a list
    RUSTFLAGS=-Zsanitizer=$1 cargo "+$nightly" build $flags --quiet -Zbuild-std --target "$host" --target-dir "$built/$1" --lib || unbuilt=yes
    export KS_SANITIZER KS_SANITIZER_LIBRARY KS_SANITIZER_RUNTIME
}

# The pure modules, and a test that reads freed memory: Miri must say so, or its silence about the others means nothing.
run_miri() {
    broken=a_value_that_was_freed_is_read
    echo "sanitize: the boundary and what is pure under Miri"
    # The tests of failures ask the real clock.
    export MIRIFLAGS=-Zmiri-disable-isolation
    # shellcheck disable=SC2086 # lists
    set -- cargo "+$nightly" miri test $flags --quiet --target-dir "$built/miri" --lib --
    # shellcheck disable=SC2086 # a list
    "$@" $pure || return 1
    "$@" --ignored "$broken" 2>&1 | grep -q 'Undefined Behavior.*\(freed\|dangling\)' && return
    echo "sanitize: Miri does not notice what $broken does" >&2
    return 1
}

sources="a nightly Rust with its sources and this sanitizer's runtime: rustup toolchain install $nightly --component rust-src"
for name; do
    # Whether the library of this sanitizer could not be built: an old one would be no proof.
    unbuilt=
    unset KS_SANITIZER KS_SANITIZER_LIBRARY KS_SANITIZER_RUNTIME
    case $name in
    thread)
        if sanitized thread tsan; then run_tests thread; else skipped thread "$sources"; fi
        ;;
    address)
        if sanitized address asan; then
            run_tests address
        else
            skipped address "$sources; valgrind checks the same programs in its place"
            unset KS_SANITIZER KS_SANITIZER_LIBRARY KS_SANITIZER_RUNTIME
            run_tests memcheck
        fi
        ;;
    undefined)
        export KS_SANITIZER=undefined
        if echo 'int main(void) { return 0; }' | "${CC:-cc}" -x c -fsanitize=undefined -o /dev/null - 2>/dev/null; then
            run_tests undefined
        else
            skipped undefined "a C compiler with the runtime of -fsanitize=undefined: libubsan"
        fi
        ;;
    miri)
        if has_sources && component miri bin/cargo-miri; then
            run_miri || failed="$failed miri"
        else
            skipped miri "Miri: rustup toolchain install $nightly --component miri --component rust-src"
        fi
        ;;
    *) echo "no sanitizer is called $name" >&2 && exit 2 ;;
    esac
done
test -z "$failed" || { echo "sanitize: failed:$failed" >&2 && exit 1; }
