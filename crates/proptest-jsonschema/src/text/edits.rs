//! Small edits to a string: near misses of a pattern or a length.

use crate::random::Source;

/// Characters that do not belong in most patterns but look as if they did.
const FOREIGN: &[char] = &['x', 'g', ' ', '-', '.', '_', '٣', '０', 'é', '#', 'O', '/'];

/// One small edit to a string.
pub(crate) fn miss(text: &str, source: &mut Source<'_>) -> String {
    let chars: Vec<char> = text.chars().collect();
    let at = source.below(chars.len());
    let mut edited = chars.clone();
    match source.below(12) {
        0 | 1 if !chars.is_empty() => {
            edited.remove(at);
        }
        2 | 3 if !chars.is_empty() => edited.push(chars[at]),
        4 | 5 if !chars.is_empty() => edited[at] = *source.pick(FOREIGN),
        6 => edited.push('\n'),
        7 => edited.insert(0, '+'),
        8 => edited.insert(0, ' '),
        9 => edited.push(' '),
        10 => {
            edited = chars
                .iter()
                .map(|c| c.to_digit(10).and_then(|d| char::from_u32(0x660 + d)).unwrap_or(*c))
                .collect();
        }
        _ => {
            let keep = if source.percent(50) { chars.len() / 2 } else { 0 };
            edited.truncate(keep);
        }
    }
    edited.into_iter().collect()
}

/// Every small edit to a string, the ones at its end and in its middle.
pub(crate) fn edits(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let shorter: String = chars.iter().take(chars.len().saturating_sub(1)).collect();
    let longer = format!("{text}{}", chars.last().unwrap_or(&'a'));
    let mut edits = vec![
        String::new(),
        shorter,
        longer,
        format!("+{text}"),
        format!(" {text}"),
        format!("{text} "),
        format!("{text}\n"),
        chars
            .iter()
            .map(|c| c.to_digit(10).and_then(|d| char::from_u32(0x660 + d)).unwrap_or(*c))
            .collect(),
    ];
    for foreign in ['x', '-', ' '] {
        let mut edited = chars.clone();
        if let Some(middle) = edited.get_mut(chars.len() / 2) {
            *middle = foreign;
            edits.push(edited.into_iter().collect());
        }
    }
    edits
}
