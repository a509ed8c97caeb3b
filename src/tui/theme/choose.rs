//! Which theme a terminal gets: what was asked for, `NO_COLOR`, then what the terminal offers.

use std::str::FromStr;

use super::{Theme, color};

/// The theme named by `ui.theme` or on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ThemeName {
    /// Choose by what the terminal offers.
    #[default]
    Auto,
    /// Light on dark.
    Dark,
    /// Dark on light.
    Light,
    /// Black, white and light colours.
    HighContrast,
    /// Sixteen colours on the terminal's own background.
    Ansi,
    /// No colour codes.
    Mono,
}

impl ThemeName {
    /// The themes that come with the program.
    pub const SHIPPED: [Self; 5] =
        [Self::Dark, Self::Light, Self::HighContrast, Self::Ansi, Self::Mono];
}

impl FromStr for ThemeName {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        match word {
            "auto" => Ok(Self::Auto),
            "dark" => Ok(Self::Dark),
            "light" => Ok(Self::Light),
            "high-contrast" => Ok(Self::HighContrast),
            "ansi" => Ok(Self::Ansi),
            "mono" => Ok(Self::Mono),
            other => Err(format!(
                "ui.theme is \"{other}\"; write auto, dark, light, high-contrast, ansi, mono or the path of a theme file"
            )),
        }
    }
}

/// The background the terminal answered when asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Background {
    /// Dark, so light text is readable.
    Dark,
    /// Light, so dark text is readable.
    Light,
}

/// What the terminal and its environment offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Offer<'a> {
    /// `NO_COLOR` is set and not empty.
    pub no_color: bool,
    /// The value of `COLORTERM`, empty if not set.
    pub colorterm: &'a str,
    /// The value of `TERM`, empty if not set.
    pub term: &'a str,
    /// Its background, if it answered.
    pub background: Option<Background>,
}

/// How many colours a terminal announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Depth {
    Sixteen,
    Indexed,
    True,
}

impl Offer<'_> {
    fn depth(&self) -> Depth {
        if matches!(self.colorterm, "truecolor" | "24bit") || self.term.ends_with("-direct") {
            Depth::True
        } else if self.term.contains("256color") {
            Depth::Indexed
        } else {
            Depth::Sixteen
        }
    }
}

impl Theme {
    /// The theme for a terminal. A colour theme that was asked for becomes the sixteen-colour one
    /// where the terminal announces no more; an explicit name wins over `NO_COLOR`.
    pub fn choose(requested: ThemeName, offer: &Offer<'_>) -> Self {
        let name = if requested != ThemeName::Auto {
            requested
        } else if offer.no_color || offer.term == "dumb" {
            ThemeName::Mono
        } else {
            match offer.background {
                Some(Background::Dark) => ThemeName::Dark,
                Some(Background::Light) => ThemeName::Light,
                None => ThemeName::Ansi,
            }
        };
        match (name, offer.depth()) {
            (ThemeName::Mono, _) => Self::shipped(ThemeName::Mono),
            (_, Depth::Sixteen) => Self::shipped(ThemeName::Ansi),
            (name, Depth::Indexed) => Self::shipped(name).in_256_colours(),
            (name, Depth::True) => Self::shipped(name),
        }
    }

    /// The same theme with every colour replaced by the nearest of 256.
    #[must_use]
    pub fn in_256_colours(mut self) -> Self {
        for (_, look) in &mut self.looks {
            look.style.fg = look.style.fg.map(color::nearest_indexed);
            look.style.bg = look.style.bg.map(color::nearest_indexed);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::theme::Role;
    use ratatui::style::Color;

    const TRUE: Offer<'_> = Offer {
        no_color: false,
        colorterm: "truecolor",
        term: "xterm-256color",
        background: Some(Background::Light),
    };

    fn name(requested: ThemeName, offer: Offer<'_>) -> String {
        Theme::choose(requested, &offer).name().to_owned()
    }

    #[test]
    fn what_was_asked_for_wins_then_no_color_then_the_offer() {
        assert_eq!(name(ThemeName::Auto, TRUE), "light");
        let no_color = Offer { no_color: true, ..TRUE };
        assert_eq!(name(ThemeName::Auto, no_color), "mono");
        assert_eq!(name(ThemeName::Dark, no_color), "dark");
        let silent = Offer { background: None, ..TRUE };
        assert_eq!(name(ThemeName::Auto, silent), "ansi");
    }

    #[test]
    fn few_colours_take_the_basic_mapping() {
        let console = Offer { colorterm: "", term: "linux", ..TRUE };
        assert_eq!(name(ThemeName::Dark, console), "ansi");
        assert_eq!(name(ThemeName::Mono, console), "mono");
        let indexed = Offer { colorterm: "", ..TRUE };
        let theme = Theme::choose(ThemeName::Dark, &indexed);
        assert!(matches!(theme.style(Role::Ok).fg, Some(Color::Indexed(16..=255))));
        assert_eq!("high-contrast".parse(), Ok(ThemeName::HighContrast));
    }
}
