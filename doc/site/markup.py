"""HTML of cmark-gfm and of mandoc, made fit for the site."""
import html
import posixpath
import re

MOST = 60  # entries of a table of contents that show a second level, too


def plain(text):
    return html.unescape(re.sub(r"<[^>]*>", "", text))


def anchor(title, taken):
    """What a heading is called in a link, as repository browsers have it."""
    name = first = re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
    n = 0
    while name in taken:
        n += 1
        name = f"{first}-{n}"
    taken.add(name)
    return name


def finished(text, block):
    """A page of cmark-gfm: code in colours by block(code, language, rest), headings with names."""
    taken = set()
    text = text.replace("<!-- raw HTML omitted -->\n", "")
    text = re.sub(r'<pre><code(?: class="language-([^"]*)")?(?: data-meta="([^"]*)")?>(.*?)</code></pre>\n',
                  lambda m: block(html.unescape(m[3]), m[1] or "", m[2] or ""), text, flags=re.S)
    text = re.sub(r"<h([1-6])>(.*?)</h\1>",
                  lambda m: f'<h{m[1]} id="{anchor(plain(m[2]), taken)}">{m[2]}</h{m[1]}>', text)
    text = re.sub(r' align="([a-z]*)"', r' class="\1"', text)
    return text.replace("<table>", '<div class="wide"><table>').replace("</table>", "</table></div>")


def of_man(text, name):
    """A page of mandoc: a title above its sections, which have their names already."""
    text = re.sub(r'<table class="(head|foot)">.*?</table>\n', "", text, flags=re.S)
    text = re.sub(r'<a class="permalink"[^>]*>(.*?)</a>', r"\1", text, flags=re.S)
    for level in (2, 1):
        text = re.sub(rf"(</?)h{level}\b", rf"\1h{level + 1}", text)
    text = re.sub(r"<i>(\s*)</i>", r"\1", text)
    base, _, section = name.rpartition(".")
    return f"<h1>{base}({section})</h1>\n{text}"


def contents(text):
    """A table of contents made of the headings of a page; empty if there is little to list."""
    found = re.findall(r'<h([23])\b[^>]*\bid="([^"]*)"[^>]*>(.*?)</h\1>', text, flags=re.S)
    if len(found) > MOST:
        found = [entry for entry in found if entry[0] == "2"]
    if len(found) < 2:
        return ""
    rows = [f'<li class="h{level}"><a href="#{name}">{re.sub("</?a[^>]*>", "", title)}</a></li>\n'
            for level, name, title in found]
    return f"<ul>\n{''.join(rows)}</ul>\n"


def sections(text, directory):
    """The sections of the page that lists all others: titles, and the pages in their lists."""
    found = []
    for line in text.splitlines():
        if line.startswith("## "):
            found.append((html.escape(line[3:]), []))
        item = re.match(r"\s*(?:\*|\d+\.) \[([^]]*)\]\(([^):#]*)\)", line)
        if item and found:
            name = html.escape(item[1]).replace("`", "")
            found[-1][1].append((posixpath.normpath(posixpath.join(directory, item[2])), name))
    return [section for section in found if section[1]]
