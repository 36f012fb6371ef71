#!/bin/sh
# Fuzzes one target after the other, each for so many seconds, on one core.
#
#   run.sh DIRECTORY SECONDS [TARGET...]      without targets all of them
#
# What is found interesting stays in DIRECTORY/corpus, what fails in DIRECTORY/crashes; seeds/ is only read.
# NIGHTLY: the toolchain (nightly). SANITIZER: address, or none where its runtime is missing.
set -eu
nightly=${NIGHTLY:-nightly}
sanitizer=${SANITIZER:-address}
directory=$1 limit=$2
shift 2
cd "$(dirname "$0")"
test $# -gt 0 || set -- $(cd fuzz_targets && ls | sed 's/\.rs$//')

if ! cargo "+$nightly" --version >/dev/null 2>&1; then
    echo "fuzzing needs a nightly Rust: rustup toolchain install nightly" >&2
    exit 1
fi
if ! cargo "+$nightly" fuzz --version >/dev/null 2>&1; then
    echo "fuzzing needs cargo-fuzz: cargo install cargo-fuzz --locked" >&2
    exit 1
fi

failed=
for target; do
    mkdir -p "$directory/corpus/$target" "$directory/crashes/$target"
    log=$directory/$target.log
    echo "$target: $limit seconds"
    if ! cargo "+$nightly" fuzz build --sanitizer "$sanitizer" --target-dir "$directory/build" "$target" >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        exit 1
    fi
    cargo "+$nightly" fuzz run --sanitizer "$sanitizer" --target-dir "$directory/build" "$target" \
        "$directory/corpus/$target" "seeds/$target" -- \
        -max_total_time="$limit" -max_len=8192 -timeout=10 -print_final_stats=1 \
        -artifact_prefix="$directory/crashes/$target/" >"$log" 2>&1 || failed="$failed $target"
    grep -aE '^#[0-9]+\s+(INITED|DONE)|stat::number_of_executed_units|panicked at|SUMMARY|Test unit written' "$log" || true
done
test -z "$failed" || { echo "failed:$failed; see $directory/<target>.log" >&2; exit 1; }
