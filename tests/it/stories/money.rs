//! Stories about money: the worked example to the unit, change, rounding, amounts too large.

use tillrail::domain::command::{Command, Step};
use tillrail::domain::event::{DiscountApplied, Event, Reduction};
use tillrail::domain::id::DiscountId;
use tillrail::domain::money::{Money, Quantity, Rate};
use tillrail::domain::order::{MoneyStatus, Status};
use tillrail::domain::settings::Settings;

use super::world::{Place, exclusive_18};

#[test]
fn the_worked_example_holds_to_the_unit() {
    let mut shop = Place::shop(exclusive_18());
    let (order, lines) = shop.order(&[("1", 2), ("2", 1), ("3", 3)]);
    let totals = shop.get(order).totals().unwrap();
    assert_eq!(totals.subtotal, Money::new(96_000));
    assert_eq!(totals.tax, Money::new(17_280));
    assert_eq!(totals.total, Money::new(113_280));

    let discount = DiscountApplied {
        discount: DiscountId(shop.desk.mint()),
        line: Some(lines[1]),
        off: Reduction::Percent(Rate::percent(15)),
        name: None,
        reason: Some("regular guest".to_owned()),
        approver: None,
    };
    shop.step(order, Step::Discount(discount)).unwrap();
    let totals = shop.get(order).totals().unwrap();
    assert_eq!(totals.line(lines[1]).unwrap().net, Money::new(21_250));
    assert_eq!(totals.subtotal, Money::new(92_250));
    assert_eq!(totals.tax, Money::new(16_605));
    assert_eq!(totals.total, Money::new(108_855));
    assert_eq!(totals.saved, Money::new(4_425));

    shop.pay(order, 110_000).unwrap();
    let paid = shop.get(order);
    assert_eq!(paid.payments[0].payment.change, Money::new(1_145));
    assert_eq!(paid.money_status(), MoneyStatus::Paid);
    assert_eq!(paid.receipts[0].number.to_string(), "A-000001");
}

#[test]
fn paying_in_full_sends_what_is_unsent_and_nothing_else_does() {
    let mut shop = Place::shop(Settings::default());
    let (order, lines) = shop.order(&[("3", 1), ("4", 2)]);
    assert_eq!(shop.get(order).status(), Status::Draft);
    let facts = shop.pay(order, 10_000).unwrap();
    let kinds: Vec<_> = facts.iter().map(|sealed| sealed.fact.kind()).collect();
    assert_eq!(kinds, ["payment_taken", "order_sent", "receipt_issued"]);
    let paid = shop.get(order);
    assert!(lines.iter().all(|line| paid.line(*line).unwrap().sent.is_some()));
    assert_eq!(paid.status(), Status::Accepted, "the burger waits for the kitchen");
}

#[test]
fn too_little_cash_is_refused_and_a_part_payment_is_asked_for() {
    let mut shop = Place::shop(Settings::default());
    let (order, _) = shop.order(&[("5", 1)]);
    let refusal = shop.pay(order, 20).unwrap_err().to_string();
    assert_eq!(refusal, "0.20 is less than 9.50 due: take more, or take it as a part payment");
    let mut take = shop.take(Some(20));
    take.part = true;
    shop.step(order, Step::Pay(take)).unwrap();
    assert_eq!(shop.get(order).money_status(), MoneyStatus::PartPaid);
    assert!(shop.get(order).receipts.is_empty());
    assert_eq!(shop.get(order).settlement().unwrap().due, Money::new(930));
    shop.pay(order, 930).unwrap();
    assert_eq!(shop.get(order).money_status(), MoneyStatus::Paid);
    assert_eq!(shop.get(order).receipts.len(), 1);
}

#[test]
fn cash_is_rounded_in_a_bucket_of_its_own() {
    let settings = Settings { cash_step: Money::new(5), ..Settings::default() };
    let mut shop = Place::shop(settings);
    let (order, _) = shop.order(&[("4", 1)]);
    let line = shop.desk.mint();
    shop.step(
        order,
        Step::AddOpen {
            line: tillrail::domain::id::LineId(line),
            name: "Biscuit".to_owned(),
            price: Money::new(63),
            quantity: Quantity::ONE,
            tax: None,
        },
    )
    .unwrap();
    shop.pay(order, 500).unwrap();
    let payment = &shop.get(order).payments[0].payment;
    assert_eq!(payment.amount, Money::new(413));
    assert_eq!(payment.rounding, Money::new(2));
    assert_eq!(payment.change, Money::new(85));
    assert_eq!(shop.get(order).money_status(), MoneyStatus::Paid);
}

#[test]
fn an_amount_beyond_the_range_is_refused_and_nothing_changes() {
    let mut shop = Place::shop(Settings::default());
    let (order, _) = shop.order(&[("5", 1)]);
    let before = shop.get(order).clone();
    let line = tillrail::domain::id::LineId(shop.desk.mint());
    let huge = Step::AddOpen {
        line,
        name: "Palace".to_owned(),
        price: Money::new(i64::MAX),
        quantity: Quantity::pieces(2),
        tax: None,
    };
    let refusal = shop.step(order, huge).unwrap_err().to_string();
    assert!(refusal.contains("larger than this till can hold"), "{refusal}");
    assert_eq!(shop.get(order), &before);
}

#[test]
fn f17_the_same_payment_number_is_taken_once() {
    let mut shop = Place::shop(Settings::default());
    let (order, _) = shop.order(&[("5", 1)]);
    let take = shop.take(Some(1_000));
    for _ in 0..50 {
        shop.step(order, Step::Pay(take.clone())).unwrap();
    }
    assert_eq!(shop.get(order).payments.len(), 1);
    let taken = shop
        .journal
        .iter()
        .filter(|sealed| matches!(sealed.fact.event, Some(Event::PaymentTaken(_))));
    assert_eq!(taken.count(), 1);
    let again = shop.pay(order, 1_000).unwrap_err().to_string();
    assert_eq!(again, "A1 is already paid: nothing is due");
}

#[test]
fn cash_without_a_shift_names_the_remedy() {
    let mut shop = Place::new(1, tillrail::domain::id::TerminalKind::Counter, Some("A"));
    shop.must(&Command::PublishMenu(Box::new(super::world::menu())));
    let (order, _) = shop.order(&[("5", 1)]);
    let refusal = shop.pay(order, 1_000).unwrap_err().to_string();
    assert!(refusal.contains("shift open"), "{refusal}");
}

#[test]
fn f43_cents_never_drift_over_many_discounts_and_rates() {
    let mut shop = Place::shop(Settings::default());
    let (order, lines) = shop.order(&[("5", 3), ("4", 7), ("3", 1)]);
    for percent in [3, 7, 11, 33] {
        for line in [None, Some(lines[0])] {
            let discount = DiscountApplied {
                discount: DiscountId(shop.desk.mint()),
                line,
                off: Reduction::Percent(Rate::percent(percent)),
                name: None,
                reason: None,
                approver: None,
            };
            shop.step(order, Step::Discount(discount)).unwrap();
            let found = shop.get(order);
            let totals = found.totals().unwrap();
            assert!(totals.adds_up(found.pricing.prices));
            let shares: i64 = totals.lines.iter().map(|line| line.tax.minor()).sum();
            assert_eq!(shares, totals.tax.minor(), "the shares of the tax add up");
        }
    }
}
