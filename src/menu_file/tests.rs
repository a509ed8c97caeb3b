//! Menus read with errors at their lines, and written so that they read the same again.

use proptest::prelude::*;

use super::*;
use crate::domain::menu::{Category, Item, MenuOption, OptionGroup, Station};
use crate::domain::money::Money;
use crate::domain::settings::Service;

fn errors(name: &str, text: &str) -> Vec<String> {
    let errors = read(name, text, &Settings::default()).unwrap_err();
    errors.iter().map(ToString::to_string).collect()
}

#[test]
fn the_sample_menu_is_the_one_of_the_screens() {
    let menu = sample().unwrap();
    let counts: Vec<(&str, usize)> = menu
        .categories
        .iter()
        .map(|category| (category.name.as_str(), menu.items_of(&category.code).count()))
        .collect();
    let wanted = [
        ("Coffee", 12),
        ("Tea", 9),
        ("Bakery", 14),
        ("Lunch", 9),
        ("Cakes", 8),
        ("Drinks", 17),
        ("Beer, wine", 22),
        ("Extras", 11),
    ];
    assert_eq!(counts, wanted);
    let priced = |code: &str, name: &str, minor: i64| {
        let item = menu.item(code).unwrap();
        assert_eq!((item.name.as_str(), item.price), (name, Money::new(minor)));
    };
    priced("12", "Cappuccino", 360);
    priced("31", "Croissant", 260);
    priced("41", "Soup of the day", 650);
    priced("45", "豚骨ラーメン", 1_250);
    priced("62", "Lemonade", 350);
    assert_eq!(menu.item("45").unwrap().aliases[0], "ramen");
}

#[test]
fn the_options_of_a_flat_white_have_the_keys_of_the_drawing() {
    let menu = sample().unwrap();
    let flat_white = menu.item("13").unwrap();
    let groups: Vec<_> = menu.groups_of(flat_white).collect();
    let bounds: Vec<_> = groups.iter().map(|group| (group.min, group.max)).collect();
    assert_eq!(bounds, [(1, 1), (0, 1), (0, 3)]);
    let options: Vec<_> = groups.iter().flat_map(|group| &group.options).collect();
    assert_eq!(options.len(), 11);
    assert_eq!((options[4].name.as_str(), options[4].price), ("Oat", Money::new(50)));
    assert_eq!((options[7].name.as_str(), options[7].price), ("Extra shot", Money::new(70)));
    assert!(options[1].default, "Regular is chosen by itself, so nothing asks");
}

#[test]
fn the_first_letters_find_what_people_mean() {
    let menu = sample().unwrap();
    let first = |typed: &str| {
        let mut items = menu.items.iter();
        let found = items
            .find(|item| item.name.to_lowercase().split(' ').any(|word| word.starts_with(typed)));
        found.map(|item| item.name.clone()).unwrap_or_default()
    };
    for (typed, name) in [
        ("cap", "Cappuccino"),
        ("cro", "Croissant"),
        ("sou", "Soup of the day"),
        ("clu", "Club sandwich"),
        ("lem", "Lemonade"),
        ("lat", "Latte"),
        ("fla", "Flat white"),
    ] {
        assert_eq!(first(typed), name);
    }
}

const SMALL: &str = r#"
[[category]]
name = "Coffee"

[[item]]
name = "Espresso"
category = "coffee"
price = 2.40
"#;

#[test]
fn a_short_file_is_enough() {
    let menu = read("menu.toml", SMALL, &Settings::default()).unwrap();
    assert_eq!(menu.items[0].code, "11");
    assert_eq!(menu.items[0].price, Money::new(240));
}

#[test]
fn every_problem_is_told_at_its_line() {
    let text = SMALL.replace("category = \"coffee\"", "category = \"Cofee\"\nprise = 3");
    let wanted = [
        "menu.toml:7: item `Espresso`: category `Cofee` is not defined: add it or correct it",
        "menu.toml:8: item `Espresso`: unknown key `prise`: did you mean `price`?",
    ];
    assert_eq!(errors("menu.toml", &text), wanted);
    let text = SMALL.replace("2.40", "\"2.405\"");
    let wanted =
        "menu.toml:8: item `Espresso`: price `2.405` has more decimals than EUR: use at most 2";
    assert_eq!(errors("menu.toml", &text), [wanted]);
    let text = format!("{SMALL}[[item]\nname = 3\n");
    assert!(errors("menu.toml", &text)[0].starts_with("menu.toml:9: this is not TOML:"));
    let text = format!("currency = \"USD\"\n{SMALL}");
    let wanted = "menu.toml:1: menu: its prices are in USD, the site sells in EUR: convert it";
    assert_eq!(errors("menu.toml", &text), [wanted]);
    let wanted = "menu.ini:1: this is not a menu file by its name: name it .toml, .csv or .json";
    assert_eq!(errors("menu.ini", SMALL), [wanted]);
}

#[test]
fn json_knows_its_lines() {
    let text = "{\n \"category\": [{\"code\": \"c\", \"name\": \"C\"}],\n \"item\": [\n  \
                {\"code\": \"11\", \"name\": \"Tea\",\n   \"category\": \"x\",\n   \"price\": true}\n ]\n}";
    let wanted = [
        "m.json:5: item `11`: category `x` is not defined: add it or correct it",
        "m.json:6: item `11`: `price` is a yes or no: write a text in quotes",
    ];
    assert_eq!(errors("m.json", text), wanted);
    assert!(errors("m.json", "{\n\"item\": [,]}")[0].starts_with("m.json:2: this is not JSON: "));
    let deep = format!("{{\"item\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(errors("m.json", &deep).len(), 1);
}

#[test]
fn a_spreadsheet_needs_no_more_than_names_and_prices() {
    let text = "name;category;price;station;alias\nEspresso;Coffee;2,40;Bar;short black;\n\
                \"Tea; green\";Tea;2.80;;\n";
    let menu = read("menu.csv", text, &Settings::default()).unwrap();
    let codes: Vec<_> = menu.items.iter().map(|item| item.code.as_str()).collect();
    assert_eq!(codes, ["11", "21"]);
    assert_eq!(menu.categories[0], Category { code: "coffee".into(), name: "Coffee".into() });
    assert_eq!(menu.items[0].station.as_deref(), Some("bar"));
    assert_eq!(menu.items[0].aliases, ["short black"]);
    assert_eq!(menu.items[1].name, "Tea; green");
    let text = "name,category,prise\nEspresso,Coffee,2.40\n";
    assert_eq!(errors("m.csv", text), ["m.csv:1: unknown column `prise`: did you mean `price`?"]);
    let text = "code,name,category,price\n1,Espresso,Coffee,2.40\n1,Tea,Tea,x\n";
    let wanted = [
        "m.csv:3: item `1`: price `x` is not an amount: write it as 12.00",
        "m.csv:3: item `1`: this code stands twice: give one of the items another code",
    ];
    assert_eq!(errors("m.csv", text), wanted);
}

#[test]
fn numbers_follow_category_and_position() {
    let coffees = (1..=10).map(|position| format!("Coffee {position},Coffee,1"));
    let teas = (1..=5).map(|position| format!("Tea {position},Tea,1"));
    let rows: Vec<String> = coffees.chain(teas).collect();
    let text = format!("name,category,price\n{}\n", rows.join("\n"));
    let menu = read("menu.csv", &text, &Settings::default()).unwrap();
    let code =
        |name: &str| menu.items.iter().find(|item| item.name == name).map(|item| item.code.clone());
    assert_eq!(code("Coffee 10").as_deref(), Some("110"));
    assert_eq!(code("Tea 5").as_deref(), Some("25"));
}

fn word() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9é豚;,\"'\\\\|=#-]([ a-zA-Z0-9é豚;,\"'\\\\|=#-]{0,8}[a-z0-9])?"
        .prop_map(|word| crate::domain::name::clean_name(&word))
}

prop_compose! {
    fn menus()(
        names in proptest::collection::vec((word(), word(), any::<bool>(), 0_i64..1_000_000), 1..12),
        categories in 1_usize..4,
        options in proptest::collection::vec((word(), -500_i64..500), 0..4),
        lists in proptest::collection::vec(word(), 0..3),
    ) -> Menu {
        let categories: Vec<Category> = (0..categories)
            .map(|n| Category { code: format!("c{n}"), name: format!("{n}{}", names[0].0) })
            .collect();
        let stations = vec![Station { code: "hot".into(), name: "Hot; wok".into() }];
        let options: Vec<MenuOption> = options.into_iter().enumerate().map(|(n, (name, price))| {
            MenuOption { code: format!("o{n}"), name, price: Money::new(price), default: n == 0, ..MenuOption::default() }
        }).collect();
        let groups = vec![OptionGroup { code: "g;1".into(), name: "G".into(), min: 0, max: 2, options }];
        let items = names.into_iter().enumerate().map(|(n, (name, other, flag, price))| Item {
            code: format!("{n}"),
            name,
            short: flag.then(|| other.clone()),
            category: categories[n % categories.len()].code.clone(),
            price: Money::new(price),
            prices: flag.then_some((Service::DineIn, Money::new(price + 1))).into_iter().collect(),
            tax: flag.then(|| "standard".to_owned()),
            station: (!flag).then(|| "hot".to_owned()),
            course: flag.then_some(2),
            aliases: if flag { lists.clone() } else { vec![other] },
            barcodes: if flag { vec![format!("20{n}")] } else { Vec::new() },
            groups: if flag { vec!["g;1".to_owned()] } else { Vec::new() }, ..Item::default() }).collect();
        Menu { categories, items, groups, stations, ..Menu::default() }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_reads_the_same_again(menu in menus()) {
        for format in [Format::Toml, Format::Csv, Format::Json] {
            let text = write(format, &menu, Currency::EUR).unwrap();
            let read = read_as(format, "menu", &text, &Settings::default());
            prop_assert_eq!(read.as_ref(), Ok(&menu), "{}", text);
        }
    }
}

#[test]
fn the_sample_menu_survives_every_format() {
    let menu = sample().unwrap();
    for format in [Format::Toml, Format::Csv, Format::Json] {
        let text = write(format, &menu, Currency::EUR).unwrap();
        assert_eq!(read_as(format, "menu", &text, &Settings::default()), Ok(menu.clone()));
    }
}

/// Nested groups, a set, halves and a weight in one file.
const RICH: &str = r#"
half_price = "average"
[[category]]
name = "Food"
[[group]]
code = "side"
name = "Side"
max = 2
[[group.option]]
name = "Fries"
price = "3.00"
prices = { dine_in = "3.50" }
opens = ["Dip"]
max = 2
[[group]]
name = "Dip"
max = 1
[[group.option]]
name = "Mayo"
default = true
[[item]]
code = "1"
name = "Burger"
category = "food"
price = "9.00"
groups = ["side"]
halves = "b"
[[item]]
code = "2"
name = "Veggie burger"
category = "food"
price = "10.00"
halves = "b"
[[item]]
code = "3"
name = "Set"
category = "food"
price = "11.00"
[[item.slot]]
name = "Main"
max = 2
[[item.slot.choice]]
item = "1"
default = true
[[item.slot.choice]]
item = "2"
price = "1.00"
[[item]]
code = "4"
name = "Ham"
category = "food"
price = "24.00"
unit = "kg"
"#;

#[test]
fn sets_halves_nested_groups_and_units_are_written_and_read_again_in_every_format() {
    let settings = Settings::default();
    let menu = read("menu.toml", RICH, &settings).unwrap();
    let fries = &menu.groups[0].options[0];
    assert_eq!((fries.opens.as_slice(), fries.most()), (["dip".to_owned()].as_slice(), 2));
    assert_eq!(fries.price(Service::DineIn), Money::new(350));
    assert_eq!((menu.items[2].slots[0].min, menu.items[2].slots[0].max), (1, 2));
    for format in [Format::Toml, Format::Csv, Format::Json] {
        let text = write(format, &menu, settings.currency).unwrap();
        let again = read_as(format, "menu", &text, &settings);
        assert_eq!(again.as_ref(), Ok(&menu), "{text}");
    }
}

#[test]
fn circles_wrong_parts_lone_halves_and_unknown_units_are_told_at_their_lines() {
    let one = |from: &str, to: &str, wanted: &str| {
        assert!(RICH.contains(from), "{from}");
        let text = RICH.replacen(from, to, 1);
        let found = errors("menu.toml", &text);
        assert_eq!(found, [wanted.to_owned()]);
    };
    one(
        "opens = [\"Dip\"]",
        "opens = [\"side\"]",
        "menu.toml:13: option `fries`: opens its own group again in a circle: take one of the \
         groups out",
    );
    one(
        "opens = [\"Dip\"]",
        "opens = [\"dipp\"]",
        "menu.toml:13: option `fries`: opens `dipp`, which is not defined: add the group or \
         correct it",
    );
    one(
        "[[item.slot.choice]]\nitem = \"2\"",
        "[[item.slot.choice]]\nitem = \"9\"",
        "menu.toml:39: item `3`: slot `Main`: no item has code `9`: correct it",
    );
    one(
        "[[item.slot.choice]]\nitem = \"2\"",
        "[[item.slot.choice]]\nitem = \"4\"",
        "menu.toml:39: item `3`: slot `Main`: Ham is not sold by the piece: choose another item",
    );
    one(
        "price = \"10.00\"\nhalves = \"b\"",
        "price = \"10.00\"",
        "menu.toml:27: item `1`: halves `b` stands at one item only: give it to a second one",
    );
    one(
        "unit = \"kg\"",
        "unit = \"lb\"",
        "menu.toml:53: item `4`: unit `lb` is not a unit: use kg, l or m",
    );
    one(
        "half_price = \"average\"",
        "half_price = \"lower\"",
        "menu.toml:2: menu: half_price `lower` is not known: use higher or average",
    );
    let deep: String = (0..6)
        .map(|at| {
            let opens = if at < 5 { format!("opens = [\"g{}\"]\n", at + 1) } else { String::new() };
            format!(
                "[[group]]\ncode = \"g{at}\"\nname = \"G\"\n[[group.option]]\nname = \"O\"\n{opens}"
            )
        })
        .collect::<Vec<_>>()
        .concat();
    let found = errors("menu.toml", &format!("{SMALL}{deep}"));
    assert!(found[0].contains("opens groups more than 4 deep: ask for less"), "{found:?}");
}

#[test]
fn rows_of_a_spreadsheet_belong_to_what_stands_above_them() {
    let text = "kind,code,name,category,price,groups,min,max,default\n\
                item,1,Soup,food,5.00,,,,\n\
                item,2,Set,food,9.00,,,,\n\
                slot,main,Main,,,2,1,1,\n\
                choice,1,,,0.50,main,,,true\n\
                category,food,Food,,,,,,\n";
    let menu = read("menu.csv", text, &Settings::default()).unwrap();
    let slot = &menu.item("2").unwrap().slots[0];
    assert_eq!((slot.name.as_str(), slot.choices[0].item.as_str()), ("Main", "1"));
    assert!(slot.choices[0].default);
    let lost = text.replace("choice,1,,,0.50,main", "choice,1,,,0.50,side");
    let wanted = "menu.csv:5: this choice's slot is not above it: name it in column `groups`";
    assert!(errors("menu.csv", &lost).contains(&wanted.to_owned()));
}
