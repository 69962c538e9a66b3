"""The libraries a run is measured on: the same bytes every time, made once and kept."""

import os
import random
import shutil

JPEG_HEAD = bytes.fromhex("ffd8ffe000104a46494600010101004800480000")
JPEG_TAIL = bytes.fromhex("ffd9")
FIRST_DAY = 1_072_915_200  # 2004-01-01, so that times look like a family's


def photos(root):
    """1,000 real-size photos (0.3 to 2.5 MB, about 1 GB) in folders by year and month."""
    rng = random.Random("photos")
    sizes = (int(rng.triangular(300_000, 2_500_000, 400_000)) for _ in range(1000))
    folders = [f"{year}/{month:02}" for year in range(2015, 2025) for month in range(1, 13)]
    return _make(root, sizes, lambda i: f"{folders[i * len(folders) // 1000]}/IMG_{i:05}.jpg")


def medium(root):
    """20,000 files of 50 KB, a hundred to a folder."""
    return _make(root, [50_000] * 20_000, lambda i: f"{2004 + i // 1_000}/{i // 100 % 10:02}/IMG_{i:05}.jpg")


def video(root, size):
    """One file that no two pieces of are alike."""
    path = os.path.join(root, "2019", "wedding.mp4")
    if not os.path.exists(path) or os.path.getsize(path) != size:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        rng = random.Random("video")
        with open(path, "wb") as f:
            for _ in range(size // (8 << 20)):
                f.write(rng.randbytes(8 << 20))
    return root


def small(root, count):
    """`count` files of 1 to 6 KB, a hundred to a folder."""
    rng = random.Random("small")
    sizes = (rng.randrange(1_000, 6_000) for _ in range(count))
    return _make(root, sizes, lambda i: f"{i // 10_000:03}/{i // 100 % 100:02}/note_{i:07}.jpg")


def _make(root, sizes, name):
    """Makes the library unless a finished one stands there; content is distinct in every file."""
    done = root + ".done"
    if os.path.exists(done):
        return root
    shutil.rmtree(root, ignore_errors=True)
    noise = random.Random(root.rsplit("/", 1)[-1]).randbytes(8 << 20)
    folder = None
    for i, size in enumerate(sizes):
        path = os.path.join(root, name(i))
        if os.path.dirname(path) != folder:
            folder = os.path.dirname(path)
            os.makedirs(folder, exist_ok=True)
        start = i * 4_099 % (len(noise) - size)
        body = noise[start : start + size - len(JPEG_HEAD) - len(JPEG_TAIL) - 8]
        with open(path, "wb") as f:
            f.write(JPEG_HEAD + i.to_bytes(8, "big") + body + JPEG_TAIL)
        os.utime(path, (FIRST_DAY + i * 600, FIRST_DAY + i * 600 + 0.25))
    with open(done, "w"):
        pass
    return root
