//! Family `model`: random histories against a reference model of the users.

mod play;
mod reference;

pub(super) use play::scenarios;
