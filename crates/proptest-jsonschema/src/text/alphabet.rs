//! The generator's alphabet: which characters strings are made of, and which are the plain ones.
//!
//! Outside a schema that leaves no choice, a string never holds a control character (C0, C1, DEL),
//! a noncharacter such as U+FFFE, or an at sign in any of its forms (U+0040, U+FF20, U+FE6B), so
//! that no generated text can be taken for an address. Surrogates cannot occur in a Rust string.

use crate::random::Source;

/// Sorted ranges of characters.
pub(crate) type Ranges = Vec<(char, char)>;

/// What is never drawn, ascending.
const EXCLUDED: &[(char, char)] = &[
    ('\0', '\u{1f}'),
    ('@', '@'),
    ('\u{7f}', '\u{9f}'),
    // Ends of a line to ECMA-262 and to few others.
    ('\u{2028}', '\u{2029}'),
    ('\u{fdd0}', '\u{fdef}'),
    ('\u{fe6b}', '\u{fe6b}'),
    // A blank to ECMA-262 and to nobody else.
    ('\u{feff}', '\u{feff}'),
    ('\u{ff20}', '\u{ff20}'),
    ('\u{fffe}', '\u{ffff}'),
    ('\u{1fffe}', '\u{1ffff}'),
    ('\u{2fffe}', '\u{2ffff}'),
    ('\u{3fffe}', '\u{3ffff}'),
    ('\u{4fffe}', '\u{4ffff}'),
    ('\u{5fffe}', '\u{5ffff}'),
    ('\u{6fffe}', '\u{6ffff}'),
    ('\u{7fffe}', '\u{7ffff}'),
    ('\u{8fffe}', '\u{8ffff}'),
    ('\u{9fffe}', '\u{9ffff}'),
    ('\u{afffe}', '\u{affff}'),
    ('\u{bfffe}', '\u{bffff}'),
    ('\u{cfffe}', '\u{cffff}'),
    ('\u{dfffe}', '\u{dffff}'),
    ('\u{efffe}', '\u{effff}'),
    ('\u{ffffe}', '\u{fffff}'),
    ('\u{10fffe}', '\u{10ffff}'),
];

/// Ranges worth drawing from, with the bugs they look for.
const SCRIPTS: &[(char, char)] = &[
    ('a', 'z'),
    ('A', 'Z'),
    ('0', '9'),
    ('!', '/'),
    ('à', 'ÿ'),
    // Combining marks: length and normalisation.
    ('\u{300}', '\u{304}'),
    // Right to left: display and concatenation.
    ('א', 'ת'),
    ('ا', 'ي'),
    ('Α', 'Ρ'),
    ('一', '丰'),
    // Beyond the basic plane: surrogate pairs in UTF-16.
    ('😀', '😏'),
    ('𝒜', '𝒵'),
];

/// The same with the at sign of addresses, for schemas that ask for one.
pub(crate) fn usable_with_at(ranges: &[(char, char)]) -> Ranges {
    let mut all = usable(ranges);
    if ranges.iter().any(|(low, high)| (*low..=*high).contains(&'@')) {
        all.push(('@', '@'));
        all.sort_unstable();
    }
    all
}

/// The part of some ranges that may be drawn.
pub(crate) fn usable(ranges: &[(char, char)]) -> Vec<(char, char)> {
    let mut left = ranges.to_vec();
    for (from, to) in EXCLUDED {
        left = left.into_iter().flat_map(|range| without(range, *from, *to)).collect();
    }
    left
}

/// The part of some ranges that is ASCII.
pub(crate) fn ascii(ranges: &[(char, char)]) -> Ranges {
    let within = ranges.iter().filter(|(low, _)| low.is_ascii());
    within.map(|(low, high)| (*low, (*high).min('\x7f'))).collect()
}

fn without((low, high): (char, char), from: char, to: char) -> Vec<(char, char)> {
    if high < from || to < low {
        return vec![(low, high)];
    }
    let mut parts = Vec::new();
    if low < from {
        parts.extend(before(from).map(|end| (low, end)));
    }
    if to < high {
        parts.extend(after(to).map(|start| (start, high)));
    }
    parts
}

fn before(c: char) -> Option<char> {
    ('\0'..c).next_back()
}

fn after(c: char) -> Option<char> {
    (c..=char::MAX).nth(1)
}

/// A character of some ranges, an ASCII one half of the time where there is one.
pub(crate) fn draw(ranges: &[(char, char)], source: &mut Source<'_>) -> char {
    let (low, high) = *source.pick(ranges);
    let (low, high) =
        if low <= '~' && !high.is_ascii() && source.percent(60) { (low, '~') } else { (low, high) };
    // Vast ranges are mostly unassigned code points.
    if high as u32 - low as u32 > 0x2000 {
        let c = any(source);
        if (low..=high).contains(&c) {
            return c;
        }
    }
    within(low, high, source)
}

/// A character of any script.
pub(crate) fn any(source: &mut Source<'_>) -> char {
    let (low, high) = *source.pick(SCRIPTS);
    within(low, high, source)
}

/// A character of one range, all of them equally likely.
#[inline]
fn within(low: char, high: char, source: &mut Source<'_>) -> char {
    let offset = source.below((high as usize).saturating_sub(low as usize) + 1);
    u32::try_from(low as usize + offset).ok().and_then(char::from_u32).unwrap_or(low)
}

/// Appends some plain letters.
pub(crate) fn letters(text: &mut String, count: usize, source: &mut Source<'_>) {
    text.reserve(count);
    text.extend((0..count).map(|_| within('a', 'z', source)));
}

/// How plain a character is; 0 is the plainest.
pub(crate) fn rank(c: char) -> u32 {
    match c {
        'a'..='z' => c as u32 - 'a' as u32,
        '0'..='9' => 30 + c as u32 - '0' as u32,
        'A'..='Z' => 50 + c as u32 - 'A' as u32,
        ' '..='~' => 100 + c as u32,
        _ => 1000 + c as u32,
    }
}

/// The plainest character of some ranges.
pub(crate) fn plainest(ranges: &[(char, char)]) -> char {
    let candidates = ranges.iter().flat_map(|(low, high)| {
        ['a', '0', 'A', '-', *low].into_iter().filter(move |c| (low..=high).contains(&c))
    });
    candidates.min_by_key(|c| rank(*c)).unwrap_or('a')
}
