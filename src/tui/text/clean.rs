//! Cleaning of names that come from menus and people, so that they can only ever be data.

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// The text without terminal escape sequences, control characters, line breaks, direction marks and
/// invisible fillers, with every run of blanks as one, trimmed, in composed form (NFC).
pub fn clean(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\u{1b}' => skip_escape(&mut chars),
            '\u{9b}' => skip_until_final(&mut chars),
            '\u{90}' | '\u{98}' | '\u{9d}' | '\u{9e}' | '\u{9f}' => skip_string(&mut chars),
            _ if c.is_whitespace() => kept.push(' '),
            _ if c.is_control() || is_invisible(c) => {}
            _ => kept.push(c),
        }
    }
    let composed: String = kept.nfc().collect();
    composed.split_whitespace().collect::<Vec<_>>().join(" ")
}

type Chars<'a> = std::iter::Peekable<std::str::Chars<'a>>;

fn skip_escape(chars: &mut Chars<'_>) {
    match chars.next() {
        Some('[') => skip_until_final(chars),
        Some(']' | 'P' | 'X' | '^' | '_') => skip_string(chars),
        Some(c) if (' '..='/').contains(&c) => {
            chars.next();
        }
        Some(_) | None => {}
    }
}

/// Parameters of a control sequence up to the letter that ends it.
fn skip_until_final(chars: &mut Chars<'_>) {
    while chars.next_if(|c| (' '..='?').contains(c)).is_some() {}
    chars.next_if(|c| ('@'..='~').contains(c));
}

/// A string sent to the terminal, up to its bell or string terminator, or to the end.
fn skip_string(chars: &mut Chars<'_>) {
    while let Some(c) = chars.next() {
        match c {
            '\u{7}' | '\u{9c}' => return,
            '\u{1b}' => {
                chars.next_if_eq(&'\\');
                return;
            }
            _ => {}
        }
    }
}

/// Direction marks and fillers that take no cell and could hide or turn around other text.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'
            ..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
    )
}

/// Emoji made of several characters become their first simple symbol if `keep`, else all emoji are
/// left out; terminals disagree about the width of joined emoji, flags and skin tones.
pub fn reduce_emoji(text: &str, keep: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for cluster in text.graphemes(true) {
        let first = cluster.chars().next().unwrap_or(' ');
        if cluster.contains('\u{20e3}') {
            out.push(first);
        } else if !is_emoji(cluster, first) {
            out.push_str(cluster);
        } else if keep {
            out.push(first);
        }
    }
    if keep {
        return out;
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_emoji(cluster: &str, first: char) -> bool {
    cluster.contains('\u{fe0f}')
        || matches!(
            first,
            '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2b50}' | '\u{2b55}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::text::width;
    use proptest::prelude::*;

    #[test]
    fn names_lose_everything_that_is_not_text() {
        assert_eq!(clean("  Soup \t of\r\nthe   day "), "Soup of the day");
        assert_eq!(clean("\u{1b}[31mRed\u{1b}[0m wine"), "Red wine");
        assert_eq!(clean("\u{1b}]0;title\u{7}Tea"), "Tea");
        assert_eq!(clean("\u{1b}]0;title\u{1b}\\Tea"), "Tea");
        assert_eq!(clean("\u{9b}2JTea\u{1b}(B"), "Tea");
        assert_eq!(clean("\u{202e}evil\u{202c}"), "evil");
        assert_eq!(clean("Cafe\u{301}"), "Café");
        assert_eq!(clean("豚骨ラーメン"), "豚骨ラーメン");
    }

    #[test]
    fn emoji_are_reduced_or_left_out() {
        let family = "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467} menu";
        assert_eq!(reduce_emoji(family, true), "\u{1f468} menu");
        assert_eq!(reduce_emoji(family, false), "menu");
        assert_eq!(reduce_emoji("\u{1f44d}\u{1f3fd} ok", true), "\u{1f44d} ok");
        assert_eq!(reduce_emoji("1\u{fe0f}\u{20e3} Espresso", false), "1 Espresso");
        assert_eq!(reduce_emoji("豚骨", false), "豚骨");
    }

    proptest! {
        #[test]
        fn nothing_that_could_move_the_cursor_comes_out(text in any::<String>()) {
            let cleaned = clean(&text);
            prop_assert!(!cleaned.contains(char::is_control));
            prop_assert!(!cleaned.contains("  "));
            prop_assert!(width(&cleaned) <= cleaned.chars().count() * 2);
        }

        #[test]
        fn cleaning_twice_changes_nothing(text in any::<String>()) {
            let once = clean(&text);
            prop_assert_eq!(clean(&once), once);
        }
    }
}
