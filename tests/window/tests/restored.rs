//! What came back, in every way that it can end: said once, and what can be done next.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use elderphoto_window_tests::family::Family;
use elderphoto_window_tests::window::{Look, Window};
use std::fs;
use std::path::Path;

const CARD: &str = "section[aria-label='What came back']";
const LOST: &str = "No place that can be reached has a good copy of c.jpg.";
const CONNECT: &str = "Another place may have it: connect all your places, then put it back once more.";
const UNDO: &str = "“Undo” takes away what came back, and nothing else.";

/// What the card of the result says, line by line, sizes left out.
async fn told(window: &Window) -> Vec<String> {
    window.text(CARD).await;
    let in_sight = "const box = document.querySelector(arguments[0])?.getBoundingClientRect();
        return box !== undefined && box.top >= 0 && box.top + Math.min(box.height, 100) <= innerHeight;";
    let is_in_sight = async |w: &Window| w.client.execute(in_sight, vec![CARD.into()]).await.unwrap() == true;
    window.until("one sees what came back", is_in_sight).await;
    let lines = window.texts(&format!("{CARD} p, {CARD} li, {CARD} summary, {CARD} button")).await;
    lines.into_iter().map(|line| without_size(&line)).collect()
}

/// "1 file is back, 88 KB." without the bytes, which depend on the sample photos.
fn without_size(line: &str) -> String {
    let found = [" is back, ", " are back, "].into_iter().find_map(|words| line.split_once(words));
    match found.and_then(|(files, rest)| Some((files, rest.split_once("B.")?.1))) {
        Some((files, after)) if files == "1 file" => format!("{files} is back.{after}"),
        Some((files, after)) => format!("{files} are back.{after}"),
        None => line.to_owned(),
    }
}

async fn put_away(window: &Window) {
    window.press("OK").await;
    window.until("it is put away", async |w| w.texts(CARD).await.is_empty()).await;
}

fn lose(family: &Family, name: &str) {
    fs::remove_file(family.path("Photos").join(name)).unwrap();
}

/// The bytes of a copy are others, and neither its size nor its time shows it.
fn spoil(copy: &Path) {
    let time = fs::metadata(copy).unwrap().modified().unwrap();
    let mut content = fs::read(copy).unwrap();
    let middle = content.len() / 2;
    content[middle] ^= 0xff;
    fs::write(copy, content).unwrap();
    fs::File::options().write(true).open(copy).unwrap().set_modified(time).unwrap();
}

#[tokio::test]
async fn what_came_back_is_said_once_with_what_can_be_done_next() {
    let family = Family::new(12);
    let photos = family.path("Photos");
    for name in ["a.jpg", "b.jpg", "c.jpg"] {
        fs::copy(photos.join("2006/Unser Haus.jpg"), photos.join(name)).unwrap();
        let mut content = fs::read(photos.join(name)).unwrap();
        content.extend_from_slice(name.as_bytes());
        fs::write(photos.join(name), content).unwrap();
    }
    family.set_up();
    assert_eq!(family.elderphoto(&["backup"])["outcome"], "completed");
    let window = Window::open(&family, Look::Light).await;

    // One photo, from its own screen.
    window.press("Photos").await;
    window.press("a.jpg…").await;
    lose(&family, "a.jpg");
    window.press("Put back").await;
    let one = told(&window).await;
    assert_eq!(one, ["1 file is back.", UNDO, "Show in folder", "Undo", "OK"]);
    window.until("it is not said to be deleted", async |w| !w.says().await.contains("It was deleted")).await;
    window.reads("Safe in 2 places").await;
    window.is_accessible("restored-one").await;
    put_away(&window).await;

    // It is there.
    window.press("Put back").await;
    let there = told(&window).await;
    assert_eq!(there, ["It was there already, so nothing had to be put back.", "OK"]);
    window.is_accessible("restored-nothing").await;
    put_away(&window).await;

    // A few, chosen in the list; one of them has another photo in its place by now.
    window.press("Photos").await;
    for name in ["a.jpg", "b.jpg", "c.jpg"] {
        window.choose_box(&format!("Choose {name}")).await;
    }
    lose(&family, "a.jpg");
    lose(&family, "b.jpg");
    fs::write(photos.join("b.jpg"), "another photo").unwrap();
    window.press("Put back").await;
    let few = told(&window).await;
    let sentence = "2 files are back. 1 was there already. \
        1 got a new name, because its own was taken or does not fit there.";
    assert_eq!(few[0], sentence);
    assert!(few[1].starts_with("b.jpg is now "), "{few:?}");
    assert_eq!(few[2..], [UNDO, "Show in folder", "Undo", "OK"]);
    // Nothing leads away from it when the bar over the list goes.
    window.until("the bar is gone", async |w| !w.offers("Choose none").await).await;
    assert_eq!(told(&window).await, few);
    window.is_accessible("restored-few").await;
    put_away(&window).await;
    fs::remove_file(photos.join("b.jpg")).unwrap();

    // Everything, and one that no place has any more as it was.
    window.press("Restore").await;
    window.press("Everything, onto this computer…").await;
    window.reads("Nothing on this computer will be overwritten.").await;
    for place in ["Disk", "NAS"] {
        spoil(&family.path(place).join("c.jpg"));
    }
    lose(&family, "c.jpg");
    window.press("Put back").await;
    let some = told(&window).await;
    assert!(some[0].starts_with("1 file is back. "), "{some:?}");
    assert!(some[0].ends_with(" 1 file could not be put back."), "{some:?}");
    assert_eq!(some[1..], [LOST, CONNECT, UNDO, "Show in folder", "Undo", "OK"]);
    window.is_accessible("restored-some-not").await;
    put_away(&window).await;

    // Nothing but that one.
    window.press("Look at it once more").await;
    window.reads("Nothing on this computer will be overwritten.").await;
    window.press("Put back").await;
    let failed = told(&window).await;
    assert_eq!(failed, ["1 file could not be put back.", LOST, CONNECT, "OK"]);
    window.is_accessible("restored-failed").await;
    window.close().await;
}
