# What a named run tells of a level, where it tells it of the whole as well.
cat >design.tl <<'END'
workload Scale {
  dim  i = 8
  data A: 8 bit, Z: 8 bit

  Z[i] = 2 * A[i]
}

arch Two {
  memory  Outer { action read = 2 pJ; action write = 3 pJ }
  compute Shift { action compute = 1 pJ }
}

mapping Flat of Scale on Two { at Outer { for i = 8 } }

test "of a level, and of a tensor there" {
  run Scale on Two within Flat as first
  run Scale on Two within Flat as second

  expect first.energy == 48 pJ and second.energy(Shift) == 8 pJ
  expect first.energy(Outer) == 40 pJ and first.energy(Outer, A) == 16 pJ
  expect first.utilization(Shift) == 100%
}

test "what is wrong with it" {
  run Scale on Two within Flat as first

  expect first.energy(Outer) == 41 pJ
}
END
tlc test design.tl
sed 's/first.energy(Outer) == 41 pJ/first.energy(Inner) == 1 pJ/' design.tl >wrong.tl
tlc check wrong.tl
sed 's/first.energy(Outer) == 41 pJ/first.cycles(Outer) == 8/' design.tl >wrong.tl
tlc check wrong.tl
