//! A receipt or a bill as it is printed: the same text on the screen; a receipt that is printed
//! again says DUPLICATE.

mod shares;

use ratatui::layout::{Position, Rect};

use super::paper::Kind;
use super::sheet::{STAGE_HEIGHT, Sheet, place};
use super::words;
use crate::domain::command::{Command, Step};
use crate::domain::event::OrderChanged;
use crate::domain::id::OrderId;
use crate::domain::money::Money;
use crate::domain::number::SeriesNumber;
use crate::domain::order::{Order, Receipt};
use crate::receipt::{self, PAPERS, Paper};
use crate::tui::counter::turn::{Ask, Hit, Over, Then, Turn};
use crate::tui::effect::Effect;
use crate::tui::front::Front;
use crate::tui::input::{Input, Key};
use crate::tui::msg::Msg;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, MessageKind, Panel, Pen};
pub use shares::last_share;
use shares::{payment_of, share_file, share_of};

/// Rows that are shown at once.
const ROWS: usize = 17;

/// A receipt on the screen, or a bill.
#[derive(Debug, Clone, PartialEq)]
pub struct Slip {
    order: OrderId,
    /// All bills that are printed together, the one that is shown first; empty for a receipt.
    bills: Vec<OrderId>,
    /// The number of the receipt; a bill has none.
    number: Option<SeriesNumber>,
    columns: usize,
    top: usize,
    /// The payment whose share is shown, by its number from 1; zero is the whole receipt.
    share: usize,
    /// The batch of a print that is on its way to the disk: only then it is printed.
    saving: Option<u64>,
}

/// The text of a receipt on a paper; `None` when it is not known.
fn text_of(
    front: &Front,
    (order, number): (OrderId, &SeriesNumber),
    columns: usize,
) -> Option<String> {
    let (order, receipt) = found(front, order, number)?;
    let by = receipt::taken_by(&front.desk.state, &receipt.stamp);
    let paper = Paper { columns, duplicate: receipt.reprints, training: front.training };
    receipt::text(front.desk.state.settings(), (order, receipt), &by, paper).ok()
}

fn found<'f>(
    front: &'f Front,
    order: OrderId,
    number: &SeriesNumber,
) -> Option<(&'f Order, &'f Receipt)> {
    let order = front.desk.state.order(order)?;
    let receipt = order.receipts.iter().find(|receipt| receipt.number == *number)?;
    Some((order, receipt))
}

/// The name of the file that a receipt is printed into.
fn file(number: &SeriesNumber) -> String {
    format!("receipt-{number}.txt")
}

/// Where a receipt went, in one sentence.
pub fn printed(number: &SeriesNumber) -> String {
    format!("Receipt {number} is in the folder print, as {}.", file(number))
}

/// What prints a receipt as it stands; nothing when it is not known.
pub fn print(front: &Front, order: OrderId, number: &SeriesNumber) -> Vec<Effect> {
    let text = text_of(front, (order, number), Paper::default().columns);
    let name = file(number);
    text.map(|text| Effect::Keep { name, text }).into_iter().collect()
}

/// The text of a bill on a paper; `None` when the order is not known.
fn bill_of(front: &Front, order: OrderId, columns: usize) -> Option<String> {
    let order = front.desk.state.order(order)?;
    let state = &front.desk.state;
    let opened = order.opened.as_ref().map(|opened| receipt::taken_by(state, opened));
    let by = match &order.served_by {
        Some(server) => state.staff_name(server),
        None => opened.unwrap_or_default(),
    };
    let paper = Paper { columns, duplicate: 0, training: front.training };
    let at = order.billed.unwrap_or(front.now.at);
    receipt::bill(front.desk.state.settings(), (order, at), &by, paper).ok()
}

/// The receipt of the sale of an order, as it is found again.
fn sale(front: &Front, order: OrderId) -> Option<(&Order, &Receipt)> {
    let order = front.desk.state.order(order)?;
    Some((order, order.receipt()?))
}

/// The receipt of an order on a narrow paper.
pub fn full(front: &Front, order: OrderId) -> Option<String> {
    let (_, receipt) = sale(front, order)?;
    text_of(front, (order, &receipt.number), PAPERS.first().copied()?)
}

/// The receipt of an order in a few words: where, which number, when and how much.
pub fn short(front: &Front, order: OrderId) -> Option<String> {
    let (order, receipt) = sale(front, order)?;
    let settings = front.desk.state.settings();
    let totals = order.totals().ok()?;
    let currency = order.pricing.currency;
    let when = settings.clock().dated(receipt.stamp.at);
    let total = currency.format(totals.total);
    let tax = Money::sum(totals.taxes.iter().map(|row| row.tax)).ok()?;
    let (number, tax) = (&receipt.number, currency.format(tax));
    let name: String = settings.name.chars().take(20).collect();
    Some(format!("{name}\n{number} {when}\n{} {total}, VAT {tax}", currency.code()))
}

/// What prints the invoice of an order for whom it was typed, with the number of its receipt.
pub fn invoice(front: &Front, order: OrderId) -> Option<(SeriesNumber, Effect)> {
    let to = front.invoices.get(&order)?;
    let (order, receipt) = sale(front, order)?;
    let by = receipt::taken_by(&front.desk.state, &receipt.stamp);
    let paper = Paper { duplicate: receipt.reprints, training: front.training, ..Paper::default() };
    let settings = front.desk.state.settings();
    let text = receipt::invoice(settings, (order, receipt), &by, paper, to).ok()?;
    let name = format!("invoice-{}.txt", receipt.number);
    Some((receipt.number.clone(), Effect::Keep { name, text }))
}

/// What writes the receipt of an order as an e-mail, ready to be sent by a mail program.
pub fn mail(front: &Front, order: OrderId, to: &str) -> Vec<Effect> {
    let Some((known, receipt)) = sale(front, order) else { return Vec::new() };
    let columns = Paper::default().columns;
    let body = text_of(front, (known.id, &receipt.number), columns).unwrap_or_default();
    let site = &front.desk.state.settings().name;
    let head = format!("To: {to}\nSubject: Receipt {} {site}\n", receipt.number);
    let kind = "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n";
    let name = format!("receipt-{}.eml", receipt.number);
    vec![Effect::Keep { name, text: format!("{head}{kind}\n{body}").replace('\n', "\r\n") }]
}

impl Slip {
    /// The bill of an order, printed once the batch is on the disk.
    pub fn bill(front: &Front, order: OrderId, batch: u64, with: &[OrderId]) -> Option<Self> {
        front.desk.state.order(order)?;
        let columns = Paper::default().columns;
        let bills = std::iter::once(order).chain(with.iter().copied()).collect();
        let saving = Some(batch);
        Some(Self { order, bills, number: None, columns, top: 0, share: 0, saving })
    }

    /// The bills that are printed now, and what is said of it.
    fn print_bills(&self, front: &Front) -> (Vec<Effect>, String) {
        let columns = self.columns;
        let title = |id: &OrderId| front.desk.state.order(*id).map(Order::title);
        let keep = |id: &OrderId| {
            let name = format!("bill-{}.txt", title(id)?);
            Some(Effect::Keep { name, text: bill_of(front, *id, columns)? })
        };
        let titles: Vec<String> = self.bills.iter().filter_map(title).collect();
        let sentence = format!("Bills of {} are in the folder print.", titles.join(", "));
        (self.bills.iter().filter_map(keep).collect(), sentence)
    }

    /// The name of the file and where it went, in one sentence.
    fn place(&self, front: &Front) -> (String, String) {
        if self.share > 0 {
            let name = share_file(front, self.order, self.share);
            let sentence = format!("Share {} is in the folder print, as {name}.", self.share);
            return (name, sentence);
        }
        if let Some(number) = &self.number {
            return (file(number), printed(number));
        }
        let title = front.desk.state.order(self.order).map_or_else(String::new, Order::title);
        let name = format!("bill-{title}.txt");
        let sentence = format!("Bill of {title} is in the folder print, as {name}.");
        (name, sentence)
    }

    /// The receipt of this number.
    pub fn open(front: &Front, order: OrderId, number: &SeriesNumber) -> Option<Self> {
        found(front, order, number)?;
        let columns = Paper::default().columns;
        let number = Some(number.clone());
        Some(Self { order, bills: Vec::new(), number, columns, top: 0, share: 0, saving: None })
    }

    fn text(&self, front: &Front) -> String {
        let text = match &self.number {
            Some(number) if self.share > 0 => {
                let reprints = found(front, self.order, number).map(|(_, one)| one.reprints);
                let share = (self.order, self.share);
                share_of(front, share, self.columns, reprints.unwrap_or_default())
            }
            Some(number) => text_of(front, (self.order, number), self.columns),
            None => bill_of(front, self.order, self.columns),
        };
        text.unwrap_or_default()
    }

    fn again(&mut self, front: &mut Front) -> Turn {
        let step = match &self.number {
            Some(number) => Step::Reprint(number.clone()),
            None => Step::Change(OrderChanged { bill: true, ..OrderChanged::default() }),
        };
        match front.act(&Command::Order(self.order, vec![step])) {
            Ok((batch, effects)) => {
                self.saving = Some(batch);
                Turn::stay().with(effects)
            }
            Err(why) => Turn::stay().say(MessageKind::Warning, words::sentence(&why)),
        }
    }

    /// How many shares the sale of this receipt has; none where one payment paid it all.
    fn shares(&self, front: &Front) -> usize {
        let sale =
            sale(front, self.order).filter(|(_, one)| Some(&one.number) == self.number.as_ref());
        sale.map(|(order, _)| order.payments.len()).filter(|count| *count > 1).unwrap_or_default()
    }

    fn tip(&self, front: &Front) -> Turn {
        if self.number.is_none() {
            return Turn::stay();
        }
        let payment = front.desk.state.order(self.order).and_then(|one| one.payments.last());
        match payment {
            Some(row) => Turn::then(Then::Become(Ask::Tip {
                order: self.order,
                payment: row.payment.payment,
            })),
            None => Turn::stay(),
        }
    }
}

impl Over for Slip {
    #[expect(clippy::wildcard_enum_match_arm, reason = "keys that mean nothing here do nothing")]
    fn update(&mut self, front: &mut Front, input: &Input) -> Turn {
        let Input::Press(press) = input else { return Turn::stay() };
        let last = self.text(front).lines().count().saturating_sub(ROWS);
        match press.key {
            Key::Esc | Key::Enter | Key::Char('.') => return Turn::close(),
            Key::Down | Key::Char('+') => self.top = self.top.saturating_add(1).min(last),
            Key::Up | Key::Char('-') => self.top = self.top.saturating_sub(1),
            Key::Char('w') => {
                let at = PAPERS.iter().position(|columns| *columns == self.columns).unwrap_or(0);
                let next = PAPERS.get(at.saturating_add(1)).or(PAPERS.first());
                self.columns = next.copied().unwrap_or(self.columns);
            }
            Key::Char('p') if self.saving.is_none() && !press.repeat => return self.again(front),
            Key::Char('s' | '*') if self.bills.len() > 1 => {
                self.bills.rotate_left(1);
                self.order = self.bills.first().copied().unwrap_or(self.order);
                self.top = 0;
            }
            Key::Char('s' | '*') if self.saving.is_none() => {
                self.share = self.share.saturating_add(1) % self.shares(front).saturating_add(1);
                self.top = 0;
            }
            Key::Char('t') => return self.tip(front),
            Key::Char('i') if self.number.is_some() => {
                let (order, kind) = (self.order, Kind::Invoice);
                return Turn::then(Then::Open(Ask::Paper { order, kind }));
            }
            Key::Char('b') if self.number.is_some() => {
                return Turn::then(Then::Become(Ask::Refund(Some(self.order))));
            }
            Key::F(9) if self.number.is_none() => {
                let pass = Some(Input::key(Key::F(9)));
                return Turn { pass, ..Turn::then(Then::Take(self.order)) };
            }
            _ => {}
        }
        Turn::stay()
    }

    fn notice(&mut self, front: &mut Front, _msg: &Msg) -> Turn {
        if self.saving.is_some_and(|batch| front.is_durable(batch)) {
            self.saving = None;
            if self.bills.len() > 1 {
                let (effects, sentence) = self.print_bills(front);
                return Turn::stay().with(effects).say(MessageKind::Done, sentence);
            }
            let text = self.text(front);
            let (name, sentence) = self.place(front);
            let effects = vec![Effect::Keep { name, text }];
            return Turn::stay().with(effects).say(MessageKind::Done, sentence);
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
        let width = u16::try_from(self.columns).unwrap_or(42).saturating_add(6);
        let x = 80_u16.saturating_sub(width) / 2;
        let order = front.desk.state.order(self.order).map_or_else(String::new, Order::title);
        let title = self
            .number
            .as_ref()
            .map_or_else(|| format!("BILL {order}"), |number| format!("RECEIPT {number}"));
        let title = match payment_of(front, self.order, self.share) {
            Some((_, count)) => format!("{title}  share {} of {count}", self.share),
            None => title,
        };
        let right = format!("{} columns", self.columns);
        let panel = Panel::new(&title).right(&right).focused(true);
        let mut sheet = Sheet::open(pen, hits, place(area, x, 0, (width, STAGE_HEIGHT)), &panel);
        let text = self.text(front);
        for (y, line) in (1..).zip(text.lines().skip(self.top).take(ROWS)) {
            sheet.text(2, y, line, Role::Text);
        }
        let hidden = text.lines().count().saturating_sub(self.top.saturating_add(ROWS));
        if hidden > 0 {
            sheet.text(2, 18, &format!("{hidden} more below: Down or +"), Role::Muted);
        }
        let caret = sheet.area(2, 1, 1, 1);
        Some(Position::new(caret.x, caret.y))
    }

    fn help(&self) -> &'static str {
        "Up and Down read on, a letter does what the bar says, Esc goes back."
    }

    fn keys(&self, front: &Front) -> Vec<KeyEntry> {
        if self.number.is_none() {
            let next = (self.bills.len() > 1).then(|| KeyEntry::new("s", "Next bill").priority(1));
            let mut keys =
                vec![KeyEntry::new("p", "Print again").keep(), KeyEntry::new("F9", "PAY").keep()];
            keys.extend(next);
            keys.extend([
                KeyEntry::new("w", "Width"),
                KeyEntry::new("Down", "More"),
                KeyEntry::new("Esc", "Back").keep(),
            ]);
            return keys;
        }
        let shares = (self.shares(front) > 0).then(|| KeyEntry::new("s", "Shares").priority(2));
        let mut keys = vec![KeyEntry::new("p", "Print again").keep()];
        keys.extend(shares);
        keys.extend([
            KeyEntry::new("t", "Tip").priority(1),
            KeyEntry::new("b", "Refund").priority(1),
            KeyEntry::new("i", "Invoice"),
            KeyEntry::new("w", "Width"),
            KeyEntry::new("Down", "More"),
            KeyEntry::new("Esc", "Back").keep(),
        ]);
        keys
    }

    fn covers(&self) -> bool {
        true
    }
}
