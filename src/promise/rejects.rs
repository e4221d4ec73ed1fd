//! The constraints of the request schemas, by operation, field and keyword. Checks get theirs from
//! the clauses, see [`super::of_clause`]; these constants are for whoever speaks of one by name.

/// Declares the constraints of an operation, `field "field": KEYWORD "keyword", …;`, and `ALL`.
macro_rules! constraints {
    ($operation:ident $($field:ident $name:literal: $($keyword:ident $word:literal),*;)*) => {
        #[doc = concat!("What `", stringify!($operation), "` refuses.")]
        pub mod $operation {
            $(
                #[doc = concat!("Constraints of `", $name, "`.")]
                pub mod $field {
                    use crate::promise::Promise;

                    $(
                        #[doc = concat!("The constraint `", $word, "` of `", $name, "`.")]
                        pub static $keyword: Promise = Promise::new(
                            concat!(stringify!($operation), "::rejects::", $name, "::", $word),
                            concat!(stringify!($operation), ".", $name, ".", $word),
                            concat!("refuses what breaks ", $word, " of ", $name),
                            concat!("requests that are valid but for ", $word, " of ", $name),
                            "a 4xx status, and nothing stored",
                        );
                    )*
                }
            )*

            /// The constraints of a field.
            #[must_use]
            pub fn of(field: &str) -> &'static [&'static crate::promise::Promise] {
                match field {
                    $($name => { static OF: &[&crate::promise::Promise] = &[$(&$field::$keyword),*]; OF })*
                    _ => &[],
                }
            }

            /// Every constraint of this operation.
            pub static ALL: &[&crate::promise::Promise] = &[$($(&$field::$keyword),*),*];
        }
    };
}

constraints! { invite
    body "body": TYPE "type";
    can_manage_studies "canManageStudies": REQUIRED "required", TYPE "type";
    clinic_role "clinicRole": REQUIRED "required", ANY_OF "anyOf";
    email "email": REQUIRED "required", TYPE "type", FORMAT "format";
    first_name "firstName": REQUIRED "required", TYPE "type", MIN_LENGTH "minLength";
    has_dashboard_access "hasDashboardAccess": REQUIRED "required", TYPE "type";
    last_name "lastName": REQUIRED "required", TYPE "type", MIN_LENGTH "minLength";
    level "level": REQUIRED "required", ENUM "enum";
    middle_name "middleName": TYPE "type", MIN_LENGTH "minLength";
    phone_number "phoneNumber": TYPE "type", PATTERN "pattern";
    suffix1 "suffix1": TYPE "type", MIN_LENGTH "minLength";
    suffix2 "suffix2": TYPE "type", MIN_LENGTH "minLength";
}

constraints! { list
    limit "limit": MINIMUM "minimum", MAXIMUM "maximum", TYPE "type";
    level "level": ENUM "enum";
    invited_source "invitedSource": ENUM "enum";
}

constraints! { update
    body "body": TYPE "type";
    can_manage_studies "canManageStudies": TYPE "type";
    clinic_role "clinicRole": ANY_OF "anyOf";
    first_name "firstName": TYPE "type", MIN_LENGTH "minLength";
    has_dashboard_access "hasDashboardAccess": TYPE "type";
    last_name "lastName": TYPE "type", MIN_LENGTH "minLength";
    level "level": ENUM "enum";
    middle_name "middleName": TYPE "type", MIN_LENGTH "minLength";
    phone_number "phoneNumber": TYPE "type", PATTERN "pattern";
    suffix1 "suffix1": TYPE "type", MIN_LENGTH "minLength";
    suffix2 "suffix2": TYPE "type", MIN_LENGTH "minLength";
}
