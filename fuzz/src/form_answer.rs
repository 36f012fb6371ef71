//! Answers of OAuth 1: the input is the form that makes up a request token.

use std::sync::Arc;

use keystoneclient::adapter::Adapter;
use keystoneclient::driver::scripted::{Scripted, reply};
use keystoneclient::error::Code;
use keystoneclient::identity;
use keystoneclient::options::Params;
use keystoneclient::session::{Defaults, Session, Settings};
use keystoneclient::value::Value;
use pollster::block_on;

use crate::CANARY;

pub fn check(form: &[u8]) {
    let form_type = [("Content-Type", "application/x-www-form-urlencoded")];
    let driver = Arc::new(Scripted::with([reply(201, &form_type, form)]));
    let session = Session::new(None, Settings::default(), driver.clone());
    let at = Some("http://keystone:5000/v3".to_owned());
    let adapter = Adapter::with_defaults(session, Defaults { endpoint_override: at, ..Defaults::default() });
    let params = Params::from_json(br#"{"consumer_key": "k", "consumer_secret": "s", "project": "p"}"#).expect("JSON");
    let operation = identity::find("v3.oauth1.request_tokens.create").expect("an operation");
    let outcome = block_on(identity::call(&adapter, operation, &params));
    assert_eq!(driver.requests().len(), 1);

    let pairs: Vec<(String, String)> = by_hand(form);
    let said = |wanted: &str| pairs.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    match outcome {
        Ok(outcome) => {
            let token = outcome.value().expect("a token");
            let got = |name: &str| token.get(name).and_then(Value::as_str);
            assert_eq!(got("key"), said("oauth_token"));
            assert_eq!((got("id"), got("secret")), (got("key"), said("oauth_token_secret")));
            assert_eq!(got("expires"), said("oauth_expires_at"));
            assert!(got("key").is_some() && got("secret").is_some());
            assert!(!format!("{:?}", outcome.response).contains(CANARY));
        }
        Err(error) => {
            assert_eq!(error.code(), Code::INVALID_RESPONSE, "{error}");
            assert!(said("oauth_token").is_none() || said("oauth_token_secret").is_none(), "{error}");
            assert!(!format!("{error} {error:?}").contains(CANARY), "{error:?}");
        }
    }
}

fn by_hand(form: &[u8]) -> Vec<(String, String)> {
    let decoded = |part: &[u8]| {
        let (mut bytes, mut rest) = (Vec::new(), part);
        while let [first, after @ ..] = rest {
            let hex = |at: usize| after.get(at).and_then(|digit| char::from(*digit).to_digit(16));
            match (first, hex(0), hex(1)) {
                (b'%', Some(high), Some(low)) => {
                    bytes.push(u8::try_from(high * 16 + low).expect("two digits"));
                    rest = &after[2..];
                    continue;
                }
                (b'+', ..) => bytes.push(b' '),
                _ => bytes.push(*first),
            }
            rest = after;
        }
        String::from_utf8_lossy(&bytes).into_owned()
    };
    form.split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| match pair.iter().position(|byte| *byte == b'=') {
            Some(at) => (decoded(&pair[..at]), decoded(&pair[at + 1..])),
            None => (decoded(pair), String::new()),
        })
        .collect()
}
