#!/usr/bin/env bash
# A first backup of the sample library to two places, from nothing to the answer. Stays in the build
# folder; run again, it starts anew.
set -euo pipefail
programs=$CARGO_TARGET_DIR/debug
work=$CARGO_TARGET_DIR/first-backup

say() { printf '\n$ elderphoto %s\n' "$*"; }
elderphoto() {
  say "$@"
  "$programs/elderphoto" --home "$work/home" "$@"
}

rm -rf "$work"
mkdir -p "$work"
"$programs/elderphoto-sample" "$work/Photos"
elderphoto init --library "$work/Photos" --name "Sample photos"
elderphoto place add folder "At home" --path "$work/Disk at home" --medium hdd
elderphoto place add folder "Aunt's house" --path "$work/Aunt's NAS" --medium nas --offsite
elderphoto backup
# What was only just copied is not proven yet, which is one of the things `status` says.
elderphoto status
printf '\nThe copies are ordinary folders: look into %s\n' "$work"
