//! Orders as commands show them: a card, a table, the steps of a total, a JSON object.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::context::Context;
use super::out::{self, Failure};
use crate::domain::audit::{Remark, What};
use crate::domain::currency::Currency;
use crate::domain::id::StaffId;
use crate::domain::money::Money;
use crate::domain::order::Order;
use crate::domain::settings::Service;
use crate::hub::rest::OrderView;
use crate::receipt::explain::steps;
use crate::report::text_table::{Align, Column, Table, pad};

/// The columns of a card.
const CARD_COLUMNS: usize = 60;

/// Of these, the columns of an amount.
const AMOUNT_COLUMNS: usize = 14;

/// Shows one order as a card or as JSON.
pub fn show(context: &Context, order: &Order) -> Result<(), Failure> {
    say(context, &object(order)?)
}

/// Shows one order with what was done to it that somebody may have to answer for: who did it, and
/// who approved it.
pub fn story(
    context: &Context,
    order: &Order,
    remarks: &[Remark],
    name: &dyn Fn(&StaffId) -> String,
) -> Result<(), Failure> {
    let mut view = object(order)?;
    let acts: Vec<Value> = remarks
        .iter()
        .filter(|remark| remark.what != What::NoEffect)
        .map(|remark| {
            json!({
                "what": remark.what.word(), "words": remark.words,
                "amount_minor": remark.amount, "reason": remark.reason,
                "at": remark.stamp.at.rfc3339(), "by": name(&remark.stamp.staff),
                "approved_by": remark.approver.as_ref().map(name),
            })
        })
        .collect();
    if let Some(members) = view.as_object_mut().filter(|_| !acts.is_empty()) {
        members.insert("acts".to_owned(), acts.into());
    }
    say(context, &view)
}

/// Shows the JSON of one order, which may come from a hub, as a card or as it is.
pub fn say(context: &Context, view: &Value) -> Result<(), Failure> {
    if context.json { out::value(view) } else { out::text(&card(view)) }
}

/// One order as JSON, as the hub answers it too: amounts in minor units, times in RFC 3339.
pub fn object(order: &Order) -> Result<Value, Failure> {
    let view = OrderView::of(order)?;
    let mut value =
        serde_json::to_value(&view).map_err(|error| Failure::error(error.to_string()))?;
    if let Some(members) = value.as_object_mut()
        && !order.exceptions.is_empty()
    {
        let exceptions = order.exceptions.iter().map(|one| one.sentence.clone());
        members.insert("exceptions".to_owned(), exceptions.collect());
    }
    Ok(value)
}

/// A text of a JSON object; empty when there is none.
fn word<'a>(view: &'a Value, key: &str) -> &'a str {
    view.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn list<'a>(view: &'a Value, key: &str) -> &'a [Value] {
    view.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// One order as text.
fn card(view: &Value) -> String {
    let code = word(view, "currency");
    let currency = Currency::from_code(code).unwrap_or(Currency::EUR);
    let money = |view: &Value, key: &str| -> Option<Money> {
        view.get(key).and_then(Value::as_i64).map(Money::new).filter(|amount| !amount.is_zero())
    };
    let amount = |view: &Value, key: &str| currency.format(money(view, key).unwrap_or_default());
    let sums = view.get("money").unwrap_or(&Value::Null);
    let (number, status) = (word(view, "number"), word(view, "status"));
    let paid = word(sums, "status").replace('_', " ");
    let mut text = format!("{number}  {}  {status}, {paid}", place(view));
    if view.get("due").is_some() {
        let _ = write!(text, "  (wanted at {})", word(view, "due"));
    }
    if view.get("reason").is_some() {
        let _ = write!(text, "  ({})", word(view, "reason"));
    }
    text.push('\n');
    for (at, line) in list(view, "lines").iter().enumerate() {
        let (name, status) = (word(line, "name"), word(line, "status"));
        let quantity = line.get("quantity").map(ToString::to_string).unwrap_or_default();
        let quantity = format!("{quantity} {}", word(line, "measured"));
        let quantity = quantity.trim_end();
        let left = format!("{:>3}  {quantity:>3}  {name}  {}", at + 1, mark(status));
        push(&mut text, left.trim_end(), &amount(line, "total"));
        for words in details(line) {
            let _ = writeln!(text, "          {words}");
        }
    }
    if money(sums, "discounts").is_some() {
        push(&mut text, "Discounts", &amount(sums, "discounts"));
    }
    push(&mut text, &format!("TOTAL {currency}"), &amount(sums, "total"));
    for payment in list(view, "payments") {
        push(&mut text, &format!("paid {}", word(payment, "tender")), &amount(payment, "tendered"));
        if money(payment, "change").is_some() {
            push(&mut text, "CHANGE", &amount(payment, "change"));
        }
        if money(payment, "tip").is_some() {
            push(&mut text, "of it a tip", &amount(payment, "tip"));
        }
    }
    for refund in list(view, "refunds") {
        let what = format!("given back {}: {}", word(refund, "tender"), word(refund, "reason"));
        push(&mut text, &what, &amount(refund, "handed"));
    }
    for receipt in list(view, "receipts") {
        push(&mut text, "receipt", receipt.as_str().unwrap_or_default());
    }
    for (key, words) in [("due", "DUE"), ("give_back", "TO GIVE BACK")] {
        if money(sums, key).is_some() {
            push(&mut text, words, &amount(sums, key));
        }
    }
    for act in list(view, "acts") {
        let words = [word(act, "what"), word(act, "words"), word(act, "reason")];
        let words: Vec<&str> = words.into_iter().filter(|text| !text.is_empty()).collect();
        let _ = write!(text, "{}: {}", words.join(" "), word(act, "by"));
        if act.get("approved_by").is_some_and(Value::is_string) {
            let _ = write!(text, ", approved by {}", word(act, "approved_by"));
        }
        text.push('\n');
    }
    for exception in list(view, "exceptions") {
        let _ = writeln!(text, "!  {}", exception.as_str().unwrap_or_default());
    }
    text
}

/// Where an order goes: `TABLE 12`, `TAKEAWAY Bob`.
fn place(view: &Value) -> String {
    let service = word(view, "service").parse::<Service>().unwrap_or_default();
    match (word(view, "table"), word(view, "name")) {
        ("", "") => service.to_string(),
        ("", name) => format!("{service} {name}"),
        (table, _) => format!("TABLE {table}"),
    }
}

/// A row of a card: words at the left edge, an amount at the right one.
fn push(text: &mut String, left: &str, right: &str) {
    text.push_str(&pad(left, CARD_COLUMNS - AMOUNT_COLUMNS, Align::Left));
    text.push_str(&pad(right, AMOUNT_COLUMNS, Align::Right));
    text.push('\n');
}

/// How a line stands, when that is worth a word.
fn mark(status: &str) -> &str {
    match status {
        "void" => "VOID",
        "unsent" => "not sent",
        "sent" => "",
        other => other,
    }
}

/// Options, note and allergy of a line.
fn details(line: &Value) -> Vec<String> {
    let options: Vec<&str> = list(line, "options").iter().filter_map(Value::as_str).collect();
    let mut words = Vec::new();
    if !options.is_empty() {
        words.push(format!("+ {}", options.join(", ")));
    }
    for (key, what) in [("note", "note"), ("allergy", "ALLERGY")] {
        if let Some(text) = line.get(key).and_then(Value::as_str) {
            words.push(format!("{what}: {text}"));
        }
    }
    for key in ["seat", "course"] {
        if let Some(number) = line.get(key).and_then(Value::as_u64) {
            words.push(format!("{key} {number}"));
        }
    }
    words
}

/// Orders as a table, from their JSON, which may come from a hub.
pub fn table_of(orders: &[Value]) -> String {
    if orders.is_empty() {
        return "No orders.\n".to_owned();
    }
    let mut table = Table::new([
        Column::left("Order"),
        Column::left("Day"),
        Column::left("Where").gives_way(),
        Column::left("Food"),
        Column::left("Money"),
        Column::right("Lines"),
        Column::right("Total"),
        Column::right("Due"),
    ]);
    for order in orders {
        let currency = Currency::from_code(word(order, "currency")).unwrap_or(Currency::EUR);
        let sums = order.get("money").unwrap_or(&Value::Null);
        let amount = |key: &str| {
            let minor = sums.get(key).and_then(Value::as_i64).unwrap_or_default();
            currency.format(Money::new(minor))
        };
        table.row([
            word(order, "number").to_owned(),
            word(order, "day").to_owned(),
            place(order),
            word(order, "status").to_owned(),
            word(sums, "status").replace('_', " "),
            list(order, "lines").len().to_string(),
            amount("total"),
            amount("due"),
        ]);
    }
    table.render(None, "~")
}

/// Shows each step from lines to total as integers.
pub fn explain(context: &Context, order: &Order) -> Result<(), Failure> {
    let (totals, settlement) = (order.totals()?, order.settlement()?);
    let currency = order.pricing.currency;
    if context.json {
        let lines: Vec<Value> = totals
            .lines
            .iter()
            .map(|row| {
                json!({
                    "line": row.line, "quantity_thousandths": row.quantity,
                    "unit_minor": row.unit, "gross_minor": row.gross, "comp_minor": row.comp,
                    "line_discount_minor": row.line_discount,
                    "order_discount_minor": row.order_discount, "net_minor": row.net,
                    "tax_rate_millionths": row.rate, "tax_minor": row.tax,
                })
            })
            .collect();
        let taxes: Vec<Value> = totals
            .taxes
            .iter()
            .map(|row| {
                json!({"rate_millionths": row.rate, "net_minor": row.net, "tax_minor": row.tax})
            })
            .collect();
        return out::value(&json!({
            "schema": "explain/1", "number": order.number, "currency": currency,
            "prices": order.pricing.prices, "lines": lines, "gross_minor": totals.gross,
            "comps_minor": totals.comps, "discounts_minor": totals.discounts,
            "subtotal_minor": totals.subtotal, "charge_minor": totals.charge, "taxes": taxes,
            "tax_minor": totals.tax, "total_minor": totals.total,
            "paid_minor": settlement.paid, "due_minor": settlement.due,
        }));
    }
    let mut table = Table::new([
        Column::left("Step"),
        Column::right("Quantity"),
        Column::right("Unit"),
        Column::right("Amount"),
    ]);
    for step in steps(order)? {
        table.row([step.what, step.quantity, step.unit, step.amount]);
    }
    out::text(&table.render(None, "~"))
}
