#!/usr/bin/env bash
# Makes the two assets that need programs of their own (once; the results are kept beside this script).
# Needs: heif-enc (libheif-examples), ffmpeg, exiftool (libimage-exiftool-perl).
set -euo pipefail
cd "$(dirname "$0")"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Another seed than the album's, so that these pictures are not in it twice.
(cd ../../.. && cargo run --quiet --package elderphoto-sample -- --seed 5 "$work/library")

ffmpeg -loglevel error -y -i "$work/library/2023/Łukasz 👶 & the grandchildren/IMG_8266.JPG" -vf scale=960:-2 -map_metadata -1 "$work/live.jpg"
exiftool -q -overwrite_original -Make=ElderPhoto "-Model=Sample phone" -Orientation#=1 \
  "-DateTimeOriginal=2023:08:15 12:20:00" "-CreateDate=2023:08:15 12:20:00" "$work/live.jpg"
heif-enc -q 45 -o live.heic "$work/live.jpg" >/dev/null

ffmpeg -loglevel error -y -loop 1 -i "$work/library/2025/Balloon morning/IMG_9120.JPG" \
  -vf "scale=2880:-2,zoompan=z='1+0.0025*on':x='iw/2-iw/zoom/2':y='ih*(1-1/zoom)*(0.6-on*0.006)':d=75:s=480x320:fps=25" \
  -frames:v 75 -c:v libx264 -preset slow -crf 33 -pix_fmt yuv420p -movflags +faststart \
  -metadata creation_time=2025-09-06T07:30:00Z clip.mp4
