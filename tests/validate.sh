#!/usr/bin/env bash
# Compares what designs of examples/ come to with what was published of them: one line for each
# figure, with the error, and status 1 if one is above what its table allows.
#
# Tables are tests/validate/*.tsv, with tabs between: design, ours, paper, item, published, unit,
# most (the error that is allowed, in per cent, or - for any), source.  `ours` is
#   value NAME             an energy that a `let` names           (pJ)
#   energy NAME ACTION     an action of a component, by default   (pJ)
#   area NAME              of one instance of a component         (um2)
#   leak NAME              what that leaks                        (W)
#   reported RUN TEXT      what a run reports as TEXT             (base units: J, s, m^2)
#   total RUN KEY          of a run: energy_pJ, area_um2, cycles …
# and published figures are in that unit.
set -u
cd "${srcdir:-.}" || exit 99
export LC_ALL=C TERM=dumb
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT

# Numbers of a document of `tlc energy` and of a report, as lines: selector, tab, number.
prices() {
  awk '
    function text(line) { sub(/^[^:]*: /, "", line); sub(/,$/, "", line); gsub(/"/, "", line); return line }
    function last(name) { sub(/.*\./, "", name); return name }
    /^  "values"/ { values = 1 }
    /^      "name"/ { name = text($0) }
    values && /^      "energy_pJ"/ { print "value " name "\t" text($0) }
    values { next }
    /^      "area_um2"/ { print "area " last(name) "\t" text($0) }
    /^      "leakage_W"/ { print "leak " last(name) "\t" text($0) }
    /^          "name"/ { action = text($0) }
    /^          "energy_pJ"/ { print "energy " last(name) " " action "\t" text($0) }
  '
}
reports() {
  awk '
    function text(line) { sub(/^[^:]*: /, "", line); sub(/,$/, "", line); gsub(/"/, "", line); return line }
    /^      "name"/ { run = text($0) }
    /^      "totals"/ { totals = 1 }
    /^      "levels"/ { totals = 0 }
    totals && /^        "/ { key = $1; gsub(/[":]/, "", key); print "total " run " " key "\t" text($0) }
    /^      "reported"/ { reported = 1 }
    reported && /^          "name"/ { name = text($0) }
    reported && /^          "value"/ { print "reported " run " " name "\t" text($0) }
    /^      "expectations"/ { reported = 0 }
  '
}

# Of a design all at once, and once.
ask() {
  local cache=$tmp/${1//\//_}
  if [ ! -f "$cache" ]; then
    "$TLC" energy --format json "$1" 2>/dev/null | prices >"$cache"
    grep -q '^ *run ' "$1" && "$TLC" --format json "$1" 2>/dev/null | reports >>"$cache"
  fi
  # Of rows of one action the last is that of all that can change.
  awk -F '\t' -v wanted="$2" '$1 == wanted { found = $2 } END { print found }' "$cache"
}

for table in tests/validate/*.tsv; do
  grep -v '^#' "$table" | while IFS=$'\t' read -r design ours paper item published unit most source; do
    printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$paper" "$item" "$published" "$(ask "$design" "$ours")" "$unit" "$most"
  done
done >"$tmp/rows"

awk -F '\t' '
  function line(a, b, c, d, e) { printf "%-26s | %-26s | %14s | %14s | %s\n", a, b, c, d, e }
  BEGIN { line("paper", "item", "published", "ours", "error") }
  {
    if ($4 == "" || $4 == "null") { line($1, $2, $3 " " $5, "not known", "-"); bad++; next }
    error = $3 ? 100 * ($4 - $3) / $3 : 0
    size = error < 0 ? -error : error
    above = $6 != "-" && size > $6
    line($1, $2, sprintf("%.5g %s", $3, $5), sprintf("%.5g %s", $4, $5),
         sprintf("%+.2f %%%s", error, above ? "  (at most " $6 " % is allowed)" : ""))
    sum[$1] += size; n[$1]++
    if (size > worst[$1]) worst[$1] = size
    bad += above
  }
  END {
    print ""
    for (paper in n)
      printf "%s: %d figures, mean error %.2f %%, greatest %.2f %%\n", paper, n[paper], sum[paper] / n[paper], worst[paper]
    if (bad) { printf "%d figures are not as near as they should be\n", bad; exit 1 }
  }' "$tmp/rows"
