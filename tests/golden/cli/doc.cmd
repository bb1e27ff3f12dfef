# tlc doc: a module, one of its names, and what there is not.
mkdir parts
cat >parts/kit.tl <<'END'
//! A kit of parts.
//!
//! More of it.

import std.memory { sram }

/// Frames of a film.
unit frame

/// How many.
param count: int = 4

/// Kinds of cell.
enum kind = [slow, fast]

let _private = 1

/// The sizes to try.
let sizes = [16 KiB, 32 KiB],
    other: real = 0.5

/// Energies that were measured.
table reads {
  size: bits = interpolate
  energy: energy
  row 8 KiB, 1 pJ
  row 16 KiB, 1.4 pJ
}

/// A box with a counter, which has a comment that goes on for so long that it has to be broken.
///
/// - `size`: what it holds
/// - `width`, `depth`: the bits of one access,
///   and how many there are
/// - more: not about a parameter
component Box(
  size: bits = width * depth,
  width: bits = 8 bit, depth: int = 16,
  /// Said where it stands.
  cell = sram, // chosen
) is memory {
  let words = size / width
  require words >= 1, "it holds something"
  part storage = cell(size = size, width = width)
  /// One word comes out.
  action read = storage.read
  action write
  ports = 2
}

arch Machine(rows: int = 2) {
  tech = 45 nm
  memory DRAM = Box(size = 1 MiB) { read.bandwidth = 8 B/cycle }
  array PE[x = 2, y = rows] {
    parallel { memory A = Box(depth = 4); memory B = Box(depth = 8) }
    compute MAC { action compute = 1 pJ }
  }
}

/// A product.
workload Product(m: int, n: int = 4) {
  dim  m = m, n = n
  data A: 8 bit, Z: 16 bit is outputs
  Z[m] += A[m, n]
}

workload small = Product(m = 2)

/// All in one place.
mapping Flat of small on Machine {
  at DRAM { keep A, Z; for m = 2, n = 4 }
}

mapper Quick { strategy = random; timeout = 1 s }

test "not offered" { expect true }
END
try() {
  echo "-- tlc doc $*"
  tlc doc "$@"
  echo "[$?]"
}
try parts.kit
try parts/kit.tl Box
for name in Machine Product small Flat Quick reads kind sizes other frame count; do try parts.kit $name; done
try parts.kit Boxx
try parts.kit _private
try parts.kits
try std.memry
try std.memory srm
try std lpddr44
echo "-- the library"
tlc doc std | head -3
tlc doc std sram | head -1
tlc doc std.memory | head -3
tlc doc memory | head -1
TLC_STD=$PWD/nowhere tlc doc std
echo "-- what cannot be read"
printf 'component X( {\n' >bad.tl
try bad.tl
tlc doc - X <<<'component X(a: int)'
