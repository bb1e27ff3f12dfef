#!/usr/bin/env bash
# What is imported, exported, and imported again is reported as before, to the byte: every
# specification of tests/golden/import and examples/ that has a mapping, and what designs of
# the tutorial are exported as.  With
# TLC_REFERENCE=DIR those of another collection too, a directory `timeloop/CASE` for each;
# and if it has a program `check`, that is asked whether results are as expected.
set -u
cd "${srcdir:-.}" || exit 99
export LC_ALL=C TERM=dumb
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT

# Imports $@ into the directory $1 and reports on it; false if there is nothing to report.
report() {
  local dir=$1
  shift
  mkdir -p "$dir" && "$TLC" import "$@" -o "$dir/design.tl" 2>/dev/null || return
  (cd "$dir" && "$TLC" --format json design.tl >report.json 2>/dev/null &&
    "$TLC" design.tl >report.txt 2>/dev/null)
}

# Places in sources are not those of before.
results() { grep -vE '"(byte_start|byte_end|line|character)"' "$1/report.json"; }

# False, with the reason in $tmp/out, if the way there and back changes the report.
comes_back() {
  "$TLC" export timeloop "$tmp/a/design.tl" -o "$tmp/there" >"$tmp/out" 2>&1 || return
  report "$tmp/b" "$tmp/there" || { "$TLC" import "$tmp/there" >"$tmp/out" 2>&1; return 1; }
  diff <(results "$tmp/a") <(results "$tmp/b") >"$tmp/out" && diff "$tmp"/[ab]/report.txt >>"$tmp/out"
}

designs=$tmp/designs
for design in examples/tutorial/0*.tl; do
  "$TLC" export timeloop "$design" -o "$designs/$(basename "$design" .tl)" >/dev/null 2>&1
done
mapfile -t exported < <(find "$designs" -name mapping.yaml -exec dirname {} \; | sort)
cases=("${exported[@]}" tests/golden/import/*.yaml examples/timeloop)
[ -n "${TLC_REFERENCE:-}" ] && cases+=("$TLC_REFERENCE"/timeloop/*/)
n=0
for case in "${cases[@]}"; do
  rm -rf "${tmp:?}"/{a,b,there}
  spec=$case
  [ -f "$case/spec.yaml" ] && spec=$case/spec.yaml
  report "$tmp/a" "$spec" || continue
  n=$((n + 1))
  if comes_back; then echo "ok $n - ${case#"$designs/"}"
  else
    echo "not ok $n - ${case#"$designs/"}"
    sed 's/^/# /' "$tmp/out"
  fi
done
if [ -x "${TLC_REFERENCE:-}/check" ]; then
  n=$((n + 1))
  "$TLC_REFERENCE/check" --tlc "$TLC" >"$tmp/out" 2>&1 || printf 'not '
  echo "ok $n - $(tail -n 1 "$tmp/out")"
fi
[ $n -gt 10 ] || { echo 'not ok - there were hardly any cases'; n=$((n + 1)); }
echo "1..$n"
