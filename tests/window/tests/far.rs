//! A far computer, set up by what the page can do: met, tried, added, and met again with another key.

#![allow(clippy::unwrap_used)]

use elderphoto_tests::{FarMachine, PASSWORD};
use elderphoto_window_tests::family::Family;
use elderphoto_window_tests::window::{Look, Window};
use serde_json::{Value, json};

async fn ask(window: &Window, command: &str, request: Value) -> Value {
    let script = "const [command, given, done] = arguments;
        window.__TAURI_INTERNALS__.invoke(command, given).then(done, (refused) => done({ refused }));";
    let arguments = vec![json!(command), json!({ "request": request })];
    let answer = window.client.execute_async(script, arguments).await.unwrap();
    assert!(!answer.to_string().contains(PASSWORD), "{command} tells the password");
    answer
}

fn wish(machine: &FarMachine, password: &str, accept: Option<String>) -> Value {
    let mut wish = json!({
        "name": "Dad's", "host": "127.0.0.1", "port": machine.port(), "user": machine.user(),
        "path": machine.place_dir("dad"), "password": password, "offsite": true, "use_existing": false,
    });
    if let Some(fingerprint) = accept {
        wish["accept_host_key"] = json!(fingerprint);
    }
    wish
}

fn done(tried: &Value) -> Vec<bool> {
    tried["steps"].as_array().unwrap().iter().map(|step| step["done"] == true).collect()
}

#[tokio::test]
async fn a_far_computer_is_met_tried_added_and_vouched_for_again() {
    let (family, machine) = (Family::new(2), FarMachine::new());
    family.set_up();
    machine.set_password(PASSWORD);
    let window = Window::open(&family, Look::Light).await;
    let met = ask(&window, "far_host_key", json!({"host": "127.0.0.1", "port": machine.port()})).await;
    assert_eq!(met["offered"]["fingerprint"], machine.fingerprint(), "{met}");
    // Nobody vouched for it: it answers, and learns nothing.
    let tried = ask(&window, "try_far", wish(&machine, PASSWORD, None)).await;
    assert_eq!(
        (tried["ok"] == true, done(&tried)),
        (false, vec![true, false, false, false, false]),
        "{tried}"
    );
    assert_eq!(tried["host_key"]["offered"]["fingerprint"], machine.fingerprint());
    assert!(!machine.log().contains("userauth-request"), "{}", machine.log());
    let known = || Some(machine.fingerprint());
    let tried = ask(&window, "try_far", wish(&machine, "another", known())).await;
    assert_eq!(done(&tried), [true, true, false, false, false], "{tried}");
    assert_eq!(tried["failure"]["code"], "password_wrong");
    let tried = ask(&window, "try_far", wish(&machine, PASSWORD, known())).await;
    assert_eq!((tried["ok"] == true, done(&tried)), (true, vec![true; 5]), "{tried}");
    assert!(!machine.place_dir("dad").exists(), "nothing is kept of a try, not the folder either");
    let added = ask(&window, "add_far", wish(&machine, PASSWORD, known())).await;
    assert_eq!(added["outcome"], "completed", "{added}");
    // The computer was set up anew: it is another one until somebody there says so.
    machine.stop();
    machine.new_host_key();
    machine.start();
    let name = json!({"name": "Dad's"});
    let checked = ask(&window, "check_place", name.clone()).await;
    assert_eq!(checked["places"][0]["problem"]["code"], "host_key_changed", "{checked}");
    let wrong = json!({"place": "Dad's", "sha256": met["offered"]["fingerprint"]});
    assert_eq!(ask(&window, "accept_host_key", wrong).await["refused"]["code"], "host_key_changed");
    let right = json!({"place": "Dad's", "sha256": machine.fingerprint()});
    assert_eq!(ask(&window, "accept_host_key", right).await["outcome"], "completed");
    assert_eq!(ask(&window, "check_place", name).await["places"][0]["reachable"], true);
    window.close().await;
}
