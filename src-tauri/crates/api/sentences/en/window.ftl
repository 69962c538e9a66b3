# What only the window says. Sentences about photos and places come with the program's answers.

window-looking = Looking at your photos and their copies…

nothing-title = Nothing is set up yet.
nothing-text = ElderPhoto does not know yet which photos to keep safe, nor where to keep the copies. No photo has been copied so far.
nothing-next = Ask the person who helps you with the computer to set it up once. After that, this window tells you every day whether your photos are safe.

helper-title = For the helper
nothing-helper = Setting up is done on the command line:

trouble-title = ElderPhoto could not look at your photos.
trouble-text = This says nothing about the copies: they are untouched.
trouble-again = Look again

library-line = { $name }: { $photos ->
    [one] 1 photo
   *[other] { $photos } photos
} on this computer, { $size }
library-gone = { $name } cannot be read at the moment.

places-title = Places
card-well = up to date
card-waiting = { $files ->
    [one] 1 file still to go
   *[other] { $files } files still to go
}
card-copied-only = copied, not all checked yet
card-empty = no copy there yet
card-trouble = needs attention
card-unreachable = not reachable
card-off = switched off
card-copied = Last copied { $when }
card-proven = Checked { $when }
card-unproven = Not all checked yet
card-free = { $size } free

rule-title = Three copies, two kinds of storage, one away from home

when-today = today at { $time }
when-yesterday = yesterday at { $time }
when-day = on { $date }
