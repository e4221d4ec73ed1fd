//! The contract: schemas, operations and clauses together.

use std::{collections::BTreeSet, fs, path::Path};

use proptest_jsonschema::{Documents, Location, SchemaError};
use serde::Deserialize;
use serde_json::Value;

use super::{
    OperationSpec,
    embedded::{CLAUSES, embedded},
};
use crate::model::{Clause, Edition, Operation, Page};

const CLAUSES_FILE: &str = "clauses.toml";
const USER: &str = "user.json";
const LIST_QUERY: &str = "list-query.json";
const CLINIC_ROLE: &str = "clinic-role.json";
const UPDATE_REQUEST: &str = "update-request.json";

/// The properties of an object schema that it does not require.
fn optional(schema: &Value) -> Vec<String> {
    let required: Vec<&Value> = schema["required"].as_array().into_iter().flatten().collect();
    let properties = schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name);
    properties.filter(|name| !required.iter().any(|one| *one == *name)).cloned().collect()
}

/// A contract that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ContractError {
    /// A schema or the `OpenAPI` file is broken.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// The list of clauses cannot be read.
    #[error("{file}: {problem}")]
    Clauses {
        /// The file.
        file: String,
        /// What is wrong, with the line where it is known.
        problem: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClausesFile {
    page: Vec<Page>,
    clause: Vec<toml::Spanned<Clause>>,
}

/// Tells each clause the line that it stands in.
fn numbered(clauses: Vec<toml::Spanned<Clause>>, text: &str) -> Vec<Clause> {
    let line = |offset: usize| 1 + text[..offset].matches('\n').count();
    clauses
        .into_iter()
        .map(|clause| Clause { line: line(clause.span().start), ..clause.into_inner() })
        .collect()
}

/// What is wrong with the list of clauses: the parser knows the line, the text before it the clause.
fn problem(error: &toml::de::Error, text: &str) -> String {
    let clause = error.span().and_then(|span| clause_before(text.get(..span.end)?, text));
    clause.map_or_else(|| error.to_string(), |id| format!("clause `{id}`: {error}"))
}

/// The id of the clause in which the beginning of the text ends.
fn clause_before<'a>(beginning: &str, text: &'a str) -> Option<&'a str> {
    let entry = &text[beginning.rfind("[[")?..];
    let mut fields = entry.strip_prefix("[[clause]]")?.lines().take_while(|l| !l.starts_with('['));
    fields.find_map(|line| line.strip_prefix("id = \"")?.strip_suffix('"'))
}

/// Schemas, operations and clauses of the API.
#[derive(Debug)]
pub struct Contract {
    /// The schemas.
    pub documents: Documents,
    /// The clauses in documentation order.
    pub clauses: Vec<Clause>,
    /// The pages that clauses cite.
    pub pages: Vec<Page>,
    /// The fields that a user may be without.
    pub optional: Vec<String>,
    /// The fields of a user that the pages describe. What a server shows beyond them is its own, and
    /// changes when it likes, as the time of the last change does.
    pub documented: BTreeSet<String>,
    /// The most rows that a page may have.
    pub largest_page: usize,
    operations: Vec<OperationSpec>,
}

impl Contract {
    /// The contract compiled into the binary.
    ///
    /// # Errors
    /// None that the tests let pass.
    pub fn embedded() -> Result<Self, ContractError> {
        Self::new(embedded()?, CLAUSES, CLAUSES_FILE)
    }

    /// A contract from a folder that holds what `schemas/` holds.
    ///
    /// # Errors
    /// Names the file and, in a schema, the JSON Pointer.
    pub fn read_dir(folder: &Path) -> Result<Self, ContractError> {
        let file = folder.join(CLAUSES_FILE);
        let name = file.display().to_string();
        let clauses = fs::read_to_string(&file)
            .map_err(|e| ContractError::Clauses { file: name.clone(), problem: e.to_string() })?;
        Self::new(Documents::read_dir(folder)?.strict().without_blanks(), &clauses, &name)
    }

    fn new(documents: Documents, clauses: &str, file: &str) -> Result<Self, ContractError> {
        let ClausesFile { page, clause } = toml::from_str(clauses).map_err(|e| {
            ContractError::Clauses { file: file.to_owned(), problem: problem(&e, clauses) }
        })?;
        let operations = Operation::ALL
            .into_iter()
            .map(|operation| OperationSpec::read(&documents, operation))
            .collect::<Result<_, _>>()?;
        let clauses = numbered(clause, clauses);
        let user = documents.get(&Location::root(USER))?;
        let optional = optional(user);
        let documented = user["properties"].as_object().into_iter().flatten();
        let documented = documented.map(|(name, _)| name.clone()).collect();
        let limit = Location::root(LIST_QUERY).child("properties").child("limit");
        let most = documents.get(&limit)?["maximum"].as_u64();
        let largest_page = most
            .and_then(|most| usize::try_from(most).ok())
            .ok_or_else(|| SchemaError::new(limit, "it has no `maximum`"))?;
        let pages = page;
        Ok(Self { documents, clauses, pages, optional, documented, largest_page, operations })
    }

    /// The clause with that id.
    #[must_use]
    pub fn clause(&self, id: &str) -> Option<&Clause> {
        self.clauses.iter().find(|clause| clause.id == id)
    }

    /// The title of a page, or its id when it is not listed.
    #[must_use]
    pub fn page_title<'a>(&'a self, id: &'a str) -> &'a str {
        self.pages.iter().find(|page| page.id == id).map_or(id, |page| &page.title)
    }

    /// Where a page can be read; empty where that is not known.
    #[must_use]
    pub fn page_url(&self, id: &str) -> &str {
        self.pages.iter().find(|page| page.id == id).map_or("", |page| &page.url)
    }

    /// The specification of an operation.
    #[must_use]
    pub fn operation(&self, operation: Operation) -> &OperationSpec {
        &self.operations[operation as usize]
    }

    /// The operation whose requests this schema document describes.
    #[must_use]
    pub fn operation_of(&self, document: &str) -> Option<Operation> {
        let describes =
            |of: &&OperationSpec| of.request.as_ref().is_some_and(|at| at.document == document);
        self.operations.iter().find(describes).map(|of| of.operation)
    }

    /// The values that a document lists as an `enum`; none when it does not.
    #[must_use]
    pub fn members(&self, document: &str) -> Vec<serde_json::Value> {
        let listed = self.documents.get(&Location::root(document)).ok();
        listed.and_then(|schema| schema["enum"].as_array()).cloned().unwrap_or_default()
    }

    /// The schemas as they are when only promised values may be sent: a clinic role is one that
    /// all pages agree on, or any of the edition that the server is known to follow, and never null:
    /// what that asks for no page says, and a check of its own sends it.
    #[must_use]
    pub fn promised(&self, edition: Option<Edition>) -> Documents {
        let roles = match edition {
            None => "clinic-role-agreed.json",
            Some(Edition::Older) => "clinic-role-older.json",
            Some(Edition::Modern) => "clinic-role-modern.json",
        };
        let mut documents = self.documents.clone();
        documents.insert(CLINIC_ROLE, serde_json::json!({ "$ref": roles }));
        let request = Location::root(UPDATE_REQUEST);
        if let Ok(mut update) = documents.get(&request).cloned() {
            if let Some(role) = update.pointer_mut("/properties/clinicRole") {
                *role = serde_json::json!({ "$ref": CLINIC_ROLE });
            }
            documents.insert(UPDATE_REQUEST, update);
        }
        documents
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;

    #[test]
    fn promised_roles_depend_on_the_edition() {
        let contract = Contract::embedded().unwrap();
        let accepts = |edition, role: &str| {
            let documents = contract.promised(edition);
            documents.validator(&Location::root(CLINIC_ROLE)).unwrap().is_valid(&json!(role))
        };
        for (edition, scribe, pacs) in [
            (None, false, false),
            (Some(Edition::Older), false, true),
            (Some(Edition::Modern), true, false),
        ] {
            assert_eq!(accepts(edition, "Scribe"), scribe, "{edition:?}");
            assert_eq!(accepts(edition, "PACS Administrator"), pacs, "{edition:?}");
            assert!(accepts(edition, "Doctor"));
        }
    }

    #[test]
    fn the_documented_example_is_a_valid_invite_response() {
        let example = json!({
            "canManageStudies": true, "clinicRole": "Radiologist",
            "createdAt": "2024-01-15T10:00:00Z", "email": "sarah@example.com",
            "firstName": "Sarah", "hasDashboardAccess": true, "invitedSource": "api",
            "lastLoginAt": null, "lastName": "Johnson", "level": "member",
            "userId": "usr_1234567890abcdef1234567890abcdef", "suffix1": "MD"
        });
        let contract = Contract::embedded().unwrap();
        let validator = contract.operation(Operation::Invite).response_validator.as_ref().unwrap();
        assert!(validator.is_valid(&example));
        let mut owner = example;
        owner["level"] = json!("owner");
        assert!(!validator.is_valid(&owner));
        assert!(
            contract
                .operation(Operation::Update)
                .response_validator
                .as_ref()
                .unwrap()
                .is_valid(&owner)
        );
    }

    #[test]
    fn every_cited_page_is_listed() {
        let contract = Contract::embedded().unwrap();
        for clause in &contract.clauses {
            for page in &clause.pages {
                assert!(contract.pages.iter().any(|p| p.id == *page), "{}: {page}", clause.id);
            }
            assert_eq!(clause.gap.is_some(), clause.checks.is_empty(), "{}", clause.id);
        }
    }

    #[test]
    fn every_clause_says_why_it_has_its_level() {
        let contract = Contract::embedded().unwrap();
        let mut told: BTreeMap<&str, &Clause> = BTreeMap::new();
        for clause in &contract.clauses {
            let (id, why) = (&clause.id, clause.why.as_str());
            assert!(why.starts_with(char::is_uppercase) && why.ends_with('.'), "{id}: {why}");
            assert!(why.matches(". ").count() < 2, "{id} has more than two sentences: {why}");
            for page in clause.pages.iter().filter_map(|page| page.strip_prefix("rfc")) {
                assert!(why.contains(&format!("RFC {page} section")), "{id}: RFC {page}, where?");
            }
            if let Some(other) = told.insert(why, clause) {
                let kind = |clause: &Clause| clause.constraint.as_ref().map(|c| c.keyword.clone());
                let same_kind = kind(clause).is_some() && kind(clause) == kind(other);
                assert!(same_kind, "{id} and {} have one reason: {why}", other.id);
            }
        }
    }

    #[test]
    fn every_page_states_something() {
        let contract = Contract::embedded().unwrap();
        for page in &contract.pages {
            let cites = |clause: &Clause| clause.pages.contains(&page.id);
            assert!(contract.clauses.iter().any(cites), "{}", page.id);
        }
    }

    #[test]
    fn clauses_know_their_lines() {
        let contract = Contract::embedded().unwrap();
        let lines: Vec<_> = CLAUSES.lines().collect();
        for clause in &contract.clauses {
            assert_eq!(lines[clause.line - 1], "[[clause]]", "{}", clause.id);
            assert_eq!(lines[clause.line], format!("id = \"{}\"", clause.id));
        }
    }

    #[test]
    fn a_broken_list_of_clauses_names_the_line() {
        let documents = embedded().unwrap();
        let error = Contract::new(documents, "page = []\nclause = 3\n", "c.toml").unwrap_err();
        assert!(error.to_string().contains("line 2"), "{error}");
    }

    #[test]
    fn a_clause_that_lacks_something_is_named() {
        let without = |field: &str| {
            let start = CLAUSES.find("id = \"update.partial\"").unwrap();
            let start = start + CLAUSES[start..].find(field).unwrap();
            let end = start + CLAUSES[start..].find('\n').unwrap();
            let text = format!("{}{}", &CLAUSES[..start], &CLAUSES[end + 1..]);
            let error = Contract::new(embedded().unwrap(), &text, "c.toml").unwrap_err();
            (error.to_string(), 1 + text[..start].rfind("[[clause]]").unwrap())
        };
        let (error, head) = without("why = ");
        let line = format!("line {}", CLAUSES[..head].lines().count());
        for part in ["c.toml: clause `update.partial`: ", &line, "missing field `why`"] {
            assert!(error.contains(part), "{part} is missing in {error}");
        }
        let (error, _) = without("id = ");
        assert!(error.contains("missing field `id`") && !error.contains("clause `"), "{error}");
    }
}
