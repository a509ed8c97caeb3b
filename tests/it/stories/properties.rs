//! Properties: the fold does not depend on the order, the batching or the number of deliveries,
//! and money adds up over many random orders.

use std::sync::Arc;

use proptest::prelude::*;
use tillrail::domain::command::Step;
use tillrail::domain::envelope::Fact;
use tillrail::domain::event::{DiscountApplied, LineStep, Reduction};
use tillrail::domain::family::Family;
use tillrail::domain::folded::Folded;
use tillrail::domain::id::{DiscountId, LineId, OrderId};
use tillrail::domain::money::{Money, Quantity, Rate, allocate};
use tillrail::domain::order::Order;
use tillrail::domain::settings::{PriceMode, Settings, TaxClass, TaxRounding};
use tillrail::domain::shares::shares;
use tillrail::domain::totals::TaxRow;

use super::world::{Place, second_counter};

/// Does one of many legal or illegal acts; a refusal is fine, a panic is not.
fn act(place: &mut Place, order: OrderId, lines: &mut Vec<LineId>, which: u8, amount: i64) {
    let line = lines[usize::from(which) % lines.len()];
    let step = match which % 14 {
        0 => {
            let new = place.new_line(["1", "3", "4", "5"][usize::from(which / 14) % 4], amount % 9);
            lines.push(new.line);
            Step::Add(new)
        }
        1 => Step::SetQuantity(line, Quantity::pieces(amount % 12)),
        2 => Step::Remove(line),
        3 => Step::Restore(line),
        4 => Step::Send(tillrail::domain::id::SendId(place.desk.mint())),
        5 => Step::Void {
            line,
            quantity: Quantity::pieces(amount % 4),
            reason: "wrong dish".to_owned(),
        },
        6 => Step::Discount(DiscountApplied {
            discount: DiscountId(place.desk.mint()),
            line: (amount % 2 == 0).then_some(line),
            off: if amount % 3 == 0 {
                Reduction::Amount(Money::new(amount))
            } else {
                Reduction::Percent(Rate::new(amount * 977 % 1_000_000))
            },
            name: None,
            reason: None,
            approver: None,
        }),
        7 => Step::Advance(lines.clone(), LineStep::Ready),
        8 => {
            let mut take = place.take(Some(amount * 37));
            take.part = amount % 2 == 0;
            Step::Pay(take)
        }
        9 => Step::Hold,
        10 => Step::Cancel("guest left".to_owned()),
        11 => Step::UndoAdvance(vec![line], LineStep::Ready),
        12 => Step::SetNote { line, note: Some("no salt".to_owned()), allergy: None },
        _ => Step::SetPrice(line, Some(Money::new(amount)), "damaged".to_owned()),
    };
    let _ = place.step(order, step);
}

fn fold(order: OrderId, facts: &[Arc<Fact>]) -> Order {
    let mut folded = Folded::new(Family::default());
    for fact in facts {
        folded.insert(Arc::clone(fact));
    }
    folded.value().order(order).unwrap().clone()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn f15_the_fold_is_the_same_in_any_order_and_any_number_of_deliveries(
        acts in prop::collection::vec((any::<bool>(), any::<u8>(), 1_i64..5_000), 1..40),
        shuffle in any::<u64>(),
    ) {
        let mut first = Place::shop(Settings::default());
        let mut second = second_counter(&mut first);
        let (order, mut lines) = first.order(&[("5", 2), ("3", 1)]);
        second.learn(&first.facts());
        for (index, (by_second, which, amount)) in acts.into_iter().enumerate() {
            let place = if by_second { &mut second } else { &mut first };
            act(place, order, &mut lines, which, amount);
            if index % 7 == 6 {
                second.learn(&first.facts());
                first.learn(&second.facts());
            }
        }
        let aggregate = super::world::aggregate(order);
        let mut facts: Vec<Arc<Fact>> = first.facts().into_iter().chain(second.facts())
            .filter(|fact| fact.aggregate == aggregate).collect();
        let straight = fold(order, &facts);
        facts.extend(facts.clone().into_iter().take(5));
        let mut seed = shuffle;
        for index in (1..facts.len()).rev() {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            facts.swap(index, usize::try_from(seed >> 33).unwrap() % (index + 1));
        }
        prop_assert_eq!(&fold(order, &facts), &straight);
        let totals = straight.totals().unwrap();
        prop_assert!(totals.adds_up(straight.pricing.prices));
    }

    #[test]
    fn parts_always_add_up(total in -1_000_000_i64..1_000_000, weights in prop::collection::vec(0_i64..10_000, 1..20)) {
        let parts = allocate(Money::new(total), &weights).unwrap();
        prop_assert_eq!(Money::sum(parts).unwrap(), Money::new(total));
    }

    #[test]
    fn the_taxes_of_all_shares_add_up_to_those_of_the_order(
        items in prop::collection::vec((0_usize..3, 1_i64..4, 1_i64..2_000), 1..6),
        exclusive in any::<bool>(),
        rates in (0_i64..300_000, 0_i64..300_000, 0_i64..300_000),
        weights in prop::collection::vec(1_i64..1_000, 1..9),
    ) {
        let class = |(code, rate): (&str, i64)| TaxClass {
            code: code.to_owned(),
            rate: Rate::new(rate),
            by_service: std::collections::BTreeMap::new(),
        };
        let codes = ["a", "b", "c"];
        let settings = Settings {
            prices: if exclusive { PriceMode::Exclusive } else { PriceMode::Inclusive },
            tax_classes: codes.into_iter().zip([rates.0, rates.1, rates.2]).map(class).collect(),
            ..Settings::default()
        };
        let mut shop = Place::shop(settings);
        let (order, _) = shop.order(&[("4", 1)]);
        for (class, count, price) in items {
            let open = Step::AddOpen {
                line: LineId(shop.desk.mint()),
                name: "Dish".to_owned(),
                price: Money::new(price),
                quantity: Quantity::pieces(count),
                tax: Some(codes[class].to_owned()),
            };
            shop.step(order, open).unwrap();
        }
        let total = shop.get(order).totals().unwrap().total;
        let mut earlier = Vec::new();
        for part in allocate(total, &weights).unwrap() {
            let mut take = shop.take(Some(part.minor()));
            take.part = true;
            let _ = shop.step(order, Step::Pay(take));
            let now = shares(shop.get(order)).unwrap();
            prop_assert_eq!(&now[..earlier.len()], &earlier[..], "a later one changes no earlier one");
            earlier = now;
        }
        let order = shop.get(order);
        prop_assert!(order.is_paid());
        for share in &earlier {
            let taxed = share.taxes.iter().flat_map(|row| [row.net, row.tax]);
            prop_assert_eq!(Money::sum(taxed).unwrap(), share.amount);
            let below = |row: &TaxRow| row.net.is_negative() || row.tax.is_negative();
            prop_assert!(!share.taxes.iter().any(below), "{:?}", share);
        }
        for whole in &order.totals().unwrap().taxes {
            let rows = || {
                let all = earlier.iter().flat_map(|share| &share.taxes);
                all.filter(|row| row.rate == whole.rate)
            };
            prop_assert_eq!(Money::sum(rows().map(|row| row.net)).unwrap(), whole.net);
            prop_assert_eq!(Money::sum(rows().map(|row| row.tax)).unwrap(), whole.tax);
        }
    }

    #[test]
    fn money_adds_up_in_every_price_mode_and_rounding(
        acts in prop::collection::vec((any::<u8>(), 1_i64..50_000), 1..30),
        exclusive in any::<bool>(),
        by_line in any::<bool>(),
        rate in 0_i64..300_000,
    ) {
        let mut settings = Settings {
            prices: if exclusive { PriceMode::Exclusive } else { PriceMode::Inclusive },
            tax_rounding: if by_line { TaxRounding::Line } else { TaxRounding::Order },
            ..Settings::default()
        };
        settings.tax_classes[0].rate = Rate::new(rate);
        let mut shop = Place::shop(settings);
        let (order, mut lines) = shop.order(&[("5", 2), ("3", 1)]);
        for (which, amount) in acts {
            act(&mut shop, order, &mut lines, which, amount);
            let found = shop.get(order);
            let totals = found.totals().unwrap();
            prop_assert!(totals.adds_up(found.pricing.prices));
            for row in &found.payments {
                let paid = &row.payment;
                let given = paid.tendered.minus(paid.change).unwrap();
                let applied = Money::sum([paid.amount, paid.rounding, paid.tip]).unwrap();
                prop_assert_eq!(given, applied);
            }
        }
    }
}
