# What components cost: of a design, of one component, with tables given.
show() {
  find "$1" -type f | LC_ALL=C sort | while read -r file; do
    echo "-- $file"
    cat "$file"
  done
}
tlc energy design.tl
tlc energy design.tl lone --format json
tlc energy design.tl 'Machine.PE*'
tlc energy design.tl lone --precision 0
tlc energy design.tl lone -o deep/in/tables
echo "[$?]"
show deep
tlc energy design.tl --ert ERT.yaml --art ART.yaml Spad
tlc energy --ert ERT.yaml --art ART.yaml
tlc energy -e 'counter(width = 8 bit)'

tlc energy -e 'intadder(width = 8 bit, tech = 45 nm, clock = 200 MHz)' add
tlc energy design.tl 'Spad.re*'
cat >sized.tl <<'END'
workload Copy {
  dim  i = 4
  data A: 8 bit, Z: 8 bit

  Z[i] = A[i]
}

arch Sized(depth: int) {
  memory Store {
    size = depth * 8 bit

    action read  = depth * 1 fJ
    action write = depth * 1 fJ
  }
  compute ALU { action compute = 1 fJ }
}

mapping Flat of Copy on Sized(depth = 64) {
  at Store { for i = 4 }
}

run Copy on Sized(depth = 64) within Flat
END
tlc energy sized.tl

# Counts of actions, priced by a design or by tables.
tlc energy design.tl --counts counts.yaml
tlc energy design.tl --counts counts.yaml --format json
tlc energy design.tl --counts counts.yaml -o sums Spad -Wno-price-left-out
cat sums/energy_estimation.yaml
cat >mac.yaml <<'END'
action_counts:
  local:
  - {name: "any.PE[2].Spad", action_counts: [{name: read, arguments: {data_delta: 1}, counts: 3}]}
  - {name: MAC, action_counts: [{name: mac_random, counts: 1e6}]}
END
tlc energy --ert ERT.yaml --counts mac.yaml

# Mistakes.
cat >wrong.yaml <<'END'
action_counts:
  local:
  - {name: "Machine.PE[7].MAC", action_counts: [{name: compute, counts: 1}]}
  - {name: Machine.Glb, action_counts: [{name: read, counts: 1}]}
  - name: Machine.GLB
    action_counts:
    - {name: raed, counts: 1}
    - {name: read, arguments: {address_delta: 22}, counts: 1}
    - {name: read, arguments: {dta_delta: 0}, counts: 1}
    - {name: sweep, arguments: {column: 2}, counts: 1}
    - {name: leak, arguments: {foo: 2}, counts: 1}
  - {name: lone, action_counts: [{name: leak, counts: 1}]}
END
tlc energy design.tl --counts wrong.yaml
echo "[$?]"
tlc energy design.tl --ert ART.yaml
tlc energy design.tl --ert none.yaml
tlc energy design.tl nobody
tlc energy design.tl gbl
tlc energy
tlc energy -e 'counter()' design.tl GLB
tlc energy -e 'contour(8 bit)'
tlc energy design.tl --precision many
tlc energy -e 'sram'
tlc energy -e '2 pJ * 4'
tlc energy design.tl GLB.raed
echo "-- without the library"
TLC_STD=$PWD/nowhere tlc energy -e 'sram(size = 64 KiB, width = 64 bit, tech = 45 nm)'
