//! The refund screen as it is drawn: sales at the left, the chosen one at the right.

use ratatui::layout::{Position, Rect};

use super::{Plus, REASONS, Refund};
use crate::domain::money::{Money, Quantity};
use crate::domain::order::Order;
use crate::domain::refund;
use crate::tui::counter::overlay::sales;
use crate::tui::counter::overlay::sheet::{STAGE_HEIGHT, Sheet, columns, place};
use crate::tui::counter::turn::{Hit, Over, Turn};
use crate::tui::front::Front;
use crate::tui::input::{Input, Key};
use crate::tui::msg::Msg;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, MessageKind, Panel, Pen, scroll};

/// Columns of both halves.
const LEFT: u16 = 45;
const RIGHT: u16 = 35;
/// Sales that are shown at once.
const SALES: usize = 14;
/// Lines that are shown at once.
const LINES: usize = 9;
/// How many tenders of one refund have a row.
const TENDER_ROWS: usize = 3;
/// Taps on lines count from here, those on sales from zero.
const LINE_TAPS: u16 = 1_000;
/// The rows below the lines when they are tapped: back to stock, the reason, the payment.
pub(super) const STOCK_TAP: u16 = 2_000;
pub(super) const REASON_TAP: u16 = 2_001;
const PAYMENT_TAP: u16 = 2_002;
const TIP_TAP: u16 = 2_003;

fn shown(quantity: Quantity) -> String {
    if quantity.is_zero() { " ".to_owned() } else { quantity.to_string() }
}

impl Refund {
    fn draw_sales(&self, front: &Front, sheet: &mut Sheet<'_, '_>) -> Rect {
        sheet.text(1, 0, &format!("> {}", self.typed), Role::Strong);
        let hint = "number, amount, card end, name";
        if self.typed.len() < 10 {
            sheet.ends(42, 0, hint, Role::Muted);
        }
        let list = self.list(front);
        let chosen = self.known(front).map(|order| order.id);
        let at = list.iter().position(|order| Some(order.id) == chosen).unwrap_or(0);
        let first = scroll(0, at, list.len(), SALES);
        let mut y = 2;
        for (index, order) in list.iter().enumerate().skip(first).take(SALES) {
            let Some(row) = order.payments.last() else { continue };
            if Some(order.id) == chosen {
                let line = sheet.row(0, y);
                sheet.pen.tint(line, Role::Choice);
                let sign = sheet.pen.look.glyphs.chosen;
                sheet.cell((0, y), 1, sign, Role::Choice);
            }
            sheet.cell((2, y), 5, &order.title(), Role::Strong);
            sheet.cell((8, y), 7, &sales::when(front, row.stamp.at), Role::Text);
            sheet.cell((16, y), 14, &row.payment.tender.to_string(), Role::Text);
            let total = order.totals().map(|totals| totals.total).unwrap_or_default();
            sheet.ends(41, y, &order.pricing.currency.format(total), Role::Text);
            sheet.tap_row(y, Hit::Row(u16::try_from(index).unwrap_or(0)));
            y = y.saturating_add(1);
        }
        if list.is_empty() {
            sheet.text(1, 2, "No paid sale matches. Esc shows all.", Role::Muted);
            y = 3;
        }
        let open: Vec<String> = front
            .desk
            .state
            .open_orders(front.now.at)
            .filter(|order| !sales::is_settled(order) && order.live_lines().next().is_some())
            .map(Order::title)
            .take(3)
            .collect();
        if !open.is_empty() {
            let (are, them) = if open.len() == 1 { ("is", "it") } else { ("are", "them") };
            let words = format!("{} {are} open: void {them} instead.", open.join(", "));
            sheet.cell((1, y.saturating_add(1)), 42, &words, Role::Muted);
        }
        let x = u16::try_from(crate::tui::text::width(&self.typed)).unwrap_or(0);
        sheet.area(x.saturating_add(3), 0, 1, 1)
    }

    fn draw_lines(&self, front: &Front, order: &Order, sheet: &mut Sheet<'_, '_>) {
        let currency = order.pricing.currency;
        let rows = self.rows(front);
        let first = scroll(0, self.at, rows.len(), LINES);
        let mut y = 0;
        for (index, row) in rows.iter().enumerate().skip(first).take(LINES) {
            let Some(line) = order.line(row.line) else { continue };
            let wanted = self.wanted_of(row.line);
            let number = index.saturating_add(1);
            let words = format!("{number} [{}]/{}", shown(wanted), row.left());
            sheet.text(1, y, &words, Role::Strong);
            let from = columns(&words).saturating_add(2);
            sheet.cell((from, y), 24_u16.saturating_sub(from), &line.sold.name, Role::Text);
            if wanted.is_positive() {
                let amount = row.amount(wanted).unwrap_or_default();
                sheet.ends(31, y, &currency.format(amount), Role::Text);
            } else if row.refunded.is_positive() {
                sheet.ends(31, y, &format!("{} back", row.refunded), Role::Muted);
            }
            let tap = u16::try_from(index).unwrap_or(0).saturating_add(LINE_TAPS);
            sheet.tap_row(y, Hit::Row(tap));
            y = y.saturating_add(1);
        }
        if let Some(words) = self.share_words(order) {
            sheet.text(1, y, &words, Role::Strong);
            y = y.saturating_add(1);
        }
        let give_back = order.settlement().map(|one| one.give_back).unwrap_or_default();
        if give_back.is_positive() && self.wanted.is_empty() && self.share.is_none() {
            let words = format!("paid too much: {}", currency.format(give_back));
            sheet.text(1, y, &words, Role::Warn);
            y = y.saturating_add(1);
        }
        let y = y.saturating_add(1);
        let stock = if self.restock { "yes" } else { "no" };
        sheet.text(1, y, &format!("Back to stock  {stock}"), Role::Text);
        let area = sheet.row(1, y);
        sheet.hits.push(area, Hit::Row(STOCK_TAP));
        let reason =
            self.reason.and_then(|at| Some(format!("{} {}", at.checked_add(1)?, REASONS.get(at)?)));
        let reason = reason.unwrap_or_else(|| "r chooses one".to_owned());
        sheet.text(1, y.saturating_add(1), &format!("Reason         {reason}"), Role::Text);
        let area = sheet.row(1, y.saturating_add(1));
        sheet.hits.push(area, Hit::Row(REASON_TAP));
        let tip = Money::sum(order.payments.iter().map(|row| row.payment.tip)).unwrap_or_default();
        if tip.is_positive() {
            let word = if self.tip { "goes back" } else { "stays" };
            let words = format!("Tip {}  {word}  (t)", currency.format(tip));
            sheet.text(1, y.saturating_add(2), &words, Role::Text);
            let area = sheet.row(1, y.saturating_add(2));
            sheet.hits.push(area, Hit::Row(TIP_TAP));
        }
    }

    /// The row of the first tender that money goes back to.
    fn sum_row(parts: usize) -> u16 {
        let more = parts.clamp(1, TENDER_ROWS).saturating_sub(1);
        15_u16.saturating_sub(u16::try_from(more).unwrap_or(0))
    }

    fn draw_sum(&self, front: &Front, order: &Order, sheet: &mut Sheet<'_, '_>) {
        let currency = order.pricing.currency;
        let parts = self.parts(front);
        let mut y = Self::sum_row(parts.len());
        for part in parts.iter().take(TENDER_ROWS) {
            let tender = order.payment(part.payment).map(|row| row.payment.tender.to_string());
            sheet.text(1, y, &format!("REFUND {}", tender.unwrap_or_default()), Role::Strong);
            let handed = currency.format(part.handed().unwrap_or_default());
            sheet.ends(32, y, &handed, Role::MoneyDue);
            let area = sheet.row(1, y);
            sheet.hits.push(area, Hit::Row(PAYMENT_TAP));
            y = y.saturating_add(1);
        }
        if let Some(back) = self.back(front) {
            let totals = order.totals().unwrap_or_default();
            let amount = refund::amount(order, &totals, &back).unwrap_or_default();
            let taxes = refund::taxes(order, &totals, &back, amount).unwrap_or_default();
            let tax = Money::sum(taxes.iter().map(|(_, _, tax)| *tax)).unwrap_or_default();
            sheet.text(1, 16, &format!("VAT back {}", currency.format(tax)), Role::Muted);
        }
        let pin = if Self::needs_pin(front) { "  (PIN)" } else { "" };
        let handed = self.handed(front);
        let words = if self.saving.is_some() {
            "Saving ...".to_owned()
        } else if !handed.is_positive() {
            "Choose lines, or a for all".to_owned()
        } else {
            format!("[F9] REFUND {}{pin}", currency.plain(handed))
        };
        sheet.keyed(1, 18, &words, Role::Strong);
    }
}

impl Over for Refund {
    fn update(&mut self, front: &mut Front, input: &Input) -> Turn {
        self.press(front, input)
    }

    fn tap(&mut self, front: &mut Front, row: u16) -> Turn {
        if self.saving.is_some() {
            return Turn::stay();
        }
        if let Some(line) = row.checked_sub(LINE_TAPS) {
            // What stands at the right belongs to the sale that is shown: a tap there chooses it.
            if !self.lines {
                let turn = self.choose(front);
                if !self.lines {
                    return turn;
                }
            }
            let key = match row {
                STOCK_TAP => 's',
                REASON_TAP => 'r',
                PAYMENT_TAP => 'k',
                TIP_TAP => 't',
                _ => {
                    self.count(front, usize::from(line), 1, true);
                    return Turn::stay();
                }
            };
            return self.press(front, &Input::key(Key::Char(key)));
        }
        self.lines = false;
        self.order = self.list(front).get(usize::from(row)).map(|order| order.id);
        self.choose(front)
    }

    fn notice(&mut self, front: &mut Front, _msg: &Msg) -> Turn {
        match &self.saving {
            Some((batch, sentence)) if front.is_durable(*batch) => {
                let sentence = sentence.clone();
                Turn::close().say(MessageKind::Done, sentence)
            }
            _ => Turn::stay(),
        }
    }

    fn view(
        &self,
        front: &Front,
        pen: &mut Pen<'_>,
        area: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Option<Position> {
        let letter = front.desk.state.me.letter.as_ref().map(ToString::to_string);
        let clock = front.desk.state.settings().clock();
        let today = clock.day(front.now.at);
        let old = self.list(front).iter().any(|order| order.day() != Some(today));
        let waiting = if self.lines { "" } else { front.search.words() };
        let whose = match (waiting, old) {
            ("", true) => "all days".to_owned(),
            ("", false) => format!("today, {} counter", letter.unwrap_or_default()),
            (waiting, _) => waiting.to_owned(),
        };
        let left = place(area, 0, 0, (LEFT, STAGE_HEIGHT));
        let panel = Panel::new("REFUND  find the sale").right(&whose).focused(!self.lines);
        let mut sheet = Sheet::open(pen, hits, left, &panel);
        let caret = self.draw_sales(front, &mut sheet);
        let right = place(area, LEFT, 0, (RIGHT, STAGE_HEIGHT));
        let Some(order) = self.known(front) else {
            Panel::new("").draw(pen, right);
            return Some(Position::new(caret.x, caret.y));
        };
        let paid = order.payments.last().map(|row| sales::when(front, row.stamp.at));
        let paid = format!("paid {}", paid.unwrap_or_default());
        let title = order.title();
        // The line above the sum makes room for a row of each tender.
        let seps = [Self::sum_row(self.parts(front).len())];
        let panel = Panel::new(&title).right(&paid).focused(self.lines).separators(&seps);
        let mut sheet = Sheet::open(pen, hits, right, &panel);
        self.draw_lines(front, order, &mut sheet);
        self.draw_sum(front, order, &mut sheet);
        if self.lines {
            let at = u16::try_from(self.at).unwrap_or(0).min(8);
            let caret = sheet.area(1, at, 1, 1);
            return Some(Position::new(caret.x, caret.y));
        }
        Some(Position::new(caret.x, caret.y))
    }

    fn keys(&self, front: &Front) -> Vec<KeyEntry> {
        let mut keys = vec![KeyEntry::new("?", "Help").keep()];
        if !self.lines {
            keys.push(KeyEntry::new("Enter", "Choose").keep());
            keys.push(KeyEntry::new("Esc", "Back").priority(1));
            return keys;
        }
        keys.push(KeyEntry::new("1-9", "Items").priority(1));
        if self.plus == Plus::Pieces {
            keys.push(KeyEntry::new("+ -", "Pieces"));
        }
        keys.push(KeyEntry::new("a", "All"));
        if self.known(front).is_some_and(|order| order.payments.len() > 1) {
            keys.push(KeyEntry::new("h", "Share").priority(1));
        }
        keys.push(KeyEntry::new("r", "Reason").priority(1));
        if self.handed(front).is_positive() && self.reason.is_some() {
            let key = if self.plus == Plus::Refund { "+" } else { "F9" };
            keys.push(KeyEntry::new(key, "REFUND").keep());
        }
        keys.push(KeyEntry::new("Esc", "Back").priority(1));
        keys
    }

    fn covers(&self) -> bool {
        true
    }

    fn is_typing(&self) -> bool {
        !self.lines
    }
}
