//! A small language to select checks by: `level(must) and not (operation(update) or clause(auth.*))`.

mod expression;
mod parse;

pub use expression::FiltersetError;
use expression::{Expression, is_known, selects};

use crate::check::{Catalogue, Check};

/// An expression that selects checks.
///
/// ```
/// use avara_conformance::{
///     check::catalogue,
///     schema::Contract,
///     suite::{Filters, Filterset, Suite, select},
/// };
///
/// let catalogue = catalogue(&Contract::embedded()?)?;
/// let suite = Suite::load("full", &catalogue)?;
/// let filterset = Filterset::parse("operation(update) and not check(rejects)", &catalogue)?;
/// let filters = Filters { sets: vec![filterset], ..Filters::default() };
/// let selection = select(&catalogue, &suite, &filters);
/// assert!(selection.checks.iter().any(|check| check.id == "update::echoes_sent_fields"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Filterset(Expression);

impl Filterset {
    /// Reads an expression. Everything that it names must be in the catalogue, since a name that
    /// matches nothing would silently leave something unchecked.
    ///
    /// # Errors
    /// Shows the place of the first thing that is wrong.
    pub fn parse(text: &str, catalogue: &Catalogue) -> Result<Self, FiltersetError> {
        parse::parse(text, &|expression| is_known(expression, catalogue)).map(Self)
    }

    /// Whether it selects this check.
    #[must_use]
    pub fn selects(&self, check: &Check) -> bool {
        selects(&self.0, check)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::tests::full_catalogue;

    fn selected(text: &str) -> Vec<String> {
        let catalogue = full_catalogue();
        let set = Filterset::parse(text, &catalogue).unwrap_or_else(|error| panic!("{error}"));
        let checks = catalogue.checks.iter().filter(|check| set.selects(check));
        checks.map(|check| check.id.clone()).collect()
    }

    #[test]
    fn a_part_a_whole_and_a_pattern() {
        let echoes = ["invite::echoes_sent_fields", "update::echoes_sent_fields"];
        assert_eq!(selected("check(echoes)"), echoes);
        assert_eq!(selected("check(=update::echoes_sent_fields)"), echoes[1..]);
        assert_eq!(selected("check( *::echoes_* )"), echoes);
        assert_eq!(selected("clause(=invite.echo)"), echoes[..1]);
    }

    #[test]
    fn not_binds_more_than_and_and_this_more_than_or() {
        let update = selected("operation(update)");
        assert!(update.contains(&"auth::update_requires_credentials".to_owned()));
        assert!(update.iter().all(|id| id.contains("update")), "{update:?}");
        let list = selected("operation(list)");
        assert!(list.iter().any(|id| id.starts_with("filters::")));
        let both = selected(
            "check(=list::no_such) or operation(list)"
                .replace("=list::no_such", "rejects")
                .as_str(),
        );
        assert!(both.len() > list.len());
        assert_eq!(selected("level(may) or check(echoes) and not operation(invite)"), {
            let mut expected = selected("level(may) | (check(echoes) & !operation(invite))");
            expected.dedup();
            expected
        });
        let all = selected("all()").len();
        assert_eq!(selected("not none()").len(), all);
        let levels = ["must", "should", "may"].map(|l| selected(&format!("level({l})")).len());
        assert_eq!(levels.iter().sum::<usize>(), all);
    }

    #[test]
    fn what_is_wrong_is_shown_with_its_place() {
        let catalogue = full_catalogue();
        for (text, column, says) in [
            ("", 0, "an expression such as"),
            ("check(echoes", 12, "`)` is missing"),
            ("check", 5, "`(` is missing"),
            ("chekc(echoes)", 0, "did you mean `check`?"),
            ("wobble(x)", 0, "check, clause, level, operation"),
            ("check(echos)", 6, "no check"),
            ("all() and clause(=invite)", 17, "no clause"),
            ("level(sould)", 6, "must, should, may"),
            ("operation(delete)", 10, "invite, list, update"),
            ("all() or", 8, "an expression such as"),
            ("all() none()", 6, "`and`, `or`"),
            ("(all() or none()", 16, "`)` is missing"),
            ("all())", 5, "`and`, `or`"),
            ("check()", 6, "an id, or a part of one"),
            ("all(x)", 4, "takes nothing"),
        ] {
            let error = Filterset::parse(text, &catalogue).unwrap_err();
            assert!(error.problem.contains(says), "`{text}`: {error}");
            assert_eq!(error.column, column, "`{text}`: {error}");
        }
        let deep = format!("{}all(){}", "(".repeat(2_000), ")".repeat(2_000));
        let error = Filterset::parse(&deep, &catalogue).unwrap_err();
        assert!(error.problem.contains("deep"), "{}", error.problem);
        let error = Filterset::parse("level(sould)", &catalogue).unwrap_err();
        assert_eq!(error.to_string(), "level(sould)\n      ^ a level is one of must, should, may");
    }
}
