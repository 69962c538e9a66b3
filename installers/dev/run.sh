#!/usr/bin/env bash
# `make run`: opens the window; without a screen, shows a first backup on the command line instead.
set -euo pipefail
cd "$(dirname "$0")/../.."

if [ -z "${DISPLAY:-}" ] && [ -z "${WAYLAND_DISPLAY:-}" ] && [ "$(uname -s)" = Linux ]; then
  echo "There is no screen here, so no window: a first backup of a sample library on the command line instead."
  make --no-print-directory cli
  exec installers/dev/first-backup.sh
fi
make --no-print-directory app
exec "$CARGO_TARGET_DIR/debug/elderphoto-app"
