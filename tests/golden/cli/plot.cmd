# Charts of reports, and what is no report.
cp "$srcdir/tests/golden/cli/search.d/line.tl" .
tlc --format json line.tl >report.json
try() {
  echo "-- $*"
  "$@" 2>&1
  echo "[$?]"
}
for chart in energy time area flow tiles arch roofline runs front; do try tlc plot report.json $chart -o $chart.svg; done
ls *.svg
try tlc plot report.json time
try tlc plot report.json tiem
try tlc plot report.json energy -o energy.gif
try tlc plot report.json energy -o none/energy.svg
try tlc plot report.json energy --run 'conf'
try tlc plot report.json energy --run 'con*' -o energy.svg
try tlc plot report.json
try tlc plot missing.json energy
try tlc plot line.tl energy
changed() {
  echo "-- s$1"
  sed "$1" report.json >changed.json
  cmp -s report.json changed.json && echo "nothing changed"
  tlc plot changed.json energy 2>&1
  echo "[$?]"
}
changed 's,tlc-report/1,tlc-report/2,'
changed 's,tlc-report/1,other,'
changed '2d'
changed '0,/"cycles": 12/s//"cycles": -12/'
changed '0,/"cycles": 12/s//"cycles": "12"/'
changed '0,/"cycles": 12,/s///'
changed '0,/"reads":48/s//"reads":1e300/'
changed '0,/"kind": "memory"/s//"kind": "memroy"/; s/"kind":"memory"/"kind":"memroy"/'
changed 's/"name":"PE","kind":"array","class":null,"inside":null/"name":"PE","kind":"array","class":null,"inside":"PE"/'
changed '0,/"energy_pJ": 579/s//"energy_pJ": 578/'
changed 's/"level": "Buffer"/"level": "Bufer"/'
changed '$d'
echo "-- a run twice"
# The only run of the report, so many times more; `numbered`, with numbers behind its name.
repeat() {
  awk -v n="$1" -v numbered="${2-}" '
    /^  "runs"/ { print; inside = 1; next }
    inside && /^  ]/ {
      printf "%s", run
      for (i = 0; i < n; i++) {
        copy = run
        if (numbered) sub(/"name": "conv"/, "\"name\": \"conv" i "\"", copy)
        printf ",\n%s", copy
      }
      inside = 0
    }
    inside { run = run $0 "\n"; next }
    { print }' report.json
}
repeat 1 >twice.json
try tlc plot twice.json energy
echo "-- many runs"
repeat 50 numbered >many.json
try tlc plot many.json energy -o many.svg
try tlc plot many.json energy --run 'conv1*' -o many.svg
echo "-- no area, no runs"
tlc --format json --set unknown=1 line.tl >broken.json
try tlc plot broken.json runs
