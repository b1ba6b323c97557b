#!/bin/sh
# Compares the C ABI of the library with its snapshot, leadscore_c.abi: nothing
# may have gone or changed. Skipped (77) without abidiff, or on a processor that
# the snapshot is not of.
#
#   c_abi_snapshot_test.sh LIBRARY HEADERS            compares
#   c_abi_snapshot_test.sh LIBRARY HEADERS --update   makes a new snapshot
set -eu
library=$1
headers=$2
snapshot=$(dirname "$0")/leadscore_c.abi
if ! command -v abidiff >/dev/null; then
  echo "skipped: abidiff is not installed (package abigail-tools)"
  exit 77
fi
if [ "$(uname -m)" != x86_64 ]; then
  echo "skipped: the snapshot is of x86_64"
  exit 77
fi
# What these two headers define is public, all other types are not.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/public"
cp "$headers/c.h" "$headers/arrow_c_data.h" "$work/public"
abidw --headers-dir "$work/public" --drop-private-types \
  --exported-interfaces-only --drop-undefined-syms --no-elf-needed \
  --no-comp-dir-path --no-corpus-path --no-show-locs \
  "$library" | sed "s#path='[^']*/src/#path='src/#" >"$work/now.abi"
if [ "${3:-}" = --update ]; then
  cp "$work/now.abi" "$snapshot"
  exit
fi
if ! report=$(abidiff --no-added-syms "$snapshot" "$work/now.abi"); then
  printf 'The C ABI is another one:\n%s\n' "$report" >&2
  exit 1
fi
# Without types nothing would be compared.
grep -q "var-decl name='max_text_bytes'" "$work/now.abi"
functions=$(grep -c "<elf-symbol .*type='func-type'" "$snapshot")
echo "the $functions functions of the snapshot are there as they were"
