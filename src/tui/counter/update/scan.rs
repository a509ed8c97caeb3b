//! Scans: what a scanner typed is taken back, and the item is added whatever has the focus.

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

    /// A burst of characters has ended. Answers whether it was a scan; fast typing that is no known
    /// barcode stays what was typed.
    pub(super) fn scan(&mut self, code: &str) -> bool {
        let item = self.finder.by_barcode(code);
        let digits = code.bytes().all(|byte| byte.is_ascii_digit());
        if item.is_none() && !digits {
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
            self.add_item(at, 1, &[], None);
        } else {
            let words = format!("No item has the barcode {code}. Type its name instead.");
            self.say(MessageKind::Warning, words);
            self.bell();
        }
        true
    }
}
