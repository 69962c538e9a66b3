#!/usr/bin/env python3
"""Makes the frozen example places: the test vectors of FORMAT.md.

Everything is fixed (ids, moments, times, modes), so running it again gives the same bytes; a test
does that. Each function below is one story; its first line says what a reader must make of it.

    make_vectors.py [OUTPUT]      OUTPUT holds places/ and expected/ (default: beside this file)
"""
import os
import sys

sys.dont_write_bytecode = True  # nothing of ours beside the vectors

from place_writer import FOLDER, Photo, Place, checked, digest

LAKE, SNOW, DOG = Photo("the lake", "1732121234"), Photo("snow", "1732121234.123456789"), Photo("a dog")


def first_run(place):
    """One run: files at the root and below, side files, an empty file, old and odd times and modes."""
    place.run({
        "2004/grandma.jpg": Photo("grandma", "-4.500000000"), "2004/moon.jpg": Photo("moon", "-0.250000000"),
        "2024/11/lake.jpg": LAKE, "2024/11/lake.xmp": Photo("<x/>", "0", 0o600), "2024/11/snow.jpg": SNOW,
        "2024/empty.mov": Photo(""), "far.jpg": Photo("future", "4700000000.000000001"),
        "script": Photo("run", mode=0o755), "unknown-mode": Photo("fat disk", mode=None)}, 1)


def change(place):
    """A photo is replaced twice, another only gets a new time: both old versions lie in objects/."""
    place.run({"2024/lake.jpg": LAKE, "2024/dog.jpg": DOG}, 1)
    place.run({"2024/lake.jpg": Photo("the lake, brighter", "1740000000"), "2024/dog.jpg": DOG}, 2)
    place.run({"2024/lake.jpg": Photo("the lake, sepia", "1750000000"),
               "2024/dog.jpg": Photo("a dog", "1750000000.500000000")}, 3)


def deletion(place):
    """A photo and then its whole folder go: content in objects/, folders gone from the mirror."""
    place.run({"2023/a.jpg": Photo("a"), "2023/b.jpg": Photo("b"), "2024/c.jpg": Photo("c")}, 1)
    place.run({"2023/a.jpg": Photo("a"), "2024/c.jpg": Photo("c")}, 2)
    place.run({"2024/c.jpg": Photo("c")}, 3)


def move(place):
    """A photo moves and one that was deleted returns elsewhere: content is back in the mirror."""
    place.run({"in/lake.jpg": LAKE, "in/dog.jpg": DOG, "in/stays.jpg": SNOW}, 1)
    place.run({"2024/lake.jpg": LAKE, "in/stays.jpg": SNOW}, 2)
    place.run({"2024/lake.jpg": LAKE, "found/dog.jpg": DOG, "in/stays.jpg": SNOW}, 3)


def duplicate(place):
    """Two paths, one content; one path goes and content stays where it is; at last both are gone."""
    place.run({"a/lake.jpg": LAKE, "b/lake copy.jpg": LAKE, "b/x.jpg": DOG, "b/y.jpg": DOG}, 1)
    place.run({"b/lake copy.jpg": LAKE, "b/x.jpg": DOG, "b/y.jpg": DOG}, 2)
    place.run({"b/lake copy.jpg": LAKE}, 3)


def empty_library(place):
    """A library without a single file."""
    place.run({}, 1)


def empty_folders(place):
    """Folders that hold nothing, or only such folders, are in the tree and in the mirror."""
    place.form = "tar"
    place.run({"new": FOLDER, "2024/to sort/a/b": FOLDER, "2024/lake.jpg": LAKE, "gone": FOLDER}, 1)
    place.run({"new": FOLDER, "2024/to sort/a/b": FOLDER, "2024/lake.jpg": LAKE}, 2)


def sources(place):
    """Two source folders, each below its own prefix; the prefixes are ordinary folders of the tree."""
    place.sources = [(b"Pictures", "Pictures"), (b"Phone", "Maria's phone")]
    place.run({"Pictures/2024/lake.jpg": LAKE, "Phone/DCIM/IMG_1.HEIC": SNOW, "Phone/DCIM/IMG_1.MOV": DOG}, 1)


def interrupted(place):
    """Switched off in a first copy: two checkpoints count; all that is half done counts for nothing."""
    one = {"2023/a.jpg": Photo("a"), "2023/b.jpg": Photo("b")}
    two = {**one, "2024/c.jpg": Photo("c"), "2024/d.jpg": Photo("d")}
    three = {**two, "2024/e.jpg": Photo("e"), "2025/f.jpg": Photo("f")}
    place.run(one, 1, checkpoint=1)
    place.run(two, 1, checkpoint=2)
    before = dict(place.mirror)
    place.run(three, 1, checkpoint=3, stop_after="place")
    del place.mirror[b"2025/f.jpg"]  # e.jpg was renamed into the mirror, f.jpg not yet
    place.folders -= {b"2025"}
    run = place.snapshots[0]["id"].removesuffix(".c1")
    place.incoming = {f"{run}/000002": b"f", f"{run}/000003.part": b"half a pho",
                      f"{run}/placing": b"2024/e.jpg\0" b"2025/f.jpg\0"}
    place.sums += f"{digest(b'e')}  2024/e.jpg\n".encode()[:50]
    lock = {"installation": place.installation, "host": "marias-computer", "run": run}
    place.extra[f"snapshots/{run}.c3.json.new"] = b'{"format":1,"id":"000001-2026'
    place.extra["locks/write-0000000017.json"] = (
        f'{{"format":1,"installation":"{lock["installation"]}","host":"{lock["host"]}",'
        f'"run":"{lock["run"]}","beat_s":30,"ttl_s":120}}').encode()
    place.strict = False
    assert set(place.mirror) == set(before) | {b"2024/e.jpg"}


def interrupted_change(place):
    """Switched off between old content → objects/ and new content → mirror: the path is absent."""
    place.run({"lake.jpg": LAKE, "dog.jpg": DOG}, 1)
    place.run({"lake.jpg": Photo("the lake, brighter"), "dog.jpg": DOG}, 2, stop_after="away")
    place.strict = False


def interrupted_move(place):
    """Switched off after the listing and before objects/H → q: content only in objects/."""
    place.run({"p/lake.jpg": LAKE, "p/dog.jpg": DOG}, 1)
    place.run({"q/lake.jpg": LAKE, "p/dog.jpg": DOG}, 2, stop_after="list")
    place.strict = False


def interrupted_replacement(place):
    """Switched off while location.json and names.json were replaced: only the .new ones stand."""
    place.stored = {b"SHA256SUMS": b"SHA256SUMS (yours)"}
    place.run({"SHA256SUMS": DOG, "lake.jpg": LAKE}, 1)

    def damage(files):
        for name in ("location.json", "names.json"):
            files[name + ".new"] = files.pop(name)
    place.damage = damage


def interrupted_sums(place):
    """Switched off while SHA256SUMS was swapped: only the new one stands, among what is ours."""
    place.run({"lake.jpg": LAKE, "dog.jpg": DOG}, 1)
    place.run({"lake.jpg": LAKE, "cat.jpg": Photo("a cat")}, 2)
    place.extra["SHA256SUMS.new"], place.sums = place.sums, None
    place.strict = False


ODD_NAMES = [
    b"caf\xe9.jpg", b"caf\xc3\xa9.jpg", b"cafe\xcc\x81.jpg", b"\xf0\x9f\x98.jpg", b"\xed\xa0\x80.jpg",
    b"\xff\xfe/\x80/deep.jpg", "\U0001f385 Santa.jpg".encode(), "\u2028\u00a0.jpg".encode(), b"new\nline.jpg",
    b"carriage\rreturn.jpg", b"tab\tand\x01and\x7f.jpg", b'"quoted".jpg', b"back\\slash.jpg", b" lead.jpg",
    b"trail.jpg ", b"dot.", b"-rf", b"CON", b"IMG.jpg", b"img.JPG", b"n" * 251 + b".jpg", b"a:b?*.jpg",
    b"2024/SHA256SUMS", b"2024/READ ME FIRST.txt", b"2024/.elderphoto/location.json", b"\xef\xbb\xbfbom.jpg",
    b"order/a/z.jpg", b"order/a/b/c.jpg", b"order/a b/x.jpg", b"order/a-b/c.jpg", b"order/a.jpg", b"order/z.jpg"]


def names(place):
    """Names of every kind, and a user's own files and folder under our three names at the root."""
    place.form = "tar"
    place.stored = {b"SHA256SUMS": b"SHA256SUMS (yours)", b"READ ME FIRST.txt": b"READ ME FIRST (yours).txt",
                    b".elderphoto": b".elderphoto (yours)"}
    odd = {os.fsdecode(name): Photo(b"photo " + name) for name in ODD_NAMES}
    ours = {"SHA256SUMS": Photo("mine"), "READ ME FIRST.txt": Photo("mine, too"), ".elderphoto/notes.txt": DOG}
    place.run({**odd, **ours}, 1)
    place.run({name: photo for name, photo in odd.items() if name != "new\nline.jpg"} | ours, 2)


def names_mapped(place):
    """A disk without ':', '?' and case: a renamed file in a renamed folder; the tree has true names."""
    place.stored = {b"2024:11": b"2024_11", b"2024:11/who?.jpg": b"who_.jpg", b"2024:11/IMG.jpg": b"IMG (2).jpg"}
    place.run({"2024:11/who?.jpg": LAKE, "2024:11/img.JPG": SNOW, "2024:11/IMG.jpg": DOG}, 1)


def split(place):
    """Folders of exactly 1,000, of 1,201 and, one inserted, of 1,202 entries; all deleted at last."""
    three = [Photo("x"), Photo("yy"), Photo("")]
    thousand = {f"full/{n:04}": three[n % 3] for n in range(1000)}
    many = {f"many/{n:04}": three[n % 3] for n in range(1201)}
    place.run({**thousand, **many, "lake.jpg": LAKE}, 1)
    place.run({**many, "many/0500b": three[0], "lake.jpg": LAKE}, 2)
    place.run({"lake.jpg": LAKE}, 3)


# --- damaged, or from a newer program ---------------------------------------------------------


def two_nights(place):
    place.run({"lake.jpg": LAKE, "2024/dog.jpg": DOG}, 1)
    place.run({"lake.jpg": LAKE, "2024/dog.jpg": DOG, "2024/snow.jpg": SNOW}, 2)
    place.strict = False
    return f"snapshots/{place.snapshots[1]['id']}.json"


def lose_snapshot(place, index, reason):
    place.verdict = {"place": "ok", "unreadable": [{"snapshot": place.snapshots[index]["id"], "reason": reason}]}
    del place.snapshots[index]


def damaged_snapshot(place):
    """The newest snapshot has one flipped bit: it is refused, the older one still restores."""
    newest = two_nights(place)
    data = bytearray(checked(place.snapshots[1]["json"]))
    data[data.index(b'"files":3') + 8] ^= 1
    place.extra[newest] = bytes(data)
    lose_snapshot(place, 1, "check")


def damaged_tree(place):
    """The newest root node no longer has its digest: that snapshot is refused, the older restores."""
    newest = two_nights(place)
    place.extra[newest] = checked(place.snapshots[1]["json"])
    root = place.snapshots[1]["json"].partition('"root":"')[2][:64]
    place.trees[root] = place.trees[root].replace(b'"size":8', b'"size":9')
    lose_snapshot(place, 1, "digest")


def hostile_tree(place):
    """A node with the right digest and a name that leads outside: refused."""
    two_nights(place)
    place.trees = {}
    place.snapshots = place.snapshots[:1]
    place.snapshots[0]["wanted"] = {}
    lines = [f'{{"name":"../../outside.jpg","type":"file","size":8,"mtime":"0","sha256":"{LAKE.sha}"}}']
    evil, old = place.node("folder", lines), place.snapshots[0]["json"].partition('"root":"')[2][:64]
    place.extra[f"snapshots/{place.snapshots[0]['id']}.json"] = checked(place.snapshots[0]["json"].replace(old, evil))
    lose_snapshot(place, 0, "name")


def newer_snapshot(place):
    """The newest snapshot has format 2 and a right check: it is refused, the older one restores."""
    newest = two_nights(place)
    place.extra[newest] = checked(place.snapshots[1]["json"].replace('"format":1', '"format":2'))
    lose_snapshot(place, 1, "newer")


def refuse(place, reason):
    place.snapshots, place.verdict = [], {"place": "refused", "reason": reason}


def damaged_location(place):
    """The check of location.json is wrong: nothing here may be trusted, nothing written."""
    two_nights(place)
    place.damage = lambda files: files.update(
        {"location.json": files["location.json"].replace(b"Maria", b"Marla")})
    place_snapshots_stand(place)
    refuse(place, "check")


def newer_location(place):
    """location.json has format 2 and a right check: refused by a reader of version 1."""
    place.location = {"format": 2}
    two_nights(place)
    place_snapshots_stand(place)
    refuse(place, "newer")


def required_feature(place):
    """A required feature nobody knows: refused. (An unknown optional one beside it would be ignored.)"""
    place.location = {"features": {"required": ["sealed"], "optional": ["smell"]}}
    two_nights(place)
    place_snapshots_stand(place)
    refuse(place, "feature")


def optional_feature(place):
    """Unknown optional features and unknown keys are ignored."""
    place.location = {"features": {"required": [], "optional": ["smell"]}, "colour": {"wall": ["blue"]}}
    place.run({"lake.jpg": LAKE}, 1)


def place_snapshots_stand(place):
    for s in place.snapshots:
        place.extra[f"snapshots/{s['id']}.json"] = checked(s["json"])


STORIES = [first_run, change, deletion, move, duplicate, empty_library, empty_folders, sources, interrupted,
           interrupted_change, interrupted_move, interrupted_replacement, interrupted_sums, names, names_mapped,
           split,
           damaged_snapshot, damaged_tree, hostile_tree, newer_snapshot, damaged_location, newer_location,
           required_feature, optional_feature]


def main():
    output = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))
    for story in STORIES:
        place = Place(story.__name__.replace("_", "-"))
        story(place)
        place.write(output, story.__doc__.strip())


if __name__ == "__main__":
    main()
