//! Updates that do something else the second time, or when another comes in between.

use std::time::Duration;

use serde_json::Value;

use crate::{
    mock::faults::fields::{rewrite, set},
    model::Operation::Update,
    promise::update,
};

faults! {
    update::REPEATING_CHANGES_NOTHING_MORE {
        "update-numbers-repeated-names": "A first name that the user has already gets a number."
            Updated(|before, request, user| {
                if request.get("firstName") == before.get("firstName")
                    && request.contains_key("firstName")
                {
                    rewrite(user, "firstName", |name| format!("{name} (2)"));
                }
            });
        "update-toggles-studies": "canManageStudies is toggled where it is sent as it is."
            Updated(|before, request, user| {
                if request.get("canManageStudies") == before.get("canManageStudies")
                    && let Some(studies) = request.get("canManageStudies").and_then(Value::as_bool)
                {
                    set(user, "canManageStudies", !studies);
                }
            });
        "update-of-the-same-finds-nobody":
            "An update that changes nothing is answered with 404, since no row was affected."
            UnchangedIsNotFound;
    }
    update::DISJOINT_UPDATES_BOTH_SURVIVE {
        "update-loses-a-race":
            "An update writes the whole user back as it was read: of two at once, one is lost."
            Unlocked(Update, Duration::from_millis(50));
    }
}
