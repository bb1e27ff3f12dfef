#!/usr/bin/env bash
# What the documentation shows is true: every block of code in doc/, README.md and
# the `///` and `//!` comments of the library is tried.
#   ```tl                    checks without a diagnostic
#   ```tl test               the same, and `tlc test` passes
#   ```tl error E0301 …      brings these diagnostics about, checked or evaluated
#   ```tl fragment           is syntax: `tlc fmt` takes it
#   ```yaml                  is imported without a diagnostic, as a design that checks
#   ```yaml error E0801 …    brings these diagnostics about when it is imported
#   ```c                     is a whole program, which is built with the library, and succeeds
#   ```text printed          is what `tlc check design.tl`, or the program in C, prints of the block before
#   ```sh run                runs, with tlc on the PATH, and succeeds
# A page with blocks of ```console is a session at a terminal, with the files that it has: see
# docs/session.py.  The pages of doc/tutorial/ are one session.  ACCEPT=1 records what is printed.
set -u
cd "${srcdir:-.}" || exit 99
export LC_ALL=C TERM=dumb
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT
PATH=$(dirname "$TLC"):$PATH
here=$PWD

# Writes each block to a file of its own, and one line about it: file, place, info.
extract() {
  find README.md doc lang/std -name '*.md' -o -name '*.tl' | sort | xargs awk -v dir="$tmp" '
    FNR == 1 { inside = 0 }
    { line = $0 }
    FILENAME ~ /\.tl$/ {
      if (!sub(/^ *\/\/[\/!] ?/, "", line)) { inside = 0; next }
    }
    !inside && match(line, /^ *```/) {
      indent = RLENGTH - 3
      info = substr(line, RLENGTH + 1)
      inside = 1
      wanted = info ~ /^(tl|yaml)( |$)/ && info !~ /^[a-z]+ (file|more) / || info == "c" ||
        info == "sh run" || info == "text printed"
      if (wanted) {
        file = sprintf("%s/%04d.%s", dir, ++n, info ~ /^yaml/ ? "yaml" : info == "c" ? "c" : "tl")
        printf "" >file
        print file "\t" FILENAME ":" FNR "\t" info
      }
      next
    }
    inside && line ~ /^ *```$/ { inside = 0; if (wanted) close(file); next }
    inside && wanted {
      for (i = 0; i < indent && line ~ /^ /; i++) line = substr(line, 2)
      print line >file
    }'
}

# Each of these tries the block $1 and shows why when it is not as it says.
clean() {
  timeout 20 "$TLC" check "$1" >"$tmp/out" 2>&1 && [ ! -s "$tmp/out" ]
}

passes() { clean "$1" && timeout 20 "$TLC" test "$1" >"$tmp/out" 2>&1; }

brings_about() {
  local file=$1 code
  shift
  timeout 20 "$TLC" check "$file" >"$tmp/out" 2>&1
  [ -s "$tmp/out" ] || timeout 20 "$TLC" "$file" >"$tmp/out" 2>&1
  for code; do grep -q "\[$code\]" "$tmp/out" || return; done
}

# The design goes to standard output, diagnostics to standard error.
is_imported() {
  timeout 20 "$TLC" import "$1" >"$tmp/imported.tl" 2>"$tmp/out" && [ ! -s "$tmp/out" ] &&
    timeout 20 "$TLC" check "$tmp/imported.tl" >"$tmp/out" 2>&1
}

import_brings_about() {
  local code
  timeout 20 "$TLC" import "$1" >"$tmp/out" 2>&1
  for code in "${@:2}"; do grep -q "\[$code\]" "$tmp/out" || return; done
}

is_syntax() { timeout 20 "$TLC" fmt - <"$1" >/dev/null 2>"$tmp/out"; }

runs() {
  mkdir -p "$tmp/run" && ln -sfn "$here/examples" "$tmp/run/examples"
  (cd "$tmp/run" && timeout 60 bash -e "$1") >"$tmp/out" 2>&1
}

# shellcheck disable=SC2086
compiles() {
  $CC -Wall -Wextra -Werror -I. "$1" "$builddir/libtlrt.a" -lm -o "$1.out" >"$tmp/out" 2>&1 &&
    timeout 20 "$1.out" >"$tmp/out" 2>&1
}

# What was printed of the block before this one.
is_printed() {
  mkdir -p "$tmp/design"
  case $previous in
    *.c) timeout 20 "$previous.out" >"$tmp/printed" 2>&1 ;;
    *) cp "$previous" "$tmp/design/design.tl"
       (cd "$tmp/design" && timeout 20 "$TLC" check design.tl) >"$tmp/printed" 2>&1 ;;
  esac
  diff -u --label shown "$1" --label printed "$tmp/printed" >"$tmp/out"
}

attempt() {
  case $2 in
    tl) clean "$1" ;;
    'tl test') passes "$1" ;;
    'tl fragment') is_syntax "$1" ;;
    'tl error '*) brings_about "$1" ${2#tl error } ;;
    yaml) is_imported "$1" ;;
    'yaml error '*) import_brings_about "$1" ${2#yaml error } ;;
    c) compiles "$1" ;;
    'sh run') runs "$1" ;;
    'text printed') is_printed "$1" ;;
    *) echo "no such kind of block: $2" >"$tmp/out"; return 1 ;;
  esac
}

# Pages that are sessions: a line for each session.
sessions() {
  grep -rl --include='*.md' '^```console$' README.md doc | LC_ALL=C sort |
    awk '{ session = $0 ~ /^doc\/tutorial\// ? "tutorial" : $0
           printf "%s%s", (session == last ? " " : last ? "\n" : ""), $0
           last = session }
         END { if (NR) print "" }'
}

mapfile -t blocks < <(extract)
mapfile -t sessions < <(sessions)
[ ${#blocks[@]} = 0 ] && { echo "1..0 # SKIP no blocks"; exit; }
echo "1..$((${#blocks[@]} + $(printf '%s\n' "${sessions[@]}" | wc -w)))"
n=0
for block in "${blocks[@]}"; do
  n=$((n + 1))
  IFS=$'\t' read -r file place info <<<"$block"
  if attempt "$file" "$info"; then echo "ok $n - $place $info"
  else
    echo "not ok $n - $place $info"
    sed 's/^/# /' "$tmp/out"
  fi
  previous=$file
done
for session in "${sessions[@]}"; do
  if command -v python3 >/dev/null 2>&1; then
    # shellcheck disable=SC2086
    timeout 300 python3 tests/docs/session.py $session
  else
    printf 'ok - %s # SKIP there is no python3\n' $session
  fi
done | awk -v n="$n" '/^(not )?ok - / { sub(/ok - /, "ok " ++n " - ") } { print }'
