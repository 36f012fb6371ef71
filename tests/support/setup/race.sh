#!/bin/sh
# Runs the C programs of many threads under ThreadSanitizer: any data race fails them. It needs a nightly Rust with its sources,
# for the standard library must be built for it too; valgrind's helgrind would not do, which takes every atomic of Rust for a race.
#
#   race.sh                           from the project's root
#
# NIGHTLY: the toolchain (nightly). What is built for it stays in the target folder, below race/.
set -eu
nightly=${NIGHTLY:-nightly}
target=${CARGO_TARGET_DIR:-$PWD/target}/race
cd "$(dirname "$0")/../../.."

if ! library=$(rustc "+$nightly" --print sysroot 2>/dev/null); then
    echo "this needs a nightly Rust: rustup toolchain install nightly" >&2
    exit 1
fi
if ! test -d "$library/lib/rustlib/src"; then
    echo "this needs the sources of Rust: rustup component add rust-src --toolchain $nightly" >&2
    exit 1
fi
host=$(rustc "+$nightly" -vV | sed -n 's/^host: //p')
RUSTFLAGS=-Zsanitizer=thread cargo "+$nightly" build -Zbuild-std --target "$host" --target-dir "$target" --lib

KS_RACE_LIBRARY=$target/$host/debug/libkeystoneclient.so
KS_RACE_RUNTIME=$(echo "$library/lib/rustlib/$host"/lib/librustc-*_rt.tsan.a)
export KS_RACE_LIBRARY KS_RACE_RUNTIME
cargo test --test services -- threads:: storm drops::
