//! Reading of theme files: role names to colours, attributes and signs.

use std::collections::BTreeMap;

use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;

use super::{Appearance, Role, Theme, ThemeName};

/// Why a theme file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ThemeError {
    /// The file is not TOML of the right shape.
    #[error("the theme file cannot be read: {0}")]
    Shape(String),
    /// The file names a role that does not exist.
    #[error(
        "the theme file names the role \"{0}\", which does not exist; the shipped themes list all of them"
    )]
    UnknownRole(String),
    /// A role is missing.
    #[error(
        "the theme file \"{theme}\" does not set the role \"{role}\"; copy the line from a shipped theme"
    )]
    MissingRole {
        /// The name in the file.
        theme: String,
        /// The role it lacks.
        role: String,
    },
    /// A colour cannot be understood.
    #[error(
        "the theme file gives the role \"{role}\" the colour \"{color}\"; write #RRGGBB or one of the eight basic names"
    )]
    Color {
        /// The role that has it.
        role: String,
        /// What the file says.
        color: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    roles: BTreeMap<String, Entry>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the shape of a line in a theme file, where each attribute is its own switch"
)]
struct Entry {
    fg: Option<String>,
    bg: Option<String>,
    bold: bool,
    reverse: bool,
    underlined: bool,
    brackets: bool,
    sign: String,
}

impl Theme {
    /// Reads the text of a theme file; every role must be there.
    ///
    /// # Errors
    /// The text is no theme file, or it misses, misspells or miscolours a role.
    pub fn parse(source: &str) -> Result<Self, ThemeError> {
        let file: File = toml::from_str(source)
            .map_err(|error| ThemeError::Shape(error.message().to_owned()))?;
        let mut looks = Vec::with_capacity(Role::IN_FILES.len());
        for (name, entry) in file.roles {
            let role = Role::IN_FILES
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, role)| *role)
                .ok_or_else(|| ThemeError::UnknownRole(name.clone()))?;
            looks.push((role, look_of(&name, entry)?));
        }
        for (name, role) in Role::IN_FILES {
            if !looks.iter().any(|(known, _)| *known == role) {
                return Err(ThemeError::MissingRole { theme: file.name, role: name.to_owned() });
            }
        }
        Ok(Self { name: file.name, looks })
    }

    /// A theme that comes with the program; `Auto` gives the sixteen-colour one.
    pub fn shipped(name: ThemeName) -> Self {
        let source = match name {
            ThemeName::Dark => include_str!("../../../assets/themes/dark.toml"),
            ThemeName::Light => include_str!("../../../assets/themes/light.toml"),
            ThemeName::HighContrast => include_str!("../../../assets/themes/high-contrast.toml"),
            ThemeName::Auto | ThemeName::Ansi => include_str!("../../../assets/themes/ansi.toml"),
            ThemeName::Mono => include_str!("../../../assets/themes/mono.toml"),
        };
        // A test reads all of them, so the plain theme is only ever a last resort.
        Self::parse(source).unwrap_or_default()
    }
}

fn look_of(role: &str, entry: Entry) -> Result<Appearance, ThemeError> {
    let mut modifier = Modifier::empty();
    modifier.set(Modifier::BOLD, entry.bold);
    modifier.set(Modifier::REVERSED, entry.reverse);
    modifier.set(Modifier::UNDERLINED, entry.underlined);
    let mut style = Style::new().add_modifier(modifier);
    style.fg = color_of(role, entry.fg)?;
    style.bg = color_of(role, entry.bg)?;
    Ok(Appearance { style, brackets: entry.brackets, sign: entry.sign })
}

fn color_of(role: &str, word: Option<String>) -> Result<Option<Color>, ThemeError> {
    let Some(word) = word else { return Ok(None) };
    let named = match word.as_str() {
        "black" => Some(Color::Black),
        "red" => Some(Color::Red),
        "green" => Some(Color::Green),
        "yellow" => Some(Color::Yellow),
        "blue" => Some(Color::Blue),
        "magenta" => Some(Color::Magenta),
        "cyan" => Some(Color::Cyan),
        "white" => Some(Color::Gray),
        hex => hex_color(hex),
    };
    named.map(Some).ok_or(ThemeError::Color { role: role.to_owned(), color: word })
}

fn hex_color(word: &str) -> Option<Color> {
    let digits = word.strip_prefix('#')?;
    if digits.len() != 6 || !digits.is_ascii() {
        return None;
    }
    let channel = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    Some(Color::Rgb(channel(0)?, channel(2)?, channel(4)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_theme_reads_and_has_its_own_name() {
        for (name, word) in [
            (ThemeName::Dark, "dark"),
            (ThemeName::Light, "light"),
            (ThemeName::HighContrast, "high-contrast"),
            (ThemeName::Ansi, "ansi"),
            (ThemeName::Mono, "mono"),
        ] {
            assert_eq!(Theme::shipped(name).name(), word);
        }
    }

    #[test]
    fn mistakes_in_a_theme_file_are_named() {
        let missing = Theme::parse("name = \"x\"\n[roles]\n").unwrap_err();
        assert!(missing.to_string().contains("\"surface\""), "{missing}");
        let unknown = Theme::parse("name = \"x\"\n[roles]\nsurfice = {}\n").unwrap_err();
        assert_eq!(unknown, ThemeError::UnknownRole("surfice".to_owned()));
        let color = Theme::parse("name = \"x\"\n[roles]\nok = { fg = \"#12\" }\n").unwrap_err();
        assert!(color.to_string().contains("#12"), "{color}");
    }
}
