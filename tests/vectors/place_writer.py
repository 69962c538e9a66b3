"""A place of FORMAT.md, written from its text alone; make_vectors.py tells the stories with it.

A second, independent writer: it shares no code with ElderPhoto nor with check_place.py, so that
a misreading of FORMAT.md shows as a difference. It keeps a place in memory, takes it through runs
in the order the format asks for (or through a part of one), and writes out what then lies there.
"""
import base64
import hashlib
import io
import json
import os
import shutil
import tarfile
import time

STEPS = ["stage", "away", "place", "trees", "list", "back", "sums"]
README = b"""READ ME FIRST

This folder holds a copy of a family's photos, made by ElderPhoto.
The photos are ordinary files in ordinary folders: copy them back with any file manager.
To check them: open a terminal in this folder and run  sha256sum -c SHA256SUMS
Older versions lie in .elderphoto/objects; FORMAT.md of ElderPhoto says how to find them.
"""
FIRST_NIGHT = 1795226712  # 2026-11-21T02:05:12Z
DAY = 86400


def digest(data):
    return hashlib.sha256(data).hexdigest()


def identifier(seed, length=32):
    return digest(seed.encode())[:length]


# --- text -------------------------------------------------------------------------------------

SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def string(text):
    out = []
    for c in text:
        out.append(SHORT.get(c) or (f"\\u{ord(c):04x}" if ord(c) < 0x20 else c))
    return '"' + "".join(out) + '"'


def named(key, raw):
    """A name or path under its key, with its exact bytes behind it where it is not UTF-8."""
    try:
        return f'"{key}":{string(raw.decode("utf-8"))}'
    except UnicodeDecodeError:
        shown = raw.decode("utf-8", "replace")
        return f'"{key}":{string(shown)},"{key}_b64":"{base64.b64encode(raw).decode()}"'


def time_text(ns):
    sign, ns = ("-", -ns) if ns < 0 else ("", ns)
    seconds, fraction = divmod(ns, 10**9)
    return f"{sign}{seconds}.{fraction:09}" if fraction else f"{sign}{seconds}"


def obj(**keys):
    """A JSON object in the order given, without white space."""
    return json.dumps(keys, ensure_ascii=False, separators=(",", ":"))


def checked(text, flip=False):
    assert text.endswith("}")
    body = text[:-1].encode()
    check = digest(body)
    if flip:
        check = check[:-1] + ("0" if check[-1] != "0" else "1")
    return body + b',"check":"' + check.encode() + b'"}\n'


def parent(path):
    return path.rpartition(b"/")[0]


def stream_order(path):
    """By folder (component by component, a folder before its subfolders), then by name."""
    folder, _, name = path.rpartition(b"/")
    return folder.split(b"/") if folder else [], name


def sums_line(sha, path):
    escaped = path.replace(b"\\", b"\\\\").replace(b"\n", b"\\n").replace(b"\r", b"\\r")
    return (b"\\" if escaped != path else b"") + sha.encode() + b"  " + escaped + b"\n"


# --- a library and a place ----------------------------------------------------------------------


class Photo:
    def __init__(self, data, when="1700000000", mode=0o644):
        self.data = data if isinstance(data, bytes) else data.encode()
        whole, _, fraction = when.lstrip("-").partition(".")
        self.ns = (int(whole) * 10**9 + int((fraction or "0").ljust(9, "0"))) * (-1 if when[0] == "-" else 1)
        self.mode = mode
        self.sha = digest(self.data)


FOLDER = None  # stands for an empty folder in a library {path: Photo or FOLDER}


class Place:
    def __init__(self, name, sources=((b"", "Pictures"),), stored=(), **location):
        self.name, self.stored, self.damage = name, dict(stored), lambda files: None
        self.mirror, self.objects, self.trees, self.snapshots = {}, {}, {}, []
        self.incoming, self.sums, self.extra = {}, None, {}
        self.sources, self.location = sources, location
        self.strict, self.verdict, self.form = True, {"place": "ok"}, "folder"
        self.installation = identifier("installation")

    def run(self, library, sequence, checkpoint=None, stop_after="sums", problems=0):
        """One run, in FORMAT.md's order; `stop_after` is where the computer was switched off."""
        library = {os.fsencode(path): photo for path, photo in library.items()}
        folders = {p for p, photo in library.items() if photo is FOLDER}
        wanted = {p: photo for p, photo in library.items() if photo is not FOLDER}
        for path in list(library):
            while path := parent(path):
                folders.add(path)
        self.folders = folders
        moment = FIRST_NIGHT + DAY * (sequence - 1)
        stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(moment))
        run = f"{sequence:06}-{stamp}-{identifier(f'{self.name}{sequence}', 6)}"
        ident = f"{run}.c{checkpoint}" if checkpoint else run

        def done(step):
            return STEPS.index(step) > STEPS.index(stop_after)

        held = {p.sha for p in self.mirror.values()} | set(self.objects)
        new = {p.sha: p.data for p in wanted.values() if p.sha not in held}
        placing = [self.at(path) + b"\0" for path, p in sorted(wanted.items()) if p.sha in new]
        self.incoming = {f"{run}/{n:06}": d for n, (s, d) in enumerate(sorted(new.items()), 1)}
        self.incoming[f"{run}/placing"] = b"".join(placing)
        if done("away"):
            return
        staying = {p.sha for path, p in self.mirror.items() if path in wanted and wanted[path].sha == p.sha}
        for path, photo in list(self.mirror.items()):
            if path not in wanted or wanted[path].sha != photo.sha:
                del self.mirror[path]
                if photo.sha not in staying:
                    self.objects[photo.sha] = photo.data
        if done("place"):
            return
        for path, photo in wanted.items():
            if photo.sha in new or photo.sha in staying:
                self.mirror[path] = photo
        self.incoming = {}
        if done("trees"):
            return
        root = self.folder_node(wanted, folders, b"")
        if done("list"):
            return
        self.snapshots.append({
            "id": ident, "sequence": sequence, "complete": checkpoint is None, "wanted": wanted,
            "folders": folders, "json": obj(
                format=1, id=ident, sequence=sequence, complete=checkpoint is None,
                started=self.rfc3339(moment), finished=self.rfc3339(moment + 88),
                library_id=identifier("library"),
                by={"installation": self.installation, "host": "marias-computer", "program": "ElderPhoto 0.1.0"},
                root=root, files=len(wanted), bytes=sum(len(p.data) for p in wanted.values()), problems=problems)})
        if done("back"):
            return
        for path, photo in wanted.items():
            if path not in self.mirror:
                self.mirror[path] = photo
                self.objects.pop(photo.sha, None)
        if done("sums"):
            return
        self.sums = b"".join(sums_line(p.sha, self.at(path)) for path, p in
                             sorted(self.mirror.items(), key=lambda item: stream_order(item[0])))

    @staticmethod
    def rfc3339(moment):
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment))

    # trees

    def node(self, kind, entries):
        key = "entries" if kind == "folder" else "parts"
        lines = "\n" + ",\n".join(entries) + "\n" if entries else ""
        data = f'{{"format":1,"kind":"{kind}","{key}":[{lines}]}}\n'.encode()
        self.trees[digest(data)] = data
        return digest(data)

    def folder_node(self, wanted, folders, folder):
        entries = {}
        for path, p in wanted.items():
            if parent(path) == folder:
                mode = "" if p.mode is None else f'"mode":"{p.mode:o}",'
                name = path.rpartition(b"/")[2]
                entries[name] = (f'{{{named("name", name)},"type":"file","size":{len(p.data)},'
                                 f'"mtime":"{time_text(p.ns)}",{mode}"sha256":"{p.sha}"}}')
        for path in folders:
            if parent(path) == folder:
                name, tree = path.rpartition(b"/")[2], self.folder_node(wanted, folders, path)
                entries[name] = f'{{{named("name", name)},"type":"folder","tree":"{tree}"}}'
        names = sorted(entries)
        if len(names) <= 1000:
            return self.node("folder", [entries[n] for n in names])
        parts, part = [], []
        for name in names:
            part.append(name)
            cut = len(part) == 1000 or (len(part) >= 100 and hashlib.sha256(name).digest()[0] == 0)
            if cut or name == names[-1]:
                tree = self.node("folder", [entries[n] for n in part])
                parts.append(f'{{{named("first", part[0])},"entries":{len(part)},"tree":"{tree}"}}')
                part = []
        return self.node("split", parts)

    # what lies at the place

    def at(self, path):
        """The stored path: each component under the name this place gives it."""
        folder, _, name = path.rpartition(b"/")
        name = self.stored.get(path, name)
        return self.at(folder) + b"/" + name if folder else name

    def files(self):
        """Everything but folders: {path: (bytes, ns, mode)}."""
        ours = {}
        location = {"format": 1, "location_id": identifier(f"place {self.name}"),
                    "library_id": identifier("library"), "library_name": "Maria's photos", "layout": "mirror",
                    "features": {"required": [], "optional": []}, "sources": [], "owner": self.installation,
                    "owner_generation": 1, "created": "2026-11-21T02:05:12Z"}
        location.update(self.location)
        text = obj(**location)
        sources = ",".join(f'{{"id":"{identifier(name)}","name":{string(name)},{named("prefix", prefix)}}}'
                           for prefix, name in self.sources)
        ours["location.json"] = checked(text.replace('"sources":[]', f'"sources":[{sources}]'))
        if self.stored:
            rows = ",".join(f'{{{named("path", p)},{named("stored", s)}}}' for p, s in sorted(self.stored.items()))
            ours["names.json"] = checked(f'{{"format":1,"names":[{rows}]}}')
        for s in self.snapshots:
            ours[f"snapshots/{s['id']}.json"] = checked(s["json"])
        for folder, content in (("trees", self.trees), ("objects", self.objects)):
            for sha, data in content.items():
                ours[f"{folder}/{sha[:2]}/{sha}" + (".json" if folder == "trees" else "")] = data
        ours.update((f"incoming/{name}", data) for name, data in self.incoming.items())
        ours.update(self.extra)
        self.damage(ours)
        out = {b".elderphoto/" + os.fsencode(p): (d, FIRST_NIGHT * 10**9, 0o644) for p, d in ours.items()}
        out[b"READ ME FIRST.txt"] = (README, FIRST_NIGHT * 10**9, 0o644)
        if self.sums is not None:
            out[b"SHA256SUMS"] = (self.sums, FIRST_NIGHT * 10**9, 0o644)
        for path, p in self.mirror.items():
            out[self.at(path)] = (p.data, p.ns, 0o644 if p.mode is None else p.mode)
        return out

    def expected(self, story):
        def row(path, p, key="path"):
            mode = "" if p.mode is None else f',"mode":"{p.mode:o}"'
            return (f'{{{named(key, path)},"size":{len(p.data)},"sha256":"{p.sha}",'
                    f'"mtime":"{time_text(p.ns)}"{mode}}}')

        def rows(items, render):
            return "[" + ",".join("\n  " + render(i) for i in items) + "]"

        def snapshot(s):
            files = sorted(s["wanted"].items(), key=lambda item: stream_order(item[0]))
            return (f'{{"id":"{s["id"]}","sequence":{s["sequence"]},"complete":{str(s["complete"]).lower()},\n "files":'
                    + rows(files, lambda i: row(*i)) + ',\n "folders":'
                    + rows(sorted(s["folders"], key=lambda p: p.split(b"/")), lambda p: f'{{{named("path", p)}}}') + "}")

        mirror = sorted(self.mirror.items(), key=lambda item: stream_order(item[0]))
        ordered = sorted(self.snapshots, key=lambda s: s["sequence"])
        return ("{" + f'"name":"{self.name}","form":"{self.form}","story":{string(story)},\n"strict":'
                + f'{str(self.strict).lower()},"verdict":{obj(**self.verdict)},\n'
                + '"snapshots":[' + ",\n".join(snapshot(s) for s in ordered) + '],\n"mirror":'
                + rows(mirror, lambda i: f'{{{named("path", i[0])},{named("stored", self.at(i[0]))},"sha256":"{i[1].sha}"}}')
                + ',\n"objects":' + json.dumps(sorted(self.objects)) + "}\n").encode()

    def write(self, output, story):
        base, expected = os.path.join(output, "places", self.name), os.path.join(output, "expected")
        for old in (base, base + ".tar"):
            shutil.rmtree(old, ignore_errors=True)
            if os.path.isfile(old):
                os.remove(old)
        os.makedirs(expected, exist_ok=True)
        files = self.files()
        folders = {self.at(f) for f in self.folders}
        for path in files:
            while path := parent(path):
                folders.add(path)
        if self.form == "tar":
            with tarfile.open(base + ".tar", "w", format=tarfile.GNU_FORMAT) as tar:
                for path in sorted(folders | set(files), key=lambda p: p.split(b"/")):
                    data, ns, mode = files.get(path, (b"", FIRST_NIGHT * 10**9, 0o755))
                    info = tarfile.TarInfo(os.fsdecode(self.name.encode() + b"/" + path))
                    info.type = tarfile.REGTYPE if path in files else tarfile.DIRTYPE
                    info.size, info.mode, info.mtime = len(data), mode, ns // 10**9
                    tar.addfile(info, io.BytesIO(data))
        else:
            for folder in sorted(folders):
                os.makedirs(os.path.join(os.fsencode(base), folder), exist_ok=True)
            for path, (data, ns, mode) in files.items():
                full = os.path.join(os.fsencode(base), path)
                with open(full, "xb") as out:
                    out.write(data)
                os.chmod(full, mode)
                os.utime(full, ns=(ns, ns))
        with open(os.path.join(expected, self.name + ".json"), "wb") as out:
            out.write(self.expected(story))
