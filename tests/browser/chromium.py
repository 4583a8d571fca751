"""A Chromium to drive by chromedriver, over plain HTTP: no package of Selenium is needed.

Source: W3C WebDriver, w3.org/TR/webdriver2; of Chromium its `goog/cdp/execute`.
"""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import time
import urllib.request
from contextlib import contextmanager

DRIVER = shutil.which("chromedriver")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)  # fmt: skip


class Browser:
    """One window."""

    def __init__(self, server, profile):
        self.server = server
        options = {"binary": CHROMIUM, "args": [*FLAGS, f"--user-data-dir={profile}"]}
        wanted = {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
        made = self._ask("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        self.at = f"/session/{made['sessionId']}"

    def _ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.server + path, data, {"Content-Type": "application/json"}, method=method)  # noqa: S310 -- our own server
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310 -- as above
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(error.read().decode()) from error

    def open(self, address):
        """Go to a page and wait until its comments are unpacked, where it has any."""
        self._ask("POST", f"{self.at}/url", {"url": "about:blank"})
        self._ask("POST", f"{self.at}/url", {"url": address})
        self.run("return window.textmine && textmine.ready.then(() => new Promise(requestAnimationFrame))")

    def run(self, script, *arguments):
        """What a script returns; a promise is waited for."""
        return self._ask("POST", f"{self.at}/execute/sync", {"script": script, "args": list(arguments)})

    def press(self, *keys):
        """Press keys where the focus is; the names of special ones are those of WebDriver."""
        pressed = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        actions = {"actions": [{"type": "key", "id": "keyboard", "actions": pressed}]}
        self._ask("POST", f"{self.at}/actions", actions)

    def back(self):
        self._ask("POST", f"{self.at}/back", {})

    def cdp(self, command, **parameters):
        return self._ask("POST", f"{self.at}/goog/cdp/execute", {"cmd": command, "params": parameters})

    def console(self):
        return self._ask("POST", f"{self.at}/se/log", {"type": "browser"})

    def size(self, width, height, *, dark=False):
        self.cdp("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.cdp("Emulation.setEmulatedMedia", features=scheme)

    def picture(self):
        return base64.b64decode(self._ask("GET", f"{self.at}/screenshot"))

    def pdf(self):
        return base64.b64decode(self._ask("POST", f"{self.at}/print", {"background": True}))

    def until(self, script, *arguments, seconds=10):
        """Wait until a script returns something true, and return it."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = self.run(script, *arguments)
            if found:
                return found
            time.sleep(0.02)
        raise AssertionError(f"never true: {script}")

    def close(self):
        self._ask("DELETE", self.at)


@contextmanager
def browser(folder):
    """A browser with a profile of its own in `folder`, closed at the end."""
    server = subprocess.Popen([DRIVER, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        port = next(line.rsplit(" ", 1)[1].strip(" .\n") for line in server.stdout if "successfully on port" in line)
        window = Browser(f"http://127.0.0.1:{port}", folder / "profile")
        try:
            yield window
        finally:
            window.close()
    finally:
        server.terminate()
        server.wait(timeout=10)
        server.stdout.close()
