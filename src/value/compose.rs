//! JSON in the making: it borrows its strings, so that a secret is copied once, into the body that will be wiped.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

/// A JSON value that is about to be sent. Not printable: it may hold secrets.
#[allow(missing_debug_implementations, reason = "it may hold secrets")]
pub enum Json<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A finite number.
    Double(f64),
    /// A string.
    String(&'a str),
    /// An array.
    List(Vec<Json<'a>>),
    /// An object, in this order.
    Object(Vec<(&'a str, Json<'a>)>),
}

impl Json<'_> {
    /// The text. Its buffer never moves, so that no copy of a secret is left behind.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.most_bytes());
        // Writing to memory does not fail, and every key is a string.
        let _ = serde_json::to_writer(&mut bytes, self);
        bytes
    }

    /// No text of this value is longer: an escaped byte takes at most six.
    fn most_bytes(&self) -> usize {
        match self {
            Json::Null | Json::Bool(_) => 5,
            // The longest that serde_json writes: -9223372036854775808, and -2.2250738585072014e-308.
            Json::Int(_) | Json::Double(_) => 24,
            Json::String(string) => 2 + 6 * string.len(),
            Json::List(elements) => 2 + elements.iter().map(|element| 1 + element.most_bytes()).sum::<usize>(),
            Json::Object(members) => {
                2 + members.iter().map(|(key, member)| 4 + 6 * key.len() + member.most_bytes()).sum::<usize>()
            }
        }
    }
}

impl<'a> From<&'a str> for Json<'a> {
    fn from(string: &'a str) -> Self {
        Json::String(string)
    }
}

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Json::Null => serializer.serialize_unit(),
            Json::Bool(truth) => serializer.serialize_bool(*truth),
            Json::Int(number) => serializer.serialize_i64(*number),
            Json::Double(number) => serializer.serialize_f64(*number),
            Json::String(string) => serializer.serialize_str(string),
            Json::List(elements) => {
                let mut list = serializer.serialize_seq(Some(elements.len()))?;
                elements.iter().try_for_each(|element| list.serialize_element(element))?;
                list.end()
            }
            Json::Object(members) => {
                let mut object = serializer.serialize_map(Some(members.len()))?;
                members.iter().try_for_each(|(key, member)| object.serialize_entry(key, member))?;
                object.end()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_fits_its_first_buffer() {
        let json = Json::Object(vec![
            ("a\"", Json::List(vec!["\u{1}\u{1}\u{1}\"\\é\u{1f600}".into(), Json::Bool(false)])),
            ("", Json::Object(vec![("x", "".into())])),
            ("n", Json::List(vec![Json::Null, Json::Int(i64::MIN), Json::Double(-f64::MIN_POSITIVE)])),
        ]);
        let bytes = json.to_bytes();
        assert!(bytes.len() <= json.most_bytes());
        assert_eq!(bytes.capacity(), json.most_bytes());
        let text = String::from_utf8_lossy(&bytes);
        assert_eq!(
            text,
            "{\"a\\\"\":[\"\\u0001\\u0001\\u0001\\\"\\\\é\u{1f600}\",false],\"\":{\"x\":\"\"},\"n\":[null,-9223372036854775808,-2.2250738585072014e-308]}"
        );
    }
}
