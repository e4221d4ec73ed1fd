//! How the families declare their promises.

/// Declares the promises of a family: `NAME = "check" for "clause" { title, sends, expects }`, and
/// `ALL` of them.
macro_rules! promises {
    ($($name:ident = $check:literal for $clause:literal {
        title: $title:literal, sends: $sends:literal, expects: $expects:literal,
    })*) => {
        $(
            #[doc = concat!("`", $check, "`: ", $title, ".")]
            pub static $name: Promise = Promise::new($check, $clause, $title, $sends, $expects);
        )*

        /// Every promise of this family.
        pub static ALL: &[&Promise] = &[$(&$name),*];
    };
}

/// Declares the families, one file each, and `FAMILIES` of their promises.
macro_rules! families {
    ($($family:ident),* $(,)?) => {
        $(pub mod $family;)*

        /// The promises of all families.
        pub(super) static FAMILIES: &[&[&Promise]] = &[$($family::ALL),*];
    };
}
