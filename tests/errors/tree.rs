//! The exception tree, written down a second time.

use std::collections::{BTreeMap, BTreeSet};

use keystoneclient::error::{ALIASES, CLASSES, Code, class_named, class_of};
use serde_json::Value;

use super::vectors;

/// Each class under its parents; one with two parents stands under both. Numbers are for ever.
const TREE: &str = "
1 NullArgument
2 InvalidUtf8
3 OutOfRange
4 WrongType
5 InvalidArgument
6 InvalidJson
7 LimitExceeded
8 Reentrant
9 ShutDown
10 Panic
1000 ClientException
  100 AuthorizationFailure
    101 AuthPluginOptionsMissing
    102 AuthSystemNotFound
  103 MissingAuthMethods
  1005 AuthPluginException
    110 MissingAuthPlugin
    111 NoMatchingPlugin
    112 UnsupportedParameters
    113 OptionError
      114 MissingRequiredOptions
    120 InvalidDiscoveryEndpoint
    121 InvalidOidcDiscoveryDocument
    122 OidcAccessTokenEndpointNotFound
    123 OidcAuthorizationEndpointNotFound
    124 OidcDeviceAuthorizationEndpointNotFound
    125 OidcDeviceAuthorizationTimeOut
    126 OidcInvalidCodeChallengeMethod
    127 OidcPluginNotSupported
  1006 CatalogException
    130 EndpointNotFound
      131 EmptyCatalog
    132 AmbiguousEndpoints
  1007 ConnectionError
    140 ConnectTimeout
    141 ConnectFailure
    142 SSLError
    143 UnknownConnectionError
  150 DiscoveryFailure
    151 VersionNotAvailable
  160 InvalidResponse
  161 ServiceProviderNotFound
  170 ValidationError
  171 UnsupportedVersion
  172 CommandError
  173 NoUniqueMatch
  174 MethodNotImplemented
  1001 HttpError
    1004 HTTPRedirection
      300 MultipleChoices
    1002 HTTPClientError
      400 BadRequest
      401 Unauthorized
      402 PaymentRequired
      403 Forbidden
      404 NotFound
      405 MethodNotAllowed
      406 NotAcceptable
      407 ProxyAuthenticationRequired
      408 RequestTimeout
      409 Conflict
      410 Gone
      411 LengthRequired
      412 PreconditionFailed
      413 RequestEntityTooLarge
      414 RequestUriTooLong
      415 UnsupportedMediaType
      416 RequestedRangeNotSatisfiable
      417 ExpectationFailed
      422 UnprocessableEntity
      429 TooManyRequests
    1003 HttpServerError
      500 InternalServerError
      501 HttpNotImplemented
      502 BadGateway
      503 ServiceUnavailable
      504 GatewayTimeout
      505 HttpVersionNotSupported
1008 RetriableConnectionFailure
  140 ConnectTimeout
  141 ConnectFailure
180 CertificateConfigError
181 CMSError
182 FixtureValidationError
1009 SamlException
  190 SamlInvalidResponse
  191 SamlConsumerMismatch
200 ImpliedVersionMismatch
  201 ImpliedMinVersionMismatch
  202 ImpliedMaxVersionMismatch
";

/// The number and the ancestors of each class.
fn written_down() -> BTreeMap<&'static str, (i32, BTreeSet<&'static str>)> {
    let mut tree: BTreeMap<_, (i32, BTreeSet<_>)> = BTreeMap::new();
    let mut path = Vec::new();
    for line in TREE.lines().filter(|line| !line.is_empty()) {
        let (number, name) = line.trim_start().split_once(' ').unwrap();
        path.truncate((line.len() - line.trim_start().len()) / 2);
        let entry = tree.entry(name).or_default();
        entry.0 = number.parse().unwrap();
        entry.1.extend(path.iter().copied());
        path.push(name);
    }
    tree
}

#[test]
fn the_table_is_sorted_and_no_number_constant_or_name_is_there_twice() {
    assert!(CLASSES.windows(2).all(|pair| pair[0].code < pair[1].code));
    let constants: BTreeSet<_> = CLASSES.iter().map(|class| class.constant).collect();
    let names: BTreeSet<_> = CLASSES.iter().map(|class| class.name).collect();
    assert_eq!((constants.len(), names.len()), (CLASSES.len(), CLASSES.len()));
}

#[test]
fn every_class_has_its_number_for_ever() {
    let tree = written_down();
    let table: BTreeMap<_, _> = CLASSES.iter().map(|class| (class.name, class.code.number())).collect();
    assert_eq!(table, tree.iter().map(|(name, (number, _))| (*name, *number)).collect());
}

#[test]
fn a_number_tells_what_kind_of_class_it_is() {
    for class in CLASSES {
        let abstracts = CLASSES.iter().any(|other| other.parents.contains(&class.code));
        match class.code.number() {
            1..=99 => assert!(class.parents.is_empty() && !abstracts, "{}", class.name),
            100..=299 => assert!(!class.code.is_a(Code::HTTP_ERROR), "{}", class.name),
            300..=599 => assert!(class.code.is_a(Code::HTTP_ERROR) && !abstracts, "{}", class.name),
            1000..=1999 => assert!(abstracts, "{}", class.name),
            number => panic!("{number} belongs to no range"),
        }
    }
}

#[test]
fn a_constant_is_the_name_in_capitals() {
    for class in CLASSES {
        let letters: Vec<char> = class.name.chars().collect();
        let mut constant = String::new();
        for (at, letter) in letters.iter().enumerate() {
            let after_small = at > 0 && !letters[at - 1].is_ascii_uppercase();
            let before_small = letters.get(at + 1).is_some_and(char::is_ascii_lowercase);
            if at > 0 && letter.is_ascii_uppercase() && (after_small || before_small) {
                constant.push('_');
            }
            constant.push(letter.to_ascii_uppercase());
        }
        assert_eq!(class.constant, constant);
    }
}

#[test]
fn a_message_is_a_plain_phrase() {
    for class in CLASSES {
        assert!(!class.message.is_empty() && !class.message.ends_with('.'), "{}", class.name);
        assert!(class.message.len() < 80 && !class.message.contains(char::is_control), "{}", class.name);
    }
}

#[test]
fn parents_exist_and_nobody_descends_from_themselves() {
    for class in CLASSES {
        let mut next: Vec<Code> = class.parents.to_vec();
        let mut steps = 0;
        while let Some(parent) = next.pop() {
            assert_ne!(parent, class.code, "{} descends from itself", class.name);
            next.extend(class_of(parent).unwrap_or_else(|| panic!("a parent of {}", class.name)).parents);
            steps += 1;
            assert!(steps < 100, "{} descends from a cycle", class.name);
        }
    }
}

#[test]
fn every_pair_of_classes_is_related_as_the_tree_says() {
    let tree = written_down();
    for class in CLASSES {
        let (_, ancestors) = &tree[class.name];
        for other in CLASSES {
            let related = class.name == other.name || ancestors.contains(other.name);
            assert_eq!(class.code.is_a(other.code), related, "{} is a {}", class.name, other.name);
        }
    }
}

#[test]
fn every_class_of_the_reference_is_there_with_the_ancestors_that_it_has_there() {
    let peers: Value = serde_json::from_str(&vectors("error_classes.json")).unwrap();
    let mut aliases = BTreeMap::new();
    let mut seen = 0;
    for (peer, classes) in peers.as_object().unwrap() {
        for (name, theirs) in classes.as_object().unwrap() {
            seen += 1;
            if let Some(class) = theirs["alias_of"].as_str() {
                aliases.insert(name.as_str(), class);
                continue;
            }
            let class = CLASSES.iter().find(|class| class.name == name).unwrap_or_else(|| panic!("{peer}'s {name}"));
            let ours: BTreeSet<&str> = CLASSES
                .iter()
                .filter(|other| other.code != class.code && class.code.is_a(other.code))
                .map(|other| other.name)
                .collect();
            let mut theirs_and_merged: BTreeSet<&str> =
                theirs["bases"].as_array().unwrap().iter().map(|base| base.as_str().unwrap()).collect();
            if (peer.as_str(), name.as_str()) == ("keystoneclient", "UnsupportedParameters") {
                // One class for two of this name: it is a kind of whatever either is a kind of.
                assert!(theirs_and_merged.insert("AuthPluginException"), "not merged any more");
            }
            assert_eq!(ours, theirs_and_merged, "{peer}'s {name}");
            if let Some(status) = theirs["http_status"].as_i64() {
                assert_eq!(i64::from(class.code.number()), status, "{peer}'s {name}");
            }
        }
    }
    assert_eq!(seen, 60 + 19, "all of keystoneauth1's, and what keystoneclient adds or has otherwise");
    let ours: BTreeMap<_, _> = ALIASES.iter().map(|(alias, code)| (*alias, code.class_name())).collect();
    assert_eq!(ours, aliases);
}

#[test]
fn a_class_is_found_by_each_of_its_names() {
    for class in CLASSES {
        assert_eq!(class_named(class.name).unwrap().code, class.code);
        assert_eq!(class_of(class.code).unwrap().name, class.name);
    }
    assert!(ALIASES.windows(2).all(|pair| pair[0].0 < pair[1].0));
    for (alias, code) in ALIASES {
        assert_eq!(class_named(alias).unwrap().code, *code);
        assert!(CLASSES.iter().all(|class| class.name != *alias), "{alias} is a class itself");
    }
    assert!(class_named("Teapot").is_none() && class_named("").is_none());
}

#[test]
fn a_code_without_a_row_belongs_to_its_family_only() {
    for (number, name, family) in [
        (302, "HTTPRedirection", Some(Code::HTTP_REDIRECTION)),
        (418, "HTTPClientError", Some(Code::HTTP_CLIENT_ERROR)),
        (599, "HttpServerError", Some(Code::HTTP_SERVER_ERROR)),
        (600, "HttpError", Some(Code::HTTP_ERROR)),
        (10_007, "CallbackError", None),
    ] {
        let code = Code::from_number(number);
        assert_eq!(code.class_name(), name);
        for class in CLASSES {
            let related = family.is_some_and(|family| family.is_a(class.code));
            assert_eq!(code.is_a(class.code), related, "{number} is a {}", class.name);
        }
        assert!(code.is_a(code) && !code.is_a(Code::from_number(number + 1)));
    }
}
