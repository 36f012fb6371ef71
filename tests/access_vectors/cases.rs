//! The recorded cases.

use serde_json::{Map, Value};

/// A body, and what the reference said of it.
pub(crate) struct Case(Value);

impl Case {
    /// All that were recorded.
    pub(crate) fn all() -> Vec<Self> {
        let own = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/access.jsonl");
        let path = std::env::var_os("KS_ACCESS_VECTORS").map_or(own, Into::into);
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        text.lines().map(|line| Self(serde_json::from_str(line).unwrap())).collect()
    }

    pub(crate) fn id(&self) -> &str {
        self.0["id"].as_str().unwrap()
    }

    pub(crate) fn body(&self) -> &Value {
        &self.0["body"]
    }

    pub(crate) fn token(&self) -> Option<&str> {
        self.0["auth_token"].as_str()
    }

    /// Whether the reference takes the body for no token at all.
    pub(crate) fn is_refused(&self) -> bool {
        self.0["ksa"].get("raises").is_some()
    }

    /// What keystoneauth1 says, and keystoneclient where the other has no such property. Left out is where they trip over a type:
    /// there any clean answer will do.
    pub(crate) fn properties(&self) -> Map<String, Value> {
        let trips = self.0["python_specific_properties"].as_array();
        let trips = |name: &String| trips.is_some_and(|all| all.iter().any(|one| one == name));
        let properties = self.0["properties"].as_object().into_iter().flatten().filter(|(name, _)| !trips(name));
        properties.filter_map(|(name, said)| Some((name.clone(), said_by_ksa(said)?.clone()))).collect()
    }

    /// Whether the reference fails over some property.
    pub(crate) fn trips(&self) -> bool {
        let said = self.0["properties"].as_object().into_iter().flatten();
        said.filter_map(|(_, said)| said_by_ksa(said)).any(|said| said.get("raises").is_some())
    }

    /// Times of day and margins in seconds, and whether the token expires soon then.
    pub(crate) fn expiries(&self) -> Vec<(f64, Option<i64>, bool)> {
        let asked = self.0["will_expire_soon"].as_array().into_iter().flatten();
        asked
            .map(|one| {
                let margin = &one["stale_duration"];
                let answer = said_by_ksa(one).and_then(Value::as_bool).expect("an answer");
                assert!(margin.is_null() || margin.is_i64(), "{margin}");
                (one["now_unix"].as_f64().unwrap(), margin.as_i64(), answer)
            })
            .collect()
    }
}

fn said_by_ksa(said: &Value) -> Option<&Value> {
    said.get("both").or_else(|| said.get("ksa")).or_else(|| said.get("ksc"))
}
