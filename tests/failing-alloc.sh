#!/usr/bin/env bash
# Makes the n-th allocation fail, for n = 1, 2, … until a run needs none more: each
# run ends by itself, with its ordinary status or 71.  For a build that was
# configured with --enable-failing-alloc.
set -u
cd "${srcdir:-.}" || exit 99
shopt -s nullglob
export LC_ALL=C TERM=dumb
# What a run that ends early leaves to the system is no leak.
export ASAN_OPTIONS=detect_leaks=0:${ASAN_OPTIONS-}

run() { TLC_FAIL_ALLOC=$1 timeout 20 "$TLC" "${@:2}" >/dev/null 2>&1 </dev/null; }

# Past the first fifty every allocation would take long: the steps grow slowly.
survives() {
  local n=1 status
  while :; do
    run "$n" "$@"
    status=$?
    case $status in
      71) ;;
      0 | 1) [ "$n" -gt 1 ] && return; echo "# the first allocation did not fail"; return 1 ;;
      *) echo "# with allocation $n failing: status $status"; return 1 ;;
    esac
    n=$((n + 1 + n / 50))
  done
}

# Every 25th golden, so that the choice grows with them, and an example; then imports and
# exports.
inputs=(examples/conv1d/conv1d.tl)
some=(tests/golden/{parse,sema,errors}/*.tl)
for ((i = 0; i < ${#some[@]}; i += 25)); do inputs+=("${some[i]}"); done
runs=()
for input in "${inputs[@]}"; do
  for command in check 'fmt --check' --dump=ast; do runs+=("$command $input"); done
done
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT
runs+=("check tests/golden/errors/E0642-rows.tl")
cat >"$tmp/estimator" <<'END'
#!/bin/sh
read -r hello
echo '{"id": 0, "name": "alloc", "cache": false, "components": [{"names": ["cam"], "accuracy": 40}]}'
while read -r question; do
  id=${question#*:}
  echo "{\"id\": ${id%%,*}, \"ok\": false, \"error\": \"who knows\"}"
done
END
chmod +x "$tmp/estimator"
runs+=("check --estimator $tmp/estimator examples/plugin/cam.tl")
runs+=("import examples/timeloop" "export timeloop examples/tutorial/01_two_levels.tl -o $tmp")
some=(tests/golden/import/*.yaml)
for ((i = 0; i < ${#some[@]}; i += 15)); do runs+=("import ${some[i]}"); done

runs+=("energy tests/golden/cli/energy.d/design.tl --counts tests/golden/cli/energy.d/counts.yaml")
runs+=("energy tests/golden/cli/energy.d/design.tl --ert tests/golden/cli/energy.d/ERT.yaml -o $tmp")
runs+=("plot tests/golden/eval/transit.json energy -o $tmp/energy.svg")
runs+=("diff tests/golden/eval/transit.json tests/golden/eval/widths.json")
runs+=("diff --format json tests/golden/eval/widths.json tests/golden/eval/leakage.json")

echo "1..${#runs[@]}"
for n in "${!runs[@]}"; do
  # shellcheck disable=SC2086 # words of a command line
  if why=$(survives ${runs[n]}); then echo "ok $((n + 1)) - tlc ${runs[n]}"
  else printf 'not ok %d - tlc %s\n%s\n' "$((n + 1))" "${runs[n]}" "$why"
  fi
done
