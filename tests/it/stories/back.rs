//! Stories about money that goes back, tips, charges, doubts, several tenders and several orders.

use proptest::prelude::*;
use tillrail::domain::command::{Command, GiveBack, Step, Together};
use tillrail::domain::event::{DiscountApplied, Event, Reduction, Tender};
use tillrail::domain::id::{DiscountId, LineId, OrderId, PaymentId, RefundId};
use tillrail::domain::money::{Money, Quantity, Rate};
use tillrail::domain::order::MoneyStatus;
use tillrail::domain::refund::Back;
use tillrail::domain::settings::{PriceMode, ServiceCharge, Settings, TaxClass};
use tillrail::domain::tally::tally;

use super::world::{Place, exclusive_18};

fn give_back(shop: &mut Place, what: Back) -> GiveBack {
    let refunds = (0..5).map(|_| RefundId(shop.desk.mint())).collect();
    GiveBack {
        refunds,
        what,
        payment: None,
        reason: "wrong order".to_owned(),
        restock: false,
        tip: false,
    }
}

fn back(shop: &mut Place, order: OrderId, what: Back) -> Result<Money, String> {
    let wanted = give_back(shop, what);
    let before = shop.get(order).settlement().unwrap().refunded;
    shop.step(order, Step::Refund(wanted)).map_err(|why| why.to_string())?;
    Ok(shop.get(order).settlement().unwrap().refunded.minus(before).unwrap())
}

fn pay_with(shop: &mut Place, order: OrderId, (tender, amount): (Tender, i64), part: bool) {
    let mut take = shop.take(Some(amount));
    take.reference = Some("X-1".to_owned());
    take.tender = tender;
    take.part = part;
    shop.step(order, Step::Pay(take)).unwrap();
}

fn expected(shop: &Place) -> Money {
    tally(&shop.desk.state, shop.desk.state.my_shift().unwrap()).unwrap().expected
}

#[test]
fn a_part_of_a_line_the_rest_of_it_and_everything_else_add_up_to_what_was_paid() {
    let mut shop = Place::shop(exclusive_18());
    let (order, lines) = shop.order(&[("5", 3), ("4", 1)]);
    let total = shop.get(order).totals().unwrap().total;
    shop.pay(order, total.minor()).unwrap();
    let one = back(&mut shop, order, Back::Lines(vec![(lines[0], Quantity::ONE)])).unwrap();
    let two = back(&mut shop, order, Back::Lines(vec![(lines[0], Quantity::pieces(2))])).unwrap();
    let found = shop.get(order);
    assert_eq!(found.refunded_of_line(lines[0]), Quantity::pieces(3));
    assert_eq!(found.money_status(), MoneyStatus::Paid);
    assert_eq!(found.receipts.len(), 3, "each refund has a number of the series");
    assert_eq!(found.receipts[2].number.to_string(), "A-000003");
    let refusal = back(&mut shop, order, Back::Lines(vec![(lines[0], Quantity::ONE)]));
    assert_eq!(refusal.unwrap_err(), "only 0 of Salad can be given back: choose fewer");
    let rest = back(&mut shop, order, Back::All).unwrap();
    assert_eq!(Money::sum([one, two, rest]).unwrap(), total);
    let found = shop.get(order);
    assert_eq!(found.money_status(), MoneyStatus::Refunded);
    let tax = found.refunds.iter().flat_map(|row| &row.refund.taxes).map(|(_, _, tax)| *tax);
    assert_eq!(Money::sum(tax).unwrap(), found.totals().unwrap().tax);
    assert_eq!(expected(&shop), Money::ZERO);
    let refusal = back(&mut shop, order, Back::All).unwrap_err();
    assert_eq!(refusal, "nothing of A1 is left to give back: look at its refunds");
}

#[test]
fn money_goes_back_to_the_tender_it_came_from_cash_first_or_as_picked() {
    let mut shop = Place::shop(Settings::default());
    let (order, lines) = shop.order(&[("5", 2)]);
    pay_with(&mut shop, order, (Tender::Card, 900), true);
    pay_with(&mut shop, order, (Tender::Voucher, 400), true);
    shop.pay(order, 1_000).unwrap();
    let of = |shop: &Place| -> Vec<(Tender, i64)> {
        let rows = shop.get(order).refunds.iter();
        rows.map(|row| (row.refund.tender.clone(), row.refund.amount.minor())).collect()
    };
    back(&mut shop, order, Back::Lines(vec![(lines[0], Quantity::ONE)])).unwrap();
    assert_eq!(of(&shop), [(Tender::Cash, 600), (Tender::Voucher, 350)]);
    let card = shop.get(order).payments[0].payment.payment;
    let mut wanted = give_back(&mut shop, Back::All);
    wanted.payment = Some(card);
    shop.step(order, Step::Refund(wanted.clone())).unwrap();
    shop.step(order, Step::Refund(wanted)).unwrap();
    assert_eq!(of(&shop)[2..], [(Tender::Card, 900), (Tender::Voucher, 50)]);
    assert_eq!(expected(&shop), Money::ZERO);
}

#[test]
fn f18_an_overpaid_and_a_cancelled_order_give_back_what_is_too_much() {
    let mut shop = Place::shop(Settings::default());
    let (order, lines) = shop.order(&[("5", 2)]);
    shop.pay(order, 1_900).unwrap();
    let reason = "burnt".to_owned();
    shop.step(order, Step::Void { line: lines[0], quantity: Quantity::ONE, reason }).unwrap();
    assert_eq!(shop.get(order).money_status(), MoneyStatus::Overpaid);
    assert_eq!(back(&mut shop, order, Back::TooMuch), Ok(Money::new(950)));
    assert_eq!(shop.get(order).money_status(), MoneyStatus::Paid);

    let (dead, _) = shop.order(&[("5", 1)]);
    pay_with(&mut shop, dead, (Tender::Card, 500), true);
    shop.step(dead, Step::Cancel("guest left".to_owned())).unwrap();
    assert_eq!(back(&mut shop, dead, Back::TooMuch), Ok(Money::new(500)));
    assert_eq!(shop.get(dead).money_status(), MoneyStatus::Refunded);
}

#[test]
fn impossible_refunds_and_tenders_are_one_sentence_and_change_nothing() {
    let mut shop = Place::shop(Settings::default());
    let (order, lines) = shop.order(&[("5", 1)]);
    let before = shop.get(order).clone();
    let refusal = back(&mut shop, order, Back::All).unwrap_err();
    assert!(refusal.starts_with("A1 is not paid in full: void lines"), "{refusal}");
    let mut take = shop.take(None);
    take.tender = Tender::Voucher;
    let refusal = shop.step(order, Step::Pay(take.clone())).unwrap_err().to_string();
    assert_eq!(refusal, "voucher needs the code of the voucher: type it first");
    take.tender = Tender::Other("shells".to_owned());
    let refusal = shop.step(order, Step::Pay(take.clone())).unwrap_err().to_string();
    assert!(refusal.starts_with("`shells` is not a way to pay here: use cash, card, online"));
    take.tender = Tender::Card;
    take.tendered = Some(Money::new(951));
    let refusal = shop.step(order, Step::Pay(take.clone())).unwrap_err().to_string();
    assert!(refusal.contains("only cash gives change"), "{refusal}");
    take.tendered = Some(Money::new(949));
    let refusal = shop.step(order, Step::Pay(take)).unwrap_err().to_string();
    assert!(refusal.starts_with("9.49 is less than 9.50 due"), "{refusal}");
    assert_eq!(shop.get(order), &before);
    shop.pay(order, 950).unwrap();
    let paid = shop.get(order).clone();
    let refusal = back(&mut shop, order, Back::Lines(vec![(lines[0], Quantity::pieces(2))]));
    assert_eq!(refusal.unwrap_err(), "only 1 of Salad can be given back: choose fewer");
    let tip = Step::Tip { payment: paid.payments[0].payment.payment, tip: Money::ZERO };
    assert!(shop.step(order, tip).unwrap_err().to_string().contains("above zero"));
    let mut silent = give_back(&mut shop, Back::All);
    silent.reason = " ".to_owned();
    let refusal = shop.step(order, Step::Refund(silent)).unwrap_err().to_string();
    assert_eq!(refusal, "a reason is needed: say why");
    assert_eq!(shop.get(order), &paid);
}

#[test]
fn tips_have_their_own_bucket_at_the_payment_and_after_it() {
    let mut shop = Place::shop(Settings::default());
    let (order, _) = shop.order(&[("5", 1)]);
    let mut take = shop.take(Some(2_000));
    take.tip = Money::new(100);
    shop.step(order, Step::Pay(take)).unwrap();
    let payment = shop.get(order).payments[0].payment.clone();
    assert_eq!((payment.amount, payment.change), (Money::new(950), Money::new(950)));
    let tip = Step::Tip { payment: payment.payment, tip: Money::new(50) };
    shop.step(order, tip.clone()).unwrap();
    let figures = tally(&shop.desk.state, shop.desk.state.my_shift().unwrap()).unwrap();
    assert_eq!((figures.sales, figures.tips), (Money::new(950), Money::new(150)));
    assert_eq!(figures.expected, Money::new(1_100));
    let found = shop.get(order).payments[0].payment.clone();
    let kept = found.tendered.minus(found.change).unwrap();
    assert_eq!(kept, Money::sum([found.amount, found.rounding, found.tip]).unwrap());

    let mut wanted = give_back(&mut shop, Back::All);
    wanted.tip = true;
    shop.step(order, Step::Refund(wanted)).unwrap();
    assert_eq!(shop.get(order).refunds[0].refund.tip, Money::new(150));
    assert_eq!(expected(&shop), Money::ZERO);
    let refusal = shop.step(order, tip).unwrap_err().to_string();
    assert!(refusal.contains("was given back"), "{refusal}");
}

#[test]
fn a_tip_is_refused_once_the_shift_of_its_payment_is_closed() {
    let mut shop = Place::shop(Settings::default());
    let (order, _) = shop.order(&[("5", 1)]);
    pay_with(&mut shop, order, (Tender::Card, 950), false);
    shop.close_shift();
    let payment = shop.get(order).payments[0].payment.payment;
    let refusal = shop.step(order, Step::Tip { payment, tip: Money::new(50) }).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "shift A-1 is closed: nothing can be added to it, open the next one"
    );
}

/// A site that rounds cash to `step`, with one order of `price`.
fn rounded(step: i64, price: i64) -> (Place, OrderId, LineId) {
    let settings = Settings { cash_step: Money::new(step), ..Settings::default() };
    let mut shop = Place::shop(settings);
    let (order, lines) = shop.order(&[("4", 1)]);
    let price = Step::SetPrice(lines[0], Some(Money::new(price)), "story".to_owned());
    shop.step(order, price).unwrap();
    (shop, order, lines[0])
}

#[test]
fn swiss_cash_is_rounded_to_five_and_cards_are_not() {
    let (mut shop, order, _) = rounded(5, 1_238);
    pay_with(&mut shop, order, (Tender::Card, 500), true);
    shop.pay(order, 1_000).unwrap();
    let payment = shop.get(order).payments[1].payment.clone();
    assert_eq!(payment.amount, Money::new(738));
    assert_eq!((payment.rounding, payment.change), (Money::new(2), Money::new(260)));
    assert_eq!(expected(&shop), Money::new(740));
    back(&mut shop, order, Back::All).unwrap();
    let refund = shop.get(order).refunds[0].refund.clone();
    assert_eq!((refund.amount, refund.rounding), (Money::new(738), Money::new(2)));
    assert_eq!(expected(&shop), Money::ZERO, "what came in for cash goes out again");
}

#[test]
fn swedish_cash_is_rounded_to_whole_crowns() {
    for (price, handed, rounding) in [(12_349, 12_300, -49), (12_350, 12_400, 50)] {
        let (mut shop, order, line) = rounded(100, price);
        shop.pay(order, 20_000).unwrap();
        let payment = shop.get(order).payments[0].payment.clone();
        assert_eq!(payment.rounding, Money::new(rounding));
        assert_eq!(payment.change, Money::new(20_000 - handed));
        let figures = tally(&shop.desk.state, shop.desk.state.my_shift().unwrap()).unwrap();
        assert_eq!(figures.rounding, Money::new(rounding));
        assert_eq!((figures.sales, figures.expected), (Money::new(price), Money::new(handed)));
        let third = Quantity::new(333);
        back(&mut shop, order, Back::Lines(vec![(line, third)])).unwrap();
        let refund = shop.get(order).refunds[0].refund.clone();
        assert_eq!(refund.handed().unwrap().minor() % 100, 0, "only coins that exist");
        back(&mut shop, order, Back::All).unwrap();
        assert_eq!(expected(&shop), Money::ZERO);
    }
}

#[test]
fn a_service_charge_comes_by_rule_by_hand_and_goes() {
    let charge = ServiceCharge { rate: Rate::percent(10), tax: Rate::percent(10), from_guests: 6 };
    let mut shop = Place::shop(Settings { service_charge: Some(charge), ..Settings::default() });
    let (order, _) = shop.order(&[("5", 2)]);
    let charge = |shop: &Place| shop.get(order).totals().unwrap().charge;
    assert_eq!(charge(&shop), Money::ZERO);
    shop.step(order, Step::Charge(Some(Rate::percent(5)))).unwrap();
    assert_eq!(charge(&shop), Money::new(95));
    shop.step(order, Step::Charge(None)).unwrap();
    assert_eq!(charge(&shop), Money::ZERO);
    let refusal = shop.step(order, Step::Charge(Some(Rate::percent(51)))).unwrap_err().to_string();
    assert!(refusal.contains("at most 50 %"), "{refusal}");
    shop.step(order, Step::Charge(Some(Rate::percent(5)))).unwrap();
    shop.pay(order, 1_995).unwrap();
    assert_eq!(shop.get(order).money_status(), MoneyStatus::Paid);
    assert_eq!(back(&mut shop, order, Back::All), Ok(Money::new(1_995)));
}

#[test]
fn several_orders_are_paid_at_once_with_the_change_on_the_last() {
    let settings = Settings { cash_step: Money::new(5), ..Settings::default() };
    let mut shop = Place::shop(settings);
    let (first, lines) = shop.order(&[("4", 1)]);
    let price = Step::SetPrice(lines[0], Some(Money::new(351)), "story".to_owned());
    shop.step(first, price).unwrap();
    let (second, _) = shop.order(&[("5", 2)]);
    let wanted = Together {
        orders: [first, second].map(|id| (id, PaymentId(shop.desk.mint()))).to_vec(),
        tender: Tender::Cash,
        tendered: Some(Money::new(2_000)),
        reference: None,
        tip: Money::ZERO,
        unsure: None,
    };
    let refusal = shop.act(&Command::PayTogether(wanted.clone())).unwrap_err().to_string();
    assert!(refusal.starts_with("20.00 is less than 22.50 due"), "{refusal}");
    let wanted = Together { tendered: Some(Money::new(5_000)), ..wanted };
    shop.must(&Command::PayTogether(wanted.clone()));
    assert!(shop.must(&Command::PayTogether(wanted)).is_empty(), "the same numbers pay once");
    let payment = |id: OrderId| shop.get(id).payments[0].payment.clone();
    assert_eq!((payment(first).amount, payment(first).change), (Money::new(351), Money::ZERO));
    assert_eq!(
        (payment(second).amount, payment(second).change),
        (Money::new(1_900), Money::new(2_750))
    );
    assert_eq!(payment(second).rounding, Money::new(-1));
    assert_eq!(expected(&shop), Money::new(2_250));
    let numbers: Vec<String> =
        [first, second].iter().map(|id| shop.get(*id).receipts[0].number.to_string()).collect();
    assert_eq!(numbers, ["A-000001", "A-000002"]);
}

#[test]
fn a_doubt_is_settled_later_either_way() {
    for taken in [true, false] {
        let mut shop = Place::shop(Settings::default());
        let (order, _) = shop.order(&[("5", 1)]);
        let mut take = shop.take(Some(950));
        take.tender = Tender::Card;
        shop.step(order, Step::FlagPayment(take.clone(), "not sure".to_owned())).unwrap();
        shop.pay(order, 950).unwrap();
        assert!(!shop.get(order).flagged.is_empty(), "cash does not answer for the card");
        shop.step(order, Step::SettleDoubt { payment: take.payment, taken }).unwrap();
        let found = shop.get(order);
        assert!(found.flagged.is_empty());
        let give_back = found.settlement().unwrap().give_back;
        assert_eq!(give_back, Money::new(if taken { 950 } else { 0 }));
        let again = shop.step(order, Step::SettleDoubt { payment: take.payment, taken });
        assert_eq!(again.unwrap_err().to_string(), "nothing to do: A1 has no payment to check");
    }
}

#[test]
fn f04_every_printed_receipt_number_is_in_the_journal_and_has_no_gap() {
    let mut shop = Place::shop(Settings::default());
    let mut shown = Vec::new();
    for _ in 0..3 {
        let (order, _) = shop.order(&[("5", 1)]);
        shop.pay(order, 1_000).unwrap();
        back(&mut shop, order, Back::All).unwrap();
        let numbers = shop.get(order).receipts.iter().map(|receipt| receipt.number.to_string());
        shown.extend(numbers);
    }
    let issued: Vec<String> = shop
        .journal
        .iter()
        .filter_map(|sealed| match &sealed.fact.event {
            Some(Event::ReceiptIssued { number, .. }) => Some(number.to_string()),
            _ => None,
        })
        .collect();
    assert_eq!(shown, issued);
    let counted: Vec<String> = (1..=6).map(|count| format!("A-{count:06}")).collect();
    assert_eq!(issued, counted);
}

fn classes() -> Vec<TaxClass> {
    let class = |code: &str, percent: i64| TaxClass {
        code: code.to_owned(),
        rate: Rate::percent(percent),
        by_service: std::collections::BTreeMap::new(),
    };
    vec![class("standard", 18), class("low", 7)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn refunds_of_all_parts_add_up_to_what_was_paid_and_never_go_above_it(
        prices in prop::collection::vec((1_i64..9_999, 1_i64..6), 1..6),
        percents in prop::collection::vec(1_i64..60, 0..3),
        charge in 0_i64..20,
        exclusive in any::<bool>(),
        step in prop::sample::select(vec![1_i64, 5, 100]),
        cuts in prop::collection::vec((0_usize..6, 100_i64..2_500), 0..12),
        card in 0_i64..2_000,
    ) {
        let settings = Settings {
            prices: if exclusive { PriceMode::Exclusive } else { PriceMode::Inclusive },
            tax_classes: classes(),
            cash_step: Money::new(step),
            service_charge: Some(ServiceCharge {
                rate: Rate::percent(charge), tax: Rate::percent(7), from_guests: 0,
            }),
            ..Settings::default()
        };
        let mut shop = Place::shop(settings);
        let items: Vec<(&str, i64)> = prices.iter().map(|(_, count)| ("5", *count)).collect();
        let mut lines = Vec::new();
        let (order, first) = shop.order(&items[..1]);
        lines.extend(first);
        for (price, count) in &prices[1..] {
            let line = LineId(shop.desk.mint());
            lines.push(line);
            shop.step(order, Step::AddOpen {
                line, name: "Open".to_owned(), price: Money::new(*price),
                quantity: Quantity::pieces(*count),
                tax: None,
            }).unwrap();
        }
        for percent in percents {
            let discount = DiscountApplied {
                discount: DiscountId(shop.desk.mint()), line: None,
                off: Reduction::Percent(Rate::percent(percent)), name: None, reason: None,
                approver: None,
            };
            shop.step(order, Step::Discount(discount)).unwrap();
        }
        let total = shop.get(order).totals().unwrap().total;
        if card > 0 && card < total.minor() {
            pay_with(&mut shop, order, (Tender::Card, card), true);
        }
        shop.pay(order, 10_000_000).unwrap();
        let taken = expected(&shop);
        for (which, thousandths) in cuts {
            let line = lines[which % lines.len()];
            let wanted = vec![(line, Quantity::new(thousandths))];
            let _ = back(&mut shop, order, Back::Lines(wanted));
            let settlement = shop.get(order).settlement().unwrap();
            prop_assert!(settlement.refunded <= settlement.paid);
            prop_assert!(expected(&shop) >= Money::ZERO && expected(&shop) <= taken);
        }
        let _ = back(&mut shop, order, Back::All);
        let found = shop.get(order);
        let settlement = found.settlement().unwrap();
        prop_assert_eq!(settlement.refunded, total);
        prop_assert_eq!(expected(&shop), Money::ZERO);
        let totals = found.totals().unwrap();
        for row in &totals.taxes {
            let of_rate = found.refunds.iter().flat_map(|one| &one.refund.taxes)
                .filter(|(rate, _, _)| *rate == row.rate);
            let (mut net, mut tax) = (0, 0);
            for (_, nets, taxes) in of_rate {
                net += nets.minor();
                tax += taxes.minor();
            }
            prop_assert_eq!((net, tax), (row.net.minor(), row.tax.minor()));
        }
    }
}
