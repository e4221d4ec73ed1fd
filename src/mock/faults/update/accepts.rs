//! Valid updates are refused, or change more than they say.

use serde_json::Value;

use crate::{
    mock::{
        faults::fields::{any_name, is, is_null, letters, set, text},
        user::{OPTIONAL_FIELDS, Object},
    },
    model::Operation::Update,
    promise::update,
};

faults! {
    update::ACCEPTS_VALID_PAYLOADS {
        "update-refuses-apostrophes": "A name with an apostrophe is refused."
            Refuses(Update, "lastName", |request| any_name(request, |name| name.contains('\'')));
        "update-refuses-hyphens": "A name with a hyphen is refused."
            Refuses(Update, "lastName", |request| any_name(request, |name| name.contains('-')));
        "update-refuses-non-ascii": "A name with a character outside of ASCII is refused."
            Refuses(Update, "firstName", |request| any_name(request, |name| !name.is_ascii()));
        "update-refuses-astral-characters": "A character outside of the basic plane is refused."
            Refuses(Update, "firstName", |request| {
                any_name(request, |name| name.chars().any(|c| c > '\u{ffff}'))
            });
    }
    update::ACCEPTS_BOUNDARY_CASES {
        "update-refuses-one-letter-first-name": "A first name of one letter is too short."
            Refuses(Update, "firstName", |request| letters(request, "firstName") == 1);
        "update-refuses-one-letter-last-name": "A last name of one letter is too short."
            Refuses(Update, "lastName", |request| letters(request, "lastName") == 1);
        "update-refuses-ten-digit-phone": "A phone number of ten digits is too short."
            Refuses(Update, "phoneNumber", |request| text(request, "phoneNumber").len() == 10);
        "update-refuses-15-digit-phone": "A phone number of 15 digits is too long."
            Refuses(Update, "phoneNumber", |request| text(request, "phoneNumber").len() == 15);
        "update-refuses-admin": "Nobody can be made an admin."
            Refuses(Update, "level", |request| is(request, "level", "admin"));
        "update-refuses-member": "Nobody can be made a member."
            Refuses(Update, "level", |request| is(request, "level", "member"));
        "update-needs-can-manage-studies-to-be-true": "canManageStudies false is refused."
            Refuses(Update, "canManageStudies", |request| is(request, "canManageStudies", false));
        "update-needs-a-last-name": "An update must repeat the last name."
            Refuses(Update, "lastName", |request| {
                !request.is_empty() && !request.contains_key("lastName")
            });
        "update-takes-one-field-at-a-time": "An update of more than one field is refused."
            Refuses(Update, "", |request| request.len() > 1);
        "update-refuses-null": "An update with null for an optional field is refused."
            Refuses(Update, "", |request| {
                OPTIONAL_FIELDS.iter().any(|name| is_null(request, name))
            });
    }
    update::EMPTY_OBJECT_CHANGES_NOTHING {
        "update-refuses-empty-object": "An update without any field is refused."
            Raw(Update, |call, body| {
                if *call.body == *b"{}" {
                    body.clear();
                }
            });
        "update-empty-object-wipes": "An update without any field clears every optional one."
            Raw(Update, |call, body| wipe(*call.body == *b"{}", body));
    }
    update::MISSING_BODY_CHANGES_NOTHING {
        "update-refuses-missing-body": "An update without a body is refused."
            Raw(Update, |call, body| {
                if call.body.is_empty() {
                    body.clear();
                }
            });
        "update-missing-body-wipes": "An update without a body clears every optional field."
            Raw(Update, |call, body| wipe(call.body.is_empty(), body));
    }
    update::ACCEPTS_NULL_CLINIC_ROLE {
        "update-refuses-null-role": "An update with clinicRole null is refused."
            Refuses(Update, "clinicRole", |request| is_null(request, "clinicRole"));
        "update-null-role-clears-it": "clinicRole null leaves a user with a role of null."
            Made(Update, |request, user| {
                if is_null(request, "clinicRole") {
                    set(user, "clinicRole", Value::Null);
                }
            });
    }
}

/// Makes an update that clears every optional field.
fn wipe(applies: bool, body: &mut Vec<u8>) {
    if applies {
        let nulls = OPTIONAL_FIELDS.map(|name| (name.to_owned(), Value::Null));
        *body = Value::Object(Object::from_iter(nulls)).to_string().into_bytes();
    }
}
