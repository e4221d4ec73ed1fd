//! What is promised about courses of requests.

use super::Promise;

promises! {
    USERS_ARE_WHAT_THEIR_HISTORY_MADE_THEM =
        "model::users_are_what_their_history_made_them" for "model.history" {
        title: "users are what their history made them, whatever others do meanwhile",
        sends: "two random histories at once, each of invitations, updates, refused updates and \
                list requests on users of its own",
        expects: "after every step and at the end, each user in the list as the model says",
    }
}
