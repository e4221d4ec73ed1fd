//! What JSON numbers are: whole or not, which is greater, which is a multiple of which, by value
//! and not by notation.

use std::{cmp::Ordering, collections::HashSet};

use serde_json::{Number, Value};

/// The whole number that a JSON number is, when it is one: `1.0` is 1.
pub(crate) fn integer(number: &Number) -> Option<i128> {
    if let Some(n) = number.as_i128() {
        return Some(n);
    }
    let float = number.as_f64()?;
    #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and in range")]
    (float.fract() == 0.0 && float.abs() < 1e38).then_some(float as i128)
}

pub(crate) fn is_integer(number: &Number) -> bool {
    number.as_i128().is_some() || number.as_f64().is_some_and(|f| f.fract() == 0.0)
}

/// Equality as JSON Schema means it (Core, section 4.2.2): numbers by value, members in any order.
pub(crate) fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => compare(a, b) == Ordering::Equal,
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(name, value)| b.get(name).is_some_and(|other| equal(value, other)))
        }
        _ => a == b,
    }
}

/// Orders numbers by value.
pub(crate) fn compare(a: &Number, b: &Number) -> Ordering {
    match (integer(a), integer(b)) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => a.as_f64().partial_cmp(&b.as_f64()).unwrap_or(Ordering::Equal),
    }
}

/// A JSON number for a whole number, when it fits one.
pub(crate) fn whole(n: i128) -> Option<Number> {
    i64::try_from(n).map(Number::from).or_else(|_| u64::try_from(n).map(Number::from)).ok()
}

/// A number as digits and a count of decimal places, as it is written.
pub(crate) fn decimal(number: &Number) -> Option<(i128, u32)> {
    let text = number.to_string();
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((&text, "0"));
    let (before, after) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits: i128 = format!("{before}{after}").parse().ok()?;
    let places = i32::try_from(after.len()).ok()? - exponent.parse::<i32>().ok()?;
    match u32::try_from(places) {
        Ok(places) => Some((digits, places)),
        Err(_) => Some((digits.checked_mul(10i128.checked_pow(places.unsigned_abs())?)?, 0)),
    }
}

/// Whether a number is a multiple of another; `None` where exact arithmetic on what is written and
/// the division of doubles disagree, as about 0.3 and 0.1: no validator can be held to either.
pub(crate) fn is_multiple(number: &Number, of: &Number) -> Option<bool> {
    let exact = exact_multiple(number, of)?;
    let quotient = number.as_f64()? / of.as_f64()?;
    // Beyond 1e21 some take the notation with an exponent for a fraction.
    let divides = quotient.fract() == 0.0 && quotient.abs() < 1e21;
    (exact == divides).then_some(exact)
}

/// Exact for whatever exponents are written. `None` where the digits are too many.
fn exact_multiple(number: &Number, of: &Number) -> Option<bool> {
    let ((a, p), (b, q)) = (scientific(number)?, scientific(of)?);
    if a == 0 || b == 0 {
        return Some(b != 0);
    }
    // Neither ends in a zero: what is left of the tens has to be in the divisor's favour.
    let Ok(mut tens) = u32::try_from(p - q) else { return Some(false) };
    let (mut rest, mut power) = (a % b, 10 % b);
    while tens > 0 {
        if tens & 1 == 1 {
            rest = rest.checked_mul(power)? % b;
        }
        power = power.checked_mul(power)? % b;
        tens >>= 1;
    }
    Some(rest == 0)
}

/// The size of a number as digits, of which the last is no zero, and a power of ten.
fn scientific(number: &Number) -> Option<(u128, i32)> {
    let text = number.to_string();
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((&text, "0"));
    let (before, after) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mut digits: u128 = format!("{}{after}", before.trim_start_matches('-')).parse().ok()?;
    let mut power = exponent.parse::<i32>().ok()? - i32::try_from(after.len()).ok()?;
    while digits != 0 && digits.is_multiple_of(10) {
        digits /= 10;
        power += 1;
    }
    Some((digits, power))
}

pub(crate) fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a.abs() } else { gcd(b, a % b) }
}

/// Whether no two values are equal.
pub(crate) fn all_differ(values: &[Value]) -> bool {
    let mut seen = HashSet::new();
    values.iter().all(|value| seen.insert(key(value)))
}

/// A text that equal values share, and no others.
pub(crate) fn key(value: &Value) -> String {
    match value {
        Value::Number(number) => {
            integer(number).map_or_else(|| number.to_string(), |n| n.to_string())
        }
        Value::Array(items) => format!("[{}]", items.iter().map(key).collect::<Vec<_>>().join(",")),
        Value::Object(members) => {
            let mut all: Vec<(&String, String)> =
                members.iter().map(|(name, member)| (name, key(member))).collect();
            all.sort();
            format!("{{{all:?}}}")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn multiples_are_exact_whatever_the_exponents() {
        let multiple = |a: &str, b: &str| is_multiple(&a.parse().unwrap(), &b.parse().unwrap());
        assert_eq!(multiple("0", "1e300"), Some(true));
        assert_eq!(multiple("3e300", "1e300"), Some(true));
        assert_eq!(multiple("1e300", "3"), Some(false));
        assert_eq!(multiple("2.5e-39", "1e-40"), Some(true));
        assert_eq!(multiple("1", "1e300"), Some(false));
        assert_eq!(multiple("0.3", "0.1"), None, "doubles say otherwise");
    }

    #[test]
    fn equal_values_share_a_key() {
        assert!(!all_differ(&[json!(1), json!(1.0)]));
        assert!(!all_differ(&[json!({"a": [1.0], "b": null}), json!({"b": null, "a": [1]})]));
        assert!(all_differ(&[json!("1"), json!(1), json!(1.5), json!(true), json!([]), json!({})]));
    }
}
