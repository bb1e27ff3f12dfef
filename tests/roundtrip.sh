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
    ! grep -qE '"status": ?"(optimal|bounded|stopped)"' report.json && # those have no mapping
    "$TLC" design.tl >report.txt 2>/dev/null && [ -s report.txt ])
}

# Places in sources are not those of before, nor is where numbers are written.  Loops of one iteration
# are there for a sparsity only, which is not exported.
results() {
  sed -E '/"sources": \[\]/d; /"sources": \[$/,/^ *\]/d' "$1/report.json" |
    grep -vE '"(byte_start|byte_end|line|column|character)"|"bound": ?1,'
}

# Names that Timeloop has no room for: of dimensions longer than a letter, of networks, and
# of arrays that networks hang at.
nameless() { results "$1" | sed -E 's/"(name|level|dim|inside)": ?"[^"]*"//g'; }

# Where nothing says what an action costs, Timeloop takes numbers of its own, and of what leaks it
# knows memories only: what comes back has other energies.
unpriced() {
  results "$1" | grep -v '"name": *"leak"' | sed -E '/^  "diagnostics"/,$d; /"(class|energy|area)"/d
    s/"(energy|leakage|edp)[A-Za-z_]*": ?[^,}]*//g; s/"(name|level|dim)": ?"[^"]*"//; s/,*$//'
}

# Says how much of the report at $tmp/a there is again at $tmp/b; false, with the
# difference in $tmp/out, if there is less than that.
compare() {
  local unsaid=false
  grep -qE '^warning\[W0545\]: (nothing says what|what .* leaks is not exported)' "$tmp/out" && unsaid=true
  diff <(results "$tmp/a") <(results "$tmp/b") >"$tmp/out" &&
    diff "$tmp"/[ab]/report.txt >>"$tmp/out" && return
  "$unsaid" && diff <(unpriced "$tmp/a") <(unpriced "$tmp/b") >"$tmp/out" &&
    echo ', but for energies that nothing tells' && return
  diff <(nameless "$tmp/a") <(nameless "$tmp/b") >/dev/null && echo ', but for names'
}

# There and back; what cannot be exported is told.
comes_back() {
  if ! "$TLC" export timeloop "$tmp/a/design.tl" -o "$tmp/there" >"$tmp/out" 2>&1; then
    grep -q '^error\[E0820\]' "$tmp/out" && echo ', which cannot be exported'
    return
  fi
  report "$tmp/b" "$tmp/there" || { "$TLC" import "$tmp/there" >"$tmp/out" 2>&1; return 1; }
  compare
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
  specs=("$case")
  [ -f "$case/spec.yaml" ] && specs=("$case/spec.yaml")
  [ -d "${case%.yaml}.d" ] && specs+=("${case%.yaml}.d")
  report "$tmp/a" "${specs[@]}" || continue
  n=$((n + 1))
  if how=$(comes_back); then echo "ok $n - ${case#"$designs/"}$how"
  else
    echo "not ok $n - ${case#"$designs/"}"
    sed 's/^/# /' "$tmp/out"
  fi
done
if [ -n "${TLC_REFERENCE:-}" ] && [ -x "$TLC_REFERENCE/check" ]; then
  n=$((n + 1))
  "$TLC_REFERENCE/check" --tlc "$TLC" >"$tmp/out" 2>&1 || printf 'not '
  echo "ok $n - $(tail -n 1 "$tmp/out")"
fi
[ $n -gt 10 ] || { echo 'not ok - there were hardly any cases'; n=$((n + 1)); }
echo "1..$n"
