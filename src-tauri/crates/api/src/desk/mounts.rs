//! Notices that a disk was plugged in or pulled out, or a share connected: the system tells when its list of
//! file systems changed, and asking for that costs nothing.

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::fs::File;
use std::time::Duration;

const LIST: &str = "/proc/self/mountinfo";
/// So often it is asked whether anybody still wants to know.
const GLANCE: Timespec = Timespec { tv_sec: 600, tv_nsec: 0 };
/// Where file systems come and go all the time, it is told no more often than that; the last one is always told.
const AT_MOST_EVERY: Duration = Duration::from_secs(5);

/// Calls `changed` after each change, from a thread of its own, as long as it says that somebody wants to know. On
/// a system without such a list nothing is noticed.
pub(super) fn follow(changed: impl Fn(Noticed) -> bool + Send + 'static) {
    let Ok(list) = File::open(LIST) else { return };
    let watching = move || {
        loop {
            let noticed = next(&list);
            if !changed(noticed) {
                return;
            }
            if noticed == Noticed::Change {
                std::thread::sleep(AT_MOST_EVERY);
            }
        }
    };
    if let Err(e) = std::thread::Builder::new().name("mounts".into()).spawn(watching) {
        tracing::info!("disks that are plugged in are not noticed: {e}");
    }
}

/// What a wait ended with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Noticed {
    /// The list is another.
    Change,
    /// Time has passed.
    Nothing,
}

fn next(list: &File) -> Noticed {
    let mut waiting = [PollFd::new(list, PollFlags::PRI)];
    match poll(&mut waiting, Some(&GLANCE)) {
        Ok(1..) => Noticed::Change,
        Ok(0) | Err(rustix::io::Errno::INTR) => Noticed::Nothing,
        Err(_) => {
            // Nothing to wait for: as seldom as the glance, and no loop that is busy.
            std::thread::sleep(Duration::from_secs(GLANCE.tv_sec.unsigned_abs()));
            Noticed::Nothing
        }
    }
}
