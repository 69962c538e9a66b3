//! A window that opens while something else is at work for its home: another window is brought to the front
//! instead; a command is followed until it ends, and then the seat is taken.

use super::message::{Ask, Line, Lines, Tell, send};
use super::serve::Show;
use super::{Seat, Serving, connect};
use crate::desk::Desk;
use crate::home::Home;
use elderphoto_engine::error::Result;
use std::time::Duration;

/// How soon a stop is passed on, and how often the seat is asked for.
const NOTICE: Duration = Duration::from_millis(200);
/// For so long another window may take to answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// Who was met.
pub(crate) enum Met {
    /// Nobody: the seat is ours.
    Nobody(Seat),
    /// Another window, which is in front now.
    Window,
    /// A command at work.
    Command,
}

/// Comes to a home. Its folder is made if need be: a window may be the first that comes.
pub(crate) fn arrive(home: &Home) -> Result<Met> {
    home.make()?;
    if let Some(seat) = Seat::take(home)? {
        return Ok(Met::Nobody(seat));
    }
    let shown = connect(home).and_then(|stream| {
        stream.set_read_timeout(Some(PATIENCE))?;
        send(&stream, &Ask::Show)?;
        Ok(matches!(Lines::of(&stream)?.next(), Line::Message(Tell::Shown(true))))
    });
    Ok(if shown.unwrap_or(false) { Met::Window } else { Met::Command })
}

/// Follows what is at work until the seat is free, and serves from then on.
pub(crate) fn until_seated(home: &Home, desk: &Desk, show: Show) -> Option<Serving> {
    loop {
        match Seat::take(home) {
            Ok(Some(seat)) => return Some(Serving::start(seat, desk, Some(show))),
            Err(e) => {
                tracing::warn!("no seat: {e}");
                return None;
            }
            Ok(None) => follow(home, desk),
        }
        std::thread::sleep(NOTICE);
    }
}

fn follow(home: &Home, desk: &Desk) {
    let Ok(stream) = connect(home) else { return };
    let prepared = stream.set_read_timeout(Some(NOTICE)).and_then(|()| send(&stream, &Ask::Follow));
    let (Ok(()), Ok(mut lines)) = (prepared, Lines::of(&stream)) else { return };
    loop {
        match lines.next() {
            Line::Message(Tell::Activities(activities)) => desk.mirror(Some(*activities)),
            Line::Message(_) | Line::Pause => {}
            Line::End => break,
        }
        if desk.takes_stop() {
            let _ = send(&stream, &Ask::Stop);
        }
    }
    desk.mirror(None);
}
