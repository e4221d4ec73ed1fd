//! A set of JSON Schema documents that refer to each other by file name.

use std::{collections::BTreeMap, fs, io, path::Path};

use jsonschema::{Registry, Validator};
use serde_json::Value;

use super::{Location, SchemaError};

/// The base that file names are resolved against; nothing is ever fetched from it.
const BASE: &str = "https://schemas.invalid/";

/// JSON Schema documents (draft 2020-12) by file name, through which they refer to each other:
/// `{"$ref": "colour.json#/$defs/dark"}`. Nothing is ever fetched.
///
/// # Examples
/// ```
/// use proptest_jsonschema::{Documents, Location, valid};
/// use serde_json::json;
///
/// let mut documents = Documents::default();
/// documents.insert("colour.json", json!({"enum": ["red", "blue"]}));
/// documents.insert("paint.json", json!({"type": "array", "items": {"$ref": "colour.json"}}));
/// assert!(valid(&documents, &Location::root("paint.json")).is_ok());
/// ```
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Documents {
    by_name: BTreeMap<String, Value>,
}

impl Documents {
    /// Every `*.json` file directly in a folder, by its file name.
    ///
    /// # Errors
    /// When the folder or a file cannot be read or is not JSON; names the file.
    ///
    /// # Examples
    /// ```
    /// use proptest_jsonschema::{Documents, Location};
    ///
    /// let documents = Documents::read_dir("tests/schemas".as_ref())?;
    /// assert!(documents.get(&Location::root("order.json")).is_ok());
    /// assert!(Documents::read_dir("no such folder".as_ref()).is_err());
    /// # Ok::<(), proptest_jsonschema::SchemaError>(())
    /// ```
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
                documents.insert_text(&name, &text)?;
            }
        }
        Ok(documents)
    }

    /// Reads one document from its text, and adds or replaces it.
    ///
    /// # Errors
    /// When the text is not JSON (RFC 8259); names the document.
    ///
    /// # Examples
    /// ```
    /// use proptest_jsonschema::Documents;
    ///
    /// let mut documents = Documents::default();
    /// documents.insert_text("flag.json", r#"{"type": "boolean"}"#)?;
    /// let error = documents.insert_text("flag.json", "{").unwrap_err();
    /// assert!(error.to_string().starts_with("flag.json#: not JSON: "));
    /// # Ok::<(), proptest_jsonschema::SchemaError>(())
    /// ```
    pub fn insert_text(&mut self, name: &str, text: &str) -> Result<(), SchemaError> {
        let value = serde_json::from_str(text)
            .map_err(|e| SchemaError::new(Location::root(name), format!("not JSON: {e}")))?;
        self.insert(name, value);
        Ok(())
    }

    /// Adds or replaces one document. Whether it is a schema shows when it is used.
    ///
    /// # Examples
    /// ```
    /// use proptest_jsonschema::Documents;
    ///
    /// let mut documents = Documents::default();
    /// documents.insert("flag.json", serde_json::json!({"type": "boolean"}));
    /// documents.insert("flag.json", serde_json::json!({"const": true}));
    /// assert_eq!(documents.names().count(), 1);
    /// ```
    pub fn insert(&mut self, name: &str, value: Value) {
        self.by_name.insert(name.to_owned(), value);
    }

    /// The file names, sorted.
    ///
    /// # Examples
    /// ```
    /// use proptest_jsonschema::Documents;
    ///
    /// let mut documents = Documents::default();
    /// documents.insert("b.json", serde_json::json!(true));
    /// documents.insert("a.json", serde_json::json!(false));
    /// assert!(documents.names().eq(["a.json", "b.json"]));
    /// ```
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }

    /// The JSON at a place.
    ///
    /// # Errors
    /// When there is no such document, or nothing at the pointer.
    ///
    /// # Examples
    /// ```
    /// use proptest_jsonschema::{Documents, Location};
    ///
    /// let mut documents = Documents::default();
    /// documents.insert("age.json", serde_json::json!({"type": "integer", "minimum": 18}));
    /// let minimum = Location::root("age.json").child("minimum");
    /// assert_eq!(documents.get(&minimum)?, 18);
    /// assert!(documents.get(&minimum.child("0")).is_err());
    /// # Ok::<(), proptest_jsonschema::SchemaError>(())
    /// ```
    pub fn get(&self, location: &Location) -> Result<&Value, SchemaError> {
        let document = self.by_name.get(&location.document).ok_or_else(|| {
            SchemaError::new(location.clone(), "no schema document has this file name")
        })?;
        document
            .pointer(&location.pointer)
            .ok_or_else(|| SchemaError::new(location.clone(), "nothing stands at this pointer"))
    }

    /// A validator for the schema at a place, the judge of what is drawn. Formats are asserted
    /// (JSON Schema Validation, section 7.2.2), unknown ones are errors, and nothing is fetched.
    ///
    /// # Errors
    /// When the schema is not valid draft 2020-12 or a `$ref` leads nowhere.
    ///
    /// # Examples
    /// ```
    /// use proptest_jsonschema::{Documents, Location};
    /// use serde_json::json;
    ///
    /// let mut documents = Documents::default();
    /// documents.insert("mail.json", json!({"type": "string", "format": "email"}));
    /// let validator = documents.validator(&Location::root("mail.json"))?;
    /// assert!(validator.is_valid(&json!("a@example.com")));
    /// assert!(!validator.is_valid(&json!("a at example.com")));
    /// # Ok::<(), proptest_jsonschema::SchemaError>(())
    /// ```
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
    fn references_are_followed_by_file_name() {
        let mut documents = Documents::default();
        documents.insert("colour.json", json!({"enum": ["red", "blue"]}));
        documents.insert("paint.json", json!({"$ref": "colour.json"}));
        let paint = documents.validator(&Location::root("paint.json")).unwrap();
        assert!(paint.is_valid(&json!("red")));
        assert!(!paint.is_valid(&json!("loud")));
    }

    #[test]
    fn a_text_that_is_no_json_is_an_error_that_names_the_document() {
        let error = Documents::default().insert_text("a.json", "{").unwrap_err();
        assert!(error.to_string().starts_with("a.json#: not JSON: "), "{error}");
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
