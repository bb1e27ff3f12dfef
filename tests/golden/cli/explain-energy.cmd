# tlc explain energy: where the cost of an action comes from.
printf 'size [KiB],read [pJ],source\n8,1,measured\n32,4,\n' >reads.csv
cat >design.tl <<'END'
enum flavour = [slow, fast]

/// Half of what it was.
component shrink(from: length, to: length) {
  let energy = to / from
}

table reads { size: bits = interpolate; read: energy; from = "reads.csv"; source = "a data sheet"; accuracy = 90% }

table units {
  kind: flavour = equal
  width: bits   = linear
  tech: length  = shrink
  compute: energy

  row slow, 8 bit, 40 nm, 0.5 pJ, source = "a paper"
}

component Macro(size: bits) is memory {
  let cost = reads(size)

  action read  = cost.read
  action write = 1.2 * read
}

component Unit(width: bits) is compute {
  action compute = units(slow, width, tech).compute
}

component Wide() is memory {
  part low  = Macro(size = 16 KiB)
  part high = Macro(size = 8 KiB)

  action read  = low.read + high.read
  action write = extrapolated(2 * read, "writes were not measured")
  action leak  = none
}

arch Machine {
  tech = 20 nm

  memory  GLB = Wide()
  array PE[x = 4] {
    compute MAC = Unit(width = 16 bit)
  }
}

let alone = Macro(size = 1 MiB)
END
for what in GLB.read GLB.write MAC.compute Machine.MAC.compute alone.read GLB.leak GLB.low.read; do
  tlc explain energy -Wno-extrapolated design.tl $what
  echo "[$?]"
done
echo "-- what there is not"
for what in GLB GLB.reed GLUB.read alone.area .read GLB. ''; do
  tlc explain energy -Wno-extrapolated design.tl "$what"
  echo "[$?]"
done
tlc explain energy design.tl
echo "[$?]"
tlc explain E0301 design.tl
echo "[$?]"
echo "-- what parts add"
cat >parts.tl <<'END'
component Cell() {
  action read = 1 fJ
  area        = 2 um^2
  action leak = 3 nW
}

component Block() is memory {
  part cells[8, 4] = Cell()
  part more        = Cell() { area = 50 um^2 }

  action read  = cells.read
  action write = cells.read
}

let block = Block()
END
tlc explain energy parts.tl block.area
tlc explain energy parts.tl block.leak
echo "-- an arch of another file"
cat >machine.tl <<'END'
arch Machine {
  memory Buffer { action read = 2 pJ; action write = 3 pJ }
  compute ALU   { action compute = 1 pJ }
}
END
cat >work.tl <<'END'
import "machine.tl" { Machine }

workload Copy { dim i = 4; data A: 8 bit, Z: 8 bit; Z[i] = A[i] }

run Copy on Machine
END
tlc explain energy work.tl Buffer.read
tlc explain energy work.tl Machine.Buffer.write
tlc explain energy work.tl Machine.Puffer.write
