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
help-place-two = If you forget a place, nothing is deleted there.
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
card-choose-disk = Choose the disk
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
ended-more = and { $count } more

## Moments

when-today = today at { $time }
when-yesterday = yesterday at { $time }
when-day = on { $date }
