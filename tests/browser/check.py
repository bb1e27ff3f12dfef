"""Pages of reports in a browser: nothing is asked for, nothing overlaps or sticks out, all can be
read, and the numbers are those of the report.  Prints TAP.

SCREENSHOTS=DIR keeps a picture of each page, of each width, light and dark.
"""
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import devtools
import palette
import shown

HERE = os.path.dirname(os.path.abspath(__file__))
WIDTHS, MOST_BYTES, MANY = (400, 1280), 5_000_000, 1000
SUMMED = "tests/golden/cli/html.d/page.tl"  # runs whose table has a sum
LARGE = "tests/browser/large.tl"
PICTURES = os.environ.get("SCREENSHOTS")


def read(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        return file.read()


LOOK, SORT = read("look.js"), read("sort.js")


class Results:
    """What is printed."""

    def __init__(self):
        self.n = 0

    def tell(self, what, amiss):
        self.n += 1
        print("not ok" if amiss else "ok", self.n, "-", what, flush=True)
        for line in amiss:
            print("#", line.replace("\n", " "))


def tlc(*arguments):
    """Its status, and what it prints."""
    command = [os.environ["TLC"], "-Wno-energy-unknown", "-Wno-not-proven", "--time-limit", "1s"]
    done = subprocess.run([*command, *arguments], capture_output=True, timeout=300, check=False)
    return done.returncode, done.stdout, done.stderr.decode(errors="replace")


def make(design, directory):
    """Both forms of its report; of one with errors too.  The paths of the page and of JSON."""
    page, data = (os.path.join(directory, "report." + form) for form in ("html", "json"))
    shutil.rmtree(directory, ignore_errors=True)
    status, _, told = tlc(design, "-o", directory)
    if status not in (0, 1, 5):
        raise devtools.Failure(f"tlc ends with {status}: {told}")
    if not os.path.exists(page):
        os.makedirs(directory, exist_ok=True)
        for path, form in ((page, "html"), (data, "json")):
            with open(path, "wb") as file:
                file.write(tlc(design, "--format", form)[1])
    with open(data, encoding="utf-8") as file:
        return page, json.load(file)


def validate(path):
    """What HTML Tidy has to say, and signs that it lets pass: a `<` that is no tag."""
    with open(path, encoding="utf-8") as file:
        body = file.read().partition("<body>")[2].partition("<script>")[0]
    amiss = [f"not escaped: {text}" for text in re.findall(r"<[^a-z/].{0,20}", body)]
    if shutil.which("tidy"):
        done = subprocess.run(["tidy", "-e", "-q", path], capture_output=True, timeout=60,
                              check=False)
        amiss += done.stderr.decode(errors="replace").splitlines()
    return amiss[:10]


def looks(tab, path, name):
    """Each way in which the page is looked at: what is amiss, and what it shows."""
    ways = [(width, dark, True) for width in WIDTHS for dark in (False, True)]
    for width, dark, scripts in ways + [(WIDTHS[0], False, False)]:
        tab.look(width, dark=dark, scripts=scripts)
        told = tab.open(path)
        seen = tab.evaluate(LOOK)
        scheme = "dark" if dark else "light"
        where = f"{width} wide, {scheme}, {'with' if scripts else 'without'} scripts: "
        yield [where + text for text in told + seen["amiss"]], seen
        if PICTURES and scripts:
            tab.picture(os.path.join(PICTURES, f"{name}-{width}-{scheme}.png"))


def is_the_same(first, second):
    return {k: v for k, v in first.items() if k != "amiss"} == \
           {k: v for k, v in second.items() if k != "amiss"}


def on_paper(tab):
    paper = tab.paper()
    return [] if paper.startswith(b"%PDF") and b"/Type /Page" in paper else ["nothing is printed"]


def sorts(tab, path):
    """Clicks on each heading of each table."""
    tab.look(WIDTHS[-1])
    tab.open(path)
    return tab.evaluate(SORT)


def check(tab, design, directory):
    """All of one design's page."""
    page, report = make(design, directory)
    amiss, first = validate(page), None
    for told, seen in looks(tab, page, os.path.relpath(design).replace("/", "_")):
        amiss += told
        if first and not is_the_same(first, seen):
            amiss.append("what is shown depends on the window")
        first = first or seen
    amiss += shown.differences(report, first)
    if design == SUMMED and not first["overview"]["runs"]["sum"]:
        amiss.append("the runs are not summed up")
    for diagnostic in report["diagnostics"]:
        if diagnostic["message"] not in first["text"]:
            amiss.append(f"nothing of: {diagnostic['message']}")
    return amiss + on_paper(tab) + sorts(tab, page)


# ---- beside examples ----

def check_faults(tab):
    """What is wrong with bad.html is found."""
    amiss = [] if validate(os.path.join(HERE, "bad.html")) else ["the validator finds nothing"]
    tab.look(WIDTHS[0])
    told = "\n".join(tab.open(os.path.join(HERE, "bad.html")))
    found = "\n".join(tab.evaluate(LOOK)["amiss"])
    for text in ("a request", "the console has: error", "an exception"):
        if text not in told:
            amiss.append(f"not told: {text}")
    for text in ("the page is", "sticks out", "has no room", "contrast", "overlap: ",
                 "leaves its drawing", "px is small", "no caption", "says nothing", "leads nowhere",
                 "an id is there twice", "a level of headings"):
        if text not in found:
            amiss.append(f"not found: {text}")
    return amiss


def check_palette(tab, page):
    """The colours of tensors are told apart by everybody."""
    amiss = []
    for dark in (False, True):
        tab.look(WIDTHS[0], dark=dark)
        tab.open(page)
        amiss += palette.alike(tab.evaluate(
            "['t0','t1','t2','t3','t4','t5','t6','t7','none'].map(name => getComputedStyle("
            "document.documentElement).getPropertyValue('--' + name))"))
    return amiss


def check_odd(tab, directory):
    """Texts of all kinds do nothing but stand there."""
    design = os.path.join(HERE, "odd.tl")
    amiss = check(tab, design, directory)
    for text in ('<script>alert(2)</script> \'so\' & "on" 🎉 مرحبا </pre></td>',
                 '<img src=x onerror=alert(1)> & "Söhne" 🎉 שלום עולם'):
        if text not in tab.evaluate("document.body.textContent"):
            amiss.append(f"nothing of: {text}")
    if tab.evaluate("document.querySelectorAll('img, main script, [onerror]').length"):
        amiss.append("a text has become an element")
    return amiss


def check_many(tab, directory):
    """A report of very many runs is no burden."""
    design = os.path.join(directory, "many.tl")
    with open(design, "w", encoding="utf-8") as file:
        file.write(read("many.tl"))
        for i in range(MANY):
            size = 64 + i
            file.write(f"run GEMM on Machine(buffer = {size} KiB) within Flat as buffer_{size}\n")
    amiss = check(tab, design, os.path.join(directory, "many"))
    size = os.path.getsize(os.path.join(directory, "many", "report.html"))
    if size > MOST_BYTES:
        amiss.append(f"{size} bytes")
    return amiss


def main():
    if not devtools.program():
        print("1..0 # SKIP there is no Chromium to look at pages with")
        return
    if not shutil.which("tidy"):
        print("# there is no tidy to validate pages with")
    results, directory = Results(), tempfile.mkdtemp()
    examples = sorted(glob.glob("examples/**/*.tl", recursive=True))
    designs = sys.argv[1:] or examples + [SUMMED, LARGE]
    try:
        with devtools.Browser(120) as browser:
            tab = devtools.Page(browser)
            results.tell("faults are found", check_faults(tab))
            odd = os.path.join(directory, "odd")
            results.tell("texts of all kinds", check_odd(tab, odd))
            results.tell("colours", check_palette(tab, os.path.join(odd, "report.html")))
            for design in designs:
                results.tell(design, check(tab, design, os.path.join(directory, "one")))
            results.tell(f"{MANY} runs", check_many(tab, directory))
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    print(f"1..{results.n}")


main()
