//! `thumb://localhost/<number>/<size>`: small pictures for the page. Numbers that the program gave out, GET
//! only, always JPEG painted anew; no path ever comes from the page.

use elderphoto_api::Window;
use std::sync::Arc;
use tauri::http::{Method, Request, Response, StatusCode, header};
use tauri::{Manager, Runtime, UriSchemeContext, UriSchemeResponder};

/// The largest picture that may be asked for.
const MAX_SIZE: u32 = 4_096;

/// Answers one request, on a thread of its own.
pub fn answer<R: Runtime>(
    context: UriSchemeContext<'_, R>,
    request: Request<Vec<u8>>,
    to: UriSchemeResponder,
) {
    let window = context.app_handle().try_state::<Arc<Window>>().map(|window| Arc::clone(&window));
    let (is_ours, asked) = (context.webview_label() == "main", asked(&request));
    let (Some(window), true, Some((number, size))) = (window, is_ours, asked) else {
        return to.respond(nothing());
    };
    tauri::async_runtime::spawn_blocking(move || {
        let picture = window.picture(number, size).and_then(|jpeg| {
            let response = Response::builder().header(header::CONTENT_TYPE, "image/jpeg");
            // A number stands for a content, which never changes.
            let response = response.header(header::CACHE_CONTROL, "private, max-age=604800, immutable");
            response.header(header::X_CONTENT_TYPE_OPTIONS, "nosniff").body(jpeg).ok()
        });
        to.respond(picture.unwrap_or_else(nothing));
    });
}

/// Number and size.
fn asked(request: &Request<Vec<u8>>) -> Option<(u64, u32)> {
    let mut parts = request.uri().path().strip_prefix('/')?.split('/');
    let (number, size) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let is_plain =
        parts.next().is_none() && request.method() == Method::GET && request.uri().query().is_none();
    (is_plain && (1..=MAX_SIZE).contains(&size)).then_some((number, size))
}

fn nothing() -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(method: Method, uri: &str) -> Option<(u64, u32)> {
        asked(&Request::builder().method(method).uri(uri).body(Vec::new()).unwrap())
    }

    #[test]
    fn a_number_and_a_size_are_all_that_can_be_asked_for() {
        assert_eq!(
            of(Method::GET, "thumb://localhost/4503599627370495/320"),
            Some((4_503_599_627_370_495, 320))
        );
        assert_eq!(of(Method::GET, "http://thumb.localhost/7/160"), Some((7, 160)));
        for wrong in [
            "thumb://localhost/",
            "thumb://localhost/7",
            "thumb://localhost/7/160/x",
            "thumb://localhost/7/0",
            "thumb://localhost/7/99999",
            "thumb://localhost/-7/160",
            "thumb://localhost/../etc/passwd",
            "thumb://localhost/7/160?x=1",
        ] {
            assert_eq!(of(Method::GET, wrong), None, "{wrong}");
        }
        assert_eq!(of(Method::POST, "thumb://localhost/7/160"), None);
    }
}
