//! From a value back to JSON.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::{Data, Kind, Value};

impl Value<'_> {
    /// The value as compact JSON; members keep their order.
    pub fn to_json(self) -> String {
        // Writing to memory does not fail, and every key is a string.
        serde_json::to_string(&self).unwrap_or_default()
    }
}

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (self.kind(), &self.node.data) {
            (Kind::List, _) => {
                let mut list = serializer.serialize_seq(Some(self.len()))?;
                self.iter().try_for_each(|element| list.serialize_element(&element))?;
                list.end()
            }
            (Kind::Object, _) => {
                let mut object = serializer.serialize_map(Some(self.len()))?;
                self.iter().try_for_each(|member| object.serialize_entry(member.key(), &member))?;
                object.end()
            }
            (_, Data::Bool(truth)) => serializer.serialize_bool(*truth),
            (_, Data::Int(number)) => serializer.serialize_i64(*number),
            (_, Data::Unsigned(number)) => serializer.serialize_u64(*number),
            (_, Data::Double(number)) => serializer.serialize_f64(*number),
            (_, Data::String(_)) => serializer.serialize_str(self.as_str().unwrap_or_default()),
            _ => serializer.serialize_unit(),
        }
    }
}
