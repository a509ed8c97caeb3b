//! `tillrail report`: figures by day, hour, item, tender, staff and the like; X and Z; exceptions.

mod archives;
mod kitchen;
mod lists;
mod shift;

use clap::{Args, Subcommand};

use super::context::Context;
use super::out::{self, Failure, Outcome};
use crate::config::Glyphs;
use crate::domain::money::{Money, Quantity};
use crate::domain::number::SeriesNumber;
use crate::domain::readout::named;
use crate::domain::settings::Settings;
use crate::domain::time::Day;
use crate::report::figures::{
    DayFigure, DayReport, Head, HourFigure, HoursReport, ItemFigure, ItemsReport, TaxFigure,
    TenderFigure, TendersReport, Totals,
};
use crate::report::{Format, Look, Report};
use crate::runtime::boot;
use crate::runtime::boot::replicas::Replica;
use crate::runtime::completeness;
use crate::store::Reader;
use crate::store::figures::Figures;
use crate::tui::terminal;

/// How many items are shown without --top.
const TOP_ITEMS: usize = 20;

impl Numbered {
    /// The number as it is written: the letter in capitals.
    fn number(&self) -> Option<SeriesNumber> {
        self.number.as_ref().map(|text| SeriesNumber(text.trim().to_ascii_uppercase()))
    }
}

/// Figures: by day, hour, item, tender, staff; X and Z; exceptions.
#[derive(Debug, Clone, Args)]
pub struct ReportArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Clone, Subcommand)]
enum What {
    /// The sums of a day or a period
    Day(Period),
    /// Sales by hour
    Hours(Period),
    /// Sales by item, the best first
    Items {
        #[command(flatten)]
        period: Period,
        /// How many items; 0 for all
        #[arg(long, default_value_t = TOP_ITEMS)]
        top: usize,
    },
    /// Tickets, preparation times and late ones by station and item
    Kitchen {
        #[command(flatten)]
        period: Period,
        /// How many items; 0 for all
        #[arg(long, default_value_t = TOP_ITEMS)]
        top: usize,
    },
    /// What came in by tender
    Tenders(Period),
    /// Sales by category, the best first
    Categories(Period),
    /// Sales, refunds and voids by who did them
    Staff(Period),
    /// Tax by rate
    Tax(Period),
    /// The shifts that were opened: who, float, counted, expected, difference
    Shifts(Period),
    /// Voids, comps, discounts, prices by hand, cancels, refunds, reprints, no-sales, cash moved,
    /// and what could not take effect: who, when, why and with whose approval
    Exceptions(Period),
    /// The open shifts as they stand now; changes nothing
    X(Numbered),
    /// A closed shift as it was printed; never made again
    Z(Numbered),
}

/// Which shift, and how it is shown.
#[derive(Debug, Clone, Args)]
pub struct Numbered {
    /// The number, as A-212 [default: every open shift for X, the latest for Z]
    #[arg(long, value_name = "NUMBER")]
    number: Option<String>,
    #[command(flatten)]
    period: Period,
}

/// Of which days, and how it is shown.
#[derive(Debug, Clone, Args)]
pub struct Period {
    /// One business day, as 2026-11-20 [default: today]
    #[arg(long, value_name = "DAY", conflicts_with_all = ["from", "to"])]
    date: Option<Day>,
    /// From this business day on
    #[arg(long, value_name = "DAY")]
    from: Option<Day>,
    /// Up to this business day [default: today]
    #[arg(long, value_name = "DAY")]
    to: Option<Day>,
    /// table, chart, csv or json
    #[arg(long)]
    format: Option<Format>,
    /// Only of the closed history of a site that this machine has left; of all of them without a
    /// name
    #[arg(long, value_name = "SITE", num_args = 0..=1, default_missing_value = "")]
    archive: Option<String>,
    /// The columns to draw for [default: the terminal's; in a pipe nothing is cut]
    #[arg(long, value_name = "COLUMNS")]
    width: Option<usize>,
}

/// Runs the verb. A report that may be incomplete says so and ends with exit status 3.
///
/// # Errors
/// One sentence.
pub fn run(context: &Context, args: &ReportArgs) -> Result<Outcome, Failure> {
    let period = period(&args.what);
    let usual = if context.json { Format::Json } else { Format::Table };
    let format = period.format.unwrap_or(usual);
    if period.archive.is_some() {
        return archives::alone(context, &args.what, format);
    }
    let replica = context.replica()?;
    let found = report_of(context, &args.what, &replica);
    let (report, archived) = archives::beside(context, &args.what, found)?;
    let look = look(context, period.width);
    out::text(&archives::render(report.as_ref(), &archived, format, look))?;
    if format == Format::Csv {
        archives::notices(report.as_ref(), &archived);
    }
    let whole = |report: &dyn Report| report.head().completeness.is_complete();
    let whole = whole(report.as_ref()) && archived.iter().all(|one| whole(one.report.as_ref()));
    Ok(if whole { Outcome::Done } else { Outcome::Incomplete })
}

/// The report as a replica holds the figures.
fn report_of(
    context: &Context,
    what: &What,
    replica: &Replica,
) -> Result<Box<dyn Report>, Failure> {
    let mut reader = Reader::open(&replica.folder)?;
    let now = context.now();
    let settings = boot::settings(&mut reader)?;
    let (from, to) = days(period(what), settings.clock().day(now))?;
    let completeness = completeness::of(replica, &mut reader, &settings, (from, to), now)?;
    let head = Head {
        site: settings.name.clone(),
        currency: settings.currency,
        from,
        to,
        clock: settings.clock(),
        completeness,
    };
    let known = |reader: &mut Reader| boot::load(reader, &replica.identity, now);
    Ok(match what {
        What::Day(_) => Box::new(day(&reader, head, &settings)?),
        What::Hours(_) => Box::new(hours(&reader, head, &settings)?),
        What::Items { top, .. } => Box::new(items(&reader, head, *top)?),
        What::Kitchen { top, .. } => {
            Box::new(kitchen::report(context, &known(&mut reader)?, &reader, (head, *top))?)
        }
        What::Tenders(_) => Box::new(tenders(&reader, head)?),
        What::Categories(_) => {
            let state = known(&mut reader)?;
            Box::new(lists::categories(&reader, head, &state)?)
        }
        What::Staff(_) => {
            let state = known(&mut reader)?;
            Box::new(lists::staff(&reader, head, &state)?)
        }
        What::Tax(_) => Box::new(lists::tax(&reader, head)?),
        What::Shifts(_) => {
            let state = known(&mut reader)?;
            Box::new(lists::shifts(&mut reader, head, &state)?)
        }
        What::Exceptions(_) => {
            let state = known(&mut reader)?;
            Box::new(lists::exceptions(&mut reader, head, &state)?)
        }
        What::X(asked) => {
            let mut state = known(&mut reader)?;
            reader.load_open_shifts(&mut state)?;
            Box::new(shift::x(&state, head, asked.number().as_ref(), now)?)
        }
        What::Z(asked) => {
            let state = known(&mut reader)?;
            Box::new(shift::z(&mut reader, &state, head, asked.number().as_ref())?)
        }
    })
}

/// The period that is asked for.
fn period(what: &What) -> &Period {
    let (What::Day(period)
    | What::Hours(period)
    | What::Items { period, .. }
    | What::Kitchen { period, .. }
    | What::Tenders(period)
    | What::Categories(period)
    | What::Staff(period)
    | What::Tax(period)
    | What::Shifts(period)
    | What::Exceptions(period)
    | What::X(Numbered { period, .. })
    | What::Z(Numbered { period, .. })) = what;
    period
}

fn days(period: &Period, today: Day) -> Result<(Day, Day), Failure> {
    let to = period.date.or(period.to).unwrap_or(today);
    let from = period.date.or(period.from).unwrap_or(to);
    if from > to {
        return Err(Failure::usage(format!("{from} comes after {to}: exchange --from and --to")));
    }
    Ok((from, to))
}

/// What the report is drawn on: the width of the terminal, and ASCII where nothing else is known.
fn look(context: &Context, width: Option<usize>) -> Look {
    let people = out::is_terminal();
    let utf8 = || {
        let read = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let locale = read("LC_ALL").or_else(|| read("LC_CTYPE")).or_else(|| read("LANG"));
        locale.is_some_and(|locale| locale.to_lowercase().replace('-', "").contains("utf8"))
    };
    let ascii = match context.config.ui.glyphs {
        Glyphs::Ascii => true,
        Glyphs::Unicode | Glyphs::Console => false,
        Glyphs::Auto => people && !utf8(),
    };
    let own = || terminal::columns().filter(|_| people);
    Look { width: width.or_else(own), ascii }
}

fn totals(figures: &Figures) -> Totals {
    let count = |value: i64| u64::try_from(value).unwrap_or(0);
    Totals {
        orders: count(figures.orders),
        guests: count(figures.guests),
        sales: Money::new(figures.sales),
        discounts: Money::new(figures.discounts),
        voids: count(figures.voids),
        refunds: count(figures.refunds),
        refunded: Money::new(figures.refunded),
    }
}

fn day(reader: &Reader, head: Head, settings: &Settings) -> Result<DayReport, Failure> {
    let (from, to) = (head.from, head.to);
    let mut sum = Figures::default();
    let mut days = Vec::new();
    for (day, figures) in reader.days(from, to)? {
        sum.add(&figures, 1);
        days.push(DayFigure { day, totals: totals(&figures) });
    }
    let taxes = reader.tax(from, to)?;
    let taxes = taxes.into_iter();
    let taxes =
        taxes.map(|row| TaxFigure { rate: row.rate, tax: Money::new(row.figures.tax) }).collect();
    let tenders = tender_figures(reader, from, to)?;
    let total = totals(&sum);
    Ok(DayReport { head, total, prices: settings.prices, taxes, tenders, days })
}

fn hours(reader: &Reader, head: Head, settings: &Settings) -> Result<HoursReport, Failure> {
    let mut hours: Vec<HourFigure> = reader
        .hours(head.from, head.to)?
        .into_iter()
        .map(|(hour, figures)| HourFigure {
            hour,
            orders: u64::try_from(figures.orders).unwrap_or(0),
            sales: Money::new(figures.sales),
        })
        .filter(|figure| figure.orders > 0 || !figure.sales.is_zero())
        .collect();
    // A business day begins at its cut-off, so the hours after midnight come last.
    let first = u8::try_from(settings.cut_off / 60).unwrap_or(0);
    hours.sort_by_key(|figure| (figure.hour + 24 - first) % 24);
    Ok(HoursReport { head, hours })
}

fn items(reader: &Reader, head: Head, top: usize) -> Result<ItemsReport, Failure> {
    let sum = reader.day_figures(head.from, head.to)?;
    let items = reader
        .items(head.from, head.to)?
        .into_iter()
        .map(|row| ItemFigure {
            code: row.code.unwrap_or_default(),
            name: row.name,
            sold: Quantity::new(row.figures.quantity),
            sales: Money::new(row.figures.sales),
        })
        .collect();
    let orders = u64::try_from(sum.orders).unwrap_or(0);
    Ok(ItemsReport { head, orders, sales: Money::new(sum.sales), items, top })
}

fn tenders(reader: &Reader, head: Head) -> Result<TendersReport, Failure> {
    let sum = reader.day_figures(head.from, head.to)?;
    let tenders = tender_figures(reader, head.from, head.to)?;
    Ok(TendersReport { head, orders: u64::try_from(sum.orders).unwrap_or(0), tenders })
}

fn tender_figures(reader: &Reader, from: Day, to: Day) -> Result<Vec<TenderFigure>, Failure> {
    let mut rows = reader.tenders(from, to)?;
    rows.sort_by(|a, b| a.tender.cmp(&b.tender));
    let shown = rows.into_iter().map(|row| TenderFigure {
        tender: named(&row.tender),
        orders: u64::try_from(row.figures.orders).unwrap_or(0),
        amount: Money::new(row.figures.sales),
        tips: Money::new(row.figures.tips),
        rounding: Money::new(row.figures.rounding),
        refunded: Money::new(row.figures.refunded),
    });
    Ok(shown.collect())
}
