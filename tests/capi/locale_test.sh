#!/bin/sh
# The bytes of a host's results are the same in every locale and whatever the
# environment says of time zones. The locales are made here; skipped (77) where
# their sources are not installed.
#
#   locale_test.sh LOCALE_HOST
set -eu
host=$1
# The C library itself keeps what it read of a locale.
ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0"
export ASAN_OPTIONS
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$host" >"$work/expected"
test -s "$work/expected"

for setting in TZ=Asia/Tokyo TZ=garbage/zone TZ= TZDIR=/nowhere LC_ALL=tr_TR.UTF-8; do
  env "$setting" "$host" >"$work/now"
  cmp "$work/expected" "$work/now"
done

for locale in de_DE tr_TR; do
  if ! [ -e "/usr/share/i18n/locales/$locale" ]; then
    echo "skipped: the source of $locale is not installed (package locales)"
    exit 77
  fi
  # It warns of what the charmap lacks, and makes the locale.
  localedef -i "$locale" -f UTF-8 "$work/$locale.UTF-8" 2>"$work/log" ||
    test -d "$work/$locale.UTF-8"
  LOCPATH="$work" "$host" "$locale.UTF-8" >"$work/now"
  cmp "$work/expected" "$work/now"
done
echo "the same bytes in de_DE, tr_TR and five environments"
