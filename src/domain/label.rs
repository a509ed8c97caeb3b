//! Labels of scales: EAN-13 barcodes with an item's code and a price or a weight inside.

use serde::{Deserialize, Serialize};

use super::money::{Money, Quantity};

/// The digits of an EAN-13 before its check digit.
const DIGITS_BEFORE_CHECK: usize = 12;

/// What the value of a label is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueKind {
    /// The price of the piece, in minor units.
    Price,
    /// The weight, in grams.
    Weight,
}

/// How the labels with one prefix are made: prefix, item, digits that mean nothing here, value,
/// check digit; 13 in all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BarcodeRule {
    /// The first two digits, `20` to `29`.
    pub prefix: String,
    /// How many digits of the item's code follow.
    pub item: u8,
    /// What the value is.
    pub value: ValueKind,
    /// How many digits the value has; they stand before the check digit.
    pub digits: u8,
}

impl BarcodeRule {
    /// What is wrong with this rule, in one sentence.
    pub fn problem(&self) -> Option<String> {
        let number: Option<u8> = self.prefix.parse().ok().filter(|_| self.prefix.len() == 2);
        let prefix = &self.prefix;
        if !number.is_some_and(|number| (20..=29).contains(&number)) {
            return Some(format!("`{prefix}` is not a prefix of labels: use 20 to 29"));
        }
        let inside = usize::from(self.item).saturating_add(usize::from(self.digits));
        if self.item == 0 || self.digits == 0 || inside > DIGITS_BEFORE_CHECK.saturating_sub(2) {
            return Some(format!(
                "labels {prefix}: item and value share 10 digits, give each some"
            ));
        }
        None
    }
}

/// What a label says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The digits of the item's code, as they stand there.
    pub item: String,
    /// Prefix and item together, which may be an item's barcode.
    pub stem: String,
    /// What the scale found.
    pub value: LabelValue,
}

/// The value of a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LabelValue {
    /// The price of the piece, in minor units.
    Price(Money),
    /// The weight in thousandths of a kilogram.
    Weight(Quantity),
}

/// Reads a barcode by the rules of a site; nothing when no rule is for it.
///
/// # Errors
/// One sentence when it is a label but its check digit or its value is wrong.
pub fn read(rules: &[BarcodeRule], code: &str) -> Option<Result<Label, String>> {
    let digits = code.len() == DIGITS_BEFORE_CHECK.saturating_add(1)
        && code.bytes().all(|byte| byte.is_ascii_digit());
    let rule = rules.iter().find(|rule| digits && code.starts_with(&rule.prefix))?;
    if rule.problem().is_some() {
        return None;
    }
    if !is_checked(code) {
        let words = "The check digit of this label is wrong: scan it again or type the item.";
        return Some(Err(words.to_owned()));
    }
    let item_end = rule.prefix.len().saturating_add(usize::from(rule.item));
    let value_start = DIGITS_BEFORE_CHECK.saturating_sub(usize::from(rule.digits));
    let item = code.get(rule.prefix.len()..item_end)?.to_owned();
    let stem = code.get(..item_end)?.to_owned();
    let value: i64 = code.get(value_start..DIGITS_BEFORE_CHECK)?.parse().ok()?;
    if value == 0 {
        let words = "This label says nothing was weighed: weigh it again or type the item.";
        return Some(Err(words.to_owned()));
    }
    let value = match rule.value {
        ValueKind::Price => LabelValue::Price(Money::new(value)),
        ValueKind::Weight => LabelValue::Weight(Quantity::new(value)),
    };
    Some(Ok(Label { item, stem, value }))
}

/// True when the last digit of an EAN-13 is the one that its others ask for: weights 1 and 3 by
/// turns, and the sum of all a multiple of ten.
fn is_checked(code: &str) -> bool {
    let digits = code.bytes().map(|byte| u32::from(byte.saturating_sub(b'0')));
    let weighted = digits.zip([1, 3].into_iter().cycle());
    let sum = weighted.fold(0_u32, |sum, (digit, weight): (u32, u32)| {
        sum.saturating_add(digit.saturating_mul(weight))
    });
    sum.checked_rem(10) == Some(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> Vec<BarcodeRule> {
        let rule = |prefix: &str, item, value, digits| BarcodeRule {
            prefix: prefix.to_owned(),
            item,
            value,
            digits,
        };
        vec![rule("21", 5, ValueKind::Weight, 5), rule("22", 4, ValueKind::Price, 5)]
    }

    /// A code of twelve digits with its check digit.
    fn checked(code: &str) -> String {
        (0..10).map(|last| format!("{code}{last}")).find(|code| is_checked(code)).unwrap()
    }

    #[test]
    fn known_barcodes_have_right_check_digits() {
        assert!(is_checked("4006381333931"));
        assert!(!is_checked("4006381333932"));
    }

    #[test]
    fn a_label_gives_the_item_and_its_weight_or_price() {
        let label = read(&rules(), &checked("210005100350")).unwrap().unwrap();
        assert_eq!((label.item.as_str(), label.stem.as_str()), ("00051", "2100051"));
        assert_eq!(label.value, LabelValue::Weight(Quantity::new(350)));
        let label = read(&rules(), &checked("220051700825")).unwrap().unwrap();
        assert_eq!(label.item, "0051");
        assert_eq!(label.value, LabelValue::Price(Money::new(825)), "the 7 means nothing here");
    }

    #[test]
    fn a_wrong_check_digit_and_an_empty_label_are_said() {
        let good = checked("210005100350");
        let bad = (0..10).map(|last| format!("210005100350{last}")).filter(|code| *code != good);
        for code in bad {
            assert!(read(&rules(), &code).unwrap().unwrap_err().contains("check digit"), "{code}");
        }
        assert!(read(&rules(), &checked("210005100000")).unwrap().is_err());
        assert_eq!(read(&rules(), &checked("290005100350")), None);
        assert_eq!(read(&rules(), "21000510035"), None);
    }

    #[test]
    fn a_rule_that_cannot_be_is_refused() {
        assert_eq!(rules().first().and_then(BarcodeRule::problem), None);
        let wrong = |prefix: &str, item, digits| {
            let prefix = prefix.to_owned();
            BarcodeRule { prefix, item, value: ValueKind::Price, digits }.problem()
        };
        assert!(wrong("40", 5, 5).unwrap().contains("20 to 29"));
        assert!(wrong("21", 6, 5).unwrap().contains("10 digits"));
        assert!(wrong("21", 0, 5).is_some());
    }
}
