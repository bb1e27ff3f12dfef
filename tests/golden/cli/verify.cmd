# A report is verified, and one that somebody has changed is not.
cp "$srcdir/tests/golden/cli/search.d/line.tl" .
cat >>line.tl <<'END'

mapping ByHand of Conv on Line {
  at Main   { for p = 4 }
  at Buffer { for r = 3 }
  at PE     { par x p = 4 }
}

run Conv on Line within ByHand as given
END
tlc --strategy exhaustive --format json line.tl >report.json
try() {
  echo "-- $*"
  "$@" 2>&1
  echo "[$?]"
}
changed() {
  echo "-- s$1"
  sed "$1" report.json >changed.json
  cmp -s report.json changed.json && echo "nothing changed"
  tlc verify changed.json "${2-line.tl}" 2>&1 | sed -n '/^error/,$p'
}
try tlc verify report.json line.tl
changed '0,/"reads":48/s//"reads":47/'
changed '0,/"energy_pJ": 579/s//"energy_pJ": 578/'
changed '0,/"value": 6948/s//"value": 6000/'
changed '0,/"value": 6948/s//"value": 7000/'
changed '0,/"lower_bound": 6948/s//"lower_bound": 7000/'
changed 's/"value": 6948/"value": 4800/; s/"lower_bound": 6948/"lower_bound": 4800/'
changed '0,/"status": "optimal"/s//"status": "given"/'
changed '0,/"status": "given"/s//"status": "optimal"/'
changed '0,/"dim":"p","bound":4,"residual":4/s//"dim":"p","bound":8,"residual":8/'
changed '0,/"dim":"r","bound":3,"residual":3/s//"dim":"q","bound":3,"residual":3/'
changed '0,/"keep": \["Weights","Inputs","Outputs"\]/s//"keep": ["Weights","Outputs"]/'
changed 's/"level": "Buffer"/"level": "Bufer"/'
changed 's/"name": "conv"/"name": "conf"/'
echo '{"schema": "other"}' >other.json
try tlc verify other.json line.tl
try tlc verify line.tl line.tl
try tlc verify missing.json line.tl
try tlc verify report.json
echo "-- another design"
sed 's/size = 16 B/size = 32 B/' line.tl >larger.tl
tlc verify report.json larger.tl 2>&1 | grep -v '^ *|'
echo "-- an expression"
sed '/^mapping\|^run/,$d' line.tl >sum.tl
cat >>sum.tl <<'END'
mapper Sum { minimize energy + 1 pJ * cycles, reads(Main) }

run Conv on Line using Sum as sum { count = 2 }
END
tlc --format json sum.tl >report.json
try tlc verify report.json sum.tl
value=$(sed -n 's/^ *"value": \([^,]*\),/\1/p' report.json)
changed "s/\"value\": $value/\"value\": 1e-9/; s/\"lower_bound\": $value/\"lower_bound\": 1e-9/" sum.tl
