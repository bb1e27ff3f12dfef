# Makes a design of a file of expected values: `let r12 = …` for each row, by how much of it
# what the library says is off, and a comment `// 12 ESTIMATOR KIND` that says what the row is.
#
# A row is estimator,class,attributes,action,arguments,value: attributes `name=value;…`, the value
# in J, J a cycle (leak), m^2 or s.  KIND is `grid`, or `off` for what lies between the points of a sweep.

BEGIN {
  FS = ","
  modules = "aladdin analog compute memory network sparse technology published.aladdin published.albireo published.atomlayer " \
    "published.brahms published.forms published.isaac published.jia published.lightning published.neurram " \
    "published.neurosim published.newton published.raaam published.raella published.timely"
  n = split(modules, module, " ")
  for (i = 1; i <= n; i++) {
    alias = module[i]
    gsub(/\./, "_", alias)
    print "import std." module[i] " as " alias "_"
  }

  # Actions that have another name here.
  split("mult_random multiply mult_reused reused mult_gated gated mac_random compute mac_reused reused " \
    "mac_gated gated transfer_random transfer process operate cycle_s cycle_time", pair, " ")
  for (i = 1; i in pair; i += 2) renamed[pair[i]] = pair[i + 1]
  # Components of the same name and the actions that a `read` of them is.
  split("aladdin_adder add aladdin_comparator compare aladdin_counter count aladdin_multiplier multiply " \
    "isaac_adc convert isaac_dac drive jia_datapath process jia_shift_add shift_add timely_tdc convert " \
    "timely_dtc convert timely_iadder add newton_adc convert forms_adc convert brahms_dac convert " \
    "isaac_shift_add shift_add raella_quant_multiplier multiply jia_zero_gate compare", pair, " ")
  for (i = 1; i in pair; i += 2) reads[pair[i]] = pair[i + 1]
}

function bits(name, what) { return name in has ? ", " what " = " has[name] " bit" : "" }
function plain(name, what) { return name in has ? ", " what " = " has[name] : "" }

function make_unit(class,    mantissa) {
  if (class == "intadder") return "compute_.intadder(width = " has["width"] " bit"
  if (class == "intmultiplier") return "compute_.intmultiplier(width = " has["width"] " bit"
  if (class == "intmac") return "compute_.intmac(adder = " has["width"] " bit, multiplier = " has["width"] " bit"
  if (class ~ /^fp/) return "compute_." class "(exponent = " has["exponent"] " bit, mantissa = " has["mantissa"] - 1 " bit"
  if (class == "reg") return "compute_.register(width = " has["width"] " bit"
  if (class ~ /^(comparator|counter|bitwise)$/) return "compute_." class "(width = " has["width"] " bit"
  if (class == "regfile" || class == "SRAM")
    return "memory_.regfile(width = " has["width"] " bit, depth = " has["depth"] ", ports = 1"
  if (class == "FIFO") return "memory_.fifo(width = " has["width"] " bit, depth = " has["depth"]
  if (class == "crossbar")
    return "network_.crossbar(inputs = " has["n_inputs"] ", outputs = " has["n_outputs"] ", width = " has["width"] " bit"
  if (class == "wire") {
    sub(/mm/, " mm", has["length"])
    return "network_.wire(distance = " has["length"] ", width = " has["width"] " bit"
  }
}

function make_library(class,    i, where) {
  sub(/eDRAM/, "edram", class)
  for (i = 1; i in module; i++)
    if (module[i] ~ /^published\./ && index(class, substr(module[i], 11) "_") == 1) where = module[i]
  gsub(/\./, "_", where)
  if (where == "") where = class ~ /^raaam/ ? "published_raaam" : "published_isaac"
  if ("width_a" in has) { has["width"] = has["width_a"]; has["other"] = has["width_b"] }
  return where "_." class "(tech = " tech bits("width", "width") bits("other", "other") \
    bits("resolution", "resolution") plain("depth", "depth") plain("rows", "rows") plain("n_steps", "steps") \
    ("voltage" in has ? ", voltage = " has["voltage"] " V" : "") ", clock = " clock ")"
}

# Whether a width and a depth stand in the sweep of CACTI, after the clamps of the established wrapper.
function two(x) { while (x > 1 && x % 2 == 0) x /= 2; return x == 1 }
function on_grid(    w, d, b) {
  for (b = 1; b < has["n_banks"] + 0; b *= 2);
  w = has["width"] + 0
  if (w < 32) w = 32
  d = has["depth"] + 0
  if (d < 64 * b) d = 64 * b
  if (two(w) && two(d)) return 1
  return b == 1 && has["n_rw_ports"] == 1 && (two(w) || (w % 3 == 0 && two(w / 3))) && (two(d) || (d % 3 == 0 && two(d / 3)))
}

$1 == "estimator" || /^#/ || NF < 6 { next }

{
  split("", has)
  k = split($3, attribute, ";")
  for (i = 1; i <= k; i++) {
    at = index(attribute[i], "=")
    has[substr(attribute[i], 1, at - 1)] = substr(attribute[i], at + 1)
  }
  tech = has["technology"]
  sub(/nm/, "", tech)
  tech = tech " nm"
  cycle = "global_cycle_seconds" in has ? has["global_cycle_seconds"] : 1e-9
  clock = sprintf("%.17g Hz", 1 / cycle)
  action = $4 in renamed ? renamed[$4] : $4
  value = $6
  kind = "grid"
  key = $1 " " $2 " " $3
  if (!(key in made)) {
    if ($1 == "Aladdin_table") text = make_unit($2) ", tech = " tech ", clock = " clock ")"
    else if ($1 == "CactiSRAM") text = "memory_.sram(width = " has["width"] " bit, depth = " has["depth"] \
      ", ports = " has["n_rw_ports"] ", banks = " has["n_banks"] ", tech = " tech ")"
    else if ($1 == "ADC") text = "analog_.adc(resolution = " has["resolution"] " bit, rate = " \
      sprintf("%.17g", has["throughput"] / has["n_adcs"]) " Hz, tech = " tech ")"
    else if ($1 == "Library") text = make_library($2)
    else if ($1 == "Other" || $1 == "Ratio") { text = $2; gsub(/;/, ",", text) }
    else next
    made[key] = ++things
    print "let c" things " = " text
  }
  c = "c" made[key]
  if ($1 == "CactiSRAM" && !on_grid()) kind = "off"
  if ($1 == "Library" && action == "read" && $2 in reads) action = reads[$2]
  if ($1 == "ADC" && action == "area") value /= has["n_adcs"]

  if (action == "leak") { what = c ".leak"; scale = cycle " s" }
  else { what = c "." action; scale = 1 }
  if ($5 != "") { gsub(/;/, ", ", $5); what = what "(" $5 ")" }
  unit = $1 == "Ratio" ? "" : action == "area" ? "m^2" : action ~ /time$/ ? "s" : "J"
  rows++
  print "// " rows " " $1 " " kind " " NR
  if (unit == "") printf "let r%d = abs(%s / %.9g - 1)\n", rows, what, value
  else if (value == 0) print "let r" rows " = if " what " * " scale " == 0 " unit " then 0 else 1"
  else printf "let r%d = abs(%s * %s / (%.9g %s) - 1)\n", rows, what, scale, value, unit
}
