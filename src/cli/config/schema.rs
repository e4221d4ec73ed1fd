//! The JSON Schema of the configuration file, made of the flags.

use clap::CommandFactory;
use serde_json::{Map, Value, json};

use super::key::{Key, Kind, keys};
use crate::cli::args::Cli;

/// The schema, for editors.
pub(super) fn schema() -> Value {
    let settings: Map<String, Value> =
        keys(&Cli::command()).iter().map(|key| (key.name.clone(), property(key))).collect();
    let mut common = settings.clone();
    common.insert(
        "profile".to_owned(),
        json!({
            "description": "Settings by the name of a profile; --profile NAME takes them before the others.",
            "type": "object",
            "additionalProperties": { "$ref": "#/$defs/profile" }
        }),
    );
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:avara-conformance:config",
        "title": "avara-conformance.toml",
        "description": "What avara-conformance does without flags. Variables named AVARA_… win over the file, and flags over both.",
        "type": "object",
        "properties": common,
        "additionalProperties": false,
        "$defs": {
            "profile": {
                "type": "object",
                "properties": settings,
                "additionalProperties": false
            }
        }
    })
}

fn property(key: &Key) -> Value {
    let text = || json!({ "type": "string" });
    let mut schema = match key.kind {
        Kind::Switch => json!({ "type": "boolean" }),
        Kind::Number => json!({ "type": ["integer", "number", "string"] }),
        Kind::Path | Kind::Text if key.choices.is_empty() => text(),
        Kind::Path | Kind::Text => json!({ "enum": key.choices }),
        Kind::List => {
            json!({ "oneOf": [text(), { "type": "array", "items": text() }] })
        }
    };
    schema["description"] = format!("{}.", key.help).into();
    schema
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;

    #[test]
    fn the_schema_in_the_repository_is_that_of_the_flags() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/config.json");
        let text = format!("{:#}\n", schema());
        if std::env::var_os("UPDATE_SAMPLES").is_some() {
            fs::write(&path, &text).unwrap();
        }
        let kept = fs::read_to_string(&path).unwrap();
        assert!(kept == text, "write it anew: UPDATE_SAMPLES=1 cargo test --lib cli::config");
    }

    #[test]
    fn an_editor_sees_what_the_program_refuses() {
        let validator = jsonschema::validator_for(&schema()).unwrap();
        let is_valid = |text: &str| {
            let value: toml::Table = toml::from_str(text).unwrap();
            validator.is_valid(&serde_json::to_value(value).unwrap())
        };
        assert!(is_valid("cases = 3\nskip = ['a']\n[profile.x]\nstrict = true\nskip = 'a'\n"));
        for wrong in
            ["casse = 3", "strict = 'yes'", "edition = 'ancient'", "[profile.x.y]\nstrict = true"]
        {
            assert!(!is_valid(wrong), "{wrong}");
        }
    }
}
