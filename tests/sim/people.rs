//! Cashiers and cooks: random legal acts on whatever their terminal knows now.

use tillrail::domain::command::{Command, GiveBack, NewLine, Opening, Step, Take, Unmerge};
use tillrail::domain::desk::Desk;
use tillrail::domain::envelope::Sealed;
use tillrail::domain::event::{
    CashWay, DiscountApplied, LineStep, OrderChanged, Reduction, Tender, TerminalPaired,
    TicketMoved,
};
use tillrail::domain::id::{
    DiscountId, LineId, OrderId, PaymentId, RefundId, SendId, ShiftId, TerminalKind,
};
use tillrail::domain::money::{Money, Quantity, Rate};
use tillrail::domain::order::Order;
use tillrail::domain::parting;
use tillrail::domain::refund::Back;
use tillrail::domain::settings::{Service, SettingsPatch};
use tillrail::domain::time::At;

use crate::dice::Dice;
use crate::shop::ITEMS;

/// What somebody at this desk wants to do next; some of it will be refused, which is no fault.
pub fn wish(desk: &mut Desk, dice: &mut Dice, now: At) -> Option<Command> {
    if desk.state.me.kind == TerminalKind::Kitchen {
        return cook(desk, dice, now);
    }
    if desk.state.me.kind == TerminalKind::Counter && desk.state.my_shift().is_none() {
        let shift = ShiftId(desk.mint());
        return Some(Command::OpenShift { shift, float: Money::new(10_000) });
    }
    match dice.below(40) {
        0 => close_shift(desk),
        16 => move_cash(desk, dice),
        1 => {
            let (code, _, _) = dice.pick(&ITEMS)?;
            let remaining = dice.per_mille(500).then_some(3);
            Some(Command::Take86 { item: (*code).to_owned(), remaining, until: None })
        }
        2 | 3 => {
            let (code, _, _) = dice.pick(&ITEMS)?;
            Some(Command::Restore86((*code).to_owned()))
        }
        4..=14 => Some(open(desk, dice)),
        17..=19 => part(desk, dice, now),
        20 => give_back(desk, dice),
        _ => change(desk, dice, now),
    }
}

/// What a kitchen does that was changed to do what it may not: it takes money, sells, says of
/// itself that it is a counter, and changes the site.
pub fn forge(desk: &mut Desk, dice: &mut Dice, now: At) -> Vec<Sealed> {
    let honest = desk.state.me.clone();
    desk.state.me.kind = TerminalKind::Counter;
    desk.state.me.letter = Some("R".parse().unwrap());
    let wish = match dice.below(8) {
        0 => Some(Command::ChangeSettings(Box::new(SettingsPatch {
            cash_step: Some(Money::new(100)),
            ..SettingsPatch::default()
        }))),
        1 => Some(Command::PairTerminal(Box::new(TerminalPaired {
            terminal: honest.terminal,
            terminal_kind: TerminalKind::Counter,
            name: "not a kitchen".to_owned(),
            letter: None,
            credential: None,
        }))),
        2 => Some(open(desk, dice)),
        3..=5 => some_order(desk, dice, now).map(|order| order.id).map(|order| {
            let take = Take { tender: Tender::Card, ..take(desk, dice, None) };
            Command::Order(order, vec![Step::Pay(take)])
        }),
        _ => wish(desk, dice, now),
    };
    let rows = wish.and_then(|wish| desk.act(&wish, now).ok()).unwrap_or_default();
    desk.state.me = honest;
    rows
}

fn close_shift(desk: &Desk) -> Option<Command> {
    desk.state.my_shift()?;
    Some(Command::CloseShift {
        counted: Money::new(10_000),
        reason: Some("counted".to_owned()),
        left: None,
        waiting: 0,
    })
}

fn move_cash(desk: &Desk, dice: &mut Dice) -> Option<Command> {
    desk.state.my_shift()?;
    let way = *dice.pick(&[CashWay::PaidIn, CashWay::PaidOut, CashWay::Drop])?;
    Some(Command::MoveCash { way, amount: Money::new(500), reason: "milk".to_owned() })
}

fn new_line(desk: &mut Desk, dice: &mut Dice) -> Step {
    let (code, _, _) = ITEMS[dice.index(ITEMS.len())];
    Step::Add(NewLine {
        line: LineId(desk.mint()),
        item: code.to_owned(),
        options: None,
        quantity: Quantity::pieces(1 + i64::try_from(dice.below(3)).unwrap()),
        note: dice.per_mille(100).then(|| "no salt".to_owned()),
        allergy: None,
        of: None,
        seat: None,
        course: None,
    })
}

fn open(desk: &mut Desk, dice: &mut Dice) -> Command {
    let order = OrderId(desk.mint());
    let mut steps: Vec<Step> = (0..=dice.below(3)).map(|_| new_line(desk, dice)).collect();
    match dice.below(4) {
        0 => steps.push(Step::Send(SendId(desk.mint()))),
        1 => steps.push(Step::Pay(take(desk, dice, None))),
        _ => {}
    }
    let table = dice.per_mille(500).then(|| (1 + dice.below(6)).to_string());
    let service = if table.is_some() { Service::DineIn } else { Service::Takeaway };
    Command::Open { order, opening: Opening { service, table, ..Opening::default() }, steps }
}

fn take(desk: &mut Desk, dice: &mut Dice, tendered: Option<Money>) -> Take {
    let cash = dice.per_mille(600) && desk.state.my_shift().is_some();
    Take {
        payment: PaymentId(desk.mint()),
        tender: if cash { Tender::Cash } else { Tender::Card },
        tendered,
        amount: None,
        part: tendered.is_some(),
        tip: Money::new(if dice.per_mille(100) { 100 } else { 0 }),
        reference: None,
        shift: None,
    }
}

/// An order that is open here, whoever opened it.
fn some_order<'a>(desk: &'a Desk, dice: &mut Dice, now: At) -> Option<&'a Order> {
    let open: Vec<&Order> = desk.state.open_orders(now).collect();
    dice.pick(&open).copied()
}

fn change(desk: &mut Desk, dice: &mut Dice, now: At) -> Option<Command> {
    let order = some_order(desk, dice, now)?;
    let id = order.id;
    let unsent: Vec<LineId> = order.unsent_lines().map(|line| line.id).collect();
    let sent: Vec<LineId> =
        order.live_lines().filter(|line| line.sent.is_some()).map(|line| line.id).collect();
    let given: Vec<DiscountId> =
        order.discounts.iter().map(|discount| discount.given.discount).collect();
    let held = order.held;
    let step = match dice.below(20) {
        0..=3 => new_line(desk, dice),
        4 => Step::SetQuantity(*dice.pick(&unsent)?, Quantity::pieces(2)),
        5 => Step::Remove(*dice.pick(&unsent)?),
        6 => Step::Void {
            line: *dice.pick(&sent)?,
            quantity: Quantity::pieces(1),
            reason: "wrong dish".to_owned(),
        },
        7 if dice.per_mille(300) => Step::Comp {
            line: *dice.pick(&sent)?,
            quantity: Quantity::pieces(1),
            reason: "late".to_owned(),
        },
        7 => Step::Discount(DiscountApplied {
            discount: DiscountId(desk.mint()),
            line: None,
            off: Reduction::Percent(Rate::percent(10)),
            name: None,
            reason: Some("regular".to_owned()),
            approver: None,
        }),
        8 => Step::RemoveDiscount(*dice.pick(&given)?),
        9 if held => Step::Resume,
        9 => Step::Hold,
        10 if dice.per_mille(300) => Step::Cancel("left".to_owned()),
        10..=12 => Step::Send(SendId(desk.mint())),
        13 => {
            let part = Money::new(100 + i64::try_from(dice.below(400)).unwrap());
            Step::Pay(take(desk, dice, Some(part)))
        }
        _ => Step::Pay(take(desk, dice, None)),
    };
    Some(Command::Order(id, vec![step]))
}

/// Splits a piece off an order, moves one into another, merges two orders or takes that back.
fn part(desk: &mut Desk, dice: &mut Dice, now: At) -> Option<Command> {
    let from = some_order(desk, dice, now)?.clone();
    let to = some_order(desk, dice, now)?.id;
    let lines: Vec<LineId> = parting::pickable(&from).map(|line| line.id).collect();
    let how_much = Quantity::new(*dice.pick(&[1_000, 500, 250])?);
    let picks = [(*dice.pick(&lines)?, how_much)];
    let bill = OrderId(desk.mint());
    if dice.per_mille(250) {
        return unmerge(desk, dice);
    }
    Some(match dice.below(3) {
        0 => parting::split(&from, bill, &picks, Vec::new(), || desk.mint()),
        1 => parting::transfer(&from, to, &picks, || desk.mint()),
        _ => parting::merge(&from, to, || desk.mint()),
    })
}

/// Takes some merge back.
fn unmerge(desk: &Desk, dice: &mut Dice) -> Option<Command> {
    let merged = |order: &Order| Some((order.id, order.merged_into()?.into));
    let gone: Vec<(OrderId, OrderId)> = desk.state.orders().filter_map(merged).collect();
    let (to, from) = *dice.pick(&gone)?;
    let came = desk.state.order(from)?.live_lines().filter(|line| line.came_from() == Some(to));
    Some(Command::Unmerge(Box::new(Unmerge {
        from,
        to,
        lines: came.map(|line| line.id).collect(),
        discounts: Vec::new(),
        again: Vec::new(),
        payments: Vec::new(),
        back: OrderChanged::default(),
        calm: false,
    })))
}

/// Gives money back for some paid order: all of it, or one piece.
fn give_back(desk: &mut Desk, dice: &mut Dice) -> Option<Command> {
    let paid: Vec<&Order> =
        desk.state.orders().filter(|order| !order.payments.is_empty()).collect();
    let order = *dice.pick(&paid)?;
    let (id, count) = (order.id, order.payments.len());
    let lines: Vec<LineId> = order.live_lines().map(|line| line.id).collect();
    let what = if dice.per_mille(400) {
        Back::All
    } else {
        Back::Lines(vec![(*dice.pick(&lines)?, Quantity::pieces(1))])
    };
    let back = GiveBack {
        refunds: (0..count).map(|_| RefundId(desk.mint())).collect(),
        what,
        payment: None,
        reason: "cold".to_owned(),
        restock: false,
        tip: false,
    };
    Some(Command::Order(id, vec![Step::Refund(back)]))
}

fn cook(desk: &mut Desk, dice: &mut Dice, now: At) -> Option<Command> {
    let order = some_order(desk, dice, now)?;
    let station = if dice.per_mille(500) { "hot" } else { "cold" };
    let here = |line: &&tillrail::domain::order::Line| {
        line.sent.is_some() && line.sold.station.as_deref() == Some(station)
    };
    let lines: Vec<LineId> = order.live_lines().filter(here).map(|line| line.id).collect();
    if lines.is_empty() {
        return None;
    }
    let ticket = TicketMoved {
        station: station.to_owned(),
        sends: order.sends.iter().map(|(send, _)| *send).collect(),
        lines: lines.clone(),
    };
    let one = vec![*dice.pick(&lines)?];
    let step = match dice.below(8) {
        0 | 1 => Step::Advance(one, LineStep::Started),
        2 | 3 => Step::Advance(lines, LineStep::Ready),
        4 => Step::Advance(lines, LineStep::Served),
        5 => Step::UndoAdvance(one, LineStep::Ready),
        6 => Step::Recall(ticket),
        _ => Step::Bump(ticket),
    };
    Some(Command::Order(order.id, vec![step]))
}
