//! Microversions: in which header fields a service is told which one is meant.

use crate::discover::Version;
use crate::error::{Code, Error, Result};
use crate::http::Headers;

/// Fields that services understood before there was one for all, by type of service.
const LEGACY: &[(&str, &str)] = &[
    ("baremetal", "X-OpenStack-Ironic-API-Version"),
    ("compute", "X-OpenStack-Nova-API-Version"),
    ("shared-file-system", "X-OpenStack-Manila-API-Version"),
    ("sharev2", "X-OpenStack-Manila-API-Version"),
];

/// Asks a service of type `service_type` for `microversion`, unless `headers` ask already.
///
/// Fails with `InvalidArgument` for what is no microversion, and where nothing says the type of the service.
pub(super) fn ask(headers: &mut Headers, microversion: &str, service_type: Option<&str>) -> Result<()> {
    let refused = |why: &str| Error::new(Code::INVALID_ARGUMENT, format!("microversion {microversion:?} {why}"));
    let is_one = |version: &Version| version.patch.is_none() && (!version.is_open() || *version == Version::LATEST);
    let version = Version::parse(microversion).filter(is_one).map(|version| version.to_string());
    let version = version.ok_or_else(|| refused("is neither a version such as \"2.30\" nor \"latest\""))?;
    let service_type = service_type.filter(|service_type| !service_type.is_empty());
    let service_type = service_type.ok_or_else(|| refused("is for a service of which nothing says the type"))?;
    let named = wire_name(service_type);
    headers.set_default("OpenStack-API-Version", &format!("{named} {version}"))?;
    for (service_type, field) in LEGACY {
        if *service_type == named {
            headers.set_default(field, &version)?;
        }
    }
    Ok(())
}

/// The type by which a service calls itself in the field.
fn wire_name(service_type: &str) -> &str {
    if service_type.starts_with("volume") || service_type == "block-storage" {
        "volume"
    } else if service_type.starts_with("share") {
        "shared-file-system"
    } else {
        service_type
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn asked(microversion: &str, service_type: &str) -> Vec<(String, String)> {
        let mut headers = Headers::new();
        ask(&mut headers, microversion, Some(service_type)).unwrap();
        headers.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    #[test]
    fn every_service_is_asked_by_the_name_that_it_knows() {
        for (service_type, named) in [
            ("volume", "volume"),
            ("volumev3", "volume"),
            ("block-storage", "volume"),
            ("share", "shared-file-system"),
            ("sharev2", "shared-file-system"),
            ("placement", "placement"),
        ] {
            let field = ("OpenStack-API-Version".to_owned(), format!("{named} 2.30"));
            assert_eq!(asked("2.30", service_type).first(), Some(&field), "{service_type}");
        }
    }

    #[test]
    fn older_fields_are_there_for_those_who_had_one() {
        for (service_type, field) in [("compute", "Nova"), ("baremetal", "Ironic"), ("share", "Manila")] {
            let old = (format!("X-OpenStack-{field}-API-Version"), "2.1".to_owned());
            assert_eq!(asked("v2.1", service_type).get(1), Some(&old));
        }
        assert_eq!(asked("2", "image").len(), 1);
    }

    #[test]
    fn latest_is_a_microversion_and_a_latest_minor_is_none() {
        assert_eq!(asked("latest", "image").first().map(|(_, value)| value.as_str()), Some("image latest"));
        for text in ["2.latest", "", "two", "2.1.3"] {
            let error = ask(&mut Headers::new(), text, Some("image")).unwrap_err();
            assert_eq!(error.code(), Code::INVALID_ARGUMENT, "{text:?}");
        }
        assert!(ask(&mut Headers::new(), "2.1", None).is_err());
    }

    #[test]
    fn fields_that_the_caller_wrote_stay() {
        let mut headers = Headers::new();
        headers.append("openstack-api-version", "compute 2.5").unwrap();
        ask(&mut headers, "2.1", Some("compute")).unwrap();
        assert_eq!(headers.get("OpenStack-API-Version"), Some("compute 2.5"));
    }
}
