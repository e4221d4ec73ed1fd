//! The one form in which faults are written.

/// Declares the faults of a file as `FAULTS`: under each promise those that break it, each with
/// its name, its summary and its hooks; `one in 40` before the colon makes it act now and then.
macro_rules! faults {
    ($($promise:path {
        $($name:literal $(one in $many:literal)?: $summary:literal
            $($hook:ident $(($($argument:tt)*))?),+;)+
    })+) => {
        pub(in crate::mock::faults) static FAULTS: &[$crate::mock::faults::Fault] = &[$($(
            $crate::mock::faults::Fault::new(
                $name,
                $summary,
                &$promise,
                &[$($crate::mock::faults::Hook::$hook $(($($argument)*))?),+],
            )$(.one_in($many))?
        ),+),+];
    };
}
