//! A promise as checks and faults speak of it.

use std::borrow::Cow;

/// A promise that is looked at: a check, and the clause that it witnesses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    /// Id of the check: family, `::`, property, such as `invite::echoes_sent_fields`.
    pub check: Cow<'static, str>,
    /// Id of the clause, such as `invite.echo`.
    pub clause: Cow<'static, str>,
    /// The property in a few words.
    pub title: Cow<'static, str>,
    /// What is sent, for `explain`.
    pub sends: Cow<'static, str>,
    /// What is expected, for `explain`.
    pub expects: Cow<'static, str>,
}

impl Promise {
    /// A promise with all of its texts.
    pub(super) const fn new(
        check: &'static str,
        clause: &'static str,
        title: &'static str,
        sends: &'static str,
        expects: &'static str,
    ) -> Self {
        Self {
            check: Cow::Borrowed(check),
            clause: Cow::Borrowed(clause),
            title: Cow::Borrowed(title),
            sends: Cow::Borrowed(sends),
            expects: Cow::Borrowed(expects),
        }
    }
}
