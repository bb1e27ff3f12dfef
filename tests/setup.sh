#!/usr/bin/env bash
# Vim, Neovim and Emacs as somebody sets them up who does what doc/editors.md prints, and nothing
# else: a file in .tl has its colours, and where there is a client the server tells its mistake.
set -u
cd "${srcdir:-.}" || exit 99
export LC_ALL=C.UTF-8
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT
export HOME=$tmp/home OUT=$tmp/said DESIGN=$tmp/work/session.tl
unset XDG_CONFIG_HOME XDG_DATA_HOME
mkdir -p "$tmp/bin" "$tmp/work" "$HOME/.config/nvim" "$HOME/.emacs.d"
ln -s "$TLC" "$tmp/bin/tlc" && PATH=$tmp/bin:$PATH
cp tests/editors/session.tl "$DESIGN"

n=0
# block LANGUAGE NUMBER: what the page prints, with the editors' files of this checkout.
block() {
  awk -v language="$1" -v wanted="$2" '
    /^```/ { inside = !inside && $0 == "```" language; if (inside) number++; next }
    inside && number == wanted' doc/editors.md |
    sed "s|/usr/local/share/tlc/editors|$PWD/lang/editors|"
}
# editor NAME COMMAND…: it writes what it has seen, which is to be `tl` and then what is on fd 3.
editor() {
  local what="$1, set up as the page says" found
  shift
  rm -f "$OUT"
  timeout 60 "$@" >"$tmp/error" 2>&1 </dev/null
  n=$((n + 1))
  found=$(diff - "$OUT" 2>&1) && { echo "ok $n - $what"; return; }
  echo "not ok $n - $what"
  { echo "$found"; cat "$tmp/error"; } | sed 's/^/# /'
}
skip() { n=$((n + 1)); echo "ok $n - $1, set up as the page says # SKIP $2"; }
here() { command -v "$1" >/dev/null 2>&1; }

cat >"$tmp/look.vim" <<'END'
let s:line = search('^\s*memory')
let s:group = synIDattr(synID(s:line, match(getline(s:line), 'memory') + 1, 1), 'name')
call writefile([&filetype, s:group, &indentexpr !=# '' ? 'indents' : 'does not'], $OUT)
qall!
END
if ! here vim; then skip Vim "there is no vim"
elif ! vim --version | grep -q '+eval'; then skip Vim "vim is a small one"
else
  block vim 1 >"$HOME/.vimrc"
  editor Vim vim -es -N -u "$HOME/.vimrc" -S "$tmp/look.vim" "$DESIGN" <<'END'
tl
tlDeclaration
indents
END
fi

cat >"$tmp/look.lua" <<'END'
vim.wait(20000, function() return #vim.diagnostic.get(0) > 0 end, 20)
local line = vim.fn.search([[^\s*memory]])
local column = vim.fn.match(vim.fn.getline(line), 'memory') + 1
local group = vim.fn.synIDattr(vim.fn.synID(line, column, 1), 'name')
local mistake = vim.diagnostic.get(0)[1] or {}
local key = vim.fn.maparg('grn', 'n', false, true).buffer == 1 and 'with keys' or 'without keys'
vim.fn.writefile({ vim.bo.filetype, group, mistake.code or 'no mistake', key }, vim.env.OUT)
vim.cmd('qall!')
END
if ! here nvim; then skip Neovim "there is no nvim"; skip "Neovim with keys" "there is no nvim"
else
  block lua 1 >"$HOME/.config/nvim/init.lua"
  editor Neovim nvim --headless "$DESIGN" -c "luafile $tmp/look.lua" <<'END'
tl
tlDeclaration
E0303
without keys
END
  { block lua 1 | grep -v setup; block lua 2; } >"$HOME/.config/nvim/init.lua"
  editor "Neovim with keys" nvim --headless "$DESIGN" -c "luafile $tmp/look.lua" <<'END'
tl
tlDeclaration
E0303
with keys
END
fi

# Without a keyboard no package is activated and no command ends, which a server waits for.
cat >"$tmp/look.el" <<'END'
(setq enable-local-variables nil)
(find-file (getenv "DESIGN"))
(run-hooks 'post-command-hook)
(font-lock-ensure)
(let ((end (+ (float-time) 20)))
  (while (and (< (float-time) end) (not (flymake-diagnostics))) (accept-process-output nil 0.1)))
(re-search-forward "^ *\\(memory\\)")
(let ((seen (format "%s\n%s\n%s\n" major-mode (get-text-property (match-beginning 1) 'face)
                    (if (flymake-diagnostics) "a mistake" "no mistake"))))
  (with-temp-file (getenv "OUT") (insert seen)))
(kill-emacs 0)
END
activate="(when (fboundp 'package-activate-all) (package-activate-all))"
if ! here emacs; then skip Emacs "there is no emacs"
elif ! emacs --batch --eval "(progn $activate (require 'eglot))" >/dev/null 2>&1; then
  skip Emacs "there is no eglot"
else
  block elisp 1 >"$HOME/.emacs.d/init.el"
  editor Emacs emacs --batch --eval "$activate" -l "$HOME/.emacs.d/init.el" -l "$tmp/look.el" <<'END'
tl-mode
font-lock-keyword-face
a mistake
END
fi
echo "1..$n"
