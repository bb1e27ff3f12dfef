#!/usr/bin/env bash
# What designs of examples/ come to, beside what was published of them; fails where the error is
# above what its row allows.
#
# Tables are tests/validate/*.tsv, with tabs between: design and options, ours, paper, item,
# published, unit, most (the error that is allowed, in per cent), source, and why it is as large as that:
# an error above 10 % without a reason fails as well.  `ours` is a sum, with ` + ` between, of
#   value NAME              an energy that a `let` names
#   energy NAME ACTION      an action of a component, by default
#   area NAME, leak NAME    of one instance of a component
#   total KEY               of the run: energy, area, power
#   level NAME KEY          of all instances of a level in the run: energy, area, power
#   tensor LEVEL NAME       the energy of a tensor at a level
#   reported NAME           what the run reports, in base units (s, W, bit, OP/s)
# With --table it prints them as a table, else as tests.
set -u
cd "${srcdir:-.}" || exit 99
export LC_ALL=C TERM=dumb
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT

# Numbers of a document of `tlc energy`, and of a report, as lines: what, tab, number in pJ, um2, W.
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
    /^          "energy_pJ"/ { print "energy " last(name) " " action "\t" text($0) }'
}
report() {
  awk '
    function text(line) { sub(/^[^:]*: /, "", line); sub(/,$/, "", line); gsub(/"/, "", line); return line }
    function put(what, key, x) { print what " " key "\t" x; if (key == "energy") print what " power\t" x / seconds * 1e-12 }
    /^      "levels"/ { level = "level" }
    /^        "seconds"/ { seconds = text($0) }
    /^        "energy_pJ"/ { put("total", "energy", text($0)) }
    /^        "area_um2"/ { put("total", "area", text($0)) }
    /^      "reported"/ { reported = 1; next }
    /^      [^ ]/ { reported = 0 }
    reported {
      name = $0; gsub(/.*\{"name":"|".*/, "", name)
      value = $0; gsub(/.*"value":|,.*/, "", value)
      print "reported " name "\t" value
    }
    level && /^          "name"/ { name = text($0) }
    level && /^          "energy_pJ"/ { put("level " name, "energy", text($0)) }
    level && /^          "area_um2"/ { put("level " name, "area", text($0)) }
    level && /^            \{"name":.*"tile_words"/ {
      tensor = $0; gsub(/.*\{"name":"|".*/, "", tensor)
      energy = $0; gsub(/.*"energy_pJ":|,.*/, "", energy)
      print "tensor " name " " tensor "\t" energy
    }'
}

# All that can be asked of a design, once.
asked=
ask() {
  [ "$asked" = "$*" ] && return
  asked="$*"
  {
    "$TLC" energy --format json "$@" 2>/dev/null | prices
    grep -q '^ *run ' "$1" && "$TLC" --format json "$@" 2>/dev/null | report
  } >"$tmp/known"
}

# Where figures come from, above the first of them.
headed=
heading() {
  [ "$headed" = "$*" ] && return
  headed="$*"
  printf '\n%s: %s\n' "$1, $2" "$3"
}

# compare OURS PUBLISHED UNIT MOST: "ok" or "not ok", ours in that unit, and the error.
compare() {
  awk -F'\t' -v ours="$1" -v published="$2" -v unit="$3" -v most="$4" '
    { of[$1] = $2 } # of rows of one action the last is that of all that can change
    END {
      scale["nJ"] = 1e3; scale["uJ"] = 1e6; scale["mJ"] = 1e9; scale["mm2"] = 1e6; scale["mW"] = 1e-3
      scale["ms"] = 1e-3; scale["MB"] = 8e6; scale["GOP/s"] = 1e9; scale["TOP/s"] = scale["TOP/J"] = 1e12
      scale["%"] = 0.01
      n = split(ours, term, / \+ /)
      for (i = 1; i <= n; i++) { missing = missing || of[term[i]] == "" || of[term[i]] == "null"; sum += of[term[i]] }
      if (missing) { print "not ok\tnot known\t-"; exit }
      sum /= unit in scale ? scale[unit] : 1
      error = 100 * (sum / published - 1)
      printf "%s\t%.5g %s\t%+.2f %%\n", (error < 0 ? -error : error) <= most ? "ok" : "not ok", sum, unit, error
    }' "$tmp/known"
}

large() { awk -v error="$1" 'BEGIN { exit !(error > 10 || error < -10) }'; }

line() { printf '%-20s | %-36s | %14s | %14s | %9s%s\n' "$@"; }

n=0 failed=0
[ "${1-}" = --table ] && line paper item published ours error ''
while IFS=$'\t' read -r design ours paper item published unit most source why; do
  read -ra words <<<"$design"
  ask "${words[@]}"
  [ "${1-}" = --table ] && heading "$paper" "$source" "$design"
  IFS=$'\t' read -r outcome number error < <(compare "$ours" "$published" "$unit" "$most")
  n=$((n + 1)) note=
  if large "${error% %}" && [ -z "$why" ]; then outcome='not ok' most="10 % without a reason, 0"; fi
  [ "$outcome" = ok ] || { failed=$((failed + 1)) note="  (at most $most % is allowed)"; }
  if [ "${1-}" = --table ]; then line "$paper" "$item" "$published $unit" "$number" "$error" "$note"
    large "${error% %}" && [ -n "$why" ] && fold -s -w 112 <<<"$why" | sed 's/^/    | /'
  else echo "$outcome $n - $paper, $item ($source): $published $unit, ours $number, $error$note"
  fi
done < <(grep -hv '^#' tests/validate/*.tsv)
if [ "${1-}" != --table ]; then echo "1..$n"
elif [ $failed -gt 0 ]; then echo "$failed figures are not as near as they should be"; exit 1
fi
