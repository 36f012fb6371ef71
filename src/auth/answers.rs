//! What plugins answer out of their token.

use std::sync::Arc;

use crate::access::{Access, ServiceProvider};
use crate::catalog::{EndpointQuery, Lent};
use crate::error::Result;

/// What `fact` finds in `access`.
pub fn fact(access: &Access, fact: impl FnOnce(&Access) -> Option<Lent<'_>>) -> Option<String> {
    fact(access).map(|fact| fact.as_str().to_owned())
}

/// The URL in the catalog of `access`, which is asked for only if `filter` names a service.
pub(super) async fn endpoint(
    access: impl Future<Output = Result<Arc<Access>>>,
    filter: EndpointQuery<'_>,
) -> Result<Option<String>> {
    // The first endpoint of whatever service would get a token that is not meant for it.
    if !filter.names_a_service() {
        return Ok(None);
    }
    Ok(Some(access.await?.catalog()?.url_for(filter)?.as_str().to_owned()))
}

/// The URL that `url` picks of the service provider of this id.
pub(super) fn of_service_provider(
    access: &Access,
    id: &str,
    url: impl FnOnce(ServiceProvider<'_>) -> Option<Lent<'_>>,
) -> Result<Option<String>> {
    Ok(url(access.find_service_provider(id)?).map(|url| url.as_str().to_owned()))
}
