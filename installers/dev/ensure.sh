#!/usr/bin/env bash
# Installs what a step of the Makefile needs and the machine lacks: nothing else, and nothing twice.
# Usage: ensure.sh cli|ui|app|test|bench …
set -euo pipefail

# A C compiler: SQLite and libssh2 are built from their sources. OpenSSL, which libssh2 takes its ciphers
# from, is the system's: its security updates reach ElderPhoto without a new version of it.
cli=(gcc libc6-dev pkg-config libssl-dev)
# The webview the window is shown in, and what links against it.
app=("${cli[@]}" libwebkit2gtk-4.1-dev libgtk-3-dev libdbus-1-dev)
# A screen that is only in memory, a driver for the webview, fonts for its pictures; and what copies
# are compared with: rsync, and a reader of the format written in Python. Far machines with users of
# their own, of another make (in Python) and small ones (busybox), and a keyring. A desktop around the window:
# a window manager, a hand that types, eyes, and a file manager (in Python).
test=("${app[@]}" xvfb dbus webkit2gtk-driver fonts-dejavu-core rsync python3
  openssh-server openssh-client gnome-keyring passwd procps bsdutils e2fsprogs mount python3-venv busybox
  xfsprogs btrfs-progs exfat-fuse exfatprogs ntfs-3g faketime openbox xdotool x11-utils python3-gi)
# What ElderPhoto is measured beside, and the program that measures.
bench=("${cli[@]}" rsync openssl python3 rclone restic openssh-server openssh-client passwd procps)

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    sudo "$@"
  fi
}

is_installed() {
  dpkg-query --show --showformat '${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed
}

install_missing() {
  local package missing=()
  for package in "$@"; do
    is_installed "$package" || missing+=("$package")
  done
  [ "${#missing[@]}" -gt 0 ] || return 0
  echo "Installing with apt-get: ${missing[*]}"
  as_root apt-get -o DPkg::Lock::Timeout=300 -qq update
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -o DPkg::Lock::Timeout=300 -qq -y --no-install-recommends install "${missing[@]}" >/dev/null
}

# Packages are named as Debian and Ubuntu name them; elsewhere the person installs them.
need() {
  if command -v dpkg-query >/dev/null && command -v apt-get >/dev/null; then
    install_missing "$@"
  else
    echo "This is not Debian or Ubuntu: if the build fails, install what these packages hold: $*"
  fi
}

need_cli() {
  command -v cargo >/dev/null || {
    echo "Rust is missing: install it from https://rustup.rs and run this again." >&2
    exit 1
  }
  need "${cli[@]}"
}

need_ui() {
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null || {
    echo "Node.js 20.19 or newer is missing: install it from https://nodejs.org and run this again." >&2
    exit 1
  }
}

for step in "$@"; do
  case "$step" in
    cli) need_cli ;;
    ui) need_ui ;;
    app) need_cli && need "${app[@]}" ;;
    test) need_cli && need "${test[@]}" ;;
    bench) need_cli && need "${bench[@]}" ;;
    *)
      echo "ensure.sh: unknown step $step" >&2
      exit 2
      ;;
  esac
done
