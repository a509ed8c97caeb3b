//! Roles instead of colours: a theme file says how each role looks, and one is chosen per terminal.

mod choose;
mod color;
mod file;

pub use choose::{Background, Offer, ThemeName};
pub use color::{contrast, rgb_of};
pub use file::ThemeError;

use ratatui::style::{Modifier, Style};

/// What a part of the screen means. Code names roles only, never colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// The background of the screen.
    Surface,
    /// Panels and overlays.
    Panel,
    /// Normal text.
    Text,
    /// Names and numbers that matter.
    Strong,
    /// Labels and hints.
    Muted,
    /// Frames.
    Frame,
    /// The frame of the focused part.
    FrameFocus,
    /// The names of keys in the key bar.
    KeyHint,
    /// The total of an order.
    MoneyTotal,
    /// The amount still due.
    MoneyDue,
    /// The change to give.
    MoneyChange,
    /// The chosen row.
    Choice,
    /// Good, online, approved, as text.
    Ok,
    /// Information, as text.
    Info,
    /// A warning, unsent above zero, as text.
    Warn,
    /// An error, late, void, as text.
    Danger,
    /// READY, ONLINE after a loss.
    BadgeOk,
    /// COOKING.
    BadgeInfo,
    /// Getting old, a growing backlog.
    BadgeWarn,
    /// LATE, allergy, REFUSED, cannot save.
    BadgeDanger,
    /// OFFLINE, SYNCING.
    BadgeOffline,
    /// The head of a new ticket, NEW on the board.
    BadgeNew,
    /// The head of a ticket nobody has looked at.
    TicketHeadNew,
    /// The head of a ticket in time.
    TicketHead,
    /// The head of a ticket that is getting old.
    TicketHeadWarn,
    /// The head of a late ticket.
    TicketHeadLate,
    /// A ticket that is ready.
    TicketReady,
    /// An item that is ready or served.
    ItemDone,
    /// A voided item.
    ItemVoid,
    /// An item that is sold out; the words SOLD OUT stand beside it.
    ItemSoldOut,
    /// Numbers in preparation on the display.
    BoardPreparing,
    /// Numbers that are ready on the display.
    BoardReady,
    /// A number that has just become ready.
    BoardNew,
    /// What cannot be chosen now; the reason stands beside it in words.
    Disabled,
}

impl Role {
    /// The roles a theme file sets, with the names it uses for them.
    pub const IN_FILES: [(&'static str, Self); 22] = [
        ("surface", Self::Surface),
        ("surface.panel", Self::Panel),
        ("text", Self::Text),
        ("text.strong", Self::Strong),
        ("text.muted", Self::Muted),
        ("frame", Self::Frame),
        ("frame.focus", Self::FrameFocus),
        ("key.hint", Self::KeyHint),
        ("money.total", Self::MoneyTotal),
        ("money.due", Self::MoneyDue),
        ("money.change", Self::MoneyChange),
        ("choice", Self::Choice),
        ("ok", Self::Ok),
        ("info", Self::Info),
        ("warn", Self::Warn),
        ("danger", Self::Danger),
        ("badge.ok", Self::BadgeOk),
        ("badge.info", Self::BadgeInfo),
        ("badge.warn", Self::BadgeWarn),
        ("badge.danger", Self::BadgeDanger),
        ("badge.offline", Self::BadgeOffline),
        ("badge.new", Self::BadgeNew),
    ];

    /// The role of a theme file behind this one: a combination takes the look of another role.
    fn base(self) -> Self {
        match self {
            Self::TicketHeadNew | Self::BoardNew => Self::BadgeNew,
            Self::TicketHead => Self::Strong,
            Self::TicketHeadWarn => Self::BadgeWarn,
            Self::TicketHeadLate => Self::BadgeDanger,
            Self::TicketReady => Self::BadgeOk,
            Self::ItemDone | Self::ItemSoldOut | Self::Disabled => Self::Muted,
            Self::ItemVoid => Self::Danger,
            Self::BoardPreparing => Self::Text,
            Self::BoardReady => Self::Ok,
            Self::Surface
            | Self::Panel
            | Self::Text
            | Self::Strong
            | Self::Muted
            | Self::Frame
            | Self::FrameFocus
            | Self::KeyHint
            | Self::MoneyTotal
            | Self::MoneyDue
            | Self::MoneyChange
            | Self::Choice
            | Self::Ok
            | Self::Info
            | Self::Warn
            | Self::Danger
            | Self::BadgeOk
            | Self::BadgeInfo
            | Self::BadgeWarn
            | Self::BadgeDanger
            | Self::BadgeOffline
            | Self::BadgeNew => self,
        }
    }

    /// True for roles that set foreground and background and carry a word.
    pub fn is_badge(self) -> bool {
        matches!(
            self.base(),
            Self::BadgeOk
                | Self::BadgeInfo
                | Self::BadgeWarn
                | Self::BadgeDanger
                | Self::BadgeOffline
                | Self::BadgeNew
        )
    }

    /// What holds in every theme on top of its colours, so that no theme file can take it away.
    fn attributes(self) -> Modifier {
        let bold = self.is_badge()
            || matches!(
                self,
                Self::Strong | Self::MoneyTotal | Self::FrameFocus | Self::TicketHead
            );
        let struck = matches!(self, Self::ItemDone | Self::ItemVoid);
        let mut out = Modifier::empty();
        out.set(Modifier::BOLD, bold);
        out.set(Modifier::CROSSED_OUT, struck);
        out
    }
}

/// How one role of a theme file looks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Appearance {
    style: Style,
    brackets: bool,
    sign: String,
}

/// A whole theme: every role has a look. Without entries everything is the terminal's own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Theme {
    name: String,
    looks: Vec<(Role, Appearance)>,
}

impl Theme {
    /// The name in the theme file.
    pub fn name(&self) -> &str {
        &self.name
    }

    fn look(&self, role: Role) -> Option<&Appearance> {
        let base = role.base();
        self.looks.iter().find(|(known, _)| *known == base).map(|(_, look)| look)
    }

    /// The style of a role. Text roles leave the background alone, so that they can stand on any
    /// panel; surfaces, badges and the choice set both colours.
    pub fn style(&self, role: Role) -> Style {
        let style = self.look(role).map_or_else(Style::new, |look| look.style);
        style.add_modifier(role.attributes())
    }

    /// The text of a badge. Themes without colours put brackets around it or a sign before it, so
    /// its width is that of the answer, not that of the word.
    pub fn badge(&self, role: Role, word: &str) -> String {
        match self.look(role) {
            Some(look) if look.brackets => format!("[{word}]"),
            Some(look) if !look.sign.is_empty() && !word.starts_with(&look.sign) => {
                format!("{} {word}", look.sign)
            }
            _ => word.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(theme: &Theme, front: Role, back: Role) -> f64 {
        let front_style = theme.style(front);
        let back = front_style.bg.or(theme.style(back).bg);
        contrast(front_style.fg.unwrap(), back.unwrap()).unwrap()
    }

    #[test]
    fn s19_contrast_requirements_hold_for_every_shipped_colour_theme() {
        for name in [ThemeName::Dark, ThemeName::Light, ThemeName::HighContrast] {
            let theme = Theme::shipped(name);
            let needed = if name == ThemeName::HighContrast { 7.0 } else { 4.5 };
            for (word, role) in Role::IN_FILES {
                for back in [Role::Surface, Role::Panel] {
                    // A plain frame carries no meaning; the focused one must be told from it.
                    let least = if role == Role::Frame {
                        2.9
                    } else if role == Role::FrameFocus {
                        3.0
                    } else {
                        needed
                    };
                    let got = ratio(&theme, role, back);
                    assert!(got >= least, "{word} {got}");
                }
            }
        }
    }

    #[test]
    fn measured_ratios_are_those_of_the_design() {
        let dark = Theme::shipped(ThemeName::Dark);
        assert!((ratio(&dark, Role::Text, Role::Surface) - 15.3).abs() < 0.06);
        assert!((ratio(&dark, Role::Frame, Role::Surface) - 3.3).abs() < 0.06);
        assert!((ratio(&dark, Role::Choice, Role::Surface) - 5.2).abs() < 0.06);
        let light = Theme::shipped(ThemeName::Light);
        assert!((ratio(&light, Role::BadgeOffline, Role::Surface) - 6.8).abs() < 0.06);
    }

    #[test]
    fn mono_has_no_colour_codes_and_says_badges_in_signs() {
        let mono = Theme::shipped(ThemeName::Mono);
        for (_, role) in Role::IN_FILES {
            let style = mono.style(role);
            assert_eq!((style.fg, style.bg), (None, None));
        }
        assert_eq!(mono.badge(Role::BadgeOk, "READY"), "[READY]");
        assert_eq!(mono.badge(Role::BadgeWarn, "4 unsent"), "! 4 unsent");
        assert_eq!(mono.badge(Role::BadgeDanger, "!! LATE"), "!! LATE");
        assert_eq!(mono.badge(Role::TicketHeadNew, "NEW"), "* NEW");
        let dark = Theme::shipped(ThemeName::Dark);
        assert_eq!(dark.badge(Role::BadgeOk, "READY"), "READY");
    }

    #[test]
    fn attributes_hold_in_every_theme() {
        for name in ThemeName::SHIPPED {
            let theme = Theme::shipped(name);
            for role in [Role::Strong, Role::MoneyTotal, Role::BadgeNew, Role::TicketHeadLate] {
                assert!(theme.style(role).add_modifier.contains(Modifier::BOLD));
            }
            let done = theme.style(Role::ItemDone).add_modifier;
            assert!(done.contains(Modifier::CROSSED_OUT));
            for (_, role) in Role::IN_FILES {
                let never = Modifier::DIM | Modifier::ITALIC | Modifier::SLOW_BLINK;
                assert!(!theme.style(role).add_modifier.intersects(never));
            }
        }
    }
}
