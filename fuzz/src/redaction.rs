//! What logs and errors show of bodies. The input is JSON, `{"secret": "what must not show", "status": 400, "type": "the content
//! type", "request": ..., "answer": ...}`: what in the request stands under the name of a secret becomes that secret, and each
//! `hunter2` of the answer, too, as the peer may write it.

use std::sync::{Arc, Mutex};

use keystoneclient::driver::scripted::{Scripted, reply};
use keystoneclient::http::Body;
use keystoneclient::session::{RequestOptions, Session, Settings};
use keystoneclient::value::{Document, Value};
use keystoneclient::watch::{Filter, Hear, Level, Record};
use pollster::block_on;
use serde_json::Value as Tree;

use crate::CANARY;

/// Names of secrets in the APIs of OpenStack.
const NAMES: &[&str] = &[
    "password",
    "original_password",
    "adminPass",
    "secret",
    "blob",
    "access",
    "passcode",
    "client_secret",
    "private_key",
    "refresh_token",
    "admin_password",
    "api_key",
    "key_material",
    "receipt",
    "user_data",
    "oauth_verifier",
    "signature",
];

/// Keeps what it hears.
#[derive(Default)]
struct Ear(Mutex<String>);

impl Hear for Ear {
    fn hear(&self, record: &Record) {
        let mut heard = self.0.lock().expect("no panic before");
        heard.push_str(&format!("{record:?}\n{}\n", record.message.as_str()));
    }
}

pub fn check(input: &[u8]) {
    let Ok(document) = Document::parse(input) else { return };
    let root = document.root();
    let text = |name: &str| root.get(name).and_then(Value::as_str);
    // Long enough not to be in the rest by chance, and of what Debug shows as it is; quotes and such are tried beside it.
    let odd = text("secret").unwrap_or_default();
    let plain = "S3CR3T-hunter2";
    let secret = format!("{plain}{odd}");
    let status =
        root.get("status").and_then(Value::as_i64).and_then(|status| u16::try_from(status).ok()).unwrap_or(400);
    let content_type =
        text("type").filter(|text| !text.contains(|c: char| c.is_ascii_control())).unwrap_or("application/json");
    let tree = |name: &str| root.get(name).and_then(|value| serde_json::from_str::<Tree>(&value.to_json()).ok());
    let mut request = tree("request").unwrap_or(Tree::Null);
    let mut hidden = 0;
    if request.to_string().contains(plain) {
        return;
    }
    hide(&mut request, &secret, &mut hidden);
    let Some(answer) = tree("answer") else { return };
    let answered = answer.to_string();
    if answered.contains(plain) || odd.contains(plain) || content_type.contains(CANARY) || hidden == 0 {
        return;
    }
    let quoted = Tree::String(secret.clone()).to_string();
    // As it is, or as it stands in JSON, in which the answer is said to be, or not.
    for said in [secret.as_str(), &quoted[1..quoted.len() - 1]] {
        let body = answered.replace(CANARY, said);
        let answer = {
            let (body, content_type) = (body.clone(), content_type.to_owned());
            move || reply(status, &[("Content-Type", content_type.as_str())], body.clone())
        };
        let driver = Arc::new(Scripted::answering(move |_| Ok(answer())));
        let session = Session::new(None, Settings { collect_timing: true, ..Settings::default() }, driver);
        let ear = Arc::new(Ear::default());
        session.watch().log.set(Some((Filter::new(Level::Debug, u32::MAX), ear.clone())));
        let options = RequestOptions {
            body: Body::bytes(request.to_string()),
            content_type: Some("application/json".to_owned()),
            ..RequestOptions::default()
        };
        let outcome = block_on(session.request("POST", "http://h/v3/users", &options));
        let mut seen = std::mem::take(&mut *ear.0.lock().expect("no panic before"));
        match outcome {
            Ok(response) => seen.push_str(&format!("{response:?}")),
            Err(error) => {
                seen.push_str(&format!("{error} {error:?} {:?}", error.details()));
                seen.push_str(&String::from_utf8_lossy(error.body().unwrap_or_default()));
            }
        }
        assert!(!seen.contains(plain), "{seen}");
    }
}

/// Puts `secret` wherever the name of one stands before a string.
fn hide(tree: &mut Tree, secret: &str, hidden: &mut usize) {
    match tree {
        Tree::Array(list) => list.iter_mut().for_each(|element| hide(element, secret, hidden)),
        Tree::Object(members) => {
            for (name, member) in members.iter_mut() {
                if member.is_string() && NAMES.contains(&name.as_str()) {
                    *member = Tree::String(secret.to_owned());
                    *hidden += 1;
                } else {
                    hide(member, secret, hidden);
                }
            }
        }
        _ => {}
    }
}
