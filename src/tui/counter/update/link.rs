//! The link in words: each change is said once, short drops are not said at all.

use crate::sync::status::LinkStatus;
use crate::tui::counter::model::{LinkSaid, Model};
use crate::tui::widgets::{Message, MessageKind};

/// A drop shorter than this many milliseconds is not worth a message.
const SHORT_DROP_MS: i64 = 5_000;

/// A refusal is said again after this many milliseconds.
const REFUSED_AGAIN_MS: i64 = 30 * 60_000;

impl Model {
    /// Says that the clock of this terminal is off.
    fn say_clock(&mut self) {
        if let Some(words) = self.front.clock_news() {
            let message = Message::new(MessageKind::Warning, words);
            self.say_message(message.with_right("F10 n Details"));
        }
    }

    pub(super) fn watch_link(&mut self) {
        self.say_clock();
        let now = self.front.now.at;
        let clock = self.front.desk.state.settings().clock();
        let waits = self.front.link.unsent;
        match self.front.link.status.clone() {
            LinkStatus::Offline { since, .. } => {
                let last = self.front.link.last_contact.map_or(since, |contact| contact.0);
                let lasted = now.0.saturating_sub(since.max(last)) >= SHORT_DROP_MS;
                if self.link_said == LinkSaid::Offline || !lasted {
                    return;
                }
                self.link_said = LinkSaid::Offline;
                let since = clock.hours_minutes(crate::domain::time::At(last));
                let waits = match waits {
                    0 => "nothing waits".to_owned(),
                    1 => "1 change waits".to_owned(),
                    many => format!("{many} changes wait"),
                };
                let words = format!("Hub not reachable since {since}. Selling goes on, {waits}.");
                self.say_message(
                    Message::new(MessageKind::Warning, words).with_right("F10 n Details"),
                );
            }
            LinkStatus::Refused { .. } => {
                let again =
                    self.refused_said.is_some_and(|said| now.since(said) >= REFUSED_AGAIN_MS);
                if self.link_said == LinkSaid::Refused && !again {
                    return;
                }
                self.link_said = LinkSaid::Refused;
                self.refused_said = Some(now);
                let words = "The hub refuses this terminal. Sell on, nothing is lost.";
                let message = Message::new(MessageKind::Error, words);
                self.say_message(message.with_right("F10 n Details"));
            }
            LinkStatus::Online { .. } | LinkStatus::Syncing { .. } => {
                if self.link_said == LinkSaid::Well {
                    return;
                }
                self.link_said = LinkSaid::Well;
                self.messages.solved();
                let time = clock.hours_minutes(now);
                self.say(MessageKind::Info, format!("Hub reached again at {time}."));
            }
            LinkStatus::Alone | LinkStatus::Connecting => {}
        }
    }
}
