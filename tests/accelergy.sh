#!/usr/bin/env bash
# Specifications of Accelergy are imported, and what the designs cost is what Accelergy says:
# energies of actions, areas, and what counted actions come to, to the last digit that it prints.
# With TLC_REFERENCE=DIR its own exercises in DIR/accelergy are compared too.
set -u
cd "${srcdir:-.}" || exit 99
export LC_ALL=C TERM=dumb
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT
reference=${TLC_REFERENCE:+$TLC_REFERENCE/accelergy}

n=0
result() {
  n=$((n + 1))
  if [ -s "$tmp/out" ]; then
    echo "not ok $n - $1"
    head -20 "$tmp/out" | sed 's/^/# /'
  else
    echo "ok $n - $1"
  fi
}

# A line for each number of a JSON document of `tlc energy`: whose it is, a tab, the number.
numbers() {
  awk '
    function text(line) { sub(/^[^:]*: /, "", line); sub(/,$/, "", line); gsub(/"/, "", line); return line }
    function known(line) { line = text(line); return line != "null" }
    /^  "values"/ { exit }
    /^      "name"/ { component = text($0) }
    /^      "area_um2"/ && known($0) { print component " area\t" text($0) }
    /^      "energy_pJ"/ && !counts { print component "\t" text($0) }
    /^          "name"/ { action = text($0); arguments = "" }
    /^            "/ { arguments = arguments " " $1 text($0); n = split(arguments, a, " ")
                     if (n == 2 && a[1] > a[2]) arguments = " " a[2] " " a[1] }
    /^          "energy_pJ"/ && known($0) && !counts { print component " " action arguments "\t" text($0) }
    /^  "energy_pJ"/ { print "Total\t" text($0) }
  ' counts="${1-}"
}

# Of energy_estimation.yaml the same.
estimated() {
  awk '/- name:/ { name = $3 } /^ *energy:/ { print name "\t" $2 } /Total:/ { print "Total\t" $2 }' "$1"
}

# Numbers of $1 that are not those of $2, to half of the last of $3 digits; or that are not there.
compare() {
  awk -F '\t' -v digits="$3" '
    BEGIN { most = 0.5 * 10 ^ -digits * 1.0001 }
    NR == FNR { ours[$1] = $2; next }
    !($1 in ours) { print $1 ": " $2 " is not there"; next }
    { off = ours[$1] - $2; size = $2 * 1e-15; seen++
      if (off > most + size || -off > most + size) print $1 ": " ours[$1] ", not " $2 }
    END { if (!seen) print "nothing was compared" }' "$2" "$1" >"$tmp/out"
}

# try NAME INPUT OUTPUT DIGITS [TABLE]: the design that INPUT becomes, or a table instead.
try() {
  local name=$1 input=$2 output=$3 digits=$4 counts=$2/action_counts.yaml of
  if [ $# = 5 ]; then of=(--ert "$5")
  else
    "$TLC" import "$input" -o "$tmp/design.tl" 2>/dev/null
    of=("$tmp/design.tl")
    "$TLC" check "${of[@]}" >"$tmp/out" 2>&1
    result "$name is imported"
  fi
  if [ -f "$output/ERT.yaml" ]; then
    "$TLC" energy --ert "$output/ERT.yaml" --art "$output/ART.yaml" --format json | numbers >"$tmp/theirs"
    "$TLC" energy "${of[@]}" --precision "$digits" --format json | numbers >"$tmp/ours"
    compare "$tmp/theirs" "$tmp/ours" "$digits"
    result "$name: tables ($(wc -l <"$tmp/theirs") numbers)"
  fi
  if [ -f "$output/energy_estimation.yaml" ]; then
    estimated "$output/energy_estimation.yaml" >"$tmp/theirs"
    "$TLC" energy "${of[@]}" --counts "$counts" --precision "$digits" --format json |
      numbers counts=1 >"$tmp/ours"
    "$TLC" energy "${of[@]}" --counts "$counts" --precision "$digits" -o "$tmp/tables" 2>/dev/null
    estimated "$tmp/tables/energy_estimation.yaml" >"$tmp/ours"
    compare "$tmp/theirs" "$tmp/ours" "$digits"
    result "$name: counts ($(wc -l <"$tmp/theirs") numbers)"
  fi
}

# What is written as a table and read in its place changes nothing.
try_again() {
  "$TLC" energy "$tmp/design.tl" -o "$tmp/written"
  "$TLC" energy "$tmp/design.tl" --format json | numbers >"$tmp/before"
  "$TLC" energy --ert "$tmp/written/ERT.yaml" --art "$tmp/written/ART.yaml" --format json | numbers >"$tmp/after"
  compare "$tmp/before" "$tmp/after" 12
  result "$1: tables that are written are read as they were"
}

if [ -n "$reference" ]; then echo "1..13"; else echo "1..4"; fi
try "a small specification" tests/accelergy/small/input tests/accelergy/small/ref-output 5
try_again "a small specification"
[ -n "$reference" ] || exit 0
exercise() { echo "$reference/$1"_*; }
for of in 01:3 03:3 04:5; do
  d=$(exercise "${of%:*}")
  try "exercise ${of%:*}" "$d/input" "$d/ref-output" "${of#*:}"
done
d=$(exercise 02)
try "exercise 02" "$d/input" "$d/ref-output" 3 "$d/input/ERT.yaml"
