//! The answer to an update says one thing and the list another.

use serde_json::Value;

use crate::{
    mock::faults::fields::{cut, is, reset, rewrite, set, swap},
    model::Operation::Update,
    promise::update,
};

faults! {
    update::IS_PERSISTED {
        "update-does-not-store-phone": "A new phone number is shown and not stored."
            Stored(Update, |request, user| {
                if request.get("phoneNumber").is_some_and(Value::is_string) {
                    user.remove("phoneNumber");
                }
            });
        "update-stores-last-name-cut": "The column of the last name holds 16 characters."
            Stored(Update, |_, user| cut(user, "lastName", 16));
        "update-stores-first-name-in-small-letters": "A new first name is stored in small letters."
            Stored(Update, |request, user| {
                if request.contains_key("firstName") {
                    rewrite(user, "firstName", str::to_lowercase);
                }
            });
        "update-stores-old-role": "A new clinic role is shown, and Other is stored."
            Stored(Update, |request, user| {
                if request.contains_key("clinicRole") {
                    reset(user, "clinicRole", "Other");
                }
            });
        "update-stores-no-false": "A new false is shown and true is stored."
            Stored(Update, |request, user| {
                for name in ["canManageStudies", "hasDashboardAccess"] {
                    if is(request, name, false) {
                        set(user, name, true);
                    }
                }
            });
        "update-stores-suffixes-swapped": "New suffixes go into each other's column."
            Stored(Update, |request, user| {
                if request.contains_key("suffix1") && request.contains_key("suffix2") {
                    swap(user, "suffix1", "suffix2");
                }
            });
        "update-stores-nothing": "An accepted update is answered and nothing is stored."
            StoresNothing(Update, |_, _| true);
        "update-of-level-stores-nothing":
            "An accepted update that names a level is answered and nothing is stored."
            StoresNothing(Update, |request, _| request.contains_key("level"));
        "sometimes-update-stores-nothing" one in 40:
            "One update in 40 is answered and nothing is stored."
            StoresNothing(Update, |_, _| true);
    }
}
