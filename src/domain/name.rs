//! Names as people write them, cleaned so that they are data and nothing else, and near misses.

use unicode_normalization::UnicodeNormalization;

/// The same words with a capital letter at the start.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A name without control characters, terminal escape sequences, line breaks and direction marks,
/// with runs of blanks made one and in composed form (NFC). Cleaning twice changes nothing.
pub fn clean_name(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text.chars();
    let mut blank = false;
    while let Some(c) = rest.next() {
        if matches!(c, '\u{1b}' | '\u{9b}' | '\u{9d}' | '\u{90}') {
            skip_escape(c, &mut rest);
        } else if c.is_whitespace() {
            blank = true;
        } else if !c.is_control() && !is_direction_mark(c) {
            if blank && !kept.is_empty() {
                kept.push(' ');
            }
            blank = false;
            kept.push(c);
        }
    }
    kept.nfc().collect()
}

/// True for the characters that turn the direction of a text, and for the byte order mark.
fn is_direction_mark(c: char) -> bool {
    matches!(c,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        | '\u{feff}')
}

/// Steps over the rest of a terminal escape sequence that began with `first`.
fn skip_escape(first: char, rest: &mut std::str::Chars<'_>) {
    let kind = match first {
        '\u{9b}' => '[',
        '\u{9d}' => ']',
        '\u{90}' => 'P',
        _ => match rest.clone().next() {
            Some(next) if (' '..='~').contains(&next) => {
                rest.next();
                next
            }
            _ => return,
        },
    };
    match kind {
        '[' => skip_until(rest, |c| ('@'..='~').contains(&c)),
        ']' | 'P' | 'X' | '^' | '_' => skip_string(rest),
        ' '..='/' => skip_until(rest, |c| ('0'..='~').contains(&c)),
        _ => {}
    }
}

/// Steps over parameters up to and with the final character. Anything that cannot belong to a
/// sequence ends it and stays, so that a broken sequence does not swallow a name.
fn skip_until(rest: &mut std::str::Chars<'_>, is_final: impl Fn(char) -> bool) {
    while let Some(next) = rest.clone().next() {
        if !(' '..='~').contains(&next) {
            return;
        }
        rest.next();
        if is_final(next) {
            return;
        }
    }
}

/// Steps over a control string up to its end mark; without an end mark nothing more is skipped.
fn skip_string(rest: &mut std::str::Chars<'_>) {
    let mut ahead = rest.clone();
    while let Some(c) = ahead.next() {
        let ended = match c {
            '\u{7}' | '\u{9c}' => true,
            '\u{1b}' => ahead.clone().next() == Some('\\') && ahead.next().is_some(),
            _ => false,
        };
        if ended {
            *rest = ahead;
            return;
        }
    }
}

/// The known word that is nearest to a mistyped one, if any is near enough to be meant.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = word.to_lowercase();
    let length = wanted.chars().count();
    let most = match length {
        0..=2 => 1,
        3..=5 => 2,
        _ => 3,
    };
    // Words that differ more in length are never near; a large menu is full of them.
    let letters = |word: &str| word.chars().flat_map(char::to_lowercase).count();
    known
        .into_iter()
        .filter(|candidate| letters(candidate).abs_diff(length) <= most)
        .map(|candidate| (edits(&wanted, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How many letters must be put in, taken out or changed to make one word of the other.
fn edits(from: &str, to: &str) -> usize {
    let target: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=target.len()).collect();
    for (index, c) in from.chars().enumerate() {
        let mut left = index.saturating_add(1);
        let mut next = vec![left];
        for (above, (diagonal, other)) in row.iter().skip(1).zip(row.iter().zip(&target)) {
            let change = diagonal.saturating_add(usize::from(c != *other));
            left = change.min(above.saturating_add(1)).min(left.saturating_add(1));
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

/// What the first site of a hub is called where others have names: its address needs none.
pub const FIRST_SITE: &str = "first";

/// The longest name of a site in an address, in bytes.
pub const SITE_NAME_BYTES_MAX: usize = 32;

/// Words that the addresses of a hub use themselves.
const TAKEN: [&str; 3] = ["v1", "health", "metrics"];

/// Whether a word can name a site in the address of its hub: small letters, digits and `-`, at
/// most 32, and none of the words that a hub uses itself.
pub fn is_site_name(word: &str) -> bool {
    let sign = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (1..=SITE_NAME_BYTES_MAX).contains(&word.len())
        && word.bytes().all(sign)
        && !word.starts_with('-')
        && !TAKEN.contains(&word)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_not_a_name_is_removed() {
        assert_eq!(clean_name("  Flat \t\n white\u{202e} "), "Flat white");
        assert_eq!(clean_name("\u{1b}[31;1mRed\u{1b}[0m wine"), "Red wine");
        assert_eq!(clean_name("\u{1b}]0;title\u{7}Tea"), "Tea");
        assert_eq!(clean_name("\u{1b}]8;;http://x\u{1b}\\Link\u{1b}]8;;\u{1b}\\"), "Link");
        assert_eq!(clean_name("\u{9b}2JCake\u{0}\u{7f}"), "Cake");
        assert_eq!(clean_name("e\u{301}clair"), "\u{e9}clair");
        assert_eq!(clean_name("豚骨ラーメン"), "豚骨ラーメン");
    }

    #[test]
    fn a_broken_sequence_does_not_swallow_the_name() {
        assert_eq!(clean_name("\u{1b}]Tea without an end"), "Tea without an end");
        assert_eq!(clean_name("\u{1b}[31豚骨"), "豚骨");
    }

    #[test]
    fn a_near_miss_is_found_and_a_strange_word_is_not() {
        assert_eq!(nearest("prise", ["price", "name"]), Some("price"));
        assert_eq!(nearest("Cofee", ["tea", "coffee"]), Some("coffee"));
        assert_eq!(nearest("colour", ["price", "name"]), None);
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(text in "(\\PC|[\u{0}-\u{20}\u{80}-\u{a0}\u{200e}\u{1b}\\[\\]]){0,24}") {
            let once = clean_name(&text);
            prop_assert_eq!(clean_name(&once), once.clone());
            prop_assert!(!once.chars().any(char::is_control));
        }
    }
}
