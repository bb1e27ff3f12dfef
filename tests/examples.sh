#!/usr/bin/env bash
# Every example and every module of the library checks without a diagnostic and is
# laid out as `tlc fmt` would.  Tests in them pass; what they run is reported, as text and as
# JSON that others can read.
set -u
cd "${srcdir:-.}" || exit 99
export LC_ALL=C TERM=dumb
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT

mapfile -t files < <(find examples lang/std -name '*.tl' | sort)
[ ${#files[@]} = 0 ] && { echo "1..0 # SKIP no files"; exit; }
n=0
result() {
  n=$((n + 1))
  if [ $? = 0 ] && [ ! -s "$tmp/out" ]; then echo "ok $n - $1"
  else
    echo "not ok $n - $1"
    sed 's/^/# /' "$tmp/out"
  fi
}

# What stands in the way is that this version cannot evaluate something (E0690), or does not
# know what sparsity comes to, and nothing else, or that the file runs nothing (W0528).
waits() {
  grep -q '^error\[\(E0690\|E0615\)\]' "$tmp/error" &&
    ! grep '^error' "$tmp/error" | grep -qv '^error\[E0690\]\|^error\[E0615\]: this `expect` cannot be decided'
}
runs_nothing() { grep -q '^warning\[W0528\]' "$tmp/error"; }

# What components of the library cost is an estimator's to say.  Where there is none for
# them the report leaves it out and says so, which is no mistake of the example.
# Searches that take long are ended after some seconds, with what they have.
evaluate() {
  timeout 60 "$TLC" "${@:2}" -Wno-energy-unknown -Wno-not-proven --time-limit "$1s"
  local status=$?
  [ $status = 5 ] || return $status
}

# What is left of the TAP: tests that failed, other than for a run of theirs that waits.
failures() {
  awk '/^not ok/ { held = $0; next }
    held && /could not be evaluated/ { held = ""; next }
    held { print held; held = "" }
    !/^ok |^1\.\./ { print }' "$1"
}

tests_pass() {
  # What is expected may depend on how good a mapping is.
  evaluate 15 test "$1" >"$tmp/tap" 2>"$tmp/error"
  local status=$?
  if waits; then failures "$tmp/tap" >"$tmp/out"; return 0; fi
  cat <(grep -v '^ok \|^1\.\.' "$tmp/tap") "$tmp/error" >"$tmp/out"
  return $status
}

# Numbers that are none have no place in JSON, so a parser of its own looks at it.
is_json() {
  [ -z "$python" ] || "$python" -m json.tool >"$tmp/json" 2>&1 || cat "$tmp/json"
}

is_reported() {
  local status
  evaluate 3 "$1" >"$tmp/report" 2>"$tmp/error"
  status=$?
  : >"$tmp/out"
  if waits || runs_nothing; then return 0; fi
  cp "$tmp/error" "$tmp/out"
  [ -s "$tmp/report" ] || echo "there is no report" >>"$tmp/out"
  evaluate 3 --format json "$1" 2>>"$tmp/out" | is_json >>"$tmp/out"
  return $status
}

python=$(command -v python3)
for file in "${files[@]}"; do
  timeout 20 "$TLC" check "$file" >"$tmp/out" 2>&1
  result "$file checks"
  timeout 20 "$TLC" fmt - <"$file" 2>"$tmp/error" | diff -u --label "$file" --label formatted "$file" - >"$tmp/out"
  cat "$tmp/error" >>"$tmp/out"
  result "$file is formatted"
  grep -q '^test "' "$file" && { tests_pass "$file"; result "$file passes its tests"; }
  grep -q '^ *run ' "$file" && { is_reported "$file"; result "$file is reported"; }
done
echo "1..$n"
