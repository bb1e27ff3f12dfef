#!/usr/bin/env bash
# No two rooms define a function of one name: of an archive the linker takes whichever comes
# first, and says nothing.
set -u
cd "${builddir:-.}" || exit 99
export LC_ALL=C
echo 1..1
twice=$(nm -g --defined-only lib*.a 2>/dev/null | awk '$2 ~ /^[TDBR]$/ { print $3 }' | grep -v '^_' | sort | uniq -d)
all=$(nm -g --defined-only lib*.a 2>/dev/null | grep -c ' T ')
if [ -z "$twice" ] && [ "$all" -gt 100 ]; then echo "ok 1 - $all functions, each by a name of its own"
else
  printf 'not ok 1 - %s\n' 'functions of one name, or none at all'
  printf "# %s\n" $twice
fi
