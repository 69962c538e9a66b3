//! The other end: hands work to whoever has the seat, or takes the seat and does it.

use super::message::{Ask, Line, Lines, Tell, send};
use super::{Seat, Serving, connect, silent};
use crate::commands::{Answer, Api};
use crate::desk::{Desk, Done, Job, Work};
use crate::faults;
use crate::home::Home;
use crate::watcher::Watcher;
use crate::wire::Failure;
use elderphoto_engine::monitor::Monitor;
use std::os::unix::net::UnixStream;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

/// How soon a stop is passed on.
const NOTICE: Duration = Duration::from_millis(100);
/// Between taking the seat and listening there is a moment.
const BETWEEN: Duration = Duration::from_millis(30);
/// For so long somebody with the seat may say nothing at all.
const PATIENCE: Duration = Duration::from_secs(5);

/// Has the work done: by whoever is at work for this home, else here. The answer is the same.
pub(crate) fn perform(api: Api, work: Work, watcher: &Watcher) -> Answer<Done> {
    if !api.home().settings().exists() {
        return work.perform(&api, watcher);
    }
    let mut begun = Instant::now();
    loop {
        match Seat::take(api.home()) {
            Ok(Some(seat)) => return here(api, seat, work, watcher),
            // A home that cannot be written to has its own sentence.
            Err(_) => return work.perform(&api, watcher),
            Ok(None) => {}
        }
        match there(api.home(), &work, watcher) {
            Called::Answered(answer) => return answer,
            // Its holder ended before it came to this.
            Called::LeftAlone => begun = Instant::now(),
            // It was stopped, or hangs: whether it goes on nobody knows.
            Called::Silent => return Err(faults::failure(&silent())),
            Called::Nobody if begun.elapsed() > PATIENCE => return Err(faults::failure(&silent())),
            Called::Nobody => std::thread::sleep(BETWEEN),
        }
    }
}

fn here(api: Api, seat: Seat, work: Work, watcher: &Watcher) -> Answer<Done> {
    let desk = Desk::for_command(api);
    let serving = Serving::start(seat, &desk, None);
    let (send, answered) = channel();
    let mut job = Job::new(work);
    job.watcher = watcher.clone();
    job.on_end = Some(Box::new(move |done| drop(send.send(done))));
    desk.line_up(job);
    let answer = answered.recv();
    drop(serving);
    answer.unwrap_or_else(|_| Err(faults::failure(&silent())))
}

enum Called {
    Answered(Answer<Done>),
    LeftAlone,
    Nobody,
    Silent,
}

fn there(home: &Home, work: &Work, watcher: &Watcher) -> Called {
    let Ok(stream) = connect(home) else { return Called::Nobody };
    let ask = Ask::Do(Box::new(work.clone()));
    let prepared = stream.set_read_timeout(Some(NOTICE)).and_then(|()| send(&stream, &ask));
    let (Ok(()), Ok(mut lines)) = (prepared, Lines::of(&stream)) else { return Called::Nobody };
    let (mut was_stopped, mut was_taken, asked) = (false, false, Instant::now());
    loop {
        match lines.next() {
            Line::Message(Tell::Taken) => was_taken = true,
            Line::Message(Tell::Progress(progress)) => watcher.pass_on(progress),
            Line::Message(Tell::Done(done)) => return Called::Answered(Ok(*done)),
            Line::Message(Tell::Failed(failure)) => return Called::Answered(Err(*failure)),
            Line::Pause if !was_taken && asked.elapsed() > PATIENCE => return Called::Silent,
            Line::Message(_) | Line::Pause => {}
            Line::End if was_stopped => return Called::Answered(Err(stopped())),
            // Perhaps it ended just now; perhaps it understands nothing of this.
            Line::End if !was_taken => return Called::Nobody,
            Line::End => return Called::LeftAlone,
        }
        if watcher.cancelled() && !was_stopped {
            was_stopped = true;
            let _ = send(&stream, &Ask::Stop);
        }
    }
}

fn stopped() -> Failure {
    faults::failure(&elderphoto_engine::error::Error::stopped())
}

/// Asks whoever has the seat to keep the home free; it is, for as long as what is given lives. `None` when
/// nobody has it, or work is under way.
pub(crate) fn room(home: &Home) -> Option<UnixStream> {
    let stream = connect(home).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    send(&stream, &Ask::Room).ok()?;
    match Lines::of(&stream).ok()?.next() {
        Line::Message(Tell::Room(true)) => Some(stream),
        _ => None,
    }
}
