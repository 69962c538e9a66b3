"""Text, names, times and checked JSON, read by FORMAT.md alone; check_place.py builds on it.

It shares no code with ElderPhoto nor with place_writer.py: two readings of one text.
"""
import base64
import hashlib
import json
import os
import re

HEX = {n: re.compile(f"[0-9a-f]{{{n}}}") for n in (32, 64)}
TIME = re.compile(r"(-?)(0|[1-9][0-9]*)(?:\.([0-9]{9}))?")
SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


class Bad(Exception):
    """What a reader refuses."""


def need(condition, why):
    if not condition:
        raise Bad(why)


def show(path):
    return path.decode("utf-8", "backslashreplace")


def string(text):
    return '"' + "".join(SHORT.get(c) or (f"\\u{ord(c):04x}" if ord(c) < 32 else c) for c in text) + '"'


def named(key, raw):
    try:
        return f'"{key}":{string(raw.decode("utf-8"))}'
    except UnicodeDecodeError:
        extra = base64.b64encode(raw).decode()
        return f'"{key}":{string(raw.decode("utf-8", "replace"))},"{key}_b64":"{extra}"'


def parse_json(data, what):
    def no_twins(pairs):
        keys = [k for k, _ in pairs]
        need(len(keys) == len(set(keys)), f"json: {what}: a key stands twice")
        return dict(pairs)
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=no_twins)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as e:
        raise Bad(f"json: {what}: {e}") from None
    need(isinstance(value, dict), f"json: {what}: not an object")
    return value


def raw_name(entry, key, what):
    """The exact bytes of a name or path."""
    if key + "_b64" in entry:
        return base64.b64decode(entry[key + "_b64"], validate=True)
    need(isinstance(entry.get(key), str), f"json: {what}: {key} is missing")
    return entry[key].encode("utf-8")


def plain(component, what):
    fine = component not in (b"", b".", b"..") and b"/" not in component and b"\0" not in component
    need(fine, f"name: {what}: {component!r} is no plain name")
    return component


def plain_path(path, what):
    for component in path.split(b"/"):
        plain(component, what)
    return path


def parse_checked(data, what):
    at = data.rfind(b',"check":"')
    need(at > 0, f"check: {what} has none")
    body, tail = data[:at], data[at + len(b',"check":"'):]
    need(tail == hashlib.sha256(body).hexdigest().encode() + b'"}\n', f"check: {what}: the check is wrong")
    value = parse_json(body + b"}", what)
    need(value.get("format") == 1, f"newer: {what} has format {value.get('format')}")
    return value


def time_ns(text):
    match = TIME.fullmatch(text) if isinstance(text, str) else None
    need(match and text != "-0" and match[3] != "0" * 9, f"time: {text!r}")
    ns = int(match[2]) * 10**9 + int(match[3] or 0)
    return -ns if match[1] else ns


def sha_of(path):
    """Of a plain file; links are not followed."""
    digest = hashlib.sha256()
    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def canonical(node):
    lines = []
    for e in node.get("entries", node.get("parts")):
        if node["kind"] == "split":
            lines.append(f'{{{named("first", raw_name(e, "first", "tree"))},"entries":{e["entries"]},"tree":"{e["tree"]}"}}')
        elif e["type"] == "folder":
            lines.append(f'{{{named("name", raw_name(e, "name", "tree"))},"type":"folder","tree":"{e["tree"]}"}}')
        else:
            mode = f'"mode":"{e["mode"]}",' if "mode" in e else ""
            lines.append(f'{{{named("name", raw_name(e, "name", "tree"))},"type":"file","size":{e["size"]},'
                         f'"mtime":"{e["mtime"]}",{mode}"sha256":"{e["sha256"]}"}}')
    body = "\n" + ",\n".join(lines) + "\n" if lines else ""
    key = "entries" if node["kind"] == "folder" else "parts"
    return f'{{"format":1,"kind":"{node["kind"]}","{key}":[{body}]}}\n'.encode("utf-8", "surrogatepass")


def folder_entries(entries, digest):
    need(len(entries) <= 1000, f"split: tree {digest} has {len(entries)} entries")
    for e in entries:
        plain(raw_name(e, "name", digest), f"tree {digest}")
        if e["type"] == "file":
            need(isinstance(e["size"], int) and e["size"] >= 0 and HEX[64].fullmatch(e["sha256"]), f"json: tree {digest}")
            time_ns(e["mtime"])
            need("mode" not in e or (e["mode"] == f"{int(e['mode'], 8):o}" and int(e["mode"], 8) < 0o10000), f"mode: tree {digest}")
        else:
            need(e["type"] == "folder", f"json: tree {digest}: type {e['type']}")
    return [(raw_name(e, "name", digest), e) for e in entries]
