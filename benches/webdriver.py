"""As much of the WebDriver protocol as it takes to press a button in the real window and to ask its page."""

import contextlib
import json
import socket
import time
import urllib.error
import urllib.request

from measure import Failed
from screen import family, is_running

PATIENCE_S = 60


class Page:
    """The page of an app started by WebKitWebDriver. Use it with `with`."""

    def __init__(self, screen, argv):
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            port = s.getsockname()[1]
        # The two names by which Tauri lets itself be driven.
        driven = {"TAURI_AUTOMATION": "true", "TAURI_WEBVIEW_AUTOMATION": "true"}
        self.driver = screen.start(["WebKitWebDriver", f"--port={port}"], **driven)
        self.screen, self.base = screen, f"http://127.0.0.1:{port}"
        screen.until(lambda: _listens(port), "the driver answers")
        options = {"binary": str(argv[0]), "args": [str(word) for word in argv[1:]]}
        wanted = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        self.session = self._ask("POST", "/session", wanted)["sessionId"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shown = [pid for pid in family(self.driver.pid) if pid != self.driver.pid]
        with contextlib.suppress(Failed):
            self._ask("DELETE", f"/session/{self.session}")
        # It may have work to end in order.
        self.screen.until(lambda: not any(is_running(pid) for pid in shown), "the app has ended")
        self.screen.end(self.driver)

    def run(self, script, *arguments):
        """The answer of a piece of JavaScript."""
        return self._ask("POST", f"/session/{self.session}/execute/sync", {"script": script, "args": list(arguments)})

    def press(self, name):
        """Presses the button or link of this name, as soon as there is one."""
        script = """const found = [...document.querySelectorAll('button, a[href]')]
          .find((e) => e.textContent.trim() === arguments[0] && !e.disabled); found?.click(); return !!found;"""
        self.until(lambda: self.run(script, name), f"{name} can be pressed")

    def says(self, words):
        return words in self.run("return document.body.innerText").replace("\u00a0", " ")

    def until(self, is_so, what):
        begun = time.monotonic()
        while not is_so():
            if time.monotonic() - begun > PATIENCE_S:
                raise Failed(f"not so after {PATIENCE_S} s: {what}\n{self.run('return document.body.innerText')}")
            time.sleep(0.05)

    def _ask(self, method, path, body=None):
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as e:
            raise Failed(f"{method} {path}: {e.read().decode()[:1_000]}") from e


def _listens(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False
