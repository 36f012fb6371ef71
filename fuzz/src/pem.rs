//! Bundles of certificates, and keys: the input is the text, as a file or an option has it.

use keystoneclient::driver::blocking::{Blocking, ClientCertificate, Options, Pem, Proxy, Tls, Verify};
use keystoneclient::error::Code;
use keystoneclient::text::Secret;

use crate::CANARY;

pub fn check(text: &[u8]) {
    let Ok(text) = std::str::from_utf8(text) else { return };
    // Otherwise it names a file.
    let text = format!("-----BEGIN NOTHING-----\n-----END NOTHING-----\n{text}");
    let pem = Pem::read(&Secret::new(&text));
    assert!(pem.file().is_none() && pem.expose() == text);
    assert!(!format!("{pem} {pem:?}").contains(CANARY));
    let begun = text.matches("-----BEGIN").count();
    let trust = [
        Tls { verify: Verify::Authorities(pem.clone()), ..Tls::default() },
        Tls {
            certificate: Some(ClientCertificate { cert: pem.clone(), key: None }),
            verify: Verify::Off,
            ..Tls::default()
        },
        Tls {
            certificate: Some(ClientCertificate { cert: pem.clone(), key: Some(pem) }),
            verify: Verify::Off,
            ..Tls::default()
        },
    ];
    let outcomes = trust.map(|tls| {
        let options = Options { tls, proxy: Proxy::Off, ..Options::default() };
        assert!(!format!("{options:?}").contains(CANARY));
        match Blocking::new(options) {
            Ok(driver) => {
                assert!(begun > 1, "there is nothing in it");
                assert!(!format!("{driver:?}").contains(CANARY));
                true
            }
            Err(error) => {
                assert_eq!(error.code(), Code::CERTIFICATE_CONFIG_ERROR, "{error}");
                assert!(error.message().len() < 1000 && !error.message().as_str().chars().any(char::is_control));
                assert!(!format!("{error} {error:?}").contains(CANARY), "{error}");
                false
            }
        }
    });
    // A key beside the certificate is the same as a key of its own that is that text.
    assert_eq!(outcomes[1], outcomes[2]);
}
