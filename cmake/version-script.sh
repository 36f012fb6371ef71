#!/bin/sh
# Prints the linker's version script: the listed symbols under one node, everything else hidden.
#
#   version-script.sh SYMBOLS SOVERSION
#
# SYMBOLS holds a symbol and its first release per line. The node goes with the soname: a symbol never changes its node.
set -eu

echo "KEYSTONECLIENT_$2 {"
echo 'global:'
awk '!/^#/ && NF { print "    " $1 ";" }' "$1"
echo 'local:'
echo '    *;'
echo '};'
