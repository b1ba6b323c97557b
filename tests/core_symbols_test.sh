#!/bin/sh
# The core library is a guest in other programs: it knows no protobuf, prints
# nothing and ends nothing.
#
#   core_symbols_test.sh NM LIBRARY
set -eu
symbols=$("$1" --demangle --undefined-only "$2")
forbidden='google::protobuf'
forbidden="$forbidden|[^A-Za-z_:](abort|exit|_exit|_Exit|quick_exit|std::terminate)(@|\$)"
forbidden="$forbidden|[^A-Za-z_](v?f?printf|__v?f?printf_chk|puts|putchar|putc|fputs|fputc|fwrite|perror)(@|\$)"
forbidden="$forbidden|std::(cout|cerr|clog|cin)"
if found=$(printf '%s\n' "$symbols" | grep -E "$forbidden"); then
  printf 'The core library uses what a guest must not:\n%s\n' "$found" >&2
  exit 1
fi
# The pattern itself has to be able to find something.
printf '                 U abort\n' | grep -qE "$forbidden"
printf '                 U printf@GLIBC_2.2.5\n' | grep -qE "$forbidden"
