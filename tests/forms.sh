#!/usr/bin/env bash
# The four forms of a report tell the same numbers: those of JSON and CSV add up to each other,
# and each quantity of the text stands in the page of HTML, which asks for nothing from elsewhere.
set -u
cd "${srcdir:-.}" || exit 99
export LC_ALL=C.UTF-8 TERM=dumb
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT
n=0
result() {
  n=$((n + 1))
  if [ ! -s "$tmp/out" ]; then echo "ok $n - $1"
  else
    echo "not ok $n - $1"
    sed 's/^/# /' "$tmp/out"
  fi
  : >"$tmp/out"
}
: >"$tmp/out"

# Of each run and level: its energy, from JSON.  Those of studies have a table of their own.
levels_of_json() {
  awk '
    /^  "studies"/ { exit }
    /^      "name": / { run = $2; gsub(/[",]/, "", run) }
    /^          "name": / { level = $2; gsub(/[",]/, "", level) }
    /^          "energy_pJ": / { pJ = $2; sub(/,$/, "", pJ); print run, level, pJ }' "$1"
}

# … and from CSV, whose names have no commas here.
levels_of_csv() {
  awk -F, '
    !NF { exit }  # a table of zeros may follow
    NR > 1 { key = $1 " " $5; if (!(key in sum)) order[++n] = key; sum[key] += $11 }
    END { for (i = 1; i <= n; i++) printf "%s %.17g\n", order[i], sum[order[i]] }' "$1"
}

# What is in one and differs, or is missing, in the other; levels without actions have no lines.
compare() {
  awk '
    function abs(x) { return x < 0 ? -x : x }
    NR == FNR { pJ[$1 " " $2] = $3; next }
    { seen[$1 " " $2] = 1
      if (abs(pJ[$1 " " $2] - $3) > 1e-9 * abs($3)) print $1, $2 ": " pJ[$1 " " $2], "and", $3 }
    END { for (key in pJ) if (pJ[key] > 0 && !seen[key]) print key ": no line in the table" }' "$1" "$2"
}

# All quantities of the text, which the page must have: numbers, and what follows of a unit.
quantities() { grep -o '[0-9][0-9,.]*\( [fpnµmkMGT]\?\(J\|s\|m²\)\)\?' "$1" | sort -u; }

in_page() {
  sed 's/<[^>]*>/ /g' "$2" >"$tmp/plain"
  quantities "$1" | while read -r quantity; do
    grep -qF -- "$quantity" "$tmp/plain" || echo "$quantity is not in the page"
  done
}

agree() {
  timeout 60 "$TLC" -Wno-energy-unknown --time-limit 5s -Wno-not-proven "$1" -o "$tmp/report" >/dev/null 2>"$tmp/error" ||
    [ $? = 5 ] || { cat "$tmp/error"; return; }
  levels_of_json "$tmp/report/report.json" >"$tmp/json"
  levels_of_csv "$tmp/report/report.csv" >"$tmp/csv"
  [ -s "$tmp/json" ] || echo "no level is in the report"
  compare "$tmp/json" "$tmp/csv"
  in_page "$tmp/report/report.txt" "$tmp/report/report.html"
  grep -o 'https\?:[^"]*\|src=[^ ]*\|@import\|url([^)]*)' "$tmp/report/report.html"
}

for design in examples/eyeriss/alexnet.tl examples/mapper/open.tl examples/conv1d/conv1d.tl \
  examples/architectures/network.tl examples/optical/albireo.tl examples/pim/crossbar.tl examples/sparse/tensor_core.tl; do
  agree "$design" >>"$tmp/out"
  result "$design is told alike in all forms"
done

# No line of the text is wider than a page; for somebody who listens there are only words.
for design in $(find examples -name '*.tl' | sort); do
  timeout 60 "$TLC" --time-limit 0.2s "$design" 2>/dev/null >"$tmp/text"
  grep -E '^.{101,}' "$tmp/text" | sed "s,^,$design: ," >>"$tmp/out"
done
result "no text is wider than 100 columns"
timeout 60 "$TLC" --color never examples/conv1d/conv1d.tl >"$tmp/text" 2>/dev/null
[ "$(tr -d 'µ²×\n\40-\176—' <"$tmp/text" | wc -c)" = 0 ] || tr -d '\n\40-\176' <"$tmp/text" >>"$tmp/out"
grep -q 'keeps' "$tmp/text" || echo "no mapping is told" >>"$tmp/out"
result "text without colours has neither bars nor lines"

# Names of all kinds do no harm, nor what is quoted of the source.
odd="$tmp/<script>alert(1)<script> & 'so' \"on\".tl"
cat >"$odd" <<'END'
workload W {
  dim  m = 4, n = 4
  data A: 8 bit, B: 8 bit, Z: 16 bit

  Z[m, n] += A[m] * B[n]
}

arch Plain {
  memory  Main { action read = 1 pJ; action write = 1 pJ }
  memory  Next { size = 1 KiB } // <script>alert(2)</script> &amp; ‮back
  compute MAC { action compute = 1 pJ }
}

run W on Plain
END
timeout 60 "$TLC" --format html "$odd" >"$tmp/page" 2>"$tmp/error"
[ "$(grep -c '<script' "$tmp/page")" = 1 ] || { echo "not one script"; head -c 300 "$tmp/error"; } >>"$tmp/out"
grep -q 'alert(2)' "$tmp/page" || echo "what the compiler said is not in the page" >>"$tmp/out"
grep -q '‮' "$tmp/page" && echo "a sign turns the text round" >>"$tmp/out"
result "names that look like markup stay names"

# No directory, and no room: an error, and no half a file.
timeout 60 "$TLC" examples/conv1d/conv1d.tl -o "$tmp/none/such" >/dev/null 2>"$tmp/error"
[ $? = 3 ] || echo "a missing directory is no error" >>"$tmp/out"
if [ -w /dev/full ]; then
  timeout 60 "$TLC" examples/conv1d/conv1d.tl --format html >/dev/full 2>"$tmp/error"
  [ $? = 3 ] || echo "a full disk is no error" >>"$tmp/out"
fi
result "what cannot be written is told"
echo "1..$n"
