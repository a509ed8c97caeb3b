//! Deciding: a command becomes facts or is refused in one sentence; nothing changes here.

use super::command::{Command, Opening, Step};
use super::envelope::{ENVELOPE_VERSION, Fact, Hash};
use super::event::{Event, OrderChanged, OrderOpened};
use super::id::{AggregateId, Boot, OrderId, StaffId};
use super::number::{Letter, OrderNumber};
use super::order::Order;
use super::planted::{self, Defect};
use super::rejection::Rejection;
use super::rights::{self, Act};
use super::state::State;
use super::time::{At, Day, Hlc};

mod course;
mod discount;
mod family;
mod kitchen;
mod lines;
mod order;
mod pay;
mod shift;
mod site;
mod staff;

pub use family::{next_part, preview};
pub use lines::QUANTITY_LIMIT;
pub use staff::STAFF_NAME_LIMIT_CHARS;

/// When something is asked for, on which business day, and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// When, in milliseconds UTC.
    pub at: At,
    /// The business day.
    pub day: Day,
    /// By whom.
    pub staff: StaffId,
    /// Who approved it with a PIN, when who acts lacks the right.
    pub approver: Option<StaffId>,
}

/// A fact that is decided but not sealed yet.
pub type Decided = (AggregateId, Event);

/// The longest name of a table.
pub const TABLE_LIMIT_CHARS: usize = 8;
/// The most guests of one order.
pub const GUESTS_MAX: u32 = 999;
/// The last seat of a table and the last course of a meal.
pub const PLACE_LIMIT: u8 = 99;
/// The longest pick-up word, note or reason.
pub const TEXT_LIMIT_CHARS: usize = 120;

/// Decides what a command leads to.
///
/// # Errors
/// A [`Rejection`] that says what is wrong and what to do; nothing has changed then.
pub fn decide(state: &State, command: &Command, stamp: &Stamp) -> Result<Vec<Decided>, Rejection> {
    if !matches!(command, Command::NoteDrift(_)) {
        rights::role(state, &stamp.staff)?;
    }
    match command {
        Command::Open { order, opening, steps } => open(state, *order, opening, steps, stamp),
        Command::Order(id, steps) => {
            let order = state.order(*id).ok_or(Rejection::NoOrder)?;
            run(state, order.clone(), steps, stamp, Vec::new())
        }
        Command::PayTogether(wanted) => pay::together::together(state, wanted, stamp),
        Command::Split(split) => family::splits(state, std::slice::from_ref(split), stamp),
        Command::Splits(splits) => family::splits(state, splits, stamp),
        Command::Move { from, to, lines, discounts } => {
            family::move_lines(state, (*from, *to), lines.as_deref(), discounts, stamp)
        }
        Command::Unmerge(wanted) => family::unmerge(state, wanted, stamp),
        Command::OpenShift { shift, float } => shift::open(state, stamp, *shift, *float),
        Command::CountShift { counted, pieces } => shift::count(state, *counted, pieces),
        Command::CloseShift { counted, reason, left, waiting } => {
            let closing = shift::Closing { counted: *counted, left: *left, waiting: *waiting };
            shift::close(state, &closing, reason.as_deref(), stamp)
        }
        Command::MoveCash { way, amount, reason } => {
            shift::move_cash(state, *way, *amount, reason, stamp)
        }
        Command::OpenDrawer { reason } => shift::open_drawer(state, reason, stamp),
        Command::PublishMenu(menu) => site::publish(state, menu, stamp),
        Command::Take86 { item, remaining, until } => {
            site::take_86(state, stamp, item, *remaining, *until)
        }
        Command::Restore86(item) => site::restore_86(state, item, stamp),
        Command::ChangeSettings(patch) => site::change_settings(state, patch, stamp),
        Command::PairTerminal(paired) => site::pair(state, paired, stamp),
        Command::RetireTerminal(terminal) => site::retire(state, *terminal, stamp),
        Command::SaveStaff(saved) => staff::save(state, saved, stamp),
        Command::DisableStaff(id) => staff::disable(state, id, stamp),
        Command::As { command, .. } => decide(state, command, stamp),
        Command::ErasePerson(person) => site::erase_person(state, *person, stamp),
        Command::NoteDrift(offset_ms) => Ok(vec![(
            AggregateId::Terminal(state.me.terminal),
            Event::ClockDrifted { offset_ms: *offset_ms },
        )]),
    }
}

fn open(
    state: &State,
    id: OrderId,
    opening: &Opening,
    steps: &[Step],
    stamp: &Stamp,
) -> Result<Vec<Decided>, Rejection> {
    let letter = opening.letter.clone().or_else(|| state.me.letter.clone());
    let letter = letter.ok_or(Rejection::NoLetter)?;
    order::check_table(opening.table.as_deref())?;
    order::check_text("a pick-up name", opening.name.as_deref())?;
    order::check_guests(opening.guests)?;
    let mut number = next_number(state, letter, stamp.day);
    if planted::is(Defect::NumberFromClock) {
        number.count =
            u32::try_from(stamp.at.0.rem_euclid(86_400_000).wrapping_div(1_000)).unwrap_or(1);
    }
    let event = Event::OrderOpened(OrderOpened {
        number,
        service: opening.service,
        table: opening.table.clone(),
        guests: opening.guests,
        name: opening.name.clone(),
        customer: opening.customer.clone(),
        shift: state.my_shift().map(|shift| shift.id),
        pricing: state.settings().pricing(),
    });
    let mut first = vec![event];
    if let Some(due) = opening.due {
        order::check_due(due, stamp.at)?;
        first
            .push(Event::OrderChanged(OrderChanged { due: Some(Some(due)), ..Default::default() }));
    }
    run(state, Order::new(id), steps, stamp, first)
}

/// The next number of a letter on a business day; it skips numbers that an open order still bears.
pub fn next_number(state: &State, letter: Letter, day: Day) -> OrderNumber {
    let last = state.series.orders.get(&(letter.clone(), day)).copied().unwrap_or(0);
    let borne: Vec<u32> = state
        .open_on(day)
        .filter_map(|order| order.number.as_ref())
        .filter(|number| number.letter == letter && number.count > last)
        .map(|number| number.count)
        .collect();
    let mut count = last.saturating_add(1);
    while borne.contains(&count) {
        count = count.saturating_add(1);
    }
    OrderNumber::new(letter, count)
}

/// A fact as it would be, for trying out what it leads to.
fn trial_fact(state: &State, stamp: &Stamp, order: OrderId, event: Event) -> Fact {
    Fact {
        site: state.me.site,
        terminal: state.me.terminal,
        seq: 0,
        boot: Boot(0),
        hlc: Hlc::default(),
        at: stamp.at,
        day: stamp.day,
        staff: stamp.staff.clone(),
        prev: Hash::ZERO,
        v: ENVELOPE_VERSION,
        aggregate: AggregateId::Order(order),
        of: None,
        event: Some(event),
    }
}

/// An order on trial: each step is decided against what the steps before it made.
struct Trial<'a> {
    state: &'a State,
    order: Order,
    stamp: &'a Stamp,
    events: Vec<Event>,
    /// Receipts numbered by earlier steps of the same command.
    receipts: u64,
}

impl<'a> Trial<'a> {
    fn new(state: &'a State, order: Order, stamp: &'a Stamp) -> Self {
        Self { state, order, stamp, events: Vec::new(), receipts: 0 }
    }
}

impl Trial<'_> {
    /// Whether who acts may do it; answers the approver to record in the fact.
    fn allow(&self, act: Act) -> Result<Option<StaffId>, Rejection> {
        rights::allow(self.state, self.stamp, act)
    }

    fn push(&mut self, event: Event) {
        self.order.apply(&self.fact(&event));
        self.events.push(event);
    }

    /// The order as it would be after this event.
    fn after(&self, event: &Event) -> Order {
        let mut order = self.order.clone();
        order.apply(&self.fact(event));
        order
    }

    fn fact(&self, event: &Event) -> Fact {
        trial_fact(self.state, self.stamp, self.order.id, event.clone())
    }

    fn step(&mut self, step: &Step) -> Result<(), Rejection> {
        match step {
            Step::Add(line) => lines::add(self, line),
            Step::AddLabelled(line, price) => lines::add_labelled(self, line, *price),
            Step::AddOpen { line, name, price, quantity, tax } => {
                lines::add_open(self, *line, (name, tax.as_deref()), *price, *quantity)
            }
            Step::SetQuantity(line, quantity) => lines::set_quantity(self, *line, *quantity),
            Step::SetOptions(line, chosen) => lines::set_options(self, *line, chosen),
            Step::SetNote { line, note, allergy } => {
                lines::set_note(self, *line, note.as_deref(), allergy.as_deref())
            }
            Step::SetPrice(line, price, reason) => lines::set_price(self, *line, *price, reason),
            Step::Place { line, into, seat, course } => {
                course::place(self, *line, *into, *seat, *course)
            }
            Step::Remove(line) => lines::remove(self, *line),
            Step::Restore(line) => lines::restore(self, *line),
            Step::Void { line, quantity, reason } => lines::void(self, *line, *quantity, reason),
            Step::Comp { line, quantity, reason } => lines::comp(self, *line, *quantity, reason),
            Step::Discount(given) => discount::give(self, given),
            Step::RemoveDiscount(id) => discount::remove(self, *id),
            Step::RestoreDiscount(id) => discount::restore(self, *id),
            Step::Change(change) => order::change(self, change),
            Step::Hold => order::hold(self),
            Step::Resume => order::resume(self),
            Step::Send(send) => course::send(self, *send),
            Step::Fire(course) => course::fire(self, *course),
            Step::Cancel(reason) => order::cancel(self, reason),
            Step::Accept(eta) => order::accept(self, *eta),
            Step::Reject(reason) => order::reject(self, reason),
            Step::Prioritise(on) => order::prioritise(self, *on),
            Step::Call => kitchen::call(self),
            Step::Route(lines, station) => kitchen::route(self, lines, station),
            Step::Advance(lines, step) => kitchen::advance(self, lines, *step),
            Step::UndoAdvance(lines, step) => kitchen::undo(self, lines, *step),
            Step::Bump(ticket) => kitchen::bump(self, ticket),
            Step::Recall(ticket) => kitchen::recall(self, ticket),
            Step::Pay(take) => pay::pay(self, take),
            Step::PaymentFailed(take, reason) => pay::failed(self, take, reason),
            Step::FlagPayment(take, reason) => pay::flag(self, take, reason),
            Step::IssueReceipt => pay::more::issue_receipt(self),
            Step::Refund(wanted) => pay::refund::refund(self, wanted),
            Step::Tip { payment, tip } => pay::more::tip(self, *payment, *tip),
            Step::Charge(rate) => pay::more::charge(self, *rate),
            Step::SettleDoubt { payment, taken } => pay::more::settle_doubt(self, *payment, *taken),
            Step::Reprint(number) => pay::more::reprint(self, number),
        }
    }

    /// Refuses what would make a bill another one than its receipt says.
    fn unsettled(&self) -> Result<(), Rejection> {
        if self.order.receipt().is_some() {
            return Err(Rejection::Paid(self.order.title()));
        }
        Ok(())
    }

    /// Refuses what a dead order cannot have.
    fn alive(&self, what: &'static str) -> Result<(), Rejection> {
        if self.order.cancelled.is_some() {
            return Err(Rejection::Cancelled { order: self.order.title(), what });
        }
        if self.order.rejected.is_some() {
            return Err(Rejection::Rejected { order: self.order.title(), what });
        }
        Ok(())
    }
}

fn run(
    state: &State,
    order: Order,
    steps: &[Step],
    stamp: &Stamp,
    first: Vec<Event>,
) -> Result<Vec<Decided>, Rejection> {
    let aggregate = AggregateId::Order(order.id);
    let mut trial = Trial::new(state, order, stamp);
    for event in first {
        trial.push(event);
    }
    for step in steps {
        trial.step(step)?;
    }
    let totals = trial.order.totals()?;
    if !totals.adds_up(trial.order.pricing.prices) {
        return Err(Rejection::Overflow(super::money::Overflow));
    }
    Ok(trial.events.into_iter().map(|event| (aggregate.clone(), event)).collect())
}
