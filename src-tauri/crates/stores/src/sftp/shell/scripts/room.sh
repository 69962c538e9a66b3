# Tries to write a file of so many bytes. A shell is not told which error it is.
if ( set -C; : >"$try" ) 2>/dev/null &&
  dd if=/dev/zero of="$try" bs=1024 count="$((size_bytes / 1024 + 1))" 2>/dev/null; then
  echo 'try ok'
else
  echo 'try other'
fi
