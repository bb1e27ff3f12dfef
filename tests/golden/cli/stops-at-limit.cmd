# --limit: errors go first; 0 is no limit.
printf 'let a = x1 + x2\nlet b = x3\nlet c = x4\n' >many.tl
for n in 1 3 0; do
  echo "-- $n"
  tlc check --limit $n many.tl 2>&1 | grep -E '^error|^[0-9]|more'
done
seq 60 | sed 's/.*/let a& = b&/' >sixty.tl
tlc check sixty.tl 2>&1 | tail -1
