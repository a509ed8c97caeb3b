//! Past sales read exactly, and a derived menu that gives the same prices.

use std::io::Write;

use super::*;
use crate::domain::settings::Settings;

const WEEK: &str = include_str!("../../tests/fixtures/pizza-week.csv");

fn orders(text: &[u8]) -> Vec<PastOrder> {
    let orders = open("sales.csv", text, Currency::EUR, BadRows::Refuse).unwrap();
    orders.collect::<Result<_, _>>().unwrap()
}

fn first_error(text: &str) -> String {
    let mut orders = match open("sales.csv", text.as_bytes(), Currency::EUR, BadRows::Refuse) {
        Ok(orders) => orders,
        Err(error) => return error.to_string(),
    };
    orders.find_map(Result::err).unwrap().to_string()
}

#[test]
fn a_week_is_exact() {
    let orders = orders(WEEK.as_bytes());
    assert_eq!(orders.len(), 427);
    assert_eq!(orders.iter().map(|order| order.lines.len()).sum::<usize>(), 972);
    let total = Money::sum(orders.iter().map(|order| order.total().unwrap()));
    assert_eq!(total, Ok(Money::new(1_599_905)));
    let on = |day: i8| orders.iter().filter(move |order| order.at.day() == day);
    assert_eq!(on(8).count(), 72);
    let of_day = Money::sum(on(8).map(|order| order.total().unwrap()));
    assert_eq!(of_day, Ok(Money::new(283_835)));
    assert_eq!(orders[0].at.to_string(), "2015-01-05T11:23:35");
}

#[test]
fn a_compressed_file_reads_the_same_and_a_torn_one_is_told() {
    let mut coder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    coder.write_all(WEEK.as_bytes()).unwrap();
    let bytes = coder.finish().unwrap();
    assert_eq!(orders(&bytes), orders(WEEK.as_bytes()));
    let torn = &bytes[..bytes.len() / 2];
    let mut read = open("s.csv.gz", torn, Currency::EUR, BadRows::Skip).unwrap();
    let error = read.find_map(Result::err).unwrap().to_string();
    assert!(error.ends_with("the file ends too early: get a complete copy of it"), "{error}");
    assert!(read.next().is_none_or(|last| last.is_ok()), "reading ends after that");
}

#[test]
fn columns_may_stand_in_any_order_and_a_quantity_counts() {
    let text = "price,name,quantity,time,date,id\n2.50,tea,2,09:00:00,2015-01-05,1\n\
                3,cake,,09:00:00,2015-01-05,1\n4,cheese,0.35,09:01,2015-01-05,2\n";
    let orders = orders(text.as_bytes());
    assert_eq!(orders.len(), 2);
    assert_eq!(orders[0].total(), Ok(Money::new(800)));
    assert_eq!(orders[1].total(), Ok(Money::new(140)));
    assert_eq!(orders[1].lines[0].size, None);
}

#[test]
fn a_bad_row_is_named_or_counted() {
    let text = "id,date,time,name,size,type,price\n1,2015-01-05,09:00:00,tea,S,hot,2.50\n\
                1,2015-01-05,09:00:00,tea,S,hot,abc\n2,2015-13-05,09:00:00,tea,S,hot,2.50\n\
                3,2015-01-05,09:00:00,tea,S,hot,2.50\n";
    assert_eq!(
        first_error(text),
        "sales.csv: row 3: price `abc` is not an amount: write it as 12.00"
    );
    let mut read = open("sales.csv", text.as_bytes(), Currency::EUR, BadRows::Skip).unwrap();
    let ids: Vec<String> = read.by_ref().map(|order| order.unwrap().id).collect();
    assert_eq!((ids.as_slice(), read.skipped()), (&["1".to_owned(), "3".to_owned()][..], 2));
    assert_eq!(
        first_error("id,date,time,name,prize\n"),
        "sales.csv: row 1: there is no column `price`: did you mean it by `prize`?"
    );
    let text = "id,date,time,name,price\n1,2015-01-05,09:00:00,,2\n";
    assert_eq!(first_error(text), "sales.csv: row 2: name is empty: fill it in");
}

#[test]
fn the_derived_menu_sells_the_week_at_the_same_prices() {
    let orders = orders(WEEK.as_bytes());
    let menu = derive_menu(&orders);
    assert_eq!(menu.problems(&Settings::default()), []);
    let thai = menu.item("thai_ckn").unwrap();
    assert_eq!((thai.name.as_str(), thai.category.as_str()), ("Thai ckn", "chicken"));
    for line in orders.iter().flat_map(|order| &order.lines) {
        let item = menu.item(&line.name).unwrap();
        let group = menu.groups_of(item).next().unwrap();
        assert_eq!((group.min, group.max), (1, 1));
        let code = option_code(line.size.as_deref());
        let option = group.options.iter().find(|option| option.code == code).unwrap();
        assert_eq!(item.price.plus(option.price), Ok(line.price));
    }
}

#[test]
fn a_varying_price_is_the_most_frequent_one_on_the_menu() {
    let text = "id,date,time,name,price\n1,2015-01-05,09:00:00,tea,2\n\
                2,2015-01-05,09:00:00,tea,2.20\n3,2015-01-05,09:00:00,tea,2.20\n";
    let menu = derive_menu(&orders(text.as_bytes()));
    assert_eq!(menu.items[0].price, Money::new(220));
    assert_eq!((menu.items[0].category.as_str(), menu.groups.len()), ("other", 0));
}
