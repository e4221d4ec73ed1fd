//! Findings as entries of a suite file, without touching what a person wrote there.

use std::{fs, path::Path};

use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, value};

use super::{definition::Suite, file, load::SuiteError, pattern::matches};
use crate::{
    check::{
        Catalogue, examples,
        regressions::{Regression, Saved},
    },
    model::{Example, Expectation},
};

/// Findings that cannot be saved.
#[derive(Debug, thiserror::Error)]
pub enum SavingError {
    /// The file is no suite, or would be none.
    #[error(transparent)]
    Suite(#[from] SuiteError),
    /// The file does not exist, and the suite of the run cannot be extended.
    #[error(
        "{file} does not exist, and the run used the suite of a file, `{suite}`: save into that one"
    )]
    NoBase {
        /// The file.
        file: String,
        /// The suite of the run.
        suite: String,
    },
    /// The suite would never play an entry.
    #[error("{file}: this suite leaves out the check `{check}`: save into another")]
    LeftOut {
        /// The file.
        file: String,
        /// Id of the check.
        check: String,
    },
}

/// A suite file that findings are saved into.
#[derive(Clone, Debug)]
pub struct Saving {
    file: String,
    /// What it says now; of a new file, what it says beside the findings.
    text: String,
}

impl Saving {
    /// Reads the suite file, or begins one that extends `base`, the suite of the run.
    ///
    /// # Errors
    /// When the file cannot be read or is no suite, or when it is new and `base` is the suite of a
    /// file.
    pub fn open(path: &Path, base: &str, catalogue: &Catalogue) -> Result<Self, SavingError> {
        let file = path.display().to_string();
        let text = if path.exists() {
            fs::read_to_string(path)
                .map_err(|source| SuiteError::Unreadable { file: file.clone(), source })?
        } else if Suite::embedded(base).is_some() {
            let description =
                format!("The suite `{base}`, and first of all what earlier runs found");
            let mut head = DocumentMut::new();
            head["description"] = value(description);
            head["extends"] = value(base);
            head.to_string()
        } else {
            return Err(SavingError::NoBase { file, suite: base.to_owned() });
        };
        let saving = Self { file, text };
        saving.suite(&saving.text, catalogue)?;
        Ok(saving)
    }

    /// The text of the file with the entries that it does not have yet, and how many these are. An
    /// entry is there already when another has its name or says the same.
    ///
    /// # Errors
    /// When the suite would not play an entry, or could not have it.
    pub fn with(
        &self,
        entries: &[Saved],
        catalogue: &Catalogue,
    ) -> Result<(String, usize), SavingError> {
        let mut suite = self.suite(&self.text, catalogue)?;
        let broken = |problem: String| SuiteError::Invalid { file: self.file.clone(), problem };
        let mut document: DocumentMut =
            self.text.parse().map_err(|error: toml_edit::TomlError| broken(error.to_string()))?;
        let mut added = 0;
        for entry in entries {
            let check = entry.check();
            let named = |patterns: &[String]| patterns.iter().any(|text| matches(text, check));
            if !named(&suite.checks) || named(&suite.skip) {
                let (file, check) = (self.file.clone(), check.to_owned());
                return Err(SavingError::LeftOut { file, check });
            }
            if !is_there(&suite, entry) {
                let (key, table) = match entry {
                    Saved::Example(example) => ("example", example_table(example)),
                    Saved::Regression(regression) => ("regression", regression_table(regression)),
                };
                append(&mut document, key, table).ok_or_else(|| {
                    broken(format!("`{key}` is no list of tables: write each as `[[{key}]]`"))
                })?;
                added += 1;
                match entry.clone() {
                    Saved::Example(example) => suite.examples.push(example),
                    Saved::Regression(regression) => suite.regressions.push(regression),
                }
            }
        }
        let text = document.to_string();
        self.suite(&text, catalogue)?;
        Ok((text, added))
    }

    fn suite(&self, text: &str, catalogue: &Catalogue) -> Result<Suite, SuiteError> {
        file::parse("", text, catalogue)
            .map_err(|problem| SuiteError::Invalid { file: self.file.clone(), problem })
    }
}

fn is_there(suite: &Suite, entry: &Saved) -> bool {
    let name = entry.name().to_owned();
    let named = suite.examples.iter().any(|known| known.name == name)
        || suite.regressions.iter().any(|known| known.name == name);
    named
        || match entry {
            Saved::Example(example) => suite
                .examples
                .iter()
                .any(|known| Example { name: name.clone(), ..known.clone() } == *example),
            Saved::Regression(regression) => suite
                .regressions
                .iter()
                .any(|known| Regression { name: name.clone(), ..known.clone() } == *regression),
        }
}

/// Puts a table behind those of its kind; `None` where the file has something else of that name.
fn append(document: &mut DocumentMut, key: &str, table: Table) -> Option<()> {
    let tables = document.entry(key).or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
    tables.as_array_of_tables_mut()?.push(table);
    Some(())
}

fn example_table(example: &Example) -> Table {
    let Example { name, operation, user, query, body, expect, checks } = example;
    let mut table = Table::new();
    table["name"] = value(name);
    table["operation"] = value(operation.to_string());
    for (key, text) in [("user", user), ("query", query), ("body", body)] {
        if let Some(text) = text {
            table[key] = value(text);
        }
    }
    table["expect"] = match expect {
        Expectation::Accepted => value("accepted"),
        Expectation::Refused => value("refused"),
        Expectation::Echoed => value("echoed"),
        Expectation::Status(codes) => {
            value(codes.iter().map(|code| i64::from(*code)).collect::<Array>())
        }
    };
    match checks.as_slice() {
        [check]
            if examples::usual_promise(*operation, expect).is_some_and(|p| p.check == *check) => {}
        [check] => table["check"] = value(check),
        checks => table["check"] = value(checks.iter().collect::<Array>()),
    }
    table
}

fn regression_table(regression: &Regression) -> Table {
    let Regression { name, check, case } = regression;
    let mut table = Table::new();
    table["name"] = value(name);
    table["check"] = value(check);
    table["scenario"] = value(&case.scenario);
    if !case.name.is_empty() {
        table["case"] = value(&case.name);
    }
    if !case.value.is_null() {
        table["value"] = value(case.value.to_string());
    }
    if let Some(mutation) = &case.mutation {
        table["mutation"] = value(serde_json::json!(mutation).to_string());
    }
    table
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        model::{Case, Operation},
        schema::{self, Location},
        suite::tests::full_catalogue,
    };

    const SUITE: &str = "# Ours.\nchecks = [\"*\"] # all\ndescription = \"x\"\n\n[[example]]\n\
                         operation = \"list\"\nquery = \"limit=5\"\nexpect = \"accepted\"\n\n\
                         [status]\naccepted = [200, 201]\n";

    fn saving(text: &str) -> Saving {
        Saving { file: "my.toml".into(), text: text.into() }
    }

    fn entries() -> [Saved; 2] {
        let regression = Regression {
            name: "a history".into(),
            check: "model::users_are_what_their_history_made_them".into(),
            case: Case {
                scenario: "model/classics".into(),
                index: 0,
                name: "it's one".into(),
                value: json!([null, "a\u{1}\n"]),
                mutation: None,
            },
        };
        let example = Example {
            name: "invite.phoneNumber.pattern invite /phoneNumber accepted".into(),
            operation: Operation::Invite,
            user: None,
            query: None,
            body: Some(json!({"phoneNumber": "1'2\""}).to_string()),
            expect: Expectation::Refused,
            checks: vec!["invite::rejects::phoneNumber::pattern".into()],
        };
        [Saved::Regression(regression), Saved::Example(example)]
    }

    #[test]
    fn what_is_saved_comes_back_and_what_stood_there_stays() {
        let (catalogue, entries) = (full_catalogue(), entries());
        let (text, added) = saving(SUITE).with(&entries, &catalogue).unwrap();
        insta::assert_snapshot!(text);
        let suite = file::parse("my", &text, &catalogue).unwrap();
        let [Saved::Regression(regression), Saved::Example(example)] = &entries else { panic!() };
        assert_eq!((added, &suite.regressions), (2, &vec![regression.clone()]));
        assert_eq!(&suite.examples[1], example);
        let documents = schema::embedded().unwrap();
        let validator = documents.validator(&Location::root("suite.json")).unwrap();
        assert!(validator.is_valid(&toml::from_str(&text).unwrap()));
    }

    #[test]
    fn what_is_there_is_not_saved_again() {
        let (catalogue, [regression, example]) = (full_catalogue(), entries());
        let (text, _) = saving(SUITE).with(std::slice::from_ref(&regression), &catalogue).unwrap();
        assert_eq!(
            saving(&text).with(std::slice::from_ref(&regression), &catalogue).unwrap(),
            (text.clone(), 0)
        );
        let Saved::Regression(renamed) = regression else { panic!() };
        let renamed = Saved::Regression(Regression { name: "another".into(), ..renamed });
        assert_eq!(saving(&text).with(&[renamed], &catalogue).unwrap(), (text.clone(), 0));
        assert_eq!(saving(&text).with(&[example.clone(), example], &catalogue).unwrap().1, 1);
    }

    #[test]
    fn what_a_suite_would_never_play_is_not_saved_into_it() {
        let (catalogue, entries) = (full_catalogue(), entries());
        let error = |text: &str| saving(text).with(&entries, &catalogue).unwrap_err().to_string();
        let skipping = SUITE.replace("description", "skip = [\"model::*\"]\ndescription");
        assert!(error(&skipping).contains("leaves out the check `model::users_are"));
        let reading = SUITE.replace("description", "writes = false\ndescription");
        assert!(error(&reading).contains("the suite allows no writes"), "{}", error(&reading));
        assert!(error(&format!("regression = []\n{SUITE}")).contains("[[regression]]"));
    }

    #[test]
    fn a_new_file_extends_the_suite_of_the_run() {
        let (catalogue, new) = (full_catalogue(), Path::new("no-such-file.toml"));
        let saving = Saving::open(new, "smoke", &catalogue).unwrap();
        insta::assert_snapshot!(saving.text, @r#"
        description = "The suite `smoke`, and first of all what earlier runs found"
        extends = "smoke"
        "#);
        let error = Saving::open(new, "my", &catalogue).unwrap_err().to_string();
        assert!(error.contains("the suite of a file, `my`: save into that one"), "{error}");
        let error = Saving::open(Path::new("Cargo.toml"), "full", &catalogue).unwrap_err();
        assert!(error.to_string().contains("Cargo.toml: "), "{error}");
    }
}
