//! What an answer says of an operation.

use std::sync::Arc;

use super::operation::{Answer, Operation, Written};
use crate::error::{Code, Error, Result};
use crate::http::{Response, url};

use crate::value::{Document, Json, Kind, Value};

/// The result of an operation.
#[derive(Debug)]
pub struct Outcome {
    /// The answer; of a list with several pages the last one.
    pub response: Response,
    result: Option<(Arc<Document>, u32)>,
}

impl Outcome {
    /// The document that holds the result, and which of its nodes it is; `None` for an operation that has none.
    pub fn result(&self) -> Option<(&Arc<Document>, u32)> {
        self.result.as_ref().map(|(document, index)| (document, *index))
    }

    /// The result.
    pub fn value(&self) -> Option<Value<'_>> {
        self.result.as_ref().and_then(|(document, index)| document.value(*index))
    }

    /// The result that is a whole document.
    pub(super) fn of(response: Response, document: Arc<Document>) -> Self {
        let root = document.root().node().index();
        Self { response, result: Some((document, root)) }
    }

    /// The result that is a node of a document.
    pub(super) fn within(response: Response, document: Arc<Document>, index: u32) -> Self {
        Self { response, result: Some((document, index)) }
    }

    /// What `response` says of `operation`.
    ///
    /// Fails with `InvalidResponse` when that is not what the operation's answer is, with `NotFound` and `NoUniqueMatch` for
    /// answers of which one resource is wanted.
    pub(super) fn read(operation: &Operation, mut response: Response) -> Result<Self> {
        if matches!(
            operation.answer,
            Answer::One(_) | Answer::Many(_) | Answer::Only(_) | Answer::Last(_) | Answer::Body
        ) {
            response.parse_in_place();
        }
        let result = match operation.answer {
            Answer::Nothing | Answer::Exists | Answer::Unimplemented => None,
            Answer::Text(written) => Some(whole(&response, &Json::String(text(operation, &response, written)?))?),
            Answer::Form => Some(form(operation, &response)?),
            Answer::Body => {
                let document = json(operation, &response)?;
                if document.root().kind() != Kind::Object {
                    let message = format!("{}: the answer is no object", operation.name);
                    return Err(about(operation, &response, Error::new(Code::INVALID_RESPONSE, message)));
                }
                Some((document.clone(), document.root().node().index()))
            }
            Answer::One(key) => {
                let document = json(operation, &response)?;
                let found = document.root().get(key).filter(|value| value.kind() == Kind::Object);
                let found = found.ok_or_else(|| missing(operation, &response, key, "an object"))?;
                Some((document.clone(), found.node().index()))
            }
            Answer::Many(key) => {
                let document = json(operation, &response)?;
                let list = list(document.root(), key).ok_or_else(|| missing(operation, &response, key, "a list"))?;
                Some((document.clone(), list.node().index()))
            }
            Answer::Last(key) => {
                let document = json(operation, &response)?;
                let last = list(document.root(), key).and_then(|list| list.iter().last());
                let last = last.ok_or_else(|| missing(operation, &response, key, "a list that is not empty"))?;
                Some((document.clone(), last.node().index()))
            }
            Answer::Only(key) => {
                let document = json(operation, &response)?;
                let list = list(document.root(), key).ok_or_else(|| missing(operation, &response, key, "a list"))?;
                Some((document.clone(), only(operation, &response, list.iter())?.node().index()))
            }
        };
        Ok(Self { response, result })
    }
}

/// The one of `found`: `NotFound` or `NoUniqueMatch` when it is not one.
pub(super) fn only<'a>(
    operation: &Operation,
    response: &Response,
    mut found: impl Iterator<Item = Value<'a>>,
) -> Result<Value<'a>> {
    let refused = |code, message| Err(about(operation, response, Error::new(code, message)));
    match (found.next(), found.next()) {
        (Some(only), None) => Ok(only),
        (None, _) => refused(Code::NOT_FOUND, format!("{}: nothing matches", operation.name)),
        (Some(_), Some(_)) => {
            refused(Code::NO_UNIQUE_MATCH, format!("{}: more than one resource matches", operation.name))
        }
    }
}

/// The list under `key`, which older services wrap once more.
pub(super) fn list<'a>(root: Value<'a>, key: &str) -> Option<Value<'a>> {
    let found = root.get(key)?;
    let list = found.get("values").unwrap_or(found);
    (list.kind() == Kind::List).then_some(list)
}

fn json<'r>(operation: &Operation, response: &'r Response) -> Result<&'r Arc<Document>> {
    response.document().ok_or_else(|| {
        let message = format!("{}: the answer is not JSON", operation.name);
        about(operation, response, Error::new(Code::INVALID_RESPONSE, message))
    })
}

fn missing(operation: &Operation, response: &Response, key: &str, what: &str) -> Error {
    let message = format!("{}: the answer holds not {what} under {key:?}", operation.name);
    about(operation, response, Error::new(Code::INVALID_RESPONSE, message))
}

/// `error` with request and answer. The body of a secret answer stays out of it.
pub(super) fn about(operation: &Operation, response: &Response, error: Error) -> Error {
    let error = error.with_request(operation.method, &url::shown(response.url.as_str()));
    if operation.secret { error.with_http_status(response.status) } else { response.describe(error) }
}

fn text<'r>(operation: &Operation, response: &'r Response, written: Written) -> Result<&'r str> {
    let is_so = |text: &&str| match written {
        Written::Xml(roots) => root_element(text).is_some_and(|root| roots.contains(&root)),
        Written::Pem => text.lines().any(|line| line.starts_with("-----BEGIN ")),
    };
    std::str::from_utf8(response.body()).ok().filter(is_so).ok_or_else(|| {
        let what = match written {
            Written::Xml(roots) => format!("XML whose root is {}", roots.join(" or ")),
            Written::Pem => "PEM".to_owned(),
        };
        let message = format!("{}: the answer is not {what}", operation.name);
        about(operation, response, Error::new(Code::INVALID_RESPONSE, message))
    })
}

/// The name of the root element without its prefix: declarations and comments begin with `<?` and `<!`.
fn root_element(text: &str) -> Option<&str> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let begins = |tag: &&str| tag.starts_with(|first: char| first.is_alphabetic() || first == '_');
    let tag = text.strip_prefix('<')?.split('<').find(begins)?;
    let name = tag.split(|end: char| end.is_whitespace() || matches!(end, '/' | '>')).next()?;
    name.rsplit(':').next()
}

fn whole(response: &Response, json: &Json<'_>) -> Result<(Arc<Document>, u32)> {
    let document = Document::parse_secret(json.to_bytes(), crate::value::Limits::default())
        .map_err(|error| response.describe(Error::new(Code::INVALID_RESPONSE, error.to_string())))?;
    let root = document.root().node().index();
    Ok((document, root))
}

/// The pairs of a form by name, with `oauth_` taken away as the reference names them, and the key once more as the id.
fn form(operation: &Operation, response: &Response) -> Result<(Arc<Document>, u32)> {
    const NAMES: &[(&str, &[&str])] =
        &[("oauth_token", &["key", "id"]), ("oauth_token_secret", &["secret"]), ("oauth_expires_at", &["expires"])];
    let pairs: Vec<_> = ::url::form_urlencoded::parse(response.body()).collect();
    let found = |wanted: &str| pairs.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_ref());
    if found("oauth_token").is_none() || found("oauth_token_secret").is_none() {
        let name = operation.name;
        let message = format!("{name}: the answer holds no token: oauth_token and oauth_token_secret are missing");
        return Err(about(operation, response, Error::new(Code::INVALID_RESPONSE, message)));
    }
    let members = NAMES.iter().flat_map(|(wire, names)| {
        found(wire).into_iter().flat_map(move |value| names.iter().map(move |name| (*name, Json::String(value))))
    });
    whole(response, &Json::Object(members.collect()))
}
