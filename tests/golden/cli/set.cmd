# --set gives a param another value, of the type it has.
cat >design.tl <<'END'
/// Rows of the array.
/// At most 64.
param rows: int = 12
param cols = rows + 2
/// What the buffer holds.
param buffer: bits = 64 KiB
param fast: bool = false
param budget: energy/bits = 2 pJ/bit
let size = rows * cols
require size <= 256, "too large to build"
END
try() {
  echo "-- tlc $*"
  tlc "$@" design.tl
  echo "[$?]"
}
try -D
try -D --set rows=4 --set 'buffer = 2 * 1 MiB'
try check --set rows=4
try check --set rows=4 --set rows=20
try check --set rows=20
try check --set row=20
try check --set size=20
try check --set 'buffer=16 ns'
try check --set rows=2.5
try check --set fast=1
try check --set rows
try check --set rows=
try check --set '=3'
try check --set 'rows=(1'
try check --set 'rows=nothing'
echo "-- a design without any"
printf 'let a = 1\n' | tlc -D -
