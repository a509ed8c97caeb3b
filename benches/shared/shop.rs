//! A shop that sells without a screen: real commands at a real desk, real sealed facts.

use color_eyre::eyre::{Result, eyre};
use tillrail::domain::command::{Command, NewLine, Opening, Step, Take};
use tillrail::domain::desk::Desk;
use tillrail::domain::envelope::Sealed;
use tillrail::domain::event::{Tender, TerminalPaired};
use tillrail::domain::frontier::Head;
use tillrail::domain::id::{
    Boot, LineId, OrderId, PaymentId, SendId, ShiftId, SiteId, TerminalId, TerminalKind,
};
use tillrail::domain::menu::Menu;
use tillrail::domain::money::{Money, Quantity};
use tillrail::domain::number::Letter;
use tillrail::domain::settings::{Service, Settings};
use tillrail::domain::state::{Me, State};
use tillrail::domain::tally::tally;
use tillrail::domain::time::At;
use tillrail::menu_file::{Format, SAMPLE, read_as};
use tillrail::store::Identity;

/// A counter, its desk and the people who order there.
pub struct Shop {
    /// The desk of the counter.
    pub desk: Desk,
    /// The time of the next act.
    pub now: At,
    sold: Vec<String>,
    random: u64,
}

/// The facts of one order, commit by commit as a counter makes them.
pub struct Sale {
    /// Opened with its first line, second line, third line.
    pub entered: Vec<Vec<Sealed>>,
    /// Handed to the kitchen.
    pub sent: Vec<Sealed>,
    /// Paid, with its receipt.
    pub paid: Vec<Sealed>,
}

impl Sale {
    /// All of it, commit by commit.
    pub fn batches(self) -> Vec<Vec<Sealed>> {
        let mut batches = self.entered;
        batches.extend([self.sent, self.paid]);
        batches
    }
}

/// The sample menu.
///
/// # Errors
/// When the sample cannot be read.
pub fn sample_menu() -> Result<Menu> {
    read_as(Format::Toml, "cafe.toml", SAMPLE, &Settings::default())
        .map_err(|errors| eyre!("the sample menu: {errors:?}"))
}

/// The counter of a shop that works alone.
///
/// # Errors
/// Never in practice: the letter is a good one.
pub fn identity() -> Result<Identity> {
    Ok(Identity {
        site: SiteId(0x5117_2026),
        terminal: TerminalId(0x1B3A_77C9_0D42_5E61),
        kind: TerminalKind::Counter,
        name: "Front".to_owned(),
        letter: Some("A".parse::<Letter>()?),
        hub: None,
        fingerprint: None,
    })
}

impl Shop {
    /// A shop that opens at `now`, and the facts that found it: settings, menu, its terminal.
    ///
    /// # Errors
    /// When a command is refused.
    pub fn found(menu: Menu, settings: &Settings, now: At) -> Result<(Self, Vec<Sealed>)> {
        let identity = identity()?;
        let me = Me {
            site: identity.site,
            terminal: identity.terminal,
            kind: identity.kind,
            name: identity.name.clone(),
            letter: identity.letter.clone(),
        };
        let desk = Desk::new(State::new(me), Boot(0x00C0_FFEE), Head::NONE);
        let mut shop = Self::at(desk, now);
        let mut facts = shop.act(&Command::ChangeSettings(Box::new(settings.clone().into())))?;
        facts.extend(shop.act(&Command::PublishMenu(Box::new(menu)))?);
        facts.extend(shop.act(&Command::PairTerminal(Box::new(TerminalPaired {
            terminal: identity.terminal,
            terminal_kind: identity.kind,
            name: identity.name,
            letter: identity.letter,
            credential: None,
        })))?);
        shop.sold = shop.sellable();
        Ok((shop, facts))
    }

    /// The shop of a desk that has its settings and its menu.
    pub fn at(desk: Desk, now: At) -> Self {
        let mut shop = Self { desk, now, sold: Vec::new(), random: 0x9E37_79B9_7F4A_7C15 };
        shop.sold = shop.sellable();
        shop
    }

    /// The codes of the items that can be sold without choosing anything.
    fn sellable(&self) -> Vec<String> {
        let menu = self.desk.state.menu();
        let simple = |code: &&String| {
            menu.group(code).is_none_or(|group| {
                let usual = group.options.iter().filter(|option| option.default).count();
                usual >= usize::from(group.min)
            })
        };
        let plain = menu
            .items
            .iter()
            .filter(|item| item.slots.is_empty() && item.groups.iter().all(|code| simple(&code)));
        plain.map(|item| item.code.clone()).collect()
    }

    /// Does something now.
    ///
    /// # Errors
    /// When it is refused.
    pub fn act(&mut self, command: &Command) -> Result<Vec<Sealed>> {
        Ok(self.desk.act(command, self.now)?)
    }

    /// Opens a shift with a float of 200.00.
    ///
    /// # Errors
    /// When it is refused.
    pub fn open_shift(&mut self) -> Result<Vec<Sealed>> {
        let shift = ShiftId(self.desk.mint());
        self.act(&Command::OpenShift { shift, float: Money::new(20_000) })
    }

    /// Closes the shift, counted right.
    ///
    /// # Errors
    /// When none is open.
    pub fn close_shift(&mut self) -> Result<Vec<Sealed>> {
        let shift = self.desk.state.my_shift().ok_or_else(|| eyre!("no shift is open"))?;
        let counted = tally(&self.desk.state, shift)?.expected;
        self.act(&Command::CloseShift { counted, reason: None, left: None, waiting: 0 })
    }

    /// A whole number below `limit` that follows from those before.
    pub fn roll(&mut self, limit: usize) -> usize {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        usize::try_from(self.random >> 33).unwrap_or(0) % limit.max(1)
    }

    fn line(&mut self) -> Step {
        let at = self.roll(self.sold.len());
        let item = self.sold.get(at).cloned().unwrap_or_default();
        let quantity = if self.roll(5) == 0 { Quantity::pieces(2) } else { Quantity::ONE };
        Step::Add(NewLine {
            line: LineId(self.desk.mint()),
            item,
            options: None,
            quantity,
            note: None,
            allergy: None,
            of: None,
            seat: None,
            course: None,
        })
    }

    fn opening(&mut self) -> Opening {
        let service = if self.roll(2) == 0 { Service::Takeaway } else { Service::DineIn };
        let table = (service == Service::DineIn).then(|| (self.roll(30) + 1).to_string());
        Opening {
            letter: None,
            service,
            table,
            guests: None,
            name: None,
            due: None,
            customer: None,
        }
    }

    fn take(&mut self) -> Step {
        let payment = PaymentId(self.desk.mint());
        let tender = if self.roll(10) < 6 { Tender::Cash } else { Tender::Card };
        Step::Pay(Take {
            payment,
            tender,
            tendered: None,
            amount: None,
            part: false,
            tip: Money::ZERO,
            reference: None,
            shift: None,
        })
    }

    /// A whole order as one act: opened, three lines, sent, paid, receipt. Seven facts.
    ///
    /// # Errors
    /// When it is refused.
    pub fn order_at_once(&mut self) -> Result<Vec<Sealed>> {
        let order = OrderId(self.desk.mint());
        let opening = self.opening();
        let send = Step::Send(SendId(self.desk.mint()));
        let steps = vec![self.line(), self.line(), self.line(), send, self.take()];
        self.act(&Command::Open { order, opening, steps })
    }

    /// A whole order, commit by commit.
    ///
    /// # Errors
    /// When it is refused.
    pub fn sale(&mut self) -> Result<Sale> {
        let (order, mut entered) = self.unsent()?;
        for _ in 0..2 {
            let line = self.line();
            entered.push(self.act(&Command::Order(order, vec![line]))?);
        }
        let hand_over = Step::Send(SendId(self.desk.mint()));
        let sent = self.act(&Command::Order(order, vec![hand_over]))?;
        let take = self.take();
        let paid = self.act(&Command::Order(order, vec![take]))?;
        Ok(Sale { entered, sent, paid })
    }

    /// An order of three lines that is sent and not paid.
    ///
    /// # Errors
    /// When it is refused.
    pub fn sent(&mut self) -> Result<Vec<Sealed>> {
        let order = OrderId(self.desk.mint());
        let opening = self.opening();
        let hand_over = Step::Send(SendId(self.desk.mint()));
        let steps = vec![self.line(), self.line(), self.line(), hand_over];
        self.act(&Command::Open { order, opening, steps })
    }

    fn unsent(&mut self) -> Result<(OrderId, Vec<Vec<Sealed>>)> {
        let order = OrderId(self.desk.mint());
        let opening = self.opening();
        let steps = vec![self.line()];
        Ok((order, vec![self.act(&Command::Open { order, opening, steps })?]))
    }
}
