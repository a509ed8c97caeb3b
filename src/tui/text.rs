//! Text as the terminal counts it: cleaning names, measuring, cutting, padding, wrapping, ages.

mod clean;
mod visual;

pub use clean::{clean, reduce_emoji};
pub use visual::visual;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The columns a text takes, measured per grapheme cluster as the renderer does.
pub fn width(text: &str) -> usize {
    text.graphemes(true).map(cluster_width).sum()
}

/// Columns of one cluster; control characters are never drawn and count nothing.
fn cluster_width(cluster: &str) -> usize {
    if cluster.contains(char::is_control) { 0 } else { cluster.width() }
}

/// The text if it fits, else as many whole clusters as fit before the cut sign. The result never
/// takes more than `columns`; it may take one less where a wide character did not fit.
pub fn cut(text: &str, columns: usize, sign: &str) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let sign_width = width(sign);
    if sign_width > columns {
        return String::new();
    }
    let mut out = take_columns(text, columns.saturating_sub(sign_width)).to_owned();
    out.push_str(sign);
    out
}

/// The longest beginning of whole clusters that takes at most `columns`.
pub fn take_columns(text: &str, columns: usize) -> &str {
    let mut used = 0_usize;
    for (at, cluster) in text.grapheme_indices(true) {
        used = used.saturating_add(cluster_width(cluster));
        if used > columns {
            return text.get(..at).unwrap_or_default();
        }
    }
    text
}

/// Blanks before the text up to `columns`; text that is longer stays as it is.
pub fn pad_left(text: &str, columns: usize) -> String {
    let blanks = columns.saturating_sub(width(text));
    format!("{}{text}", " ".repeat(blanks))
}

/// Blanks after the text up to `columns`; text that is longer stays as it is.
pub fn pad_right(text: &str, columns: usize) -> String {
    let blanks = columns.saturating_sub(width(text));
    format!("{text}{}", " ".repeat(blanks))
}

/// Cut and padded to exactly `columns`, text at the left.
pub fn fit(text: &str, columns: usize, sign: &str) -> String {
    pad_right(&cut(text, columns, sign), columns)
}

/// Two texts on one row of exactly `columns`: the right one whole and at the right edge, the left
/// one cut before it with at least one blank between them.
pub fn spread(left: &str, right: &str, columns: usize, sign: &str) -> String {
    let right = cut(right, columns, sign);
    let taken = width(&right);
    let gap = usize::from(taken > 0);
    let room = columns.saturating_sub(taken).saturating_sub(gap);
    let left = cut(left, room, sign);
    let blanks = columns.saturating_sub(width(&left)).saturating_sub(taken);
    format!("{left}{}{right}", " ".repeat(blanks))
}

/// Rows of at most `columns`, broken at blanks and, for longer words, between clusters. A line end
/// in the text begins a new row. There is always at least one row.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut rows = Vec::new();
    for line in text.split('\n') {
        let mut row = String::new();
        for word in line.split(' ').filter(|word| !word.is_empty()) {
            push_word(&mut rows, &mut row, word, columns);
        }
        rows.push(row);
    }
    rows
}

fn push_word(rows: &mut Vec<String>, row: &mut String, word: &str, columns: usize) {
    let needed =
        width(row).saturating_add(usize::from(!row.is_empty())).saturating_add(width(word));
    if needed <= columns {
        if !row.is_empty() {
            row.push(' ');
        }
        row.push_str(word);
        return;
    }
    if !row.is_empty() {
        rows.push(std::mem::take(row));
    }
    let mut rest = word;
    while width(rest) > columns {
        let head = take_columns(rest, columns);
        // A cluster wider than the row would never fit; it is left out instead of looping for ever.
        let head = if head.is_empty() {
            let first = rest.graphemes(true).next().map_or(0, str::len);
            rest = rest.get(first..).unwrap_or_default();
            continue;
        } else {
            head
        };
        rows.push(head.to_owned());
        rest = rest.get(head.len()..).unwrap_or_default();
    }
    row.push_str(rest);
}

/// How old something is, from milliseconds: `m:ss` up to 99:59, then hours and minutes as `1h42`.
pub fn age(ms: i64) -> String {
    let seconds = ms.max(0) / 1_000;
    let minutes = seconds / 60;
    if minutes < 100 {
        format!("{minutes}:{:02}", seconds % 60)
    } else {
        format!("{}h{:02}", minutes / 60, minutes % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn width_counts_clusters() {
        assert_eq!(width("豚骨ラーメン"), 12);
        assert_eq!(width("cafe\u{301}"), 4);
        assert_eq!(width("a\u{7}b"), 2);
    }

    #[test]
    fn cutting_keeps_clusters_whole() {
        assert_eq!(cut("Decaf filter", 12, "…"), "Decaf filter");
        assert_eq!(cut("Decaf filter", 11, "…"), "Decaf filt…");
        assert_eq!(cut("豚骨ラーメン", 6, "…"), "豚骨…");
        assert_eq!(cut("豚骨", 0, "…"), "");
        assert_eq!(fit("豚骨ラーメン", 6, "~"), "豚骨~ ");
    }

    #[test]
    fn two_texts_share_a_row() {
        assert_eq!(spread("TOTAL EUR", "9.80", 16, "…"), "TOTAL EUR   9.80");
        assert_eq!(spread("Caesar salad", "9.50", 12, "…"), "Caesar… 9.50");
        assert_eq!(pad_left("7.20", 6), "  7.20");
    }

    #[test]
    fn wrapping_breaks_at_blanks_and_inside_long_words() {
        assert_eq!(
            wrap("Type a name or a code, scan, or tap", 16),
            vec!["Type a name or a", "code, scan, or", "tap"]
        );
        assert_eq!(wrap("豚骨ラーメン", 5), vec!["豚骨", "ラー", "メン"]);
        assert_eq!(wrap("a\n\nb", 5), vec!["a", "", "b"]);
        assert_eq!(wrap("豚a", 1), vec!["a"]);
    }

    #[test]
    fn ages_change_to_hours_after_99_59() {
        assert_eq!(age(160_000), "2:40");
        assert_eq!(age(99 * 60_000 + 59_999), "99:59");
        assert_eq!(age(102 * 60_000), "1h42");
        assert_eq!(age(-5), "0:00");
    }

    proptest! {
        #[test]
        fn cut_never_exceeds_its_columns(text in any::<String>(), columns in 0_usize..40) {
            prop_assert!(width(&cut(&text, columns, "…")) <= columns);
        }

        #[test]
        fn wrapped_rows_never_exceed_their_columns(text in any::<String>(), columns in 1_usize..40) {
            for row in wrap(&clean(&text), columns) {
                prop_assert!(width(&row) <= columns);
            }
        }

        #[test]
        fn a_spread_row_is_exactly_as_wide_as_asked(
            left in "\\PC{0,30}", right in "[0-9.]{0,8}", columns in 0_usize..40,
        ) {
            prop_assert_eq!(width(&spread(&left, &right, columns, "…")), columns);
        }
    }
}
