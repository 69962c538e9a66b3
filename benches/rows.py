"""The rows of the table: what each contender does, what is prepared outside the timed part."""

import dataclasses
import pathlib
import shutil
from collections.abc import Callable

import libraries
import programs
from measure import Failed, Room, Sample, barrier, read_once


@dataclasses.dataclass
class Row:
    key: str
    title: str
    peer: str
    goal: float
    cache: str  # the state of the page cache
    contenders: dict[str, Callable[[], Sample]]  # "ours", "peer", perhaps "floor", and others by their command
    closing: Callable[[], None] = lambda: None  # checks what the last runs left behind
    max_runs: int | None = None  # where a peer takes very long


class Bench:
    """What rows share: libraries, room, programs, and the copies that later rows start from."""

    def __init__(self, work, binary, floor):
        work = pathlib.Path(work)
        work.mkdir(parents=True, exist_ok=True)
        self.work, self.binary = work, binary
        self.room = Room(work)
        self.floor = programs.Floor(work) if floor else None
        self.ours = {}  # library -> the last (ElderPhoto, {"home": path, "aunt": path})
        self.peers = {}  # library -> the last two folders rsync filled
        self.at_end = []  # what must be stopped, whatever happens
        self.peaks = {}  # files in the library -> the highest peak of ours

    def photos(self):
        return libraries.photos(str(self.work / "photos"))

    def small(self, count):
        return libraries.small(str(self.work / f"small-{count}"), count)

    def two_folders(self):
        base = self.room.fresh()
        places = {"home": base / "p1", "aunt": base / "p2"}
        for path in places.values():
            path.mkdir()
        return base, places

    def back_up(self, library, count):
        """A first backup to two new places."""
        base, places = self.two_folders()
        us = programs.ElderPhoto(self.binary, base / "H").set_up(library, places)
        read_once(library)
        barrier()
        sample, said = us.run("backup")
        copied = [place.get("copied") for place in said["places"]]
        if copied != [count, count]:
            raise Failed(f"a first backup of {count} files says it copied {copied}")
        self.ours[library] = us, places
        self._note_peak(count, sample)
        return sample

    def back_up_again(self, library, count):
        us, _ = self.last_backup(library, count)
        barrier()
        sample, said = us.run("backup")
        if any(place.get("copied") for place in said["places"]):
            raise Failed(f"nothing changed, and yet something was copied: {said['places']}"[:2_000])
        self._note_peak(count, sample)
        return sample

    def rsync(self, library):
        """rsync to two new folders, then sync -f."""
        _, places = self.two_folders()
        read_once(library)
        barrier()
        sample = programs.rsync_twice_durable(library, *places.values())
        self.peers[library] = list(places.values())
        return sample

    def copy_bare(self, library):
        _, places = self.two_folders()
        read_once(library)
        barrier()
        return self.floor.copy(library, *places.values())

    def last_backup(self, library, count):
        if library not in self.ours:
            self.back_up(library, count)
        return self.ours[library]

    def last_rsync(self, library):
        if library not in self.peers:
            self.rsync(library)
        return self.peers[library]

    def must_equal(self, library, folder, far=False):
        left = programs.differences(library, folder, far)
        if left:
            raise Failed(f"{folder} is not a copy of the library:\n{left[:1_000]}")

    def _note_peak(self, count, sample):
        self.peaks[count] = max(self.peaks.get(count, 0), sample.peak_mb)


def first_copy(bench, key, title, library, count, goal):
    contenders = {
        "ours": lambda: bench.back_up(library, count),
        "peer": lambda: bench.rsync(library),
    }
    if bench.floor:
        contenders["floor"] = lambda: bench.copy_bare(library)

    def closing():
        us, places = bench.last_backup(library, count)
        for path in places.values():
            bench.must_equal(library, path)

    return Row(key, title, "rsync -a twice, then sync -f", goal, "library warm", contenders, closing)


def copy_photos(bench):
    title = "1,000 photos, 2 folder places at once, hashed and durable"
    return first_copy(bench, "photos", title, bench.photos(), 1_000, 0.65)


def copy_small(bench):
    title = "100,000 small files, 2 folder places"
    return first_copy(bench, "small", title, bench.small(100_000), 100_000, 0.8)


def unchanged(bench):
    library, count = bench.small(100_000), 100_000
    warmed = set()

    def ours():
        if "ours" not in warmed:
            bench.back_up_again(library, count)
            warmed.add("ours")
        return bench.back_up_again(library, count)

    def peer():
        folders = bench.last_rsync(library)
        if "peer" not in warmed:
            programs.rsync_twice(library, *folders)
            warmed.add("peer")
        barrier()
        return programs.rsync_twice(library, *folders)

    return Row(
        "unchanged",
        "nothing changed, 100,000 files, 2 folder places",
        "rsync -a twice",
        0.35,
        "inodes warm: each ran once before",
        {"ours": ours, "peer": peer},
    )


def verify(bench):
    library, count = bench.photos(), 1_000

    def ours():
        us, places = bench.last_backup(library, count)
        read_once(places["home"])
        barrier()
        sample, said = us.run("verify", "--full", "--place", "home")
        if [place.get("checked") for place in said["places"]] != [count]:
            raise Failed(f"a full check of {count} files says: {said}"[:2_000])
        return sample

    def peer():
        folder = bench.last_rsync(library)[0]
        read_once(folder)
        barrier()
        return programs.openssl_all_cores(folder)

    return Row(
        "verify",
        "full verify of 1 GB in a folder place",
        "openssl dgst -sha256 on all cores",
        1.1,
        "place warm",
        {"ours": ours, "peer": peer},
    )


def restore(bench):
    library, count = bench.photos(), 1_000
    last = {}

    def ours():
        us, places = bench.last_backup(library, count)
        last["to"] = bench.room.fresh()
        read_once(places["home"])
        barrier()
        return us.run("restore", "--all", "--place", "home", "--to", last["to"])[0]

    def peer():
        folder = bench.last_rsync(library)[0]
        to = bench.room.fresh()
        read_once(folder)
        barrier()
        return programs.rsync_back(folder, to)

    return Row(
        "restore",
        "`restore --all` of 1 GB, verified",
        "rsync -a",
        1.0,
        "place warm",
        {"ours": ours, "peer": peer},
        lambda: bench.must_equal(library, last["to"]) if last else None,
    )


ROWS = {
    "photos": copy_photos,
    "small": copy_small,
    "unchanged": unchanged,
    "verify": verify,
    "restore": restore,
}


def peak_memory(bench, count):
    """The highest peak of a first backup and of one that finds nothing changed, in MB."""
    library = bench.small(count)
    if count not in bench.peaks:
        bench.back_up(library, count)
    bench.back_up_again(library, count)
    return bench.peaks[count]


def forget(bench, count):
    """A library that is too large to keep for the next run."""
    shutil.rmtree(bench.work / f"small-{count}", ignore_errors=True)
    (bench.work / f"small-{count}.done").unlink(missing_ok=True)
