"""Blocks of code as HTML.  The colours of .tl are those that tlc sees: `tlc --dump=tokens`."""
import html
import os
import re
import subprocess

TLC = os.environ.get("TLC", "tlc")
# What the dump calls a token, and the class that it has here.  Words that are alone of their kind
# stand in backquotes, signs in quotes of either kind.
KINDS = {"declaration": "d", "block keyword": "d", "a clause": "k", "binding keyword": "k",
         "loop keyword": "k", "placement keyword": "k", "a number": "n", "a unit": "n",
         "a string": "s", "a name": ""}
TOKEN = re.compile(r"(\d+):(\d+) (" + "|".join(KINDS) + r"|`[^`]*`(?: or `[^`]*`)?|'[^']*') (.+)")
COMMENT = re.compile(r"//.*|/\*.*?\*/", re.S)


def span(kind, text):
    return f'<span class="{kind}">{html.escape(text)}</span>' if kind else html.escape(text)


def kind_of(name, text):
    return KINDS.get(name, "k" if text.isalpha() else "")


def tokens(code):
    """Of each token where it begins, its class and its length."""
    done = subprocess.run([TLC, "--dump=tokens", "-"], input=code, capture_output=True, text=True,
                          encoding="utf-8", check=False)
    starts = [0]
    for line in code.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for row in done.stdout.splitlines():
        found = TOKEN.fullmatch(row)
        if found:
            at = starts[int(found[1]) - 1] + int(found[2]) - 1
            if code.startswith(found[4], at):
                yield at, kind_of(found[3], found[4]), len(found[4])


def between(text):
    """What stands between tokens: blanks and comments."""
    at, out = 0, []
    for found in COMMENT.finditer(text):
        out += [span("", text[at:found.start()]), span("c", found[0])]
        at = found.end()
    return "".join(out) + span("", text[at:])


def of_tl(code):
    at, out = 0, []
    for start, kind, length in tokens(code):
        if start < at:
            continue
        out += [between(code[at:start]), span(kind, code[start:start + length])]
        at = start + length
    return "".join(out) + between(code[at:])


def of_console(code):
    """Prompts are no part of what is copied."""
    out = []
    for line in code.splitlines(keepends=True):
        typed = re.match(r"([$>] )(.*\n?)", line)
        out.append(span("p", typed[1]) + span("i", typed[2]) if typed else span("", line))
    return "".join(out)


def of_lines(code, mark):
    """A language of which only comments are told apart: lines that begin so."""
    return "".join(span("c" if line.lstrip().startswith(mark) else "", line)
                   for line in code.splitlines(keepends=True))


def block(code, language, rest):
    if language == "tl":
        inner = of_tl(code)
    elif language == "console":
        inner = of_console(code)
    elif language in ("sh", "yaml", "py", "mk", "python"):
        inner = of_lines(code, "#")
    else:
        inner = span("", code)
    name = re.fullmatch(r"(file|more) (\S+)", rest)
    title = f'<figcaption>{html.escape(name[2])}</figcaption>\n' if name else ""
    text = f'<pre class="{language or "text"}" tabindex="0"><code>{inner}</code></pre>\n'
    return f"<figure>\n{title}{text}</figure>\n" if name else text
