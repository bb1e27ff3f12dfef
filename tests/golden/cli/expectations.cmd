# What was asked for and expected of a run is compared, too.
design() {
  cat <<END
workload Copy {
  dim  i = 4
  data A: 8 bit, Z: 8 bit

  Z[i] = A[i]
}

arch Line {
  memory Store { action read = $1 pJ; action write = $1 pJ }
  compute Alu { action compute = 1 pJ }
}

mapping Flat of Copy on Line {
  at Store { keep A, Z; for i = 4 }
}

run Copy on Line within Flat {
  report energy(Store), $2
  expect energy < 20 pJ
  expect computes == 4
}
END
}
design 1 'energy / computes' >old.tl
design 5 cycles >new.tl
tlc --format json old.tl >old.json
tlc --format json new.tl >new.json 2>/dev/null
tlc diff old.json new.json
echo "[$?]"
