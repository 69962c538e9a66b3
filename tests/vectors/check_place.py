#!/usr/bin/env python3
"""Checks a place, or restores from it, by FORMAT.md alone: the oracle of the tests.

It shares no code with ElderPhoto. It trusts nothing: every tree is read by its digest, every
content that a listed snapshot needs is hashed from the disk.

    check_place.py PLACE [--no-mirror] [--no-times | --time-step-ns N]
                         [--keeps-no-modes] [--allow-extra] [--list]
    check_place.py PLACE --restore SNAPSHOT DEST

Prints one JSON object {"ok", "problems", "snapshots", "extra", "locks", "incoming"}; exit status 0
when nothing is wrong, else 1. A problem starts with its kind: "check: location.json …".

  --no-mirror    after an interruption: what the mirror and SHA256SUMS hold is not compared with a
                 snapshot; that every listed snapshot can be restored (the invariant) still is
  --no-times     do not compare times and modes (a git checkout keeps neither)
  --time-step-ns the place keeps times in steps of so many nanoseconds (1)
  --keeps-no-modes  the place gives every file the same mode
  --allow-extra  files of others in the mirror are only listed, under "extra"
  --list         each snapshot also with its "files", in the order and form of expected/*.json
"""
import argparse
import hashlib
import json
import os
import re
import stat
import sys
from itertools import chain

sys.dont_write_bytecode = True  # nothing of ours beside the vectors

from place_reader import HEX, Bad, canonical, folder_entries, named, need, parse_checked, parse_json, plain, \
    plain_path, raw_name, sha_of, show, time_ns

OURS = [b".elderphoto", b"SHA256SUMS", b"READ ME FIRST.txt"]
KNOWN = {"location.json", "names.json", "snapshots", "trees", "objects", "incoming", "quarantine", "locks",
         "records", "albums", "thumbnails"}
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
SNAPSHOT_ID = re.compile(r"([0-9]{6,})-([0-9]{8}T[0-9]{6}Z)-[0-9a-f]{6}(?:\.c([1-9][0-9]*))?")


def components(path):
    return path.split(b"/") if path else []


def named_path(path):
    return json.loads("{" + named("path", path) + "}")


class Place:
    def __init__(self, root):
        self.root = os.fsencode(root)
        self.ours = os.path.join(self.root, b".elderphoto")
        self.problems, self.nodes, self.hashes, self.found = [], {}, {}, {}
        self.location = self.names = None
        self.snapshots = []

    def problem(self, why):
        self.problems.append(why)

    def attempt(self, step, *args):
        try:
            return step(*args)
        except (Bad, ValueError, TypeError, KeyError, OSError) as e:
            self.problem(str(e) if isinstance(e, Bad) else f"unreadable: {type(e).__name__} {e}")
            return None

    def read(self, name):
        with open(os.path.join(self.ours, os.fsencode(name)), "rb") as file:
            return file.read()

    def read_replaceable(self, name):
        """A checked file, or the new one beside it when the old one was just removed."""
        for candidate in (name, name + ".new"):
            if os.path.lexists(os.path.join(self.ours, candidate.encode())):
                return parse_checked(self.read(candidate), candidate)
        return None

    def open_location(self):
        location = self.read_replaceable("location.json")
        need(location, "check: there is no location.json")
        need(location["layout"] == "mirror", "feature: layout")
        need(not location["features"]["required"], f"feature: {location['features']['required']}")
        for key in ("location_id", "library_id", "owner"):
            need(HEX[32].fullmatch(location[key]), f"json: location.json: {key}")
        need(isinstance(location["owner_generation"], int) and location["owner_generation"] >= 1, "json: generation")
        need(isinstance(location["library_name"], str), "json: location.json: library_name")
        need(MOMENT.fullmatch(location["created"]), "json: location.json: created")
        for source in location["sources"]:
            need(HEX[32].fullmatch(source["id"]) and isinstance(source["name"], str), "json: location.json: sources")
            if prefix := raw_name(source, "prefix", "location.json"):
                plain_path(prefix, "location.json")
        self.location = location

    def open_names(self):
        self.names = {}
        mapping = self.read_replaceable("names.json") or {"names": []}
        paths = [raw_name(entry, "path", "names.json") for entry in mapping["names"]]
        need(paths == sorted(set(paths)), "order: names.json")
        for path, entry in zip(paths, mapping["names"]):
            self.names[plain_path(path, "names.json")] = plain(raw_name(entry, "stored", "names.json"), "names.json")

    def open_snapshots(self):
        folder = os.path.join(self.ours, b"snapshots")
        for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
            if name.endswith(b".json"):  # anything else there is not listed
                snapshot = self.attempt(self.open_snapshot, name.decode())
                if snapshot:
                    self.snapshots.append(snapshot)
        self.snapshots.sort(key=lambda s: (s["sequence"], s["complete"], s["checkpoint"], s["id"]))

    def open_snapshot(self, name):
        s = parse_checked(self.read(f"snapshots/{name}"), name)
        match = SNAPSHOT_ID.fullmatch(s["id"])
        need(match and name == s["id"] + ".json", f"json: {name}: its id is {s['id']}")
        need(int(match[1]) == s["sequence"] and (match[3] is None) == s["complete"], f"json: {name}: id and keys differ")
        need(re.sub("[-:]", "", s["started"]) == match[2] and MOMENT.fullmatch(s["finished"]), f"json: {name}: moments")
        need(s["library_id"] == self.location["library_id"], f"json: {name}: another library")
        need(all(isinstance(s["by"][k], str) for k in ("installation", "host", "program")), f"json: {name}: by")
        need(isinstance(s["problems"], int) and s["problems"] >= 0, f"json: {name}: problems")
        s["checkpoint"] = int(match[3] or 0)
        s["tree"], s["folders"] = {}, set()
        self.walk(s["root"], b"", s)
        totals = len(s["tree"]), sum(e["size"] for e in s["tree"].values())
        need(totals == (s["files"], s["bytes"]), f"totals: {name}: the tree has {totals}")
        return s

    def walk(self, digest, folder, s):
        for name, entry in self.entries(digest):
            path = folder + b"/" + name if folder else name
            if entry["type"] == "folder":
                s["folders"].add(path)
                self.walk(entry["tree"], path, s)
            else:
                s["tree"][path] = entry

    def entries(self, digest):
        """The entries of a folder, of one node or of a split one, each node checked once."""
        if digest not in self.nodes:
            need(isinstance(digest, str) and HEX[64].fullmatch(digest), f"json: {digest!r} is no digest")
            node = self.node(digest)
            if node["kind"] == "folder":
                out = folder_entries(node["entries"], digest)
            else:
                out = self.parts(node["parts"], digest)
            names = [name for name, _ in out]
            need(names == sorted(set(names)), f"order: tree {digest}")
            self.nodes[digest] = out
        return self.nodes[digest]

    def node(self, digest):
        try:
            data = self.read(f"trees/{digest[:2]}/{digest}.json")
        except FileNotFoundError:
            raise Bad(f"missing: tree {digest}") from None
        need(hashlib.sha256(data).hexdigest() == digest, f"digest: tree {digest}")
        node = parse_json(data, f"tree {digest}")
        need(node.get("format") == 1, f"newer: tree {digest} has format {node.get('format')}")
        need(node.get("kind") in ("folder", "split"), f"json: tree {digest}: kind")
        need(canonical(node) == data, f"canonical: tree {digest} is not written as FORMAT.md says")
        return node

    def parts(self, parts, digest):
        out = []
        for part in parts:
            node = self.node(part["tree"])
            need(node["kind"] == "folder", f"split: a part of tree {digest} is split again")
            inside = folder_entries(node["entries"], part["tree"])
            fits = inside and inside[0][0] == raw_name(part, "first", digest) and len(inside) == part["entries"]
            need(fits, f"split: tree {digest} does not describe its part {part['tree']}")
            out += inside
        return out

    # --- what lies on the disk -------------------------------------------------------------------

    def at(self, path):
        folder, _, name = path.rpartition(b"/")
        name = self.names.get(path, name)
        return self.at(folder) + b"/" + name if folder else name

    def hash(self, relative):
        """The digest of a plain file below the root, or None."""
        if relative not in self.hashes:
            full = os.path.join(self.root, relative)
            plain_file = os.path.lexists(full) and stat.S_ISREG(os.lstat(full).st_mode)
            self.hashes[relative] = sha_of(full) if plain_file else None
        return self.hashes[relative]

    def find(self, sha):
        """Where content lies, by the rule of FORMAT.md; None when it is lost."""
        if sha not in self.found:
            held = f".elderphoto/objects/{sha[:2]}/{sha}".encode()
            candidates = chain([held], map(self.at, self.given.get(sha, {})))
            self.found[sha] = next((c for c in candidates if self.hash(c) == sha), None)
        return self.found[sha]

    def check_invariant(self):
        for s in self.snapshots:
            for path, entry in s["tree"].items():
                if not self.find(entry["sha256"]):
                    self.problem(f"lost: {show(path)} of {s['id']}, content {entry['sha256']}")
        for folder, _, files in os.walk(os.path.join(self.ours, b"objects")):
            for name in files:
                relative = os.path.relpath(os.path.join(folder, name), self.root)
                if self.hash(relative) != os.fsdecode(name) or os.path.basename(folder) != name[:2]:
                    self.problem(f"object: {show(relative)} is not what its name says")

    def check_ours(self, unfinished):
        for name in os.listdir(self.ours):
            swapping = unfinished and name == b"SHA256SUMS.new"
            if os.fsdecode(name).removesuffix(".new") not in KNOWN and not swapping:
                self.problem(f"unknown: .elderphoto/{show(name)}")
        for folder, folders, files in os.walk(self.root):
            for name in folders + files:
                full = os.path.join(folder, name)
                mode = os.lstat(full).st_mode
                if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
                    self.problem(f"special: {show(full)} is neither a file nor a folder")

    def check_mirror(self, times, modes, step_ns, allow_extra):
        complete = [s for s in self.snapshots if s["complete"]]
        newest = complete[-1] if complete else {"tree": {}, "folders": set()}
        self.extra = []
        wanted = {self.at(path): entry for path, entry in newest["tree"].items()}
        folders = {self.at(path) for path in newest["folders"]}
        for folder, inside, files in os.walk(self.root):
            if folder == self.root:
                inside[:] = [n for n in inside if n not in OURS]
                files = [n for n in files if n not in OURS]
            found = [(os.path.relpath(os.path.join(folder, n), self.root), wanted) for n in files]
            found += [(os.path.relpath(os.path.join(folder, n), self.root), folders) for n in inside]
            self.extra += [path for path, known in found if path not in known]
        if not allow_extra:
            for path in self.extra:
                self.problem(f"extra: {show(path)} belongs to no photo of the newest snapshot")
        for path in folders:
            if not os.path.isdir(os.path.join(self.root, path)):
                self.problem(f"missing: folder {show(path)}")
        for path, entry in wanted.items():
            full = os.path.join(self.root, path)
            if self.hash(path) != entry["sha256"]:
                self.problem(f"mirror: {show(path)} is missing or not what the newest snapshot says")
            elif times:
                found = os.lstat(full)
                if abs(found.st_mtime_ns - time_ns(entry["mtime"])) >= step_ns:
                    self.problem(f"time: {show(path)} has {found.st_mtime_ns}, the tree {entry['mtime']}")
                if modes and "mode" in entry and stat.S_IMODE(found.st_mode) != int(entry["mode"], 8):
                    self.problem(f"mode: {show(path)} has {stat.S_IMODE(found.st_mode):o}, the tree {entry['mode']}")
        self.check_sums({path: entry["sha256"] for path, entry in wanted.items()})

    def check_sums(self, wanted):
        with open(os.path.join(self.root, b"SHA256SUMS"), "rb") as file:
            data = file.read()
        need(data == b"" or data.endswith(b"\n"), "sums: the last line of SHA256SUMS is torn")
        listed = {}
        for line in data.split(b"\n")[:-1]:
            escaped, line = line.startswith(b"\\"), line.removeprefix(b"\\")
            need(line[64:66] == b"  ", f"sums: {line!r}")
            path = line[66:]
            if escaped:
                path = re.sub(rb"\\(.)", lambda m: {b"n": b"\n", b"r": b"\r", b"\\": b"\\"}[m[1]], path)
            need(path not in listed, f"sums: {show(path)} stands twice")
            listed[path] = line[:64].decode()
        for path in sorted(set(listed) | set(wanted)):
            if listed.get(path) != wanted.get(path):
                self.problem(f"sums: {show(path)} is {listed.get(path)} in SHA256SUMS, {wanted.get(path)} in the tree")

    def open(self):
        need(stat.S_ISDIR(os.lstat(self.root).st_mode), "missing: the place is no folder")
        self.open_location()
        self.open_names()
        self.open_snapshots()
        self.given = {}
        for s in reversed(self.snapshots):
            for path, entry in s["tree"].items():
                self.given.setdefault(entry["sha256"], {})[path] = None  # in order, each once

    def inside(self, name):
        folder = os.path.join(self.ours, name)
        return sorted(show(n) for n in os.listdir(folder)) if os.path.isdir(folder) else []

    @staticmethod
    def listing(s):
        keys = ("size", "sha256", "mtime", "mode")
        order = sorted(s["tree"], key=lambda p: (components(p.rpartition(b"/")[0]), p.rpartition(b"/")[2]))
        return [named_path(p) | {k: s["tree"][p][k] for k in keys if k in s["tree"][p]} for p in order]

    def restore(self, ident, dest):
        """Writes a snapshot out into a folder of its own, each content checked on its way."""
        s = next((s for s in self.snapshots if s["id"] == ident), None)
        need(s, f"missing: snapshot {ident}")
        dest = os.fsencode(dest)
        for folder in [b""] + sorted(s["folders"]):
            os.makedirs(os.path.join(dest, folder), exist_ok=True)
        for path, entry in s["tree"].items():
            found, full = self.find(entry["sha256"]), os.path.join(dest, path)
            need(found is not None, f"lost: {show(path)}")
            with open(os.path.join(self.root, found), "rb") as source, open(full, "xb") as out:
                while block := source.read(1 << 20):
                    out.write(block)
            need(sha_of(full) == entry["sha256"], f"lost: {show(path)} changed while it was read")
            if "mode" in entry:
                os.chmod(full, int(entry["mode"], 8))
            os.utime(full, ns=(time_ns(entry["mtime"]),) * 2)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("place")
    parser.add_argument("--no-mirror", action="store_true")
    parser.add_argument("--no-times", action="store_true")
    parser.add_argument("--time-step-ns", type=int, default=1)
    parser.add_argument("--keeps-no-modes", action="store_true")
    parser.add_argument("--allow-extra", action="store_true")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--restore", nargs=2, metavar=("SNAPSHOT", "DEST"))
    args = parser.parse_args()
    place = Place(args.place)
    place.extra = []
    place.attempt(place.open)
    if place.location and place.names is not None:
        if args.restore:
            place.attempt(place.restore, *args.restore)
        else:
            place.attempt(place.check_invariant)
            place.attempt(lambda: place.check_ours(args.no_mirror))
            if not args.no_mirror:
                modes = not args.keeps_no_modes
                place.attempt(place.check_mirror, not args.no_times, modes, args.time_step_ns, args.allow_extra)
    keys = ("id", "sequence", "complete", "files", "bytes", "problems", "root")
    snapshots = [{k: s[k] for k in keys} for s in place.snapshots]
    for shown, s in zip(snapshots, place.snapshots if args.list else []):
        shown.update(files=place.listing(s), folders=[named_path(p) for p in sorted(s["folders"], key=components)])
    print(json.dumps({
        "ok": not place.problems, "problems": place.problems, "snapshots": snapshots,
        "extra": [show(p) for p in place.extra], "locks": place.inside(b"locks"), "incoming": place.inside(b"incoming")}))
    return 0 if not place.problems else 1


if __name__ == "__main__":
    sys.exit(main())
