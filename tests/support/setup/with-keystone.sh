#!/bin/sh
# Runs a command while a real Keystone runs, and stops Keystone afterwards, whatever happened.
set -eu
keystone=$(dirname "$0")/../keystone/keystone.py

stop() {
    status=$?
    trap - EXIT
    "$keystone" stop
    exit "$status"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# 69: this machine lacks what Keystone needs. The tests then skip what needs it, and say so; under CI nothing is skipped.
"$keystone" start >/dev/null || test $? -eq 69 -a -z "${CI-}"
"$@"
