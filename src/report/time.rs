//! Points in time, between RFC 3339 and milliseconds since 1970.

use chrono::{DateTime, SecondsFormat};

/// The milliseconds of an RFC 3339 time; nothing for other texts.
pub(super) fn millis(text: &str) -> Option<i64> {
    DateTime::parse_from_rfc3339(text).ok().map(|time| time.timestamp_millis())
}

/// The RFC 3339 time in UTC, with milliseconds. What no calendar reaches is the beginning of 1970.
pub(super) fn text(millis: i64) -> String {
    let time = DateTime::from_timestamp_millis(millis).unwrap_or_default();
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// `17:05:03`, of a time in milliseconds since 1970.
pub(super) fn of_day(millis: Option<i64>) -> Option<String> {
    let time = DateTime::from_timestamp_millis(millis?)?;
    Some(time.format("%H:%M:%S").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_go_there_and_back() {
        let noon = "2026-11-22T12:00:00.250Z";
        assert_eq!(millis(noon).map(text).as_deref(), Some(noon));
        assert_eq!(millis("noon"), None);
        assert_eq!(text(i64::MAX), "1970-01-01T00:00:00.000Z");
    }
}
