"""The programs that are compared: ElderPhoto, what a user would pick instead, and the bare loop."""

import json
import os
import pathlib
import shlex
import shutil
import subprocess
import sys

from measure import Failed, command, say

HERE = pathlib.Path(__file__).resolve().parent
REPO = HERE.parent
PACKAGES = {
    "rsync": ["rsync"],
    "openssl": ["openssl"],
    "cc": ["gcc", "libc6-dev", "libssl-dev"],
    "sshd": ["openssh-server"],
    "ssh": ["openssh-client"],
    "rclone": ["rclone"],
    "Xvfb": ["xvfb"],
    "openbox": ["openbox"],
    "xdotool": ["xdotool"],
    "dbus-daemon": ["dbus"],
    "WebKitWebDriver": ["webkit2gtk-driver"],
    "restic": ["restic"],
}


def target_folder():
    return pathlib.Path(os.environ.get("CARGO_TARGET_DIR", REPO / "target"))


def install(*tools):
    """Installs what is missing of `tools` (Debian)."""
    missing = [p for t in tools if not shutil.which(t) for p in PACKAGES[t]]
    if missing:
        say(f"installing {' '.join(missing)}")
        apt = ["apt-get", "-y", "-q", "-o", "DPkg::Lock::Timeout=300", "--no-install-recommends"]
        command([*apt, "update"])
        command([*apt, "install", *missing])


def elderphoto_binary():
    """ELDERPHOTO_BIN, or the release build of this tree."""
    given = os.environ.get("ELDERPHOTO_BIN")
    if given:
        return pathlib.Path(given).resolve()
    build = ["cargo", "build", "--release", "-p", "elderphoto-cli"]
    if subprocess.run(build, cwd=REPO, stdout=sys.stderr).returncode != 0:
        raise Failed("elderphoto does not build")
    return (target_folder() / "release" / "elderphoto").resolve()


def window_binary():
    """ELDERPHOTO_APP, or the release build of this tree (the page is built first: `make ui/dist/index.html`)."""
    given = os.environ.get("ELDERPHOTO_APP")
    if given:
        return pathlib.Path(given).resolve()
    build = "make --no-print-directory ui/dist/index.html && cargo build --release -p elderphoto-app"
    if subprocess.run(build, shell=True, cwd=REPO, stdout=sys.stderr).returncode != 0:
        raise Failed("the window does not build")
    return (target_folder() / "release" / "elderphoto-app").resolve()


class ElderPhoto:
    """One installation with a home of its own, driven by the command line's contract."""

    def __init__(self, binary, home):
        self.binary, self.home = binary, home

    def set_up(self, library, places):
        self._json("init", "--library", library)
        for name, path in places.items():
            self._json("place", "add", "folder", name, "--path", path)
        return self

    def ask(self, *args):
        """A command that must do what it says, however it ends."""
        return self._json(*args)

    def run(self, *args):
        """A command that must end as `completed`; returns its sample and its JSON object."""
        sample, said = self._json(*args)
        if said.get("outcome") != "completed":
            raise Failed(f"elderphoto {' '.join(map(str, args))} ended as {said.get('outcome')}: {said}"[:2_000])
        return sample, said

    def _json(self, *args):
        sample = command([self.binary, "--home", self.home, "--json", *args])
        try:
            return sample, json.loads(sample.output)
        except ValueError as e:
            raise Failed(f"elderphoto {' '.join(map(str, args))} printed no single JSON object: {e}")


def shell(line, *paths):
    """A line of shell with each {} replaced by a quoted path; every part of it must succeed."""
    return command(["sh", "-ec", line.format(*(shlex.quote(str(p)) for p in paths))])


def rsync_twice(library, first, second):
    return shell("rsync -a {}/ {}/; rsync -a {}/ {}/", library, first, library, second)


def rsync_twice_durable(library, first, second):
    return shell(
        "rsync -a {}/ {}/; rsync -a {}/ {}/; sync -f {} {}",
        library, first, library, second, first, second,
    )  # fmt: skip


def rsync_back(place, to):
    return shell("rsync -a {}/ {}/", place, to)


def openssl_all_cores(folder):
    return shell(
        "find {} -type f -print0 | xargs -0 -P " + str(os.cpu_count()) + " -n 50 openssl dgst -sha256 > /dev/null",
        folder,
    )


def differences(library, place, far=False):
    """What rsync would still do to make the mirror at `place` the same as the library. A far account is
    another owner, and SFTP keeps times to the second."""
    ours = ["/.elderphoto", "/SHA256SUMS", "/READ ME FIRST.txt"]
    left_out = [f"--exclude={name}" for name in ours]
    how = ["-rltinO", "--modify-window=1"] if far else ["-ainO"]
    return command(["rsync", *how, "--delete", *left_out, f"{library}/", f"{place}/"]).output.strip()


class Floor:
    """floor/floor.c, compiled when it is first asked for."""

    def __init__(self, work):
        self.binary = pathlib.Path(work) / "floor"
        install("cc")
        source = HERE / "floor" / "floor.c"
        command(["cc", "-O2", "-Wall", "-o", self.binary, source, "-lcrypto", "-lpthread"])

    def copy(self, library, first, second):
        return command([self.binary, library, first, second])
