//! What the window says, held against the disks: the photos are counted and their bytes compared here, with
//! nothing of ElderPhoto's own.

use crate::person::number_before;
use crate::window::Window;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const PICTURES: [&str; 6] = ["jpg", "jpeg", "png", "heic", "mp4", "mov"];

/// The photos that a folder has, by their path in it.
#[must_use]
pub fn photos_in(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut photos = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(at) = folders.pop() {
        for entry in fs::read_dir(&at).into_iter().flatten() {
            let path = entry.unwrap().path();
            let kind = fs::symlink_metadata(&path).unwrap().file_type();
            let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
            if kind.is_dir() && path.file_name().is_some_and(|name| name != ".elderphoto") {
                folders.push(path);
            } else if kind.is_file() && PICTURES.iter().any(|one| extension == *one) {
                let content = fs::read(&path).unwrap();
                photos.insert(path.strip_prefix(folder).unwrap().to_path_buf(), content);
            }
        }
    }
    photos
}

/// How many photos of the library a place has, byte for byte, under their own names.
#[must_use]
pub fn right_copies(library: &Path, place: &Path) -> usize {
    let there = photos_in(place);
    photos_in(library).iter().filter(|(path, content)| there.get(*path) == Some(*content)).count()
}

/// One place: what it is called, and where its copies are.
pub type Held<'a> = (&'a str, &'a Path);

impl Window {
    /// Whether everything that the home screen claims is so on the disks; `unreadable` photos can be read by
    /// nobody but this test. `Err` says what is not so.
    pub async fn tells_the_truth(
        &self,
        library: &Path,
        places: &[Held<'_>],
        unreadable: usize,
    ) -> Result<(), String> {
        let home = self.home().await;
        let photos = photos_in(library).len();
        let copies: Vec<usize> = places.iter().map(|(_, folder)| right_copies(library, folder)).collect();
        let whole = copies.iter().filter(|count| **count + unreadable == photos).count();
        let sentence = text(&home["sentence"]);
        let is_so = |claim: &str, is_so: bool| match is_so {
            true => Ok(()),
            false => Err(format!(
                "{claim}; there are {photos} photos, and right copies of {copies:?} of them.\n{home:#}"
            )),
        };
        if let Some(all) =
            number_before(&sentence, " photos are safe in ").filter(|_| sentence.starts_with("All"))
        {
            is_so("it says all", all == photos && unreadable == 0)?;
            let claimed = number_before(&sentence, " place");
            is_so("it says how many places", claimed == Some(whole) && whole == places.len())?;
            is_so("the sign is another", text(&home["mark"]) == "well")?;
        } else {
            is_so("the sign says that all is well", text(&home["mark"]) != "well")?;
        }
        if let Some(claimed) =
            after(&sentence, "Your photos are safe in ").and_then(|t| number_before(t, " place"))
        {
            is_so("it says that they are still safe", claimed <= whole)?;
        }
        for ((name, _), right) in places.iter().zip(&copies) {
            let state = text(&home["places"][*name]);
            let missing = photos - right - unreadable;
            match state.as_str() {
                "up to date" => is_so(&format!("{name} is up to date"), missing == 0)?,
                "not connected" | "switched off" | "no copy there yet" => {}
                counted => {
                    let numbers = [" photo", " cop"].iter().find_map(|word| number_before(counted, word));
                    is_so(&format!("{name}: {counted}"), numbers == Some(missing))?;
                }
            }
        }
        Ok(())
    }

    /// What the home screen says, part by part: the `sentence` and its `mark`, each of the `places` and its
    /// mark in `place_marks`.
    pub async fn home(&self) -> Value {
        let script = "const words = (e) => (e?.innerText ?? '').replace(/\\s+/g, ' ').trim();
            const cards = [...document.querySelectorAll('article[aria-label]')];
            return {
              sentence: words(document.querySelector('main header h1')),
              mark: document.querySelector('main header > span')?.className.split(' ')[0] ?? '',
              places: Object.fromEntries(cards.map((c) => [c.getAttribute('aria-label'), words(c.querySelector('.state'))])),
              place_marks: Object.fromEntries(cards.map((c) => [c.getAttribute('aria-label'), c.querySelector('.state > span')?.className.split(' ')[0] ?? ''])),
            };";
        self.client.execute(script, vec![json!(null)]).await.unwrap()
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn after<'t>(text: &'t str, words: &str) -> Option<&'t str> {
    text.split_once(words).map(|(_, rest)| rest)
}
