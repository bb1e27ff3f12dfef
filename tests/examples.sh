#!/usr/bin/env bash
# Every example and every module of the library checks without a diagnostic and
# is laid out as `tlc fmt` would.
set -u
cd "${srcdir:-.}" || exit 99
export LC_ALL=C TERM=dumb
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT

mapfile -t files < <(find examples lang/std -name '*.tl' | sort)
[ ${#files[@]} = 0 ] && { echo "1..0 # SKIP no files"; exit; }
echo "1..$((${#files[@]} * 2))"
n=0
result() {
  n=$((n + 1))
  if [ $? = 0 ] && [ ! -s "$tmp/out" ]; then echo "ok $n - $1"
  else
    echo "not ok $n - $1"
    sed 's/^/# /' "$tmp/out"
  fi
}

for file in "${files[@]}"; do
  timeout 20 "$TLC" check "$file" >"$tmp/out" 2>&1
  result "$file checks"
  timeout 20 "$TLC" fmt - <"$file" 2>"$tmp/error" | diff -u --label "$file" --label formatted "$file" - >"$tmp/out"
  cat "$tmp/error" >>"$tmp/out"
  result "$file is formatted"
done
