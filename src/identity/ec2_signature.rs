//! The signatures of EC2 and S3 requests, in the four versions that Keystone checks.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

use crate::error::{Code, Error, Result};
use crate::http::url;
use crate::options::{Param, Params};

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// The signature of the request that `credentials` tells: `params`, `verb`, `host`, `path`, `headers`, and `body_hash` for version 4.
///
/// `SignatureVersion` among the params is 0, 1 or 2; without it, version 4 is meant where `Authorization` or `X-Amz-Algorithm` say so.
/// Fails with `InvalidArgument` for any other request, for one that lacks what its version signs, and when the date of a version 4
/// credential is not that of the request.
pub fn ec2_signature(secret: &str, credentials: &Params) -> Result<String> {
    credentials.check()?;
    let request = Request::read(credentials)?;
    match request.param("SignatureVersion") {
        Some("0") => request.version_0(secret),
        Some("1") => Ok(request.version_1(secret)),
        Some("2") => Ok(request.version_2(secret)),
        Some(other) => Err(invalid(format!("EC2 signatures have no version {other:?}"))),
        None if request.is_version_4() => request.version_4(secret),
        None => {
            Err(invalid("the request is signed in no way that is known: it names no SignatureVersion and no algorithm"))
        }
    }
}

/// A request to sign.
struct Request<'a> {
    params: Vec<(&'a str, &'a str)>,
    headers: Vec<(String, &'a str)>,
    verb: &'a str,
    host: &'a str,
    path: &'a str,
    body_hash: &'a str,
}

impl<'a> Request<'a> {
    fn read(credentials: &'a Params) -> Result<Self> {
        let text = |name: &str| match credentials.get(name) {
            None | Some(Param::Null) => Ok(""),
            Some(Param::String(text)) => Ok(text.expose()),
            Some(_) => Err(invalid(format!("'{name}' must be a string"))),
        };
        let pairs = |name: &str| match credentials.get(name) {
            None | Some(Param::Null) => Ok(Vec::new()),
            Some(Param::Params(pairs)) => pairs
                .iter()
                .map(|(key, value)| match value {
                    Param::String(value) => Ok((key, value.expose())),
                    _ => Err(invalid(format!("'{name}' holds '{key}', which is not a string"))),
                })
                .collect(),
            Some(_) => Err(invalid(format!("'{name}' must be an object"))),
        };
        Ok(Self {
            params: pairs("params")?,
            headers: pairs("headers")?
                .into_iter()
                .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim()))
                .collect(),
            verb: text("verb")?,
            host: text("host")?,
            path: text("path")?,
            body_hash: text("body_hash")?,
        })
    }

    fn param(&self, name: &str) -> Option<&'a str> {
        self.params.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    fn header(&self, name: &str) -> Option<&'a str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| *value)
    }

    /// Action and time.
    fn version_0(&self, secret: &str) -> Result<String> {
        let needed =
            |name: &str| self.param(name).ok_or_else(|| invalid(format!("version 0 signs '{name}', which is missing")));
        Ok(sha1(secret, &format!("{}{}", needed("Action")?, needed("Timestamp")?)))
    }

    /// Names and values, sorted by name whatever its case.
    fn version_1(&self, secret: &str) -> String {
        let mut params = self.params.clone();
        params.sort_by_key(|(name, _)| name.to_lowercase());
        sha1(secret, &params.iter().flat_map(|(name, value)| [*name, *value]).collect::<String>())
    }

    /// Verb, host, path and query; the method of the signature is a part of what is signed.
    fn version_2(&self, secret: &str) -> String {
        let mut params = self.params.clone();
        params.retain(|(name, _)| *name != "SignatureMethod");
        params.push(("SignatureMethod", "HmacSHA256"));
        let signed = format!("{}\n{}\n{}\n{}", self.verb, self.host, self.path, canonical_query(&params));
        STANDARD.encode(sha256(secret.as_bytes(), &signed))
    }

    fn is_version_4(&self) -> bool {
        self.header("authorization").is_some_and(|value| value.starts_with(ALGORITHM))
            || self.param("X-Amz-Algorithm") == Some(ALGORITHM)
    }

    /// A part of the authorization, from the header field or else from the query.
    fn authorization(&self, part: &str) -> Result<&'a str> {
        let header = self.header("authorization").and_then(|value| value.strip_prefix(ALGORITHM));
        let found = match header {
            Some(parts) => parts.split(',').find_map(|pair| pair.trim().strip_prefix(part)?.strip_prefix('=')),
            None => self.param(&format!("X-Amz-{part}")),
        };
        found.ok_or_else(|| invalid(format!("the authorization does not say '{part}'")))
    }

    fn version_4(&self, secret: &str) -> Result<String> {
        let credential = self.authorization("Credential")?;
        let signed_headers = self.authorization("SignedHeaders")?;
        let scope = credential.split_once('/').map_or("", |(_, scope)| scope);
        let mut parts = scope.split('/');
        let (Some(date), Some(region), Some(service)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(invalid("the credential is not KEY/DATE/REGION/SERVICE/aws4_request"));
        };
        let time = self.header("x-amz-date").or_else(|| self.param("X-Amz-Date"));
        let time = time.ok_or_else(|| invalid("the request says no X-Amz-Date"))?;
        if date.is_empty() || !time.starts_with(date) {
            return Err(invalid("the date of the credential is not that of the request"));
        }
        let verb = self.verb.to_ascii_uppercase();
        // The parameters of a POST are in its body.
        let query = if verb == "POST" { String::new() } else { canonical_query(&self.params) };
        let headers = self.canonical_headers(signed_headers);
        let request = [verb.as_str(), self.path, &query, &headers, signed_headers, self.body_hash].join("\n");
        let signed = [ALGORITHM, time, scope, &hex(&Sha256::digest(request.as_bytes()))].join("\n");
        let key = sha256(format!("AWS4{secret}").as_bytes(), date);
        let key = [region, service, "aws4_request"].iter().fold(key, |key, part| sha256(&key, part));
        Ok(hex(&sha256(&key, &signed)))
    }

    /// The signed fields that are there, one a line.
    fn canonical_headers(&self, names: &str) -> String {
        // Boto 2.0 to 2.9.2 sign the host without its port.
        let agent = self.header("user-agent").and_then(|agent| agent.strip_prefix("Boto/2."));
        let version =
            agent.map(|agent| agent.split([' ', '.']).map(|part| part.parse::<u32>().ok()).collect::<Vec<_>>());
        let strips = matches!(version.as_deref(), Some([Some(0..=9), Some(0..=2), ..]));
        let mut lines = String::new();
        for name in names.split(';') {
            let Some(value) = self.header(name) else { continue };
            let value = if name == "host" && strips { value.split(':').next().unwrap_or_default() } else { value };
            // Writing to a string does not fail.
            let _ = writeln!(lines, "{name}:{value}");
        }
        if lines.is_empty() { "\n".to_owned() } else { lines }
    }
}

/// The query sorted by name and encoded, without the signature itself.
fn canonical_query(params: &[(&str, &str)]) -> String {
    let mut params: Vec<_> =
        params.iter().filter(|(name, _)| !matches!(*name, "Signature" | "X-Amz-Signature")).collect();
    params.sort_unstable();
    let pairs = params.iter().map(|(name, value)| format!("{}={}", url::encoded(name), url::encoded(value)));
    pairs.collect::<Vec<_>>().join("&")
}

fn sha1(key: &str, signed: &str) -> String {
    // A key of any length will do.
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(key.as_bytes()) else { return String::new() };
    mac.update(signed.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

fn sha256(key: &[u8], signed: &str) -> Vec<u8> {
    // A key of any length will do.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return Vec::new() };
    mac.update(signed.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// `bytes` in hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn invalid(message: impl AsRef<str>) -> Error {
    Error::new(Code::INVALID_ARGUMENT, message)
}
