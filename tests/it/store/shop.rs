//! A small shop whose facts the store tests write: orders of seven facts each, and days of them.

use std::path::Path;

use tillrail::domain::currency::Currency;
use tillrail::domain::envelope::{ENVELOPE_VERSION, Fact, Hash, Sealed};
use tillrail::domain::event::{
    Event, LineAdded, LinePrice, OrderOpened, OrderSent, Payment, Refund, ShiftClosed,
    ShiftFigures, ShiftOpened, Tender,
};
use tillrail::domain::id::{
    AggregateId, Boot, LineId, OrderId, PaymentId, RefundId, SendId, ShiftId, SiteId, StaffId,
    TerminalId, TerminalKind, Uid,
};
use tillrail::domain::money::{Money, Quantity, Rate};
use tillrail::domain::number::{Letter, OrderNumber, SeriesNumber};
use tillrail::domain::settings::{Service, Settings};
use tillrail::domain::time::{At, Day, Hlc};
use tillrail::store::{Batch, Identity, OpenOptions, Priority, Store};

/// Noon of the first business day of the tests, in milliseconds UTC.
pub const NOON: At = At(1_795_176_000_000);

/// What is sold: code, name, category and price of one piece.
const MENU: [(&str, &str, &str, i64); 3] = [
    ("12", "Cappuccino", "coffee", 360),
    ("42", "Club sandwich", "kitchen", 890),
    ("31", "Croissant", "bakery", 250),
];

fn line_added(line: LineId, code: &str, name: &str, category: &str, price: i64) -> LineAdded {
    LineAdded {
        line,
        of: None,
        item: Some(code.to_owned()),
        name: name.to_owned(),
        short: None,
        category: Some(category.to_owned()),
        station: Some("hot".to_owned()),
        course: None,
        price: LinePrice {
            price: Money::new(price),
            tax: Rate::percent(10),
            by_service: std::collections::BTreeMap::new(),
        },
        options: Vec::new(),
        quantity: Quantity::ONE,
        note: None,
        seat: None,
        allergy: None,
        unit: None,
    }
}

/// Opens the store of a test in `folder`.
pub fn open(folder: &Path) -> Store {
    Store::open(folder, &OpenOptions::new("counter", folder, NOON)).unwrap()
}

/// A batch of sales.
pub fn sale(envelopes: Vec<Sealed>) -> Batch {
    Batch { priority: Priority::Sale, envelopes }
}

/// A terminal that makes facts: its own journal with its own clock.
pub struct Till {
    pub terminal: TerminalId,
    pub letter: Letter,
    pub at: At,
    pub day: Day,
    pub shift: Option<ShiftId>,
    seq: u64,
    hash: Hash,
    counter: u64,
    orders: u32,
    receipts: u64,
    shifts: u64,
}

/// The parts of an order that were made by [`Till::order`].
pub struct Sold {
    pub id: OrderId,
    pub number: OrderNumber,
    pub lines: Vec<LineId>,
    pub payment: PaymentId,
    pub facts: Vec<Sealed>,
}

impl Till {
    pub fn new(number: u64) -> Self {
        let letter = char::from(b'A' + u8::try_from(number % 26).unwrap());
        Self {
            terminal: TerminalId(0x5000_0000_0000_0000 + number),
            letter: letter.to_string().parse().unwrap(),
            at: NOON,
            day: "2026-11-20".parse().unwrap(),
            shift: None,
            seq: 0,
            hash: Hash::ZERO,
            counter: 0,
            orders: 0,
            receipts: 0,
            shifts: 0,
        }
    }

    /// The same terminal restored from a copy: the next fact stands at a place used before.
    pub fn forked(&self, seq: u64, hash: Hash) -> Self {
        let mut copy = Self::new(0);
        (copy.terminal, copy.letter) = (self.terminal, self.letter.clone());
        (copy.seq, copy.hash, copy.counter) = (seq, hash, 900_000);
        copy
    }

    pub fn identity(&self) -> Identity {
        Identity {
            site: SiteId(7),
            terminal: self.terminal,
            kind: TerminalKind::Counter,
            name: "Counter 1".to_owned(),
            letter: Some(self.letter.clone()),
            hub: None,
            fingerprint: None,
        }
    }

    pub fn mint(&mut self) -> Uid {
        self.counter += 1;
        Uid { terminal: self.terminal, boot: Boot(0x00C0_FFEE), counter: self.counter }
    }

    /// Seals the next fact of this journal, a second after the one before.
    pub fn say(&mut self, aggregate: AggregateId, event: Event) -> Sealed {
        self.seq += 1;
        self.at = self.at.plus(1_000);
        let sealed = Sealed::seal(Fact {
            site: SiteId(7),
            terminal: self.terminal,
            seq: self.seq,
            boot: Boot(0x00C0_FFEE),
            hlc: Hlc::next(Hlc::default(), self.at),
            at: self.at,
            day: self.day,
            staff: StaffId::owner(),
            prev: self.hash,
            v: ENVELOPE_VERSION,
            aggregate,
            of: None,
            event: Some(event),
        })
        .unwrap();
        self.hash = sealed.hash;
        sealed
    }

    /// The last fact was written in another way: the next one follows this hash.
    pub fn goes_on_behind(&mut self, hash: Hash) {
        self.hash = hash;
    }

    /// A fact of a kind that nobody here knows.
    pub fn unknown(&mut self) -> Sealed {
        let known = self.drift(123_456);
        let newer = known.bytes.replace("clock_drifted", "moon_phased");
        self.goes_on_behind(Hash::chain(known.fact.prev, newer.as_bytes()));
        Sealed::open(newer, self.hash).unwrap()
    }

    /// A fact about this terminal that moves nothing else.
    pub fn drift(&mut self, offset_ms: i64) -> Sealed {
        self.say(AggregateId::Terminal(self.terminal), Event::ClockDrifted { offset_ms })
    }

    /// An order as shops make it: opened, three lines, sent, paid in cash, receipt.
    pub fn order(&mut self) -> Sold {
        self.order_times(1)
    }

    /// The same with every price so many times as high.
    pub fn order_times(&mut self, times: i64) -> Sold {
        let id = OrderId(self.mint());
        let about = || AggregateId::Order(id);
        self.orders += 1;
        let number = OrderNumber::new(self.letter.clone(), self.orders);
        let opened = OrderOpened {
            number: number.clone(),
            service: Service::Takeaway,
            table: None,
            guests: Some(2),
            name: None,
            customer: None,
            shift: self.shift,
            pricing: Settings { currency: Currency::EUR, ..Settings::default() }.pricing(),
        };
        let mut facts = vec![self.say(about(), Event::OrderOpened(opened))];
        let mut lines = Vec::new();
        for (code, name, category, price) in MENU {
            let line = LineId(self.mint());
            lines.push(line);
            let line = line_added(line, code, name, category, price * times);
            let added = Event::LineAdded(Box::new(line));
            facts.push(self.say(about(), added));
        }
        let sent = OrderSent {
            send: SendId(self.mint()),
            lines: lines.iter().map(|line| (*line, Quantity::ONE)).collect(),
            courses: Vec::new(),
            kitchen: false,
        };
        facts.push(self.say(about(), Event::OrderSent(sent)));
        let payment = PaymentId(self.mint());
        let paid = Payment {
            payment,
            tender: Tender::Cash,
            amount: Money::new(1_500 * times),
            tendered: Money::new(2_000 * times),
            change: Money::new(500 * times),
            tip: Money::ZERO,
            rounding: Money::ZERO,
            reference: None,
            shift: self.shift,
            drawer: Some("main".to_owned()),
        };
        facts.push(self.say(about(), Event::PaymentTaken(Box::new(paid))));
        self.receipts += 1;
        let receipt = SeriesNumber::receipt(&self.letter, self.receipts);
        let issued = Event::ReceiptIssued { number: receipt, refund: None };
        facts.push(self.say(about(), issued));
        Sold { id, number, lines, payment, facts }
    }

    /// Opens a shift of this till's drawer; its orders belong to it from now on.
    pub fn open_shift(&mut self) -> Sealed {
        let shift = ShiftId(self.mint());
        self.shift = Some(shift);
        self.shifts += 1;
        let opened = ShiftOpened {
            number: SeriesNumber::shift(&self.letter, self.shifts),
            drawer: "main".to_owned(),
            float: Money::new(10_000),
        };
        self.say(AggregateId::Shift(shift), Event::ShiftOpened(opened))
    }

    /// Closes the shift.
    pub fn close_shift(&mut self) -> Sealed {
        let shift = self.shift.take().unwrap();
        let closed = ShiftClosed {
            z: SeriesNumber::shift(&self.letter, self.shifts),
            counted: Money::new(11_500),
            over_short: Money::ZERO,
            reason: None,
            figures: ShiftFigures::default(),
            left: None,
            approver: None,
            seen: std::collections::BTreeMap::new(),
        };
        self.say(AggregateId::Shift(shift), Event::ShiftClosed(Box::new(closed)))
    }

    /// Gives money back for an order, on the till's present day.
    pub fn refund(&mut self, sold: &Sold, amount: i64) -> Sealed {
        let refund = Refund {
            refund: RefundId(self.mint()),
            payment: sold.payment,
            tender: Tender::Cash,
            amount: Money::new(amount),
            tip: Money::ZERO,
            rounding: Money::ZERO,
            taxes: Vec::new(),
            lines: Vec::new(),
            reason: "cold".to_owned(),
            approver: None,
            shift: self.shift,
            drawer: Some("main".to_owned()),
        };
        self.say(AggregateId::Order(sold.id), Event::PaymentRefunded(Box::new(refund)))
    }

    /// A fact about an order.
    pub fn about(&mut self, sold: &Sold, event: Event) -> Sealed {
        self.say(AggregateId::Order(sold.id), event)
    }

    /// Moves on to another business day, at noon.
    pub fn on_day(&mut self, days: i64) {
        self.at = NOON.plus(days * 86_400_000);
        let first: Day = "2026-11-20".parse().unwrap();
        self.day = (0..days).fold(first, |day, _| day.after());
        self.orders = 0;
    }

    /// The facts of `count` orders.
    pub fn orders(&mut self, count: usize) -> Vec<Sealed> {
        (0..count).flat_map(|_| self.order().facts).collect()
    }
}
