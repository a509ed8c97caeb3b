//! A fresh counter at a site with years behind it: it sells by what comes ahead while the long tail
//! still comes, also after it was killed, and says that its figures are incomplete until then.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};

use tillrail::clock::Clock;
use tillrail::domain::command::{Command, NewLine, Opening, Step, Take};
use tillrail::domain::event::Tender;
use tillrail::domain::id::{LineId, OrderId, PaymentId, SendId};
use tillrail::domain::money::{Money, Quantity};
use tillrail::domain::number::Letter;
use tillrail::domain::settings::Service;
use tillrail::domain::time::At;
use tillrail::runtime::boot::{Founding, Mode, Station, found};
use tillrail::store::{Batch, Priority};

use super::links::Hub;
use super::shop::{Shop, selling};

/// Orders of a day long ago: more than what would go ahead of a small site.
const ORDERS: usize = 1_200;

/// What passes at once: the greeting and what goes ahead.
const FREELY_BYTES: usize = 400_000;

/// What passes behind that with each word of the terminal, so that the line lives.
const WITH_EACH_WORD_BYTES: usize = 2_048;

/// How much may still pass; without end when there is no number.
type Credit = Arc<(Mutex<Option<usize>>, Condvar)>;

/// A line on which the hub is heard slowly.
struct Slow {
    address: String,
    credit: Credit,
}

impl Slow {
    fn before(hub: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let credit: Credit = Arc::new((Mutex::new(Some(FREELY_BYTES)), Condvar::new()));
        let (hub, shared) = (hub.to_owned(), Arc::clone(&credit));
        std::thread::spawn(move || {
            for caller in listener.incoming() {
                let (Ok(caller), Ok(server)) = (caller, TcpStream::connect(&hub)) else { return };
                let (from, to) = (caller.try_clone().unwrap(), server.try_clone().unwrap());
                let earns = Arc::clone(&shared);
                std::thread::spawn(move || up(from, to, &earns));
                let spends = Arc::clone(&shared);
                std::thread::spawn(move || down(server, caller, &spends));
            }
        });
        Self { address, credit }
    }

    /// From now on everything passes.
    fn open(&self) {
        *self.credit.0.lock().unwrap() = None;
        self.credit.1.notify_all();
    }
}

impl Drop for Slow {
    fn drop(&mut self) {
        self.open();
    }
}

fn up(mut from: TcpStream, mut to: TcpStream, credit: &Credit) {
    let mut buffer = [0_u8; 4_096];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        if let Some(credit) = &mut *credit.0.lock().unwrap() {
            *credit += WITH_EACH_WORD_BYTES;
        }
        credit.1.notify_all();
        if to.write_all(&buffer[..count]).is_err() {
            break;
        }
    }
    // Whoever has gone already needs no goodbye.
    let _ = to.shutdown(Shutdown::Both);
}

fn down(mut from: TcpStream, mut to: TcpStream, credit: &Credit) {
    let mut buffer = [0_u8; 1_024];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        let waits = credit.0.lock().unwrap();
        let short = |credit: &mut Option<usize>| credit.is_some_and(|credit| credit < count);
        let mut credit = credit.1.wait_while(waits, short).unwrap();
        if let Some(credit) = &mut *credit {
            *credit -= count;
        }
        drop(credit);
        if to.write_all(&buffer[..count]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
}

fn order(station: &mut Station, at: At, paid: bool) -> Vec<tillrail::domain::envelope::Sealed> {
    let desk = &mut station.desk;
    let order = OrderId(desk.mint());
    let line = |uid| {
        Step::Add(NewLine {
            line: LineId(uid),
            item: "12".to_owned(),
            options: None,
            quantity: Quantity::ONE,
            note: None,
            allergy: None,
            of: None,
            seat: None,
            course: None,
        })
    };
    let mut steps = vec![line(desk.mint()), line(desk.mint())];
    steps.push(Step::Send(SendId(desk.mint())));
    if paid {
        steps.push(Step::Pay(Take {
            payment: PaymentId(desk.mint()),
            tender: Tender::Card,
            tendered: None,
            amount: None,
            part: false,
            tip: Money::ZERO,
            reference: None,
            shift: None,
        }));
    }
    let opening = Opening {
        letter: None,
        service: Service::Takeaway,
        table: None,
        guests: None,
        name: None,
        due: None,
        customer: None,
    };
    desk.act(&Command::Open { order, opening, steps }, at).unwrap()
}

/// A hub that has sold for long, and has one order open today.
fn old_hub() -> Hub {
    let shop = Shop::new();
    std::fs::create_dir_all(shop.data()).unwrap();
    let clock = Clock::system();
    let alone = Founding::alone(&tillrail::config::Seeds::default(), &clock).unwrap();
    let founding = Founding { name: "Hub".to_owned(), letter: Some(Letter::hub()), ..alone };
    let mut station = found(&shop.data(), &Mode::Hub, founding, &clock).unwrap();
    let now = At(clock.now_ms());
    let long_ago = now.plus(-20 * 86_400_000);
    let mut envelopes = Vec::new();
    for _ in 0..ORDERS {
        envelopes.extend(order(&mut station, long_ago, true));
    }
    envelopes.extend(order(&mut station, now, false));
    let batch = Batch { priority: Priority::Sync, envelopes };
    station.store.writer().append_and_wait(batch).unwrap();
    station.store.close();
    Hub::over(shop)
}

#[test]
fn a_fresh_counter_sells_while_the_long_tail_still_comes() {
    let hub = old_hub();
    let slow = Slow::before(&hub.address);
    let shop = Shop::new();
    let url = format!("http://{}", slow.address);
    let code = hub.code();
    let mut counter = shop.program(&["--hub", &url, "counter", "--code", &code]).start();
    selling(&counter);
    counter.wait_for_text("SYNCING");
    counter.wait_for_text("Coffee");
    shop.ask(&["shift", "open"]);
    counter.wait_for_text("Shift");
    counter.type_keys("F6 o");
    counter.wait_for_text("W1");
    counter.insist("Esc", |text| text.contains("ENTRY"));
    counter.type_keys("cap Enter");
    counter.wait_for_text("1 Cappuccino");
    counter.press("~ F9 ~ = ~ Enter");
    counter.wait_for_text("PAID");
    let tail = || {
        let said = shop.run(&["--json", "report", "day"]);
        (said.status, said.json()["complete"].clone())
    };
    assert_eq!(tail(), (3, false.into()), "the tail has not come: {}", counter.text());
    counter.kill9();

    let counter = shop.counter();
    counter.wait_for_text("Coffee");
    counter.type_keys("cap Enter");
    counter.wait_for_text("1 Cappuccino");
    counter.press("~ F9 ~ = ~ Enter");
    counter.wait_for_text("PAID");
    counter.insist("Enter", |text| text.contains("No items yet."));
    counter.type_keys("F6 o");
    counter.wait_for_text("W1");
    counter.insist("Esc", |text| text.contains("ENTRY"));
    assert_eq!(tail(), (3, false.into()), "the tail has not come: {}", counter.text());

    slow.open();
    counter.wait_for(|text| text.contains("ONLINE") && text.contains(" 0 unsent"));
    assert_eq!(tail(), (0, true.into()));
    shop.verified(2, 720);
    let here = shop.ask(&["journal", "list"]);
    let there = hub.shop.ask(&["journal", "list"]);
    assert_eq!(here["left_out"], there["left_out"], "{here}");
    counter.type_keys("F6 o");
    counter.wait_for_text("W1");
}
