//! `READ ME FIRST.txt`: for the person who finds this disk and has nothing else.

/// The text for a library of this name.
pub fn text(library_name: &str) -> String {
    format!(
        "\
This is a copy of a family's photos: {library_name}

The photos are ordinary files in the folders beside this text, under their
own names. You need no program to use them: open them, copy them, take them.

TO GET EVERYTHING BACK
  Copy all folders and files from here to the new computer.
  (Those who know: rsync -a HERE/ NEW-FOLDER/ )
  The hidden folder \".elderphoto\" may come along; it does no harm.

TO CHECK THAT NOTHING IS DAMAGED
  In this folder:  sha256sum -c SHA256SUMS
  Every line should say OK.

OLDER VERSIONS AND DELETED PHOTOS
  They are in \".elderphoto/objects\", named by their SHA-256 checksum.
  The program ElderPhoto shows them by name and date. By hand: the files in
  \".elderphoto/trees\" are readable text and say which name had which
  checksum.

PLEASE do not rename or change anything here while this copy is in use.
It is kept by ElderPhoto. Adding a file of your own does no harm.
"
    )
}
