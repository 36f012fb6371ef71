//! The calls, each a flow of several requests.

use std::sync::{Arc, Mutex};

use keystoneclient::adapter::Adapter;
use keystoneclient::auth::registry;
use keystoneclient::catalog::{EndpointFilter, EndpointQuery};
use keystoneclient::discover::Version;
use keystoneclient::error::{Code, Error, Result};
use keystoneclient::http::{Body, Destination, Pending, Sink, Source};
use keystoneclient::identity::{Client, Outcome};
use keystoneclient::session::{RequestOptions, Resolution, Session};
use keystoneclient::value::Value;

use crate::cloud::Cloud;
use crate::run::{Fault, params};

type Call = fn(Session) -> Pending<'static, Result<String>>;

/// A call, what it goes with, and what comes before each.
pub struct Case {
    pub name: &'static str,
    /// Auth type and options.
    pub plugin: (&'static str, &'static str),
    pub retries: u32,
    pub prepare: fn(&mut Cloud),
    /// Whether a call went well before.
    pub warm: bool,
    pub call: Call,
    /// Faults that it gets over, wherever they happen.
    pub forgives: &'static [Fault],
    /// How many requests a fault may cost beside those of a call that goes well.
    pub more_after_a_fault: usize,
}

const V3: (&str, &str) = (
    "v3password",
    r#"{"auth_url": "http://keystone:5000/v3", "username": "me", "user_domain_id": "default", "password": "pass-word", "project_id": "p1"}"#,
);
const GENERIC: (&str, &str) = (
    "password",
    r#"{"auth_url": "http://keystone:5000", "username": "me", "user_domain_id": "default", "password": "pass-word", "project_id": "p1"}"#,
);

const USUAL: Case = Case {
    name: "",
    plugin: V3,
    retries: 0,
    prepare: |_| {},
    warm: false,
    call: login,
    forgives: &[],
    // A 401 costs a login and the request once more.
    more_after_a_fault: 4,
};

pub static CASES: &[Case] = &[
    Case { name: "a login", prepare: expire, call: login, ..USUAL },
    Case { name: "a login with discovery", plugin: GENERIC, prepare: expire, call: login, ..USUAL },
    Case { name: "a request", call: request, forgives: &[Fault::Status(401)], ..USUAL },
    Case { name: "a renewal after a 401", prepare: expire, warm: true, call: request, ..USUAL },
    Case { name: "a redirect", call: redirect, ..USUAL },
    Case {
        name: "retries",
        retries: 3,
        prepare: |cloud| cloud.busy = 2,
        call: busy,
        forgives: &[Fault::Error(Code::CONNECT_FAILURE), Fault::Error(Code::CONNECT_TIMEOUT), Fault::Status(503)],
        ..USUAL
    },
    Case { name: "a list of several pages", call: list, ..USUAL },
    Case { name: "a find", call: find, ..USUAL },
    Case { name: "a create and an update", call: create_and_update, ..USUAL },
    Case { name: "OAuth 1", call: oauth1, ..USUAL },
    Case { name: "a receipt", call: receipt, ..USUAL },
    Case { name: "versions", call: versions, ..USUAL },
    Case { name: "an upload", call: upload, ..USUAL },
    Case { name: "a download", call: download, ..USUAL },
    Case { name: "a session of another scope", call: rescoped, ..USUAL },
];

/// The token that there is is refused from now on.
fn expire(cloud: &mut Cloud) {
    cloud.oldest = cloud.logins + 1;
}

fn at(
    url: &'static str,
    session: Session,
    method: &'static str,
    options: RequestOptions,
) -> Pending<'static, Result<String>> {
    Box::pin(async move {
        let response = session.request(method, url, &options).await?;
        Ok(format!("{} {}", response.status, String::from_utf8_lossy(response.body())))
    })
}

fn login(session: Session) -> Pending<'static, Result<String>> {
    Box::pin(async move {
        session.invalidate()?;
        let access = session.access().await?;
        Ok(access.username().map(|name| name.as_str().to_owned()).unwrap_or_default())
    })
}

fn request(session: Session) -> Pending<'static, Result<String>> {
    at("http://compute:8774/v2.1/servers", session, "GET", compute())
}

fn redirect(session: Session) -> Pending<'static, Result<String>> {
    at("http://compute:8774/moved", session, "GET", compute())
}

fn busy(session: Session) -> Pending<'static, Result<String>> {
    at("http://compute:8774/busy", session, "GET", compute())
}

/// So that the bound on requests to the service holds for it.
fn compute() -> RequestOptions {
    let filter = EndpointFilter { service_type: Some("compute".to_owned()), ..EndpointFilter::default() };
    RequestOptions { filter, ..RequestOptions::default() }
}

fn json(outcome: &Outcome) -> String {
    outcome.value().map(Value::to_json).unwrap_or_default()
}

async fn client(session: &Session) -> Result<Client> {
    session.drop_discovery();
    Client::discover(session, &params("{}")).await
}

fn list(session: Session) -> Pending<'static, Result<String>> {
    Box::pin(async move {
        let users = client(&session).await?.call("v3.users.list", &[], &params("{}")).await?;
        Ok(json(&users))
    })
}

fn find(session: Session) -> Pending<'static, Result<String>> {
    Box::pin(async move {
        let found = client(&session).await?.call("v3.users.find", &[], &params(r#"{"name": "seven"}"#)).await?;
        Ok(json(&found))
    })
}

fn create_and_update(session: Session) -> Pending<'static, Result<String>> {
    Box::pin(async move {
        let client = client(&session).await?;
        let made = client.call("v3.users.create", &[], &params(r#"{"name": "nine", "password": "pass-word"}"#)).await?;
        let changed = client.call("v3.users.update", &["u9"], &params(r#"{"name": "ten"}"#)).await?;
        Ok(json(&made) + &json(&changed))
    })
}

fn oauth1(session: Session) -> Pending<'static, Result<String>> {
    Box::pin(async move {
        let client = client(&session).await?;
        let consumer = r#"{"consumer_key": "ck", "consumer_secret": "consumer-secret", "project": "p1"}"#;
        let asked = client.call("v3.oauth1.request_tokens.create", &[], &params(consumer)).await?;
        client.call("v3.oauth1.request_tokens.authorize", &["rk"], &params(r#"{"roles": ["r"]}"#)).await?;
        let granted = r#"{"consumer_key": "ck", "consumer_secret": "consumer-secret", "request_key": "rk", "request_secret": "rs", "verifier": "v"}"#;
        let got = client.call("v3.oauth1.access_tokens.create", &[], &params(granted)).await?;
        let options = r#"{"auth_url": "http://keystone:5000/v3", "consumer_key": "ck", "consumer_secret": "consumer-secret", "access_key": "ak", "access_secret": "access-secret"}"#;
        let access = session.with_auth(registry::create("v3oauth1", &params(options))?).access().await?;
        let tokens = json(&asked) + &json(&got);
        Ok(format!("{tokens} {}", access.user_id().map(|id| id.as_str().to_owned()).unwrap_or_default()))
    })
}

fn receipt(session: Session) -> Pending<'static, Result<String>> {
    Box::pin(async move {
        let options = r#"{"auth_url": "http://keystone:5000/v3", "user_id": "careful", "password": "pass-word"}"#;
        let plugin = registry::create("v3password", &params(options))?;
        let own = session.with_auth(plugin.clone());
        match own.access().await {
            Err(error) if error.code() == Code::MISSING_AUTH_METHODS => {}
            Err(error) => return Err(error),
            Ok(_) => return Err(Error::new(Code::INVALID_RESPONSE, "one method was enough")),
        }
        plugin.add_method(registry::method(
            "v3totp",
            &params(r#"{"user_id": "careful", "passcode": "123456"}"#),
            None,
        )?)?;
        let access = own.access().await?;
        Ok(access.user_id().map(|id| id.as_str().to_owned()).unwrap_or_default())
    })
}

fn versions(session: Session) -> Pending<'static, Result<String>> {
    Box::pin(async move {
        session.drop_discovery();
        let filter = EndpointFilter { service_type: Some("compute".to_owned()), ..EndpointFilter::default() };
        let resolution = Resolution { version: Version::parse("2.1"), ..Resolution::default() };
        let all = session.all_version_data(EndpointQuery::from(&filter)).await?;
        let adapter = Adapter::new(&session, filter).with_versions(resolution);
        let response = adapter.request("GET", "/servers", &RequestOptions::default()).await?;
        Ok(format!("{} {} {}", all.root().len(), response.status, response.url.as_str()))
    })
}

fn rescoped(session: Session) -> Pending<'static, Result<String>> {
    Box::pin(async move {
        let other = session.with_scope(&params(r#"{"project_id": "p2"}"#))?;
        at("http://compute:8774/v2.1/servers", other, "GET", compute()).await
    })
}

/// Gives eight bytes, and again when they are asked for again.
struct Pieces(usize);

impl Source for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let count = (8 - self.0).min(3).min(buffer.len());
        buffer[..count].fill(b'x');
        self.0 += count;
        Ok(count)
    }

    fn can_rewind(&self) -> bool {
        true
    }

    fn rewind(&mut self) -> Result<()> {
        self.0 = 0;
        Ok(())
    }
}

fn upload(session: Session) -> Pending<'static, Result<String>> {
    let body = Body::streamed(Pieces(0), Some(8));
    at("http://compute:8774/v2.1/file", session, "PUT", RequestOptions { body, ..compute() })
}

/// Keeps what it gets.
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Sink for Kept {
    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(())
    }
}

fn download(session: Session) -> Pending<'static, Result<String>> {
    Box::pin(async move {
        let kept = Arc::<Mutex<Vec<u8>>>::default();
        let destination = Some(Destination::new(Kept(kept.clone())));
        session.request("GET", "http://compute:8774/file", &RequestOptions { destination, ..compute() }).await?;
        let kept = kept.lock().unwrap();
        Ok(String::from_utf8_lossy(&kept).into_owned())
    })
}
