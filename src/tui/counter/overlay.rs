//! What lies over the order screen: one closed enum, and how each is opened.

pub mod actions;
pub mod amount;
pub mod approve;
pub mod card;
pub mod charge;
pub mod choices;
pub mod codes;
pub mod connection;
pub mod customer;
pub mod discount;
pub mod doubt;
pub mod explain;
mod filter;
#[cfg(test)]
mod fixture;
pub mod guard;
pub mod help;
pub mod lock;
pub mod moveto;
pub mod notes;
pub mod notsaved;
pub mod orders;
pub mod paid;
pub mod paper;
pub mod pay;
pub mod people;
mod pinfield;
pub mod price;
pub mod qr;
pub mod quit;
pub mod receipts;
pub mod refund;
pub mod refused;
mod rows;
pub mod sale;
mod sales;
pub mod seats;
mod sheet;
pub mod shift;
pub mod slip;
pub mod soldout;
pub mod split;
pub mod tables;
pub mod taxclass;
pub mod tip;
pub mod void;
mod why;
mod words;

pub use sales::when;
pub use sheet::STAGE_HEIGHT as STAGE_ROWS;
pub use words::state;

use super::model::Model;
use super::options::Options;
use super::service::ServiceChoice;
use super::turn::{Ask, Over};
use crate::domain::order::{Order, Receipt};
use actions::Actions;
use approve::Approve;
use card::Card;
use charge::Charge;
use codes::Codes;
use connection::Connection;
use customer::Customers;
use discount::Discount;
use doubt::Doubt;
use explain::Explain;
use help::Help;
use lock::Lock;
use moveto::MoveTo;
use notsaved::NotSaved;
use orders::Orders;
use paid::Paid;
use paper::Paper;
use pay::Pay;
use people::People;
use price::Price;
use qr::Qr;
use quit::Quit;
use receipts::Receipts;
use refund::Refund;
use refused::Refused;
use sale::Sale;
use seats::Seats;
use shift::ShiftScreen;
use shift::cash::Cash;
use shift::menu::ShiftMenu;
use shift::nosale::NoSale;
use shift::readout::Readout;
use slip::Slip;
use soldout::SoldOut;
use split::Split;
use tables::Tables;
use taxclass::TaxClass;
use tip::Tip;
use void::Void;

/// An overlay of the counter: a variant for each struct below `counter/overlay/`, and the options
/// and the service of the order screen itself.
#[derive(Debug, Clone, PartialEq)]
pub enum Overlay {
    /// Cash, whole or in part.
    Pay(Box<Pay>),
    /// A card by hand.
    Card(Box<Card>),
    /// The change to give.
    Paid(Box<Paid>),
    /// Options and note.
    Options(Box<Options>),
    /// Service, table, pick-up name.
    Service(Box<ServiceChoice>),
    /// All actions by number and letter.
    Actions(Box<Actions>),
    /// The tables of a room.
    Tables(Box<Tables>),
    /// Guests, seat, course.
    Seats(Box<Seats>),
    /// Held and open orders.
    Orders(Box<Orders>),
    /// A reason to void.
    Void(Box<Void>),
    /// A discount.
    Discount(Box<Discount>),
    /// The shift of the drawer.
    Shift(Box<ShiftScreen>),
    /// What can be done with the open shift.
    ShiftMenu(Box<ShiftMenu>),
    /// X and Z.
    Readout(Box<Readout>),
    /// Cash without a sale.
    Cash(Box<Cash>),
    /// The drawer without a sale.
    NoSale(Box<NoSale>),
    /// Another price.
    Price(Box<Price>),
    /// The card with codes.
    Codes(Box<Codes>),
    /// Items that cannot be sold.
    SoldOut(Box<SoldOut>),
    /// One bill in several.
    Split(Box<Split>),
    /// Where an order goes.
    Move(Box<MoveTo>),
    /// The link.
    Connection(Box<Connection>),
    /// The refusal of the hub.
    Refused(Box<Refused>),
    /// Something is not on the disk yet.
    NotSaved(Box<NotSaved>),
    /// What works here.
    Help(Box<Help>),
    /// A service charge by hand.
    Charge(Box<Charge>),
    /// A payment of which nobody was sure.
    Doubt(Box<Doubt>),
    /// How a total comes about.
    Explain(Box<Explain>),
    /// A closed order to look at.
    Sale(Box<Sale>),
    /// Receipts to be found.
    Receipts(Box<Receipts>),
    /// Money that goes back.
    Refund(Box<Refund>),
    /// A receipt as it is printed.
    Slip(Box<Slip>),
    /// Who an invoice is for, or where an e-mail goes.
    Paper(Box<Paper>),
    /// A receipt as a QR code.
    Qr(Box<Qr>),
    /// How an open item is taxed.
    TaxClass(Box<TaxClass>),
    /// A tip after the payment.
    Tip(Box<Tip>),
    /// A PIN for what was refused.
    Approve(Box<Approve>),
    /// Who sells.
    Lock(Box<Lock>),
    /// Who works here.
    People(Box<People>),
    /// Customers.
    Customer(Box<Customers>),
    /// Whether to leave.
    Quit(Box<Quit>),
}

/// What every overlay can do, whichever it is.
macro_rules! over {
    ($overlay:ident.$as:ident()) => {
        over!($overlay.$as():
            Pay Card Paid Options Service Actions Tables Seats Orders Void Discount Shift
            ShiftMenu Readout Cash NoSale Price Codes SoldOut Split Move Connection Refused
            NotSaved Help Charge Doubt Explain Sale Receipts Refund Slip Paper Qr TaxClass Tip
            Approve Lock People Customer Quit
        )
    };
    ($overlay:ident.$as:ident(): $($kind:ident)*) => {
        match $overlay { $(Self::$kind(over) => over.$as(),)* }
    };
}

impl Overlay {
    /// Opens what was asked for; `None` when there is nothing to show, such as no such order.
    /// Builders take what they need of the model: `X::open(&mut model.front, &settings, ...)`.
    pub fn open(model: &mut Model, ask: &Ask) -> Option<Self> {
        let front = &mut model.front;
        let entry = model.settings.amount_entry;
        Some(match ask {
            Ask::Pay(order) => Self::Pay(Box::new(Pay::open(front, &model.settings, *order)?)),
            Ask::PayTogether(orders) => {
                Self::Pay(Box::new(Pay::together(front, &model.settings, orders)?))
            }
            Ask::Card { .. }
            | Ask::Paid { .. }
            | Ask::Receipt { .. }
            | Ask::Bill { .. }
            | Ask::Tip { .. }
            | Ask::Refund(_)
            | Ask::Paper { .. }
            | Ask::Qr(_)
            | Ask::Shares { .. } => return Self::money(model, ask),
            Ask::Explain(order) => Self::Explain(Box::new(Explain::open(front, *order)?)),
            Ask::Charge(order) => Self::Charge(Box::new(Charge::open(front, *order)?)),
            Ask::Doubt(order) => Self::Doubt(Box::new(Doubt::open(front, *order)?)),
            Ask::Sale(order) => Self::Sale(Box::new(Sale::open(front, *order)?)),
            Ask::Receipts => Self::Receipts(Box::default()),
            Ask::Options { order, line, note } => {
                Self::Options(Box::new(Options::of_line(front, *order, *line, *note)?))
            }
            Ask::Service(_) => Self::Service(Box::new(ServiceChoice::of(model))),
            Ask::Actions { page } => Self::Actions(Box::new(Actions::open(model.works(), *page))),
            Ask::Tables { placing } => {
                Self::Tables(Box::new(Tables::open(front, model.order, *placing)))
            }
            Ask::Seats => Self::Seats(Box::new(Seats::open(model))),
            Ask::Orders => Self::Orders(Box::new(Orders::open())),
            Ask::Void { order, line } => Self::Void(Box::new(Void::open(front, *order, *line)?)),
            Ask::VoidOrder(order) => Self::Void(Box::new(Void::whole(front, *order)?)),
            Ask::Discount { order, line, typed } => {
                Self::Discount(Box::new(Discount::open(front, entry, (*order, *line), typed)?))
            }
            Ask::Shift => Self::Shift(Box::new(ShiftScreen::open(front, &model.settings))),
            Ask::ShiftMenu => Self::ShiftMenu(Box::new(ShiftMenu)),
            Ask::Readout { z } => {
                Self::Readout(Box::new(Readout::open(*z, model.settings.blind_count)))
            }
            Ask::Cash => Self::Cash(Box::new(Cash::open(front, entry)?)),
            Ask::NoSale => Self::NoSale(Box::new(NoSale::open(front)?)),
            Ask::Price { order, line } => {
                Self::Price(Box::new(Price::open(front, entry, *order, *line)?))
            }
            Ask::Codes => Self::Codes(Box::new(Codes::open(front, model.look.glyphs.cut))),
            Ask::Split(id) => Self::Split(Split::open(front, &model.settings, *id)?.into()),
            Ask::Move(order) => Self::Move(Box::new(MoveTo::open(front, *order)?)),
            Ask::TaxClass { name, price } => {
                Self::TaxClass(Box::new(TaxClass::open(name.clone(), *price)))
            }
            Ask::SoldOut => Self::SoldOut(Box::default()),
            Ask::Connection => Self::Connection(Box::default()),
            Ask::Refused => Self::Refused(Box::new(Refused::open(front))),
            Ask::NotSaved => Self::NotSaved(Box::new(NotSaved::open(saving(model)))),
            Ask::Help => {
                Self::Help(Box::new(Help::open(model.works()).with_keys(model.taught_keys())))
            }
            Ask::Approve(wanted) => Self::Approve(Box::new(Approve::open(wanted))),
            Ask::Lock => Self::Lock(Box::new(Lock::open(front, model.settings.lock_after_ms))),
            Ask::People => Self::People(Box::new(People::open(front))),
            Ask::Customer => Self::Customer(Box::new(Customers::open(model))),
            Ask::Quit => Self::Quit(Box::new(Quit::open(model.order))),
        })
    }

    /// Opens what money goes through, and the texts about it.
    #[expect(clippy::wildcard_enum_match_arm, reason = "only those that are listed come here")]
    fn money(model: &mut Model, ask: &Ask) -> Option<Self> {
        let front = &mut model.front;
        Some(match ask {
            Ask::Card { order, payment, amount, part, tip, with } => {
                let card = Card::open(front, *order, *payment, (*amount, *part))?;
                Self::Card(Box::new(card.with(*tip, with.clone())))
            }
            Ask::Paid { order, payment, batch, with } => {
                let paid = Paid::open(front, *order, *payment, *batch)?;
                Self::Paid(Box::new(paid.with(with.clone())))
            }
            Ask::Receipt { order, number } => {
                Self::Slip(Box::new(Slip::open(front, *order, number)?))
            }
            Ask::Bill { order, batch, with } => {
                Self::Slip(Box::new(Slip::bill(front, *order, *batch, with)?))
            }
            Ask::Tip { order, payment } => {
                let entry = model.settings.amount_entry;
                Self::Tip(Box::new(Tip::open(front, entry, (*order, *payment))?))
            }
            Ask::Refund(order) => Self::Refund(Box::new(Refund::open(front, *order))),
            Ask::Shares { order, shares } => {
                Self::Pay(Pay::shares(front, &model.settings, *order, shares)?.into())
            }
            Ask::Paper { order, kind } => Self::Paper(Box::new(Paper::open(front, *order, *kind)?)),
            Ask::Qr(order) => Self::Qr(Box::new(Qr::open(front, *order)?)),
            _ => return None,
        })
    }

    /// The overlay as what it can do.
    pub fn over(&self) -> &dyn Over {
        over!(self.as_ref())
    }

    /// The overlay as what it can do, to be changed.
    pub fn over_mut(&mut self) -> &mut dyn Over {
        over!(self.as_mut())
    }
}

/// A receipt in a row of a list: how it was paid, and its amount.
pub fn receipt_words(order: &Order, receipt: &Receipt) -> (String, String) {
    (receipts::words_of(order, receipt), receipts::amount_of(order, receipt))
}

/// What is on its way to the disk, in words, when it is a payment.
#[expect(clippy::wildcard_enum_match_arm, reason = "only payments are named")]
fn saving(model: &Model) -> Option<String> {
    model.overlays.iter().find_map(|open| match &open.over {
        Overlay::Pay(pay) => pay.saving(),
        Overlay::Card(card) => card.saving(&model.front),
        Overlay::Paid(paid) => paid.saving(&model.front),
        _ => None,
    })
}
