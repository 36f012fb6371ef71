//! Carrying out one operation.

use super::arguments::Arguments;
use super::operation::{Answer, Operation, Rest};
use super::outcome::{self, Outcome};
use super::paging::Pages;
use super::request;
use crate::adapter::Adapter;
use crate::auth::identity::v3::Signed;
use crate::catalog::EndpointFilter;
use crate::discover::Version;
use crate::error::{Code, Error, Result};
use crate::http::{Response, url};
use crate::options::{Param, Params};
use crate::session::{RequestOptions, Resolution};
use crate::value::{Kind, Value};

/// Carries out `operation` over `adapter`, whose endpoint is that of the operation's version of Identity.
///
/// Fails before any request with `MethodNotImplemented` for what the API does not have, `ValidationError` and
/// `UnsupportedParameters` for arguments; then as the request does, and with `InvalidResponse` for an answer that does not
/// hold what it must.
pub async fn call(adapter: &Adapter, operation: &'static Operation, params: &Params) -> Result<Outcome> {
    let arguments = read(adapter, operation, params).await?;
    let (path, options) = prepare(adapter, &arguments).await?;
    let outcome = match carry_out(adapter, operation, params, path.clone(), options.clone()).await {
        // A token without a catalog may still ask what it could be scoped to.
        Err(error) if operation.falls_back && error.is_a(Code::CATALOG_EXCEPTION) => {
            let major = if operation.name.starts_with("v2.") { 2 } else { 3 };
            let version = Some(Version::new(major, 0));
            let there =
                adapter.clone().with_versions(Resolution { version, auth_interface: true, ..Resolution::default() });
            carry_out(&there, operation, params, path, options).await
        }
        outcome => outcome,
    };
    outcome.map_err(|error| arguments.kept_out_of(error))
}

async fn carry_out(
    adapter: &Adapter,
    operation: &'static Operation,
    params: &Params,
    path: String,
    options: RequestOptions,
) -> Result<Outcome> {
    match operation.answer {
        Answer::Many(_) => {
            let all = Pages::new(adapter.clone(), operation, path, options).all().await?;
            if operation.rest == Rest::Match { matching(operation, params, all) } else { Ok(all) }
        }
        Answer::Only(_) if operation.rest == Rest::Match => {
            let response = adapter.request(operation.method, &path, &options).await?;
            one_matching(operation, params, response)
        }
        _ => Outcome::read(operation, adapter.request(operation.method, &path, &options).await?),
    }
}

/// The list that `operation` gives, a page at a time.
///
/// Fails with `ValidationError` for an operation that gives no list, and otherwise as [`call()`] before its request.
pub async fn pages(adapter: &Adapter, operation: &'static Operation, params: &Params) -> Result<Pages> {
    if !operation.is_list() {
        return Err(Error::new(Code::VALIDATION_ERROR, format!("{} gives no list", operation.name)));
    }
    let (path, options) = prepare(adapter, &read(adapter, operation, params).await?).await?;
    Ok(Pages::new(adapter.clone(), operation, path, options))
}

/// The arguments, and whose they are.
async fn read<'a>(adapter: &Adapter, operation: &'static Operation, params: &'a Params) -> Result<Arguments<'a>> {
    if operation.answer == Answer::Unimplemented {
        return Err(Error::new(Code::METHOD_NOT_IMPLEMENTED, format!("the Identity API has no {}", operation.name)));
    }
    let mut arguments = Arguments::read(operation, params)?;
    if arguments.wants_own_user() {
        arguments.set_own_user(adapter.session().user_id().await?);
    }
    Ok(arguments)
}

/// Path and options of the request.
async fn prepare(adapter: &Adapter, arguments: &Arguments<'_>) -> Result<(String, RequestOptions)> {
    let operation = arguments.operation();
    let mut path = arguments.path()?;
    let mut options = request::options(arguments)?;
    if let Some(signature) = operation.signature {
        let url = url::join(&adapter.endpoint().await?.unwrap_or_default(), &path);
        let now = adapter.session().driver().now();
        let signed = signature(arguments, Signed { method: operation.method, url: &url, now })?;
        options.headers.set("Authorization", signed.expose())?;
        // The signature covers this URL and no other.
        path = url;
    }
    if let Some(interface) = operation.interface {
        options.filter = EndpointFilter { interface: vec![interface.to_owned()], ..EndpointFilter::default() };
    }
    let flags = request::flags(arguments);
    if !flags.is_empty() {
        path = format!("{path}?{}", flags.join("&"));
    }
    Ok((path, options))
}

/// What of a list has all the attributes that were asked for; for services that do not filter.
fn has_all(value: Value<'_>, wanted: &Params) -> bool {
    wanted.iter().all(|(name, wanted)| value.get(name).is_some_and(|found| is(found, wanted)))
}

fn is(found: Value<'_>, wanted: &Param) -> bool {
    match wanted {
        Param::Null => found.kind() == Kind::Null,
        Param::Bool(truth) => found.as_bool() == Some(*truth),
        Param::Int(number) => found.as_i64() == Some(*number),
        Param::Double(number) => found.as_f64().is_some_and(|found| (found - number).abs() < f64::EPSILON),
        Param::String(text) => found.as_str() == Some(text.expose()),
        Param::List(_) | Param::Params(_) => found.to_json().as_bytes() == wanted.lent().to_bytes(),
    }
}

fn matching(operation: &'static Operation, params: &Params, all: Outcome) -> Result<Outcome> {
    let items = all.value().into_iter().flat_map(Value::iter).filter(|item| has_all(*item, params));
    let texts: Vec<String> = items.map(Value::to_json).collect();
    let document =
        crate::value::Document::parse_secret(format!("[{}]", texts.join(",")), crate::value::Limits::default())
            .map_err(|error| Error::new(Code::LIMIT_EXCEEDED, format!("{}: {error}", operation.name)))?;
    Ok(Outcome::of(all.response, document))
}

fn one_matching(operation: &'static Operation, params: &Params, mut response: Response) -> Result<Outcome> {
    let Answer::Only(key) = operation.answer else { return Outcome::read(operation, response) };
    response.parse_in_place();
    let root = response.document().cloned();
    let list = root.as_ref().and_then(|document| outcome::list(document.root(), key));
    let (Some(document), Some(list)) = (&root, list) else { return Outcome::read(operation, response) };
    let found = outcome::only(operation, &response, list.iter().filter(|item| has_all(*item, params)))?;
    Ok(Outcome::within(response, document.clone(), found.node().index()))
}
