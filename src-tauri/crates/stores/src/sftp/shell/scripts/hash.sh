# Hashes by a list of lines "HOW PATH". HOW is "group" for a name that a program may print, "alone"
# for others. Answers "NUMBER CODE" for what cannot be hashed, "NUMBER =DIGEST" for one alone, the
# program's own lines for a group, and "NUMBER handled" when all before that number are answered.
number=0 bytes=0
say() { printf '%s %s\n' "$number" "$1"; }
hash_group() {
  [ $# -eq 0 ] || $hasher "$@" </dev/null 2>/dev/null
}
look() {
  case $path in */*) folder=${path%/*} ;; *) folder= ;; esac
  real_folder "$folder"
  case $? in 1) code=missing; return ;; 2) code=notplain; return ;; 3) code=denied; return ;; esac
  if [ -L "$file" ]; then code=notplain
  elif [ ! -e "$file" ]; then if [ -x "./$folder" ]; then code=missing; else code=denied; fi
  elif [ ! -f "$file" ]; then code=notplain
  elif [ ! -r "$file" ]; then code=denied
  else code=ready
  fi
}
while read -r how word; do
  decode "$word"
  file=./$path
  look
  # So that what is hashed comes from the medium.
  [ "$code" = ready ] && [ -n "$drop_cache" ] && dd if="$file" iflag=nocache count=0 2>/dev/null
  gathers=
  if [ "$code" != ready ]; then
    say "$code"
  elif [ "$how" = alone ]; then
    digest=$($hasher <"$file" 2>/dev/null)
    say "=${digest%% *}"
  else
    set -- "$@" "$file"
    bytes=$((bytes + ${#file}))
    gathers=yes
  fi
  number=$((number + 1))
  if [ -z "$gathers" ] || [ $# -ge 32 ] || [ "$bytes" -ge 8000 ]; then
    hash_group "$@"
    set --
    bytes=0
    say handled
  fi
done
hash_group "$@"
say handled
echo end
