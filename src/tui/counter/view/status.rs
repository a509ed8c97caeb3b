//! The status line: who sells, in which shift, how the hub stands, what waits, and the time.

use ratatui::layout::Rect;

use crate::domain::number::SeriesNumber;
use crate::sync::status::LinkStatus;
use crate::tui::counter::model::Model;
use crate::tui::counter::turn::Hit;
use crate::tui::layout::WIDE_WIDTH;
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, Pen, StatusField};

/// A name of staff is cut to so many columns when there is no room.
const STAFF_COLUMNS: usize = 6;

pub(super) fn draw(model: &Model, pen: &mut Pen<'_>, area: Rect, hits: &mut HitMap<Hit>) {
    let wide = area.width >= WIDE_WIDTH;
    let cut = pen.look.glyphs.cut;
    pen.status(area, &fields(model, wide, cut));
    hits.push(area, Hit::Status);
}

fn fields(model: &Model, wide: bool, cut: &str) -> Vec<StatusField> {
    let state = &model.front.desk.state;
    let clock = state.settings().clock();
    let me = &state.me;
    let letter = me.letter.as_ref().map_or("?", |letter| letter.as_str());
    let short = format!("COUNTER {letter}");
    let mut fields = Vec::with_capacity(7);
    // A terminal that is called as it is numbered is not named twice.
    let named = !me.name.is_empty() && !me.name.eq_ignore_ascii_case(&short);
    fields.push(if wide && named {
        StatusField::new(format!("{short} {}", me.name), Role::Strong).or(0, short)
    } else {
        StatusField::new(short, Role::Strong)
    });
    let staff = if model.is_locked() {
        "locked ".to_owned()
    } else {
        state.staff_name(model.front.desk.staff())
    };
    let short = text::cut(&staff, STAFF_COLUMNS, cut);
    fields.push(StatusField::new(staff, Role::Text).or(5, short));
    if let Some(shift) = state.my_shift() {
        let number = shift.number.as_ref().and_then(SeriesNumber::count).unwrap_or(0);
        let short = format!("Shift {number}");
        let since = shift.opened.as_ref().map(|stamp| clock.hours_minutes(stamp.at));
        fields.push(match since {
            Some(since) if wide => {
                let long = format!("{short} since {since}");
                StatusField::new(long, Role::Text).or(2, short).or(4, "")
            }
            _ => StatusField::new(short, Role::Text).or(4, ""),
        });
    } else {
        let (word, role) =
            if model.front.drawer { ("no shift", Role::Warn) } else { ("no drawer", Role::Text) };
        fields.push(StatusField::new(word, role).or(4, ""));
    }
    let training = model.front.training;
    let word = if training { "TRAINING" } else { model.front.link.status.word() };
    let (long, role) = link(model);
    fields.push(StatusField::new(long, role).or(1, short_link(model)).or(6, word));
    if let LinkStatus::Online { last_contact, .. } = &model.front.link.status {
        let heard = model.front.link.last_contact.map_or(*last_contact, |at| at.0);
        let seconds = model.now().0.saturating_sub(heard).max(0) / 1_000;
        let short = format!("sync {seconds}s");
        let long = if wide { format!("synced {seconds} s ago") } else { short.clone() };
        fields.push(StatusField::new(long, Role::Text).or(2, short).or(3, ""));
    }
    let link = &model.front.link;
    fields.push(StatusField::unsent(link.unsent, link.is_growing(model.now())));
    let time = clock.hours_minutes(model.now());
    fields.push(if wide {
        StatusField::new(clock.long(model.now()), Role::Text).or(0, time)
    } else {
        StatusField::new(time, Role::Text)
    });
    fields
}

/// The link with the name of the hub.
fn link(model: &Model) -> (String, Role) {
    let hub = &model.front.link.hub;
    if model.front.training {
        return ("TRAINING".to_owned(), Role::BadgeDanger);
    }
    let named = |word: String| if hub.is_empty() { word } else { format!("{word} {hub}") };
    match &model.front.link.status {
        LinkStatus::Alone => ("ALONE".to_owned(), Role::Text),
        LinkStatus::Connecting => (named("CONNECTING".to_owned()), Role::Info),
        LinkStatus::Online { .. } => (named("ONLINE".to_owned()), Role::Ok),
        LinkStatus::Refused { .. } if hub.is_empty() => ("REFUSED".to_owned(), Role::BadgeDanger),
        LinkStatus::Refused { .. } => (format!("REFUSED by {hub}"), Role::BadgeDanger),
        LinkStatus::Syncing { .. } | LinkStatus::Offline { .. } => {
            (named(short_link(model)), Role::BadgeOffline)
        }
    }
}

/// The link without the name of the hub: the word and how long or how much.
fn short_link(model: &Model) -> String {
    if model.front.training {
        return "TRAINING".to_owned();
    }
    match &model.front.link.status {
        LinkStatus::Syncing { left } => format!("SYNCING {left}"),
        LinkStatus::Offline { since, .. } => {
            let last = model.front.link.last_contact.map_or(*since, |at| at.0);
            format!("OFFLINE {}", lasting(model.now().0.saturating_sub(last)))
        }
        status @ (LinkStatus::Alone
        | LinkStatus::Connecting
        | LinkStatus::Online { .. }
        | LinkStatus::Refused { .. }) => status.word().to_owned(),
    }
}

/// How long something lasts, in its largest whole unit.
fn lasting(ms: i64) -> String {
    let seconds = ms.max(0) / 1_000;
    match seconds {
        0..=59 => format!("{seconds}s"),
        60..=5_999 => format!("{}m", seconds / 60),
        _ => format!("{}h", seconds / 3_600),
    }
}

/// Link, unsent and clock for a window without room.
pub(super) fn short(model: &Model) -> String {
    let clock = model.front.desk.state.settings().clock();
    let time = clock.hours_minutes(model.now());
    format!("{}  {} unsent  {time}", short_link(model), model.front.link.unsent)
}
