#!/bin/sh
# Installs what `make demo`, `make test` or `make bench` needs and this machine lacks, from the packages of Debian or Ubuntu.
#
#   install-missing.sh demo|test|bench
#
# Nothing missing: nothing is done or said. Otherwise it says what it does, then does it, as root or by sudo.
set -eu
purpose=$1
here=$(dirname "$0")

# Who needs it | its packages | what fails where it is missing. What the demonstration needs, all need.
needs() {
    cat <<'END'
demo       | gcc libc6-dev        | echo '#include <stdio.h>' | cc -x c -fsyntax-only -
demo       | binutils             | ld --version && objcopy --version && readelf --version
demo       | ca-certificates      | test -s /etc/ssl/certs/ca-certificates.crt
demo       | python3 python3-venv | python3 -c 'import sys, ensurepip; assert sys.version_info >= (3, 11)'
test       | g++                  | echo '#include <vector>' | c++ -x c++ -fsyntax-only -
test       | pkg-config           | pkg-config --version
test       | cmake                | cmake --version
test bench | golang-go            | go version
test       | luajit               | luajit -v
test bench | libcurl4-openssl-dev | curl-config --version
test bench | valgrind libc6-dbg   | valgrind --error-exitcode=1 true
bench      | strace               | strace -V
bench      | stunnel4             | command -v stunnel4
bench      | openssl              | openssl version
bench      | curl                 | curl --version
END
}

missing_packages() {
    needs | while IFS='|' read -r needed_by packages probe; do
        case " $needed_by " in
        *" demo "* | *" $purpose "*) sh -c "$probe" >/dev/null 2>&1 </dev/null || printf '%s' "$packages" ;;
        esac
    done
}

rust_works() {
    "$here/rust-path.sh" >/dev/null
}

# The package by which a Rust that is new enough can be had. Debian's stable releases keep an old rustc, and beside it a
# newer one for building browsers; Ubuntu has one package for each release of Rust; newer releases of both have rustup.
rust_package() {
    for package in cargo cargo-web $(apt-cache search --names-only '^cargo-1\.[0-9]+$' | cut -d ' ' -f 1 | sort -rV); do
        version=$(apt-cache policy "$package" | sed -n 's/^ *Candidate: \([0-9.]*\).*/\1/p')
        if "$here/rust-path.sh" --fits "$version"; then
            echo "$package"
            return
        fi
    done
    apt-cache policy rustup | sed -n 's/^ *Candidate: [0-9].*/rustup/p'
}

say() {
    printf 'set-up: %s\n' "$*" >&2
}

do_as_root() {
    say "running: $*"
    if [ "$(id -u)" -eq 0 ]; then
        "$@" >&2
    else
        sudo "$@" >&2
    fi
}

packages=$(missing_packages)
rust=
if ! rust_works; then
    rust=cargo
    if command -v rustup >/dev/null; then
        rust=toolchain
    fi
fi
if [ -z "$packages$rust" ]; then
    exit 0
fi
# shellcheck disable=SC2086 # a list, and no spaces to spare
say "make $purpose needs what is missing here:" $packages ${rust:+Rust "$("$here/rust-path.sh" --minimum)"}

if [ -n "$packages" ] || [ "$rust" = cargo ]; then
    if ! command -v apt-get >/dev/null; then
        say 'this is neither Debian nor Ubuntu (the names are of their packages): install that and try again'
        exit 1
    fi
    if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
        say 'that takes root or sudo: run this as root, or have it installed'
        exit 1
    fi
    do_as_root apt-get update -qq
    if [ "$rust" = cargo ]; then
        rust=$(rust_package)
        if [ -z "$rust" ]; then
            say "no package here brings Rust $("$here/rust-path.sh" --minimum) or later: install it by rustup and try again"
            exit 1
        fi
        packages="$packages $rust"
    fi
    # shellcheck disable=SC2086 # a list
    do_as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $packages
fi
if [ "$rust" = rustup ] || [ "$rust" = toolchain ]; then
    say 'running: rustup toolchain install stable --profile minimal'
    rustup toolchain install stable --profile minimal >&2
fi

packages=$(missing_packages)
rust=$(rust_works || echo Rust)
if [ -n "$packages$rust" ]; then
    # shellcheck disable=SC2086 # as above
    say 'installed, and yet something does not work:' $packages $rust
    exit 1
fi
