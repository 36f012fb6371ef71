//! From a value back to JSON.

use std::io;

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::{Data, Kind, Value};

impl Value<'_> {
    /// The value as compact JSON; members keep their order.
    pub fn to_json(self) -> String {
        // Counted first: a buffer that grows leaves copies behind, and there may be a secret among them.
        let mut count = Count(0);
        // Writing to memory does not fail, and every key is a string.
        let _ = serde_json::to_writer(&mut count, &self);
        let mut json = Vec::with_capacity(count.0);
        let _ = serde_json::to_writer(&mut json, &self);
        String::from_utf8(json).unwrap_or_default()
    }
}

/// Counts what is written.
struct Count(usize);

impl io::Write for Count {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
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
