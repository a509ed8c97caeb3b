//! Receipts to the character: a sale with everything, its refund, and the marks.

use super::*;
use crate::domain::command::{Command, GiveBack, Opening, Step, Take};
use crate::domain::desk::Desk;
use crate::domain::event::{DiscountApplied, Reduction};
use crate::domain::frontier::Head;
use crate::domain::id::{
    Boot, DiscountId, LineId, OrderId, PaymentId, RefundId, ShiftId, SiteId, TerminalId,
    TerminalKind,
};
use crate::domain::money::{Quantity, Rate};
use crate::domain::number::Letter;
use crate::domain::refund::Back;
use crate::domain::settings::SettingsPatch;
use crate::domain::state::{Me, State};
use crate::domain::time::At;

/// 20 November 2026, 14:32 UTC.
const NOON: At = At(1_795_185_120_000);

/// A Swiss order: a discount on it, part by card, the rest in rounded cash with a tip, one line of
/// it given back.
fn sold() -> (Desk, OrderId) {
    let me = Me {
        site: SiteId(1),
        terminal: TerminalId(2),
        kind: TerminalKind::Counter,
        name: "Front".to_owned(),
        letter: Some(Letter::first()),
    };
    let mut desk = Desk::new(State::new(me), Boot(3), Head::NONE);
    let patch = SettingsPatch {
        name: Some("Bistro Lumen".to_owned()),
        cash_step: Some(Money::new(5)),
        receipt_head: Some(vec!["Quai 1, Zürich".to_owned()]),
        ..SettingsPatch::default()
    };
    let act = |desk: &mut Desk, command: Command| desk.act(&command, NOON).unwrap();
    act(&mut desk, Command::ChangeSettings(Box::new(patch)));
    let shift = ShiftId(desk.mint());
    act(&mut desk, Command::OpenShift { shift, float: Money::ZERO });
    let order = OrderId(desk.mint());
    let soup = LineId(desk.mint());
    let open = |desk: &mut Desk, line, name: &str, price, count| Step::AddOpen {
        line: if line == soup { soup } else { LineId(desk.mint()) },
        name: name.to_owned(),
        price: Money::new(price),
        quantity: Quantity::pieces(count),
        tax: None,
    };
    let other = LineId(order.0);
    let steps = vec![
        open(&mut desk, soup, "Soup of the day with a long name", 651, 2),
        open(&mut desk, other, "豚骨ラーメン", 1_250, 1),
        Step::Discount(DiscountApplied {
            discount: DiscountId(desk.mint()),
            line: None,
            off: Reduction::Percent(Rate::percent(10)),
            name: Some("10 % off".to_owned()),
            reason: None,
            approver: None,
        }),
    ];
    act(&mut desk, Command::Open { order, opening: Opening::default(), steps });
    let take = |desk: &mut Desk, tender, tendered, part, tip| {
        Step::Pay(Take {
            payment: PaymentId(desk.mint()),
            tender,
            tendered: Some(Money::new(tendered)),
            amount: None,
            part,
            tip: Money::new(tip),
            reference: None,
            shift: None,
        })
    };
    let steps = vec![
        take(&mut desk, Tender::Card, 1_000, true, 0),
        take(&mut desk, Tender::Cash, 2_000, false, 100),
        Step::Refund(GiveBack {
            refunds: vec![RefundId(desk.mint()), RefundId(desk.mint())],
            what: Back::Lines(vec![(soup, Quantity::ONE)]),
            payment: None,
            reason: "cold".to_owned(),
            restock: false,
            tip: false,
        }),
    ];
    act(&mut desk, Command::Order(order, steps));
    (desk, order)
}

fn printed(desk: &Desk, order: OrderId, at: usize, paper: Paper) -> String {
    let order = desk.state.order(order).unwrap();
    let receipt = order.receipts.get(at).unwrap();
    text(desk.state.settings(), (order, receipt), "Anna K.", paper).unwrap()
}

const SALE: &str = "               Bistro Lumen
              Quai 1, Zürich
------------------------------------------
Receipt A-000001          2026-11-20 14:32
Order A1 TAKEAWAY                  Anna K.
------------------------------------------
  2 Soup of the day with a long name 13.02
      2 x 6.51
  1 豚骨ラーメン                     12.50
------------------------------------------
10 % off                             -2.55
Subtotal                             22.97
TOTAL EUR                            22.97
incl. VAT 10 % of 20.88               2.09
------------------------------------------
Card                                 10.00
Cash                                 20.00
  Change                              6.05
  Cash rounding                      -0.02
  Tip                                 1.00
Given back since                     -5.86
------------------------------------------
                Thank you.
";

const REFUND: &str = "               Bistro Lumen
              Quai 1, Zürich
------------------------------------------
REFUND A-000002           2026-11-20 14:32
Order A1                           Anna K.
for receipt A-000001
------------------------------------------
  1 Soup of the day with a long name
Reason: cold
------------------------------------------
Of what was paid                      5.86
Cash rounding                        -0.01
REFUND cash                           5.85
VAT back 10 % of 5.33                 0.53
------------------------------------------
                Thank you.
";

#[test]
fn a_sale_and_its_refund_are_printed_to_the_cent() {
    let (desk, order) = sold();
    assert_eq!(printed(&desk, order, 0, Paper::default()), SALE);
    assert_eq!(printed(&desk, order, 1, Paper::default()), REFUND);
}

#[test]
fn duplicates_and_training_are_marked_above_and_below() {
    let (desk, order) = sold();
    let paper = Paper { duplicate: 2, training: true, ..Paper::default() };
    let text = printed(&desk, order, 0, paper);
    assert_eq!(text.matches("*** DUPLICATE 2 ***").count(), 2);
    assert_eq!(text.matches("*** TRAINING, NOT A RECEIPT ***").count(), 2);
}

#[test]
fn no_paper_is_overrun_and_no_amount_is_cut() {
    use unicode_width::UnicodeWidthStr;
    let (desk, order) = sold();
    for columns in PAPERS {
        let text = printed(&desk, order, 0, Paper { columns, ..Paper::default() });
        assert!(text.lines().all(|line| line.width() <= columns), "{text}");
        for amount in ["13.02", "12.50", "22.97", "-2.55", "20.00", "6.05"] {
            assert!(text.contains(amount), "{columns}: {amount} is missing:\n{text}");
        }
    }
}
