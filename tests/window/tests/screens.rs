//! Every screen, light and dark: usable by everyone, and pictured for the documents.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use elderphoto_window_tests::family::Family;
use elderphoto_window_tests::window::{Look, Window};

#[tokio::test]
async fn every_screen_is_usable_by_everyone_in_light() {
    on_every_screen(Look::Light, "light").await;
}

#[tokio::test]
async fn every_screen_is_usable_by_everyone_in_dark() {
    on_every_screen(Look::Dark, "dark").await;
}

async fn on_every_screen(look: Look, name: &str) {
    let family = Family::new(42);
    family.set_up();
    assert_eq!(family.elderphoto(&["backup"])["outcome"], "completed");
    assert_eq!(family.elderphoto(&["verify", "--full"])["outcome"], "completed");
    let window = Window::open(&family, look).await;
    window.reads("All 42 photos are safe in 2 places.").await;
    window.is_accessible(&format!("{name}-home")).await;
    window.press("At home").await;
    window.reads("Older versions").await;
    window.is_accessible(&format!("{name}-place")).await;
    window.press("Photos").await;
    window.until("the little pictures are there", all_pictures_are_there).await;
    window.is_accessible(&format!("{name}-photos")).await;
    window.press("IMG_…").await;
    window.reads("Safe in 2 places").await;
    window.until("the picture is there", all_pictures_are_there).await;
    window.is_accessible(&format!("{name}-photo")).await;
    window.press("Restore").await;
    window.is_accessible(&format!("{name}-restore")).await;
    window.press("Settings").await;
    window.is_accessible(&format!("{name}-settings")).await;
    window.press("Help").await;
    window.reads("What you see here").await;
    window.is_accessible(&format!("{name}-help")).await;
    window.close().await;
}

/// Those within sight: the others are loaded when they come near.
async fn all_pictures_are_there(window: &Window) -> bool {
    let there = "const near = [...document.querySelectorAll('img')].filter((i) => i.getBoundingClientRect().top < innerHeight);
        return near.length > 0 && near.every((i) => i.complete && i.naturalWidth > 0);";
    window.client.execute(there, Vec::new()).await.unwrap() == true
}
