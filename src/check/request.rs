//! Requests of the three operations.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::{
    model::{Credentials, Operation, Request, Response, Row, Takes},
    schema::Contract,
};

/// Everything but the unreserved characters of RFC 3986 section 2.3 is encoded, so that a server
/// that decodes once gets the text back whatever it holds.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Where the id of a user stands in a path template.
const USER_ID: &str = "{userId}";

/// The id of no user.
const NOBODY: &str = "usr_00000000000000000000000000000000";

/// Query parameters in order.
pub type Query = Vec<(String, String)>;

/// Builds the query of a list request from name and value pairs.
pub(super) fn query(pairs: &[(&str, &str)]) -> Query {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// An invitation with these bytes as the body.
pub(super) fn invite(contract: &Contract, body: Vec<u8>) -> Request {
    let path = contract.operation(Operation::Invite).path.clone();
    request(contract, Operation::Invite, path, Some(body))
}

/// An update of a user; `None` sends no body at all.
pub(super) fn update(contract: &Contract, id: &str, body: Option<&Value>) -> Request {
    of_user(contract, Operation::Update, id, body.map(|body| body.to_string().into_bytes()))
}

/// A request about a user, where the path of its operation names one.
pub(super) fn of_user(
    contract: &Contract,
    operation: Operation,
    id: &str,
    body: Option<Vec<u8>>,
) -> Request {
    let id = utf8_percent_encode(id, ENCODED).to_string();
    let path = contract.operation(operation).path.replace(USER_ID, &id);
    request(contract, operation, path, body)
}

/// A page of the list.
pub(super) fn list(contract: &Contract, query: &[(String, String)]) -> Request {
    let encode = |text: &str| utf8_percent_encode(text, ENCODED).to_string();
    let pairs: Vec<String> =
        query.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    let mut path = contract.operation(Operation::List).path.clone();
    if !pairs.is_empty() {
        path = format!("{path}?{}", pairs.join("&"));
    }
    request(contract, Operation::List, path, None)
}

fn request(
    contract: &Contract,
    operation: Operation,
    path: String,
    body: Option<Vec<u8>>,
) -> Request {
    let headers = body
        .is_some()
        .then(|| ("content-type".to_owned(), "application/json".to_owned()))
        .into_iter()
        .collect();
    Request {
        operation,
        method: contract.operation(operation).method.clone(),
        path,
        headers,
        body,
        credentials: Credentials::Valid,
    }
}

/// A request that shows whether an operation lets us in, and that no server can act on.
#[must_use]
pub fn probe(contract: &Contract, operation: Operation) -> Request {
    let Row { takes, .. } = operation.row();
    let body = (*takes == Takes::Body).then(|| b"{}".to_vec());
    let mut request = of_user(contract, operation, NOBODY, body);
    if *takes == Takes::Query {
        request.path.push_str("?limit=1");
    }
    request
}

/// The users with exactly this address.
#[must_use]
pub fn by_email(contract: &Contract, email: &str) -> Request {
    list(contract, &query(&[("email", email)]))
}

/// Takes a user its access. No page describes the path; the official SDK calls it.
#[must_use]
pub fn revocation(contract: &Contract, id: &str) -> Request {
    let path = contract.operation(Operation::RevokeAccess).path.clone();
    let body = serde_json::json!({ "userId": id }).to_string().into_bytes();
    request(contract, Operation::RevokeAccess, path, Some(body))
}

/// The invitations of a user. No page describes the path; the official SDK calls it.
#[must_use]
pub fn invitations(contract: &Contract, id: &str) -> Request {
    let mut path = contract.operation(Operation::Invitations).path.clone();
    path = format!("{path}?userId={}", utf8_percent_encode(id, ENCODED));
    request(contract, Operation::Invitations, path, None)
}

/// Those of a user that wait for an answer, in what lists its invitations.
#[must_use]
pub fn waiting(response: &Response, id: &str) -> Vec<Value> {
    let page = response.json().unwrap_or_default().value;
    let all = page["invitations"].as_array().filter(|_| response.is_success());
    let waits = |one: &&Value| one["userId"] == id && one["status"] == "sent";
    all.into_iter().flatten().filter(waits).cloned().collect()
}

/// Revokes the invitation of a user. No page describes the path; the official SDK calls it.
#[must_use]
pub fn revoked_invitation(contract: &Contract, id: &str) -> Request {
    let path = contract.operation(Operation::RevokeInvitation).path.clone();
    let body = serde_json::json!({ "userId": id }).to_string().into_bytes();
    request(contract, Operation::RevokeInvitation, path, Some(body))
}

/// An update that provides no field: its answer shows the user.
#[must_use]
pub fn unchanged(contract: &Contract, id: &str) -> Request {
    update(contract, id, Some(&serde_json::json!({})))
}

/// A page of the whole list, behind a cursor if there is one.
#[must_use]
pub fn list_page(contract: &Contract, cursor: Option<&str>) -> Request {
    let limit = contract.largest_page.to_string();
    let mut pairs = vec![("limit", limit.as_str())];
    pairs.extend(cursor.map(|cursor| ("cursor", cursor)));
    list(contract, &query(&pairs))
}

/// Every object with an id and an address of a user in an answer, however it wraps them.
#[must_use]
pub fn users_in(answer: &Value) -> Vec<Value> {
    match answer {
        Value::Object(members) if answer["userId"].is_string() && answer["email"].is_string() => {
            vec![Value::Object(members.clone())]
        }
        Value::Object(members) => members.values().flat_map(users_in).collect(),
        Value::Array(items) => items.iter().flat_map(users_in).collect(),
        _ => Vec::new(),
    }
}

/// Makes a user one who can do the least: a member who cannot open the dashboard.
#[must_use]
pub fn demotion(contract: &Contract, id: &str) -> Request {
    let least = serde_json::json!({ "level": "member", "hasDashboardAccess": false });
    update(contract, id, Some(&least))
}

/// Whether a user can do the least.
#[must_use]
pub fn is_plain_member(user: &Value) -> bool {
    user["level"] == "member" && user["hasDashboardAccess"] == false
}

/// The decoded query parameters of a request's path, in order.
pub(super) fn parameters(path: &str) -> Query {
    let decode =
        |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    let (_, query) = path.split_once('?').unwrap_or((path, ""));
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_survive_encoding() {
        let contract = Contract::embedded().unwrap();
        let sent = query(&[("lastName", "100% O'Neil & Sons + Ünï/?#"), ("limit", "7")]);
        let request = list(&contract, &sent);
        assert!(request.path.starts_with("/v1/viewer/users?lastName=100%25%20O%27Neil"));
        assert_eq!(parameters(&request.path), sent);
    }

    #[test]
    fn an_id_cannot_leave_its_path_segment() {
        let contract = Contract::embedded().unwrap();
        let request = update(&contract, "../x?y", None);
        assert_eq!(request.path, "/v1/viewer/users/..%2Fx%3Fy");
        assert_eq!(request.body, None);
    }
}
