//! What cannot be done to a bill is refused in one exact sentence, and nothing changes: splits
//! that cannot be, more given back than was paid, and less handed over than is due.

use tillrail::domain::audit::{self, What};
use tillrail::domain::command::{Command, GiveBack, Step, Together};
use tillrail::domain::event::{DiscountApplied, Reduction, Tender};
use tillrail::domain::id::{AggregateId, DiscountId, LineId, OrderId, PaymentId, RefundId};
use tillrail::domain::money::{Money, Quantity, Rate};
use tillrail::domain::parting;
use tillrail::domain::refund::Back;
use tillrail::domain::settings::Settings;
use tillrail::domain::tally::tally;
use tillrail::domain::time::At;

use super::world::{NOON, Place};

/// Tries all commands; each is refused in its sentence, and the desk is as it was.
#[track_caller]
fn refused(shop: &mut Place, tries: Vec<(Command, &str)>) {
    let (before, kept) = (shop.desk.state.digest(At(NOON)), shop.journal.len());
    for (command, sentence) in tries {
        assert_eq!(shop.act(&command).unwrap_err().to_string(), sentence, "{command:?}");
    }
    assert_eq!((shop.desk.state.digest(At(NOON)), shop.journal.len()), (before, kept));
}

fn split(shop: &mut Place, from: OrderId, picks: &[(LineId, i64)]) -> Command {
    let picks: Vec<_> =
        picks.iter().map(|(line, count)| (*line, Quantity::pieces(*count))).collect();
    let (to, order) = (OrderId(shop.desk.mint()), shop.get(from).clone());
    parting::split(&order, to, &picks, Vec::new(), || shop.desk.mint())
}

fn give_back(shop: &mut Place, order: OrderId, what: Back) -> Command {
    let refunds = (0..5).map(|_| RefundId(shop.desk.mint())).collect();
    let wanted = GiveBack {
        refunds,
        what,
        payment: None,
        reason: "cold".to_owned(),
        restock: false,
        tip: false,
    };
    Command::Order(order, vec![Step::Refund(wanted)])
}

fn pay(shop: &mut Place, order: OrderId, tender: Tender, tendered: i64) -> Command {
    let mut take = shop.take(Some(tendered));
    take.tender = tender;
    Command::Order(order, vec![Step::Pay(take)])
}

#[test]
fn impossible_splits_change_nothing() {
    let mut shop = Place::shop(Settings::default());
    let (order, lines) = shop.order(&[("5", 2), ("3", 1)]);
    let (other, others) = shop.order(&[("4", 2)]);
    let mut part = shop.take(Some(4_000));
    part.part = true;
    shop.step(order, Step::Pay(part)).unwrap();
    let paid = pay(&mut shop, other, Tender::Cash, 700);
    shop.must(&paid);
    let tries = vec![
        (split(&mut shop, order, &[(lines[0], 3)]), "only 2 of Salad can be moved: choose fewer"),
        (
            split(&mut shop, order, &[(lines[0], 2), (lines[1], 1)]),
            "nothing would be left on A1: leave at least one line there",
        ),
        (split(&mut shop, order, &[]), "nothing to do: choose the lines that go"),
        (
            split(&mut shop, order, &[(lines[1], 1)]),
            "A1 has 40.00 paid, more than what would be left on it: move less",
        ),
        (
            split(&mut shop, other, &[(others[0], 1)]),
            "A2 is paid: a paid bill cannot be changed, give money back instead",
        ),
    ];
    refused(&mut shop, tries);
}

#[test]
fn more_than_was_paid_is_never_given_back() {
    let mut shop = Place::shop(Settings::default());
    let (open, _) = shop.order(&[("5", 1)]);
    let (order, lines) = shop.order(&[("5", 2)]);
    let paid = pay(&mut shop, order, Tender::Cash, 1_900);
    shop.must(&paid);
    let piece = |count| Back::Lines(vec![(lines[0], Quantity::pieces(count))]);
    let one = give_back(&mut shop, order, piece(1));
    shop.must(&one);
    let twice = Back::Lines(vec![(lines[0], Quantity::ONE); 2]);
    let tries = vec![
        (give_back(&mut shop, order, piece(2)), "only 1 of Salad can be given back: choose fewer"),
        (give_back(&mut shop, order, twice), "only 1 of Salad can be given back: choose fewer"),
        (
            give_back(&mut shop, order, Back::TooMuch),
            "nothing of A2 is left to give back: look at its refunds",
        ),
        (
            give_back(&mut shop, open, Back::All),
            "A1 is not paid in full: void lines or cancel it before money goes back",
        ),
    ];
    refused(&mut shop, tries);
    let rest = give_back(&mut shop, order, Back::All);
    shop.must(&rest);
    let again = give_back(&mut shop, order, Back::All);
    refused(&mut shop, vec![(again, "nothing of A2 is left to give back: look at its refunds")]);
    assert_eq!(shop.get(order).settlement().unwrap().refunded, Money::new(1_900));
}

#[test]
fn a_tender_below_the_due_or_above_it_without_change_takes_nothing() {
    let mut shop = Place::shop(Settings::default());
    let (order, _) = shop.order(&[("5", 1)]);
    let (other, _) = shop.order(&[("4", 1)]);
    let payments = [order, other].map(|order| (order, PaymentId(shop.desk.mint())));
    let together = Command::PayTogether(Together {
        orders: payments.to_vec(),
        tender: Tender::Cash,
        tendered: Some(Money::new(1_200)),
        tip: Money::ZERO,
        reference: None,
        unsure: None,
    });
    let tries = vec![
        (
            pay(&mut shop, order, Tender::Cash, 949),
            "9.49 is less than 9.50 due: take more, or take it as a part payment",
        ),
        (
            pay(&mut shop, order, Tender::Card, 1),
            "0.01 is less than 9.50 due: take more, or take it as a part payment",
        ),
        (
            pay(&mut shop, order, Tender::Card, 951),
            "9.51 is more than 9.50 due: only cash gives change, take 9.50",
        ),
        (pay(&mut shop, order, Tender::Cash, 0), "an amount must be above zero: `0.00` is not"),
        (together, "12.00 is less than 13.00 due: take more, or take it as a part payment"),
    ];
    refused(&mut shop, tries);
}

#[test]
fn a_discount_is_reported_with_the_money_it_came_to_where_its_line_is_now() {
    let mut shop = Place::shop(Settings::default());
    let (order, lines) = shop.order(&[("5", 2), ("4", 1)]);
    let mut give = |line: Option<LineId>, off: Reduction| {
        let discount = DiscountId(shop.desk.mint());
        let given = DiscountApplied {
            discount,
            line,
            off,
            name: None,
            reason: Some("regular guest".to_owned()),
            approver: None,
        };
        shop.step(order, Step::Discount(given)).unwrap();
        discount
    };
    give(Some(lines[0]), Reduction::Percent(Rate::percent(10)));
    give(None, Reduction::Percent(Rate::percent(50)));
    give(Some(lines[1]), Reduction::Amount(Money::new(900)));
    let mistake = give(None, Reduction::Percent(Rate::percent(20)));
    shop.step(order, Step::RemoveDiscount(mistake)).unwrap();

    let seen = |shop: &Place| {
        let mine = AggregateId::Order(order);
        let facts: Vec<_> =
            shop.facts().into_iter().filter(|fact| fact.aggregate == mine).collect();
        let kin = shop.desk.state.family_of(order);
        let remarks = audit::of_order(shop.get(order), kin, &facts).into_iter();
        let given = remarks.filter(|remark| remark.what == What::Discount);
        given.map(|remark| (remark.words, remark.amount.minor())).collect::<Vec<_>>()
    };
    // 19.00 less 1.90 is 17.10; a lemonade of 3.50 is never discounted below nothing.
    let expected = [
        ("10 % on Salad".to_owned(), 190),
        ("50 %".to_owned(), 855),
        ("9.00 on Lemonade".to_owned(), 350),
        ("20 %, removed".to_owned(), 0),
    ];
    assert_eq!(seen(&shop), expected);
    let due = pay(&mut shop, order, Tender::Cash, 855);
    shop.must(&due);
    let figures = tally(&shop.desk.state, shop.desk.state.my_shift().unwrap()).unwrap();
    let all: i64 = seen(&shop).iter().map(|(_, amount)| amount).sum();
    assert_eq!(figures.discounts, Money::new(all), "X and Z say the same");
}
