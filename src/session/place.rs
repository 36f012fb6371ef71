//! Where a request goes: the service's URL, and the fields in it that the token fills.

use std::borrow::Cow;

use super::{Defaults, RequestOptions, Session};
use crate::catalog::EndpointQuery;
use crate::error::{Code, Error, Result};
use crate::http::url;

/// A field in an `endpoint_override`.
#[derive(Clone, Copy)]
enum Field {
    Project,
    User,
}

/// How each is written; anything else behind a `%` stays as it is.
const FIELDS: &[(&str, Field)] =
    &[("%(project_id)s", Field::Project), ("%(tenant_id)s", Field::Project), ("%(user_id)s", Field::User)];

impl Session {
    /// The absolute URL of a request.
    pub(super) async fn url(&self, path: &str, options: &RequestOptions, service: &Defaults) -> Result<String> {
        let url = if url::is_absolute(path) {
            path.to_owned()
        } else {
            let filter = EndpointQuery::from(&options.filter).or(service.query());
            let endpoint_override = options.endpoint_override.as_deref().or(service.endpoint_override.as_deref());
            let resolution = options.resolution.as_deref().or(service.resolution.as_deref());
            let base = match (endpoint_override, resolution) {
                (Some(template), _) => Some(self.filled(template).await?.into_owned()),
                (None, Some(resolution)) if self.auth.is_some() => self.endpoint_to_use(filter, resolution).await?,
                _ if self.auth.is_some() || filter.asks() => self.endpoint(filter).await?,
                _ => None,
            };
            let base = base.ok_or_else(|| {
                let message = format!(
                    "nothing says which host {path:?} belongs to: neither an endpoint nor a service that is in the catalog"
                );
                Error::new(Code::ENDPOINT_NOT_FOUND, message)
            })?;
            url::join(&base, path)
        };
        if options.query.is_empty() {
            return Ok(url);
        }
        Ok(url::with_query(&url, options.query.iter().map(|(name, value)| (name.as_str(), value.as_str()))))
    }

    /// `template` with the ids of project and user in it where it asks for them; logs in only then.
    pub(crate) async fn filled<'t>(&self, template: &'t str) -> Result<Cow<'t, str>> {
        let mut filled = Cow::Borrowed(template);
        for (name, field) in FIELDS {
            if !template.contains(name) {
                continue;
            }
            let id = match field {
                Field::Project => self.project_id().await?,
                Field::User => self.user_id().await?,
            };
            let id = id.filter(|id| !id.is_empty()).ok_or_else(|| {
                let message = format!("the endpoint_override asks for {name}, which the token does not have");
                Error::new(Code::ENDPOINT_NOT_FOUND, message)
            })?;
            let id = url::encoded(&id).to_string();
            filled = Cow::Owned(filled.replace(name, &id));
        }
        Ok(filled)
    }
}
