"""One measured command, and the ground it is measured on: durable state, warm caches, room on the disk."""

import concurrent.futures
import dataclasses
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

# ext4 without a journal passes over inodes deleted less than 60 s (in a block written since: 360 s)
# ago, one by one at every creation: 100,000 new files then cost 30 s of CPU instead of 3. So what
# was used is deleted after the last measurement only, and a run that follows soon waits.
AFTER_DELETING_S = 365
KEEP_FREE = 12 << 30


class Failed(Exception):
    """A measured command did not do what it was asked to; its figures would mean nothing."""


@dataclasses.dataclass
class Sample:
    seconds: float
    peak_mb: float
    output: str = ""


def say(text):
    print(text, file=sys.stderr, flush=True)


def command(argv, cwd=None):
    """Runs one command to its end. The peak can't read lower than this process's own, about 20 MB."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        start = time.monotonic()
        child = subprocess.Popen(argv, stdout=out, stderr=err, stdin=subprocess.DEVNULL, cwd=cwd)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.monotonic() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        text = out.read()
        if child.returncode != 0:
            said = (err.read() + text)[-2_000:]
            raise Failed(f"exit {child.returncode} from: {' '.join(map(str, argv))}\n{said}")
    return Sample(seconds, usage.ru_maxrss / 1024, text)


def read_once(root):
    """Brings every file below `root` into the page cache and every inode into the inode cache."""
    for folder, _, names in os.walk(root):
        for name in names:
            with open(os.path.join(folder, name), "rb", buffering=0) as f:
                while f.read(1 << 20):
                    pass


def barrier():
    """Nothing written earlier is still on its way to the disk."""
    os.sync()


class Room:
    """Fresh folders for every run, on one disk; used ones are deleted only where nothing is timed."""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.deleted = self.root / "last-deleted"
        self.runs = self.root / "runs"
        self.made = 0
        if self.runs.exists():
            self.clear()
        self.runs.mkdir(parents=True)
        self._wait()

    def fresh(self, need=4 << 30):
        """A new empty folder, with `need` bytes of room below it."""
        disk = os.statvfs(self.root)
        if disk.f_bavail * disk.f_frsize < need + KEEP_FREE:
            raise Failed(
                f"less than {(need + KEEP_FREE) >> 30} GB free at {self.root}: "
                "set BENCH_DIR to a larger disk or ask for fewer --runs"
            )
        self.made += 1
        folder = self.runs / str(self.made)
        folder.mkdir()
        return folder

    def clear(self):
        """Deletes what was used, many at once: with online discard each deletion waits for the disk."""
        say("deleting what earlier runs wrote …")
        below = [p for depth in ("*/*/*/*", "*/*/*", "*") for p in self.runs.glob(depth)]
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda p: shutil.rmtree(p, ignore_errors=True), below))
        shutil.rmtree(self.runs)
        os.sync()
        self.deleted.touch()

    def _wait(self):
        if self.deleted.exists() and _passes_over_deleted(self.root):
            left = AFTER_DELETING_S - (time.time() - self.deleted.stat().st_mtime)
            if left > 0:
                say(f"waiting {left:.0f} s for the disk to forget what was deleted …")
                time.sleep(left)


def _passes_over_deleted(path):
    """Whether `path` is on ext4 without a journal."""
    found = subprocess.run(["findmnt", "-no", "FSTYPE,SOURCE", "-T", path], capture_output=True, text=True)
    kind, _, device = found.stdout.strip().partition(" ")
    journals = pathlib.Path("/proc/fs/jbd2").glob(f"{os.path.basename(device.strip())}-*")
    return kind == "ext4" and not any(journals)
