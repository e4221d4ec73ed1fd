//! Errors that tell too much.

use serde_json::Value;

use crate::{
    mock::Answer,
    model::Operation::{Invite, List, Update},
    promise::protocol,
};

faults! {
    protocol::ERRORS_HIDE_INTERNALS {
        "stack-trace-of-node": "A refused invite shows the stack of a JavaScript server."
            Answer(|call, answer| {
                let trace = "Error: invalid\n    at validate (/srv/node_modules/joi/index.js:4:11)";
                tell(answer, call.is(Invite), trace);
            });
        "stack-trace-of-python": "A refused update shows the stack of a Python server."
            Answer(|call, answer| {
                let trace = "Traceback (most recent call last):\n  File \"/app/users.py\", line 12";
                tell(answer, call.is(Update), trace);
            });
        "stack-trace-of-java": "A refused list shows the stack of a Java server."
            Answer(|call, answer| {
                let trace = "java.lang.NumberFormatException\n\tat app.Users.list(Users.java:42)";
                tell(answer, call.is(List), trace);
            });
        "stack-trace-of-go": "A refused cursor shows the stack of a Go server."
            Answer(|_, answer| {
                let garbage = answer.broke("cursor");
                tell(answer, garbage, "panic: runtime error\n\ngoroutine 7 [running]:");
            });
        "database-error-shown": "A duplicate address shows the error of the database."
            Answer(|_, answer| {
                let duplicate = answer.broke("unique");
                tell(answer, duplicate, "SQLSTATE 23505: duplicate key violates users_email_key");
            });
        "query-shown": "An unknown user shows the query that did not find it."
            Answer(|_, answer| {
                let missing = answer.code == Some("user_not_found");
                tell(answer, missing, "no rows: SELECT * FROM tenant_7.users WHERE public_id = $1");
            });
    }
}

/// Adds to a refusal what nobody outside should see.
fn tell(answer: &mut Answer, applies: bool, internals: &str) {
    let body = serde_json::from_slice::<Value>(&answer.body);
    if let (Ok(Value::Object(mut body)), true) = (body, applies && answer.code.is_some()) {
        body.insert("debug".to_owned(), internals.into());
        answer.body = Value::Object(body).to_string().into_bytes();
    }
}
