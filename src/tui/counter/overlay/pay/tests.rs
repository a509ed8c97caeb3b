//! The payment screens as they are drawn, and what their keys do.

use super::*;
use crate::domain::choice::Choice;
use crate::domain::command::{Opening, Step, Take};
use crate::domain::event::{DiscountApplied, Reduction};
use crate::domain::id::{DiscountId, TerminalId};
use crate::domain::settings::Service;
use crate::tui::counter::overlay::card::Card;
use crate::tui::counter::overlay::fixture::{
    NOON, act, add, arrive, bar, drawn, drawn_at, durable, front, known, next, number_from,
    offline, order, payments, press, wait,
};
use crate::tui::counter::overlay::fixture::{online, order_at};
use crate::tui::counter::overlay::paid::Paid;
use crate::tui::counter::overlay::paper::{Kind, Paper};
use crate::tui::counter::overlay::qr::Qr;
use crate::tui::counter::turn::{Ask, Hit, Over, Then};
use crate::tui::effect::Effect;
use crate::tui::input::{Input, Key, Press};
use crate::tui::msg::Msg;

const DUE: [&str; 21] = [
    "┌ PAY A47 ──────────────────── 3 items ┐╔ CASH ════════════════ 1 of 5 methods ╗",
    "│   2 Cappuccino                  7.20 │║ ▸/ Cash   * k Card   o Online   +2   ║",
    "│   1 Croissant                   2.60 │╠══════════════════════════════════════╣",
    "│                                      │║ Received                             ║",
    "│                                      │║   ██████  ██████      ██████  ██████ ║",
    "│                                      │║       ██  ██  ██      ██  ██  ██  ██ ║",
    "│                                      │║   ██████  ██  ██      ██  ██  ██  ██ ║",
    "│                                      │║   ██      ██  ██      ██  ██  ██  ██ ║",
    "│                                      │║   ██████  ██████  ██  ██████  ██████ ║",
    "│                                      │║                                      ║",
    "├──────────────────────────────────────┤║ Change                         10.20 ║",
    "│ incl. VAT 10 %                  0.89 │╠══════════════════════════════════════╣",
    "│ Paid so far                     0.00 │║ [=] Exact     9.80    [a]   10.00    ║",
    "├──────────────────────────────────────┤║ [b]          20.00    [c]   50.00    ║",
    "│ DUE EUR                              │║ [s] Split bill        [t] Add tip    ║",
    "│           ██████      ██████  ██████ │║                                      ║",
    "│           ██  ██      ██  ██  ██  ██ │║ Typed 20 then .  (20.00)             ║",
    "│           ██████      ██████  ██  ██ │║ Without . digits are cents: 2000     ║",
    "│               ██      ██  ██  ██  ██ │╠══════════════════════════════════════╣",
    "│           ██████  ██  ██████  ██████ │║ [Enter] TAKE 20.00        [Esc] Back ║",
    "└──────────────────────────────────────┘╚══════════════════════════════════════╝",
];

const SHORT: [&str; 21] = [
    "┌ PAY A47 ──────────────────── 3 items ┐╔ CASH ════════════════ 1 of 5 methods ╗",
    "│   2 Cappuccino                  7.20 │║ ▸/ Cash   * k Card   o Online   +2   ║",
    "│   1 Croissant                   2.60 │╠══════════════════════════════════════╣",
    "│                                      │║ Received                             ║",
    "│                                      │║           ██████      ██████  ██████ ║",
    "│                                      │║           ██  ██          ██  ██  ██ ║",
    "│                                      │║           ██  ██      ██████  ██  ██ ║",
    "│                                      │║           ██  ██      ██      ██  ██ ║",
    "│                                      │║           ██████  ██  ██████  ██████ ║",
    "│                                      │║                                      ║",
    "├──────────────────────────────────────┤║ Still due                       9.60 ║",
    "│ incl. VAT 10 %                  0.89 │╠══════════════════════════════════════╣",
    "│ Paid so far                     0.00 │║ ! 0.20 is less than 9.80 due.        ║",
    "├──────────────────────────────────────┤║                                      ║",
    "│ DUE EUR                              │║ [.]   take it as 20.00               ║",
    "│           ██████      ██████  ██████ │║ [p]   part payment of 0.20           ║",
    "│           ██  ██      ██  ██  ██  ██ │║ [Esc] change the amount              ║",
    "│           ██████      ██████  ██  ██ │║                                      ║",
    "│               ██      ██  ██  ██  ██ │╠══════════════════════════════════════╣",
    "│           ██████  ██  ██████  ██████ │║ Enter does nothing here              ║",
    "└──────────────────────────────────────┘╚══════════════════════════════════════╝",
];

const CARD: [&str; 20] = [
    "        ╔ CARD  A47 ═════════════════════════════════════════ 9.80 EUR ╗",
    "        ║                                                              ║",
    "        ║   Charge this amount on the card terminal:                   ║",
    "        ║                                                              ║",
    "        ║           █████████         █████████   █████████            ║",
    "        ║           ███   ███         ███   ███   ███   ███            ║",
    "        ║           █████████         █████████   ███   ███            ║",
    "        ║                 ███         ███   ███   ███   ███            ║",
    "        ║           █████████   ███   █████████   █████████            ║",
    "        ║                                                              ║",
    "        ║                                                              ║",
    "        ║   What does the card terminal say?                           ║",
    "        ║                                                              ║",
    "        ║   [y] or [+]   APPROVED. Finish the sale                     ║",
    "        ║   [n] or [-]   DECLINED. Back to payment                     ║",
    "        ║   [u]          NOT SURE. Keep the order open and flag it     ║",
    "        ║                                                              ║",
    "        ║   Enter does nothing here, so a double press cannot approve. ║",
    "        ║                                                              ║",
    "        ╚══════════════════════════════════════════════════════════════╝",
];

const PAID: [&str; 21] = [
    "╔ PAID A47 ═════════════════════════════════════════════════════ cash 14:32:08 ╗",
    "║                                                                              ║",
    "║   CHANGE EUR                                                                 ║",
    "║                                                                              ║",
    "║             ████        ████████████            ████████████    ████████████ ║",
    "║         ████████        ████    ████                    ████    ████    ████ ║",
    "║             ████        ████    ████            ████████████    ████    ████ ║",
    "║             ████        ████    ████            ████            ████    ████ ║",
    "║         ████████████    ████████████    ████    ████████████    ████████████ ║",
    "║                                                                              ║",
    "║                                                                              ║",
    "║   Total                         9.80      Drawer opened.                     ║",
    "║   Received cash                20.00      Kitchen has the order: #A47        ║",
    "║   Change                       10.20      Saved here. Sent to hub 14:32:08.  ║",
    "║                                           Receipt A-000001                   ║",
    "╠══════════════════════════════════════════════════════════════════════════════╣",
    "║   Receipt   [p] Print    [e] E-mail    [k] QR code    none needed: just go on║",
    "║                                                                              ║",
    "║   Next customer: start typing or scan, or press Enter.                       ║",
    "║                                                                              ║",
    "╚══════════════════════════════════════════════════════════════════════════════╝",
];

/// Counter A with A47 of 9.80 on the payment screen.
fn opened() -> (Front, Pay) {
    let mut front = front();
    number_from(&mut front, 46);
    let order = order(&mut front, &[("12", 2), ("31", 1)]);
    let pay = Pay::open(&mut front, &CounterSettings::default(), order).unwrap();
    (front, pay)
}

fn card_of(front: &Front, turn: &Turn) -> Card {
    let Then::Open(Ask::Card { order, payment, amount, part, .. }) = &turn.then else {
        panic!("no card: {turn:?}");
    };
    Card::open(front, *order, *payment, (*amount, *part)).unwrap()
}

fn paid_of(front: &Front, turn: &Turn) -> Paid {
    let Then::Become(Ask::Paid { order, payment, batch, .. }) = &turn.then else {
        panic!("not paid: {turn:?}");
    };
    Paid::open(front, *order, *payment, *batch).unwrap()
}

#[test]
fn the_payment_screen_is_drawn_as_designed() {
    let (mut front, mut pay) = opened();
    press(&mut pay, &mut front, "2 0 .");
    assert_eq!(drawn(&pay, &front), DUE.join("\n"));
    assert_eq!(
        bar(&pay, &front),
        "? Help  0-9 Amount  k Card  = Exact  a-c Notes  Enter TAKE  Esc Back"
    );
}

#[test]
fn too_little_is_asked_about_as_designed() {
    let (mut front, mut pay) = opened();
    press(&mut pay, &mut front, "2 0 Enter");
    assert_eq!(drawn(&pay, &front), SHORT.join("\n"));
    assert_eq!(
        bar(&pay, &front),
        "? Help  . Whole units  p Part payment  Backspace Edit  Esc Back"
    );
}

#[test]
fn s10_after_too_little_only_five_keys_and_their_numpad_twins_have_an_effect() {
    let (mut front, mut pay) = opened();
    press(&mut pay, &mut front, "2 0 Enter");
    let before = pay.clone();
    press(&mut pay, &mut front, "Enter Enter a b c = k * o F9 Tab Space y");
    assert_eq!(pay.stage, before.stage);
    assert_eq!(pay.amount, before.amount);
    assert!(known(&front, pay.order).payments.is_empty());

    press(&mut pay, &mut front, ".");
    assert_eq!((pay.stage, pay.amount.shown().as_str()), (Stage::Due, "20.00"));
    for (key, shown) in [("Backspace", "0.02"), ("5", "2.05"), ("Esc", "0.20"), ("-", "0.20")] {
        let mut pay = before.clone();
        press(&mut pay, &mut front, key);
        assert_eq!((pay.stage, pay.amount.shown().as_str()), (Stage::Due, shown), "{key}");
    }
}

#[test]
fn a_part_payment_leaves_the_rest_due_under_a_new_number() {
    let (mut front, mut pay) = opened();
    let first = pay.payment;
    let turn = press(&mut pay, &mut front, "5 0 0 Enter p");
    assert_eq!(pay.saving().as_deref(), Some("payment 5.00"));
    durable(&mut front, &turn.effects);
    let turn = pay.notice(&mut front, &Msg::Tick);
    assert_eq!(turn.then, Then::Stay);
    assert_eq!(turn.say.unwrap().text, "Part payment 5.00 is saved. Still due 4.80.");
    assert_ne!(pay.payment, first);
    assert_eq!(pay.figures(&front).due, Money::new(480));

    let turn = press(&mut pay, &mut front, "= Enter");
    durable(&mut front, &turn.effects);
    let turn = pay.notice(&mut front, &Msg::Tick);
    assert!(matches!(turn.then, Then::Become(Ask::Paid { .. })));
    assert_eq!(known(&front, pay.order).payments.len(), 2);
}

#[test]
fn f17_fifty_enters_record_one_payment() {
    for gap in [5_u64, 30, 149, 151, 400] {
        let (mut front, mut pay) = opened();
        press(&mut pay, &mut front, "2 0 .");
        let mut effects = Vec::new();
        for index in 0..50 {
            wait(&mut front, gap);
            let repeat = gap == 30 && index > 0;
            let press = Press { key: Key::Enter, repeat };
            effects.extend(pay.update(&mut front, &Input::Press(press)).effects);
        }
        assert_eq!(payments(&durable(&mut front, &effects)), 1, "{gap} ms apart");
        assert_eq!(known(&front, pay.order).payments.len(), 1);
    }
}

#[test]
fn a_held_enter_that_opened_the_screen_takes_nothing() {
    let (mut front, mut pay) = opened();
    for _ in 0..50 {
        wait(&mut front, 33);
        let turn = pay.update(&mut front, &Input::key(Key::Enter));
        assert!(turn.effects.is_empty());
    }
    assert_eq!(next(&mut pay, &mut front, "Enter"), Then::Stay);
}

#[test]
fn f03_nothing_says_paid_before_the_disk_has_it() {
    let (mut front, mut pay) = opened();
    let turn = press(&mut pay, &mut front, "b Enter");
    for _ in 0..20 {
        wait(&mut front, 500);
        assert_eq!(pay.notice(&mut front, &Msg::Tick).then, Then::Stay);
        let screen = drawn(&pay, &front);
        assert!(!screen.contains("PAID") && !screen.contains("CHANGE"), "{screen}");
        assert!(screen.contains("Saving ..."), "{screen}");
    }
    let Effect::Append { batch, .. } = turn.effects[0] else { panic!("no append") };
    let early = Paid::open(&front, pay.order, pay.payment, batch).unwrap();
    assert!(drawn(&early, &front).contains("Saving ..."));
    assert!(!drawn(&early, &front).contains("CHANGE"));

    durable(&mut front, &turn.effects);
    let turn = pay.notice(&mut front, &Msg::Durable { batch });
    let paid = paid_of(&front, &turn);
    assert!(drawn(&paid, &front).contains("PAID A47"));
}

#[test]
fn the_change_is_drawn_as_designed() {
    let (front, mut pay) = opened();
    let mut front = front.with_kick(true);
    let turn = press(&mut pay, &mut front, "2 0 .");
    assert!(turn.effects.is_empty());
    front.now.at = NOON.plus(-500);
    let turn = press(&mut pay, &mut front, "Enter");
    durable(&mut front, &turn.effects);
    let turn = pay.notice(&mut front, &Msg::Tick);
    let goodbye = "Customer number A47. To take this sale back: F10 More, Refund.";
    assert_eq!(turn.say.clone().unwrap().text, goodbye);
    assert_eq!(turn.effects, [Effect::Kick], "the drawer opens once, when it is saved");
    let mut paid = paid_of(&front, &turn);
    let screen = drawn(&paid, &front);
    assert!(screen.contains("On the way to the kitchen: #A47"), "not before the hub has it");
    assert!(screen.contains("Saved here. On the way to the hub."), "{screen}");
    paid.notice(&mut front, &Msg::Link(online()));
    assert_eq!(drawn(&paid, &front), PAID.join("\n"));
    assert_eq!(paid.words(&front).unwrap(), "A47: cash 20.00, CHANGE 10.20");
    front.link = offline();
    let paid = paid_of(&front, &turn);
    let screen = drawn(&paid, &front);
    assert!(screen.contains("NOT in the kitchen yet."), "{screen}");
    assert!(screen.contains("Saved here. Waiting for the hub."), "{screen}");
}

#[test]
fn after_the_change_enter_rests_and_a_letter_goes_on() {
    let (mut front, mut pay) = opened();
    let turn = press(&mut pay, &mut front, "= Enter");
    durable(&mut front, &turn.effects);
    let turn = pay.notice(&mut front, &Msg::Tick);
    let mut paid = paid_of(&front, &turn);
    for _ in 0..3 {
        wait(&mut front, 199);
        assert_eq!(paid.update(&mut front, &Input::key(Key::Enter)).then, Then::Stay);
    }
    let letter = Input::key(Key::Char('c'));
    let turn = paid.update(&mut front, &letter);
    assert_eq!((turn.then, turn.pass), (Then::Next, Some(letter)));
    assert_eq!(next(&mut paid, &mut front, "Enter"), Then::Next);
    assert!(paid.takes_scans());
}

#[test]
fn a_card_is_approved_by_y_and_never_by_enter() {
    let (mut front, mut pay) = opened();
    let turn = press(&mut pay, &mut front, "k");
    let mut card = card_of(&front, &turn);
    assert_eq!(drawn(&card, &front), CARD.join("\n"));
    assert_eq!(bar(&card, &front), "? Help  y Approved  n Declined  u Not sure  Esc Back");
    for _ in 0..50 {
        let turn = press(&mut card, &mut front, "Enter");
        assert!(turn.effects.is_empty() && turn.then == Then::Stay);
    }
    let turn = press(&mut card, &mut front, "y");
    assert!(press(&mut card, &mut front, "y").effects.is_empty());
    durable(&mut front, &turn.effects);
    let turn = card.notice(&mut front, &Msg::Tick);
    let paid = paid_of(&front, &turn);
    assert!(drawn(&paid, &front).contains("PAID EUR"));
    assert_eq!(known(&front, pay.order).payments.len(), 1);
}

#[test]
fn a_declined_card_goes_back_and_is_recorded() {
    let (mut front, mut pay) = opened();
    let turn = press(&mut pay, &mut front, "*");
    let mut card = card_of(&front, &turn);
    assert_eq!(next(&mut card, &mut front, "-"), Then::Close);
    assert_eq!(known(&front, pay.order).failed.len(), 1);
    let failed = pay.payment;
    let turn = press(&mut pay, &mut front, "= Enter");
    assert_ne!(pay.payment, failed, "a failed number is not taken again");
    assert_eq!(payments(&durable(&mut front, &turn.effects)), 1);
}

#[test]
fn a_card_nobody_is_sure_of_is_flagged_until_it_is_settled() {
    let (mut front, mut pay) = opened();
    let turn = press(&mut pay, &mut front, "k");
    let mut card = card_of(&front, &turn);
    let turn = press(&mut card, &mut front, "u");
    assert_eq!(turn.then, Then::Take(pay.order));
    assert!(turn.say.unwrap().text.contains("TO CHECK"));
    let mut again = Pay::open(&mut front, &CounterSettings::default(), pay.order).unwrap();
    assert!(drawn(&again, &front).contains("! TO CHECK: card"));
    let turn = press(&mut again, &mut front, "k");
    let mut card = card_of(&front, &turn);
    press(&mut card, &mut front, "+");
    assert!(known(&front, pay.order).flagged.is_empty());
}

#[test]
fn a_card_takes_a_part_and_never_more_than_is_due() {
    let (mut front, mut pay) = opened();
    let turn = press(&mut pay, &mut front, "2 0 . k");
    assert_eq!(turn.say.unwrap().text, "Only cash gives change: a card takes 9.80 or less.");
    let turn = press(&mut pay, &mut front, "Backspace Backspace Backspace 5 0 0 k");
    let mut card = card_of(&front, &turn);
    let turn = press(&mut card, &mut front, "y");
    durable(&mut front, &turn.effects);
    assert_eq!(card.notice(&mut front, &Msg::Tick).then, Then::Close);
    assert_eq!(pay.figures(&front).due, Money::new(480));
}

#[test]
fn a_tip_that_went_with_a_part_on_the_card_is_not_due_again() {
    let (mut front, mut pay) = opened();
    let turn = press(&mut pay, &mut front, "t 1 0 0 Enter 5 0 0 k");
    let Then::Open(Ask::Card { order, payment, amount, part, tip, with }) = turn.then else {
        panic!("the card is asked")
    };
    let mut card = Card::open(&front, order, payment, (amount, part)).unwrap().with(tip, with);
    assert!(drawn(&card, &front).contains("APPROVED. Take this part"));
    let turn = press(&mut card, &mut front, "y");
    durable(&mut front, &turn.effects);
    let said = card.notice(&mut front, &Msg::Tick).say.unwrap();
    assert_eq!(said.text, "Card 5.00 is saved. Still due 5.80.");
    pay.notice(&mut front, &Msg::Tick);
    assert_eq!(pay.figures(&front).payable, Money::new(580), "{}", drawn(&pay, &front));
    assert!(!drawn(&pay, &front).contains("│ Tip "), "{}", drawn(&pay, &front));
    let turn = press(&mut pay, &mut front, "= Enter");
    durable(&mut front, &turn.effects);
    let tips = known(&front, order).payments.iter().map(|row| row.payment.tip.minor());
    assert_eq!(tips.collect::<Vec<_>>(), [100, 0]);
}

#[test]
fn a_declined_card_leaves_the_tip_for_the_next_try() {
    let (mut front, mut pay) = opened();
    let turn = press(&mut pay, &mut front, "t 1 0 0 Enter k");
    let mut card = card_of(&front, &turn);
    assert_eq!(next(&mut card, &mut front, "n"), Then::Close);
    pay.notice(&mut front, &Msg::Tick);
    assert_eq!(pay.figures(&front).payable, Money::new(1_080));
}

#[test]
fn a_share_says_which_of_how_many_it_is() {
    let (mut front, pay) = opened();
    let settings = CounterSettings::default();
    let shares = [245, 245, 245, 245].map(Money::new);
    let mut pay = Pay::shares(&mut front, &settings, pay.order, &shares).unwrap();
    let head = |pay: &Pay, front: &Front| drawn(pay, front).lines().next().unwrap().to_owned();
    let first = head(&pay, &front);
    assert!(first.contains("PAY A47-1 ─") && first.contains("─ share 1 of 4 ┐"), "{first}");
    let (wide, _) = drawn_at(&pay, &front, (120, 36));
    assert!(wide.lines().any(|row| row.contains("─ share 1 of 4 ┐")), "{wide}");
    let turn = press(&mut pay, &mut front, "= Enter");
    durable(&mut front, &turn.effects);
    pay.notice(&mut front, &Msg::Tick);
    let second = head(&pay, &front);
    assert!(second.contains("PAY A47-2 ─") && second.contains("─ share 2 of 4 ┐"), "{second}");
}

#[test]
fn where_there_is_room_the_bar_names_the_card_with_its_numpad_key() {
    let (mut front, mut pay) = opened();
    let words = |pay: &Pay, front: &Front| {
        let keys = pay.wide_keys(front);
        keys.iter().map(|one| format!("{} {}", one.key, one.label)).collect::<Vec<_>>().join("   ")
    };
    let empty = "? Help   0-9 Amount   . Whole units   = Exact   a-c Notes   * k Card   Esc Back";
    assert_eq!(words(&pay, &front), empty);
    press(&mut pay, &mut front, "5 0 0 0");
    let typed = "? Help   0-9 Amount   . Whole units   = Exact   a-c Notes   * k Card   \
                 Enter TAKE   Esc Back";
    assert_eq!(words(&pay, &front), typed);
}

#[test]
fn without_a_shift_the_remedy_is_one_key() {
    let mut front = front();
    let order = order(&mut front, &[("12", 1)]);
    let counted = Money::new(16_000);
    let close = Command::CloseShift { counted, reason: None, left: None, waiting: 0 };
    act(&mut front, &close);
    let mut pay = Pay::open(&mut front, &CounterSettings::default(), order).unwrap();
    let turn = press(&mut pay, &mut front, "= Enter");
    assert!(turn.say.unwrap().text.contains("o opens a shift"));
    assert!(drawn(&pay, &front).contains("[o]   open a shift with float 0.00"));
    let turn = press(&mut pay, &mut front, "o");
    assert_eq!(turn.say.unwrap().text, "Shift A-2 is open with float 0.");
    let turn = press(&mut pay, &mut front, "= Enter");
    assert_eq!(payments(&durable(&mut front, &turn.effects)), 1);
}

#[test]
fn a_terminal_without_a_drawer_says_so_and_takes_cards() {
    let mut front = front();
    let order = order(&mut front, &[("12", 1)]);
    front.drawer = false;
    let mut pay = Pay::open(&mut front, &CounterSettings::default(), order).unwrap();
    assert!(drawn(&pay, &front).contains("! No drawer here: no cash."));
    let turn = press(&mut pay, &mut front, "= Enter");
    assert!(turn.effects.is_empty() && turn.say.unwrap().text.starts_with("No drawer here"));
    assert!(press(&mut pay, &mut front, "o").effects.is_empty());
    press(&mut pay, &mut front, "Backspace");
    assert!(matches!(next(&mut pay, &mut front, "k"), Then::Open(Ask::Card { .. })));
}

#[test]
fn leaving_with_esc_or_minus_makes_no_fact() {
    let (mut front, mut pay) = opened();
    let head = front.desk.head();
    assert_eq!(next(&mut pay, &mut front, "2 0 0 Esc"), Then::Close);
    assert_eq!(next(&mut pay, &mut front, "- - - -"), Then::Close);
    assert_eq!(front.desk.head(), head);
}

#[test]
fn f36_paying_and_sending_need_no_link() {
    let (mut front, mut pay) = opened();
    front.link = offline();
    let turn = press(&mut pay, &mut front, "= Enter");
    assert!(turn.effects.iter().all(|effect| matches!(effect, Effect::Append { .. })));
    let facts = durable(&mut front, &turn.effects);
    assert_eq!(payments(&facts), 1);
    let kinds: Vec<&str> = facts.iter().map(|fact| fact.kind()).collect();
    assert_eq!(kinds, ["payment_taken", "order_sent", "receipt_issued"]);
}

#[test]
fn f18_both_payments_stay_and_the_screen_says_what_to_give_back() {
    let (mut front, mut pay) = opened();
    let turn = press(&mut pay, &mut front, "= Enter");
    durable(&mut front, &turn.effects);
    let turn = pay.notice(&mut front, &Msg::Tick);
    let paid = paid_of(&front, &turn);
    let mut payment = known(&front, pay.order).payments[0].payment.clone();
    let terminal = TerminalId(77);
    payment.payment.0.terminal = terminal;
    let day = known(&front, pay.order).day().unwrap();
    let event = crate::domain::event::Event::PaymentTaken(Box::new(payment));
    arrive(&mut front, (terminal, 1), pay.order, day, NOON.plus(60_000), event);
    assert_eq!(known(&front, pay.order).payments.len(), 2);
    let screen = drawn(&paid, &front);
    assert!(screen.contains("OVERPAID: give back 9.80"), "{screen}");
}

const WIDE: [&str; 33] = [
    "┌ PAY A52  TABLE 12 ──────────────── 6 items, 4 guests ┐╔ CASH ════════════════════════════════════════ 1 of 5 methods ╗",
    "│   1 Club sandwich                               8.90 │║ ▸/ Cash    * k Card    o Online    g Gift card    r Room     ║",
    "│     + no mayo                                        │╠══════════════════════════════════════════════════════════════╣",
    "│     + side salad                                1.50 │║                                                              ║",
    "│   2 豚骨ラーメン                               25.00 │║ Received                                                     ║",
    "│     \" extra chili, no egg                            │║        █████████   █████████         █████████   █████████   ║",
    "│   1 Lemonade                                    3.50 │║        ███         ███   ███         ███   ███   ███   ███   ║",
    "│   1 IPA 0.4 l                                   5.40 │║        █████████   ███   ███         ███   ███   ███   ███   ║",
    "│     happy hour                                 -1.00 │║              ███   ███   ███         ███   ███   ███   ███   ║",
    "│   1 Soup of the day                             6.50 │║        █████████   █████████   ███   █████████   █████████   ║",
    "│                                                      │║                                                              ║",
    "│                                                      │╠══════════════════════════════════════════════════════════════╣",
    "│                                                      │║                                                              ║",
    "│                                                      │║ Change █████████   █████████         █████████   █████████   ║",
    "│                                                      │║              ███   ███   ███               ███   ███   ███   ║",
    "│                                                      │║        █████████   ███   ███         █████████   ███   ███   ║",
    "│                                                      │║              ███   ███   ███         ███         ███   ███   ║",
    "│                                                      │║        █████████   █████████   ███   █████████   █████████   ║",
    "│                                                      │║                                                              ║",
    "│                                                      │╠══════════════════════════════════════════════════════════════╣",
    "├──────────────────────────────────────────────────────┤║ ┌────────────┐ ┌────────────┐ ┌────────────┐ ┌────────────┐  ║",
    "│ Subtotal                                       50.80 │║ │=Exact 19.80│ │  a  20.00  │ │  b  50.00  │ │  c 100.00  │  ║",
    "│ Happy hour                                     -1.00 │║ └────────────┘ └────────────┘ └────────────┘ └────────────┘  ║",
    "│ incl. VAT 10 %                                  4.53 │║ ┌────────────┐ ┌────────────┐ ┌────────────┐ ┌────────────┐  ║",
    "│ Paid: card 30.00  (14:30)                     -30.00 │║ │s Split bill│ │ t Add tip  │ │ i Invoice  │ │  d Drawer  │  ║",
    "├──────────────────────────────────────────────────────┤║ └────────────┘ └────────────┘ └────────────┘ └────────────┘  ║",
    "│ DUE EUR                                              │║                                                              ║",
    "│                     ██    ██████      ██████  ██████ │║ Typed 5000. Digits are cents; \".\" makes them whole units.    ║",
    "│                   ████    ██  ██      ██  ██  ██  ██ │║                                                              ║",
    "│                     ██    ██████      ██████  ██  ██ │╠══════════════════════════════════════════════════════════════╣",
    "│                     ██        ██      ██  ██  ██  ██ │║                                                              ║",
    "│                   ██████  ██████  ██  ██████  ██████ │║ [Enter] TAKE 50.00, GIVE 30.20           [Esc] Back to order ║",
    "└──────────────────────────────────────────────────────┘╚══════════════════════════════════════════════════════════════╝",
];

fn wide_order(front: &mut Front) -> OrderId {
    number_from(front, 51);
    let opening = Opening {
        service: Service::DineIn,
        table: Some("12".to_owned()),
        guests: Some(4),
        ..Opening::default()
    };
    let order = order_at(front, opening, &[]);
    let mut lines = Vec::new();
    for (item, count) in [("42", 1), ("45", 2), ("61", 1), ("71", 1), ("41", 1)] {
        let Step::Add(mut line) = add(front, item, count) else { panic!("no line") };
        if item == "42" {
            let choice = |option: &str| Choice::new("with", option);
            line.options = Some(vec![choice("mayo"), choice("salad")]);
        }
        line.note = (item == "45").then(|| "extra chili, no egg".to_owned());
        lines.push(line);
    }
    let ipa = lines[3].line;
    let mut steps: Vec<Step> = lines.into_iter().map(Step::Add).collect();
    steps.push(Step::Discount(DiscountApplied {
        discount: DiscountId(front.desk.mint()),
        line: Some(ipa),
        off: Reduction::Amount(Money::new(100)),
        name: Some("happy hour".to_owned()),
        reason: None,
        approver: None,
    }));
    act(front, &Command::Order(order, steps));
    let card = Take {
        payment: PaymentId(front.desk.mint()),
        tender: Tender::Card,
        tendered: Some(Money::new(3_000)),
        amount: None,
        part: true,
        tip: Money::ZERO,
        reference: None,
        shift: None,
    };
    front.now.at = NOON.plus(-120_000);
    act(front, &Command::Order(order, vec![Step::Pay(card)]));
    front.now.at = NOON;
    order
}

#[test]
fn the_only_discount_of_an_order_is_named_once() {
    let (mut front, pay) = opened();
    let mut give = |name: &str| {
        let step = Step::Discount(DiscountApplied {
            discount: DiscountId(front.desk.mint()),
            line: None,
            off: Reduction::Amount(Money::new(100)),
            name: Some(name.to_owned()),
            reason: None,
            approver: None,
        });
        act(&mut front, &Command::Order(pay.order, vec![step]));
        drawn(&pay, &front)
    };
    let one = give("regulars");
    assert_eq!(one.to_lowercase().matches("regulars").count(), 1, "{one}");
    assert!(one.contains("│ Regulars                       -1.00 │"), "{one}");
    let two = give("birthday");
    assert!(two.contains("regulars") && two.contains("birthday"), "{two}");
    assert!(two.contains("│ Discounts                      -2.00 │"), "{two}");
}

#[test]
fn what_help_says_has_room_in_its_row() {
    let (mut front, mut pay) = opened();
    let said = press(&mut pay, &mut front, "?").say.unwrap().text;
    assert!(said.len() <= 78, "{said}");
}

#[test]
fn the_wide_screen_is_drawn_as_designed() {
    let mut front = front();
    let order = wide_order(&mut front);
    let mut pay = Pay::open(&mut front, &CounterSettings::default(), order).unwrap();
    press(&mut pay, &mut front, "5000");
    let (screen, _) = drawn_at(&pay, &front, (120, 36));
    assert_eq!(screen, WIDE.join("\n"));
}

#[test]
fn every_bracket_can_be_tapped_at_every_size() {
    let (mut front, mut pay) = opened();
    press(&mut pay, &mut front, "2 0 .");
    for size in [(80, 24), (100, 40), (120, 36), (160, 45)] {
        let (screen, hits) = drawn_at(&pay, &front, size);
        assert!(screen.contains("[Enter] TAKE 20.00"), "{screen}");
        for key in ["Enter", "Esc", "=", "a", "b", "c", "k"] {
            let hit = Hit::Key(key.parse().unwrap());
            assert!(hits.places().iter().any(|(_, found)| *found == hit), "{key} at {size:?}");
        }
    }
    assert!(drawn_at(&pay, &front, (100, 40)).0.contains(DUE[18]), "the same, in the middle");
}

#[test]
fn the_largest_amounts_are_not_cut() {
    let (mut front, mut pay) = opened();
    let steps = vec![add(&mut front, "45", 799)];
    act(&mut front, &Command::Order(pay.order, steps));
    press(&mut pay, &mut front, "9999999");
    for size in [(80, 24), (120, 36)] {
        let (screen, _) = drawn_at(&pay, &front, size);
        assert!(screen.contains("TAKE 99999.99"), "{screen}");
        assert!(screen.contains("9997.30") && screen.contains("10000.00"), "{screen}");
        assert!(!screen.contains('…'), "{screen}");
    }
}

/// The payment screen of an order of 9.80 whose cash is rounded to `step`.
fn rounding(step: i64) -> (Front, Pay) {
    let mut front = front();
    let patch = crate::domain::settings::SettingsPatch {
        cash_step: Some(Money::new(step)),
        ..crate::domain::settings::SettingsPatch::default()
    };
    act(&mut front, &Command::ChangeSettings(Box::new(patch)));
    number_from(&mut front, 46);
    let id = order(&mut front, &[("12", 2), ("31", 1)]);
    let line = known(&front, id).lines[0].id;
    let price = Step::SetPrice(line, Some(Money::new(361)), "story".to_owned());
    act(&mut front, &Command::Order(id, vec![price]));
    let pay = Pay::open(&mut front, &CounterSettings::default(), id).unwrap();
    (front, pay)
}

#[test]
fn swiss_and_swedish_cash_is_rounded_on_screen_receipt_and_x_alike() {
    for (step, due, rounded) in [(5, "9.80", "-0.02"), (100, "10.00", "0.18")] {
        let (mut front, mut pay) = rounding(step);
        let screen = drawn(&pay, &front);
        assert!(screen.contains("Cash rounding") && screen.contains(rounded), "{screen}");
        assert!(screen.contains(&format!("[=] Exact{due:>9}")), "{screen}");
        let by_card = press(&mut pay, &mut front, "k");
        assert!(drawn(&card_of(&front, &by_card), &front).contains("9.82 EUR"), "a card is not");
        let turn = press(&mut pay, &mut front, "2 0 . Enter");
        durable(&mut front, &turn.effects);
        let turn = pay.notice(&mut front, &Msg::Tick);
        let paid = drawn(&paid_of(&front, &turn), &front);
        assert!(paid.contains(&format!("Cash rounding{rounded:>21}")), "{paid}");
        let order = known(&front, pay.order);
        let settings = front.desk.state.settings();
        let paper = crate::receipt::Paper::default();
        let receipt = order.receipt().unwrap();
        let text = crate::receipt::text(settings, (order, receipt), "Owner", paper).unwrap();
        assert!(text.contains(&format!("  Cash rounding{rounded:>27}")), "{text}");
        let shift = front.desk.state.my_shift().unwrap();
        let x = crate::domain::tally::tally(&front.desk.state, shift).unwrap();
        assert_eq!(order.pricing.currency.format(x.rounding), rounded);
        let cash = x.expected.minus(Money::new(16_000)).unwrap();
        assert_eq!(order.pricing.currency.format(cash), due);
    }
}

#[test]
fn a_gift_card_asks_for_its_code_and_the_rest_is_paid_otherwise() {
    let (mut front, mut pay) = opened();
    press(&mut pay, &mut front, "g 5 .");
    let screen = drawn(&pay, &front);
    assert!(screen.contains("╔ GIFT CARD ═══════════ 4 of 5 methods ╗"), "{screen}");
    assert!(screen.contains("/ Cash   * k Card  ▸g Gift card   +2"), "{screen}");
    press(&mut pay, &mut front, "Enter p");
    assert!(drawn(&pay, &front).contains("The code of the voucher:"), "{}", drawn(&pay, &front));
    let said = press(&mut pay, &mut front, "Enter").say.unwrap().text;
    assert_eq!(said, "Type the code of the voucher first, then Enter.");
    assert!(known(&front, pay.order).payments.is_empty());
    let turn = press(&mut pay, &mut front, "8 8 1 3 Enter");
    durable(&mut front, &turn.effects);
    pay.notice(&mut front, &Msg::Tick);
    let payment = known(&front, pay.order).payments[0].payment.clone();
    assert_eq!((payment.tender, payment.amount), (Tender::Voucher, Money::new(500)));
    assert_eq!(payment.reference.as_deref(), Some("8813"));
    assert!(drawn(&pay, &front).contains("CASH"), "the next part starts with cash again");
    let turn = press(&mut pay, &mut front, "= Enter");
    durable(&mut front, &turn.effects);
    assert!(matches!(pay.notice(&mut front, &Msg::Tick).then, Then::Become(_)));
}

#[test]
fn what_needs_the_hub_says_so_and_cannot_be_chosen() {
    let (mut front, mut pay) = opened();
    let said = press(&mut pay, &mut front, "o").say.unwrap().text;
    assert!(said.starts_with("No provider for online payments"), "{said}");
    front.link = offline();
    assert!(drawn(&pay, &front).contains("o needs hub"), "{}", drawn(&pay, &front));
    let said = press(&mut pay, &mut front, "o").say.unwrap().text;
    assert!(said.contains("need the hub"), "{said}");
    assert!(pay.is_cash());
    press(&mut pay, &mut front, "/");
    assert_eq!(pay.tender, Tender::Voucher, "/ steps over it");
    press(&mut pay, &mut front, "/ /");
    assert!(pay.is_cash());
}

#[test]
fn a_tip_is_beside_what_is_due_and_out_of_the_change() {
    let (mut front, mut pay) = opened();
    press(&mut pay, &mut front, "t b Enter");
    let screen = drawn(&pay, &front);
    assert!(screen.contains("│ Tip                             0.98 │"), "{screen}");
    let turn = press(&mut pay, &mut front, "2 0 . Enter");
    durable(&mut front, &turn.effects);
    let payment = known(&front, pay.order).payments[0].payment.clone();
    assert_eq!((payment.amount, payment.tip), (Money::new(980), Money::new(98)));
    assert_eq!(payment.change, Money::new(922));
    let (mut front, mut pay) = opened();
    let turn = press(&mut pay, &mut front, "t 1 0 0 Enter k");
    let mut card = card_of(&front, &turn).with(Money::new(100), Vec::new());
    assert!(drawn(&card, &front).contains("10.80 EUR"));
    let turn = press(&mut card, &mut front, "y");
    durable(&mut front, &turn.effects);
    let payment = known(&front, pay.order).payments[0].payment.clone();
    assert_eq!((payment.amount, payment.tip), (Money::new(980), Money::new(100)));
}

#[test]
fn several_orders_are_paid_with_one_sum() {
    let (mut front, first) = opened();
    let other = order(&mut front, &[("14", 1)]);
    let settings = CounterSettings::default();
    let mut pay = Pay::together(&mut front, &settings, &[first.order, other]).unwrap();
    let screen = drawn(&pay, &front);
    assert!(screen.contains("PAY 2 ORDERS") && screen.contains("4 items"), "{screen}");
    assert!(!screen.contains("Split bill") && screen.contains("[t] Add tip"), "{screen}");
    for key in ["s", "i", "p"] {
        let said = press(&mut pay, &mut front, key).say.unwrap().text;
        assert!(said.starts_with("One sum pays several orders: Esc goes back"), "{key}: {said}");
    }
    press(&mut pay, &mut front, "5 . Enter");
    let said = press(&mut pay, &mut front, "p").say.unwrap().text;
    assert!(said.starts_with("Several orders are paid in full"), "{said}");
    let turn = press(&mut pay, &mut front, "Esc c Enter");
    assert_eq!(payments(&durable(&mut front, &turn.effects)), 2);
    let turn = pay.notice(&mut front, &Msg::Tick);
    let Then::Become(Ask::Paid { order, payment, batch, with }) = turn.then else { panic!() };
    let paid = Paid::open(&front, order, payment, batch).unwrap().with(with);
    let screen = drawn(&paid, &front);
    assert!(screen.contains("PAID A48 and 1 more"), "{screen}");
    assert!(screen.contains("Total                        13.70"), "{screen}");
    assert!(screen.contains("Received cash                20.00"), "{screen}");
    assert!(screen.contains("Change                        6.30"), "{screen}");
}

#[test]
fn several_orders_on_one_card_take_a_tip_and_may_be_unsure() {
    let (mut front, first) = opened();
    let other = order(&mut front, &[("14", 1)]);
    let settings = CounterSettings::default();
    let orders = [first.order, other];
    let mut pay = Pay::together(&mut front, &settings, &orders).unwrap();
    let turn = press(&mut pay, &mut front, "t 2 0 0 Enter k");
    let Then::Open(Ask::Card { order: last, payment, amount, part, tip, with }) = turn.then else {
        panic!("the card is asked")
    };
    assert_eq!((amount, part, tip), (Money::new(1_570), false, Money::new(200)));
    let open = |front: &Front| {
        Card::open(front, last, payment, (amount, part)).unwrap().with(tip, with.clone())
    };
    let mut card = open(&front);
    let turn = press(&mut card, &mut front, "u");
    assert!(turn.say.unwrap().text.starts_with("2 orders stay open, card 15.70 is TO CHECK."));
    durable(&mut front, &turn.effects);
    for order in orders {
        let order = known(&front, order);
        assert_eq!((order.flagged.len(), order.payments.len()), (1, 0), "{}", order.title());
    }
    for (order, step) in [(first.order, true), (other, true)] {
        let payment = known(&front, order).flagged.first().unwrap().payment;
        act(&mut front, &Command::Order(order, vec![Step::SettleDoubt { payment, taken: step }]));
    }
    let tips: Vec<Money> =
        orders.iter().map(|id| known(&front, *id).payments.first().unwrap().payment.tip).collect();
    assert_eq!(tips, [Money::ZERO, Money::new(200)], "the tip goes with the last order");
    assert!(orders.iter().all(|id| known(&front, *id).is_paid()));
}

#[test]
fn an_invoice_is_typed_before_the_payment_and_printed_with_it() {
    let (mut front, mut pay) = opened();
    let order = pay.order;
    let open = Then::Open(Ask::Paper { order, kind: Kind::Invoice });
    assert_eq!(next(&mut pay, &mut front, "i"), open);
    let mut paper = Paper::open(&front, order, Kind::Invoice).unwrap();
    assert!(press(&mut paper, &mut front, "F9").say.unwrap().text.starts_with("Type who"));
    let turn = press(&mut paper, &mut front, "M e y e r Enter H a f e n 1 Enter Enter D E 1 Enter");
    assert_eq!((turn.then.clone(), turn.effects.len()), (Then::Close, 0));
    let turn = press(&mut pay, &mut front, "= Enter");
    durable(&mut front, &turn.effects);
    let turn = pay.notice(&mut front, &Msg::Tick);
    let [Effect::Keep { name, text }] = turn.effects.as_slice() else { panic!("{turn:?}") };
    assert_eq!(name, "invoice-A-000001.txt");
    for words in ["INVOICE", "Meyer", "Hafen1", "DE1", "Invoice A-000001"] {
        assert!(text.contains(words), "{text}");
    }
    let journal = format!("{:?}", known(&front, order));
    assert!(!journal.contains("Meyer"), "nobody's name is in the journal");
}

#[test]
fn a_receipt_goes_into_an_e_mail_and_a_qr_code() {
    let (mut front, mut pay) = opened();
    let turn = press(&mut pay, &mut front, "= Enter");
    durable(&mut front, &turn.effects);
    let turn = pay.notice(&mut front, &Msg::Tick);
    let mut paid = paid_of(&front, &turn);
    wait(&mut front, 1_000);
    let order = pay.order;
    assert_eq!(
        next(&mut paid, &mut front, "e"),
        Then::Open(Ask::Paper { order, kind: Kind::Mail })
    );
    let mut paper = Paper::open(&front, order, Kind::Mail).unwrap();
    assert!(press(&mut paper, &mut front, "a Enter").say.unwrap().text.contains("guest@"));
    let turn = press(&mut paper, &mut front, "@ b . c Enter");
    let [Effect::Keep { name, text }] = turn.effects.as_slice() else { panic!("{turn:?}") };
    assert_eq!(name, "receipt-A-000001.eml");
    assert!(text.starts_with("To: a@b.c\r\nSubject: Receipt A-000001"), "{text}");
    assert_eq!(next(&mut paid, &mut front, "k"), Then::Open(Ask::Qr(order)));
    let code = Qr::open(&front, order).unwrap();
    for size in [(80, 24), (160, 45)] {
        let (screen, _) = drawn_at(&code, &front, size);
        assert!(screen.contains("█▀▀▀") || screen.contains("▄▄▄"), "{screen}");
    }
}
