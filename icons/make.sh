#!/usr/bin/env bash
# Draws elderphoto.svg in the sizes that Linux, Windows and macOS want. The results are committed, so
# that a build needs none of this. Needs: rsvg-convert (librsvg2-bin), convert (imagemagick), python3.
set -euo pipefail
cd "$(dirname "$0")"

for size in 16 32 48 64 128 256 512 1024; do
  rsvg-convert --width "$size" --height "$size" elderphoto.svg --output "$size.png"
done
cp 256.png 128@2x.png
convert 16.png 32.png 48.png 64.png 128.png 256.png elderphoto.ico

# An .icns is a list of PNG files, each with its length and a four-letter name for its size (ic11 to
# ic14 are the doubled ones).
python3 - <<'PYTHON'
from pathlib import Path

names = {"ic07": 128, "ic08": 256, "ic09": 512, "ic10": 1024, "ic11": 32, "ic12": 64, "ic13": 256, "ic14": 512}
body = b""
for name, size in names.items():
    png = Path(f"{size}.png").read_bytes()
    body += name.encode() + (len(png) + 8).to_bytes(4, "big") + png
Path("elderphoto.icns").write_bytes(b"icns" + (len(body) + 8).to_bytes(4, "big") + body)
PYTHON

rm 16.png 48.png 64.png 1024.png
