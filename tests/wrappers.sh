#!/usr/bin/env bash
# The estimators that come with tlc: of CACTI, and of Accelergy's plug-ins.  Neither is
# expected to be here, so both are played: what is asked of them must be what they take, and
# what they say must arrive.
set -u
cd "${srcdir:-.}" || exit 99
export LC_ALL=C TERM=dumb
unset TLC_ESTIMATORS TLC_CACTI PYTHONPATH
export TLC_PLUGINS=$PWD/runtime/plugins
command -v python3 >/dev/null || { echo "1..0 # SKIP no python3"; exit; }
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT
export TLC_CACHE=
n=0

result() { # STATUS WHAT
  n=$((n + 1))
  if [ "$1" = 0 ]; then echo "ok $n - $2"
  else
    echo "not ok $n - $2"
    sed 's/^/# /' "$tmp/out"
  fi
}

# says WANT WHAT ARGUMENT…: what tlc prints has WANT in it, an ERE.
says() {
  timeout 30 "$TLC" "${@:3}" >"$tmp/out" 2>&1
  grep -Eq -- "$1" "$tmp/out"
  result $? "$2"
}

# ---- CACTI ----

mkdir "$tmp/bin"
# Reads a file of settings, and answers energies by which they can be told.
cat >"$tmp/bin/cacti" <<'END'
#!/bin/sh
[ "$1" = -infile ] || exit 2
echo run >>"$LOG"
pwd >"$LOG.pwd"
get() { sed -n "s/^-$1 *//p" "$2" | tr -d '"'; }
size=$(get 'size (bytes)' "$2") tech=$(get 'technology (u)' "$2") width=$(get 'output\/input bus width' "$2")
cp "$2" "$LOG.$size"
if [ "$size" -gt 1000000 ]; then
  echo 'Cache size too large'
  echo 'ERROR: no valid data array organizations found'
  exit 1
fi
{
  echo 'Tech node (nm), Capacity (bytes), Number of banks, Associativity, Output width (bits), Access time (ns), Random cycle time (ns), Dynamic search energy (nJ), Dynamic read energy (nJ), Dynamic write energy (nJ), Standby leakage per bank(mW), Area (mm2), Ndwl, '
  awk -v s="$size" -v t="$tech" -v w="$width" 'BEGIN {
    printf "%g, %d, 1, 1, %d, 0.5, 0.6, N/A, %.12g, %.12g, %.12g, %.12g, 4, \n", t * 1000, s, w, s * t / 1e6, s * t / 2e6, s / 1e6, s * t * t / 1e3 }'
} >"$2.out"
END
chmod +x "$tmp/bin/cacti"
export LOG=$tmp/log

design() { # NODE SIZE WIDTH [ESTIMATOR]
  cat >"$tmp/design.tl" <<END
import std.memory { sram, cache }

/// Nobody knows it.
component gadget(width: bits) is compute { action compute }

arch Machine {
  tech  = $1
  clock = 1 GHz

  memory  GLB = sram(size = $2, width = $3, estimator = "${4-cacti}")
  memory  Way = cache(size = 4 KiB, width = 64 bit)
  compute MAC = gadget(width = 8 bit)
}
END
}

cost() { # WANT WHAT ACTION
  says "^GLB.$3 is $1\$" "$2" explain energy --estimator cacti -Wno-estimator-unusable "$tmp/design.tl" "GLB.$3"
}

design '45 nm' '16 KiB' '64 bit'
says '\[W0550\].*`cacti` cannot be used: there is no program `cacti` on the PATH' "without CACTI it says so" \
  check --estimator cacti "$tmp/design.tl"
TLC_CACTI=/nowhere/cacti says '\[W0550\].*`/nowhere/cacti` is no program' "TLC_CACTI must name a program" \
  check --estimator cacti "$tmp/design.tl"

PATH=$tmp/bin:$PATH
cost '737.3 fJ' "a read" read
for line in '-technology (u) 0.045' '-output/input bus width 64' '-block size (bytes) 8' '-UCA bank count 1' \
  '-Data array cell type - "itrs-lstp"' '-operating temperature (K) 300' '-Optimize ED or ED^2 (ED, ED^2, NONE): "ED^2"'; do
  grep -qxF -- "$line" "$LOG.16384" || echo "there is no line: $line"
done >"$tmp/out"
[ ! -s "$tmp/out" ]
result $? "settings that it takes"
grep -qxF -- '-cache type "cache"' "$LOG.8192" && grep -qxF -- '-associativity 4' "$LOG.8192"
result $? "a cache is one"
[ "$(cat "$LOG.pwd")" = "$(cd "$tmp/bin" && pwd -P)" ]
result $? "it runs where it is"
cost '368.6 fJ' "a write" write
cost '368.6 fJ' "an update is a write" update
cost '16.38 uW' "leakage" leak
says '^GLB.area is 0.03318 mm\^2' "an area" explain energy --estimator cacti "$tmp/design.tl" GLB.area
says 'accuracy 82%, exact: CACTI 7, 16384 bytes in 1 bank of 64 bit' "where it is from" \
  explain energy --estimator cacti "$tmp/design.tl" GLB.read
rm "$LOG"
timeout 30 "$TLC" check --estimator cacti "$tmp/design.tl" >"$tmp/out" 2>&1
[ "$(wc -l <"$LOG")" = 2 ]
result $? "one run for each memory"
export TLC_CACHE=$tmp/cache
for i in 1 2; do timeout 30 "$TLC" check --estimator cacti "$tmp/design.tl" >"$tmp/out" 2>&1; done
[ "$(wc -l <"$LOG")" = 4 ]
result $? "a second time it is not run"
touch -d '2001-01-01' "$tmp/bin/cacti"
timeout 30 "$TLC" check --estimator cacti "$tmp/design.tl" >"$tmp/out" 2>&1
[ "$(wc -l <"$LOG")" = 6 ]
result $? "another program is asked anew"
export TLC_CACHE=

# (0.7 * 12/16 + 0.3) of one of 16 bits
design '45 nm' '1536 B' '12 bit'
cost '76.03 fJ' "a width that is no whole number of bytes" read
# 32 rows of 64, ^0.78
design '45 nm' '256 B' '64 bit'
cost '13.42 fJ' "few rows" read
design '40 nm' '16 KiB' '64 bit'
cost '655.4 fJ' "a node between two" read
says 'interpolated' "and it says so" explain energy --estimator cacti "$tmp/design.tl" GLB.read
design '180 nm' '16 KiB' '64 bit'
cost '5.898 pJ' "a node that it has not" read
says 'accuracy 60%, extrapolated' "and it says so" explain energy --estimator cacti "$tmp/design.tl" GLB.read
design '45 nm' '4 MiB' '64 bit'
says '`cacti` cannot tell: cacti found no such memory; it said: ERROR: no valid' "what it cannot do" \
  explain energy --estimator cacti "$tmp/design.tl" GLB.read

# ---- Accelergy ----

design '45 nm' '16 KiB' '64 bit' accelergy
says '\[W0550\].*`accelergy` cannot be used: the Python package `accelergy` is not installed' "without Accelergy it says so" \
  check --estimator accelergy "$tmp/design.tl"
mkdir -p "$tmp/python/accelergy/plug_in_interface" "$tmp/python/accelergy/utils" "$tmp/home/.config/accelergy"
export PYTHONPATH=$tmp/python HOME=$tmp/home
: >"$tmp/python/accelergy/__init__.py"
: >"$tmp/python/accelergy/plug_in_interface/__init__.py"
: >"$tmp/python/accelergy/utils/__init__.py"
cat >"$tmp/python/accelergy/utils/yaml.py" <<'END'
import json


def load_yaml(path):
    with open(path) as file:
        return json.load(file)
END
cat >"$tmp/python/accelergy/plug_in_interface/interface.py" <<'END'
class AccelergyQuery:
    def __init__(self, class_name, class_attrs, action_name=None, action_args=None):
        self.class_name, self.class_attrs = class_name, class_attrs
        self.action_name, self.action_args = action_name, action_args or {}


class Estimation:
    def __init__(self, value, success=True, message=None):
        self.value, self.success, self.messages = value, success, [message] if message else []

    def get_value(self):
        return self.value

    def lastmessage(self):
        return self.messages[-1]
END
cat >"$tmp/python/accelergy/plug_in_interface/query_plug_ins.py" <<'END'
def plugin2name(plug_in):
    return plug_in.name


def primitive_energy_supported(plug_in, query):
    return plug_in.supported(query)


def primitive_area_supported(plug_in, query):
    return plug_in.supported(query)


def get_energy_estimation(plug_in, query):
    return plug_in.energy(query)


def get_area_estimation(plug_in, query):
    return plug_in.area(query)
END
cat >"$tmp/python/accelergy/plug_in_path_to_obj.py" <<'END'
from accelergy.plug_in_interface.interface import Estimation

print("Accelergy greets you")


class Played:
    def __init__(self, name, accuracy, value):
        self.name, self.accuracy, self.value = name, accuracy, value

    def supported(self, query):
        known = query.class_name == "SRAM"
        return Estimation(self.accuracy if known else 0, known, None if known else "no such class")

    def energy(self, query):
        a = query.class_attrs
        if self.name == "broken":
            return Estimation(0, False, "table not found")
        if query.action_name == "leak":
            return Estimation(3e-15 * (query.action_args["global_cycle_seconds"] / 1e-9))
        assert a["technology"] == "45nm" and a["n_banks"] == 1 and a["n_rdwr_ports"] == 1, a
        return Estimation(self.value * a["width"])

    def area(self, query):
        return Estimation(2e-9)


def plug_in_path_to_obj(estimators, python, prefix):
    assert estimators == ["/plug/ins"] and python == [], (estimators, python)
    return [Played("poor", 30, 9e-12), Played("good", 80, 1e-14), Played("broken", 95, 0)]
END
says '\[W0550\].*run `accelergy` once' "where Accelergy was never run it says so" \
  check --estimator accelergy "$tmp/design.tl"
echo '{"estimator_plug_ins": ["/plug/ins"]}' >"$tmp/home/.config/accelergy/accelergy_config.yaml"
ask() { says "$1" "$2" explain energy --estimator accelergy "$tmp/design.tl" "GLB.$3"; }
ask '^GLB.read is 640 fJ' "an energy" read
ask 'accuracy 80%, exact: plug-in good of Accelergy, as class SRAM' "where it is from" read
ask '^GLB.leak is 3 uW' "leakage in a cycle is a power" leak
ask '^GLB.area is 2000 um\^2' "an area" area
says 'not `accelergy`: it cannot tell: poor: no such class' "what nobody knows" \
  explain energy --estimator accelergy "$tmp/design.tl" MAC.compute
sed -i 's/, estimator = "accelergy"//' "$tmp/design.tl"
says 'estimator `cacti`, accuracy 82%' "both: the more accurate one" \
  explain energy --estimator accelergy --estimator cacti "$tmp/design.tl" GLB.read
echo "1..$n"
