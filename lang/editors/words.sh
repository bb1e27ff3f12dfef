#!/usr/bin/env bash
# Keeps the words of the language in the editors' files: what stands there between a
# line with `begin words` and one with `end words` is made from the compiler's tables.
#   words.sh           writes what differs
#   words.sh --check   prints what differs; the status is 1 if something does
set -u
cd "$(dirname "$0")/../.." || exit 2
export LC_ALL=C
. lang/rows.sh
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT

# ---- the lists: each prints its words, one a line ----

# keywords CLASS…: the words of these classes of token.
keywords() {
  local classes=" $* "
  rows KEYWORD lang/syntax/keywords.def | while IFS=$'\t' read -r word class _; do
    [[ $classes == *" $class "* ]] && echo "$word"
  done
}
declares() { keywords DECL NEST; }
statements() { keywords IMPORT AT RUN BINDS LOOP NAMES COND ASSERT ROW; }
clauses() { keywords CLAUSE AS REUSE; }
constants() { keywords TRUE FALSE; }
operators() { keywords IF THEN ELSE AND OR NOT IN WITH OVER BY; }

# Types are also declarations of these kinds, and quantities.
types() {
  sed -n 's/^  if (!strcmp(word, "\([a-z]*\)")) return .*/\1/p' compiler/sema/type.c
  sed -n '/^  switch ((enum keyword)n->name->word)/,/return/p' compiler/sema/type.c |
    grep -o 'KW_[a-z]*' | cut -c4-
  rows QUANTITY lang/base/units.def | cut -f2
}

# Any other word behind a number is its unit.
never_units() {
  sed -n '/^bool literal_is_unit/,/^}/p' lang/syntax/literal.c | grep -o 'KW_[a-z]*' | cut -c4-
}

functions() {
  rows FUNCTION compiler/sema/builtins.def | cut -f1
  rows MEASURE compiler/sema/measures.def | awk -F'\t' '$5 > 0 { print $1 }'
}

# Longer paths go first: a regular expression takes the first that fits.
attributes() { rows ATTRIBUTE compiler/sema/attributes.def | cut -f1 | sort -u | sort -r; }

lists="declares statements clauses constants operators types never_units functions attributes"
for list in $lists; do
  "$list" | awk '!seen[$0]++' >"$tmp/$list"
  [ -s "$tmp/$list" ] || { echo "words.sh: nothing is known of $list" >&2; exit 2; }
done
# A class of words that is new must be given a place above.
rows KEYWORD lang/syntax/keywords.def | cut -f1 | sort >"$tmp/all"
(cd "$tmp" && sort declares statements clauses constants operators) >"$tmp/placed"
diff "$tmp/all" "$tmp/placed" >"$tmp/out" || {
  { echo "words.sh: words without a place:"; cat "$tmp/out"; } >&2
  exit 2
}

# ---- as the editors' files have them ----

# folded BEFORE: the words of the input, each in BEFORE…BEFORE and `, ` or a blank between.
folded() {
  awk -v first="$1" -v quote="$2" -v between="$3" -v next_line="$4" '
    { word = quote $0 quote
      if (line == "") line = first word
      else if (length(line between word) > 96) { print line between_end(); line = next_line word }
      else line = line between word }
    function between_end(s) { s = between; sub(/ $/, "", s); return s }
    END { printf "%s", line }'
}
words_vim() {
  for list in $lists; do
    echo "let tl#words#$list = ["
    folded '      \ ' "'" ', ' '      \ ' <"$tmp/$list"
    echo ']'
  done
}
words_emacs() {
  for list in $lists; do
    echo
    echo "(defconst tl-${list/_/-}"
    folded "  '(" '"' ' ' '    ' <"$tmp/$list"
    echo ')'
    echo "  \"Words of the language: ${list/_/ }.\")"
  done
}

# rule NAME BEFORE LIST AFTER SCOPE…: a rule of a TextMate grammar that finds the words
# of LIST, with the scopes of the groups in BEFORE, of the words and of those in AFTER.
rule() {
  local name=$1 before=$2 list=$3 after=$4 n=0 groups= scope
  shift 4
  for scope; do
    n=$((n + 1))
    groups="$groups${groups:+, }\"$n\": { \"name\": \"$scope.tl\" }"
  done
  printf '    "%s": {\n      "match": "%s(%s)%s",\n      "captures": { %s }\n    },\n' \
    "$name" "$before" "$(sed 's/\./\\\\./g' "$tmp/$list" | paste -s -d '|')" "$after" "$groups"
}
words_textmate() {
  local opens='(?<=^|[{;])\\s*' named='(?!\\s*(?:=(?!=)|\\.(?!\\.)|:|\\+=|,|\\}))'
  local decimal='[0-9][0-9_]*(?:\\.[0-9][0-9_]*)?(?:[eE][+-]?[0-9]+)?'
  local number="(?<![\\\\w.])((?>0[xXbBoO][0-9A-Fa-f][0-9A-Fa-f_]*|$decimal))"
  local letter='[A-Za-zµμΩΩ]' unit='[A-Za-zµμΩΩ]+(?:\\^-?[0-9]+)?' name='(?:\\s+([A-Za-z_]\\w*))?'
  local goes_on='(?=\\s+[A-Za-z_\"]|\\s*$)' ends='(?![\\p{L}\\w])'
  rule declares "$opens" declares "\\\\b$named$name" storage.type entity.name.type
  rule statements "$opens" statements '\\b'"$named" keyword.control
  rule clauses '(?<=[\\w\\])}\"%*])\\s+' clauses "$goes_on$named" keyword.other.clause
  rule constants '\\b' constants '\\b' constant.language
  rule operators '\\b' operators '\\b' keyword.operator.word
  rule types '\\b' types '\\b' support.type
  rule units "$number ?((?!" never_units "(?!$letter))$unit(?:/$unit)*)$ends" \
    constant.numeric keyword.other.unit
  rule functions '(?<!\\.)\\b' functions '(?=\\()' support.function
  rule attributes "$opens" attributes '(?=\\s*=(?!=))' support.type.property-name
}

# The format of a file is told by its name.
words_of() {
  case $1 in
    *.vim) words_vim ;;
    *.el) words_emacs ;;
    *.json) words_textmate ;;
  esac
}
renewed() {
  words_of "$1" >"$tmp/words"
  awk -v words="$tmp/words" '
    /end words/ { inside = 0 }
    !inside { print }
    /begin words/ { inside = 1; while ((getline line <words) > 0) print line }' "$1"
}

status=0
for file in $(grep -rl 'begin words' lang/editors --exclude-dir=node_modules \
                --include='*.vim' --include='*.el' --include='*.json' | sort); do
  renewed "$file" >"$tmp/new"
  if [ "${1-}" = --check ]; then
    diff -u "$file" --label "$file of the compiler (make editors writes it)" "$tmp/new" || status=1
  elif ! cmp -s "$file" "$tmp/new"; then
    cp "$tmp/new" "$file"
    echo "$file: the words are written anew"
  fi
done
exit $status
