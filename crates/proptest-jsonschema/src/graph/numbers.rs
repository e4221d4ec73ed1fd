//! Numbers within bounds and multiples.

use std::cmp::Ordering;

use serde_json::Number;

use crate::{
    facts::Atom,
    json::number::{compare, decimal, gcd, integer, is_integer, is_multiple, whole},
    random::Source,
};

/// Whole numbers from here on are beyond 64 bits.
const HUGE: f64 = 18_446_744_073_709_551_616.0;

/// The integers that every JSON implementation agrees on (RFC 8259, section 6).
const SAFE: i128 = (1 << 53) - 1;

/// The step where only zero is known to be a multiple.
const COARSE: i128 = 1 << 100;

/// How often a draw is repeated before the witness stands in.
const TRIES: usize = 64;

/// The numbers of one kind, whole or fractional, that satisfy a conjunction.
#[derive(Clone, Debug)]
pub(crate) struct Numbers {
    facts: Vec<Atom>,
    not: Vec<Number>,
    /// Whole numbers: the range, in steps. `None` for fractions.
    range: Option<(i128, i128, i128)>,
    low: Option<f64>,
    high: Option<f64>,
    /// Whether they are whole numbers beyond 64 bits.
    huge: bool,
    /// The plainest one.
    pub(crate) simplest: Number,
    /// The ones on or next to a bound, in order.
    pub(crate) edges: Vec<Number>,
}

impl Numbers {
    /// The whole numbers that fulfil the facts, when there are any.
    pub(crate) fn whole(facts: &[Atom], not: &[Number]) -> Option<Self> {
        let (mut low, mut high, mut step) = (None::<i128>, None::<i128>, 1i128);
        let raise = |low: &mut Option<i128>, n: i128| *low = Some(low.map_or(n, |m| m.max(n)));
        let lower = |high: &mut Option<i128>, n: i128| *high = Some(high.map_or(n, |m| m.min(n)));
        for fact in facts {
            match fact {
                Atom::Minimum(n) => raise(&mut low, rounded(n, f64::ceil)),
                Atom::AboveMinimum(n) => raise(&mut low, rounded(n, f64::floor) + 1),
                Atom::Maximum(n) => lower(&mut high, rounded(n, f64::floor)),
                Atom::BelowMaximum(n) => lower(&mut high, rounded(n, f64::ceil) - 1),
                Atom::Multiple(of, true) => {
                    step = common_step(step, of).unwrap_or(COARSE);
                }
                _ => {}
            }
        }
        let least = low.unwrap_or_else(|| (-SAFE).min(high.unwrap_or(0).saturating_sub(SAFE)));
        let most = high.unwrap_or_else(|| SAFE.max(low.unwrap_or(0).saturating_add(SAFE)));
        let least = least.max(i128::from(i64::MIN));
        let most = most.min(i128::from(u64::MAX));
        let first = least.div_euclid(step) + i128::from(least.rem_euclid(step) != 0);
        let end = most.div_euclid(step);
        if first > end {
            return None;
        }
        let mut numbers = Self {
            facts: facts.to_vec(),
            not: not.to_vec(),
            range: Some((first, end, step)),
            low: None,
            high: None,
            huge: false,
            simplest: Number::from(0),
            edges: Vec::new(),
        };
        let middle = 0.clamp(first, end);
        let around = (0..64).flat_map(|d| [middle + d, middle - d]);
        numbers.simplest =
            around.filter_map(|k| whole(k.checked_mul(step)?)).find(|n| numbers.accepts(n))?;
        let mut edges = Vec::new();
        if low.is_some() {
            edges.extend([first, first + 1]);
        }
        if high.is_some() {
            edges.extend([end - 1, end]);
        }
        edges.retain(|k| (first..=end).contains(k));
        edges.dedup();
        numbers.edges = edges
            .iter()
            .filter_map(|k| whole(k.checked_mul(step)?))
            .filter(|n| numbers.accepts(n))
            .collect();
        Some(numbers)
    }

    /// The whole numbers beyond 64 bits that fulfil the facts, well within their bounds: where
    /// doubles are sparse, validators do not agree about the bounds themselves.
    pub(crate) fn huge(facts: &[Atom], not: &[Number]) -> Option<Self> {
        let (low, high) = bounds(facts)?;
        if facts.iter().any(|fact| matches!(fact, Atom::Multiple(_, true))) {
            return None;
        }
        let within = |low: f64| low + low.abs() * 1e-6;
        let (low, high) = match (low, high) {
            (Some(low), high) if low >= HUGE => {
                (within(low), high.unwrap_or(f64::MAX).min(low * 1000.0))
            }
            (low, Some(high)) if high <= -HUGE => {
                (low.unwrap_or(f64::MIN).max(high * 1000.0), -within(-high))
            }
            _ => return None,
        };
        let middle = Number::from_f64(if low > 0.0 { low } else { high })?;
        let numbers = Self {
            facts: facts.to_vec(),
            not: not.to_vec(),
            range: None,
            low: Some(low),
            high: Some(high),
            huge: true,
            simplest: middle,
            edges: Vec::new(),
        };
        numbers.accepts(&numbers.simplest).then_some(numbers)
    }

    /// The fractional numbers that fulfil the facts, when some are found.
    pub(crate) fn fractions(facts: &[Atom], not: &[Number]) -> Option<Self> {
        let (low, high) = bounds(facts)?;
        let mut numbers = Self {
            facts: facts.to_vec(),
            not: not.to_vec(),
            range: None,
            low,
            high,
            huge: false,
            simplest: Number::from(0),
            edges: Vec::new(),
        };
        let offsets = [0.5, -0.5, 0.25, 0.1, 0.01, 1e-6, -0.25, -0.1, -0.01, -1e-6];
        let from = [Some(0.0), low, high].into_iter().flatten();
        let mut found: Vec<Number> = from
            .flat_map(|base| {
                offsets.iter().map(move |d| base + d).chain([
                    base,
                    base.trunc() + 0.5,
                    base.trunc() - 0.5,
                ])
            })
            .chain(low.zip(high).map(|(low, high)| low + (high - low) / 2.0))
            .filter_map(Number::from_f64)
            .filter(|n| numbers.accepts(n))
            .collect();
        if found.is_empty() {
            found.extend(numbers.on_grid(0, 4000).find(|n| numbers.accepts(n)));
        }
        numbers.simplest = found.into_iter().min_by_key(|n| n.to_string().len())?;
        let bounds = [low, high].into_iter().flatten().filter_map(Number::from_f64);
        numbers.edges = bounds.filter(|n| numbers.accepts(n)).collect();
        Some(numbers)
    }

    /// Multiples of the first `multipleOf`, or of a thousandth, from the low end on.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "only where to look for candidates; each is checked"
    )]
    fn on_grid(&self, from: i128, count: i128) -> impl Iterator<Item = Number> {
        let unit = self.facts.iter().find_map(|fact| match fact {
            Atom::Multiple(of, true) => decimal(of),
            _ => None,
        });
        let (digits, places) = unit.unwrap_or((1, 3));
        let size = digits as f64 / 10f64.powi(i32::try_from(places).unwrap_or(0));
        let start = match (self.low, self.high) {
            (Some(low), _) => (low / size).ceil(),
            (None, Some(high)) => (high / size).floor() - count as f64,
            (None, None) => -(count as f64) / 2.0,
        };
        let start = (start as i128).clamp(-(1 << 100), 1 << 100) + from;
        (start..start + count).filter_map(move |k| {
            format!("{}e-{places}", k.checked_mul(digits)?)
                .parse::<f64>()
                .ok()
                .and_then(Number::from_f64)
        })
    }

    /// Whether a number is one of these.
    pub(crate) fn accepts(&self, number: &Number) -> bool {
        if (self.range.is_some() || self.huge) != is_integer(number) {
            return false;
        }
        within(&self.facts, number)
            && !self.not.iter().any(|n| compare(n, number) == Ordering::Equal)
    }

    pub(crate) fn draw(&self, source: &mut Source<'_>) -> Number {
        for _ in 0..TRIES {
            let drawn = match (source.below(8), self.range) {
                (0..=2, _) if !self.edges.is_empty() => Some(source.pick(&self.edges).clone()),
                (3, Some((first, last, step))) => {
                    let plain = 0.clamp(first, last);
                    whole(
                        source.integer(
                            plain.saturating_sub(12).max(first),
                            plain.saturating_add(12).min(last),
                        ) * step,
                    )
                }
                (_, Some((first, last, step))) => whole(source.integer(first, last) * step),
                (_, None) => self.fraction(source),
            };
            if let Some(number) = drawn.filter(|n| self.accepts(n)) {
                return number;
            }
        }
        self.simplest.clone()
    }

    #[expect(clippy::cast_precision_loss, reason = "a millionth is exact enough for a share")]
    fn fraction(&self, source: &mut Source<'_>) -> Option<Number> {
        if self.facts.iter().any(|fact| matches!(fact, Atom::Multiple(_, true))) {
            let from = i128::try_from(source.below(4000)).unwrap_or(0);
            return self.on_grid(from, 1).next();
        }
        let (low, high) = match (self.low, self.high) {
            (Some(low), Some(high)) => (low, high),
            (Some(low), None) => (low, low + 1000.0),
            (None, Some(high)) => (high - 1000.0, high),
            (None, None) => (-1000.0, 1000.0),
        };
        let share = source.below(1_000_001) as f64 / 1_000_000.0;
        let raw = low + (high - low) * share;
        let scale = *source.pick(&[10.0, 100.0, 1000.0, 1e9]);
        let plain = (raw * scale).round() / scale;
        let plain = Number::from_f64(plain).filter(|n| self.accepts(n));
        plain.or_else(|| Number::from_f64(raw))
    }

    /// Plainer numbers to try in place of one, plainest first.
    pub(crate) fn plainer(&self, number: &Number) -> Vec<Number> {
        let mut list = vec![self.simplest.clone()];
        if let (Some(n), Some(zero)) = (integer(number), integer(&self.simplest)) {
            let way = n.saturating_sub(zero);
            list.extend([2, 10, 1000].iter().filter_map(|d| whole(zero.saturating_add(way / d))));
            list.extend(whole(n.saturating_sub(way.signum())));
            list.extend(whole(n.saturating_neg()));
        } else if let Some(float) = number.as_f64() {
            let halves = [float.trunc() + 0.5, float.trunc() - 0.5, (float * 10.0).round() / 10.0];
            list.extend(halves.into_iter().filter_map(Number::from_f64));
        }
        list.retain(|n| n != number && self.accepts(n));
        list
    }
}

/// Whether the bounds and multiples hold for a number.
pub(crate) fn within(facts: &[Atom], number: &Number) -> bool {
    facts.iter().all(|fact| match fact {
        Atom::Minimum(n) => compare(number, n) != Ordering::Less,
        Atom::AboveMinimum(n) => compare(number, n) == Ordering::Greater,
        Atom::Maximum(n) => compare(number, n) != Ordering::Greater,
        Atom::BelowMaximum(n) => compare(number, n) == Ordering::Less,
        Atom::Multiple(of, holds) => is_multiple(number, of) == Some(*holds),
        _ => true,
    })
}

/// The least and the greatest number, as doubles.
fn bounds(facts: &[Atom]) -> Option<(Option<f64>, Option<f64>)> {
    let (mut low, mut high) = (None::<f64>, None::<f64>);
    for fact in facts {
        match fact {
            Atom::Minimum(n) | Atom::AboveMinimum(n) => {
                low = Some(low.map_or(n.as_f64()?, |m| m.max(n.as_f64().unwrap_or(m))));
            }
            Atom::Maximum(n) | Atom::BelowMaximum(n) => {
                high = Some(high.map_or(n.as_f64()?, |m| m.min(n.as_f64().unwrap_or(m))));
            }
            _ => {}
        }
    }
    Some((low, high))
}

/// The least whole number that is a multiple of a step and of a number.
fn common_step(step: i128, of: &Number) -> Option<i128> {
    let (digits, places) = decimal(of)?;
    let unit = digits / gcd(digits, 10i128.checked_pow(places)?);
    Some(step.checked_mul(unit / gcd(step, unit))?.abs())
}

fn rounded(number: &Number, round: fn(f64) -> f64) -> i128 {
    #[expect(clippy::cast_possible_truncation, reason = "the cast saturates, which is meant")]
    number.as_i128().unwrap_or_else(|| {
        (round(number.as_f64().unwrap_or(0.0)) as i128).clamp(-(1 << 100), 1 << 100)
    })
}
