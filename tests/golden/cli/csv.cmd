# The form of a report for tables.
cat >line.tl <<'END'
workload W {
  dim  m = 4, n = 4
  data A: 8 bit, B: 8 bit, Z: 16 bit

  Z[m, n] += A[m] * B[n]
}

arch Plain {
  memory  Main { action read = 2 pJ; action write = 3 pJ; action leak = 0.5 pJ }
  compute MAC { action compute = 1 pJ }
}

mapping Flat of W on Plain {
  at Main { keep A, B, Z; for m = 4; for n = 4 }
}

run W on Plain within Flat as flat
run W on Plain within Flat as often { count = 3 }
END
tlc --format csv line.tl
echo "[$?]"
tlc line.tl -o reports
ls reports
tlc --format csv line.tl | cmp - reports/report.csv && echo alike
tlc energy --format csv line.tl
echo "[$?]"
tlc doc std --format json
echo "[$?]"
