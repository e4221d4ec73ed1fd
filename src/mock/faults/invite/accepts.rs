//! Valid invitations are refused.

use crate::{
    mock::faults::fields::{any_name, is, letters, text},
    model::Operation::{Invite, Update},
    promise::invite,
};

faults! {
    invite::ACCEPTS_DOCUMENTED_EXAMPLE {
        "invite-refuses-member": "Nobody can be invited as a member."
            Refuses(Invite, "level", |request| is(request, "level", "member"));
    }
    invite::ACCEPTS_VALID_PAYLOADS {
        "invite-refuses-apostrophes": "A name with an apostrophe is refused."
            Refuses(Invite, "lastName", |request| any_name(request, |name| name.contains('\'')));
        "invite-refuses-hyphens": "A name with a hyphen is refused."
            Refuses(Invite, "lastName", |request| any_name(request, |name| name.contains('-')));
        "invite-refuses-spaces": "A name with a space is refused."
            Refuses(Invite, "lastName", |request| any_name(request, |name| name.contains(' ')));
        "invite-refuses-dots": "A name with a full stop is refused."
            Refuses(Invite, "suffix1", |request| any_name(request, |name| name.contains('.')));
        "invite-refuses-digits": "A name with a digit is refused."
            Refuses(Invite, "firstName", |request| {
                any_name(request, |name| name.contains(|c: char| c.is_ascii_digit()))
            });
        "invite-refuses-angle-brackets": "A name that looks like markup is refused."
            Refuses(Invite, "lastName", |request| any_name(request, |name| name.contains('<')));
        "invite-refuses-sql-words": "A firewall refuses names that look like SQL."
            Refuses(Invite, "lastName", |request| {
                any_name(request, |name| name.contains("--") || name.contains("';"))
            });
        "invite-refuses-non-ascii": "A name with a character outside of ASCII is refused."
            Refuses(Invite, "firstName", |request| any_name(request, |name| !name.is_ascii()));
        "invite-refuses-astral-characters": "A character outside of the basic plane is refused."
            Refuses(Invite, "firstName", |request| {
                any_name(request, |name| name.chars().any(|c| c > '\u{ffff}'))
            });
        "invite-refuses-combining-marks": "An accent that is a character of its own is refused."
            Refuses(Invite, "firstName", |request| {
                any_name(request, |name| name.contains(|c| ('\u{300}'..='\u{36f}').contains(&c)))
            });
        "invite-refuses-long-names": "A name of more than 100 characters is refused."
            Refuses(Invite, "lastName", |request| {
                any_name(request, |name| name.chars().count() > 100)
            });
        "invite-counts-bytes": "A name is measured in bytes and refused over 255 of them."
            Refuses(Invite, "lastName", |request| any_name(request, |name| name.len() > 255));
        "invite-refuses-plus-in-email": "An address with a plus sign is refused."
            Refuses(Invite, "email", |request| text(request, "email").contains('+'));
        "invite-refuses-capitals-in-email": "An address with a capital is refused."
            Refuses(Invite, "email", |request| {
                text(request, "email").contains(|c: char| c.is_ascii_uppercase())
            });
    }
    invite::ACCEPTS_BOUNDARY_CASES {
        "invite-refuses-one-letter-first-name": "A first name of one letter is too short."
            Refuses(Invite, "firstName", |request| letters(request, "firstName") == 1);
        "invite-refuses-one-letter-last-name": "A last name of one letter is too short."
            Refuses(Invite, "lastName", |request| letters(request, "lastName") == 1);
        "invite-refuses-one-letter-middle-name": "A middle name of one letter is too short."
            Refuses(Invite, "middleName", |request| letters(request, "middleName") == 1);
        "invite-refuses-one-letter-suffix": "A suffix of one letter is too short."
            Refuses(Invite, "suffix1", |request| letters(request, "suffix1") == 1);
        "invite-refuses-ten-digit-phone": "A phone number of ten digits is too short."
            Refuses(Invite, "phoneNumber", |request| text(request, "phoneNumber").len() == 10);
        "invite-refuses-15-digit-phone": "A phone number of 15 digits is too long."
            Refuses(Invite, "phoneNumber", |request| text(request, "phoneNumber").len() == 15);
        "invite-refuses-admin": "Nobody can be invited as an admin."
            Refuses(Invite, "level", |request| is(request, "level", "admin"));
        "invite-needs-can-manage-studies": "canManageStudies false counts as missing."
            Refuses(Invite, "canManageStudies", |request| is(request, "canManageStudies", false));
        "invite-needs-dashboard-access": "hasDashboardAccess false counts as missing."
            Refuses(Invite, "hasDashboardAccess", |request| {
                is(request, "hasDashboardAccess", false)
            });
        "invite-needs-a-phone": "An invite without a phone number is refused."
            Refuses(Invite, "phoneNumber", |request| !request.contains_key("phoneNumber"));
        "invite-needs-a-middle-name": "An invite without a middle name is refused."
            Refuses(Invite, "middleName", |request| !request.contains_key("middleName"));
        "invite-needs-suffix1-before-suffix2": "A second suffix without a first one is refused."
            Refuses(Invite, "suffix1", |request| {
                request.contains_key("suffix2") && !request.contains_key("suffix1")
            });
        "invite-refuses-role-other": "The clinic role Other is refused."
            Refuses(Invite, "clinicRole", |request| text(request, "clinicRole") == "Other");
        "invite-refuses-roles-of-two-words": "A clinic role with a space in it is refused."
            Refuses(Invite, "clinicRole", |request| text(request, "clinicRole").contains(' '));
        "invite-refuses-admin-who-cannot-manage-studies": "An admin must be able to manage studies."
            Refuses(Invite, "canManageStudies", |request| {
                is(request, "level", "admin") && is(request, "canManageStudies", false)
            });
        "invite-refuses-leading-zero-in-phone": "A phone number that begins with 0 is refused."
            Refuses(Invite, "phoneNumber", |request| text(request, "phoneNumber").starts_with('0'));
    }
    invite::TREATS_DISPUTED_ROLES_ALIKE {
        "update-knows-fewer-roles-than-invite": "An update refuses a role that an invite takes."
            Refuses(Update, "clinicRole", |request| text(request, "clinicRole") == "Scribe");
    }
}
