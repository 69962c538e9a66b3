//! The most important question of the product, held against the disks: what the window says of photos and
//! places is what the test itself counts there, in every fault that it can make.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use elderphoto_tests::FarMachine;
use elderphoto_window_tests::count::{Held, right_copies};
use elderphoto_window_tests::disk::Disk;
use elderphoto_window_tests::family::Family;
use elderphoto_window_tests::window::{Look, Window};
use std::fs::{self, FileTimes, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const PHOTOS: usize = 12;

/// The family and what it can be asked about.
struct Scene {
    family: Family,
    places: Vec<(&'static str, PathBuf)>,
    unreadable: usize,
}

impl Scene {
    /// Two places that have everything, each copy checked.
    fn all_is_well() -> Self {
        let mut family = Family::new(PHOTOS);
        family.without_rights();
        family.set_up();
        let places = vec![("At home", family.path("Disk")), ("Aunt's house", family.path("NAS"))];
        assert_eq!(family.elderphoto(&["backup"])["outcome"], "completed");
        assert_eq!(family.elderphoto(&["verify", "--full"])["outcome"], "completed");
        Self { family, places, unreadable: 0 }
    }

    fn library(&self) -> PathBuf {
        self.family.path("Photos")
    }

    fn place(&self, at: usize) -> &Path {
        &self.places[at].1
    }

    /// One photo's path in the library.
    fn a_photo(&self) -> PathBuf {
        PathBuf::from("2006/Unser Haus.jpg")
    }

    fn held(&self) -> Vec<Held<'_>> {
        self.places.iter().map(|(name, folder)| (*name, folder.as_path())).collect()
    }

    /// Waits until the window says this, with everything else that it says true on the disks.
    async fn reads(&self, window: &Window, words: &str) {
        window.reads(words).await;
        let library = self.library();
        let is_true =
            async |w: &Window| w.tells_the_truth(&library, &self.held(), self.unreadable).await.is_ok();
        window.until(&format!("{words:?} and the disks agree"), is_true).await;
    }

    /// Looks at a place without copying anything, as a person does on its page.
    async fn look_at(&self, window: &Window, place: &str) {
        window.press(&format!("{place}…")).await;
        window.press("Try it again").await;
        window.until("it was looked at", async |w| w.says().await.contains("Last copied")).await;
        window.press("Home").await;
    }

    async fn back_up(&self, window: &Window) {
        window.press("Back up now").await;
        window
            .until("it has ended", async |w| w.says().await.contains("OK") && w.offers("Back up now").await)
            .await;
        window.press("OK").await;
    }
}

/// Changes some bytes, and neither the size nor the time.
fn damage(file: &Path) {
    let time = fs::metadata(file).unwrap().modified().unwrap();
    let mut content = fs::read(file).unwrap();
    let middle = content.len() / 2;
    content[middle] ^= 0xff;
    fs::write(file, content).unwrap();
    fs::File::options()
        .write(true)
        .open(file)
        .unwrap()
        .set_times(FileTimes::new().set_modified(time))
        .unwrap();
}

/// How many files there are below a folder, which may not be there yet.
fn files_below(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| if entry.path().is_dir() { files_below(&entry.path()) } else { 1 }).sum()
}

fn forbid(path: &Path) {
    fs::set_permissions(path, Permissions::from_mode(0o000)).unwrap();
}

fn allow(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

#[tokio::test]
async fn an_unreadable_folder_or_photo_is_named_and_never_all() {
    let mut scene = Scene::all_is_well();
    let window = Window::open(&scene.family, Look::Light).await;
    scene.reads(&window, &format!("All {PHOTOS} photos are safe in 2 places.")).await;

    let photo = scene.library().join("new.jpg");
    fs::write(&photo, "a new photo").unwrap();
    forbid(&photo);
    scene.unreadable = 1;
    scene.back_up(&window).await;
    scene.reads(&window, "12 of 13 photos are safe in 2 places. 1 could not be read.").await;
    window.picture("unreadable-photo").await;

    let folder = scene.library().join("2006");
    forbid(&folder);
    scene.back_up(&window).await;
    scene.reads(&window, "1 folder could not be opened, so what is in it is not being copied.").await;
    allow(&folder, 0o755);
    allow(&photo, 0o644);
    scene.unreadable = 0;
    scene.back_up(&window).await;
    scene.reads(&window, "All 13 photos are safe in 2 places.").await;
    window.reads("Every one was checked within the last day, or copied less than a day ago.").await;

    let elsewhere = scene.family.path("Elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, scene.library().join("more")).unwrap();
    scene.back_up(&window).await;
    scene.reads(&window, "1 thing in your photo folder only points elsewhere").await;
    window.close().await;
}

#[tokio::test]
async fn a_damaged_copy_is_told_until_a_good_one_has_its_place() {
    let scene = Scene::all_is_well();
    let copy = scene.place(1).join(scene.a_photo());
    damage(&copy);
    let window = Window::open(&scene.family, Look::Light).await;
    window.press("Aunt's house…").await;
    window.press("Check it now").await;
    window.reads("1 copy is damaged or gone.").await;
    window.press("Home").await;
    scene.reads(&window, "1 copy at Aunt's house is damaged or gone. Your photos are safe in 1 place.").await;
    window.picture("damaged-copy").await;
    window.close().await;

    // What is only a cache is lost: that the copy is damaged is not.
    for entry in fs::read_dir(scene.family.home()).unwrap() {
        let path = entry.unwrap().path();
        if path.file_name().unwrap().to_str().unwrap().starts_with("catalog.sqlite") {
            fs::remove_file(path).unwrap();
        }
    }
    fs::remove_file(scene.family.home().join("last-look.json")).unwrap();
    let window = Window::open(&scene.family, Look::Light).await;
    scene.reads(&window, "1 copy at Aunt's house is damaged or gone.").await;
    scene.back_up(&window).await;
    scene.reads(&window, &format!("All {PHOTOS} photos are safe in 2 places.")).await;
    assert_eq!(right_copies(&scene.library(), scene.place(1)), PHOTOS);
    window.close().await;
}

#[tokio::test]
async fn copies_made_anew_in_an_emptied_place_are_not_said_to_be_checked() {
    let scene = Scene::all_is_well();
    let window = Window::open(&scene.family, Look::Light).await;
    window.reads("Every one was checked within the last day.").await;
    for entry in fs::read_dir(scene.place(0)).unwrap() {
        let path = entry.unwrap().path();
        match path.file_name().unwrap() == ".elderphoto" {
            true => {}
            false if path.is_dir() => fs::remove_dir_all(path).unwrap(),
            false => fs::remove_file(path).unwrap(),
        }
    }
    scene.look_at(&window, "At home").await;
    scene.reads(&window, "12 copies at home are damaged or gone. Your photos are safe in 1 place.").await;
    window.reads("There are 2 copies of your photos, this computer included; three are safer.").await;
    window.picture("emptied-place").await;
    scene.back_up(&window).await;
    scene.reads(&window, &format!("All {PHOTOS} photos are safe in 2 places.")).await;
    window.reads("At home: copied less than a day ago, not yet checked.").await;
    assert!(!window.says().await.contains("Every one was checked"), "{}", window.says().await);
    window.close().await;
}

#[tokio::test]
async fn a_full_disk_is_said_to_be_full_with_what_it_lacks() {
    let (images, mut scene) = (TempDir::new().unwrap(), Scene::all_is_well());
    let small = Disk::of_size(&images, "Small disk", 24);
    scene.family.add_place("Small disk", small.path("ElderPhoto").to_str().unwrap(), &["--medium", "usb"]);
    scene.places.push(("Small disk", small.path("ElderPhoto")));
    let window = Window::open(&scene.family, Look::Light).await;
    scene.reads(&window, "Nothing has been copied to Small disk yet.").await;
    scene.back_up(&window).await;
    scene.reads(&window, &format!("All {PHOTOS} photos are safe in 3 places.")).await;
    for film in 0..12 {
        let content: Vec<u8> =
            (0..4_000_000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> (film + 3)) as u8).collect();
        fs::write(scene.library().join(format!("film-{film}.mp4")), content).unwrap();
    }
    scene.back_up(&window).await;
    scene.reads(&window, "Small disk is full: ").await;
    window.reads("Your photos are safe in 2 places. Make room there, or use a larger disk.").await;
    window.picture("place-full").await;
    let photos = PHOTOS + 12;
    let lacking = photos - right_copies(&scene.library(), scene.place(2));
    window.reads(&format!("full, {lacking} photos still to go")).await;

    small.pull_out();
    damage(&scene.place(0).join(scene.a_photo()));
    forbid(&scene.place(1).join(scene.a_photo()));
    window.press("At home…").await;
    window.press("Check it now").await;
    window.reads("1 copy is damaged or gone.").await;
    window.press("OK").await;
    window.press("Home").await;
    window.press("Aunt's house…").await;
    window.press("Check it now").await;
    window.reads("not everything could be checked").await;
    window.press("Home").await;
    window
        .reads("1 copy at home is damaged or gone. No place is known to have all your photos right now.")
        .await;
    window.reads("Small disk").await;
    window.picture("needs-you-several").await;
    window.close().await;
}

#[tokio::test]
async fn a_disk_that_fills_up_in_the_middle_of_a_run_is_said_to_be_full() {
    let (images, mut scene) = (TempDir::new().unwrap(), Scene::all_is_well());
    let small = Disk::of_size(&images, "Small disk", 96);
    scene.family.add_place("Small disk", small.path("ElderPhoto").to_str().unwrap(), &["--medium", "usb"]);
    scene.places.push(("Small disk", small.path("ElderPhoto")));
    assert_eq!(scene.family.elderphoto(&["backup"])["outcome"], "completed");
    scene.family.elderphoto(&["place", "set", "Small disk", "--limit", "2"]);
    for film in 0..12u8 {
        fs::write(scene.library().join(format!("film-{film}.mp4")), vec![film; 3_000_000]).unwrap();
    }
    let photos = PHOTOS + 12;
    let window = Window::open(&scene.family, Look::Light).await;
    window.press("Back up now").await;
    let arriving = small.path("ElderPhoto/.elderphoto/incoming");
    window.until("the first of them are there", async |_| files_below(&arriving) >= 2).await;
    let film = small.fill(5);
    assert!(window.offers("Stop").await, "the run was over before the disk was full");

    window.until("it has ended", async |w| w.offers("Back up now").await).await;
    let library = scene.library();
    assert_eq!(right_copies(&library, scene.place(0)), photos);
    assert_eq!(right_copies(&library, scene.place(1)), photos);
    let lacking = photos - right_copies(&library, scene.place(2));
    assert!((1..12).contains(&lacking), "some came before it was full: {lacking}");
    let told = format!("Small disk is full: {lacking} photos could not be copied there.");
    scene.reads(&window, &told).await;
    window.reads("Your photos are safe in 2 places. Make room there, or use a larger disk.").await;
    let home = window.home().await;
    assert_eq!(home["mark"], "trouble", "{home:#}");
    assert_eq!(home["places"]["Small disk"], format!("full, {lacking} photos still to go"));
    assert_eq!(home["place_marks"]["Small disk"], "trouble", "{home:#}");
    assert_eq!(home["place_marks"]["At home"], "well", "{home:#}");
    window.is_accessible("place-filled-up").await;

    fs::remove_file(film).unwrap();
    scene.family.elderphoto(&["place", "set", "Small disk", "--limit", "0"]);
    scene.back_up(&window).await;
    scene.reads(&window, &format!("All {photos} photos are safe in 3 places.")).await;
    assert_eq!(right_copies(&library, scene.place(2)), photos);
    window.close().await;
}

#[tokio::test]
async fn a_first_copy_that_was_stopped_half_way_counts_what_is_missing() {
    let mut family = Family::new(PHOTOS);
    family.without_rights();
    for film in 0..8u8 {
        fs::write(family.path("Photos").join(format!("film-{film}.mp4")), vec![film; 3_000_000]).unwrap();
    }
    family.set_up();
    for place in ["At home", "Aunt's house"] {
        family.elderphoto(&["place", "set", place, "--limit", "2"]);
    }
    let places = vec![("At home", family.path("Disk")), ("Aunt's house", family.path("NAS"))];
    let scene = Scene { family, places, unreadable: 0 };
    let window = Window::open(&scene.family, Look::Light).await;
    scene.reads(&window, "Your 20 photos are only on this computer: nothing has been copied yet.").await;
    window.press("Back up now").await;
    window.reads("copies are made").await;
    window.picture("at-work").await;
    window.press("Stop").await;
    window.reads("The copying was stopped. Everything copied so far is kept.").await;
    window.press("OK").await;
    let library = scene.library();
    let is_true = async |w: &Window| w.tells_the_truth(&library, &scene.held(), 0).await.is_ok();
    window.until("the disks agree", is_true).await;
    assert!(!window.says().await.contains("All 20 photos"), "{}", window.says().await);
    for place in ["At home", "Aunt's house"] {
        scene.family.elderphoto(&["place", "set", place, "--limit", "0"]);
    }
    scene.back_up(&window).await;
    scene.reads(&window, "All 20 photos are safe in 2 places.").await;
    window.close().await;
}

#[tokio::test]
async fn what_nobody_looked_at_for_days_is_told_as_the_past() {
    let (family, dad) = (Family::new(PHOTOS), FarMachine::new());
    let photos = family.path("Photos");
    family.elderphoto(&["init", "--library", photos.to_str().unwrap(), "--name", "Maria's photos"]);
    let add = dad.add_with_key("Dad");
    family.elderphoto(&add.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(family.elderphoto(&["backup"])["outcome"], "completed");
    assert_eq!(family.elderphoto(&["verify", "--full"])["outcome"], "completed");
    assert_eq!(family.elderphoto(&["status"])["verdict"], "safe");
    let noted = family.home().join("last-look.json");
    let mut look: serde_json::Value = serde_json::from_slice(&fs::read(&noted).unwrap()).unwrap();
    look["at"] = (look["at"].as_i64().unwrap() - 3 * 24 * 3600 - 60).into();
    fs::write(&noted, look.to_string()).unwrap();

    // Dad's computer does not say a word: the look takes its time.
    dad.hang();
    let window = Window::open(&family, Look::Light).await;
    window.reads("When ElderPhoto last looked, 3 days ago, all 12 photos were safe in 1 place.").await;
    let says = window.says().await;
    assert!(!says.contains("All 12 photos are safe") && !says.contains("up to date"), "{says}");
    window.picture("long-ago").await;
    dad.wake();
    window.reads("All 12 photos are safe in 1 place.").await;
    window.close().await;
}

#[tokio::test]
async fn places_that_are_all_switched_off_look_after_nothing() {
    let scene = Scene::all_is_well();
    for place in ["At home", "Aunt's house"] {
        scene.family.elderphoto(&["place", "set", place, "--enabled", "no"]);
    }
    let window = Window::open(&scene.family, Look::Light).await;
    scene.reads(&window, "All your places are switched off, so your 12 photos are not looked after.").await;
    window.close().await;
}
