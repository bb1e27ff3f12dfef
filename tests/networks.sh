#!/usr/bin/env bash
# The networks of the library come to what is published of them, as networks.tl says; each is
# there, and if one of its layers is of another size, that is seen.
set -u
cd "${srcdir:-.}" || exit 99
export LC_ALL=C TERM=dumb
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT

mapfile -t modules < <(grep -l '^let layers = ' lang/std/layers/*.tl)
[ ${#modules[@]} = 0 ] && { echo "1..0 # SKIP no networks"; exit; }
n=0
# result WHAT: fine if what was run before succeeded.
result() {
  local status=$?
  n=$((n + 1))
  if [ $status = 0 ]; then echo "ok $n - $1"
  else
    echo "not ok $n - $1"
    sed 's/^/# /' "$tmp/out"
  fi
}

check() { timeout 60 "$TLC" check tests/networks.tl >"$tmp/out" 2>&1; }

# A library in which the network of a module has another last layer, or one block more.
change() {
  rm -rf "$tmp/std" && cp -rs "$PWD/lang/std" "$tmp/std" && rm "$tmp/std/layers/$1.tl" &&
    sed 's/m = 1000/m = 1001/; s/blocks = \([0-9]*\),/blocks = 1 + \1,/' "lang/std/layers/$1.tl" \
      >"$tmp/std/layers/$1.tl"
}

# Told of this network, and of no other: the message shows its numbers.
is_seen() {
  change "$1"
  TLC_STD=$tmp/std timeout 60 "$TLC" check tests/networks.tl >"$tmp/out" 2>&1
  grep -q "^error\[E0320\]" "$tmp/out" && grep -q "\`$1\.parameters\` is" "$tmp/out" &&
    ! grep -v "$1" "$tmp/out" | grep -q '`[a-z0-9_]*\.parameters` is'
}

echo "1..$((2 * ${#modules[@]} + 1))"
check && [ ! -s "$tmp/out" ]
result "the networks come to what is published"
for file in "${modules[@]}"; do
  module=$(basename "$file" .tl)
  grep -q "^require $module\.parameters ==" tests/networks.tl &&
    grep -q "^require $module\.macs ==" tests/networks.tl
  result "$module is held against something"
  is_seen "$module"
  result "$module is seen to change"
done
