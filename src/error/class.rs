//! The exception tree as one table: code, name, parents, message.
//!
//! Numbers are for ever. 1 to 99: the call or the library is at fault. 100 to 299: the reference's exceptions without a status.
//! 300 to 599: HTTP statuses. 1000 to 1999: abstract classes. From 10000: the codes of callers' own callbacks.

use super::Code;

/// One row of the exception tree.
#[derive(Debug)]
pub struct Class {
    /// What a call returns.
    pub code: Code,
    /// The constant in C, without `KS_ERROR_`.
    pub constant: &'static str,
    /// The class as the reference spells it.
    pub name: &'static str,
    /// The same with a NUL behind it, for the C ABI.
    pub name_with_nul: &'static str,
    /// The classes that it is a kind of.
    pub parents: &'static [Code],
    /// What an error says that has nothing better to say.
    pub message: &'static str,
    /// The same with a NUL behind it, for the C ABI.
    pub message_with_nul: &'static str,
}

macro_rules! classes {
    ($($code:literal $constant:ident $name:literal [$($parent:ident)*] $message:literal;)*) => {
        impl Code {
            $(#[doc = concat!("`", $name, "`: ", $message, ".")]
            pub const $constant: Code = Code($code);)*
        }

        /// Every class, in the order of its code.
        pub const CLASSES: &[Class] = &[
            $(Class {
                code: Code($code),
                constant: stringify!($constant),
                name: $name,
                name_with_nul: concat!($name, "\0"),
                parents: &[$(Code::$parent),*],
                message: $message,
                message_with_nul: concat!($message, "\0"),
            },)*
        ];
    };
}

classes! {
    1 NULL_ARGUMENT "NullArgument" [] "an argument is NULL where it may not be";
    2 INVALID_UTF8 "InvalidUtf8" [] "a string is not UTF-8";
    3 OUT_OF_RANGE "OutOfRange" [] "a number is outside its range";
    4 WRONG_TYPE "WrongType" [] "a value is of another type than it must be";
    5 INVALID_ARGUMENT "InvalidArgument" [] "an argument makes no sense";
    6 INVALID_JSON "InvalidJson" [] "a text that the caller gave is not JSON";
    7 LIMIT_EXCEEDED "LimitExceeded" [] "something is larger than the limit set for it";
    8 REENTRANT "Reentrant" [] "a callback used what was waiting for it";
    9 SHUT_DOWN "ShutDown" [] "the session was shut down";
    10 PANIC "Panic" [] "the library has a defect";

    100 AUTHORIZATION_FAILURE "AuthorizationFailure" [CLIENT_EXCEPTION] "cannot authorize the client";
    101 AUTH_PLUGIN_OPTIONS_MISSING "AuthPluginOptionsMissing" [AUTHORIZATION_FAILURE] "options of the authentication plugin are missing";
    102 AUTH_SYSTEM_NOT_FOUND "AuthSystemNotFound" [AUTHORIZATION_FAILURE] "the authentication system is not known";
    103 MISSING_AUTH_METHODS "MissingAuthMethods" [CLIENT_EXCEPTION] "more authentication methods are required";
    110 MISSING_AUTH_PLUGIN "MissingAuthPlugin" [AUTH_PLUGIN_EXCEPTION] "an authenticated request needs an authentication plugin";
    111 NO_MATCHING_PLUGIN "NoMatchingPlugin" [AUTH_PLUGIN_EXCEPTION] "no authentication type has this name";
    112 UNSUPPORTED_PARAMETERS "UnsupportedParameters" [AUTH_PLUGIN_EXCEPTION] "a parameter is not known here";
    113 OPTION_ERROR "OptionError" [AUTH_PLUGIN_EXCEPTION] "options contradict each other or make no sense";
    114 MISSING_REQUIRED_OPTIONS "MissingRequiredOptions" [OPTION_ERROR] "required options are missing";
    120 INVALID_DISCOVERY_ENDPOINT "InvalidDiscoveryEndpoint" [AUTH_PLUGIN_EXCEPTION] "the OpenID discovery endpoint is not valid";
    121 INVALID_OIDC_DISCOVERY_DOCUMENT "InvalidOidcDiscoveryDocument" [AUTH_PLUGIN_EXCEPTION] "the OpenID discovery document is not valid";
    122 OIDC_ACCESS_TOKEN_ENDPOINT_NOT_FOUND "OidcAccessTokenEndpointNotFound" [AUTH_PLUGIN_EXCEPTION] "no OpenID access token endpoint is known";
    123 OIDC_AUTHORIZATION_ENDPOINT_NOT_FOUND "OidcAuthorizationEndpointNotFound" [AUTH_PLUGIN_EXCEPTION] "no OpenID authorization endpoint is known";
    124 OIDC_DEVICE_AUTHORIZATION_ENDPOINT_NOT_FOUND "OidcDeviceAuthorizationEndpointNotFound" [AUTH_PLUGIN_EXCEPTION] "no OpenID device authorization endpoint is known";
    125 OIDC_DEVICE_AUTHORIZATION_TIME_OUT "OidcDeviceAuthorizationTimeOut" [AUTH_PLUGIN_EXCEPTION] "the device was not authorized in time";
    126 OIDC_INVALID_CODE_CHALLENGE_METHOD "OidcInvalidCodeChallengeMethod" [AUTH_PLUGIN_EXCEPTION] "the code challenge method is not known";
    127 OIDC_PLUGIN_NOT_SUPPORTED "OidcPluginNotSupported" [AUTH_PLUGIN_EXCEPTION] "the OpenID provider does not support this grant";
    130 ENDPOINT_NOT_FOUND "EndpointNotFound" [CATALOG_EXCEPTION] "the catalog has no such endpoint";
    131 EMPTY_CATALOG "EmptyCatalog" [ENDPOINT_NOT_FOUND] "the token has no catalog";
    132 AMBIGUOUS_ENDPOINTS "AmbiguousEndpoints" [CATALOG_EXCEPTION] "several endpoints match";
    140 CONNECT_TIMEOUT "ConnectTimeout" [CONNECTION_ERROR RETRIABLE_CONNECTION_FAILURE] "the peer took too long";
    141 CONNECT_FAILURE "ConnectFailure" [CONNECTION_ERROR RETRIABLE_CONNECTION_FAILURE] "cannot connect";
    142 SSL_ERROR "SSLError" [CONNECTION_ERROR] "TLS failed";
    143 UNKNOWN_CONNECTION_ERROR "UnknownConnectionError" [CONNECTION_ERROR] "the exchange with the peer failed";
    150 DISCOVERY_FAILURE "DiscoveryFailure" [CLIENT_EXCEPTION] "cannot tell which versions there are";
    151 VERSION_NOT_AVAILABLE "VersionNotAvailable" [DISCOVERY_FAILURE] "the version asked for is not available";
    160 INVALID_RESPONSE "InvalidResponse" [CLIENT_EXCEPTION] "the peer's answer is not what it must be";
    161 SERVICE_PROVIDER_NOT_FOUND "ServiceProviderNotFound" [CLIENT_EXCEPTION] "the token names no such service provider";
    170 VALIDATION_ERROR "ValidationError" [CLIENT_EXCEPTION] "the arguments of an operation are not valid";
    171 UNSUPPORTED_VERSION "UnsupportedVersion" [CLIENT_EXCEPTION] "this version is not supported";
    172 COMMAND_ERROR "CommandError" [CLIENT_EXCEPTION] "the command cannot be carried out";
    173 NO_UNIQUE_MATCH "NoUniqueMatch" [CLIENT_EXCEPTION] "more than one resource matches";
    174 METHOD_NOT_IMPLEMENTED "MethodNotImplemented" [CLIENT_EXCEPTION] "the operation does not exist";
    180 CERTIFICATE_CONFIG_ERROR "CertificateConfigError" [] "certificate files cannot be used";
    181 CMS_ERROR "CMSError" [] "a signed message cannot be read";
    182 FIXTURE_VALIDATION_ERROR "FixtureValidationError" [] "a fixture is not valid";
    190 SAML_INVALID_RESPONSE "SamlInvalidResponse" [SAML_EXCEPTION] "the identity provider's answer is not valid SAML";
    191 SAML_CONSUMER_MISMATCH "SamlConsumerMismatch" [SAML_EXCEPTION] "the consumer URLs of service and identity provider differ";
    200 IMPLIED_VERSION_MISMATCH "ImpliedVersionMismatch" [] "the service type implies another version than the one asked for";
    201 IMPLIED_MIN_VERSION_MISMATCH "ImpliedMinVersionMismatch" [IMPLIED_VERSION_MISMATCH] "the service type implies another version than the least asked for";
    202 IMPLIED_MAX_VERSION_MISMATCH "ImpliedMaxVersionMismatch" [IMPLIED_VERSION_MISMATCH] "the service type implies another version than the highest asked for";

    300 MULTIPLE_CHOICES "MultipleChoices" [HTTP_REDIRECTION] "multiple choices";
    400 BAD_REQUEST "BadRequest" [HTTP_CLIENT_ERROR] "bad request";
    401 UNAUTHORIZED "Unauthorized" [HTTP_CLIENT_ERROR] "unauthorized";
    402 PAYMENT_REQUIRED "PaymentRequired" [HTTP_CLIENT_ERROR] "payment required";
    403 FORBIDDEN "Forbidden" [HTTP_CLIENT_ERROR] "forbidden";
    404 NOT_FOUND "NotFound" [HTTP_CLIENT_ERROR] "not found";
    405 METHOD_NOT_ALLOWED "MethodNotAllowed" [HTTP_CLIENT_ERROR] "method not allowed";
    406 NOT_ACCEPTABLE "NotAcceptable" [HTTP_CLIENT_ERROR] "not acceptable";
    407 PROXY_AUTHENTICATION_REQUIRED "ProxyAuthenticationRequired" [HTTP_CLIENT_ERROR] "proxy authentication required";
    408 REQUEST_TIMEOUT "RequestTimeout" [HTTP_CLIENT_ERROR] "request timeout";
    409 CONFLICT "Conflict" [HTTP_CLIENT_ERROR] "conflict";
    410 GONE "Gone" [HTTP_CLIENT_ERROR] "gone";
    411 LENGTH_REQUIRED "LengthRequired" [HTTP_CLIENT_ERROR] "length required";
    412 PRECONDITION_FAILED "PreconditionFailed" [HTTP_CLIENT_ERROR] "precondition failed";
    413 REQUEST_ENTITY_TOO_LARGE "RequestEntityTooLarge" [HTTP_CLIENT_ERROR] "request entity too large";
    414 REQUEST_URI_TOO_LONG "RequestUriTooLong" [HTTP_CLIENT_ERROR] "request URI too long";
    415 UNSUPPORTED_MEDIA_TYPE "UnsupportedMediaType" [HTTP_CLIENT_ERROR] "unsupported media type";
    416 REQUESTED_RANGE_NOT_SATISFIABLE "RequestedRangeNotSatisfiable" [HTTP_CLIENT_ERROR] "requested range not satisfiable";
    417 EXPECTATION_FAILED "ExpectationFailed" [HTTP_CLIENT_ERROR] "expectation failed";
    422 UNPROCESSABLE_ENTITY "UnprocessableEntity" [HTTP_CLIENT_ERROR] "unprocessable entity";
    429 TOO_MANY_REQUESTS "TooManyRequests" [HTTP_CLIENT_ERROR] "too many requests";
    500 INTERNAL_SERVER_ERROR "InternalServerError" [HTTP_SERVER_ERROR] "internal server error";
    501 HTTP_NOT_IMPLEMENTED "HttpNotImplemented" [HTTP_SERVER_ERROR] "not implemented";
    502 BAD_GATEWAY "BadGateway" [HTTP_SERVER_ERROR] "bad gateway";
    503 SERVICE_UNAVAILABLE "ServiceUnavailable" [HTTP_SERVER_ERROR] "service unavailable";
    504 GATEWAY_TIMEOUT "GatewayTimeout" [HTTP_SERVER_ERROR] "gateway timeout";
    505 HTTP_VERSION_NOT_SUPPORTED "HttpVersionNotSupported" [HTTP_SERVER_ERROR] "HTTP version not supported";

    1000 CLIENT_EXCEPTION "ClientException" [] "the client failed";
    1001 HTTP_ERROR "HttpError" [CLIENT_EXCEPTION] "the server answered with an unexpected status";
    1002 HTTP_CLIENT_ERROR "HTTPClientError" [HTTP_ERROR] "the server refused the request";
    1003 HTTP_SERVER_ERROR "HttpServerError" [HTTP_ERROR] "the server failed";
    1004 HTTP_REDIRECTION "HTTPRedirection" [HTTP_ERROR] "the server redirects";
    1005 AUTH_PLUGIN_EXCEPTION "AuthPluginException" [CLIENT_EXCEPTION] "the authentication plugin failed";
    1006 CATALOG_EXCEPTION "CatalogException" [CLIENT_EXCEPTION] "the catalog is of no use";
    1007 CONNECTION_ERROR "ConnectionError" [CLIENT_EXCEPTION] "the connection failed";
    1008 RETRIABLE_CONNECTION_FAILURE "RetriableConnectionFailure" [] "the connection failed in a way that may pass";
    1009 SAML_EXCEPTION "SamlException" [] "the SAML exchange failed";
}

/// Other names that the reference has for some classes, in the order of these names.
pub const ALIASES: &[(&str, Code)] = &[
    ("ConnectionRefused", Code::CONNECT_FAILURE),
    ("EndpointException", Code::CATALOG_EXCEPTION),
    ("HTTPError", Code::HTTP_ERROR),
    ("HTTPNotImplemented", Code::HTTP_NOT_IMPLEMENTED),
    ("Timeout", Code::REQUEST_TIMEOUT),
];

/// The row of the class that the reference calls `name`, by this name or another.
pub fn class_named(name: &str) -> Option<&'static Class> {
    let alias = || ALIASES.iter().find(|(alias, _)| *alias == name).and_then(|&(_, code)| class_of(code));
    CLASSES.iter().find(|class| class.name == name).or_else(alias)
}

/// The row of `code`, if it has a name of its own.
pub fn class_of(code: Code) -> Option<&'static Class> {
    CLASSES.binary_search_by_key(&code.number(), |class| class.code.number()).ok().and_then(|at| CLASSES.get(at))
}
