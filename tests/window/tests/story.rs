//! Maria's story in the real window: the first start with a disk, a relative's disk and Dad's computer;
//! what goes wrong on the way and how she is told; the copy; a photo that comes back.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use elderphoto_tests::{FarMachine, PASSWORD};
use elderphoto_window_tests::disk::Disk;
use elderphoto_window_tests::family::Family;
use elderphoto_window_tests::window::{Look, Window};
use std::fs;
use tempfile::TempDir;

const PHOTOS: usize = 24;

/// A family's computer before anything is set up: photos in the folder for pictures.
fn family() -> Family {
    let family = Family::new(PHOTOS);
    fs::rename(family.path("Photos"), family.path("Pictures")).unwrap();
    family
}

async fn add_disk(window: &Window, card: &str, place: &str, disk: &str) {
    window.press(card).await;
    window.fill("What do you call this place?", place).await;
    window.choose(disk).await;
    window.press("Try it").await;
    window.press("Use this place").await;
    window.reads(&format!("{place} is added")).await;
}

#[tokio::test]
async fn a_family_sets_up_three_places_copies_and_gets_a_photo_back() {
    let (family, dad, images) = (family(), FarMachine::new(), TempDir::new().unwrap());
    let home = Disk::plug_in(&images, "Family disk");
    let aunt = Disk::plug_in(&images, "Anna's disk");
    let window = Window::open(&family, Look::Light).await;

    window.reads("Which photos should be kept safe?").await;
    window.choose("Pictures, ").await;
    window.is_accessible("start-1-photos").await;
    window.press("Next").await;
    window.reads("Where should copies live?").await;
    window.is_accessible("start-2-places").await;
    add_disk(&window, "At home…", "At home", "Family disk").await;
    add_disk(&window, "At a relative’s…", "Aunt's house", "Anna's disk").await;
    add_dad(&window, &dad).await;
    window.press("Next").await;
    window.reads("When are copies made?").await;
    window.is_accessible("start-4-when").await;
    window.press("Next").await;
    window.reads("Shall the first copy begin?").await;
    window.is_accessible("start-5-done").await;
    window.press("Start").await;

    let sentence = format!("All {PHOTOS} photos are safe in 3 places.");
    window.reads(&sentence).await;
    window.until("it has ended", async |w| w.offers("Back up now").await).await;
    window.is_accessible("home-safe").await;
    for place in [home.path("ElderPhoto"), aunt.path("ElderPhoto"), dad.place_dir("Dad")] {
        assert_eq!(pictures_below(&place), pictures_below(&family.path("Pictures")), "{}", place.display());
    }

    a_deleted_photo_comes_back(&window, &family).await;
    a_disk_is_pulled_out(&window, &aunt).await;
    dad_has_a_new_computer(&window, &dad).await;
    window.close().await;
}

/// First the question who answers there, then a wrong password, then the right one.
async fn add_dad(window: &Window, dad: &FarMachine) {
    window.press("Over the internet…").await;
    window.fill("What do you call this place?", "Dad").await;
    window.fill("Address", "127.0.0.1").await;
    window.fill("Name to sign in with", dad.user()).await;
    window.fill("Password", "not-the-password").await;
    window.fill("Folder there", dad.place_dir("Dad").to_str().unwrap()).await;
    window.press("For the helper").await;
    window.fill("Port", &dad.port().to_string()).await;
    window.press("Try it").await;
    window.reads("Is this the right computer?").await;
    window.reads(&dad.fingerprint()).await;
    assert!(!dad.log().contains("Failed password"), "nothing secret was sent before");
    window.is_accessible("start-3-fingerprint").await;
    window.press("It is the same, go on").await;
    window
        .until("a wrong password is told", async |w| {
            w.says().await.contains("password") && dad.log().contains("Failed password")
        })
        .await;
    window.is_accessible("start-3-wrong-password").await;
    window.fill("Password", PASSWORD).await;
    window.press("Try it").await;
    window.press("It is the same, go on").await;
    window.press("Use this place").await;
    window.reads("Dad is added").await;
}

async fn a_deleted_photo_comes_back(window: &Window, family: &Family) {
    let pictures = family.path("Pictures");
    let lost =
        files_below(&pictures).into_iter().find(|p| p.extension().is_some_and(|e| e == "jpg")).unwrap();
    let content = fs::read(&lost).unwrap();
    fs::remove_file(&lost).unwrap();
    window.press("Back up now").await;
    window.reads(&format!("All {} photos are safe in 3 places.", PHOTOS - 1)).await;
    window.until("it has ended", async |w| w.offers("Back up now").await).await;
    window.press("Photos").await;
    window.choose("Deleted at home").await;
    let name = lost.file_name().unwrap().to_str().unwrap();
    window.press(&format!("{name}…")).await;
    window.reads("It was deleted on this computer.").await;
    window.is_accessible("photo-deleted").await;
    window.press("Put back").await;
    window.until("it is back", async |_| lost.exists()).await;
    assert_eq!(fs::read(&lost).unwrap(), content);
    window.until("it is not said to be deleted", async |w| !w.says().await.contains("It was deleted")).await;
    window.reads("Kept in 3 places").await;
    window.press("Home").await;
}

async fn a_disk_is_pulled_out(window: &Window, aunt: &Disk) {
    aunt.pull_out();
    window.press("Back up now").await;
    window.reads("Aunt's house").await;
    window
        .until("it is said", async |w| {
            let said = w.says().await;
            said.contains("safe in 2 places")
                && !said.contains("safe in 3 places")
                && w.offers("Back up now").await
        })
        .await;
    window.is_accessible("home-needs-you").await;
    aunt.plug_in_again();
    window.press("Back up now").await;
    window.reads(&format!("All {PHOTOS} photos are safe in 3 places.")).await;
    window.until("it has ended", async |w| w.offers("Back up now").await).await;
}

async fn dad_has_a_new_computer(window: &Window, dad: &FarMachine) {
    let before = dad.fingerprint();
    dad.stop();
    dad.new_host_key();
    dad.start();
    window.press("Back up now").await;
    window.reads("not the one").await;
    window.until("it has ended", async |w| w.offers("Back up now").await).await;
    window.press("Compare it").await;
    window.press("Try it again").await;
    window.reads("Is this still the same computer?").await;
    window.reads(&before).await;
    window.reads(&dad.fingerprint()).await;
    assert!(!dad.log().contains("Accepted password"), "nothing secret was sent");
    window.is_accessible("place-changed").await;
    window.press("It is the same, go on").await;
    window
        .until("it is accepted", async |w| !w.says().await.contains("Is this still the same computer?"))
        .await;
    window.press("Home").await;
    window.press("Back up now").await;
    window.reads(&format!("All {PHOTOS} photos are safe in 3 places.")).await;
}

fn files_below(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && path.file_name().is_some_and(|n| n != ".elderphoto") {
                folders.push(path);
            } else if path.is_file() {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// Names and contents, without what is ElderPhoto's own.
fn pictures_below(folder: &std::path::Path) -> Vec<(String, Vec<u8>)> {
    let ours = ["SHA256SUMS", "READ ME FIRST.txt"];
    let named = |path: std::path::PathBuf| {
        let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
        (name, fs::read(path).unwrap())
    };
    files_below(folder).into_iter().map(named).filter(|(name, _)| !ours.contains(&name.as_str())).collect()
}
