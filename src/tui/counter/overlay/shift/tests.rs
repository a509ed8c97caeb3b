//! The shift screens as they are drawn, and what their keys record.

use super::cash::Cash;
use super::menu::ShiftMenu;
use super::nosale::NoSale;
use super::readout::Readout;
use super::*;
use crate::domain::command::{GiveBack, Opening, Step, Take};
use crate::domain::event::{CashWay, Tender};
use crate::domain::id::{PaymentId, RefundId};
use crate::domain::refund::Back;
use crate::tui::counter::overlay::fixture::{
    act, bar, drawn, drawn_at, durable, front, next, offline, order, order_at, press,
};
use crate::tui::counter::settings::AmountEntry;
use crate::tui::counter::turn::{Hit, Over};
use crate::tui::look::Look;
use crate::tui::msg::Msg;
use crate::tui::picture::to_text;
use crate::tui::widgets::Pen;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

fn screen(front: &Front) -> ShiftScreen {
    ShiftScreen::open(front, &CounterSettings::default())
}

fn sold() -> (Front, ShiftScreen) {
    let mut front = front();
    let order = order(&mut front, &[("12", 2), ("31", 1)]);
    let pay = Step::Pay(Take {
        payment: PaymentId(front.desk.mint()),
        tender: Tender::Cash,
        tendered: Some(Money::new(2_000)),
        amount: None,
        part: false,
        tip: Money::ZERO,
        reference: None,
        shift: None,
    });
    act(&mut front, &Command::Order(order, vec![pay]));
    let screen = screen(&front);
    (front, screen)
}

fn closed(front: &mut Front, counted: i64) {
    let counted = Money::new(counted);
    let close = Command::CloseShift { counted, reason: None, left: Some(counted), waiting: 0 };
    act(front, &close);
}

fn counted(front: &Front) -> Option<Money> {
    front.desk.state.my_shift().and_then(|shift| shift.count.as_ref()).map(|count| count.counted)
}

#[test]
fn the_float_is_drawn_as_designed_and_opens_on_the_last_row() {
    let mut front = front();
    closed(&mut front, 16_000);
    let mut screen = screen(&front);
    press(&mut screen, &mut front, "1 Enter 2 Enter 3 Enter 4 Enter 1 0");
    let rows = [
        "        ╔ OPEN SHIFT ═══════════════════════════════════════════ Owner ╗",
        "        ║                                                              ║",
        "        ║   Cash float in the drawer                                   ║",
        "        ║                                                              ║",
        "        ║      50.00  x 1          50.00      Last count  160.00       ║",
        "        ║      20.00  x 2          40.00      by Owner, Fri 14:32      ║",
        "        ║      10.00  x 3          30.00                               ║",
        "        ║       5.00  x 4          20.00      [t] type the total       ║",
        "        ║   ▸   2.00  x 10_        20.00          instead              ║",
        "        ║       1.00  x                                                ║",
        "        ║       0.50  x                                                ║",
        "        ║       0.20  x                                                ║",
        "        ║    coins below 0.20          0.00                            ║",
        "        ║                                                              ║",
        "        ╠══════════════════════════════════════════════════════════════╣",
        "        ║   FLOAT EUR                                         160.00   ║",
        "        ║                                                              ║",
        "        ║   [Enter] next row, on the last row: open                    ║",
        "        ║   [F9] Open shift now    [Esc] Lock screen                   ║",
        "        ╚══════════════════════════════════════════════════════════════╝",
    ];
    assert_eq!(drawn(&screen, &front), rows.join("\n"));
    let keys = "? Help  0-9 Pieces  Enter Next  Up/Down Row  t Total  F9 OPEN  Esc Lock";
    assert_eq!(bar(&screen, &front), keys);
    let turn = press(&mut screen, &mut front, "Enter Enter Enter Enter 3 7 Enter");
    assert_eq!(turn.then, Then::Close);
    assert_eq!(turn.say.unwrap().text, "Shift A-2 is open with float 160.37.");
    assert_eq!(front.desk.state.my_shift().unwrap().float, Money::new(16_037));
}

#[test]
fn the_count_is_drawn_as_designed_and_kept_when_it_is_left() {
    let (mut front, mut screen) = sold();
    for table in ["5", "7"] {
        let opening = Opening { table: Some(table.to_owned()), ..Opening::default() };
        let order = order_at(&mut front, opening, &[("12", 1)]);
        if table == "7" {
            act(&mut front, &Command::Order(order, vec![Step::Hold]));
        }
    }
    press(&mut screen, &mut front, "2 Enter 6 Enter 1 1 Enter 9 Enter 7 Enter 1 4");
    let rows = [
        "        ╔ CLOSE SHIFT 1  step 1 of 2  count ════════════════════ Owner ╗",
        "        ║                                                              ║",
        "        ║   Count the drawer. The expected amount is shown afterwards. ║",
        "        ║                                                              ║",
        "        ║     100.00  x 2         200.00      Before you close:        ║",
        "        ║      50.00  x 6         300.00      ! 1 held order           ║",
        "        ║      20.00  x 11        220.00      ! 1 open table (5)       ║",
        "        ║      10.00  x 9          90.00        [o] show them          ║",
        "        ║       5.00  x 7          35.00                               ║",
        "        ║   ▸   2.00  x 14_        28.00        0 unsent to hub        ║",
        "        ║       1.00  x                                                ║",
        "        ║       0.50  x                                                ║",
        "        ║       0.20  x                                                ║",
        "        ║                                                              ║",
        "        ╠══════════════════════════════════════════════════════════════╣",
        "        ║   COUNTED EUR                                       873.00   ║",
        "        ║                                                              ║",
        "        ║   [F9] I have counted everything                             ║",
        "        ║   [Esc] Back to selling, the count is kept                   ║",
        "        ╚══════════════════════════════════════════════════════════════╝",
    ];
    assert_eq!(drawn(&screen, &front), rows.join("\n"));
    let keys = "? Help  0-9 Pieces  Enter Next  Up/Down Row  t Total  F9 COUNTED  Esc Back";
    assert_eq!(bar(&screen, &front), keys);
    assert_eq!(next(&mut screen, &mut front, "."), Then::Close);
    assert_eq!(counted(&front), Some(Money::new(87_300)));
    let again = super::tests::screen(&front);
    assert!(
        drawn(&again, &front).contains("COUNTED EUR                                       873.00")
    );
    assert_eq!(next(&mut super::tests::screen(&front), &mut front, "/"), Then::Become(Ask::Orders));
}

#[test]
fn what_is_expected_is_not_shown_before_the_count_unless_the_site_counts_openly() {
    let (mut front, mut screen) = sold();
    press(&mut screen, &mut front, "1 Enter 1");
    let shown = drawn(&screen, &front);
    assert!(shown.contains("COUNTED EUR") && !shown.contains("169.80"), "{shown}");
    press(&mut screen, &mut front, "v");
    assert!(drawn(&screen, &front).contains("169.80 is expected"), "the owner may see it");
    let open = CounterSettings { blind_count: false, ..CounterSettings::default() };
    let screen = ShiftScreen::open(&front, &open);
    assert!(drawn(&screen, &front).contains("Count the drawer. 169.80 is expected."));
    let x = drawn(&Readout::open(false, true), &front);
    assert!(x.contains("X REPORT A-1") && x.contains("Cash is shown after the count."), "{x}");
    assert!(!x.contains("169.80") && !x.contains("9.80"), "{x}");
    assert!(drawn(&Readout::open(false, false), &front).contains("EXPECTED"));
}

#[test]
fn an_x_says_what_went_back_by_card_and_a_blind_one_never_what_went_back_in_cash() {
    let (mut front, _) = sold();
    for (tender, item) in [(Tender::Card, "42"), (Tender::Cash, "61")] {
        let order = order(&mut front, &[(item, 1)]);
        let payment = PaymentId(front.desk.mint());
        let take = Step::Pay(Take {
            payment,
            tender,
            tendered: None,
            amount: None,
            part: false,
            tip: Money::ZERO,
            reference: None,
            shift: None,
        });
        act(&mut front, &Command::Order(order, vec![take]));
        let back = Step::Refund(GiveBack {
            refunds: vec![RefundId(front.desk.mint())],
            what: Back::All,
            payment: None,
            reason: "wrong dish".to_owned(),
            restock: false,
            tip: false,
        });
        act(&mut front, &Command::Order(order, vec![back]));
    }
    let row = "Card refunds (1)                     -8.90";
    let blind = drawn(&Readout::open(false, true), &front);
    assert!(blind.contains("Card (1)                              8.90"), "{blind}");
    assert!(blind.contains(row), "{blind}");
    assert!(!blind.contains("3.50") && !blind.contains("Cash refunds"), "{blind}");
    let mut open = Readout::open(false, false);
    assert!(
        drawn(&open, &front).contains(row) || {
            press(&mut open, &mut front, "PgDn");
            drawn(&open, &front).contains(row)
        }
    );
    let mut screen = screen(&front);
    press(&mut screen, &mut front, "t 1 6 9 8 0 F9");
    let result = drawn(&screen, &front);
    assert!(result.contains("Card back    -8.90"), "{result}");
    closed(&mut front, 16_980);
    let shift = front.desk.state.my_last_shift().unwrap();
    let (_, text) = readout::printed(&front, shift);
    assert!(text.contains(row), "{text}");
}

#[test]
fn the_main_button_of_the_touch_layout_has_room_for_its_word() {
    let (front, screen) = sold();
    let buttons = screen.buttons(&front);
    assert_eq!(buttons.last().map(|button| button.label.as_str()), Some("COUNTED"));
    let mut buffer = Buffer::empty(Rect::new(0, 0, 80, 3));
    let look = Look::dark();
    Pen::new(&mut buffer, &look).button_bar(Rect::new(0, 0, 80, 3), &buttons);
    let shown = to_text(&buffer);
    assert!(shown.contains("COUNTED") && !shown.contains('…'), "{shown}");
}

#[test]
fn an_x_is_printed_as_it_is_shown() {
    let (mut front, _) = sold();
    let turn = press(&mut Readout::open(false, true), &mut front, "p");
    assert_eq!(turn.say.as_ref().unwrap().text, "The report lies in print/x-A-1.txt.");
    let [Effect::Keep { name, text }] = turn.effects.as_slice() else { panic!("{turn:?}") };
    assert_eq!(name, "x-A-1.txt");
    assert!(text.starts_with("X REPORT A-1\n") && !text.contains("169.80"), "{text}");
    assert!(text.ends_with("Cash is shown after the count.\n"), "{text}");
    let turn = press(&mut Readout::open(false, false), &mut front, "p");
    let [Effect::Keep { text, .. }] = turn.effects.as_slice() else { panic!("{turn:?}") };
    assert!(text.contains("\nEXPECTED                            169.80\n"), "{text}");
    let mut none = Readout::open(true, true);
    assert!(!drawn(&none, &front).contains("Print"), "there is no Z yet");
    assert!(press(&mut none, &mut front, "p").effects.is_empty());
}

#[test]
fn the_result_is_drawn_as_designed() {
    let (mut front, mut screen) = sold();
    let milk = "milk".to_owned();
    let amount = Money::new(1_250);
    act(&mut front, &Command::MoveCash { way: CashWay::PaidOut, amount, reason: milk });
    press(&mut screen, &mut front, "t 1 5 6 3 0 F9 3");
    let rows = [
        "    ╔ CLOSE SHIFT 1  step 2 of 2  result ═══════════════════════════ Owner ╗",
        "    ║                                                                      ║",
        "    ║   Float at 14:32                    160.00      Orders           1   ║",
        "    ║   Cash sales (1)                      9.80      Voids            0   ║",
        "    ║   Cash refunds                        0.00      Discounts     0.00   ║",
        "    ║   Cash in                             0.00                           ║",
        "    ║   Cash out: milk                    -12.50                           ║",
        "    ║   Expected in drawer                157.30                           ║",
        "    ║   Counted                           156.30                           ║",
        "    ║                                                                      ║",
        "    ║   DIFFERENCE                   -1.00 SHORT                           ║",
        "    ║                                                                      ║",
        "    ║   Why? (needed above 0.50)                              Not known.   ║",
        "    ║   [1] Wrong change   [2] Missing receipt   [3] Not known   [4] Other ║",
        "    ║                                                                      ║",
        "    ╠══════════════════════════════════════════════════════════════════════╣",
        "    ║   Leave in the drawer for tomorrow: 156.30       To the safe: 0.00   ║",
        "    ║   [F9] Close shift and print Z report                                ║",
        "    ║   [r] Count again   [Esc] Back                                       ║",
        "    ╚══════════════════════════════════════════════════════════════════════╝",
    ];
    assert_eq!(drawn(&screen, &front), rows.join("\n"));
    assert_eq!(bar(&screen, &front), "? Help  1-4 Reason  r Recount  F9 CLOSE  Esc Back");
}

#[test]
fn f44_a_shift_is_counted_and_closed_offline_and_its_z_is_kept_once_it_is_durable() {
    let (mut front, mut screen) = sold();
    front.link = offline();
    let turn = press(&mut screen, &mut front, "* 1 6 8 8 0 +");
    durable(&mut front, &turn.effects);
    assert!(drawn(&screen, &front).contains("-1.00 SHORT"));
    let turn = press(&mut screen, &mut front, "F9");
    assert!(turn.say.unwrap().text.contains("Say why"));
    assert!(press(&mut screen, &mut front, "Enter Enter").effects.is_empty(), "Enter is not yes");
    let said = press(&mut screen, &mut front, "* 2 0 0 . Enter").say.unwrap().text;
    assert_eq!(said, "Only 168.80 was counted: leave that or less.");
    press(&mut screen, &mut front, "Esc 1 0 0 . Enter");
    assert!(drawn(&screen, &front).contains("To the safe: 68.80"));
    let turn = press(&mut screen, &mut front, "1 F9");
    assert!(screen.notice(&mut front, &Msg::Tick).effects.is_empty(), "not before it is durable");
    assert!(!drawn(&screen, &front).contains("CLOSED"));
    durable(&mut front, &turn.effects);
    let kept = screen.notice(&mut front, &Msg::Tick).effects;
    let [Effect::Keep { name, text }] = kept.as_slice() else { panic!("{kept:?}") };
    assert_eq!(name, "z-A-1.txt");
    assert!(text.contains("hub not reachable, 7 changes waiting"), "{text}");
    assert!(drawn(&screen, &front).contains("Z A-1 is saved"));
    let shift = front.desk.state.my_last_shift().unwrap();
    let (z, _) = shift.closed.as_ref().unwrap();
    assert_eq!((z.over_short, z.left), (Money::new(-100), Some(Money::new(10_000))));
    assert_eq!(z.reason.as_deref(), Some("Wrong change"));
    assert_eq!(next(&mut screen, &mut front, "p"), Then::Become(Ask::Readout { z: true }));
    let mut again = Readout::open(true, true);
    let turn = press(&mut again, &mut front, "p");
    assert!(matches!(turn.effects.as_slice(), [Effect::Keep { text: same, .. }] if same == text));
}

#[test]
fn a_count_can_be_made_again_and_left() {
    let (mut front, mut screen) = sold();
    press(&mut screen, &mut front, "1 F9 r");
    assert!(drawn(&screen, &front).contains("step 1 of 2"));
    assert_eq!(next(&mut screen, &mut front, "Esc"), Then::Close);
    assert!(front.desk.state.my_shift().is_some());
}

#[test]
fn the_menu_of_an_open_shift_leads_everywhere_by_number_and_letter() {
    let (mut front, _) = sold();
    let shown = drawn(&ShiftMenu, &front);
    assert!(shown.contains("SHIFT 1") && shown.contains("since 14:32, drawer Front"), "{shown}");
    for (keys, ask) in [
        (["1", "c"], Ask::Shift),
        (["2", "x"], Ask::Readout { z: false }),
        (["3", "z"], Ask::Readout { z: true }),
        (["4", "i"], Ask::Cash),
        (["5", "w"], Ask::NoSale),
    ] {
        for key in keys {
            assert_eq!(next(&mut ShiftMenu, &mut front, key), Then::Become(ask.clone()), "{key}");
        }
    }
    let (_, hits) = drawn_at(&ShiftMenu, &front, (80, 24));
    assert_eq!(hits.at(30, 8), Some(&Hit::Key(Key::Char('1'))));
}

#[test]
fn cash_goes_out_with_a_reason_by_numpad_alone() {
    let (mut front, _) = sold();
    let mut cash = Cash::open(&front, AmountEntry::Minor).unwrap();
    let said = press(&mut cash, &mut front, "* Enter").say.unwrap().text;
    assert_eq!(said, "Type how much, then Enter.");
    let turn = press(&mut cash, &mut front, "1 2 5 0 Enter +");
    assert!(turn.say.unwrap().text.starts_with("Say why"));
    let shown = drawn(&cash, &front);
    assert!(shown.contains("▸o Cash out") && shown.contains("12.50"), "{shown}");
    let turn = press(&mut cash, &mut front, "1 +");
    assert_eq!(turn.say.unwrap().text, "Cash out 12.50: Supplies.");
    let mut cash = Cash::open(&front, AmountEntry::Minor).unwrap();
    press(&mut cash, &mut front, "s 5 . Enter 3 s a f e 2 Enter");
    let moves = &front.desk.state.my_shift().unwrap().moves;
    let rows: Vec<_> = moves.iter().map(|(moved, _)| (moved.way, moved.reason.as_str())).collect();
    assert_eq!(rows, [(CashWay::PaidOut, "Supplies"), (CashWay::Drop, "safe2")]);
}

#[test]
fn the_drawer_opens_without_a_sale_only_with_a_reason() {
    let (mut front, _) = sold();
    let mut drawer = NoSale::open(&front).unwrap();
    assert!(press(&mut drawer, &mut front, "Enter +").effects.is_empty());
    let turn = press(&mut drawer, &mut front, "1");
    assert_eq!(turn.say, None, "not before it is on the disk");
    durable(&mut front, &turn.effects);
    let turn = drawer.notice(&mut front, &Msg::Tick);
    assert_eq!(turn.say.unwrap().text, "Drawer opened without a sale: Change for a guest.");
    let mut drawer = NoSale::open(&front).unwrap();
    let turn = press(&mut drawer, &mut front, "4 Enter");
    assert!(turn.say.unwrap().text.contains("A reason is needed"));
    press(&mut drawer, &mut front, "s t u c k Enter");
    let no_sales = &front.desk.state.my_shift().unwrap().no_sales;
    assert_eq!(no_sales.len(), 2);
    assert_eq!(no_sales[1].reason, "stuck");
    closed(&mut front, 16_980);
    assert!(NoSale::open(&front).is_none() && Cash::open(&front, AmountEntry::Minor).is_none());
}
