# Tries to write a file of so many bytes, and says by its name which error the system gives.
use strict;
use Errno;
use Fcntl;
my ($path, $size_bytes) = @ARGV;
sub say_error {
    for my $name (qw(ENOSPC EDQUOT EROFS EACCES EPERM EFBIG EIO ESTALE ENOENT)) {
        if ($!{$name}) { print "try $name\n"; exit }
    }
    print "try other\n";
    exit;
}
sysopen(my $file, $path, O_WRONLY | O_CREAT | O_EXCL, 0600) or say_error();
my $block = "\0" x 65536;
for (my $left = $size_bytes; $left > 0;) {
    my $count = syswrite($file, $block, $left < 65536 ? $left : 65536);
    say_error() unless $count;
    $left -= $count;
}
close($file) or say_error();
print "try ok\n";
