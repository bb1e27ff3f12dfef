# What the files of Timeloop cannot say, each told at its place; and nothing is written.
cat >odd.tl <<'END'
component cell is memory { action read = 1 pJ; action write = 1 pJ; action reduce = 0.25 pJ }
component wires is network { action hop = 1 pJ }

workload Blur {
  dim  p = 12, r = 3, one = 1
  data I: 8 bit, W: 8 bit, S: 8 bit, O: 32 bit

  O[p] += I[p + r] * W[r] * S[0]
}

arch Odd {
  clock = 1 GHz

  memory Main = cell
  network NoC  = wires { shape = tree; bandwidth = 8 bit/cycle; latency = 1.5 cycle }
  network More = wires
  transit DAC { action pass = 1 pJ }
  array PE[x = 3] {
    memory Narrow = cell { word = 8 bit; width = 4 bit; cluster = 2 }
    memory Odd    = cell { word = 4.5 bit }
    compute MAC { throughput = 0.5 op/cycle; action compute = 1 pJ }
  }
}

mapping M of Blur on Odd {
  at Main   { for p = 2, r = 1, p = 3 }
  at PE     { par r = 3 }
  at Narrow { keep all }
  at Odd    { bypass O; for p = 2 }
}

run Blur on Odd within M
END
tlc export timeloop odd.tl -o out
echo "[$?]"
ls

cat >two.tl <<'END'
workload Chain {
  dim  i = 4
  data A: 8 bit, B: 8 bit, C: 8 bit

  B[i] = 2 * A[i]
  C[i] = 2 * B[i]
}

workload Twice {
  dim  i = 4
  data A: 8 bit, C: 8 bit

  C[i] = A[i] * A[2 * i]
}

workload Single {
  dim  i = 4
  data A: 8 bit, C: 8 bit

  C[i] = 2 * A[i]
}

arch One {
  memory Main { action read = 1 pJ; action write = 1 pJ }
  compute ALU { action compute = 1 pJ }
}

arch Two {
  memory Main { action read = 1 pJ; action write = 1 pJ }
  parallel {
    compute Left { action compute = 1 pJ }
    compute Right { action compute = 1 pJ }
  }
}

arch Timeless {
  memory Main { bandwidth = 1 GB/s; action read = 1 pJ; action write = 1 pJ }
  compute ALU { action compute = 1 pJ }
}

run Chain on One as chain
run Twice on One as twice
run Single on Two as two
run Single on Timeless as timeless
run Single on One as fine
END
tlc export timeloop two.tl -o out
echo "[$?]"
find out -type f | LC_ALL=C sort

# Numbers that are too large, and what lies beside the way.
cat >large.tl <<'END'
workload Large {
  dim  n = 3000000000, k = 2
  data A: 8 bit, Z: 8 bit

  Z[n] += A[n, 5000000000 * k]
}

arch Huge {
  memory Main { action read = 1 pJ; action write = 1 pJ }
  array Many[x = 4611686018427387904, y = 8] {
    memory Far { action read = 1 pJ; action write = 1 pJ }
    compute ALU { action compute = 1 pJ }
  }
}

arch Beside {
  memory Main { action read = 1 pJ; action write = 1 pJ }
  parallel {
    array Lost[x = 4] { memory Away { action read = 1 pJ; action write = 1 pJ } }
    compute ALU { action compute = 1 pJ }
  }
}

run Large on Huge as large
run Large on Beside as beside
END
tlc export timeloop large.tl -o out
