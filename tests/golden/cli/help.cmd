# The help of the program and of each command, wherever --help stands.
tlc --help
for command in check export fmt explain doc; do
  echo "-- $command"
  tlc $command --help
done
tlc -h | cmp - <(tlc --help)
tlc --help check | cmp - <(tlc check --help)
