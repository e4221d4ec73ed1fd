//! The filters by name find too much, too little, or something else.

use crate::{
    mock::{
        faults::fields::{cut, set, text},
        text::fold,
    },
    model::Operation::List,
    promise::filters,
};

faults! {
    filters::FIRST_NAME_IS_SOUND {
        "filter-first-name-looks-at-last-name": "firstName is compared with the last name."
            Filter("firstName", |asked, user| fold(user.text("lastName")).contains(&fold(asked)));
        "filter-first-name-looks-at-both-names": "firstName is compared with the whole name."
            Filter("firstName", |asked, user| {
                fold(&format!("{} {}", user.text("firstName"), user.text("lastName")))
                    .contains(&fold(asked))
            });
        "filter-first-name-by-first-letter":
            "firstName is compared by its first letter, as an index does."
            Filter("firstName", |asked, user| {
                fold(user.text("firstName")).chars().next() == fold(asked).chars().next()
            });
        "filter-first-name-ignored": "The list takes the firstName filter and does not apply it."
            Request(List, |request| drop(request.remove("firstName")));
        "sometimes-list-ignores-filters" one in 40:
            "One list in 40 comes from a replica that ignores the first name."
            Filter("firstName", |_, _| true);
    }
    filters::FIRST_NAME_IS_COMPLETE {
        "filter-first-name-begins-with": "firstName finds names that begin with the text."
            Filter("firstName", |asked, user| {
                fold(user.text("firstName")).starts_with(&fold(asked))
            });
        "filter-first-name-ends-with": "firstName finds names that end with the text."
            Filter("firstName", |asked, user| fold(user.text("firstName")).ends_with(&fold(asked)));
        "filter-first-name-equals": "firstName finds names that are the text."
            Filter("firstName", |asked, user| fold(user.text("firstName")) == fold(asked));
        "filter-first-name-by-words": "firstName finds whole words only."
            Filter("firstName", |asked, user| {
                fold(user.text("firstName")).split(' ').any(|word| word == fold(asked))
            });
        "filter-first-name-only-in-small-letters":
            "firstName is put into small letters, the names are not."
            Filter("firstName", |asked, user| {
                user.text("firstName").contains(&asked.to_lowercase())
            });
        "filter-first-name-drops-non-ascii":
            "Characters outside of ASCII in the names are not indexed."
            Filter("firstName", |asked, user| {
                user.text("firstName").replace(|c: char| !c.is_ascii(), "").contains(asked)
            });
    }
    filters::LAST_NAME_IS_SOUND {
        "filter-last-name-ignored": "The list takes the lastName filter and does not apply it."
            Request(List, |request| drop(request.remove("lastName")));
        "filter-text-cut-at-eight": "A text of more than eight characters is cut."
            Request(List, |request| cut(request, "lastName", 8));
        "filter-last-name-null-is-none": "A last name that reads null is taken for none."
            Request(List, |request| {
                if text(request, "lastName").eq_ignore_ascii_case("null") {
                    set(request, "lastName", "");
                }
            });
    }
    filters::LAST_NAME_IS_COMPLETE {
        "filter-last-name-begins-with": "lastName finds names that begin with the text."
            Filter("lastName", |asked, user| fold(user.text("lastName")).starts_with(&fold(asked)));
        "filter-last-name-ends-with": "lastName finds names that end with the text."
            Filter("lastName", |asked, user| fold(user.text("lastName")).ends_with(&fold(asked)));
        "filter-last-name-equals": "lastName finds names that are the text."
            Filter("lastName", |asked, user| fold(user.text("lastName")) == fold(asked));
        "filter-last-name-looks-at-first-name": "lastName is compared with the first name."
            Filter("lastName", |asked, user| fold(user.text("firstName")).contains(&fold(asked)));
        "filter-last-name-looks-at-middle-name": "lastName is compared with the middle name."
            Filter("lastName", |asked, user| fold(user.text("middleName")).contains(&fold(asked)));
        "filter-last-name-only-in-small-letters":
            "lastName is put into small letters, the names are not."
            Filter("lastName", |asked, user| user.text("lastName").contains(&asked.to_lowercase()));
        "filter-last-name-needs-three-letters":
            "A lastName of fewer than three letters finds nobody."
            Filter("lastName", |asked, user| {
                asked.chars().count() >= 3 && fold(user.text("lastName")).contains(&fold(asked))
            });
    }
}
