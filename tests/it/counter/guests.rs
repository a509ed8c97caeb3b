//! Two customers as a store knows them, and a store that answers for customers at once.

use tillrail::domain::customer::{Customer, PersonalRow, wanted_words};
use tillrail::domain::id::{Boot, PersonId, TerminalId, Uid};
use tillrail::domain::money::Quantity;
use tillrail::domain::usual::{Guest, Usual, UsualLine};
use tillrail::tui::customers::{CustomersAsk, CustomersNews};

/// The identity of a customer of these tests.
pub fn id(number: u64) -> PersonId {
    PersonId(Uid { terminal: TerminalId(0xB), boot: Boot(1), counter: number })
}

fn guest(number: u64, customer: &Customer, visits: u64, usual: Option<Usual>) -> Guest {
    let row = PersonalRow::of(id(number), 1, [1; 16], customer).unwrap();
    Guest { person: row.read().unwrap(), visits, usual }
}

fn line(item: &str, name: &str, count: i64) -> UsualLine {
    UsualLine {
        item: item.to_owned(),
        name: name.to_owned(),
        options: Vec::new(),
        with: Vec::new(),
        quantity: Quantity::pieces(count),
    }
}

/// Ana, who has a usual order, and Zoe, who was never here.
pub fn known() -> Vec<Guest> {
    let ana = Customer {
        name: "Ana Núñez".to_owned(),
        phone: "0171 234567".to_owned(),
        email: "ana@example.org".to_owned(),
        address: vec!["Main street 1".to_owned(), "10115 Town".to_owned()],
        note: "sits outside".to_owned(),
    };
    let lines = vec![line("61", "Capri orange", 2), line("31", "Croissant", 1)];
    let usual = Usual { lines, times: 7 };
    let zoe = Customer { name: "Zoe".to_owned(), ..Customer::default() };
    vec![guest(1, &ana, 12, Some(usual)), guest(2, &zoe, 0, None)]
}

/// What the store answers.
pub fn answer(guests: &mut Vec<Guest>, ask: CustomersAsk) -> CustomersNews {
    match ask {
        CustomersAsk::Find { id, text } => {
            let wanted = wanted_words(&text);
            let has = |guest: &&Guest| {
                let words = guest.person.customer.search_words();
                wanted.iter().all(|word| words.contains(word))
            };
            let found = guests.iter().filter(has).map(|guest| guest.person.clone());
            CustomersNews::Found { id, found: found.collect() }
        }
        CustomersAsk::Read { id, person } => {
            let found = guests.iter().find(|guest| guest.person.id == person);
            CustomersNews::Read { id, guest: found.cloned().map(Box::new) }
        }
        CustomersAsk::Name(persons) => {
            let named = persons.into_iter().map(|person| {
                let found = guests.iter().find(|guest| guest.person.id == person);
                (person, found.map(|guest| guest.person.customer.clone()))
            });
            CustomersNews::Named(named.collect())
        }
        CustomersAsk::Keep { id, person, version, customer } => {
            let row = PersonalRow::of(person, version, [2; 16], &customer).unwrap();
            let kept = row.read().unwrap();
            guests.retain(|guest| guest.person.id != person);
            guests.push(Guest { person: kept.clone(), visits: 0, usual: None });
            CustomersNews::Kept { id, kept: Ok(kept) }
        }
    }
}
