//! Scans: what a scanner typed is taken back, and the item is added whatever has the focus.

use crate::domain::label::{self, Label, LabelValue};
use crate::domain::menu::Unit;
use crate::tui::counter::entry::{Amount, Wanted};
use crate::tui::counter::model::{Model, Snapshot};
use crate::tui::widgets::MessageKind;

impl Model {
    /// Keeps what a scan would type into, when its first character arrives.
    pub(super) fn remember(&mut self) {
        self.before_scan = Some(Box::new(Snapshot {
            entry: self.entry.clone(),
            overlays: self.overlays.clone(),
            order: self.order,
            focus: self.focus,
        }));
    }

    /// Adds what a label of a scale says; answers whether the code was such a label, also one that
    /// cannot be read.
    pub(super) fn add_label(&mut self, code: &str) -> bool {
        let rules = &self.front.desk.state.settings().barcodes;
        let Some(label) = label::read(rules, code) else { return false };
        if let Err(words) = label.and_then(|label| self.labelled(&label)) {
            self.say(MessageKind::Warning, words);
            self.bell();
        }
        true
    }

    /// Adds the item of a label; else says what is wrong.
    fn labelled(&mut self, label: &Label) -> Result<(), String> {
        let codes = [label.item.as_str(), label.item.trim_start_matches('0')];
        let found = codes.into_iter().find_map(|code| self.finder.by_code(code));
        let found = found.or_else(|| self.finder.by_barcode(&label.stem));
        let item = found.and_then(|at| self.menu().items.get(at).map(|item| (at, item)));
        let Some((at, item)) = item else {
            return Err(format!("No item has the code {} of this label.", label.item));
        };
        match label.value {
            LabelValue::Price(price) => {
                self.add_labelled(at, price);
            }
            LabelValue::Weight(quantity) if item.unit == Some(Unit::Kg) => {
                let amount = Amount { quantity, unit: Some(Unit::Kg) };
                self.add_item(at, &Wanted { quantity: Some(amount), ..Wanted::default() });
            }
            LabelValue::Weight(_) => {
                let name = &item.name;
                return Err(format!("{name} is sold by the piece, its label gives a weight."));
            }
        }
        Ok(())
    }

    /// A burst of characters has ended. Answers whether it was a scan; fast typing that is no known
    /// barcode stays what was typed.
    pub(super) fn scan(&mut self, code: &str) -> bool {
        let item = self.finder.by_barcode(code);
        let digits = code.bytes().all(|byte| byte.is_ascii_digit());
        if item.is_none() && !digits {
            return false;
        }
        if let Some(top) = self.overlays.last()
            && top.over.over().takes_cards()
        {
            // Fast fingers and a card of staff are the same: digits of a PIN, then Enter.
            return false;
        }
        let Some(before) = self.before_scan.take() else { return false };
        let before = *before;
        let refused = before.overlays.last().filter(|top| !top.over.over().takes_scans());
        if let Some(words) = refused.map(|top| top.over.over().scan_refused()) {
            self.entry = before.entry;
            self.overlays = before.overlays;
            self.order = before.order;
            self.focus = before.focus;
            self.say(MessageKind::Warning, words);
            self.bell();
            return true;
        }
        if item.is_none() && self.finder.by_code(code).is_some() {
            return false;
        }
        self.entry = before.entry;
        self.focus = before.focus;
        self.found = None;
        if !before.overlays.is_empty() {
            self.overlays.clear();
            self.next_order();
        }
        if let Some(at) = item {
            self.add_item(at, &Wanted::default());
        } else if !self.add_label(code) {
            let words = format!("No item has the barcode {code}. Type its name instead.");
            self.say(MessageKind::Warning, words);
            self.bell();
        }
        true
    }
}
