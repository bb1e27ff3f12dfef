"""Pages of the documentation as one session at a terminal: session.py PAGE…

In an empty directory, and one shell for all the pages, what they show is done in its order:
  ```tl file NAME     the block is the file NAME (of any language: yaml, c, sh, …)
  ```tl more NAME     it is added to the end of that file, after an empty line
  ```console          lines that begin with `$ ` are typed, and `> ` goes on with the line before;
                      what stands below is what is printed.  A line `…` stands for one or more.
For each page one line of TAP is printed, without its number.  With ACCEPT=1 what is printed now
is written into the pages; `…` stays where it is.
"""
import difflib
import os
import re
import subprocess
import sys
import tempfile
import threading

LIMIT = 120  # seconds for one command
LEFT_OUT = "…"
MARK = "-- done --"


class Shell:
    """One shell, in which one command runs after the other."""

    def __init__(self, directory):
        root = os.path.abspath(os.environ.get("srcdir", "."))
        own = {"PATH": os.path.dirname(os.environ["TLC"]) + ":" + os.environ["PATH"],
               "HOME": directory, "TERM": "dumb", "LC_ALL": "C.UTF-8", "TLC_CACHE": "",
               # Headers are found as if tlc were installed.
               "CPATH": os.path.join(root, "runtime/energy")}
        self.process = subprocess.Popen(
            ["bash"], cwd=directory, env={**os.environ, **own}, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
            errors="replace", start_new_session=True)

    def run(self, command):
        """The lines that it prints; its status stays in `$?`."""
        quoted = "'" + command.replace("'", "'\\''") + "'"
        self.process.stdin.write(f"(exit ${{status-0}}); eval {quoted} </dev/null; status=$?; "
                                 f"echo; echo '{MARK}'\n")
        self.process.stdin.flush()
        timer = threading.Timer(LIMIT, self.process.kill)
        timer.start()
        lines = []
        for line in self.process.stdout:
            if line.rstrip("\n") == MARK:
                break
            lines.append(line.rstrip("\n"))
        else:
            lines.append(f"(ended, or not done after {LIMIT} s)")
        timer.cancel()
        while lines and not lines[-1]:
            lines.pop()
        return lines


def fits(shown, printed):
    """Whether `printed` is what is shown, with one or more lines for each `…`."""
    reached = {0}
    for line in shown:
        if line == LEFT_OUT:
            reached = set(range(min(reached) + 1, len(printed) + 1)) if reached else set()
        else:
            reached = {at + 1 for at in reached if at < len(printed) and printed[at] == line}
    return len(printed) in reached


def renewed(shown, printed):
    """What is printed now, with `…` where it stands for lines in what is shown."""
    if fits(shown, printed):
        return shown
    out = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, shown, printed, False).get_opcodes():
        if kind != "equal" and LEFT_OUT in shown[a:b]:
            before = shown[a:b].index(LEFT_OUT)
            behind = b - a - 1 - before
            out += printed[c:c + before] + [LEFT_OUT] + printed[max(c + before, d - behind):d]
        else:
            out += printed[c:d]
    return out


class Page:
    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.lines = file.read().split("\n")
        self.path, self.new, self.amiss, self.commands = path, [], [], 0

    def differ(self, at, command, shown, printed):
        self.amiss.append(f"{self.path}:{at}: $ {command}")
        self.amiss += difflib.unified_diff(shown, printed, "shown", "printed", lineterm="", n=2)

    def console(self, shell, at, lines):
        """A block of commands; the lines that it should have."""
        out, i = [], 0
        while i < len(lines):
            first = i
            i += 1
            while i < len(lines) and lines[i].startswith("> "):
                i += 1
            typed = lines[first:i]
            if not typed[0].startswith("$ "):
                self.amiss.append(f"{self.path}:{at + first}: nothing is typed")
                return lines
            command = "\n".join(line[2:] for line in typed)
            start = i
            while i < len(lines) and not lines[i].startswith("$ "):
                i += 1
            # Empty lines in front of the next command are there to be read.
            end = i
            while end > start and not lines[end - 1]:
                end -= 1
            shown, printed = lines[start:end], shell.run(command)
            self.commands += 1
            if not fits(shown, printed):
                self.differ(at + first, command, shown, printed)
            out += typed + renewed(shown, printed) + lines[end:i]
        return out

    def block(self, shell, directory, at, info, lines):
        found = re.fullmatch(r"\w+ (file|more) (\S+)", info)
        if found:
            path = os.path.join(directory, found[2])
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w" if found[1] == "file" else "a", encoding="utf-8") as file:
                file.write(("\n" if found[1] == "more" else "") + "\n".join(lines) + "\n")
        return self.console(shell, at, lines) if info == "console" else lines

    def run(self, shell, directory):
        i = 0
        while i < len(self.lines):
            opens = re.fullmatch(r"```(.+)", self.lines[i])
            self.new.append(self.lines[i])
            i += 1
            if opens:
                end = self.lines.index("```", i)
                self.new += self.block(shell, directory, i + 1, opens[1], self.lines[i:end])
                self.new.append("```")
                i = end + 1
        if os.environ.get("ACCEPT") and self.new != self.lines:
            with open(self.path, "w", encoding="utf-8") as file:
                file.write("\n".join(self.new))

    def tell(self):
        print(f"{'not ok' if self.amiss else 'ok'} - {self.path}: {self.commands} commands")
        for line in self.amiss:
            print("#", line)
        sys.stdout.flush()


def main(paths):
    with tempfile.TemporaryDirectory() as directory:
        shell = Shell(directory)
        for path in paths:
            page = Page(path)
            page.run(shell, directory)
            page.tell()
        shell.process.stdin.close()
        shell.process.wait(LIMIT)


if __name__ == "__main__":
    main(sys.argv[1:])
