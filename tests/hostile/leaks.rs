//! The canary: a key of which sixteen characters in a row are to be found nowhere.

use aho_corasick::AhoCorasick;
use base64::{
    Engine,
    engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// The bearer token of every run.
pub const KEY: &str = "canary/Q7x+Zt3w~hJ9_kLm4.vB2nR8sY6pD1fG5";

const RUN: usize = 16;

/// The first telling piece of the key in these bytes.
pub fn leak(bytes: &[u8]) -> Option<String> {
    let pieces = pieces();
    let finder = AhoCorasick::new(&pieces).unwrap();
    finder.find(bytes).map(|found| pieces[found.pattern().as_usize()].clone())
}

fn pieces() -> Vec<String> {
    let mut pieces = Vec::new();
    for start in 0..=KEY.len() - RUN {
        let piece = &KEY[start..start + RUN];
        let percent = utf8_percent_encode(piece, NON_ALPHANUMERIC).to_string();
        pieces.extend([piece.to_owned(), percent.to_lowercase(), percent]);
        let entities: Vec<String> = piece.bytes().map(|byte| format!("&#{byte};")).collect();
        pieces.push(entities.concat());
        for between in ["", ":"] {
            let digits: Vec<String> = piece.bytes().map(|byte| format!("{byte:02x}")).collect();
            let digits = digits.join(between);
            pieces.extend([digits.to_uppercase(), digits]);
        }
    }
    // In base64 a text may begin at any of three places; its ends depend on its neighbours.
    for before in ["", "x", "xx"] {
        let whole = format!("{before}{KEY}");
        for text in [STANDARD_NO_PAD.encode(&whole), URL_SAFE_NO_PAD.encode(&whole)] {
            let own = &text[4..text.len() - 2];
            pieces.extend((0..=own.len() - RUN).map(|at| own[at..at + RUN].to_owned()));
        }
    }
    pieces
}

#[test]
fn the_canary_is_heard() {
    assert_eq!(leak(b"nothing"), None);
    assert!(leak(format!("Bearer {KEY}").as_bytes()).is_some());
    assert!(leak(&KEY.as_bytes()[9..9 + RUN]).is_some());
    assert!(
        leak(STANDARD_NO_PAD.encode(format!("Authorization: Bearer {KEY}")).as_bytes()).is_some()
    );
    let percent = utf8_percent_encode(KEY, NON_ALPHANUMERIC).to_string();
    assert!(leak(percent.as_bytes()).is_some());
    let hexadecimal: Vec<String> = KEY.bytes().map(|byte| format!("{byte:02x}")).collect();
    assert!(leak(hexadecimal.concat().as_bytes()).is_some());
    assert_eq!(leak(&KEY.as_bytes()[9..9 + RUN - 1]), None);
}
