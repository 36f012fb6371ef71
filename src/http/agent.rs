//! Who asks: the words of `User-Agent`.

use std::net::Ipv6Addr;
use std::path::Path;

use crate::error::{Code, Error, Result};

/// The library in `User-Agent`.
const LIBRARY: &str = concat!("keystoneclient/", env!("CARGO_PKG_VERSION"));

/// The programs and libraries that stand in `User-Agent` in front of this one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agent {
    /// In place of all that is below.
    pub user_agent: Option<String>,
    /// The program: `backup/1.2`.
    pub app: Option<String>,
    /// Libraries between the program and this one: `backup-sdk/3`.
    pub additional: Vec<String>,
}

impl Agent {
    /// The whole field; `client` is the library of one service, which an adapter names.
    ///
    /// Where nobody is named the running program is.
    pub fn composed(&self, client: Option<&str>) -> String {
        if let Some(user_agent) = &self.user_agent {
            return format!("{user_agent} {LIBRARY}");
        }
        let named = self.app.as_deref().into_iter().chain(client).chain(self.additional.iter().map(String::as_str));
        let mut words: Vec<String> = named.map(str::to_owned).collect();
        if words.is_empty() {
            words.extend(running());
        }
        words.push(LIBRARY.to_owned());
        words.join(" ")
    }
}

/// A name with its version, as `User-Agent` has it; without a name there is none.
pub fn product(name: Option<&str>, version: Option<&str>) -> Option<String> {
    Some(match (name?, version) {
        (name, Some(version)) => format!("{name}/{version}"),
        (name, None) => name.to_owned(),
    })
}

/// The value of `Forwarded` that says for whom a request is made.
///
/// Fails with `InvalidArgument` for what is neither an address nor a name, which could say more than that.
pub fn forwarded(original_ip: &str, by: &str) -> Result<String> {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b".:_-[]%".contains(&byte);
    if original_ip.is_empty() || !original_ip.bytes().all(is_name) {
        let message = format!("original_ip {original_ip:?} is neither an address nor a name");
        return Err(Error::new(Code::INVALID_ARGUMENT, message));
    }
    // A colon may stand in a quoted string only (RFC 7239).
    let address: Option<Ipv6Addr> = original_ip.parse().ok();
    Ok(match address {
        Some(address) => format!("for=\"[{address}]\";by={by}"),
        None => format!("for={original_ip};by={by}"),
    })
}

/// The file name of the running program, if a header field can hold it.
fn running() -> Option<String> {
    let program = std::env::args_os().next()?;
    let name = Path::new(&program).file_name()?.to_str()?;
    super::is_token(name).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn program_client_and_libraries_stand_in_this_order() {
        let mut agent = Agent { app: product(Some("backup"), Some("1.2")), ..Agent::default() };
        agent.additional = vec!["sdk/3".to_owned(), "os/4".to_owned()];
        assert_eq!(agent.composed(Some("nova/5")), format!("backup/1.2 nova/5 sdk/3 os/4 {LIBRARY}"));
        assert_eq!(agent.composed(None), format!("backup/1.2 sdk/3 os/4 {LIBRARY}"));
        agent.user_agent = Some("mine".to_owned());
        assert_eq!(agent.composed(Some("nova/5")), format!("mine {LIBRARY}"));
    }

    #[test]
    fn the_running_program_is_named_where_nobody_else_is() {
        let file = std::env::current_exe().ok().and_then(|path| Some(path.file_name()?.to_str()?.to_owned()));
        assert_eq!(Some(Agent::default().composed(None)), file.map(|file| format!("{file} {LIBRARY}")));
        assert_eq!(Agent::default().composed(Some("nova")), format!("nova {LIBRARY}"));
        assert_eq!(product(None, Some("1")), None);
    }

    #[test]
    fn forwarded_names_an_address_and_nothing_else() {
        assert_eq!(forwarded("192.0.2.7", "me").ok().as_deref(), Some("for=192.0.2.7;by=me"));
        assert_eq!(forwarded("2001:db8::7", "me").ok().as_deref(), Some("for=\"[2001:db8::7]\";by=me"));
        for text in ["", "192.0.2.7;host=evil", "a, for=b", "a b", "\"a\""] {
            assert!(forwarded(text, "me").is_err(), "{text}");
        }
    }
}
