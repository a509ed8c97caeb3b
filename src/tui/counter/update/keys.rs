//! Keys on the order screen, and the actions behind them.

use crate::tui::counter::action::{Action, Page};
use crate::tui::counter::entry::Wanted;
use crate::tui::counter::model::{Focus, Model};
use crate::tui::counter::taught::Meant;
use crate::tui::counter::turn::Ask;
use crate::tui::counter::update::people::Replay;
use crate::tui::counter::view;
use crate::tui::effect::Effect;
use crate::tui::input::{BurstStep, Input, Key, Press};
use crate::tui::layout::{LEAST_HEIGHT, LEAST_WIDTH};
use crate::tui::widgets::MessageKind;

impl Model {
    /// True while the window has no room to work in.
    pub(super) fn too_small(&self) -> bool {
        self.size.0 < LEAST_WIDTH || self.size.1 < LEAST_HEIGHT
    }

    pub(super) fn press(&mut self, press: Press) {
        self.typed();
        if matches!(press.key, Key::Ctrl(_)) {
            self.release();
        }
        if matches!(press.key, Key::Ctrl('q' | 'c')) {
            return self.quit();
        }
        if press.key == Key::Ctrl('l') {
            return self.outbox.push(Effect::Redraw);
        }
        if self.too_small() {
            return;
        }
        let mono = i64::try_from(self.front.now.mono).unwrap_or(i64::MAX);
        match self.burst.press(press, mono) {
            BurstStep::First => {
                self.release();
                self.remember();
                if self.keep_back(press) {
                    return;
                }
            }
            BurstStep::More => {
                if self.keep_back(press) {
                    return;
                }
            }
            BurstStep::Other => self.release(),
            BurstStep::Scan(code) => {
                if self.scan(&code) {
                    return self.held.forget();
                }
                self.release();
            }
        }
        self.pressed(press);
    }

    /// A key that belongs to no scan.
    pub(super) fn pressed(&mut self, press: Press) {
        let back = press.key == Key::Ctrl('z') && self.offers_undo();
        if self.overlays.is_empty() || back {
            self.key(press);
            self.ask_approval(None, Replay::Press(press));
        } else {
            self.give_overlay(&Input::Press(press));
        }
    }

    /// A key that no overlay takes.
    pub(super) fn key(&mut self, press: Press) {
        match self.meant(press) {
            Meant::Key => {}
            Meant::Action(action) => return self.act_on(action),
            Meant::Nothing => return,
        }
        let empty = self.entry.is_empty();
        if let Key::F(number) = press.key {
            self.function_key(number);
        } else if press.key == Key::Ctrl('z') {
            self.undo_last();
        } else if self.focus == Focus::Menu && self.menu_key(press.key) {
            // The menu panel took it.
        } else if press.key == Key::Esc {
            self.escape();
        } else if press.key == Key::Enter {
            self.enter(press);
        } else if matches!(press.key, Key::Tab | Key::BackTab) {
            self.focus = Focus::Menu;
            self.cell = self.page.saturating_mul(view::page_size(self));
        } else if press.key == Key::Char('?') && self.asks_for_help() {
            self.act_on(Action::Help);
        } else if empty && self.sign(press.key) {
            // An empty line gives some signs a meaning of their own.
        } else {
            self.edit(press.key, empty);
        }
    }

    /// No code and no name has a question mark, but a note may.
    fn asks_for_help(&self) -> bool {
        let text = self.entry.text();
        !text.contains('"') && !text.starts_with(['=', '/'])
    }

    fn function_key(&mut self, number: u8) {
        let action = match number {
            1 => Action::Help,
            2 => Action::Service,
            3 => Action::Find,
            4 => Action::Options,
            5 if self.fires() => Action::Fire,
            5 => Action::Send,
            6 if self.has_lines() => Action::Hold,
            6 => Action::Recall,
            7 => Action::Discount,
            8 => Action::Void,
            9 => Action::Pay,
            10 => Action::More,
            _ => return,
        };
        self.act_on(action);
    }

    /// The signs that act on an empty entry line; answers whether this was one.
    fn sign(&mut self, key: Key) -> bool {
        let Key::Char(c) = key else { return false };
        match c {
            ' ' | '.' => self.open(&Ask::Actions { page: Page::First }),
            '@' => self.open_tables(),
            '+' => self.one_more(),
            '-' => self.one_less(),
            _ => return false,
        }
        true
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "every key that is not named here edits the entry line"
    )]
    fn edit(&mut self, key: Key, empty: bool) {
        match key {
            Key::Up => self.steer(-1),
            Key::Down => self.steer(1),
            Key::PageUp => self.leaf(-1),
            Key::PageDown => self.leaf(1),
            Key::Left if empty => self.next_category(-1),
            Key::Right if empty => self.next_category(1),
            Key::Delete if empty => self.act_on(Action::Void),
            key => {
                self.focus = Focus::Entry;
                self.entry.key(key);
            }
        }
    }

    /// Esc: an overlay takes it before; else the line, else the menu panel, else nothing.
    fn escape(&mut self) {
        if !self.entry.is_empty() {
            self.entry.clear();
        } else if self.focus == Focus::Menu {
            self.focus = Focus::Entry;
        } else if !self.messages.dismiss() {
            self.say(MessageKind::Done, "Nothing to cancel. Space shows the actions.");
        }
    }

    /// Up and Down: the results while something is looked for, else the lines of the order.
    pub(super) fn steer(&mut self, by: isize) {
        if let Some(found) = &mut self.found {
            found.chosen = moved(found.chosen, by, found.rows.len());
            return;
        }
        let lines = self.lines_in_order();
        let at = self.chosen.and_then(|chosen| lines.iter().position(|line| *line == chosen));
        let to = match at {
            Some(at) => moved(at, by, lines.len()),
            None if by < 0 => lines.len().saturating_sub(1),
            None => 0,
        };
        if let Some(line) = lines.get(to).copied() {
            self.choose_line(line);
        }
    }

    /// Chooses a line and says it to those who listen.
    pub(super) fn choose_line(&mut self, line: crate::domain::id::LineId) {
        if self.chosen == Some(line) {
            return;
        }
        self.chosen = Some(line);
        if let Some(line) = self.chosen_line() {
            let words = format!("Chosen {} {}", line.measure(line.standing()), line.sold.name);
            self.outbox.push(Effect::Announce(words));
        }
    }

    /// `PgUp` and `PgDn`: pages of the results or of the menu.
    pub(super) fn leaf(&mut self, by: isize) {
        let size = view::page_size(self);
        if let Some(found) = &mut self.found {
            let step = isize::try_from(size.min(10)).unwrap_or(1);
            found.chosen = moved(found.chosen, by.saturating_mul(step), found.rows.len());
            return;
        }
        let shown = self.shown_category();
        let pages = self.finder.category(shown).len().div_ceil(size).max(1);
        self.category = shown;
        self.page = moved(self.page, by, pages);
        self.cell = self.page.saturating_mul(size);
    }

    pub(super) fn next_category(&mut self, by: isize) {
        let count = self.menu().categories.len();
        self.open_category(moved(self.category, by, count));
    }

    /// Opens a category at its first page.
    pub(super) fn open_category(&mut self, at: usize) {
        self.category = at;
        self.page = 0;
        self.cell = 0;
        if let Some(category) = self.menu().categories.get(at) {
            let words = format!("Category {} {}", at.saturating_add(1), category.name);
            self.outbox.push(Effect::Announce(words));
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "every key that is not named here belongs to the entry line"
    )]
    /// Keys of the menu panel; answers whether it took this one.
    fn menu_key(&mut self, key: Key) -> bool {
        let items = self.finder.category(self.category);
        let rows = isize::try_from(view::page_rows(self)).unwrap_or(1);
        let (len, wide) = (items.len(), view::has_cells(self));
        // Compact pages run down their columns, wide ones along their rows.
        let columns = isize::try_from(view::page_columns(self)).unwrap_or(1);
        let (down, right) = if wide { (columns, 1) } else { (1, rows) };
        match key {
            Key::Tab | Key::BackTab | Key::Esc => self.focus = Focus::Entry,
            Key::Up => self.cell = moved(self.cell, -down, len),
            Key::Down => self.cell = moved(self.cell, down, len),
            Key::Left => self.cell = moved(self.cell, -right, len),
            Key::Right => self.cell = moved(self.cell, right, len),
            Key::Enter => {
                let item = items.get(self.cell).copied();
                if let Some(item) = item {
                    self.add_item(item, &Wanted::default());
                }
            }
            _ => return false,
        }
        self.page = self.cell / view::page_size(self).max(1);
        true
    }

    /// Does an action, or says why it cannot be done now.
    pub(super) fn act_on(&mut self, action: Action) {
        if !self.works().contains(&action) {
            self.say(MessageKind::Warning, why_not(action));
            return;
        }
        match action {
            Action::Help => self.open(&Ask::Help),
            Action::Service => self.open(&Ask::Service(self.order)),
            Action::Find => self.find_more(),
            Action::Tables => self.open_tables(),
            Action::Seats => self.open(&Ask::Seats),
            Action::Fire => self.fire(),
            Action::Options => self.open_options(false),
            Action::Note => self.open_options(true),
            Action::Send => self.send(),
            Action::Hold => self.hold(),
            Action::Recall => self.open(&Ask::Orders),
            Action::Discount => self.open_discount(""),
            Action::Void => self.remove_chosen(),
            Action::Pay => self.open_pay(),
            Action::More => self.open(&Ask::Actions { page: Page::More }),
            Action::Undo => self.undo_last(),
            Action::Shift => self.open_shift(),
            Action::Refund => self.open(&Ask::Refund(None)),
            Action::Receipts => self.open(&Ask::Receipts),
            Action::Explain => {
                if let Some(order) = self.order {
                    self.open(&Ask::Explain(order));
                }
            }
            Action::Cash => self.open(&Ask::Cash),
            Action::OpenDrawer => self.open(&Ask::NoSale),
            Action::Price => {
                if let (Some(order), Some(line)) = (self.order, self.chosen) {
                    self.open(&Ask::Price { order, line });
                }
            }
            Action::Codes => self.open(&Ask::Codes),
            Action::Split | Action::Move => {
                let Some(order) = self.order else { return };
                let split = action == Action::Split;
                self.open(&if split { Ask::Split(order) } else { Ask::Move(order) });
            }
            Action::Train => self.outbox.push(Effect::Train),
            Action::Test => self.outbox.push(Effect::Test),
            Action::SoldOut => self.open(&Ask::SoldOut),
            Action::Connection => self.open_connection(),
            Action::Customer => self.open(&Ask::Customer),
            Action::Lock => self.lock(),
            Action::Settings => self.open_people(),
            Action::Quit => self.quit(),
        }
    }

    /// An open shift has a menu; without one the next is opened, where there is a drawer.
    fn open_shift(&mut self) {
        let open = self.front.desk.state.my_shift().is_some();
        if !open && !self.front.drawer {
            let words = "This terminal has no drawer: shifts are opened where the cash is.";
            return self.say(MessageKind::Warning, words);
        }
        self.open(if open { &Ask::ShiftMenu } else { &Ask::Shift });
    }

    /// F3 looks for orders too: what is half typed is what is looked for.
    fn find_more(&mut self) {
        let typed = self.entry.text();
        let plain = typed.starts_with(char::is_alphanumeric);
        self.focus = Focus::Entry;
        self.entry.set(&if plain { format!("/{typed}") } else { "/".to_owned() });
    }

    pub(super) fn open_options(&mut self, note: bool) {
        if let (Some(order), Some(line)) = (self.order, self.chosen) {
            self.open(&Ask::Options { order, line, note });
        }
    }
}

/// A place moved by so many, within a list.
fn moved(at: usize, by: isize, len: usize) -> usize {
    at.saturating_add_signed(by).min(len.saturating_sub(1))
}

/// Why an action cannot be done now, and what to do.
const fn why_not(action: Action) -> &'static str {
    match action {
        Action::Options | Action::Note | Action::Price => {
            "No unsent line is chosen: add an item, or choose one with Up and Down."
        }
        Action::Send => "Nothing new to send: add an item first.",
        Action::Lock => "Nobody was set up to sign in: F10 e adds people.",
        Action::Void => "No line is chosen: choose one with Up and Down.",
        Action::Hold | Action::Discount | Action::Explain => {
            "The order is empty: add an item first."
        }
        Action::Split | Action::Move => "Nothing is due: add an item, or take up an order with F6.",
        Action::Pay => "Nothing to pay: add an item first, or take up an order with F6.",
        Action::Cash | Action::OpenDrawer => "No shift is open: open one first with F10 x.",
        Action::Fire => "No course of this order waits in the kitchen.",
        Action::Train => "This is the training already: Ctrl+Q leaves it.",
        Action::Undo => "Nothing to undo since the order was opened or sent.",
        Action::Recall => "An order is on the screen: hold it first with F6.",
        Action::Help
        | Action::Service
        | Action::Find
        | Action::More
        | Action::Tables
        | Action::Seats
        | Action::Shift
        | Action::Refund
        | Action::Receipts
        | Action::Customer
        | Action::SoldOut
        | Action::Codes
        | Action::Connection
        | Action::Settings
        | Action::Test
        | Action::Quit => "This does not work here.",
    }
}
