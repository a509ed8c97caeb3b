//! People of the pictures: staff, and two guests as the rows beside the journal hold them.

use crate::domain::command::Command;
use crate::domain::customer::{Customer, PersonalRow};
use crate::domain::event::StaffSaved;
use crate::domain::id::{Boot, PersonId, StaffId, TerminalId, Uid};
use crate::domain::money::Quantity;
use crate::domain::usual::{Guest, Usual, UsualLine};
use crate::tui::customers::{CustomersAsk, CustomersNews};

/// Who works there; nobody can sign in, because no PIN fits.
pub fn staff() -> Vec<Command> {
    let people = [
        ("manager", "Manager", "owner"),
        ("anna", "Anna K.", "cashier"),
        ("ben", "Ben", "server"),
        ("chen", "Chen Y.", "cashier"),
    ];
    let saved = people.map(|(word, name, role)| {
        Command::SaveStaff(StaffSaved {
            staff: StaffId(word.into()),
            name: name.to_owned(),
            role: role.to_owned(),
            pin: Some("none".to_owned()),
        })
    });
    saved.into()
}

/// Two guests, the first with a usual order.
fn guests() -> Vec<Guest> {
    let customer = |name: &str, phone: &str| Customer {
        name: name.to_owned(),
        phone: phone.to_owned(),
        ..Customer::default()
    };
    let line = |item: &str, name: &str, count: i64| UsualLine {
        item: item.to_owned(),
        name: name.to_owned(),
        options: Vec::new(),
        with: Vec::new(),
        quantity: Quantity::pieces(count),
    };
    let usual =
        Usual { lines: vec![line("13", "Flat white", 1), line("31", "Croissant", 2)], times: 7 };
    let known = [
        (customer("Ana Núñez", "0171 234567"), 12, Some(usual)),
        (customer("Zoe Adler", "030 555 0101"), 3, None),
    ];
    let guest = |(number, (customer, visits, usual)): (u64, (Customer, u64, Option<Usual>))| {
        let id = PersonId(Uid { terminal: TerminalId(1), boot: Boot(2), counter: number });
        let person = PersonalRow::of(id, 1, [1; 16], &customer).ok()?.read()?;
        Some(Guest { person, visits, usual })
    };
    (1..).zip(known).filter_map(guest).collect()
}

/// What the rows beside the journal answer.
pub fn answer(ask: &CustomersAsk) -> Option<CustomersNews> {
    let guests = guests();
    match ask {
        CustomersAsk::Find { id, .. } => {
            let found = guests.into_iter().map(|guest| guest.person).collect();
            Some(CustomersNews::Found { id: *id, found })
        }
        CustomersAsk::Read { id, person } => {
            let guest = guests.into_iter().find(|guest| guest.person.id == *person);
            Some(CustomersNews::Read { id: *id, guest: guest.map(Box::new) })
        }
        CustomersAsk::Name(_) | CustomersAsk::Keep { .. } => None,
    }
}
