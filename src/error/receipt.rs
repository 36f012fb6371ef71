//! Receipts of multi-factor logins: which methods were passed, and which are asked for still.

use chrono::DateTime;
use serde_json::Value;

use crate::text::{Secret, Text};

/// What Keystone hands out when some, but not all, of the required methods were passed. The next login sends it along.
#[derive(Clone, Debug)]
pub struct Receipt {
    id: Secret,
    methods: Vec<Text>,
    required_auth_methods: Vec<Vec<Text>>,
    expires_at: Option<i64>,
}

impl Receipt {
    /// From the header `Openstack-Auth-Receipt` and the body that came with it; `None` when the body says neither which
    /// methods were passed nor which are required, for without these nobody can go on.
    pub(super) fn read(receipt: &str, body: &Value) -> Option<Self> {
        let required = body.get("required_auth_methods")?.as_array()?;
        Some(Self {
            id: Secret::new(receipt),
            methods: names(body.pointer("/receipt/methods")?)?,
            required_auth_methods: required.iter().map(names).collect::<Option<_>>()?,
            expires_at: body.pointer("/receipt/expires_at").and_then(Value::as_str).and_then(moment),
        })
    }

    /// The receipt itself, for the header `Openstack-Auth-Receipt`.
    pub fn receipt(&self) -> &Secret {
        &self.id
    }

    /// The methods that were passed.
    pub fn methods(&self) -> &[Text] {
        &self.methods
    }

    /// The sets of methods of which one must be passed in full.
    pub fn required_auth_methods(&self) -> &[Vec<Text>] {
        &self.required_auth_methods
    }

    /// Until when the receipt is taken, in microseconds since 1970; `None` when that could not be read.
    pub fn expires_at(&self) -> Option<i64> {
        self.expires_at
    }

    /// The sets of methods in words: `password and totp, or password and oauth1`.
    pub(super) fn required_in_words(&self) -> String {
        let set = |methods: &Vec<Text>| methods.iter().map(Text::as_str).collect::<Vec<_>>().join(" and ");
        self.required_auth_methods.iter().map(set).collect::<Vec<_>>().join(", or ")
    }
}

fn names(list: &Value) -> Option<Vec<Text>> {
    list.as_array()?.iter().map(|name| name.as_str().map(super::words::line)).collect()
}

fn moment(text: &str) -> Option<i64> {
    DateTime::parse_from_rfc3339(text).ok().map(|moment| moment.timestamp_micros())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    #[test]
    fn a_receipt_is_read_whole_and_stays_secret() {
        let body = json!({
            "receipt": {"methods": ["password"], "expires_at": "1970-01-01T00:00:01.500000Z"},
            "required_auth_methods": [["password", "totp"], ["password", "oauth1"]],
        });
        let receipt = Receipt::read("gAAAA", &body).unwrap();
        assert_eq!(receipt.receipt().expose(), "gAAAA");
        assert_eq!(receipt.methods(), [Text::new("password")]);
        assert_eq!(receipt.required_in_words(), "password and totp, or password and oauth1");
        assert_eq!(receipt.expires_at(), Some(1_500_000));
        assert!(!format!("{receipt:?}").contains("gAAAA"));
    }

    #[test]
    fn an_expiry_that_cannot_be_read_does_not_spoil_the_receipt() {
        for expires_at in [json!(null), json!(17), json!("soon"), json!("")] {
            let body =
                json!({"receipt": {"methods": [], "expires_at": expires_at}, "required_auth_methods": [["totp"]]});
            assert_eq!(Receipt::read("r", &body).unwrap().expires_at(), None);
        }
    }

    #[test]
    fn without_the_methods_there_is_no_receipt() {
        for body in [
            json!(null),
            json!([]),
            json!({}),
            json!({"required_auth_methods": [["totp"]]}),
            json!({"receipt": {"methods": ["password"]}}),
            json!({"receipt": {"methods": "password"}, "required_auth_methods": [["totp"]]}),
            json!({"receipt": {"methods": [1]}, "required_auth_methods": [["totp"]]}),
            json!({"receipt": {"methods": ["password"]}, "required_auth_methods": ["totp"]}),
            json!({"receipt": {"methods": ["password"]}, "required_auth_methods": [["totp", null]]}),
            json!({"receipt": [], "required_auth_methods": [["totp"]]}),
        ] {
            assert!(Receipt::read("r", &body).is_none(), "{body}");
        }
    }
}
