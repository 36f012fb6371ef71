//! Moments as microseconds since 1970, UTC: ISO 8601 in and out, and what follows from an expiry.

/// Microseconds since the Unix epoch, UTC.
pub type Timestamp = i64;
