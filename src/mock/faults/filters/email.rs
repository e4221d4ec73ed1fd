//! The e-mail filter finds too much, too little, or something else.

use super::patterns::like;
use crate::{mock::text::fold, model::Operation::List, promise::filters};

faults! {
    filters::EMAIL_IS_EXACT {
        "filter-email-contains": "The e-mail filter finds addresses that contain the text."
            Filter("email", |asked, user| fold(user.text("email")).contains(&fold(asked)));
        "filter-email-begins-with": "The e-mail filter finds addresses that begin with the text."
            Filter("email", |asked, user| fold(user.text("email")).starts_with(&fold(asked)));
        "filter-email-by-local-part": "The e-mail filter compares what stands before the at sign."
            Filter("email", |asked, user| {
                user.text("email").split('@').next() == asked.split('@').next()
            });
        "filter-email-ignores-tags": "The e-mail filter passes over what follows a plus sign."
            Filter("email", |asked, user| {
                let plain = |email: &str| email.split('+').next().map(fold);
                plain(user.text("email")) == plain(asked)
            });
        "filter-email-only-in-small-letters":
            "The e-mail filter is put into small letters, the addresses are not."
            Filter("email", |asked, user| user.text("email") == asked.to_lowercase());
        "filter-email-wildcards": "An underscore in the e-mail filter stands for any character."
            Filter("email", |asked, user| like(&fold(asked), &fold(user.text("email")), true));
        "filter-email-looks-at-names": "The e-mail filter is compared with the last name."
            Filter("email", |asked, user| user.text("lastName") == asked);
        "filter-email-ignored": "The list takes the email filter and does not apply it."
            Request(List, |request| drop(request.remove("email")));
    }
}
