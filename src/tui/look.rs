//! How everything looks on this terminal: theme, signs and layout together, passed to every view.

use std::sync::Arc;

use ratatui::layout::Rect;

use super::glyphs::Glyphs;
use super::layout::{Layout, LayoutSetting};
use super::theme::{Theme, ThemeName};

/// Theme, signs and switches for drawing; cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// What each role looks like.
    pub theme: Arc<Theme>,
    /// The signs of frames, marks and large digits.
    pub glyphs: Glyphs,
    /// What `ui.layout` says; a screen that has switched to touch passes its own.
    pub layout: LayoutSetting,
    /// True when names may show simple emoji (`ui.emoji`).
    pub emoji: bool,
    /// True when Hebrew and Arabic words are turned here and not by the terminal (`ui.bidi`).
    pub turn_words: bool,
    /// True when nothing may move by itself (`ui.reduce_motion`).
    pub reduce_motion: bool,
    /// A key that belongs to the program around the screen, with its label: it stands in every
    /// key bar and is never dropped.
    pub switch: Option<(String, String)>,
}

impl Look {
    /// A theme and signs with all switches at their defaults.
    pub fn new(theme: Theme, glyphs: Glyphs) -> Self {
        Self {
            theme: Arc::new(theme),
            glyphs,
            layout: LayoutSetting::Auto,
            emoji: false,
            turn_words: false,
            reduce_motion: false,
            switch: None,
        }
    }

    /// The dark theme with full Unicode, for tests and pictures.
    pub fn dark() -> Self {
        Self::new(Theme::shipped(ThemeName::Dark), Glyphs::UNICODE)
    }

    /// No colours and only seven-bit signs, for tests and the poorest terminals.
    pub fn plain() -> Self {
        Self::new(Theme::shipped(ThemeName::Mono), Glyphs::ASCII)
    }

    /// The layout of a screen of this size.
    pub fn layout(&self, screen: Rect) -> Layout {
        Layout::of(screen.width, screen.height, self.layout)
    }
}
