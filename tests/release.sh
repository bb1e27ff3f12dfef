#!/usr/bin/env bash
# What is given to others: what `tlc --version` says, what the tarball holds and that nothing in it
# is generated again, what packages for Debian hold, and the static program, alone in an empty directory.
set -u
export LC_ALL=C TERM=dumb
unset MAKEFLAGS MFLAGS MAKELEVEL TLC_ESTIMATORS TLC_CACHE
cd "$builddir" || exit 99
tmp=$(mktemp -d) && trap 'chmod -R u+w "$tmp"; rm -rf "$tmp"' EXIT
n=0

result() { # STATUS WHAT: of a failure, what is in $tmp/out
  n=$((n + 1))
  if [ "$1" = 0 ]; then echo "ok $n - $2"
  else
    echo "not ok $n - $2"
    sed 's/^/# /' "$tmp/out" | head -n 30
  fi
}
skip() { n=$((n + 1)); echo "ok $n - $1 # SKIP $2"; }
here() { command -v "$1" >/dev/null 2>&1; }
same() { diff "$1" "$2" >"$tmp/out"; }
version=$(sed -n 's/^PACKAGE_VERSION = //p' Makefile)

# ---- tlc --version ----

cat >"$tmp/wanted" <<END
tlc $version
Copyright (c) 2026 the tlc authors
License: MIT; there is no warranty, to the extent permitted by law.

program: dynamic
scanner: flex N
parser: bison N
jansson: N
libyaml: N
librsvg: N or no
threads: yes
estimator libraries: yes
sanitizers: some or no
failing allocations: yes or no
END
masked() {
  sed -E -e 's/^(scanner: flex|parser: bison|jansson:|libyaml:) [0-9]+(\.[0-9]+)+$/\1 N/' \
    -e 's/^(librsvg:) ([0-9]+(\.[0-9]+)+|no)$/\1 N or no/' \
    -e 's/^(sanitizers:) (address, undefined|no)$/\1 some or no/' \
    -e 's/^(failing allocations:) (yes|no)$/\1 yes or no/'
}
"$TLC" --version | masked >"$tmp/said"
same "$tmp/wanted" "$tmp/said"
result $? "tlc --version says what was built in"
sed -n '/^tlc [0-9]/,/^```/p' "$srcdir/doc/release.md" | sed '$d' | masked |
  sed 's/^program: .*/program: dynamic/' >"$tmp/said"
same "$tmp/wanted" "$tmp/said"
result $? "and doc/release.md prints the same"
sed -n 's/^## \([0-9.]*\).*/\1/p' "$srcdir/CHANGELOG.md" | head -n 1 >"$tmp/said"
echo "$version" >"$tmp/wanted"
same "$tmp/wanted" "$tmp/said"
result $? "this version comes first in CHANGELOG.md"

# ---- the tarball ----

"$MAKE" -s distdir distdir="$tmp/dist" >"$tmp/out" 2>&1
result $? "a release is gathered"
(cd "$tmp/dist" && find . -type f | sed 's|^\./||' | sort) >"$tmp/files"
cat >"$tmp/generated" <<'END'
Makefile.in
aclocal.m4
build-aux/ar-lib
build-aux/compile
build-aux/depcomp
build-aux/install-sh
build-aux/missing
build-aux/tap-driver.sh
build-aux/ylwrap
config.h.in
configure
lang/syntax/lexer.c
lang/syntax/parser.c
lang/syntax/parser.h
END
if git -C "$srcdir" ls-files >"$tmp/ours" 2>/dev/null && grep -qx configure.ac "$tmp/ours"; then
  (cd "$srcdir" && git ls-files | while read -r f; do [ ! -f "$f" ] || echo "$f"; done) |
    grep -v -e '^\.gitignore$' -e '^\.ci/' | sort - "$tmp/generated" >"$tmp/wanted"
  same "$tmp/wanted" "$tmp/files"
  result $? "it holds what is in the repository and what is generated, and nothing else"
else
  comm -23 "$tmp/generated" "$tmp/files" >"$tmp/out"
  [ ! -s "$tmp/out" ]
  result $? "it holds what is generated"
fi

# stale TARGET SOURCE…: says so if the target would be made again.
stale() {
  local source target=$1
  shift
  for source; do [ ! "$source" -nt "$target" ] || echo "$source is newer than $target"; done
}
(cd "$tmp/dist" && {
  stale aclocal.m4 configure.ac
  stale configure aclocal.m4 configure.ac
  stale Makefile.in configure.ac aclocal.m4 Makefile.am ./*/local.mk
  stale config.h.in configure.ac aclocal.m4
  stale lang/syntax/lexer.c lang/syntax/lexer.l
  stale lang/syntax/parser.c lang/syntax/parser.y
}) >"$tmp/out"
[ ! -s "$tmp/out" ]
result $? "and nothing of it would be generated again"
rm -rf "$tmp/dist"

# ---- packages for Debian ----

contents() { dpkg-deb -c "$1" | awk '$1 !~ /^d/ { print $2, $6, $7, $8 }' | sed 's/ *$//'; }
has() { # LIST FILE…: says which of the files it lacks
  local file list=$1
  shift
  for file; do grep -qE "^root/root \./$file( |$)" "$list" || echo "there is no $file"; done
}
if here dpkg-deb && here dpkg-shlibdeps && dpkg -S libjansson.so >/dev/null 2>&1; then
  mkdir "$tmp/deb"
  (cd "$tmp/deb" && bash "$srcdir/release/deb.sh" "$srcdir" "$version" "$builddir") >"$tmp/out" 2>&1
  result $? "packages are built"
  for package in tlc libtlrt-dev; do contents "$tmp/deb/$package"_*.deb >"$tmp/$package"; done
  {
    has "$tmp/tlc" usr/bin/tlc usr/share/man/man1/tlc.1.gz usr/share/tlc/std/memory.tl \
      usr/share/tlc/std/tables/aladdin.csv usr/share/tlc/diagnostics/E0301.md \
      usr/share/tlc/plugins/cacti.py usr/share/doc/tlc/language.md \
      usr/share/doc/tlc/examples/tutorial/05_eyeriss.tl usr/share/doc/tlc/copyright \
      usr/share/doc/tlc/changelog.gz usr/share/doc/tlc/changelog.Debian.gz \
      usr/share/vim/vimfiles/syntax/tl.vim usr/share/vim/vimfiles/autoload/tl/words.vim \
      usr/share/nvim/site/lua/tl.lua usr/share/emacs/site-lisp/tl-mode.el
    has "$tmp/libtlrt-dev" usr/include/tlc_estimator.h 'usr/lib/.*/libtlrt.a' \
      'usr/lib/.*/pkgconfig/tlrt.pc' usr/include/tlc/runtime/eval/evaluate.h \
      usr/share/doc/libtlrt-dev/copyright
    grep -v '^root/root \./usr/\(bin\|share\)/' "$tmp/tlc"
    dpkg-deb -f "$tmp"/deb/tlc_*.deb Depends | grep -q 'libc6.*libjansson4.*libyaml-0-2' ||
      echo "it does not depend on its libraries"
    dpkg-deb -x "$tmp"/deb/tlc_*.deb "$tmp/root"
    find "$tmp/root" -xtype l | sed 's/$/ leads nowhere/'
    grep -q 'Permission is hereby granted' "$tmp/root/usr/share/doc/tlc/copyright" || echo "no licence"
  } >"$tmp/out" 2>&1
  [ ! -s "$tmp/out" ]
  result $? "they hold what they should, at its places"
  TLC_STD= "$tmp/root/usr/bin/tlc" check "$srcdir/examples/plugin/cam.tl" >"$tmp/out" 2>&1
  result $? "and the program finds its library there"
else
  for what in "packages are built" "they hold what they should" "and the program finds its library"; do
    skip "$what" "this is no Debian with dpkg-dev"
  done
fi

# ---- the static program ----

echo 'int main(void) { return 0; }' >"$tmp/main.c"
static_what=("a static program is built" "it evaluates a design where there is nothing else"
  "it unpacks the same library that we have" "and once only, whole, for its user alone"
  "another time it takes what is there" "that it can be written nowhere is told"
  "the directory for temporary files will do" "what others may write to is not trusted"
  "it explains mistakes" "it draws no PDF, and says so"
  "it loads no libraries, and says so" "it has commands as estimators" "it serves an editor")
why=
case $("$TLC" --version) in *"sanitizers: address"*) why="sanitizers need shared libraries" ;; esac
[ "$why" ] || $CC -static "$tmp/main.c" -o "$tmp/main" -ljansson -lyaml -lm >/dev/null 2>&1 ||
  why="there are no static libraries"
if [ "$why" ]; then
  for what in "${static_what[@]}"; do skip "$what" "$why"; done
  echo "1..$n"
  exit
fi

i=0
static() { result "$1" "${static_what[i++]}"; }
"$MAKE" -s static >"$tmp/out" 2>&1
static $?

mkdir -p "$tmp/alone/home"
cp tlc-static "$tmp/alone/tlc"
cp "$srcdir/examples/plugin/cam.tl" "$tmp/alone/design.tl"
cd "$tmp/alone" || exit 99
TLC_STD=$srcdir/lang/std "$TLC" design.tl >"$tmp/wanted" 2>&1
alone() { env -i "HOME=$tmp/alone/home" PATH=/usr/bin:/bin "$@"; }
if [ "$(id -u)" = 0 ] && PATH=$PATH:/usr/sbin chroot . /tlc --version >/dev/null 2>&1; then
  env -i HOME=/home PATH="$PATH:/usr/sbin" chroot . /tlc design.tl >"$tmp/said" 2>&1
else
  alone ./tlc design.tl >"$tmp/said" 2>&1
fi
same "$tmp/wanted" "$tmp/said"
static $?

data=$(echo home/.cache/tlc/data-*)
diff -r "$srcdir/doc/diagnostics" "$data/diagnostics" >"$tmp/out" &&
  diff -r -x README.md "$srcdir/lang/std" "$data/std" >>"$tmp/out"
static $?
ls home/.cache/tlc >"$tmp/out"
[ "$(wc -l <"$tmp/out")" = 1 ] && [ "$(stat -c %a "$data")" = 700 ]
static $?
touch "$data/mark"
alone ./tlc design.tl >"$tmp/said" 2>&1 && same "$tmp/wanted" "$tmp/said" && [ -f "$data/mark" ]
static $?

: >file
nowhere() { env -i HOME="$PWD/file" TLC_CACHE="$PWD/file" XDG_CACHE_HOME="$PWD/file" "$@"; }
nowhere TMPDIR="$PWD/file" ./tlc design.tl >"$tmp/out" 2>&1
[ $? = 1 ] && grep -q '^tlc: the standard library cannot be unpacked in .*TLC_STD' "$tmp/out" &&
  grep -q 'E0701' "$tmp/out"
static $?
mkdir shared && nowhere TMPDIR="$PWD/shared" ./tlc design.tl >"$tmp/said" 2>&1 &&
  same "$tmp/wanted" "$tmp/said" && [ "$(stat -c %a shared/tlc-*)" = 700 ]
static $?
chmod 777 shared/tlc-* && mkdir other && ln -s "$tmp/alone/$data" "other/${data##*/}"
nowhere TMPDIR="$PWD/shared" ./tlc doc std.memory >"$tmp/out" 2>&1
grep -q 'cannot be unpacked' "$tmp/out" && ! alone TLC_CACHE="$PWD/other" HOME="$PWD/file" \
  TMPDIR="$PWD/file" ./tlc check design.tl >"$tmp/out" 2>&1
static $?

alone ./tlc explain E0301 >"$tmp/said" 2>&1
TLC_DIAGNOSTICS=$srcdir/doc/diagnostics "$TLC" explain E0301 >"$tmp/wanted"
same "$tmp/wanted" "$tmp/said"
static $?
alone ./tlc --format json design.tl >report.json 2>"$tmp/out"
alone ./tlc plot report.json energy -o energy.svg >"$tmp/out" 2>&1 && [ -s energy.svg ] &&
  ! alone ./tlc plot report.json energy -o energy.pdf >"$tmp/out" 2>&1 && [ ! -e energy.pdf ] &&
  grep -q librsvg "$tmp/out"
static $?

: >cam.so
alone ./tlc --estimator ./cam.so design.tl >"$tmp/out" 2>&1
grep -q '^warning\[W0550\].* is a static program and loads no libraries' "$tmp/out"
static $?
cat >cam.sh <<'END'
read -r hello
echo '{"id":0,"ok":true,"name":"cam","version":"1","components":[]}'
while read -r line; do :; done
END
alone ./tlc --estimator 'sh cam.sh' design.tl >"$tmp/out" 2>&1
static $?

message() { printf 'Content-Length: %d\r\n\r\n%s' "${#1}" "$1"; }
{
  message '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"rootUri":null,"capabilities":{}}}'
  message '{"jsonrpc":"2.0","method":"initialized","params":{}}'
  message '{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///x.tl","languageId":"tl","version":1,"text":"import std.memory { sram }\n"}}}'
  message '{"jsonrpc":"2.0","id":2,"method":"textDocument/definition","params":{"textDocument":{"uri":"file:///x.tl"},"position":{"line":0,"character":21}}}'
  message '{"jsonrpc":"2.0","id":3,"method":"shutdown"}'
  message '{"jsonrpc":"2.0","method":"exit"}'
} | alone timeout 20 ./tlc lsp >"$tmp/out" 2>&1
[ $? = 0 ] && grep -q "\"version\":\"$version\"" "$tmp/out" && grep -q "$data/std/memory.tl" "$tmp/out"
static $?
echo "1..$n"
