//! Moments as microseconds since 1970, UTC: ISO 8601 in and out, and what follows from an expiry.

use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat};

/// Microseconds since the Unix epoch, UTC.
pub type Timestamp = i64;

const MICROS_PER_SECOND: i64 = 1_000_000;
/// From the first day of the year 1, which is day 1.
const DAYS_TO_1970: i32 = 719_163;

/// The moment that an ISO 8601 text names; without an offset it is UTC.
///
/// Takes what Keystone and its elders write: `2026`, `2026-01`, `2026-01-15`, and after `T` or a blank an hour with or without
/// minutes, seconds and a fraction of any length, of which microseconds are kept; the short form `20260115T130000Z` as well.
/// A leap second, 24:00 and a day that does not exist are no moments.
pub fn parse(text: &str) -> Option<Timestamp> {
    let mut rest = Rest(text.as_bytes());
    let year = rest.digits(4, 4)?;
    let dashed = rest.byte(b"-");
    let (mut month, mut day) = (1, 1);
    if dashed {
        month = rest.digits(1, 2)?;
        if rest.byte(b"-") {
            day = rest.digits(1, 2)?;
        } else if !rest.is_empty() {
            return None;
        }
    } else if !rest.is_empty() {
        month = rest.digits(2, 2)?;
        day = rest.digits(2, 2)?;
    }
    let (mut clock, mut micros, mut offset) = ([0; 3], 0, 0);
    if rest.byte(b"T ") {
        (clock, micros) = rest.clock()?;
        offset = rest.offset()?;
    }
    if !rest.is_empty() || year == 0 {
        return None;
    }
    let [hour, minute, second] = clock;
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let days = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?.num_days_from_ce() - DAYS_TO_1970;
    let minutes = (i64::from(days) * 24 + i64::from(hour)) * 60 + i64::from(minute) - offset;
    Some((minutes * 60 + i64::from(second)) * MICROS_PER_SECOND + i64::from(micros))
}

/// The moment as `2026-01-15T13:00:00.000000Z`; years that ISO 8601 cannot write become the nearest that it can.
pub fn format(moment: Timestamp) -> String {
    let nearest = if moment < 0 { DateTime::<chrono::Utc>::MIN_UTC } else { DateTime::<chrono::Utc>::MAX_UTC };
    DateTime::from_timestamp_micros(moment).unwrap_or(nearest).to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// The moment as `2026-01-15T13:00:00Z`, with microseconds if they are asked for.
pub fn isotime(moment: Timestamp, subsecond: bool) -> String {
    let whole = format(moment);
    if subsecond {
        whole
    } else {
        whole.split_once('.').map_or_else(|| whole.clone(), |(seconds, _)| format!("{seconds}Z"))
    }
}

/// The moment so many seconds later, or earlier; at the end of time where there is no such moment.
pub fn plus_seconds(moment: Timestamp, seconds: i64) -> Timestamp {
    moment.saturating_add(seconds.saturating_mul(MICROS_PER_SECOND))
}

/// What the system's clock says.
pub fn now() -> Timestamp {
    let micros = |span: std::time::Duration| i64::try_from(span.as_micros()).unwrap_or(i64::MAX);
    match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => micros(since),
        Err(before) => -micros(before.duration()),
    }
}

/// What is left to read.
struct Rest<'t>(&'t [u8]);

impl Rest<'_> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes one byte if it is among `wanted`.
    fn byte(&mut self, wanted: &[u8]) -> bool {
        match self.0.split_first() {
            Some((first, rest)) if wanted.contains(first) => {
                self.0 = rest;
                true
            }
            _ => false,
        }
    }

    fn digit(&mut self) -> Option<u32> {
        let (first, rest) = self.0.split_first()?;
        let digit = first.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        self.0 = rest;
        Some(digit.into())
    }

    /// A number of at least `least` and at most `most` digits.
    fn digits(&mut self, least: usize, most: usize) -> Option<u32> {
        let (mut number, mut count) = (0, 0);
        while count < most {
            let Some(digit) = self.digit() else { break };
            number = number * 10 + digit;
            count += 1;
        }
        (count >= least).then_some(number)
    }

    /// Hour, minute and second, and the microseconds of the last one given.
    fn clock(&mut self) -> Option<([u32; 3], u32)> {
        let hour = self.digits(2, 2)?;
        let mut clock = [hour, 0, 0];
        let mut micros = 0;
        let more = |rest: &Self| rest.0.first().is_some_and(|next| *next == b':' || next.is_ascii_digit());
        if more(self) {
            self.byte(b":");
            clock = [hour, self.digits(2, 2)?, 0];
            if more(self) {
                self.byte(b":");
                clock = [hour, clock[1], self.digits(1, 2)?];
                if self.byte(b".,") {
                    micros = self.fraction()?;
                }
            }
        }
        // A leap second would be a moment that the next second names as well.
        (clock[2] < 60).then_some((clock, micros))
    }

    /// Digits behind the point: the first six count.
    fn fraction(&mut self) -> Option<u32> {
        let mut micros = self.digit()? * 100_000;
        let mut weight = 10_000;
        while let Some(digit) = self.digit() {
            micros += digit * weight;
            weight /= 10;
        }
        Some(micros)
    }

    /// `Z`, `+hh`, `+hhmm`, `+hh:mm` or nothing, in minutes east of UTC.
    fn offset(&mut self) -> Option<i64> {
        let west = self.0.first() == Some(&b'-');
        if self.is_empty() || self.byte(b"Z") {
            return Some(0);
        }
        if !self.byte(b"+-") {
            return None;
        }
        let hours = self.digits(2, 2)?;
        let minutes = if self.byte(b":") || !self.is_empty() { self.digits(2, 2)? } else { 0 };
        let east = i64::from(hours * 60 + minutes);
        (hours < 24 && minutes < 60).then_some(if west { -east } else { east })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE_O_CLOCK: Timestamp = 1_768_482_000_000_000;

    #[test]
    fn every_form_that_tokens_carry_is_read() {
        for (text, moment) in [
            ("2026-01-15T13:00:00Z", ONE_O_CLOCK),
            ("2026-01-15 13:00:00", ONE_O_CLOCK),
            ("2026-01-15T13:00Z", ONE_O_CLOCK),
            ("2026-01-15T13Z", ONE_O_CLOCK),
            ("20260115T130000Z", ONE_O_CLOCK),
            ("2026-1-15T13:00:00Z", ONE_O_CLOCK),
            ("2026-01-15T13:00:00.1Z", ONE_O_CLOCK + 100_000),
            ("2026-01-15T13:00:00,5Z", ONE_O_CLOCK + 500_000),
            ("2026-01-15T13:00:00.123456Z", ONE_O_CLOCK + 123_456),
            ("2026-01-15T13:00:00.123456999999Z", ONE_O_CLOCK + 123_456),
            ("2026-01-15T18:30:00+05:30", ONE_O_CLOCK),
            ("2026-01-15T05:00:00-08:00", ONE_O_CLOCK),
            ("2026-01-15T14:00:00+0100", ONE_O_CLOCK),
            ("2026-01-15T14:00:00+01", ONE_O_CLOCK),
            ("2026-01-15T13:00:00-00:00", ONE_O_CLOCK),
            ("2026-01-15", 1_768_435_200_000_000),
            ("2026-01", 1_767_225_600_000_000),
            ("2026", 1_767_225_600_000_000),
            ("1969-12-31T23:59:59.999999Z", -1),
            ("2024-02-29T23:59:59Z", 1_709_251_199_000_000),
            ("0001-01-01T00:00:00Z", -62_135_596_800_000_000),
            ("9999-12-31T23:59:59Z", 253_402_300_799_000_000),
        ] {
            assert_eq!(parse(text), Some(moment), "{text}");
        }
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for text in [
            "",
            "0",
            "202",
            "20261",
            "2026-",
            "2026-01-",
            "202601",
            "2026-01-15T",
            "2026-01-15 ",
            "tomorrow",
            "1768482000",
            " 2026-01-15T13:00:00Z",
            "2026-01-15T13:00:00 Z",
            "2026-01-15T13:00:00Zjunk",
            "2026-01-15t13:00:00z",
            "2026-1-5T1:2:3Z",
            "2025-02-29T00:00:00Z",
            "2026-13-01",
            "2026-00-01",
            "2026-01-32",
            "2026-01-15T24:00:00Z",
            "2026-01-15T23:60:00Z",
            "2026-01-15T23:59:60Z",
            "2026-01-15T13:00:00.Z",
            "2026-01-15T13:00:00+24:00",
            "2026-01-15T13:00:00+01:60",
            "2026-01-15T13:00:00+1",
            "2026-01-15T13:00:00+01:",
            "0000-01-01",
            "-026-01-15",
            "２０２６-01-15",
            "2026-01-15T13:00:00\0",
        ] {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }

    #[test]
    #[cfg_attr(miri, ignore = "takes minutes under Miri")]
    fn no_string_makes_it_panic() {
        let alphabet = ["", "0", "9", "-", "+", ":", "T", " ", ".", ",", "Z", "é", "2026-01-15T13:00:00", "\0"];
        for a in alphabet {
            for b in alphabet {
                for c in alphabet {
                    for d in alphabet {
                        parse(&format!("{a}{b}{c}{d}"));
                    }
                }
            }
        }
    }

    #[test]
    fn text_out_is_text_in() {
        assert_eq!(format(ONE_O_CLOCK + 1), "2026-01-15T13:00:00.000001Z");
        for moment in [0, -1, ONE_O_CLOCK, -62_135_596_800_000_000, 253_402_300_799_999_999] {
            assert_eq!(parse(&format(moment)), Some(moment));
        }
    }

    #[test]
    fn the_ends_of_time_are_not_passed() {
        assert_eq!(plus_seconds(i64::MAX - 1, 30), i64::MAX);
        assert_eq!(plus_seconds(0, i64::MIN), i64::MIN);
        assert_eq!(plus_seconds(ONE_O_CLOCK, -1), ONE_O_CLOCK - 1_000_000);
        assert!(format(i64::MAX).starts_with('+'), "{}", format(i64::MAX));
        assert!(format(i64::MIN).starts_with('-'), "{}", format(i64::MIN));
    }

    #[test]
    fn the_clock_runs_in_our_century() {
        assert!(now() > ONE_O_CLOCK - 10 * 365 * 86_400 * MICROS_PER_SECOND);
    }
}
