//! The one form in which alternatives are written.

/// Declares the alternatives of a file as `ALTERNATIVES`, each with its name, its summary and its
/// hooks.
macro_rules! alternatives {
    ($($name:literal: $summary:literal $($hook:ident $(($($argument:tt)*))?),+;)+) => {
        pub(super) static ALTERNATIVES: &[$crate::mock::alternatives::Alternative] = &[$(
            $crate::mock::alternatives::Alternative::new(
                $name,
                $summary,
                &[$($crate::mock::faults::Hook::$hook $(($($argument)*))?),+],
            )
        ),+];
    };
}
