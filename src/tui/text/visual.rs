//! Right-to-left names in the order in which a terminal that does not turn them has to draw them.

use std::borrow::Cow;

use unicode_bidi::{BidiInfo, Level};

/// The text in the order of the screen, from left to right. A row as a whole runs from left to
/// right, so that quantities and signs stay where they are; only Hebrew and Arabic words turn.
pub fn visual(line: &str) -> Cow<'_, str> {
    if !line.chars().any(turns) {
        return Cow::Borrowed(line);
    }
    let info = BidiInfo::new(line, Some(Level::ltr()));
    let rows = info.paragraphs.iter().map(|part| info.reorder_line(part, part.range.clone()));
    Cow::Owned(rows.collect::<Vec<_>>().concat())
}

/// True for letters of the scripts that are written from right to left.
fn turns(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::text::{clean, width};
    use proptest::prelude::*;

    #[test]
    fn words_turn_and_numbers_stay() {
        assert_eq!(visual("12 Soup"), "12 Soup");
        assert_eq!(visual("2 \u{5e9}\u{5dc}\u{5d5}\u{5dd}"), "2 \u{5dd}\u{5d5}\u{5dc}\u{5e9}");
        assert_eq!(visual("\u{5d0}\u{5d1} 0.5"), "0.5 \u{5d1}\u{5d0}", "a number follows its word");
    }

    proptest! {
        #[test]
        fn turning_loses_nothing_and_takes_the_same_columns(text in "[a-z0-9 \u{5d0}-\u{5ea}\u{627}-\u{64a}]{0,24}") {
            let text = clean(&text);
            let turned = visual(&text).into_owned();
            let sorted = |text: &str| {
                let mut letters: Vec<char> = text.chars().collect();
                letters.sort_unstable();
                letters
            };
            prop_assert_eq!(sorted(&turned), sorted(&text));
            prop_assert_eq!(width(&turned), width(&text));
        }
    }
}
