"""A page in headless Chromium, by the DevTools protocol through a pipe (standard library only).

https://chromedevtools.github.io/devtools-protocol/ tells what may be asked.
"""
import base64
import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.parse

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def program():
    """The browser's path; None if there is none."""
    chosen = os.environ.get("CHROMIUM")
    return shutil.which(chosen) if chosen else next(filter(None, map(shutil.which, NAMES)), None)


class Failure(Exception):
    """The browser ended, was too slow, or did not want to."""


class Browser:
    """Reaches nothing: whatever asks for an address goes to a closed port, and is recorded."""

    def __init__(self, seconds=60):
        self.seconds, self.number, self.rest, self.events = seconds, 0, b"", []
        self.profile = tempfile.mkdtemp()
        reads, self.output = os.pipe()
        self.input, writes = os.pipe()
        self.process = subprocess.Popen(
            ["sh", "-c", f'exec "$@" 3<&{reads} 4>&{writes}', "sh", program(), "--headless",
             "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
             "--remote-debugging-pipe", f"--user-data-dir={self.profile}", "--no-first-run",
             "--disable-background-networking", "--disable-component-update",
             "--proxy-server=127.0.0.1:9", "--proxy-bypass-list=<-loopback>"],
            pass_fds=(reads, writes), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True)
        os.close(reads)
        os.close(writes)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self.output)
        os.close(self.input)
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            pass
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)

    def _message(self, end):
        while b"\0" not in self.rest:
            if not select.select([self.input], [], [], max(0, end - time.monotonic()))[0]:
                raise Failure(f"no answer within {self.seconds} s")
            some = os.read(self.input, 1 << 20)
            if not some:
                raise Failure("the browser ended")
            self.rest += some
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, session=None, **parameters):
        """What the browser answers; events that come in between are kept."""
        self.number += 1
        request = {"id": self.number, "method": method, "params": parameters}
        if session:
            request["sessionId"] = session
        os.write(self.output, json.dumps(request).encode() + b"\0")
        end = time.monotonic() + self.seconds
        while True:
            message = self._message(end)
            if message.get("id") == self.number:
                if "error" in message:
                    raise Failure(f"{method}: {message['error']['message']}")
                return message["result"]
            self.events.append(message)

    def wait(self, method):
        """The first event of that name that has come, or comes."""
        end = time.monotonic() + self.seconds
        seen = 0
        while True:
            for message in self.events[seen:]:
                if message.get("method") == method:
                    return message
            seen = len(self.events)
            self.events.append(self._message(end))


class Page:
    """One tab."""

    def __init__(self, browser):
        self.browser = browser
        target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        self.target = target
        self.session = browser.call("Target.attachToTarget", targetId=target,
                                    flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(domain + ".enable")

    def call(self, method, **parameters):
        return self.browser.call(method, self.session, **parameters)

    def close(self):
        self.browser.call("Target.closeTarget", targetId=self.target)

    def look(self, width, height=800, dark=False, scripts=True):
        """How wide it is, in which scheme, and whether scripts of its own may run."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        self.call("Emulation.setScriptExecutionDisabled", value=not scripts)

    def open(self, path):
        """Loads a file; the result is what came amiss: errors, and what was asked for."""
        self.browser.events.clear()
        url = "file://" + urllib.parse.quote(os.path.abspath(path))
        self.call("Page.navigate", url=url)
        self.browser.wait("Page.loadEventFired")
        self.evaluate("0")  # whatever was under way has been told
        return list(self._amiss(url))

    def _amiss(self, url):
        for event in self.browser.events:
            what, said = event.get("method"), event.get("params", {})
            if what == "Runtime.exceptionThrown":
                yield "an exception: " + said["exceptionDetails"].get("text", "")
            elif what == "Runtime.consoleAPICalled":
                yield "the console has: " + said["type"]
            elif what == "Log.entryAdded" and said["entry"]["level"] in ("error", "warning"):
                yield "the log has: " + said["entry"]["text"]
            elif what == "Network.requestWillBeSent" and said["type"] != "Document":
                yield "a request: " + said["request"]["url"]

    def evaluate(self, expression):
        """The value of an expression, as JSON has it."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in answer:
            raise Failure(answer["exceptionDetails"].get("exception", {}).get("description", "?"))
        return answer["result"].get("value")

    def picture(self, path, whole=True):
        data = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        with open(path, "wb") as out:
            out.write(base64.b64decode(data["data"]))

    def paper(self):
        """The page as PDF, A4."""
        data = self.call("Page.printToPDF", paperWidth=8.27, paperHeight=11.69,
                         printBackground=False)
        return base64.b64decode(data["data"])
