//! The signs a screen is drawn with, in three sets: full Unicode, the Linux text console, plain ASCII.

use std::str::FromStr;

/// The characters of one kind of frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lines {
    /// Horizontal line.
    pub horizontal: &'static str,
    /// Vertical line.
    pub vertical: &'static str,
    /// Corner top left.
    pub top_left: &'static str,
    /// Corner top right.
    pub top_right: &'static str,
    /// Corner bottom left.
    pub bottom_left: &'static str,
    /// Corner bottom right.
    pub bottom_right: &'static str,
    /// Joint of the left side with an inner separator.
    pub left_joint: &'static str,
    /// Joint of the right side with an inner separator.
    pub right_joint: &'static str,
}

const SINGLE: Lines = Lines {
    horizontal: "─",
    vertical: "│",
    top_left: "┌",
    top_right: "┐",
    bottom_left: "└",
    bottom_right: "┘",
    left_joint: "├",
    right_joint: "┤",
};

const DOUBLE: Lines = Lines {
    horizontal: "═",
    vertical: "║",
    top_left: "╔",
    top_right: "╗",
    bottom_left: "╚",
    bottom_right: "╝",
    left_joint: "╠",
    right_joint: "╣",
};

const ASCII: Lines = Lines {
    horizontal: "-",
    vertical: "|",
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    left_joint: "+",
    right_joint: "+",
};

const HASHES: Lines = Lines {
    horizontal: "#",
    vertical: "#",
    top_left: "#",
    top_right: "#",
    bottom_left: "#",
    bottom_right: "#",
    left_joint: "#",
    right_joint: "#",
};

/// One complete set of signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyphs {
    /// Frames of parts without focus.
    pub single: Lines,
    /// Frames of the part that has the focus, and of overlays.
    pub double: Lines,
    /// The upright line between the fields of the status line.
    pub separator: &'static str,
    /// Stands before the chosen row or tab.
    pub chosen: &'static str,
    /// Replaces what did not fit; always one column wide.
    pub cut: &'static str,
    /// A full cell, for large digits and bars.
    pub block: &'static str,
}

/// The set named by `ui.glyphs`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GlyphSet {
    /// Choose by locale and terminal.
    #[default]
    Auto,
    /// Line drawing, triangles and blocks.
    Unicode,
    /// Only what the fonts of the Linux text console have.
    Console,
    /// Seven-bit signs only.
    Ascii,
}

impl FromStr for GlyphSet {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        match word {
            "auto" => Ok(Self::Auto),
            "unicode" => Ok(Self::Unicode),
            "console" => Ok(Self::Console),
            "ascii" => Ok(Self::Ascii),
            other => {
                Err(format!("ui.glyphs is \"{other}\"; write auto, unicode, console or ascii"))
            }
        }
    }
}

impl Glyphs {
    /// Line drawing, triangles and blocks; the default where the locale is UTF-8.
    pub const UNICODE: Self =
        Self {
            single: SINGLE, double: DOUBLE, separator: "│", chosen: "▸", cut: "…", block: "█"
        };

    /// For the Linux text console, whose fonts lack double lines.
    pub const CONSOLE: Self = Self { double: HASHES, ..Self::UNICODE };

    /// Seven-bit signs, for other locales and for terminals that draw lines two cells wide.
    pub const ASCII: Self = Self {
        single: ASCII,
        double: Lines { horizontal: "=", ..HASHES },
        separator: "|",
        chosen: ">",
        cut: "~",
        block: "#",
    };

    /// The set for a terminal: what was asked for, else by locale, else by the name in `TERM`.
    pub fn choose(requested: GlyphSet, locale_is_utf8: bool, term: &str) -> Self {
        match requested {
            GlyphSet::Console => Self::CONSOLE,
            GlyphSet::Ascii => Self::ASCII,
            GlyphSet::Auto if !locale_is_utf8 || term == "dumb" => Self::ASCII,
            GlyphSet::Auto if term == "linux" => Self::CONSOLE,
            GlyphSet::Unicode | GlyphSet::Auto => Self::UNICODE,
        }
    }

    /// The frame of a part with or without the focus.
    pub const fn lines(&self, focused: bool) -> &Lines {
        if focused { &self.double } else { &self.single }
    }
}

/// True when the locale in force says UTF-8; the arguments are the values of the variables named
/// like them, and the first that is not empty counts.
pub fn locale_is_utf8(lc_all: &str, lc_ctype: &str, lang: &str) -> bool {
    let locale = [lc_all, lc_ctype, lang]
        .into_iter()
        .find(|value| !value.is_empty())
        .unwrap_or_default()
        .to_ascii_lowercase();
    locale.contains("utf-8") || locale.contains("utf8")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_set_follows_setting_then_locale_then_terminal() {
        let auto = GlyphSet::Auto;
        assert_eq!(Glyphs::choose(auto, true, "xterm"), Glyphs::UNICODE);
        assert_eq!(Glyphs::choose(auto, true, "linux"), Glyphs::CONSOLE);
        assert_eq!(Glyphs::choose(auto, false, "linux"), Glyphs::ASCII);
        assert_eq!(Glyphs::choose(GlyphSet::Unicode, false, "dumb"), Glyphs::UNICODE);
        assert_eq!("ascii".parse(), Ok(GlyphSet::Ascii));
        assert!("emoji".parse::<GlyphSet>().is_err());
    }

    #[test]
    fn the_first_locale_variable_that_is_set_counts() {
        assert!(locale_is_utf8("", "", "de_DE.UTF-8"));
        assert!(!locale_is_utf8("C", "", "de_DE.UTF-8"));
        assert!(!locale_is_utf8("", "", ""));
    }

    #[test]
    fn every_sign_is_one_column_and_ascii_is_ascii() {
        for set in [Glyphs::UNICODE, Glyphs::CONSOLE, Glyphs::ASCII] {
            for sign in [set.cut, set.chosen, set.block, set.separator] {
                assert_eq!(crate::tui::text::width(sign), 1, "{sign}");
            }
        }
        assert!(Glyphs::ASCII.block.is_ascii() && Glyphs::ASCII.double.horizontal.is_ascii());
    }
}
