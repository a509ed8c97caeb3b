//! The terminal's end of the link, over the whole life of the link: connecting, greeting, pushing,
//! receiving, giving up and trying again.

use std::collections::{BTreeSet, VecDeque};

use super::Now;
use super::personal::Asking;
use crate::domain::frontier::{Frontier, Head};
use crate::domain::id::TerminalId;
use crate::sync::frontier;
use crate::sync::plan::Window;
use crate::sync::status::{LinkReport, LinkStatus};
use crate::sync::wire::{
    BEAT_MS, Beat, Frame, Hello, Limits, PROTOCOL_VERSION, SILENCE_MS, STALL_MS, Welcome,
};

mod aside;
mod end;
mod fork;
mod io;
mod personal;
mod push;
mod receive;
mod show;

use fork::Comparing;
pub use fork::Filed;
pub use io::{ClientInput, ClientOutput, Me};
use receive::Pending;

/// How long to wait before a hub that refused for good is asked again, milliseconds.
const REFUSED_RETRY_MS: u64 = 30_000;

/// More unsent or missing envelopes than this show as SYNCING also after the first catching up.
const BACKLOG_SHOWN: u64 = 256;

/// Where the link stands.
#[derive(Debug, Clone, PartialEq)]
enum Phase {
    Idle,
    Waiting { until: u64 },
    Connecting { since: u64 },
    Greeting,
    Open,
    Stopped,
}

/// The terminal's end of the link.
#[derive(Debug, Clone)]
pub struct ClientSession {
    me: Me,
    seed: u64,
    /// What is on this disk.
    durable: Frontier,
    /// The journal that this terminal writes: that of its identity, or a branch of it.
    own_journal: TerminalId,
    /// The last place that it shares with the journal it left; 0 when it is no branch.
    own_base: u64,
    /// The own journal's place that the hub has durable.
    acked: u64,
    phase: Phase,
    attempt: u32,
    /// What is on this disk or on its way to it.
    arriving: Frontier,
    pending: VecDeque<Pending>,
    tickets: u64,
    hello_due: bool,
    /// The number of the last frame of events on this connection.
    last_no: u64,
    /// Pushed frames on their way, by their last place.
    window: Window<(TerminalId, Head)>,
    /// The last own place sent on this connection.
    sent: Head,
    /// The journal whose rows are being read to push.
    reading: Option<TerminalId>,
    /// How far other journals were pushed on this connection.
    others: Frontier,
    /// Branches that wait until the journals they left are on the hub's disk.
    later: BTreeSet<TerminalId>,
    /// Whether the hub is filled again, with everything that is held here.
    recovers: bool,
    /// The search for the place where two branches part.
    comparing: Option<Comparing>,
    limits: Limits,
    /// What the hub said it holds.
    target: Frontier,
    /// Journals that cannot go on here until somebody acts.
    blocked: BTreeSet<TerminalId>,
    personal: Asking,
    /// What must be held before this terminal is whole.
    until: Option<Frontier>,
    caught_up: bool,
    last_heard: u64,
    next_beat: u64,
    /// When the window was empty or an acknowledgement came, last.
    progress: u64,
    report: LinkReport,
    shown: Option<LinkReport>,
    armed: Option<u64>,
}

impl ClientSession {
    /// A link that has not begun. `durable` is the frontier on this disk, `acked` the own place that
    /// a hub acknowledged before, `seed` any random bits for the jitter of the waits.
    pub fn new(me: Me, durable: Frontier, acked: u64, seed: u64) -> Self {
        let report = LinkReport { status: LinkStatus::Connecting, ..LinkReport::default() };
        Self {
            seed,
            own_journal: me.terminal,
            own_base: 0,
            me,
            arriving: durable.clone(),
            durable,
            acked,
            phase: Phase::Idle,
            attempt: 0,
            pending: VecDeque::new(),
            tickets: 0,
            hello_due: false,
            last_no: 0,
            window: Window::new(1),
            sent: Head::NONE,
            reading: None,
            others: Frontier::default(),
            later: BTreeSet::new(),
            recovers: false,
            comparing: None,
            limits: Limits::default(),
            target: Frontier::default(),
            blocked: BTreeSet::new(),
            personal: Asking::default(),
            until: None,
            caught_up: false,
            last_heard: 0,
            next_beat: 0,
            progress: 0,
            report,
            shown: None,
            armed: None,
        }
    }

    /// The same for a terminal that writes a branch of its journal, which shares everything up to
    /// `base` with the journal it left.
    #[must_use]
    pub fn on_journal(self, journal: TerminalId, base: u64) -> Self {
        let acked = self.acked.max(base);
        Self { own_journal: journal, own_base: base, acked, ..self }
    }

    /// The journal that this terminal writes.
    pub const fn journal(&self) -> TerminalId {
        self.own_journal
    }

    /// The end of the own journal on this disk.
    pub fn own(&self) -> Head {
        self.durable.head(self.own_journal)
    }

    /// Own envelopes that the hub has not acknowledged.
    pub fn unsent(&self) -> u64 {
        self.own().seq.saturating_sub(self.acked)
    }

    /// What to show now.
    pub const fn report(&self) -> &LinkReport {
        &self.report
    }

    /// What is on this disk, as this session knows it.
    pub const fn durable(&self) -> &Frontier {
        &self.durable
    }

    /// Takes what happened and says what to do.
    pub fn handle(&mut self, input: ClientInput, now: Now) -> Vec<ClientOutput> {
        let mut out = Vec::new();
        match input {
            ClientInput::Start | ClientInput::TryNow => self.try_now(now),
            ClientInput::Credential(credential) => {
                self.me.credential = credential;
                self.try_now(now);
            }
            ClientInput::Connected => self.connected(now, &mut out),
            ClientInput::Frame(frame) => self.frame(frame, now, &mut out),
            ClientInput::Heard => self.last_heard = now.mono,
            ClientInput::Garbage(why) => self.drop_link(&why, now, &mut out),
            ClientInput::Closed(why) => self.fail(&why, now),
            ClientInput::Denied(refused) => self.refused(refused, now, &mut out),
            ClientInput::Rows { journal, rows } => self.rows(journal, &rows, now, &mut out),
            ClientInput::ReadFailed(why) => {
                self.reading = None;
                self.drop_link(&why, now, &mut out);
            }
            ClientInput::OwnGrew(rows) => self.own_grew(&rows, &mut out),
            ClientInput::OwnHead { journal, base, head } => {
                self.own_is(journal, base, head, now, &mut out);
            }
            ClientInput::Compared { same, other } => self.compared(same, other, now, &mut out),
            ClientInput::Refiled { journal, result } => {
                self.refiled(journal, result, now, &mut out);
            }
            ClientInput::Appended { ticket, result } => {
                self.appended(ticket, result, now, &mut out);
            }
            ClientInput::Personal(news) => self.personal_news(news, &mut out),
            ClientInput::Tick => self.armed = None,
            ClientInput::Stop => {
                out.push(ClientOutput::Close("the link was stopped".to_owned()));
                self.phase = Phase::Stopped;
            }
        }
        self.drive(now, &mut out);
        self.tell(now, &mut out);
        out
    }

    fn try_now(&mut self, now: Now) {
        match self.phase {
            Phase::Idle | Phase::Stopped | Phase::Waiting { .. } => {
                self.phase = Phase::Waiting { until: now.mono };
            }
            Phase::Connecting { .. } | Phase::Greeting | Phase::Open => {}
        }
    }

    fn connected(&mut self, now: Now, out: &mut Vec<ClientOutput>) {
        if !matches!(self.phase, Phase::Connecting { .. }) {
            return;
        }
        self.phase = Phase::Greeting;
        self.last_heard = now.mono;
        self.hello_due = true;
        self.greet(now, out);
    }

    /// Says hello once every earlier append is settled, so that the frontier is the disk's.
    fn greet(&mut self, now: Now, out: &mut Vec<ClientOutput>) {
        if !self.hello_due || !self.pending.is_empty() {
            return;
        }
        self.hello_due = false;
        self.arriving = self.durable.clone();
        out.push(ClientOutput::Send(Frame::Hello(Box::new(Hello {
            protocol: PROTOCOL_VERSION,
            site: self.me.site,
            terminal: self.me.terminal,
            credential: self.me.credential.clone(),
            frontier: self.durable.clone(),
            clock: now.wall,
            want: self.me.want.clone(),
            aside: self.is_fresh(),
        }))));
    }

    fn frame(&mut self, frame: Frame, now: Now, out: &mut Vec<ClientOutput>) {
        self.last_heard = now.mono;
        match (frame, &self.phase) {
            (Frame::Refused(refused), Phase::Greeting | Phase::Open) => {
                self.refused(refused, now, out);
            }
            (Frame::Welcome(welcome), Phase::Greeting) => self.welcome(*welcome, now, out),
            (Frame::Ack(ack), Phase::Open) => {
                self.progress = now.mono;
                self.ack(ack, out);
            }
            (Frame::Forked(forked), Phase::Open) => {
                self.diverged(forked.journal, forked.seq, out);
            }
            (Frame::Places(places), Phase::Open) => self.places(places, out),
            (Frame::Events(events), Phase::Open) => self.events(&events, now, out),
            (Frame::Beat(beat), Phase::Open) => {
                self.attempt = 0;
                self.report.offset_ms = Some(beat.clock.saturating_sub(now.wall));
                self.report.last_contact = Some(now.wall);
            }
            (Frame::Quarantined(one), Phase::Open) => self.quarantined(one),
            (Frame::Personal(frame), Phase::Open) => self.personal_frame(frame, out),
            (Frame::Aside(aside), Phase::Open) => self.aside(&aside, now, out),
            (frame, _) => {
                let why = format!("the hub said `{}` out of turn", frame.name());
                self.drop_link(&why, now, out);
            }
        }
    }

    fn welcome(&mut self, welcome: Welcome, now: Now, out: &mut Vec<ClientOutput>) {
        if welcome.protocol != PROTOCOL_VERSION || welcome.site != self.me.site {
            let sentence = if welcome.site == self.me.site {
                "The hub speaks another version of the protocol: update the older of the two."
            } else {
                "The hub belongs to another site: pair this terminal with it or change `hub` in \
                 config.toml."
            };
            return self.refuse_ourselves("version", sentence.to_owned(), now, out);
        }
        self.phase = Phase::Open;
        self.caught_up = false;
        self.last_no = 0;
        self.blocked.clear();
        self.comparing = None;
        self.reading = None;
        self.others = Frontier::default();
        self.later.clear();
        self.recovers = welcome.recover;
        self.report.recovers = welcome.recover;
        self.report.forked = 0;
        self.report.stopped = None;
        self.limits = welcome.limits;
        self.window = Window::new(welcome.limits.window);
        self.next_beat = now.mono.saturating_add(BEAT_MS);
        self.report.offset_ms = Some(welcome.clock.saturating_sub(now.wall));
        self.report.last_contact = Some(now.wall);
        self.personal_welcome(welcome.personal, out);
        self.target = welcome.frontier;
        self.begin_incomplete(out);
        self.agree_on_own(out);
    }

    /// What is due by time.
    fn drive(&mut self, now: Now, out: &mut Vec<ClientOutput>) {
        if self.window.is_empty() {
            self.progress = now.mono;
        }
        match self.phase {
            Phase::Waiting { until } if now.mono >= until => {
                self.phase = Phase::Connecting { since: now.mono };
                out.push(ClientOutput::Connect);
            }
            Phase::Connecting { since } if now.mono >= since.saturating_add(SILENCE_MS) => {
                self.drop_link("the hub does not answer", now, out);
            }
            Phase::Greeting | Phase::Open
                if now.mono >= self.last_heard.saturating_add(SILENCE_MS) =>
            {
                self.drop_link("nothing was heard from the hub for 5 seconds", now, out);
            }
            Phase::Open if now.mono >= self.progress.saturating_add(STALL_MS) => {
                self.drop_link("the hub does not acknowledge what was sent", now, out);
            }
            Phase::Open => {
                if now.mono >= self.next_beat {
                    self.next_beat = now.mono.saturating_add(BEAT_MS);
                    let digest = frontier::digest(&self.durable);
                    out.push(ClientOutput::Send(Frame::Beat(Beat { clock: now.wall, digest })));
                }
                self.pump(out);
            }
            Phase::Idle
            | Phase::Stopped
            | Phase::Greeting
            | Phase::Waiting { .. }
            | Phase::Connecting { .. } => {}
        }
    }
}

#[cfg(test)]
mod tests;
