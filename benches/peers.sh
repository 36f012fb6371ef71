#!/bin/sh
# Makes the peers that are no Debian packages: keystoneauth1 in a virtual environment of its own, gophercloud through Go's modules.
#
#   peers.sh DIRECTORY
#
# What cannot be made is said, with the reason, and is then left out of the measurements. Made once, nothing is fetched again.
set -u
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
folder=$(cd "$1" && pwd)
log=$folder/log

left_out() {
    echo "bench: $1 is left out: $(tail -n 1 "$log")" >&2
}

python() {
    rm -rf "$folder/venv"
    python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install --quiet --no-deps -r "$here/requirements.txt" &&
        cp "$here/requirements.txt" "$folder/venv/made-from"
}

go_program() {
    cd "$here/go" && CGO_ENABLED=0 go build -trimpath -mod=readonly -o "$folder/gobench" .
}

if ! cmp -s "$here/requirements.txt" "$folder/venv/made-from"; then
    echo 'bench: installing keystoneauth1 and python-keystoneclient into a virtual environment (benches/requirements.txt)' >&2
    python >"$log" 2>&1 || { left_out keystoneauth1 && rm -rf "$folder/venv"; }
fi
echo 'bench: building gophercloud, fetched through Go modules where it is not there yet (benches/go/go.mod)' >&2
(go_program) >"$log" 2>&1 || { left_out gophercloud && rm -f "$folder/gobench"; }
