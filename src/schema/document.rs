//! A set of JSON Schema documents that refer to each other by file name.

use std::{collections::BTreeMap, fmt, fs, io, path::Path};

use jsonschema::{Registry, Validator};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::embedded::SCHEMAS;

/// The base that file names are resolved against; nothing is ever fetched from it.
const BASE: &str = "https://schemas.invalid/";

/// A place in a schema document: file name and JSON Pointer (RFC 6901).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// File name of the document, such as `user.json`.
    pub document: String,
    /// JSON Pointer into it, unescaped from any URI encoding; empty for the root.
    pub pointer: String,
}

impl Location {
    /// The root of a document.
    #[must_use]
    pub fn root(document: &str) -> Self {
        Self { document: document.to_owned(), pointer: String::new() }
    }

    /// The place one step below, the token escaped as RFC 6901 asks.
    #[must_use]
    pub fn child(&self, token: &str) -> Self {
        let token = token.replace('~', "~0").replace('/', "~1");
        Self { document: self.document.clone(), pointer: format!("{}/{token}", self.pointer) }
    }

    /// Follows a `$ref` that stands in this place's document.
    #[must_use]
    pub fn refer(&self, reference: &str) -> Self {
        let (document, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        Self {
            document: if document.is_empty() { &self.document } else { document }.to_owned(),
            pointer: percent_decode_str(fragment).decode_utf8_lossy().into_owned(),
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.document, self.pointer)
    }
}

/// A schema that cannot be used: where, and why.
#[derive(Debug, thiserror::Error)]
#[error("{location}: {problem}")]
pub struct SchemaError {
    /// The offending place.
    pub location: Location,
    /// What is wrong with it.
    pub problem: String,
}

impl SchemaError {
    /// An error at a place.
    #[must_use]
    pub fn new(location: Location, problem: impl Into<String>) -> Self {
        Self { location, problem: problem.into() }
    }
}

/// JSON Schema documents (draft 2020-12) by file name.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Documents {
    by_name: BTreeMap<String, Value>,
}

impl Documents {
    /// The schemas compiled into the binary.
    ///
    /// # Errors
    /// When an embedded file is not JSON, which the tests rule out.
    pub fn embedded() -> Result<Self, SchemaError> {
        Self::default().with_texts(SCHEMAS.iter().copied())
    }

    /// Every `*.json` file directly in a folder.
    ///
    /// # Errors
    /// When the folder or a file cannot be read or is not JSON; names the file.
    pub fn read_dir(folder: &Path) -> Result<Self, SchemaError> {
        let failed = |path: &Path, error: io::Error| {
            SchemaError::new(Location::root(&path.display().to_string()), error.to_string())
        };
        let mut documents = Self::default();
        for entry in fs::read_dir(folder).map_err(|e| failed(folder, e))? {
            let path = entry.map_err(|e| failed(folder, e))?.path();
            if path.extension().is_some_and(|extension| extension == "json") {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let text = fs::read_to_string(&path).map_err(|e| failed(&path, e))?;
                documents = documents.with_texts([(name.as_str(), text.as_str())])?;
            }
        }
        Ok(documents)
    }

    fn with_texts<'a>(
        mut self,
        texts: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, SchemaError> {
        for (name, text) in texts {
            let value = serde_json::from_str(text)
                .map_err(|e| SchemaError::new(Location::root(name), format!("not JSON: {e}")))?;
            self.insert(name, value);
        }
        Ok(self)
    }

    /// Adds or replaces one document.
    pub fn insert(&mut self, name: &str, value: Value) {
        self.by_name.insert(name.to_owned(), value);
    }

    /// The file names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }

    /// The JSON at a place.
    ///
    /// # Errors
    /// When there is no such document, or nothing at the pointer.
    pub fn get(&self, location: &Location) -> Result<&Value, SchemaError> {
        let document = self.by_name.get(&location.document).ok_or_else(|| {
            SchemaError::new(location.clone(), "no schema document has this file name")
        })?;
        document
            .pointer(&location.pointer)
            .ok_or_else(|| SchemaError::new(location.clone(), "nothing stands at this pointer"))
    }

    /// A validator for the schema at a place. Formats are asserted, unknown ones are errors, and
    /// nothing is fetched.
    ///
    /// # Errors
    /// When the schema is not valid draft 2020-12 or a `$ref` leads nowhere.
    pub fn validator(&self, location: &Location) -> Result<Validator, SchemaError> {
        self.get(location)?;
        let failed = |problem: String| SchemaError::new(location.clone(), problem);
        let mut registry = Registry::new();
        for (name, value) in &self.by_name {
            registry =
                registry.add(format!("{BASE}{name}"), value).map_err(|e| failed(e.to_string()))?;
        }
        let registry = registry.prepare().map_err(|e| failed(e.to_string()))?;
        let reference = serde_json::json!({ "$ref": format!("{BASE}{location}") });
        jsonschema::draft202012::options()
            .with_registry(&registry)
            .offline()
            .should_validate_formats(true)
            .should_ignore_unknown_formats(false)
            .build(&reference)
            .map_err(|e| failed(format!("{e} (at {})", e.schema_path())))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_embedded_schema_compiles() {
        let documents = Documents::embedded().unwrap();
        for name in documents.names().filter(|name| *name != "openapi.json") {
            documents.validator(&Location::root(name)).unwrap();
        }
    }

    #[test]
    fn references_are_followed_by_file_name() {
        let documents = Documents::embedded().unwrap();
        let role = documents.validator(&Location::root("clinic-role-agreed.json")).unwrap();
        assert!(role.is_valid(&json!("Radiologist")));
        assert!(!role.is_valid(&json!("PACS Administrator")));
        assert!(!role.is_valid(&json!("Scribe")));
    }

    #[test]
    fn a_dangling_reference_is_an_error_that_names_the_place() {
        let mut documents = Documents::default();
        documents.insert("a.json", json!({"$ref": "b.json"}));
        let error = documents.validator(&Location::root("a.json")).unwrap_err();
        assert!(error.to_string().starts_with("a.json#: "), "{error}");
        assert!(error.to_string().contains("b.json"), "{error}");
    }
}
