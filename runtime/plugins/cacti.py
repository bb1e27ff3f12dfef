#!/usr/bin/env python3
"""An estimator of tlc that asks the program CACTI 7 what memories cost.

    tlc --estimator cacti design.tl

The program is `cacti` on the PATH, or what TLC_CACTI names.  It is run beside its `tech_params`,
once for each memory, with cells and periphery of low standby power at 300 K and the organisation
that leaks least.  What it cannot take as it is (a width that is no whole number of bytes, fewer
than 64 rows in a bank) is asked for as the next larger one, and scaled down; nodes between those
that it has are interpolated, those beyond them extrapolated.
"""
import csv
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile

NODES = [22, 32, 45, 65, 90]
COLUMNS = {  # of what it writes: our name, and the SI unit
    "Dynamic read energy (nJ)": ("read", 1e-9),
    "Dynamic write energy (nJ)": ("write", 1e-9),
    "Standby leakage per bank(mW)": ("leak", 1e-3),
    "Area (mm2)": ("area", 1e-6),
}


class CannotTell(Exception):
    def __init__(self, why, lasting=False):
        super().__init__(why)
        self.lasting = lasting


def program():
    given = os.environ.get("TLC_CACTI") or shutil.which("cacti")
    if not given:
        raise CannotTell("there is no program `cacti` on the PATH; TLC_CACTI may name it")
    path = os.path.realpath(given)
    if not os.access(path, os.X_OK) or os.path.isdir(path):
        raise CannotTell(f"`{given}` is no program that can be run")
    return path


def config(memory):
    """What it reads.  All of these have to be there, also those that mean nothing here."""
    size, width, ports, banks, node, ways = memory
    text = lambda word: f'"{word}"'
    lines = [
        f"-size (bytes) {size}",
        f"-block size (bytes) {width // 8}",
        f"-associativity {ways or 1}",
        f"-read-write port {ports}",
        "-exclusive read port 0",
        "-exclusive write port 0",
        "-single ended read ports 0",
        f"-UCA bank count {banks}",
        f"-technology (u) {node / 1000:g}",
        f"-output/input bus width {width}",
        f"-cache type {text('cache' if ways else 'ram')}",
        f"-tag size (b) {text('default')}",
        "-operating temperature (K) 300",
    ]
    for what in "Array", "WL", "CL":
        lines.append(f"-{what} Power Gating - {text('false')}")
    lines += [f"-Bitline floating - {text('false')}",
              f"-Interconnect Power Gating - {text('false')}",
              "-Power Gating Performance Loss 0.01"]
    for what in "Data", "Tag":
        for which in "cell", "peripheral":
            lines.append(f"-{what} array {which} type - {text('itrs-lstp')}")
    weights = "(weight delay, dynamic power, leakage power, cycle time, area)"
    shares = "(delay, dynamic power, leakage power, cycle time, area)"
    lines += [
        "-page size (bits) 8192", "-burst length 8", "-internal prefetch width 8",
        f"-access mode (normal, sequential, fast) - {text('fast')}",
        f"-design objective {weights} 0:0:1000000:0:0",
        f"-deviate {shares} 20:10:100000:100:100",
        f"-NUCAdesign objective {weights} 0:0:100:0:0",
        f"-NUCAdeviate {shares} 10:10000:10000:10000:10000",
        f"-Optimize ED or ED^2 (ED, ED^2, NONE): {text('ED^2')}",
        f"-Cache model (NUCA, UCA)  - {text('UCA')}",
        "-NUCA bank count 0",
        f"-Wire signaling (fullswing, lowswing, default) - {text('Global_30')}",
        f"-Wire inside mat - {text('semi-global')}",
        f"-Wire outside mat - {text('semi-global')}",
        f"-Interconnect projection - {text('conservative')}",
        "-Core count 8", f"-Cache level (L2/L3) - {text('L3')}",
        f"-Add ECC - {text('false')}",
        f"-Print level (DETAILED, CONCISE) - {text('CONCISE')}",
        f"-Print input parameters - {text('false')}",
        f"-Force cache config - {text('false')}",
        "-Ndwl 1", "-Ndbl 1", "-Nspd 0", "-Ndcm 1", "-Ndsam1 0", "-Ndsam2 0",
        f"-dram_type {text('DDR3')}", f"-io state {text('WRITE')}", "-addr_timing 1.0",
        "-mem_density 4 Gb", "-bus_freq 800 MHz", "-duty_cycle 1.0", "-activity_dq 1.0",
        "-activity_ca 0.5", "-num_dq 72", "-num_dqs 18", "-num_ca 25", "-num_clk  2",
        "-num_mem_dq 2", "-mem_data_width 8", "-rtt_value 10000", "-ron_value 34",
        "-tflight_value", "-num_bobs 1", "-capacity 80", "-num_channels_per_bob 1",
        f"-first metric {text('Cost')}", f"-second metric {text('Bandwidth')}",
        f"-third metric {text('Energy')}", f"-DIMM model {text('ALL')}",
        f"-mirror_in_bob {text('F')}",
    ]
    return "\n".join(lines) + "\n"


def read_results(path, said):
    try:
        with open(path, newline="") as file:
            row = list(csv.DictReader(file, skipinitialspace=True))[-1]
        row = {key.strip(): value for key, value in row.items() if key}
        return {name: float(row[column]) * unit for column, (name, unit) in COLUMNS.items()}
    except (OSError, IndexError, KeyError, TypeError, ValueError):
        last = [line for line in said.splitlines() if line.strip()][-1:] or ["nothing"]
        raise CannotTell(f"cacti found no such memory; it said: {last[0].strip()}")


known = {}


def run(memory):
    if memory not in known:
        path = program()
        with tempfile.TemporaryDirectory(prefix="tlc-cacti-") as place:
            name = os.path.join(place, "memory.cfg")
            with open(name, "w") as file:
                file.write(config(memory))
            try:
                done = subprocess.run([path, "-infile", name], cwd=os.path.dirname(path),
                                      stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                      stderr=subprocess.STDOUT, text=True, errors="replace")
            except OSError as problem:
                raise CannotTell(f"cacti cannot be run: {problem}")
            known[memory] = read_results(name + ".out", done.stdout)
    return known[memory]


def at_node(shape, node):
    """Results at a node that it has, between two, or beyond them; and how exact they are."""
    if node in NODES:
        return dict(run(shape(node))), "exact"
    if node < NODES[0]:
        ratio, found = node / NODES[0], dict(run(shape(NODES[0])))
        root = math.sqrt(ratio)
        scale = {"read": root, "write": root, "area": ratio, "leak": 0.79 * root}
        return {key: value * scale[key] for key, value in found.items()}, "extrapolated"
    if node > NODES[-1]:
        ratio, found = node / NODES[-1], dict(run(shape(NODES[-1])))
        return {key: value * ratio ** 2 for key, value in found.items()}, "extrapolated"
    above = next(i for i, n in enumerate(NODES) if n > node)
    low, high = NODES[above - 1], NODES[above]
    share = (node - low) / (high - low)
    one, two = run(shape(low)), run(shape(high))
    return {key: one[key] + share * (two[key] - one[key]) for key in one}, "interpolated"


def number(attributes, name, otherwise=None):
    value = attributes.get(name, otherwise)
    if not isinstance(value, (int, float)) or not math.isfinite(value) or value <= 0:
        raise CannotTell(f"`{name}` is {value}, which is no size", lasting=True)
    return value


def estimate(component, action, attributes, arguments):
    width, depth = number(attributes, "width"), None
    ways = int(number(attributes, "ways", 4)) if component == "cache" else 0
    if component == "cache":
        depth = number(attributes, "size") / width
    else:
        depth = number(attributes, "depth")
    banks, ports = int(number(attributes, "banks", 1)), int(number(attributes, "ports", 1))
    node = number(attributes, "tech") * 1e9
    node = round(node) if abs(node - round(node)) < 1e-6 else node
    wide = max(8 * math.ceil(width / 8), 32 * ways)
    deep = max(depth, 64 * banks)
    bank_count = 2 ** math.ceil(math.log2(banks))
    size = math.ceil(wide * deep / 8)

    found, exactness = at_node(lambda n: (size, wide, ports, bank_count, n, ways), node)
    by_width, by_depth = width / wide, depth / deep
    if exactness == "exact" and (by_width < 1 or by_depth < 1 or bank_count != banks):
        exactness = "scaled"
    if action in ("area", "leak"):
        value = found[action] * by_width * by_depth * (banks if action == "leak" else 1)
        key = action
    else:
        deltas = [arguments.get(which, 1) != 0 for which in ("data_delta", "address_delta")]
        value = found["read" if action == "read" else "write"]
        value *= (0.7 * by_width + 0.3) * by_depth ** 0.78
        value *= 0.7 * deltas[0] + 0.3 * deltas[1]
        key = "energy"
    accuracy = 60 if exactness == "extrapolated" else 82
    note = f"CACTI 7, {size} bytes in {bank_count} bank{'s' * (bank_count > 1)} of {wide} bit"
    return {"ok": True, key: value, "accuracy": accuracy, "exactness": exactness, "note": note}


def hello():
    actions = ["read", "write", "update"]
    return {
        "name": "cacti", "version": "7", "files": [program()],
        "environment": ["TLC_CACTI", "PATH"],
        "components": [
            {"names": ["sram"], "actions": actions, "accuracy": 82,
             "attributes": {"width": "required", "depth": "required", "tech": "required",
                            "banks": "optional", "ports": "optional"}},
            {"names": ["cache"], "actions": actions, "accuracy": 82,
             "attributes": {"width": "required", "size": "required", "tech": "required",
                            "ways": "optional", "banks": "optional", "ports": "optional"}},
        ],
    }


def answer(request):
    try:
        if request.get("op") == "hello":
            return hello()
        return estimate(request["component"], request["action"], request["attributes"],
                        request["arguments"])
    except CannotTell as why:
        return {"ok": False, "error": str(why), "kind": "out_of_range" if why.lasting else "failed"}


def main():
    for line in sys.stdin:
        asked = json.loads(line)
        print(json.dumps({"id": asked.get("id"), **answer(asked)}), flush=True)


if __name__ == "__main__":
    main()
