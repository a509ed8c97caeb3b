//! Who may what, with whose approval, on a counter with four people.

use super::*;
use crate::domain::command::{Command, NewLine, Opening, Step};
use crate::domain::desk::Desk;
use crate::domain::event::{DiscountApplied, Event, Reduction, StaffSaved};
use crate::domain::frontier::Head;
use crate::domain::id::{
    Boot, DiscountId, LineId, OrderId, SendId, SiteId, TerminalId, TerminalKind,
};
use crate::domain::menu::{Category, Item, Menu};
use crate::domain::money::Quantity;
use crate::domain::settings::SettingsPatch;
use crate::domain::state::Me;
use crate::domain::time::At;

const NOON: At = At(1_795_176_000_000);

fn id(word: &str) -> StaffId {
    StaffId(word.into())
}

fn desk() -> Desk {
    let me = Me {
        site: SiteId(1),
        terminal: TerminalId(2),
        kind: TerminalKind::Counter,
        name: "Front".to_owned(),
        letter: "A".parse().ok(),
    };
    let mut desk = Desk::new(State::new(me), Boot(3), Head::NONE);
    let soup = Item {
        code: "1".to_owned(),
        name: "Soup".to_owned(),
        short: None,
        category: "food".to_owned(),
        price: Money::new(1_000),
        prices: BTreeMap::new(),
        tax: None,
        station: None,
        course: None,
        aliases: Vec::new(),
        barcodes: Vec::new(),
        groups: Vec::new(),
        ..Item::default()
    };
    let menu = Menu {
        categories: vec![Category { code: "food".to_owned(), name: "Food".to_owned() }],
        items: vec![soup],
        groups: Vec::new(),
        stations: Vec::new(),
        ..Menu::default()
    };
    desk.act(&Command::PublishMenu(Box::new(menu)), NOON).unwrap();
    desk
}

fn save(desk: &mut Desk, name: &str, role: &str) -> Result<(), Rejection> {
    let staff = id(&name.to_lowercase());
    let saved = StaffSaved {
        staff,
        name: name.to_owned(),
        role: role.to_owned(),
        pin: Some("a hash".to_owned()),
    };
    desk.act(&Command::SaveStaff(saved), NOON).map(drop)
}

fn staffed() -> Desk {
    let mut desk = desk();
    for (name, role) in
        [("Olga", "owner"), ("Mia", "manager"), ("Anna", "cashier"), ("Ben", "server")]
    {
        save(&mut desk, name, role).unwrap();
    }
    desk
}

/// An order of four soups, sent; answers it and its line.
fn order(desk: &mut Desk) -> (OrderId, LineId) {
    let (order, line) = (OrderId(desk.mint()), LineId(desk.mint()));
    let send = SendId(desk.mint());
    let new = NewLine {
        line,
        item: "1".to_owned(),
        options: None,
        quantity: Quantity::pieces(4),
        note: None,
        allergy: None,
        of: None,
        seat: None,
        course: None,
    };
    let steps = vec![Step::Add(new), Step::Send(send)];
    desk.act(&Command::Open { order, opening: Opening::default(), steps }, NOON).unwrap();
    (order, line)
}

fn void(order: OrderId, line: LineId) -> Command {
    let reason = "Wrong dish".to_owned();
    Command::Order(order, vec![Step::Void { line, quantity: Quantity::pieces(1), reason }])
}

fn discount(desk: &mut Desk, order: OrderId, off: Reduction) -> Command {
    let given = DiscountApplied {
        discount: DiscountId(desk.mint()),
        line: None,
        off,
        name: None,
        reason: Some("Regular".to_owned()),
        approver: Some(id("mia")),
    };
    Command::Order(order, vec![Step::Discount(given)])
}

#[test]
fn a_site_without_staff_asks_nobody() {
    let mut desk = desk();
    let (order, line) = self::order(&mut desk);
    let made = desk.act(&void(order, line), NOON).unwrap();
    assert!(matches!(
        &made.first().unwrap().fact.event,
        Some(Event::LineVoided(voided)) if voided.approver.is_none()
    ));
}

#[test]
fn a_void_of_a_cashier_records_who_did_it_and_who_approved() {
    let mut desk = staffed();
    desk.sign_in(id("anna"));
    let (order, line) = self::order(&mut desk);
    let command = void(order, line);
    let refused = desk.act(&command, NOON).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "Anna may not void what was sent: a manager approves it with a PIN"
    );
    let ben = desk.act_as(&command, NOON, id("anna"), Some(id("ben"))).unwrap_err();
    assert_eq!(
        ben.to_string(),
        "Ben may not void what was sent either: that needs manager or owner"
    );
    let made = desk.act_as(&command, NOON, id("anna"), Some(id("mia"))).unwrap();
    assert_eq!(made.first().unwrap().fact.staff, id("anna"));
    assert!(matches!(
        &made.first().unwrap().fact.event,
        Some(Event::LineVoided(voided)) if voided.approver == Some(id("mia"))
    ));
    let own = desk.act_as(&command, NOON, id("mia"), Some(id("olga"))).unwrap();
    assert!(
        matches!(&own.first().unwrap().fact.event, Some(Event::LineVoided(voided)) if voided.approver.is_none()),
        "who has the right needs nobody"
    );
}

#[test]
fn discounts_count_together_against_the_limit_of_the_role() {
    let mut desk = staffed();
    desk.sign_in(id("anna"));
    let (order, _) = self::order(&mut desk);
    let six = Reduction::Percent(Rate::percent(6));
    let command = discount(&mut desk, order, six);
    let made = desk.act(&command, NOON).unwrap();
    assert!(
        matches!(&made.first().unwrap().fact.event, Some(Event::DiscountApplied(d)) if d.approver.is_none()),
        "an approver that nobody asked for is not recorded"
    );
    let second = discount(&mut desk, order, Reduction::Amount(Money::new(200)));
    let refused = desk.act(&second, NOON).unwrap_err();
    assert_eq!(
        refused,
        Rejection::NeedsApproval { who: "Anna".to_owned(), act: Act::DiscountOverLimit }
    );
    let more = Limits { discount_percent: Some(Rate::percent(20)), ..Limits::default() };
    let limits = Some([("cashier".to_owned(), more)].into());
    let patch = SettingsPatch { limits, ..SettingsPatch::default() };
    let patch = Command::ChangeSettings(Box::new(patch));
    desk.act_as(&patch, NOON, id("olga"), None).unwrap();
    desk.act(&second, NOON).unwrap();
}

#[test]
fn what_records_no_approver_needs_the_person_signed_in() {
    let mut desk = staffed();
    desk.sign_in(id("ben"));
    let shift = crate::domain::id::ShiftId(desk.mint());
    let open = Command::OpenShift { shift, float: Money::ZERO };
    let refused = desk.act_as(&open, NOON, id("ben"), Some(id("mia"))).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "Ben may not open a shift: cashier, manager or owner may (F10 l)"
    );
    let mut changed = Settings::default().permissions;
    changed.insert("open_shift".to_owned(), vec!["server".to_owned()]);
    let patch = SettingsPatch { permissions: Some(changed), ..SettingsPatch::default() };
    let patch = Command::ChangeSettings(Box::new(patch));
    assert!(desk.act_as(&patch, NOON, id("mia"), None).is_err(), "settings are the owner's");
    desk.act_as(&patch, NOON, id("olga"), None).unwrap();
    desk.act(&open, NOON).unwrap();
}

#[test]
fn rights_with_a_typing_error_are_refused_in_words() {
    let mut desk = desk();
    let mut change = |act: &str, role: &str| {
        let permissions = Some([(act.to_owned(), vec![role.to_owned()])].into());
        let patch = SettingsPatch { permissions, ..SettingsPatch::default() };
        desk.act(&Command::ChangeSettings(Box::new(patch)), NOON).map(drop)
    };
    assert_eq!(
        change("void_snt", "server").unwrap_err().to_string(),
        "`void_snt` is no act of the setting permissions: do you mean void_sent?"
    );
    assert!(change("void_sent", "boss").is_err());
    change("void_sent", "server").unwrap();
}

#[test]
fn an_owner_stays_and_names_differ() {
    let mut desk = desk();
    assert!(save(&mut desk, "Anna", "cashier").is_err(), "the first one is an owner");
    save(&mut desk, "Olga", "owner").unwrap();
    save(&mut desk, "Anna", "cashier").unwrap();
    assert!(save(&mut desk, "Olga", "cashier").is_err(), "the only owner stays one");
    assert!(desk.act(&Command::DisableStaff(id("olga")), NOON).is_err());
    let again = StaffSaved {
        staff: id("anna-2"),
        name: "ANNA".to_owned(),
        role: "server".to_owned(),
        pin: Some("a hash".to_owned()),
    };
    assert!(desk.act(&Command::SaveStaff(again), NOON).is_err(), "one name, one person");
    desk.act(&Command::DisableStaff(id("anna")), NOON).unwrap();
    let (order, line) = self::order(&mut desk);
    let refused = desk.act_as(&void(order, line), NOON, id("anna"), None).unwrap_err();
    assert_eq!(refused.to_string(), "Anna is not on the staff: sign in as somebody who is (F10 l)");
}

#[test]
fn every_act_and_role_survives_its_word() {
    for act in Act::ALL {
        assert_eq!(act.word().parse(), Ok(act));
        assert!(may(&Settings::default(), Role::Owner, act));
    }
    for role in Role::ALL {
        assert_eq!(role.word().parse(), Ok(role));
    }
}
