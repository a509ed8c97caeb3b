//! What every working screen has: a desk, the link, the time, and facts on their way to the disk.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::customers::Names;
use super::effect::Effect;
use super::msg::{LinkView, Msg, Now};
use super::search::Search;
use crate::domain::command::Command;
use crate::domain::desk::Desk;
use crate::domain::envelope::{Fact, Sealed};
use crate::domain::id::{AggregateId, OrderId, StaffId};
use crate::domain::pin::{self, Pin};
use crate::domain::rejection::Rejection;
use crate::domain::rights::{self, Act};
use crate::domain::state::Applied;
use crate::domain::time::Day;

mod draft;
mod drift;
mod tickets;
mod tries;

pub use draft::Draft;
pub use drift::Drift;
pub use tickets::Tickets;
pub use tries::Tries;

/// Why the last batch is not on the disk yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotSaved {
    /// The oldest batch that waits.
    pub batch: u64,
    /// Why, in words.
    pub reason: String,
    /// How often it was tried.
    pub tries: u32,
}

/// What was refused because somebody has to approve it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Who asked for it, by name.
    pub who: String,
    /// What needs the approval.
    pub act: Act,
    /// What was to be done.
    pub command: Command,
}

/// The common part of a screen's model.
#[derive(Debug, Clone, PartialEq)]
pub struct Front {
    /// State and pen of this terminal.
    pub desk: Desk,
    /// The link as the status line shows it.
    pub link: LinkView,
    /// The time of the last message.
    pub now: Now,
    /// True while this terminal has a drawer for cash.
    pub drawer: bool,
    /// True on a throw-away copy of the data, on which people learn.
    pub training: bool,
    /// True when another program holds the data: everything is refused here.
    pub looks_only: bool,
    /// Set while something cannot be saved.
    pub not_saved: Option<NotSaved>,
    /// What was refused because somebody has to approve it.
    pub wanted: Option<Wanted>,
    /// Who has just approved it; set while it is done once more.
    pub approver: Option<StaffId>,
    /// The clock beside the hub's.
    pub drift: Drift,
    /// Wrong PINs at approvals.
    pub approvals: Tries,
    /// Wrong PINs at the lock.
    pub locks: Tries,
    /// What is looked for on the disk.
    pub search: Search,
    /// Who the invoices of orders are for; in no journal.
    pub invoices: BTreeMap<OrderId, Vec<String>>,
    /// What opens the drawer, where a command of the machine does.
    kick: Option<Effect>,
    /// Bills of a split that are made only when the first of them is paid.
    pub draft: Option<Draft>,
    /// What is printed of the kitchen's tickets here.
    pub tickets: Tickets,
    /// The names of customers, as far as they were asked for.
    pub customers: Names,
    asked: u64,
    /// Since when something is on its way to the disk, in monotonic milliseconds.
    saving_since: u64,
    last_batch: u64,
    waiting: BTreeMap<u64, Option<(u64, Vec<AggregateId>)>>,
    /// The business day of the last tick.
    today: Option<Day>,
}

impl Front {
    /// A screen over this desk.
    pub fn new(desk: Desk, now: Now) -> Self {
        Self {
            desk,
            link: LinkView::default(),
            now,
            drawer: true,
            training: false,
            looks_only: false,
            not_saved: None,
            wanted: None,
            approver: None,
            drift: Drift::default(),
            approvals: Tries::default(),
            locks: Tries::default(),
            search: Search::default(),
            invoices: BTreeMap::new(),
            kick: None,
            draft: None,
            tickets: Tickets::default(),
            customers: Names::default(),
            asked: 0,
            saving_since: 0,
            last_batch: 0,
            waiting: BTreeMap::new(),
            today: None,
        }
    }

    /// The number of the next question to what is beside the loop.
    pub fn question(&mut self) -> u64 {
        self.asked = self.asked.saturating_add(1);
        self.asked
    }

    /// Decides and applies a command; the effect makes it durable. The answer's number is the
    /// batch to wait for before anything is said to be done.
    ///
    /// # Errors
    /// A [`Rejection`]; nothing has changed then.
    pub fn act(&mut self, command: &Command) -> Result<(u64, Vec<Effect>), Rejection> {
        if self.looks_only {
            return Err(Rejection::LooksOnly);
        }
        let staff = self.desk.staff().clone();
        let drafted = self.of_draft(command);
        let command = drafted.as_ref().map_or(command, |(command, _)| command);
        let made = self.desk.act_as(command, self.now.at, staff, self.approver.clone());
        if let Err(Rejection::NeedsApproval { who, act }) = &made {
            let command = command.clone();
            self.wanted = Some(Wanted { who: who.clone(), act: *act, command });
        }
        let made = made?;
        if drafted.is_some_and(|(_, makes)| makes) {
            self.draft = None;
        }
        Ok(self.adopt(made))
    }

    /// Asks whose PIN it is: the effect, and the number that its answer bears.
    pub fn check_pin(&mut self, pin: &Pin, first: Option<&StaffId>) -> (u64, Effect) {
        self.asked = self.asked.saturating_add(1);
        let people = pin::people(&self.desk.state, first);
        (self.asked, Effect::CheckPin { id: self.asked, pin: pin.clone(), people })
    }

    /// Asks for a PIN to be kept: the effect, and the number that its answer bears.
    pub fn keep_pin(&mut self, pin: &Pin, of: Option<&StaffId>) -> (u64, Effect) {
        self.asked = self.asked.saturating_add(1);
        let mut others = pin::people(&self.desk.state, None);
        others.retain(|(id, _)| Some(id) != of);
        (self.asked, Effect::KeepPin { id: self.asked, pin: pin.clone(), others })
    }

    /// Takes responsibility for facts that this desk has sealed: the effect makes them durable,
    /// the number is the batch to wait for.
    pub fn adopt(&mut self, sealed: Vec<Sealed>) -> (u64, Vec<Effect>) {
        if sealed.is_empty() {
            return (self.last_batch, Vec::new());
        }
        if self.waiting.is_empty() {
            self.saving_since = self.now.mono;
        }
        self.last_batch = self.last_batch.saturating_add(1);
        self.waiting.insert(self.last_batch, None);
        (self.last_batch, vec![Effect::Append { batch: self.last_batch, sealed }])
    }

    /// The same screen on a terminal with or without a drawer for cash.
    #[must_use]
    pub fn with_drawer(mut self, drawer: bool) -> Self {
        self.drawer = drawer;
        self
    }

    /// The same screen on a terminal whose drawer a command opens.
    #[must_use]
    pub fn with_kick(mut self, kicks: bool) -> Self {
        self.kick = (kicks && self.drawer).then_some(Effect::Kick);
        self
    }

    /// What opens the drawer, where a command does.
    pub fn kick(&self) -> Option<Effect> {
        self.kick.clone().filter(|_| !self.training)
    }

    /// The words above everything that is printed here, when it is no real sale.
    pub const fn mark(&self) -> Option<&'static str> {
        if self.training { Some("TRAINING - NOT A SALE") } else { None }
    }

    /// True when whoever works here may see what the drawer should hold before it is counted.
    pub fn may_see_expected(&self) -> bool {
        let state = &self.desk.state;
        let role = rights::role(state, self.desk.staff());
        role.is_ok_and(|role| {
            role.is_none_or(|role| rights::may(state.settings(), role, Act::SeeExpected))
        })
    }

    /// True once the batch and all before it are on the disk.
    pub fn is_durable(&self, batch: u64) -> bool {
        self.waiting.first_key_value().is_none_or(|(oldest, _)| *oldest > batch)
    }

    /// True while something is on its way to the disk.
    pub fn is_saving(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// For how long something has been on its way to the disk, in milliseconds.
    pub fn saving_ms(&self) -> Option<u64> {
        self.is_saving().then(|| self.now.mono.saturating_sub(self.saving_since))
    }

    /// Takes in what concerns every screen: time, disk, link, facts of others, other programs'
    /// questions. Answers the effects; the caller then looks at the message for itself.
    pub fn absorb(&mut self, msg: &Msg, now: Now) -> Vec<Effect> {
        self.now = now;
        self.customers.absorb(msg);
        match msg {
            Msg::Durable { batch } => {
                let mut effects = self.durable(*batch);
                effects.extend(self.print_tickets());
                effects
            }
            Msg::NotSaved { batch, reason, tries } => {
                self.not_saved =
                    Some(NotSaved { batch: *batch, reason: reason.clone(), tries: *tries });
                Vec::new()
            }
            Msg::Arrived(facts) | Msg::Known(facts) => {
                let mut load = Vec::new();
                for fact in facts {
                    if let Applied::NeedsLoad(aggregate) = self.desk.state.apply(fact)
                        && !load.contains(&Effect::Load(aggregate.clone()))
                    {
                        load.push(Effect::Load(aggregate));
                    }
                }
                self.plan_again();
                load
            }
            Msg::TookBack(envelopes) => {
                for sealed in envelopes {
                    self.desk.takes_back(sealed);
                    let _: Applied = self.desk.state.load(&sealed.fact);
                }
                Vec::new()
            }
            Msg::Disowned(facts) => self.disown(facts),
            Msg::Loaded(_, facts) => {
                for fact in facts {
                    let _: Applied = self.desk.state.load(fact);
                }
                Vec::new()
            }
            Msg::Searched { id, found } => {
                self.search.answered(*id, found);
                Vec::new()
            }
            Msg::Link(link) => {
                self.link = link.clone();
                // A hub is called by its name once that is known; its address is among the facts.
                if let Some(name) = self.desk.state.hub_name() {
                    self.link.hub = name;
                }
                let mut effects = self.print_tickets();
                effects.extend(self.watch_clock());
                effects
            }
            Msg::Asked { id, commands } => self.asked(*id, commands),
            Msg::Learnt(learnt) => {
                self.desk.state.learn(Arc::clone(learnt));
                Vec::new()
            }
            Msg::Tick => {
                self.let_go();
                Vec::new()
            }
            Msg::Input(_)
            | Msg::Warn(_)
            | Msg::PinChecked { .. }
            | Msg::Paired(_)
            | Msg::PinKept { .. }
            | Msg::Customers(_)
            | Msg::Terminate => Vec::new(),
        }
    }

    /// Lets go of what needs nobody any more once a business day has ended: a terminal may run for
    /// months. What is wanted again is read from the disk, so nothing goes that is not there yet.
    fn let_go(&mut self) {
        let today = self.desk.state.settings().clock().day(self.now.at);
        if self.is_saving() || self.today == Some(today) {
            return;
        }
        if self.today.replace(today).is_some() {
            self.desk.state.forget_closed(self.now.at);
        }
    }

    /// Takes out what is in no journal, and reads again what the journals say.
    fn disown(&mut self, facts: &[Arc<Fact>]) -> Vec<Effect> {
        self.desk.state.disown(facts);
        self.plan_again();
        let mut load = Vec::new();
        for fact in facts {
            let again = Effect::Load(fact.aggregate.clone());
            if !load.contains(&again) {
                load.push(again);
            }
        }
        load
    }

    fn durable(&mut self, batch: u64) -> Vec<Effect> {
        let asked = self.waiting.remove(&batch).flatten();
        if self.not_saved.as_ref().is_some_and(|waits| waits.batch <= batch) {
            self.not_saved = None;
        }
        asked.map(|(id, result)| Effect::Answer { id, result: Ok(result) }).into_iter().collect()
    }

    fn asked(&mut self, id: u64, commands: &[Command]) -> Vec<Effect> {
        let mut effects = Vec::new();
        let mut changed = Vec::new();
        for command in commands {
            let made = self.desk.act(command, self.now.at).map(|sealed| self.adopt(sealed));
            match made {
                Ok((_, made)) => {
                    for effect in &made {
                        if let Effect::Append { sealed, .. } = effect {
                            changed.extend(sealed.iter().map(|one| one.fact.aggregate.clone()));
                        }
                    }
                    effects.extend(made);
                }
                Err(rejection) => {
                    effects.push(Effect::Answer { id, result: Err(rejection) });
                    return effects;
                }
            }
        }
        changed.dedup();
        if effects.is_empty() {
            effects.push(Effect::Answer { id, result: Ok(changed) });
        } else {
            self.waiting.insert(self.last_batch, Some((id, changed)));
        }
        effects
    }
}
