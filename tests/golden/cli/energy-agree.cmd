# What is listed is what a run charges.
costs() { tlc "$@" 2>&1 | grep -E '^  Store +(read|write|update|leak)|^ +(read|write|update|leak) |^warning|^  Store +1/1'; }

echo '-- an area that an estimator says'
cat >asked.tl <<'END'
component Buffer(depth: int) is memory {
  action read
  action write
}
arch Asked {
  memory Store = Buffer(depth = 8)
  compute ALU { action compute = 1 fJ }
}
END
answer='{"id": ID, "ok": true, "WANT": 2.5e-12}'
tlc energy asked.tl --estimator "sh say good '$answer'"
tlc energy asked.tl -o tables --estimator "sh say good '$answer'"
cat tables/ART.yaml
tlc energy asked.tl -o tables

cat >design.tl <<'END'
component storage(width: bits) is memory {
  action read  = 1 pJ
  action write = 2 pJ
  action leak  = 5 uW
}
workload Copy {
  dim  i = 4
  data A: 8 bit, Z: 8 bit

  Z[i] = A[i]
}
arch Machine {
  clock = 1 GHz
  memory Store = storage(width = 8 bit) { SET }
  compute ALU { action compute = 1 fJ }
}
mapping Flat of Copy on Machine { at Store { for i = 4 } }
run Copy on Machine within Flat
END
with() { sed "s/SET/$1/" design.tl >"$2.tl"; }
both() { tlc energy "$@" Store; costs "$@"; }
with 'leakage = 3 mW' leaking
with 'leakage = 3 mW; action leak = 7 uW' twice
with 'energy = none' free
for set in leaking twice free; do
  echo "-- $set"
  both $set.tl
  tlc explain energy $set.tl Store.leak
done

echo '-- what is extrapolated is told'
cat >beyond.tl <<'END'
table rows {
  size: bits = interpolate
  read: energy
  row 8 KiB, 1 pJ
  row 32 KiB, 5 pJ
}
component lone(size: bits) is memory {
  action read  = rows(size).read
  action write = 1 pJ
}
let fits = lone(16 KiB)
let large = lone(size = 64 KiB)
let guess = extrapolated(2 pJ, "by eye")
END
tlc energy beyond.tl
tlc energy -e 'sram(depth = 16777216, width = 64 bit, tech = 45 nm, clock = 1 GHz)' read

echo '-- tables that call actions otherwise'
table() { printf 'ERT:\n  tables:\n  - name: Machine.Store\n    actions:\n'; printf '    - {name: %s, arguments: {}, energy: %s}\n' "$@"; }
with '' plain
with 'action update = 9 pJ' updating
table random_read 40 read 30 write 50 idle 6 >ERT.yaml
both plain.tl --ert ERT.yaml
both updating.tl --ert ERT.yaml
both free.tl --ert ERT.yaml
table raed 40 random_wirte 3 gated_read 2 >slip.yaml
both plain.tl --ert slip.yaml
tlc energy plain.tl --ert slip.yaml ALU

echo '-- updating follows writing, whatever arguments that has'
cat >writing.tl <<'END'
import std.memory { lpddr4, sram }

component Twice() is memory {
  part half = sram(depth = 1024, width = 64 bit) { action write = 3 pJ }

  action read  = half.read
  action write = half.update
}
arch Writing {
  tech  = 45 nm
  clock = 1 GHz

  memory DRAM  = lpddr4(width = 64 bit) { action write = 300 pJ }
  memory Large = sram(depth = 1024, width = 64 bit) { action write = 3 pJ }
  memory Small = sram(depth = 64, width = 64 bit) {
    action write(address_delta: real = 1) = 2 pJ * address_delta
  }
  memory Parts = Twice()
  compute ALU { action compute = 1 pJ }
}
END
tlc check writing.tl
tlc energy writing.tl

echo '-- what is not known says what it needs'
cat >needs.tl <<'END'
import std.memory { sram }

component own(t: time) is memory {
  action read  = 1 mW * t
  action write = 1 mW / clock
}
arch Needs {
  memory Store = sram(depth = 1024, width = 64 bit)
  compute ALU { action compute = 1 pJ }
}
let lone = own(1 ns)
END
tlc energy needs.tl
tlc energy needs.tl -o tables
tlc energy -e 'intadder(width = 8 bit)'

echo '-- names alone, and those of other modules'
tlc energy -e sram
tlc energy -e ' lpddr4 '
tlc energy -e isaac_adc
tlc energy -e 'sram(depht = 3, width = 8 bit)'
tlc energy -e '2 pJ *'
tlc check - <<'END'
let adc = isaac_adc(tech = 32 nm)
END

echo '-- numbers that an array does not have'
cat >array.tl <<'END'
arch Many {
  memory Store { action read = 1 pJ; action write = 1 pJ }
  array PE[x = 4] {
    compute MAC { action compute = 1 pJ }
  }
}
END
printf 'ERT:\n  tables:\n  - {name: "Many.PE[0..7].MAC", actions: [{name: compute, arguments: {}, energy: 5}]}\n' >ERT.yaml
tlc energy array.tl --ert ERT.yaml
printf 'action_counts:\n  local:\n  - {name: "Many.PE[4].MAC", action_counts: [{name: compute, counts: 5}]}\n' >counts.yaml
tlc energy array.tl --counts counts.yaml
