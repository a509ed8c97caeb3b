//! Progress of long work: a bar on a terminal, nothing in a pipe.

use std::io::Write;

use indicatif::{ProgressBar, ProgressState, ProgressStyle};

use super::out;

/// A bar on the error output, when people read it.
pub fn bar(what: &str) -> Option<ProgressBar> {
    if !out::is_error_terminal() {
        return None;
    }
    let bar = ProgressBar::new(0);
    let style = "{msg:.bold} {wide_bar} {human_pos}/{human_len} {rate} {eta}";
    if let Ok(style) = ProgressStyle::with_template(style) {
        let rate = |state: &ProgressState, out: &mut dyn std::fmt::Write| {
            // A bar that cannot be written is no reason to stop the work.
            let _ = write!(out, "{:.0}/s", state.per_sec());
        };
        bar.set_style(style.with_key("rate", rate));
    }
    bar.set_message(what.to_owned());
    Some(bar)
}

/// Says on one line how far the figures are that an upgrade makes anew, when people read it; takes
/// the line away at the end. A screen that opens after it finds an empty terminal.
pub fn catching_up(done: u64, all: u64) {
    if !out::is_error_terminal() {
        return;
    }
    let share = done.saturating_mul(100) / all.max(1);
    let text = if done < all {
        format!("\r\x1b[KMaking the figures anew after an upgrade: {share} %. Sales are safe.")
    } else {
        "\r\x1b[K".to_owned()
    };
    let mut errors = std::io::stderr();
    // Progress that cannot be shown is no reason to stop the work.
    let _ = errors.write_all(text.as_bytes()).and_then(|()| errors.flush());
}

/// Moves a bar.
pub fn to(bar: Option<&ProgressBar>, done: u64, total: u64) {
    if let Some(bar) = bar {
        bar.set_length(total);
        bar.set_position(done);
    }
}

/// Takes a bar away.
pub fn end(bar: Option<ProgressBar>) {
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
}
