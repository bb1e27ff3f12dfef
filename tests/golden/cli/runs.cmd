# A run's block speaks of that run, whatever else is run; studies are not run.
cat >two.tl <<'END'
workload GEMM {
  dim  m = 8, n = 8, k = 8
  data A: 8 bit, B: 8 bit, Z: 16 bit

  Z[m, n] += A[m, k] * B[k, n]
}

arch Machine {
  clock = 500 MHz

  memory  Main { action read = 2 pJ; action write = 3 pJ }
  compute MAC { action compute = 1 pJ }
}

mapping Flat of GEMM on Machine {
  at Main { for m = 8, n = 8, k = 8 }
}

run GEMM on Machine within Flat as once {
  report energy, time, reads(Main, A)
  expect cycles == 512
}

run GEMM on Machine within Flat as often {
  report energy, time, reads(Main, A), power
  expect cycles == 5120, "ten times as many"
  expect energy == 10 nJ, "which it is not"
  count = 10
}
END
tlc --run once two.tl | sed -n '/reported/,/holds/p'
tlc --run often two.tl 2>&1 | sed -n '/E0615/,/reported/p'
tlc --run often two.tl 2>/dev/null | sed -n '/reported/,/fails/p'
tlc --run 'twice' two.tl
echo "[$?]"
printf 'study Many {\n  sweep x in [1, 2]\n  run GEMM on Machine within Flat\n  measure e = energy\n}\n' | cat two.tl - >study.tl
tlc check -Wno-idle-sweep study.tl
tlc study.tl 2>&1 >/dev/null | head -4
mkdir out && tlc -o out two.tl >/dev/null 2>&1
ls out
