#!/usr/bin/env bash
# Charts of reports: well-formed SVG that needs nothing else, with the numbers of the report and what
# the page of HTML draws; PNG and PDF, if tlc draws them; and what cannot be written.
set -u
cd "${srcdir:-.}" || exit 99
command -v python3 >/dev/null || { echo "1..0 # SKIP there is no python3"; exit 0; }
export LC_ALL=C.UTF-8 TERM=dumb
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT
charts=(energy time area flow tiles arch roofline runs front)
n=0
result() {
  n=$((n + 1))
  if [ -s "$tmp/out" ]; then
    echo "not ok $n - $1"
    sed 's/^/# /' "$tmp/out"
  else echo "ok $n - $1${2:+ # SKIP $2}"
  fi
  : >"$tmp/out"
}
: >"$tmp/out"

# All charts of a report that it has anything of.
plot_all() {
  local chart
  for chart in "${charts[@]}"; do
    rm -f "$tmp/$chart.svg"
    timeout 60 "$TLC" plot "$1" "$chart" -o "$tmp/$chart.svg" >"$tmp/said" 2>&1 && continue
    grep -q 'E0856' "$tmp/said" || { echo "$chart:"; cat "$tmp/said"; }
    [ ! -e "$tmp/$chart.svg" ] || echo "$chart: a picture of nothing"
  done
}

# Whether what the pictures say is what the report says.
cat >"$tmp/look.py" <<'EOF'
import json, os, re, sys
import xml.etree.ElementTree as xml

SVG = "{http://www.w3.org/2000/svg}"
BARS = 760
HEADINGS = {"flow": "Movement"}
directory = sys.argv[1]
report = json.load(open(os.path.join(directory, "report.json")))
page = open(os.path.join(directory, "report.html")).read()


def wrong(*words):
    print(*words)


def close(a, b, far=1e-9):
    return abs(a - b) <= far * max(abs(a), abs(b))


def drawing(chart):
    """The picture as text, and the figures in it; None: there is none."""
    path = os.path.join(directory, chart + ".svg")
    if not os.path.exists(path):
        return None, []
    text = open(path).read()
    root = xml.fromstring(text)
    if root.tag != SVG + "svg" or root.find(SVG + "title") is None or root.find(SVG + "style") is None:
        wrong(chart, "is no picture with a title and a style")
    if re.search(r"https?:(?!//www\.w3\.org/2000/svg\")|href|url\(|@import|var\(|nan|inf\b", text):
        wrong(chart, "asks for something from elsewhere, or has no number")
    used = set(" ".join(e.get("class", "") for e in root.iter()).split())
    if not all(re.search(r"\.%s\b" % name, root.find(SVG + "style").text) for name in used - {"busy"}):
        wrong(chart, "has a class without a style")
    return text, root.findall(SVG + "g")


def texts(figure):
    return [" ".join("".join(e.itertext()).split()) for e in figure.iter(SVG + "text")]


def bars(figure):
    """Of each row of bars: its parts, as shares of the whole, with their titles."""
    rows = {}
    for rect in figure.iter(SVG + "rect"):
        title = rect.find(SVG + "title")
        if title is not None:
            rows.setdefault(float(rect.get("y")), []).append((float(rect.get("width")) / BARS, title.text))
    return [rows[y] for y in sorted(rows)]


def levels(run):
    return run["levels"]


def check_bars(chart, key, drawn):
    text, figures = drawing(chart)
    wanted = [run for run in report["runs"] if any(level[key] > 0 for level in levels(run))]
    if len(figures) != len(wanted):
        return wrong(chart, "has", len(figures), "figures and not", len(wanted))
    for run, figure in zip(wanted, figures):
        most = max(level[key] for level in levels(run))
        shown = [level for level in levels(run) if level[key] > 0]
        rows = bars(figure)
        if len(rows) != len(shown):
            wrong(chart, run["name"], "has", len(rows), "rows")
        for level, parts in zip(shown, rows):
            share = sum(part for part, _ in parts)
            if abs(share - level[key] / most) > 0.0003 * len(parts):
                wrong(chart, run["name"], level["name"], "has a bar of", share, "and not", level[key] / most)
            if not all(title.startswith(level["name"]) for _, title in parts):
                wrong(chart, run["name"], "has the bar of another level at", level["name"])
        total = run["totals"][key] / (run["count"] if key == "energy_pJ" else 1)
        for level in shown:
            percent = 100 * level[key] / total
            words = "<0.1 %" if percent < 0.05 else "%.1f %%" % percent
            if not any(words in line for line in texts(figure)):
                wrong(chart, run["name"], level["name"], "does not say", words)


def check_flow():
    text, figures = drawing("flow")
    for run, figure in zip(report["runs"], figures):
        said = {title.text for title in figure.iter(SVG + "title")}
        stops = [level for level in levels(run) if level["kind"] in ("memory", "compute")]
        for number, tensor in enumerate(run["tensors"]):
            keeps = [level for level in stops[:-1] if level["tensors"][number]["kept"]]
            for outer, inner in zip(keeps, keeps[1:]):
                words = inner["tensors"][number]["fills"] * inner["instances_used"]
                if tensor["output"] or not words:
                    continue
                line = "%s from %s to %s: " % (tensor["name"], outer["name"], inner["name"])
                line += format(int(words), ",") if words == int(words) else format(words, ",.2f")
                if line + " words" not in said:
                    wrong("flow", run["name"], "does not say", line)


def check_arch():
    text, figures = drawing("arch")
    if len(figures) != len(report["runs"]):
        wrong("arch has", len(figures), "figures")
    for run, figure in zip(report["runs"], figures):
        said = texts(figure)
        for node in report["architectures"][run["architecture"]]["nodes"]:
            if not any(line.startswith(node["name"][:22]) for line in said):
                wrong("arch", run["name"], "has no", node["name"])


def check_runs():
    text, figures = drawing("runs")
    keys = [key for key in ("energy_pJ", "cycles") if any(run["totals"][key] > 0 for run in report["runs"])]
    for key, figure in zip(keys, figures):
        most = max(run["totals"][key] for run in report["runs"])
        for run, parts in zip(report["runs"], bars(figure)):
            if abs(parts[0][0] - run["totals"][key] / most) > 0.0003:
                wrong("runs", run["name"], "has another bar than its", key)
    text, figures = drawing("roofline")
    if not text:
        return
    points = [e.find(SVG + "title").text for e in figures[0].iter(SVG + "circle")]
    for run, point in zip(report["runs"], points):
        rate = run["totals"]["computes"] / run["totals"]["cycles"]
        rate = format(int(rate), ",") if rate == int(rate) else format(rate, ",.2f")
        if not point.startswith("%s: %s computes a cycle" % (run["name"], rate)):
            wrong("roofline says", point, "and not", rate)


def check_page():
    """What the drawings of the page tell of the first run, those that are pictures tell, too."""
    for chart in ("energy", "time", "area", "flow", "tiles"):
        text, figures = drawing(chart)
        found = re.search(r"id=\"run1\".*?<figcaption><b>%s</b>.*?(<svg.*?</svg>)" %
                          HEADINGS.get(chart, chart.capitalize()), page, re.S)
        if (found is None) != (text is None):
            wrong("the page and the pictures do not both have", chart)
        elif found:
            said, shown = ([e.text for e in tree.iter() if e.tag.endswith("title") and ":" in (e.text or "")]
                           for tree in (xml.fromstring(found.group(1)), figures[0]))
            if said != shown:
                wrong("the page tells something else of", chart)


check_bars("energy", "energy_pJ", "energy")
check_bars("area", "area_um2", "area")
check_flow()
check_arch()
check_runs()
check_page()
EOF

for design in examples/eyeriss/alexnet.tl examples/mapper/open.tl examples/conv1d/conv1d.tl \
  examples/architectures/network.tl examples/architectures/nested_arrays.tl \
  examples/optical/albireo.tl examples/pim/crossbar.tl; do
  {
    timeout 60 "$TLC" --time-limit 5s -Wno-not-proven "$design" -o "$tmp" >/dev/null 2>"$tmp/error" ||
      [ $? = 5 ] || cat "$tmp/error"
    plot_all "$tmp/report.json"
    python3 "$tmp/look.py" "$tmp" 2>&1
  } >>"$tmp/out"
  result "pictures of $design say what its report says"
done

report=$tmp/report.json
{
  timeout 60 "$TLC" plot "$report" energy >"$tmp/stdout.svg" 2>&1
  cmp "$tmp/stdout.svg" "$tmp/energy.svg"
  timeout 60 "$TLC" plot - energy <"$report" 2>&1 | cmp - "$tmp/energy.svg"
} >>"$tmp/out" 2>&1
result "standard input and output are as good as files"

# Names of all kinds are text in a picture, and no text steers what reads it.
python3 - "$report" >"$tmp/odd.json" <<'EOF'
import json, sys
report = json.load(open(sys.argv[1]))
report["design"] = "<a>&amp;\"'\u0001\ufffe\u202e]]>.tl"
report["runs"][0]["name"] = "</svg><script>alert(1)</script>" * 9
json.dump(report, sys.stdout)
EOF
plot_all "$tmp/odd.json" >>"$tmp/out" 2>&1
for chart in "${charts[@]}"; do
  [ -e "$tmp/$chart.svg" ] || continue
  python3 -c 'import sys, xml.dom.minidom as xml; xml.parse(sys.argv[1])' "$tmp/$chart.svg" >>"$tmp/out" 2>&1
  grep -n '<script\|‮' "$tmp/$chart.svg" >>"$tmp/out"
done
result "names that look like markup stay names"

# The first bytes of a file, in hexadecimal digits.
head_of() { head -c "$2" "$1" | od -An -tx1 | tr -d ' \n'; }

skip=
timeout 60 "$TLC" plot "$report" energy -o "$tmp/a.png" >"$tmp/said" 2>&1 ||
  { grep -q 'without librsvg' "$tmp/said" && skip="tlc is built without librsvg"; }
if [ ! "$skip" ]; then
  for chart in energy roofline arch; do
    for form in png pdf; do timeout 60 "$TLC" plot "$report" "$chart" -o "$tmp/$chart.$form"; done
  done >>"$tmp/out" 2>&1
  sleep 1.1 # what time it is does not show
  for chart in energy roofline arch; do
    for form in png pdf; do
      mv "$tmp/$chart.$form" "$tmp/a.$form"
      timeout 60 "$TLC" plot "$report" "$chart" -o "$tmp/b.$form"
      cmp "$tmp/a.$form" "$tmp/b.$form"
    done
    [ "$(head_of "$tmp/a.png" 8)" = 89504e470d0a1a0a ] || echo "$chart: this is no PNG"
    [ "$(head -c 5 "$tmp/a.pdf")" = %PDF- ] || echo "$chart: this is no PDF"
    tail -c 7 "$tmp/a.pdf" | grep -q '%%EOF' || echo "$chart: the PDF has no end"
    read -r width height < <(sed -n '1s/.* width="\([0-9]*\)" height="\([0-9]*\)".*/\1 \2/p' \
      <(timeout 60 "$TLC" plot "$report" "$chart"))
    [ "$(head_of "$tmp/a.png" 24 | tail -c 16)" = "$(printf '%08x%08x' $((2 * width)) $((2 * height)))" ] ||
      echo "$chart: the PNG is not twice as large as the SVG"
  done >>"$tmp/out" 2>&1
fi
result "PNG and PDF are what they say, and the same each time" "$skip"

if [ ! "$skip" ]; then
  python3 - "$report" >"$tmp/tall.json" <<'EOF'
import copy, json, sys
report = json.load(open(sys.argv[1]))
first = report["runs"][0]
report["runs"] = [copy.deepcopy(first) for _ in range(40)]
for number, run in enumerate(report["runs"]):
    run["name"] = f"run{number}"
json.dump(report, sys.stdout)
EOF
  {
    timeout 60 "$TLC" plot "$tmp/tall.json" tiles -o "$tmp/tall.png" >"$tmp/said" 2>&1
    [ $? = 2 ] && grep -q 'it is too large' "$tmp/said" || { echo "too tall a picture:"; cat "$tmp/said"; }
    [ ! -e "$tmp/tall.png" ] || echo "half a picture"
  } >>"$tmp/out" 2>&1
fi
result "a picture that is too large is told" "$skip"

# What is there already stays as it is, and nothing is left beside it.
mkdir "$tmp/dir"
echo before >"$tmp/dir/old.svg"
forms=(svg)
[ "$skip" ] || forms+=(png pdf)
for form in "${forms[@]}"; do
  timeout 60 "$TLC" plot "$report" energy -o "$tmp/none/a.$form" >"$tmp/said" 2>&1
  [ $? = 3 ] || echo "$form: a missing directory is no error"
  mkdir "$tmp/dir/there.$form"
  timeout 60 "$TLC" plot "$report" energy -o "$tmp/dir/there.$form" >"$tmp/said" 2>&1
  [ $? = 3 ] || echo "$form: a directory is no error"
  rmdir "$tmp/dir/there.$form"
done >>"$tmp/out"
head -c 1000 "$report" >"$tmp/cut.json"
timeout 60 "$TLC" plot "$tmp/cut.json" energy -o "$tmp/dir/old.svg" >"$tmp/said" 2>&1
[ $? = 1 ] || echo "a report that is cut off is no error" >>"$tmp/out"
[ "$(ls "$tmp/dir")" = old.svg ] && [ "$(cat "$tmp/dir/old.svg")" = before ] ||
  { echo "something is left:"; ls "$tmp/dir"; } >>"$tmp/out"
if [ -w /dev/full ]; then
  timeout 60 "$TLC" plot "$report" energy >/dev/full 2>"$tmp/error"
  [ $? = 3 ] || echo "a full disk is no error" >>"$tmp/out"
  timeout 60 "$TLC" diff "$report" "$report" >/dev/full 2>"$tmp/error"
  [ $? = 3 ] || echo "a full disk is no error for diff" >>"$tmp/out"
fi
result "what cannot be written leaves nothing behind"

# What diff tells programs can be read, and comes to what the reports say.
timeout 60 "$TLC" --format json -Wno-not-proven examples/mapper/open.tl >"$tmp/before.json" 2>"$tmp/error"
sed 's/16 KiB/32 KiB/' examples/mapper/open.tl >"$tmp/open.tl"
timeout 60 "$TLC" --format json -Wno-not-proven "$tmp/open.tl" >"$tmp/after.json" 2>"$tmp/error"
timeout 60 "$TLC" diff --format json "$tmp/before.json" "$tmp/after.json" >"$tmp/diff.json" 2>>"$tmp/out"
python3 - "$tmp" >>"$tmp/out" 2>&1 <<'EOF'
import json, os, sys
before, after, diff = (json.load(open(os.path.join(sys.argv[1], name + ".json")))
                       for name in ("before", "after", "diff"))
def close(a, b):
    return abs(a - b) <= 1e-6 * max(abs(a), abs(b))
if diff["same"] or len(diff["runs"]) != 2:
    print("nothing changed, or not each run was compared")
changes = []
for run in diff["runs"]:
    old, new = ([r for r in report["runs"] if r["name"] == run["name"]][0] for report in (before, after))
    for key, number in run["totals"].items():
        if not close(number["before"], old["totals"][key]) or not close(number["after"], new["totals"][key]):
            print(run["name"], key, number)
    change = run["totals"]["energy_pJ"]["change"]
    changes.append(abs(change))
    parts = [part["energy_pJ"]["change"] for part in run["energy"]]
    if not close(sum(parts), change):
        print(run["name"], "changes by", change, "and its parts by", sum(parts))
    if parts != sorted(parts, key=abs, reverse=True):
        print(run["name"], "does not begin with the largest change")
if changes != sorted(changes, reverse=True):
    print("runs do not begin with the largest change")
EOF
result "what changed comes to what the reports say"
echo "1..$n"
