//! An update meets the wrong user, or more than one.

use crate::{
    mock::faults::fields::{set, text},
    promise::update,
};

faults! {
    update::LEAVES_OTHER_USERS_ALONE {
        "update-hits-the-next-user": "An update changes the user behind the one it names."
            Subject(|place, users| *place = (*place + 1) % users);
        "update-changes-everybody":
            "An update of canManageStudies has no condition and changes every user."
            OtherUsers(|request, _, other| {
                if let Some(studies) = request.get("canManageStudies") {
                    set(other, "canManageStudies", studies.clone());
                }
            });
        "update-changes-namesakes": "An update changes every user of the same last name."
            OtherUsers(|request, after, other| {
                if other.text("lastName") == after.text("lastName") {
                    for (name, value) in request
                        .iter()
                        .filter(|(name, value)| *name != "lastName" && !value.is_null())
                    {
                        set(other, name, value.clone());
                    }
                }
            });
        "update-changes-the-same-role":
            "An update of a first name changes every user of the same clinic role."
            OtherUsers(|request, after, other| {
                if let Some(name) = request.get("firstName")
                    && other.text("clinicRole") == after.text("clinicRole")
                {
                    set(other, "firstName", name.clone());
                }
            });
        "update-frees-phone-number":
            "An update to a phone number takes it from everybody else who has it."
            OtherUsers(|request, _, other| {
                if request.get("phoneNumber").is_some()
                    && other.text("phoneNumber") == text(request, "phoneNumber")
                {
                    other.0.remove("phoneNumber");
                }
            });
        "sometimes-update-hits-another" one in 40:
            "One update in 40 changes canManageStudies of everybody."
            OtherUsers(|_, _, other| set(other, "canManageStudies", false));
    }
}
