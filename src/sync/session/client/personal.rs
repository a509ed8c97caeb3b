//! The rows of customers on the terminal's end of the link, and whether anything is left to exchange.

use super::{ClientOutput, ClientSession, Phase};
use crate::sync::session::PersonalNews;
use crate::sync::session::personal::{Asking, Step};
use crate::sync::wire::{Frame, Personal};

impl ClientSession {
    /// Whether everything known on either side has been exchanged on an open connection.
    pub fn is_settled(&self) -> bool {
        self.phase == Phase::Open
            && self.unsent() == 0
            && self.wanted() == 0
            && self.to_push() == 0
            && self.comparing.is_none()
            && self.personal.is_settled()
    }

    pub(super) fn personal_welcome(&mut self, exchanges: bool, out: &mut Vec<ClientOutput>) {
        self.exchange(out, |personal, steps| personal.welcome(exchanges, steps));
    }

    pub(super) fn personal_frame(&mut self, frame: Personal, out: &mut Vec<ClientOutput>) {
        self.exchange(out, |personal, steps| personal.frame(frame, steps));
    }

    pub(super) fn personal_news(&mut self, news: PersonalNews, out: &mut Vec<ClientOutput>) {
        self.exchange(out, |personal, steps| personal.news(news, steps));
    }

    /// Lets the exchange take something in, and does what comes out.
    fn exchange(
        &mut self,
        out: &mut Vec<ClientOutput>,
        take: impl FnOnce(&mut Asking, &mut Vec<Step>),
    ) {
        let mut steps = Vec::new();
        take(&mut self.personal, &mut steps);
        out.extend(steps.into_iter().map(|step| match step {
            Step::Send(frame) => ClientOutput::Send(Frame::Personal(frame)),
            Step::Do(work) => ClientOutput::Personal(work),
        }));
    }
}
