# Tries to write a file of so many bytes, and says by its name which error the system gives.
import errno, os, sys
path, left = sys.argv[1], int(sys.argv[2])
try:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    while left > 0:
        left -= os.write(file, bytes(min(left, 65536)))
    os.close(file)
    print("try ok")
except OSError as e:
    known = ("ENOSPC", "EDQUOT", "EROFS", "EACCES", "EPERM", "EFBIG", "EIO", "ESTALE", "ENOENT")
    name = errno.errorcode.get(e.errno)
    print("try", name if name in known else "other")
