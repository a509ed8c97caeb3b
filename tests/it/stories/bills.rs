//! The bills of one order: whatever was given, split, moved, shared and paid, their money adds up to
//! that of the order.

use proptest::prelude::*;
use tillrail::domain::command::{Command, Step};
use tillrail::domain::event::{DiscountApplied, OrderChanged, Reduction};
use tillrail::domain::id::{DiscountId, LineId, OrderId, RefundId};
use tillrail::domain::money::{Money, Quantity, Rate};
use tillrail::domain::order::{MoneyStatus, Order};
use tillrail::domain::parting;
use tillrail::domain::refund::Back;
use tillrail::domain::rejection::Rejection;
use tillrail::domain::settings::{PriceMode, Service, ServiceCharge, Settings, TaxRounding};
use tillrail::domain::tally::tally;

use super::world::{Place, meet, second_counter};

/// What is given: on which line, the order when absent; a percentage or an amount.
#[derive(Debug, Clone)]
struct Gift {
    line: Option<usize>,
    percent: bool,
    size: i64,
}

/// An order and what happens to it.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is one rule of the shop, on or off")]
struct Evening {
    exclusive: bool,
    by_line: bool,
    charge: bool,
    step: bool,
    rate: i64,
    items: Vec<(usize, i64)>,
    gifts: Vec<Gift>,
    comps: Vec<usize>,
    /// For each split: which lines go, and whether wholly.
    splits: Vec<Vec<(usize, bool)>>,
    people: u32,
}

fn gift() -> impl Strategy<Value = Gift> {
    (prop::option::of(0_usize..6), any::<bool>(), 1_i64..60_000)
        .prop_map(|(line, percent, size)| Gift { line, percent, size })
}

fn evening() -> impl Strategy<Value = Evening> {
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), 0_i64..300_000);
    let order = (
        prop::collection::vec((0_usize..5, 1_i64..4), 2..6),
        prop::collection::vec(gift(), 0..4),
        prop::collection::vec(0_usize..6, 0..2),
    );
    let picks = prop::collection::vec((0_usize..6, any::<bool>()), 1..4);
    let splits = prop::collection::vec(picks, 1..4);
    (flags, order, splits, 1_u32..7).prop_map(
        |((exclusive, by_line, charge, step, rate), (items, gifts, comps), splits, people)| {
            Evening { exclusive, by_line, charge, step, rate, items, gifts, comps, splits, people }
        },
    )
}

fn give(shop: &mut Place, order: OrderId, line: Option<LineId>, off: Reduction) {
    let given = DiscountApplied {
        discount: DiscountId(shop.desk.mint()),
        line,
        off,
        name: None,
        reason: Some("regular".to_owned()),
        approver: None,
    };
    shop.step(order, Step::Discount(given)).unwrap();
}

fn off(gift: &Gift) -> Reduction {
    if gift.percent {
        Reduction::Percent(Rate::new(gift.size * 16))
    } else {
        Reduction::Amount(Money::new(gift.size))
    }
}

fn total(shop: &Place, order: OrderId) -> i64 {
    shop.get(order).totals().unwrap().total.minor()
}

/// The order before anything is split.
fn opened(evening: &Evening) -> (Place, OrderId, Vec<LineId>) {
    let mut settings = Settings {
        prices: if evening.exclusive { PriceMode::Exclusive } else { PriceMode::Inclusive },
        tax_rounding: if evening.by_line { TaxRounding::Line } else { TaxRounding::Order },
        cash_step: Money::new(if evening.step { 5 } else { 1 }),
        service_charge: evening.charge.then_some(ServiceCharge {
            rate: Rate::new(125_000),
            tax: Rate::new(evening.rate / 2),
            from_guests: 1,
        }),
        ..Settings::default()
    };
    settings.tax_classes[0].rate = Rate::new(evening.rate);
    let mut shop = Place::shop(settings);
    let codes = ["1", "2", "3", "4", "5"];
    let order = OrderId(shop.desk.mint());
    let new: Vec<_> =
        evening.items.iter().map(|(item, count)| shop.new_line(codes[*item], *count)).collect();
    // The same item twice is one line of more.
    let opening = tillrail::domain::command::Opening { guests: Some(4), ..Default::default() };
    let steps = new.into_iter().map(Step::Add).collect();
    shop.must(&Command::Open { order, opening, steps });
    let lines: Vec<LineId> = shop.get(order).live_lines().map(|line| line.id).collect();
    shop.send(order).unwrap();
    for at in &evening.comps {
        let line = lines[at % lines.len()];
        let comp = Step::Comp { line, quantity: Quantity::ONE, reason: "cold".to_owned() };
        let _ = shop.step(order, comp);
    }
    for gift in &evening.gifts {
        give(&mut shop, order, gift.line.map(|at| lines[at % lines.len()]), off(gift));
    }
    (shop, order, lines)
}

/// Splits as far as it is possible; answers all bills, the order first.
fn split(shop: &mut Place, order: OrderId, splits: &[Vec<(usize, bool)>]) -> Vec<OrderId> {
    let mut bills = vec![order];
    for picks in splits {
        let found = shop.get(order).clone();
        let here: Vec<(LineId, Quantity)> =
            parting::pickable(&found).map(|line| (line.id, line.standing())).collect();
        let mut wanted: Vec<(LineId, Quantity)> = Vec::new();
        for (at, whole) in picks {
            let Some((line, standing)) = here.get(at % here.len().max(1)).copied() else {
                continue;
            };
            let half = Quantity::new((standing.thousandths() / 2).max(1));
            if wanted.iter().all(|(known, _)| *known != line) {
                wanted.push((line, if *whole { standing } else { half }));
            }
        }
        if wanted.is_empty() {
            continue;
        }
        let to = OrderId(shop.desk.mint());
        let command = parting::split(&found, to, &wanted, Vec::new(), || shop.desk.mint());
        match shop.act(&command) {
            Ok(_) => bills.push(to),
            Err(Rejection::NothingLeft(_)) => {}
            Err(why) => panic!("{command:?} was refused: {why}"),
        }
    }
    bills
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn f43_the_bills_of_an_order_add_up_and_are_paid_to_the_unit(evening in evening()) {
        let (mut shop, order, _) = opened(&evening);
        let before = total(&shop, order);
        let discounts = shop.get(order).totals().unwrap().discounts.minor();
        let bills = split(&mut shop, order, &evening.splits);
        let sum: i64 = bills.iter().map(|bill| total(&shop, *bill)).sum();
        let saved: i64 =
            bills.iter().map(|bill| shop.get(*bill).totals().unwrap().discounts.minor()).sum();
        // Percentages, charge, tax on top and halves of a comped piece are rounded on each bill.
        let percents = evening.gifts.iter().filter(|gift| gift.percent).count();
        let lines = bills.iter().map(|bill| shop.get(*bill).live_lines().count()).sum::<usize>();
        let rounded = percents * (bills.len() + lines) + evening.comps.len() * lines;
        let rounded = i64::try_from(rounded).unwrap();
        prop_assert!((saved - discounts).abs() <= rounded, "{discounts} became {saved}");
        let exact = rounded == 0 && !evening.charge && !evening.exclusive;
        let charged = i64::try_from(2 * (bills.len() + lines)).unwrap();
        let most = if exact { 0 } else { 2 * rounded + charged };
        prop_assert!((sum - before).abs() <= most, "{before} became {sum}, {most} are possible");
        // Each bill is shared by some people in cash; all of it is paid, and nothing twice.
        for bill in &bills {
            let owed = shop.get(*bill).settlement().unwrap().due;
            if !owed.is_positive() {
                continue;
            }
            for share in parting::even_shares(owed, evening.people).unwrap() {
                if share.is_positive() {
                    let mut take = shop.take(None);
                    take.amount = Some(share);
                    take.tip = Money::new(7);
                    shop.step(*bill, Step::Pay(take)).unwrap();
                }
            }
            let paid = shop.get(*bill);
            prop_assert_eq!(paid.money_status(), MoneyStatus::Paid);
            let amounts = paid.payments.iter().map(|row| row.payment.amount);
            prop_assert_eq!(Money::sum(amounts).unwrap(), owed);
            prop_assert_eq!(paid.receipts.len(), 1);
        }
        let state = &shop.desk.state;
        let figures = tally(state, state.my_shift().unwrap()).unwrap();
        let free = |bill: &&OrderId| shop.get(**bill).payments.is_empty();
        if bills.iter().filter(free).count() == 0 {
            prop_assert_eq!(figures.sales.minor(), sum);
        }
    }

    #[test]
    fn f43_bills_that_are_joined_again_are_the_order_that_they_were(evening in evening()) {
        let (mut shop, order, _) = opened(&evening);
        let before = shop.get(order).totals().unwrap();
        let bills = split(&mut shop, order, &evening.splits);
        for bill in bills.iter().skip(1) {
            let from = shop.get(*bill).clone();
            let command = parting::merge(&from, order, || shop.desk.mint());
            shop.must(&command);
        }
        let after = shop.get(order).totals().unwrap();
        prop_assert_eq!(after.gross, before.gross);
        let percents = evening.gifts.iter().filter(|gift| gift.percent).count();
        // A line in two is rounded twice where each line rounds its tax on top.
        let twice = evening.exclusive && evening.by_line;
        if percents == 0 && evening.comps.is_empty() && !twice {
            prop_assert_eq!(after.discounts, before.discounts);
            prop_assert_eq!(after.total.minor(), before.total.minor());
        }
    }
}

#[test]
fn an_amount_that_is_more_than_what_is_left_goes_along_with_the_rest() {
    let mut shop = Place::shop(Settings::default());
    let (order, lines) = shop.order(&[("5", 2), ("4", 1)]);
    give(&mut shop, order, None, Reduction::Amount(Money::new(2_000)));
    assert_eq!(total(&shop, order), 250);
    let found = shop.get(order).clone();
    let to = OrderId(shop.desk.mint());
    let picks = [(lines[0], Quantity::pieces(2))];
    let command = parting::split(&found, to, &picks, Vec::new(), || shop.desk.mint());
    shop.must(&command);
    assert_eq!((total(&shop, order), total(&shop, to)), (0, 250), "the guests pay what they owed");
    let from = shop.get(to).clone();
    let command = parting::merge(&from, order, || shop.desk.mint());
    shop.must(&command);
    assert_eq!(total(&shop, order), 250);
}

/// Gives back what one of them paid.
fn share_back(shop: &mut Place, order: OrderId, at: usize) -> Step {
    let payment = shop.get(order).payments[at].payment.payment;
    let refunds = shop.get(order).payments.len();
    let refunds = (0..refunds).map(|_| RefundId(shop.desk.mint())).collect();
    Step::Refund(tillrail::domain::command::GiveBack {
        refunds,
        what: Back::Share(payment),
        payment: None,
        reason: "Complaint".to_owned(),
        restock: false,
        tip: true,
    })
}

#[test]
fn what_one_of_several_paid_goes_back_with_its_tip_and_its_part_of_the_tax() {
    let mut shop = Place::shop(Settings::default());
    let (order, _) = shop.order(&[("1", 1), ("4", 3)]);
    let owed = shop.get(order).settlement().unwrap().due;
    for share in parting::even_shares(owed, 3).unwrap() {
        let mut take = shop.take(None);
        take.amount = Some(share);
        take.tip = Money::new(100);
        shop.step(order, Step::Pay(take)).unwrap();
    }
    let back = share_back(&mut shop, order, 1);
    shop.step(order, back).unwrap();
    let found = shop.get(order);
    let (paid, row) = (&found.payments[1].payment, &found.refunds[0].refund);
    assert_eq!((row.payment, row.amount, row.tip), (paid.payment, paid.amount, Money::new(100)));
    assert_eq!(found.refunds.len(), 1);
    let taxed = row.taxes.iter().flat_map(|(_, net, tax)| [*net, *tax]);
    assert_eq!(Money::sum(taxed).unwrap(), row.amount);
    let again = share_back(&mut shop, order, 1);
    let why = shop.step(order, again).unwrap_err();
    assert!(why.to_string().starts_with("nothing of A1 is left"), "{why}");
}

#[test]
fn what_comes_after_the_payment_is_another_sale() {
    let mut shop = Place::shop(Settings::default());
    let (order, lines) = shop.order(&[("5", 1)]);
    shop.pay(order, 950).unwrap();
    let coffee = shop.new_line("4", 1);
    let why = shop.step(order, Step::Add(coffee)).unwrap_err();
    assert!(why.to_string().starts_with("A1 is paid"), "{why}");
    // A seat, a table and a name change no money.
    let table = OrderChanged { table: Some(Some("9".to_owned())), ..OrderChanged::default() };
    shop.step(order, Step::Change(table)).unwrap();
    let into = LineId(shop.desk.mint());
    let seat = Step::Place { line: lines[0], into, seat: Some(2), course: None };
    shop.step(order, seat).unwrap();
    assert_eq!(shop.get(order).line(lines[0]).unwrap().sold.seat, Some(2));
}

#[test]
fn a_service_with_another_tax_is_refused_once_it_is_paid() {
    let mut settings = Settings::default();
    let class = &mut settings.tax_classes[0];
    class.by_service.insert(Service::DineIn, Rate::percent(20));
    let mut shop = Place::shop(settings);
    let (order, _) = shop.order(&[("5", 1)]);
    let dine = |shop: &mut Place| {
        let change = OrderChanged { service: Some(Service::DineIn), ..OrderChanged::default() };
        shop.step(order, Step::Change(change))
    };
    let out = |shop: &mut Place| {
        let change = OrderChanged { service: Some(Service::Takeaway), ..OrderChanged::default() };
        shop.step(order, Step::Change(change))
    };
    let tax = |shop: &Place| shop.get(order).totals().unwrap().tax.minor();
    let before = tax(&shop);
    dine(&mut shop).unwrap();
    assert_ne!(tax(&shop), before);
    out(&mut shop).unwrap();
    assert_eq!(tax(&shop), before);
    shop.pay(order, 950).unwrap();
    let why = dine(&mut shop).unwrap_err();
    assert!(why.to_string().starts_with("A1 is paid"), "{why}");
}

#[test]
fn an_order_is_with_who_took_it_over() {
    let mut shop = Place::shop(Settings::default());
    let (order, _) = shop.order(&[("5", 1)]);
    let owner = shop.get(order).server().cloned();
    assert!(owner.is_some());
    let ben = tillrail::domain::id::StaffId("ben".into());
    let change = OrderChanged { server: Some(ben.clone()), ..OrderChanged::default() };
    shop.step(order, Step::Change(change)).unwrap();
    let found: &Order = shop.get(order);
    assert_eq!(found.server(), Some(&ben));
    assert_eq!(found.opened.as_ref().map(|stamp| &stamp.staff), owner.as_ref(), "opened as it was");
}

#[test]
fn what_was_added_elsewhere_after_the_receipt_is_paid_with_one_of_its_own() {
    let mut first = Place::shop(Settings::default());
    let mut second = second_counter(&mut first);
    let (order, _) = first.order(&[("5", 1)]);
    meet(&mut first, &mut second, order);
    let coffee = second.new_line("4", 1);
    second.step(order, Step::Add(coffee)).unwrap();
    first.now += 60_000;
    first.pay(order, 950).unwrap();
    let both = meet(&mut first, &mut second, order);
    assert_eq!(both.settlement().unwrap().due, Money::new(350), "nothing was lost");
    first.pay(order, 350).unwrap();
    let numbers: Vec<String> =
        first.get(order).receipts.iter().map(|receipt| receipt.number.to_string()).collect();
    assert_eq!(numbers, ["A-000001", "A-000002"]);
    let found = first.get(order);
    let text = tillrail::receipt::text(
        first.desk.state.settings(),
        (found, &found.receipts[1]),
        "Anna K.",
        tillrail::receipt::Paper::default(),
    )
    .unwrap();
    assert!(text.contains("additional to receipt A-000001"), "{text}");
}
