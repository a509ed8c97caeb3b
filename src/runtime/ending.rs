//! The end of a program: once it has begun it comes within seconds, whatever hangs.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Milliseconds that a program may take to close its links and its files once it is to end. What
/// hangs longer is left as a power cut would leave it: nothing that was shown as saved is lost.
pub const ENDING_MS_MAX: u64 = 15_000;

/// How long the links and the hub may take to put down their work.
pub const LINKS_END: Duration = Duration::from_secs(3);

static BEGUN: AtomicBool = AtomicBool::new(false);

/// From now on the program ends: by itself, or [`ENDING_MS_MAX`] later without being asked. Saying
/// it again changes nothing.
pub fn begin() {
    if BEGUN.swap(true, Ordering::SeqCst) {
        return;
    }
    let waiting = std::thread::Builder::new().name("ending".to_owned()).spawn(|| {
        std::thread::sleep(Duration::from_millis(ENDING_MS_MAX));
        tracing::error!("the program did not end by itself");
        std::process::exit(1);
    });
    if let Err(error) = waiting {
        tracing::error!(%error, "nobody watches over the end of the program");
    }
}
