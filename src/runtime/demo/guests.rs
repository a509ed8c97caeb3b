//! Simulated guests and the cashier who serves them: when somebody comes, what they order, and
//! how they pay. Pure but for the clerk it acts through.

use crate::domain::choice::{self, Choice};
use crate::domain::command::{Command, NewLine, Opening, Step, Take};
use crate::domain::event::Tender;
use crate::domain::id::{LineId, OrderId, PaymentId, SendId};
use crate::domain::menu::Item;
use crate::domain::money::{Money, Quantity};
use crate::domain::order::{Line, Order, Status};
use crate::domain::settings::Service;
use crate::domain::time::At;
use crate::runtime::clerk::{Clerk, ClerkError};

/// A guest who has not decided after so many choices takes something else.
const CHOICES_MAX: usize = 100;
/// Milliseconds between two guests at pace 1.
const GUEST_EVERY_MS: u64 = 20_000;

/// Numbers that look random and come again with the same seed.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// Dice that fall the same for the same seed.
    pub fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    /// A number from 0 to `sides` less one.
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let sides = u64::try_from(sides.max(1)).unwrap_or(1);
        usize::try_from((self.0 >> 11) % sides).unwrap_or(0)
    }
}

/// Guests who come to a counter.
#[derive(Debug)]
pub struct Guests {
    dice: Dice,
    every_ms: u64,
    next_at: u64,
    /// Orders that were opened.
    pub orders: u64,
    /// Orders that were paid.
    pub paid: u64,
}

impl Guests {
    /// Guests at a pace; the first comes at the monotonic moment `now`.
    pub fn new(seed: u64, pace: u32, now: u64) -> Self {
        let every_ms = (GUEST_EVERY_MS / u64::from(pace.max(1))).max(1);
        Self { dice: Dice::new(seed), every_ms, next_at: now, orders: 0, paid: 0 }
    }

    /// Serves whoever has come and lets those pay who have eaten.
    ///
    /// # Errors
    /// What the clerk cannot do.
    pub fn step(&mut self, clerk: &mut Clerk, mono: u64) -> Result<(), ClerkError> {
        self.collect(clerk)?;
        Self::fire(clerk)?;
        if mono < self.next_at || clerk.desk.state.menu().items.is_empty() {
            return Ok(());
        }
        let spread = usize::try_from(self.every_ms).unwrap_or(1);
        let wait = u64::try_from(self.dice.roll(spread)).unwrap_or(0);
        self.next_at = mono.saturating_add(self.every_ms / 2).saturating_add(wait);
        self.come(clerk)
    }

    fn come(&mut self, clerk: &mut Clerk) -> Result<(), ClerkError> {
        let order = OrderId(clerk.desk.mint());
        let eats_here = self.dice.roll(3) == 0;
        let table = eats_here.then(|| (self.dice.roll(16) + 1).to_string());
        let service = if eats_here { Service::DineIn } else { Service::Takeaway };
        let mut steps = Vec::new();
        for _ in 0..=self.dice.roll(3) {
            if let Some(line) = self.choose(clerk) {
                steps.push(Step::Add(line));
            }
        }
        steps.push(if eats_here {
            Step::Send(SendId(clerk.desk.mint()))
        } else {
            Step::Pay(take(PaymentId(clerk.desk.mint()), self.dice.roll(2) == 0))
        });
        let opening = Opening { service, table, ..Opening::default() };
        clerk.act(&Command::Open { order, opening, steps })?;
        self.orders += 1;
        self.paid += u64::from(!eats_here);
        Ok(())
    }

    fn choose(&mut self, clerk: &mut Clerk) -> Option<NewLine> {
        let menu = std::sync::Arc::clone(clerk.desk.state.menu());
        let now = clerk.now();
        let item = menu.items.get(self.dice.roll(menu.items.len()))?;
        if clerk.desk.state.is_86(&item.code, now) {
            return None;
        }
        let options = self.options(&menu, item);
        if choice::missing(&menu, item, &options).is_some() {
            return None;
        }
        let note = (self.dice.roll(12) == 0).then(|| "no onions please".to_owned());
        Some(NewLine {
            line: LineId(clerk.desk.mint()),
            item: item.code.clone(),
            options: Some(options),
            quantity: Quantity::pieces(if self.dice.roll(4) == 0 { 2 } else { 1 }),
            note,
            allergy: None,
            of: None,
            seat: None,
            course: None,
        })
    }

    /// The defaults, and in each group that needs more something at random.
    fn options(&mut self, menu: &crate::domain::menu::Menu, item: &Item) -> Vec<Choice> {
        let mut chosen = choice::defaults(menu, item);
        for _ in 0..CHOICES_MAX {
            let Some(asked) = choice::missing(menu, item, &chosen) else { break };
            let options = &asked.group.options;
            let Some(option) = options.get(self.dice.roll(options.len())) else { break };
            choice::add(menu, item, &mut chosen, &asked.choice(option));
        }
        chosen
    }

    /// The next course of a table is fired once nothing that was fired is cooking.
    fn fire(clerk: &mut Clerk) -> Result<(), ClerkError> {
        let me = clerk.desk.state.me.terminal;
        let eaten = |order: &&Order| {
            let mine = order.opened.as_ref().is_some_and(|stamp| stamp.terminal == me);
            let cooking = |line: &Line| {
                let sent = line.sent.is_some() && line.is_prepared() && !line.is_held();
                sent && line.ready.is_none() && line.standing().is_positive()
            };
            mine && !order.held_courses().is_empty() && !order.work_lines().any(cooking)
        };
        let open = clerk.desk.state.open_orders(clerk.now()).filter(eaten);
        let tables: Vec<OrderId> = open.map(|order| order.id).collect();
        for order in tables {
            clerk.act(&Command::Order(order, vec![Step::Fire(None)]))?;
        }
        Ok(())
    }

    /// Guests at tables pay once everything is served.
    fn collect(&mut self, clerk: &mut Clerk) -> Result<(), ClerkError> {
        let now: At = clerk.now();
        let served: Vec<OrderId> = clerk
            .desk
            .state
            .open_orders(now)
            .filter(|order| {
                let mine = order.opened.as_ref().map(|stamp| stamp.terminal);
                mine == Some(clerk.desk.state.me.terminal) && order.status() == Status::Served
            })
            .map(|order| order.id)
            .collect();
        for order in served {
            let payment = PaymentId(clerk.desk.mint());
            let pay = Step::Pay(take(payment, self.dice.roll(2) == 0));
            clerk.act(&Command::Order(order, vec![pay]))?;
            self.paid += 1;
        }
        Ok(())
    }
}

/// The exact amount, by card or in cash.
fn take(payment: PaymentId, card: bool) -> Take {
    Take {
        payment,
        tender: if card { Tender::Card } else { Tender::Cash },
        tendered: None,
        amount: None,
        part: false,
        tip: Money::ZERO,
        reference: None,
        shift: None,
    }
}
