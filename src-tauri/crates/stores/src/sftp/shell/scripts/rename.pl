# Renames by a list of lines "FROM TO", relative to where it runs. Nothing is overwritten and no
# link is followed: each folder on the way is looked at once, each name before it is used. A line "sync"
# ends a step: what was done is made durable, and nothing more is done if something of it failed.
use strict;
use Errno;
$| = 1;
binmode STDIN;
my %real;

sub code {
    return 'missing'  if $!{ENOENT};
    return 'exists'   if $!{EEXIST} || $!{ENOTEMPTY};
    return 'denied'   if $!{EACCES} || $!{EPERM};
    return 'readonly' if $!{EROFS};
    return 'full'     if $!{ENOSPC};
    return 'quota'    if $!{EDQUOT};
    return 'name'     if $!{ENAMETOOLONG} || $!{EILSEQ};
    return 'notplain' if $!{ENOTDIR} || $!{ELOOP};
    return 'failed';
}

# undef for a folder, else why it is none.
sub why_no_folder {
    my ($path, $make) = @_;
    return undef if $path eq '' || $real{$path};
    my $at = '.';
    for my $name (split m{/}, $path) {
        $at .= "/$name";
        next if $real{ substr($at, 2) };
        if (!lstat $at) {
            return code() unless $!{ENOENT};
            return 'missing' unless $make;
            mkdir($at) || $!{EEXIST} || return code();
            lstat $at or return code();
        }
        return 'notplain' unless -d _;
        $real{ substr($at, 2) } = 1;
    }
    return undef;
}

sub above { my $path = shift; return $path =~ s{/[^/]*\z}{}s ? $path : '' }

sub move {
    my ($from, $to) = @_;
    my $why = why_no_folder(above($from), 0);
    return $why if $why;
    lstat "./$from" or return code();
    my $is_folder = -d _;
    return 'notplain' unless $is_folder || -f _;
    $why = why_no_folder(above($to), 1);
    return $why if $why;
    return 'exists' if lstat "./$to";
    return code() unless $!{ENOENT};
    %real = () if $is_folder;
    return rename("./$from", "./$to") ? 'ok' : code();
}

my ($number, $failed) = (0, 0);
while (my $line = <STDIN>) {
    chomp $line;
    if ($line eq 'sync') {
        print $failed ? "stopped\n" : system($ARGV[0]) ? "unsynced\n" : "synced\n";
        last if $failed;
        next;
    }
    my ($from, $to) = map { s/\\0([0-7]{3})/chr oct $1/ger } split / /, $line;
    my $code = move($from, $to);
    $failed = 1 if $code ne 'ok';
    print $number++, " $code\n";
}
