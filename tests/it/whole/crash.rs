//! Power cuts and full disks: what was said to be done is there, and what was open is open again.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use super::shop::{Shop, paid, receipt, selling, texts};
use crate::pty::Pty;

/// A fair dice that always falls the same way.
struct Dice(u64);

impl Dice {
    /// A number from 0 up to but not `below`.
    fn roll(&mut self, below: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    fn choose<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[usize::try_from(self.roll(from.len() as u64)).unwrap()]
    }
}

/// Changes of a cart, each typed at once.
const CHANGES: [&str; 8] = [
    "c a p Enter",
    "2 * 3 1 Enter",
    "f l a + o a t + e x t Enter",
    "lat\"nosugar Enter",
    "s o u Enter",
    "Up +",
    "Down -",
    "Ctrl+z",
];

/// The lines on the order panel without the mark of the chosen one; `None` when something covers
/// it or when it says that it is still being saved.
fn cart(text: &str) -> Option<Vec<String>> {
    let rows: Vec<&str> = text.lines().collect();
    if !text.contains("ENTRY") || text.contains("Saving ...") || !rows.get(1)?.contains("TAKEAWAY")
    {
        return None;
    }
    let inside = |row: &&str| row.chars().skip(46).take(32).collect::<String>();
    let lines = rows.iter().skip(2).map(inside).take_while(|row| !row.contains('─'));
    let lines = lines.map(|row| row.trim_start_matches('▸').trim().to_owned());
    let lines: Vec<String> = lines.filter(|row| !row.is_empty()).collect();
    let empty = lines.first().is_some_and(|row| row == "No items yet.");
    Some(if empty { Vec::new() } else { lines })
}

/// Every order of the books.
fn orders(shop: &Shop) -> Vec<Value> {
    let list = shop.ask(&["order", "list", "--all", "--limit", "100000"]);
    let numbers = list["orders"].as_array().expect("orders").iter();
    numbers.cloned().collect()
}

/// What is typed last before a cut, so that it may or may not be there afterwards.
const LAST: &str = "Tiramisu";

/// How many pieces of it are in a cart.
fn pieces_of_last(cart: &[String]) -> u64 {
    let lines = cart.iter().filter(|line| line.contains(LAST));
    let pieces = lines.filter_map(|line| line.split(' ').next()?.parse::<u64>().ok());
    pieces.sum()
}

/// What must hold of the books after every power cut.
fn check(shop: &Shop, shown: &BTreeMap<String, String>) {
    let verified = shop.ask(&["journal", "verify"]);
    assert_eq!(verified["whole"], true, "{verified}");
    let orders = orders(shop);
    let mut numbers = BTreeSet::new();
    let mut ids = BTreeSet::new();
    let mut receipts = Vec::new();
    for order in &orders {
        let number = order["number"].as_str().unwrap().to_owned();
        assert!(numbers.insert(number.clone()), "{number} is there twice");
        let lines = order["lines"].as_array().unwrap().iter();
        let payments = order["payments"].as_array().unwrap().iter();
        for one in lines.chain(payments).chain([order]) {
            let id = one["id"].as_str().unwrap().to_owned();
            assert!(ids.insert(id.clone()), "{id} is there twice");
        }
        let own = texts(&order["receipts"]);
        if let Some(receipt) = shown.get(&number) {
            assert_eq!(order["money"]["status"], "PAID", "{number} was shown as paid: {order}");
            assert!(own.contains(receipt), "{number} was shown with {receipt}: {order}");
        }
        receipts.extend(own);
    }
    for number in shown.keys() {
        assert!(numbers.contains(number), "{number} was shown as paid and is gone");
    }
    let count = |text: &String| text.rsplit('-').next().and_then(|tail| tail.parse::<u64>().ok());
    let mut series: Vec<u64> = receipts.iter().map(|text| count(text).expect("a number")).collect();
    series.sort_unstable();
    let whole: Vec<u64> = (1..=series.len() as u64).collect();
    assert_eq!(series, whole, "receipts without a gap");
}

/// Sells one order whole and answers what the screen said of it.
fn sell(counter: &Pty, dice: &mut Dice) -> (String, String) {
    for _ in 0..=dice.roll(3) {
        counter.type_keys(dice.choose(&CHANGES[..5]));
    }
    counter.press("~ F9 ~ = ~ Enter");
    let screen = counter.wait_for(|text| paid(text).is_some());
    (paid(&screen).unwrap(), receipt(&screen).unwrap())
}

/// Sells and cuts the power again and again; after each cut the books and the cart are looked at.
fn cut_the_power(rounds: u32, seed: u64) {
    let mut dice = Dice(seed);
    let shop = Shop::new();
    let mut shown = BTreeMap::new();
    let mut counter = shop.first_counter();
    let mut left: Option<Vec<String>> = None;
    for round in 0..rounds {
        if round > 0 {
            counter = shop.counter();
        }
        if let Some(left) = left.take() {
            let now = cart(&counter.wait_for(|text| cart(text).is_some())).unwrap();
            let rest = |cart: &[String]| -> Vec<String> {
                cart.iter().filter(|line| !line.contains(LAST)).cloned().collect()
            };
            assert_eq!(rest(&now), rest(&left), "round {round}");
            assert!(pieces_of_last(&now) >= pieces_of_last(&left), "{left:?} became {now:?}");
        }
        for _ in 0..dice.roll(3) {
            let (number, receipt) = sell(&counter, &mut dice);
            assert_eq!(shown.insert(number.clone(), receipt), None, "{number} was there before");
            counter.insist("Enter", |text| text.contains("No items yet."));
        }
        for _ in 0..dice.roll(5) {
            counter.type_keys(dice.choose(&CHANGES));
        }
        counter.type_keys("/");
        counter.wait_for(|text| text.contains("> /"));
        counter.type_keys("Backspace");
        // The last thing before the cut is not waited for.
        match dice.roll(3) {
            0 => counter.type_keys("5 6 Enter"),
            1 => drop(counter.press("5 6 Enter ~ F9 ~ = ~ Enter")),
            _ => {}
        }
        counter.breathe(Duration::from_micros(dice.roll(40_000)));
        counter.kill9();
        let last = counter.text();
        if let (Some(number), Some(receipt)) = (paid(&last), receipt(&last)) {
            shown.insert(number, receipt);
        }
        left = cart(&last);
        check(&shop, &shown);
    }
    assert!(!shown.is_empty(), "something was sold");
}

#[test]
fn f02_twelve_power_cuts_lose_nothing_that_was_shown_and_the_cart_is_there_again() {
    cut_the_power(12, 2);
}

#[test]
#[ignore = "the long form of the one above takes minutes"]
fn f02_two_hundred_power_cuts_lose_nothing_that_was_shown() {
    cut_the_power(200, 20_251_121);
}

#[test]
fn f02_a_cart_with_a_part_that_is_sent_or_paid_is_on_the_screen_after_a_power_cut() {
    let shop = Shop::new();
    let mut counter = shop.first_counter();
    counter.type_keys("s o u Enter F5");
    counter.wait_for_text("A1 sent.");
    counter.type_keys("fla+oat\"hot Enter");
    counter.wait_for_text("Added 1 Flat white");
    let before = cart(&counter.text()).unwrap();
    assert!(before.iter().any(|row| row.contains("hot")), "{before:?}");
    counter.kill9();
    let mut counter = shop.counter();
    assert_eq!(cart(&counter.text()).unwrap(), before);
    counter.press("F9 ~ 2 . ~ Enter ~ p");
    counter.wait_for_text("Part payment 2.00 is saved.");
    counter.kill9();
    let counter = shop.counter();
    assert_eq!(cart(&counter.text()).unwrap(), before);
    counter.press("F9 ~ = ~ Enter");
    counter.wait_for_text("PAID A1");
    shop.verified(1, 1080);
}

/// Types items until one cannot be saved; answers the last cart that was on the disk.
fn fill_the_disk(counter: &Pty) -> Vec<String> {
    let mut saved = Vec::new();
    for count in 1..500 {
        let items = format!("{count} items");
        let items = if count == 1 { "1 item" } else { &items };
        counter.type_keys("cap Enter");
        let text = counter.wait_for(|text| {
            text.contains("CANNOT SAVE") || text.contains(items) && !text.contains("Saving ...")
        });
        if text.contains("CANNOT SAVE") {
            return saved;
        }
        saved = cart(&text).unwrap();
    }
    panic!("the disk is never full:\n{}", counter.text());
}

/// A counter whose files cannot grow much further.
fn counter_with_little_room(shop: &Shop) -> Pty {
    let database = std::fs::metadata(shop.folder("counter").join("tillrail.db")).unwrap().len();
    let blocks = database / 512 + 200;
    let script = format!("trap '' XFSZ; ulimit -S -f {blocks}; exec \"$TILLRAIL\"");
    let counter = shop.shell(&script).start();
    selling(&counter);
    counter
}

#[test]
fn f24_what_cannot_be_saved_is_said_and_saved_as_soon_as_there_is_room() {
    let shop = Shop::new();
    shop.first_counter().kill9();
    let counter = counter_with_little_room(&shop);
    fill_the_disk(&counter);
    let shown = counter.text();
    assert!(shown.contains("NOT saved yet") && shown.contains("Reason:"), "{shown}");
    assert!(!shown.contains("Added") && !shown.contains("lost"), "{shown}");
    counter.type_keys("F9 Enter");
    counter.wait_for_text("retry 2");
    assert!(!counter.text().contains("PAID"), "{}", counter.text());
    let process = counter.process().to_string();
    let lifted = Command::new("prlimit")
        .args(["--pid", &process, "--fsize=unlimited"])
        .status()
        .expect("prlimit, a part of every Linux");
    assert!(lifted.success());
    let text = counter.wait_for(|text| cart(text).is_some());
    let pieces = cart(&text).unwrap();
    counter.press("~ F9 ~ = ~ Enter");
    counter.wait_for_text("PAID A1");
    let order = shop.order("A1");
    let sold = order["lines"].as_array().unwrap().iter();
    let sold: u64 = sold.map(|line| line["quantity"].as_u64().unwrap()).sum();
    assert!(pieces.iter().any(|row| row.starts_with(&sold.to_string())), "{pieces:?}: {order}");
    shop.verified(1, i64::try_from(sold).unwrap() * 360);
}

#[test]
fn f24_a_counter_that_ends_on_a_full_disk_has_its_cart_again_and_nothing_was_called_paid() {
    let shop = Shop::new();
    shop.first_counter().kill9();
    let mut counter = counter_with_little_room(&shop);
    let saved = fill_the_disk(&counter);
    counter.kill9();
    assert!(!String::from_utf8_lossy(&counter.written()).contains("PAID"));
    let counter = shop.counter();
    assert_eq!(cart(&counter.text()).unwrap(), saved);
    check(&shop, &BTreeMap::new());
}
