"""A screen in memory whose pixels can be looked at without asking anybody, and programs shown on it."""

import contextlib
import mmap
import os
import pathlib
import signal
import struct
import subprocess
import time

from measure import Failed

PATIENCE_S = 60
LOOK_EVERY_S = 0.004
# The main button's colour (--accent in page.css), as a screen of 24 bits keeps it, with either filling.
ACCENTS = [bytes([0x72, 0x58, 0x1B, filling]) for filling in (0x00, 0xFF)]
# A button is so many pixels of it in a line, in so many of the lines that are looked at.
RUN_PX, LINES, LINES_APART_PX = 30, 3, 16
TICKS_S = os.sysconf("SC_CLK_TCK")


class Screen:
    """Xvfb that keeps its pixels in a file, a session bus, and a small window manager. Use it with `with`."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.started = []

    def __enter__(self):
        read, write = os.pipe()
        # The lowest free number is taken by the server itself, which tells it.
        xvfb = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x900x24", "-nolisten", "tcp"]
        self._start([*xvfb, "-fbdir", str(self.folder)], pass_fds=[write])
        os.close(write)
        with os.fdopen(read) as told:
            number = told.readline().strip()
        if not number:
            raise Failed("Xvfb did not open a screen")
        bus = self._start(["dbus-daemon", "--session", "--nofork", "--print-address"], stdout=subprocess.PIPE, text=True)
        quiet = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "WAYLAND_"))}
        runtime = self.folder / "runtime"
        runtime.mkdir(mode=0o700, exist_ok=True)
        self.environment = quiet | {
            "DISPLAY": f":{number}",
            "DBUS_SESSION_BUS_ADDRESS": bus.stdout.readline().strip(),
            "XDG_RUNTIME_DIR": str(runtime),
            "HOME": str(self.folder),
            "GDK_BACKEND": "x11",
            "LC_ALL": "C.UTF-8",
        }
        self._start(["openbox", "--sm-disable"], env=self.environment)
        with open(self.folder / "Xvfb_screen0", "rb") as file:
            self.pixels = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        head = struct.unpack(">25I", self.pixels[:100])
        self.first_byte = head[0] + head[19] * 12
        self.height, self.line_bytes = head[5], head[12]
        return self

    def __exit__(self, *_):
        for program in reversed(self.started):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(program.pid, signal.SIGKILL)
            program.wait()

    def _start(self, argv, **more):
        kept = {"stderr": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stdin": subprocess.DEVNULL} | more
        self.started.append(subprocess.Popen(argv, start_new_session=True, **kept))
        return self.started[-1]

    def start(self, argv, **environment):
        """Shows a program; it and what it started are gone with the screen."""
        return self._start([str(word) for word in argv], env=self.environment | environment)

    def end(self, program):
        """Ends a program as a person does, by its window's button; by force when it does not."""
        program.send_signal(signal.SIGTERM)
        try:
            program.wait(10)
        except subprocess.TimeoutExpired:
            pass
        with contextlib.suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGKILL)
        program.wait()
        self.started.remove(program)
        self.until(lambda: not self.shows_button(), "the window is gone")

    def shows_button(self):
        """Whether the main button is to be seen, drawn as one that can be pressed."""
        found = 0
        for y in range(0, self.height, LINES_APART_PX):
            at = self.first_byte + y * self.line_bytes
            line = self.pixels[at : at + self.line_bytes]
            found += any(accent * RUN_PX in line for accent in ACCENTS)
        return found >= LINES

    def until(self, is_so, what):
        """Waits for something; the seconds it took."""
        begun = time.monotonic()
        while not is_so():
            if time.monotonic() - begun > PATIENCE_S:
                raise Failed(f"not so after {PATIENCE_S} s: {what}")
            time.sleep(LOOK_EVERY_S)
        return time.monotonic() - begun

    def tool(self, *argv):
        """What a tool that looks at this screen answers."""
        done = subprocess.run(argv, env=self.environment, capture_output=True, text=True)
        if done.returncode != 0:
            raise Failed(f"{' '.join(argv)}: {done.stderr}")
        return done.stdout.strip()


def family(pid):
    """A process and all it started."""
    below = {}
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
                below.setdefault(parent, []).append(int(entry.name))
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        waiting += below.get(found[-1], [])
    return found


def is_running(pid):
    """Whether a process is there, and not only its exit status."""
    with contextlib.suppress(OSError):
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return False


def processor_seconds(pids):
    """What these processes have used of the processor, all together."""
    ticks = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / TICKS_S
