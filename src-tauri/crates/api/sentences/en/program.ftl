### Every sentence that a person reads, in English. Another language is another file like this one.
###
### Keys: err-<code with dashes> says what happened, -safe whether the photos are safe, -do the one
### thing to do; hint-<code> is the command that does it, shown by the command line only.
### Words: place, copy, older version, check, put back. No technical terms, no exclamation marks.

## Building blocks

n-photos =
    { $photos ->
        [one] 1 photo
       *[other] { $photos } photos
    }
n-places =
    { $places ->
        [one] 1 place
       *[other] { $places } places
    }
n-files =
    { $files ->
        [one] 1 file
       *[other] { $files } files
    }
n-days =
    { $days ->
        [one] 1 day
       *[other] { $days } days
    }
within-days =
    { $days ->
        [one] day
       *[other] { $days } days
    }
it-or-them =
    { $count ->
        [one] it
       *[other] them
    }
count-photos-are =
    { $count ->
        [one] 1 photo is
       *[other] { $count } photos are
    }

# A place whose name already begins like this needs no second "at": "at home", not "at At home".
at-prefix = at{ " " }
at-place = at { $place }
a-place = the place
a-place-start = The place
a-file = the file
a-file-start = The file
a-folder = the folder
a-folder-start = The folder
a-folder-named = the folder { $path }
a-folder-named-start = The folder { $path }
a-library = your photo folder
a-library-start = Your photo folder
a-library-named = the photo folder { $path }
a-library-named-start = The photo folder { $path }
that = that

## Sizes and times

size-bytes =
    { $count ->
        [one] 1 byte
       *[other] { $count } bytes
    }
size-kb = { $size } kB
size-mb = { $size } MB
size-gb = { $size } GB
size-tb = { $size } TB
ago-now = less than an hour ago
ago-hours =
    { $hours ->
        [one] an hour ago
       *[other] { $hours } hours ago
    }
ago-days =
    { $days ->
        [one] a day ago
       *[other] { $days } days ago
    }
ago-months = { $months } months ago
ago-years =
    { $years ->
        [one] a year ago
       *[other] { $years } years ago
    }
left-moment = Less than a minute left.
left-minutes =
    { $minutes ->
        [one] About a minute left.
       *[other] About { $minutes } minutes left.
    }
left-hours =
    { $hours ->
        [one] About an hour left.
       *[other] About { $hours } hours left.
    }
left-days =
    { $days ->
        [one] About a day left.
       *[other] About { $days } days left.
    }
moment = { $day } { $month } { $year }, { $time }
month-name =
    { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    }

## The answer on the first screen

verdict-safe =
    { $photos ->
        [one] Your photo is safe in { n-places }.
       *[other] All { $photos } photos are safe in { n-places }.
    }
verdict-proof-all = Every one was checked within the last { within-days }.
verdict-proof-some = In { n-places } every one was checked within the last { within-days }.
verdict-proof-or-fresh-all = Every one was checked within the last { within-days }, or copied less than a day ago.
verdict-proof-or-fresh-some = In { n-places } every one was checked within the last { within-days }, or copied less than a day ago.
verdict-fresh-all = Copied less than a day ago, not yet checked.
verdict-fresh-place = { $Place }: copied less than a day ago, not yet checked.

verdict-left-out =
    { $count ->
        [one] 1 thing in your photo folder only points elsewhere; what it points to is not copied.
       *[other] { $count } things in your photo folder only point elsewhere; what they point to is not copied.
    }

verdict-still-safe = Your photos are safe in { n-places }.
verdict-some-safe = { $safe } of { n-photos } are safe in { n-places }.
verdict-rest-safe = The others are safe in { n-places }.
verdict-seen-safe = The photos that were last seen in it are safe in { n-places }.
verdict-none-safe = No place is known to have all your photos right now.

verdict-damaged =
    { $count ->
        [one] 1 copy { $at_place } is damaged or gone.
       *[other] { $count } copies { $at_place } are damaged or gone.
    }
verdict-damaged-do =
    { $count ->
        [one] Back up now, so that a good copy takes its place.
       *[other] Back up now, so that good copies take their place.
    }
verdict-history =
    { $count ->
        [one] 1 older version { $at_place } is damaged or gone; the photos there as they are now are whole.
       *[other] { $count } older versions { $at_place } are damaged or gone; the photos there as they are now are whole.
    }
verdict-history-do = If you have a second drive, use it, and have this one looked at.
verdict-unreadable =
    { $count ->
        [one] 1 could not be read.
       *[other] { $count } could not be read.
    }
verdict-unreadable-photos =
    { $count ->
        [one] 1 photo could not be read on this computer.
       *[other] { $count } photos could not be read on this computer.
    }
verdict-unreadable-files =
    { $count ->
        [one] 1 file that is no photo could not be read on this computer.
       *[other] { $count } files that are no photos could not be read on this computer.
    }
verdict-unreadable-do = Try to open { it-or-them } on this computer.
verdict-folders =
    { $count ->
        [one] 1 folder could not be opened, so what is in it is not being copied.
       *[other] { $count } folders could not be opened, so what is in them is not being copied.
    }
verdict-folders-do = Allow ElderPhoto to read { it-or-them }.
verdict-not-connected =
    { $days ->
        [0] { $Place } is not connected.
        [one] { $Place } hasn't answered for a day.
       *[other] { $Place } hasn't answered for { $days } days.
    }
verdict-not-connected-do = Is it switched on and plugged in?
verdict-behind = { count-photos-are } not yet { $at_place }.
verdict-behind-files =
    { $count ->
        [one] 1 file is not yet { $at_place }.
       *[other] { $count } files are not yet { $at_place }.
    }
verdict-behind-do = Back up now.
verdict-full = { $Place } is full: { $things } could not be copied there.
verdict-full-do = Make room there, or use a larger disk.
verdict-never = Nothing has been copied to { $place } yet.
verdict-never-do = Back up now.
verdict-unproven = The copies { $at_place } have not been checked yet.
verdict-partly-unproven =
    { $count ->
        [one] 1 copy { $at_place } has not been checked yet.
       *[other] { $count } copies { $at_place } have not been checked yet.
    }
verdict-overdue = The copies { $at_place } were last checked { ago-days }.
verdict-check-do = Check them now.

verdict-nothing-no-place =
    { $photos ->
        [0] There is no place for copies yet.
        [one] Your photo is only on this computer: there is no place for copies yet.
       *[other] Your { $photos } photos are only on this computer: there is no place for copies yet.
    }
verdict-nothing-no-place-do = Add a place, for example a disk at home.
verdict-nothing-on =
    { $photos ->
        [0] All your places are switched off.
        [one] All your places are switched off, so your photo is not looked after.
       *[other] All your places are switched off, so your { $photos } photos are not looked after.
    }
verdict-nothing-on-do = Open a place and switch it on.
verdict-nothing-copied =
    { $photos ->
        [0] Nothing has been copied yet.
        [one] Your photo is only on this computer: it has not been copied yet.
       *[other] Your { $photos } photos are only on this computer: nothing has been copied yet.
    }
verdict-nothing-copied-do = Back up now.
verdict-nothing-photos = No photos have been found in your photo folder yet.

# Said of an answer that nobody looked for just now.
verdict-known = As it was { $ago }.
# The same after more than a day: nothing good is said of now.
verdict-old =
    { $photos ->
        [one] When ElderPhoto last looked, { $ago }, your photo was safe in { n-places }.
       *[other] When ElderPhoto last looked, { $ago }, all { $photos } photos were safe in { n-places }.
    }
verdict-old-looking = It is looking at your photos and their copies now.

## How each place stands

place-state-well = up to date
place-state-waiting =
    { $count ->
        [one] 1 photo still to go
       *[other] { $count } photos still to go
    }
place-state-waiting-files =
    { $count ->
        [one] 1 file still to go
       *[other] { $count } files still to go
    }
place-state-full = full, { $things } still to go
place-state-old = as it was { $ago }
place-state-unproven = copied, not all checked yet
place-state-overdue = last checked { ago-days }
place-state-empty = no copy there yet
place-state-damaged =
    { $count ->
        [one] 1 copy damaged or gone
       *[other] { $count } copies damaged or gone
    }
place-state-damaged-history =
    { $count ->
        [one] 1 older version damaged or gone
       *[other] { $count } older versions damaged or gone
    }
place-state-away =
    { $days ->
        [0] not connected
        [one] no answer for a day
       *[other] no answer for { $days } days
    }
place-state-trouble = needs attention
place-state-off = switched off
place-room = { $size } free
place-room-full =
    { $months ->
        [0] { $size } free, full within a month
        [one] { $size } free, full in about a month
       *[other] { $size } free, full in about { $months } months
    }

## Three copies, two kinds of storage, one away from home

rule-copies =
    { $copies ->
        [one] Your photos are only on this computer; three copies are safer.
       *[other] There are { $copies } copies of your photos, this computer included; three are safer.
    }
rule-kinds = All copies are on the same kind of storage; a second kind is safer, for example a network drive beside a plugged-in disk.
rule-behind = { $Place } does not have everything yet.
rule-offsite = No copy is away from home; a fire or a theft could take all of them.

## What can go wrong: the photo folder and the set-up

err-library-missing = { $Library } is not there.
err-library-missing-safe = Nothing was changed. What was copied before is kept at your places.
err-library-missing-do = If your photos are on a drive, plug it in. If the folder was moved or renamed, move it back.
err-library-empty = { $Library } has nothing in it.
err-library-empty-safe = Nothing was changed. What was copied before is kept at your places.
err-library-empty-do = Check that the drive with your photos is plugged in and that this is the right folder.
err-library-unreadable = ElderPhoto is not allowed to look into { $library }.
err-library-unreadable-safe = Nothing was changed. What was copied before is kept at your places.
err-library-unreadable-do = Allow ElderPhoto to read this folder, or ask whoever set up this computer.
err-library-inside-place = { $Library } lies inside the folder of { $place }.
err-library-inside-place-safe = Nothing was changed.
err-library-inside-place-do = Choose a photo folder that is not part of a place, or another folder for the copies.
err-place-inside-library = { $Place } lies inside { $library }, so the copies would be copied again each time.
err-place-inside-library-safe = Nothing was changed.
err-place-inside-library-do = Choose a folder outside your photo folder, best on another disk.
err-libraries-overlap = Of the folders that were chosen, one lies inside another.
err-libraries-overlap-safe = Nothing was changed.
err-libraries-overlap-do = Choose only the outer one. Everything in it is kept safe, too.
err-home-inside-library = ElderPhoto's own folder lies inside { $library }, and changes all the time.
err-home-inside-library-safe = Nothing was changed.
err-home-inside-library-do = Choose the folder in it that your photos are in, for example Pictures.
hint-home-inside-library = elderphoto --home OTHER_FOLDER init --library FOLDER
err-not-set-up = ElderPhoto does not know yet which photos to keep safe.
err-not-set-up-safe = Nothing is being copied; your photos are only on this computer.
err-not-set-up-do = Choose your photo folder first.
hint-not-set-up = elderphoto init --library FOLDER
err-already-set-up = ElderPhoto is already set up here and looks after { $library }.
err-already-set-up-safe = Nothing was changed.
err-already-set-up-do = Go on with what is set up. A second set of photos needs settings of its own.
hint-already-set-up = elderphoto --home OTHER_FOLDER init --library FOLDER
err-env-file-unreadable = { $Path } cannot be read.
err-env-file-unreadable-safe = Nothing was changed.
err-env-file-unreadable-do = Give the file that says which photos to keep safe and where, or see “elderphoto init --help”.
err-env-file-wrong = { $Path } cannot be used as it is.
err-env-file-wrong-safe = Nothing was changed.
err-env-file-wrong-do = Correct the file and try again; “elderphoto init --help” shows one.
err-settings-damaged = The settings of ElderPhoto cannot be understood.
err-settings-damaged-safe = Your photos and all copies are as they were.
err-settings-damaged-do = Correct { $path } or put back an earlier one.
err-settings-newer = The settings were written by a newer ElderPhoto.
err-settings-newer-safe = Your photos and all copies are as they were.
err-settings-newer-do = Install the newest ElderPhoto on this computer.
err-setting-unknown = There is no setting called { $name }, or it does not take this value.
err-setting-unknown-safe = Nothing was changed.
err-setting-unknown-do = Look at the list of settings and their values.
hint-setting-unknown = elderphoto settings get
err-home-unusable =
    { $has_path ->
        [yes] ElderPhoto could not read or write { $path } on this computer.
       *[no] ElderPhoto could not read or write its own files on this computer.
    }
err-home-unusable-safe = What was copied before is kept at your places.
err-home-unusable-do = Check that this computer's disk works and that you may write to that folder, then try again.
err-home-full = The disk of this computer is full.
err-home-full-safe = What was copied before is kept at your places.
err-home-full-do = Make some room on this computer and try again.
err-records-damaged = ElderPhoto's own notes on what was checked when cannot be read.
err-records-damaged-safe = Your photos and all copies are as they were.
err-records-damaged-do = Move { $path } aside and check your places again; ElderPhoto then starts new notes.
err-records-newer = ElderPhoto's own notes were written by a newer ElderPhoto.
err-records-newer-safe = Your photos and all copies are as they were.
err-records-newer-do = Install the newest ElderPhoto on this computer.
err-busy = ElderPhoto is already at work.
err-busy-safe = Nothing is wrong: the work under way goes on.
err-busy-do = Wait until it is done, or stop it first.

## What can go wrong: the file of `init --from-env`

env-file-absent = There is no file { $path }.
env-file-folder = { $path } is a folder; a file is needed.
env-file-denied = ElderPhoto is not allowed to read { $path }.
env-file-large = { $path } is far too large to be such a file.
env-file-no-text = { $path } is not plain text: line { $line } has something else in it.
env-unclear = Line { $line } cannot be understood: write KEY="value", with the quotes where the value has a space.
env-unknown = Line { $line }: { $key } is not known here.
env-twice = Line { $line }: { $key } stands in line { $first } already.
env-secret = Line { $line }: { $key } is refused, because passwords must not stand in this file. Write it into the file that ELDERPHOTO_SECRETS_FILE names, or leave this place out here and add it with “elderphoto place add sftp … --password-stdin”; “elderphoto secret set NAME --stdin” changes it later.
env-no-value = Line { $line }: { $key } has no value.
env-wrong = Line { $line }: { $key } must be { $wanted }.
env-missing = Line { $line }: the place that begins here also needs { $key }.
env-other-kind = Line { $line }: { $key } is only for places of the kind { $kind }.
env-same-name = Line { $line }: the place that begins in line { $first } has the same name.
env-no-library = ELDERPHOTO_LIBRARY is missing, which says where the photos are.
env-seen = Line { $line }: { $what }
env-libraries = One photo folder must not lie inside another; compare line { $first }.
env-home-inside = ElderPhoto's own folder must not lie inside the photo folder.
env-same-folder = This place and the one that begins in line { $first } would share a folder; that would be only one copy.
env-in-library = The folder of this place and the photo folder in line { $first } must not lie inside each other.
env-elsewhere = { $Place } is a place already, with another folder: { $path }. Give this one another name, or forget that one first.
env-want-path = a whole path that begins with /
env-want-name = a name of at most 100 characters
env-want-kind = folder or sftp
env-want-yes-or-no = yes or no
env-want-medium = ssd, hdd, nas, usb or cloud
env-want-keep = all, fewer or days:N
env-want-limit = a whole number of MB a second, or 0 for no limit
env-want-port = a number from 1 to 65535
env-want-fingerprint = the fingerprint as the far computer itself tells it
env-want-word = one word without spaces

## What can go wrong: places

err-no-places = There is no place for copies yet.
err-no-places-safe = Your photos are only on this computer.
err-no-places-do = Add a place first, for example a disk at home.
hint-no-places = elderphoto place add folder "At home" --path FOLDER
err-places-off = All your places are switched off.
err-places-off-safe = What was copied to them is still there.
err-places-off-do = Switch one on, or name the place that you mean.
hint-places-off = elderphoto place set NAME --enabled yes
err-place-unknown = No place is called { $name }.
err-place-unknown-safe = Nothing was changed.
err-place-unknown-do = Look at the list of places for the exact name.
hint-place-unknown = elderphoto place list
err-place-name-taken = A place is already called { $name }.
err-place-name-taken-safe = Nothing was changed.
err-place-name-taken-do = Choose another name.
err-place-same-folder = { $Place } already uses this folder.
err-place-same-folder-safe = Nothing was changed. Two copies in one folder would be only one copy.
err-place-same-folder-do = Choose another folder, best on another disk.
err-place-folder-missing = { $Folder } is not there, so the copies have nowhere to go.
err-place-folder-missing-safe = Nothing was changed.
err-place-folder-missing-do = Check that the disk is plugged in, or make the folder first.
err-place-not-empty = { $Folder } already holds something else.
err-place-not-empty-safe = Nothing was changed there.
err-place-not-empty-do = Choose an empty folder. If it holds earlier copies of these photos, you can take them over.
hint-place-not-empty = elderphoto place add folder NAME --path FOLDER --use-existing
err-place-of-other-library = { $Folder } already holds the copies of other photos than these.
err-place-of-other-library-safe = Nothing was changed there.
err-place-of-other-library-do = Choose another folder.
err-place-swapped = What answers as { $place } is not the place ElderPhoto knows.
err-place-swapped-safe = Nothing was written there. The copies at the real place are as they were.
err-place-swapped-do = Plug in the right drive, or connect the right network folder.
err-place-not-connected = { $Place } is not connected.
err-place-not-connected-safe = Your photos on this computer and at other places are not affected.
err-place-not-connected-do = Is it switched on and plugged in?
err-place-read-only = { $Place } can be read, but nothing can be written there.
err-place-read-only-safe = What was copied there before stays as it is.
err-place-read-only-do = Check whether the drive is locked against writing. If it worked until now, have somebody look at the drive.
err-place-no-permission = ElderPhoto is not allowed to read or write { $at_place }.
err-place-no-permission-safe = What was copied there before stays as it is.
err-place-no-permission-do = Ask whoever set up this place to allow it.
err-place-full =
    { $has_room ->
        [yes] { $Place } is full: { $needed } more are needed and { $free } are free.
       *[no] { $Place } is full.
    }
err-place-full-safe =
    { $has_count ->
        [yes] { count-photos-are } not yet there. What was copied before stays, and your other places are not affected.
       *[no] What was copied there before stays, and your other places are not affected.
    }
err-place-full-do = Make room there, or use a larger disk.
err-place-quota = { $Place } has room, but the share of it that is meant for your photos is used up.
err-place-quota-safe = What was copied there before stays, and your other places are not affected.
err-place-quota-do = Ask whoever looks after that computer for a larger share, or use another disk.
err-place-full-of-files = { $Place } can hold no more files, although its disk is not full.
err-place-full-of-files-safe = What was copied there before stays, and your other places are not affected.
err-place-full-of-files-do = Remove files there that nobody needs, or use another disk.
err-place-timed-out = { $Place } did not answer in time.
err-place-timed-out-safe = Your photos on this computer and at other places are not affected.
err-place-timed-out-do = Check that it is switched on and that the network works, then try again.
err-place-damaged = The file by which ElderPhoto knows { $place } is damaged.
err-place-damaged-safe = Nothing was written there. Your other places are not affected.
err-place-damaged-do = Have somebody look at the drive before you use it again.
err-place-newer = { $Place } was last used by a newer ElderPhoto.
err-place-newer-safe = Nothing was written there. The copies there are as they were.
err-place-newer-do = Install the newest ElderPhoto on this computer.
err-place-taken-over = Another computer has taken over { $place }.
err-place-taken-over-safe = The copies there are as they were; this computer writes nothing there any more.
err-place-taken-over-do = If nobody meant to do that, ask whoever uses the other computer. Otherwise remove this place here.
err-place-in-use = Another computer is at work { $at_place } right now.
err-place-in-use-safe = What was copied there before stays as it is.
err-place-in-use-do = Wait until it is done and try again.
err-place-failing = The disk { $at_place } has trouble reading or writing.
err-place-failing-safe = Your photos on this computer and at other places are not affected.
err-place-failing-do = Check its cable. If it happens again, replace the disk soon.

## What can go wrong: the way to a far computer

err-host-not-found = The computer of { $place } cannot be found under its address.
err-host-not-found-safe = Your photos on this computer and at other places are not affected.
err-host-not-found-do = Check that the internet works here. If it does, ask whether the address has changed.
err-host-unreachable = The computer of { $place } cannot be reached.
err-host-unreachable-safe = Your photos on this computer and at other places are not affected.
err-host-unreachable-do = Is it switched on, and does the internet work on both sides?
err-connection-refused = The computer of { $place } is on the network but isn't accepting ElderPhoto.
err-connection-refused-safe = Your photos on this computer and at other places are not affected.
err-connection-refused-do = Ask whoever is there whether “Remote login” is switched on.
err-connection-lost = The connection to { $place } broke.
err-connection-lost-safe = What was finished before is kept there, and your other places are not affected.
err-connection-lost-do = Try again; it goes on where it stopped. If it happens often, have the network looked at.
err-not-ssh = What answers at the address of { $place } is something else than expected.
err-not-ssh-safe = Nothing was sent there. Your photos here and at other places are not affected.
err-not-ssh-do = Check the address and the port, or ask whoever is there whether “Remote login” is switched on.
err-no-sftp = The computer of { $place } lets ElderPhoto in but hands out no files.
err-no-sftp-safe = Nothing was written there. Your other places are not affected.
err-no-sftp-do = Ask whoever looks after that computer to switch on the transfer of files (SFTP).
err-host-key-unknown = ElderPhoto has not met the computer of { $place } before.
err-host-key-unknown-safe = Nothing was sent there, no password either.
err-host-key-unknown-do = Ask whoever looks after that computer for its fingerprint. If it is the one that is shown here, go on with it.
hint-host-key-unknown = elderphoto place add sftp … --accept-host-key FINGERPRINT
err-host-key-changed = The computer that answers at the address of { $place } is not the one we know.
err-host-key-changed-safe = We have sent it nothing. This happens after a new installation, or if someone is in between.
err-host-key-changed-do = Ask whoever looks after that computer whether it was set up anew, and compare the fingerprint.
err-fingerprint-unreadable =
    { $has_name ->
        [yes] This is no fingerprint: { $name }.
       *[no] This is no fingerprint.
    }
err-fingerprint-unreadable-safe = Nothing was sent anywhere.
err-fingerprint-unreadable-do = Give it letter by letter as that computer shows it.
err-password-wrong = The computer of { $place } does not accept the password.
err-password-wrong-safe = What was copied there before stays as it is, and your other places are not affected.
err-password-wrong-do = If the password was changed there, give ElderPhoto the new one.
hint-password-wrong = elderphoto secret set NAME --stdin
err-key-refused = The computer of { $place } does not accept the key with which ElderPhoto signs in.
err-key-refused-safe = What was copied there before stays as it is, and your other places are not affected.
err-key-refused-do = Ask whoever looks after that computer to let this key in again.
err-password-wanted-too = The computer of { $place } accepts the key with which ElderPhoto signs in, but wants a password as well.
err-password-wanted-too-safe = What was copied there before stays as it is, and your other places are not affected.
err-password-wanted-too-do = ElderPhoto signs in with one of the two: ask whoever looks after that computer to let the key alone be enough for this account.
err-key-wanted-too = The computer of { $place } accepts the password, but wants a key as well.
err-key-wanted-too-safe = What was copied there before stays as it is, and your other places are not affected.
err-key-wanted-too-do = ElderPhoto signs in with one of the two: ask whoever looks after that computer to let one of them alone be enough for this account.
err-key-unreadable = The key file for { $place } cannot be read on this computer.
err-key-unreadable-safe = Nothing was sent anywhere. What was copied before stays as it is.
err-key-unreadable-do = Check that the file is where it was, and that it is the private key, not the public one.
err-passphrase-missing = The key for { $place } is locked, and its passphrase is not known here.
err-passphrase-missing-safe = Nothing was sent anywhere. What was copied before stays as it is.
err-passphrase-missing-do = Give ElderPhoto the passphrase of the key.
hint-passphrase-missing = elderphoto secret set NAME --stdin
err-passphrase-wrong = The passphrase does not unlock the key for { $place }.
err-passphrase-wrong-safe = Nothing was sent anywhere. What was copied before stays as it is.
err-passphrase-wrong-do = Give ElderPhoto the right passphrase of the key.
hint-passphrase-wrong = elderphoto secret set NAME --stdin
err-agent-missing = The program that holds the keys for { $place } is not running on this computer.
err-agent-missing-safe = Nothing was sent anywhere. What was copied before stays as it is.
err-agent-missing-do = Start it, or add the place again with a key file of its own.
err-credentials-missing = There is neither a key nor a password with which ElderPhoto could sign in at { $place }.
err-credentials-missing-safe = Nothing was changed. What was copied before stays as it is.
err-credentials-missing-do = Name a key file, or give a password.
hint-credentials-missing = elderphoto place add sftp NAME --host HOST --user USER --path FOLDER --password-stdin
err-place-not-a-folder = What has the name of the folder of { $place } is not a folder.
err-place-not-a-folder-safe = Nothing was changed there.
err-place-not-a-folder-do = Choose another folder, or have it looked at there.

err-place-names-change = { $Place } changes the names of files, so that photos could not be found again there.
err-place-names-change-safe = Nothing was copied there. Your photos are as they were.
err-place-names-change-do = Choose another folder, or have somebody connect this one so that names stay as they are.

## What can go wrong: passwords

err-secret-missing = ElderPhoto does not have the password for { $place } any more.
err-secret-missing-safe = What was copied there before stays as it is, and your other places are not affected.
err-secret-missing-do = Give ElderPhoto the password again.
hint-secret-missing = elderphoto secret set NAME --stdin
err-secret-not-needed = { $Place } needs no password.
err-secret-not-needed-safe = Nothing was changed.
err-secret-not-needed-do = There is nothing to do: only places on far computers have one.
err-secret-unusable = This cannot be a password: it is empty, or more than one line.
err-secret-unusable-safe = Nothing was changed.
err-secret-unusable-do = Give one line of text.
err-keyring-locked = Your computer's password safe is locked.
err-keyring-locked-safe = Your photos on this computer and at other places are not affected.
err-keyring-locked-do = Unlock it so that ElderPhoto can reach { $place }.
err-keyring-absent = This computer has no password safe where ElderPhoto could keep a password.
err-keyring-absent-safe = Nothing was written anywhere else instead. Your photos and all copies are as they were.
err-keyring-absent-do = Ask whoever set up this computer to switch it on, or to name a file for passwords.
hint-keyring-absent = ELDERPHOTO_SECRETS_FILE=FILE elderphoto …
err-keyring-denied = Your computer's password safe does not let ElderPhoto in.
err-keyring-denied-safe = Your photos on this computer and at other places are not affected.
err-keyring-denied-do = Allow ElderPhoto to use it so that it can reach { $place }.
err-keyring-failing = Your computer's password safe does not work as it should.
err-keyring-failing-safe = Your photos on this computer and at other places are not affected.
err-keyring-failing-do = Sign out of this computer and in again, then try once more.
err-secrets-file-open = The file for passwords is open to others than you, so ElderPhoto does not use it.
err-secrets-file-open-safe = Nothing was read from it or written to it.
err-secrets-file-open-do = Make it an ordinary file of your own that nobody else may read or write.
hint-secrets-file-open = chmod 600 "$ELDERPHOTO_SECRETS_FILE"
err-secrets-file-unusable = The file for passwords cannot be read or written.
err-secrets-file-unusable-safe = Your photos and all copies are as they were.
err-secrets-file-unusable-do = Check that its folder is there and that you may write to it.
err-secrets-file-damaged = The file for passwords cannot be understood.
err-secrets-file-damaged-safe = It was left as it is. Your photos and all copies are as they were.
err-secrets-file-damaged-do = Correct it; the details name the line.

## What can go wrong: single photos

err-unreadable-file = { $Path } cannot be read on this computer.
err-unreadable-file-safe = If it was copied before, that copy is kept. The other photos are not affected.
err-unreadable-file-do = Try to open it. If it does not open, put back a copy of it.
err-unreadable-folder = { $Folder } cannot be opened on this computer, so nothing in it was looked at.
err-unreadable-folder-safe = What was copied from it before is kept. The other photos are not affected.
err-unreadable-folder-do = Allow ElderPhoto to read this folder.
err-changed-while-reading = { $Path } kept changing while it was being copied.
err-changed-while-reading-safe = If it was copied before, that copy is kept. The other photos are not affected.
err-changed-while-reading-do = Close the program that uses it; it is then copied the next time.
err-changed-silently = { $Path } on this computer is not what it was, although its size and date are the same.
err-changed-silently-safe = The copies of it at your places were not replaced. The other photos are not affected.
err-changed-silently-do = Open it. If it is spoilt, put back a copy of it, and have this computer's disk looked at.
err-vanished = { $Path } went away before it could be copied.
err-vanished-safe = If it was copied before, that copy is kept. The other photos are not affected.
err-vanished-do = If you moved or deleted it yourself, there is nothing to do.
err-name-refused = { $Place } cannot hold a file of the name { $path }.
err-name-refused-safe = The photo on this computer and the other photos are not affected.
err-name-refused-do = Give the photo a shorter or simpler name.
err-name-taken = Somebody else's file already has the name { $path } { $at_place }.
err-name-taken-safe = That file was left alone, and your photo on this computer is as it was.
err-name-taken-do = Move the other file away, or give your photo another name.
err-too-large = { $Path } is too large for { $place }.
err-too-large-safe = The photo on this computer and the other photos are not affected.
err-too-large-do = Use a disk for this place that can hold files of this size.
err-not-written = { $Path } could not be copied to { $place }.
err-not-written-safe = The photo on this computer and the other photos are not affected.
err-not-written-do = It is tried again the next time. If it fails again, have the disk looked at.
err-set-aside = The copy of { $path } { $at_place } was not as it should be and was set aside.
err-set-aside-safe = Nothing was thrown away, and the photo on this computer is as it was.
err-set-aside-do = Back up again. If it happens often, have the disk looked at.
err-damaged = The copy of { $path } { $at_place } is damaged.
err-damaged-safe = The other copies are not affected by this.
err-damaged-do = Back up again, so that a good copy takes its place.
err-missing = The copy of { $path } { $at_place } is gone.
err-missing-safe = The other copies are not affected by this.
err-missing-do = Back up again, so that it is copied anew.
err-damaged-healed = The copy of { $path } { $at_place } was damaged; a good one is in its place again.
err-damaged-healed-safe = Nothing was thrown away, and the photo on this computer is as it was.
err-damaged-healed-do = There is nothing left to do. If it happens often, have the disk looked at.
err-missing-healed = The copy of { $path } { $at_place } was gone; it is there again.
err-missing-healed-safe = The photo on this computer is as it was.
err-missing-healed-do = There is nothing left to do. If it happens often, find out who deletes there.
err-copy-unreadable = The copy of { $path } { $at_place } cannot be read.
err-copy-unreadable-safe = The other copies are not affected by this.
err-copy-unreadable-do = Try again. If it still cannot be read, have the disk looked at.
err-folder-closed = { $Folder } { $at_place } may not be opened, so nothing in it could be looked at.
err-folder-closed-safe = The photos on this computer and the other copies are not affected.
err-folder-closed-do = Allow ElderPhoto to open this folder there.
err-link-left-out = { $Path } only points to another file or folder and was left out.
err-link-left-out-safe = What it points to was not touched.
err-link-left-out-do = If what it points to should be kept safe, move that into your photo folder.
err-special-left-out = { $Path } is not an ordinary file and was left out.
err-special-left-out-safe = No photo is affected.
err-special-left-out-do = There is nothing to do.

## What can go wrong: older versions and putting back

err-snapshot-unknown = No earlier version of your photos is called { $name }.
err-snapshot-unknown-safe = Nothing was changed.
err-snapshot-unknown-do = Look at the list of earlier versions for the exact name.
hint-snapshot-unknown = elderphoto snapshots
err-history-damaged = Older versions of your photos are damaged or gone { $at_place }.
err-history-damaged-safe = The photos there as they are now are not affected.
err-history-damaged-do = If you have a second drive, use it, and have this one looked at.
err-snapshot-damaged =
    { $has_name ->
        [yes] The earlier version { $name } of your photos is damaged { $at_place }.
       *[no] An earlier version of your photos is damaged { $at_place }.
    }
err-snapshot-damaged-safe = The photos themselves were not touched.
err-snapshot-damaged-do = Choose another earlier version or another place.
err-snapshot-missing =
    { $has_name ->
        [yes] The earlier version { $name } of your photos is not there any more { $at_place }.
       *[no] An earlier version of your photos is not there any more { $at_place }.
    }
err-snapshot-missing-safe = The photos as they are now are not affected.
err-snapshot-missing-do = Look at the list of earlier versions: another place may still have it. Somebody may have deleted it.
err-snapshot-newer =
    { $has_name ->
        [yes] The earlier version { $name } of your photos was written by a newer ElderPhoto.
       *[no] An earlier version of your photos was written by a newer ElderPhoto.
    }
err-snapshot-newer-safe = Nothing was changed.
err-snapshot-newer-do = Install the newest ElderPhoto on this computer.
err-photo-unknown =
    { $has_path ->
        [yes] Nothing called { $path } is among your copies.
       *[no] Nothing of that name is among your copies.
    }
err-photo-unknown-safe = Nothing was changed.
err-photo-unknown-do = Look at the list of your photos for the exact name.
hint-photo-unknown = elderphoto photos PART_OF_THE_NAME
err-nothing-copied = Nothing has been copied yet.
err-nothing-copied-safe = Your photos are only on this computer.
err-nothing-copied-do = Back up now.
hint-nothing-copied = elderphoto backup
err-content-lost = No place that can be reached has a good copy of { $path }.
err-content-lost-safe = The other photos are not affected.
err-content-lost-do = Connect your other places and try again.
err-newer-elsewhere = An older version of { $path } came back. The newest is at a place that cannot be reached.
err-newer-elsewhere-safe = The other photos are not affected.
err-newer-elsewhere-do = Connect your other places and put it back once more.
err-folder-not-shown = No program on this computer could show { $folder }.
err-folder-not-shown-safe = What was put back is in it.
err-folder-not-shown-do = Open your files yourself and look for it there.
err-nothing-to-undo = There is nothing that could be undone.
err-nothing-to-undo-safe = Nothing was changed.
err-nothing-to-undo-do = Only what was put back last can be undone, and only once.
err-changed-since = { $Path } was changed since it was put back.
err-changed-since-safe = It stays as it is.
err-changed-since-do = Delete it yourself if you do not want it.
err-not-removed = { $Path } could not be taken away.
err-not-removed-safe = It stays as it is.
err-not-removed-do = Delete it yourself if you do not want it.
err-target-unusable = { $Folder } cannot be used to put photos back.
err-target-unusable-safe = Nothing was changed there, and your copies are as they were.
err-target-unusable-do = Choose another folder.
err-target-full =
    { $has_room ->
        [yes] There is not enough room in { $folder }: { $needed } are needed and { $free } are free.
       *[no] There is not enough room in { $folder }.
    }
err-target-full-safe = Your copies are as they were.
err-target-full-do = Make room there, or choose another folder.
err-stopped = It was stopped before the end.
err-stopped-safe = Stopping is safe: everything finished so far is kept.
err-stopped-do = Start it again when you like; it goes on where it stopped.
err-bad-argument =
    { $has_name ->
        [yes] This cannot be done like that: { $name }.
       *[no] This cannot be done like that.
    }
err-bad-argument-safe = Nothing was changed.
err-bad-argument-do = Look at the help for an example.
hint-bad-argument = elderphoto --help
err-internal = Something went wrong inside ElderPhoto.
err-internal-safe = Your photos were not touched, and what was copied before is kept.
err-internal-do = Try again. If it happens again, show the details to whoever helps you.

## At work

progress-looking = Looking through your photos: { n-files } so far.
progress-copying = Copying: { $done } of { n-files }, { $bytes } of { $bytes_total }.
progress-finishing = Making sure everything is written: { $done } of { n-files }.
progress-checking = Checking: { $done } of { n-files }, { $bytes } of { $bytes_total }.
progress-restoring = Putting back: { $done } of { n-files }, { $bytes } of { $bytes_total }.
stop-is-safe = You can stop at any time with Ctrl-C: everything finished so far is kept.
stopping = Stopping. Everything finished so far is kept. Press Ctrl-C again to leave at once.

activity-looking = Looking through your photos.
activity-check-begins = Getting ready to check the copies.
activity-restore-begins = Finding out where the copies are.
activity-undo-begins = Looking up what was put back.
activity-copying =
    { $files ->
        [0] Copying your new photos.
       *[other] Copying your new photos: { $done } of { $files } copies are made.
    }
activity-finishing = Making sure that everything is written.
activity-checking = Checking the copies: { $done } of { n-files }.
activity-restoring = Putting photos back: { $done } of { n-files }.
activity-undoing = Taking away what was put back: { $done } of { n-files }.
activity-practising = Bringing photos back for practice: { $done } of { n-files }.
activity-stopping = Stopping. Everything finished so far is kept.
activity-go-on = You can go on using the computer.

## What ended

finished-backup =
    { $count ->
        [one] 1 new copy was made. Everything is in { n-places } now.
       *[other] { $count } new copies were made. Everything is in { n-places } now.
    }
finished-backup-nothing-new = There was nothing new to copy. Everything is in { n-places }.
finished-backup-attention =
    { $count ->
        [0] No new copies were made, and { things-need }.
        [one] 1 new copy was made, but { things-need }.
       *[other] { $count } new copies were made, but { things-need }.
    }
things-need =
    { $problems ->
        [one] 1 thing needs you
       *[other] { $problems } things need you
    }
finished-backup-healed =
    { $count ->
        [one] 1 new copy was made.
       *[other] { $count } new copies were made.
    } { $healed ->
        [one] One that was damaged or gone is as it should be again. There is nothing left to do.
       *[other] { $healed } that were damaged or gone are as they should be again. There is nothing left to do.
    }
finished-backup-failed = Nothing could be copied.
finished-backup-stopped = The copying was stopped. Everything copied so far is kept.
finished-check =
    { $count ->
        [one] 1 file was read again, and it is as it should be.
       *[other] { $count } files were read again, and all are as they should be.
    }
finished-check-unfinished =
    { $count ->
        [one] 1 file was read again, but not everything could be checked.
       *[other] { $count } files were read again, but not everything could be checked.
    }
finished-check-bad =
    { $count ->
        [one] 1 copy is damaged or gone. Back up now, so that a good copy takes its place.
       *[other] { $count } copies are damaged or gone. Back up now, so that good copies take their place.
    }
finished-check-history =
    { $count ->
        [one] 1 older version is damaged or gone; the photos as they are now are not affected.
       *[other] { $count } older versions are damaged or gone; the photos as they are now are not affected.
    }
finished-check-stopped = The check was stopped. What was checked so far counts.
drill-passed =
    { $photos ->
        [one] 1 photo was brought back from the copies { $at_place } and is the same, bit for bit.
       *[other] { $photos } photos were brought back from the copies { $at_place } and are the same, bit for bit.
    }
drill-failed = { $count } of { n-photos } did not come back from the copies { $at_place } as they were. Check this place now.
drill-nothing = There is no photo { $at_place } yet that could be brought back.
finished-restore =
    { $count ->
        [one] 1 file was put back ({ $size }).
       *[other] { $count } files were put back ({ $size }).
    }
finished-restore-nothing =
    { $count ->
        [0] There was nothing to put back.
        [one] It was there already.
       *[other] All { $count } files were there already.
    }
finished-restore-beside =
    { $count ->
        [one] 1 has a new name, because its own was taken or does not fit there.
       *[other] { $count } have new names, because their own were taken or do not fit there.
    }
finished-restore-problems =
    { $count ->
        [one] 1 could not be put back.
       *[other] { $count } could not be put back.
    }
finished-restore-stopped = Putting back was stopped. What came back stays.
finished-undo =
    { $count ->
        [0] Nothing was taken away again.
        [one] 1 file that was put back is gone again ({ $size }).
       *[other] { $count } files that were put back are gone again ({ $size }).
    }
finished-undo-nothing = Nothing of what was put back was still there.
finished-undo-left =
    { $count ->
        [one] 1 stays: it was changed since, or could not be taken away.
       *[other] { $count } stay: they were changed since, or could not be taken away.
    }
finished-undo-stopped = Undoing was stopped. What was not taken away yet is still there.

## Choosing a folder

choose-library = Which folder are your photos in?
choose-place = Where should the copies live?
choose-restore = Where should the photos be put?

## Trying a place

try-folder = Found the folder
try-answers = The computer answers
try-known = It is the one you know
try-let-in = It lets ElderPhoto in
try-free = The folder is free for copies
try-copied = Copied a file there and read it back
tried-well = It works: a file was copied { $at_place } and read back the same.

## Before photos are put back

plan-what =
    { $count ->
        [one] 1 file
       *[other] { $count } files
    }
plan = { plan-what }, { $size }, from { $from }. { $left }
plan-nothing = Nothing is missing there: all of it is there already.
plan-there =
    { $count ->
        [one] 1 file is there already.
       *[other] { $count } files are there already.
    }
plan-not-found =
    { $count ->
        [one] 1 thing could not be found at your places.
       *[other] { $count } things could not be found at your places.
    }
plan-home = Nothing on this computer will be overwritten.
plan-takes-moment = It takes less than a minute.
plan-takes-minutes =
    { $minutes ->
        [one] It takes about a minute.
       *[other] It takes about { $minutes } minutes.
    }
plan-takes-hours =
    { $hours ->
        [one] It takes about an hour.
       *[other] It takes about { $hours } hours.
    }

## The command line: what each command says

cli-details = For the helper: { $details }
cli-hint = On the command line: { $command }
cli-cannot-print = The answer could not be written: { $details }
and-more =
    { $count ->
        [one] … and 1 more (all with --json)
       *[other] … and { $count } more (all with --json)
    }

init-done = ElderPhoto now looks after { $name }.
init-folder = Photo folder: { $path }
init-home = Settings: { $path }
init-already = ElderPhoto looks after { $name } already.
init-unchanged = Nothing was changed.
init-place-present = { $Place } is there already and was left as it is.
init-place-differs = The file says something else of it: { $words }. “elderphoto place set” changes a place.
init-place-not-added = { $Place } could not be added this time:
init-next = Next, add a place for copies:

places-none = There is no place for copies yet. Add one:
place-added = { $Place } is now one of your places.
place-added-next = Next, make the first copy:
place-changed = { $Place } is changed.
place-removed = { $Place } is no longer one of your places. Nothing there was deleted.
place-folder = Folder: { $path }
place-computer = Computer: { $user } at { $host }, port { $port }
place-at-home = at home
place-away = away from home
place-off = switched off: nothing is copied there
place-medium =
    { $medium ->
        [ssd] fast disk (SSD)
        [hdd] hard disk
        [nas] network drive
        [usb] USB stick or disk
        [cloud] storage on the internet
       *[other] { $medium }
    }
place-keep-all = Older versions: all are kept
place-keep-fewer = Older versions: fewer the older they are (so far all are kept)
place-keep-days = Older versions: kept for { n-days } (so far all are kept)
place-keep-other = Older versions: { $keep }
place-limit = At most { $limit } MB a second
place-free = { $size } free
place-foreign =
    { $files ->
        [one] 1 file that is not ElderPhoto's lies there and is left alone.
       *[other] { $files } files that are not ElderPhoto's lie there and are left alone.
    }
first-contact = ElderPhoto meets { $host } for the first time. It shows this fingerprint:
first-contact-ask = Is it the same as on that computer? Type yes to go on:
first-contact-no = Nothing was sent to it, and nothing was changed.
ask-password = Password of { $user } at { $host } (not shown):
ask-passphrase = Passphrase of the key { $path } (not shown):
fingerprint-offered = It shows: { $fingerprint } ({ $algorithm })
fingerprint-known = Known was: { $fingerprint } ({ $algorithm })
secret-kept =
    { $what ->
        [passphrase] The passphrase of the key for { $place } is kept from now on.
       *[other] The password for { $place } is kept from now on.
    }
place-answers = { $Place } works: a test file was written there and read back.
place-no-answer = { $Place } could not be used.

backup-place-done =
    { $files ->
        [0] { $Place }: everything is there, nothing was new.
        [one] { $Place }: everything is there. 1 file was copied ({ $size }).
       *[other] { $Place }: everything is there. { $files } files were copied ({ $size }).
    }
backup-place-copied =
    { $files ->
        [0] Nothing was copied this time.
        [one] 1 file was copied ({ $size }).
       *[other] { $files } files were copied ({ $size }).
    }
backup-place-versions =
    { $count ->
        [one] 1 earlier version was kept.
       *[other] { $count } earlier versions were kept.
    }
backup-place-removed =
    { $count ->
        [one] 1 file that you deleted is kept as an older version.
       *[other] { $count } files that you deleted are kept as older versions.
    }
place-attention = { $Place }: something needs you.
place-healed = { $Place }: everything is there again.
place-held = { $Place }: a surprising change waits for your yes.
place-unreachable = { $Place }: not connected.
place-refused = { $Place }: not used, to be on the safe side.
place-full = { $Place }: full.
place-stopped = { $Place }: stopped before the end.
place-failed = { $Place }: it could not be done.
backup-scanned = Your photo folder has { n-files }.
backup-problems =
    { $count ->
        [one] 1 thing in your photo folder needs you:
       *[other] { $count } things in your photo folder need you:
    }
backup-left-out =
    { $count ->
        [one] 1 thing was left out because it is not an ordinary file:
       *[other] { $count } things were left out because they are not ordinary files:
    }
backup-completed = Done. Nothing is missing there.
backup-attention = Finished, but something needs you.
backup-healed = Done. What was damaged or gone at a place is there again; there is nothing left to do.
backup-stopped = Stopped. Everything copied so far is kept; the next time goes on from here.
backup-failed = It could not be done.

verify-place-done = { $Place }: { n-files } checked, all are right.
verify-place-counts = { $ok } of { n-files } checked are right.
verify-place-history =
    { $files ->
        [one] 1 older version was checked too.
       *[other] { $files } older versions were checked too.
    }
verify-place-unchecked =
    { $files ->
        [one] 1 file was not looked at this time.
       *[other] { $files } files were not looked at this time.
    }
verify-missing =
    { $count ->
        [one] 1 copy is gone:
       *[other] { $count } copies are gone:
    }
verify-damaged =
    { $count ->
        [one] 1 copy is damaged:
       *[other] { $count } copies are damaged:
    }
verify-history-damaged =
    { $count ->
        [one] 1 older version is gone or damaged:
       *[other] { $count } older versions are gone or damaged:
    }
verify-completed = Every copy that was checked is right.
verify-attention = Some copies are not as they should be. Back up again, so that good copies take their place.
verify-history = Older versions are damaged or gone, and a backup cannot bring them back; the photos as they are now are not affected.
verify-unchecked = Not everything could be checked.
verify-stopped = Stopped. What was checked so far counts.
verify-failed = It could not be checked.

snapshots-none = Nothing has been copied yet, so there is no earlier version.
snapshots-row = { n-files }, { $size }
snapshots-unfinished = not finished

photos-none = No photo fits.
photos-row = { n-places }
photos-nowhere = no place yet
photos-kept = kept in { n-places }
photos-proven = checked
photos-unproven = not checked
photos-deleted = deleted at home
photos-versions =
    { $count ->
        [one] 1 version
       *[other] { $count } versions
    }

restore-done =
    { $files ->
        [0] Nothing had to be put back.
        [one] 1 file was put back ({ $size }).
       *[other] { $files } files were put back ({ $size }).
    }
restore-would =
    { $files ->
        [0] Nothing would have to be put back.
        [one] 1 file would be put back ({ $size }). Nothing was written.
       *[other] { $files } files would be put back ({ $size }). Nothing was written.
    }
restore-from = From: { $place }
restore-to = Into: { $path }
restore-already =
    { $files ->
        [one] 1 file was already there, exactly the same.
       *[other] { $files } files were already there, exactly the same.
    }
restore-renamed =
    { $count ->
        [one] 1 file has a new name, because its own was taken or does not fit there:
       *[other] { $count } files have new names, because their own were taken or do not fit there:
    }
restore-renamed-row = { $path } is now { $path2 }
restore-problems =
    { $count ->
        [one] 1 file could not be put back:
       *[other] { $count } files could not be put back:
    }
restore-stopped = Stopped before the end. What was put back so far stays; the next time fills in the rest.
restore-failed = It could not be put back.

undo-done =
    { $files ->
        [0] No file had to be taken away.
        [one] 1 file was taken away again ({ $size }).
       *[other] { $files } files were taken away again ({ $size }).
    }
undo-from = From: { $path }
undo-gone =
    { $files ->
        [one] 1 file was gone already.
       *[other] { $files } files were gone already.
    }
undo-left =
    { $count ->
        [one] 1 file stays:
       *[other] { $count } files stay:
    }

status-primary = On this computer: { n-photos }, { $size }
status-primary-missing = On this computer: the photo folder cannot be read
status-photos = { n-photos }
status-up-to-date = up to date
status-to-go =
    { $files ->
        [one] 1 file still to go
       *[other] { $files } files still to go
    }
status-nothing = nothing copied yet
status-off = switched off
status-copied = copied { $ago }
status-checked = checked { $ago }
status-unchecked = not all checked yet
status-unknown = not connected
status-rule = Three copies, two kinds of storage, one away from home:
status-rule-ok = Three copies, two kinds of storage, one away from home: all there.

health-counts = Places that answer: { $count }
health-primary-missing = The photo folder cannot be read.

usage-none = There is no place for copies yet.
usage-now = Photos as they are now: { n-files }, { $size }
usage-versions =
    { $files ->
        [0] Older versions: none
       *[other] Older versions: { n-files }, { $size }
    }
usage-row = { n-files }, { $size }

settings-file = Settings are in { $path }
settings-empty = not set

## The command line: help

help = Keeps family photos safe: copies in several places, checked, and easy to put back.
help-examples =
    First steps:
      elderphoto init --library ~/Pictures
      elderphoto place add folder "At home" --path /media/disk/Photos
      elderphoto place add folder "Aunt's house" --path /mnt/aunt/Photos --offsite --medium nas
      elderphoto place add sftp Dad --host dad.example.org --user maria --path photos --offsite
      elderphoto backup
      elderphoto status

    Getting photos back:
      elderphoto photos beach
      elderphoto restore 2024/11/beach.jpg --to ~/Desktop

    Each command has its own help with examples: elderphoto backup --help
    Exit status: 0 all is well, 1 finished but something needs attention, 2 it could not be done.
help-everywhere = For every command
help-arg-home = Folder for settings, notes and logs (default: the usual one of this computer)
help-arg-json = Print exactly one JSON object at the end, for scripts
help-arg-verbose = Tell more about what is going on, for the helper
help-arg-help = Print help
help-arg-version = Print the version

help-init = Choose which photos to keep safe
help-init-arg-libraries = A photo folder; may be given several times
help-init-arg-name = What to call the photos (default: the name of the folder)
help-init-arg-from_env = Take photos and places from this file instead (see below); what is set up already stays as it is
help-init-examples =
    Examples:
      elderphoto init --library ~/Pictures
      elderphoto init --library ~/Pictures --library /data/Videos --name "Maria's photos"
      elderphoto init --from-env family.env

    A file for --from-env, for a server or a container, says all of it:
      ELDERPHOTO_LIBRARY=/photos                     # more of them: ELDERPHOTO_LIBRARY_2=…
      ELDERPHOTO_NAME="Maria's photos"
      ELDERPHOTO_PLACE_1_NAME="At home"
      ELDERPHOTO_PLACE_1_KIND=folder                 # or sftp
      ELDERPHOTO_PLACE_1_PATH=/disk/photos
    For each place also, as in `elderphoto place add` and `elderphoto place set`:
      _HOST _PORT _USER _KEY _ACCEPT_HOST_KEY (sftp), _OFFSITE _MEDIUM _USE_EXISTING _LIMIT _KEEP
    Nothing is done unless all of it makes sense. What is set up already is left as it is; a place that
    cannot be reached now is named and added the next time. Passwords do not belong into this file: they
    stand in the one that ELDERPHOTO_SECRETS_FILE names, as place."NAME".password.

help-place = The places where copies live: add, list, check, remove, set
help-place-examples =
    Examples:
      elderphoto place add folder "At home" --path /media/disk/Photos
      elderphoto place list
      elderphoto place check "At home"
help-place-add = Add a place for copies
help-place-add-examples =
    Examples:
      elderphoto place add folder "At home" --path /media/disk/Photos
      elderphoto place add sftp Dad --host dad.example.org --user maria --path photos --offsite
help-place-add-folder = Add a folder: on a disk, a stick or a connected network drive
help-place-add-folder-arg-name = What to call the place, for example "Aunt's house"
help-place-add-folder-arg-path = Its folder; only the last part is created when missing
help-place-add-folder-arg-offsite = It is away from home
help-place-add-folder-arg-medium = What kind of storage it is
help-place-add-folder-arg-use_existing = Take over what is already there; photos that are the same are not copied again
help-place-add-folder-examples =
    Examples:
      elderphoto place add folder "At home" --path /media/disk/Photos --medium usb
      elderphoto place add folder "Aunt's house" --path /mnt/aunt/Photos --offsite --medium nas
      elderphoto place add folder "Old copy" --path /media/old/Pictures --use-existing
help-place-add-sftp = Add a folder on a far computer, reached by `ssh`
help-place-add-sftp-arg-name = What to call the place, for example "Dad's, Tucson"
help-place-add-sftp-arg-host = The far computer: its name or number
help-place-add-sftp-arg-port = Its port (default: 22)
help-place-add-sftp-arg-user = Who signs in there
help-place-add-sftp-arg-path = The folder there; only the last part is created when missing
help-place-add-sftp-arg-key = Sign in with this key file (default: an agent's keys and the usual files in `~/.ssh`)
help-place-add-sftp-arg-password_stdin = Read the password from standard input; with --key, the passphrase of the key
help-place-add-sftp-arg-accept_host_key = The fingerprint that the far computer must show, as `ssh-keygen -l` prints it
help-place-add-sftp-arg-offsite = It is away from home
help-place-add-sftp-arg-medium = What kind of storage it is
help-place-add-sftp-arg-use_existing = Take over what is already there; photos that are the same are not copied again
help-place-add-sftp-examples =
    Examples:
      elderphoto place add sftp Dad --host dad.example.org --user maria --path /srv/photos --offsite
      elderphoto place add sftp Dad --host 10.0.0.5 --user maria --path photos --key ~/.ssh/photos
      elderphoto place add sftp Dad --host nas --user maria --path photos --password-stdin < secret.txt
    The password or passphrase is kept in this computer's keyring, or in the file that the variable
    ELDERPHOTO_SECRETS_FILE names (only you may read it), and asked for on a terminal where it is needed.
    At first contact a terminal shows the fingerprint and asks; a script gives --accept-host-key.
help-place-list = Show all places and their rules
help-place-list-examples =
    Examples:
      elderphoto place list
      elderphoto place list --json
help-place-check = Try a place: reach it, write a test file and read it back
help-place-check-arg-name = The place
help-place-check-examples =
    Examples:
      elderphoto place check "At home"
help-place-remove = Forget a place; nothing there is deleted
help-place-remove-arg-name = The place
help-place-remove-examples =
    Examples:
      elderphoto place remove "Old copy"
help-place-set = Change the rules of a place
help-place-set-arg-name = The place
help-place-set-arg-keep = How long older versions stay: all, fewer (the older, the fewer) or days:N. This is only remembered so far: nothing is removed yet
help-place-set-arg-limit = At most so many MB a second; 0 for no limit
help-place-set-arg-enabled = Whether copies go there
help-place-set-arg-offsite = Whether it is away from home
help-place-set-arg-medium = What kind of storage it is
help-place-set-arg-rename = A new name for the place
help-place-set-examples =
    Examples:
      elderphoto place set "At home" --keep days:365
      elderphoto place set "Aunt's house" --limit 5
      elderphoto place set "Old copy" --enabled no

help-secret = Passwords of places: in this computer's keyring, or in a file on a server
help-secret-examples =
    Examples:
      elderphoto secret set Dad --stdin < password.txt
help-secret-set = Keep the password of a far place, or the passphrase of its key
help-secret-set-arg-name = The place
help-secret-set-arg-stdin = Read it from standard input, one line
help-secret-set-examples =
    Examples:
      elderphoto secret set Dad --stdin < password.txt
    Without a keyring it goes into the file that the variable ELDERPHOTO_SECRETS_FILE names.

help-backup = Copy what is new or changed to every place
help-backup-arg-places = Only this place; may be given several times
help-backup-arg-full = Read every file again instead of trusting its size and time
help-backup-arg-verify = Read what was copied again afterwards, to be sure
help-backup-examples =
    Examples:
      elderphoto backup
      elderphoto backup --place "At home" --verify
    You can stop it at any time with Ctrl-C; everything copied so far is kept.

help-verify = Check the copies by reading them again
help-verify-arg-places = Only this place; may be given several times
help-verify-arg-sample = Check only so many: those whose last check is longest ago
help-verify-arg-full = Check every copy (this is what happens without --sample)
help-verify-examples =
    Examples:
      elderphoto verify
      elderphoto verify --place "Aunt's house" --sample 500

help-drill = Practise getting photos back: some come back into a folder of their own, are compared, and are removed again
help-drill-arg-places = Only from this place; may be given several times
help-drill-arg-photos = How many photos from each place (default: 12)
help-drill-examples =
    Examples:
      elderphoto drill
      elderphoto drill --place "Aunt's house" --photos 50

help-snapshots = List the earlier versions of the whole library, newest last
help-snapshots-arg-place = Only those that this place has
help-snapshots-examples =
    Examples:
      elderphoto snapshots
      elderphoto photos --at 000012-20261121T020512Z-a1b2c3

help-photos = List photos: where each one is and whether it was checked
help-photos-arg-at = As they were then (a name from `elderphoto snapshots`)
help-photos-arg-deleted = Only those that were deleted in the library and are kept
help-photos-arg-pattern = Part of the path in upper or lower case, or a pattern with * and ? for the whole path
help-photos-examples =
    Examples:
      elderphoto photos
      elderphoto photos christmas
      elderphoto photos "2024/*.jpg"
      elderphoto photos --deleted

help-restore = Put photos back into a folder; what is already there is never overwritten
help-restore-arg-paths = A photo or a folder as `elderphoto photos` shows it
help-restore-arg-all = Everything
help-restore-arg-place = Only from this place
help-restore-arg-at = As it was then (a name from `elderphoto snapshots`)
help-restore-arg-to = The folder to put it into; the path below it is kept
help-restore-arg-dry_run = Only tell what would be done
help-restore-examples =
    Examples:
      elderphoto restore 2024/11/beach.jpg --to ~/Desktop
      elderphoto restore 2019 2020 --to /media/stick
      elderphoto restore --all --to ~/Pictures --dry-run

help-undo = Take away what was put back last, as far as it was not changed since
help-undo-examples =
    Examples:
      elderphoto undo
      elderphoto undo --json

help-status = Are my photos safe, where, and when was that last checked?
help-status-examples =
    Examples:
      elderphoto status
      elderphoto status --json

help-health = One word for scripts: exit status 0 all is well, 1 something needs someone, 2 urgent
help-health-examples =
    Examples:
      elderphoto health
      elderphoto health --json || mail -s "ElderPhoto needs you" helper@example.org

help-usage = How much room the copies take
help-usage-arg-place = Only this place
help-usage-examples =
    Examples:
      elderphoto usage
      elderphoto usage --place "At home"

help-settings = Look at or change settings
help-settings-examples =
    Examples:
      elderphoto settings get
help-settings-get = Show all settings, or one
help-settings-get-arg-name = The setting
help-settings-get-examples =
    Examples:
      elderphoto settings get
help-settings-set = Change one setting
help-settings-set-arg-name = The setting
help-settings-set-arg-value = Its new value
help-settings-set-examples =
    Examples:
      elderphoto settings set library_name "Maria's photos"
      elderphoto settings set proof_days 60
    proof_days is for how many days a check counts, 1 to 3650 (90 at first).

help-completions = Print a script that lets the shell complete commands with the Tab key
help-completions-arg-shell = The shell
help-completions-examples =
    Examples:
      elderphoto completions bash > ~/.local/share/bash-completion/completions/elderphoto
      elderphoto completions zsh > ~/.zfunc/_elderphoto
      elderphoto completions fish > ~/.config/fish/completions/elderphoto.fish
