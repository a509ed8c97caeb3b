//! The answer to a request: pure over the desk, so that every owner of a state answers alike.

use super::{
    DeskFault, DeskReply, DeskRequest, FaultKind, Filter, KitchenStats, MenuView, ORDERS_PER_PAGE,
    Pairing, WantedOrder, Which, Wish, change, place,
};
use crate::domain::board::{Counts, Thresholds, board};
use crate::domain::command::{Command, Step, Take};
use crate::domain::desk::Desk;
use crate::domain::envelope::{Fact, Sealed};
use crate::domain::estimate::estimate;
use crate::domain::event::{LineStep, Tender, TerminalPaired};
use crate::domain::id::{LineId, OrderId, PaymentId, ShiftId, StaffId, TerminalKind};
use crate::domain::money::Money;
use crate::domain::order::{Line, Order};
use crate::domain::rejection::Rejection;
use crate::domain::time::At;
use crate::hub::pairing::next_letter;
use std::sync::Arc;

/// An answer, and the facts that must be durable before it may be given.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// What to say.
    pub reply: DeskReply,
    /// What to append first.
    pub sealed: Vec<Sealed>,
}

impl Answer {
    fn say(reply: DeskReply) -> Self {
        Self { reply, sealed: Vec::new() }
    }
}

impl From<DeskFault> for Answer {
    fn from(fault: DeskFault) -> Self {
        Self::say(DeskReply::Refused(fault))
    }
}

/// Answers a request at `now`. `placed` are the facts of the order that a repeated placing is
/// about; only then are they needed.
pub fn answer(desk: &mut Desk, request: &DeskRequest, placed: &[Arc<Fact>], now: At) -> Answer {
    // The site itself acts, also on the desk of a counter at which somebody is signed in.
    let staff = desk.staff().clone();
    desk.sign_in(StaffId::hub());
    let answer = answer_as_hub(desk, request, placed, now);
    desk.sign_in(staff);
    answer
}

fn answer_as_hub(desk: &mut Desk, request: &DeskRequest, placed: &[Arc<Fact>], now: At) -> Answer {
    let result = match request {
        DeskRequest::Commands(commands) => return run_all(desk, commands, now),
        DeskRequest::MintOrder => Ok(Answer::say(DeskReply::Minted(OrderId(desk.mint())))),
        DeskRequest::Pair(pairing) => pair(desk, pairing, now),
        DeskRequest::Whose(digest) => Ok(whose(desk, digest)),
        DeskRequest::Terminals => {
            let all = desk.state.terminals().map(|(id, terminal)| (id, terminal.clone()));
            Ok(Answer::say(DeskReply::Terminals(all.collect())))
        }
        DeskRequest::Place(wanted) => place_order(desk, wanted, placed, now),
        DeskRequest::Orders(filter) => Ok(orders(desk, filter, now)),
        DeskRequest::Order(which) => {
            find(desk, which, now).map(|order| Answer::say(told(desk, order, now)))
        }
        DeskRequest::SetStatus(which, wish) => set_status(desk, which, wish, now),
        DeskRequest::Step(which, line, step) => advance(desk, which, vec![*line], *step, now),
        DeskRequest::PayCash { order, received, shift } => {
            pay_cash(desk, order, *received, *shift, now)
        }
        DeskRequest::Change(which, change) => change::change(desk, which, change, now),
        DeskRequest::Menu => Ok(menu(desk, now)),
        DeskRequest::Tickets(station) => {
            let cards = board(&desk.state, station.as_deref(), now, &Thresholds::default());
            Ok(Answer::say(DeskReply::Tickets(cards)))
        }
        DeskRequest::KitchenStats => Ok(kitchen_stats(desk, now)),
    };
    result.unwrap_or_else(Answer::from)
}

fn run_all(desk: &mut Desk, commands: &[Command], now: At) -> Answer {
    let mut sealed = Vec::new();
    for command in commands {
        match desk.act(command, now) {
            Ok(facts) => sealed.extend(facts),
            Err(rejection) => {
                return Answer { reply: DeskReply::Refused(rejection.into()), sealed };
            }
        }
    }
    Answer { reply: DeskReply::Done(desk.head()), sealed }
}

pub(super) fn find<'a>(desk: &'a Desk, which: &Which, now: At) -> Result<&'a Order, DeskFault> {
    let found = match which {
        Which::Id(id) => desk.state.order(*id).filter(|order| order.opened.is_some()),
        Which::Number(number) => desk.state.order_by_number(number, now),
        Which::OfDay(day, number) => desk
            .state
            .orders()
            .find(|order| order.number.as_ref() == Some(number) && order.day() == Some(*day)),
    };
    found.ok_or_else(|| {
        DeskFault::new(
            FaultKind::NotFound,
            "there is no such order here: look it up with GET /v1/orders",
        )
    })
}

/// An order with the moment at which it will be ready: as promised, else as estimated.
fn told(desk: &Desk, order: &Order, now: At) -> DeskReply {
    let eta = order.accepted.flatten().or_else(|| estimate(&desk.state, order, now));
    DeskReply::Order(Box::new(order.clone()), eta)
}

/// Acts on an order and answers with the order afterwards.
pub(super) fn act(
    desk: &mut Desk,
    id: OrderId,
    steps: Vec<Step>,
    now: At,
) -> Result<Answer, DeskFault> {
    let sealed = desk.act(&Command::Order(id, steps), now)?;
    let order = desk.state.order(id).ok_or(Rejection::NoOrder)?;
    Ok(Answer { reply: told(desk, order, now), sealed })
}

fn place_order(
    desk: &mut Desk,
    wanted: &WantedOrder,
    placed: &[Arc<Fact>],
    now: At,
) -> Result<Answer, DeskFault> {
    if let Some(order) = desk.state.order(wanted.order).filter(|order| order.opened.is_some()) {
        let order = place::as_placed(order, placed);
        return Ok(Answer::say(told(desk, &order, now)));
    }
    let command = place::command(desk, wanted)?;
    let sealed = desk.act(&command, now)?;
    let order = desk.state.order(wanted.order).ok_or(Rejection::NoOrder)?;
    Ok(Answer { reply: told(desk, order, now), sealed })
}

fn orders(desk: &Desk, filter: &Filter, now: At) -> Answer {
    let today = desk.state.settings().clock().day(now);
    let wanted = |order: &&Order| {
        filter.status.is_none_or(|status| order.status() == status)
            && filter.day.is_none_or(|day| order.day() == Some(day))
            && (filter.status.is_some() || filter.day.is_some() || order.is_open(today))
    };
    let mut found: Vec<&Order> = desk.state.orders().filter(wanted).collect();
    let key = |order: &Order| (order.opened.as_ref().map(|stamp| stamp.at), order.id);
    found.sort_by_key(|order| std::cmp::Reverse(key(order)));
    let begin = filter.after.and_then(|after| desk.state.order(after)).map(key);
    let rest = found.into_iter().filter(|order| begin.is_none_or(|begin| key(order) < begin));
    let mut page: Vec<Order> = rest.take(ORDERS_PER_PAGE.saturating_add(1)).cloned().collect();
    let more = page.len() > ORDERS_PER_PAGE;
    page.truncate(ORDERS_PER_PAGE);
    Answer::say(DeskReply::Orders(page, more))
}

fn can_take(line: &Line, step: LineStep) -> bool {
    let wanted = line.sent.is_some() && line.standing().is_positive() && line.is_live();
    let done = match step {
        LineStep::Started => {
            line.started.is_some() || line.ready.is_some() || line.served.is_some()
        }
        LineStep::Ready => line.ready.is_some() || line.served.is_some(),
        LineStep::Served => line.served.is_some(),
    };
    wanted && !done
}

fn set_status(desk: &mut Desk, which: &Which, wish: &Wish, now: At) -> Result<Answer, DeskFault> {
    let order = find(desk, which, now)?;
    let id = order.id;
    let step = match wish {
        Wish::Accept(eta) => Step::Accept(*eta),
        Wish::Reject(reason) => Step::Reject(reason.clone()),
        Wish::Cancel(reason) => Step::Cancel(reason.clone()),
        Wish::Advance(step) => {
            let lines = order.lines.iter().filter(|line| can_take(line, *step));
            let lines: Vec<LineId> = lines.map(|line| line.id).collect();
            if lines.is_empty() && order.unsent_lines().next().is_some() {
                let sentence = format!("{} is not sent: send it first", order.title());
                return Err(DeskFault::new(FaultKind::Conflict, sentence));
            }
            Step::Advance(lines, *step)
        }
    };
    act(desk, id, vec![step], now)
}

fn advance(
    desk: &mut Desk,
    which: &Which,
    lines: Vec<LineId>,
    step: LineStep,
    now: At,
) -> Result<Answer, DeskFault> {
    let id = find(desk, which, now)?.id;
    act(desk, id, vec![Step::Advance(lines, step)], now)
}

fn pay_cash(
    desk: &mut Desk,
    which: &Which,
    received: Money,
    shift: Option<ShiftId>,
    now: At,
) -> Result<Answer, DeskFault> {
    let id = find(desk, which, now)?.id;
    let payment = PaymentId(desk.mint());
    let take = Take {
        payment,
        tender: Tender::Cash,
        tendered: Some(received),
        amount: None,
        part: false,
        tip: Money::ZERO,
        reference: None,
        shift,
    };
    pay(desk, id, take, now)
}

/// Takes money and answers with the change and the order afterwards.
pub(super) fn pay(desk: &mut Desk, id: OrderId, take: Take, now: At) -> Result<Answer, DeskFault> {
    let payment = take.payment;
    let sealed = desk.act(&Command::Order(id, vec![Step::Pay(take)]), now)?;
    let order = desk.state.order(id).ok_or(Rejection::NoOrder)?;
    let change = order.payment(payment).map(|row| row.payment.change).unwrap_or_default();
    let reply = DeskReply::Paid { payment, change, order: Box::new(order.clone()) };
    Ok(Answer { reply, sealed })
}

fn whose(desk: &Desk, digest: &str) -> Answer {
    // Nothing is copied on the way: every greeting of a site with thousands looks at all of them.
    let is_its = |terminal: &crate::domain::site::Terminal| {
        let paired = terminal.paired.as_ref();
        paired.and_then(|paired| paired.credential.as_deref()) == Some(digest)
    };
    let found = desk.state.terminals().find(|(_, terminal)| is_its(terminal));
    Answer::say(DeskReply::Whose(found.map(|(id, terminal)| (id, Box::new(terminal.clone())))))
}

/// Refuses an identity that this terminal cannot have: the site's own, somebody else's, or its own
/// from before as something else, for the kind of an identity never changes.
fn may_be(desk: &Desk, pairing: &Pairing) -> Result<(), DeskFault> {
    let known = desk.state.terminal(pairing.terminal).and_then(|one| one.paired.as_ref());
    let kind = known.map(|known| known.terminal_kind);
    let sentence = if pairing.terminal == desk.state.me.terminal {
        "this is the identity of the hub itself: let the terminal make one of its own at random"
            .to_owned()
    } else if pairing.fresh && known.is_some() {
        "this identity belongs to another terminal: make one at random".to_owned()
    } else if let Some(kind) = kind.filter(|kind| *kind != pairing.kind) {
        format!("this identity is that of a {kind}: let the terminal make another one at random")
    } else {
        return Ok(());
    };
    Err(DeskFault::new(FaultKind::Conflict, sentence))
}

fn pair(desk: &mut Desk, pairing: &Pairing, now: At) -> Result<Answer, DeskFault> {
    may_be(desk, pairing)?;
    let own = |id| id == pairing.terminal;
    let taken: Vec<_> = desk
        .state
        .terminals()
        .filter(|(id, _)| !own(*id))
        .filter_map(|(_, terminal)| terminal.paired.as_ref()?.letter.clone())
        .chain(desk.state.me.letter.clone())
        .collect();
    let mut letter = pairing.letter.clone().filter(|_| pairing.kind == TerminalKind::Counter);
    if let Some(wanted) = letter.as_ref().filter(|wanted| taken.contains(wanted)) {
        let sentence = match next_letter(&taken) {
            Some(free) => format!("order letter {wanted} is taken on this site: take {free}"),
            None => format!("order letter {wanted} is taken on this site: take another"),
        };
        return Err(DeskFault::new(FaultKind::Conflict, sentence));
    }
    if pairing.kind == TerminalKind::Counter && letter.is_none() {
        // Who pairs again, also because the first answer never arrived, keeps its letter.
        let known = desk.state.terminal(pairing.terminal).and_then(|one| one.paired.as_ref());
        letter = known.and_then(|paired| paired.letter.clone()).or_else(|| next_letter(&taken));
    }
    let paired = TerminalPaired {
        terminal: pairing.terminal,
        terminal_kind: pairing.kind,
        name: pairing.name.clone(),
        letter: letter.clone(),
        credential: Some(pairing.credential.clone()),
    };
    let sealed = desk.act(&Command::PairTerminal(Box::new(paired)), now)?;
    let site = desk.state.me.site;
    Ok(Answer { reply: DeskReply::Paired { site, letter }, sealed })
}

fn menu(desk: &Desk, now: At) -> Answer {
    let state = &desk.state;
    let menu = Arc::clone(state.menu());
    let codes = menu.items.iter().map(|item| &item.code);
    let sold_out = codes.filter(|code| state.is_86(code, now)).cloned().collect();
    Answer::say(DeskReply::Menu(Box::new(MenuView {
        site: state.settings().name.clone(),
        currency: state.settings().currency,
        published: None,
        menu,
        sold_out,
    })))
}

fn kitchen_stats(desk: &Desk, now: At) -> Answer {
    let today = desk.state.settings().clock().day(now);
    let lines = desk.state.orders().filter(|order| order.day() == Some(today));
    let mut took: Vec<i64> = lines
        .flat_map(|order| &order.lines)
        .filter(|line| line.is_prepared())
        .filter_map(|line| Some(line.ready?.since(line.sent?.at)))
        .collect();
    took.sort_unstable();
    let count = i64::try_from(took.len()).unwrap_or(i64::MAX);
    let sum: i64 = took.iter().fold(0, |sum, one| sum.saturating_add(*one));
    let ninth = took.len().saturating_mul(9).div_ceil(10).saturating_sub(1);
    let counts = Counts::of(&board(&desk.state, None, now, &Thresholds::default()));
    Answer::say(DeskReply::KitchenStats(KitchenStats {
        lines: took.len() as u64,
        average_ms: sum.checked_div(count),
        p90_ms: took.get(ninth).copied(),
        tickets: counts.tickets as u64,
        late: counts.late as u64,
    }))
}
