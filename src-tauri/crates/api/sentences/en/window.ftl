# What only the window says. Sentences about photos and places come with the program's answers.

window-title = ElderPhoto
window-looking = Looking at your photos and their copies…

## Where one can go

go-title = Go to
go-home = Home
go-photos = Photos
go-restore = Restore
go-settings = Settings

## Help

help = Help
help-title = What you see here
help-close = Close help
help-person = If you are stuck, ask the person who set this up for you. Under “For the helper” there are details that help them.
help-home-one = The sentence on top tells whether your photos are safe. If someone has to do something, it says what.
help-home-two = “Back up now” copies new photos to every place. You can go on using the computer, and you can stop at any time.
help-home-three = Each card below is a place where copies are kept. Press one to see more about it.
help-start-one = ElderPhoto asks five questions, one after another. You can always go back, and nothing you typed is lost.
help-start-two = Nothing is copied before you press “Start” at the end. Your photos are only read, never changed.
help-add-one = A place is a disk, a network drive or another computer that keeps a copy of your photos.
help-add-two = “Try it” copies one small file there, reads it back and takes it away again. So you know that it works.
help-place-one = This is one place where copies of your photos are kept. “Check it now” reads the copies there and compares them with what was copied.
help-place-two = “Practise getting photos back” brings some photos back from there, compares them with yours, and takes them away again. If you forget a place, nothing is deleted there.
help-photos-one = These are your photos, the newest first. Search by a part of a name, or look at photos that were deleted on this computer.
help-photos-two = Choose one or more, then press “Put back” to have them where they were, or “Save to…” to have them in another folder. Nothing is overwritten.
help-photo-one = Here you see where copies of this photo are, and when each was last checked.
help-photo-two = “Put back” brings it to where it was. Nothing is overwritten.
help-restore-one = Bring photos back from your copies: a few, a whole folder or year, or everything.
help-restore-two = First you are told what would be done. Nothing on this computer is overwritten.
help-settings-one = Here you change places, how long older versions stay, and how large the text is.

helper-title = For the helper
helper-copy = Copy these details
helper-copied = Copied.

## When the program could not answer

trouble-title = ElderPhoto could not look at your photos.
trouble-text = This says nothing about the copies: they are untouched.
trouble-again = Look again

## Home

back-up = Back up now
cards-title = What needs someone
card-retry = Try again
card-back-up = Copy what is missing
card-check = Check them now
card-password = Give the password again
card-host-key = Compare it
card-choose-disk = Look at this place
card-show = Show more

library-line = { $name }: { $photos ->
    [one] 1 photo
   *[other] { $photos } photos
} on this computer, { $size }
library-gone = { $name } cannot be read at the moment.

places-title = Places
place-add = Add a place
card-copied = Last copied { $when }
card-proven = Checked { $when }

rule-title = Three copies, two kinds of storage, one away from home

## Work under way, and what was done

work-title = Work under way
work-under-way = At work…
work-so-far = { $percent } % done
work-begun = ElderPhoto is at work.
work-looked = { $files ->
    [one] 1 file seen so far
   *[other] { $files } files seen so far
}
work-files = { $done } of { $total ->
    [one] 1 file
   *[other] { $total } files
}
work-files-bytes = { $files }, { $done } of { $total }
left-soon = less than a minute left
left-minutes = about { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
} left
left-hours = about { $hours } hours left

stop = Stop
stop-safe = Stopping is safe: what is finished stays, and next time it goes on from there.
stop-stopping = It is being stopped. What is finished stays.

ended-title = What was done last
ended-away = OK
ended-problems = { $count ->
    [one] 1 thing was in the way
   *[other] { $count } things were in the way
}
ended-problems-at-least = At least { $count } things were in the way
ended-more = and { $count } more
ended-more-at-least = and at least { $count } more

## Moments

when-today = today at { $time }
when-yesterday = yesterday at { $time }
when-day = on { $date }
when-unknown = at an unknown time

## The first start

start-question = Question { $number } of 5
start-back = Back
start-next = Next
start-skip = Skip for now
start-start = Start
start-finish = Finish

start-library-title = Which photos should be kept safe?
start-library-text = ElderPhoto only reads them. It never changes, moves or deletes them.
start-library-looking = Looking for photos on this computer…
start-library-none = No folder with photos was found in the usual spots.
start-library-other = Another folder…
start-library-choose = Please choose at least one folder.
start-library-settled = ElderPhoto looks after these photos now.
folder-photos = { $photos ->
    [one] 1 photo
   *[other] { $photos } photos
}
folder-photos-at-least = at least { $photos ->
    [one] 1 photo
   *[other] { $photos } photos
}
folder-years = { $from } to { $to }

start-places-title = Where should copies live?
start-places-text = Three copies are safest: the one on this computer, one more at home, and one away from home. You can add places later, too.
spot-home = At home
spot-home-text = A disk you plug in, or another computer here
spot-relative = At a relative’s
spot-relative-text = A disk or network drive in another house
spot-far = Over the internet
spot-far-text = A computer far away, for example at Dad’s
spot-added = { $name } is added

place-home-title = A place at home
place-relative-title = A place at a relative’s
place-far-title = A place over the internet
place-name = What do you call this place?
place-name-hint = For example “At home” or “Aunt’s house”.
place-way = What is it?
place-way-disk = A disk or a network drive
place-way-far = Another computer
place-disk = Which one?
place-disks-looking = Looking for disks…
place-disks-none = No other disk was found. Is it plugged in and switched on?
place-disks-again = Look for disks again
place-disk-room = { $free } free of { $total }
place-free = { $size } free
place-folder-other = Another folder…
place-existing = Copies of these photos are there already
place-existing-hint = What is there and the same is taken over, not copied again.
place-trying = Trying it…
place-try = Try it
place-use = Use this place
tried-title = What was tried
tried-not-done = not done

far-host = Address
far-host-hint = As the person there tells you, for example dad.example.org.
far-user = Name to sign in with
far-password = Password
far-password-hint = It goes into your computer’s password safe, nowhere else. Leave it empty if this computer is let in without one.
far-path = Folder there
far-path-hint = For example /home/dad/photos. It has to be there already.
far-port = Port
far-port-hint = Empty for the usual one (22).

missing-line = Please fill in first: { $what }.
missing-name = a name for this place
missing-folder = which disk or folder
missing-host = the address
missing-user = the name to sign in with
missing-path = the folder there

key-new-title = Is this the right computer?
key-new-text = ElderPhoto has not met it before, and has sent it nothing yet. Ask the person who looks after it to read out its fingerprint. Go on only if it is the same as this one.
key-changed-title = Is this still the same computer?
key-changed-text = What answers there shows something else than before. That happens after a new installation, or if someone is in between. Ask the person who looks after it to read out its fingerprint.
key-shown = What it shows now
key-known = What it showed before
key-same = It is the same, go on

start-when-title = When are copies made?
start-when-text = Whenever you press “Back up now”. The first time takes longest; after that only new and changed photos are copied.
start-when-habit = A good habit: once a week, and after each holiday.

start-done-title = Done. Shall the first copy begin?
start-done-text = Your photos will be copied to { $places ->
    [one] one place
   *[other] { $places } places
}:
start-done-window = You can go on using the computer, but leave this window open. You can stop at any time; next time it goes on from there.
start-almost-title = Almost done.
start-almost-text = There is no place for copies yet, so your photos are only on this computer. Go back to add one now, or finish and add one later.

three-copies = { $copies ->
    [0] No photos chosen yet; three copies are safest.
    [one] 1 of 3 copies: only on this computer.
    [3] 3 copies, this computer included.
   *[other] { $copies } of 3 copies, this computer included.
}
three-away = One of them is away from home.
three-not-away = None is away from home yet. A fire or a theft could take all of them.

## One place

place-there = There now
place-photos-size = { $photos ->
    [one] 1 photo
   *[other] { $photos } photos
}, { $size }
place-last-copied = Last copied
place-last-checked = Oldest check
place-never = never
place-not-all-checked = not all checked yet
place-room = Room
place-check = Check it now
place-practise = Practise getting photos back
place-look = Try it again
place-busy = One moment…
place-kept = The change is kept.
looked-title = What a look at it has shown
looked-fine = It answers, and can be written to and read.
looked-away = It does not answer at the moment.

room-title = Room
room-photos = { $size } photos
room-older = { $size } older versions
room-free = { $size } free
room-over-time = Free room. { $then }: { $before }. { $last }: { $after }.

older-title = Older versions
older-none = There are none yet.
older-line = As it was { $when }: { $files ->
    [one] 1 file
   *[other] { $files } files
}
older-restore = Bring this back
older-more = Show { $count } more

keep-title = How long older versions stay there
keep-title-at = How long older versions stay: { $name }
keep-all = All of them, always
keep-fewer = Fewer, the older they are
keep-year = One year
keep-days = { $days ->
    [one] 1 day
   *[other] { $days } days
}

place-changes = Changes
place-password = Give the password again
place-password-hint = It goes into your computer’s password safe, nowhere else.
place-password-do = Keep this password
place-rename = Name of this place
place-rename-do = Change the name
place-on-text = New photos are copied here.
place-off-text = This place is switched off: nothing is copied here. What is there stays.
place-switch-off = Switch it off
place-switch-on = Switch it on
place-forget = Forget this place
forget-question = Forget { $name }?
forget-text = ElderPhoto will not copy anything there any more. Nothing is deleted there: the copies stay as they are.
forget-no = Keep it
forget-yes = Forget it

when-day-today = Today
when-day-yesterday = Yesterday
when-day-unknown = An unknown day

## Photos

photos-search = Search
photos-deleted = Deleted at home
photos-looking = Looking for photos…
photos-count = { $photos ->
    [one] 1 photo
   *[other] { $photos } photos
}
photos-none-found = No photo or folder of that name was found.
photos-deleted-count = { $photos ->
    [0] No photo was deleted at home.
    [one] 1 photo was deleted at home.
   *[other] { $photos } photos were deleted at home.
}
photos-more = Show more
photos-undated = Without a date
photo-choose = Choose { $name }
photo-nowhere = Not yet in any place
photo-no-copy = No copy of it is known
photo-versions-line = { $count ->
    [one] 1 earlier version
   *[other] { $count } earlier versions
}
selection-title = Chosen photos
selection-none = Choose none
put-back = Put back
save-to = Save to…

photo-all = All photos
photo-deleted = It was deleted on this computer. Copies are kept at your places.
photo-deleted-lost = It was deleted on this computer. No copy of it is known.
photo-gone = This photo is not known here any more.
photo-safe-in = Safe in { $places ->
    [one] 1 place
   *[other] { $places } places
}
photo-kept = Kept in { $places ->
    [one] 1 place
   *[other] { $places } places
}
photo-kept-text = Your places kept it while it was deleted here. “Back up now” counts it among your photos again.
photo-not-sure = There are copies, but none can be counted on right now
photo-proven = checked { $when }
photo-copied = copied, not checked yet
photo-folder = In your photo folder: { $path }
versions-title = Earlier versions
version-line = Last changed { $when }, { $size }

## What came back

restored-title = What came back
restored-count = { $files ->
    [one] 1 file is back, { $size }.
   *[other] { $files } files are back, { $size }.
}
restored-already = { $files ->
    [one] 1 was there already.
   *[other] { $files } were there already.
}
restored-nothing = { $files ->
    [0] There was nothing to put back.
    [one] It was there already, so nothing had to be put back.
   *[other] All { $files } files were there already, so nothing had to be put back.
}
restored-renamed = { $files ->
    [one] 1 got a new name, because its own was taken or does not fit there.
   *[other] { $files } got new names, because their own were taken or do not fit there.
}
restored-failed = { $files ->
    [one] 1 file could not be put back.
   *[other] { $files } files could not be put back.
}
restored-stopped = Putting back was stopped. { $files ->
    [0] Nothing had come back yet.
   *[other] What came back stays.
}
restored-connect = Another place may have it: connect all your places, then put it back once more.
restored-next = “Undo” takes away what came back, and nothing else.
restored-as = { $path } is now { $name }
restored-details = Which ones
show-in-folder = Show in folder
undo = Undo

## Bringing photos back

restore-title = Bring photos back
restore-few = One photo or a few
restore-few-text = Look for them and choose them
restore-some = A whole folder or year
restore-some-text = For example everything from 2019
restore-all = Everything, onto this computer
restore-all-text = After a new computer, or when the photo folder was lost
restore-older = Everything, as it was then
some-looking = Looking at what is kept…
some-none = Nothing is kept at your places yet.
some-year = A year
some-folder = A folder
some-choose = Please choose
some-folder-line = { $path }: { $photos ->
    [one] 1 photo
   *[other] { $photos } photos
}, { $size }
plan-where = Where to?
plan-home = Back where they were
plan-other = Another folder…
plan-from = From which place?
plan-from-any = Whichever has them
plan-looking = Looking at what would be done…
plan-sentence = { $files ->
    [0] Everything is there already.
    [one] 1 file, { $size }. Nothing on this computer will be overwritten.
   *[other] { $files } files, { $size }. Nothing on this computer will be overwritten.
}
plan-save = Save them there
plan-wait = ElderPhoto is at work. Wait until it is done, or stop it first.
plan-again = Look at it once more

## Settings

settings-photos = Photos that are kept safe
keep-text = An older version is kept when a photo is changed or deleted on this computer.
proof-title = Checking
proof-label = Check each copy again after
text-title = Size of text
text-normal = Normal
text-large = Large
text-largest = Largest
about-title = About ElderPhoto
about-text = ElderPhoto { $version } keeps a family’s photos safe in several places. Each copy is an ordinary folder that can be read without it.
