//! The change to give, once the payment is on the disk, and the way to the next order.

use ratatui::layout::{Position, Rect};

use super::guard::{Guard, PAID_SETTLE_MS};
use super::paper::Kind;
use super::sheet::{Sheet, place};
use super::slip;
use super::words;
use crate::domain::event::Tender;
use crate::domain::id::{OrderId, PaymentId};
use crate::domain::money::Money;
use crate::domain::order::{Order, PaymentRow};
use crate::domain::time::At;
use crate::sync::status::LinkStatus;
use crate::tui::counter::turn::{Ask, Hit, Over, Then, Turn};
use crate::tui::front::Front;
use crate::tui::input::{Input, Key};
use crate::tui::msg::Msg;
use crate::tui::theme::Role;
use crate::tui::widgets::{DigitSize, HitMap, KeyEntry, MessageKind, Panel, Pen};

/// Amounts in the rows below the change end before this column; the sentences begin at the other.
const AMOUNT_END: u16 = 37;
const SENTENCES: u16 = 43;

/// A sale that is done.
#[derive(Debug, Clone, PartialEq)]
pub struct Paid {
    order: OrderId,
    payment: PaymentId,
    batch: u64,
    /// Other orders that were paid with the same sum.
    with: Vec<OrderId>,
    shown: Option<Guard>,
    /// When the hub was known to have everything, the payment included.
    sent: Option<At>,
}

impl Paid {
    /// The screen after a payment; it says nothing but `Saving ...` until the batch is durable.
    pub fn open(front: &Front, order: OrderId, payment: PaymentId, batch: u64) -> Option<Self> {
        front.desk.state.order(order)?.payment(payment)?;
        let shown = front.is_durable(batch).then(|| Guard::new(front.now.mono));
        Some(Self { order, payment, batch, with: Vec::new(), shown, sent: None })
    }

    /// The same for a sum that paid other orders too.
    #[must_use]
    pub fn with(mut self, orders: Vec<OrderId>) -> Self {
        self.with = orders;
        self
    }

    /// What all of it came to.
    fn total(&self, front: &Front) -> Money {
        let ids = self.with.iter().chain([&self.order]);
        let totals = ids
            .filter_map(|id| front.desk.state.order(*id)?.totals().ok())
            .map(|totals| totals.total);
        Money::sum(totals).unwrap_or_default()
    }

    /// What was handed over in all.
    fn handed(&self, front: &Front) -> Money {
        let Some((_, row)) = self.find(front) else { return Money::ZERO };
        let others = self.with.iter().filter_map(|id| front.desk.state.order(*id));
        let others = others.filter_map(|order| order.payments.last());
        Money::sum(others.chain([row]).map(|row| row.payment.tendered)).unwrap_or_default()
    }

    fn has_receipt(&self, front: &Front) -> bool {
        front.desk.state.order(self.order).is_some_and(|order| order.receipt().is_some())
    }

    /// The receipt is printed: its text is written, and shown.
    fn print(&self, front: &Front) -> Turn {
        let receipt = front.desk.state.order(self.order).and_then(Order::receipt);
        let Some(receipt) = receipt else {
            let sentence = "There is no receipt yet: the order is not paid in full.";
            return Turn::stay().say(MessageKind::Info, sentence);
        };
        let (order, number) = (self.order, receipt.number.clone());
        let mut effects = slip::print(front, order, &number);
        let mut sentence = slip::printed(&number);
        if let Some((share, words)) = slip::last_share(front, order) {
            effects.push(share);
            sentence = words;
        }
        Turn::then(Then::Open(Ask::Receipt { order, number }))
            .with(effects)
            .say(MessageKind::Done, sentence)
    }

    /// What is on its way to the disk, in words; `None` while nothing is.
    pub fn saving(&self, front: &Front) -> Option<String> {
        let (order, row) = self.find(front)?;
        let tendered = order.pricing.currency.plain(row.payment.tendered);
        self.shown.is_none().then(|| format!("payment {tendered}"))
    }

    /// The sale in one row for later, such as `A47: cash 20.00, CHANGE 10.20`.
    pub fn words(&self, front: &Front) -> Option<String> {
        let (order, row) = self.find(front)?;
        let currency = order.pricing.currency;
        let (payment, title) = (&row.payment, order.title());
        let tendered = currency.format(payment.tendered);
        Some(if payment.change.is_positive() {
            let change = currency.format(payment.change);
            format!("{title}: {} {tendered}, CHANGE {change}", payment.tender)
        } else {
            format!("{title}: {} {tendered}", payment.tender)
        })
    }

    /// The next bill of an order that was split: parts in their order, then what stayed together.
    fn next_bill<'f>(&self, front: &'f Front) -> Option<&'f Order> {
        let waits = |order: &&Order| {
            let due = order.settlement().is_ok_and(|money| money.due.is_positive());
            due && order.id != self.order && order.number.is_some()
        };
        let kin = front.desk.state.family_of(self.order).iter().filter(waits);
        kin.min_by_key(|order| order.number.as_ref().map(|n| (n.part == 0, n.part)))
    }

    fn find<'f>(&self, front: &'f Front) -> Option<(&'f Order, &'f PaymentRow)> {
        let order = front.desk.state.order(self.order)?;
        Some((order, order.payment(self.payment)?))
    }
}

/// Whether the kitchen has the order, in words; empty where nobody cooks.
fn kitchen(front: &Front, order: &Order, sent: Option<At>) -> String {
    let cooks = order.work_lines().any(crate::domain::order::Line::is_prepared);
    if !cooks {
        String::new()
    } else if !front.reaches_kitchen() {
        "NOT in the kitchen yet.".to_owned()
    } else if sent.is_some() || front.link.status == LinkStatus::Alone {
        format!("Kitchen has the order: #{}", order.title())
    } else {
        format!("On the way to the kitchen: #{}", order.title())
    }
}

/// Where the payment is kept, in words.
fn kept(front: &Front, sent: Option<At>) -> String {
    let clock = front.desk.state.settings().clock();
    match (sent, &front.link.status) {
        (Some(at), _) => format!("Saved here. Sent to hub {}.", clock.hours_minutes_seconds(at)),
        (None, LinkStatus::Alone) => "Saved here.".to_owned(),
        (None, LinkStatus::Online { .. } | LinkStatus::Syncing { .. }) => {
            "Saved here. On the way to the hub.".to_owned()
        }
        (
            None,
            LinkStatus::Connecting | LinkStatus::Offline { .. } | LinkStatus::Refused { .. },
        ) => "Saved here. Waiting for the hub.".to_owned(),
    }
}

impl Over for Paid {
    fn update(&mut self, front: &mut Front, input: &Input) -> Turn {
        let bill = self.next_bill(front).map(|order| order.id);
        let Some(guard) = &mut self.shown else { return Turn::stay() };
        match input {
            Input::Press(press)
                if bill.is_some() && matches!(press.key, Key::Enter | Key::F(9)) =>
            {
                // F9 is never the second bounce of the Enter that took the money.
                let settle = if press.key == Key::Enter { PAID_SETTLE_MS } else { 0 };
                let counts = guard.counts(*press, front.now.mono, settle);
                let next = bill.filter(|_| counts).map(|bill| Turn::then(Then::Bill(bill)));
                next.unwrap_or_default()
            }
            Input::Press(press) if matches!(press.key, Key::Enter | Key::Esc) => {
                let counts = guard.counts(*press, front.now.mono, PAID_SETTLE_MS);
                if counts { Turn::then(Then::Next) } else { Turn::stay() }
            }
            Input::Press(press) if press.repeat => Turn::stay(),
            Input::Press(press) if press.key == Key::Char('p') => self.print(front),
            Input::Press(press) if press.key == Key::Char('e') && self.has_receipt(front) => {
                let (order, kind) = (self.order, Kind::Mail);
                Turn::then(Then::Open(Ask::Paper { order, kind }))
            }
            Input::Press(press) if press.key == Key::Char('k') && self.has_receipt(front) => {
                Turn::then(Then::Open(Ask::Qr(self.order)))
            }
            Input::Press(_) | Input::Paste(_) => {
                Turn { pass: Some(input.clone()), ..Turn::then(Then::Next) }
            }
            Input::Mouse(_) | Input::Resize { .. } => Turn::stay(),
        }
    }

    fn tap(&mut self, front: &mut Front, _row: u16) -> Turn {
        self.update(front, &Input::key(Key::Enter))
    }

    fn notice(&mut self, front: &mut Front, msg: &Msg) -> Turn {
        if self.shown.is_none() && front.is_durable(self.batch) {
            self.shown = Some(Guard::new(front.now.mono));
        }
        let made = self.find(front).map(|(_, row)| row.stamp.at);
        if let Msg::Link(link) = msg
            && self.shown.is_some()
            && self.sent.is_none()
            && link.status.is_connected()
            && link.unsent == 0
            && link.last_contact >= made
        {
            self.sent = link.last_contact;
        }
        Turn::stay()
    }

    fn view(
        &self,
        front: &Front,
        pen: &mut Pen<'_>,
        area: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Option<Position> {
        let (order, row) = self.find(front)?;
        let place = place(area, 0, 0, (80, 21));
        if self.shown.is_none() {
            let mut sheet = Sheet::open(pen, hits, place, &Panel::new("PAY").focused(true));
            sheet.text(3, 2, "Saving ...", Role::Strong);
            return None;
        }
        let clock = front.desk.state.settings().clock();
        let (payment, currency) = (&row.payment, order.pricing.currency);
        let title = match self.with.len() {
            0 => format!("PAID {}", words::bill(front, order)),
            others => format!("PAID {} and {others} more", order.title()),
        };
        let time = clock.hours_minutes_seconds(row.stamp.at);
        let right = format!("{} {time}", payment.tender);
        let panel = Panel::new(&title).right(&right).focused(true).separators(&[15]);
        let mut sheet = Sheet::open(pen, hits, place, &panel);
        let whole = sheet.area(0, 0, 78, 19);
        sheet.hits.push(whole, Hit::Row(0));
        let cash = payment.tender == Tender::Cash;
        let head = if cash { "CHANGE" } else { "PAID" };
        sheet.text(3, 1, &format!("{head} {}", currency.code()), Role::Strong);
        let amount = currency.plain(if cash { payment.change } else { self.handed(front) });
        let digits = sheet.area(0, 3, 77, 5);
        let sizes = [DigitSize::TWELVE, DigitSize::NINE, DigitSize::SIX, DigitSize::SIX_TIGHT];
        let role = Role::MoneyChange;
        if !sizes.into_iter().any(|size| sheet.pen.digits_right(digits, &amount, size, role)) {
            sheet.ends(77, 5, &amount, role);
        }
        self.rows(&mut sheet, front, (order, row));
        if order.receipt().is_some() {
            let ways = "Receipt   [p] Print    [e] E-mail    [k] QR code";
            sheet.keyed(3, 15, ways, Role::Text);
            sheet.ends(78, 15, "none needed: just go on", Role::Muted);
        }
        let next = self.next_bill(front).map_or_else(
            || "Next customer: start typing or scan, or press Enter.".to_owned(),
            |bill| {
                let due = bill.settlement().map(|money| money.due).unwrap_or_default();
                let title = words::bill(front, bill);
                format!("Next bill {title}: {}, press F9 or Enter.", currency.format(due))
            },
        );
        sheet.text(3, 17, &next, Role::Text);
        let caret = sheet.area(3, 1, 1, 1);
        Some(Position::new(caret.x, caret.y))
    }

    fn keys(&self, front: &Front) -> Vec<KeyEntry> {
        if self.shown.is_none() {
            return Vec::new();
        }
        let bill = self.next_bill(front).map(|_| KeyEntry::new("F9", "Next bill").keep());
        let keys = vec![
            KeyEntry::new("?", "Help").keep(),
            KeyEntry::new("Enter", "Next").keep(),
            KeyEntry::new("p", "Print").priority(1),
            KeyEntry::new("e", "E-mail"),
            KeyEntry::new("k", "QR"),
            KeyEntry::new("F10", "More").keep(),
        ];
        keys.into_iter().chain(bill).collect()
    }

    fn covers(&self) -> bool {
        true
    }

    fn takes_scans(&self) -> bool {
        self.shown.is_some()
    }
}

impl Paid {
    fn rows(&self, sheet: &mut Sheet<'_, '_>, front: &Front, (order, row): (&Order, &PaymentRow)) {
        let (payment, currency) = (&row.payment, order.pricing.currency);
        let mut amounts = vec![("Total".to_owned(), self.total(front))];
        let others = order.payments.iter().filter(|other| other.payment.payment != self.payment);
        let before = Money::sum(others.map(|row| row.payment.amount)).unwrap_or_default();
        if before.is_positive() {
            amounts.push(("Paid before".to_owned(), before));
        }
        let handed = self.handed(front);
        if payment.tender == Tender::Cash {
            amounts.push((format!("Received {}", payment.tender), handed));
            amounts.push(("Change".to_owned(), payment.change));
        } else {
            amounts.push((format!("Paid by {}", payment.tender), handed));
        }
        if !payment.rounding.is_zero() {
            amounts.push(("Cash rounding".to_owned(), payment.rounding));
        }
        if payment.tip.is_positive() {
            amounts.push(("Tip".to_owned(), payment.tip));
        }
        // Change and what was handed over stay; what explains them goes first when rows are short.
        let first = if amounts.len() > 4 { 9 } else { 10 };
        for (y, (name, amount)) in (first..).zip(amounts.into_iter().take(6)) {
            sheet.text(3, y, &name, Role::Text);
            sheet.ends(AMOUNT_END, y, &currency.format(amount), Role::Strong);
        }
        let kitchen = kitchen(front, order, self.sent);
        let role = if front.reaches_kitchen() { Role::Text } else { Role::Warn };
        let opened = payment.tender == Tender::Cash && front.kick().is_some();
        let check = words::to_check(order).map(|words| (words, Role::Danger));
        let drawer = opened.then(|| ("Drawer opened.".to_owned(), Role::Text));
        let receipt = order.receipt().map(|one| (format!("Receipt {}", one.number), Role::Text));
        let sentences = [
            check.or(drawer),
            Some((kitchen, role)).filter(|(words, _)| !words.is_empty()),
            Some((kept(front, self.sent), Role::Text)),
            receipt,
        ];
        for (y, (words, role)) in (10..).zip(sentences.into_iter().flatten()) {
            sheet.text(SENTENCES, y, &words, role);
        }
    }
}
