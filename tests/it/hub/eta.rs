//! What the kitchen's times teach: the `eta` of a new order, anew each hour, and the report.

use tillrail::clock::Clock;
use tillrail::domain::command::{Command, Opening};
use tillrail::domain::event::LineStep;
use tillrail::domain::id::{OrderId, TerminalId, TerminalKind};
use tillrail::domain::money::Quantity;
use tillrail::domain::number::Letter;
use tillrail::domain::time::At;
use tillrail::hub::desk::{
    DeskHandle, DeskReply, DeskRequest, Pairing, WantedLine, WantedOrder, Which, Wish, spawn_desk,
};

use super::site::{NOON, hub_identity, open_store};
use crate::cli::Machine;
use crate::stories::world;

fn done(reply: &DeskReply) {
    assert!(!matches!(reply, DeskReply::Refused(_)), "{reply:?}");
}

/// Places an order for one soup that goes to the kitchen; answers it and when it will be ready.
fn soup(desk: &DeskHandle, due: Option<At>) -> (OrderId, Option<At>) {
    let DeskReply::Minted(order) = desk.ask_blocking(DeskRequest::MintOrder) else { panic!() };
    let line = WantedLine {
        item: "1".to_owned(),
        quantity: Quantity::pieces(1),
        options: Vec::new(),
        note: None,
        allergy: None,
    };
    let opening = Opening { letter: Some(Letter::hub()), due, ..Opening::default() };
    let wanted = WantedOrder { order, opening, lines: vec![line], send: true };
    let reply = desk.ask_blocking(DeskRequest::Place(Box::new(wanted)));
    let DeskReply::Order(_, eta) = reply else { panic!("{reply:?}") };
    (order, eta)
}

fn step(desk: &DeskHandle, order: OrderId, step: LineStep) {
    let wish = Wish::Advance(step);
    done(&desk.ask_blocking(DeskRequest::SetStatus(Which::Id(order), wish)));
}

#[test]
fn ten_soups_teach_when_the_next_one_is_ready_and_the_report_says_how_they_went() {
    let machine = Machine::new();
    let store = open_store(&machine.data().join("hub"));
    store.writer().set_identity(hub_identity()).unwrap();
    let (clock, hand) = Clock::manual(NOON, 7);
    let (desk, thread) = spawn_desk(&store, &hub_identity(), clock.clone()).unwrap();
    done(&desk.ask_blocking(DeskRequest::Commands(vec![
        Command::ChangeSettings(Box::new(world::exclusive_18().into())),
        Command::PublishMenu(Box::new(world::menu())),
    ])));
    done(&desk.ask_blocking(DeskRequest::Pair(Box::new(Pairing {
        terminal: TerminalId(10),
        kind: TerminalKind::Kitchen,
        name: "Hot".to_owned(),
        letter: None,
        credential: "00".to_owned(),
        fresh: false,
    }))));
    // Nine are started after a minute and take two; the tenth takes eleven.
    for seconds in [120, 120, 120, 120, 120, 120, 120, 120, 120, 660] {
        let (order, eta) = soup(&desk, None);
        assert_eq!(eta, None, "what this hour teaches is read with the next one");
        hand.advance_ms(60_000);
        step(&desk, order, LineStep::Started);
        hand.advance_ms(seconds * 1_000);
        step(&desk, order, LineStep::Ready);
        step(&desk, order, LineStep::Served);
    }
    hand.advance_ms(3_600_000 - 39 * 60_000);
    let now = clock.now_ms();
    assert_eq!(now, NOON + 3_600_000);
    let (first, eta) = soup(&desk, None);
    assert_eq!(eta, Some(At(now + 174_000)), "(9 × 2:00 + 11:00) / 10 in hand");
    let (_, eta) = soup(&desk, None);
    assert_eq!(eta, Some(At(now + 348_000)), "one pair of hands does one after the other");
    step(&desk, first, LineStep::Started);
    hand.advance_ms(60_000);
    let (later, eta) = soup(&desk, Some(At(now + 7_200_000)));
    assert_eq!(eta, Some(At(now + 7_200_000)), "not before it is wanted");
    let (_, eta) = soup(&desk, None);
    let expected = now + 174_000 + 174_000 + 174_000;
    assert_eq!(eta, Some(At(expected)), "one is partly done, and what is for later waits");
    step(&desk, later, LineStep::Ready);
    drop(desk);
    thread.join();
    store.close();
    let report = machine.json(&["report", "kitchen", "--date", "2026-11-20"]);
    assert_eq!(report["total"]["tickets"], 10, "{report}");
    assert_eq!(
        (&report["total"]["late"], &report["total"]["longest_seconds"]),
        (&1.into(), &735.into())
    );
    let station = &report["stations"][0];
    assert_eq!((&station["average_seconds"], &station["p90_seconds"]), (&234.into(), &195.into()));
    assert_eq!(report["hours"], serde_json::json!([{ "hour": 12, "tickets": 10 }]));
    let item = &report["items"][0];
    assert_eq!((&item["code"], &item["lines"]), (&"1".into(), &10.into()), "{report}");
    let table = machine.run(&["report", "kitchen", "--date", "2026-11-20"]).done().out;
    let row = table.lines().find(|row| row.starts_with("hot")).unwrap_or_default();
    for figure in ["10", "3:54", "3:15", "12:15", "10.0"] {
        assert!(row.contains(figure), "{figure} in `{row}` of\n{table}");
    }
}
