#!/usr/bin/env bash
# Measures what rows.tsv names and prints it as a table, each row against that of baseline.json.
# Times are of the processor if nothing else is said, and of one thread.
#   JSON=FILE         where the same is written for programs (bench.json)
#   BASELINE=FILE     what is compared with (tests/bench/baseline.json)
#   MACHINE=WORDS     what is measured on, for the file
#   BENCH_TINY=1      as little of each as there can be: only to see that it works
#   BENCH_STRICT=1    status 1 if something is marked
set -u
export LC_ALL=C
bench=$builddir/tests/bench here=$srcdir/tests/bench tiny=${BENCH_TINY-}
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT TERM
: >"$tmp/values"

say() { [ -n "$tiny" ] || [ ! -t 2 ] || printf '\r\033[K%s' "${1:+measuring: $1 ...}" >&2; }
rows() { "$@" >>"$tmp/values" || { echo "bench: $1 failed" >&2; exit 99; }; }
row() { echo "$1 $2" >>"$tmp/values"; }
times() { if [ -n "$tiny" ]; then echo 1; else echo "$1"; fi; }
sorted() { sort -n | awk -v which="$1" '{ at[NR] = $1 } END { print at[which == "median" ? int((NR + 1) / 2) : which == "worst" ? NR : 1] }'; }

# What the processor can do changes with what else runs: it is asked between all the others.
calibrate() { "$bench/calibrate" >>"$tmp/calibration" || exit 99; }

# child N COMMAND…: runs it N times; seconds of the processor, MiB, in $tmp/used.
child() {
  local n=$1 i clock kib status used
  shift
  : >"$tmp/used"
  for ((i = 0; i < n; i++)); do
    "$bench/child" 120 "$tmp/one" "$@" >/dev/null 2>"$tmp/error" || exit 99
    read -r clock kib status used <"$tmp/one"
    [ "$status" = 0 ] || { echo "bench: $* ends with $status" >&2; sed 1q "$tmp/error" >&2; exit 99; }
    awk -v s="$used" -v k="$kib" 'BEGIN { print s, k / 1024 }' >>"$tmp/used"
  done
}
seconds() { cut -d' ' -f1 "$tmp/used" | sorted "$1"; }
mib() { cut -d' ' -f2 "$tmp/used" | sorted worst; }
times_1000() { awk -v x="$1" 'BEGIN { print 1000 * x }'; }

large=$bench/10000.tl larger=$bench/100000.tl typed=$bench/5000.tl
if [ -n "$tiny" ]; then
  large=$tmp/300.tl larger=$large typed=$large
  awk -v lines=300 -v seed=1 -f "$here/generate.awk" >"$large"
fi

start_up() {
  child "$(times 25)" "$TLC" --version
  row start-version "$(times_1000 "$(seconds median)")"
  child "$(times 25)" "$TLC" check "$here/small.tl"
  row start-check "$(times_1000 "$(seconds median)")"
  row memory-small "$(mib)"
  child "$(times 15)" "$TLC" "$srcdir/examples/conv1d/conv1d.tl"
  row start-run "$(times_1000 "$(seconds median)")"
}

front_end() {
  rows "$bench/bench" --rows "$large"
  rows "$bench/import" --rows "$srcdir"/examples/timeloop/*.yaml
  child 1 "$TLC" check "$larger"
  row memory-check "$(mib)"
}

study() {
  child "$(times 5)" "$TLC" "$here/study.tl"
  row study "$(awk -v s="$(seconds least)" 'BEGIN { print 240 / s }')"
}

# These layers, on every machine, within what may be mapped how there and without.
layers='alexnet conv3
resnet18 layer2_1
bert query'
search() {
  local network layer space= limit=100
  [ -z "$tiny" ] || layers='bert query' space=held limit=2
  while read -r -u 3 network layer; do
    NETWORK=$network LAYER=$layer SPACE=$space DESIGN='' LIMIT=$limit THREADS=1 LINES_TO=$tmp/some \
      bash "$here/mapper.sh" >/dev/null || exit 99
    cat "$tmp/some" >>"$tmp/searches"
  done 3<<<"$layers"
  for machine in eyeriss simba weight output; do
    row "search-$machine" "$(awk -v m="$machine" '$4 == m { print $8 }' "$tmp/searches" | sorted median)"
    row "search-$machine-worst" "$(awk -v m="$machine" '$4 == m { print $8 }' "$tmp/searches" | sorted worst)"
  done
  row memory-search "$(awk '{ print $2 / 1024 }' "$tmp/searches" | sorted worst)"
  awk '$3 != "proven" { n++ } END { if (n) print "bench: " n " of " NR " searches are not proven: they ended with their time" }' \
    "$tmp/searches" >&2
}

keys() {
  if [ -n "$tiny" ]; then rows "$bench/keys" --rows 1 "$TLC" "$typed"
  else rows "$bench/keys" --rows 40 "$TLC" "$typed"
  fi
}

for part in start_up front_end keys evaluator estimators study search; do
  calibrate
  say "$part"
  case $part in
    evaluator) rows "$bench/evaluate" --rows ;;
    estimators) rows "$bench/lookup" --rows ;;
    *) $part ;;
  esac
done
calibrate
row calibration "$(awk '{ print $2 }' "$tmp/calibration" | sorted median)"
say ''
"$bench/table" "$here/rows.tsv" "$tmp/values" "${BASELINE-$here/baseline.json}" "${JSON:-bench.json}"
