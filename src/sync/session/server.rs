//! The hub's end of one connection: who speaks, what it pushes, what it still misses.

use super::Now;
use super::personal::{Answering, Step};
use crate::domain::frontier::Frontier;
use crate::domain::id::{SiteId, TerminalId, TerminalKind};
use crate::sync::frontier;
use crate::sync::plan::Window;
use crate::sync::wire::{
    BEAT_MS, Beat, COMPARED_PLACES_MAX, Forked, Frame, HUB_SILENCE_MS, Hello, Limits,
    PROTOCOL_VERSION, Refused, SILENCE_MS, STALL_MS, Want, Welcome,
};

mod aside;
mod forward;
mod io;
mod take;

pub use aside::AHEAD_ROWS_MAX;
pub use io::{AppendFault, Grant, Notice, ServerInput, ServerOutput};

/// How far a session is.
#[derive(Debug, Clone, PartialEq)]
enum Phase {
    /// Waiting for `hello`.
    Silent,
    /// The credential is being checked.
    Checking(Box<Hello>),
    /// In step.
    Open,
    /// Ended.
    Closed,
}

/// An append under way: its ticket and where it ends.
#[derive(Debug, Clone, PartialEq)]
struct Pending {
    ticket: u64,
    heads: Frontier,
    unknown: Vec<(TerminalId, u64)>,
}

/// The hub's end of one connection.
#[derive(Debug, Clone)]
pub struct ServerSession {
    site: SiteId,
    hub: TerminalId,
    limits: Limits,
    phase: Phase,
    peer: TerminalId,
    /// What the peer was paired as.
    kind: TerminalKind,
    want: Want,
    /// The ends of the journals that the peer may push: held, or on their way to the disk.
    received: Frontier,
    /// Whether the peer may push every journal.
    recover: bool,
    pending: std::collections::VecDeque<Pending>,
    tickets: u64,
    /// What is on the hub's disk, as far as this session has heard.
    known: Frontier,
    /// What the peer has or was sent.
    sent: Frontier,
    /// Journals of which the peer holds another branch, or that cannot be read.
    blocked: std::collections::BTreeSet<TerminalId>,
    /// Frames of events on their way, by their number.
    window: Window<u64>,
    no: u64,
    reading: Option<TerminalId>,
    /// Whether places of a journal are being read for the peer; it asks for the next ones afterwards.
    comparing: bool,
    personal: Answering,
    ahead: aside::Ahead,
    last_heard: u64,
    next_beat: u64,
    /// When the window was empty or `held` came, last.
    progress: u64,
    armed: Option<u64>,
}

impl ServerSession {
    /// A session on a connection that was just made.
    pub fn new(site: SiteId, hub: TerminalId, limits: Limits, now: Now) -> Self {
        Self {
            site,
            hub,
            limits,
            phase: Phase::Silent,
            peer: TerminalId(0),
            kind: TerminalKind::Display,
            want: Want::All,
            received: Frontier::default(),
            recover: false,
            pending: std::collections::VecDeque::new(),
            tickets: 0,
            known: Frontier::default(),
            sent: Frontier::default(),
            blocked: std::collections::BTreeSet::new(),
            window: Window::new(limits.window),
            no: 0,
            reading: None,
            comparing: false,
            personal: Answering::default(),
            ahead: aside::Ahead::default(),
            last_heard: now.mono,
            next_beat: u64::MAX,
            progress: now.mono,
            armed: None,
        }
    }

    /// Who speaks, once the credential was accepted.
    pub fn peer(&self) -> Option<TerminalId> {
        (self.phase == Phase::Open).then_some(self.peer)
    }

    /// Takes what happened and says what to do.
    pub fn handle(&mut self, input: ServerInput, now: Now) -> Vec<ServerOutput> {
        let mut out = Vec::new();
        if self.phase == Phase::Closed {
            return out;
        }
        match input {
            ServerInput::Frame(frame) => self.frame(frame, now, &mut out),
            ServerInput::Garbage(why) => {
                let sentence = format!("{why}: update this terminal");
                self.refuse("frame", sentence, false, &mut out);
            }
            ServerInput::Admitted(grant) => self.admitted(grant, now, &mut out),
            ServerInput::Denied(refused) => {
                self.refuse(&refused.code, refused.sentence, refused.permanent, &mut out);
            }
            ServerInput::Rows { terminal, rows } => self.rows(terminal, &rows, &mut out),
            ServerInput::ReadFailed { terminal, why } => {
                self.unreadable(terminal, &why, &mut out);
            }
            ServerInput::Places(places) => {
                self.comparing = false;
                if self.phase == Phase::Open {
                    out.push(ServerOutput::Send(Frame::Places(places)));
                }
            }
            ServerInput::Committed(rows) => self.committed(&rows, &mut out),
            ServerInput::Behind(disk) => {
                self.behind(&disk);
                self.read_ahead_again();
            }
            ServerInput::Ahead(rows) => self.take_ahead(rows),
            ServerInput::Appended { ticket, result } => self.appended(ticket, result, &mut out),
            ServerInput::Personal(news) => {
                self.exchange(&mut out, |personal, steps| personal.news(news, steps));
            }
            ServerInput::Tick => self.armed = None,
            ServerInput::Closed => self.phase = Phase::Closed,
        }
        self.drive(now, &mut out);
        out
    }

    fn frame(&mut self, frame: Frame, now: Now, out: &mut Vec<ServerOutput>) {
        self.last_heard = now.mono;
        match (frame, &self.phase) {
            (Frame::Hello(hello), Phase::Silent) => self.hello(hello, out),
            (Frame::Push(push), Phase::Open) => self.push(&push, out),
            (Frame::Held(held), Phase::Open) => {
                self.progress = now.mono;
                self.window.answered(|no| *no <= held.no);
                self.holds(held.heads, out);
            }
            (Frame::Quarantined(one), Phase::Open) => {
                out.push(ServerOutput::Notice(Notice::Quarantined(one)));
            }
            (Frame::Beat(beat), Phase::Open) => {
                let offset_ms = beat.clock.saturating_sub(now.wall);
                out.push(ServerOutput::Notice(Notice::Clock { terminal: self.peer, offset_ms }));
            }
            (Frame::Personal(frame), Phase::Open) => {
                self.exchange(out, |personal, steps| personal.frame(frame, steps));
            }
            (Frame::Compare(compare), Phase::Open)
                if compare.places.len() <= COMPARED_PLACES_MAX && !self.comparing =>
            {
                self.comparing = true;
                out.push(ServerOutput::ReadPlaces(compare));
            }
            (frame, _) => {
                let sentence = format!("`{}` came out of turn: update this terminal", frame.name());
                self.refuse("frame", sentence, false, out);
            }
        }
    }

    /// The peer says what is on its disk. Of journals that the hub does not know nothing is kept: a
    /// peer may name as many as it likes.
    fn holds(&self, mut heads: Frontier, out: &mut Vec<ServerOutput>) {
        let own = self.peer;
        heads.0.retain(|journal, _| *journal == own || self.known.0.contains_key(journal));
        out.push(ServerOutput::Held { terminal: own, heads });
    }

    /// Lets the exchange of customers take something in, and does what comes out.
    fn exchange(
        &mut self,
        out: &mut Vec<ServerOutput>,
        take: impl FnOnce(&mut Answering, &mut Vec<Step>),
    ) {
        let mut steps = Vec::new();
        take(&mut self.personal, &mut steps);
        out.extend(steps.into_iter().map(|step| match step {
            Step::Send(frame) => ServerOutput::Send(Frame::Personal(frame)),
            Step::Do(work) => ServerOutput::Personal(work),
        }));
    }

    fn hello(&mut self, hello: Box<Hello>, out: &mut Vec<ServerOutput>) {
        if hello.protocol != PROTOCOL_VERSION {
            let sentence = format!(
                "This terminal speaks version {} of the protocol and the hub {PROTOCOL_VERSION}: \
                 update the older of the two.",
                hello.protocol
            );
            return self.refuse("version", sentence, true, out);
        }
        if hello.site != self.site {
            let sentence = "This terminal belongs to another site: pair it with this hub first.";
            return self.refuse("site", sentence.to_owned(), true, out);
        }
        out.push(ServerOutput::Authorise {
            terminal: hello.terminal,
            credential: hello.credential.clone(),
        });
        self.phase = Phase::Checking(hello);
    }

    fn admitted(&mut self, grant: Grant, now: Now, out: &mut Vec<ServerOutput>) {
        let Phase::Checking(hello) = std::mem::replace(&mut self.phase, Phase::Open) else {
            self.phase = Phase::Closed;
            return;
        };
        self.peer = hello.terminal;
        self.want = hello.want;
        self.kind = grant.kind;
        self.received = grant.frontier.clone();
        self.recover = grant.recover;
        let forks = frontier::forks(&grant.frontier, &hello.frontier);
        let missing = if grant.recover {
            Vec::new()
        } else {
            frontier::missing(&grant.frontier, &hello.frontier)
        };
        for gap in missing {
            if gap.terminal != self.peer {
                let (terminal, seq) = (gap.terminal, gap.to);
                out.push(ServerOutput::Notice(Notice::Ahead { terminal, seq }));
            }
        }
        let personal = grant.personal && self.want == Want::All;
        self.personal.admit(personal);
        self.behind(&grant.frontier);
        self.sent = hello.frontier;
        self.follow_wanted();
        self.begin_ahead(hello.aside);
        self.holds(self.sent.clone(), out);
        self.next_beat = now.mono.saturating_add(BEAT_MS);
        out.push(ServerOutput::Send(Frame::Welcome(Box::new(Welcome {
            protocol: PROTOCOL_VERSION,
            hub: self.hub,
            site: self.site,
            frontier: grant.frontier,
            clock: now.wall,
            limits: self.limits,
            beat_ms: BEAT_MS,
            letter: grant.letter,
            personal,
            recover: grant.recover,
        }))));
        for journal in forks {
            self.diverged(journal, self.sent.head(journal).seq, out);
        }
    }

    /// Ends the connection with a code and a sentence.
    fn refuse(
        &mut self,
        code: &str,
        sentence: String,
        permanent: bool,
        out: &mut Vec<ServerOutput>,
    ) {
        let refused = Refused { code: code.to_owned(), sentence: sentence.clone(), permanent };
        out.push(ServerOutput::Send(Frame::Refused(refused)));
        out.push(ServerOutput::Close(sentence));
        self.phase = Phase::Closed;
    }

    /// The peer holds another branch of a journal: nothing of it goes either way before the peer has
    /// filed its own under a name of its own.
    fn diverged(&mut self, journal: TerminalId, seq: u64, out: &mut Vec<ServerOutput>) {
        if self.blocked.insert(journal) {
            out.push(ServerOutput::Notice(Notice::Forked { terminal: journal, seq }));
            out.push(ServerOutput::Send(Frame::Forked(Forked { journal, seq })));
        }
    }

    /// What is due by time, and what there is room to send.
    fn drive(&mut self, now: Now, out: &mut Vec<ServerOutput>) {
        if self.phase == Phase::Closed {
            return;
        }
        if self.window.is_empty() {
            self.progress = now.mono;
        }
        let patience = if self.phase == Phase::Silent { SILENCE_MS } else { HUB_SILENCE_MS };
        let silent_from = self.last_heard.saturating_add(patience);
        let silent = now.mono >= silent_from;
        let stalled = now.mono >= self.progress.saturating_add(STALL_MS);
        if silent || stalled {
            out.push(ServerOutput::Close("nothing was heard from the terminal".to_owned()));
            self.phase = Phase::Closed;
            return;
        }
        if self.phase == Phase::Open {
            if now.mono >= self.next_beat {
                self.next_beat = now.mono.saturating_add(BEAT_MS);
                let digest = frontier::digest(&self.known);
                out.push(ServerOutput::Send(Frame::Beat(Beat { clock: now.wall, digest })));
            }
            self.pump(out);
        }
        let due = silent_from.min(self.next_beat);
        // A deadline that moved later needs no new timer: the earlier tick finds nothing to do.
        if self.armed.is_none_or(|armed| armed > due || armed <= now.mono) {
            self.armed = Some(due);
            out.push(ServerOutput::ArmTimer(due));
        }
    }
}

#[cfg(test)]
mod tests;
