#!/usr/bin/env bash
# Runs the libFuzzer targets one after the other, each for $FUZZ_TIME seconds (make fuzz):
#   run.sh TARGET…
# A target starts from what the project's own files hold of its input, with a dictionary of what
# the compiler looks for, and from what earlier runs found.  It is run in the top of a build; an
# input that fails is left in tests/fuzz/ under the name of its target and of what went wrong.
set -u
here=tests/fuzz
export LC_ALL=C
# Giving memory back to the system after each of thousands of inputs costs more than the inputs do.
export ASAN_OPTIONS=allocator_may_return_null=1:allocator_release_to_os_interval_ms=-1:${ASAN_OPTIONS-}
. "$srcdir/lang/rows.sh"

# designs DIRECTORY…: files of the language in these.
designs() { (cd "$srcdir" && find "$@" -name '*.tl' -size -32k); }

# take FORM: of each file that is named on standard input, the seed that FORM makes of it.
take() {
  local form=$1 file
  while read -r file; do "$form" "$srcdir/$file" >"$seeds/${file//\//-}"; done
}

# literals FILE…: words that sources compare with, in the top of the sources.
literals() {
  grep -oh '"[A-Za-z_$/!][A-Za-z0-9_./!-]*"' "$@" | grep -v '\.h"$' | sort -u
}

# The words of the language.
words() {
  { rows KEYWORD lang/syntax/keywords.def | cut -f1
    rows ATTRIBUTE compiler/sema/attributes.def | cut -f1
    rows FUNCTION compiler/sema/builtins.def | cut -f1
    rows MEASURE compiler/sema/measures.def | cut -f1
    rows TENSORS compiler/sema/tensors.def | cut -f1
    rows QUANTITY lang/base/units.def | cut -f2; } | tr -d '"' | sort -u | sed 's/.*/"&"/'
}

# ---- front_end: designs ----

seeds_front_end() { designs examples lang/std tests/golden | take cat; }
words_front_end() { words; }

# ---- import: files of YAML, each by itself, and those of one directory as one ----

seeds_import() {
  local directory name
  (cd "$srcdir" && find examples tests/golden -name '*.y*ml' -size -64k) | take cat
  find "$srcdir/examples" "$srcdir/tests/golden/import" -name '*.yaml' -printf '%h\n' | sort -u |
    while read -r directory; do
      name=${directory##*/}
      [ "$name" = import ] || cat "$directory"/*.yaml >"$seeds/all-of-$name.yaml"
    done
}
words_import() { literals compiler/import/{read_*,classes,library,yaml_include}.c; }

# ---- lsp: designs that are edited, messages, and bytes ----

# Somebody types a few things at the beginning, in the middle and at the end.
edited() {
  local size
  size=$(wc -c <"$1")
  cat "$1"
  printf '\n%%%%\n0 0 let a = 1\n'
  printf '%d 5 x = \n%d 0 {\n%d 1\n' $((size / 2)) $((size / 3)) $((size - 2))
}

# A message of every method, about some place.
messages() {
  local here='{"line":2,"character":7}' uri='"uri":"file:///nowhere/fuzz.tl"' params
  local range="{\"start\":{\"line\":1,\"character\":0},\"end\":$here}"
  params="{\"textDocument\":{$uri,\"version\":3,\"text\":\"let a = 1\"},\"position\":$here,"
  params+="\"range\":$range,\"contentChanges\":[{\"range\":$range,\"text\":\"x\"}],"
  params+="\"positions\":[$here],\"newName\":\"other\",\"query\":\"a\",\"ch\":\"}\","
  params+="\"context\":{\"diagnostics\":[],\"includeDeclaration\":true},\"command\":\"tl.search\","
  params+="\"arguments\":[\"file:///nowhere/fuzz.tl\",\"r\"],\"changes\":[{$uri,\"type\":1}]}"
  rows METHOD "$srcdir/compiler/lsp/methods.def" | while IFS=$'\t' read -r method _ kind; do
    case $method in exit | shutdown | initialize) continue ;; esac
    case $kind in
      NOTIFICATION | CHANGE) printf '{' ;;
      *) printf '{"id":"a",' ;;
    esac
    printf '"method":"%s","params":%s}\n' "$method" "$params"
  done
}

framed() {
  local message
  while read -r message; do printf 'Content-Length: %d\r\n\r\n%s' "${#message}" "$message"; done
}

seeds_lsp() {
  designs tests/golden/lsp tests/golden/sema examples/conv1d | take edited
  messages >"$seeds/messages"
  local message method=0
  while read -r message; do
    method=$((method + 1))
    { cat "$srcdir/examples/conv1d/conv1d.tl"
      printf '\n%%%%\n%s\n' "$message"; } >"$seeds/method-$method"
  done <"$seeds/messages"
  { echo '{"id":1,"method":"initialize","params":{"capabilities":{}}}'; cat "$seeds/messages"; } |
    framed >"$seeds/bytes"
  rm "$seeds/messages"
}
words_lsp() {
  words
  literals compiler/lsp/{lifecycle,sync,actions,task,formatting}.c
  echo '"\x0d\x0a\x0d\x0a"'
  echo '"Content-Length: "'
}

# ---- estimator: what its documentation has one say ----

seeds_estimator() {
  awk '
    /^```/ { if (line != "") print line; line = "" }
    /^(<-|->) / { if (line != "") print line; line = "" }
    /^<- / { line = substr($0, 4); next }
    line != "" { sub(/^ +/, " "); line = line $0 }' "$srcdir/doc/estimators.md" >"$seeds/lines"
  local line n=0
  while read -r line; do
    n=$((n + 1))
    { head -n 1 "$seeds/lines"; printf '%s\n!gone\n' "$line"
      head -n 1 "$seeds/lines"; echo "$line"; } >"$seeds/line-$n"
  done <"$seeds/lines"
}
words_estimator() {
  literals runtime/energy/{wire,estimator,plugin}.c
  printf '"%s"\n' '!late' '!long' '!gone' 1e-12 true false sram cam '*'
}

# ---- report: recorded reports, each compared with the next ----

seeds_report() {
  local file last=
  (cd "$srcdir" && find tests/golden -name '*.json' -size -64k) | sort >"$seeds/list"
  take cat <"$seeds/list"
  while read -r file; do
    [ -z "$last" ] || { cat "$last"; echo %%; cat "$srcdir/$file"; } >"$seeds/pair-${file##*/}"
    last=$srcdir/$file
  done <"$seeds/list"
  rm "$seeds/list"
}
words_report() { literals runtime/report/load*.c runtime/report/json*.c; }

# ---- all of them ----

longest() { case $1 in report) echo 131072 ;; lsp) echo 4096 ;; *) echo 32768 ;; esac; }

fuzz() {
  local target=$1 seeds=$here/seeds/$1 found=$here/found/$1 time=${FUZZ_TIME:-60} before
  rm -rf "$seeds" && mkdir -p "$seeds" "$found" && "seeds_$target" || return
  (cd "$srcdir" && "words_$target") >"$here/$target.words"
  echo "fuzz $target: $(find "$seeds" -type f | wc -l) seeds," \
    "$(wc -l <"$here/$target.words") words, $time s"
  before=$(find "$here" -maxdepth 1 -name "$target-*" | wc -l)
  "$here/$target" -max_total_time="$time" -timeout=60 -report_slow_units=60 -rss_limit_mb=2048 \
    -max_len="$(longest "$target")" -dict="$here/$target.words" -artifact_prefix="$here/$target-" \
    -print_final_stats=1 "$found" "$seeds"
  local status=$? after
  after=$(find "$here" -maxdepth 1 -name "$target-*" | wc -l)
  [ "$status" = 0 ] && [ "$after" = "$before" ] && echo "fuzz $target: nothing found" && return
  echo "fuzz $target: FAILED; to see it again: $here/$target FILE, with"
  find "$here" -maxdepth 1 -name "$target-*"
  return 1
}

failed=0
for target; do fuzz "$target" || failed=1; done
exit "$failed"
