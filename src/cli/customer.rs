//! `tillrail customer`: who comes back, kept in rows that can be erased for good.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::context::Context;
use super::out::{self, Failure, Outcome};
use crate::domain::command::Command;
use crate::domain::customer::{Customer, Person, PersonalRow};
use crate::domain::id::{PersonId, TerminalKind};
use crate::domain::usual::Guest;
use crate::runtime::errand::Errand;
use crate::store::{PERSONS_FOUND_MAX, Reader};

/// Customers: add, find, show, change, erase.
#[derive(Debug, Clone, Args)]
pub struct CustomerArgs {
    #[command(subcommand)]
    act: Act,
}

/// What is known of a customer; what is left out stays as it is, an empty text takes it off.
#[derive(Clone, Args)]
struct Known {
    /// The phone number
    #[arg(long, value_name = "NUMBER")]
    phone: Option<String>,
    /// The e-mail address
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// A line of the address; up to four times
    #[arg(long, value_name = "LINE")]
    address: Vec<String>,
    /// What to think of
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

impl std::fmt::Debug for Known {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Known")
    }
}

#[derive(Debug, Clone, Subcommand)]
enum Act {
    /// Add a customer
    Add {
        /// What the customer is called
        name: String,
        #[command(flatten)]
        known: Known,
    },
    /// List customers, or those with all of these words
    List {
        /// Words of the name, e-mail address or note, or part of the phone number
        words: Vec<String>,
    },
    /// Show one customer: data, visits, the usual order
    Show {
        /// The identity, or words that only one customer has
        who: String,
    },
    /// Change what is known of a customer
    Edit {
        /// The identity, or words that only one customer has
        who: String,
        /// Another name
        #[arg(long)]
        name: Option<String>,
        #[command(flatten)]
        known: Known,
    },
    /// Erase a customer on every terminal, for good
    Erase {
        /// The identity, or words that only one customer has
        who: String,
        /// Yes, for good
        #[arg(long)]
        yes: bool,
    },
}

/// Runs the verb.
///
/// # Errors
/// One sentence; nothing has changed then.
pub fn run(context: &Context, args: &CustomerArgs) -> Result<Outcome, Failure> {
    if context.hub.is_some() {
        let sentence = "customers are kept by terminals, not over REST: leave --hub out";
        return Err(Failure::usage(sentence));
    }
    match &args.act {
        Act::Add { name, known } => add(context, name, known),
        Act::List { words } => list(context, &words.join(" ")),
        Act::Show { who } => show(context, who),
        Act::Edit { who, name, known } => edit(context, who, name.as_deref(), known),
        Act::Erase { who, yes } => erase(context, who, *yes),
    }
}

/// The customers of this machine: those of its counter, else of its hub.
fn reader(context: &Context) -> Result<Reader, Failure> {
    let replicas = context.replicas()?;
    let of = |kind| replicas.iter().find(|replica| replica.mode.kind() == kind);
    let replica = of(TerminalKind::Counter).or_else(|| of(TerminalKind::Hub)).ok_or_else(|| {
        let data = context.data.display();
        Failure::error(format!(
            "there is no counter and no hub in {data}: customers are known there only"
        ))
    })?;
    Ok(Reader::open(&replica.folder)?)
}

/// The one customer who is meant.
///
/// # Errors
/// One sentence, when nobody or more than one has these words.
pub fn find(reader: &Reader, who: &str) -> Result<Person, Failure> {
    let nobody = || Failure::error(format!("no customer is `{who}`: see `tillrail customer list`"));
    if let Ok(id) = who.parse::<PersonId>() {
        return reader.person(id)?.ok_or_else(nobody);
    }
    let mut found = reader.persons_like(who, PERSONS_FOUND_MAX)?;
    let exact = |person: &&Person| person.customer.name.to_lowercase() == who.trim().to_lowercase();
    let same: Vec<Person> = found.iter().filter(exact).cloned().collect();
    if same.len() == 1 {
        found = same;
    }
    match (found.len(), found.pop()) {
        (1, Some(person)) if !who.trim().is_empty() => Ok(person),
        (0, _) | (_, None) => Err(nobody()),
        (many, Some(_)) => Err(Failure::error(format!(
            "{many} customers match `{who}`: name more words or the identity of one"
        ))),
    }
}

fn changed(mut customer: Customer, known: &Known) -> Result<Customer, Failure> {
    let set = |text: &mut String, new: &Option<String>| {
        if let Some(new) = new {
            text.clone_from(new);
        }
    };
    set(&mut customer.phone, &known.phone);
    set(&mut customer.email, &known.email);
    set(&mut customer.note, &known.note);
    if !known.address.is_empty() {
        customer.address.clone_from(&known.address);
    }
    customer.checked().map_err(Failure::usage)
}

/// The journal of a machine that is set up: nobody is changed or erased on an empty one.
fn existing(context: &Context) -> Result<Errand, Failure> {
    context.replica()?;
    context.selling()
}

fn row(
    context: &Context,
    id: PersonId,
    version: u64,
    customer: &Customer,
) -> Result<PersonalRow, Failure> {
    let salt = context.clock.entropy_bytes();
    PersonalRow::of(id, version, salt, customer).map_err(Failure::error)
}

fn add(context: &Context, name: &str, known: &Known) -> Result<Outcome, Failure> {
    let customer = Customer { name: name.to_owned(), ..Customer::default() };
    let customer = changed(customer, known)?;
    let mut errand = context.selling()?;
    let id = PersonId(errand.mint());
    let row = row(context, id, 1, &customer)?;
    errand.keep_person(row)?;
    say(context, &errand.reader()?, id, "is a customer now")
}

fn edit(
    context: &Context,
    who: &str,
    name: Option<&str>,
    known: &Known,
) -> Result<Outcome, Failure> {
    let mut errand = existing(context)?;
    let person = find(&errand.reader()?, who)?;
    let mut customer = person.customer.clone();
    if let Some(name) = name {
        name.clone_into(&mut customer.name);
    }
    let customer = changed(customer, known)?;
    let row = row(context, person.id, person.version.saturating_add(1), &customer)?;
    errand.keep_person(row)?;
    say(context, &errand.reader()?, person.id, "is changed")
}

fn erase(context: &Context, who: &str, yes: bool) -> Result<Outcome, Failure> {
    context.replica()?;
    let mut errand = context.writing()?;
    let person = find(&errand.reader()?, who)?;
    if !yes {
        let name = &person.customer.name;
        let sentence = format!("{name} would be erased everywhere for good: add --yes to do it");
        return Err(Failure::usage(sentence));
    }
    errand.act(vec![Command::ErasePerson(person.id)])?;
    if context.json {
        out::value(&json!({"schema": "customer/1", "person": person.id, "erased": true}))?;
    } else {
        out::text(&format!(
            "{} is erased here, and on every terminal that hears of it",
            person.id
        ))?;
    }
    Ok(Outcome::Done)
}

fn list(context: &Context, words: &str) -> Result<Outcome, Failure> {
    let reader = reader(context)?;
    let found = reader.persons_like(words, PERSONS_FOUND_MAX)?;
    let rows = found
        .iter()
        .map(|person| Ok((person, reader.visits(person.id)?)))
        .collect::<Result<Vec<_>, Failure>>()?;
    if context.json {
        let rows: Vec<Value> = rows.iter().map(|(person, visits)| shown(person, *visits)).collect();
        out::value(&json!({"schema": "customers/1", "customers": rows}))?;
        return Ok(Outcome::Done);
    }
    if rows.is_empty() {
        out::text("no customer has these words")?;
        return Ok(Outcome::Done);
    }
    for (person, visits) in &rows {
        let customer = &person.customer;
        let (name, phone) = (&customer.name, &customer.phone);
        out::text(&format!("{name:<28}  {phone:<18}  {visits:>4} visits  {}", person.id))?;
    }
    let held = reader.persons()?;
    if rows.len() >= PERSONS_FOUND_MAX && held > u64::try_from(rows.len()).unwrap_or(u64::MAX) {
        out::notice(&format!("these are the first {PERSONS_FOUND_MAX} of {held}: name words"));
    }
    Ok(Outcome::Done)
}

fn show(context: &Context, who: &str) -> Result<Outcome, Failure> {
    let reader = reader(context)?;
    let person = find(&reader, who)?;
    say(context, &reader, person.id, "")
}

/// Says who a customer is now.
fn say(context: &Context, reader: &Reader, id: PersonId, done: &str) -> Result<Outcome, Failure> {
    let gone =
        || Failure::error("this customer was erased meanwhile: see `tillrail customer list`");
    let Guest { person, visits, usual } = reader.guest(id)?.ok_or_else(gone)?;
    if context.json {
        let mut value = shown(&person, visits);
        if let Some(fields) = value.as_object_mut() {
            fields.insert("schema".to_owned(), json!("customer/1"));
            fields.insert("usual".to_owned(), json!(usual.map(|usual| usual.words())));
        }
        out::value(&value)?;
        return Ok(Outcome::Done);
    }
    let customer = &person.customer;
    if !done.is_empty() {
        out::text(&format!("{} {done}: {id}", customer.name))?;
        return Ok(Outcome::Done);
    }
    let visits = visits.to_string();
    let usual = usual.map(|usual| usual.words()).unwrap_or_default();
    let rows = [
        ("Name", customer.name.as_str()),
        ("Phone", customer.phone.as_str()),
        ("E-mail", customer.email.as_str()),
        ("Address", &customer.address_line()),
        ("Note", customer.note.as_str()),
        ("Visits", visits.as_str()),
        ("Usual", usual.as_str()),
        ("Identity", &id.to_string()),
    ];
    for (what, text) in rows.iter().filter(|(_, text)| !text.is_empty()) {
        out::text(&format!("{what:<9} {text}"))?;
    }
    Ok(Outcome::Done)
}

fn shown(person: &Person, visits: u64) -> Value {
    let customer = &person.customer;
    json!({
        "person": person.id, "version": person.version, "name": customer.name,
        "phone": customer.phone, "email": customer.email, "address": customer.address,
        "note": customer.note, "visits": visits,
    })
}
