# Walks from the root to a folder and remembers the last two that were found to be real.
known_1= known_2=
# 0: a folder; 1: nothing there; 2: something else, perhaps a link, stands there; 3: no right to.
# With "make" as second argument what is missing is made.
real_folder() {
  [ "$1" = "$known_1" ] || [ "$1" = "$known_2" ] || [ -z "$1" ] && return 0
  rest=$1/ at=.
  while [ -n "$rest" ]; do
    above=$at
    at=$at/${rest%%/*}
    rest=${rest#*/}
    [ -L "$at" ] && return 2
    [ -d "$at" ] && continue
    [ -e "$at" ] && return 2
    [ -x "$above" ] || return 3
    [ "$2" = make ] || return 1
    mkdir "$at" 2>/dev/null || [ -d "$at" ] || return 3
  done
  known_2=$known_1 known_1=$1
}
# Turns a word of a list back into a path.
decode() {
  case $1 in
    *\\*) path=$(printf '%bX' "$1"); path=${path%X} ;;
    *) path=$1 ;;
  esac
}
