# Makes the folder below which a lane unpacks. Says "new", or "used" for one that has something in
# it, but no link.
refuse() { echo "$1"; exit 1; }
why() {
  case $1 in 1) refuse missing ;; 2) refuse notplain ;; *) refuse failed ;; esac
}
real_folder "$above" make || why $?
if mkdir "./$base" 2>/dev/null; then
  echo new
else
  real_folder "$base" make || why $?
  [ -z "$(find "./$base" -type l -print | head -n 1)" ] || refuse notplain
  if [ -z "$(ls -A "./$base" | head -n 1)" ]; then echo new; else echo used; fi
fi
