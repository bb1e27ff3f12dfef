#!/usr/bin/env bash
# The machines of tests/bench/mapper/ check without a diagnostic and are formatted.  With
# TLC_REFERENCE=DIR each specification of DIR/mapper is searched for the least energy times delay:
# what is found is proven, is no worse than the best that Timeloop's mapper found there
# (baseline.json, if there is one; the ratio is printed), and is what the machine of
# tests/bench/mapper/ comes to for the same layer.
set -u
cd "${srcdir:-.}" || exit 99
export LC_ALL=C TERM=dumb
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT
here=$PWD

n=0
# result WHAT: fine if $tmp/out is empty.
result() {
  n=$((n + 1))
  if [ ! -s "$tmp/out" ]; then echo "ok $n - $1"
  else
    echo "not ok $n - $1"
    head -20 "$tmp/out" | sed 's/^/# /'
  fi
}

is_in_order() {
  "$TLC" check "$1" >"$tmp/out" 2>&1
  "$TLC" fmt - <"$1" | diff -u --label "$1" --label formatted "$1" - >>"$tmp/out"
  result "$1 checks and is formatted"
}

# number KEY FILE: the first number behind a key of a JSON document with a key on each line.
number() { sed -n "s/^ *\"$1\": *\([-0-9.e+]*\),*$/\1/p" "$2" | head -n 1; }

# The name behind a word that declares, in the design that was imported.
declared() { sed -n "s/^$1 \([A-Za-z0-9_]*\).*/\1/p" "$tmp/case.tl" | head -n 1; }

# search NAME: runs $tmp/NAME.tl, reports in $tmp/NAME.json, and shows why if it is not proven.
search() {
  timeout 300 "$TLC" --format json "$tmp/$1.tl" >"$tmp/$1.json" 2>"$tmp/error" || cat "$tmp/error" >"$tmp/out"
  grep -q '^      "status": "optimal"' "$tmp/$1.json" || echo "not proven optimal" >>"$tmp/out"
}

timed='mapper Proof { strategy = exact; minimize edp; gap = 0% }'

# The specification as it is imported, but searched exactly.
write_theirs() {
  local space within
  space=$(declared mapspace)
  within=${space:+" within $space"}
  echo "import \"$tmp/case.tl\" { $(declared workload), $(declared arch)${space:+, $space} }"
  echo "$timed"
  echo "run $(declared workload) on $(declared arch)$within using Proof"
}

# write_ours MODULE ARCH SPACES: the same layer on a machine of ours.
write_ours() {
  local within=
  [ "$(declared mapspace)" ] && within=' within Convolutions'
  echo "import \"$tmp/case.tl\" { $(declared workload) }"
  echo "import \"$here/tests/bench/mapper/$1.tl\" { $2 }"
  [ "$within" ] && echo "import \"$here/tests/bench/mapper/$3.tl\" { Convolutions }"
  echo "$timed"
  echo "run $(declared workload) on $2$within using Proof"
}

# Energies of a baseline are of so many fJ for each compute, to two decimals.
compare_to_baseline() {
  awk -v ours="$(number edp_pJ_cycles "$tmp/theirs.json")" -v computes="$(number computes "$tmp/theirs.json")" \
    -v theirs="$(number edp_pJ_cycles "$1")" -v cycles="$(number cycles "$1")" 'BEGIN {
      if (!(ours > 0) || !(theirs > 0)) { print "no number"; exit 1 }
      rounding = 0.005e-3 * computes * cycles / theirs
      printf "%.9f\n", ours / theirs
      if (ours / theirs > 1 + 1e-9 + rounding) exit 1
    }' >"$tmp/ratio"
  case $? in
    0) : >"$tmp/out" ;;
    *) echo "ours is $(cat "$tmp/ratio") of the baseline" >"$tmp/out" ;;
  esac
  result "$2 is no worse than its baseline: $(cat "$tmp/ratio") of it"
}

# Which machine of ours a specification is of: module, arch, module of the mapspaces.
machine_of() {
  case $1 in
    eyeriss_*) echo eyeriss Eyeriss eyeriss ;;
    simba_*) echo simba Simba simba ;;
    ws_*) echo stationary Stationary weight_stationary ;;
    os_*) echo stationary Stationary output_stationary ;;
  esac
}

try() {
  local name machine
  name=$(basename "$1")
  read -r -a machine < <(machine_of "$name")
  : >"$tmp/out"
  "$TLC" import "$1/spec.yaml" -o "$tmp/case.tl" 2>"$tmp/error" || cat "$tmp/error" >"$tmp/out"
  write_theirs >"$tmp/theirs.tl"
  search theirs
  result "$name is proven optimal"
  [ -f "$1/baseline.json" ] && compare_to_baseline "$1/baseline.json" "$name"
  [ ${#machine[@]} = 0 ] && return
  write_ours "${machine[@]}" >"$tmp/ours.tl"
  : >"$tmp/out"
  search ours
  awk -v a="$(number value "$tmp/ours.json")" -v b="$(number value "$tmp/theirs.json")" 'BEGIN {
    if (!(a > 0) || a / b - 1 > 1e-12 || b / a - 1 > 1e-12) print "ours is " a ", of the specification " b }' >>"$tmp/out"
  result "$name comes to the same on the machine in tests/bench/mapper/"
}

for file in tests/bench/mapper/*.tl; do is_in_order "$file"; done
cases=(${TLC_REFERENCE:+"$TLC_REFERENCE"/mapper/*/spec.yaml})
if [ -f "${cases[0]-}" ]; then
  for case in "${cases[@]}"; do try "${case%/spec.yaml}"; done
else
  n=$((n + 1))
  echo "ok $n - specifications and baselines # SKIP TLC_REFERENCE names no collection with mapper/*/spec.yaml"
fi
echo "1..$n"
