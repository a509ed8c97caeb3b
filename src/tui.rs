//! The full-screen modes and what they share: keys, theme, text, layout, widgets.
