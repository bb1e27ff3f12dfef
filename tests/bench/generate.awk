# Writes a program of about `lines` lines that checks without a diagnostic: designs
# of three families, one after the other, each with names of its own.  The same
# `lines` and `seed` give the same bytes with any awk.
#   awk -v lines=10000 -v seed=1 -f generate.awk

function random(n) {  # 0 … n - 1
  state = (state * 16807) % 2147483647
  return state % n
}

function pick(words,    choice) {
  return choice[random(split(words, choice, " ")) + 1]
}

function put(text) {
  printf "%s\n", text
  written += split(text, unused, "\n")
}

function scratchpad(k) {
  put("/// A small storage of design " k " with address generators of its own.\n" \
      "component Pad" k "(depth: int, width: bits, banks: int = 1) is memory {\n" \
      "  require depth % banks == 0, \"the banks must share the depth evenly\"\n\n" \
      "  part storage = regfile(depth = depth, width = width)\n" \
      "  part agen[2] = counter(width = log2(depth) * 1 bit)\n\n" \
      "  action read  = storage.read + agen.count\n" \
      "  action write = storage.write + agen.count\n" \
      "}\n")
}

function machine(k) {
  glb = pick("32 64 128 256 512")
  rows = pick("4 8 16")
  cols = pick("4 8 16")
  put("/// " rows " x " cols " multipliers under " glb " KiB.\n" \
      "arch Core" k "(rows: int = " rows ", cols: int = " cols ", glb: bits = " glb " KiB) {\n" \
      "  tech  = " pick("16 32 45 65") " nm\n" \
      "  clock = " pick("200 400 800") " MHz\n\n" \
      "  memory DRAM = lpddr4(width = 64 bit)\n" \
      "  memory GLB  = sram(size = glb, width = " pick("64 128") " bit) {\n" \
      "    read.bandwidth  = " pick("8 16 32") " B/cycle\n" \
      "    write.bandwidth = " pick("8 16") " B/cycle\n" \
      "  }\n" \
      "  array PE[x = cols, y = rows] {\n" \
      "    memory  Pad = Pad" k "(depth = " pick("32 64 128") ", width = 16 bit, banks = " \
      pick("1 2 4") ") { word = 8 bit }\n" \
      "    compute MAC = intmac(multiplier = 8 bit, adder = 16 bit)\n" \
      "  }\n" \
      "}\n")
}

# Steps of a dim, split into loops: outer, across an axis of the array, inner.
function split_dim(name, across) {
  outer[name] = pick("2 3 4 6 8")
  inner[name] = pick("1 2 4 5")
  wide[name] = across
  size[name] = outer[name] * across * inner[name]
}

function matmul(k) {
  split_dim("m", rows); split_dim("n", cols); split_dim("k", 1)
  put("/// A product of matrices.\n" \
      "workload Work" k " {\n" \
      "  dim  m = " size["m"] ", n = " size["n"] ", k = " size["k"] "\n" \
      "  data A: 8 bit, B: 8 bit, Z: 16 bit\n\n" \
      "  Z[m, n] += A[m, k] * B[k, n]\n" \
      "}\n")
  put("mapping Nest" k " of Work" k " on Core" k " {\n" \
      "  at DRAM { keep A, B, Z; for m = " outer["m"] ", k = " outer["k"] " }\n" \
      "  at GLB {\n" \
      "    keep A, B  // what is summed stays below\n" \
      "    bypass Z\n" \
      "    for n = " outer["n"] "\n" \
      "  }\n" \
      "  at PE  { par x n = " wide["n"] "; par y m = " wide["m"] " }\n" \
      "  at Pad { keep A, B, Z; for m = " inner["m"] ", n = " inner["n"] ", k = * }\n" \
      "}\n")
  put("mapspace Space" k " on Core" k " {\n" \
      "  at GLB { keep A; order m, n, k; for k <= " size["k"] " }\n" \
      "  at PE  { par x over n; par y m <= " wide["m"] " }\n" \
      "}\n")
}

function convolution(k) {
  split_dim("m", rows); split_dim("p", cols); split_dim("c", 1)
  put("/// A convolution over one axis.\n" \
      "workload Work" k " {\n" \
      "  dim  m = " size["m"] ", c = " size["c"] ", r = 3\n" \
      "  dim  p = " size["p"] "\n" \
      "  data Weights: 8 bit, Inputs: 8 bit, Outputs: 16 bit\n\n" \
      "  Outputs[m, p] += Inputs[c, " pick("1 2") " * p + r] * Weights[m, c, r]\n" \
      "}\n")
  put("mapping Nest" k " of Work" k " on Core" k " {\n" \
      "  at DRAM { keep Weights, Inputs, Outputs; for m = " outer["m"] ", c = " outer["c"] " }\n" \
      "  at GLB  { keep Inputs, Outputs; bypass Weights; for p = " outer["p"] " }\n" \
      "  at PE   { par x p = " wide["p"] "; par y m = " wide["m"] " }\n" \
      "  at Pad {\n" \
      "    keep Weights, Inputs, Outputs\n" \
      "    for m = " inner["m"] ", c = *, p = " inner["p"] ", r = 3\n" \
      "  }\n" \
      "}\n")
  put("mapspace Space" k " on Core" k " {\n" \
      "  at GLB { keep Inputs; bypass Weights }\n" \
      "  at PE  { par x over p; par y over m, c }\n" \
      "  at Pad { for r = 3 }\n" \
      "}\n")
}

function chain(k) {
  split_dim("m", rows); split_dim("n", cols); split_dim("k", 1)
  put("/// Two products, one after the other.\n" \
      "workload Work" k " {\n" \
      "  dim  m = " size["m"] ", n = " size["n"] ", k = " size["k"] ", l = " pick("8 16 32") "\n" \
      "  data A: 8 bit, B: 8 bit, C: 8 bit, Y: 16 bit, Z: 16 bit\n\n" \
      "  Y[m, n] += A[m, k] * B[k, n]\n" \
      "  Z[m, l] += Y[m, n] * C[n, l]\n" \
      "}\n")
  put("mapspace Space" k " on Core" k " {\n" \
      "  at GLB { keep A, Y; bypass B }\n" \
      "  at PE  { par x over n, l; par y m <= " rows " }\n" \
      "}\n")
}

function search(k) {
  put("mapper Search" k " {\n" \
      "  strategy = hybrid\n" \
      "  minimize edp, energy\n" \
      "  timeout  = " pick("10 20 30") " s\n" \
      "  seed     = " random(1000) "\n" \
      "}\n")
}

function values(k) {
  put("let widths" k " = [w * 8 bit for w in 1 .. " pick("4 8 16") " if w != 3]\n" \
      "let peak" k "   = " rows * cols " * 400 MHz * 8 bit  // bits a second\n" \
      "let share" k "  = if " glb " KiB > 100 KiB then 50% else 25%\n" \
      "let most" k "   = max([2 * x + 1 for x in [" random(90) ", " random(90) ", " random(90) "]])\n")
}

function uses(k) {
  put("run Work" k " on Core" k "(rows = " rows ") within Space" k " using Search" k " {\n" \
      "  report energy, cycles, utilization\n" \
      "}\n")
  put("study Sizes" k " {\n" \
      "  sweep side in [" rows ", " rows * 2 "]\n" \
      "  sweep glb  in 32 KiB .. 256 KiB by *2\n" \
      "  let   core = Core" k "(rows = side, glb = glb)\n\n" \
      "  run Work" k " on core within Space" k " using Search" k "\n\n" \
      "  measure energy = sum([r.energy for r in runs]),\n" \
      "          time   = sum([r.time for r in runs])\n" \
      "  pareto energy, time\n" \
      "}\n")
}

BEGIN {
  state = seed + 1
  put("//! A generated program of many designs.\n\n" \
      "import std.memory { lpddr4, regfile, sram }\n" \
      "import std.compute { counter, intmac }\n")
  for (k = 1; written < lines; k++) {
    scratchpad(k)
    machine(k)
    if (k % 3 == 0) chain(k)
    else if (k % 3 == 1) matmul(k)
    else convolution(k)
    search(k)
    values(k)
    uses(k)
  }
}
