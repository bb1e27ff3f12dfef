# A mapping that was found for one mapspace does not belong to another, whatever forbids it.
line=$srcdir/tests/golden/cli/search.d/line.tl
sed 's/at Buffer { keep all }/at Main { for r = 1, p = 4 }; at Buffer { keep all; for p = 1, r = 3 }/' "$line" >wide.tl
tlc --strategy exhaustive --format json wide.tl >report.json
within() {
  echo "-- $1"
  sed "s/at Buffer { keep all }/$1/" "$line" >narrow.tl
  tlc verify report.json narrow.tl 2>&1 | grep -E '^(error|conv)|= note'
}
within 'at Buffer { keep all }'
within 'at Buffer { keep all; for r = 1 }'
within 'at Buffer { keep all; for r in [1, 2] }'
within 'at Main { for p >= 8 }'
within 'at Buffer { bypass Weights }'
within 'at Buffer { keep all; require tile(Buffer, Inputs) <= 2 }'
within 'at PE { require utilization(PE) <= 50% }'
within 'at PE { par over r }'
within 'at PE { unicast Weights }'
