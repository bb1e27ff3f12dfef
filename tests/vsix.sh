#!/usr/bin/env bash
# The extension of VS Code as it is packed: all is in it that should be and nothing else, its bundle
# starts and ends the server in a VS Code that is played.  Skipped without what npm fetches for
# `make vsix`.
set -u
cd "${srcdir:-.}" || exit 99
export LC_ALL=C.UTF-8 srcdir=$PWD
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT
modules=${builddir:-build}/vsix/node_modules
source=lang/editors/vscode

skip() { echo "1..0 # SKIP $1"; exit 0; }
[ -d "$modules/esbuild" ] || skip "what it is built of is not there: make vsix-modules"
for program in node npm python3; do
  command -v $program >/dev/null 2>&1 || skip "there is no $program"
done

n=0
# result WHAT: fine if $tmp/out is empty.
result() {
  n=$((n + 1))
  if [ -s "$tmp/out" ]; then
    echo "not ok $n - $1"
    head -n 40 "$tmp/out" | sed 's/^/# /'
  else echo "ok $n - $1"
  fi
  : >"$tmp/out"
}

# Beside the packages, where nothing is fetched.
cp -R "$source" "$tmp/source" && chmod -R u+w "$tmp/source" && ln -s "$modules" "$tmp/node_modules"
(cd "$tmp/source" && export HOME=$tmp npm_config_offline=true &&
  timeout 100 npm run -s bundle && timeout 100 npm run -s package) >"$tmp/said" 2>&1 || cp "$tmp/said" "$tmp/out"
result "it is built without the network"

python3 -m zipfile -e "$tmp/source/tl.vsix" "$tmp/vsix" >"$tmp/out" 2>&1
(cd "$tmp/vsix" && find . -type f | sort) | diff - <(sort <<'END'
./[Content_Types].xml
./extension.vsixmanifest
./extension/dist/extension.js
./extension/language-configuration.json
./extension/package.json
./extension/readme.md
./extension/snippets/tl.json
./extension/syntaxes/tl.tmLanguage.json
END
) >>"$tmp/out"
result "what should be in it is, and nothing else"

for file in language-configuration.json package.json snippets/tl.json syntaxes/tl.tmLanguage.json; do
  cmp "$source/$file" "$tmp/vsix/extension/$file"
done >"$tmp/out" 2>&1
grep -q '<Identity [^>]*Id="tl"' "$tmp/vsix/extension.vsixmanifest" || echo "the manifest does not name it" >>"$tmp/out"
result "it is what is in the sources"

mkdir "$tmp/work"
timeout 100 node tests/editors/vscode.cjs "$tmp/work" "$TLC" "$tmp/vsix/extension/dist/extension.js" \
  >"$tmp/said" 2>&1 </dev/null
grep -q '^1\.\.[1-9]' "$tmp/said" && ! grep -q '^not ok' "$tmp/said" || cp "$tmp/said" "$tmp/out"
result "its bundle starts the server, and ends it"

echo "1..$n"
