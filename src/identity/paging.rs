//! Lists in pages: `links.next` leads on, as long as it stays with the origin that was asked.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

use super::operation::{Answer, Operation};
use super::outcome::{self, Outcome};
use crate::adapter::Adapter;
use crate::error::{Code, Error, Result};
use crate::http::{Response, url};
use crate::session::RequestOptions;
use crate::value::Value;

/// No list has more pages.
const MOST_PAGES: usize = 10_000;

/// A list, a page at a time: memory holds one of them.
#[derive(Debug)]
pub struct Pages {
    adapter: Adapter,
    operation: &'static Operation,
    /// What comes next: path or URL, and the options of its request.
    next: Option<(String, RequestOptions)>,
    got: usize,
    seen: Seen,
}

/// The pages that were got, by hashes of their URLs: thousands of them take little.
#[derive(Debug, Default)]
struct Seen {
    hashes: HashSet<u64>,
    state: RandomState,
}

impl Seen {
    fn add(&mut self, url: &str) {
        self.hashes.insert(self.state.hash_one(url));
    }

    fn has(&self, url: &str) -> bool {
        self.hashes.contains(&self.state.hash_one(url))
    }
}

impl Pages {
    pub(super) fn new(adapter: Adapter, operation: &'static Operation, path: String, options: RequestOptions) -> Self {
        Self { adapter, operation, next: Some((path, options)), got: 0, seen: Seen::default() }
    }

    /// The next page; `None` behind the last.
    ///
    /// Fails as a request does, with `InvalidResponse` for an answer that is no page or whose link leads elsewhere, and with
    /// `LimitExceeded` when there is no end of them. After a failure the same page is asked for again.
    pub async fn next(&mut self) -> Result<Option<Outcome>> {
        let Some((path, options)) = &self.next else { return Ok(None) };
        if self.got >= MOST_PAGES {
            let message = format!("{}: more than {MOST_PAGES} pages", self.operation.name);
            return Err(Error::new(Code::LIMIT_EXCEEDED, message));
        }
        let response = self.adapter.request(self.operation.method, path, options).await?;
        let page = Outcome::read(self.operation, response)?;
        self.seen.add(page.response.url.as_str());
        let next = self.link(&page.response)?;
        if let Some(next) = &next {
            self.seen.add(next);
        }
        let options = RequestOptions { query: Vec::new(), ..options.clone() };
        self.next = next.map(|next| (next, options));
        self.got += 1;
        Ok(Some(page))
    }

    /// Where the page says that it goes on.
    fn link(&self, response: &Response) -> Result<Option<String>> {
        let root = response.json();
        let next = root.and_then(|root| root.get("links")).and_then(|links| links.get("next")).and_then(Value::as_str);
        let Some(next) = next.filter(|next| !next.is_empty()) else { return Ok(None) };
        let here = response.url.as_str();
        let refused = |what: &str| {
            let message = format!("{}: the link to the next page {what}", self.operation.name);
            Err(outcome::about(self.operation, response, Error::new(Code::INVALID_RESPONSE, message)))
        };
        match url::resolve(here, next) {
            None => refused("is no URL"),
            Some(next) if !url::same_origin(here, &next) => {
                refused("leads to another origin, where the token must not go")
            }
            Some(next) if self.seen.has(&next) => refused("leads back to a page that was seen before"),
            Some(next) => Ok(Some(next)),
        }
    }

    /// All pages that are left as one: the first as it is when it is the only one.
    pub(super) async fn all(mut self) -> Result<Outcome> {
        let (Some(first), Answer::Many(key)) = (self.next().await?, self.operation.answer) else {
            return Err(Error::new(Code::INVALID_RESPONSE, format!("{}: no page", self.operation.name)));
        };
        if self.next.is_none() {
            return Ok(first);
        }
        let mut text = String::from("{\"");
        text.push_str(key);
        text.push_str("\":[");
        let mut last = first;
        loop {
            for item in last.value().into_iter().flat_map(Value::iter) {
                if !text.ends_with('[') {
                    text.push(',');
                }
                text.push_str(&item.to_json());
            }
            match self.next().await? {
                Some(page) => last = page,
                None => break,
            }
        }
        let truncated = last.response.json().and_then(|root| root.get("truncated")).and_then(Value::as_bool);
        text.push(']');
        if truncated == Some(true) {
            text.push_str(",\"truncated\":true");
        }
        text.push('}');
        let document =
            crate::value::Document::parse_secret(text, crate::value::Limits::default()).map_err(|error| {
                Error::new(Code::LIMIT_EXCEEDED, format!("{}: all pages together: {error}", self.operation.name))
            })?;
        let index = document.root().get(key).map_or(0, |list| list.node().index());
        Ok(Outcome::within(last.response, document, index))
    }
}
