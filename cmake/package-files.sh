#!/bin/sh
# Writes what pkg-config and CMake read about one installation.
#
#   package-files.sh PC_DIR CMAKE_DIR NATIVE_LIBS VERSION SOVERSION PREFIX LIBDIR INCLUDEDIR
#
# The first two are where the files are written now, the last three where the library will live.
set -eu
templates=$(dirname "$0")
pc_to=$1 cmake_to=$2 native=$(cat "$3") version=$4 soversion=$5 prefix=$6 libdir=$7 includedir=$8

# What lies below the prefix is said so: then pkg-config --define-prefix can move it.
below_prefix() {
    case $1 in
    "$prefix"/*) printf '${prefix}/%s' "${1#"$prefix"/}" ;;
    *) printf '%s' "$1" ;;
    esac
}

# The way from the CMake files to the headers, so that the tree can be moved as a whole.
headers=$(realpath -ms --relative-to="$libdir/cmake/keystoneclient" "$includedir/keystoneclient" 2>/dev/null) ||
    headers=$includedir/keystoneclient

fill() {
    sed -e "s|@VERSION@|$version|g" -e "s|@SOVERSION@|$soversion|g" -e "s|@PREFIX@|$prefix|g" \
        -e "s|@LIBDIR@|$(below_prefix "$libdir")|g" -e "s|@INCLUDEDIR@|$(below_prefix "$includedir")|g" \
        -e "s|@NATIVE_LIBS@|$native|g" -e "s|@NATIVE_LIBS_LIST@|$(printf '%s' "$native" | tr ' ' ';')|g" \
        -e "s|@HEADERS_FROM_HERE@|$headers|g" "$templates/$1.in" >"$2/$1"
    chmod 644 "$2/$1"
}

mkdir -p "$pc_to" "$cmake_to"
fill keystoneclient.pc "$pc_to"
fill keystoneclient-config.cmake "$cmake_to"
fill keystoneclient-config-version.cmake "$cmake_to"
