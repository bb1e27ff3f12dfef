#!/usr/bin/env bash
# What `tlc why` says of a change is what becomes of the design when somebody makes it: each change
# of a number is made in a copy of the file, evaluated, and compared.
set -u
cd "${srcdir:-.}" || exit 99
export LC_ALL=C TERM=dumb
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT
command -v python3 >/dev/null || { echo "1..0 # SKIP there is no python3"; exit 0; }

cat >"$tmp/line.tl" <<'END'
workload Conv(p: int = 16, r: int = 3, m: int = 8) {
  dim  p = p, r = r, m = m
  data Weights: 8 bit, Inputs: 8 bit, Outputs: 8 bit

  Outputs[p, m] += Inputs[p + r] * Weights[r, m]
}

component Store(depth: int, width: bits) is memory {
  action read  = depth / 64 * 1 pJ
  action write = depth / 32 * 1 pJ
  area = depth * 8 um^2
}

arch Line(lanes: int = 4) {
  clock = 200 MHz

  memory DRAM {
    width           = 16 bit
    read.bandwidth  = 1 B/cycle
    write.bandwidth = 8 bit/cycle
    action read  = 100 pJ
    action write = 100 pJ
  }
  memory GLB = Store(256, width = 8 bit) { bandwidth = 12 B/cycle }
  array PE[x = lanes] {
    memory Spad = Store(depth = 32, width = 8 bit)
    compute MAC { action compute = 0.5 pJ; action leak = 1 pJ }
  }
}

mapping ByHand of Conv on Line {
  at DRAM { for p = 16 }
  at GLB  { bypass Weights; for m = 2 }
  at PE   { par x m = 4 }
  at Spad { bypass Inputs; for r = 3 }
}

mapspace Wide on Line { at PE { par x over m } }
mapper Proven { strategy = exact; minimize edp; threads = 1 }

run Conv on Line within ByHand as given
run Conv(m = 16) on Line within Wide using Proven as sought
END

"$TLC" check "$tmp/line.tl" || exit 99
timeout 300 "$TLC" why --format json "$tmp/line.tl" >"$tmp/why.json" || exit 99
TMP=$tmp python3 - <<'END'
import json, os, subprocess

tmp, tlc = os.environ["TMP"], os.environ["TLC"]
why = json.load(open(tmp + "/why.json"))
lines = open(tmp + "/line.tl").read().split("\n")
tests = 0


def ok(good, what, detail=""):
    global tests
    tests += 1
    print(f"{'ok' if good else 'not ok'} {tests} - {what}")
    if not good and detail:
        print("# " + detail)


def changed(change):
    """The lines with what the change says; numbers are written where they stand."""
    out = list(lines)
    at = change["line"] - 1
    for was, now in zip(change["from"].split(", "), change["to"].split(", ")):
        was, now = was.split(" = ", 1)[1], now.split(" = ", 1)[1]
        line = next(i for i in range(at, len(out)) if was in out[i])
        out[line] = out[line].replace(was, now, 1)
    return "\n".join(out)


def totals(text, run):
    open(tmp + "/changed.tl", "w").write(text)
    command = [tlc, "--format", "json", "--gap", "0%", "--run", run, tmp + "/changed.tl"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    return json.loads(done.stdout)["runs"][0]["totals"] if done.returncode == 0 else None


def agree(a, b, least):
    return abs(a - b) <= least * abs(b)


runs = {r["name"]: r for r in why["runs"]}
ok(sorted(runs) == ["given", "sought"], "both runs are explained", str(list(runs)))
for name, run in runs.items():
    compared = 0
    for c in run["changes"]:
        if c["outcome"] != "evaluated" or not c["file"] or (name == "given") == c["sought"]:
            continue
        t = totals(changed(c), name)
        compared += 1
        least = 1e-9 if name == "given" else 0.03  # searches of `why` may end 1 % above the best
        good = t and agree(c["energy_pJ"] * c["cycles"], t["energy_pJ"] * t["cycles"], least)
        good = good and (name == "sought" or agree(c["energy_pJ"], t["energy_pJ"], 1e-9))
        good = good and agree(c["area_um2"], t["area_um2"], 1e-9)
        ok(good, f"{name}: {c['what']}", f"{c} and {t}")
    ok(compared >= 5, f"{name}: changes were compared", str(compared))

given = runs["given"]
for c in given["changes"]:
    if c["what"].startswith("`GLB` keeping") or c["what"].startswith("`GLB` bypassed by"):
        tensor = c["what"].split("`")[3]
        kept = {"`GLB` keeping `Weights`": "at GLB  {", "`GLB` bypassed by `Inputs`": "bypass Weights, Inputs;",
                "`GLB` bypassed by `Outputs`": "bypass Weights, Outputs;"}[c["what"]]
        text = "\n".join(lines).replace("at GLB  { bypass Weights;" if kept[0] == "a" else "bypass Weights;", kept)
        t = totals(text, "given")
        ok(t and agree(c["energy_pJ"], t["energy_pJ"], 1e-9) and c["cycles"] == t["cycles"],
           f"given: {c['what']}", f"{c} and {t}")

bound = [l["name"] for l in given["levels"] if l["bound"]]
ok(bound == ["DRAM"], "the memory that cannot keep up sets the time", str(bound))
faster = [c for c in given["changes"] if c["aim"] == "time" and c["file"]]
ok(any("bandwidth" in c["to"] and c["bound"] != "DRAM" for c in faster) or len(faster) > 1,
   "it is told what bandwidth would do", str(faster))
least = {t["tensor"]: t["least_words"] for t in given["traffic"]}
ok(least == {"Weights": 24, "Inputs": 18, "Outputs": 128}, "each word is moved at least once", str(least))
print(f"1..{tests}")
END
