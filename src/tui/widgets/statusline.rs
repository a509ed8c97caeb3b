//! The status line: fields that shorten and drop out in a fixed order when there is no room.

use ratatui::layout::Rect;

use super::Pen;
use super::pen::columns;
use crate::tui::text;
use crate::tui::theme::Role;

/// One field of the status line, longest form first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusField {
    text: String,
    role: Role,
    shorter: Vec<(u8, String)>,
}

impl StatusField {
    /// A field that is never shortened unless [`StatusField::or`] says how.
    pub fn new(text: impl Into<String>, role: Role) -> Self {
        Self { text: text.into(), role, shorter: Vec::new() }
    }

    /// A shorter form, empty to drop the field. Of all fields the form with the smallest `rank` is
    /// used first, one after the other until the line fits.
    #[must_use]
    pub fn or(mut self, rank: u8, text: impl Into<String>) -> Self {
        self.shorter.push((rank, text.into()));
        self
    }
}

impl StatusField {
    /// How much waits for the hub, in every state of the link; a backlog that grows is a warning.
    pub fn unsent(unsent: u64, growing: bool) -> Self {
        let role = match (unsent, growing) {
            (0, _) => Role::Text,
            (_, false) => Role::Warn,
            (_, true) => Role::BadgeWarn,
        };
        Self::new(format!("{unsent} unsent"), role)
    }
}

/// The forms of all fields that fit into `room` columns, and their roles; empty fields are dropped.
fn fitted(pen: &Pen<'_>, fields: &[StatusField], room: usize) -> Vec<(usize, String)> {
    let mut words: Vec<String> = fields.iter().map(|field| field.text.clone()).collect();
    let mut steps: Vec<(u8, usize, &String)> = Vec::new();
    for (index, field) in fields.iter().enumerate() {
        steps.extend(field.shorter.iter().map(|(rank, form)| (*rank, index, form)));
    }
    steps.sort_by_key(|(rank, _, _)| *rank);
    let badge = |index: usize, word: &str| match fields.get(index) {
        Some(field) if field.role.is_badge() => pen.look.theme.badge(field.role, word),
        _ => word.to_owned(),
    };
    let shown = |words: &[String]| -> Vec<(usize, String)> {
        let seen = words.iter().enumerate().filter(|(_, word)| !word.is_empty());
        seen.map(|(index, word)| (index, badge(index, word))).collect()
    };
    let length = |line: &[(usize, String)]| {
        let words: usize = line.iter().map(|(_, word)| text::width(word)).sum();
        words + line.len().saturating_sub(1) * 3
    };
    for (_, index, form) in steps {
        if length(&shown(&words)) <= room {
            break;
        }
        if let Some(word) = words.get_mut(index) {
            word.clone_from(form);
        }
    }
    shown(&words)
}

impl Pen<'_> {
    /// Draws the fields with separators; answers the place of each field that is seen, by index.
    pub fn status(&mut self, area: Rect, fields: &[StatusField]) -> Vec<(Rect, usize)> {
        self.fill(Rect { height: 1, ..area }, Role::Surface);
        let separator = format!(" {} ", self.look.glyphs.separator);
        let mut places = Vec::new();
        let mut x = area.x;
        for (index, word) in fitted(self, fields, usize::from(area.width)) {
            let room = |x: u16| Rect::new(x, area.y, area.right().saturating_sub(x), 1);
            if !places.is_empty() {
                self.left(room(x), &separator, Role::Frame);
                x = x.saturating_add(3);
            }
            let role = fields.get(index).map_or(Role::Text, |field| field.role);
            self.left(room(x), &word, role);
            let width = columns(text::width(&word)).min(room(x).width);
            if width == 0 {
                break;
            }
            places.push((Rect { width, ..room(x) }, index));
            x = x.saturating_add(width);
        }
        places
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::look::Look;
    use crate::tui::picture::to_text;
    use ratatui::buffer::Buffer;

    fn line(width: u16, look: &Look) -> String {
        let fields = [
            StatusField::new("COUNTER A", Role::Strong),
            StatusField::new("Anna K.", Role::Text).or(4, "Anna …"),
            StatusField::new("Shift 212", Role::Text).or(3, ""),
            StatusField::new("ONLINE bistro-hub", Role::BadgeOk).or(1, "ONLINE"),
            StatusField::new("sync 3s", Role::Text).or(2, ""),
            StatusField::new("0 unsent", Role::Text),
            StatusField::new("14:32", Role::Text),
        ];
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, 1));
        let area = buffer.area;
        let places = Pen::new(&mut buffer, look).status(area, &fields);
        assert!(places.iter().all(|(place, _)| place.right() <= width));
        to_text(&buffer)
    }

    #[test]
    fn the_line_of_80_columns_is_exact() {
        let full =
            "COUNTER A │ Anna K. │ Shift 212 │ ONLINE bistro-hub │ sync 3s │ 0 unsent │ 14:32";
        assert_eq!(line(80, &Look::dark()), full);
        assert_eq!(line(200, &Look::dark()), full);
    }

    #[test]
    fn hub_name_sync_shift_and_name_give_way_in_that_order() {
        let look = Look::dark();
        assert_eq!(
            line(79, &look),
            "COUNTER A │ Anna K. │ Shift 212 │ ONLINE │ sync 3s │ 0 unsent │ 14:32"
        );
        assert_eq!(line(60, &look), "COUNTER A │ Anna K. │ Shift 212 │ ONLINE │ 0 unsent │ 14:32");
        assert_eq!(line(48, &look), "COUNTER A │ Anna K. │ ONLINE │ 0 unsent │ 14:32");
        assert_eq!(line(46, &look), "COUNTER A │ Anna … │ ONLINE │ 0 unsent │ 14:32");
        assert!(line(30, &look).starts_with("COUNTER A │ Anna … │ ONLINE"));
    }

    #[test]
    fn badges_have_brackets_without_colour() {
        assert!(line(100, &Look::plain()).contains("| [ONLINE bistro-hub] | sync 3s"));
    }
}
