//! Header fields: each line of the input is a step, `append Name: value`, `set`, `default`, `receive`, `remove Name`, or
//! `microversion version service`. A list of pairs is what they must come to.

use std::sync::Arc;

use keystoneclient::discover::Version;
use keystoneclient::driver::scripted::{Scripted, reply};
use keystoneclient::error::Code;
use keystoneclient::http::Headers;
use keystoneclient::session::{RequestOptions, Session, Settings};
use pollster::block_on;

use crate::CANARY;

/// What a reader of the wire would make two fields of, or none.
fn is_sound(name: &str, value: &str) -> bool {
    let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    !name.is_empty() && name.chars().all(is_token) && !value.chars().any(|c| c.is_ascii_control() && c != '\t')
}

pub fn check(text: &[u8]) {
    let Ok(text) = std::str::from_utf8(text) else { return };
    let (mut headers, mut model) = (Headers::new(), Vec::<(String, String)>::new());
    for line in text.split('\n').take(200) {
        let (step, rest) = line.split_once(' ').unwrap_or((line, ""));
        let (name, value) = rest.split_once(": ").unwrap_or((rest, ""));
        let same = |have: &str| have.eq_ignore_ascii_case(name);
        let pair = (name.to_owned(), value.to_owned());
        let sound = is_sound(name, value);
        match step {
            "append" => {
                assert_eq!(headers.append(name, value).is_ok(), sound, "{name:?} {value:?}");
                model.extend(sound.then_some(pair));
            }
            "set" => {
                assert_eq!(headers.set(name, value).is_ok(), sound);
                if sound {
                    model.retain(|(have, _)| !same(have));
                    model.push(pair);
                }
            }
            "default" => {
                let there = model.iter().any(|(have, _)| same(have));
                assert_eq!(headers.set_default(name, value).is_ok(), there || sound);
                model.extend((!there && sound).then_some(pair));
            }
            "receive" => {
                headers.receive(name, value);
                model.push(pair);
            }
            "remove" => {
                headers.remove(name);
                model.retain(|(have, _)| !same(have));
            }
            "microversion" => microversion(rest),
            _ => {}
        }
    }
    let have: Vec<(String, String)> = headers.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    assert_eq!(have, model);
    assert_eq!((headers.len(), headers.is_empty()), (model.len(), model.is_empty()));
    for (name, _) in &model {
        let first = model.iter().find(|(have, _)| have.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str());
        assert_eq!(headers.get(&name.to_ascii_uppercase()), first);
        assert_eq!(headers.get_with_nul(name).and_then(|value| value.strip_suffix('\0')), first);
    }
    hides_secrets(&headers);
    let mut open = headers.clone();
    open.remove_secrets();
    assert!(open.secrets().is_empty() && headers.secrets().len() + open.len() == headers.len());
}

/// The names that hold secrets in the services that there are.
fn hides_secrets(headers: &Headers) {
    let mut headers = headers.clone();
    headers.receive("X-Auth-Token", CANARY);
    headers.receive("set-cookie", CANARY);
    let mut open = headers.clone();
    open.remove_secrets();
    assert!(open.get("X-Auth-Token").is_none() && open.get("Set-Cookie").is_none());
    let names = headers.iter().map(|(name, _)| name.matches(CANARY).count()).sum::<usize>();
    let others = names + open.iter().map(|(_, value)| value.matches(CANARY).count()).sum::<usize>();
    assert!(format!("{headers:?}").matches(CANARY).count() <= others, "{headers:?}");
}

fn microversion(rest: &str) {
    let (microversion, service) = rest.split_once(' ').unwrap_or((rest, "compute"));
    let driver = Arc::new(Scripted::answering(|_| Ok(reply(200, &[], "{}"))));
    let session = Session::new(None, Settings::default(), driver.clone());
    let options = RequestOptions {
        microversion: Some(microversion.to_owned()),
        microversion_service_type: Some(service.to_owned()),
        ..RequestOptions::default()
    };
    match block_on(session.request("GET", "http://h/", &options)) {
        Ok(_) => {
            let version = Version::parse(microversion).expect("what is asked for is a version");
            let sent = driver.requests();
            let field = sent[0].headers.get("OpenStack-API-Version").expect("it is asked for");
            let (named, asked) = field.rsplit_once(' ').expect("service and version");
            assert_eq!(Version::parse(asked), Some(version), "{field}");
            assert!(!named.is_empty() && is_sound("X", field), "{field:?}");
            for (name, value) in sent[0].headers.iter().filter(|(name, _)| name.starts_with("X-OpenStack-")) {
                assert!(name.ends_with("-API-Version") && value == asked, "{name}: {value}");
            }
        }
        Err(error) => {
            assert_eq!(error.code(), Code::INVALID_ARGUMENT, "{error}");
            assert!(driver.requests().is_empty());
        }
    }
}
