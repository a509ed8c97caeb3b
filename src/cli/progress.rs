//! Progress of long work: a bar on a terminal, nothing in a pipe.

use indicatif::{ProgressBar, ProgressStyle};

use super::out;

/// A bar on the error output, when people read it.
pub fn bar(what: &str) -> Option<ProgressBar> {
    if !out::is_error_terminal() {
        return None;
    }
    let bar = ProgressBar::new(0);
    let style = "{msg:.bold} {wide_bar} {human_pos}/{human_len} {per_sec} {eta}";
    if let Ok(style) = ProgressStyle::with_template(style) {
        bar.set_style(style);
    }
    bar.set_message(what.to_owned());
    Some(bar)
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
