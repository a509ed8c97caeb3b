//! Stories of an accountant, a tax inspector and a thief: a bill that was paid stays as it is, what
//! goes back goes back with its tax, no Z counts twice, and nobody helps himself to a right.

use tillrail::domain::audit::{self, What};
use tillrail::domain::command::{Command, GiveBack, Step};
use tillrail::domain::currency::Currency;
use tillrail::domain::event::{DiscountApplied, OrderChanged, Reduction, StaffSaved, Tender};
use tillrail::domain::id::{DiscountId, LineId, OrderId, RefundId, StaffId};
use tillrail::domain::money::{Money, Quantity, Rate};
use tillrail::domain::refund::Back;
use tillrail::domain::rights::Limits;
use tillrail::domain::settings::{
    Service, ServiceCharge, Settings, SettingsPatch, TaxClass, TaxRounding,
};
use tillrail::domain::tally::tally;

use super::world::{Place, second_counter};

fn give_back(shop: &mut Place, order: OrderId, what: Back) {
    let refunds = (0..5).map(|_| RefundId(shop.desk.mint())).collect();
    let reason = "wrong order".to_owned();
    let wanted = GiveBack { refunds, what, payment: None, reason, restock: false, tip: true };
    shop.step(order, Step::Refund(wanted)).unwrap();
}

fn discount(shop: &mut Place, line: Option<LineId>, off: Reduction) -> DiscountApplied {
    let discount = DiscountId(shop.desk.mint());
    DiscountApplied { discount, line, off, name: None, reason: None, approver: None }
}

fn figures(shop: &Place) -> tillrail::domain::event::ShiftFigures {
    tally(&shop.desk.state, shop.desk.state.my_shift().unwrap()).unwrap()
}

fn id(word: &str) -> StaffId {
    StaffId(word.into())
}

/// A shop with an owner, a manager, a cashier and a server, where nobody is signed in yet.
fn staffed(settings: Settings) -> Place {
    let mut shop = Place::shop(settings);
    for (name, role) in
        [("Olga", "owner"), ("Mia", "manager"), ("Anna", "cashier"), ("Ben", "server")]
    {
        save(&mut shop, name, role).unwrap();
    }
    shop
}

fn save(shop: &mut Place, name: &str, role: &str) -> Result<(), String> {
    let saved = StaffSaved {
        staff: id(&name.to_lowercase()),
        name: name.to_owned(),
        role: role.to_owned(),
        pin: Some("a hash".to_owned()),
    };
    shop.act(&Command::SaveStaff(saved)).map(drop).map_err(|why| why.to_string())
}

fn refused(shop: &mut Place, order: OrderId, step: Step) -> String {
    shop.step(order, step).unwrap_err().to_string()
}

#[test]
fn what_a_receipt_says_is_not_changed_by_anybody_afterwards() {
    let by_service = [(Service::DineIn, Rate::percent(19))].into();
    let class = TaxClass { code: "food".to_owned(), rate: Rate::percent(7), by_service };
    let charge = ServiceCharge { rate: Rate::percent(10), tax: Rate::percent(19), from_guests: 6 };
    let mut shop = Place::shop(Settings {
        tax_classes: vec![class],
        service_charge: Some(charge),
        ..Settings::default()
    });
    let (order, _) = shop.order(&[("5", 2)]);
    let to = |service| OrderChanged { service: Some(service), ..OrderChanged::default() };
    shop.step(order, Step::Change(to(Service::DineIn))).unwrap();
    let given = discount(&mut shop, None, Reduction::Percent(Rate::percent(10)));
    shop.step(order, Step::Discount(given.clone())).unwrap();
    shop.pay(order, 1_710).unwrap();
    let before = shop.get(order).clone();

    let more = shop.new_line("4", 1);
    let open = Step::AddOpen {
        line: LineId(shop.desk.mint()),
        name: "Cake".to_owned(),
        price: Money::new(500),
        quantity: Quantity::ONE,
        tax: None,
    };
    let again = discount(&mut shop, None, Reduction::Percent(Rate::percent(10)));
    let guests = OrderChanged { guests: Some(Some(8)), ..OrderChanged::default() };
    for step in [
        Step::Add(more),
        open,
        Step::Discount(again),
        Step::RemoveDiscount(given.discount),
        Step::Change(to(Service::Takeaway)),
        Step::Change(guests),
    ] {
        let refusal = refused(&mut shop, order, step.clone());
        assert!(refusal.contains("a paid bill cannot be changed"), "{step:?}: {refusal}");
    }
    assert_eq!(shop.get(order), &before);
    let name = OrderChanged { name: Some(Some("Eva".to_owned())), ..OrderChanged::default() };
    shop.step(order, Step::Change(name)).unwrap();
}

#[test]
fn a_sale_that_is_called_off_later_goes_back_with_its_tax() {
    for what in [Back::TooMuch, Back::All] {
        let mut shop = Place::shop(Settings::default());
        let (order, _) = shop.order(&[("5", 2)]);
        shop.pay(order, 1_900).unwrap();
        assert_eq!(figures(&shop).taxes, [(Rate::percent(10), Money::new(1_727), Money::new(173))]);
        shop.close_shift();
        shop.open_shift();
        shop.step(order, Step::Cancel("fire".to_owned())).unwrap();
        give_back(&mut shop, order, what);
        let next = figures(&shop);
        assert_eq!((next.sales, next.refunds), (Money::ZERO, Money::new(1_900)));
        assert_eq!(next.taxes, [(Rate::percent(10), Money::new(-1_727), Money::new(-173))]);
        assert_eq!(next.expected, Money::new(-1_900), "out of this drawer, which begins empty");
    }
    // What was never sold has no tax to give back.
    let mut shop = Place::shop(Settings::default());
    let (order, _) = shop.order(&[("5", 2)]);
    let mut take = shop.take(Some(500));
    take.part = true;
    shop.step(order, Step::Pay(take)).unwrap();
    shop.step(order, Step::Cancel("guest left".to_owned())).unwrap();
    give_back(&mut shop, order, Back::All);
    let now = figures(&shop);
    assert_eq!((now.sales, now.refunds, now.taxes.len()), (Money::ZERO, Money::ZERO, 0));
    assert_eq!((now.cash_refunds, now.expected), (Money::new(500), Money::ZERO));
}

#[test]
fn what_was_paid_twice_is_no_refund_and_takes_no_tax_of_the_sale_along() {
    let mut first = Place::shop(Settings::default());
    let mut second = second_counter(&mut first);
    let (order, _) = first.order(&[("5", 2)]);
    second.learn(&first.facts());
    first.pay(order, 1_900).unwrap();
    second.now = first.now + 60_000;
    let mut take = second.take(None);
    (take.tender, take.tip) = (Tender::Card, Money::new(100));
    second.step(order, Step::Pay(take)).unwrap();
    first.learn(&second.facts());
    give_back(&mut first, order, Back::TooMuch);
    let now = figures(&first);
    assert_eq!(
        (now.sales, now.refunds, now.cash_refunds.minor()),
        (Money::new(1_900), Money::ZERO, 1_900)
    );
    assert_eq!(now.taxes, [(Rate::percent(10), Money::new(1_727), Money::new(173))]);
    give_back(&mut first, order, Back::All);
    let now = figures(&first);
    assert_eq!((now.refunds, now.taxes.len()), (Money::new(1_900), 0), "no tax of no takings");
    assert_eq!(now.tips, Money::new(-100), "the tip went back with the card");
}

#[test]
fn two_counters_that_settle_one_order_apart_count_it_once_in_their_z() {
    let mut first = Place::shop(Settings::default());
    let mut second = second_counter(&mut first);
    let (order, _) = first.order(&[("5", 2)]);
    second.learn(&first.facts());
    second.pay(order, 1_900).unwrap();
    second.close_shift();
    // The first has added something before it hears of that: more is due, and is paid here.
    let more = first.new_line("4", 1);
    first.step(order, Step::Add(more)).unwrap();
    first.learn(&second.facts());
    assert_eq!(first.get(order).settlement().unwrap().due, Money::new(350));
    first.pay(order, 350).unwrap();
    let z = second.desk.state.my_last_shift().and_then(|shift| shift.closed.clone()).unwrap().0;
    let x = figures(&first);
    assert_eq!((z.figures.orders, z.figures.sales), (1, Money::new(1_900)));
    assert_eq!((x.orders, x.sales), (0, Money::new(350)), "the rest of what another Z has counted");
    let tax: i64 =
        [&z.figures, &x].iter().flat_map(|one| &one.taxes).map(|row| row.2.minor()).sum();
    assert_eq!(tax, first.get(order).totals().unwrap().tax.minor());
}

#[test]
fn an_order_that_is_settled_by_a_void_after_the_close_is_in_the_next_z() {
    let mut shop = Place::shop(Settings::default());
    let (order, lines) = shop.order(&[("5", 1), ("4", 1)]);
    shop.send(order).unwrap();
    let mut take = shop.take(Some(950));
    take.part = true;
    shop.step(order, Step::Pay(take)).unwrap();
    assert_eq!(figures(&shop).orders, 0);
    shop.close_shift();
    shop.open_shift();
    let (quantity, reason) = (Quantity::ONE, "too slow".to_owned());
    shop.step(order, Step::Void { line: lines[1], quantity, reason }).unwrap();
    let now = figures(&shop);
    assert_eq!((now.orders, now.sales), (1, Money::new(950)));
    shop.close_shift();
    shop.open_shift();
    assert_eq!(figures(&shop).orders, 0, "and only in that one");
}

#[test]
fn money_that_a_hub_took_for_a_closed_drawer_is_late_in_the_next_z() {
    let mut counter = Place::shop(Settings { hub_cash: true, ..Settings::default() });
    let mut hub = second_counter(&mut counter);
    let (order, _) = counter.order(&[("5", 1)]);
    hub.learn(&counter.facts());
    let mut take = hub.take(Some(950));
    take.shift = counter.desk.state.my_shift().map(|shift| shift.id);
    counter.close_shift();
    hub.step(order, Step::Pay(take)).unwrap();
    counter.learn(&hub.facts());
    counter.open_shift();
    let late = figures(&counter).late;
    assert_eq!(late.len(), 1);
    assert_eq!(
        (late[0].words.as_str(), late[0].shift.to_string()),
        ("A1 paid cash 9.50", "A-1".to_owned())
    );
    counter.close_shift();
    counter.open_shift();
    assert!(figures(&counter).late.is_empty(), "once is enough");
}

#[test]
fn what_is_free_and_never_paid_is_in_the_z_with_what_it_would_have_cost() {
    let mut shop = Place::shop(Settings::default());
    let (order, lines) = shop.order(&[("5", 2)]);
    shop.send(order).unwrap();
    let (quantity, reason) = (Quantity::pieces(2), "birthday".to_owned());
    shop.step(order, Step::Comp { line: lines[0], quantity, reason }).unwrap();
    let now = figures(&shop);
    assert_eq!((now.orders, now.sales, now.comps), (1, Money::ZERO, Money::new(1_900)));
}

#[test]
fn refunds_of_lines_taxed_line_by_line_never_have_a_tax_below_zero() {
    let settings = Settings { tax_rounding: TaxRounding::Line, ..Settings::default() };
    let mut shop = Place::shop(settings);
    let (order, first) = shop.order(&[("4", 1)]);
    shop.step(order, Step::SetPrice(first[0], Some(Money::new(14)), "story".to_owned())).unwrap();
    let mut lines = first;
    for _ in 1..10 {
        let line = LineId(shop.desk.mint());
        lines.push(line);
        let (name, price, quantity) = ("Sweet".to_owned(), Money::new(14), Quantity::ONE);
        shop.step(order, Step::AddOpen { line, name, price, quantity, tax: None }).unwrap();
    }
    shop.pay(order, 140).unwrap();
    assert_eq!(shop.get(order).totals().unwrap().tax, Money::new(10));
    for line in lines {
        give_back(&mut shop, order, Back::Lines(vec![(line, Quantity::ONE)]));
    }
    let order = shop.get(order);
    let taxes = || order.refunds.iter().flat_map(|row| &row.refund.taxes).map(|row| row.2.minor());
    assert!(taxes().all(|tax| tax >= 0), "{:?}", taxes().collect::<Vec<_>>());
    assert_eq!(taxes().sum::<i64>(), 10);
}

#[test]
fn a_doubt_or_a_part_never_makes_a_payment_that_cannot_be() {
    let mut shop = Place::shop(Settings { cash_step: Money::new(5), ..Settings::default() });
    let (order, lines) = shop.order(&[("4", 1)]);
    shop.step(order, Step::SetPrice(lines[0], Some(Money::new(1_203)), "story".to_owned()))
        .unwrap();
    let mut doubt = shop.take(Some(500));
    (doubt.tender, doubt.tip) = (Tender::Card, Money::new(900));
    let refusal = refused(&mut shop, order, Step::FlagPayment(doubt, "not sure".to_owned()));
    assert!(refusal.contains("5.00"), "{refusal}");
    let mut take = shop.take(Some(1_204));
    take.part = true;
    shop.step(order, Step::Pay(take)).unwrap();
    let paid = shop.get(order).payments[0].payment.clone();
    assert_eq!((paid.amount, paid.rounding), (Money::new(1_203), Money::new(1)));
    assert_eq!(shop.get(order).settlement().unwrap().give_back, Money::ZERO);
}

#[test]
fn discounts_stay_within_the_limit_in_any_order_and_when_lines_go() {
    let mut shop = staffed(Settings::default());
    shop.desk.sign_in(id("anna"));
    let ten = Reduction::Percent(Rate::percent(10));
    let (order, lines) = shop.order(&[("3", 2)]);
    let whole = discount(&mut shop, None, ten);
    shop.step(order, Step::Discount(whole)).unwrap();
    let on_line = discount(&mut shop, Some(lines[0]), ten);
    assert_eq!(
        refused(&mut shop, order, Step::Discount(on_line)),
        "Anna may not give a discount this large: a manager approves it with a PIN"
    );

    // Ten off a hundred, then ninety of it are taken off again.
    let (order, _) = shop.order(&[("3", 1)]);
    let line = shop.new_line("1", 1);
    shop.step(order, Step::Add(line.clone())).unwrap();
    let amount = discount(&mut shop, None, Reduction::Amount(Money::new(3_300)));
    shop.step(order, Step::Discount(amount.clone())).unwrap();
    shop.step(order, Step::Remove(line.line)).unwrap();
    let take = shop.take(None);
    let refusal = refused(&mut shop, order, Step::Pay(take));
    assert!(
        refusal.starts_with("the discounts of A2 come to 33.00, more than may be"),
        "{refusal}"
    );
    shop.step(order, Step::RemoveDiscount(amount.discount)).unwrap();
    shop.desk.sign_in(id("ben"));
    let restore = Step::RestoreDiscount(amount.discount);
    assert!(refused(&mut shop, order, restore.clone()).starts_with("Ben may not give a discount"));
    shop.desk.sign_in(id("anna"));
    assert!(
        refused(&mut shop, order, restore.clone()).starts_with("Anna may not give a discount this")
    );
    let command = Command::Order(order, vec![restore]);
    let at = tillrail::domain::time::At(shop.now);
    shop.desk.act_as(&command, at, id("anna"), Some(id("mia"))).unwrap();
    assert_eq!(shop.get(order).discounts[0].given.approver, Some(id("mia")));
    let take = shop.take(None);
    shop.step(order, Step::Pay(take)).unwrap();
}

#[test]
fn a_discount_of_a_manager_goes_with_its_lines_whoever_splits_the_bill() {
    let mut shop = staffed(Settings::default());
    shop.desk.sign_in(id("mia"));
    let (order, lines) = shop.order(&[("3", 2)]);
    let half = discount(&mut shop, None, Reduction::Percent(Rate::percent(50)));
    shop.step(order, Step::Discount(half)).unwrap();
    shop.desk.sign_in(id("anna"));
    let from = shop.get(order).clone();
    let to = OrderId(shop.desk.mint());
    let picks = [(lines[0], Quantity::ONE)];
    let desk = &mut shop.desk;
    let split = tillrail::domain::parting::split(&from, to, &picks, Vec::new(), || desk.mint());
    shop.must(&split);
    for bill in [order, to] {
        let take = shop.take(None);
        shop.step(bill, Step::Pay(take)).unwrap();
        assert_eq!(shop.get(bill).payments[0].payment.amount, Money::new(2_500));
    }
}

#[test]
fn tips_and_charges_need_a_right_and_say_who_gave_it() {
    let mut shop = staffed(Settings::default());
    shop.desk.sign_in(id("anna"));
    let (order, _) = shop.order(&[("5", 1)]);
    let command = Command::Order(order, vec![Step::Charge(Some(Rate::percent(5)))]);
    let at = tillrail::domain::time::At(shop.now);
    assert!(shop.desk.act_as(&command, at, id("anna"), None).is_err());
    shop.desk.act_as(&command, at, id("anna"), Some(id("mia"))).unwrap();
    let facts = shop.desk.state.facts_of(order);
    let remarks = audit::of_order(shop.get(order), &[], &facts);
    let charge = remarks.iter().find(|remark| remark.what == What::Charge).unwrap();
    assert_eq!((charge.amount, charge.approver.clone()), (Money::new(48), Some(id("mia"))));
    let mut take = shop.take(None);
    take.tender = Tender::Card;
    let payment = take.payment;
    shop.step(order, Step::Pay(take)).unwrap();
    shop.desk.sign_in(id("ben"));
    let refusal = refused(&mut shop, order, Step::Tip { payment, tip: Money::new(500) });
    assert!(refusal.starts_with("Ben may not take money"), "{refusal}");
}

#[test]
fn nobody_gives_himself_a_right_that_only_an_owner_gives() {
    let mut shop = staffed(Settings::default());
    shop.desk.sign_in(id("olga"));
    let lets = [("staff", "manager"), ("settings", "manager")];
    let permissions = lets.map(|(act, role)| (act.to_owned(), vec![role.to_owned()])).into();
    let patch = SettingsPatch { permissions: Some(permissions), ..SettingsPatch::default() };
    shop.must(&Command::ChangeSettings(Box::new(patch)));
    shop.desk.sign_in(id("mia"));
    save(&mut shop, "Carl", "cashier").unwrap();
    for (name, role) in [("Mia", "owner"), ("Olga", "owner"), ("Olga", "server"), ("Eve", "owner")]
    {
        let refusal = save(&mut shop, name, role).unwrap_err();
        assert!(refusal.contains("an owner has to make or change somebody"), "{name}: {refusal}");
    }
    save(&mut shop, "Mia", "manager").unwrap();
    assert!(shop.act(&Command::DisableStaff(id("olga"))).is_err());
    let mine = [("void_sent".to_owned(), vec!["server".to_owned()])].into();
    let none = Limits { discount_percent: Some(Rate::WHOLE), ..Limits::default() };
    for patch in [
        SettingsPatch { permissions: Some(mine), ..SettingsPatch::default() },
        SettingsPatch {
            limits: Some([("manager".to_owned(), none)].into()),
            ..SettingsPatch::default()
        },
    ] {
        let refusal = shop.act(&Command::ChangeSettings(Box::new(patch))).unwrap_err().to_string();
        assert!(refusal.contains("only an owner changes"), "{refusal}");
    }
    let name = SettingsPatch { name: Some("Bistro".to_owned()), ..SettingsPatch::default() };
    shop.must(&Command::ChangeSettings(Box::new(name)));
}

#[test]
fn settings_that_make_nonsense_of_sums_are_refused() {
    let mut shop = Place::shop(Settings::default());
    let class = |code: &str, rate: i64| TaxClass {
        code: code.to_owned(),
        rate: Rate::percent(rate),
        by_service: std::collections::BTreeMap::new(),
    };
    let charge = ServiceCharge { rate: Rate::percent(-10), tax: Rate::ZERO, from_guests: 0 };
    for (patch, words) in [
        (
            SettingsPatch { currency: Currency::from_code("CHF"), ..SettingsPatch::default() },
            "the currency stays EUR",
        ),
        (
            SettingsPatch { tax_classes: Some(vec![class("a", -5)]), ..SettingsPatch::default() },
            "the rates of tax class `a` are 0 % to 100 %",
        ),
        (
            SettingsPatch {
                tax_classes: Some(vec![class("a", 5), class("a", 7)]),
                ..SettingsPatch::default()
            },
            "tax class `a` stands twice",
        ),
        (
            SettingsPatch { service_charge: Some(Some(charge)), ..SettingsPatch::default() },
            "a service charge is 0 % to 50 %",
        ),
    ] {
        let refusal = shop.act(&Command::ChangeSettings(Box::new(patch))).unwrap_err().to_string();
        assert!(refusal.contains(words), "{refusal}");
    }
}

#[test]
fn a_drawer_that_is_counted_again_until_it_fits_is_an_exception() {
    let mut shop = Place::shop(Settings::default());
    for counted in [2_000, 0] {
        let counted = Money::new(counted);
        shop.must(&Command::CountShift { counted, pieces: Vec::new() });
    }
    let counted = Money::ZERO;
    shop.must(&Command::CloseShift { counted, reason: None, left: None, waiting: 0 });
    let remarks = audit::of_shift(shop.desk.state.my_last_shift().unwrap());
    assert_eq!(remarks.len(), 1);
    assert_eq!((remarks[0].what, remarks[0].amount), (What::Recount, Money::new(-2_000)));
}
