#!/bin/sh
# Counts the instructions of one turn through the C ABI, in user space: callgrind runs the C program with two lengths of the
# loop, and the difference is divided by the difference in turns. The machine's mood does not change them.
#
#   instructions.sh C_PROGRAM DIRECTORY_OF_THE_BODIES
#
# It prints a table, and fails if a look-up takes more than 600 instructions.
set -eu
program=$1 bodies=$2
command -v valgrind >/dev/null || {
    echo "Instructions: not counted, valgrind is missing (Debian: apt-get install valgrind)."
    test -z "${CI-}"
    exit
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# total WHAT FILE TURNS: instructions of the whole run; nothing if the program cannot do it.
total() {
    echo "$1 $2 $3" | valgrind --tool=callgrind --callgrind-out-file="$work/profile" "$program" >"$work/said" 2>"$work/log"
    grep -q '^-' "$work/said" || sed -n 's/.*Collected : *//p' "$work/log"
}

# turn WHAT FILE FEW MANY
turn() {
    few=$(total "$1" "$2" "$3")
    test -n "$few" || { echo '–' && return; }
    echo $((($(total "$1" "$2" "$4") - few) / ($4 - $3)))
}

slow=no
echo '| instructions of one turn, C | body to first URL | url_for | url_for by an alias | a getter |'
echo '| --- | ---: | ---: | ---: | ---: |'
for endpoints in 1 21 198 1980; do
    body=$bodies/body-$endpoints.json
    url_for=$(turn url_for "$body" 640 7040)
    alias=$(turn alias "$body" 640 7040)
    echo "| $endpoints endpoints | $(turn body "$body" 2 12) | $url_for | $alias | $(turn getter "$body" 1000 11000) |"
    for count in "$url_for" "$alias"; do
        test "$count" = '–' || test "$count" -le 600 || slow=yes
    done
done
test $slow = no || {
    echo
    echo '- not reached: a look-up takes more than 600 instructions'
    exit 1
}
