//! Every task by keyboard alone in the real window: nothing is ever clicked, the focus is always in sight, and it
//! is somewhere sensible after each step.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use elderphoto_tests::FarMachine;
use elderphoto_window_tests::count::right_copies;
use elderphoto_window_tests::disk::Disk;
use elderphoto_window_tests::family::Family;
use elderphoto_window_tests::window::{Look, Window};
use fantoccini::key::Key;
use std::fs;
use tempfile::TempDir;

const PHOTOS: usize = 12;
const ALL_SAFE: &str = "All 12 photos are safe in 2 places.";

async fn has_ended(window: &Window) {
    window.until("it has ended", async |w| w.says().await.contains("OK") && !w.offers("Stop").await).await;
}

/// A family with two places that have everything, proven.
fn well_kept() -> Family {
    let family = Family::new(PHOTOS);
    family.set_up();
    assert_eq!(family.elderphoto(&["backup"])["outcome"], "completed");
    assert_eq!(family.elderphoto(&["verify", "--full"])["outcome"], "completed");
    family
}

#[tokio::test]
async fn the_five_questions_and_the_first_copy() {
    let (family, images) = (Family::new(PHOTOS), TempDir::new().unwrap());
    fs::rename(family.path("Photos"), family.path("Pictures")).unwrap();
    let disk = Disk::plug_in(&images, "Family disk");
    let window = Window::open(&family, Look::Light).await;
    window.reads("Which photos should be kept safe?").await;
    window.tick("Pictures, …").await;
    window.enter("Next").await;
    window.reads("Where should copies live?").await;
    window.enter("At home…").await;
    window.write("What do you call this place?", "At home").await;
    window.tick("Family disk…").await;
    window.enter("Try it").await;
    window.enter("Use this place").await;
    window.reads("At home is added").await;
    // Back and forth: nothing is lost.
    window.enter("Back").await;
    window.reads("ElderPhoto looks after these photos now.").await;
    window.enter("Next").await;
    window.reads("At home is added").await;
    window.enter("Next").await;
    window.reads("When are copies made?").await;
    window.enter("Next").await;
    window.reads("Shall the first copy begin?").await;
    window.enter("Start").await;
    window.reads("All 12 photos are safe in 1 place.").await;
    assert_eq!(right_copies(&family.path("Pictures"), &disk.path("ElderPhoto")), PHOTOS);
    window.close().await;
}

#[tokio::test]
async fn backing_up_stopping_and_help() {
    let (family, dad) = (Family::new(PHOTOS), FarMachine::new());
    let photos = family.path("Photos");
    family.elderphoto(&["init", "--library", photos.to_str().unwrap(), "--name", "Maria's photos"]);
    let add = dad.add_with_key("Dad");
    family.elderphoto(&add.iter().map(String::as_str).collect::<Vec<_>>());
    let window = Window::open(&family, Look::Light).await;

    window.keys(&[Key::F1]).await;
    window.reads("What you see here").await;
    window.is_at("What you see here").await;
    window.keys(&[Key::Escape]).await;
    window.is_at("Help").await;
    window.keys(&[Key::Enter]).await;
    window.enter("Close help").await;
    window.is_at("Help").await;

    dad.hang();
    window.enter("Back up now").await;
    window.until("it is at work", async |w| w.offers("Stop").await).await;
    window.keeps_focus("the work has begun").await;
    window.enter("Stop").await;
    window.until("it has stopped", async |w| w.offers("Back up now").await).await;
    window.keeps_focus("it has stopped").await;
    dad.wake();
    window.enter("OK").await;
    window.enter("Back up now").await;
    window.reads("All 12 photos are safe in 1 place.").await;
    has_ended(&window).await;
    window.keeps_focus("it has ended").await;
    window.close().await;
}

#[tokio::test]
async fn a_place_is_opened_checked_changed_and_forgotten() {
    let family = well_kept();
    let copy = family.path("NAS/2006/Unser Haus.jpg");
    fs::write(&copy, "something else").unwrap();
    let window = Window::open(&family, Look::Light).await;
    window.reads("are safe in 2 places.").await;
    window.enter("Aunt's house").await;
    window.reads("Older versions").await;
    window.enter("Check it now").await;
    window.reads("1 copy is damaged or gone.").await;
    window.enter("OK").await;

    // The problem is answered where it is told.
    window.enter("Home").await;
    window.reads("1 copy at Aunt's house is damaged or gone.").await;
    window.enter("Back up now").await;
    window.reads(ALL_SAFE).await;
    has_ended(&window).await;
    assert_eq!(right_copies(&family.path("Photos"), &family.path("NAS")), PHOTOS);

    window.enter("Aunt's house").await;
    window.enter("Try it again").await;
    window.reads("It answers, and can be written to and read.").await;
    window.is_at("Try it again").await;
    window.write("Name of this place", "Anna's").await;
    window.enter("Change the name").await;
    window.until("it has its new name", async |w| w.text("h1").await == "Anna's").await;
    window.keeps_focus("it was renamed").await;
    window.enter("Switch it off").await;
    window.reads("This place is switched off").await;
    window.keeps_focus("it was switched off").await;
    window.enter("Switch it on").await;
    window.reads("New photos are copied here.").await;
    window.enter("Forget this place").await;
    window.reads("Forget Anna's?").await;
    window.keys(&[Key::Escape]).await;
    window.until("Escape leaves it", async |w| !w.says().await.contains("Forget Anna's?")).await;
    window.is_at("Forget this place").await;
    window.keys(&[Key::Enter]).await;
    window.enter("Forget it").await;
    window.reads("All 12 photos are safe in 1 place.").await;
    window.keeps_focus("it was forgotten").await;
    window.close().await;
}

#[tokio::test]
async fn every_setting_is_changed() {
    let family = well_kept();
    let window = Window::open(&family, Look::Light).await;
    window.enter("Settings").await;
    window.tab_to("Check each copy again after").await;
    window.keys(&[Key::Down]).await;
    window.until("it is kept", async |_| family.setting("proof_days") == "180").await;
    window.tab_to("How long older versions stay: At home").await;
    window.keys(&[Key::Down]).await;
    window.until("it is kept", async |_| family.keep_of("At home") == "fewer").await;
    window.tab_to("Normal").await;
    window.keys(&[Key::Down]).await;
    let size = "return getComputedStyle(document.documentElement).fontSize";
    let now = window.client.execute(size, Vec::new()).await.unwrap();
    assert_ne!(now, "18px", "the text is larger");
    window.enter("Add a place").await;
    window.enter("At home…").await;
    window.write("What do you call this place?", "Attic").await;
    window.enter("Back").await;
    window.close().await;
}

#[tokio::test]
async fn a_photo_a_folder_and_everything_come_back() {
    let family = well_kept();
    let library = family.path("Photos");
    let lost = library.join("2006/Unser Haus.jpg");
    let content = fs::read(&lost).unwrap();
    fs::remove_file(&lost).unwrap();
    let window = Window::open(&family, Look::Light).await;
    window.enter("Back up now").await;
    window.reads("All 11 photos are safe in 2 places.").await;
    has_ended(&window).await;

    window.enter("Photos").await;
    window.tick("Choose DSC00012.JPG").await;
    window.reads("1 photo").await;
    window.enter("Choose none").await;
    window.is_at("Choose DSC00012.JPG").await;
    window.tick("Choose DSC00012.JPG").await;
    window.keys(&[Key::Escape]).await;
    window.until("Escape leaves the choosing", async |w| !w.offers("Choose none").await).await;

    window.tick("Deleted at home").await;
    window.enter("Unser Haus.jpg…").await;
    window.reads("It was deleted on this computer.").await;
    window.enter("Put back").await;
    window.until("it is back", async |_| lost.exists()).await;
    assert_eq!(fs::read(&lost).unwrap(), content);
    window.keeps_focus("it was put back").await;

    // The one that was deleted is among the older versions there until the next run.
    let kept = PHOTOS - 1;
    assert_eq!(right_copies(&library, &family.path("NAS")), kept);
    fs::remove_dir_all(library.join("2009")).unwrap();
    window.enter("Restore").await;
    window.enter("A whole folder or year…").await;
    window.tab_to("A year").await;
    window.types_into_choice("2009").await;
    window.reads("Nothing on this computer will be overwritten.").await;
    window.enter("For the helper").await;
    window.tab_to("From which place?").await;
    window.types_into_choice("Aunt").await;
    window.reads("from Aunt's house.").await;
    window.picture("restore-year").await;
    window.enter("Put back").await;
    window.until("the year is back", async |_| right_copies(&library, &family.path("NAS")) == kept).await;

    fs::remove_dir_all(library.join("2004")).unwrap();
    window.enter("Restore").await;
    window.enter("Everything, onto this computer…").await;
    window.reads("Nothing on this computer will be overwritten.").await;
    window.enter("Put back").await;
    window.until("all is back", async |_| library.join("2004").exists()).await;
    has_ended(&window).await;
    window.keeps_focus("all is back").await;
    window.enter("OK").await;
    assert_eq!(right_copies(&library, &family.path("NAS")), kept);
    window.close().await;
}

#[tokio::test]
async fn no_photo_is_reached_behind_the_bar_of_those_that_are_chosen() {
    let family = Family::new(30);
    family.set_up();
    assert_eq!(family.elderphoto(&["backup"])["outcome"], "completed");
    let window = Window::open(&family, Look::Light).await;
    window.enter("Photos").await;
    window.reads("30 photos").await;
    // Rows are drawn in their turn, the first and the last always.
    let drawn =
        "return [1, 30].every((at) => document.querySelector(`li[aria-posinset='${at}'] [data-choose]`))";
    let are_drawn = async |w: &Window| w.client.execute(drawn, Vec::new()).await.unwrap() == true;
    window.until("the first and the last are drawn", are_drawn).await;
    let boxes = "return [...document.querySelectorAll('[data-choose]')].map((box) => box.ariaLabel)";
    let boxes = window.client.execute(boxes, Vec::new()).await.unwrap();
    let boxes: Vec<String> = serde_json::from_value(boxes).unwrap();
    window.tick(boxes.first().unwrap()).await;
    window.reads("Choose none").await;
    // Each on the way is seen.
    window.tab_to(boxes.last().unwrap()).await;
    window.picture("behind-no-bar").await;
    window.close().await;
}
