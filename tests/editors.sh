#!/usr/bin/env bash
# What editors are told of .tl: their lists of words are the compiler's (ACCEPT=1 writes them),
# and in every example each word has the colour of what it is to the compiler.  Indenting a file
# that `tlc fmt` has laid out changes nothing.  Vim, Neovim, Emacs and node are used where they are.
set -u
cd "${srcdir:-.}" || exit 99
export LC_ALL=C.UTF-8 srcdir=$PWD
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT
export HOME=$tmp TOKENS=$tmp/tokens OUT=$tmp/found
export NODE_MODULES=${TLC_NODE_MODULES-${builddir:-build}/tests/editors/node_modules}
grammar=lang/editors/vscode/syntaxes/tl.tmLanguage.json
mkdir "$tmp/bin" && ln -s "$TLC" "$tmp/bin/tlc" && PATH=$tmp/bin:$PATH

n=0
# result WHAT: fine if $tmp/out is empty.
result() {
  n=$((n + 1))
  if [ -s "$tmp/out" ]; then
    echo "not ok $n - $1"
    head -n 40 "$tmp/out" | sed 's/^/# /'
  else
    echo "ok $n - $1"
  fi
  : >"$tmp/out"
}
skip() { n=$((n + 1)); echo "ok $n - $1 # SKIP $2"; }
# program NAME WHAT: whether there is such a program; if not, WHAT is skipped.
program() { command -v "$1" >/dev/null 2>&1 || { skip "$2" "there is no $1"; return 1; }; }
# modules WHAT: the same for node and what npm fetches for these tests.
modules() {
  program node "$1" || return
  [ -d "$NODE_MODULES/vscode-textmate" ] || { skip "$1" "npm's packages are not there: make node-modules"; return 1; }
}
# finished: a program that ends before it says so has failed.
finished() {
  grep -qx 'done' "$1" || { echo "it ended too early"; cat "$tmp/error"; }
  grep -vx 'done' "$1"
}

if [[ ${ACCEPT-} ]]; then lang/editors/words.sh >"$tmp/out"; sed 's/^/# /' "$tmp/out"; fi
lang/editors/words.sh --check >"$tmp/out" 2>&1
result "the words in lang/editors are the compiler's"

# Of each name, number, unit, string and word of a design: file, line, column, what it is and how
# it is written.
tokens() {
  timeout 20 "$TLC" --dump=tokens "$1" | awk -v file="$1" '
    { split($1, at, ":"); rest = substr($0, length($1) + 2); class = "" }
    match(rest, /^a (name|unit|number|string) /) { class = substr(rest, 3, RLENGTH - 3); text = substr(rest, RLENGTH + 1) }
    class == "" && rest !~ /end of/ && rest ~ / [a-z]+$/ { class = "word"; text = rest; sub(/.* /, "", text) }
    class != "" { print file "\t" at[1] "\t" at[2] "\t" class "\t" text }'
}
find examples lang/std tests/editors/words.tl -name '*.tl' | sort | while read -r file; do tokens "$file"; done >"$TOKENS"
[ "$(wc -l <"$TOKENS")" -gt 10000 ] || echo "hardly anything is known of the examples" >"$tmp/out"
result "the compiler says what words are"
comm -23 <(. lang/rows.sh; rows KEYWORD lang/syntax/keywords.def | cut -f1 | sort) \
  <(awk -F'\t' '$4 == "word" { print $5 }' "$TOKENS" | sort -u) >"$tmp/out"
result "each word of the language is one somewhere in them"

what="Vim colours and indents every example as it is meant"
if program vim "$what"; then
  if vim --version | grep -q '+eval'; then
    timeout 300 vim -es -u NONE -N -S tests/editors/highlight.vim </dev/null >"$tmp/error" 2>&1
    finished "$OUT" >"$tmp/out"
    result "$what"
  else skip "$what" "vim is a small one"
  fi
fi
what="Neovim colours and indents every example as it is meant"
if program nvim "$what"; then
  rm -f "$OUT"
  timeout 300 nvim --headless -u NONE -i NONE -S tests/editors/highlight.vim </dev/null >"$tmp/error" 2>&1
  finished "$OUT" >"$tmp/out"
  result "$what"
fi

what="tl-mode.el is compiled without a warning"
if program emacs "$what"; then
  cp lang/editors/emacs/tl-mode.el "$tmp"
  (cd "$tmp" && emacs --batch -Q --eval '(setq byte-compile-error-on-warn t)' -f batch-byte-compile tl-mode.el) \
    >"$tmp/out" 2>&1
  result "$what"
fi
what="Emacs colours and indents every example as it is meant"
if program emacs "$what"; then
  timeout 300 emacs --batch -Q -L "$tmp" -l tests/editors/highlight.el >"$OUT" 2>"$tmp/error"
  finished "$OUT" >"$tmp/out"
  result "$what"
fi

what="the TextMate grammar colours every example as it is meant"
if modules "$what"; then
  timeout 100 node tests/editors/highlight.mjs "$grammar" >"$OUT" 2>"$tmp/error"
  finished "$OUT" >"$tmp/out"
  result "$what"
fi
what="what the TextMate grammar and the server make of every example goes together"
if modules "$what"; then
  find examples lang/std -name '*.tl' | sort |
    timeout 200 xargs node tests/editors/colours.mjs "$TLC" "$grammar" >"$OUT" 2>"$tmp/error"
  finished "$OUT" >"$tmp/out"
  result "$what"
fi
what="the TextMate grammar finds what tests/editors/words.tl says"
if modules "$what"; then
  timeout 100 node "$NODE_MODULES/vscode-tmgrammar-test/dist/unit.js" -g "$grammar" tests/editors/words.tl >"$tmp/said" 2>&1 ||
    cp "$tmp/said" "$tmp/out"
  result "$what"
fi

what="the extension of VS Code is in order, as far as can be seen without it"
if program node "$what"; then
  node tests/editors/extension.mjs lang/editors/vscode >"$tmp/out" 2>&1
  node --check lang/editors/vscode/extension.js >>"$tmp/out" 2>&1
  result "$what"
fi

# What a snippet leaves when nothing of it is changed has to be formatted, as a whole line.
what="snippets are laid out as by tlc fmt"
if program node "$what"; then
  node tests/editors/snippets.mjs lang/editors/vscode/snippets/tl.json "$tmp/snippets" 2>"$tmp/out"
  for file in "$tmp"/snippets/*.tl; do
    timeout 20 "$TLC" fmt - <"$file" 2>>"$tmp/out" | diff -u --label "${file##*/}" --label formatted "$file" - >>"$tmp/out"
  done
  result "$what"
fi

echo "1..$n"
