//! The payment screen at 80 columns, and its keys.

use ratatui::layout::{Position, Rect};

use super::{Figures, Pay, Stage, left, method, touch, wide};
use crate::domain::event::Tender;
use crate::domain::money::Money;
use crate::tui::counter::overlay::sheet::{STAGE_HEIGHT, Sheet, place};
use crate::tui::counter::settings::AmountEntry;
use crate::tui::counter::turn::{Hit, Over, Turn};
use crate::tui::front::Front;
use crate::tui::input::{Input, Key};
use crate::tui::layout::{LayoutSetting, WIDE_HEIGHT, WIDE_WIDTH};
use crate::tui::msg::Msg;
use crate::tui::theme::Role;
use crate::tui::widgets::{DigitSize, HitMap, KeyEntry, Panel, Pen, button_entries};

/// A commit that takes longer than this is said to be going on, in milliseconds.
const SAVING_WORD_MS: u64 = 300;
/// Columns of each half at 80.
const HALF: u16 = 40;
/// Amounts of the right half end before this column.
const EDGE: u16 = 37;

impl Over for Pay {
    fn update(&mut self, front: &mut Front, input: &Input) -> Turn {
        self.press(front, input)
    }

    fn notice(&mut self, front: &mut Front, _msg: &Msg) -> Turn {
        self.look(front)
    }

    fn view(
        &self,
        front: &Front,
        pen: &mut Pen<'_>,
        area: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Option<Position> {
        let order = self.known(front)?;
        let figures = self.figures(front);
        if pen.look.layout == LayoutSetting::Touch && self.has_touch() {
            return Some(touch::draw(self, (front, order, figures), pen, area, hits));
        }
        // The content rows of the wide layout are three less than the screen.
        if area.width >= WIDE_WIDTH && area.height >= WIDE_HEIGHT - 3 {
            return Some(wide::draw(self, (front, order, figures), pen, area, hits));
        }
        let left = place(area, 0, 0, (HALF, STAGE_HEIGHT));
        let (title, items) = left::title(self, front, order);
        left::draw(self, pen, left, (front, order, figures), (&title, &items));
        let right = place(area, HALF, 0, (HALF, STAGE_HEIGHT));
        let name = self.method(front).name.to_uppercase();
        let place_of = self.place_of_method(front);
        let panel = Panel::new(&name).right(&place_of).focused(true).separators(&[2, 11, 18]);
        let mut sheet = Sheet::open(pen, hits, right, &panel);
        method::draw(self, front, &mut sheet, 3);
        let (word, shown) = received(self, figures);
        sheet.text(1, 2, word, Role::Text);
        let digits = sheet.area(0, 3, EDGE, 5);
        large(sheet.pen, digits, &shown, (DigitSize::SIX, Role::MoneyDue));
        let (label, amount, role) = self.effect(figures);
        sheet.text(1, 9, label, Role::Text);
        sheet.ends(EDGE, 9, &amount, role);
        if matches!(self.stage, Stage::Tip | Stage::Code { .. }) {
            self.draw_typed(&mut sheet, front, 11);
        } else if self.stage == Stage::Short {
            short(self, &mut sheet, figures, 11);
        } else if self.lacks_shift(front) {
            no_shift(self, &mut sheet, front.drawer, 11);
        } else {
            suggestions(self, &mut sheet, front, figures);
        }
        self.last_row(&mut sheet, front, figures);
        let caret = sheet.area(EDGE - 1, 5, 1, 1);
        Some(Position::new(caret.x, caret.y))
    }

    fn keys(&self, front: &Front) -> Vec<KeyEntry> {
        let mut keys = vec![KeyEntry::new("?", "Help").keep()];
        match self.stage {
            Stage::Saving { .. } => {}
            Stage::Tip | Stage::Code { .. } => keys.extend(self.typed_keys()),
            Stage::Short => {
                if self.amount.as_whole_units().is_some() {
                    keys.push(KeyEntry::new(".", "Whole units"));
                }
                keys.push(KeyEntry::new("p", "Part payment").priority(2));
                keys.push(KeyEntry::new("Backspace", "Edit"));
                keys.push(KeyEntry::new("Esc", "Back").priority(1));
            }
            Stage::Due if self.lacks_shift(front) => {
                keys.push(KeyEntry::new("o", "Open shift").priority(2));
                keys.push(KeyEntry::new("k", "Card").priority(1));
                keys.push(KeyEntry::new("Esc", "Back").priority(1));
            }
            Stage::Due => {
                keys.push(KeyEntry::new("0-9", "Amount"));
                if self.amount.can_point() {
                    keys.push(KeyEntry::new(".", "Whole units"));
                } else {
                    keys.push(KeyEntry::new("k", "Card"));
                }
                keys.push(KeyEntry::new("=", "Exact").priority(1));
                if !self.suggestions(front).is_empty() {
                    keys.push(KeyEntry::new("a-c", "Notes"));
                }
                if self.can_take(front) {
                    keys.push(KeyEntry::new("Enter", "TAKE").keep());
                }
                keys.push(KeyEntry::new("Esc", "Back").priority(1));
            }
        }
        keys
    }

    fn wide_keys(&self, front: &Front) -> Vec<KeyEntry> {
        let mut keys = self.keys(front);
        if self.stage == Stage::Due && !self.lacks_shift(front) {
            keys.retain(|entry| entry.key != "k");
            let last = keys.iter().position(|entry| entry.key == "Enter" || entry.key == "Esc");
            let at = last.unwrap_or(keys.len());
            keys.insert(at, KeyEntry::new("* k", "Card"));
        }
        keys
    }

    fn covers(&self) -> bool {
        true
    }

    fn has_touch(&self) -> bool {
        !matches!(self.stage, Stage::Tip | Stage::Code { .. })
    }

    fn spoken(&self, front: &Front) -> Option<String> {
        let figures = self.figures(front);
        let (label, amount, _) = self.effect(figures);
        Some(format!("Received {}, {label} {amount}", self.amount.shown()))
    }

    fn buttons(&self, front: &Front) -> Vec<KeyEntry> {
        if self.has_touch() {
            touch::buttons(self, front)
        } else {
            button_entries(&self.keys(front))
        }
    }

    fn tap(&mut self, front: &mut Front, row: u16) -> Turn {
        touch::tap(self, front, row)
    }

    fn is_typing(&self) -> bool {
        true
    }

    fn scan_refused(&self) -> &'static str {
        "Scan ignored, finish the payment first."
    }
}

impl Pay {
    fn can_take(&self, front: &Front) -> bool {
        let figures = self.figures(front);
        let all = !self.is_cash() && self.amount.is_empty();
        let enough = all || self.amount.value().is_some_and(|given| given >= figures.payable);
        self.stage == Stage::Due
            && !self.lacks_shift(front)
            && (enough || figures.payable.is_zero())
    }

    /// What is handed over: what was typed, or all of it where only cash gives change.
    fn given(&self, figures: Figures) -> Money {
        let all = if self.is_cash() { Money::ZERO } else { figures.payable };
        self.amount.value().unwrap_or(all)
    }

    /// The word and the amount below what was received.
    pub(super) fn effect(&self, figures: Figures) -> (&'static str, String, Role) {
        let currency = self.amount.currency();
        let given = self.given(figures);
        let change = given.minus(figures.payable).unwrap_or_default();
        if change.is_negative() {
            ("Still due", currency.format(change.negated()), Role::Strong)
        } else {
            ("Change", currency.format(change), Role::MoneyChange)
        }
    }

    /// What Enter does, in the words of its button.
    pub(super) fn take_words(&self, front: &Front, figures: Figures, give: bool) -> String {
        let given = self.given(figures);
        match self.stage {
            Stage::Saving { since, .. }
                if front.now.mono.saturating_sub(since) >= SAVING_WORD_MS =>
            {
                "Saving ...".to_owned()
            }
            Stage::Short => "Enter does nothing here".to_owned(),
            Stage::Tip => "[Enter] set the tip".to_owned(),
            Stage::Code { given, .. } => {
                format!("[Enter] TAKE {}", self.amount.currency().plain(given))
            }
            Stage::Due | Stage::Saving { .. } => {
                let change = given.minus(figures.payable).unwrap_or_default();
                let shown = self.amount.currency().plain(given);
                if self.lacks_shift(front) {
                    "Cash needs an open shift".to_owned()
                } else if change.is_negative() && !given.is_positive() {
                    "Type what is received".to_owned()
                } else if change.is_negative() {
                    format!("[Enter] {shown} is less")
                } else if change.is_positive() && !self.is_cash() {
                    format!("{shown} is too much")
                } else if give && change.is_positive() {
                    let change = self.amount.currency().plain(change);
                    format!("[Enter] TAKE {shown}, GIVE {change}")
                } else {
                    format!("[Enter] TAKE {shown}")
                }
            }
        }
    }

    fn last_row(&self, sheet: &mut Sheet<'_, '_>, front: &Front, figures: Figures) {
        sheet.keyed(1, 18, &self.take_words(front, figures, false), Role::Strong);
        if self.stage == Stage::Due {
            sheet.keyed(EDGE - 10, 18, "[Esc] Back", Role::Text);
        }
    }

    /// What the typed figures mean, in two rows.
    pub(super) fn hint(&self) -> [String; 2] {
        let code = self.amount.currency().code().to_owned();
        let [typed, shown] = [self.amount.typed().to_owned(), self.amount.shown()];
        if self.amount.currency().exponent() == 0 {
            return [String::new(), format!("Digits are {code}.")];
        }
        let example = self.amount.currency().unit().saturating_mul(20);
        let minor = self.amount.entry() == AmountEntry::Minor;
        let second = if minor {
            format!("Without . digits are cents: {example}")
        } else {
            "Digits are whole units: 20.5".to_owned()
        };
        let first = match typed.split_once('.') {
            _ if typed.is_empty() && self.amount.is_filled() => format!("Filled in  ({shown})"),
            _ if typed.is_empty() => String::new(),
            Some((whole, "")) => format!("Typed {whole} then .  ({shown})"),
            Some(_) | None => format!("Typed {typed}  ({shown})"),
        };
        [first, second]
    }
}

/// A large amount at the right, smaller or as bold text where it does not fit.
pub(super) fn large(pen: &mut Pen<'_>, area: Rect, amount: &str, (size, role): (DigitSize, Role)) {
    let fits = [size, DigitSize::SIX, DigitSize::SIX_TIGHT];
    if !fits.into_iter().any(|size| pen.digits_right(area, amount, size, role)) {
        let middle = Rect { y: area.y.saturating_add(area.height / 2), height: 1, ..area };
        pen.right(middle, amount, role);
    }
}

/// What the large amount is, and the amount: what was typed, or all of it where nothing was.
pub(super) fn received(pay: &Pay, figures: Figures) -> (&'static str, String) {
    if pay.stage == Stage::Tip {
        return ("Tip", pay.tip_entry.shown());
    }
    if pay.is_cash() {
        return ("Received", pay.amount.shown());
    }
    let all = pay.amount.currency().plain(figures.payable);
    ("Amount", if pay.amount.is_empty() { all } else { pay.amount.shown() })
}

fn suggestions(pay: &Pay, sheet: &mut Sheet<'_, '_>, front: &Front, figures: Figures) {
    let currency = pay.amount.currency();
    let mut offers = vec![("[=]", 'e', figures.payable)];
    let keys = [("[a]", 'a'), ("[b]", 'b'), ("[c]", 'c')];
    for ((word, key), note) in keys.into_iter().zip(pay.suggestions(front)) {
        offers.push((word, key, note));
    }
    for ((x, end, y), (word, key, amount)) in
        [(1, 19, 11), (23, 34, 11), (1, 19, 12), (23, 34, 12)].into_iter().zip(offers)
    {
        let shown = currency.plain(amount);
        let end = if shown.len() > 8 { end + 3 } else { end };
        sheet.cell((x, y), 3, word, Role::KeyHint);
        if key == 'e' {
            sheet.cell((5, y), 5, "Exact", Role::Text);
        }
        sheet.ends(end, y, &shown, Role::Strong);
        let key = if key == 'e' { '=' } else { key };
        let place = sheet.area(x, y, end - x, 1);
        sheet.hits.push(place, Hit::Key(Key::Char(key)));
    }
    if pay.more.is_empty() {
        sheet.keyed(1, 13, "[s] Split bill", Role::Text);
    }
    sheet.keyed(23, 13, "[t] Add tip", Role::Text);
    let [first, second] = pay.hint();
    sheet.text(1, 15, &first, Role::Text);
    sheet.text(1, 16, &second, Role::Muted);
}

/// What an amount that is too small can be meant to be, from a row on.
pub(super) fn short(pay: &Pay, sheet: &mut Sheet<'_, '_>, figures: Figures, y: u16) {
    let currency = pay.amount.currency();
    let given = pay.amount.shown();
    let due = currency.plain(figures.payable);
    sheet.text(1, y, &format!("! {given} is less than {due} due."), Role::Warn);
    if let Some(whole) = pay.amount.as_whole_units() {
        sheet.keyed(1, y + 2, &format!("[.]   take it as {}", currency.plain(whole)), Role::Text);
    }
    sheet.keyed(1, y + 3, &format!("[p]   part payment of {given}"), Role::Text);
    sheet.keyed(1, y + 4, "[Esc] change the amount", Role::Text);
}

/// What can be done where no cash can be taken, from a row on.
pub(super) fn no_shift(pay: &Pay, sheet: &mut Sheet<'_, '_>, drawer: bool, y: u16) {
    let zero = pay.amount.currency().plain(Money::ZERO);
    if drawer {
        sheet.text(1, y, "! No shift is open: cash needs one.", Role::Warn);
        sheet.keyed(1, y + 2, &format!("[o]   open a shift with float {zero}"), Role::Text);
    } else {
        sheet.text(1, y, "! No drawer here: no cash.", Role::Warn);
    }
    sheet.keyed(1, y + 3, &format!("[k]   take a {} instead", Tender::Card), Role::Text);
}
