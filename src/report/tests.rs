//! Reports as the drawings show them.

use super::figures::*;
use super::*;
use crate::domain::currency::Currency;
use crate::domain::money::{Money, Quantity, Rate};
use crate::domain::settings::PriceMode;
use crate::domain::time::{At, SiteClock};

fn at(text: &str) -> At {
    At(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
}

fn head() -> Head {
    Head {
        site: "bistro-hub".to_owned(),
        currency: Currency::EUR,
        from: "2026-11-20".parse().unwrap(),
        to: "2026-11-20".parse().unwrap(),
        clock: SiteClock::new("Europe/Berlin", 240),
        completeness: Completeness {
            complete_until: Some(at("2026-11-20T21:09:41Z")),
            waiting: 0,
            missing: Vec::new(),
        },
    }
}

fn tenders() -> Vec<TenderFigure> {
    [("Cash", 84, 74_130), ("Card", 79, 120_480), ("Online", 5, 9_640)]
        .map(|(tender, orders, amount)| TenderFigure {
            tender: tender.to_owned(),
            orders,
            amount: Money::new(amount),
            tips: Money::new(100),
            rounding: Money::new(-2),
            refunded: Money::new(360),
        })
        .to_vec()
}

fn day() -> DayReport {
    DayReport {
        head: head(),
        total: Totals {
            orders: 168,
            guests: 231,
            sales: Money::new(204_250),
            discounts: Money::new(2_140),
            voids: 3,
            refunds: 1,
            refunded: Money::new(360),
        },
        prices: PriceMode::Inclusive,
        taxes: vec![TaxFigure { rate: Rate::percent(10), tax: Money::new(18_535) }],
        tenders: tenders(),
        days: Vec::new(),
    }
}

fn hours() -> HoursReport {
    let figures = [
        (8, 9, 9_620),
        (9, 13, 14_160),
        (10, 10, 11_830),
        (11, 11, 13_240),
        (12, 25, 31_870),
        (13, 27, 34_210),
        (14, 15, 18_750),
        (15, 9, 10_390),
        (16, 8, 9_280),
        (17, 8, 9_940),
        (18, 11, 14_120),
        (19, 12, 14_860),
        (20, 7, 8_350),
        (21, 3, 3_630),
    ];
    let hour = |(hour, orders, sales)| HourFigure { hour, orders, sales: Money::new(sales) };
    HoursReport { head: head(), hours: figures.map(hour).to_vec() }
}

fn items(top: usize) -> ItemsReport {
    let item = |code: &str, name: &str, sold, sales| ItemFigure {
        code: code.to_owned(),
        name: name.to_owned(),
        sold: Quantity::pieces(sold),
        sales: Money::new(sales),
    };
    let mut items = vec![
        item("31", "Croissant", 44, 11_440),
        item("12", "Cappuccino", 61, 21_960),
        item("42", "Club sandwich", 22, 19_580),
        item("45", "豚骨ラーメン", 14, 17_500),
        item("13", "Flat white", 38, 14_440),
    ];
    items.extend((0..52).map(|n| item("9", "Small thing", 1, 2_294 + i64::from(n < 42))));
    ItemsReport { head: head(), orders: 168, sales: Money::new(204_250), items, top }
}

fn table(report: &dyn Report) -> String {
    render(report, Format::Table, Look { width: Some(80), ascii: false })
}

#[test]
fn a_day_is_drawn_as_it_should_be() {
    let wanted = "\
Fri 20 Nov 2026   bistro-hub   EUR   complete up to 22:09, 0 changes waiting

Orders                 168      Sales                       2,042.50
Guests                 231      of that discounts given        21.40
Average order        12.16      Refunds                        -3.60
Voids                    3      NET TAKINGS                 2,038.90
Refunds                  1      incl. VAT 10 %                185.35

Paid with          Orders      Amount   Share
Cash                   84      741.30   36.3%
Card                   79    1,204.80   59.0%
Online                  5       96.40    4.7%
Total                 168    2,042.50  100.0%
";
    assert_eq!(table(&day()), wanted);
}

#[test]
fn hours_are_drawn_as_they_should_be() {
    let wanted = "\
Sales per hour, Fri 20 Nov 2026, EUR, 168 orders, 0 changes waiting

Hour   Orders      Sales
08-09       9      96.20  ████████████
09-10      13     141.60  ██████████████████
10-11      10     118.30  ███████████████
11-12      11     132.40  █████████████████
12-13      25     318.70  █████████████████████████████████████████
13-14      27     342.10  ████████████████████████████████████████████
14-15      15     187.50  ████████████████████████
15-16       9     103.90  █████████████
16-17       8      92.80  ████████████
17-18       8      99.40  █████████████
18-19      11     141.20  ██████████████████
19-20      12     148.60  ███████████████████
20-21       7      83.50  ███████████
21-22       3      36.30  █████
Total     168   2,042.50  busiest 13-14
";
    assert_eq!(table(&hours()), wanted);
    let ascii = render(&hours(), Format::Chart, Look { width: Some(40), ascii: true });
    assert!(ascii.is_ascii());
    assert!(ascii.contains("\n13-14      27     342.10  ##############\n"), "{ascii}");
}

#[test]
fn items_are_drawn_as_they_should_be() {
    let wanted = "\
Items sold, Fri 20 Nov 2026, EUR, 168 orders, 0 changes waiting

Code  Item              Sold     Sales   Share
12    Cappuccino          61    219.60   10.8%
42    Club sandwich       22    195.80    9.6%
45    豚骨ラーメン        14    175.00    8.6%
13    Flat white          38    144.40    7.1%
31    Croissant           44    114.40    5.6%
      and 52 more. All: --top 0
";
    assert_eq!(table(&items(5)), wanted);
    let wanted = "code,item,sold,sales_minor,currency\n12,Cappuccino,61,21960,EUR\n\
                  42,Club sandwich,22,19580,EUR\n";
    assert_eq!(render(&items(2), Format::Csv, Look::default()), wanted);
    assert_eq!(table(&items(0)).lines().count(), 2 + 1 + 57);
}

#[test]
fn all_shares_together_are_the_whole() {
    let report = items(0);
    let json: serde_json::Value =
        serde_json::from_str(&render(&report, Format::Json, Look::default())).unwrap();
    let items = json["items"].as_array().unwrap();
    let sum: i64 = items.iter().map(|item| item["share_per_mille"].as_i64().unwrap()).sum();
    assert_eq!(sum, 1_000);
    assert_eq!(share::tenths(&[Money::new(1); 3], Money::new(3)), [334, 333, 333]);
    assert_eq!(share::tenths(&[Money::ZERO], Money::ZERO), [0]);
}

#[test]
fn what_is_incomplete_says_so_first() {
    let mut report = day();
    report.head.completeness.waiting = 1;
    report.head.completeness.missing = vec![
        Missing { who: "counter B Terrace".to_owned(), since: Some(at("2026-11-20T13:28:00Z")) },
        Missing { who: "counter C".to_owned(), since: None },
    ];
    let text = table(&report);
    let wanted = "INCOMPLETE: missing counter B Terrace since Fri 20 Nov 14:28, \
                  counter C since the beginning\n\
                  Fri 20 Nov 2026   bistro-hub   EUR   complete up to 22:09, 1 change waiting\n";
    assert!(text.starts_with(wanted), "{text}");
    let json = render(&report, Format::Json, Look::default());
    assert!(json.contains("\"complete\":false"), "{json}");
    assert!(warning(&head()).is_none());
}

#[test]
fn json_begins_with_its_schema_and_holds_minor_units() {
    let text = render(&day(), Format::Json, Look::default());
    let start = "{\"schema\":\"day/1\",\"site\":\"bistro-hub\",\"currency\":\"EUR\",\
                 \"from\":\"2026-11-20\",\"to\":\"2026-11-20\",\"complete\":true,\
                 \"complete_until\":\"2026-11-20T22:09:41+01:00\",\"waiting\":0,\"missing\":[],";
    assert!(text.starts_with(start), "{text}");
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["total"]["orders"], 168);
    assert_eq!(json["total"]["sales_minor"], 204_250);
    assert_eq!(json["total"]["net_minor"], 203_890);
    assert_eq!(json["tenders"][1]["amount_minor"], 120_480);
    assert!(json.get("days").is_none());
    let json: serde_json::Value =
        serde_json::from_str(&render(&hours(), Format::Json, Look::default())).unwrap();
    assert_eq!(json["hours"][0]["hour"], 8);
    assert_eq!(json["total"]["sales_minor"], 204_250);
}

#[test]
fn several_days_are_shown_one_by_one() {
    let mut report = day();
    report.head.from = "2026-11-19".parse().unwrap();
    let first = Totals { orders: 2, sales: Money::new(1_001), ..Totals::default() };
    report.days = vec![
        DayFigure { day: report.head.from, totals: first },
        DayFigure { day: report.head.to, totals: report.total },
    ];
    let text = table(&report);
    assert!(text.starts_with("Thu 19 Nov 2026 to Fri 20 Nov 2026   bistro-hub"), "{text}");
    let wanted = "\
Day                Orders       Sales   Refunds         Net  Average
Thu 19 Nov 2026         2       10.01      0.00       10.01     5.01
Fri 20 Nov 2026       168    2,042.50     -3.60    2,038.90    12.16
";
    assert!(text.contains(wanted), "{text}");
    let json: serde_json::Value =
        serde_json::from_str(&render(&report, Format::Json, Look::default())).unwrap();
    assert_eq!(json["days"][0]["day"], "2026-11-19");
    assert_eq!(json["days"][0]["sales_minor"], 1_001);
    let csv = render(&report, Format::Csv, Look::default());
    assert!(csv.contains("\n2026-11-19,2,0,1001,0,0,0,0,1001,EUR\n"), "{csv}");
    let chart = render(&report, Format::Chart, Look { width: Some(60), ascii: true });
    assert!(chart.lines().skip(1).all(|line| line.len() <= 60), "{chart}");
    assert!(chart.contains("\nFri 20 Nov 2026  2,042.50  ####"), "{chart}");
}

#[test]
fn tenders_stand_alone_too() {
    let report = TendersReport { head: head(), orders: 168, tenders: tenders() };
    let text = table(&report);
    assert!(text.starts_with("Payments by tender, Fri 20 Nov 2026, EUR, 168 orders, "), "{text}");
    assert!(text.ends_with("Total                 168    2,042.50  100.0%\n"), "{text}");
    let csv = render(&report, Format::Csv, Look::default());
    let wanted = "tender,orders,amount_minor,tips_minor,rounding_minor,refunded_minor,currency\n\
                  Cash,84,74130,100,-2,360,EUR\n";
    assert!(csv.starts_with(wanted), "{csv}");
}
