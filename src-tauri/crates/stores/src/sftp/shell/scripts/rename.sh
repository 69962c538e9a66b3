# Renames by a list of lines "FROM TO", relative to where it runs. Nothing is overwritten and no
# link is followed: each folder on the way is looked at, each name before it is used. Files that
# keep their names and go to the same folder go by one mv, for a process each would be slow. A line
# "sync" ends a step: what was done is made durable, and nothing more is done if something of it failed.
number=0 failed=
say() { [ "$1" = ok ] || failed=yes; printf '%s %s\n' "$number" "$1"; number=$((number + 1)); }
there() { [ -e "$1" ] || [ -L "$1" ]; }
# Says what came of one move: the file is where it should be, or why it may not be.
say_moved() {
  if ! there "$1" && there "$2"; then say ok
  elif there "$1" && there "$2"; then say exists
  elif ! there "$1"; then say missing
  elif name=${2##*/}; [ ${#name} -gt 255 ]; then say name
  elif [ ! -w "${2%/*}" ] || [ ! -w "${1%/*}" ]; then say denied
  else say failed
  fi
}
move_group() {
  [ $# -gt 0 ] || return 0
  mv $keep -- "$@" "$group_folder/" </dev/null >/dev/null 2>&1
  for one do say_moved "$one" "$group_folder/${one##*/}"; done
}
state_of() { case $1 in 1) code=missing ;; 2) code=notplain ;; *) code=denied ;; esac; }
# Sets code to "ready" when the move may be done.
look() {
  case $from in */*) folder=${from%/*} ;; *) folder= ;; esac
  real_folder "$folder" || { state_of $?; return; }
  if [ -L "./$from" ]; then code=notplain; return
  elif [ -d "./$from" ]; then is_folder=yes
  elif [ -f "./$from" ]; then is_folder=
  elif [ -e "./$from" ]; then code=notplain; return
  elif [ ! -x "./$folder" ]; then code=denied; return
  else code=missing; return
  fi
  case $to in */*) folder=${to%/*} ;; *) folder= ;; esac
  real_folder "$folder" make || { state_of $?; return; }
  if there "./$to"; then code=exists; else code=ready; fi
}
group_source= group_folder= gathered=
# Whether the move can wait for the others of its group: then nothing that it depends on is theirs.
joins() {
  [ $# -gt 0 ] && [ $# -lt 100 ] && [ "${from##*/}" = "${to##*/}" ] || return 1
  [ "./$from" = "$group_source/${from##*/}" ] && [ "./$to" = "$group_folder/${to##*/}" ] || return 1
  case $gathered in *"/${from##*/}/"*) return 1 ;; esac
}
while read -r from to; do
  if [ -z "$to" ]; then
    move_group "$@"; set --
    [ -z "$failed" ] || { echo stopped; break; }
    if synced </dev/null; then echo synced; else echo unsynced; fi
    continue
  fi
  decode "$from"; from=$path
  decode "$to"; to=$path
  joins "$@" || { move_group "$@"; set --; }
  look
  if [ "$code" = ready ] && [ -z "$is_folder" ] && [ "${from##*/}" = "${to##*/}" ]; then
    if [ $# -eq 0 ]; then
      group_source=./$from group_folder=./$to gathered=/
      group_source=${group_source%/*} group_folder=${group_folder%/*}
    fi
    set -- "$@" "./$from"
    gathered=$gathered${from##*/}/
    continue
  fi
  # Answers come in the order of the moves.
  move_group "$@"; set --
  if [ "$code" = ready ]; then
    mv $keep -- "./$from" "./$to" </dev/null >/dev/null 2>&1
    say_moved "./$from" "./$to"
    [ -z "$is_folder" ] || known_1= known_2=
  else
    say "$code"
  fi
done
move_group "$@"
