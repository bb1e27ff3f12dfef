#!/usr/bin/env bash
# Where a component is extracted from a level that is described in place, the design stays the same:
# it checks as before, and its report has the same numbers.
set -u
cd "${srcdir:-.}" || exit 99
export LC_ALL=C TERM=dumb
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT
here=$PWD
[ -x "$builddir/tests/lsp_golden" ] || { echo "1..0 # SKIP there is no language server"; exit 0; }
cases="examples/tutorial/05_eyeriss.tl examples/tutorial/06_weight_stationary.tl
  examples/tutorial/07_bandwidth.tl examples/plugin/cam.tl tests/golden/lsp/extract.tl"

# Only the names of what levels are made of differ, and places in the text.
report() {
  (cd "$tmp/dir" && timeout 60 "$TLC" --format json "$1" 2>/dev/null) |
    sed -E 's/"(class|design|file|place)": *("[^"]*"|null)//g
            s/"(line|character|byte_start|byte_end)": *[0-9]+//g'
}

# Asks for every such level, and prints what the text is in the end.
extracted() {
  sed '/^\/\/#/,$d' "$1" >"$tmp/dir/case.tl"
  grep -oE '^ *(memory|compute|network|transit) +[A-Za-z]+ \{' "$1" | sed -E 's/^ *//' |
    while read -r head; do echo "//# apply \"$head\""; done >"$tmp/requests"
  { cat "$tmp/dir/case.tl"; cat "$tmp/requests"; echo '//# text'; } >"$tmp/dir/marked.tl"
  (cd "$tmp/dir" && timeout 60 "$builddir/tests/lsp_golden" marked.tl) >"$tmp/answers"
  sed '1,/^text =>$/d' "$tmp/answers"
}

n=0
for file in $cases; do
  n=$((n + 1))
  rm -rf "$tmp/dir" && cp -r "$(dirname "$file")" "$tmp/dir"
  extracted "$here/$file" >"$tmp/after"
  cp "$tmp/after" "$tmp/dir/after.tl"
  report case.tl >"$tmp/was" && report after.tl >"$tmp/is"
  wanted=$(grep -c . "$tmp/requests") made=$(grep -c '^component .* is ' "$tmp/after")
  refused=$(grep -c '=> none$' "$tmp/answers")
  if [ "$wanted" -gt 0 ] && [ "$made" -ge $((wanted - refused)) ] && [ "$refused" -lt "$wanted" ] &&
     grep -q energy_pJ "$tmp/was" && cmp -s "$tmp/was" "$tmp/is"; then
    echo "ok $n - $file: $((wanted - refused)) of $wanted levels"
  else
    echo "not ok $n - $file: $wanted levels, $refused refused"
    diff "$tmp/was" "$tmp/is" | head -20 | sed 's/^/# /'
  fi
done
echo "1..$n"
