#!/usr/bin/env python3
"""Makes a site of the manual: build.py OUT, with the sources in $srcdir, tlc in $TLC, and
cmark-gfm and mandoc in $CMARK and $MANDOC or on the PATH.

The pages of doc/ are Markdown as repository browsers show it, and cmark-gfm reads them so.
What is added here is what a site has: a list of all pages (the one of doc/README.md), a table
of contents for each, and colours.  What pages link to outside of doc/, such as examples, has a
page below source/, so that nothing leads out of the site.
"""
import html
import os
import posixpath
import re
import shutil
import subprocess
import sys

import colour
import markup

ROOT = os.path.abspath(os.environ.get("srcdir", "."))
HOME = "doc/README.md"
SHELL = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="{up}style.css">
</head>
<body>
<header><a href="{up}index.html">tlc</a> <a class="to-pages" href="#pages">all pages</a></header>
<div class="page">
<main>
{short}{body}{turn}</main>
{beside}{pages}</div>
</body>
</html>
"""
# Where there is room, the table of contents stands beside the page, else it can be opened above it.
BESIDE = '<nav class="contents" aria-label="On this page">\n{}</nav>\n'
SHORT = '<details class="contents"><summary>On this page</summary>\n<nav>\n{}</nav>\n</details>\n'


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def run(command, text):
    done = subprocess.run(command, input=text, capture_output=True, text=True, encoding="utf-8",
                          check=False)
    if done.returncode:
        sys.exit(f"build.py: {command[0]}: {done.stderr}")
    return done.stdout


def markdown(path):
    """The body of a page of Markdown."""
    command = [os.environ.get("CMARK") or "cmark-gfm", "-e", "table", "--full-info-string"]
    return markup.finished(run(command, read(path)), colour.block)


def manual(path):
    """The body of a man page."""
    command = [os.environ.get("MANDOC") or "mandoc", "-T", "html", "-O", "fragment"]
    return markup.of_man(run(command, read(path)), posixpath.basename(path))


def source(path):
    """The body of a page that shows a file."""
    kind = posixpath.splitext(path)[1][1:]
    return f"<h1>{html.escape(path)}</h1>\n" + colour.block(read(path), kind, "")


def listing(path):
    """The body of a page that lists a directory: pages by their titles."""
    rows = []
    for name in sorted(os.listdir(os.path.join(ROOT, path))):
        if os.path.isfile(os.path.join(ROOT, path, name)):
            title = read(f"{path}/{name}").partition("\n")[0] if name.endswith(".md") else name
            title = html.escape(title.lstrip("# ")).replace("`", "")
            rows.append(f'<li><a href="{name}">{title}</a></li>\n')
    return f"<h1>{html.escape(path)}</h1>\n<ul>\n{''.join(rows)}</ul>\n"


def target(path):
    """Where the page of a file or directory of the sources goes."""
    inside = path[len("doc/"):] if path.startswith("doc/") else "source/" + path
    if os.path.isdir(os.path.join(ROOT, path)):
        return posixpath.join(inside, "index.html")
    if posixpath.basename(path) == "README.md":
        return posixpath.join(posixpath.dirname(inside), "index.html")
    return (inside[:-3] if inside.endswith(".md") else inside) + ".html"


def body_of(path):
    if os.path.isdir(os.path.join(ROOT, path)):
        return listing(path)
    if path.endswith(".md"):
        return markdown(path)
    return manual(path) if re.search(r"\.[1-8]$", path) else source(path)


class Site:
    def __init__(self, out):
        self.out, self.made, self.wanted = out, set(), []
        # Sections of the manual: each has a title and its pages, with their titles.
        self.sections = markup.sections(read(HOME), "doc")
        self.order = [HOME] + [page for _, pages in self.sections for page, _ in pages]

    def link(self, of, to):
        """A link of the page `of`, as it is on the site; what it leads to is made, too."""
        if re.match(r"[a-z]+:", to) or to.startswith("#"):
            return to
        path, mark, place = to.partition("#")
        path = posixpath.normpath(posixpath.join(of if self.is_dir(of) else posixpath.dirname(of), path))
        if not os.path.exists(os.path.join(ROOT, path)):
            sys.exit(f"build.py: {of} links to {to}, which is not there")
        if re.search(r"\.(svg|png)$", path):
            os.makedirs(os.path.dirname(self.place(path[4:])), exist_ok=True)
            shutil.copyfile(os.path.join(ROOT, path), self.place(path[4:]))
            goal = path[4:]
        else:
            self.wanted.append(path)
            goal = target(path)
        return posixpath.relpath(goal, posixpath.dirname(target(of)) or ".") + mark + place

    @staticmethod
    def is_dir(path):
        return os.path.isdir(os.path.join(ROOT, path))

    def place(self, name):
        return os.path.join(self.out, name)

    def pages(self, of):
        """The list of all pages, on each of them."""
        rows = []
        for title, pages in self.sections:
            rows.append(f"<h2>{title}</h2>\n<ul>\n")
            for path, name in pages:
                to = posixpath.relpath(target(path), posixpath.dirname(target(of)) or ".")
                link = f"<b>{name}</b>" if path == of else f'<a href="{to}">{name}</a>'
                rows.append(f"<li>{link}</li>\n")
            rows.append("</ul>\n")
        return f'<nav id="pages" aria-label="All pages">\n{"".join(rows)}</nav>\n'

    def turn(self, of):
        """The pages before and after this one."""
        if of not in self.order:
            return ""
        at, names = self.order.index(of), dict(p for _, pages in self.sections for p in pages)
        rows = []
        for other, word in ((at - 1, "prev"), (at + 1, "next")):
            if 1 <= other < len(self.order):
                path = self.order[other]
                to = posixpath.relpath(target(path), posixpath.dirname(target(of)) or ".")
                rows.append(f'<a rel="{word}" href="{to}">{names[path]}</a>\n')
        return f'<nav class="turn" aria-label="Before and after">\n{"".join(rows)}</nav>\n'

    def make(self, path):
        body = body_of(path)
        contents = markup.contents(body)
        body = re.sub(r'(href|src)="([^"]*)"',
                      lambda m: f'{m[1]}="{html.escape(self.link(path, html.unescape(m[2])))}"', body)
        title = html.unescape(re.sub(r"<[^>]*>", "", re.search(r"<h1[^>]*>(.*?)</h1>", body, re.S)[1]))
        name = target(path)
        file = self.place(name)
        os.makedirs(os.path.dirname(file), exist_ok=True)
        with open(file, "w", encoding="utf-8") as to:
            to.write(SHELL.format(title=html.escape(title), up="../" * name.count("/"), body=body,
                                  turn=self.turn(path), pages=self.pages(path),
                                  short=SHORT.format(contents) if contents else "",
                                  beside=BESIDE.format(contents) if contents else ""))

    def build(self):
        self.wanted = list(self.order)
        while self.wanted:
            path = self.wanted.pop()
            if path not in self.made:
                self.made.add(path)
                self.make(path)
        shutil.copyfile(os.path.join(os.path.dirname(os.path.abspath(__file__)), "style.css"),
                        self.place("style.css"))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: build.py OUT")
    Site(sys.argv[1]).build()
