#!/bin/sh
# Checks what the library depends on against deny.toml: licences, duplicates, sources, advisories; and that the lock files hold.
#
#   deny.sh                           from the project's root
#
# cargo-deny is installed into the target folder, once. What cannot be had from the network, the tool or the list of advisories, is
# a visible skip, and a failure under CI. CARGOFLAGS: --locked.
set -eu
version=0.20.2
tools=${CARGO_TARGET_DIR:-$PWD/target}/tools
cd "$(dirname "$0")/../../.."

failed=
skipped() {
    echo "SKIPPED $1: needs $2" >&2
    test -z "${CI-}" || failed="$failed $1"
}

for manifest in Cargo.toml fuzz/Cargo.toml; do
    if ! cargo metadata --locked --format-version 1 --manifest-path "$manifest" >/dev/null; then
        echo "deny: $manifest asks for what its lock file does not hold" >&2
        failed="$failed lock"
    fi
done

if ! "$tools/bin/cargo-deny" --version 2>/dev/null | grep -qF " $version"; then
    echo "deny: running: cargo install cargo-deny --version $version --locked --root $tools" >&2
    cargo install --quiet cargo-deny --version "$version" --locked --root "$tools" --target-dir "$tools/build" || true
    rm -rf "$tools/build"
fi
if "$tools/bin/cargo-deny" --version >/dev/null 2>&1; then
    "$tools/bin/cargo-deny" --locked check licenses bans sources || failed="$failed dependencies"
    # The list is fetched each time; without the network, the one of the last time will do.
    if "$tools/bin/cargo-deny" --locked fetch db >/dev/null 2>&1 || test -n "$(ls -A "${CARGO_HOME:-$HOME/.cargo}"/advisory-dbs/advisory-db-* 2>/dev/null)"; then
        "$tools/bin/cargo-deny" --locked check --disable-fetch advisories || failed="$failed advisories"
    else
        skipped advisories "the list of advisories: https://github.com/RustSec/advisory-db"
    fi
else
    skipped licenses-bans-sources-advisories "cargo-deny $version: cargo install cargo-deny --locked"
fi
test -z "$failed" || { echo "deny: failed:$failed" >&2 && exit 1; }
