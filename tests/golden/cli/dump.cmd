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
echo "-- of something broken"
printf 'let a = (1 +\nlet b = 2\n' | tlc --dump=ast -
