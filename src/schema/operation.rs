//! An operation with its method, path and schemas.

use jsonschema::Validator;
use serde_json::Value;

use super::{Documents, Location, SchemaError};
use crate::model::{Operation, Source};

const OPENAPI: &str = "openapi.json";

/// An operation as it is sent and answered.
#[derive(Debug)]
pub struct OperationSpec {
    /// Which one.
    pub operation: Operation,
    /// HTTP method in capitals.
    pub method: String,
    /// Path template, such as `/v1/viewer/users/{userId}`.
    pub path: String,
    /// Schema of the body or, where the query has parameters, of these taken as an object.
    pub request: Option<Location>,
    /// Schema of a 2xx body.
    pub response: Option<Location>,
    /// Validator of `response`.
    pub response_validator: Option<Validator>,
}

impl OperationSpec {
    /// Reads the operation from where its row says that it is described.
    ///
    /// # Errors
    /// Names the file and the JSON Pointer.
    pub(crate) fn read(documents: &Documents, operation: Operation) -> Result<Self, SchemaError> {
        match operation.row().source {
            Source::OpenApi => Self::from_openapi(documents, operation),
            Source::Sdk { method, path } => Ok(Self {
                operation,
                method: method.to_owned(),
                path: path.to_owned(),
                request: None,
                response: None,
                response_validator: None,
            }),
        }
    }

    /// Reads one operation out of `openapi.json` (`OpenAPI` 3.1).
    fn from_openapi(documents: &Documents, operation: Operation) -> Result<Self, SchemaError> {
        let root = Location::root(OPENAPI);
        let missing =
            |what: &str| SchemaError::new(root.clone(), format!("operation `{operation}`: {what}"));
        let paths =
            documents.get(&root.child("paths"))?.as_object().ok_or_else(|| missing("paths"))?;
        let mut methods = paths.iter().flat_map(|(path, item)| {
            item.as_object().into_iter().flatten().map(move |(method, spec)| (path, method, spec))
        });
        let (path, method, spec) = methods
            .find(|(_, _, spec)| spec["operationId"] == operation.id())
            .ok_or_else(|| missing("no `operationId` names it"))?;
        let reference = |schema: &Value| schema["$ref"].as_str().map(|text| root.refer(text));
        let body = reference(&spec["requestBody"]["content"]["application/json"]["schema"]);
        let parameters = spec["parameters"].as_array().into_iter().flatten();
        let mut query = parameters.filter(|parameter| parameter["in"] == "query");
        let query = query.find_map(|parameter| reference(&parameter["schema"]));
        let request = body.or_else(|| query.map(|query| Location::root(&query.document)));
        let response =
            reference(&spec["responses"]["2XX"]["content"]["application/json"]["schema"])
                .ok_or_else(|| missing("no 2XX response"))?;
        if let Some(request) = &request {
            documents.validator(request)?;
        }
        Ok(Self {
            operation,
            method: method.to_uppercase(),
            path: path.clone(),
            request,
            response_validator: Some(documents.validator(&response)?),
            response: Some(response),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        model::Operation,
        schema::{Contract, Location},
    };

    #[test]
    fn documented_operations_come_from_the_openapi_file() {
        let contract = Contract::embedded().unwrap();
        let update = contract.operation(Operation::Update);
        assert_eq!(
            (update.method.as_str(), update.path.as_str()),
            ("PATCH", "/v1/viewer/users/{userId}")
        );
        assert_eq!(update.request, Some(Location::root("update-request.json")));
        let list = contract.operation(Operation::List);
        assert_eq!(list.request, Some(Location::root("list-query.json")));
        let revocation = contract.operation(Operation::RevokeAccess);
        assert_eq!((revocation.method.as_str(), &revocation.response), ("POST", &None));
    }
}
