#!/usr/bin/env bash
# The programs of `make bench` run, with as little to do as there can be: every row of rows.tsv is
# measured and is in the document, with a ratio if baseline.json has it, and baseline.json has all.
# And the table marks what is worse, allows for the processor, and says so to who is strict.
# Nothing here depends on how fast the machine is.  Of start-up, which librsvg and all that it needs would
# make ten times as long, it is held that tlc starts without it.
set -u
export LC_ALL=C
bench=${srcdir:-.}/tests/bench table=$builddir/tests/bench/table
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT
unset BENCH_STRICT BASELINE MACHINE JSON

n=0
# result WHAT: fine if the command before was; shows $tmp/out if not.
result() {
  [ $? = 0 ] && set -- ok "$1" || set -- "not ok" "$1"
  n=$((n + 1))
  echo "$1 $n - $2"
  [ "$1" = ok ] || head -30 "$tmp/out" | sed 's/^/# /'
}

echo 1..11
ids() { sed -n 's/^ *"id": "\([^"]*\)",*$/\1/p' "$1"; }
BENCH_TINY=1 JSON=$tmp/bench.json MACHINE='of a test' bash "$bench/bench.sh" >"$tmp/out" 2>&1
result "all that is measured runs"
grep -v '^#' "$bench/rows.tsv" | cut -f1 | diff - <(ids "$tmp/bench.json") >"$tmp/out" 2>&1
result "each row is in the document"
diff <(ids "$bench/baseline.json") <(ids "$tmp/bench.json") >"$tmp/out" 2>&1
result "the baseline has the same rows"
compared=$(grep -v '^#' "$bench/rows.tsv" | cut -f6 | grep -vcx none)
[ "$(grep -c '^ *"ratio":' "$tmp/bench.json")" = "$compared" ] && grep -q '"machine": "of a test"' "$tmp/bench.json"
result "what is compared has a ratio, and the machine is told"

# A table of three rows: what is half as fast on a processor that is half as fast is no worse.
printf '%s\t%s\t%s\t%s\t%s\t%s\n' calibration this loop Msteps/s more plain \
  search mapper search s less speed memory memory memory MiB less plain >"$tmp/rows"
measured() { printf '%s %s\n' calibration "$1" search "$2" memory "$3" >"$tmp/values"; }
judge() { "$table" "$tmp/rows" "$tmp/values" "$tmp/base.json" "$tmp/now.json" >"$tmp/out" 2>&1; }
ratio() { awk -v id="\"$1\"," '$1 == "\"id\":" { on = $2 == id } on && $1 == "\"ratio\":" { printf "%.2f", $2 }' "$tmp/now.json"; }
measured 100 2 50
"$table" "$tmp/rows" "$tmp/values" /nowhere "$tmp/base.json" >"$tmp/out" && grep -q 'no baseline' "$tmp/out"
result "without a baseline there is a table"
measured 50 4 100
BENCH_STRICT=1 judge
[ $? = 1 ] && [ "$(ratio search) $(ratio memory)" = '1.00 2.00' ]
result "times allow for the processor, memory does not"
grep -q 'memory .*2.00  <- worse' "$tmp/out" && [ "$(grep -c -- '<-' "$tmp/out")" = 1 ]
result "what is worse is marked, and nothing else"
judge
result "which is no error if nobody is strict"
measured 100 2 50
sed -i '/memory/d' "$tmp/values"
judge
[ $? = 2 ] && grep -q 'memory: not measured' "$tmp/out"
result "a row that was not measured is an error"
measured 100 2 50
"$table" "$tmp/rows" "$tmp/values" "$tmp/base.json" "$tmp/none/now.json" >"$tmp/out" 2>&1
[ $? = 2 ] && grep -q 'cannot be written' "$tmp/out"
result "so is a document that cannot be written"
ldd "$TLC" >"$tmp/out" 2>&1
! grep -q rsvg "$tmp/out"
result "tlc starts without what only pictures need"
