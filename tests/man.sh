#!/usr/bin/env bash
# The man pages are well formed.  That of tlc speaks of every command, option and exit status
# that `tlc --help` knows, and of no other; that of the language of all that it can declare.
set -u
cd "${srcdir:-.}" || exit 99
export LC_ALL=C.UTF-8 TERM=dumb
page=doc/tlc.1
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT

echo "1..7"
n=0
# result WHAT DIRECTIVE: fine if $tmp/out is empty.
result() {
  n=$((n + 1))
  if [ -s "$tmp/out" ]; then
    echo "not ok $n - $1"
    sed 's/^/# /' "$tmp/out"
  else
    echo "ok $n - $1${2:+ # SKIP $2}"
  fi
}

# Words of the page, its marks for fonts and minus signs removed.
plain() { sed 's/\\-/-/g; s/\\f.//g; s/\\|//g' "$page"; }
# The paragraphs of a section: the line behind each .TP.
tagged() { plain | awk -v title="$1" '/^\.S[HS]/ { on = index($0, title) } on && tag { print } { tag = /^\.TP/ }'; }
commands() { "$TLC" --help | sed -n '/^Checks/,/^`/s/^  \([a-z]*\) .*/\1/p'; }
helps() {
  local command
  "$TLC" --help
  for command in $(commands); do "$TLC" "$command" --help; done
}
# -w, --write and so on, one a line.
options() { grep -Eo -- '(^|[ ,.BIR"])--?[A-Za-z]+' | grep -Eo -- '--?[A-Za-z]+' | sort -u; }

compare() { diff -u --label "$1" --label "$2" "$tmp/a" "$tmp/b" >"$tmp/out"; }

for file in "$page" doc/tl.5; do
  skip=
  : >"$tmp/out"
  if command -v mandoc >/dev/null; then mandoc -T lint -W warning "$file" >"$tmp/out" 2>&1
  elif command -v groff >/dev/null && command -v man >/dev/null; then
    man --warnings -E UTF-8 -l -Tutf8 -Z "$file" 2>"$tmp/out" >/dev/null
  else skip="neither mandoc nor man with groff is there"
  fi
  result "$file is well formed" "$skip"
done

helps | sed -n '/^Options:/,/^$/p' | grep '^  -' | sed 's/  [a-z`].*//' | options >"$tmp/a"
plain | awk '/^\.SH/ { on = /OPTIONS/ } on && tag { print } { tag = /^\.TP/ }' | options >"$tmp/b"
compare "options of --help" "options of the man page"
result "the options are those of --help"

commands | sort >"$tmp/a"
tagged COMMANDS | sed 's/^\.B //' | sort >"$tmp/b"
compare "commands of --help" "commands of the man page"
result "the commands are those of --help"

"$TLC" --help | sed -n '/^Exit status/,$p' | grep -Eo '[0-9]+ ' | tr -d ' ' | sort >"$tmp/a"
tagged 'EXIT STATUS' | sed 's/^\.B //' | sort >"$tmp/b"
compare "statuses of --help" "statuses of the man page"
result "the exit statuses are those of --help"

grep -rhEo 'TLC_[A-Z]+"' compiler/tool | tr -d '"' | grep -v TLC_DATADIR | sort -u >"$tmp/a"
tagged ENVIRONMENT | sed 's/^\.B //' | grep '^TLC_' | sort >"$tmp/b"
compare "environment of the sources" "environment of the man page"
result "the environment is that of the sources"

. lang/rows.sh
rows KEYWORD lang/syntax/keywords.def | awk -F'\t' '$2 == "DECL" { print $1 }' | while read -r word; do
  grep -qw -- "$word" doc/tl.5 || echo "tl.5 has nothing of $word"
done >"$tmp/out"
result "tl(5) has what can be declared"
