//! While a copy is under way: the page may be loaded again, the work can be stopped, and a second start
//! shows the first window.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use elderphoto_tests::FarMachine;
use elderphoto_window_tests::family::Family;
use elderphoto_window_tests::process::ours;
use elderphoto_window_tests::window::{Look, Window};
use std::process::Command;
use std::time::{Duration, Instant};

/// A family whose only place is Dad's computer, which the window uses as it is named.
fn family_with_dad(photos: usize) -> (Family, FarMachine) {
    let (family, dad) = (Family::new(photos), FarMachine::new());
    let photos = family.path("Photos");
    family.elderphoto(&["init", "--library", photos.to_str().unwrap(), "--name", "Maria's photos"]);
    let add = dad.add_with_key("Dad");
    family.elderphoto(&add.iter().map(String::as_str).collect::<Vec<_>>());
    (family, dad)
}

#[tokio::test]
async fn a_page_loaded_again_shows_the_work_that_is_under_way_and_can_stop_it() {
    let (family, dad) = family_with_dad(40);
    let window = Window::open(&family, Look::Light).await;
    // It was asked how it stands when the window opened: from now on it answers nothing.
    dad.hang();
    window.press("Back up now").await;
    window.until("it is at work", async |w| w.offers("Stop").await).await;
    window.client.refresh().await.unwrap();
    window.until("it is still at work", async |w| w.offers("Stop").await).await;
    assert!(!window.offers("Back up now").await);
    window.is_accessible("home-at-work").await;
    let begun = Instant::now();
    window.press("Stop").await;
    window.until("it has stopped", async |w| w.offers("Back up now").await).await;
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    dad.wake();
    window.press("Back up now").await;
    window.reads("All 40 photos are safe").await;
    window.close().await;
}

#[tokio::test]
async fn a_second_start_shows_the_first_window_and_ends() {
    let family = Family::new(2);
    family.set_up();
    let window = Window::open(&family, Look::Light).await;
    let mut second = Command::new(ours("elderphoto-app", "ELDERPHOTO_APP"));
    second.arg("--home").arg(family.home()).env("DISPLAY", window.display());
    let ended = second.output().unwrap();
    assert!(ended.status.success(), "{ended:?}");
    let shown = "return document.visibilityState === 'visible'";
    assert_eq!(window.client.execute(shown, Vec::new()).await.unwrap(), true);
    window.close().await;
}
