//! Hubs that fall silent, refuse or talk nonsense: words in the status line, and selling goes on.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use tillrail::domain::time::At;
use tillrail::store::{OpenOptions, Store};
use tillrail::sync::wire::{Frame, Refused};
use tokio_tungstenite::tungstenite::{Message, accept};

use super::shop::{Shop, selling};
use crate::pty::{Pty, Start};

/// A hub that is a process of its own.
pub struct Hub {
    pub shop: Shop,
    pub process: Pty,
    pub address: String,
}

impl Hub {
    /// A new site on a free port.
    pub fn start() -> Self {
        Self::over(Shop::new())
    }

    /// The hub of a machine, on a free port.
    pub fn over(shop: Shop) -> Self {
        let (process, address) = serve(&shop, "127.0.0.1:0");
        Self { shop, process, address }
    }

    /// The same with everything in its log.
    pub fn talking() -> Self {
        let shop = Shop::new();
        let (process, address) = listening(shop.program(&["-v", "hub", "--listen", "127.0.0.1:0"]));
        Self { shop, process, address }
    }

    /// A screen that joins this hub, with everything in its log.
    pub fn join_talking(&self, shop: &Shop, mode: &str) -> Pty {
        let (url, code) = (self.url(), self.code());
        shop.program(&["-v", "--hub", &url, mode, "--code", &code]).start()
    }

    /// The same hub again at the same place, after its process has ended.
    pub fn again(&mut self) {
        (self.process, self.address) = serve(&self.shop, &self.address.clone());
    }

    /// Where it is reached.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A code with which a terminal can join.
    pub fn code(&self) -> String {
        let pairing = self.shop.ask(&["hub", "pair"]);
        pairing["code"].as_str().expect("a code").to_owned()
    }

    /// A screen on a machine that joins this hub.
    pub fn join(&self, shop: &Shop, mode: &str) -> Pty {
        let (url, code) = (self.url(), self.code());
        shop.program(&["--hub", &url, mode, "--code", &code]).start()
    }

    /// A counter that has joined, with a shift, online and with everything sent.
    pub fn counter(&self, shop: &Shop) -> Pty {
        let counter = self.join(shop, "counter");
        selling(&counter);
        counter.wait_for_text("ONLINE");
        shop.ask(&["shift", "open"]);
        counter.wait_for(|text| text.contains("Shift") && unsent(text) == Some(0));
        counter
    }
}

fn serve(shop: &Shop, listen: &str) -> (Pty, String) {
    listening(shop.program(&["hub", "--listen", listen]))
}

fn listening(hub: Start) -> (Pty, String) {
    let process = hub.start();
    let text = process.wait_for_text("Ctrl+C ends it.");
    let behind = text.split("listens on ").nth(1).expect("an address");
    let address = behind.split_whitespace().next().expect("an address").to_owned();
    (process, address)
}

/// The number in front of `unsent`.
pub fn unsent(text: &str) -> Option<u64> {
    text.lines().next()?.split(" unsent").next()?.rsplit(' ').next()?.parse().ok()
}

/// Sells a cappuccino and answers how many changes wait then.
pub fn sell(counter: &Pty, number: &str) -> u64 {
    let before = unsent(&counter.text()).expect("the number is always shown");
    counter.type_keys("cap Enter");
    counter.wait_for(|text| text.contains("  1 Cappuccino") && unsent(text) > Some(before));
    counter.press("~ F9 ~ = ~ Enter");
    let paid = counter.wait_for(|text| {
        text.contains(&format!("PAID {number}"))
            && text.contains("Saved here. Waiting for the hub.")
    });
    counter.insist("Enter", |text| text.contains("No items yet."));
    unsent(&paid).expect("the number is always shown")
}

#[test]
fn s21_with_the_hub_away_from_the_start_a_sale_works_and_is_sent_once_it_is_back() {
    let mut hub = Hub::start();
    let [shop, back] = [Shop::new(), Shop::new()];
    let kitchen = hub.join(&back, "kitchen");
    kitchen.wait_for_text("ONLINE");
    let mut counter = hub.counter(&shop);
    counter.kill9();
    hub.process.kill9();
    let counter = shop.counter();
    counter.wait_for_text("OFFLINE");
    let mut last = unsent(&counter.text()).expect("the number is always shown");
    for (keys, shown) in [("fla+oat Enter", "Flat white"), ("soup Enter", "Soup of the day")] {
        counter.type_keys(keys);
        let screen = counter.wait_for(|text| text.contains(shown) && unsent(text) > Some(last));
        last = unsent(&screen).expect("the number is always shown");
    }
    counter.type_keys("F5");
    let sent = counter.wait_for_text("NOT in the kitchen yet");
    assert!(sent.contains("NOT in kitchen --"), "{sent}");
    counter.press("F9 ~ = ~ Enter");
    let paid = counter.wait_for(|text| text.contains("PAID A1") && text.contains("Receipt A-"));
    assert!(unsent(&paid) > Some(last) && paid.contains("OFFLINE"), "{paid}");
    counter.type_keys("p");
    counter.wait_for_text("is in the folder print");
    hub.again();
    counter.insist("Esc", |text| text.contains("ONLINE") && unsent(text) == Some(0));
    kitchen.wait_for_text("Soup");
}

#[test]
fn f01_an_order_paid_while_the_hub_is_dead_is_paid_everywhere_and_stays_paid() {
    let mut hub = Hub::start();
    let [shop, other, back] = [Shop::new(), Shop::new(), Shop::new()];
    let mut counter = hub.counter(&shop);
    let kitchen = hub.join(&back, "kitchen");
    kitchen.wait_for_text("ONLINE");
    counter.type_keys("F10 n");
    counter.wait_for_text("receives the orders of this counter");
    counter.type_keys("Esc");
    selling(&counter);
    let second = hub.join(&other, "counter");
    second.wait_for_text("ONLINE");
    counter.type_keys("soup Enter F5");
    counter.wait_for(|text| text.contains("A1 sent to the kitchen") && unsent(text) == Some(0));
    second.type_keys("F6 o");
    second.wait_for(|text| text.contains("A1") && text.contains("Soup"));
    hub.process.kill9();
    counter.wait_for_text("OFFLINE");
    counter.type_keys("#1 Enter");
    counter.wait_for_text("A1 TAKEAWAY");
    counter.press("F9 ~ = ~ Enter");
    counter.wait_for_text("PAID A1");
    counter.insist("Enter", |text| text.contains("No items yet."));
    counter.type_keys("soup Enter F5");
    counter.wait_for_text("NOT in the kitchen yet");
    counter.type_keys("F10 n");
    counter.wait_for_text("[p] Print kitchen tickets here instead");
    counter.type_keys("p");
    counter.wait_for_text("its tickets are printed here");
    let print = std::fs::read_to_string(shop.data().join("print/ticket-A2-hot-1.txt"));
    assert!(print.is_ok_and(|text| text.contains("1 Soup of the day")), "A2 is on paper");
    counter.insist("Esc", |text| text.contains("ENTRY"));
    let waiting = unsent(&counter.text());
    assert!(waiting > Some(0), "{}", counter.text());
    second.wait_for_text("OFFLINE");
    // The other terminal goes on with its older view.
    second.insist("Esc", |text| text.contains("ENTRY"));
    counter.kill9();
    hub.again();
    second.wait_for(|text| text.contains("ONLINE"));
    let counter = shop.counter();
    counter.wait_for(|text| text.contains("ONLINE") && unsent(text) == Some(0));
    let on_hub = shop.ask(&["--hub", &hub.url(), "order", "show", "A1"]);
    let here = shop.order("A1");
    assert_eq!(on_hub["money"]["status"], "PAID", "{on_hub}");
    assert_eq!(on_hub["payments"], here["payments"]);
    assert_eq!(on_hub["money"], here["money"]);
    second.type_keys("F6 o");
    second.wait_for_text("A2");
    assert_eq!(other.order("A1")["payments"], here["payments"]);
    hub.shop.verified(1, 650);
    shop.verified(1, 650);
}

/// Something that listens where a hub was, and does with each caller what it likes.
struct Stranger {
    stop: Arc<AtomicBool>,
    address: String,
    thread: Option<JoinHandle<()>>,
}

impl Stranger {
    fn at(address: &str, meet: impl Fn(TcpStream) + Send + 'static) -> Self {
        let listener = TcpListener::bind(address).expect("the hub's place is free");
        let stop = Arc::new(AtomicBool::new(false));
        let ended = Arc::clone(&stop);
        let thread = std::thread::spawn(move || {
            for caller in listener.incoming() {
                if ended.load(Ordering::SeqCst) {
                    return;
                }
                if let Ok(caller) = caller {
                    meet(caller);
                }
            }
        });
        Self { stop, address: address.to_owned(), thread: Some(thread) }
    }
}

impl Drop for Stranger {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        let woken = TcpStream::connect(&self.address);
        if let (Ok(_), Some(thread)) = (woken, self.thread.take()) {
            thread.join().expect("a stranger that ends");
        }
    }
}

/// Answers like another service altogether.
fn garbage(mut caller: TcpStream) {
    let mut asked = [0_u8; 1_024];
    // Whether the caller still listens does not matter to a stranger.
    let _ = caller.read(&mut asked);
    let _ = caller.write_all(b"\x00\xff\x1b[2JSSH-2.0-nobody\r\n\x07\x07 500 \xc3\x28\r\n\r\n");
}

/// Is a hub of a later version.
fn of_another_version(caller: TcpStream) {
    let Ok(mut socket) = accept(caller) else { return };
    let hello = socket.read();
    let refused = Frame::Refused(Refused {
        code: "version".to_owned(),
        sentence: "this hub speaks protocol 9: update the program of this terminal".to_owned(),
        permanent: true,
    });
    if hello.is_ok() {
        let _ = socket.send(Message::text(refused.encode().expect("a frame")));
        let _ = socket.close(None);
        while socket.read().is_ok() {}
    }
}

/// Speaks WebSocket and then nonsense.
fn nonsense(caller: TcpStream) {
    let Ok(mut socket) = accept(caller) else { return };
    let _ = socket.read();
    let _ = socket.send(Message::text("{\"welcome\":{\"protocol\":\"\u{1b}[2J\"}}"));
    while socket.read().is_ok() {}
}

/// What the connection screen says after a new try.
fn why(counter: &Pty, right: impl Fn(&str) -> bool) -> String {
    counter.type_keys("F10 n");
    counter.wait_for(|text| text.contains("CONNECTION") || text.contains("REFUSES"));
    let shown = counter.insist("r", right);
    counter.insist("Esc", |text| text.contains("ENTRY"));
    shown
}

#[test]
fn a_hub_that_is_down_talks_nonsense_or_is_of_another_version_is_said_and_selling_goes_on() {
    let mut hub = Hub::start();
    let shop = Shop::new();
    let counter = hub.counter(&shop);
    hub.process.kill9();
    counter.wait_for_text("OFFLINE");
    let mut waiting = sell(&counter, "A1");
    why(&counter, |text| text.contains("no hub listens at"));

    let stranger = Stranger::at(&hub.address, garbage);
    why(&counter, |text| text.contains("does not speak as a hub does"));
    let more = sell(&counter, "A2");
    assert!(more > waiting, "{more} after {waiting}");
    waiting = more;
    drop(stranger);

    let stranger = Stranger::at(&hub.address, nonsense);
    why(&counter, |text| text.contains("what is no frame"));
    let more = sell(&counter, "A3");
    assert!(more > waiting, "{more} after {waiting}");
    waiting = more;
    drop(stranger);

    let stranger = Stranger::at(&hub.address, of_another_version);
    why(&counter, |text| text.contains("REFUSED"));
    counter.wait_for_text("REFUSED by");
    let more = sell(&counter, "A4");
    assert!(more > waiting, "{more} after {waiting}");
    drop(stranger);

    hub.again();
    why(&counter, |text| unsent(text) == Some(0));
    counter.wait_for_text("ONLINE");
    shop.verified(4, 1440);
    hub.shop.verified(4, 1440);
}

#[test]
fn a_key_that_the_hub_does_not_know_is_refused_in_words_and_selling_goes_on() {
    let hub = Hub::start();
    let shop = Shop::new();
    hub.counter(&shop).kill9();
    {
        let folder = shop.folder("counter");
        let store = Store::open(&folder, &OpenOptions::new("test", &folder, At(0))).unwrap();
        let mut identity = store.reader().unwrap().identity().unwrap().expect("a terminal");
        identity.hub.as_mut().expect("a hub").credential = "not the key of anybody".to_owned();
        store.writer().set_identity(identity).unwrap();
        store.close();
    }
    let counter = shop.counter();
    counter.wait_for_text("REFUSED by");
    counter.wait_for_text("The hub refuses this terminal. Sell on, nothing is lost.");
    sell(&counter, "A1");
    counter.type_keys("F10 n");
    let shown = counter.wait_for_text("THE HUB REFUSES THIS TERMINAL");
    assert!(shown.contains("You can keep selling."), "{shown}");
    counter.type_keys("k");
    selling(&counter);
    shop.verified(1, 360);
}

/// Sells a soup and waits until the hub has it.
fn sell_online(counter: &Pty, number: &str) {
    counter.type_keys("soup Enter");
    counter.wait_for_text("  1 Soup");
    counter.press("~ F9 ~ = ~ Enter");
    counter.wait_for_text(&format!("PAID {number}"));
    counter.insist("Enter", |text| text.contains("No items yet."));
    counter.wait_for(|text| unsent(text) == Some(0));
}

#[test]
fn a_counter_set_back_to_an_older_copy_takes_its_journal_back_and_repeats_no_number() {
    let hub = Hub::start();
    let shop = Shop::new();
    let mut counter = hub.counter(&shop);
    sell_online(&counter, "A1");
    counter.kill9();
    let (folder, copy) = (shop.folder("counter"), shop.folder("copy"));
    std::fs::create_dir(&copy).unwrap();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().contains(".db")) {
            std::fs::copy(&path, copy.join(path.file_name().unwrap())).unwrap();
        }
    }
    let mut counter = shop.counter();
    counter.wait_for_text("ONLINE");
    sell_online(&counter, "A2");
    sell_online(&counter, "A3");
    counter.kill9();
    std::fs::remove_dir_all(&folder).unwrap();
    std::fs::rename(&copy, &folder).unwrap();
    let counter = shop.counter();
    counter.wait_for_text("came back from the hub");
    sell_online(&counter, "A4");
    shop.verified(4, 4 * 650);
    hub.shop.verified(4, 4 * 650);
}
