//! Orders, payments and kitchen steps on a hub over REST.

use std::fmt::Write as _;

use serde::Deserialize;
use serde_json::{Value, json};

use super::context::Context;
use super::items::{self, Wanted};
use super::kitchen::Lines;
use super::order::{List, New, Void, due, say_list};
use super::order_view;
use super::out::{self, Failure, Outcome};
use super::pay::Taken;
use crate::domain::currency::Currency;
use crate::domain::event::{LineStep, Tender};
use crate::domain::id::ShiftId;
use crate::domain::menu::Menu;
use crate::domain::money::Quantity;
use crate::domain::settings::Service;
use crate::domain::time::SiteClock;
use crate::runtime::boot::{self, Mode};
use crate::runtime::rest::Rest;
use crate::store::Reader;

/// The most pages of a list that are fetched.
const PAGES_MAX: usize = 100;

/// A hub, and the runtime on which it is asked.
pub struct Remote<'a> {
    context: &'a Context,
    rest: Rest,
    runtime: tokio::runtime::Runtime,
}

/// The hub that was named with --hub, if one was.
///
/// # Errors
/// When the address is none, or no credential is known.
pub fn of(context: &Context) -> Result<Option<Remote<'_>>, Failure> {
    let Some(rest) = context.rest()? else { return Ok(None) };
    Ok(Some(Remote { context, rest, runtime: super::runtime()? }))
}

/// A quantity as the number of pieces that the hub reads.
fn pieces(quantity: Quantity) -> Value {
    let text = quantity.to_string();
    serde_json::from_str(&text).unwrap_or_else(|_| json!(quantity.count()))
}

/// A value as it stands in an address: what is no letter, digit or `-._~` as `%XX`.
fn plain(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

impl Remote<'_> {
    fn get<T: serde::de::DeserializeOwned>(&self, path: &str) -> Result<T, Failure> {
        Ok(self.runtime.block_on(self.rest.get(path))?)
    }

    fn post(&self, path: &str, body: &Value, key: Option<&str>) -> Result<Value, Failure> {
        Ok(self.runtime.block_on(self.rest.post(path, body, key))?)
    }

    fn say(&self, order: &Value) -> Result<Outcome, Failure> {
        order_view::say(self.context, order)?;
        Ok(Outcome::Done)
    }

    /// A line as the hub reads it.
    fn line(menu: &Menu, wanted: &Wanted) -> Result<Value, Failure> {
        let item = wanted.sold(menu)?;
        let mut line = json!({"item": item.code, "quantity": pieces(wanted.quantity)});
        if !wanted.options.is_empty() {
            let (_, chosen) = wanted.on(menu)?;
            let codes: Vec<&str> = chosen.iter().map(|choice| choice.option.as_str()).collect();
            line["options"] = json!(codes);
        }
        Ok(line)
    }

    /// The next moment at which the clock of the site shows a time, as the hub reads it. A machine
    /// that holds no data of the site goes by its own time zone.
    fn due(&self, text: &str) -> Result<String, Failure> {
        let known = self.context.reader().and_then(|(replica, mut reader)| {
            Ok(boot::load(&mut reader, &replica.identity, self.context.now())?)
        });
        let zone = || self.context.clock.time_zone_name().unwrap_or_else(|| "UTC".to_owned());
        let clock =
            known.map_or_else(|_| SiteClock::new(&zone(), 0), |state| state.settings().clock());
        Ok(due(&clock, self.context.now(), text)?.rfc3339())
    }

    /// Opens an order with everything that is wanted.
    ///
    /// # Errors
    /// One sentence; nothing has changed then.
    pub fn open(&self, new: &New) -> Result<Outcome, Failure> {
        if new.customer.is_some() {
            let sentence = "customers are known on terminals, not over REST: leave --hub out";
            return Err(Failure::usage(sentence));
        }
        let menu: Menu = self.get("/v1/menu")?;
        let wanted = new.items.iter().map(|text| Self::line(&menu, &Wanted::parse(text)?));
        let lines = wanted.collect::<Result<Vec<_>, Failure>>()?;
        let usual = if new.table.is_some() { Service::DineIn } else { Service::Takeaway };
        let body = json!({
            "service": new.service.unwrap_or(usual), "table": new.table, "guests": new.guests,
            "name": new.name, "lines": lines, "send": new.send,
            "due": new.due.as_deref().map(|text| self.due(text)).transpose()?,
        });
        let key = format!("{:016x}", self.context.clock.entropy_u64());
        self.say(&self.post("/v1/orders", &body, Some(&key))?)
    }

    /// Adds lines to an order.
    ///
    /// # Errors
    /// One sentence; nothing has changed then.
    pub fn add(
        &self,
        order: &str,
        wanted: &[Wanted],
        note: Option<&str>,
        allergy: Option<&str>,
        send: bool,
    ) -> Result<Outcome, Failure> {
        let menu: Menu = self.get("/v1/menu")?;
        let mut lines = Vec::new();
        for wanted in wanted {
            let mut line = Self::line(&menu, wanted)?;
            line["note"] = json!(note);
            line["allergy"] = json!(allergy);
            lines.push(line);
        }
        let body = json!({"lines": lines, "send": send});
        self.say(&self.post(&format!("/v1/orders/{order}/lines"), &body, None)?)
    }

    /// Hands what is new of an order to the kitchen.
    ///
    /// # Errors
    /// One sentence; nothing has changed then.
    pub fn send(&self, order: &str) -> Result<Outcome, Failure> {
        self.say(&self.post(&format!("/v1/orders/{order}/send"), &json!({}), None)?)
    }

    /// Voids a line, or cancels an order.
    ///
    /// # Errors
    /// One sentence; nothing has changed then.
    pub fn void(&self, void: &Void) -> Result<Outcome, Failure> {
        let order = &void.order;
        let Some(line) = &void.line else {
            return self.status(order, "CANCELLED", Some(&void.reason));
        };
        let line = self.line_of(order, line)?;
        let quantity = void.quantity.as_deref().map(items::quantity).transpose()?.map(pieces);
        let body = json!({"reason": void.reason, "quantity": quantity});
        self.say(&self.post(&format!("/v1/orders/{order}/lines/{line}/void"), &body, None)?)
    }

    /// Shows an order.
    ///
    /// # Errors
    /// One sentence when the hub does not know it.
    pub fn show(&self, order: &str) -> Result<Outcome, Failure> {
        self.say(&self.get::<Value>(&format!("/v1/orders/{order}"))?)
    }

    /// Lists orders, also by the words that find them without a hub.
    ///
    /// # Errors
    /// One sentence.
    pub fn list(&self, list: &List) -> Result<Outcome, Failure> {
        #[derive(Deserialize)]
        struct Found {
            orders: Vec<Value>,
            next: Option<String>,
            #[serde(default = "whole")]
            whole: bool,
        }
        fn whole() -> bool {
            true
        }
        let wish = list.wish()?;
        let words = Some(wish.words.as_str()).filter(|words| !words.is_empty());
        let named = [
            ("q", words.map(str::to_owned)),
            ("customer", wish.customer.clone()),
            ("open", wish.open.then(|| "true".to_owned())),
            ("all", wish.all.then(|| "true".to_owned())),
            ("from", wish.from.map(|day| day.to_string())),
            ("to", wish.to.map(|day| day.to_string())),
            ("status", wish.status.map(|status| status.word().to_owned())),
        ];
        let named = named.into_iter().filter_map(|(key, value)| Some((key, value?)));
        let named: Vec<String> =
            named.map(|(key, value)| format!("{key}={}", plain(&value))).collect();
        let most = usize::try_from(list.limit).unwrap_or(usize::MAX);
        let (mut found, mut cursor, mut all) = (Vec::new(), None::<String>, true);
        for _ in 0..PAGES_MAX {
            let mut query = named.clone();
            query.extend(cursor.map(|cursor| format!("cursor={}", plain(&cursor))));
            let page: Found = self.get(&format!("/v1/orders?{}", query.join("&")))?;
            found.extend(page.orders);
            all &= page.whole;
            cursor = page.next;
            if cursor.is_none() || found.len() >= most {
                break;
            }
        }
        found.truncate(most);
        say_list(self.context, &found, all)
    }

    /// Says when an order is wanted, at once without a time.
    ///
    /// # Errors
    /// One sentence; nothing has changed then.
    pub fn change_due(&self, order: &str, time: Option<&str>) -> Result<Outcome, Failure> {
        let body = json!({"due": time.map(|text| self.due(text)).transpose()?});
        let path = format!("/v1/orders/{order}/due");
        let view: Value = self.runtime.block_on(self.rest.patch(&path, &body))?;
        self.say(&view)
    }

    /// Takes money for an order.
    ///
    /// # Errors
    /// One sentence; nothing has changed then.
    pub fn pay(&self, tender: &Tender, taken: &Taken) -> Result<Outcome, Failure> {
        if taken.part || taken.tip.is_some() {
            return Err(Failure::usage(
                "a hub takes whole payments without a tip: leave out --part and --tip",
            ));
        }
        let order: Value = self.get(&format!("/v1/orders/{}", taken.order))?;
        let code = order.get("currency").and_then(Value::as_str).unwrap_or_default();
        let currency = Currency::from_code(code).unwrap_or(Currency::EUR);
        let due = order.get("money").and_then(|sums| sums.get("due")).and_then(Value::as_i64);
        let received = match &taken.amount {
            Some(text) => currency.parse(text).map_err(Failure::error)?.minor(),
            None => due.unwrap_or_default(),
        };
        let path = format!("/v1/orders/{}/payments/{tender}", taken.order);
        let body = match tender {
            Tender::Cash => json!({"received": received, "shift": self.own_shift()?}),
            Tender::Card
            | Tender::Online
            | Tender::Voucher
            | Tender::Account
            | Tender::Points
            | Tender::Other(_) => json!({"received": received, "reference": taken.reference}),
        };
        let paid = self.post(&path, &body, None)?;
        if self.context.json {
            out::value(&paid)?;
            return Ok(Outcome::Done);
        }
        self.say(paid.get("order").unwrap_or(&Value::Null))
    }

    /// The open shift of the counter on this machine, whose drawer takes the cash.
    fn own_shift(&self) -> Result<Option<ShiftId>, Failure> {
        let replicas = self.context.replicas()?;
        let counter = replicas.iter().find(|one| one.mode == Mode::Counter);
        let Some(counter) = counter else { return Ok(None) };
        let mut reader = Reader::open(&counter.folder)?;
        let state = boot::load(&mut reader, &counter.identity, self.context.now())?;
        Ok(state.my_shift().map(|shift| shift.id))
    }

    /// A kitchen step of an order or of some of its lines.
    ///
    /// # Errors
    /// One sentence; nothing of that line has changed then.
    pub fn kitchen(&self, lines: &Lines, step: LineStep) -> Result<Outcome, Failure> {
        let (status, word) = match step {
            LineStep::Started => ("PREPARING", "start"),
            LineStep::Ready => ("READY", "ready"),
            LineStep::Served => ("SERVED", "serve"),
        };
        let order = &lines.order;
        if lines.lines.is_empty() {
            return self.status(order, status, None);
        }
        let mut view = Value::Null;
        for line in &lines.lines {
            let line = self.line_of(order, line)?;
            view =
                self.post(&format!("/v1/orders/{order}/lines/{line}/{word}"), &json!({}), None)?;
        }
        self.say(&view)
    }

    fn status(&self, order: &str, status: &str, reason: Option<&str>) -> Result<Outcome, Failure> {
        let body = json!({"status": status, "reason": reason});
        let path = format!("/v1/orders/{order}/status");
        let view: Value = self.runtime.block_on(self.rest.patch(&path, &body))?;
        self.say(&view)
    }

    /// The identity of a line that is named by its place or its identity.
    fn line_of(&self, order: &str, line: &str) -> Result<String, Failure> {
        let Ok(place) = line.parse::<usize>() else { return Ok(line.to_owned()) };
        let view: Value = self.get(&format!("/v1/orders/{order}"))?;
        let lines = view.get("lines").and_then(Value::as_array);
        let found = lines.and_then(|lines| lines.get(place.checked_sub(1)?)?.get("id")?.as_str());
        found.map(str::to_owned).ok_or_else(|| {
            Failure::error(format!(
                "{order} has no line {place}: see `tillrail order show {order}`"
            ))
        })
    }
}
