//! Version
//!
//! KEYSTONECLIENT_VERSION and its kin say which version a program was compiled for; these functions say which one it runs with.
//! The library is compatible with every older version of the same soname.

use std::ffi::c_char;

/// The version of the library as the program finds it: "0.1.0".
///
/// Returns a string that lives for ever, never NULL. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn ks_library_version() -> *const c_char {
    concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast()
}

/// The version of the library as a number that compares, made as KEYSTONECLIENT_VERSION_NUMBER is.
///
/// Returns the major version times 65536, plus the minor version times 256, plus the patch. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn ks_library_version_number() -> u32 {
    NUMBER
}

const NUMBER: u32 = (part(env!("CARGO_PKG_VERSION_MAJOR")) << 16)
    | (part(env!("CARGO_PKG_VERSION_MINOR")) << 8)
    | part(env!("CARGO_PKG_VERSION_PATCH"));

/// One part of the version, which must leave the others their room.
#[allow(clippy::panic, clippy::indexing_slicing, reason = "a wrong version does not compile")]
const fn part(digits: &str) -> u32 {
    let digits = digits.as_bytes();
    let mut number = 0;
    let mut at = 0;
    while at < digits.len() {
        assert!(digits[at].is_ascii_digit(), "a part of the version is a number");
        number = number * 10 + (digits[at] - b'0') as u32;
        at += 1;
    }
    assert!(number < 256, "a part of the version is below 256");
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_orders_versions_as_their_parts_do() {
        assert_eq!(part("0"), 0);
        assert_eq!(part("255"), 255);
        let parts = [
            ks_library_version_number() >> 16,
            ks_library_version_number() >> 8 & 255,
            ks_library_version_number() & 255,
        ];
        assert_eq!(parts.map(|part| part.to_string()).join("."), env!("CARGO_PKG_VERSION"));
    }
}
