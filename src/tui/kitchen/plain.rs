//! Names, options and notes as they may stand in a column: terminals disagree about the width of
//! joined emoji, flags and skin tones.

use crate::domain::board::Card;
use crate::tui::text::reduce_emoji;

/// Takes emoji out of names and options unless this terminal shows them. What somebody wrote for
/// the cook, and what a guest must not get, keeps the first simple symbol of each.
pub(super) fn plain(card: &mut Card, emoji: bool) {
    for line in &mut card.lines {
        name(&mut line.name, emoji);
        if let Some(short) = &mut line.short {
            name(short, emoji);
        }
        for option in &mut line.options {
            name(option, emoji);
        }
        for words in [&mut line.note, &mut line.allergy].into_iter().flatten() {
            simple(words);
        }
    }
    simple(&mut card.place);
}

/// A name of nothing but emoji keeps its symbols: it must not vanish.
fn name(name: &mut String, emoji: bool) {
    if name.is_ascii() {
        return;
    }
    let plain = reduce_emoji(name, emoji);
    if plain.trim().is_empty() { simple(name) } else { *name = plain }
}

fn simple(words: &mut String) {
    if !words.is_ascii() {
        *words = reduce_emoji(words, true);
    }
}
