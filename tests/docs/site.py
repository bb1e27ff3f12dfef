"""The manual as a site, of `make html`: each link leads to a page that is there and to a place on it,
all pages of doc/ are in the list, nothing is fetched from elsewhere, .tl has colours, the same sources
give the same bytes, HTML Tidy has nothing to say, and in a browser pages can be read.  Prints TAP.
"""
import filecmp
import glob
import html.parser
import os
import re
import shutil
import subprocess
import sys
import tempfile
from urllib.parse import unquote

sys.path.insert(0, "tests/browser")
import devtools  # noqa: E402

BUILD = "doc/site/build.py"
# In a browser: pages of each kind, and what look.js demands of reports only, which are one file.
SHOWN = ("index", "language", "components", "tlc.1", "tutorial/08-search", "howto/macro", "diagnostics/E0806")
OF_REPORTS = ("a request: file:", "leads nowhere", "no caption")


class Look(html.parser.HTMLParser):
    """What a page links to, what it asks for, and the places that it has."""

    def __init__(self, path):
        super().__init__()
        self.links, self.asks, self.ids, self.amiss, self.classes = [], [], set(), [], set()
        with open(path, encoding="utf-8") as file:
            self.feed(file.read())

    def handle_starttag(self, tag, attrs):
        of = dict(attrs)
        if tag == "a" and "href" in of:
            self.links.append(of["href"])
        elif "href" in of or "src" in of:
            self.asks.append(of.get("href") or of.get("src"))
        if tag == "script":
            self.amiss.append("there is a script")
        if "id" in of:
            if of["id"] in self.ids:
                self.amiss.append(f"the id {of['id']} is there twice")
            self.ids.add(of["id"])
        if tag == "span":
            self.classes.add(of.get("class"))


def build(directory):
    done = subprocess.run([sys.executable, BUILD, directory], capture_output=True, text=True, check=False)
    return done.stderr.splitlines() if done.returncode else []


def leads_nowhere(pages, of, link):
    path, _, place = link.partition("#")
    to = os.path.normpath(os.path.join(os.path.dirname(of), unquote(path))) if path else of
    return to not in pages or place and unquote(place) not in pages[to].ids


def links(pages):
    for name, page in sorted(pages.items()):
        for link in page.links:
            if not re.match(r"https?:", link) and leads_nowhere(pages, name, link):
                yield f"{name}: {link} leads nowhere"


def contents(pages, directory):
    for name, page in sorted(pages.items()):
        yield from (f"{name}: {what}" for what in page.amiss)
        for asked in page.asks:
            if not os.path.exists(os.path.join(directory, os.path.dirname(name), asked)):
                yield f"{name}: asks for {asked}"


def listed(pages):
    """Pages of doc/ and its directories, but for those of single diagnostics, are in the list of all."""
    wanted = glob.glob("doc/*.md") + glob.glob("doc/*.[1-8]") + glob.glob("doc/*/*.md")
    shown = {os.path.normpath(link) for link in pages["index.html"].links}
    for path in sorted(wanted):
        page = re.sub(r"\.md$", "", os.path.relpath(path, "doc")) + ".html"
        if not path.startswith("doc/diagnostics/") and path != "doc/README.md" and page not in shown:
            yield f"{path} is not in the list of doc/README.md"


def coloured(pages):
    missing = {"c", "d", "k", "n", "s"} - pages["language.html"].classes
    return [f"nothing in language.html has the colour {kind}" for kind in sorted(missing)]


def tidy(directory, pages):
    for name in sorted(pages):
        done = subprocess.run(["tidy", "-q", "-e", os.path.join(directory, name)], text=True,
                              capture_output=True, check=False)
        yield from (f"{name}: {line}" for line in done.stderr.splitlines())


def shown(directory):
    """Narrow and wide, light and dark, and on paper."""
    with open("tests/browser/look.js", encoding="utf-8") as file:
        look = file.read()
    with devtools.Browser(120) as browser:
        tab = devtools.Page(browser)
        for name in SHOWN:
            for width, dark in ((400, False), (400, True), (1280, False), (1700, True)):
                tab.look(width, dark=dark)
                told = tab.open(os.path.join(directory, name + ".html"))
                for what in told + tab.evaluate(look)["amiss"]:
                    if not what.startswith(OF_REPORTS):
                        yield f"{name}, {width} wide, {'dark' if dark else 'light'}: {what}"
            if not tab.paper().startswith(b"%PDF"):
                yield f"{name} is not printed"


def same(first, second):
    build(second)
    left, right = (sorted(os.path.relpath(p, d) for p in glob.glob(d + "/**", recursive=True)
                          if os.path.isfile(p)) for d in (first, second))
    differ = filecmp.cmpfiles(first, second, left, shallow=False)[1] if left == right else ["the list"]
    return [f"{name} differs" for name in differ]


def main():
    # Numbers go on behind those of links.sh.
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1

    def tell(what, amiss, skip=""):
        nonlocal number
        amiss = list(amiss)
        print(f"{'not ok' if amiss else 'ok'} {number} - {what}{skip and ' # SKIP ' + skip}", flush=True)
        for line in amiss[:20]:
            print("#", line)
        number += 1

    with tempfile.TemporaryDirectory() as directory:
        first = os.path.join(directory, "first")
        amiss = build(first)
        tell("the manual is made into a site", amiss)
        pages = {}
        for path in [] if amiss else glob.glob(first + "/**/*.html", recursive=True):
            pages[os.path.relpath(path, first)] = Look(path)
        tell("links of the site lead somewhere", links(pages) if pages else ["there are no pages"])
        tell("pages ask for nothing that is not there", contents(pages, first))
        tell("all pages are listed", listed(pages) if pages else [])
        tell("code has colours", coloured(pages) if pages else [])
        tell("the same sources give the same site", same(first, os.path.join(directory, "second")))
        there = shutil.which("tidy")
        tell("a validator has nothing to say", tidy(first, pages) if there else [],
             "" if there else "there is no tidy")
        there = devtools.program() and pages
        tell("pages can be read", shown(first) if there else [],
             "" if there else "there is no Chromium to look at pages with")


if __name__ == "__main__":
    main()
