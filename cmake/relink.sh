#!/bin/sh
# Makes the two libraries that are installed out of the archive that cargo built.
#
#   relink.sh ARCHIVE NATIVE_LIBS SYMBOLS OUT VERSION SOVERSION
#
# cargo's own shared library has no symbol versions, and its archive shows every symbol of Rust's standard library, so that
# two such archives may collide in one program. GNU ld and objcopy are needed: LLVM's cannot do the second half.
set -eu
: "${CC:=cc}" "${LD:=ld}" "${OBJCOPY:=objcopy}" "${AR:=ar}"
here=$(dirname "$0")
archive=$1 native=$2 symbols=$3 out=$4 version=$5 soversion=$6

mkdir -p "$out"
work=$(mktemp -d "$out/relink.XXXXXX")
trap 'rm -rf "$work"' EXIT

"$here/version-script.sh" "$symbols" "$soversion" >"$work/keystoneclient.map"
exported=$(awk '!/^#/ && NF { print $1 }' "$symbols")

# The shared library. -z nodelete: destructors of Rust's thread-locals make unloading a crash.
# shellcheck disable=SC2046,SC2086 # lists of flags
$CC -shared -o "$work/shared" ${LDFLAGS-} \
    -Wl,--whole-archive "$archive" -Wl,--no-whole-archive \
    -Wl,--version-script="$work/keystoneclient.map" -Wl,-soname,"libkeystoneclient.so.$soversion" \
    -Wl,--gc-sections -Wl,--as-needed -Wl,-z,defs -Wl,-z,nodelete -Wl,-z,relro -Wl,-z,now \
    $(printf ' -Wl,--require-defined=%s' $exported) $(cat "$native")

# The static library: one object in which only our symbols are global. Rust's personality routine is reached through a
# COMDAT symbol that linkers must see. The bitcode sections would only make ar start LLVM's plugin.
# shellcheck disable=SC2046,SC2086 # lists of flags
$LD -r -o "$work/whole.o" --gc-sections $(printf ' --require-defined=%s' $exported) --whole-archive "$archive"
printf '%s\n' $exported DW.ref.rust_eh_personality >"$work/global"
$OBJCOPY --keep-global-symbols="$work/global" -R .llvmbc -R .llvmcmd "$work/whole.o" "$work/keystoneclient.o"
$AR rcsD "$work/static" "$work/keystoneclient.o"

mv "$work/keystoneclient.map" "$out/keystoneclient.map"
mv "$work/static" "$out/libkeystoneclient.a"
mv "$work/shared" "$out/libkeystoneclient.so.$version"
ln -sf "libkeystoneclient.so.$version" "$out/libkeystoneclient.so.$soversion"
ln -sf "libkeystoneclient.so.$soversion" "$out/libkeystoneclient.so"
