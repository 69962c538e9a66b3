#!/usr/bin/env bash
# A first backup of the sample library to two places, from nothing to the answer. Stays in the build
# folder; run again, it starts anew.
set -euo pipefail
programs=$CARGO_TARGET_DIR/debug
work=$CARGO_TARGET_DIR/first-backup

# Shows a command as one would type it, then does it.
elderphoto() {
  local word shown=""
  for word in "$@"; do
    if [[ $word =~ [^A-Za-z0-9./-] ]]; then word="\"$word\""; fi
    shown+=" $word"
  done
  printf '\n$ elderphoto%s\n' "$shown"
  "$programs/elderphoto" --home "$work/home" "$@"
}

rm -rf "$work"
mkdir -p "$work"
cd "$work"
"$programs/elderphoto-sample" Photos
elderphoto init --library Photos --name "Sample photos"
elderphoto place add folder "At home" --path Disk --medium hdd
elderphoto place add folder "Aunt's house" --path NAS --medium nas --offsite
elderphoto backup
elderphoto status
printf '\nThe copies are ordinary folders: look into %s\n' "$work"
