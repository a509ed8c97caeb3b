//! Receipts to the character: a sale with everything, its refund, and the marks.

use super::*;
use crate::domain::command::{Command, GiveBack, Opening, Step, Take};
use crate::domain::desk::Desk;
use crate::domain::event::{DiscountApplied, Reduction, Tender};
use crate::domain::frontier::Head;
use crate::domain::id::{
    Boot, DiscountId, LineId, OrderId, PaymentId, RefundId, ShiftId, SiteId, TerminalId,
    TerminalKind,
};
use crate::domain::money::{Quantity, Rate};
use crate::domain::number::{Letter, SeriesNumber};
use crate::domain::refund::Back;
use crate::domain::settings::{SettingsPatch, TaxClass};
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

/// A café at night: food and wine are taxed apart, and two part payments met as one sale.
fn at_night() -> (Desk, OrderId) {
    let (mut desk, _) = sold();
    let class = |code: &str, percent| TaxClass {
        code: code.to_owned(),
        rate: Rate::percent(percent),
        by_service: std::collections::BTreeMap::new(),
    };
    let patch = SettingsPatch {
        name: Some("Bistro Lumen at the old northern harbour of Zürich".to_owned()),
        time_zone: Some("Europe/Zurich".to_owned()),
        tax_classes: Some(vec![class("food", 7), class("wine", 19)]),
        ..SettingsPatch::default()
    };
    let night = At(NOON.0 + 10 * 3_600_000);
    let act = |desk: &mut Desk, command: Command| desk.act(&command, night).unwrap();
    act(&mut desk, Command::ChangeSettings(Box::new(patch)));
    let order = OrderId(desk.mint());
    let sell = |desk: &mut Desk, name: &str, price, tax: &str| Step::AddOpen {
        line: LineId(desk.mint()),
        name: name.to_owned(),
        price: Money::new(price),
        quantity: Quantity::ONE,
        tax: Some(tax.to_owned()),
    };
    let mut steps =
        vec![sell(&mut desk, "Soup", 650, "food"), sell(&mut desk, "Wine", 540, "wine")];
    steps.push(Step::Pay(Take {
        payment: PaymentId(desk.mint()),
        tender: Tender::Card,
        tendered: None,
        amount: None,
        part: false,
        tip: Money::ZERO,
        reference: None,
        shift: None,
    }));
    act(&mut desk, Command::Open { order, opening: Opening::default(), steps });
    (desk, order)
}

#[test]
fn several_taxes_have_letters_and_a_paper_of_the_night_the_date_of_the_calendar() {
    let (desk, order) = at_night();
    let wanted = " Bistro Lumen at the old northern harbour
                of Zürich
              Quai 1, Zürich
------------------------------------------
Receipt A-000003          2026-11-21 01:32
Order A2 TAKEAWAY                  Anna K.
------------------------------------------
  1 Soup                            6.50 A
  1 Wine                            5.40 B
------------------------------------------
TOTAL EUR                          11.90
incl. VAT A 7 % of 6.07             0.43
incl. VAT B 19 % of 4.54            0.86
------------------------------------------
Card                               11.90
------------------------------------------
                Thank you.
";
    assert_eq!(printed(&desk, order, 0, Paper::default()), wanted);
    let narrow = printed(&desk, order, 0, Paper { columns: 32, ..Paper::default() });
    assert!(!narrow.contains('~') && narrow.contains("incl. VAT B 19 % of 4.54  0.86"), "{narrow}");
}

#[test]
fn an_invoice_says_so_with_whom_it_is_for_and_a_second_receipt_names_the_first() {
    let (desk, id) = at_night();
    let mut order = desk.state.order(id).unwrap().clone();
    let to = ["Muster AG", "Seeweg 3", "8000 Zürich", "CHE-123.456.789"].map(str::to_owned);
    let settings = desk.state.settings();
    let first = order.receipt().unwrap().clone();
    let text = invoice(settings, (&order, &first), "Anna K.", Paper::default(), &to).unwrap();
    for row in ["INVOICE", "\nMuster AG\nSeeweg 3\n", "\nInvoice A-000003 ", "CHE-123.456.789\n"] {
        assert!(text.contains(row), "{row}\n{text}");
    }
    assert!(!text.contains("additional"));
    let mut second = first;
    second.number = SeriesNumber("A-000009".to_owned());
    order.receipts.push(second.clone());
    let text = super::text(settings, (&order, &second), "Anna K.", Paper::default()).unwrap();
    assert!(text.contains("\nadditional to receipt A-000003\n"), "{text}");
}

#[test]
fn the_net_amount_of_a_tax_is_never_cut_on_a_narrow_paper() {
    let (mut desk, _) = sold();
    let order = OrderId(desk.mint());
    let line = LineId(desk.mint());
    let name = "Banquet".to_owned();
    let quantity = Quantity::ONE;
    let steps =
        vec![Step::AddOpen { line, name, price: Money::new(9_999_999), quantity, tax: None }];
    desk.act(&Command::Open { order, opening: Opening::default(), steps }, NOON).unwrap();
    let paper = Paper { columns: 32, ..Paper::default() };
    let order = desk.state.order(order).unwrap();
    let text = bill(desk.state.settings(), (order, NOON), "Anna K.", paper).unwrap();
    assert!(text.contains("incl. VAT 10 % of 90,909.08\n"), "{text}");
    assert!(text.contains("                        9,090.91\n"), "{text}");
}
