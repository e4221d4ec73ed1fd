//! Strings within lengths, patterns and formats.

use std::{fmt, sync::Arc};

use jsonschema::Validator;
use serde_json::json;

use super::{
    alphabet,
    automaton::Automaton,
    edits, format,
    format_examples::{INVALID, VALID},
    format_patterns::patterns as format_patterns,
    language::Language,
    phrases::{NAMES, TRICKY},
};
use crate::random::Source;

/// How often a draw is repeated before the witness stands in.
const TRIES: usize = 40;

/// Strings that are longer than this only where the schema asks for it.
pub(super) const LONG: usize = 200;

/// No string is longer.
const LONGEST: usize = 1 << 20;

/// What looks like nothing.
const BLANKS: &[&str] = &[" ", "\u{a0}", "\u{2003}", "\u{3000}"];

/// Up to this length every character is shrunk on its own.
const SHORT: usize = 16;

/// The strings of one conjunction.
#[derive(Clone)]
pub(crate) struct Texts {
    pub(super) min: usize,
    pub(super) max: Option<usize>,
    pub(super) language: Option<Arc<Language>>,
    /// The language in which the broken pattern holds: near misses start there.
    unbroken: Option<Arc<Language>>,
    pub(super) format: Option<(String, bool)>,
    checks: Vec<(Arc<Validator>, bool)>,
    not: Vec<String>,
    /// Whether strings of blanks only are drawn.
    pub(super) blanks: bool,
    /// Whether addresses are kept to names that are reserved, which the schema may not allow.
    harmless: bool,
    /// The shortest plain one.
    pub(crate) simplest: String,
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Texts({}..{:?}, {:?})", self.min, self.max, self.simplest)
    }
}

impl Texts {
    /// The strings that fulfil the facts; `None` when there are none, or none was found.
    ///
    /// # Errors
    /// When a pattern or a combination of formats is out of reach; says why.
    pub(crate) fn new(
        (min, max): (usize, Option<usize>),
        patterns: &[(String, bool)],
        formats: &[(String, bool)],
        not: Vec<String>,
        blanks: bool,
    ) -> Result<Option<Self>, String> {
        if min > LONGEST {
            return Err(format!(
                "strings of at least {min} characters are longer than the {LONGEST} that are drawn"
            ));
        }
        let mut texts = Self {
            min,
            max,
            language: None,
            unbroken: None,
            format: formats.iter().find(|f| f.1).or(formats.first()).cloned(),
            checks: Vec::new(),
            not,
            blanks,
            harmless: true,
            simplest: String::new(),
        };
        let promised: Vec<&str> =
            formats.iter().filter(|f| f.1).map(|(name, _)| name.as_str()).collect();
        let bounded = min > 0 || max.is_some();
        let spelt = promised.iter().any(|name| !format::has_words(name));
        if !patterns.is_empty() || !promised.is_empty() && (bounded || spelt || promised.len() > 1)
        {
            let Some(found) = language(min, max, patterns, &promised)? else {
                return Ok(None);
            };
            texts.language = Some(Arc::new(found));
            if patterns.iter().any(|(_, holds)| !holds) {
                let all: Vec<_> = patterns.iter().map(|(p, _)| (p.clone(), true)).collect();
                texts.unbroken = language(0, None, &all, &promised)?.map(Arc::new);
            }
        }
        for (name, holds) in formats {
            texts.checks.push((format::check(name)?, *holds));
        }
        let candidates = texts.candidates();
        for harmless in [true, false] {
            texts.harmless = harmless;
            if let Some(text) = candidates.iter().find(|text| texts.accepts(text)) {
                texts.simplest.clone_from(text);
                return Ok(Some(texts));
            }
        }
        Ok(None)
    }

    /// Strings to look for the plainest one among.
    fn candidates(&self) -> Vec<String> {
        let mut list = Vec::new();
        if let Some((name, holds)) = &self.format {
            let known = if *holds { VALID } else { INVALID };
            let known = known.iter().filter(|(format, _)| format == name);
            list.extend(known.flat_map(|(_, texts)| texts.iter().map(|text| (*text).to_owned())));
            if !*holds && self.language.is_none() {
                let at = |length: usize| ["a", "-", "@"].map(|letter| letter.repeat(length));
                list.extend(at(self.min));
                list.extend(at(self.min + 1));
            }
            if *holds && format::has_words(name) {
                // The examples are few: with bounds on top, none of them may be left.
                let mut rng = proptest::test_runner::TestRunner::deterministic();
                let mut source = Source::new(&mut rng);
                let mut more: Vec<_> = (0..200).map(|_| format::draw(name, &mut source)).collect();
                more.sort_by_key(String::len);
                list.extend(more);
            }
        } else if self.language.is_none() {
            let shortest = self.min.max(usize::from(self.max != Some(0)));
            let at = |length: usize| ["a", "b", "0", "c"].map(|letter| letter.repeat(length));
            list.extend(at(shortest));
            list.extend(at(shortest + 1));
            list.push(String::new());
        }
        if let Some(language) = &self.language {
            let short = |length: &usize| *length > 0;
            let nonempty = language.lengths.iter().filter(|n| short(n)).take(20);
            list.extend(nonempty.map(|length| language.plain(*length)));
            list.push(String::new());
            let mut rng = proptest::test_runner::TestRunner::deterministic();
            let mut source = Source::new(&mut rng);
            list.extend((0..200).map(|_| language.draw(&mut source)));
        }
        list
    }

    /// Whether a string is one of these.
    pub(crate) fn accepts(&self, text: &str) -> bool {
        let length = text.chars().count();
        length >= self.min
            && self.max.is_none_or(|max| length <= max)
            && self.language.as_ref().is_none_or(|language| language.accepts(text))
            && !self.not.iter().any(|other| other == text)
            && self.checks.iter().all(|(check, holds)| check.is_valid(&json!(text)) == *holds)
            && match &self.format {
                Some((name, holds)) if name == "email" && self.harmless => {
                    format::harmless_email(text, *holds)
                }
                _ => true,
            }
    }

    /// Draws no strings that miss a broken pattern by little only.
    pub(crate) fn without_near_misses(&mut self) {
        self.unbroken = None;
    }

    /// Whether the strings are made of letters that everybody reads alike: where a dot, a blank or
    /// the end of a line decides, validators differ.
    pub(crate) fn is_plain(&self) -> bool {
        self.language.as_ref().is_none_or(|language| language.is_plain())
    }

    /// Whether a format is all there is, so that its draws need no check.
    fn format_alone(&self) -> bool {
        let bounded = self.min > 0 || self.max.is_some() || self.language.is_some();
        !bounded && self.not.is_empty() && self.checks.len() == 1
    }

    /// Whether a pattern, with lengths, is all there is, so that its draws need no check.
    fn language_alone(&self) -> bool {
        self.not.is_empty() && self.checks.is_empty() && self.unbroken.is_none()
    }

    /// Whether a draw is fit to be used: a string of blanks only tells little.
    fn suits(&self, text: &str) -> bool {
        (!text.trim().is_empty() || text.is_empty())
            && (self.language.is_some() && self.language_alone() || self.accepts(text))
    }

    pub(crate) fn draw(&self, source: &mut Source<'_>) -> String {
        if self.format.is_none() && self.language.is_none() && self.not.is_empty() {
            if self.blanks && source.percent(3) {
                return self.blank(source);
            }
            let text = self.free(source);
            return if text.trim().is_empty() && !text.is_empty() {
                self.simplest.clone()
            } else {
                text
            };
        }
        if let (Some((name, true)), true) = (&self.format, self.format_alone()) {
            return format::draw(name, source);
        }
        if self.format.as_ref().is_some_and(|(_, holds)| *holds) && source.percent(10) {
            return self.simplest.clone();
        }
        for _ in 0..TRIES {
            let text = match (&self.format, &self.unbroken, &self.language) {
                (Some((_, true)), _, Some(language)) => language.draw(source),
                (Some((name, true)), ..) => format::draw(name, source),
                (Some((name, false)), _, language) => match language {
                    Some(language) if source.percent(50) => language.draw(source),
                    None if source.percent(20) => self.free(source),
                    _ => format::draw_invalid(name, source),
                },
                (None, Some(unbroken), Some(language)) => {
                    if source.percent(80) {
                        edits::miss(&unbroken.draw(source), source)
                    } else if source.percent(50) {
                        self.free(source)
                    } else {
                        language.draw(source)
                    }
                }
                (None, _, Some(language)) => language.draw(source),
                (None, _, None) => self.free(source),
            };
            if self.suits(&text) {
                return text;
            }
        }
        self.simplest.clone()
    }

    /// A string of blanks only, or the plainest one where there is no room for it.
    fn blank(&self, source: &mut Source<'_>) -> String {
        let least = self.min.max(1);
        let most = self.max.unwrap_or(usize::MAX).min(least.saturating_add(3));
        if most < least {
            return self.simplest.clone();
        }
        source.pick(BLANKS).repeat(source.between(least, most))
    }

    /// A string of the right length and of any content.
    fn free(&self, source: &mut Source<'_>) -> String {
        let longest = self.max.unwrap_or(usize::MAX).min((self.min + 20).max(LONG));
        let text = match source.below(10) {
            0..=2 => (*source.pick(NAMES)).to_owned(),
            3 | 4 => (*source.pick(TRICKY)).to_owned(),
            5 => match source.below(3) {
                0 => format!(" {}", source.pick(NAMES)),
                1 => format!("{} ", source.pick(NAMES)),
                _ => format!("{} {}", source.pick(NAMES), source.pick(NAMES)),
            },
            6 => random(self.min.max(usize::from(longest > 0)), source),
            7 => {
                let length =
                    if source.percent(30) { longest } else { source.between(self.min, longest) };
                random(length, source)
            }
            _ => {
                let most = longest.min(self.min + 12);
                random(source.between(self.min, most), source)
            }
        };
        self.fit(text, source)
    }

    /// Cuts or fills a string to the bounds.
    fn fit(&self, mut text: String, source: &mut Source<'_>) -> String {
        let unbounded = self.max.is_none() && self.min <= 1;
        if unbounded && !text.is_empty() {
            return text;
        }
        let length = text.chars().count();
        if let Some(max) = self.max.filter(|max| length > *max) {
            return text.chars().take(max).collect();
        }
        alphabet::letters(&mut text, self.min.saturating_sub(length), source);
        text
    }

    /// Plainer strings to try in place of one, boldest first: each of them may cost a request, so
    /// a long string is not tried character by character.
    pub(crate) fn plainer(&self, text: &str) -> Vec<String> {
        let chars: Vec<char> = text.chars().collect();
        let length = chars.len();
        let mut list = vec![self.simplest.clone()];
        if let Some(language) = self.language.as_ref().filter(|l| l.lengths.contains(&length)) {
            list.push(language.plain(length));
        }
        let mut chunks = vec![length / 2, length / 4, length / 8];
        chunks.extend((length <= SHORT).then_some(1));
        chunks.retain(|chunk| *chunk > 0);
        chunks.dedup();
        let parts = |chunk: usize| {
            (0..length).step_by(chunk).map(move |start| (start, (start + chunk).min(length)))
        };
        for (start, end) in chunks.iter().flat_map(|chunk| parts(*chunk)) {
            list.push(chars[..start].iter().chain(&chars[end..]).collect());
        }
        chunks.insert(0, length.max(1));
        for (start, end) in chunks.into_iter().flat_map(parts) {
            for plain in ['a', '0'] {
                let swap = |(i, c): (usize, &char)| {
                    let gain =
                        (start..end).contains(&i) && alphabet::rank(plain) < alphabet::rank(*c);
                    if gain { plain } else { *c }
                };
                list.push(chars.iter().enumerate().map(swap).collect());
            }
        }
        let mut seen = std::collections::BTreeSet::from([text.to_owned()]);
        list.retain(|other| seen.insert(other.clone()));
        list
    }
}

/// The language of some patterns and formats, the formats as narrow as the rest allows.
fn language(
    min: usize,
    max: Option<usize>,
    patterns: &[(String, bool)],
    formats: &[&str],
) -> Result<Option<Language>, String> {
    let tiers = formats.iter().map(|name| format_patterns(name).len()).max().unwrap_or(1);
    for tier in 0..tiers.max(1) {
        let spelt = formats.iter().filter_map(|name| {
            let all = format_patterns(name);
            all.get(tier).or(all.last()).map(|pattern| ((*pattern).to_owned(), true))
        });
        let all: Vec<(String, bool)> = patterns.iter().cloned().chain(spelt).collect();
        let found = Automaton::new(&all)?.lengths(min, max);
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// Characters of any kind.
fn random(length: usize, source: &mut Source<'_>) -> String {
    let mut text = String::new();
    if source.percent(50) {
        alphabet::letters(&mut text, length, source);
    } else {
        text.reserve(2 * length);
        text.extend((0..length).map(|_| alphabet::any(source)));
    }
    text
}
