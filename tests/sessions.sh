#!/usr/bin/env bash
# Editors at work with `tlc lsp`: each opens a file with a mistake, looks around, completes,
# renames, fixes and lays out, and closes it.  What it leaves must check, and be laid out, and the
# same whoever did it.  Clients that are not there are skipped.
set -u
cd "${srcdir:-.}" || exit 99
export LC_ALL=C.UTF-8 srcdir=$PWD
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT
export DIRECTORY=$tmp/work OUT=$tmp/out HOME=$tmp
export NODE_MODULES=${TLC_NODE_MODULES-${builddir:-build}/tests/editors/node_modules}

n=0
# said CLIENT: what the session said, counted on.
said() {
  grep -q '^1\.\.[1-9]' "$OUT" ||
    { echo "not ok 0 - the session ends"; sed 's/^/# /' "$tmp/error"; } >>"$OUT"
  awk -v n="$n" -v client="$1" '
    match($0, /^(not )?ok [0-9]+ - /) { sub(/[0-9]+ - /, ++n " - " client ": "); print; next }
    /^#|^Bail/' "$OUT" >"$tmp/tap"
  cat "$tmp/tap"
  n=$((n + $(grep -c '^ok\|^not ok' "$tmp/tap")))
}
# left CLIENT: whether what it leaves is as it should be.
left() {
  local found what="$1: what it leaves is in order"
  found=$({
    sed -e 's/\<k\>/depth/g' -e 's/64 bits/64 bit/' tests/editors/session.tl | "$TLC" fmt - |
      diff -u --label "as it should be" - "$DIRECTORY/session.tl"
    "$TLC" check "$DIRECTORY/session.tl"
  } 2>&1)
  n=$((n + 1))
  [ -z "$found" ] && { echo "ok $n - $what"; return; }
  echo "not ok $n - $what"
  printf '%s\n' "$found" | sed 's/^/# /'
}
skip() { n=$((n + 1)); echo "ok $n - $1 # SKIP $2"; }
# session CLIENT COMMAND…: in a fresh directory; what it prints is TAP, or is written to $OUT.
session() {
  local client=$1
  shift
  rm -rf "$DIRECTORY" "$OUT" && mkdir "$DIRECTORY" && cp tests/editors/session.tl "$DIRECTORY" &&
    chmod u+w "$DIRECTORY/session.tl"
  timeout 120 "$@" >"$tmp/said" 2>"$tmp/error" </dev/null
  [ -f "$OUT" ] || cp "$tmp/said" "$OUT"
  said "$client"
  left "$client"
}
here() { command -v "$1" >/dev/null 2>&1; }

if here nvim; then session Neovim nvim --headless -u NONE -i NONE -c 'luafile tests/editors/nvim.lua'
else skip Neovim "there is no nvim"
fi

if ! here emacs; then skip Emacs "there is no emacs"
elif ! emacs --batch --eval "(progn (when (fboundp 'package-activate-all) (package-activate-all))
                                    (require 'eglot))" >/dev/null 2>&1
then skip Emacs "there is no eglot"
else session Emacs emacs --batch -L lang/editors/emacs -l tests/editors/eglot.el
fi

if ! here node; then skip "the client of npm" "there is no node"
elif [ ! -d "$NODE_MODULES/vscode-languageserver-protocol" ]; then
  skip "the client of npm" "its packages are not there: make node-modules"
else session "the client of npm" node tests/editors/client.mjs "$DIRECTORY" "$TLC"
fi
what="VS Code's client"
if ! here node; then skip "$what" "there is no node"
elif [ ! -d "$NODE_MODULES/vscode-languageclient" ]; then
  skip "$what" "npm's packages are not there: make node-modules"
else
  rm -rf "$DIRECTORY" && mkdir "$DIRECTORY"
  timeout 100 node tests/editors/vscode.cjs "$DIRECTORY" "$TLC" >"$OUT" 2>"$tmp/error" </dev/null
  said "$what"
fi

# Whatever the server says has the protocol's own types.
what="the protocol's types"
if ! here node; then skip "$what" "there is no node"
elif [ ! -d "$NODE_MODULES/typescript" ]; then skip "$what" "npm's packages are not there: make node-modules"
else
  mkdir "$tmp/types"
  timeout 200 node tests/editors/shapes.mjs "$tmp/types" "$TLC" tests/editors/searches.tl \
    tests/golden/lsp/*.tl examples/tutorial/*.tl >"$OUT" 2>"$tmp/error" </dev/null
  said "$what"
fi

# The picture in doc/editors.md is drawn of what the server says.
what="doc/editors.svg is what the server says (ACCEPT=1 draws it)"
if ! here node || [ ! -d "$NODE_MODULES/vscode-textmate" ]; then skip "$what" "npm's packages are not there"
else
  timeout 60 node tests/editors/picture.mjs "$TLC" tests/editors/picture.tl \
    lang/editors/vscode/syntaxes/tl.tmLanguage.json >"$tmp/picture" 2>"$tmp/error"
  if [[ ${ACCEPT-} ]]; then cmp -s doc/editors.svg "$tmp/picture" || cp "$tmp/picture" doc/editors.svg; fi
  n=$((n + 1))
  if diff -u doc/editors.svg "$tmp/picture" >"$tmp/found" 2>&1; then echo "ok $n - $what"
  else
    echo "not ok $n - $what"
    cat "$tmp/error" "$tmp/found" | sed 's/^/# /'
  fi
fi
echo "1..$n"
