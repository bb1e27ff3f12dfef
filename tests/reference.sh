#!/usr/bin/env bash
# The tables of doc/language.md, doc/architecture.md and the library's README are those of the
# sources, and the grammar has all the words of the language and no others.  A table stands
# between `<!-- begin NAME -->` and `<!-- end NAME -->`; with ACCEPT=1 it is written
# anew.
set -u
cd "${srcdir:-.}" || exit 99
export LC_ALL=C
pages=(doc/language.md doc/architecture.md lang/std/README.md)
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT

. lang/rows.sh

# Rows with escapes are other spellings, which the tables of the pages leave out.
plain_rows() { rows "$@" | grep -v '\\x'; }

words() {
  rows KEYWORD lang/syntax/keywords.def | awk -F'\t' '
    { c = $2 ~ /^(DECL|NEST)$/ ? 1 : $2 ~ /^(CLAUSE|AS|REUSE)$/ ? 3 : $2 == toupper($1) && $2 !~ /^(IMPORT|AT|RUN|ROW)$/ ? 4 : 2
      list[c] = list[c] (list[c] == "" ? "" : " ") "`" $1 "`" }
    END {
      print "| words | |"; print "|---|---|"
      print "| that declare | " list[1] " |"; print "| of other statements | " list[2] " |"
      print "| of clauses | " list[3] " |"; print "| reserved | " list[4] " |"
    }'
}

units() {
  {
    rows QUANTITY lang/base/units.def | sed 's/^/Q\t/'
    plain_rows UNIT lang/base/units.def | sed 's/^/U\t/'
  } | awk -F'\t' '
    BEGIN {
      text["TINY"] = "`z a`"
      text["SMALL"] = "`f p n u m`"; text["KILO"] = "`k`"; text["LARGE"] = "`M G T P E`"
      text["DECIMAL"] = "`f p n u m` `k` `M G T P E`"; text["BINARY"] = "`Ki Mi Gi Ti Pi`"
      print "| type | is | units | their prefixes |"; print "|---|---|---|---|"
    }
    $1 == "Q" { id[++n] = $2; type[$2] = $3; name[$2] = $4 }
    $1 == "U" {
      worth = $5 == 1 ? "" : " (" ($3 == "INFO" ? $5 " bit" : $5 " J") ")"
      if ($3 == "NUMBER") next
      list[$3] = list[$3] (list[$3] == "" ? "" : ", ") "`" $2 "`" worth
      if (!($3 in prefixes)) prefixes[$3] = $6
    }
    END {
      for (i = 1; i <= n; i++) {
        m = split(prefixes[id[i]], p, / *\| */)
        line = ""
        for (k = 1; k <= m; k++) line = line (k > 1 ? " " : "") (p[k] in text ? text[p[k]] : "")
        units = list[id[i]] == "" ? "`m^2`" : list[id[i]]
        if (id[i] == "AREA") line = "those of `m`"
        print "| `" type[id[i]] "` | " name[id[i]] " | " units " |" (line == "" ? "" : " " line) " |"
      }
      print "| `real` | plain number | `%` (0.01) | |"
    }'
}

prefixes() {
  plain_rows PREFIX lang/base/units.def | awk -F'\t' '
    { head = head " `" $1 "` |"; rule = rule "---|"
      value = value " " ($3 > 0 ? "2^" $3 : "10^" $2) " |" }
    END { print "|" head; print "|" rule; print "|" value }'
}

labels() {
  rows LABEL lang/base/units.def | awk '
    { list = list (NR > 1 ? " " : "") "`" $0 "`" }
    END { print "Labels are " list "." }'
}

functions() {
  rows FUNCTION compiler/sema/builtins.def | awk -F'\t' '
    BEGIN { print "| function | gives |"; print "|---|---|" }
    { print "| `" $4 "` | " $5 " |" }'
}

measures() {
  rows MEASURE compiler/sema/measures.def | awk -F'\t' '
    BEGIN {
      type["ENERGY"] = "energy"; type["TIME"] = "time"; type["AREA"] = "area"; type["BITS"] = "bits"
      type["ENERGY_TIME"] = "energy*time"; type["POWER"] = "power"; type["SHARE"] = "real"
      print "| measure | type | is |"; print "|---|---|---|"
    }
    { t = $2 == "PLAIN" ? ($3 == "true" ? "int" : "real") : type[$2]
      m = "`" $7 "`"
      if ($4 < 2 && $5 == 2) m = "`" $1 "(level)`, " m
      if ($4 == 0 && $5 > 0) m = "`" $1 "`, " m
      print "| " m " | `" t "` | " $8 " |" }'
}

attributes() {
  rows ATTRIBUTE compiler/sema/attributes.def | awk -F'\t' '
    BEGIN {
      split("LENGTH length FREQUENCY freq VOLTAGE volts TEMPERATURE temperature TEXT string BOOL bool AREA area BITS bits WHOLE int REAL real TIME time", t, " ")
      for (i = 1; i in t; i += 2) type[t[i]] = "`" t[i + 1] "`"
      type["LEAKAGE"] = "`power` or `energy`"; type["LATENCY"] = "`time` or `cycles`"
      type["BANDWIDTH"] = "`bits/cycles` or `bits/time`"
      type["THROUGHPUT"] = "a number each `cycle`, or each `time`"
      split("INSIDE|arch and all in it|K_LEVELS|level|K_PART|part|K_MEMORY|memory|K_COMPUTE|compute|K_NETWORK|network|K_TRANSIT|transit|K_ARRAY|array|K_MAPPER|mapper|K_WORKLOAD|workload|K_RUN|run|K_FILE|file|K_STUDY|study|K_TEST|test", k, "|")
      for (i = 1; i in k; i += 2) kind[k[i]] = k[i + 1]
      print "| attribute | type | of | is |"; print "|---|---|---|---|"
    }
    { ty = type[$2]
      if ($2 ~ /^ONE_OF/) { ty = $2; gsub(/ONE_OF\(|\)/, "", ty); gsub(/"/, "`", ty) }
      if ($2 ~ /^DECLARATION/) { ty = $2; gsub(/DECLARATION\(KW_|\)/, "", ty); ty = "`" ty "`" }
      n = split($3, part, / *\| */); of = ""
      for (i = 1; i <= n; i++) of = of (i > 1 ? ", " : "") kind[part[i]]
      print "| `" $1 "` | " ty " | " of " | " $7 " |" }'
}

lints() {
  rows CODE lang/base/codes.def | awk -F'\t' '
    BEGIN { print "| code | name | about |"; print "|---|---|---|" }
    $1 ~ /^W/ { print "| " $1 " | `" $2 "` | " $4 " |" }'
}

rooms() {
  grep -h '^## room ' lang/local.mk compiler/local.mk runtime/local.mk | awk '
    BEGIN { print "| room | may include |"; print "|---|---|" }
    { sub(/:$/, "", $3); list = ""
      for (i = 4; i <= NF; i++) list = list " `" $i "`"
      print "| `" $3 "` |" list " |" }'
}

# What a network's module says of itself: its name, what it is run for, who has published it.
about_network() {
  sed -n 's|^//! *||p' "$1" | tr '\n' ' ' | awk '
    { name = $0; sub(/[:,].*/, "", name)
      match($0, /for (images of [0-9]+ by [0-9]+|a (sequence|text) of [0-9]+ tokens)/)
      input = substr($0, RSTART + 4, RLENGTH - 4)
      sub(/^a (sequence|text) of /, "", input); sub(/^images of /, "", input)
      match($0, /\([^()]*, [0-9][0-9][0-9][0-9]\)/)
      print name "\t" input "\t" substr($0, RSTART + 1, RLENGTH - 2) }'
}

# How many layers its list has, its weights, its products; one a line.
numbers_of_network() {
  printf '%s\n' "import layers.$1 as network" \
    'let layers = sum([l.count for l in network.layers])' \
    'let parameters = network.parameters' 'let macs = network.macs' >"$tmp/network.tl"
  "$TLC" check --dump=design "$tmp/network.tl" 2>&1 | sed -n 's/^let [a-z]* = //p'
}

networks() {
  local file module
  for file in $(grep -l '^let layers = ' lang/std/layers/*.tl); do
    module=$(basename "$file" .tl)
    printf '%s\t%s\t%s\n' "$module" "$(about_network "$file")" \
      "$(numbers_of_network "$module" | paste -s -)"
  done | awk -F'\t' '
    function short(n) {
      if (n < 1e9) return sprintf("%.4g M", n / 1e6)
      return n < 1e12 ? sprintf("%.4g G", n / 1e9) : sprintf("%.4g T", n / 1e12)
    }
    BEGIN {
      print "| network | module | input | layers | parameters | MACs | published by |"
      print "|---|---|---|---|---|---|---|"
    }
    { print "| " $2 " | `layers." $1 "` | " $3 " | " $5 " | " short($6) " | " short($7) " | " $4 " |" }'
}

# A page with all its tables written anew.
renewed() {
  local line name=
  while IFS= read -r line; do
    [[ $name && $line != "<!-- end $name -->" ]] && continue
    name=
    printf '%s\n' "$line"
    if [[ $line =~ ^'<!-- begin '([a-z]+)' -->'$ ]]; then
      name=${BASH_REMATCH[1]}
      "$name"
    fi
  done <"$1"
}

n=0
# result WHAT: fine if $tmp/out is empty.
result() {
  n=$((n + 1))
  if [ -s "$tmp/out" ]; then
    echo "not ok $n - $1"
    sed 's/^/# /' "$tmp/out"
  else
    echo "ok $n - $1"
  fi
}

echo "1..6"
for page in "${pages[@]}"; do
  renewed "$page" >"$tmp/page"
  if [[ ${ACCEPT-} ]]; then cmp -s "$page" "$tmp/page" || cp "$tmp/page" "$page"; fi
  diff -u "$page" --label "as the sources say (ACCEPT=1 writes it)" "$tmp/page" >"$tmp/out"
  result "the tables of $page are those of the sources"
done
page=doc/language.md

rows KEYWORD lang/syntax/keywords.def | cut -f1 | sort >"$tmp/a"
sed -n '/^```ebnf/,/^```$/p' "$page" | grep -o '"[a-z]*"' | tr -d '"' | grep . | sort -u >"$tmp/b"
diff -u --label keywords.def "$tmp/a" --label "the grammar" "$tmp/b" >"$tmp/out"
result "the grammar has the words of the language"

# Roles, densities, formats and rules of tables.
{
  rows TENSORS compiler/sema/tensors.def | cut -f1
  sed -n 's/^  {"\([a-z]*\)", "\1.*/\1/p' compiler/sema/density.c
  sed -n 's/^  {"\([a-z_]*\)", GRID_.*/\1/p' compiler/sema/table_rule.c
} | while read -r word; do
  grep -q "^|.*\`$word[\`(].*|" "$page" || echo "$word is in no table"
done >"$tmp/out"
result "roles, densities, formats and rules are described"

# The catalogue of components is what the library says.
"$TLC" doc std --format markdown >"$tmp/page"
page=doc/components.md
if [[ ${ACCEPT-} ]]; then cmp -s "$page" "$tmp/page" || cp "$tmp/page" "$page"; fi
diff -u "$page" --label "as the library says (ACCEPT=1 writes it)" "$tmp/page" >"$tmp/out" 2>&1
result "$page is what the library says"
