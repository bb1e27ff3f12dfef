# What bounds a run and what would move it; a run by its name, and what goes wrong.
try() {
  echo "-- $*"
  "$@" 2>&1
  echo "[$?]"
}
design=$srcdir/examples/tutorial/07_bandwidth.tl
try tlc why "$design" | sed "s,$srcdir/,,"
LC_ALL=C try tlc why --color never "$design" Conv1D 2>&1 | sed -n '/^what shortens/,$p'
try tlc why "$design" nothing 2>&1 | sed "s,$srcdir/,,"
cat >shared.tl <<'END'
workload Copy {
  dim  i = 64
  data A: 8 bit, Z: 8 bit

  Z[i] = A[i]
}
component Reg is memory {
  size = 16 B
  action read  = 1 pJ
  action write = 1 pJ
  require size <= 24 B, "it has five bits of address"
}
arch Two {
  memory Main { action read = 10 pJ; action write = 10 pJ }
  memory Outer = Reg
  memory Inner = Reg
  compute ALU { action compute = 1 pJ; throughput = 1 / (2 cycle) }
}
mapping Split of Copy on Two {
  at Main  { for i = 8 }
  at Outer { for i = 2 }
  at Inner { for i = 4 }
}
run Copy on Two within Split
END
try tlc why --format json shared.tl
try tlc why <shared.tl - | tail -n 14
sed 's/size = 16 B/size = 1 B/' shared.tl >small.tl
try tlc why small.tl
try tlc why --format csv shared.tl
try tlc why missing.tl
sed '/^run/d' shared.tl >idle.tl
try tlc why idle.tl
sed 's/ within Split//' shared.tl >searched.tl
try tlc why searched.tl
