//! Judging requests by the schemas of the contract.

use std::collections::HashMap;

use jsonschema::{ValidationError, Validator, error::ValidationErrorKind};
use serde_json::Value;

use super::{faults::ActiveHooks, problem::Problem, user::Object, violation::Violation};
use crate::{
    model::Operation,
    schema::{Documents, OperationSpec, SchemaError},
};

/// The compiled request schemas, of the operations that have one.
#[derive(Debug)]
pub(super) struct Judge(HashMap<Operation, Validator>);

impl Judge {
    /// Compiles the request schemas.
    pub(super) fn new(
        documents: &Documents,
        operations: &[OperationSpec],
    ) -> Result<Self, SchemaError> {
        let requests =
            operations.iter().filter_map(|spec| Some((spec.operation, spec.request.as_ref()?)));
        requests
            .map(|(operation, schema)| Ok((operation, documents.validator(schema)?)))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// The request as the server reads it, and where it breaks the schema. Only something that is
    /// not an object is refused at once.
    pub(super) fn judge(
        &self,
        operation: Operation,
        hooks: &ActiveHooks,
        request: Value,
    ) -> Result<(Object, Vec<Violation>), Problem> {
        let Value::Object(mut request) = request else {
            let violation = Violation::new("", "type", "the body must be a JSON object");
            return Err(Problem::invalid(vec![violation]));
        };
        hooks.request(operation, &mut request);
        let violations = self.violations(operation, &request);
        Ok((request, violations))
    }

    /// Where a request breaks the schema of its operation.
    pub(super) fn violations(&self, operation: Operation, request: &Object) -> Vec<Violation> {
        let Some(validator) = self.0.get(&operation) else { return Vec::new() };
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
