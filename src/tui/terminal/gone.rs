//! Notices that the terminal has gone away: its window was closed, or its multiplexer ended.

use std::fs::File;
use std::io::{self, IsTerminal};
use std::os::fd::{AsFd, OwnedFd};
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

/// How long one wait lasts before it is looked whether anybody still wants to know.
const WAIT: Timespec = Timespec { tv_sec: 0, tv_nsec: 500_000_000 };

/// Waits until the terminal that keys are read from has gone, and answers true; false once `stop`
/// is set, or when there is none. It blocks, so it belongs on a thread of its own.
///
/// Whoever reads keys cannot be asked: reading a terminal that has gone answers with nothing, again
/// and again, and the reader would try for ever.
pub fn wait_until_gone(stop: &AtomicBool) -> bool {
    let Ok(terminal) = keyboard() else { return false };
    while !stop.load(Ordering::Relaxed) {
        // Nothing is asked for; that it hung up is said all the same.
        let mut asked = [PollFd::new(&terminal, PollFlags::empty())];
        match poll(&mut asked, Some(&WAIT)) {
            Ok(0) | Err(rustix::io::Errno::INTR) => {}
            Ok(_) => return true,
            Err(error) => {
                tracing::warn!(%error, "a closed window will be noticed late");
                return false;
            }
        }
    }
    false
}

/// The terminal that keys come from: the standard input, else the one that the program belongs to.
fn keyboard() -> io::Result<OwnedFd> {
    let input = io::stdin();
    if input.is_terminal() {
        input.as_fd().try_clone_to_owned()
    } else {
        File::open("/dev/tty").map(OwnedFd::from)
    }
}
