//! The figures of a shift as rows and as text: the X at any moment, the Z as it was printed.

use super::currency::Currency;
use super::event::{CashWay, ShiftFigures, Tender};
use super::money::Money;
use super::name::capital;
use super::settings::Settings;
use super::shift::Shift;
use super::state::State;
use super::time::At;

/// How many columns the text has, as paper of 80 millimetres.
pub const TEXT_COLUMNS: usize = 42;

/// One row of a read-out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// What it is.
    Title(String),
    /// Words over the whole width.
    Words(String),
    /// A name and its figure.
    Figure(String, String),
    /// A name and its figure, the ones that matter most.
    Strong(String, String),
    /// A line across.
    Rule,
}

/// The head of a read-out; `mark` stands above everything else, as of a training.
fn begin(state: &State, shift: &Shift, now: At, mark: Option<&str>) -> Vec<Row> {
    let mut rows: Vec<Row> = mark.map(|mark| Row::Title(mark.to_owned())).into_iter().collect();
    head(&mut rows, state, shift, now);
    rows
}

/// The read-out of a shift: a Z with the figures as printed once it is closed, an X of `figures`
/// at the moment `now` before. `mark` stands above everything else, as of a training.
pub fn rows(
    state: &State,
    shift: &Shift,
    figures: &ShiftFigures,
    now: At,
    mark: Option<&str>,
) -> Vec<Row> {
    let mut rows = begin(state, shift, now, mark);
    let figures = shift.closed.as_ref().map_or(figures, |(closed, _)| &closed.figures);
    sales(&mut rows, state, figures);
    drawer(&mut rows, state, shift, figures);
    lists(&mut rows, state, figures);
    rows
}

/// The read-out of an open shift without anything that says what the drawer should hold: for those
/// who are going to count it.
pub fn blind(
    state: &State,
    shift: &Shift,
    figures: &ShiftFigures,
    now: At,
    mark: Option<&str>,
) -> Vec<Row> {
    let mut rows = begin(state, shift, now, mark);
    let currency = state.settings().currency;
    rows.push(Row::Rule);
    rows.push(Row::Figure("Orders".to_owned(), figures.orders.to_string()));
    for (tender, count, amount) in &figures.tenders {
        if *tender != Tender::Cash {
            let shown = currency.format(*amount);
            rows.push(Row::Figure(
                format!("{} ({count})", tender_name(state.settings(), tender)),
                shown,
            ));
        }
    }
    given_back(&mut rows, state, figures);
    rows.push(Row::Figure("Voids".to_owned(), figures.voids.to_string()));
    rows.push(Row::Figure("Discounts".to_owned(), currency.format(figures.discounts.negated())));
    no_sales(&mut rows, figures);
    lists(&mut rows, state, figures);
    rows.push(Row::Rule);
    rows.push(Row::Words("Cash is shown after the count.".to_owned()));
    rows
}

fn head(rows: &mut Vec<Row>, state: &State, shift: &Shift, now: At) {
    let settings = state.settings();
    let clock = settings.clock();
    rows.push(Row::Title(match &shift.closed {
        Some((closed, _)) => format!("Z REPORT {}", closed.z),
        None => format!("X REPORT {}", shift.title()),
    }));
    rows.push(Row::Words(settings.name.clone()));
    rows.push(Row::Words(format!("Shift {}, drawer {}", shift.title(), shift.drawer)));
    if let Some(opened) = &shift.opened {
        let who = state.staff_name(&opened.staff);
        rows.push(Row::Words(format!("opened {} by {who}", clock.kept(opened.at))));
    }
    match &shift.closed {
        Some((_, stamp)) => {
            let who = state.staff_name(&stamp.staff);
            rows.push(Row::Words(format!("closed {} by {who}", clock.kept(stamp.at))));
        }
        None => rows.push(Row::Words(format!("read {}", clock.kept(now)))),
    }
}

/// A figure that is only shown when there is one.
fn some(rows: &mut Vec<Row>, currency: Currency, name: &str, amount: Money) {
    if !amount.is_zero() {
        rows.push(Row::Figure(name.to_owned(), currency.format(amount)));
    }
}

fn sales(rows: &mut Vec<Row>, state: &State, figures: &ShiftFigures) {
    let currency = state.settings().currency;
    let money = |amount: Money| currency.format(amount);
    rows.push(Row::Rule);
    rows.push(Row::Figure("Orders".to_owned(), figures.orders.to_string()));
    rows.push(Row::Strong(format!("SALES {currency}"), money(figures.sales)));
    // The sales are without these already: a minus would invite to take them off once more.
    some(rows, currency, "  after discounts of", figures.discounts);
    some(rows, currency, "  and not charged", figures.comps);
    some(rows, currency, "Refunds", figures.refunds.negated());
    if !figures.refunds.is_zero() {
        let net = figures.sales.minus(figures.refunds).unwrap_or_default();
        rows.push(Row::Strong("NET TAKINGS".to_owned(), money(net)));
    }
    // The tax of what stays sold: that of refunds is off.
    for (rate, net, tax) in &figures.taxes {
        rows.push(Row::Figure(format!("  VAT {rate} of {}", money(*net)), money(*tax)));
    }
    some(rows, currency, "Tips", figures.tips);
    some(rows, currency, "Rounding", figures.rounding);
    if figures.voids > 0 {
        rows.push(Row::Figure("Voids".to_owned(), figures.voids.to_string()));
    }
    if !figures.tenders.is_empty() {
        rows.push(Row::Rule);
    }
    for (tender, count, amount) in &figures.tenders {
        rows.push(Row::Figure(
            format!("{} ({count})", tender_name(state.settings(), tender)),
            money(*amount),
        ));
    }
    given_back(rows, state, figures);
}

/// What went back by tenders that are not cash: `Card refunds (1)`.
fn given_back(rows: &mut Vec<Row>, state: &State, figures: &ShiftFigures) {
    let currency = state.settings().currency;
    for (tender, count, amount) in &figures.refunded {
        if *tender != Tender::Cash {
            let name = format!("{} refunds ({count})", named(tender));
            rows.push(Row::Figure(name, currency.format(amount.negated())));
        }
    }
}

/// A tender as the site calls it.
pub fn tender_name(settings: &Settings, tender: &Tender) -> String {
    let spec = settings.tenders.iter().find(|spec| spec.tender() == *tender);
    spec.map_or_else(|| named(tender), |spec| spec.name.clone())
}

/// A tender as people call it: `Cash`.
pub fn named(tender: &Tender) -> String {
    capital(&tender.to_string())
}

/// Cash that went out without a sale as one row for each reason, in the order of its first time:
/// `Cash out: milk`, `Drop: safe`.
pub fn moves(shift: &Shift, way: CashWay) -> Vec<(String, Money)> {
    let word = match way {
        CashWay::PaidIn => "Cash in",
        CashWay::PaidOut => "Cash out",
        CashWay::Drop => "Drop",
    };
    let mut rows: Vec<(String, Money)> = Vec::new();
    for (moved, _) in shift.moves.iter().filter(|(moved, _)| moved.way == way) {
        let name = format!("{word}: {}", moved.reason);
        let signed = if way == CashWay::PaidIn { moved.amount } else { moved.amount.negated() };
        match rows.iter_mut().find(|(known, _)| *known == name) {
            Some((_, sum)) => *sum = sum.plus(signed).unwrap_or(*sum),
            None => rows.push((name, signed)),
        }
    }
    rows
}

fn drawer(rows: &mut Vec<Row>, state: &State, shift: &Shift, figures: &ShiftFigures) {
    let currency = state.settings().currency;
    let money = |amount: Money| currency.format(amount);
    rows.push(Row::Rule);
    let mut figure = |name: String, amount: Money| rows.push(Row::Figure(name, money(amount)));
    figure("Float".to_owned(), figures.float);
    figure("Cash payments".to_owned(), figures.cash);
    figure("Cash refunds".to_owned(), figures.cash_refunds.negated());
    for way in [CashWay::PaidIn, CashWay::PaidOut, CashWay::Drop] {
        for (name, amount) in moves(shift, way) {
            figure(name, amount);
        }
    }
    let Some((closed, _)) = &shift.closed else {
        rows.push(Row::Strong("EXPECTED".to_owned(), money(figures.expected)));
        no_sales(rows, figures);
        return;
    };
    figure("Expected".to_owned(), figures.expected);
    figure("Counted".to_owned(), closed.counted);
    let word = match closed.over_short.minor() {
        0 => "EXACT",
        1.. => "OVER",
        _ => "SHORT",
    };
    rows.push(Row::Strong(format!("DIFFERENCE {word}"), money(closed.over_short)));
    if let Some(reason) = &closed.reason {
        rows.push(Row::Words(format!("Reason: {reason}")));
    }
    if let Some(approver) = &closed.approver {
        rows.push(Row::Words(format!("Approved by {}", state.staff_name(approver))));
    }
    if let Some(left) = closed.left {
        let safe = closed.counted.minus(left).unwrap_or_default();
        rows.push(Row::Figure("Left in the drawer".to_owned(), money(left)));
        rows.push(Row::Figure("To the safe".to_owned(), money(safe)));
    }
    no_sales(rows, figures);
}

fn no_sales(rows: &mut Vec<Row>, figures: &ShiftFigures) {
    if figures.no_sales > 0 {
        rows.push(Row::Figure("No sale".to_owned(), figures.no_sales.to_string()));
    }
}

fn lists(rows: &mut Vec<Row>, state: &State, figures: &ShiftFigures) {
    let currency = state.settings().currency;
    let mut list = |title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            rows.push(Row::Rule);
            rows.push(Row::Words(title.to_owned()));
            rows.extend(lines.into_iter().map(Row::Words));
        }
    };
    list("Waste:", figures.waste.clone());
    list("Could not take effect:", figures.exceptions.clone());
    let late =
        figures.late.iter().map(|row| format!("late, from shift {}: {}", row.shift, row.words));
    let worth = Money::sum(figures.late.iter().map(|row| row.amount)).unwrap_or_default();
    list(&format!("After their Z, {} in all:", currency.format(worth)), late.collect());
    if figures.waiting > 0 {
        let noun = if figures.waiting == 1 { "change" } else { "changes" };
        let words = format!("hub not reachable, {} {noun} waiting", figures.waiting);
        rows.push(Row::Rule);
        rows.push(Row::Words(words));
    }
}

/// Rows as text of [`TEXT_COLUMNS`] columns, each with a line end: what is printed and kept.
pub fn text(rows: &[Row]) -> String {
    let mut text = String::new();
    for row in rows {
        match row {
            Row::Title(words) => text.push_str(words),
            Row::Words(words) => wrapped(&mut text, words),
            Row::Figure(name, figure) | Row::Strong(name, figure) => {
                spread(&mut text, name, figure);
            }
            Row::Rule => text.push_str(&"-".repeat(TEXT_COLUMNS)),
        }
        text.push('\n');
    }
    text
}

/// A name and a figure at both ends of a line; a figure that has no room gets a line of its own.
fn spread(text: &mut String, name: &str, figure: &str) {
    use unicode_width::UnicodeWidthStr as _;
    let taken = name.width().saturating_add(figure.width());
    if taken < TEXT_COLUMNS {
        text.push_str(name);
        text.push_str(&" ".repeat(TEXT_COLUMNS.saturating_sub(taken)));
    } else {
        wrapped(text, name);
        text.push('\n');
        text.push_str(&" ".repeat(TEXT_COLUMNS.saturating_sub(figure.width())));
    }
    text.push_str(figure);
}

/// Words broken between two of them; one that is too long stays whole.
fn wrapped(text: &mut String, words: &str) {
    use unicode_width::UnicodeWidthStr as _;
    let mut column = 0_usize;
    for word in words.split(' ') {
        let width = word.width();
        if column > 0 && column.saturating_add(width).saturating_add(1) > TEXT_COLUMNS {
            text.push_str("\n  ");
            column = 2;
        } else if column > 0 {
            text.push(' ');
            column = column.saturating_add(1);
        }
        text.push_str(word);
        column = column.saturating_add(width);
    }
}
