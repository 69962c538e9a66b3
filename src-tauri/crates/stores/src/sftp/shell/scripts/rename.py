# Renames by a list of lines "FROM TO", relative to where it runs. Nothing is overwritten and no
# link is followed: each folder on the way is looked at once, each name before it is used. A line "sync"
# ends a step: what was done is made durable, and nothing more is done if something of it failed.
import errno, os, re, stat, sys

CODES = {
    errno.ENOENT: "missing", errno.EEXIST: "exists", errno.ENOTEMPTY: "exists",
    errno.EACCES: "denied", errno.EPERM: "denied", errno.EROFS: "readonly",
    errno.ENOSPC: "full", errno.EDQUOT: "quota", errno.ENAMETOOLONG: "name",
    errno.EILSEQ: "name", errno.ENOTDIR: "notplain", errno.ELOOP: "notplain",
}
real = set()


def why_no_folder(path, make):
    """None for a folder, else why it is none."""
    if path == b"" or path in real:
        return None
    at = b"."
    for name in path.split(b"/"):
        at += b"/" + name
        if at[2:] in real:
            continue
        try:
            found = os.lstat(at)
        except FileNotFoundError:
            if not make:
                return "missing"
            try:
                os.mkdir(at)
            except FileExistsError:
                pass
            found = os.lstat(at)
        if not stat.S_ISDIR(found.st_mode):
            return "notplain"
        real.add(at[2:])
    return None


def above(path):
    return path.rpartition(b"/")[0]


def move(source, target):
    why = why_no_folder(above(source), False)
    if why:
        return why
    mode = os.lstat(b"./" + source).st_mode
    if not (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):
        return "notplain"
    why = why_no_folder(above(target), True)
    if why:
        return why
    try:
        os.lstat(b"./" + target)
        return "exists"
    except FileNotFoundError:
        pass
    if stat.S_ISDIR(mode):
        real.clear()
    os.rename(b"./" + source, b"./" + target)
    return "ok"


def decode(word):
    return re.sub(rb"\\0([0-7]{3})", lambda octal: bytes([int(octal.group(1), 8)]), word)


number, failed = 0, False
for line in iter(sys.stdin.buffer.readline, b""):
    words = line.rstrip(b"\n").split(b" ")
    if words == [b"sync"]:
        print("stopped" if failed else "unsynced" if os.system(sys.argv[1]) else "synced", flush=True)
        if failed:
            break
        continue
    try:
        code = move(*map(decode, words))
    except OSError as e:
        code = CODES.get(e.errno, "failed")
    failed = failed or code != "ok"
    print(number, code, flush=True)
    number += 1
