//! OAuth 1: a consumer that acts by the access token that a user has granted it, with requests signed as RFC 5849 says.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha1::Sha1;
use url::Url;
use zeroize::Zeroizing;

use super::{Given, Method, Signed, missing};
use crate::auth::{CacheId, Source};
use crate::error::{Code, Error, Result};
use crate::http::Headers;
use crate::text::Secret;
use crate::value::Json;

/// All characters but those that RFC 5849, 3.6 leaves as they are.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A consumer and, once a user has granted it one, its token: what requests are signed with.
#[derive(Clone, Debug)]
pub struct Signer {
    /// The key of the consumer.
    pub consumer_key: String,
    /// The secret of the consumer.
    pub consumer_secret: Secret,
    /// The key and the secret of the token.
    pub token: Option<(String, Secret)>,
}

impl Signer {
    /// The value of `Authorization` for a request. `more` are further parameters of the protocol, such as `oauth_verifier`.
    ///
    /// Fails with `InvalidArgument` for a URL that is none, and with `AuthorizationFailure` where the system has no random
    /// numbers to give.
    pub fn authorization(&self, request: Signed<'_>, more: &[(&str, &str)]) -> Result<Secret> {
        // Keystone wants 20 to 30 letters and digits.
        let mut random = [0; 12];
        getrandom::fill(&mut random).map_err(|error| {
            Error::new(Code::AUTHORIZATION_FAILURE, format!("no random number for a nonce: {error}"))
        })?;
        let nonce = random.iter().fold(String::new(), |nonce, byte| format!("{nonce}{byte:02x}"));
        self.signed(request, &nonce, more)
    }

    fn signed(&self, request: Signed<'_>, nonce: &str, more: &[(&str, &str)]) -> Result<Secret> {
        let timestamp = request.now.div_euclid(1_000_000).to_string();
        let mut parameters = vec![
            ("oauth_consumer_key", self.consumer_key.as_str()),
            ("oauth_nonce", nonce),
            ("oauth_signature_method", "HMAC-SHA1"),
            ("oauth_timestamp", &timestamp),
            ("oauth_version", "1.0"),
        ];
        parameters.extend(self.token.as_ref().map(|(key, _)| ("oauth_token", key.as_str())));
        parameters.extend(more);
        let signature = self.signature(&base_string(request.method, request.url, &parameters)?);
        parameters.push(("oauth_signature", &signature));
        let pairs: Vec<String> =
            parameters.iter().map(|(name, value)| format!("{}=\"{}\"", encoded(name), encoded(value))).collect();
        Ok(Secret::new(&format!("OAuth {}", pairs.join(", "))))
    }

    /// HMAC-SHA1 of the base string under both secrets.
    fn signature(&self, base_string: &str) -> String {
        let token = self.token.as_ref().map_or("", |(_, secret)| secret.expose());
        let (consumer, token) =
            (Zeroizing::new(encoded(self.consumer_secret.expose())), Zeroizing::new(encoded(token)));
        let key = Zeroizing::new([&consumer, "&", &token].concat());
        // A key of any length will do.
        let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(key.as_bytes()) else { return String::new() };
        mac.update(base_string.as_bytes());
        STANDARD.encode(mac.finalize().into_bytes())
    }
}

/// What is signed: method, URL and all parameters in one string (RFC 5849, 3.4.1).
fn base_string(method: &str, url: &str, parameters: &[(&str, &str)]) -> Result<String> {
    let invalid = || Error::new(Code::INVALID_ARGUMENT, "a URL that is to be signed is none");
    let url = Url::parse(url).map_err(|_| invalid())?;
    let host = url.host_str().ok_or_else(invalid)?;
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let base = format!("{}://{host}{port}{}", url.scheme(), url.path());
    let mut all: Vec<(String, String)> =
        parameters.iter().map(|(name, value)| (encoded(name), encoded(value))).collect();
    all.extend(url.query_pairs().map(|(name, value)| (encoded(&name), encoded(&value))));
    all.sort_unstable();
    let all: Vec<String> = all.iter().map(|(name, value)| format!("{name}={value}")).collect();
    Ok(format!("{}&{}&{}", method.to_ascii_uppercase(), encoded(&base), encoded(&all.join("&"))))
}

/// `text` as RFC 5849, 3.6 encodes it.
fn encoded(text: &str) -> String {
    // Room for all of it: a string that grows leaves a part of the secret behind.
    let mut encoded = String::with_capacity(3 * text.len());
    encoded.extend(utf8_percent_encode(text, UNRESERVED));
    encoded
}

/// A login by an access token of OAuth 1.
#[derive(Debug)]
pub struct OAuth1 {
    consumer_key: String,
    consumer_secret: Source,
    access_key: String,
    access_secret: Secret,
}

impl OAuth1 {
    /// Consumer and access token of the options.
    pub fn make(given: &Given<'_>) -> Result<Box<dyn Method>> {
        let string = |name: &str| given.options.string(name).map(str::to_owned).ok_or_else(|| missing(name));
        Ok(Box::new(Self {
            consumer_key: string("consumer_key")?,
            consumer_secret: given.secret("consumer_secret", false)?,
            access_key: string("access_key")?,
            access_secret: given.options.secret("access_secret").cloned().ok_or_else(|| missing("access_secret"))?,
        }))
    }
}

impl Method for OAuth1 {
    fn name(&self) -> Option<&'static str> {
        Some("oauth1")
    }

    fn secret(&self) -> &Source {
        &self.consumer_secret
    }

    fn other_secret(&self) -> Option<&Secret> {
        Some(&self.access_secret)
    }

    fn body<'a>(&'a self, _secret: &'a Secret) -> Json<'a> {
        Json::Object(Vec::new())
    }

    fn add_headers(&self, secret: &Secret, request: Signed<'_>, headers: &mut Headers) -> Result<()> {
        let signer = Signer {
            consumer_key: self.consumer_key.clone(),
            consumer_secret: secret.clone(),
            token: Some((self.access_key.clone(), self.access_secret.clone())),
        };
        headers.set("Authorization", signer.authorization(request, &[])?.expose())
    }

    fn tell(&self, id: &mut CacheId) {
        id.add("consumer_key", &self.consumer_key);
        id.add("access_key", &self.access_key);
        id.add("access_secret", self.access_secret.expose());
        self.consumer_secret.tell(id);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn signer(consumer: (&str, &str), token: Option<(&str, &str)>) -> Signer {
        Signer {
            consumer_key: consumer.0.to_owned(),
            consumer_secret: consumer.1.into(),
            token: token.map(|(key, secret)| (key.to_owned(), secret.into())),
        }
    }

    #[test]
    fn the_base_string_is_that_of_rfc_5849_3_4_1_1() {
        // The parameters of the form's body stand with those of the protocol here.
        let parameters = [
            ("oauth_consumer_key", "9djdj82h48djs9d2"),
            ("oauth_token", "kkk9d7dh3k39sjv7"),
            ("oauth_signature_method", "HMAC-SHA1"),
            ("oauth_timestamp", "137131201"),
            ("oauth_nonce", "7d8f3e4a"),
            ("c2", ""),
            ("a3", "2 q"),
        ];
        let url = "http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b";
        let expected = "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D\
                        %26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a\
                        %26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7";
        assert_eq!(base_string("post", url, &parameters).unwrap(), expected);
    }

    #[test]
    fn ports_that_say_nothing_are_left_out_as_in_rfc_5849_3_4_1_2() {
        assert!(
            base_string("GET", "https://www.example.net:8080/?q=1", &[])
                .unwrap()
                .starts_with("GET&https%3A%2F%2Fwww.example.net%3A8080%2F&")
        );
        assert!(
            base_string("GET", "http://EXAMPLE.COM:80/r%20v/X?id=123", &[])
                .unwrap()
                .starts_with("GET&http%3A%2F%2Fexample.com%2Fr%2520v%2FX&")
        );
        assert!(base_string("GET", "no url", &[]).is_err());
    }

    #[test]
    fn the_signatures_are_those_of_rfc_5849_1_2() {
        // They have no oauth_version. The RFC's first request is left out: its signature is not that of its parameters.
        let consumer = ("dpf43f3p2l4k3l03", "kd94hf93k423kf44");
        let parameters = [
            ("oauth_consumer_key", consumer.0),
            ("oauth_token", "hh5s93j4hdidpola"),
            ("oauth_signature_method", "HMAC-SHA1"),
            ("oauth_timestamp", "137131201"),
            ("oauth_nonce", "walatlh"),
            ("oauth_verifier", "hfdp7dh39dks9884"),
        ];
        let base = base_string("POST", "https://photos.example.net/token", &parameters).unwrap();
        let token = Some(("hh5s93j4hdidpola", "hdhd0244k9j7ao03"));
        assert_eq!(signer(consumer, token).signature(&base), "gKgrFCywp7rO0OXSjdot/IHF7IU=");
        let parameters = [
            ("oauth_consumer_key", consumer.0),
            ("oauth_token", "nnch734d00sl2jdk"),
            ("oauth_signature_method", "HMAC-SHA1"),
            ("oauth_timestamp", "137131202"),
            ("oauth_nonce", "chapoH"),
        ];
        let url = "http://photos.example.net/photos?file=vacation.jpg&size=original";
        let base = base_string("GET", url, &parameters).unwrap();
        let signer = signer(consumer, Some(("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00")));
        assert_eq!(signer.signature(&base), "MdpQcU8iPSUjWoN/UDMsK2sui9I=");
    }

    #[test]
    fn the_header_names_all_that_was_signed_and_no_secret() {
        let signer = signer(("key", "h1dden"), Some(("t/1", "h1dden too")));
        let request = Signed { method: "POST", url: "http://h/v3/auth/tokens?nocatalog", now: 5_999_999 };
        let header = signer.signed(request, "n", &[("oauth_verifier", "v")]).unwrap();
        let header = header.expose();
        assert!(header.starts_with("OAuth oauth_consumer_key=\"key\", oauth_nonce=\"n\""), "{header}");
        for part in ["oauth_timestamp=\"5\"", "oauth_token=\"t%2F1\"", "oauth_verifier=\"v\"", "oauth_version=\"1.0\""]
        {
            assert!(header.contains(part), "{header}");
        }
        assert!(!header.contains("h1dden"), "{header}");
        let twice = [signer.authorization(request, &[]).unwrap(), signer.authorization(request, &[]).unwrap()];
        assert_ne!(twice[0], twice[1], "each request has a nonce of its own");
    }
}
