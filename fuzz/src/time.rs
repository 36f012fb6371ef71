//! Moments: ISO 8601, and `Retry-After`.

use chrono::{DateTime, Datelike, Timelike};
use keystoneclient::{error, time};

const YEAR_ONE: i64 = -62_135_596_800_000_000;
const YEAR_TEN_THOUSAND: i64 = 253_402_300_800_000_000;

pub fn check(text: &[u8]) {
    if let Some(number) = text.first_chunk().map(|bytes| i64::from_le_bytes(*bytes)) {
        let written = time::format(number);
        if (YEAR_ONE..YEAR_TEN_THOUSAND).contains(&number) {
            assert_eq!(time::parse(&written), Some(number), "{written}");
        }
        assert!(time::plus_seconds(number, 1) >= number && time::plus_seconds(number, -1) <= number);
    }
    let Ok(text) = std::str::from_utf8(text) else { return };
    let moment = time::parse(text);
    if let Some(moment) = moment {
        assert!(text.is_ascii() && text.len() >= 4, "{text}");
        if (YEAR_ONE..YEAR_TEN_THOUSAND).contains(&moment) {
            assert_eq!(time::parse(&time::format(moment)), Some(moment), "{text}");
        }
    }
    // What another reader takes in the form of RFC 3339, without leap seconds and the year 0.
    if let Ok(known) = DateTime::parse_from_rfc3339(text)
        && known.nanosecond() < 1_000_000_000
        && text.is_ascii()
        && !text.contains(['t', 'z'])
        && known.naive_local().year() > 0
    {
        assert_eq!(moment, Some(known.timestamp_micros()), "{text}");
    }
    for now in [0, 784_111_777_000_000, i64::MIN, i64::MAX] {
        let wait = error::retry_after(text, now);
        assert!(wait.is_none_or(|wait| (0..=365 * 24 * 60 * 60).contains(&wait)), "{text}");
    }
}
