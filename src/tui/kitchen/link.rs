//! How kitchen and display say how they stand with the hub: words, ages, and STALE.

use crate::domain::time::At;
use crate::sync::status::{LinkStatus, STALE_AFTER_MS};
use crate::tui::msg::LinkView;

/// How long ago something was, in few columns: `14s`, `6m`, `2h`, `3d`.
pub(in crate::tui) fn short_age(ms: i64) -> String {
    let seconds = ms.max(0) / 1_000;
    match seconds {
        0..60 => format!("{seconds}s"),
        60..3_600 => format!("{}m", seconds / 60),
        3_600..86_400 => format!("{}h", seconds / 3_600),
        _ => format!("{}d", seconds / 86_400),
    }
}

/// The same in words: `1 s ago`, `6 min ago`.
pub(in crate::tui) fn long_age(ms: i64) -> String {
    let seconds = ms.max(0) / 1_000;
    match seconds {
        0..60 => format!("{seconds} s ago"),
        60..3_600 => format!("{} min ago", seconds / 60),
        _ => format!("{} h ago", seconds / 3_600),
    }
}

/// How long the hub was not heard, in milliseconds; since `started` when it never was. `None` for
/// a machine that works alone.
pub(in crate::tui) fn silence(link: &LinkView, started: At, now: At) -> Option<i64> {
    if link.status == LinkStatus::Alone {
        return None;
    }
    let said = match &link.status {
        LinkStatus::Online { last_contact, .. } => Some(At(*last_contact)),
        LinkStatus::Alone
        | LinkStatus::Connecting
        | LinkStatus::Syncing { .. }
        | LinkStatus::Offline { .. }
        | LinkStatus::Refused { .. } => None,
    };
    let heard = link.last_contact.max(said).unwrap_or(started);
    Some(now.since(heard))
}

/// The age of what is shown when it is old enough to say so.
pub(in crate::tui) fn stale(link: &LinkView, started: At, now: At) -> Option<i64> {
    silence(link, started, now).filter(|age| *age > STALE_AFTER_MS)
}

/// The link in one or two words: `ONLINE`, `OFFLINE 12m`, `SYNCING 7`.
pub(in crate::tui) fn word(link: &LinkView, started: At, now: At) -> String {
    match &link.status {
        LinkStatus::Syncing { left } => format!("SYNCING {left}"),
        LinkStatus::Offline { .. } => {
            format!("OFFLINE {}", short_age(silence(link, started, now).unwrap_or(0)))
        }
        LinkStatus::Alone
        | LinkStatus::Connecting
        | LinkStatus::Online { .. }
        | LinkStatus::Refused { .. } => link.status.word().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_short() {
        assert_eq!(short_age(14_900), "14s");
        assert_eq!(short_age(360_000), "6m");
        assert_eq!(short_age(7_200_000), "2h");
        assert_eq!(short_age(259_200_000), "3d");
        assert_eq!(long_age(1_000), "1 s ago");
        assert_eq!(long_age(61_000), "1 min ago");
        assert_eq!(long_age(7_300_000), "2 h ago");
    }

    #[test]
    fn a_hub_that_was_never_heard_is_silent_since_the_start() {
        let link = LinkView { status: LinkStatus::Connecting, ..LinkView::default() };
        assert_eq!(stale(&link, At(1_000), At(11_000)), None);
        assert_eq!(stale(&link, At(1_000), At(11_001)), Some(10_001));
        assert_eq!(stale(&LinkView::default(), At(0), At(1_000_000)), None);
    }
}
