//! Judging requests by the schemas of the contract.

use jsonschema::{ValidationError, Validator, error::ValidationErrorKind};
use serde_json::{Value, json};

use super::{
    Object,
    faults::Acting,
    problem::{Problem, Violation},
};
use crate::{
    model::{Edition, Operation},
    schema::{Documents, Location, SchemaError},
};

/// The compiled request schemas.
#[derive(Debug)]
pub(super) struct Judge {
    invite: Validator,
    list: Validator,
    update: Validator,
}

impl Judge {
    /// Compiles the request schemas.
    pub(super) fn new(
        documents: &Documents,
        edition: Option<Edition>,
    ) -> Result<Self, SchemaError> {
        let mut documents = documents.clone();
        if let Some(edition) = edition {
            let roles = json!({ "$ref": format!("clinic-role-{edition}.json") });
            documents.insert("clinic-role.json", roles);
        }
        let validator = |name| documents.validator(&Location::root(name));
        Ok(Self {
            invite: validator("invite-request.json")?,
            list: validator("list-query.json")?,
            update: validator("update-request.json")?,
        })
    }

    /// The request as the server reads it, and where it breaks the schema. Only something that is
    /// not an object is refused at once.
    pub(super) fn judge(
        &self,
        operation: Operation,
        acting: &Acting,
        request: Value,
    ) -> Result<(Object, Vec<Violation>), Problem> {
        let Value::Object(mut request) = request else {
            let violation = Violation::new("", "type", "the body must be a JSON object");
            return Err(Problem::invalid(vec![violation]));
        };
        acting.request(operation, &mut request);
        let violations = self.violations(operation, &request);
        Ok((request, violations))
    }

    /// Where a request breaks the schema of its operation.
    pub(super) fn violations(&self, operation: Operation, request: &Object) -> Vec<Violation> {
        let validator = match operation {
            Operation::Invite => &self.invite,
            Operation::List => &self.list,
            Operation::Update => &self.update,
            // No page describes it, so there is no schema.
            Operation::RevokeAccess => return Vec::new(),
        };
        let request = Value::Object(request.clone());
        validator.iter_errors(&request).map(|error| violation(&error)).collect()
    }
}

fn violation(error: &ValidationError<'_>) -> Violation {
    let field = match error.kind() {
        ValidationErrorKind::Required { property } => property.as_str().unwrap_or_default(),
        _ => error.instance_path().as_str().split('/').nth(1).unwrap_or_default(),
    };
    // Masked: an answer that repeats what was sent could carry anything.
    Violation::new(field, error.kind().keyword(), error.masked().to_string())
}
