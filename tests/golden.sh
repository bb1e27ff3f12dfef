#!/usr/bin/env bash
# golden.sh tests/kinds/KIND.kind: runs the cases in tests/golden/KIND and compares
# what is printed with what was recorded beside each of them; TAP on standard
# output.  With ACCEPT=1 it records instead.
#
# The .kind file defines run_case FILE, which calls
#   expect SUFFIX COMMAND…    output, both streams, must be that of FILE's .SUFFIX
# and may set `pattern` (what a case is called), `status` (always: every record
# ends with the exit status, else only one that is not 0), and, for expect,
# `input` (standard input).  Its commands find `tlc`, with a time limit, and
# `args`, the words after `// args:` (or `# args:`) in the first line of the case.
set -u
kind=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
cases=${kind%/*/*}/golden/$(basename "$kind" .kind)
[ -d "$cases" ] || { echo "1..0 # SKIP no cases"; exit; }
cd "$cases" || exit 99
export LC_ALL=C TERM=dumb
unset COLUMNS NO_COLOR
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT
shopt -s nullglob

tlc() { timeout 60 "$TLC" "$@"; }

# Whether a record was made in this run: the first one wins.
declare -A recorded

expect() {
  local want=${case%.*}.$1 code
  shift
  "$@" >"$tmp/got" 2>&1 <"${input:-/dev/null}"
  code=$?
  [[ $status == always || $code != 0 ]] && echo "[exit $code]" >>"$tmp/got"
  if [[ ${ACCEPT-} && ! ${recorded[$want]-} ]]; then
    recorded[$want]=1
    cmp -s "$want" "$tmp/got" || cp "$tmp/got" "$want" || failed=1
  elif [[ ! -f $want ]]; then
    failed=1
    echo "$want is not recorded (make accept); printed was:" >>"$tmp/why"
    cat "$tmp/got" >>"$tmp/why"
  elif ! cmp -s "$want" "$tmp/got"; then
    failed=1
    diff -u --label "$want" --label "printed by: $*" "$want" "$tmp/got" >>"$tmp/why"
  fi
}

read_args() {
  local line
  args=()
  IFS= read -r line <"$1"
  line=${line%$'\r'}
  [[ $line =~ ^(//|#)' args: '(.*) ]] && read -ra args <<<"${BASH_REMATCH[2]}"
}

# Records whose case is gone.
strays() {
  local file
  for file in *.out *.tags *.json; do
    compgen -G "${file%.*}${pattern#\*}" >/dev/null || echo "$file"
  done
}

pattern='*.tl' status='' input=''
. "$kind"
cases=($pattern)

echo "1..$((${#cases[@]} + 1))"
n=0
for case in "${cases[@]}"; do
  n=$((n + 1)) failed='' input=''
  : >"$tmp/why"
  read_args "$case"
  run_case "$case"
  if [ "$failed" ]; then
    echo "not ok $n - $case"
    sed 's/^/# /' "$tmp/why"
  else
    echo "ok $n - $case"
  fi
done
n=$((n + 1)) found=$(strays)
if [ "$found" ]; then
  echo "not ok $n - every record belongs to a case"
  sed 's/^/# without a case: /' <<<"$found"
else
  echo "ok $n - every record belongs to a case"
fi
