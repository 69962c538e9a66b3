"""The rows on far places: over SSH to a machine on loopback, or at the end of a line of 40 ms there and back."""

import contextlib
import os

import libraries
import programs
from far import FarMachine, Line
from measure import Failed, barrier, command, read_once
from rows import Row

ONE_WAY_MS = 20
VIDEO_BYTES = 2 << 30


class Far:
    """A far machine for the runs of one row, with the copies that are there."""

    def __init__(self, bench, library, count, has_shell=True, one_way_ms=0):
        self.bench, self.library, self.count = bench, library, count
        self.machine = FarMachine(bench.room.fresh(), has_shell, one_way_ms)
        bench.at_end.append(self.machine.__exit__)
        self.made = 0
        self.last_name = self.last_us = None
        self.last_rsync = None

    def name(self):
        self.made += 1
        return f"p{self.made}"

    def back_up(self):
        name = self.name()
        home = self.machine.folder / f"H-{name}"
        us = programs.ElderPhoto(self.bench.binary, home).set_up(self.library, {})
        us.ask(*self.machine.add_place(name))
        read_once(self.library)
        barrier()
        sample, said = us.run("backup")
        if [place.get("copied") for place in said["places"]] != [self.count]:
            raise Failed(f"a first backup of {self.count} files says: {said}"[:2_000])
        self.last_name, self.last_us = name, us
        return sample

    def rsync(self):
        self.last_rsync = self.name()
        read_once(self.library)
        barrier()
        return self.machine.rsync_there(self.library, self.last_rsync)

    def restic(self):
        backup = self.machine.restic_repository(self.name())
        read_once(self.library)
        barrier()
        return command([*backup, self.library])

    def rclone(self):
        read_once(self.library)
        barrier()
        return self.machine.rclone_there(self.library, self.name())

    def us(self):
        if not self.last_us:
            self.back_up()
        return self.last_us

    def rsynced(self):
        if not self.last_rsync:
            self.rsync()
        return self.last_rsync

    def close(self):
        if self.last_name:
            self.bench.must_equal(self.library, self.machine.home / self.last_name, far=True)
        self.machine.__exit__()


def _where(one_way_ms):
    return f"{2 * one_way_ms} ms round trip" if one_way_ms else "loopback"


def _copy(bench, key, library, what, goal, *, has_shell=True, one_way_ms=0, max_runs=None, with_restic=False):
    root, count = library
    far = Far(bench, root, count, has_shell, one_way_ms)
    peer = far.rsync if has_shell else far.rclone
    title = f"{what} to a far place, {_where(one_way_ms)}" + ("" if has_shell else ", server without a shell")
    named = "rsync -a -e ssh" if has_shell else "rclone copy"
    contenders = {"ours": far.back_up, "peer": peer} | ({"restic backup": far.restic} if with_restic else {})
    return Row(key, title, named, goal, "library warm", contenders, far.close, max_runs)


def photos(bench):
    return bench.photos(), 1_000


def medium(bench):
    return libraries.medium(str(bench.work / "medium")), 20_000


def far_loopback(bench):
    return _copy(bench, "far-loopback", photos(bench), "1,000 photos", 1.0, with_restic=True)


def far_photos(bench):
    return _copy(bench, "far-photos", photos(bench), "1,000 photos", 0.45, one_way_ms=ONE_WAY_MS, with_restic=True)


def far_medium(bench):
    return _copy(bench, "far-medium", medium(bench), "20,000 files of 50 KB", 1.0, one_way_ms=ONE_WAY_MS)


def far_no_shell(bench):
    library = photos(bench)
    return _copy(bench, "far-noshell", library, "1,000 photos", 0.2, has_shell=False, one_way_ms=ONE_WAY_MS, max_runs=2)


def far_no_shell_medium(bench):
    library, what = medium(bench), "20,000 files of 50 KB"
    more = {"has_shell": False, "one_way_ms": ONE_WAY_MS, "max_runs": 1}
    return _copy(bench, "far-noshell-medium", library, what, 0.2, **more)


def far_unchanged(bench):
    far = Far(bench, *photos(bench), one_way_ms=ONE_WAY_MS)

    def ours():
        us = far.us()
        sample, said = us.run("backup")
        if any(place.get("copied") for place in said["places"]):
            raise Failed(f"nothing changed, and yet something was copied: {said['places']}"[:2_000])
        return sample

    def peer():
        return far.machine.rsync_there(far.library, far.rsynced())

    title = f"nothing changed, 1,000 photos, far place, {_where(ONE_WAY_MS)}"
    return Row("far-unchanged", title, "rsync -a -e ssh", 1.0, "inodes warm", {"ours": ours, "peer": peer}, far.close)


def far_restore(bench):
    far = Far(bench, *photos(bench), one_way_ms=ONE_WAY_MS)
    last = {}

    def ours():
        us = far.us()
        last["to"] = bench.room.fresh()
        barrier()
        return us.run("restore", "--all", "--to", last["to"])[0]

    def peer():
        name, to = far.rsynced(), bench.room.fresh()
        barrier()
        return far.machine.rsync_back(name, to)

    def closing():
        bench.must_equal(far.library, last["to"])
        far.close()

    title = f"`restore --all` of 1 GB from a far place, {_where(ONE_WAY_MS)}, verified"
    return Row("far-restore", title, "rsync -a -e ssh", 1.0, "place warm", {"ours": ours, "peer": peer}, closing)


ROWS = {
    "far-loopback": far_loopback,
    "far-photos": far_photos,
    "far-medium": far_medium,
    "far-noshell": far_no_shell,
    "far-noshell-medium": far_no_shell_medium,
    "far-unchanged": far_unchanged,
    "far-restore": far_restore,
}


def bytes_results(bench):
    """What goes over the line: a full check, and a large file after the line was cut."""
    return [_verify_bytes(bench), _cut_video(bench)]


def _verify_bytes(bench):
    library, count = photos(bench)
    far = Far(bench, library, count)
    us = far.us()
    data = sum(os.path.getsize(os.path.join(at, name)) for at, _, names in os.walk(library) for name in names)
    with Line(far.machine.folder, far.machine.sshd_port, 0) as line:
        _reach_by(us, far.machine.port, line.port)
        _, said = us.run("verify", "--full")
        if [place.get("checked") for place in said["places"]] != [count]:
            raise Failed(f"a full check of {count} files says: {said}"[:2_000])
        passed = sum(line.bytes())
    _reach_by(us, line.port, far.machine.port)
    far.close()
    return {
        "row": "full verify of 1 GB in a far place with a shell: over the line",
        "ours_mb": passed / 1e6,
        "goal": f"1 % of {data / 1e6:.0f} MB",
        "met": passed <= data / 100,
    }


def _cut_video(bench):
    library = libraries.video(str(bench.work / "video"), VIDEO_BYTES)
    far = Far(bench, library, 1)
    name = far.name()
    us = programs.ElderPhoto(bench.binary, far.machine.folder / f"H-{name}").set_up(library, {})
    us.ask(*far.machine.add_place(name))
    sent = []
    for cut_after in (VIDEO_BYTES * 6 // 10, None):
        with Line(far.machine.folder, far.machine.sshd_port, 0, cut_after) as line:
            _reach_by(us, far.machine.port, line.port)
            if cut_after:
                with contextlib.suppress(Failed):
                    us.ask("backup")
            else:
                us.run("backup")
            sent.append(line.bytes()[0])
        _reach_by(us, line.port, far.machine.port)
    far.last_name = name
    far.close()
    again = sum(sent) - VIDEO_BYTES
    # What SSH itself adds to what it carries is none of it.
    again -= sum(sent) // 200
    return {
        "row": "a video of 2 GB cut off at 60 %: sent again",
        "ours_mb": max(again, 0) / 1e6,
        "goal": "10 MB",
        "met": again <= 10e6,
    }


def _reach_by(us, port, other):
    """The same far machine by another port."""
    settings = us.home / "settings.toml"
    text = settings.read_text()
    if f"port = {port}\n" not in text:
        raise Failed(f"no port {port} in {settings}")
    settings.write_text(text.replace(f"port = {port}\n", f"port = {other}\n"))
