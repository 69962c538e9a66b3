#!/usr/bin/env bash
# Draws elderphoto.svg, and small.svg up to 32 pixels, in the sizes that Linux, Windows and macOS want. The
# results are committed, so that a build needs none of this. Needs: rsvg-convert (librsvg2-bin), python3.
set -euo pipefail
cd "$(dirname "$0")"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

draw() {
  rsvg-convert --width "$1" --height "$1" "$2" --output "$work/$1.png"
}
for size in 16 24 32; do draw "$size" small.svg; done
for size in 48 64 128 256 512 1024; do draw "$size" elderphoto.svg; done

for size in 16 24 32 48 64 128 256 512; do cp "$work/$size.png" "$size.png"; done
cp "$work/256.png" 128@2x.png
cp small.svg ../ui/public/favicon.svg

# Both containers hold PNG files as they are. An .icns names each by four letters for its size (ic11 to ic14
# are the doubled ones); an .ico has a line of 16 bytes for each, where 0 stands for 256 pixels.
python3 - "$work" <<'PYTHON'
import struct
import sys
from pathlib import Path

drawn = lambda size: (Path(sys.argv[1]) / f"{size}.png").read_bytes()

names = {"icp4": 16, "icp5": 32, "ic07": 128, "ic08": 256, "ic09": 512, "ic10": 1024,
         "ic11": 32, "ic12": 64, "ic13": 256, "ic14": 512}  # fmt: skip
body = b"".join(name.encode() + struct.pack(">I", len(drawn(size)) + 8) + drawn(size) for name, size in names.items())
Path("elderphoto.icns").write_bytes(b"icns" + struct.pack(">I", len(body) + 8) + body)

sizes = [16, 24, 32, 48, 64, 128, 256]
at = 6 + 16 * len(sizes)
head, body = struct.pack("<HHH", 0, 1, len(sizes)), b""
for size in sizes:
    head += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(drawn(size)), at + len(body))
    body += drawn(size)
Path("elderphoto.ico").write_bytes(head + body)
PYTHON
