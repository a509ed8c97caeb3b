//! The drawer from its float to its Z: what is counted, moved, expected, late and refused.

use tillrail::domain::audit::{self, What};
use tillrail::domain::command::{Command, GiveBack, Step};
use tillrail::domain::event::CashWay;
use tillrail::domain::id::{RefundId, ShiftId};
use tillrail::domain::money::{Money, Quantity};
use tillrail::domain::readout;
use tillrail::domain::refund::Back;
use tillrail::domain::settings::{Settings, SettingsPatch};
use tillrail::domain::shift::Shift;
use tillrail::domain::tally::tally;
use tillrail::domain::time::At;

use super::world::{Place, second_counter};

fn close(counted: i64, reason: Option<&str>) -> Command {
    let reason = reason.map(str::to_owned);
    Command::CloseShift { counted: Money::new(counted), reason, left: None, waiting: 0 }
}

fn moved(way: CashWay, amount: i64, reason: &str) -> Command {
    Command::MoveCash { way, amount: Money::new(amount), reason: reason.to_owned() }
}

fn last(place: &Place) -> &Shift {
    place.desk.state.my_last_shift().expect("a closed shift")
}

fn z(place: &Place) -> String {
    let shift = last(place);
    let (closed, stamp) = shift.closed.as_ref().unwrap();
    readout::text(&readout::rows(&place.desk.state, shift, &closed.figures, stamp.at, None))
}

fn refused(place: &mut Place, command: &Command) -> String {
    let head = place.desk.head();
    let sentence = place.act(command).unwrap_err().to_string();
    assert_eq!(place.desk.head(), head, "a refusal leaves nothing");
    assert!(!sentence.contains('\n') && !sentence.is_empty());
    sentence
}

#[test]
fn f44_count_cash_out_and_close_without_any_hub_and_the_z_adds_up() {
    let mut shop = Place::shop(Settings::default());
    let (order, _) = shop.order(&[("4", 2), ("5", 1)]);
    shop.pay(order, 2_000).unwrap();
    shop.must(&moved(CashWay::PaidIn, 5_000, "change"));
    shop.must(&moved(CashWay::PaidOut, 1_250, "milk"));
    shop.must(&moved(CashWay::Drop, 2_000, "safe"));
    shop.must(&Command::OpenDrawer { reason: "change for a guest".to_owned() });
    let pieces = vec![(Money::new(2_000), 1), (Money::new(500), 2), (Money::new(50), 4)];
    shop.must(&Command::CountShift { counted: Money::new(3_200), pieces });
    let expected = 1_650 + 5_000 - 1_250 - 2_000;
    let figures = tally(&shop.desk.state, shop.desk.state.my_shift().unwrap()).unwrap();
    assert_eq!(figures.expected, Money::new(expected));
    shop.must(&Command::CloseShift {
        counted: Money::new(3_200),
        reason: Some("Wrong change".to_owned()),
        left: Some(Money::new(1_000)),
        waiting: 7,
    });
    let (closed, _) = last(&shop).closed.clone().unwrap();
    assert_eq!(closed.over_short, Money::new(3_200 - expected));
    assert_eq!(closed.figures.no_sales, 1);
    let count = last(&shop).count.clone().unwrap();
    assert_eq!(count.pieces.len(), 3, "the close makes no second count");
    let text = z(&shop);
    for row in [
        "Z REPORT A-1",
        "Orders                                   1",
        "SALES EUR                            16.50",
        "  VAT 10 % of 15.00                   1.50",
        "Cash (1)                             16.50",
        "Cash out: milk                      -12.50",
        "Drop: safe                          -20.00",
        "Expected                             34.00",
        "DIFFERENCE SHORT                     -2.00",
        "Reason: Wrong change",
        "Left in the drawer                   10.00",
        "To the safe                          22.00",
        "No sale                                  1",
        "hub not reachable, 7 changes waiting",
    ] {
        assert!(text.contains(row), "{row}\n{text}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= readout::TEXT_COLUMNS), "{text}");
}

#[test]
fn the_tax_of_a_read_out_stands_below_what_stays_sold_and_adds_up_to_it() {
    let mut shop = Place::shop(Settings::default());
    let (order, lines) = shop.order(&[("4", 2), ("5", 1)]);
    shop.pay(order, 2_000).unwrap();
    let refund = GiveBack {
        refunds: vec![RefundId(shop.desk.mint())],
        what: Back::Lines(vec![(lines[1], Quantity::ONE)]),
        payment: None,
        reason: "cold".to_owned(),
        restock: false,
        tip: false,
    };
    shop.must(&Command::Order(order, vec![Step::Refund(refund)]));
    let state = &shop.desk.state;
    let shift = state.my_shift().unwrap();
    let figures = tally(state, shift).unwrap();
    let (_, net, tax) = figures.taxes[0];
    let kept = figures.sales.minus(figures.refunds).unwrap();
    assert_eq!(net.plus(tax).unwrap(), kept);
    let text = readout::text(&readout::rows(state, shift, &figures, At(shop.now), None));
    let rows: Vec<&str> = text.lines().map(str::trim_start).collect();
    let at = |word: &str| rows.iter().position(|row| row.starts_with(word)).expect(word);
    assert!(at("SALES EUR") < at("Refunds") && at("Refunds") < at("NET TAKINGS"), "{text}");
    assert_eq!(at("VAT 10 % of"), at("NET TAKINGS") + 1, "{text}");
    assert!(rows[at("NET TAKINGS")].ends_with(&state.settings().currency.format(kept)), "{text}");
}

#[test]
fn what_cannot_be_is_refused_in_one_sentence() {
    let mut shop = Place::shop(Settings::default());
    assert_eq!(
        refused(&mut shop, &close(-500, None)),
        "-5.00 cannot lie in a drawer: count it again, nothing is 0"
    );
    assert_eq!(
        refused(&mut shop, &close(51, None)),
        "0.51 over needs a reason: say why the cash differs"
    );
    let much = Command::CloseShift {
        counted: Money::new(20),
        reason: None,
        left: Some(Money::new(21)),
        waiting: 0,
    };
    assert!(refused(&mut shop, &much).contains("0.21 cannot stay in the drawer"));
    let pieces = vec![(Money::new(500), 2)];
    let count = Command::CountShift { counted: Money::new(999), pieces };
    assert_eq!(
        refused(&mut shop, &count),
        "notes and coins make 10.00, not 9.99: count them again"
    );
    let huge = Command::CountShift {
        counted: Money::new(i64::MAX),
        pieces: vec![(Money::new(i64::MAX), 2)],
    };
    refused(&mut shop, &huge);
    refused(&mut shop, &moved(CashWay::PaidOut, 0, "nothing"));
    assert!(refused(&mut shop, &moved(CashWay::PaidIn, 100, "  ")).contains("a reason is needed"));
    refused(&mut shop, &moved(CashWay::PaidIn, 100, &"x".repeat(121)));
    refused(&mut shop, &Command::OpenDrawer { reason: String::new() });
    // Fifty cents over need no reason; the smallest amount above does.
    shop.must(&close(50, None));
    for command in [close(0, None), moved(CashWay::Drop, 100, "safe")] {
        assert!(refused(&mut shop, &command).contains("no shift is open"));
    }
}

#[test]
fn the_limit_above_which_a_reason_is_needed_belongs_to_the_site() {
    let mut shop = Place::shop(Settings::default());
    let patch = SettingsPatch { difference_reason: Some(Money::ZERO), ..SettingsPatch::default() };
    shop.must(&Command::ChangeSettings(Box::new(patch)));
    refused(&mut shop, &close(1, None));
    shop.must(&close(1, Some("found under the drawer")));
    assert_eq!(last(&shop).closed.as_ref().unwrap().0.over_short, Money::new(1));
}

#[test]
fn a_void_after_the_close_leaves_the_z_and_is_late_in_the_next_and_only_there() {
    let mut first = Place::shop(Settings::default());
    let mut second = second_counter(&mut first);
    let (order, lines) = first.order(&[("1", 1), ("4", 1)]);
    first.send(order).unwrap();
    second.learn(&first.facts());
    // While the first closes, the second voids the soup and the first does not know.
    let void =
        Step::Void { line: lines[0], quantity: Quantity::ONE, reason: "wrong dish".to_owned() };
    second.step(order, void).unwrap();
    first.must(&close(0, None));
    let printed = z(&first);
    first.learn(&second.facts());
    assert_eq!(z(&first), printed, "a Z is never made again");
    first.open_shift();
    first.must(&close(0, None));
    let text = z(&first);
    assert!(text.contains("After their Z, 280.00 in all:"), "{text}");
    let said = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("late, from shift A-1: A1 void 1 Soup 280.00, wrong dish"), "{text}");
    first.open_shift();
    first.must(&close(0, None));
    assert!(!z(&first).contains("late"), "once is enough");
}

#[test]
fn work_that_was_voided_is_waste_on_the_x() {
    let mut shop = Place::shop(Settings::default());
    let (order, lines) = shop.order(&[("1", 2)]);
    shop.send(order).unwrap();
    let started = tillrail::domain::event::LineStep::Started;
    shop.step(order, Step::Advance(lines.clone(), started)).unwrap();
    let void =
        Step::Void { line: lines[0], quantity: Quantity::ONE, reason: "too slow".to_owned() };
    shop.step(order, void).unwrap();
    let state = &shop.desk.state;
    let shift = state.my_shift().unwrap();
    let figures = tally(state, shift).unwrap();
    let text = readout::text(&readout::rows(state, shift, &figures, At(shop.now), None));
    assert!(text.starts_with("X REPORT A-1\n"), "{text}");
    assert!(text.contains("Waste:\nA1: 1 Soup\n"), "{text}");
    let marked = readout::rows(state, shift, &figures, At(shop.now), Some("TRAINING"));
    assert!(readout::text(&marked).starts_with("TRAINING\nX REPORT"));
}

#[test]
fn f41_a_drawer_opened_without_a_sale_says_who_when_and_why() {
    let mut shop = Place::shop(Settings::default());
    shop.must(&Command::OpenDrawer { reason: "change for a guest".to_owned() });
    let shift = shop.desk.state.my_shift().unwrap();
    let remarks = audit::of_shift(shift);
    assert_eq!(remarks.len(), 1);
    assert_eq!(remarks[0].what, What::NoSale);
    assert_eq!(remarks[0].reason.as_deref(), Some("change for a guest"));
    assert_eq!(remarks[0].stamp.staff, *shop.desk.staff());
    assert_eq!(remarks[0].stamp.at, At(shop.now));
    assert_eq!(shift.drawer, "counter 1", "a drawer bears the name of its terminal");
}

#[test]
fn several_drawers_of_a_site_do_not_mix() {
    let mut first = Place::shop(Settings::default());
    let mut second = second_counter(&mut first);
    let (order, _) = first.order(&[("4", 1)]);
    second.learn(&first.facts());
    second.pay(order, 500).unwrap();
    first.learn(&second.facts());
    let drawer = |place: &Place, shift: ShiftId| {
        let shift = place.desk.state.shift(shift).unwrap();
        tally(&place.desk.state, shift).unwrap().expected
    };
    let (ours, theirs) =
        (first.desk.state.my_shift().unwrap().id, second.desk.state.my_shift().unwrap().id);
    assert_eq!(drawer(&first, ours), Money::ZERO);
    assert_eq!(drawer(&first, theirs), Money::new(350), "who took the money answers for it");
}
