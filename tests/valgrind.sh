#!/usr/bin/env bash
# Chosen commands under valgrind (make check-valgrind): what reads or writes memory that is not its
# own, goes by memory that nobody has set, or loses memory, fails.  Sanitizers do not see the
# second, nor what libraries do that were compiled without them.  Pictures in PNG and PDF are left
# out: what fontconfig and GLib keep until the end is theirs.
set -u
cd "${srcdir:-.}" || exit 99
export LC_ALL=C TERM=dumb TLC_CACHE=
command -v valgrind >/dev/null || { echo "valgrind is not installed"; echo "# SKIP: 1"; exit 0; }
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT

# What a run ends with is its own affair, but not 99.
memory() {
  local lost=definite,indirect,possible
  timeout 300 valgrind --quiet --error-exitcode=99 --leak-check=full --fair-sched=yes \
    --errors-for-leak-kinds=$lost --show-leak-kinds=$lost --child-silent-after-fork=yes \
    --log-file="$tmp/log" "$@"
}

# A message of the protocol, with its header.
say() { printf 'Content-Length: %d\r\n\r\n%s' "${#1}" "$1"; }

# A session about a file: it is opened, everything is asked once, somebody types, and it ends.
session() {
  local uri="\"uri\":\"file://$PWD/$1\"" at='{"line":5,"character":9}' text params method kind id=1
  text=$(sed 's/\\/\\\\/g; s/"/\\"/g; s/\t/\\t/g' "$1" | awk '{ printf "%s\\n", $0 }')
  params="\"textDocument\":{$uri,\"version\":2,\"languageId\":\"tl\",\"text\":\"$text\"},"
  params+="\"position\":$at,\"range\":{\"start\":$at,\"end\":$at},\"positions\":[$at],\"ch\":\"}\","
  params+="\"contentChanges\":[{\"range\":{\"start\":$at,\"end\":$at},\"text\":\"{ \"}],"
  params+="\"newName\":\"other\",\"context\":{\"diagnostics\":[],\"includeDeclaration\":true}"
  params="{$params}"
  say '{"id":1,"method":"initialize","params":{"capabilities":{}}}'
  say "{\"method\":\"textDocument/didOpen\",\"params\":$params}"
  while IFS=$'\t' read -r method _ kind; do
    [ "$kind" = ABOUT ] || [ "$kind" = VIEW ] || continue
    id=$((id + 1))
    say "{\"id\":$id,\"method\":\"$method\",\"params\":$params}"
  done < <(. lang/rows.sh && rows METHOD compiler/lsp/methods.def)
  say "{\"method\":\"textDocument/didChange\",\"params\":$params}"
  say "{\"id\":900,\"method\":\"textDocument/completion\",\"params\":$params}"
  say '{"id":901,"method":"shutdown"}'
  say '{"method":"exit"}'
}

cat >"$tmp/estimator" <<'END'
#!/bin/sh
read -r hello
echo '{"id": 0, "name": "said", "cache": false, "components": [{"names": ["cam"], "accuracy": 40}]}'
while read -r question; do
  id=${question#*:}
  echo "{\"id\": ${id%%,*}, \"ok\": false, \"error\": \"who knows\"}"
done
END
chmod +x "$tmp/estimator"
session examples/conv1d/conv1d.tl >"$tmp/session"
cli=tests/golden/cli eval=tests/golden/eval

commands=(
  "check examples/conv1d/conv1d.tl"
  "check --color always tests/golden/errors/E0642-rows.tl"
  "check --diagnostics json tests/golden/errors/E0301-arguments.tl"
  "fmt --check examples/conv1d/conv1d.tl"
  "--dump=ir examples/conv1d/conv1d.tl"
  "--time examples/conv1d/conv1d.tl"
  "examples/conv1d/conv1d.tl -o $tmp/report"
  "verify $tmp/report/report.json examples/conv1d/conv1d.tl"
  "--strategy exhaustive -j 2 $cli/search.d/line.tl"
  "--strategy exact $cli/search.d/line.tl"
  "--strategy random --time-limit 1s $cli/search.d/line.tl"
  "--run Lists --format csv $cli/study.d/study.tl"
  "test examples/tutorial/01_two_levels.tl"
  "why examples/tutorial/01_two_levels.tl"
  "explain energy examples/plugin/cam.tl Rules.read --estimator $tmp/estimator"
  "explain E0301"
  "doc std.memory"
  "import examples/timeloop"
  "import tests/golden/import/E0811-circle.yaml"
  "export timeloop examples/tutorial/01_two_levels.tl -o $tmp/timeloop"
  "energy $cli/energy.d/design.tl --counts $cli/energy.d/counts.yaml"
  "energy $cli/energy.d/design.tl --ert $cli/energy.d/ERT.yaml -o $tmp/tables"
  "plot $eval/transit.json energy -o $tmp/energy.svg"
  "plot $eval/transit.json roofline -o $tmp/roofline.svg"
  "diff $eval/transit.json $eval/widths.json"
  "diff --format json $eval/widths.json $eval/leakage.json"
  "lsp"
)

echo "1..${#commands[@]}"
failed=0
for n in "${!commands[@]}"; do
  input=/dev/null
  [ "${commands[n]}" = lsp ] && input=$tmp/session
  # shellcheck disable=SC2086 # words of a command line
  memory "$TLC" ${commands[n]} <"$input" >"$tmp/out" 2>&1
  status=$?
  case $status in
    0 | 1 | 5) echo "ok $((n + 1)) - tlc ${commands[n]//$tmp\//}" ;;
    *)
      failed=$((failed + 1))
      echo "not ok $((n + 1)) - tlc ${commands[n]//$tmp\//}: status $status"
      tail -n 40 "$tmp/log" "$tmp/out" | sed 's/^/# /' ;;
  esac
done
# As automake sums up.
printf '# PASS: %d\n# FAIL: %d\n' $((${#commands[@]} - failed)) "$failed"
[ "$failed" = 0 ]
