#!/usr/bin/env bash
# What the library says components cost is what their sources say: the values of
# tests/estimators/known.csv, within 1e-6 where nothing else is said there, and the scaling of technologies,
# which is monotone.  With TLC_ENERGY=DIR all the values of that directory as well: what established
# estimators answer (golden/estimators.csv), by default and with --compat accelergy, and
# memories between the points of the sweep (golden/sram_offgrid.csv).
set -u
cd "${srcdir:-.}" || exit 99
export LC_ALL=C TERM=dumb
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT
n=0

# ok CONDITION TEXT [FILE to show if it does not hold]
ok() {
  n=$((n + 1))
  if [ "$1" = 0 ]; then echo "ok $n - $2"
  else
    echo "not ok $n - $2"
    [ -z "${3:-}" ] || head -n 20 "$3" | sed 's/^/# /'
  fi
}

# design FILE.csv: makes $tmp/design.tl of it; measured MODE: how far off each row is, in $tmp/off
# as `ROW-OF-THE-FILE ESTIMATOR KIND ERROR`.
design() { awk -f tests/estimators/design.awk "$1" >"$tmp/design.tl"; }
measured() {
  "$TLC" --compat "$1" -Wno-unused-import --dump=design "$tmp/design.tl" >"$tmp/dump" 2>"$tmp/errors"
  awk 'FNR == NR { if ($1 == "//") what[$2] = $5 " " $3 " " $4; next }
       $1 == "let" && $2 ~ /^r[0-9]+$/ { print what[substr($2, 2)], $4 }' "$tmp/design.tl" "$tmp/dump" >"$tmp/off"
}

# Says how errors, sorted, are spread; false if they are too large on average, or one in twenty is.
spread() {
  awk '{ e[NR] = $1; s += $1 }
    END { printf "%d values, mean %.2f %%, 95th percentile %.1f %%, worst %.1f %%", NR, 100 * s / NR, 100 * e[int(.95 * NR) + 1], 100 * e[NR]
          exit !(NR > 50 && s / NR <= .05 && e[int(.95 * NR) + 1] <= .20) }'
}

# ---- values that are known ----

for mode in none accelergy hwcomponents; do
  awk -F, -v mode=$mode '/^#/ || $7 == mode' OFS=, tests/estimators/known.csv >"$tmp/known.csv"
  design "$tmp/known.csv"
  measured $mode
  awk -F, 'FNR == NR { tolerance[FNR] = $8 ? $8 : 1e-6; line[FNR] = $0; next }
           { split($0, f, " "); if (f[4] !~ /^[0-9]/ || f[4] + 0 > tolerance[f[1]]) print f[4], line[f[1]] }' \
    "$tmp/known.csv" "$tmp/off" >"$tmp/bad"
  rows=$(grep -c . "$tmp/off")
  [ ! -s "$tmp/bad" ] && [ "$rows" -gt 5 ] && [ ! -s "$tmp/errors" ]
  ok $? "$rows known values, --compat $mode" "$([ -s "$tmp/bad" ] && echo "$tmp/bad" || echo "$tmp/errors")"
done

# ---- technologies ----

# A design for technology factors from $1: each of them shrinks with the node, from 250 nm to 1 nm.
monotone() {
  echo 'import std.technology { technology }'
  echo "let steps = [k / 4 * 1 nm for k in 4 .. 1000]"
  for what in energy area time power; do
    echo "let $what = [technology(from = $1 nm, to = t).$what for t in steps]"
    echo "let back_$what = [technology(from = t, to = $1 nm).$what for t in steps]"
    echo "require all([$what[i] <= $what[i + 1] * 1.000001 for i in 0 .. length(steps) - 2]), \"$what grows with the node\""
    echo "require all([back_$what[i] * 1.000001 >= back_$what[i + 1] for i in 0 .. length(steps) - 2]), \"$what shrinks with the node it comes from\""
    echo "require abs(technology(from = $1 nm, to = $1 nm).$what - 1) < 1e-9, \"$what stays what it is\""
  done
}
: >"$tmp/bad"
for from in 250 180 130 100 90 65 45 40 32 28 22 20 16 14 12 10 7 5 3; do
  monotone $from >"$tmp/monotone.tl"
  "$TLC" check "$tmp/monotone.tl" >>"$tmp/bad" 2>&1
done
[ ! -s "$tmp/bad" ]
ok $? "energy, area, delay and leakage shrink with the node, between nodes too" "$tmp/bad"

# ---- all values of another collection ----

if [ -n "${TLC_ENERGY:-}" ]; then
  # Says of each estimator how many rows agree.
  tally='{ k = $2 " " $3; all[k]++; if ($4 ~ /^[0-9]/ && $4 <= limit) good[k]++; if ($4 > worst[k]) worst[k] = $4; sum[k] += $4 }
    END { for (k in all) printf "%s %d of %d within %g, worst %.2g, mean %.2g\n", k, good[k], all[k], limit, worst[k], sum[k] / all[k] }'
  design "$TLC_ENERGY/golden/estimators.csv"
  for mode in none accelergy; do
    measured $mode
    [ -s "$tmp/errors" ] && sed 's/^/# /' "$tmp/errors" | head -n 20
    awk -v limit=1e-6 "$tally" "$tmp/off" | sort | sed "s/^/# --compat $mode: /"
  done
  awk '$3 == "grid" && ($4 !~ /^[0-9]/ || $4 > 1e-6)' "$tmp/off" >"$tmp/bad"
  [ ! -s "$tmp/bad" ]
  ok $? "what established estimators answer, $(grep -c ' grid ' "$tmp/off") values" "$tmp/bad"
  line=$(awk '$3 == "off" { print $4 }' "$tmp/off" | sort -g | spread)
  ok $? "what they answer of memories between the points of the sweep: $line"

  awk -F, 'NR > 1 {
    at = "technology=" $4 ";width=" $6 ";depth=" $7 ";n_rw_ports=" $9 ";n_banks=" $8
    print "CactiSRAM,SRAM," at ",read,," $10 / 1e12; print "CactiSRAM,SRAM," at ",write,," $11 / 1e12
    printf "CactiSRAM,SRAM,%s,leak,,%.9g\n", at, $12 / 1e12; printf "CactiSRAM,SRAM,%s,area,,%.9g\n", at, $13 / 1e12
  }' "$TLC_ENERGY/golden/sram_offgrid.csv" >"$tmp/offgrid.csv"
  design "$tmp/offgrid.csv"
  measured none
  awk -F, 'FNR == NR { action[FNR] = $4; next } { split($0, f, " "); print action[f[1]], f[4] }' \
    "$tmp/offgrid.csv" "$tmp/off" >"$tmp/errors"
  for what in read write leak area; do
    line=$(awk -v what=$what '$1 == what { print $2 }' "$tmp/errors" | sort -g | spread)
    ok $? "memories between the points of the sweep, $what: $line"
  done
fi

echo "1..$n"
