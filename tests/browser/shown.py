"""Whether a page shows the numbers of the report that was written beside it."""
import re

PREFIX = {"f": 1e-15, "p": 1e-12, "n": 1e-9, "µ": 1e-6, "m": 1e-3, "": 1, "k": 1e3, "M": 1e6,
          "G": 1e9, "T": 1e12}
QUANTITY = re.compile(r"^(<?)(-?[\d,]*\.?\d+(?:e[+-]?\d+)?)\s*(?:([fpnµmkMGT]?)(J|s|m²)|(%))?$")


def value(text):
    """A number as it is shown, in base units; None for a dash."""
    if text == "—":
        return None
    m = QUANTITY.match(text)
    if not m:
        raise ValueError(f"no number: {text!r}")
    number = float(m[2].replace(",", ""))
    if m[5]:
        return number / 100
    scale = PREFIX[m[3] or ""]
    return number * (scale ** 2 if m[4] == "m²" else scale)


class Comparison:
    """Collects what differs."""

    def __init__(self):
        self.amiss = []

    def say(self, text):
        if len(self.amiss) < 20:
            self.amiss.append(text)

    def same(self, what, shown, wanted):
        if shown != wanted:
            self.say(f"{what}: the page has {shown!r}, the report {wanted!r}")

    def near(self, what, shown, wanted, rounded=6e-4):
        """Of four digits; 0 and what is not known may be dashes."""
        try:
            got = value(shown)
        except ValueError as error:
            self.say(f"{what}: {error}")
            return
        if got is None:
            if wanted:
                self.say(f"{what}: the page has a dash, the report {wanted}")
        elif wanted is None or abs(got - wanted) > rounded * abs(wanted):
            self.say(f"{what}: the page has {shown}, the report {wanted}")

    def share(self, what, shown, wanted):
        """Of one digit behind the point."""
        if wanted is not None and 0 < wanted < 0.0005:
            self.same(what, shown, "<0.1 %")
        else:
            self.near(what, shown, wanted, 0.0006 / wanted if wanted else 0)

    def rows(self, what, table, wanted):
        """The rows of a table beside as many objects of the report."""
        rows = table["rows"] if table else []
        if len(rows) != len(wanted):
            self.say(f"{what}: the page has {len(rows)} rows, the report {len(wanted)}")
        return zip(([what] * len(rows)), rows, wanted)


def compare_levels(c, run, shown):
    levels = run["levels"]
    for what, row, level in c.rows("levels", shown["tables"].get("levels"), levels):
        c.same(what, row[0], level["name"])
        c.near(f"{what}, energy of {row[0]}", row[2], level["energy_pJ"] * 1e-12)
        c.near(f"{what}, cycles of {row[0]}", row[4], level["cycles"], 0)
        c.share(f"{what}, busy time of {row[0]}", row[5], level["busy"])
        c.near(f"{what}, area of {row[0]}", row[6], level["area_um2"] * 1e-12)
    kept = [(level, t) for level in levels for t in level["tensors"]
            if level["kind"] == "memory" and t["kept"]]
    for what, row, (level, t) in c.rows("tensors", shown["tables"].get("tensors"), kept):
        c.same(what, row[:2], [level["name"], t["name"]])
        for column, key in enumerate(("tile_words", "reads", "fills", "updates"), 2):
            c.near(f"{what}, {key} of {row[:2]}", row[column], t[key], 0)
    actions = [(level, a) for level in levels for a in level["actions"] if a["count"] > 0]
    for what, row, (level, a) in c.rows("actions", shown["tables"].get("actions"), actions):
        c.same(what, row[:2], [level["name"], a["name"]])
        c.near(f"{what}, count of {row[:2]}", row[2], a["count"], 0.006 / a["count"])
        if len(row) > 4:  # columns that are all dashes stay, all empty ones do not
            c.near(f"{what}, energy of {row[:2]}", row[4], a["energy_pJ"] * 1e-12)


def compare_sources(c, run, shown):
    sources = [(level, s) for level in run["levels"] for s in level["sources"]]
    table = shown["tables"].get("sources")
    for what, row, (level, s) in c.rows("sources", table, sources):
        by = f"estimator {s['estimator']}" if s["estimator"] else s["place"]
        c.same(what, [row[0], row[1], row[3]], [level["name"], s["of"], by])
        c.share(f"{what}, accuracy of {row[:2]}", row[4], s["accuracy"])


def compare_energy_bars(c, run, shown):
    wanted = [level["energy_pJ"] for level in run["levels"] if level["energy_pJ"] > 0]
    widths = {}
    for _, width, y in shown["figures"].get("Energy", {"parts": []})["parts"]:
        widths[y] = widths.get(y, 0) + width
    got = [widths[y] for y in sorted(widths)]
    if len(got) != len(wanted):
        c.say(f"energy is drawn for {len(got)} levels of {len(wanted)}")
    for width, energy in zip(got, wanted):
        if abs(width / max(got) - energy / max(wanted)) > 0.01:
            c.say(f"a bar of {width} for {energy} pJ, where {max(got)} is {max(wanted)} pJ")


def compare_tiles(c, run, shown):
    reach = {}
    for title, _, _ in shown["figures"]["Tiles"]["parts"]:
        m = re.match(r"(.*) in (.*): (\d+) of (\d+) along ([^,]*)", title)
        reach.setdefault((m[1], m[2]), {})[m[5]] = int(m[3])
    for level in run["levels"]:
        for t in level["tensors"]:
            words = 1
            for n in reach.get((t["name"], level["name"]), {}).values():
                words *= n
            # Words that are zero are drawn, and may not be kept.
            left_out = t["sparse"] and t["sparse"]["format"] and words > t["tile_words"]
            if (t["name"], level["name"]) in reach and words != t["tile_words"] and not left_out:
                c.say(f"the tile of {t['name']} in {level['name']} is drawn with {words} words, and "
                      f"has {t['tile_words']}")


def compare_run(c, run, shown):
    totals, tiles = run["totals"], shown["tiles"]
    if run["name"] not in shown["title"] and run["workload"] not in shown["title"]:
        c.say(f"{run['name']} is not in {shown['title']!r}")
    c.near("energy", tiles["energy"], totals["energy_pJ"] * 1e-12)
    c.near("cycles", tiles["cycles"], totals["cycles"], 0)
    c.near("time", tiles["time"], totals["seconds"])
    c.share("utilization", tiles["utilization"], totals["utilization"])
    c.near("area", tiles["area"], totals["area_um2"] * 1e-12)
    compare_levels(c, run, shown)
    compare_sources(c, run, shown)
    compare_energy_bars(c, run, shown)
    compare_tiles(c, run, shown)


def compare_sum(c, runs, table):
    if not table["sum"]:
        return
    for key, head, scale, rounded in (("energy_pJ", "energy", 1e-12, 6e-4),
                                      ("cycles", "cycles", 1, 0)):
        c.near(f"the sum of {head}", table["sum"][table["heads"].index(head)],
               scale * sum(run["totals"][key] for run in runs), rounded)


def differences(report, page):
    """What differs, as sentences."""
    c, runs = Comparison(), report["runs"]
    c.same("runs in full", len(page["runs"]), min(len(runs), 40))
    for run, shown in zip(runs, page["runs"]):
        before = len(c.amiss)
        compare_run(c, run, shown)
        c.amiss[before:] = [f"{run['name']}: {text}" for text in c.amiss[before:]]
    if len(runs) > 1:
        compare_sum(c, runs, page["overview"]["runs"])
        heads = page["overview"]["runs"]["heads"]
        for what, row, run in c.rows("runs", page["overview"]["runs"], runs):
            c.same(what, row[0], run["name"])
            c.near(f"{what}, energy of {row[0]}", row[heads.index("energy")],
                   run["totals"]["energy_pJ"] * 1e-12)
            c.near(f"{what}, cycles of {row[0]}", row[heads.index("cycles")],
                   run["totals"]["cycles"], 0)
    return c.amiss
