//! A set of JSON Schema documents that refer to each other by file name.

use std::{
    collections::BTreeMap,
    fs, io,
    path::Path,
    sync::{Arc, OnceLock},
};

use jsonschema::Validator;
use serde_json::Value;

use super::{
    Dialect, Direction, Location, SchemaError, Schemas,
    cleaned::{Cleaned, Reading},
    lower::lower,
};

/// JSON Schema documents by file name, through which they refer to each other, or by `$id`:
/// `{"$ref": "colour.json#/$defs/dark"}`. Nothing is ever fetched; the metaschemas are built in.
///
/// Each document is read in the draft that its `$schema` names, an `OpenAPI` description in the one
/// of its version.
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
#[derive(Clone, Debug, Default)]
pub struct Documents {
    by_name: BTreeMap<String, Value>,
    reading: Reading,
    cleaned: OnceLock<Arc<Cleaned>>,
}

impl PartialEq for Documents {
    fn eq(&self, other: &Self) -> bool {
        self.by_name == other.by_name && self.reading == other.reading
    }
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
        self.cleaned = OnceLock::new();
        self.by_name.insert(name.to_owned(), value);
    }

    /// Reads documents that name no `$schema` in this draft. Without it they are read as 2020-12,
    /// or as the draft that gives all of their keywords a meaning.
    ///
    /// # Examples
    /// ```
    /// use proptest_jsonschema::{Dialect, Documents, Location};
    /// use serde_json::json;
    ///
    /// let mut documents = Documents::default().with_dialect(Dialect::Draft7);
    /// documents.insert("a.json", json!({"$ref": "#/definitions/b", "type": "string",
    ///     "definitions": {"b": {"type": "integer"}}}));
    /// let validator = documents.validator(&Location::root("a.json"))?;
    /// assert!(validator.is_valid(&json!(1)), "up to draft 07 a reference stands alone");
    /// # Ok::<(), proptest_jsonschema::SchemaError>(())
    /// ```
    #[must_use]
    pub fn with_dialect(self, dialect: Dialect) -> Self {
        self.read(|reading| reading.dialect = Some(dialect))
    }

    /// Refuses keywords that no draft knows, most of which are misspelt. Names that begin with `x-`
    /// are annotations all the same.
    ///
    /// # Examples
    /// ```
    /// use proptest_jsonschema::{Documents, Location, valid};
    ///
    /// let mut documents = Documents::default();
    /// documents.insert("a.json", serde_json::json!({"minimun": 1}));
    /// assert!(valid(&documents, &Location::root("a.json")).is_ok());
    /// let error = valid(&documents.strict(), &Location::root("a.json")).unwrap_err();
    /// assert_eq!(error.problem, "the keyword minimun is unknown; did you mean minimum?");
    /// ```
    #[must_use]
    pub fn strict(self) -> Self {
        self.read(|reading| reading.strict = true)
    }

    /// Leaves out the members that do not go this way: `readOnly` ones of a request, `writeOnly`
    /// ones of a response.
    ///
    /// # Examples
    /// ```
    /// use proptest_jsonschema::{Direction, Documents, Location};
    /// use serde_json::json;
    ///
    /// let mut documents = Documents::default().towards(Direction::Request);
    /// documents.insert("a.json", json!({"required": ["id"], "properties": {"id": {"readOnly": true}}}));
    /// let validator = documents.validator(&Location::root("a.json"))?;
    /// assert!(validator.is_valid(&json!({})) && !validator.is_valid(&json!({"id": 1})));
    /// # Ok::<(), proptest_jsonschema::SchemaError>(())
    /// ```
    #[must_use]
    pub fn towards(self, direction: Direction) -> Self {
        self.read(|reading| reading.direction = Some(direction))
    }

    /// Draws no strings of blanks only, for those who may trim them: what is left may be too short.
    ///
    /// # Examples
    /// ```
    /// use proptest_jsonschema::{Documents, Location, boundary};
    ///
    /// let mut documents = Documents::default();
    /// documents.insert("a.json", serde_json::json!({"type": "string", "minLength": 1}));
    /// let has_blank = |documents: &Documents| -> Result<bool, proptest_jsonschema::SchemaError> {
    ///     let edges = boundary(documents, &Location::root("a.json"))?;
    ///     Ok(edges.iter().any(|edge| edge.value == " "))
    /// };
    /// assert!(has_blank(&documents)?);
    /// assert!(!has_blank(&documents.without_blanks())?);
    /// # Ok::<(), proptest_jsonschema::SchemaError>(())
    /// ```
    #[must_use]
    pub fn without_blanks(self) -> Self {
        self.read(|reading| reading.no_blanks = true)
    }

    fn read(mut self, change: impl FnOnce(&mut Reading)) -> Self {
        change(&mut self.reading);
        self.cleaned = OnceLock::new();
        self
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
    /// (JSON Schema Validation, section 7.2.2), unknown ones are annotations, and nothing is fetched.
    ///
    /// # Errors
    /// When the schema is not valid in its draft or a `$ref` leads nowhere.
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
        let cleaned = self.cleaned()?;
        let registry = cleaned.registry().map_err(failed)?;
        jsonschema::draft202012::options()
            .with_registry(&registry)
            .offline()
            .should_validate_formats(true)
            .should_ignore_unknown_formats(true)
            .build(&serde_json::json!({ "$ref": cleaned.reference(location) }))
            .map_err(|e| failed(format!("{e} (at {})", e.schema_path())))
    }

    fn cleaned(&self) -> Result<&Arc<Cleaned>, SchemaError> {
        if let Some(cleaned) = self.cleaned.get() {
            return Ok(cleaned);
        }
        let cleaned = Arc::new(Cleaned::new(&self.by_name, self.reading)?);
        Ok(self.cleaned.get_or_init(|| cleaned))
    }

    /// What the schema at a place leads to, as the generators read it.
    pub(crate) fn schemas(&self, location: &Location) -> Result<Schemas, SchemaError> {
        self.get(location)?;
        let cleaned = self.cleaned()?;
        let registry = cleaned.registry();
        let registry = registry.map_err(|e| SchemaError::new(location.clone(), e))?;
        let lowered = lower(cleaned, &registry, location)?;
        Ok(Schemas::new(lowered, location, !self.reading.no_blanks))
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
        documents.insert("a.json", json!({"items": {"$ref": "b.json"}}));
        let error = documents.schemas(&Location::root("a.json")).unwrap_err();
        assert!(error.to_string().starts_with("a.json#/items/$ref: "), "{error}");
        assert!(error.to_string().contains("b.json"), "{error}");
    }
}
