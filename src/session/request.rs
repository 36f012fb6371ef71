//! One request of a session: its URL, its credentials, and the one replay after a 401.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::{Defaults, Resolution, Session, microversion};
use crate::auth::{Credentials, Plugin};
use crate::catalog::EndpointFilter;
use crate::error::{Code, Error, Result};
use crate::http::{
    Body, Connection, Destination, Headers, Limiter, Manner, Most, Request, Response, RetryOptions, Timeouts,
    forwarded, is_token, url,
};
use crate::watch::Log;

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
    /// Which versions of the service will do; by default whichever the catalog has.
    pub resolution: Option<Arc<Resolution>>,
    /// The version of the service's API within its major version, or `latest`.
    pub microversion: Option<String>,
    /// The type of the service that `microversion` is for, where it is not the one that is asked.
    pub microversion_service_type: Option<String>,
    /// What authenticates the request in place of the session's plugin.
    pub auth: Option<Arc<dyn Plugin>>,
    /// Whether credentials go along; by default, if there is a plugin.
    pub authenticated: Option<bool>,
    /// The whole of `User-Agent`.
    pub user_agent: Option<String>,
    /// Whose request this is: the address that `Forwarded` names.
    pub original_ip: Option<String>,
    /// The id that links the requests of one operation across services.
    pub global_request_id: Option<String>,
    /// Whether a status of 400 and above is an error; by default as the adapter or session says.
    pub raise_exc: Option<bool>,
    /// Whether nothing of the request may be logged.
    pub unlogged: bool,
    /// Who hears of it in place of who hears of the adapter or session.
    pub listener: Option<Arc<Log>>,
    /// Whether a 401 is answered by a login and one replay; by default it is.
    pub no_reauthentication: bool,
    /// How many redirects are followed; by default the session's number.
    pub redirects: Option<Most>,
    /// When the request is sent again, where it differs.
    pub retries: RetryOptions,
    /// How long the steps may take; by default the session's times.
    pub timeouts: Option<Timeouts>,
    /// The most bytes of an answer; by default the session's limit, and for one that goes to a sink none.
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

/// The field for the id of a request, ours or the peer's.
const REQUEST_ID: &str = "X-OpenStack-Request-ID";

impl RequestOptions {
    /// Whether the caller wrote this header field.
    fn says(&self, name: &str) -> bool {
        self.headers.get(name).is_some()
    }
}

impl Session {
    /// Sends a request and reads its answer.
    ///
    /// Fails as the connection does, as the login does, with `EndpointNotFound` for a URL without a host that nothing stands
    /// in front of, and with the error that a status of 400 and above means.
    pub async fn request(&self, method: &str, path: &str, options: &RequestOptions) -> Result<Response> {
        self.request_from(method, path, options, &Defaults::default()).await
    }

    /// The same; what the options leave open, `service` says.
    pub(crate) async fn request_from(
        &self,
        method: &str,
        path: &str,
        options: &RequestOptions,
        service: &Defaults,
    ) -> Result<Response> {
        if !is_token(method) {
            return Err(Error::new(Code::INVALID_ARGUMENT, format!("{method:?} is not a request method")));
        }
        let session = match &options.auth {
            Some(auth) => Cow::Owned(self.with_auth(auth.clone())),
            None => Cow::Borrowed(self),
        };
        let auth = match options.authenticated {
            Some(false) => None,
            Some(true) => Some(session.auth()?),
            None => session.auth.as_ref(),
        };
        let limit = options.timeouts.map_or(self.pipeline().policy().timeouts.whole, |timeouts| timeouts.whole);
        let url = self.pipeline().asked(limit, session.url(path, options, service)).await?;
        let mut request = self.compose(method, url, options, service)?;
        let limiter = match &service.limiter {
            Some(limiter) => Some(Cow::Borrowed(limiter)),
            None => self.limiter(options.filter.service_type.as_deref().or(service.filter.service_type.as_deref())),
        };
        let limiter = limiter.as_deref().map(|limiter| &**limiter);
        let mut response = match auth {
            None => self.send(&request, options, service, limiter).await?,
            Some(auth) => self.send_authenticated(&**auth, &mut request, options, service, limiter).await?,
        };
        let raises = options.raise_exc.or(service.raise_exc).unwrap_or(self.shared.raise_exc);
        if raises {
            response = self.pipeline().raise(&request, response)?;
        }
        if let Some(destination) = &options.destination {
            response.deliver(destination)?;
        }
        Ok(response)
    }

    /// The request without credentials.
    fn compose(&self, method: &str, url: String, options: &RequestOptions, service: &Defaults) -> Result<Request> {
        let mut request = self.pipeline().request(method, url)?;
        let headers = &mut request.headers;
        for (name, value) in options.headers.iter() {
            if name.eq_ignore_ascii_case("user-agent") {
                headers.remove(name);
            }
            headers.append(name, value)?;
        }
        if let Some(user_agent) = &options.user_agent {
            headers.set("User-Agent", user_agent)?;
        } else if let Some(user_agent) = service.user_agent.as_ref().filter(|_| !options.says("user-agent")) {
            headers.set("User-Agent", user_agent)?;
        }
        if let Some(microversion) = options.microversion.as_deref().or(service.microversion.as_deref()) {
            let named =
                [&options.microversion_service_type, &options.filter.service_type, &service.filter.service_type];
            let service_type = named.into_iter().find_map(|name| name.as_deref().filter(|name| !name.is_empty()));
            microversion::ask(headers, microversion, service_type)?;
        }
        if let Some(ip) = options.original_ip.as_ref().or(self.shared.original_ip.as_ref()) {
            let by = headers.get("user-agent").unwrap_or_default();
            let forwarded = forwarded(ip, by)?;
            headers.set_default("Forwarded", &forwarded)?;
        }
        if let Some(id) = &options.global_request_id {
            headers.set(REQUEST_ID, id)?;
        }
        if let Some(content_type) = &options.content_type {
            headers.set_default("Content-Type", content_type)?;
        }
        for (name, value) in service.headers.iter() {
            headers.set_default(name, value)?;
        }
        for (name, value) in self.shared.headers.iter() {
            headers.set_default(name, value)?;
        }
        if let Some(id) = service.global_request_id.as_ref().or(self.shared.global_request_id.as_ref()) {
            headers.set_default(REQUEST_ID, id)?;
        }
        headers.set_default("Accept", "*/*")?;
        request.body = options.body.clone();
        request.timeouts = options.timeouts.unwrap_or(request.timeouts);
        request.connection.clone_from(&options.connection);
        request.destination.clone_from(&options.destination);
        let most_bytes = if options.destination.is_some() { u64::MAX } else { request.most_bytes };
        request.most_bytes = options.most_bytes.unwrap_or(most_bytes);
        request.log = !options.unlogged;
        let listeners = [options.listener.as_ref(), service.listener.as_ref()];
        request.listener = listeners.into_iter().flatten().find(|log| log.is_set()).cloned();
        Ok(request)
    }

    async fn send_authenticated(
        &self,
        auth: &dyn Plugin,
        request: &mut Request,
        options: &RequestOptions,
        service: &Defaults,
        limiter: Option<&Limiter>,
    ) -> Result<Response> {
        let credentials = self.credentials(auth, request.timeouts.whole).await?;
        add(&credentials, request)?;
        let asked = self.pipeline().asked(request.timeouts.whole, auth.connection(self.pipeline())).await?;
        if let Some(wanted) = asked {
            request.connection = match &request.connection {
                Some(asked) => Some(Arc::new(wanted.or(asked))),
                None => Some(wanted),
            };
        }
        let mut response = self.send(request, options, service, limiter).await?;
        // Where redirects led to another origin nobody saw the token, so that nobody refused it.
        let was_refused = response.status == 401 && !response.left_origin;
        if !was_refused || options.no_reauthentication || !auth.invalidate(Some(credentials.generation)) {
            return Ok(response);
        }
        if !request.body.can_be_sent() {
            response.body_was_spent = true;
            return Ok(response);
        }
        let renewed = self.credentials(auth, request.timeouts.whole).await?;
        self.pipeline().tell_replay(request);
        for (name, _) in credentials.headers.iter() {
            request.headers.remove(name);
        }
        add(&renewed, request)?;
        self.send(request, options, service, limiter).await
    }

    async fn send(
        &self,
        request: &Request,
        options: &RequestOptions,
        service: &Defaults,
        limiter: Option<&Limiter>,
    ) -> Result<Response> {
        let retries = [Some(&options.retries), Some(&service.retries)];
        self.pipeline().send_as(request, Manner { redirects: options.redirects, retries, limiter }).await
    }

    /// The session's limiter for a type of service; `None` where there are no bounds.
    fn limiter(&self, service_type: Option<&str>) -> Option<Cow<'_, Arc<Limiter>>> {
        self.shared.limits.of(service_type).map(Cow::Owned)
    }
}

fn add(credentials: &Credentials, request: &mut Request) -> Result<()> {
    credentials.headers.iter().try_for_each(|(name, value)| request.headers.set(name, value))
}
