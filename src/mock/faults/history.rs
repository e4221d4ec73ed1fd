//! Users who are not what their history made them.

use crate::{mock::faults::fields::is_null, promise::history};

faults! {
    history::USERS_ARE_WHAT_THEIR_HISTORY_MADE_THEM {
        "update-brings-back-a-cleared-suffix":
            "A suffix that was cleared is back after the next update."
            Updated(|before, request, user| {
                if !before.contains_key("suffix1") && !is_null(request, "suffix1") {
                    user.entry("suffix1").or_insert_with(|| "MD".into());
                }
            });
    }
}
