#!/usr/bin/env bash
# What is published of whole designs, and what those of examples/ are reported with.
#
# A file tests/validate/NAME.tsv is about one design: a line `design FILE [OPTION...]`, then a row
# for each figure, its cells parted by tabs: the paper and where in it, the item, the figure, its
# unit, how far off ours may be, and what it is compared with: a sum of energy(LEVEL),
# energy(LEVEL,TENSOR), power(LEVEL), area(LEVEL), energy(), power() or area().
# With --table it prints them as a table, else as tests.
set -u
cd "${srcdir:-.}" || exit 99
export LC_ALL=C
table=
[ "${1-}" = --table ] && table=1
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT

# The report on stdin as rows: quantity, level, tensor, value in pJ, um2, s.
flatten() {
  awk -F'[":,]+' '
    /^      "totals": \{/ { level = ""; on = 1 }
    /^          "name": / { level = $3; sub(/^ /, "", level); level = $0; gsub(/.*: "|",?$/, "", level) }
    /"seconds": / { value($0); print "seconds\t\t\t" v }
    /^ +"energy_pJ": / { value($0); print "energy\t" level "\t\t" v }
    /^ +"area_um2": / { value($0); print "area\t" level "\t\t" v }
    /^            \{"name":.*"tile_words"/ {
      tensor = $0; gsub(/.*\{"name":"|".*/, "", tensor)
      v = $0; gsub(/.*"energy_pJ":|,.*/, "", v)
      print "energy\t" level "\t" tensor "\t" v
    }
    function value(line) { v = line; gsub(/.*: |,$/, "", v) }'
}

# compare REPORT ROW...: the rows of a file, with what is reported.
compare() {
  awk -F'\t' -v OFS='\t' '
    BEGIN { unit["pJ"] = 1; unit["nJ"] = 1e3; unit["uJ"] = 1e6; unit["mJ"] = 1e9
            unit["um2"] = 1; unit["mm2"] = 1e6; unit["W"] = 1e12; unit["mW"] = 1e9 }
    NR == FNR { if ($1 == "seconds") seconds = $4; else of[$1, $2, $3] = $4; next }
    /^#/ || /^design / || NF < 7 { next }
    {
      n = split($7, term, /\+/); sum = 0; missing = ""
      for (i = 1; i <= n; i++) {
        quantity = term[i]; sub(/\(.*/, "", quantity); gsub(/ /, "", quantity)
        args = term[i]; gsub(/.*\(|\).*/, "", args); split(args, at, ",")
        key = quantity == "power" ? "energy" : quantity
        if (!((key, at[1], at[2]) in of)) missing = term[i]
        else sum += of[key, at[1], at[2]] / (quantity == "power" ? seconds : 1)
        delete at
      }
      ours = sum / unit[$5]; off = 100 * (ours / $4 - 1)
      print ($6 + 0 >= (off < 0 ? -off : off) && missing == "" ? "ok" : "not ok"), $1, $2, $3,
            $4 " " $5, missing == "" ? sprintf("%.4g %s", ours, $5) : "no " missing,
            sprintf("%+.1f %%", off)
    }' "$1" "$2"
}

n=0 failed=0
[ $table ] && printf '%-20s %-22s %-34s %12s %14s %9s\n' paper where item published ours error
for file in tests/validate/*.tsv; do
  read -r _ design options < <(grep '^design ' "$file")
  # shellcheck disable=SC2086
  "$TLC" --format json $options "$design" 2>/dev/null | flatten >"$tmp/report"
  while IFS=$'\t' read -r outcome paper where item published ours error; do
    n=$((n + 1))
    [ "$outcome" = ok ] || failed=$((failed + 1))
    if [ $table ]; then
      printf '%-20s %-22s %-34s %12s %14s %9s\n' "$paper" "$where" "$item" "$published" "$ours" "$error"
    else echo "$outcome $n - $paper, $where, $item: $published, ours $ours, $error"
    fi
  done < <(compare "$tmp/report" "$file")
done
[ $table ] || echo "1..$n"
[ $table ] && exit $((failed > 0))
exit 0
