#!/bin/sh
# Counts the instructions of one turn through the C ABI, in user space: callgrind runs the C program with two lengths of the
# loop, and the difference is divided by the difference in turns. The machine's mood does not change them.
#
#   instructions.sh C_PROGRAM DIRECTORY_OF_THE_BODIES
#
# It prints a table.
set -eu
program=$1 bodies=$2
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

echo '| instructions of one turn, C | body to first URL | url_for | url_for by an alias | a getter |'
echo '| --- | ---: | ---: | ---: | ---: |'
for endpoints in 1 21 198 1980; do
    body=$bodies/body-$endpoints.json
    echo "| $endpoints endpoints | $(turn body "$body" 2 12) | $(turn url_for "$body" 640 7040) | $(turn alias "$body" 640 7040) |" \
        "$(turn getter "$body" 1000 11000) |"
done
