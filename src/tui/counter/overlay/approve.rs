//! Somebody with the right approves by a PIN what the person at the counter may not do alone.

use ratatui::layout::{Position, Rect};

use super::pinfield::{self, PinField, Typed, Whose};
use super::sheet::{Sheet, place};
use super::words;
use crate::domain::command::{Command, GiveBack, Step};
use crate::domain::event::{CashWay, Reduction};
use crate::domain::id::OrderId;
use crate::domain::name::capital;
use crate::domain::order::Order;
use crate::domain::refund::{self, Back};
use crate::domain::rejection::Rejection;
use crate::domain::rights::{self, Act};
use crate::tui::counter::turn::{Hit, Over, Then, Turn};
use crate::tui::effect::Effect;
use crate::tui::front::{Front, Tries, Wanted};
use crate::tui::input::Input;
use crate::tui::msg::Msg;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, MessageKind, Panel, Pen};

/// Columns in which the case is described.
const CASE: u16 = 50;

/// The approval that is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Approve {
    wanted: Wanted,
    field: PinField,
}

/// What stands above the PIN.
#[derive(Debug, Default)]
struct Case {
    what: String,
    more: String,
    reason: Option<String>,
}

impl Approve {
    /// The question about what was refused.
    pub fn open(wanted: &Wanted) -> Self {
        Self { wanted: wanted.clone(), field: PinField::default() }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "what needs no approval has no case")]
    fn case(&self, front: &Front) -> Case {
        let currency = front.desk.state.settings().currency;
        let order = |id: OrderId| front.desk.state.order(id);
        match &self.wanted.command {
            Command::Order(id, steps) => {
                let mut told = steps.iter().filter_map(|step| of_step(front, order(*id)?, step));
                told.next_back().unwrap_or_default()
            }
            Command::MoveCash { way, amount, reason } => {
                let way = match way {
                    CashWay::PaidIn => "Paid in",
                    CashWay::PaidOut => "Paid out",
                    CashWay::Drop => "Drop to the safe",
                };
                Case {
                    what: format!("{way} {}", currency.format(*amount)),
                    reason: Some(reason.clone()),
                    ..Case::default()
                }
            }
            Command::OpenDrawer { reason } => Case {
                what: "Open the drawer without a sale".to_owned(),
                reason: Some(reason.clone()),
                ..Case::default()
            },
            Command::CloseShift { counted, reason, .. } => Case {
                what: format!("Close shift {}", words::shift_number(front)),
                more: format!("counted {}", currency.format(*counted)),
                reason: reason.clone(),
            },
            _ => Case::default(),
        }
    }

    fn answered(&mut self, front: &mut Front, whose: Whose) -> Turn {
        let mono = front.now.mono;
        let Whose::Of(staff) = whose else {
            front.approvals.wrong(mono);
            return pinfield::wrong(front.approvals.left(), front.approvals.pause(mono));
        };
        let state = &front.desk.state;
        let act = self.wanted.act;
        let may = rights::role(state, &staff)
            .is_ok_and(|role| role.is_none_or(|role| rights::may(state.settings(), role, act)));
        if may {
            front.approvals.right();
            return Turn::then(Then::Approved(staff));
        }
        let who = state.staff_name(&staff);
        let roles = rights::who_may(state.settings(), act);
        let sentence = words::sentence(&Rejection::CannotApprove { who, act, roles });
        Turn::stay().with(vec![Effect::Bell]).say(MessageKind::Warning, sentence)
    }
}

/// What is done by a step that somebody approves.
#[expect(clippy::wildcard_enum_match_arm, reason = "what needs no approval has no case")]
fn of_step(front: &Front, order: &Order, step: &Step) -> Option<Case> {
    let clock = front.desk.state.settings().clock();
    let currency = order.pricing.currency;
    let of_line = |verb: &str, id, quantity: crate::domain::money::Quantity, reason: &str| {
        let line = order.line(id)?;
        let unit = line.unit(order.service).ok()?.0;
        let worth = unit.times(quantity).ok()?;
        let sent = line.sent.map(|sent| clock.hours_minutes(sent.at));
        let more = sent.map(|sent| format!("already sent to the kitchen {sent}"));
        Some(Case {
            what: format!("{verb} {quantity} {} {}", line.sold.name, currency.plain(worth)),
            more: more.unwrap_or_default(),
            reason: Some(reason.to_owned()),
        })
    };
    match step {
        Step::Void { line, quantity, reason } => of_line("Void", *line, *quantity, reason),
        Step::Comp { line, quantity, reason } => of_line("Comp", *line, *quantity, reason),
        Step::Cancel(reason) => Some(Case {
            what: format!("Void order {} with {}", order.title(), words::items(order)),
            more: "already sent to the kitchen".to_owned(),
            reason: Some(reason.clone()),
        }),
        Step::Discount(given) => {
            let off = match given.off {
                Reduction::Percent(rate) => rate.to_string(),
                Reduction::Amount(amount) => currency.format(amount),
            };
            let line = given.line.and_then(|line| order.line(line));
            let on = line.map_or_else(|| order.title(), |line| line.sold.name.clone());
            Some(Case {
                what: format!("Discount {off} on {on}"),
                more: String::new(),
                reason: given.reason.clone(),
            })
        }
        Step::Refund(back) => of_refund(order, back),
        Step::Charge(rate) => Some(Case {
            what: match rate {
                Some(rate) => format!("Service charge {rate} on {}", order.title()),
                None => format!("No service charge on {}", order.title()),
            },
            ..Case::default()
        }),
        Step::Reprint(number) => {
            Some(Case { what: format!("Print receipt {number} again"), ..Case::default() })
        }
        Step::SetPrice(line, price, reason) => {
            let name = order.line(*line).map(|line| line.sold.name.clone()).unwrap_or_default();
            let price = price.map(|price| currency.plain(price)).unwrap_or_default();
            Some(Case {
                what: format!("Price of {name} {price}"),
                more: String::new(),
                reason: Some(reason.clone()).filter(|reason| !reason.is_empty()),
            })
        }
        _ => None,
    }
}

/// How much of which order goes back, and what for.
fn of_refund(order: &Order, back: &GiveBack) -> Option<Case> {
    let totals = order.totals().ok()?;
    let amount = refund::amount(order, &totals, &back.what).ok()?;
    let more = match &back.what {
        Back::All => format!("all of {}", words::items(order)),
        Back::Share(_) => "what one of several paid".to_owned(),
        Back::TooMuch => "what was paid too much".to_owned(),
        Back::Lines(lines) => {
            let named = lines.iter().filter_map(|(id, quantity)| {
                let line = order.line(*id)?;
                Some(format!("{} {}", line.measure(*quantity), line.sold.name))
            });
            named.collect::<Vec<_>>().join(", ")
        }
    };
    let amount = order.pricing.currency.format(amount);
    let what = format!("Refund {amount} of {}", order.title());
    Some(Case { what, more, reason: Some(back.reason.clone()) })
}

/// What Esc keeps from happening.
const fn noun(act: Act) -> &'static str {
    match act {
        Act::VoidSent | Act::CancelSent => "the void",
        Act::Comp => "the comp",
        Act::Discount | Act::DiscountOverLimit => "the discount",
        Act::PriceOverride => "the price",
        Act::Refund => "the refund",
        Act::CloseShift | Act::CloseWithDifference => "the close",
        Act::PaidIn
        | Act::PaidOut
        | Act::Drop
        | Act::NoSale
        | Act::SeeExpected
        | Act::Reprint
        | Act::TakeMoney
        | Act::OpenItem
        | Act::OpenShift
        | Act::Item86
        | Act::Menu
        | Act::Settings
        | Act::Staff
        | Act::Terminals
        | Act::ErasePerson => "",
    }
}

impl Over for Approve {
    fn update(&mut self, front: &mut Front, input: &Input) -> Turn {
        let Input::Press(press) = input else { return Turn::stay() };
        if matches!(press.key.to_string().as_str(), "Esc" | ".") {
            return Turn::close();
        }
        if matches!(press.key.to_string().as_str(), "?" | "F1") {
            let sentence = "Somebody with the right types a PIN, then Enter. Esc changes nothing.";
            return Turn::stay().say(MessageKind::Info, sentence);
        }
        if let Some(seconds) = front.approvals.pause(front.now.mono) {
            let sentence = format!("Three wrong PINs: wait {seconds} s, or Esc.");
            return Turn::stay().say(MessageKind::Warning, sentence);
        }
        match self.field.press(*press) {
            Typed::Taken | Typed::Other => Turn::stay(),
            Typed::Say(kind, sentence) => Turn::stay().say(kind, sentence),
            Typed::Enter => Turn::stay().with(vec![self.field.ask(front, None)]),
        }
    }

    fn notice(&mut self, front: &mut Front, msg: &Msg) -> Turn {
        match self.field.answer(msg) {
            Some(whose) => self.answered(front, whose),
            None => Turn::stay(),
        }
    }

    fn view(
        &self,
        front: &Front,
        pen: &mut Pen<'_>,
        area: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Option<Position> {
        let panel = Panel::new("MANAGER APPROVAL").right("ask a manager").focused(true);
        let mut sheet = Sheet::open(pen, hits, place(area, 12, 2, (56, 17)), &panel);
        let case = self.case(front);
        let act = self.wanted.act.to_string();
        let what = if case.what.is_empty() { capital(&act) } else { case.what };
        sheet.cell((3, 1), CASE, &what, Role::Strong);
        sheet.cell((3, 2), CASE, &case.more, Role::Text);
        let asked = format!("Asked by {}", self.wanted.who);
        let reason = case.reason.map(|reason| format!("Reason: {}", words::small(&reason)));
        let row = match reason {
            Some(reason) => format!("{asked:<18}      {reason}"),
            None => asked,
        };
        sheet.cell((3, 3), CASE, &row, Role::Text);
        let caret = pinfield::draw(&self.field, &mut sheet, (3, 5), 22);
        let digits = format!("{} of 4 to 6 digits", self.field.pin.len());
        sheet.cell((9, 6), 22, &digits, Role::Muted);
        sheet.keyed(3, 8, "[Enter] Approve", Role::Text);
        let cancel = format!("[Esc]   Cancel {}", noun(self.wanted.act));
        sheet.keyed(3, 9, cancel.trim_end(), Role::Text);
        let pause = front.approvals.pause(front.now.mono);
        let tries = match (pause, front.approvals.left()) {
            (Some(seconds), _) => format!("Wait {seconds} s, then try again"),
            (None, 1) => format!("1 try left, then {} s pause", Tries::PAUSE_MS / 1_000),
            (None, left) => format!("{left} tries left, then {} s pause", Tries::PAUSE_MS / 1_000),
        };
        sheet.cell((3, 11), 30, &tries, Role::Text);
        sheet.text(3, 13, "Any manager card or PIN works offline.", Role::Muted);
        pinfield::keypad(&mut sheet, (33, 5));
        Some(pinfield::caret(&sheet, caret))
    }

    fn keys(&self, _front: &Front) -> Vec<KeyEntry> {
        vec![
            KeyEntry::new("?", "Help").keep(),
            KeyEntry::new("0-9", "PIN"),
            KeyEntry::new("Backspace", ""),
            KeyEntry::new("Enter", "Approve").keep(),
            KeyEntry::new("Esc", "Cancel").keep(),
        ]
    }

    fn is_typing(&self) -> bool {
        true
    }

    fn takes_cards(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests;
