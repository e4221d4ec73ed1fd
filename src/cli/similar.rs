//! What somebody may have meant who typed something else.

/// The closest of the names that are known, if any is close.
pub(super) fn similar<'a>(
    typed: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let score = |name: &str| strsim::jaro_winkler(&typed.to_lowercase(), &name.to_lowercase());
    let scored = known.into_iter().map(|name| (score(name), name));
    let best = scored.max_by(|(one, _), (other, _)| one.total_cmp(other));
    best.filter(|(score, _)| *score >= CLOSE).map(|(_, name)| name)
}

/// From here on two names are close: one letter lost, doubled, wrong or at the wrong place.
const CLOSE: f64 = 0.86;

/// `; did you mean `list`?`, or nothing.
pub(super) fn did_you_mean<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    similar(typed, known).map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_understood_and_another_word_is_not() {
        let known = ["selftest", "replay", "report", "invite::echoes_sent_fields"];
        let meant = |typed| similar(typed, known);
        assert_eq!(meant("selftst"), Some("selftest"));
        assert_eq!(meant("Replya"), Some("replay"));
        assert_eq!(meant("invite::echos_sent_fields"), Some("invite::echoes_sent_fields"));
        assert_eq!(meant("xyzzy"), None);
        assert_eq!(did_you_mean("reprot", known), "; did you mean `report`?");
    }
}
