# Tells what this machine has, by trying it. Writes nothing.
exec 5<&0 </dev/null
cd -- "$hint" 2>/dev/null || { echo gone; exit 1; }
root=$(pwd -P)
# A name with the byte that is a sign of life would not arrive whole.
case $root in *"$(printf '\006')"*) echo gone; exit 1 ;; esac
# The path may have more than one line: it ends with a line that was chosen at random.
printf '%s\n%s\n' "$root" "$greeting_tail"
# Some shells keep no bytes but those of text.
bytes=$(printf '%bX' '\0377\0376\0201\0210\0240\0303\0134')
printf 'bytes %s\n' "${bytes%X}"
echo "umask $(umask)"
abc=ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
hashes() {
  case $(printf abc | "$@" 2>/dev/null) in "$abc"*) return 0 ;; *) return 1 ;; esac
}
# openssl first: it uses the processor's instructions for it and is several times as fast.
if hashes openssl dgst -sha256 -r; then echo 'hash openssl'
elif hashes sha256sum; then echo 'hash sha256sum'
elif hashes shasum -a 256; then echo 'hash shasum'
fi
if perl -e 'use Errno; use Fcntl; $! = 0; exit($!{ENOENT} ? 7 : 5)' 2>/dev/null; [ $? = 5 ]; then echo 'rename perl'
elif python3 -I -S -c 'import errno, os, re, stat, sys; sys.exit(5)' 2>/dev/null; [ $? = 5 ]; then echo 'rename python'
fi
# A name that does not exist, so that nothing can happen where the option is not known.
case $(mv --help 2>&1; mv 2>&1) in *-n*|*-fin*) echo 'mv keeps' ;; esac
case $(sync --help 2>&1) in *file-system*|*'[-df]'*) echo 'sync file-system' ;; esac
dd if=/dev/null iflag=nocache count=0 2>/dev/null && echo 'dd nocache'
case $(tar --version 2>&1) in
  *'GNU tar'*) tar=gnu ;;
  *bsdtar*) tar=bsd ;;
  *[Bb]usy[Bb]ox*) tar=busybox ;;
  *) tar= ;;
esac
if [ -n "$tar" ] && command -v find >/dev/null; then
  [ "$(tar -x -k -o -p -O -f - <&5 2>/dev/null)" = "$greeting_head" ] && echo "tar $tar"
fi
echo end
