# --dump: tokens, tree, and what was understood; after errors too.
cat >design.tl <<'END'
/// A small one.
workload W { dim m = 4; data A: 8 bit, Z: 8 bit
  Z[m] = 2 * A[m]  // twice
}
END
for what in tokens ast design; do
  echo "-- $what"
  tlc --dump $what design.tl
done
echo "-- flat, by check as well"
cat >run.tl <<'END'
workload W { dim m = 4; data A: 8 bit, Z: 8 bit
  Z[m] = 2 * A[m]
}
arch Machine { memory DRAM { energy = none }; compute ALU { energy = none } }
run W on Machine
END
tlc check --dump=ir run.tl
echo "-- of something broken"
printf 'let a = (1 +\nlet b = 2\n' | tlc --dump=ast -
printf 'let a = b\n' | tlc --dump=ir -
