//! OAuth 2 with client credentials: a token of Identity, and requests that carry it as services behind OAuth 2 expect it.

use std::fmt;

use zeroize::Zeroizing;

use super::{ApplicationCredential, V3, invalid, read_body, token_url, versioned};
use crate::access::{Access, OF_A_STATE};
use crate::auth::fixed::basic;
use crate::auth::identity::{Given, Scope};
use crate::auth::{Attempt, CacheId, Granted, Login, told};
use crate::error::{Code, Error, Result};
use crate::http::{Body, Headers, Pending, Pipeline, Request, Response, url};
use crate::text::Secret;
use crate::value::{Document, Json};

/// What stands before the access token in the field Authorization.
const BEARER: &str = "Bearer ";
/// Under which name the access token is kept beside the token of Identity.
const OAUTH2_TOKEN: &str = "oauth2_access_token";

/// An access token, and for how long it serves.
struct Granting {
    token: Secret,
    seconds: Option<i64>,
}

/// Asks `endpoint` for an access token; `form` says for what, `authorization` who asks, where the connection does not.
async fn grant(
    pipeline: &Pipeline,
    endpoint: &str,
    authorization: Option<&str>,
    form: &[(&str, &str)],
) -> Result<Granting> {
    let mut request = pipeline.request("POST", endpoint)?;
    request.secret = true;
    request.headers.set("Accept", "application/json")?;
    request.headers.set("Content-Type", "application/x-www-form-urlencoded")?;
    if let Some(authorization) = authorization {
        request.headers.set("Authorization", authorization)?;
    }
    let form = url::with_query("", form.iter().copied());
    request.body = Body::bytes(form.trim_start_matches('?'));
    let response = pipeline.send(&request).await?;
    let response = pipeline.raise(&request, response).map_err(|error| explained(error, &request))?;
    read(&request, &response)
}

/// What RFC 6749, 5.2 has the peer say is better than the words of the status.
fn explained(error: Error, request: &Request) -> Error {
    let said = error.body().and_then(|body| serde_json::from_slice::<serde_json::Value>(body).ok());
    let said = said.as_ref().and_then(|said| said.get("error_description").or_else(|| said.get("error"))?.as_str());
    match said {
        Some(said) => {
            let message = format!("OAuth 2 refuses a token: {said} (HTTP {})", error.http_status());
            error.with_message(message).without(&request.headers.secrets())
        }
        None => error,
    }
}

fn read(request: &Request, response: &Response) -> Result<Granting> {
    let body = response.json();
    let token = body.and_then(|body| body.get("access_token")?.as_str()).filter(|token| !token.is_empty());
    let token = token.ok_or_else(|| invalid(request, response, "without an 'access_token'"))?;
    let bearer = Zeroizing::new([BEARER, token].concat());
    if Headers::new().set("Authorization", &bearer).is_err() {
        return Err(invalid(request, response, "with a token that cannot be sent: it holds a control character"));
    }
    let seconds = body.and_then(|body| body.get("expires_in")?.as_i64()).filter(|seconds| *seconds > 0);
    Ok(Granting { token: Secret::new(token), seconds })
}

fn bearer(token: &Secret) -> Result<Headers> {
    let mut headers = Headers::new();
    headers.set("Authorization", &Zeroizing::new([BEARER, token.expose()].concat()))?;
    Ok(headers)
}

fn required(given: &Given<'_>, name: &str) -> String {
    given.options.string(name).unwrap_or_default().to_owned()
}

/// A client that proves itself by a secret: an application credential of Identity.
pub struct ClientCredential {
    login: V3,
    endpoint: String,
    client_id: String,
    secret: Secret,
}

impl ClientCredential {
    /// The client of the options.
    pub fn new(given: &Given<'_>) -> Result<Self> {
        let client_id = required(given, "oauth2_client_id");
        let secret = given.options.secret("oauth2_client_secret").cloned().unwrap_or_else(|| Secret::new(""));
        let method = ApplicationCredential::of(&client_id, secret.clone());
        let login = V3::new(given, vec![Box::new(method)])?;
        Ok(Self { login, endpoint: required(given, "oauth2_endpoint"), client_id, secret })
    }
}

impl Login for ClientCredential {
    fn log_in<'a>(&'a self, attempt: Attempt<'a>) -> Pending<'a, Result<Granted>> {
        Box::pin(async move {
            let Attempt { pipeline, kept } = attempt;
            let mut credentials = CacheId::new(&self.endpoint);
            credentials.add(&self.client_id, self.secret.expose());
            let credentials = credentials.fingerprint();
            kept.check(&credentials)?;
            let granted = self.login.log_in(Attempt { pipeline, kept }).await?;
            let authorization = basic(&self.client_id, &self.secret);
            let form = [("grant_type", "client_credentials")];
            let outcome = grant(pipeline, &self.endpoint, Some(&authorization), &form).await;
            let granting = kept
                .noted(credentials, outcome, &[self.secret.expose()])
                .inspect_err(|error| told::login(pipeline, Err(error)))?;
            Ok(Granted { headers: bearer(&granting.token)?, seconds: granting.seconds, ..granted })
        })
    }

    fn auth_url(&self) -> Option<&str> {
        self.login.auth_url()
    }

    fn login_url<'a>(&'a self, pipeline: &'a Pipeline) -> Pending<'a, Result<String>> {
        self.login.login_url(pipeline)
    }

    fn cache_id(&self) -> Result<Option<CacheId>> {
        let mut id = CacheId::new("oauth2");
        id.add("oauth2_endpoint", &self.endpoint);
        self.login.tell(&mut id);
        Ok(Some(id))
    }

    fn state(&self, access: &Access, headers: &Headers) -> Secret {
        let state = access.to_state();
        let token = headers.get("Authorization").and_then(|field| field.strip_prefix(BEARER)).unwrap_or_default();
        let token = Zeroizing::new(Json::String(token).to_bytes());
        let token = std::str::from_utf8(&token).unwrap_or_default();
        let front = state.expose().strip_suffix('}').unwrap_or_default();
        Secret::new(&Zeroizing::new([front, ",\"", OAUTH2_TOKEN, "\":", token, "}"].concat()))
    }

    fn headers_of(&self, _access: &Access, state: &str) -> Result<Headers> {
        let state = Document::parse_secret(state, OF_A_STATE);
        let token = state.as_ref().ok().and_then(|state| state.root().get(OAUTH2_TOKEN)?.as_str());
        let token = token.filter(|token| !token.is_empty()).ok_or_else(|| {
            let message =
                "the state holds a token of Identity, and not the one of OAuth 2 that requests carry beside it";
            Error::new(Code::INVALID_RESPONSE, message)
        })?;
        bearer(&Secret::new(token))
    }
}

impl fmt::Debug for ClientCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCredential")
            .field("login", &self.login)
            .field("endpoint", &url::shown(&self.endpoint))
            .finish_non_exhaustive()
    }
}

/// A client that proves itself by the certificate of its connection, which the token is bound to.
#[derive(Debug)]
pub struct MtlsClientCredential {
    auth_url: String,
    endpoint: String,
    client_id: String,
    include_catalog: bool,
}

impl MtlsClientCredential {
    /// The client of the options.
    pub fn new(given: &Given<'_>) -> Result<Self> {
        // A scope makes no difference to what is asked, but one that makes no sense is still refused.
        Scope::read(given.options)?;
        Ok(Self {
            auth_url: required(given, "auth_url"),
            endpoint: required(given, "oauth2_endpoint"),
            client_id: required(given, "oauth2_client_id"),
            include_catalog: given.options.bool("include_catalog", true),
        })
    }

    async fn exchange(&self, pipeline: &Pipeline) -> Result<Granted> {
        let form = [("grant_type", "client_credentials"), ("client_id", self.client_id.as_str())];
        let Granting { token, seconds } = grant(pipeline, &self.endpoint, None, &form).await?;
        let mut request = pipeline.request("GET", token_url(&self.auth_url, self.include_catalog))?;
        request.secret = true;
        request.headers.set("Accept", "application/json")?;
        request.headers.set("X-Auth-Token", token.expose())?;
        request.headers.set("X-Subject-Token", token.expose())?;
        let response = pipeline.raise(&request, pipeline.send(&request).await?)?;
        let access = read_body(&request, &response, Some(token.expose()))?;
        Ok(Granted { access, headers: bearer(&token)?, seconds })
    }
}

impl Login for MtlsClientCredential {
    fn log_in<'a>(&'a self, attempt: Attempt<'a>) -> Pending<'a, Result<Granted>> {
        Box::pin(async move {
            let Attempt { pipeline, kept } = attempt;
            // The certificate is the session's: another session may have another one.
            let mut credentials = CacheId::new(&self.endpoint);
            credentials.add(&self.client_id, &pipeline.number().to_string());
            let credentials = credentials.fingerprint();
            kept.check(&credentials)?;
            let outcome = self.exchange(pipeline).await;
            let outcome = kept.noted(credentials, outcome, &[]);
            told::login(pipeline, outcome.as_ref().map(|granted| &granted.access));
            outcome
        })
    }

    fn auth_url(&self) -> Option<&str> {
        Some(&self.auth_url)
    }

    fn login_url<'a>(&'a self, _pipeline: &'a Pipeline) -> Pending<'a, Result<String>> {
        Box::pin(async { Ok(versioned(&self.auth_url)) })
    }

    fn cache_id(&self) -> Result<Option<CacheId>> {
        // The token is bound to a certificate that the connection has, and nobody here knows.
        Ok(None)
    }

    fn headers_of(&self, access: &Access, _state: &str) -> Result<Headers> {
        access.auth_token().map_or_else(|| Ok(Headers::new()), bearer)
    }
}
