//! The window says what the command line says, and nothing that is not so.

#![allow(clippy::unwrap_used)]

use elderphoto_window_tests::family::Family;
use elderphoto_window_tests::window::{Look, Window};
use std::fs;

const PHOTOS: usize = 42;

#[tokio::test]
async fn after_a_backup_and_a_check_it_shows_the_sentence_and_a_card_for_each_place() {
    let family = Family::new(PHOTOS);
    family.set_up();
    assert_eq!(family.elderphoto(&["backup"])["outcome"], "completed");
    assert_eq!(family.elderphoto(&["verify", "--full"])["outcome"], "completed");
    let status = family.elderphoto(&["status"]);
    for (look, name) in [(Look::Light, "home"), (Look::Dark, "home-dark")] {
        let window = Window::open(&family, look).await;
        assert_eq!(window.text("h1").await, status["sentence"].as_str().unwrap());
        let cards = window.texts("article").await;
        assert_eq!(cards.len(), 2);
        for (card, place) in cards.iter().zip(["At home", "Aunt's house"]) {
            assert!(card.starts_with(place), "{card}");
            assert!(card.contains("up to date"), "{card}");
        }
        window.picture(name).await;
        window.close().await;
    }
}

#[tokio::test]
async fn a_place_that_is_gone_is_named_and_nothing_is_called_safe_there() {
    let family = Family::new(3);
    family.set_up();
    family.elderphoto(&["backup"]);
    fs::rename(family.path("NAS"), family.path("NAS, unplugged")).unwrap();
    let status = family.elderphoto(&["status"]);
    let window = Window::open(&family, Look::Light).await;
    assert_eq!(window.text("h1").await, status["sentence"].as_str().unwrap());
    let cards = window.texts("article").await;
    assert!(cards[0].contains("up to date"), "copied less than a day ago: {}", cards[0]);
    assert!(cards[1].contains("not connected") && !cards[1].contains("up to date"), "{}", cards[1]);
    window.picture("place-gone").await;
    window.close().await;
}
