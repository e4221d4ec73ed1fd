//! A key in any of its forms, found by every telling piece of it.

use aho_corasick::AhoCorasick;
use base64::{
    Engine,
    engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};

/// Keys shorter than this are not looked for: every other word would match.
const SHORTEST: usize = 8;

/// So many characters in a row of the key tell too much of it.
pub(super) const TELLING: usize = 16;

/// Every run of `TELLING` bytes holds one whole block that begins at a multiple of this length.
const BLOCK: usize = 8;

/// Finds pieces of a key in any of its forms.
pub(super) struct Finder {
    /// The key itself, its hexadecimal digits, and what of its base64 does not depend on what stands
    /// around it.
    forms: Vec<Vec<u8>>,
    /// The form and the offset of each block, in the order of the patterns.
    blocks: Vec<(usize, usize)>,
    patterns: AhoCorasick,
}

impl Finder {
    /// `None` for a key that is too short to be looked for.
    pub(super) fn new(key: &[u8]) -> Option<Self> {
        if key.len() < SHORTEST {
            return None;
        }
        let mut forms = vec![key.to_vec()];
        // Three bytes make four characters, so that there are three ways to stand in a text.
        for (before, mixed) in [(0, 0), (1, 2), (2, 3)] {
            let shifted = [&[0; 2][..before], key].concat();
            // The last character may depend on what follows.
            let whole = shifted.len() * 8 / 6;
            for text in [STANDARD_NO_PAD.encode(&shifted), URL_SAFE_NO_PAD.encode(&shifted)] {
                forms.push(text.as_bytes()[mixed..whole].to_vec());
            }
        }
        for separator in ["", ":", "-", " "] {
            let lower: Vec<String> = key.iter().map(|byte| format!("{byte:02x}")).collect();
            let text = lower.join(separator);
            forms.push(text.to_uppercase().into_bytes());
            forms.push(text.into_bytes());
        }
        forms.dedup();
        let offsets = |form: &Vec<u8>| (0..=form.len().saturating_sub(BLOCK)).step_by(BLOCK);
        let blocks: Vec<(usize, usize)> = forms
            .iter()
            .enumerate()
            .filter(|(_, form)| form.len() >= BLOCK)
            .flat_map(|(index, form)| offsets(form).map(move |offset| (index, offset)))
            .collect();
        let pieces = blocks.iter().map(|(form, offset)| &forms[*form][*offset..offset + BLOCK]);
        let patterns = AhoCorasick::new(pieces).ok()?;
        Some(Self { forms, blocks, patterns })
    }

    /// Where the telling pieces are, from the first byte to behind the last.
    pub(super) fn find(&self, text: &[u8]) -> Vec<(usize, usize)> {
        let mut found: Vec<(usize, usize)> = Vec::new();
        for hit in self.patterns.find_overlapping_iter(text) {
            let (form, offset) = self.blocks[hit.pattern().as_usize()];
            let form = &self.forms[form];
            let same = |pair: &(&u8, &u8)| pair.0 == pair.1;
            let left = text[..hit.start()].iter().rev().zip(form[..offset].iter().rev());
            let right = text[hit.start()..].iter().zip(&form[offset..]);
            let start = hit.start() - left.take_while(same).count();
            let end = hit.start() + right.take_while(same).count();
            if end - start >= TELLING.min(form.len()) {
                found.push((start, end));
            }
        }
        found
    }
}
