//! Photos in the window: shown whole whatever their shape, and pictured while they are copied.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use elderphoto_window_tests::family::Family;
use elderphoto_window_tests::pictures::paint;
use elderphoto_window_tests::window::{Look, Window};
use serde_json::Value;
use std::fs;
use std::io::Write;

/// The picture beside the bar of a run.
const COPIED: &str = "section.under-way img";

#[tokio::test]
async fn a_very_wide_and_a_very_tall_photo_are_shown_whole() {
    let family = Family::new(2);
    paint(&family.path("Photos/wide.jpg"), 1600, 400, 1);
    paint(&family.path("Photos/tall.jpg"), 400, 1600, 2);
    family.set_up();
    assert_eq!(family.elderphoto(&["backup"])["outcome"], "completed");
    let window = Window::open(&family, Look::Light).await;
    for name in ["wide.jpg", "tall.jpg"] {
        window.press("Photos").await;
        // A link leads to the photo by its name.
        window.shows_whole(&format!("a[href*='{name}'] img")).await;
        window.picture(&format!("{name}-in-the-list")).await;
        window.press(&format!("{name}…")).await;
        window.reads("Safe in 2 places").await;
        window.shows_whole(".frame.large img").await;
        window.picture(name).await;
    }
    // It is another photo now: what it was is shown small.
    paint(&family.path("Photos/tall.jpg"), 400, 1600, 3);
    assert_eq!(family.elderphoto(&["backup"])["outcome"], "completed");
    window.press("Home").await;
    window.press("Photos").await;
    window.press("tall.jpg…").await;
    window.reads("Earlier versions").await;
    window.shows_whole("main li img").await;
    window.picture("earlier-version").await;
    window.close().await;
}

#[tokio::test]
async fn what_is_copied_is_pictured_while_it_is_copied() {
    let family = Family::new(4);
    family.set_up();
    assert_eq!(family.elderphoto(&["backup"])["outcome"], "completed");
    for number in 0..40 {
        // Twice as wide as high, which no other photo is; a film of it at its end, as phones keep one.
        let photo = family.path("Photos").join(format!("new-{number}.jpg"));
        paint(&photo, 800, 400, number);
        fs::File::options()
            .append(true)
            .open(&photo)
            .unwrap()
            .write_all(&vec![number as u8; 4 << 20])
            .unwrap();
    }
    for place in ["At home", "Aunt's house"] {
        family.elderphoto(&["place", "set", place, "--limit", "1"]);
    }
    let window = Window::open(&family, Look::Light).await;
    window.press("Back up now").await;
    window.until("what is copied is pictured", async |w| shown(w).await.is_some()).await;
    let (first, [width, height]) = shown(&window).await.unwrap();
    assert_eq!(width, 2 * height, "a picture of a photo that is copied now");
    window.shows_whole(COPIED).await;
    let is_another = async |w: &Window| shown(w).await.is_some_and(|(source, _)| source != first);
    window.until("another one is pictured", is_another).await;
    window.is_accessible("at-work-pictured").await;
    assert!(window.offers("Stop").await, "it was looked at while it was under way");

    window.press("Stop").await;
    window.reads("The copying was stopped. Everything copied so far is kept.").await;
    assert!(shown(&window).await.is_none(), "nothing is copied any more");
    window.close().await;
}

/// The picture of what is copied, once it is loaded: its address, and how wide and high it is.
async fn shown(window: &Window) -> Option<(String, [u64; 2])> {
    let script = "const picture = document.querySelector(arguments[0]);
        return picture?.complete && picture.naturalWidth > 0
          ? [picture.src, [picture.naturalWidth, picture.naturalHeight]] : null;";
    let found = window.client.execute(script, vec![Value::from(COPIED)]).await.unwrap();
    serde_json::from_value(found).unwrap()
}
