# What changed between two reports.
cp "$srcdir/tests/golden/cli/search.d/line.tl" .
export LC_ALL=C.UTF-8
report() { tlc --strategy exhaustive --format json "$1" 2>/dev/null >"$2"; }
try() {
  echo "-- $*"
  "$@" 2>&1
  echo "[$?]"
}
report line.tl old.json
try tlc diff old.json old.json
try tlc diff --fail-over energy=0% --fail-over cycles=0 old.json old.json
echo "-- the last digits"
sed 's/"energy_pJ": 579/"energy_pJ": 579.0000000001/' old.json >digits.json
cmp -s old.json digits.json && echo "nothing changed"
try tlc diff --fail-over energy=0% old.json digits.json
echo "-- another memory, another name, another size"
sed 's/size = 16 B/size = 8 B/; s/Buffer/Buf/; s/action read  *= 1 pJ/action read = 1.5 pJ/' line.tl >less.tl
cat >>less.tl <<'EOF'
run Conv on Line as more { expect cycles < 5; report energy }
EOF
report less.tl new.json
try tlc diff old.json new.json
try tlc diff --color=always old.json new.json
try tlc diff --format json old.json new.json
try tlc diff --fail-over energy=1% --fail-over area=5% --fail-over edp=0.5 old.json new.json
tlc diff --fail-over energy=1% --format json old.json new.json | tail -n 5
try tlc diff --fail-over energy=1% new.json old.json
try tlc diff --run more old.json new.json
try tlc diff --run mroe old.json new.json
try tlc diff --fail-over enregy=1% old.json new.json
try tlc diff --fail-over energy old.json new.json
try tlc diff --fail-over energy=-1% old.json new.json
try tlc diff --fail-over energy=1pJ old.json new.json
try tlc diff old.json
try tlc diff old.json none.json
try tlc diff old.json line.tl
try tlc diff --format csv old.json new.json
try tlc check --fail-over energy=1% line.tl
echo "-- one run each, by another name"
sed 's/ as conv$/ as other/; s/size = 16 B/size = 8 B/' line.tl >other.tl
report other.tl other.json
try tlc diff old.json other.json
