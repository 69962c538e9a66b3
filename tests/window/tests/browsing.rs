//! Whoever browses the photos stays where they are: when copying ends, and on coming back from one photo.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use elderphoto_window_tests::family::Family;
use elderphoto_window_tests::window::{Look, Window};
use serde_json::{Value, json};

const PHOTOS: usize = 150;

/// How far below the top of the window this photo's row is, in pixels; null where it is not drawn.
const TOP: &str = "const box = document.querySelector(`[data-choose='${arguments[0]}']`);
    return box ? Math.round(box.closest('li').getBoundingClientRect().top) : null";
/// What stands in the middle of the window, of the photos; and the keyboard on it.
const LOOKED_AT: &str = "const rows = [...document.querySelectorAll('li:has([data-choose])')];
    const row = rows.find((one) => one.getBoundingClientRect().top > innerHeight / 3);
    const box = row.querySelector('[data-choose]');
    box.focus({ preventScroll: true });
    return box.dataset.choose";
const FOCUSED: &str =
    "return document.activeElement.closest('li')?.querySelector('[data-choose]').dataset.choose";
const OPEN: &str =
    "document.querySelector(`[data-choose='${arguments[0]}']`).closest('li').querySelector('a').click()";

async fn asked(window: &Window, script: &str, arguments: Vec<Value>) -> Value {
    window.client.execute(script, arguments).await.unwrap()
}

/// Where a row is once nothing is drawn any more.
async fn rests_at(window: &Window, photo: &Value) -> i64 {
    let waited = "const done = arguments[0]; setTimeout(() => requestAnimationFrame(done), 300)";
    let mut last = None;
    for _ in 0..40 {
        let top = asked(window, TOP, vec![photo.clone()]).await.as_i64();
        if let Some(top) = top.filter(|_| top == last) {
            return top;
        }
        last = top;
        window.client.execute_async(waited, vec![]).await.unwrap();
    }
    panic!("{photo} does not come to rest, {last:?}");
}

#[tokio::test]
async fn the_list_stays_where_it_is() {
    let family = Family::new(PHOTOS);
    family.set_up();
    assert_eq!(family.elderphoto(&["backup"])["outcome"], "completed");
    let window = Window::open(&family, Look::Light).await;
    window.press("Photos").await;
    window.reads(&format!("{PHOTOS} photos")).await;
    for _ in 0..2 {
        window.press("Show more").await;
    }
    window.until("all are there", async |w| !w.offers("Show more").await).await;
    asked(&window, "scrollTo(0, document.body.scrollHeight * 0.6)", vec![]).await;
    let drawn = "return [...document.querySelectorAll('li:has([data-choose])')]
        .some((row) => Math.abs(row.getBoundingClientRect().top - innerHeight / 2) < 150)";
    let is_drawn = async |w: &Window| asked(w, drawn, vec![]).await == json!(true);
    window.until("what is in sight is drawn", is_drawn).await;
    let photo = asked(&window, LOOKED_AT, vec![]).await;
    let top = rests_at(&window, &photo).await;

    // A run ends and has found a photo that comes before all others.
    let fresh = family.path("Photos/new.jpg");
    std::fs::copy(family.path("Photos/2006/Unser Haus.jpg"), &fresh).unwrap();
    std::fs::write(&fresh, [std::fs::read(&fresh).unwrap(), b"new".to_vec()].concat()).unwrap();
    assert_eq!(family.elderphoto(&["backup"])["outcome"], "completed");
    window.reads(&format!("{} photos", PHOTOS + 1)).await;
    assert_eq!(asked(&window, FOCUSED, vec![]).await, photo);
    let now = rests_at(&window, &photo).await;
    assert!((now - top).abs() <= 2, "it was at {top} and is at {now} when a run has ended");

    asked(&window, OPEN, vec![photo.clone()]).await;
    window.reads("All photos").await;
    window.press("All photos").await;
    window.reads(&format!("{} photos", PHOTOS + 1)).await;
    assert_eq!(asked(&window, FOCUSED, vec![]).await, photo);
    let now = rests_at(&window, &photo).await;
    assert!((now - top).abs() <= 2, "it was at {top} and is at {now} on coming back");
    window.close().await;
}
