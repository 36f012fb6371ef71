//! Where a fact differs from the reference's on purpose: one table, each row with its reason.

use serde_json::{Value, json};

/// A difference: whether a property shows it, and what the reference's value turns into.
pub(crate) struct Difference {
    pub(crate) why: &'static str,
    pub(crate) applies: fn(&Fact<'_>) -> bool,
    pub(crate) ours: fn(&Fact<'_>) -> Value,
}

/// A property, what the reference says of it, and the body.
pub(crate) struct Fact<'a> {
    pub(crate) name: &'a str,
    pub(crate) theirs: &'a Value,
    pub(crate) body: &'a Value,
}

/// The first row that applies is the one.
pub(crate) const DIFFERENCES: &[Difference] = &[
    Difference {
        why: "roles are counted, and one that lacks its id or name has none; the reference fails with a KeyError",
        applies: |fact| raises(fact, "KeyError") && (fact.name == "role_ids" || fact.name == "role_names"),
        ours: |fact| {
            let key = fact.name.strip_prefix("role_").unwrap().trim_end_matches('s');
            let roles = [&fact.body["token"]["roles"], &fact.body["access"]["user"]["roles"]];
            let roles = roles.iter().find_map(|roles| roles.as_array()).cloned().unwrap_or_default();
            roles.iter().map(|role| role.get(key).cloned().unwrap_or_default()).collect()
        },
    },
    Difference {
        why: "a token without a project is not scoped to one; the reference fails with a KeyError",
        applies: |fact| raises(fact, "KeyError") && ["project_scoped", "scoped", "is_federated"].contains(&fact.name),
        ours: |_| json!(false),
    },
    Difference {
        why: "what the body does not say is absent (DESIGN: no KeyError on odd replies)",
        applies: |fact| raises(fact, "KeyError"),
        ours: |_| Value::Null,
    },
    Difference {
        why: "a time of null is absent; the reference fails with a ValueError",
        applies: |fact| raises(fact, "ValueError") && written(fact).is_null(),
        ours: |_| Value::Null,
    },
    Difference {
        why: "an id within an empty object is absent; the reference answers with the object",
        applies: |fact| is_empty(fact.theirs) && ID_IN_EMPTY.contains(&fact.name),
        ours: |_| Value::Null,
    },
    Difference {
        why: "roles that are no list are none; the reference answers with the empty object",
        applies: |fact| is_empty(fact.theirs) && fact.theirs.is_object() && fact.name == "role_ids",
        ours: |_| json!([]),
    },
    Difference {
        why: "a flag is a truth value; the reference answers with whatever the body has, here a string",
        applies: |fact| fact.name == "project_is_domain" && fact.theirs.is_string(),
        ours: |_| json!(true),
    },
    Difference {
        why: "where there are no service providers a look-up fails, by every version; the reference has no list to look in",
        applies: |fact| fact.name == "service_providers" && fact.theirs.is_null(),
        ours: |_| json!({"no-such-provider": {"raises": "ServiceProviderNotFound"}}),
    },
    Difference {
        why: "the deprecated URLs are the first one that there is; the reference answers with all of them, empty and null ones too",
        applies: |fact| is_url(fact) && fact.theirs.is_array(),
        ours: |fact| {
            let urls = fact.theirs.as_array().unwrap();
            urls.iter().find(|url| url.as_str().is_some_and(|url| !url.is_empty())).cloned().unwrap_or_default()
        },
    },
];

/// Why a body is refused as a whole although the reference reads it: the reference fails when the fact is asked for.
pub(crate) const REFUSALS: &[(&str, &str)] = &[
    (" is not a time in ISO 8601", "a token that expires nobody knows when is no token"),
    (" is null, not an object", "a body with nothing in it is no token"),
    (" is a list, not an object", "a body with nothing in it is no token"),
];

/// Properties that are looked for within an object.
const ID_IN_EMPTY: &[&str] = &[
    "oauth2_credential_thumbprint",
    "oauth_access_token_id",
    "oauth_consumer_id",
    "trust_id",
    "trustee_user_id",
    "trustor_user_id",
];

fn raises(fact: &Fact<'_>, class: &str) -> bool {
    fact.theirs.get("raises").is_some_and(|raised| raised == class)
}

fn is_empty(value: &Value) -> bool {
    value.as_object().is_some_and(serde_json::Map::is_empty) || value.as_array().is_some_and(Vec::is_empty)
}

fn is_url(fact: &Fact<'_>) -> bool {
    fact.name == "auth_url" || fact.name == "management_url"
}

/// The time as the body has it.
fn written(fact: &Fact<'_>) -> Value {
    let (v3, v2) = match fact.name {
        "expires" => ("/token/expires_at", "/access/token/expires"),
        _ => ("/token/issued_at", "/access/token/issued_at"),
    };
    fact.body.pointer(v3).or_else(|| fact.body.pointer(v2)).cloned().unwrap_or_default()
}
