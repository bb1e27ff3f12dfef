# --diagnostics json: one object a line, which a JSON reader understands.
printf 'import std.memory { sram }\nlet a = 16 ns + 1 bit\nlet b = "\\u{1b} µ" + 1\n' >bad.tl
tlc check --diagnostics json bad.tl 2>lines
echo "[$?]"
wc -l <lines
sed 's/"notes".*//' lines
understood() {
  if command -v python3; then python3 -c 'import json, sys; [json.loads(l) for l in open("lines")]'
  elif command -v node; then
    node -e 'require("fs").readFileSync("lines", "utf8").trim().split("\n").map(JSON.parse)'
  elif command -v jq; then jq . lines
  fi
}
understood >/dev/null && echo understood
echo "-- nothing to say"
printf 'let a = 1\n' | tlc check --diagnostics=json -
