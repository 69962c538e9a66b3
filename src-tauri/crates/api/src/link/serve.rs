//! The seat's end of the socket: what callers ask is lined up at the desk, a thread a caller.

use super::message::{Ask, Line, Lines, Tell, send};
use super::{Seat, is_own};
use crate::desk::{Desk, Done, Event, Job};
use crate::wire::Failure;
use std::collections::HashMap;
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// A caller that takes nothing for so long is let go: a run waits for nobody.
const PATIENCE: Duration = Duration::from_secs(2);
/// So long nobody is let in when that failed: this process has too much open, which may pass.
const PAUSE: Duration = Duration::from_millis(200);

/// Brings the window to the front.
pub(crate) type Show = Box<dyn Fn() + Send + Sync>;

/// Callers are listened to until this is dropped; the desk ends its work then. Those whose work was not done by
/// then find nobody and do it themselves.
pub(crate) struct Serving(Arc<Shared>);

struct Shared {
    seat: Seat,
    desk: Desk,
    show: Option<Show>,
    closing: AtomicBool,
    /// Who is heard, by number.
    callers: Mutex<HashMap<u64, UnixStream>>,
    numbers: AtomicU64,
}

impl Serving {
    /// Listens for a desk.
    pub fn start(seat: Seat, desk: &Desk, show: Option<Show>) -> Self {
        let shared = Arc::new(Shared {
            seat,
            desk: desk.clone(),
            show,
            closing: AtomicBool::new(false),
            callers: Mutex::default(),
            numbers: AtomicU64::new(0),
        });
        let listener = shared.clone();
        let started = std::thread::Builder::new().name("link".into()).spawn(move || listener.listen());
        if let Err(e) = started {
            tracing::error!("nobody listens for others: {e}");
        }
        Self(shared)
    }
}

impl Serving {
    /// Hears nobody any more. Callers whose work is not done yet do it themselves: what ends from now on is not
    /// told as their end.
    pub fn cut(&self) {
        self.0.closing.store(true, Ordering::SeqCst);
        for (_, caller) in self.0.callers.lock().unwrap_or_else(PoisonError::into_inner).drain() {
            let _ = caller.shutdown(Shutdown::Both);
        }
        // Nobody finds it any more; the lock is kept until the last thread let go.
        let _ = std::fs::remove_file(&self.0.seat.socket);
        // Wakes the thread that waits for callers; it holds the seat until then.
        let _ = rustix::net::shutdown(&self.0.seat.listener, rustix::net::Shutdown::Both);
    }
}

#[cfg(test)]
impl Serving {
    /// How many are heard now.
    pub fn callers(&self) -> usize {
        self.0.callers.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.cut();
        // What was begun for a caller is ended before the seat is free: who takes it finds the home free too.
        self.0.desk.leave();
    }
}

impl Shared {
    fn listen(self: Arc<Self>) {
        for caller in self.seat.listener.incoming() {
            if self.closing.load(Ordering::SeqCst) {
                return;
            }
            let caller = match caller {
                Ok(caller) => caller,
                Err(e) => {
                    tracing::warn!("nobody could be let in: {e}");
                    std::thread::sleep(PAUSE);
                    continue;
                }
            };
            if !is_own(&caller) {
                tracing::warn!("somebody else knocked and was not heard");
                continue;
            }
            let shared = self.clone();
            let heard = std::thread::Builder::new().name("caller".into()).spawn(move || shared.hear(caller));
            if let Err(e) = heard {
                tracing::warn!("a caller could not be heard: {e}");
            }
        }
    }

    fn hear(&self, caller: UnixStream) {
        let (Ok(mut lines), Ok(known)) = (Lines::of(&caller), caller.try_clone()) else { return };
        let number = self.numbers.fetch_add(1, Ordering::Relaxed);
        {
            let mut callers = self.callers.lock().unwrap_or_else(PoisonError::into_inner);
            if self.closing.load(Ordering::SeqCst) {
                return;
            }
            callers.insert(number, known);
        }
        let _ = caller.set_write_timeout(Some(PATIENCE));
        match lines.next() {
            Line::Message(Ask::Do(work)) => self.line_up(&caller, lines, Job::new(*work)),
            Line::Message(Ask::Follow) => self.tell_all(&caller, lines),
            Line::Message(Ask::Show) => {
                if let Some(show) = &self.show {
                    show();
                }
                let _ = send(&caller, &Tell::Shown(self.show.is_some()));
            }
            Line::Message(Ask::Room) => {
                let made = self.desk.alone(|_| {
                    let told = send(&caller, &Tell::Room(true));
                    until_gone(lines);
                    Ok(told)
                });
                if made.is_err() {
                    let _ = send(&caller, &Tell::Room(false));
                }
            }
            Line::Message(Ask::Stop) | Line::Pause | Line::End => {}
        }
        let _ = caller.shutdown(Shutdown::Both);
        self.callers.lock().unwrap_or_else(PoisonError::into_inner).remove(&number);
    }

    fn line_up(&self, caller: &UnixStream, mut lines: Lines, mut job: Job) {
        let clones = caller.try_clone().and_then(|a| Ok((a, caller.try_clone()?)));
        let Ok((to_hear, to_end)) = clones else { return };
        if send(caller, &Tell::Taken).is_err() {
            return;
        }
        // A caller that cannot be told is gone; its reader notices.
        job.heard = Some(Box::new(move |progress| {
            if send(&to_hear, &Tell::Progress(progress.clone())).is_err() {
                let _ = to_hear.shutdown(Shutdown::Both);
            }
        }));
        job.on_end = Some(Box::new(move |done: Result<Done, Failure>| {
            let told = match done {
                Ok(done) => Tell::Done(Box::new(done)),
                Err(failure) => Tell::Failed(Box::new(failure)),
            };
            // The answer may be long: whoever asked waits for it.
            let _ = to_end.set_write_timeout(None).and_then(|()| send(&to_end, &told));
            let _ = to_end.shutdown(Shutdown::Both);
        }));
        let id = self.desk.line_up(job);
        loop {
            match lines.next::<Ask>() {
                Line::Message(Ask::Stop) => self.desk.stop_job(id),
                Line::Pause => {}
                // Whoever goes without a word wants it no more.
                Line::Message(_) | Line::End => break,
            }
        }
        self.desk.stop_job(id);
    }

    /// Tells a follower until it goes.
    fn tell_all(&self, caller: &UnixStream, mut lines: Lines) {
        let Ok(to) = caller.try_clone() else { return };
        let tell = move |activities| {
            if send(&to, &Tell::Activities(activities)).is_err() {
                let _ = to.shutdown(Shutdown::Both);
            }
        };
        tell(Box::new(self.desk.activities()));
        let listening = self.desk.listen(move |event| {
            if let Event::Activities(activities) = event {
                tell(activities.clone());
            }
        });
        loop {
            match lines.next::<Ask>() {
                Line::Message(Ask::Stop) => self.desk.stop(),
                Line::Pause => {}
                Line::Message(_) | Line::End => break,
            }
        }
        self.desk.forget(listening);
    }
}

fn until_gone(mut lines: Lines) {
    while let Line::Pause = lines.next::<Ask>() {}
}
