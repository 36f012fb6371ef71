//! The calls of the reference, made here.

use keystoneclient::catalog::{EndpointFilter, EndpointQuery};
use keystoneclient::discover::{Allow, Discovery, EndpointData, Range, Status, Version, version_in};
use keystoneclient::error::Result;
use keystoneclient::identity::Client;
use keystoneclient::options::Params;
use keystoneclient::session::{Resolution, Session};
use serde_json::{Value, json};

use crate::recorded::{Network, session};

/// A version as the library takes it: text.
pub fn text(version: &Value) -> String {
    match version {
        Value::Array(numbers) => numbers.iter().map(text).collect::<Vec<_>>().join("."),
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// What comes of a call, and where the requests within it were not those of the reference.
pub fn call(case: &Value) -> (Result<Value>, Option<(Value, Value)>) {
    let network = Network::of(case);
    let outcome = pollster::block_on(made(case, &network));
    let difference = network.difference();
    (outcome, difference)
}

async fn made(case: &Value, network: &Network) -> Result<Value> {
    let (asked, receiver) = (&case["kwargs"], &case["receiver"]);
    let given = |name: &str| asked.get(name).map(text).filter(|text| !text.is_empty());
    let read = |name: &str| Version::read(&given(name).unwrap_or_default(), name);
    let session = session(case, network);
    let is_old = case["of"].as_str().unwrap().starts_with("ksc");
    Ok(match case["op"].as_str().unwrap() {
        "normalize_version_number" | "version_to_string" => json!(split(&read("version")?.to_string(), case)),
        "version_match" => read("candidate")?.satisfies(read("required")?).into(),
        "version_between" => {
            let range = Range { min: bound(asked, "min_version")?, max: bound(asked, "max_version")? };
            range.holds(read("candidate")?).into()
        }
        "_normalize_version_args" => {
            let text = |name: &str| given(name);
            let range = Range::read(
                text("version").as_deref(),
                text("min_version").as_deref(),
                text("max_version").as_deref(),
                asked["service_type"].as_str(),
            )?;
            json!([range.min.map(numbers), range.max.map(numbers)])
        }
        "_version_from_url" => json!(asked["url"].as_str().and_then(version_in).map(numbers)),
        "__init__" | "get_version_data" | "get_discovery" => {
            let url = asked["url"].as_str().or(asked["endpoint"].as_str()).or(asked["auth_url"].as_str());
            let found = session.discovery(url, asked["authenticated"].as_bool()).await?;
            raw(&found, Allow { experimental: true, deprecated: true, unknown: true })?
        }
        "create_client" => client(case, &session).await?,
        "get_endpoint" if is_receiver_override(receiver) => receiver["endpoint_override"].clone(),
        "get_endpoint" => {
            let resolution = resolution(asked, receiver, Some(false))?;
            json!(session.endpoint_within(query(&filter(asked, receiver)), &resolution).await?)
        }
        "get_endpoint_data" => {
            let resolution = resolution(asked, receiver, None)?;
            match session.endpoint_data(query(&filter(asked, receiver)), &resolution).await? {
                Some(data) => described(&data),
                None => Value::Null,
            }
        }
        "get_api_major_version" => {
            let resolution = resolution(asked, receiver, None)?;
            json!(session.api_major_version(query(&filter(asked, receiver)), &resolution).await?.map(numbers))
        }
        "get_all_version_data" => {
            let mut filter = filter(asked, receiver);
            // The reference asks for public ones unless it is told otherwise.
            if asked.get("interface").is_none() {
                filter.interface = vec!["public".to_owned()];
            }
            value(&session.all_version_data(query(&filter)).await?)
        }
        "get_versioned_data" | "get_current_versioned_data" => {
            let data = known(receiver);
            let mut resolution = resolution(asked, &Value::Null, None)?;
            if case["op"] == "get_current_versioned_data" {
                resolution = Resolution { version: data.api_version, ..resolution };
            }
            described(&session.versioned_data(data, &resolution).await?)
        }
        op => {
            let url = receiver["url"].as_str().or(receiver["endpoint"].as_str()).or(receiver["auth_url"].as_str());
            let found = session.discovery(url, receiver["authenticated"].as_bool()).await?;
            document(op, asked, &found, is_old)?
        }
    })
}

/// Methods of a document.
fn document(op: &str, asked: &Value, found: &Discovery, is_old: bool) -> Result<Value> {
    let unstable = asked["unstable"].as_bool().unwrap_or(false);
    let flag = |name: &str, default: bool| unstable || asked[name].as_bool().unwrap_or(default);
    let allow = Allow {
        experimental: flag("allow_experimental", false),
        deprecated: flag("allow_deprecated", true),
        unknown: flag("allow_unknown", false),
    };
    let version = || Version::read(&text(&asked["version"]), "version");
    let range = || {
        let given = |name: &str| asked.get(name).map(text);
        Range::read(None, given("min_version").as_deref(), given("max_version").as_deref(), None)
    };
    let of = |entry: Option<&keystoneclient::discover::Entry>| {
        entry.map_or(Value::Null, keystoneclient::discover::Entry::to_json)
    };
    Ok(match op {
        "raw_version_data" | "available_versions" => raw(found, allow)?,
        "version_data" => {
            let mut all = value(&found.version_data(allow)?);
            if asked["reverse"].as_bool().unwrap_or(false) {
                all.as_array_mut().unwrap().reverse();
            }
            if is_old {
                all.as_array_mut().unwrap().iter_mut().for_each(|entry| {
                    *entry = json!({"version": entry["version"], "url": entry["url"], "raw_status": entry["raw_status"]});
                });
            }
            all
        }
        "data_for" if is_old => match found.data_for(version()?, allow) {
            Some(entry) => {
                json!({"version": entry.version.to_string(), "url": entry.url, "raw_status": entry.raw_status})
            }
            None => Value::Null,
        },
        "data_for" => of(found.data_for(version()?, allow)),
        "url_for" => json!(found.data_for(version()?, allow).map(|entry| &entry.url)),
        "versioned_data_for" => of(found.versioned_data_for(asked["url"].as_str(), range()?, allow)),
        "versioned_url_for" => json!(found.versioned_data_for(None, range()?, allow).map(|entry| &entry.url)),
        other => panic!("no call is for {other}"),
    })
}

async fn client(case: &Value, session: &Session) -> Result<Value> {
    let mut options = json!({});
    for name in ["auth_url", "endpoint"] {
        if let Some(url) = case["receiver"][name].as_str() {
            options[name] = url.into();
        }
    }
    if let Some(version) = case["kwargs"].get("version").map(text).filter(|version| !version.is_empty()) {
        options["version"] = version.into();
    }
    if case["kwargs"]["unstable"] == true {
        options["unstable"] = true.into();
    }
    let client = Client::discover(session, &Params::from_json(options.to_string().as_bytes()).unwrap()).await?;
    let class = if client.version().major == 3 {
        "keystoneclient.v3.client.Client"
    } else {
        "keystoneclient.v2_0.client.Client"
    };
    let place = if options.get("endpoint").is_some() { "endpoint" } else { "auth_url" };
    Ok(json!({"class": class, place: client.discovered_url()}))
}

fn is_receiver_override(receiver: &Value) -> bool {
    receiver.get("endpoint_override").is_some()
}

fn bound(asked: &Value, name: &str) -> Result<Option<Version>> {
    asked.get(name).map(text).filter(|text| !text.is_empty()).map(|text| Version::read(&text, name)).transpose()
}

/// The numbers of a version, as the reference returns them.
fn numbers(version: Version) -> Value {
    let number = |number: u32| if number == keystoneclient::discover::LATEST { json!("latest") } else { json!(number) };
    [Some(version.major), Some(version.minor), version.patch].into_iter().flatten().map(number).collect()
}

/// The numbers of a text where the reference returns numbers.
fn split(version: &str, case: &Value) -> Value {
    if case["op"] == "version_to_string" { version.into() } else { numbers(Version::parse(version).unwrap()) }
}

fn raw(found: &Discovery, allow: Allow) -> Result<Value> {
    Ok(value(&found.raw_version_data(allow)?))
}

fn value(document: &std::sync::Arc<keystoneclient::value::Document>) -> Value {
    serde_json::from_str(&document.text()).unwrap()
}

fn described(data: &EndpointData) -> Value {
    let mut all = data.to_json();
    all["service_url"] = json!(data.service_url);
    all["raw_endpoint"] = data.raw_endpoint().map_or(Value::Null, |value| serde_json::to_value(value).unwrap());
    all
}

fn filter(asked: &Value, receiver: &Value) -> EndpointFilter {
    let text = |name: &str| {
        let value = asked.get(name).or_else(|| receiver.get(name));
        value.and_then(Value::as_str).map(str::to_owned)
    };
    let interface = asked.get("interface").or_else(|| receiver.get("interface"));
    let names = match interface {
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Some(Value::String(name)) if name != "__auth__" => vec![name.clone()],
        _ => Vec::new(),
    };
    EndpointFilter {
        service_type: text("service_type"),
        interface: names,
        region_name: text("region_name"),
        service_name: text("service_name"),
        ..EndpointFilter::default()
    }
}

fn query(filter: &EndpointFilter) -> EndpointQuery<'_> {
    EndpointQuery::from(filter)
}

fn resolution(asked: &Value, receiver: &Value, discovers: Option<bool>) -> Result<Resolution> {
    let one = |name: &str| asked.get(name).or_else(|| receiver.get(name)).filter(|value| !value.is_null());
    let version = |name: &str| {
        let text = one(name).map(text).filter(|text| !text.is_empty());
        text.map(|text| Version::read(&text, name)).transpose()
    };
    let flag = |name: &str, default: bool| one(name).and_then(Value::as_bool).unwrap_or(default);
    let allow = |name: &str, default: bool| {
        asked.get("allow").and_then(|allow| allow.get(name)).and_then(Value::as_bool).unwrap_or(default)
    };
    Ok(Resolution {
        version: version("version")?,
        min_version: version("min_version")?,
        max_version: version("max_version")?,
        allow: Allow {
            experimental: allow("allow_experimental", false),
            deprecated: allow("allow_deprecated", true),
            unknown: allow("allow_unknown", false),
        },
        version_hack: flag("allow_version_hack", true),
        skip_discovery: flag("skip_discovery", false),
        discover_versions: one("discover_versions").and_then(Value::as_bool).or(discovers),
        endpoint_override: one("endpoint_override").and_then(Value::as_str).map(str::to_owned),
        auth_interface: asked["interface"] == "__auth__",
        ..Resolution::default()
    })
}

/// An endpoint that was known before the call.
fn known(receiver: &Value) -> EndpointData {
    let text = |name: &str| receiver[name].as_str().map(str::to_owned);
    let url = text("service_url").or_else(|| text("catalog_url")).unwrap();
    EndpointData {
        catalog_url: text("catalog_url"),
        service_url: text("service_url"),
        service_type: text("service_type"),
        service_name: text("service_name"),
        service_id: text("service_id"),
        region_name: text("region_name"),
        interface: text("interface"),
        endpoint_id: text("endpoint_id"),
        status: receiver["status"].as_str().map(|_| Status::Current),
        ..EndpointData::at(&url)
    }
}
