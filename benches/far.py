"""A far machine on this one: sshd with an account of its own, on loopback or at the end of a long line."""

import contextlib
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time

from measure import Failed, command

HERE = pathlib.Path(__file__).resolve().parent
USER = "elderphoto-bench"
SSHD = """
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host
AuthorizedKeysFile {folder}/authorized
PidFile none
StrictModes no
UsePAM no
Subsystem sftp internal-sftp
MaxStartups 100
{more}
"""


def _free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def _wait_for(port):
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise Failed(f"nothing listens on port {port}")


class Line:
    """A long line to a port; use it with `with`."""

    def __init__(self, folder, target, one_way_ms, cut_after=None):
        self.port, self.counts_file = _free_port(), folder / f"line-{time.monotonic_ns()}"
        more = [str(cut_after)] if cut_after else []
        arguments = [str(self.port), str(target), str(one_way_ms), str(self.counts_file), *more]
        self.process = subprocess.Popen([sys.executable, str(HERE / "line.py"), *arguments])
        _wait_for(self.port)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def bytes(self):
        """Bytes that went up and down, once every connection has ended."""
        until = time.monotonic() + 30
        while time.monotonic() < until:
            up, down, still_open = map(int, self.counts_file.read_text().split())
            if still_open == 0:
                return up, down
            time.sleep(0.05)
        raise Failed("connections stay open after the program ended")


class FarMachine:
    """sshd and an account with an ordinary home; use it with `with`. Needs root."""

    def __init__(self, folder, has_shell=True, one_way_ms=0):
        if os.getuid() != 0:
            raise Failed("the far rows make an account for sshd: run them as root, or leave them out with --rows")
        self.folder, self.home = folder, folder / "home"
        self.home.mkdir(parents=True)
        for at in (folder, *folder.parents):
            os.chmod(at, at.stat().st_mode | 0o011)
        self._add_user()
        for name in ("host", "key"):
            command(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name])
        shutil.copy(folder / "key.pub", folder / "authorized")
        os.chmod(folder / "authorized", 0o644)
        self.sshd_port = _free_port()
        more = "" if has_shell else "ForceCommand internal-sftp"
        conf = folder / "sshd_config"
        conf.write_text(SSHD.format(port=self.sshd_port, folder=folder, more=more))
        os.makedirs("/run/sshd", exist_ok=True)
        log = open(folder / "sshd.log", "w")
        self.sshd = subprocess.Popen([shutil.which("sshd") or "/usr/sbin/sshd", "-D", "-e", "-f", conf], stderr=log)
        _wait_for(self.sshd_port)
        self.line = Line(folder, self.sshd_port, one_way_ms) if one_way_ms else None
        self.port = self.line.port if self.line else self.sshd_port
        self.known_hosts = folder / "known_hosts"
        key = (folder / "host.pub").read_text().split()[:2]
        self.known_hosts.write_text(f"[127.0.0.1]:{self.port} {' '.join(key)}\n")

    def _add_user(self):
        subprocess.run(["userdel", "--force", USER], stderr=subprocess.DEVNULL)
        command(["useradd", "--no-create-home", "--home-dir", self.home, "--shell", "/bin/bash", "--password", "*", USER])
        for name in pathlib.Path("/etc/skel").glob(".*"):
            if name.is_file():
                shutil.copy(name, self.home)
        account = pwd.getpwnam(USER)
        for at in (self.home, *self.home.iterdir()):
            os.chown(at, account.pw_uid, account.pw_gid)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.sshd.returncode is not None:
            return
        if self.line:
            self.line.__exit__()
        self.sshd.send_signal(signal.SIGTERM)
        self.sshd.wait()
        subprocess.run(["pkill", "-KILL", "-u", USER])
        subprocess.run(["userdel", "--force", USER], stderr=subprocess.DEVNULL)

    def fingerprint(self):
        return command(["ssh-keygen", "-lf", self.folder / "host.pub"]).output.split()[1]

    def add_place(self, name, port=None):
        """The arguments of `place add` for a folder of its own."""
        return (
            "place", "add", "sftp", name, "--host", "127.0.0.1", "--port", str(port or self.port), "--user", USER,
            "--path", self.home / name, "--key", self.folder / "key", "--accept-host-key", self.fingerprint(),
        )  # fmt: skip

    def _ssh(self):
        return f"ssh -p {self.port} -i {self.folder}/key -o UserKnownHostsFile={self.known_hosts}"

    def rsync_there(self, library, name):
        there = f"{USER}@127.0.0.1:{self.home / name}/"
        return command(["rsync", "-a", "-e", self._ssh(), f"{library}/", there])

    def rsync_back(self, name, to):
        return command(["rsync", "-a", "-e", self._ssh(), f"{USER}@127.0.0.1:{self.home / name}/", f"{to}/"])

    def restic_repository(self, name):
        """An empty one, and the command that backs a folder up to it."""
        ssh = f"{self._ssh()} {USER}@127.0.0.1 -s sftp"
        keep = self.folder / f"restic-{name}"
        keep.mkdir()
        (keep / "password").write_text("a password that guards nothing")
        restic = [
            "restic", "--quiet", "--cache-dir", keep / "cache", "--password-file", keep / "password",
            "-o", f"sftp.command={ssh}", "-r", f"sftp:{USER}@127.0.0.1:{self.home / name}",
        ]  # fmt: skip
        command([*restic, "init"])
        return [*restic, "backup"]

    def rclone_there(self, library, name):
        keys = f"key_file={self.folder}/key,known_hosts_file={self.known_hosts}"
        remote = f":sftp,host=127.0.0.1,port={self.port},user={USER},{keys}:{self.home / name}"
        return command(["rclone", "copy", "--config", "/dev/null", library, remote])
