# What is known of the room below a folder, whoever could not write there.
[ -w . ] || echo denied
df -Pk . 2>/dev/null | tail -n 1 | { read -r line && printf 'bytes %s\n' "$line"; }
if [ "$(uname -s)" = Linux ]; then
  { df -Pi . 2>/dev/null || df -i . 2>/dev/null; } | tail -n 1 | { read -r line && printf 'files %s\n' "$line"; }
fi
mount=$(df -Pk . 2>/dev/null | tail -n 1)
mount=${mount##*% }
options=
while read -r _ at _ with _; do [ "$at" = "$mount" ] && options=$with; done </proc/mounts 2>/dev/null
case ,$options, in *,ro,*) echo read-only ;; esac
echo end
