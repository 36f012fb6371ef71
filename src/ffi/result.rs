//! Results
//!
//! What a call returns, and the tree of classes behind it. HTTP errors are their status, so that 404 is KS_ERROR_NOT_FOUND
//! and a status without a name comes through as itself. Numbers never change.

use std::ffi::c_char;

use super::boundary::value_or;
use crate::error::Code;

/// What every call that can fail returns: KS_OK, or why it failed.
///
/// One of the enumerators of ks_result_code, an HTTP status that has no enumerator (418, 599), or, from KS_ERROR_USER up, a
/// code that a callback of yours returned.
pub type ks_result = i32;

/// Success, as this side of the boundary writes it.
pub(super) const KS_OK: ks_result = ks_result_code::KS_OK as ks_result;

/// The names of results.
///
/// 1 to 99: the call or the library is at fault. 100 to 299: failures without an HTTP status. 300 to 599: HTTP statuses.
/// 1000 to 1999: families, which no call returns; they are for ks_result_is_a. From 10000: the codes of your own callbacks.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ks_result_code {
    /// Success.
    KS_OK = 0,

    /// NullArgument: an argument is NULL where it may not be. The message names it.
    KS_ERROR_NULL_ARGUMENT = 1,
    /// InvalidUtf8: a string is not UTF-8.
    KS_ERROR_INVALID_UTF8 = 2,
    /// OutOfRange: a number or length is outside its range.
    KS_ERROR_OUT_OF_RANGE = 3,
    /// WrongType: a value is of another type than it must be, for example a string where a list is wanted.
    KS_ERROR_WRONG_TYPE = 4,
    /// InvalidArgument: an argument makes no sense, for example an empty id.
    KS_ERROR_INVALID_ARGUMENT = 5,
    /// InvalidJson: a text that the caller gave is not JSON.
    KS_ERROR_INVALID_JSON = 6,
    /// LimitExceeded: something is larger than the limit set for it.
    KS_ERROR_LIMIT_EXCEEDED = 7,
    /// Reentrant: a callback used what was waiting for it, for example a plugin that authenticates itself.
    KS_ERROR_REENTRANT = 8,
    /// ShutDown: the session was shut down.
    KS_ERROR_SHUT_DOWN = 9,
    /// Panic: the library has a defect, which was contained. Please report the message.
    KS_ERROR_PANIC = 10,

    /// AuthorizationFailure: the client cannot be authorized, for a reason that has no class of its own.
    KS_ERROR_AUTHORIZATION_FAILURE = 100,
    /// AuthPluginOptionsMissing: options of the authentication plugin are missing.
    KS_ERROR_AUTH_PLUGIN_OPTIONS_MISSING = 101,
    /// AuthSystemNotFound: the authentication system is not known.
    KS_ERROR_AUTH_SYSTEM_NOT_FOUND = 102,
    /// MissingAuthMethods: Keystone wants more methods than were given, as in multi-factor authentication.
    KS_ERROR_MISSING_AUTH_METHODS = 103,
    /// MissingAuthPlugin: a request needs authentication, and its session has no authentication plugin.
    KS_ERROR_MISSING_AUTH_PLUGIN = 110,
    /// NoMatchingPlugin: no authentication type has this name.
    KS_ERROR_NO_MATCHING_PLUGIN = 111,
    /// UnsupportedParameters: a parameter is unknown or of the wrong type. The message names it and the nearest known one.
    KS_ERROR_UNSUPPORTED_PARAMETERS = 112,
    /// OptionError: options contradict each other or make no sense.
    KS_ERROR_OPTION_ERROR = 113,
    /// MissingRequiredOptions: required options are missing. The message names them.
    KS_ERROR_MISSING_REQUIRED_OPTIONS = 114,
    /// InvalidDiscoveryEndpoint: the OpenID discovery endpoint is not valid.
    KS_ERROR_INVALID_DISCOVERY_ENDPOINT = 120,
    /// InvalidOidcDiscoveryDocument: the OpenID discovery document is not valid.
    KS_ERROR_INVALID_OIDC_DISCOVERY_DOCUMENT = 121,
    /// OidcAccessTokenEndpointNotFound: neither options nor discovery name the OpenID access token endpoint.
    KS_ERROR_OIDC_ACCESS_TOKEN_ENDPOINT_NOT_FOUND = 122,
    /// OidcAuthorizationEndpointNotFound: neither options nor discovery name the OpenID authorization endpoint.
    KS_ERROR_OIDC_AUTHORIZATION_ENDPOINT_NOT_FOUND = 123,
    /// OidcDeviceAuthorizationEndpointNotFound: neither options nor discovery name the OpenID device authorization endpoint.
    KS_ERROR_OIDC_DEVICE_AUTHORIZATION_ENDPOINT_NOT_FOUND = 124,
    /// OidcDeviceAuthorizationTimeOut: nobody authorized the device in time.
    KS_ERROR_OIDC_DEVICE_AUTHORIZATION_TIME_OUT = 125,
    /// OidcInvalidCodeChallengeMethod: the code challenge method is not known.
    KS_ERROR_OIDC_INVALID_CODE_CHALLENGE_METHOD = 126,
    /// OidcPluginNotSupported: the OpenID provider does not support this grant.
    KS_ERROR_OIDC_PLUGIN_NOT_SUPPORTED = 127,
    /// EndpointNotFound: the catalog has no endpoint that the filter matches.
    KS_ERROR_ENDPOINT_NOT_FOUND = 130,
    /// EmptyCatalog: the token has no catalog; an unscoped token has none.
    KS_ERROR_EMPTY_CATALOG = 131,
    /// AmbiguousEndpoints: several endpoints match.
    KS_ERROR_AMBIGUOUS_ENDPOINTS = 132,
    /// ConnectTimeout: the peer took too long to connect or to answer.
    KS_ERROR_CONNECT_TIMEOUT = 140,
    /// ConnectFailure: there is no connection to the peer: an unknown host, a refused connection, a reset.
    KS_ERROR_CONNECT_FAILURE = 141,
    /// SSLError: TLS failed: a certificate that is not trusted, another host's name, no common version.
    KS_ERROR_SSL_ERROR = 142,
    /// UnknownConnectionError: the exchange with the peer failed otherwise: a bad URL, an answer that is not HTTP.
    KS_ERROR_UNKNOWN_CONNECTION_ERROR = 143,
    /// DiscoveryFailure: the versions that a service offers cannot be told.
    KS_ERROR_DISCOVERY_FAILURE = 150,
    /// VersionNotAvailable: the service does not offer the version asked for.
    KS_ERROR_VERSION_NOT_AVAILABLE = 151,
    /// InvalidResponse: the peer's answer is not what it must be. The message names the step.
    KS_ERROR_INVALID_RESPONSE = 160,
    /// ServiceProviderNotFound: the token names no such service provider.
    KS_ERROR_SERVICE_PROVIDER_NOT_FOUND = 161,
    /// ValidationError: the arguments of an operation are not valid together.
    KS_ERROR_VALIDATION_ERROR = 170,
    /// UnsupportedVersion: this version of the Identity API is not supported.
    KS_ERROR_UNSUPPORTED_VERSION = 171,
    /// CommandError: the command cannot be carried out.
    KS_ERROR_COMMAND_ERROR = 172,
    /// NoUniqueMatch: more than one resource matches where one was wanted.
    KS_ERROR_NO_UNIQUE_MATCH = 173,
    /// MethodNotImplemented: the operation does not exist in this version of the API.
    KS_ERROR_METHOD_NOT_IMPLEMENTED = 174,
    /// CertificateConfigError: certificate files cannot be used.
    KS_ERROR_CERTIFICATE_CONFIG_ERROR = 180,
    /// CMSError: a signed message cannot be read.
    KS_ERROR_CMS_ERROR = 181,
    /// FixtureValidationError: a fixture is not valid.
    KS_ERROR_FIXTURE_VALIDATION_ERROR = 182,
    /// SamlInvalidResponse: the identity provider's answer is not valid SAML.
    KS_ERROR_SAML_INVALID_RESPONSE = 190,
    /// SamlConsumerMismatch: service provider and identity provider name different consumer URLs.
    KS_ERROR_SAML_CONSUMER_MISMATCH = 191,
    /// ImpliedVersionMismatch: the service type implies another version than the one asked for.
    KS_ERROR_IMPLIED_VERSION_MISMATCH = 200,
    /// ImpliedMinVersionMismatch: the service type implies another version than the least asked for.
    KS_ERROR_IMPLIED_MIN_VERSION_MISMATCH = 201,
    /// ImpliedMaxVersionMismatch: the service type implies another version than the highest asked for.
    KS_ERROR_IMPLIED_MAX_VERSION_MISMATCH = 202,

    /// MultipleChoices: several resources or versions answer to the URL.
    KS_ERROR_MULTIPLE_CHOICES = 300,
    /// BadRequest: the server does not understand the request, or a value in it is not allowed.
    KS_ERROR_BAD_REQUEST = 400,
    /// Unauthorized: wrong credentials, or a token that is not valid any more and could not be renewed.
    KS_ERROR_UNAUTHORIZED = 401,
    /// PaymentRequired: the server wants payment.
    KS_ERROR_PAYMENT_REQUIRED = 402,
    /// Forbidden: the user is known and may not do this.
    KS_ERROR_FORBIDDEN = 403,
    /// NotFound: the resource does not exist, or the user may not know of it.
    KS_ERROR_NOT_FOUND = 404,
    /// MethodNotAllowed: the resource does not have this method.
    KS_ERROR_METHOD_NOT_ALLOWED = 405,
    /// NotAcceptable: the server has no representation that the request accepts, or no such microversion.
    KS_ERROR_NOT_ACCEPTABLE = 406,
    /// ProxyAuthenticationRequired: the proxy wants credentials.
    KS_ERROR_PROXY_AUTHENTICATION_REQUIRED = 407,
    /// RequestTimeout: the server waited too long for the request.
    KS_ERROR_REQUEST_TIMEOUT = 408,
    /// Conflict: the resource exists already, or its state does not allow this.
    KS_ERROR_CONFLICT = 409,
    /// Gone: the resource existed once.
    KS_ERROR_GONE = 410,
    /// LengthRequired: the server wants to know the body's length first.
    KS_ERROR_LENGTH_REQUIRED = 411,
    /// PreconditionFailed: a condition in the request's header does not hold.
    KS_ERROR_PRECONDITION_FAILED = 412,
    /// RequestEntityTooLarge: the body is larger than the server takes, or a quota is used up.
    KS_ERROR_REQUEST_ENTITY_TOO_LARGE = 413,
    /// RequestUriTooLong: the URL is longer than the server takes.
    KS_ERROR_REQUEST_URI_TOO_LONG = 414,
    /// UnsupportedMediaType: the server does not take bodies of this type.
    KS_ERROR_UNSUPPORTED_MEDIA_TYPE = 415,
    /// RequestedRangeNotSatisfiable: the resource has no such range.
    KS_ERROR_REQUESTED_RANGE_NOT_SATISFIABLE = 416,
    /// ExpectationFailed: the server cannot do what the Expect header wants.
    KS_ERROR_EXPECTATION_FAILED = 417,
    /// UnprocessableEntity: the body is well formed and cannot be carried out.
    KS_ERROR_UNPROCESSABLE_ENTITY = 422,
    /// TooManyRequests: the server limits the rate; ks_error_retry_after may say how long to wait.
    KS_ERROR_TOO_MANY_REQUESTS = 429,
    /// InternalServerError: the server has a defect.
    KS_ERROR_INTERNAL_SERVER_ERROR = 500,
    /// HttpNotImplemented: the server does not have this function.
    KS_ERROR_HTTP_NOT_IMPLEMENTED = 501,
    /// BadGateway: a gateway got no valid answer from the server behind it.
    KS_ERROR_BAD_GATEWAY = 502,
    /// ServiceUnavailable: the server cannot answer now; ks_error_retry_after may say how long to wait.
    KS_ERROR_SERVICE_UNAVAILABLE = 503,
    /// GatewayTimeout: a gateway got no answer in time from the server behind it.
    KS_ERROR_GATEWAY_TIMEOUT = 504,
    /// HttpVersionNotSupported: the server does not speak this version of HTTP.
    KS_ERROR_HTTP_VERSION_NOT_SUPPORTED = 505,

    /// ClientException: the family of nearly all that is not a fault of the call.
    KS_ERROR_CLIENT_EXCEPTION = 1000,
    /// HttpError: the family of all HTTP statuses. A ClientException.
    KS_ERROR_HTTP_ERROR = 1001,
    /// HTTPClientError: the family of the statuses from 400 to 499. An HttpError.
    KS_ERROR_HTTP_CLIENT_ERROR = 1002,
    /// HttpServerError: the family of the statuses from 500 to 599. An HttpError.
    KS_ERROR_HTTP_SERVER_ERROR = 1003,
    /// HTTPRedirection: the family of the statuses from 300 to 399. An HttpError.
    KS_ERROR_HTTP_REDIRECTION = 1004,
    /// AuthPluginException: the family of failures of authentication plugins and their options. A ClientException.
    KS_ERROR_AUTH_PLUGIN_EXCEPTION = 1005,
    /// CatalogException: the family of failures to find a service in the catalog. A ClientException.
    KS_ERROR_CATALOG_EXCEPTION = 1006,
    /// ConnectionError: the family of failures of connections. A ClientException.
    KS_ERROR_CONNECTION_ERROR = 1007,
    /// RetriableConnectionFailure: the family of failures of connections that may pass by themselves.
    KS_ERROR_RETRIABLE_CONNECTION_FAILURE = 1008,
    /// SamlException: the family of failures of SAML exchanges.
    KS_ERROR_SAML_EXCEPTION = 1009,

    /// CallbackError: the first of the codes that callbacks of yours may return; they are passed through unchanged.
    KS_ERROR_USER = 10000,
}

/// Whether a result is of a class, or of a kind of it: KS_ERROR_NOT_FOUND is a KS_ERROR_HTTP_CLIENT_ERROR, which is a
/// KS_ERROR_CLIENT_EXCEPTION.
///
/// - result: what a call returned.
/// - ancestor: the class or family that is asked for.
///
/// Returns true for equal codes, KS_OK too, and false for codes that nobody knows. Never fails. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn ks_result_is_a(result: ks_result, ancestor: ks_result) -> bool {
    value_or(false, || Some(Code::from_number(result).is_a(Code::from_number(ancestor))))
}

/// The name of a result's class as keystoneauth spells it: "NotFound" for 404.
///
/// - result: what a call returned.
///
/// Returns a string that lives for ever, never NULL: "" for KS_OK, the family's name for an HTTP status without a class of its
/// own, "CallbackError" from KS_ERROR_USER up. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn ks_result_class(result: ks_result) -> *const c_char {
    value_or(c"".as_ptr(), || match result {
        KS_OK => None,
        _ => Some(Code::from_number(result).class_name_with_nul().as_ptr().cast()),
    })
}

/// What a result means in general; the message of a ks_error says more.
///
/// - result: what a call returned.
///
/// Returns a string that lives for ever, never NULL: "success" for KS_OK. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn ks_result_message(result: ks_result) -> *const c_char {
    value_or(c"success".as_ptr(), || match result {
        KS_OK => None,
        _ => Some(Code::from_number(result).default_message_with_nul().as_ptr().cast()),
    })
}

#[cfg(test)]
mod tests {
    use std::ffi::CStr;

    use super::*;

    fn read(text: *const c_char) -> &'static str {
        // SAFETY: the functions above return strings that live for ever.
        unsafe { CStr::from_ptr(text) }.to_str().unwrap_or("not UTF-8")
    }

    #[test]
    fn a_result_is_of_its_own_class_and_of_every_family_above_it() {
        for family in [404, 1002, 1001, 1000] {
            assert!(ks_result_is_a(404, family), "{family}");
        }
        for other in [0, 403, 1003, 1007, 57] {
            assert!(!ks_result_is_a(404, other), "{other}");
        }
        assert!(ks_result_is_a(418, 1002) && ks_result_is_a(599, 1003));
        assert!(ks_result_is_a(141, 1007) && ks_result_is_a(141, 1008), "two parents");
        assert!(ks_result_is_a(0, 0) && !ks_result_is_a(0, 1000) && !ks_result_is_a(404, 0));
    }

    #[test]
    fn every_number_has_a_class_and_a_message() {
        assert_eq!((read(ks_result_class(0)), read(ks_result_message(0))), ("", "success"));
        assert_eq!((read(ks_result_class(404)), read(ks_result_message(404))), ("NotFound", "not found"));
        assert_eq!(read(ks_result_class(418)), "HTTPClientError");
        assert_eq!(read(ks_result_class(10_001)), "CallbackError");
        for unknown in [i32::MIN, -1, 57, 9999, i32::MAX] {
            assert!(!read(ks_result_class(unknown)).is_empty() && !read(ks_result_message(unknown)).is_empty());
        }
    }
}
