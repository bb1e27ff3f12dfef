#!/usr/bin/env bash
# pack.sh SRCDIR: prints what a static program carries in itself, for compiler/tool/packed.c: a
# line with an ID of all of it, then for each file a line with its path and size, and its bytes.
set -eu -o pipefail
export LC_ALL=C
cd "$1"

pack() { # DIRECTORY NAME
  find "$1" -type f \( -name '*.tl' -o -name '*.csv' -o -name '*.md' -o -name '*.py' \) | sort |
    while read -r file; do
      printf '%s %s\n' "$2${file#"$1"}" "$(wc -c <"$file")"
      cat "$file"
    done
}

all() {
  pack lang/std std
  pack doc/diagnostics diagnostics
  pack runtime/plugins plugins
}

all | sha256sum | cut -c 1-16
all
