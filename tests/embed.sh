#!/usr/bin/env bash
# The library in a program that is not ours: examples/embed, built here, and as a user
# would build it from what is installed below $installed; without the argument
# `installed` it is installed into a temporary directory first.
set -u
export LC_ALL=C
unset MAKEFLAGS MFLAGS MAKELEVEL
example=${srcdir:-.}/examples/embed
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT

n=0
result() {
  [ $? = 0 ] && set -- ok "$1" || set -- "not ok" "$1"
  n=$((n + 1))
  echo "$1 $n - $2"
  sed 's/^/# /' "$tmp/out"
  : >"$tmp/out"
}

install_library() {
  installed=$tmp/root
  "$MAKE" -s -C "$builddir" install-libLIBRARIES install-nobase_pkgincludeHEADERS \
    install-pkgconfigDATA DESTDIR="$installed" >"$tmp/out" 2>&1
}

flags() {
  PKG_CONFIG_LIBDIR=$installed$pkgconfigdir PKG_CONFIG_SYSROOT_DIR=$installed \
    PKG_CONFIG_ALLOW_SYSTEM_LIBS=1 "$PKG_CONFIG" "$@" tlrt
}

# shellcheck disable=SC2086
build_program() { $CC -Wall -Wextra -Werror "$example/embed.c" "$@" -o "$tmp/embed"; }

# shellcheck disable=SC2046,SC2086
each_header_alone() {
  local root header
  root=$(flags --variable=includedir)/tlc
  [ -d "$root" ] || root=$installed$root
  [ -f "$root/runtime/eval/evaluate.h" ] || return
  for header in $(cd "$root" && find . -name '*.h'); do
    echo "#include \"${header#./}\"" | $CC -std=c11 -pedantic -Wall -Wextra -Werror -fsyntax-only \
      $(flags --cflags) -x c - || return
  done
}

runs() { "$tmp/embed" >"$tmp/printed" && diff "$example/embed.out" "$tmp/printed" >"$tmp/out"; }

: >"$tmp/out"
[ "${1-}" = installed ] && echo 1..3 || {
  echo 1..6
  build_program -I"$srcdir" "$builddir/libtlrt.a" -lm >"$tmp/out" 2>&1
  result "the example is built here"
  runs
  result "and prints what it should"
  install_library
  result "the library is installed"
}
[ -n "$PKG_CONFIG" ] || {
  for what in headers build run; do n=$((n + 1)); echo "ok $n - $what # SKIP no pkg-config"; done
  exit
}
each_header_alone >"$tmp/out" 2>&1
result "each installed header can be included alone"
# shellcheck disable=SC2046
build_program $(flags --cflags --libs) >"$tmp/out" 2>&1
result "the example is built from what is installed"
runs
result "and prints the same"
