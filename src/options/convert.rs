//! Values as an option wants them: environments and files know only text, and some languages only one kind of number.

use zeroize::Zeroizing;

use super::params::{Param, quoted};
use super::spec::{Kind, Scalar, Spec};
use crate::error::{Code, Error, Result};
use crate::text::Secret;

/// `value` as `spec` wants it, or what it must be: `UnsupportedParameters` for a value of another kind, `OptionError` for one
/// that is no choice or too small.
pub(super) fn convert(spec: &Spec, value: &Param) -> Result<Param> {
    let converted = as_kind(spec.kind, value).ok_or_else(|| {
        let message = format!("{} must be {}", quoted(spec.name), spec.kind.phrase());
        Error::new(Code::UNSUPPORTED_PARAMETERS, message)
    })?;
    if !is_a_choice(spec, &converted) {
        let message = format!("{} must be one of {}", quoted(spec.name), spec.choices.join(", "));
        return Err(Error::new(Code::OPTION_ERROR, message));
    }
    match spec.minimum {
        Some(minimum) if is_below(minimum, &converted) => {
            Err(Error::new(Code::OPTION_ERROR, format!("{} must be at least {minimum}", quoted(spec.name))))
        }
        _ => Ok(converted),
    }
}

/// The default of `spec` as a value.
pub(super) fn default_of(spec: &Spec) -> Option<Param> {
    let default = match spec.default? {
        Scalar::Bool(truth) => truth.into(),
        Scalar::Int(number) => number.into(),
        Scalar::Double(number) => number.into(),
        Scalar::String(string) => string.into(),
    };
    let converted = convert(spec, &default);
    debug_assert!(converted.is_ok(), "the default of '{}' is no value for it", spec.name);
    converted.ok()
}

fn as_kind(kind: Kind, value: &Param) -> Option<Param> {
    match kind {
        Kind::String => as_string(value),
        Kind::Int => as_int(value).map(Param::Int),
        Kind::Double => as_double(value).map(Param::Double),
        Kind::Bool => as_bool(value).map(Param::Bool),
        Kind::List => as_list(value, as_string),
        Kind::IntList => as_list(value, |element| as_int(element).map(Param::Int)),
        Kind::Params => matches!(value, Param::Params(_)).then(|| value.clone()),
        Kind::Any => Some(value.clone()),
    }
}

fn as_string(value: &Param) -> Option<Param> {
    match value {
        Param::String(string) => Some(string.clone().into()),
        // Ids and passwords that are all digits come out of YAML and JSON as numbers.
        Param::Int(number) => Some(Secret::new(&Zeroizing::new(number.to_string())).into()),
        _ => None,
    }
}

#[allow(clippy::cast_possible_truncation, reason = "only whole numbers that a double holds exactly come so far")]
fn as_int(value: &Param) -> Option<i64> {
    /// From here on a double no longer tells neighbouring whole numbers apart.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value {
        Param::Int(number) => Some(*number),
        Param::Double(number) if number.fract() == 0.0 && number.abs() < EXACT => Some(*number as i64),
        Param::String(string) => string.expose().trim().parse().ok(),
        _ => None,
    }
}

#[allow(clippy::cast_precision_loss, reason = "a double is what the option takes")]
fn as_double(value: &Param) -> Option<f64> {
    match value {
        Param::Double(number) => Some(*number),
        Param::Int(number) => Some(*number as f64),
        Param::String(string) => string.expose().trim().parse().ok().filter(|number: &f64| number.is_finite()),
        _ => None,
    }
}

fn as_bool(value: &Param) -> Option<bool> {
    match value {
        Param::Bool(truth) => Some(*truth),
        Param::Int(0) => Some(false),
        Param::Int(1) => Some(true),
        Param::String(string) => truth(string.expose()),
        _ => None,
    }
}

fn as_list(value: &Param, element: impl Fn(&Param) -> Option<Param>) -> Option<Param> {
    let list = match value {
        Param::List(list) => list.iter().map(element).collect::<Option<_>>()?,
        single => vec![element(single)?],
    };
    Some(Param::List(list))
}

fn is_a_choice(spec: &Spec, value: &Param) -> bool {
    match value {
        _ if spec.choices.is_empty() => true,
        Param::String(string) => spec.choices.contains(&string.expose()),
        Param::List(list) => list.iter().all(|element| is_a_choice(spec, element)),
        _ => true,
    }
}

#[allow(clippy::cast_precision_loss, reason = "minimums are small")]
fn is_below(minimum: i64, value: &Param) -> bool {
    match value {
        Param::Int(number) => *number < minimum,
        Param::Double(number) => *number < minimum as f64,
        Param::List(list) => list.iter().any(|element| is_below(minimum, element)),
        _ => false,
    }
}

/// The words for true and false that environments and files use.
pub(crate) fn truth(word: &str) -> Option<bool> {
    let word = word.trim();
    let is_one_of = |words: [&str; 4]| words.iter().any(|known| word.eq_ignore_ascii_case(known));
    if is_one_of(["1", "true", "yes", "on"]) {
        Some(true)
    } else if is_one_of(["0", "false", "no", "off"]) {
        Some(false)
    } else {
        None
    }
}
