//! Every screen and every face of it, light and dark: usable by everyone, and pictured for the documents.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use elderphoto_window_tests::count::photos_in;
use elderphoto_window_tests::disk::Disk;
use elderphoto_window_tests::family::Family;
use elderphoto_window_tests::window::{Look, Window};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

#[tokio::test]
async fn every_screen_is_usable_by_everyone_in_light() {
    on_every_screen(Look::Light, "light").await;
}

#[tokio::test]
async fn every_screen_is_usable_by_everyone_in_dark() {
    on_every_screen(Look::Dark, "dark").await;
}

#[tokio::test]
async fn every_face_of_home_is_usable_by_everyone_in_light() {
    on_every_face(Look::Light, "light").await;
}

#[tokio::test]
async fn every_face_of_home_is_usable_by_everyone_in_dark() {
    on_every_face(Look::Dark, "dark").await;
}

async fn on_every_screen(look: Look, name: &str) {
    let family = Family::new(42);
    family.set_up();
    assert_eq!(family.elderphoto(&["backup"])["outcome"], "completed");
    // A photo that was changed, and one that was deleted.
    let changed = family.path("Photos/2006/Unser Haus.jpg");
    let other = family.path("Photos/2009/Bergtour/IMG_1590.JPG");
    fs::copy(&other, &changed).unwrap();
    fs::remove_file(&other).unwrap();
    assert_eq!(family.elderphoto(&["backup"])["outcome"], "completed");
    assert_eq!(family.elderphoto(&["verify", "--full"])["outcome"], "completed");
    let window = Window::open(&family, look).await;
    window.reads("All 41 photos are safe in 2 places.").await;
    window.is_accessible(&format!("{name}-home")).await;
    window.press("At home").await;
    window.reads("Older versions").await;
    window.is_accessible(&format!("{name}-place")).await;
    window.press("Practise getting photos back").await;
    window.reads("12 photos were brought back from the copies at home and are the same, bit for bit.").await;
    window.is_accessible(&format!("{name}-place-practised")).await;
    window.press("OK").await;
    window.press("Forget this place").await;
    window.is_accessible(&format!("{name}-place-forget")).await;
    window.press("Keep it").await;
    the_photos(&window, name).await;
    putting_back(&window, &family, name).await;
    window.press("Settings").await;
    window.reads("About ElderPhoto").await;
    window.is_accessible(&format!("{name}-settings")).await;
    window.press("Help").await;
    window.reads("What you see here").await;
    window.is_accessible(&format!("{name}-help")).await;
    window.close().await;
}

async fn the_photos(window: &Window, name: &str) {
    window.press("Photos").await;
    window.until("the little pictures are there", all_pictures_are_there).await;
    window.is_accessible(&format!("{name}-photos")).await;
    window.fill("Search", "2006").await;
    window.reads("Unser Haus.jpg").await;
    window.choose_box("Choose Unser Haus.jpg").await;
    window.is_accessible(&format!("{name}-photos-chosen")).await;
    window.press("Choose none").await;
    window.press("Unser Haus.jpg…").await;
    window.reads("Safe in 2 places").await;
    window.reads("Earlier versions").await;
    window.until("the picture is there", all_pictures_are_there).await;
    window.is_accessible(&format!("{name}-photo")).await;
    window.press("Photos").await;
    window.fill("Search", "nothing has this name").await;
    window.reads("No photo or folder of that name was found.").await;
    window.is_accessible(&format!("{name}-photos-none")).await;
}

async fn putting_back(window: &Window, family: &Family, name: &str) {
    window.press("Restore").await;
    window.is_accessible(&format!("{name}-restore")).await;
    fs::remove_dir_all(family.path("Photos/2004")).unwrap();
    window.press("Everything, onto this computer…").await;
    window.reads("Nothing on this computer will be overwritten.").await;
    window.press("For the helper").await;
    window.is_accessible(&format!("{name}-restore-plan")).await;
    window.press("Put back").await;
    window.reads("Show in folder").await;
    window.is_accessible(&format!("{name}-restore-done")).await;
    window.press("Restore").await;
    window.press("A whole folder or year…").await;
    window.reads("A year").await;
    window.is_accessible(&format!("{name}-restore-some")).await;
}

async fn on_every_face(look: Look, name: &str) {
    let (family, images) = (Family::new(12), TempDir::new().unwrap());
    let photos = family.path("Photos");
    let window = Window::open(&family, look).await;
    window.reads("Which photos should be kept safe?").await;
    window.is_accessible(&format!("{name}-start-photos-none")).await;
    window.close().await;
    family.elderphoto(&["init", "--library", photos.to_str().unwrap(), "--name", "Maria's photos"]);
    let window = Window::open(&family, look).await;
    window.reads("there is no place for copies yet.").await;
    window.is_accessible(&format!("{name}-home-nothing-yet")).await;
    window.press("Add a place").await;
    window.press("At home…").await;
    window.press("Try it").await;
    window.reads("Please fill in first").await;
    window.is_accessible(&format!("{name}-add-disk")).await;
    window.close().await;

    let (small, aunt) = (Disk::of_size(&images, "Small disk", 24), Disk::plug_in(&images, "Anna's disk"));
    family.add_place("At home", family.path("Disk").to_str().unwrap(), &["--medium", "hdd"]);
    family.add_place("Small disk", small.path("ElderPhoto").to_str().unwrap(), &["--medium", "usb"]);
    family.add_place("Aunt's house", aunt.path("ElderPhoto").to_str().unwrap(), &["--offsite"]);
    assert_eq!(family.elderphoto(&["backup"])["outcome"], "completed");
    let taken: Vec<_> = photos_in(&photos).into_iter().filter(|(path, _)| is_jpeg(path)).collect();
    for (number, (_, picture)) in (0..12u8).zip(taken.iter().cycle()) {
        // With a film at its end, as phones keep one.
        let content = [picture.clone(), vec![number; 4_000_000]].concat();
        fs::write(photos.join(format!("trip-{number}.jpg")), content).unwrap();
    }
    family.elderphoto(&["place", "set", "At home", "--limit", "2"]);
    let window = Window::open(&family, look).await;
    window.reads("12 photos still to go").await;
    window.press("Back up now").await;
    window.reads("copies are made").await;
    window.is_accessible(&format!("{name}-home-at-work")).await;
    window.press("Stop").await;
    window.reads("The copying was stopped.").await;
    window.press("OK").await;
    family.elderphoto(&["place", "set", "At home", "--limit", "0"]);
    window.press("Back up now").await;
    window.reads("Small disk is full:").await;
    window.until("it has ended", async |w| w.offers("Back up now").await).await;
    window.is_accessible(&format!("{name}-home-full")).await;
    aunt.pull_out();
    fs::create_dir(photos.join("closed")).unwrap();
    window.press("Back up now").await;
    window.reads("Aunt's house is not connected.").await;
    window.until("it has ended", async |w| w.offers("Back up now").await).await;
    window.press("OK").await;
    window.is_accessible(&format!("{name}-home-several")).await;
    window.press("Aunt's house…").await;
    window.is_accessible(&format!("{name}-place-absent")).await;
    window.close().await;
    fs::rename(&photos, family.path("moved")).unwrap();
    let window = Window::open(&family, look).await;
    window.reads("is not there.").await;
    window.is_accessible(&format!("{name}-home-no-library")).await;
    window.close().await;
}

fn is_jpeg(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("jpg"))
}

/// Those within sight: the others are loaded when they come near.
async fn all_pictures_are_there(window: &Window) -> bool {
    let there = "const near = [...document.querySelectorAll('img')].filter((i) => i.getBoundingClientRect().top < innerHeight);
        return near.length > 0 && near.every((i) => i.complete && i.naturalWidth > 0);";
    window.client.execute(there, Vec::new()).await.unwrap() == true
}
