# Designs as the files of Timeloop: of one run in the directory itself, of several in one
# for each.
show() {
  find "$1" -type f | LC_ALL=C sort | while read -r file; do
    echo "-- $file"
    cat "$file"
  done
}
tutorial=$srcdir/examples/tutorial

tlc export timeloop "$tutorial/05_eyeriss.tl" --run First -o deep/in/First
echo "[$?]"
show deep
tlc export timeloop "$tutorial/01_two_levels.tl" -o both
find both -type f | LC_ALL=C sort

# Networks, arrays of several dimensions, names of dimensions that are no letters, steps,
# offsets, rests, gating, and what a memory and an array do otherwise.
cat >odd.tl <<'END'
component bigDRAM is memory {
  action read   = 100 pJ
  action write  = 110 pJ
  action update = 0.12 nJ
}

component cell is memory {
  action read    = 0.1 pJ
  action write   = 0.30000000000000004 pJ
  action address = 1e-9 pJ
  action leak    = 1 uW
}

component fpmac is compute { action compute = 0.5 pJ }

component wires is network {
  latency = 3 cycle

  action hop      = 0.25 pJ
  action route    = 0.125 pJ
  action transfer = 0.5 pJ
}

workload Strided {
  dim  n = 2, channel = 3, cols = 7, o = 3
  data I: 8 bit, W: 8 bit, O: 8 bit

  O[n, cols] += I[n, channel, 2 * cols - o + 2] * W[channel, o]
}

arch Odd {
  tech  = 22 nm
  clock = 300 MHz

  memory Main  = bigDRAM { word = 8 bit; width = 20 bit; reduce = none }
  network NoC  = wires { area = 1 um^2 }
  array Row[x = 2, y = 3, z = 2] {
    forward = neighbors
    gating  = none

    array Lane[y = 2] {
      gating    = none
      multicast = none

      memory Reg = cell {
        word              = 8 bit
        block             = 4
        size              = 30 B
        buffers           = 1.5
        utilization       = 90%
        utilization.least = 1%
        read.bandwidth    = 3 B/cycle
        bandwidth         = 2.4 GB/s
        area              = 12.3 um^2
      }
      compute MAC = fpmac { width = 16 bit; area = 100 um^2; action leak = 1 fJ }
    }
  }
}

mapping M of Strided on Odd {
  at Main { for n = 2, cols = 2 }
  at Row  { par x channel = 2; par y o = 3; par z cols = 2 }
  at Lane { unicast O; par channel = 2 }
  at Reg  { refetch I; preload O; bypass W; for cols = 2 }
}

run Strided on Odd within M {
  count = 2
}
END
tlc export timeloop odd.tl -o odd
show odd

# What nothing says the cost of, Timeloop estimates.
cat >library.tl <<'END'
import std.memory  { lpddr4, sram }
import std.compute { intmac }

workload Scale {
  dim  i = 8
  data A: 8 bit, Z: 8 bit

  Z[i] = 2 * A[i]
}

arch Plain {
  tech  = 45 nm
  clock = 1 GHz

  memory  DRAM = lpddr4(width = 64 bit)
  memory  GLB  = sram(depth = 64, width = 16 bit) { energy = none }
  array   PE[x = 2] { compute MAC = intmac(width = 8 bit) }
}

run Scale on Plain as open
END
tlc export timeloop library.tl -o library
show library

# Mistakes of the command line, and a design that runs nothing.
tlc export timeloop odd.tl
tlc export accelergy odd.tl -o out
tlc export odd.tl -o out
tlc export timeloop odd.tl -o out --run Strides
echo "[$?]"
tlc export timeloop odd.tl -o odd.tl/out
echo "[$?]"
tlc export timeloop odd.tl -o odd.tl
echo "[$?]"
echo 'let a = 1' >nothing.tl
tlc export timeloop nothing.tl -o out
echo "[$?]"
tlc export timeloop library.tl -Werror=export-incomplete -o out 2>/dev/null
echo "[$?]"
ls
