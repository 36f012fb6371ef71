//! `Retry-After`: seconds, or a date in one of the three forms that HTTP knows.

use chrono::{DateTime, NaiveDateTime};

/// The longest wait that is believed: a year.
const LONGEST: i64 = 365 * 24 * 60 * 60;

/// The seconds to wait, from 0 to a year; `None` when `field` is neither a number of seconds nor a date.
///
/// `now` is in microseconds since 1970. What is past is 0.
pub fn seconds(field: &str, now: i64) -> Option<i64> {
    let field = field.trim();
    let wait = match number(field) {
        Some(seconds) => seconds,
        // Rounded up: whoever asks a moment too early is refused again.
        None => date(field)?.saturating_sub(now.div_euclid(1_000_000)),
    };
    Some(wait.clamp(0, LONGEST))
}

fn number(field: &str) -> Option<i64> {
    let (negative, digits) = match field.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, field.strip_prefix('+').unwrap_or(field)),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(if negative { 0 } else { digits.parse().unwrap_or(i64::MAX) })
}

/// Seconds since 1970. The day of the week is not needed, and wrong in the answers of some servers.
fn date(field: &str) -> Option<i64> {
    let without_day = field.split_once(", ").map(|(_, date)| date.trim_start());
    let asctime = field.split_once(' ').map(|(_, date)| date.trim_start());
    let naive = |text: Option<&str>, form: &str| NaiveDateTime::parse_from_str(text?, form).ok();
    DateTime::parse_from_rfc2822(without_day.unwrap_or(field))
        .map(|date| date.timestamp())
        .ok()
        .or_else(|| naive(without_day, "%d-%b-%y %H:%M:%S GMT").map(|date| date.and_utc().timestamp()))
        .or_else(|| naive(asctime, "%b %e %H:%M:%S %Y").map(|date| date.and_utc().timestamp()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1994-11-06 08:49:37 UTC, the date that RFC 9110 spells in each of its forms.
    const MOMENT: i64 = 784_111_777;

    #[test]
    fn seconds_are_bounded_on_both_sides() {
        for (field, wait) in [
            ("0", Some(0)),
            ("30", Some(30)),
            (" 007\t", Some(7)),
            ("+8", Some(8)),
            ("-5", Some(0)),
            ("31536001", Some(LONGEST)),
            ("99999999999999999999", Some(LONGEST)),
            ("", None),
            ("-", None),
            ("3.5", None),
            ("1_000", None),
            ("soon", None),
            ("٣", None),
        ] {
            assert_eq!(seconds(field, 0), wait, "{field:?}");
        }
    }

    #[test]
    fn a_date_is_read_in_each_form_of_http() {
        for form in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
            "Mon, 06 Nov 1994 08:49:37 GMT",
            "06 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 09:49:37 +0100",
        ] {
            assert_eq!(seconds(form, (MOMENT - 90) * 1_000_000), Some(90), "{form}");
        }
        for broken in ["Sun, 06 Nov 1994", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 25:49:37 GMT", ", ", " "]
        {
            assert_eq!(seconds(broken, 0), None, "{broken}");
        }
    }

    #[test]
    fn a_date_is_never_waited_for_too_briefly_nor_for_ever() {
        let form = "Sun, 06 Nov 1994 08:49:37 GMT";
        assert_eq!(seconds(form, MOMENT * 1_000_000), Some(0));
        assert_eq!(seconds(form, MOMENT * 1_000_000 - 1), Some(1), "part of a second counts as one");
        assert_eq!(seconds(form, MOMENT * 1_000_000 + 1), Some(0), "the past");
        assert_eq!(seconds(form, i64::MAX), Some(0));
        assert_eq!(seconds("Fri, 31 Dec 9999 23:59:59 GMT", i64::MIN), Some(LONGEST));
    }
}
