# Unpacks a stream below a folder. tar may have much to complain about: the first of it goes to
# standard error, the rest nowhere, so that it never waits for a reader.
exec 3>&1
real_folder "$base" && cd "./$base" || { echo gone; exit 1; }
{
  tar -x -k -o -p -f - 2>&1 >/dev/null
  echo "tar $?" >&3
} | {
  dd bs=4096 count=4 >&2 2>/dev/null
  cat >/dev/null
}
