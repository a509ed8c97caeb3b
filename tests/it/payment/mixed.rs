//! What the screen says, what the receipt says, what the journal holds and what the figures say are
//! one amount, over many random orders; and a sale taken back from the screen.

use proptest::prelude::*;
use tillrail::domain::command::{Command, GiveBack, Step};
use tillrail::domain::event::{Event, Tender};
use tillrail::domain::id::RefundId;
use tillrail::domain::money::{Money, Quantity, Rate};
use tillrail::domain::refund::Back;
use tillrail::domain::settings::SettingsPatch;
use tillrail::domain::tally::tally;
use tillrail::receipt::{self, Paper};
use tillrail::tui::effect::Effect;

use super::till::Till;

/// The amount at the end of the first row of the screen or the receipt that has these words.
fn amount_of(text: &str, words: &str) -> Option<i64> {
    let row = text.lines().find(|row| row.contains(words))?;
    let rest = row.split(words).nth(1)?;
    let figures = rest.split_whitespace().find(|part| part.contains('.'))?;
    figures.replace(['.', ','], "").parse().ok()
}

#[test]
fn a_sale_is_taken_back_from_the_order_screen() {
    let mut till = Till::new("A");
    till.keys("1 2 Enter F9 = Enter Enter");
    till.keys("F10 b Enter a r F9");
    let order = till.order("A1");
    assert_eq!(order.settlement().unwrap().refunded, Money::new(360));
    assert_eq!(order.receipts.len(), 2);
}

#[test]
fn f20_a_receipt_printed_again_says_duplicate_and_is_a_fact() {
    let mut till = Till::new("A");
    till.keys("1 2 Enter F9 = Enter p");
    let texts = |till: &Till| -> Vec<String> {
        let kept = till.outside.iter().filter_map(|effect| {
            if let Effect::Keep { text, .. } = effect { Some(text.clone()) } else { None }
        });
        kept.collect()
    };
    assert!(till.screen().contains("RECEIPT A-000001"), "{}", till.screen());
    assert!(!texts(&till)[0].contains("DUPLICATE"), "{}", texts(&till)[0]);
    till.keys("Esc Enter F10 r Enter");
    till.slow = true;
    till.keys("p");
    assert_eq!(texts(&till).len(), 1, "nothing is printed before it is on the disk");
    till.slow = false;
    till.commit();
    assert_eq!(texts(&till)[1].matches("*** DUPLICATE ***").count(), 2);
    let again = till.facts.iter().filter(|fact| fact.kind() == "receipt_reprinted");
    assert_eq!(again.count(), 1);
}

#[test]
fn a_doubt_is_settled_from_the_list_of_orders() {
    for (key, payments) in [("y", 1), ("n", 0)] {
        let mut till = Till::new("A");
        till.keys("1 2 Enter F9 k u");
        till.keys("F6");
        till.keys("F6 t");
        assert!(till.screen().contains("TO CHECK"), "{}", till.screen());
        till.keys(key);
        assert_eq!(till.payments(), payments);
        assert!(till.order("A1").flagged.is_empty());
    }
}

#[test]
fn marked_orders_are_paid_with_one_sum() {
    let mut till = Till::new("A");
    till.keys("1 2 Enter F6 3 1 Enter F6 F6");
    till.keys("Space Space p");
    assert!(till.screen().contains("PAY 2 ORDERS"), "{}", till.screen());
    till.keys("= Enter");
    assert!(till.screen().contains("and 1 more"), "{}", till.screen());
    assert_eq!(till.payments(), 2);
}

#[test]
fn each_of_several_discounts_has_its_amount_in_the_payment() {
    let mut till = Till::new("A");
    till.keys("1 2 Enter % 1 0 Enter 1 % 5 Enter 1 F9");
    let screen = till.screen();
    for (name, amount) in [("10 % off", "-0.36"), ("5 % off", "-0.16")] {
        let row = screen.lines().find(|row| row.contains(&format!("  {name}")));
        assert!(row.is_some_and(|row| row.contains(amount)), "{name}: {screen}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn f43_screen_receipt_journal_and_figures_say_the_same(
        counts in prop::collection::vec(1_i64..9, 1..4),
        percent in 0_i64..40,
        charge in 0_i64..15,
        step in prop::sample::select(vec![1_i64, 5, 100]),
        card in 0_i64..500,
        back in 0_i64..2_000,
    ) {
        let mut till = Till::new("A");
        till.command(&Command::ChangeSettings(Box::new(SettingsPatch {
            cash_step: Some(Money::new(step)),
            ..SettingsPatch::default()
        })));
        let before = cash(&till);
        for (code, count) in ["11", "12", "31"].iter().zip(&counts) {
            let code: Vec<String> = code.chars().map(String::from).collect();
            till.keys(&format!("{count} * {} Enter", code.join(" ")));
        }
        let id = till.order("A1").id;
        if percent > 0 {
            till.keys(&format!("F7 {} Enter 1", spaced(percent)));
        }
        if charge > 0 {
            let step = Step::Charge(Some(Rate::percent(charge)));
            till.command(&Command::Order(id, vec![step]));
        }
        till.keys("F9");
        if card > 0 && card < till.order("A1").totals().unwrap().total.minor() {
            till.keys(&format!("{} k y", spaced(card)));
        }
        till.keys("=");
        let due = amount_of(&till.screen(), "Exact").unwrap();
        till.keys("Enter");
        let screen = till.screen();
        let order = till.order("A1").clone();
        let total = order.totals().unwrap().total;
        prop_assert_eq!(amount_of(&screen, "Total"), Some(total.minor()), "{}", screen);
        let receipt = order.receipt().unwrap();
        let settings = till.model.front.desk.state.settings().clone();
        let text = receipt::text(&settings, (&order, receipt), "", Paper::default()).unwrap();
        prop_assert_eq!(amount_of(&text, "TOTAL EUR"), Some(total.minor()), "{}", text);
        let taken = till.facts.iter().filter_map(|fact| match &fact.event {
            Some(Event::PaymentTaken(payment)) => Some(payment.amount.minor()),
            _ => None,
        });
        prop_assert_eq!(taken.sum::<i64>(), total.minor());
        let last = order.payments.last().unwrap().payment.clone();
        prop_assert_eq!(last.tender, Tender::Cash);
        prop_assert_eq!(last.tendered.minor() - last.change.minor(), due);
        prop_assert_eq!(cash(&till) - before, due);

        let line = order.lines[0].id;
        let refund = GiveBack {
            refunds: (0..3).map(|_| RefundId(till.model.front.desk.mint())).collect(),
            what: Back::Lines(vec![(line, Quantity::new(back))]),
            payment: None,
            reason: "cold".to_owned(),
            restock: false,
            tip: false,
        };
        till.command(&Command::Order(id, vec![Step::Refund(refund)]));
        let order = till.order("A1");
        let mut handed = 0;
        for row in order.refunds.iter().filter(|row| row.refund.tender == Tender::Cash) {
            handed += row.refund.handed().unwrap().minor();
        }
        prop_assert_eq!(cash(&till) - before, due - handed);
        let settlement = order.settlement().unwrap();
        prop_assert!(settlement.refunded <= settlement.paid);
    }
}

fn spaced(number: i64) -> String {
    number.to_string().chars().map(String::from).collect::<Vec<_>>().join(" ")
}

/// What should be in the drawer.
fn cash(till: &Till) -> i64 {
    let state = &till.model.front.desk.state;
    tally(state, state.my_shift().unwrap()).unwrap().expected.minor()
}
