#!/usr/bin/env bash
# Reads the sources with other eyes (make lint): clang-tidy, as .clang-tidy says; cppcheck; and the
# analyzer of clang, by way of scan-build.  Whatever one of them says is a failure, one that is not
# installed is skipped.  It is run in the top of a build; the arguments are what C is compiled with.
#   LINT=scan-build   this one; without it, the first two
#   JOBS=2            so many files at a time
set -u
export LC_ALL=C
jobs=${JOBS:-$(nproc 2>/dev/null || echo 1)}
log=tests/lint.log
passed=0 failed=0 skipped=0

# What flex and bison make is theirs.
sources() {
  find "$srcdir"/{lang,compiler,runtime} -name '*.c' ! -name parser.c ! -name lexer.c | sort
}

run_clang-tidy() {
  sources | xargs -P "$jobs" -n 8 bash -c '
    for ((n = 1; n <= $#; n++)); do [ "${!n}" = -- ] && break; done
    clang-tidy --quiet "${@:n + 1}" -- "${@:1:n - 1}" 2>/dev/null' tidy "$@" --
}

# It does without the headers of other libraries.
run_cppcheck() {
  local flag flags=()
  for flag; do case $flag in -I/usr/*) ;; -[DI]*) flags+=("$flag") ;; esac; done
  sources | cppcheck --file-list=- -j "$jobs" --quiet --std=c11 --error-exitcode=1 -D__GNUC__=12 \
    --enable=warning,portability,performance --suppressions-list="$srcdir/tests/cppcheck.txt" \
    "${flags[@]}" 2>&1
}

# A build of its own, in which scan-build stands where the compiler is.
run_scan-build() {
  mkdir -p tests/scan && cd tests/scan || return
  [ -f Makefile ] || scan-build "$srcdir/configure" -q || return
  make clean >/dev/null
  scan-build --status-bugs -o reports make -j "$jobs" all 2>&1
}

lint() {
  local tool=$1
  if ! command -v "$tool" >/dev/null; then
    echo "SKIP: $tool is not installed"
    skipped=$((skipped + 1))
  elif "run_$@" >"$log"; then
    echo "PASS: $tool"
    passed=$((passed + 1))
  else
    cat "$log"
    echo "FAIL: $tool"
    failed=$((failed + 1))
  fi
}

for tool in ${LINT:-clang-tidy cppcheck}; do lint "$tool" "$@"; done
# As automake sums up.
printf '# PASS: %d\n# SKIP: %d\n# FAIL: %d\n' "$passed" "$skipped" "$failed"
[ "$failed" = 0 ]
