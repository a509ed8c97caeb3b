//! The reports that are one list, filled from a replica: shifts, exceptions, staff, tax, categories.

use crate::cli::out::Failure;
use crate::domain::audit::Remark;
use crate::domain::money::{Money, Quantity};
use crate::domain::number::SeriesNumber;
use crate::domain::state::State;
use crate::report::figures::Head;
use crate::report::listing::{Cell, Field, Listing};
use crate::store::figures::Figures;
use crate::store::{Barred, Reader, ShiftRow};

fn count(value: i64) -> Cell {
    Cell::Count(u64::try_from(value).unwrap_or(0))
}

/// The letter of a terminal, or its name when it has none.
fn letter(state: &State, row: &ShiftRow) -> String {
    let paired = state.terminal(row.terminal).and_then(|terminal| terminal.paired.as_ref());
    paired
        .and_then(|paired| paired.letter.as_ref())
        .map_or_else(|| state.terminal_name(row.terminal), ToString::to_string)
}

pub(super) fn shifts(reader: &mut Reader, head: Head, state: &State) -> Result<Listing, Failure> {
    let mut rows = Vec::new();
    for row in reader.shifts(head.from, head.to)? {
        let shift = &row.shift;
        let closed = shift.closed.as_ref();
        let time = |at| head.clock.hours_minutes(at);
        let opened = shift.opened.as_ref();
        let number = shift.number.as_ref().and_then(SeriesNumber::count).unwrap_or(0);
        let figures = closed.map(|(closed, _)| &closed.figures);
        rows.push(vec![
            Cell::from(shift.title()),
            Cell::Count(number),
            Cell::from(letter(state, &row)),
            Cell::from(shift.drawer.clone()),
            opened.map(|stamp| state.staff_name(&stamp.staff)).into(),
            opened.map(|stamp| time(stamp.at)).into(),
            closed.map(|(_, stamp)| time(stamp.at)).into(),
            opened.map(|stamp| head.clock.rfc3339(stamp.at)).into(),
            closed.map(|(_, stamp)| head.clock.rfc3339(stamp.at)).into(),
            closed.map(|(_, stamp)| state.staff_name(&stamp.staff)).into(),
            figures.map_or(Cell::Nothing, |figures| Cell::Count(figures.orders)),
            figures.map(|figures| figures.sales).into(),
            Cell::Money(shift.float),
            closed.map(|(closed, _)| closed.counted).into(),
            figures.map(|figures| figures.expected).into(),
            closed.map(|(closed, _)| closed.over_short).into(),
            closed.and_then(|(closed, _)| closed.reason.clone()).into(),
        ]);
    }
    let fields = vec![
        Field::words("Shift", "number"),
        Field::figures("", "shift"),
        Field::words("", "terminal"),
        Field::words("Drawer", "drawer"),
        Field::words("By", "opened_by"),
        Field::words("From", ""),
        Field::words("To", ""),
        Field::words("", "opened"),
        Field::words("", "closed"),
        Field::words("", "closed_by"),
        Field::figures("Orders", "orders"),
        Field::figures("Sales", "sales"),
        Field::figures("Float", "float"),
        Field::figures("Counted", "counted"),
        Field::figures("Expected", "expected"),
        Field::figures("Difference", "difference"),
        Field::words("Reason", "reason"),
    ];
    Ok(Listing {
        head,
        title: "Shifts",
        schema: "shifts/1",
        list: "shifts",
        fields,
        rows,
        chart: (0, 11),
        total: false,
        empty: "No shift was opened.",
    })
}

pub(super) fn exceptions(
    reader: &mut Reader,
    head: Head,
    state: &State,
) -> Result<Listing, Failure> {
    let several = head.from != head.to;
    let row = |remark: Remark| {
        let stamp = &remark.stamp;
        let time =
            if several { head.clock.long(stamp.at) } else { head.clock.hours_minutes(stamp.at) };
        let approver = remark.approver.as_ref().map(|staff| state.staff_name(staff));
        vec![
            Cell::from(time),
            Cell::from(head.clock.rfc3339(stamp.at)),
            Cell::from(remark.what.word()),
            Cell::from(remark.about),
            Cell::from(remark.words),
            Cell::Money(remark.amount),
            Cell::from(state.staff_name(&stamp.staff)),
            approver.into(),
            Cell::from(state.terminal_name(stamp.terminal)),
            remark.reason.into(),
        ]
    };
    let mut rows: Vec<_> = reader.remarks(head.from, head.to)?.into_iter().map(row).collect();
    for barred in reader.not_permitted(head.from, head.to)? {
        rows.push(left_out(barred, &head, state));
    }
    let fields = vec![
        Field::words("Time", ""),
        Field::words("", "at"),
        Field::words("What", "what"),
        Field::words("About", "about"),
        Field::words("Of it", "words"),
        Field::figures("Amount", "amount_minor"),
        Field::words("By", "by"),
        Field::words("Approved", "approver"),
        Field::words("On", "terminal"),
        Field::words("Why", "reason"),
    ];
    Ok(Listing {
        head,
        title: "Exceptions",
        schema: "exceptions/1",
        list: "exceptions",
        fields,
        rows,
        chart: (2, 5),
        total: false,
        empty: "Nothing out of the ordinary.",
    })
}

/// A fact that is in no figure because its maker may not make it.
fn left_out(barred: Barred, head: &Head, state: &State) -> Vec<Cell> {
    let fact = barred.fact;
    let several = head.from != head.to;
    let time = if several { head.clock.long(fact.at) } else { head.clock.hours_minutes(fact.at) };
    let name = state.terminal_name(fact.terminal);
    let remedy =
        format!("left out of every figure: retire {name} if somebody has tampered with it");
    vec![
        Cell::from(time),
        Cell::from(head.clock.rfc3339(fact.at)),
        Cell::from("not permitted"),
        Cell::from(barred.about),
        Cell::from(barred.why),
        Cell::Money(Money::ZERO),
        Cell::from(state.staff_name(&fact.staff)),
        Cell::Nothing,
        Cell::from(name),
        Cell::from(remedy),
    ]
}

/// The columns of sales.
fn sales(name: Field) -> Vec<Field> {
    vec![
        name,
        Field::sum("Orders", "orders"),
        Field::sum("Sales", "sales_minor"),
        Field::sum("Discounts", "discounts_minor"),
        Field::sum("Tips", "tips_minor"),
        Field::sum("Refunds", "refunds"),
        Field::sum("Given back", "refunded_minor"),
        Field::sum("Voids", "voids"),
    ]
}

pub(super) fn staff(reader: &Reader, head: Head, state: &State) -> Result<Listing, Failure> {
    let mut found = reader.staff(head.from, head.to)?;
    found.sort_by_key(|row| std::cmp::Reverse(row.figures.sales));
    let rows = found.iter().map(|row| {
        let Figures { orders, sales, discounts, tips, refunds, refunded, voids, .. } = row.figures;
        vec![
            Cell::from(state.staff_name(&row.staff)),
            count(orders),
            Cell::Money(Money::new(sales)),
            Cell::Money(Money::new(discounts)),
            Cell::Money(Money::new(tips)),
            count(refunds),
            Cell::Money(Money::new(refunded)),
            count(voids),
        ]
    });
    Ok(Listing {
        rows: rows.collect(),
        head,
        title: "Sales by staff",
        schema: "staff/1",
        list: "staff",
        fields: sales(Field::words("Name", "name")),
        chart: (0, 2),
        total: true,
        empty: "Nothing was sold.",
    })
}

pub(super) fn tax(reader: &Reader, head: Head) -> Result<Listing, Failure> {
    let found = reader.tax(head.from, head.to)?;
    let rows = found.iter().map(|row| {
        vec![
            Cell::from(row.rate.to_string()),
            Cell::Words(row.rate.millionths().to_string()),
            count(row.figures.orders),
            Cell::Money(Money::new(row.figures.net)),
            Cell::Money(Money::new(row.figures.tax)),
            Cell::Money(Money::new(row.figures.sales)),
        ]
    });
    Ok(Listing {
        rows: rows.collect(),
        head,
        title: "Tax by rate",
        schema: "tax/1",
        list: "rates",
        fields: vec![
            Field::words("Rate", "rate"),
            Field::words("", "rate_millionths"),
            Field::figures("Orders", "orders"),
            Field::sum("Net", "net_minor"),
            Field::sum("Tax", "tax_minor"),
            Field::sum("With tax", "sales_minor"),
        ],
        chart: (0, 4),
        total: true,
        empty: "Nothing was sold.",
    })
}

pub(super) fn categories(reader: &Reader, head: Head, state: &State) -> Result<Listing, Failure> {
    let mut found = reader.categories(head.from, head.to)?;
    found.sort_by_key(|(_, figures)| std::cmp::Reverse(figures.sales));
    let rows = found.iter().map(|(code, figures)| {
        let known = state.menu().categories.iter().find(|category| category.code == *code);
        let name = match known {
            Some(category) => category.name.clone(),
            None if code.is_empty() => "without a category".to_owned(),
            None => code.clone(),
        };
        vec![
            Cell::from(name),
            Cell::from(code.clone()),
            count(figures.orders),
            Cell::Quantity(Quantity::new(figures.quantity)),
            Cell::Money(Money::new(figures.sales)),
            Cell::Money(Money::new(figures.discounts)),
        ]
    });
    Ok(Listing {
        rows: rows.collect(),
        head,
        title: "Sales by category",
        schema: "categories/1",
        list: "categories",
        fields: vec![
            Field::words("Category", "category"),
            Field::words("", "code"),
            Field::figures("Orders", "orders"),
            Field::sum("Sold", "sold_thousandths"),
            Field::sum("Sales", "sales_minor"),
            Field::sum("Discounts", "discounts_minor"),
        ],
        chart: (0, 4),
        total: true,
        empty: "Nothing was sold.",
    })
}
