#!/usr/bin/env bash
# deb.sh SRCDIR VERSION [BUILD]: makes packages for Debian in the working directory, tlc and
# libtlrt-dev, and in deb/ what it needs for that: a build of its own, unless one is named.
set -eu -o pipefail
export LC_ALL=C
srcdir=$1 version=$2 build=${3-}
here=$PWD/deb
packages=$here/debian
arch=$(dpkg --print-architecture)
libdir=/usr/lib/$(dpkg-architecture -q DEB_HOST_MULTIARCH)
author='the tlc authors <tlc@packages.invalid>'
date=$(date -u -d "$(sed -n 's/^## .*\([0-9]\{4\}-[0-9-]*\).*/\1/p;T;q' "$srcdir/CHANGELOG.md")" +%s)
export SOURCE_DATE_EPOCH=$date
umask 022
rm -rf "$packages"
mkdir -p "$packages"

if [ -z "$build" ]; then
  build=$here/build
  mkdir -p "$build" && cd "$build"
  # By a relative path, as the program's messages about bugs name its sources.
  [ -f Makefile ] || "$(realpath --relative-to=. "$srcdir")/configure" -q --prefix=/usr \
    --libdir="$libdir" CC="$CC" CFLAGS="$(dpkg-buildflags --get CFLAGS)" CPPFLAGS="$(dpkg-buildflags --get CPPFLAGS)" \
    LDFLAGS="$(dpkg-buildflags --get LDFLAGS)"
  "$MAKE" -s all
fi
"$MAKE" -s -C "$build" install DESTDIR="$packages/tlc" prefix=/usr libdir="$libdir" >"$here/install.log"

# ---- where Debian has things ----

cd "$packages/tlc"
strip --remove-section=.comment --remove-section=.note usr/bin/tlc
strip --strip-debug --remove-section=.comment --enable-deterministic-archives ".$libdir/libtlrt.a"
sed -i -e 's|^prefix=.*|prefix=/usr|' -e "s|^libdir=.*|libdir=$libdir|" \
  -e 's|^includedir=.*|includedir=/usr/include|' ".$libdir/pkgconfig/tlrt.pc"
gzip -9n usr/share/man/man1/tlc.1

# link FILE DIRECTORY: a link to a file of share/tlc/editors, at its place in an editor's tree.
link() {
  mkdir -p "$2"
  ln -s "$(realpath -m --relative-to="$2" "usr/share/tlc/editors/$1")" "$2/${1##*/}"
}
(cd usr/share/tlc/editors && find vim -type f | sort) | while read -r file; do
  inner=$(dirname "${file#vim/}")
  case $inner in
    lua) ;;
    *) link "$file" "usr/share/vim/vimfiles/$inner" ;;
  esac
  link "$file" "usr/share/nvim/site/$inner"
done
link emacs/tl-mode.el usr/share/emacs/site-lisp

mkdir -p "$packages/libtlrt-dev/usr/lib"
mv usr/include "$packages/libtlrt-dev/usr/include"
mv ".$libdir" "$packages/libtlrt-dev/usr/lib/"
rmdir usr/lib

# ---- what Debian wants to know ----

cat >"$packages/control" <<END
Source: tlc
Maintainer: $author

Package: tlc
Architecture: $arch
END
cd "$here"
mkdir debian/tlc/DEBIAN
depends=$(dpkg-shlibdeps -O debian/tlc/usr/bin/tlc | sed -n 's/^shlibs:Depends=//p')

licence() { sed '1,/^Copyright/d; /./!s/^/./; s/^/ /' "$srcdir/LICENSE" | sed 1d; }

cd "$packages"
documents() { # PACKAGE
  local doc=$1/usr/share/doc/$1
  mkdir -p "$doc"
  licence | sed -e '/^@LICENSE@$/{r /dev/stdin' -e 'd}' "$srcdir/release/copyright" >"$doc/copyright"
  gzip -9nc "$srcdir/CHANGELOG.md" >"$doc/changelog.gz"
  printf 'tlc (%s-1) unstable; urgency=medium\n\n  * %s\n\n -- %s  %s\n' "$version" \
    "As released; changelog.gz says what is new." "$author" "$(date -u -R -d "@$date")" |
    gzip -9n >"$doc/changelog.Debian.gz"
}

control() { # PACKAGE SECTION DEPENDS, then the description on standard input
  mkdir -p "$1/DEBIAN"
  (cd "$1" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$1/DEBIAN/md5sums"
  {
    printf 'Package: %s\nSource: tlc\nVersion: %s-1\nArchitecture: %s\nMaintainer: %s\n' \
      "$1" "$version" "$arch" "$author"
    printf 'Installed-Size: %s\nSection: %s\nPriority: optional\n' "$(du -sk "$1/usr" | cut -f 1)" "$2"
    printf '%s\n' "$3"
    cat
  } >"$1/DEBIAN/control"
  find "$1" -type d -exec chmod 755 {} +
  dpkg-deb --root-owner-group --build "$1" "$here/.." >/dev/null
  echo "${1}_$version-1_$arch.deb"
}

documents tlc
documents libtlrt-dev
# librsvg is loaded when a picture is drawn, which no list of shared libraries says.
control tlc electronics "Depends: $depends
Recommends: librsvg2-2
Suggests: libtlrt-dev, python3, vim | neovim | emacs" <<'END'
Description: compiler for descriptions of deep-learning accelerators
 Hardware architects describe an accelerator in .tl: what it is built of, what
 work it does, and how the work is laid out on it. tlc checks the description
 down to its units of measure, finds the best mapping of the work, and reports
 energy, time and area.
END
control libtlrt-dev libdevel "Depends: libc6-dev
Suggests: tlc (= $version-1)" <<'END'
Description: evaluation of mappings on accelerators - development files
 The model of tlc as a static library for programs in C, and the header for
 estimators of one's own, which tlc loads as plug-ins.
END
