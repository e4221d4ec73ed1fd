//! Bodies that are sent: the documented example, texts that trip servers up, fresh addresses.

use serde_json::{Value, json};

use super::Scene;

/// The documented example with an address of this run.
pub(in crate::check) fn example(scene: &Scene<'_>) -> Value {
    documented(&scene.wire.fresh_email("dr.johnson"))
}

/// The documented example with another address.
pub(in crate::check) fn documented(email: &str) -> Value {
    json!({
        "canManageStudies": true,
        "clinicRole": "Radiologist",
        "email": email,
        "firstName": "Sarah",
        "hasDashboardAccess": true,
        "lastName": "Johnson",
        "level": "member",
        "middleName": "Marie",
        "phoneNumber": "5551234567",
        "suffix1": "MD",
        "suffix2": "FACR",
    })
}

/// The documented example as an update: without the address, which no update can change.
pub(super) fn documented_update() -> Value {
    let mut body = documented("");
    body.as_object_mut().and_then(|body| body.remove("email"));
    body
}

/// The drawn body with an address of this run in place of the drawn one.
pub(in crate::check) fn with_fresh_email(scene: &Scene<'_>, drawn: &Value) -> Value {
    let mut body = drawn.clone();
    if let Some(email) = drawn["email"].as_str() {
        body["email"] = scene.wire.fresh_email(email).into();
    }
    body
}

/// Valid texts that trip servers up, each in every field that takes any text.
pub(super) fn tricky() -> Vec<(String, serde_json::Value)> {
    let long = "a".repeat(200);
    let texts = [
        ("two spaces in a row", "Anna  Maria"),
        ("zero", "0"),
        ("null", "null"),
        ("false", "false"),
        ("HTML", "<b>Ann</b> & \"Co\""),
        ("200 characters", &long),
        ("words of SQL", "SELECT * FROM users; DROP TABLE users--"),
        ("combining marks", "Ame\u{301}lie Zo\u{308}e"),
        ("characters beyond the BMP", "\u{1f469}\u{200d}\u{2695}\u{fe0f} \u{20bb7}"),
    ];
    let everywhere = |text: &str| {
        json!({"firstName": text, "lastName": text, "middleName": text, "suffix1": text,
            "suffix2": text})
    };
    texts.iter().map(|(name, text)| ((*name).to_owned(), everywhere(text))).collect()
}
