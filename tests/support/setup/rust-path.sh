#!/bin/sh
# Finds a Rust that is new enough for this project.
#
#   rust-path.sh             prints PATH so that cargo and rustc are new enough; fails when the machine has none
#   rust-path.sh --minimum   prints the oldest version that will do
#   rust-path.sh --fits V    whether version V will do
set -eu
minimum=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' "$(dirname "$0")/../../../Cargo.toml")

fits() {
    test -n "$1" && test "$(printf '%s\n%s\n' "$minimum" "$1" | sort -V | head -n 1)" = "$minimum"
}

# Whether cargo and rustc in directory $1 (with its slash; empty for those of PATH) will do.
usable() {
    fits "$("$1cargo" --version 2>/dev/null | cut -d ' ' -f 2)" && fits "$("$1rustc" --version 2>/dev/null | cut -d ' ' -f 2)"
}

case ${1-} in
--minimum) echo "$minimum" && exit ;;
--fits) fits "$2" && exit || exit 1 ;;
esac

if usable ''; then
    echo "$PATH"
    exit
fi
# Where rustup, Debian, and Ubuntu's packages of later releases (cargo-1.xx) put theirs.
for directory in "$HOME/.cargo/bin" "$HOME"/.rustup/toolchains/*/bin /usr/bin /usr/lib/rust-*/bin; do
    if usable "$directory/"; then
        echo "$directory:$PATH"
        exit
    fi
done
exit 1
