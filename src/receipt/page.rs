//! A paper that is being written: rows of so many columns, no amount of which is ever cut.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr;

use super::Paper;
use crate::domain::currency::Currency;
use crate::domain::money::{Money, Rate};
use crate::domain::settings::Settings;
use crate::domain::totals::TaxRow;
use crate::report::text_table::{Align, fit, pad};

/// A receipt that is being written.
pub(super) struct Page {
    pub(super) text: String,
    pub(super) currency: Currency,
    columns: usize,
    /// The rates of tax, where there are several: each has a letter, and each line says its own.
    rates: Vec<Rate>,
}

impl Page {
    pub(super) fn new(currency: Currency, columns: usize) -> Self {
        Self { text: String::new(), currency, columns: columns.clamp(24, 80), rates: Vec::new() }
    }

    /// The marks, the name of the place and what the site writes above every text.
    pub(super) fn head(&mut self, settings: &Settings, paper: Paper) {
        self.marks(paper);
        self.middle(&settings.name);
        settings.receipt_head.iter().for_each(|line| self.middle(line));
        self.rule();
    }

    /// What the site writes below every text, and the marks again.
    pub(super) fn foot(&mut self, settings: &Settings, paper: Paper) {
        self.rule();
        settings.receipt_foot.iter().for_each(|line| self.middle(line));
        self.marks(paper);
    }

    pub(super) fn marks(&mut self, paper: Paper) {
        if paper.training {
            self.middle("*** TRAINING, NOT A RECEIPT ***");
        }
        match paper.duplicate {
            0 => {}
            1 => self.middle("*** DUPLICATE ***"),
            count => self.middle(&format!("*** DUPLICATE {count} ***")),
        }
    }

    fn push(&mut self, line: &str) {
        let _ = writeln!(self.text, "{}", line.trim_end());
    }

    pub(super) fn left(&mut self, line: &str) {
        self.push(&cut(line, self.columns));
    }

    /// A line that goes on below where it does not fit, so that nothing of it is lost.
    pub(super) fn wrapped(&mut self, line: &str) {
        for row in rows(line, self.columns) {
            self.push(&row);
        }
    }

    /// A line in the middle; one that is too long goes on below.
    pub(super) fn middle(&mut self, line: &str) {
        for row in rows(line, self.columns) {
            let blanks = self.columns.saturating_sub(row.width()) / 2;
            self.push(&format!("{}{row}", " ".repeat(blanks)));
        }
    }

    pub(super) fn rule(&mut self) {
        self.push(&"-".repeat(self.columns));
    }

    /// Words at the left and at the right; the left ones give way.
    pub(super) fn spread(&mut self, left: &str, right: &str) {
        let right = cut(right, self.columns);
        let room = self.columns.saturating_sub(right.width()).saturating_sub(1);
        let left = pad(&cut(left, room), room, Align::Left);
        self.push(&format!("{left} {right}"));
    }

    /// From here on lines bear the letter of their tax, when there are several.
    pub(super) fn rates(&mut self, taxes: &[TaxRow]) {
        if taxes.len() > 1 {
            self.rates = taxes.iter().map(|row| row.rate).collect();
        }
    }

    /// The letter of a rate, where there are several.
    pub(super) fn mark(&self, rate: Rate) -> Option<char> {
        ('A'..='Z').zip(&self.rates).find(|(_, known)| **known == rate).map(|(mark, _)| mark)
    }

    /// An amount as it stands at the right: all of a paper end in one column.
    fn shown(&self, amount: Money, mark: Option<char>) -> String {
        let shown = self.currency.format(amount);
        match mark {
            Some(mark) => format!("{shown} {mark}"),
            None if self.rates.is_empty() => shown,
            None => format!("{shown}  "),
        }
    }

    pub(super) fn amount(&mut self, left: &str, amount: Money) {
        let shown = self.shown(amount, None);
        self.spread(left, &shown);
    }

    /// What was sold, with the letter of its tax.
    pub(super) fn taxed(&mut self, left: &str, amount: Money, rate: Rate) {
        let shown = self.shown(amount, self.mark(rate));
        self.spread(left, &shown);
    }

    /// A name that holds a figure and is never cut: the amount goes below it where both have no
    /// room in one row.
    pub(super) fn figure(&mut self, left: &str, amount: Money) {
        let shown = self.shown(amount, None);
        self.pair(left, &shown);
    }

    /// Words at the left and at the right, none of them cut: the right ones go below the left ones
    /// where both have no room in one row.
    pub(super) fn pair(&mut self, left: &str, right: &str) {
        if left.width().saturating_add(right.width()) < self.columns {
            self.spread(left, right);
        } else {
            self.wrapped(left);
            self.spread("", right);
        }
    }
}

/// The rows of a line on so many columns, broken at blanks; control characters never reach a
/// printer.
fn rows(line: &str, columns: usize) -> Vec<String> {
    let clean: String = line.chars().filter(|letter| !letter.is_control()).collect();
    let mut rest = clean.as_str();
    let mut rows = Vec::new();
    while rest.width() > columns {
        let fits = |at: &usize| rest.get(..*at).is_some_and(|part| part.width() <= columns);
        let ends = rest.char_indices().map(|(at, _)| at);
        let most = ends.take_while(fits).last().unwrap_or(rest.len()).max(1);
        let blank = rest.get(..most).and_then(|part| part.rfind(' ')).filter(|at| *at > 3);
        let (row, below) = rest.split_at(blank.unwrap_or(most));
        rows.push(row.to_owned());
        rest = below.trim_start();
    }
    rows.push(rest.to_owned());
    rows
}

/// As much as fits; control characters never reach a printer.
fn cut(text: &str, columns: usize) -> String {
    let clean: String = text.chars().filter(|letter| !letter.is_control()).collect();
    fit(&clean, columns, "~")
}
