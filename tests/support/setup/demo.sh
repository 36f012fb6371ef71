#!/bin/sh
# Runs the programs of examples-c against the Keystone of the tests and shows what they print.
#
#   demo.sh DIRECTORY_OF_THE_PROGRAMS
set -eu
programs=$1
settings=$("$(dirname "$0")/../keystone/keystone.py" env)
eval "$settings"

show() {
    printf '\n$ %s\n' "$*"
    program=$1
    shift
    "$programs/$program" "$@"
}

printf '\nA real Keystone runs at %s; these are the programs of examples-c, built against the library made here.\n' "$OS_AUTH_URL"
show login
show get identity /users
show failure
# Twice: what is there already stays.
show provision default demo-project member demo-user
show provision default demo-project member demo-user
