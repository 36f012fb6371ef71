//! What keystoneclient has beside its managers: a resource by name or id, and the hash of a token.

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512};

use super::ec2_signature::hex;
use super::{Outcome, call, find};
use crate::adapter::Adapter;
use crate::error::{Code, Error, Result};
use crate::options::Params;

/// The resource of `manager` (`v3.users`) whose id or else whose name is `name_or_id`.
///
/// Fails with `CommandError` when there is none, or more than one of that name, with `MethodNotImplemented` for a manager that cannot
/// be searched, and as the requests do.
pub async fn find_resource(adapter: &Adapter, manager: &str, name_or_id: &str) -> Result<Outcome> {
    let (by_id, by_name) = (find(&format!("{manager}.get"))?, find(&format!("{manager}.find"))?);
    let params = |key: &str| {
        let mut params = Params::new();
        params.set(key, name_or_id);
        params
    };
    match call(adapter, by_id, &params("id")).await {
        Err(error) if error.code() == Code::NOT_FOUND => {}
        other => return other,
    }
    call(adapter, by_name, &params("name")).await.map_err(|error| {
        let refused = |why: &str| {
            Error::new(Code::COMMAND_ERROR, format!("{manager}: {why} {name_or_id:?}")).with_cause(error.clone())
        };
        match error.code() {
            Code::NOT_FOUND => refused("none has the name or id"),
            Code::NO_UNIQUE_MATCH => refused("more than one has the name"),
            _ => error,
        }
    })
}

/// The hash of a signed token, in hexadecimal digits; `mode` is `md5`, `sha1`, `sha224`, `sha256`, `sha384` or `sha512`.
///
/// Fails with `InvalidArgument` for another one.
pub fn hash_signed_token(token: &[u8], mode: &str) -> Result<String> {
    Ok(match mode {
        "md5" => hex(&Md5::digest(token)),
        "sha1" => hex(&Sha1::digest(token)),
        "sha224" => hex(&Sha224::digest(token)),
        "sha256" => hex(&Sha256::digest(token)),
        "sha384" => hex(&Sha384::digest(token)),
        "sha512" => hex(&Sha512::digest(token)),
        other => return Err(Error::new(Code::INVALID_ARGUMENT, format!("there is no hash {other:?}"))),
    })
}
