//! The answer to an update is not what was sent.

use serde_json::Value;

use crate::{
    mock::faults::fields::{cut, ignore, keep, rewrite, swap},
    model::Operation::Update,
    promise::update,
};

faults! {
    update::ECHOES_SENT_FIELDS {
        "update-ignores-first-name": "A new first name is ignored."
            Updated(|before, request, user| keep(before, request, user, "firstName"));
        "update-ignores-last-name": "A new last name is ignored."
            Updated(|before, request, user| keep(before, request, user, "lastName"));
        "update-ignores-level": "A new level is ignored."
            Updated(|before, request, user| keep(before, request, user, "level"));
        "update-ignores-role": "A new clinic role is ignored."
            Updated(|before, request, user| keep(before, request, user, "clinicRole"));
        "update-ignores-phone": "A new phone number is ignored where there is one."
            Updated(|before, request, user| {
                if request.get("phoneNumber").is_some_and(Value::is_string) {
                    keep(before, request, user, "phoneNumber");
                }
            });
        "update-ignores-true-studies": "canManageStudies can be taken away and not given."
            Updated(|before, request, user| {
                ignore(before, request, user, "canManageStudies", true);
            });
        "update-swaps-names": "New first and last names are exchanged."
            Updated(|_, request, user| {
                if request.contains_key("firstName") && request.contains_key("lastName") {
                    swap(user, "firstName", "lastName");
                }
            });
        "update-swaps-suffixes": "A new first suffix becomes the second, and the other way round."
            Updated(|_, request, user| {
                if request.contains_key("suffix1") || request.contains_key("suffix2") {
                    swap(user, "suffix1", "suffix2");
                }
            });
        "update-cuts-middle-name": "A new middle name is cut to its first letter."
            Updated(|_, request, user| {
                if request.contains_key("middleName") {
                    cut(user, "middleName", 1);
                }
            });
        "update-escapes-html": "New last names are escaped for HTML."
            Updated(|_, request, user| {
                if request.contains_key("lastName") {
                    rewrite(user, "lastName", |name| {
                        name.replace('&', "&amp;").replace('\'', "&#39;").replace('<', "&lt;")
                    });
                }
            });
        "update-lowers-suffix": "New suffixes are written in small letters."
            Updated(|_, request, user| {
                if request.contains_key("suffix1") {
                    rewrite(user, "suffix1", str::to_lowercase);
                }
            });
        "update-shows-the-user-before": "The answer to an update shows the user as it was before."
            Updated(|before, _, user| user.clone_from(before)),
            Stored(Update, |request, user| *user = user.updated(request));
    }
}
