//! What the real page may ask for, what it is told without asking, and what it may not have.

#![allow(clippy::unwrap_used)]

use elderphoto_window_tests::family::Family;
use elderphoto_window_tests::window::{Look, Window};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Calls a command as the page does; a refusal is `{"refused": …}`.
async fn invoke(window: &Window, command: &str, arguments: Value) -> Value {
    let script = "const [command, given, done] = arguments;
        window.__TAURI_INTERNALS__.invoke(command, given).then(done, (refused) => done({ refused }));";
    window.client.execute_async(script, vec![json!(command), arguments]).await.unwrap()
}

async fn wish(window: &Window, command: &str, request: Value) -> Value {
    invoke(window, command, json!({ "request": request })).await
}

/// Loads a picture into the page; its width, or 0 where there is none.
async fn width_of(window: &Window, address: &str) -> u64 {
    let script = "const [address, done] = arguments; const picture = new Image();
        picture.onload = () => done(picture.naturalWidth); picture.onerror = () => done(0); picture.src = address;";
    window.client.execute_async(script, vec![json!(address)]).await.unwrap().as_u64().unwrap()
}

async fn until_done(window: &Window) -> Value {
    let begun = Instant::now();
    loop {
        let activities = invoke(window, "activities", json!({})).await;
        if activities["now"].is_null() && !activities["last"].is_null() {
            return activities["last"].clone();
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "it ends: {activities}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn the_page_backs_up_browses_and_puts_back() {
    let family = Family::new(12);
    family.set_up();
    let window = Window::open(&family, Look::Light).await;
    let begun = wish(&window, "backup", json!({"places": []})).await;
    assert_eq!(begun["kind"], "backup", "{begun}");
    let done = until_done(&window).await;
    assert_eq!(done["outcome"], "completed", "{done}");
    let page = wish(&window, "photo_page", json!({"search": "", "deleted": false, "limit": 5})).await;
    assert_eq!(page["photos"].as_array().unwrap().len(), 5, "{page}");
    let id = page["photos"][0]["id"].as_u64().unwrap();
    let width = width_of(&window, &format!("thumb://localhost/{id}/320")).await;
    assert!((1..=320).contains(&width), "{width}");
    assert_eq!(width_of(&window, "thumb://localhost/1/320").await, 0);
    let everything = json!({"what": {"kind": "everything"}, "to": {"kind": "home"}});
    let plan = wish(&window, "restore_plan", everything).await;
    assert_eq!((&plan["restored"], &plan["dry_run"]), (&json!(0), &json!(true)), "{plan}");
    let status = invoke(&window, "status", json!({})).await;
    assert_eq!(status["face"], "safe", "{status}");
    window.close().await;
}

#[tokio::test]
async fn the_page_is_told_of_what_the_command_line_does() {
    let family = Family::new(3);
    family.set_up();
    let window = Window::open(&family, Look::Light).await;
    let listen = "const [event, done] = arguments; window.told = [];
        const handler = window.__TAURI_INTERNALS__.transformCallback((e) => window.told.push(e.payload));
        window.__TAURI_INTERNALS__.invoke('plugin:event|listen', { event, target: { kind: 'Any' }, handler })
          .then(() => done('well'), (refused) => done(refused));";
    let listening = window.client.execute_async(listen, vec![json!("activity")]).await.unwrap();
    assert_eq!(listening, "well");
    // The window has the seat: the command hands its work over and answers the same.
    let answer = family.elderphoto(&["backup"]);
    assert_eq!(answer["outcome"], "completed");
    let last = until_done(&window).await;
    assert_eq!(last["kind"], "backup", "the window did it: {last}");
    let told = window.client.execute("return window.told", vec![]).await.unwrap();
    let told = told.as_array().unwrap();
    assert!(told.iter().any(|t| t["now"]["kind"] == "backup"), "{told:?}");
    assert!(told.last().unwrap()["now"].is_null(), "{told:?}");
    window.close().await;
}

#[tokio::test]
async fn the_page_may_ask_for_nothing_else() {
    let family = Family::new(1);
    family.set_up();
    let window = Window::open(&family, Look::Light).await;
    for (command, arguments) in [
        ("plugin:dialog|open", json!({"options": {"directory": true}})),
        ("plugin:opener|open_path", json!({"path": "/etc/passwd"})),
        ("plugin:window-state|filename", json!({})),
        ("plugin:window|close", json!({})),
        ("get_secret", json!({})),
    ] {
        let refused = invoke(&window, command, arguments).await;
        assert!(refused["refused"].is_string(), "{command}: {refused}");
    }
    let unknown = wish(&window, "backup", json!({"places": [], "force": true})).await;
    assert!(unknown["refused"].as_str().is_some_and(|why| why.contains("unknown field")), "{unknown}");
    let folder = json!({"folders": ["/etc"]});
    assert_eq!(wish(&window, "set_up", folder).await["refused"]["code"], "bad_argument");
    window.close().await;
}
