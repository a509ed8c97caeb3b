//! Stations, pass, routes, scheduled orders: what the kitchen is told and when an order is served.

use tillrail::domain::board::{CardState, PASS, Thresholds, board, scheduled};
use tillrail::domain::command::{Command, Opening, Step};
use tillrail::domain::estimate::estimate;
use tillrail::domain::event::{Event, LineStep, TicketMoved};
use tillrail::domain::id::{LineId, OrderId};
use tillrail::domain::order::Status;
use tillrail::domain::pickup::{PickupRules, pickup};
use tillrail::domain::prep::{Learnt, prep_of};
use tillrail::domain::rejection::Rejection;
use tillrail::domain::routing::{PassRule, Route};
use tillrail::domain::settings::{Service, Settings};
use tillrail::domain::time::At;

use super::world::{NOON, Place, meet, second_counter};

fn ready(place: &mut Place, order: OrderId, line: LineId) {
    place.step(order, Step::Advance(vec![line], LineStep::Ready)).unwrap();
}

fn bump(place: &mut Place, order: OrderId, station: &str, lines: Vec<LineId>) -> Vec<&'static str> {
    let sends = place.get(order).sends.iter().map(|(send, _)| *send).collect();
    let ticket = TicketMoved { station: station.to_owned(), sends, lines };
    let sealed = place.step(order, Step::Bump(ticket)).unwrap();
    sealed.iter().map(|one| one.fact.kind()).collect()
}

fn with(pass: PassRule, routing: Vec<Route>) -> Settings {
    Settings { pass, routing, ..Settings::default() }
}

#[test]
fn f40_two_stations_that_bump_their_last_tickets_apart_serve_the_order() {
    let mut first = Place::shop(Settings::default());
    let mut second = second_counter(&mut first);
    let (order, lines) = first.order(&[("5", 1), ("3", 2)]);
    first.send(order).unwrap();
    ready(&mut first, order, lines[0]);
    ready(&mut first, order, lines[1]);
    meet(&mut first, &mut second, order);
    assert_eq!(bump(&mut first, order, "cold", vec![lines[0]]), ["ticket_bumped"]);
    assert_eq!(bump(&mut second, order, "hot", vec![lines[1]]), ["ticket_bumped"]);
    let merged = meet(&mut first, &mut second, order);
    assert_eq!(merged.status(), Status::Served, "neither knew of the other, yet it is served");
    let sends = merged.sends.iter().map(|(send, _)| *send).collect();
    let ticket = TicketMoved { station: "hot".to_owned(), sends, lines: vec![lines[1]] };
    first.step(order, Step::Recall(ticket)).unwrap();
    assert_eq!(first.get(order).status(), Status::Ready, "a recall takes it back");
}

#[test]
fn where_there_is_a_pass_only_its_bump_hands_an_order_over() {
    let mut shop = Place::shop(with(PassRule::HandOver, Vec::new()));
    let (order, lines) = shop.order(&[("5", 1), ("3", 2)]);
    shop.send(order).unwrap();
    let limits = Thresholds::default();
    ready(&mut shop, order, lines[0]);
    assert_eq!(bump(&mut shop, order, "cold", vec![lines[0]]), ["ticket_bumped"]);
    let cards = board(&shop.desk.state, None, At(shop.now), &limits);
    assert_ne!(cards[0].state, CardState::Ready, "not every station is ready");
    assert_eq!(cards[0].elsewhere.len(), 2, "the pass sees how far each station is");
    ready(&mut shop, order, lines[1]);
    bump(&mut shop, order, "hot", vec![lines[1]]);
    let cards = board(&shop.desk.state, None, At(shop.now), &limits);
    assert_eq!(cards[0].state, CardState::Ready);
    assert_eq!(shop.get(order).status(), Status::Ready);
    assert_eq!(cards[0].next_step(true), Step::Bump(cards[0].ticket.clone()));
    assert_eq!(bump(&mut shop, order, PASS, lines), ["ticket_bumped", "line_served"]);
    assert_eq!(shop.get(order).status(), Status::Served);
}

#[test]
fn a_runner_carries_it_out_and_a_second_bump_says_that_it_arrived() {
    let mut shop = Place::shop(with(PassRule::Runner, Vec::new()));
    let (order, lines) = shop.order(&[("3", 2)]);
    shop.send(order).unwrap();
    ready(&mut shop, order, lines[0]);
    assert_eq!(bump(&mut shop, order, PASS, lines), ["ticket_bumped"]);
    let cards = board(&shop.desk.state, None, At(shop.now), &Thresholds::default());
    assert_eq!(cards[0].state, CardState::Running);
    assert_eq!(shop.get(order).status(), Status::Ready, "it has not arrived");
    shop.step(order, cards[0].next_step(true)).unwrap();
    assert_eq!(shop.get(order).status(), Status::Served);
}

#[test]
fn rules_of_the_site_route_by_category_item_and_service_and_lines_can_be_pushed_on() {
    let rules = vec![
        Route {
            item: Some("3".into()),
            service: Some(Service::Delivery),
            station: "cold".into(),
            ..Route::default()
        },
        Route { item: Some("4".into()), station: "hot".into(), ..Route::default() },
    ];
    let mut shop = Place::shop(with(PassRule::Off, rules));
    let (takeaway, lines) = shop.order(&[("3", 1), ("4", 1)]);
    let sent: Vec<_> = shop.send(takeaway).unwrap().iter().map(|one| one.fact.kind()).collect();
    assert_eq!(sent, ["lines_routed", "order_sent"]);
    let stations: Vec<_> =
        lines.iter().map(|id| shop.get(takeaway).line(*id).unwrap().station()).collect();
    assert_eq!(
        stations,
        [Some("hot"), Some("hot")],
        "the drink has a station now, the burger keeps its own"
    );
    let order = OrderId(shop.desk.mint());
    let line = shop.new_line("3", 1);
    let opening = Opening { service: Service::Delivery, ..Opening::default() };
    let id = line.line;
    shop.must(&Command::Open { order, opening, steps: vec![Step::Add(line)] });
    shop.send(order).unwrap();
    assert_eq!(shop.get(order).line(id).unwrap().station(), Some("cold"));
    let numbers = |shop: &Place, station: &str| -> usize {
        board(&shop.desk.state, Some(station), At(shop.now), &Thresholds::default()).len()
    };
    assert_eq!((numbers(&shop, "hot"), numbers(&shop, "cold")), (1, 1));
    shop.step(order, Step::Route(vec![id], "hot".to_owned())).unwrap();
    assert_eq!((numbers(&shop, "hot"), numbers(&shop, "cold")), (2, 0));
    let again = shop.step(order, Step::Route(vec![id], "hot".to_owned()));
    assert!(matches!(again, Err(Rejection::Nothing(_))), "{again:?}");
    let nowhere = shop.step(order, Step::Route(vec![id], "grill".to_owned()));
    assert_eq!(nowhere.unwrap_err(), Rejection::NoStation("grill".to_owned()));
}

#[test]
fn a_scheduled_order_waits_until_its_lead_time_and_is_as_old_as_it_is_on_the_screen() {
    let mut shop = Place::shop(Settings::default());
    let due = At(NOON + 7_200_000);
    let order = OrderId(shop.desk.mint());
    let line = shop.new_line("3", 1);
    let opening = Opening { due: Some(due), ..Opening::default() };
    shop.must(&Command::Open { order, opening, steps: vec![Step::Add(line)] });
    shop.send(order).unwrap();
    let limits = Thresholds::default();
    let cards = |at: i64| board(&shop.desk.state, Some("hot"), At(at), &limits);
    assert!(cards(shop.now).is_empty());
    assert_eq!(scheduled(&shop.desk.state, Some("hot"), At(shop.now)).len(), 1);
    let from = due.0 - 1_200_000;
    assert!(cards(from - 1).is_empty());
    let shown = cards(from + 5_000);
    assert_eq!((shown[0].age_ms, shown[0].promised), (5_000, Some(due)));
    let late = shop.step(
        order,
        Step::Change(tillrail::domain::event::OrderChanged {
            due: Some(Some(At(NOON - 1))),
            ..Default::default()
        }),
    );
    assert_eq!(late.unwrap_err(), Rejection::BadDue);
}

#[test]
fn a_ready_number_is_called_again_and_comes_first_on_the_display() {
    let mut shop = Place::shop(Settings::default());
    let mut orders = Vec::new();
    for _ in 0..2 {
        let (order, lines) = shop.order(&[("3", 1)]);
        shop.send(order).unwrap();
        assert!(shop.step(order, Step::Call).is_err(), "it is not ready");
        ready(&mut shop, order, lines[0]);
        orders.push(order);
    }
    let first = |shop: &Place, at: i64| {
        pickup(&shop.desk.state, At(at), PickupRules::default()).ready.first().map(|one| one.order)
    };
    assert_eq!(first(&shop, shop.now), Some(orders[1]));
    let sealed = shop.step(orders[0], Step::Call).unwrap();
    assert_eq!(sealed[0].fact.event, Some(Event::OrderCalled {}));
    assert_eq!(first(&shop, shop.now), Some(orders[0]));
    let later = shop.now + 899_000;
    assert_eq!(first(&shop, later), Some(orders[0]), "fifteen minutes count from the call");
}

#[test]
fn times_are_learnt_by_item_and_station_and_say_when_an_order_will_be_ready() {
    let mut shop = Place::shop(Settings::default());
    let mut cells = Vec::new();
    for _ in 0..10 {
        let (order, lines) = shop.order(&[("3", 1), ("5", 1)]);
        shop.send(order).unwrap();
        shop.step(order, Step::Advance(lines.clone(), LineStep::Started)).unwrap();
        shop.now += 119_000;
        ready(&mut shop, order, lines[1]);
        shop.now += 179_000;
        ready(&mut shop, order, lines[0]);
        bump(&mut shop, order, PASS, lines);
        cells.extend(prep_of(shop.get(order)));
    }
    let (order, _) = shop.order(&[("3", 1), ("5", 1)]);
    assert_eq!(
        estimate(&shop.desk.state, shop.get(order), At(shop.now)),
        None,
        "nothing is learnt"
    );
    let learnt = Learnt::of(cells, &Settings::default().clock());
    let times: Vec<_> = learnt
        .items()
        .map(|(station, item, times)| {
            (station, item, times.sums.count, times.sums.work(), times.p90())
        })
        .collect();
    assert_eq!(
        times,
        [
            ("cold", "5", 10, Some(120_000), Some(135_000)),
            ("hot", "3", 10, Some(300_000), Some(315_000))
        ],
    );
    shop.desk.state.learn(learnt);
    let eta = |shop: &Place| estimate(&shop.desk.state, shop.get(order), At(shop.now)).unwrap();
    assert_eq!(eta(&shop).0, shop.now + 300_000, "the slowest station counts");
    let (before, lines) = shop.order(&[("3", 1)]);
    shop.send(before).unwrap();
    assert_eq!(eta(&shop).0, shop.now + 600_000, "one pair of hands does one after the other");
    shop.step(before, Step::Advance(lines, LineStep::Started)).unwrap();
    shop.now += 100_000;
    assert_eq!(eta(&shop).0, shop.now + 500_000, "what is in hand is partly done");
}
