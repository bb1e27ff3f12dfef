#!/usr/bin/env python3
"""An estimator of tlc that asks the plug-ins of Accelergy which are installed.

    tlc --estimator accelergy design.tl

The Python package `accelergy` must be there, as it is where `accelergy` runs; PYTHON may name
another interpreter by `tlc --estimator 'python3.9 .../accelergy.py'`.  Each plug-in says how
accurate it is for a question; the best that answers is taken.

Names are those of the design, and for the library's components also those that Accelergy's
plug-ins go by: `tech` is `technology` as well, `sram` is asked for as `SRAM` if nothing knows
the other.
"""
import json
import math
import os
import sys

# This file has the name of the package that is to be imported.
here = os.path.dirname(os.path.realpath(__file__))
sys.path[:] = [path for path in sys.path if os.path.realpath(path or ".") != here]


class CannotTell(Exception):
    pass


OTHER_CLASSES = {
    "sram": ["SRAM", "smartbuffer_sram"], "cache": ["cache"], "lpddr4": ["DRAM"], "ddr3": ["DRAM"],
    "hbm2": ["DRAM"], "gddr5": ["DRAM"], "lpddr": ["DRAM"], "adc": ["ADC"], "regfile": ["regfile"],
    "intmac": ["intmac"], "fpmac": ["fpmac"], "wire": ["wire"],
}
OTHER_ATTRIBUTES = {"banks": "n_banks", "ports": "n_rdwr_ports"}


def configured(parent):
    """The places where plug-ins are, from the file that Accelergy keeps in the home directory."""
    from accelergy.utils.yaml import load_yaml
    path = os.path.join(parent, ".config", "accelergy", "accelergy_config.yaml")
    if not os.path.exists(path):
        raise CannotTell(f"there is no `{path}`, in which Accelergy says where its plug-ins are; "
                         "run `accelergy` once")
    found = load_yaml(path) or {}
    return list(found.get("estimator_plug_ins") or []), list(found.get("python_plug_ins") or [])


def load():
    try:
        import accelergy
        from accelergy.plug_in_interface import interface, query_plug_ins
        from accelergy.plug_in_path_to_obj import plug_in_path_to_obj
    except ImportError as problem:
        raise CannotTell(f"the Python package `accelergy` is not installed for {sys.executable}: "
                         f"{problem}")
    try:
        estimators, python = configured(os.path.expanduser("~"))
        plug_ins = plug_in_path_to_obj(estimators, python, "")
    except CannotTell:
        raise
    except BaseException as problem:  # it may end the program
        raise CannotTell(f"Accelergy cannot load its plug-ins: {problem}")
    if not plug_ins:
        raise CannotTell("Accelergy has no plug-ins")
    return plug_ins, interface, query_plug_ins, getattr(accelergy, "__version__", "")


state = []


def loaded():
    if not state:
        state.append(load())
    return state[0]


def attributes_for(attributes):
    tech, clock = attributes.get("tech"), attributes.get("clock")
    given = {OTHER_ATTRIBUTES.get(key, key): value for key, value in attributes.items()}
    given.update(attributes)
    if isinstance(tech, (int, float)):
        given["technology"] = f"{tech * 1e9:g}nm"
    cycle = 1 / clock if isinstance(clock, (int, float)) and clock > 0 else 1e-9
    given.setdefault("global_cycle_seconds", cycle)
    given.setdefault("cycle_seconds", cycle)
    given.setdefault("n_instances", 1)
    given.setdefault("action_latency_cycles", 1)
    return given, cycle


def best(component, action, attributes, arguments):
    """The value in SI units, its accuracy, and whose it is."""
    plug_ins, interface, query_plug_ins, _ = loaded()
    area = action == "area"
    supported = getattr(query_plug_ins, f"primitive_{'area' if area else 'energy'}_supported")
    estimation = getattr(query_plug_ins, f"get_{'area' if area else 'energy'}_estimation")
    query = interface.AccelergyQuery(component, attributes, None if area else action,
                                     None if area else arguments)
    reasons = []
    ranked = sorted(((supported(p, query), i, p) for i, p in enumerate(plug_ins)),
                    key=lambda x: (-x[0].value, x[1]))
    for accuracy, _, plug_in in ranked:
        name = query_plug_ins.plugin2name(plug_in)
        found = accuracy
        if accuracy.success and accuracy.value > 0:
            found = estimation(plug_in, query)
            if found.success:
                return found.get_value(), accuracy.value, name
        if found.messages:
            reasons.append(f"{name}: {found.lastmessage()}")
    raise CannotTell("; ".join(reasons[:3]) or f"no plug-in of Accelergy knows `{component}`")


def estimate(component, action, attributes, arguments):
    given, cycle = attributes_for(attributes)
    passed = {"global_cycle_seconds": cycle, "cycle_seconds": cycle, **arguments}
    why = None
    for name in [component] + OTHER_CLASSES.get(component, []):
        try:
            value, accuracy, plug_in = best(name, action, given, passed)
        except CannotTell as problem:
            why = why or problem
            continue
        if not math.isfinite(value):
            raise CannotTell(f"plug-in {plug_in} of Accelergy answered {value}")
        if action == "leak":  # in a cycle
            value /= cycle
        key = action if action in ("area", "leak") else "energy"
        return {"ok": True, key: float(value), "accuracy": float(accuracy),
                "note": f"plug-in {plug_in} of Accelergy, as class {name}"}
    raise why


def hello():
    version = loaded()[3]
    # Which classes its plug-ins know cannot be asked.  They are other files than this one, so
    # that nothing is kept on disk.
    return {"name": "accelergy", "version": str(version), "cache": False,
            "components": [{"names": ["*"], "accuracy": 50}]}


def answer(request):
    try:
        if request.get("op") == "hello":
            return hello()
        return estimate(request["component"], request["action"], request["attributes"],
                        request["arguments"])
    except CannotTell as why:
        return {"ok": False, "error": str(why)}
    except BaseException as problem:  # plug-ins may do anything
        return {"ok": False, "error": f"{type(problem).__name__}: {problem}"}


def main():
    # Whatever plug-ins print is not for tlc.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        asked = json.loads(line)
        print(json.dumps({"id": asked.get("id"), **answer(asked)}), file=answers, flush=True)


if __name__ == "__main__":
    main()
