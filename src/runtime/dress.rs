//! How the screens look on this machine: settings, environment and what the terminal answers.

use std::path::Path;

use crate::config::{self, Bidi, Config, Motion};
use crate::tui::glyphs::{GlyphSet, Glyphs, locale_is_utf8};
use crate::tui::layout::LayoutSetting;
use crate::tui::look::Look;
use crate::tui::terminal::{ask_background, line_columns};
use crate::tui::theme::{Offer, Theme, ThemeName};

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_default()
}

/// The look that settings and terminal lead to. Asks the terminal for its background, so it must
/// be called before the full screen is entered.
///
/// # Errors
/// One sentence about a theme file that cannot be used.
pub fn look(config: &Config) -> Result<Look, String> {
    let (colorterm, term) = (variable("COLORTERM"), variable("TERM"));
    let no_color = !variable("NO_COLOR").is_empty();
    let asks = config.ui.theme == config::Theme::Auto && !no_color;
    let background = if asks { ask_background() } else { None };
    let offer = Offer { no_color, colorterm: &colorterm, term: &term, background };
    let theme = match &config.ui.theme {
        config::Theme::Auto => Theme::choose(ThemeName::Auto, &offer),
        config::Theme::Dark => Theme::choose(ThemeName::Dark, &offer),
        config::Theme::Light => Theme::choose(ThemeName::Light, &offer),
        config::Theme::HighContrast => Theme::choose(ThemeName::HighContrast, &offer),
        config::Theme::Ansi => Theme::choose(ThemeName::Ansi, &offer),
        config::Theme::Mono => Theme::choose(ThemeName::Mono, &offer),
        config::Theme::File(path) => read_theme(path)?,
    };
    let auto = config.ui.glyphs == config::Glyphs::Auto;
    let utf8 = locale_is_utf8(&variable("LC_ALL"), &variable("LC_CTYPE"), &variable("LANG"));
    let set = match config.ui.glyphs {
        config::Glyphs::Auto => GlyphSet::Auto,
        config::Glyphs::Unicode => GlyphSet::Unicode,
        config::Glyphs::Console => GlyphSet::Console,
        config::Glyphs::Ascii => GlyphSet::Ascii,
    };
    // A terminal that draws lines two cells wide would tear every frame apart.
    let utf8 = utf8 && !(auto && line_columns().is_some_and(|columns| columns > 1));
    let mut look = Look::new(theme, Glyphs::choose(set, utf8, &term));
    look.layout = match config.ui.layout {
        config::Layout::Auto => LayoutSetting::Auto,
        config::Layout::Compact => LayoutSetting::Compact,
        config::Layout::Touch => LayoutSetting::Touch,
        config::Layout::Wide => LayoutSetting::Wide,
    };
    look.emoji = config.ui.emoji;
    look.turn_words = config.ui.bidi == Bidi::App;
    look.reduce_motion = config.ui.reduce_motion == Motion::On;
    Ok(look)
}

fn read_theme(path: &Path) -> Result<Theme, String> {
    let shown = path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("the theme file {shown} cannot be read: {error}"))?;
    Theme::parse(&text).map_err(|error| format!("the theme file {shown}: {error}"))
}
