//! Invitations that break a constraint and are taken.

use serde_json::Value;

use crate::{
    mock::{
        Answer,
        faults::fields::{digits, run_of_ten, set, text},
    },
    model::Operation::Invite,
    promise::rejects::invite,
};

faults! {
    invite::body::TYPE {
        "invite-acknowledges-any-value":
            "An invite that is no object is answered with 200 and an empty object."
            Answer(|call, answer| {
                if call.is(Invite) && answer.violates("", "type") {
                    *answer = Answer::acknowledgement();
                }
            });
    }
    invite::can_manage_studies::REQUIRED {
        "invite-without-can-manage-studies": "An invite without canManageStudies is accepted."
            Overlooks(Invite, "canManageStudies", "required", |_| true);
    }
    invite::can_manage_studies::TYPE {
        "invite-can-manage-studies-of-any-type":
            "An invite takes a canManageStudies that is no boolean."
            Overlooks(Invite, "canManageStudies", "type", |_| true);
        "invite-booleans-as-numbers": "An invite takes any number for a boolean: zero is false."
            Request(Invite, |request| {
                if let Some(number) = request.get("canManageStudies").and_then(Value::as_f64) {
                    set(request, "canManageStudies", number != 0.0);
                }
            });
    }
    invite::clinic_role::REQUIRED {
        "invite-without-clinic-role": "An invite without a clinic role is accepted."
            Overlooks(Invite, "clinicRole", "required", |_| true);
    }
    invite::clinic_role::ANY_OF {
        "invite-any-clinic-role": "An invite takes any text as a clinic role."
            Overlooks(Invite, "clinicRole", "anyOf", |_| true);
    }
    invite::email::REQUIRED {
        "invite-without-email": "An invite without an address is accepted."
            Overlooks(Invite, "email", "required", |_| true);
    }
    invite::email::TYPE {
        "invite-email-of-any-type": "An invite takes an address that is no text."
            Overlooks(Invite, "email", "type", |_| true);
    }
    invite::email::FORMAT {
        "invite-any-email": "An invite takes any text as an e-mail address."
            Overlooks(Invite, "email", "format", |_| true);
        "invite-email-without-domain": "An invite takes an address without a domain."
            Overlooks(Invite, "email", "format", |request| !text(request, "email").contains('@'));
        "invite-email-with-spaces": "An invite takes an address with space in it."
            Overlooks(Invite, "email", "format", |request| text(request, "email").contains(' '));
    }
    invite::first_name::REQUIRED {
        "invite-without-first-name": "An invite without a first name is accepted."
            Overlooks(Invite, "firstName", "required", |_| true);
    }
    invite::first_name::TYPE {
        "invite-first-name-of-any-type": "An invite takes a first name that is no text."
            Overlooks(Invite, "firstName", "type", |_| true);
        "invite-numbers-become-text":
            "An invite takes a number where text is due, and writes it out."
            Request(Invite, |request| {
                if let Some(number) = request.get("firstName").filter(|value| value.is_number()) {
                    let written = number.to_string();
                    set(request, "firstName", written);
                }
            });
    }
    invite::first_name::MIN_LENGTH {
        "invite-empty-first-name": "An invite takes an empty first name."
            Overlooks(Invite, "firstName", "minLength", |_| true);
    }
    invite::has_dashboard_access::REQUIRED {
        "invite-without-dashboard-access": "An invite without hasDashboardAccess is accepted."
            Overlooks(Invite, "hasDashboardAccess", "required", |_| true);
    }
    invite::has_dashboard_access::TYPE {
        "invite-dashboard-access-of-any-type":
            "An invite takes a hasDashboardAccess that is no boolean."
            Overlooks(Invite, "hasDashboardAccess", "type", |_| true);
        "invite-booleans-as-text": "An invite takes any text for a boolean: all of it is true."
            Request(Invite, |request| {
                if request.get("hasDashboardAccess").is_some_and(Value::is_string) {
                    set(request, "hasDashboardAccess", true);
                }
            });
    }
    invite::last_name::REQUIRED {
        "invite-without-last-name": "An invite without a last name is accepted."
            Overlooks(Invite, "lastName", "required", |_| true);
    }
    invite::last_name::TYPE {
        "invite-last-name-of-any-type": "An invite takes a last name that is no text."
            Overlooks(Invite, "lastName", "type", |_| true);
    }
    invite::last_name::MIN_LENGTH {
        "invite-empty-last-name": "An invite takes an empty last name."
            Overlooks(Invite, "lastName", "minLength", |_| true);
    }
    invite::level::REQUIRED {
        "invite-without-level": "An invite without a level is accepted."
            Overlooks(Invite, "level", "required", |_| true);
    }
    invite::level::ENUM {
        "invite-any-level": "An invite takes any level but owner."
            Overlooks(Invite, "level", "enum", |request| text(request, "level") != "owner");
    }
    invite::middle_name::TYPE {
        "invite-middle-name-of-any-type": "An invite takes a middle name that is no text."
            Overlooks(Invite, "middleName", "type", |_| true);
    }
    invite::middle_name::MIN_LENGTH {
        "invite-empty-middle-name": "An invite takes an empty middle name."
            Overlooks(Invite, "middleName", "minLength", |_| true);
    }
    invite::phone_number::TYPE {
        "invite-phone-of-any-type": "An invite takes a phone number that is no text."
            Overlooks(Invite, "phoneNumber", "type", |_| true);
        "invite-phone-as-a-number": "An invite takes a phone number that is a JSON number."
            Overlooks(Invite, "phoneNumber", "type", |request| {
                request.get("phoneNumber").is_some_and(Value::is_number)
            });
    }
    invite::phone_number::PATTERN {
        "invite-any-phone": "An invite takes any text as a phone number."
            Overlooks(Invite, "phoneNumber", "pattern", |_| true);
        "invite-takes-short-phones": "An invite takes a phone number of fewer than ten digits."
            Overlooks(Invite, "phoneNumber", "pattern", |request| {
                digits(request, "phoneNumber").is_some_and(|count| count < 10)
            });
        "invite-takes-long-phones": "An invite takes a phone number of more than 15 digits."
            Overlooks(Invite, "phoneNumber", "pattern", |request| {
                digits(request, "phoneNumber").is_some_and(|count| count > 15)
            });
        "invite-phone-pattern-not-anchored":
            "An invite takes a phone number with anything around ten digits."
            Overlooks(Invite, "phoneNumber", "pattern", |request| {
                run_of_ten(request, "phoneNumber")
            });
    }
    invite::suffix1::TYPE {
        "invite-suffix1-of-any-type": "An invite takes a first suffix that is no text."
            Overlooks(Invite, "suffix1", "type", |_| true);
    }
    invite::suffix1::MIN_LENGTH {
        "invite-empty-suffix1": "An invite takes an empty first suffix."
            Overlooks(Invite, "suffix1", "minLength", |_| true);
    }
    invite::suffix2::TYPE {
        "invite-suffix2-of-any-type": "An invite takes a second suffix that is no text."
            Overlooks(Invite, "suffix2", "type", |_| true);
    }
    invite::suffix2::MIN_LENGTH {
        "invite-empty-suffix2": "An invite takes an empty second suffix."
            Overlooks(Invite, "suffix2", "minLength", |_| true);
    }
}
