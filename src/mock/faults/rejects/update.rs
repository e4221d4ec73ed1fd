//! Updates that break a constraint and are taken.

use crate::{
    mock::{
        Answer,
        faults::fields::{digits, drop_null, run_of_ten, text},
    },
    model::Operation::Update,
    promise::rejects::update,
};

faults! {
    update::body::TYPE {
        "update-acknowledges-any-value":
            "An update that is no object is answered with 200 and an empty object."
            Answer(|call, answer| {
                if call.is(Update) && answer.violates("", "type") {
                    *answer = Answer::acknowledgement();
                }
            });
    }
    update::can_manage_studies::TYPE {
        "update-can-manage-studies-of-any-type":
            "An update takes a canManageStudies that is no boolean."
            Overlooks(Update, "canManageStudies", "type", |_| true);
        "update-null-boolean": "An update takes null for canManageStudies and leaves it as it was."
            Request(Update, |request| drop_null(request, "canManageStudies"));
    }
    update::clinic_role::ANY_OF {
        "update-any-clinic-role": "An update takes any value as a clinic role."
            Overlooks(Update, "clinicRole", "anyOf", |_| true);
    }
    update::first_name::TYPE {
        "update-first-name-of-any-type": "An update takes a first name that is no text."
            Overlooks(Update, "firstName", "type", |_| true);
        "update-null-first-name": "An update takes null for a first name and leaves it as it was."
            Request(Update, |request| drop_null(request, "firstName"));
    }
    update::first_name::MIN_LENGTH {
        "update-empty-first-name": "An update takes an empty first name."
            Overlooks(Update, "firstName", "minLength", |_| true);
    }
    update::has_dashboard_access::TYPE {
        "update-dashboard-access-of-any-type":
            "An update takes a hasDashboardAccess that is no boolean."
            Overlooks(Update, "hasDashboardAccess", "type", |_| true);
    }
    update::last_name::TYPE {
        "update-last-name-of-any-type": "An update takes a last name that is no text."
            Overlooks(Update, "lastName", "type", |_| true);
    }
    update::last_name::MIN_LENGTH {
        "update-empty-last-name": "An update takes an empty last name."
            Overlooks(Update, "lastName", "minLength", |_| true);
    }
    update::level::ENUM {
        "update-any-level": "An update takes any level but owner."
            Overlooks(Update, "level", "enum", |request| text(request, "level") != "owner");
        "update-null-level": "An update takes null for a level and leaves it as it was."
            Request(Update, |request| drop_null(request, "level"));
    }
    update::middle_name::TYPE {
        "update-middle-name-of-any-type":
            "An update takes a middle name that is neither text nor null."
            Overlooks(Update, "middleName", "type", |_| true);
    }
    update::middle_name::MIN_LENGTH {
        "update-empty-middle-name": "An update takes an empty middle name."
            Overlooks(Update, "middleName", "minLength", |_| true);
    }
    update::phone_number::TYPE {
        "update-phone-of-any-type": "An update takes a phone number that is neither text nor null."
            Overlooks(Update, "phoneNumber", "type", |_| true);
    }
    update::phone_number::PATTERN {
        "update-any-phone": "An update takes any text as a phone number."
            Overlooks(Update, "phoneNumber", "pattern", |_| true);
        "update-takes-short-phones": "An update takes a phone number of fewer than ten digits."
            Overlooks(Update, "phoneNumber", "pattern", |request| {
                digits(request, "phoneNumber").is_some_and(|count| count < 10)
            });
        "update-takes-long-phones": "An update takes a phone number of more than 15 digits."
            Overlooks(Update, "phoneNumber", "pattern", |request| {
                digits(request, "phoneNumber").is_some_and(|count| count > 15)
            });
        "update-phone-pattern-not-anchored":
            "An update takes a phone number with anything around ten digits."
            Overlooks(Update, "phoneNumber", "pattern", |request| {
                run_of_ten(request, "phoneNumber")
            });
    }
    update::suffix1::TYPE {
        "update-suffix1-of-any-type":
            "An update takes a first suffix that is neither text nor null."
            Overlooks(Update, "suffix1", "type", |_| true);
    }
    update::suffix1::MIN_LENGTH {
        "update-empty-suffix1": "An update takes an empty first suffix."
            Overlooks(Update, "suffix1", "minLength", |_| true);
    }
    update::suffix2::TYPE {
        "update-suffix2-of-any-type":
            "An update takes a second suffix that is neither text nor null."
            Overlooks(Update, "suffix2", "type", |_| true);
    }
    update::suffix2::MIN_LENGTH {
        "update-empty-suffix2": "An update takes an empty second suffix."
            Overlooks(Update, "suffix2", "minLength", |_| true);
    }
}
