//! One request of a session: its URL, its credentials, and the one replay after a 401.

use std::fmt;
use std::sync::Arc;

use super::Session;
use crate::auth::{Credentials, Plugin};
use crate::catalog::{EndpointFilter, EndpointQuery};
use crate::error::{Code, Error, Result};
use crate::http::{Body, Connection, Destination, Headers, Most, Request, Response, Timeouts, is_token, url};

/// What a request says beyond method and URL.
#[derive(Clone, Default)]
pub struct RequestOptions {
    /// Header fields; those of the plugin take the place of fields of the same name.
    pub headers: Headers,
    /// Pairs that go to the end of the URL's query.
    pub query: Vec<(String, String)>,
    /// What is sent.
    pub body: Body,
    /// The type of the body, unless a header field says it.
    pub content_type: Option<String>,
    /// Which service a URL without a host belongs to.
    pub filter: EndpointFilter,
    /// The URL that stands in front of one without a host, whatever the catalog says.
    pub endpoint_override: Option<String>,
    /// Whether credentials go along; by default, if the session has a plugin.
    pub authenticated: Option<bool>,
    /// Whether a status of 400 and above is an answer rather than an error.
    pub accept_errors: bool,
    /// Whether a 401 is answered by a login and one replay; by default it is.
    pub no_reauthentication: bool,
    /// How many redirects are followed; by default the session's number.
    pub redirects: Option<Most>,
    /// How often a failed connection is tried again; by default the session's number.
    pub connect_retries: Option<u32>,
    /// How long the steps may take; by default the session's times.
    pub timeouts: Option<Timeouts>,
    /// The most bytes of an answer; by default the library's limit, and for one that goes to a sink none.
    pub most_bytes: Option<u64>,
    /// Whom TLS trusts and what it shows; by default as the session does. The plugin's wishes come first.
    pub connection: Option<Arc<Connection>>,
    /// Where the body of the answer goes as it arrives; by default into the answer.
    pub destination: Option<Destination>,
}

impl fmt::Debug for RequestOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Of the query only the names show: a value may be a secret.
        f.debug_struct("RequestOptions")
            .field("headers", &self.headers)
            .field("query", &self.query.iter().map(|(name, _)| name).collect::<Vec<_>>())
            .field("body", &self.body)
            .field("filter", &self.filter)
            .field("endpoint_override", &self.endpoint_override.as_deref().map(url::shown))
            .finish_non_exhaustive()
    }
}

impl Session {
    /// Sends a request and reads its answer.
    ///
    /// Fails as the connection does, as the login does, with `EndpointNotFound` for a URL without a host that nothing stands
    /// in front of, and with the error that a status of 400 and above means.
    pub async fn request(&self, method: &str, path: &str, options: &RequestOptions) -> Result<Response> {
        self.request_from(method, path, options, EndpointQuery::default()).await
    }

    /// The same; what the options leave open in their filter, `service` says.
    pub(crate) async fn request_from(
        &self,
        method: &str,
        path: &str,
        options: &RequestOptions,
        service: EndpointQuery<'_>,
    ) -> Result<Response> {
        if !is_token(method) {
            return Err(Error::new(Code::INVALID_ARGUMENT, format!("{method:?} is not a request method")));
        }
        let auth = match options.authenticated {
            Some(false) => None,
            Some(true) => Some(self.auth()?),
            None => self.0.auth.as_ref(),
        };
        let mut request = self.0.pipeline.request(method, self.url(path, options, service).await?)?;
        for (name, value) in options.headers.iter() {
            if name.eq_ignore_ascii_case("user-agent") {
                request.headers.remove(name);
            }
            request.headers.append(name, value)?;
        }
        request.headers.set_default("Accept", "*/*")?;
        if let Some(content_type) = &options.content_type {
            request.headers.set_default("Content-Type", content_type)?;
        }
        request.body = options.body.clone();
        request.timeouts = options.timeouts.unwrap_or(request.timeouts);
        request.connection.clone_from(&options.connection);
        request.destination.clone_from(&options.destination);
        let most_bytes = if options.destination.is_some() { u64::MAX } else { request.most_bytes };
        request.most_bytes = options.most_bytes.unwrap_or(most_bytes);

        let mut response = match auth {
            None => self.send(&request, options).await?,
            Some(auth) => self.send_authenticated(&**auth, &mut request, options).await?,
        };
        if !options.accept_errors {
            response = self.0.pipeline.raise(&request, response)?;
        }
        if let Some(destination) = &options.destination {
            response.deliver(destination)?;
        }
        Ok(response)
    }

    async fn send_authenticated(
        &self,
        auth: &dyn Plugin,
        request: &mut Request,
        options: &RequestOptions,
    ) -> Result<Response> {
        let pipeline = &self.0.pipeline;
        let credentials = auth.authenticate(pipeline).await?;
        add(&credentials, request)?;
        if let Some(wanted) = auth.connection(pipeline).await? {
            request.connection = match &request.connection {
                Some(asked) => Some(Arc::new(wanted.or(asked))),
                None => Some(wanted),
            };
        }
        let mut response = self.send(request, options).await?;
        // Where redirects led to another origin nobody saw the token, so that nobody refused it.
        let was_refused = response.status == 401 && !response.left_origin;
        if !was_refused || options.no_reauthentication || !auth.invalidate(Some(credentials.generation)) {
            return Ok(response);
        }
        if !request.body.can_be_sent() {
            response.body_was_spent = true;
            return Ok(response);
        }
        let renewed = auth.authenticate(pipeline).await?;
        for (name, _) in credentials.headers.iter() {
            request.headers.remove(name);
        }
        add(&renewed, request)?;
        self.send(request, options).await
    }

    async fn send(&self, request: &Request, options: &RequestOptions) -> Result<Response> {
        let pipeline = &self.0.pipeline;
        if options.redirects.is_none() && options.connect_retries.is_none() {
            return pipeline.send(request).await;
        }
        let mut policy = pipeline.policy().clone();
        policy.redirects.most = options.redirects.unwrap_or(policy.redirects.most);
        policy.retries.connect = options.connect_retries.unwrap_or(policy.retries.connect);
        pipeline.send_under(request, &policy).await
    }

    async fn url(&self, path: &str, options: &RequestOptions, service: EndpointQuery<'_>) -> Result<String> {
        let url = if url::is_absolute(path) {
            path.to_owned()
        } else if let Some(base) = &options.endpoint_override {
            url::join(base, path)
        } else {
            let base = match self.0.auth {
                Some(_) => self.endpoint(EndpointQuery::from(&options.filter).or(service)).await?,
                None => None,
            };
            let base = base.ok_or_else(|| {
                let message = format!("nothing says which host {path:?} belongs to: neither an endpoint nor a service that is in the catalog");
                Error::new(Code::ENDPOINT_NOT_FOUND, message)
            })?;
            url::join(&base, path)
        };
        if options.query.is_empty() {
            return Ok(url);
        }
        Ok(url::with_query(&url, options.query.iter().map(|(name, value)| (name.as_str(), value.as_str()))))
    }
}

fn add(credentials: &Credentials, request: &mut Request) -> Result<()> {
    credentials.headers.iter().try_for_each(|(name, value)| request.headers.set(name, value))
}
