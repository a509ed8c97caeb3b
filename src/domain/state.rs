//! Everything a terminal knows now: the folds of the loaded aggregates and its own counters.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::envelope::{Fact, SortKey};
use super::event::Event;
use super::families::Families;
use super::folded::{Fold, Folded};
use super::id::{
    AggregateId, LineId, OrderId, PersonId, ShiftId, SiteId, StaffId, TerminalId, TerminalKind,
};
use super::menu::Menu;
use super::number::{Letter, OrderNumber};
use super::order::{Line, Openness, Order, Stamped};
use super::permitted::Kinds;
use super::planted::{self, Defect};
use super::prep::Learnt;
use super::settings::Settings;
use super::shift::Shift;
use super::site::{Availability, Erased, Published, Staff, Terminal};
use super::time::{At, Day, Hlc};

mod digest;
mod disowned;
mod kin;
mod people;
mod permitted;
mod shifts;

/// Who this terminal is; kind and role are fixed for an identity's life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Me {
    /// The site it belongs to.
    pub site: SiteId,
    /// Its identity.
    pub terminal: TerminalId,
    /// What it is.
    pub kind: TerminalKind,
    /// What people call it.
    pub name: String,
    /// Its order letter, when it sells.
    pub letter: Option<Letter>,
}

/// The counters of this terminal's own series: a projection of its own journal only.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Series {
    /// The last receipt number given.
    pub receipts: u64,
    /// The last shift number given.
    pub shifts: u64,
    /// The last Z number given.
    pub zs: u64,
    /// The last order count given, by letter and business day.
    pub orders: BTreeMap<(Letter, Day), u32>,
}

/// What taking in a fact led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Applied {
    /// It was folded.
    Done,
    /// It had arrived before, or this build does not understand it.
    Nothing,
    /// Its aggregate is not loaded: load it from the journal, then decide on it.
    NeedsLoad(AggregateId),
}

/// Everything a terminal knows now.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// Who this terminal is.
    pub me: Me,
    /// The series of this terminal.
    pub series: Series,
    settings: Folded<Settings>,
    menu: Folded<Published>,
    items: BTreeMap<String, Folded<Availability>>,
    terminals: BTreeMap<TerminalId, Folded<Terminal>>,
    staff: BTreeMap<StaffId, Folded<Staff>>,
    people: BTreeMap<PersonId, Folded<Erased>>,
    shifts: BTreeMap<ShiftId, Folded<Shift>>,
    orders: Families,
    /// The loaded orders that are not closed, kept in step with every fact: a counter asks for
    /// them at every key, and working out the money of a whole day each time is far too slow.
    open: BTreeMap<OrderId, Openness>,
    /// The last place of each journal that was taken in.
    seen: BTreeMap<TerminalId, u64>,
    /// The identities that this machine had before and whose drawers it goes on with.
    before: Vec<TerminalId>,
    /// What the journal has taught about preparation times.
    learnt: Arc<Learnt>,
    /// What each terminal is.
    kinds: Kinds,
    /// Facts that their makers may not make: known, and left out of every fold.
    barred: BTreeMap<SortKey, Arc<Fact>>,
}

impl State {
    /// A terminal that knows nothing but itself.
    pub fn new(me: Me) -> Self {
        Self {
            me,
            series: Series::default(),
            settings: Folded::new(Settings::default()),
            menu: Folded::new(Published::default()),
            items: BTreeMap::new(),
            terminals: BTreeMap::new(),
            staff: BTreeMap::new(),
            people: BTreeMap::new(),
            shifts: BTreeMap::new(),
            orders: Families::default(),
            open: BTreeMap::new(),
            seen: BTreeMap::new(),
            before: Vec::new(),
            learnt: Arc::default(),
            kinds: Kinds::default(),
            barred: BTreeMap::new(),
        }
    }

    /// Takes in a fact, its own or another's: never refuses, never panics.
    pub fn apply(&mut self, fact: &Arc<Fact>) -> Applied {
        let Some(event) = &fact.event else { return Applied::Nothing };
        if let AggregateId::Order(id) = &fact.aggregate
            && !self.orders.has(*id)
            && !matches!(event, Event::OrderOpened(_))
            && self.kinds.permits(fact)
        {
            return Applied::NeedsLoad(fact.aggregate.clone());
        }
        let stranger = self.orders.stranger(event).filter(|_| self.kinds.permits(fact));
        let applied = self.take(fact);
        stranger.map_or(applied, |id| Applied::NeedsLoad(AggregateId::Order(id)))
    }

    /// Takes in a fact of an aggregate that is being loaded: an order may start with any fact.
    pub fn load(&mut self, fact: &Arc<Fact>) -> Applied {
        if fact.event.is_none() {
            return Applied::Nothing;
        }
        self.take(fact)
    }

    fn take(&mut self, fact: &Arc<Fact>) -> Applied {
        if fact.maker() == self.me.terminal {
            self.count(fact);
        }
        let made = fact.sort_key();
        let seen = self.seen.entry(made.terminal).or_default();
        *seen = (*seen).max(made.seq);
        let moved = self.kinds.take(fact);
        if moved.iter().any(|id| self.kinds.is_bound(*id))
            || !(moved.is_empty() || self.barred.is_empty())
        {
            self.judge();
        }
        if !self.kinds.permits(fact) {
            self.barred.insert(fact.sort_key(), Arc::clone(fact));
            return Applied::Nothing;
        }
        if self.fold(fact) { Applied::Done } else { Applied::Nothing }
    }

    fn fold(&mut self, fact: &Arc<Fact>) -> bool {
        match &fact.aggregate {
            AggregateId::Order(id) => self.take_order(*id, fact),
            AggregateId::Shift(id) => into(&mut self.shifts, *id, || Shift::new(*id), fact),
            AggregateId::Item(code) => {
                into(&mut self.items, code.clone(), Availability::default, fact)
            }
            AggregateId::Terminal(id) => into(&mut self.terminals, *id, Terminal::default, fact),
            AggregateId::Staff(id) => into(&mut self.staff, id.clone(), Staff::default, fact),
            AggregateId::Menu => self.menu.insert(Arc::clone(fact)),
            AggregateId::Settings => self.settings.insert(Arc::clone(fact)),
            AggregateId::Person(id) => into(&mut self.people, *id, Erased::default, fact),
            AggregateId::Other(_) => false,
        }
    }

    fn take_order(&mut self, id: OrderId, fact: &Arc<Fact>) -> bool {
        let fresh = self.orders.insert(id, fact);
        if fresh {
            for order in self.orders.kin(id) {
                match order.openness() {
                    Openness::Closed => self.open.remove(&order.id),
                    open @ (Openness::WhileRecent(_) | Openness::Open) => {
                        self.open.insert(order.id, open)
                    }
                };
            }
        }
        fresh
    }

    fn count(&mut self, fact: &Fact) {
        match &fact.event {
            Some(Event::OrderOpened(opened)) => {
                let key = (opened.number.letter.clone(), fact.day);
                let last = self.series.orders.entry(key).or_default();
                *last = (*last).max(opened.number.count);
            }
            Some(Event::ReceiptIssued { number, .. }) => {
                self.series.receipts = self.series.receipts.max(number.count().unwrap_or(0));
            }
            Some(Event::ShiftOpened(opened)) => {
                if planted::is(Defect::ReceiptsRestart) {
                    self.series.receipts = 0;
                }
                self.series.shifts = self.series.shifts.max(opened.number.count().unwrap_or(0));
            }
            Some(Event::ShiftClosed(closed)) => {
                self.series.zs = self.series.zs.max(closed.z.count().unwrap_or(0));
            }
            _ => {}
        }
    }

    /// What the journal has taught about preparation times.
    pub fn learnt(&self) -> &Learnt {
        &self.learnt
    }

    /// Takes over what the journal has taught about preparation times.
    pub fn learn(&mut self, learnt: impl Into<Arc<Learnt>>) {
        self.learnt = learnt.into();
    }

    /// The settings of the site.
    pub fn settings(&self) -> &Settings {
        self.settings.value()
    }

    /// The menu.
    pub fn menu(&self) -> &Arc<Menu> {
        &self.menu.value().menu
    }

    /// True when the item cannot be sold at `now`.
    pub fn is_86(&self, item: &str, now: At) -> bool {
        self.availability(item).is_86(now)
    }

    /// Whether an item can be sold.
    pub fn availability(&self, item: &str) -> Availability {
        self.items.get(item).map_or_else(Availability::default, |folded| *folded.value())
    }

    /// The order of this identity, when it is loaded.
    pub fn order(&self, id: OrderId) -> Option<&Order> {
        self.orders.order(id)
    }

    /// All loaded orders whose opening has arrived.
    pub fn orders(&self) -> impl DoubleEndedIterator<Item = &Order> {
        self.orders.orders().filter(|order| order.opened.is_some())
    }

    /// The loaded orders that are open on the business day of `now`.
    pub fn open_orders(&self, now: At) -> impl Iterator<Item = &Order> {
        self.open_on(self.settings().clock().day(now))
    }

    /// The loaded orders that are open on a business day.
    pub fn open_on(&self, today: Day) -> impl Iterator<Item = &Order> {
        let open = self.open.iter().filter(move |(_, openness)| openness.on(today));
        open.filter_map(|(id, _)| self.order(*id)).filter(|order| order.opened.is_some())
    }

    /// The open order of that number, else the latest loaded one.
    pub fn order_by_number(&self, number: &OrderNumber, now: At) -> Option<&Order> {
        let today = self.settings().clock().day(now);
        self.orders()
            .filter(|order| order.number.as_ref() == Some(number))
            .max_by_key(|order| (order.is_open(today), order.opened.as_ref().map(|s| s.at)))
    }

    /// The order and the line of this identity.
    pub fn line(&self, order: OrderId, line: LineId) -> Option<(&Order, &Line)> {
        let order = self.order(order)?;
        Some((order, order.line(line)?))
    }

    /// The last place of each journal that was taken in.
    pub fn seen(&self) -> &BTreeMap<TerminalId, u64> {
        &self.seen
    }

    /// True when the data of a person were erased for good.
    pub fn is_erased(&self, person: PersonId) -> bool {
        self.people.get(&person).is_some_and(|folded| folded.value().0)
    }

    /// The terminals of the site.
    pub fn terminals(&self) -> impl Iterator<Item = (TerminalId, &Terminal)> {
        self.terminals.iter().map(|(id, folded)| (*id, folded.value()))
    }

    /// The terminal of this identity.
    pub fn terminal(&self, id: TerminalId) -> Option<&Terminal> {
        self.terminals.get(&id).map(Folded::value)
    }

    /// What the hub of the site is called, once it is known here.
    pub fn hub_name(&self) -> Option<String> {
        let paired = self.terminals().filter_map(|(_, terminal)| terminal.paired.as_ref());
        let hub = paired.filter(|paired| paired.terminal_kind == TerminalKind::Hub).last();
        hub.map(|paired| paired.name.clone()).filter(|name| !name.is_empty())
    }

    /// True while the site has a kitchen terminal.
    pub fn has_kitchen(&self) -> bool {
        self.terminals().any(|(_, terminal)| {
            terminal.is_active()
                && terminal
                    .paired
                    .as_ref()
                    .is_some_and(|paired| paired.terminal_kind == TerminalKind::Kitchen)
        })
    }

    /// The name of a terminal, or its letter, or its identity.
    pub fn terminal_name(&self, id: TerminalId) -> String {
        self.terminal(id)
            .and_then(|terminal| terminal.paired.as_ref())
            .map_or_else(|| id.to_string(), |paired| paired.name.clone())
    }

    /// The place of the last fact of an aggregate (of the family of an order), from which the hybrid clock goes on.
    pub fn last_hlc(&self, aggregate: &AggregateId) -> Hlc {
        let last: Option<SortKey> = match aggregate {
            AggregateId::Order(id) => self.orders.last(*id),
            AggregateId::Shift(id) => self.shifts.get(id).and_then(Folded::last),
            AggregateId::Item(code) => self.items.get(code).and_then(Folded::last),
            AggregateId::Terminal(id) => self.terminals.get(id).and_then(Folded::last),
            AggregateId::Staff(id) => self.staff.get(id).and_then(Folded::last),
            AggregateId::Menu => self.menu.last(),
            AggregateId::Settings => self.settings.last(),
            AggregateId::Person(id) => self.people.get(id).and_then(Folded::last),
            AggregateId::Other(_) => None,
        };
        last.map_or_else(Hlc::default, |key| key.hlc)
    }

    /// Lets go of what needs nobody any more: orders that are not open, not of today or the day
    /// before and not of a shift that is still open; shifts that were closed before then.
    pub fn forget_closed(&mut self, now: At) {
        let today = self.settings().clock().day(now);
        let open_shifts: Vec<ShiftId> =
            self.shifts().filter(|shift| shift.is_open()).map(|shift| shift.id).collect();
        let last = self.my_last_shift().map(|shift| shift.id);
        // What came after a Z was closed is listed by the next one.
        let begun = self.my_shift().and_then(|shift| shift.opened.as_ref()).map(|by| by.at);
        self.barred.retain(|_, fact| fact.day >= today.before());
        let open = &self.open;
        self.orders.retain(|order| {
            open.get(&order.id).is_some_and(|openness| openness.on(today))
                || order.day().is_none_or(|day| day >= today.before())
                || order.shift.is_some_and(|shift| open_shifts.contains(&shift))
                || begun.is_some_and(|begun| order.changed >= begun)
        });
        let orders = &self.orders;
        self.open.retain(|id, _| orders.has(*id));
        self.shifts.retain(|_, folded| {
            let shift = folded.value();
            let recent = |stamp: &Stamped| stamp.day >= today.before();
            shift.closed.is_none()
                || Some(shift.id) == last
                || shift.opened.as_ref().is_none_or(recent)
        });
    }
}

fn into<K: Ord, T: Fold>(
    map: &mut BTreeMap<K, Folded<T>>,
    key: K,
    start: impl FnOnce() -> T,
    fact: &Arc<Fact>,
) -> bool {
    map.entry(key).or_insert_with(|| Folded::new(start())).insert(Arc::clone(fact))
}
