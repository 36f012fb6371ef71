/**
 * keystoneclient.h: OpenStack Identity (Keystone) for C, C++, Go and Lua.
 *
 * Logs in to Keystone in every way it knows, keeps sessions logged in, finds services in the catalog, talks to them, and
 * speaks the Identity API. It is to these languages what keystoneauth and keystoneclient are to Python, with their names.
 *
 *     ks_error *error = NULL;
 *     ks_session *session = NULL;
 *     ks_access *access = NULL;
 *
 *     if (ks_session_from_env(&session, &error) == KS_OK
 *         && ks_session_get_access(session, &access, &error) == KS_OK)
 *         printf("logged in as %s\n", ks_access_username(access));
 *     else
 *         fprintf(stderr, "%s: %s\n", ks_error_class(error), ks_error_message(error));
 *     ks_access_free(access);
 *     ks_session_free(session);
 *     ks_error_free(error);
 *
 * Results and errors
 *     What can fail returns a ks_result, KS_OK or why it failed, and takes a ks_error **error last, where it stores the whole
 *     story. Pass NULL for error to do without the story. A call first sets *error and all its out parameters to NULL, so that
 *     after a failure there is nothing to free but the error; it does not free what they held before.
 *
 * Ownership
 *     What comes through an out parameter is yours: give it back with ks_<noun>_free, which takes NULL and never blocks. So is
 *     what ks_<noun>_new and ks_<noun>_ref return. Everything else that is returned is borrowed from the object that was asked
 *     and lives as long. Objects count their references and keep what they need: any order of freeing is right.
 *
 * Strings
 *     UTF-8 that ends in NUL, both ways; where a string may hold a NUL there is a length too. The library copies what it is
 *     given. What is absent is NULL, what is empty is "".
 *
 * NULL
 *     Every pointer is checked. NULL where it may not be is KS_ERROR_NULL_ARGUMENT naming the argument; getters return their
 *     empty value. Lengths and other pointers are believed.
 *
 * Options
 *     Everything optional goes into a ks_params under the name that keystoneauth gives it. An unknown name is an error. Structures
 *     that begin with a size are to be initialized with their KS_<NOUN>_INIT; later versions append members.
 *
 * Threads
 *     "Thread-safe" means that any number of threads may make this call at once, also on the same object. A builder, such as a
 *     ks_params, belongs to one thread at a time. Nothing is kept per thread. The library starts no threads. After fork, a child
 *     may go on if no other thread of its parent was within a call.
 *
 * Callbacks
 *     They take the userdata that they were given with. They run on a thread that is within a call, before it returns, and never
 *     under a lock. They must return: no longjmp, no C++ exception, no Lua error may leave them.
 *
 * Versions
 *     What is declared here stays as it is. Numbers of enumerators never change; enumerations and structures grow at their end.
 *
 * This file is generated from the source: src/ffi/*.rs, by tests/header.rs.
 */

#ifndef LIBKEYSTONECLIENT_H
#define LIBKEYSTONECLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** The version of this header. */
#define KEYSTONECLIENT_VERSION "0.1.0"
#define KEYSTONECLIENT_VERSION_MAJOR 0
#define KEYSTONECLIENT_VERSION_MINOR 1
#define KEYSTONECLIENT_VERSION_PATCH 0

/** The version as a number that compares; ks_library_version_number is the one at run time. */
#define KEYSTONECLIENT_VERSION_NUMBER \
    ((KEYSTONECLIENT_VERSION_MAJOR << 16) | (KEYSTONECLIENT_VERSION_MINOR << 8) | KEYSTONECLIENT_VERSION_PATCH)

/** Whether this header is of that version or a later one; also in #if. */
#define KEYSTONECLIENT_VERSION_AT_LEAST(major, minor, patch) \
    (KEYSTONECLIENT_VERSION_NUMBER >= (((major) << 16) | ((minor) << 8) | (patch)))

#ifdef __cplusplus
extern "C" {
#endif

/* =================================================================================================
 * Types
 *
 * What the library hands out and takes, by pointer only.
 * ============================================================================================== */

/** What went wrong: immutable, and read by any number of threads. */
typedef struct ks_error ks_error;

/** A string that has an owner. Set once, shared by any number of threads, wiped when it is freed. */
typedef struct ks_text ks_text;

/** A JSON value: immutable, and read by any number of threads. */
typedef struct ks_value ks_value;

/* =================================================================================================
 * Version
 *
 * KEYSTONECLIENT_VERSION and its kin say which version a program was compiled for; these functions say which one it runs with.
 * The library is compatible with every older version of the same soname.
 *
 *   ks_library_version         The version of the library as the program finds it
 *   ks_library_version_number  The version of the library as a number that compares, made as KEYSTONECLIENT_VERSION_NUMBER is
 * ============================================================================================== */

/**
 * The version of the library as the program finds it: "0.1.0".
 *
 * Returns a string that lives for ever, never NULL. Thread-safe. Since 0.1.
 */
const char *ks_library_version(void);

/**
 * The version of the library as a number that compares, made as KEYSTONECLIENT_VERSION_NUMBER is.
 *
 * Returns the major version times 65536, plus the minor version times 256, plus the patch. Thread-safe. Since 0.1.
 */
uint32_t ks_library_version_number(void);

/* =================================================================================================
 * Results
 *
 * What a call returns, and the tree of classes behind it. HTTP errors are their status, so that 404 is KS_ERROR_NOT_FOUND
 * and a status without a name comes through as itself. Numbers never change.
 *
 *   ks_result_is_a     Whether a result is of a class, or of a kind of it
 *   ks_result_class    The name of a result's class as keystoneauth spells it
 *   ks_result_message  What a result means in general
 * ============================================================================================== */

/**
 * The names of results.
 *
 * 1 to 99: the call or the library is at fault. 100 to 299: failures without an HTTP status. 300 to 599: HTTP statuses.
 * 1000 to 1999: families, which no call returns; they are for ks_result_is_a. From 10000: the codes of your own callbacks.
 */
typedef enum ks_result_code {
    /** Success. */
    KS_OK = 0,
    /** NullArgument: an argument is NULL where it may not be. The message names it. */
    KS_ERROR_NULL_ARGUMENT = 1,
    /** InvalidUtf8: a string is not UTF-8. */
    KS_ERROR_INVALID_UTF8 = 2,
    /** OutOfRange: a number or length is outside its range. */
    KS_ERROR_OUT_OF_RANGE = 3,
    /** WrongType: a value is of another type than it must be, for example a string where a list is wanted. */
    KS_ERROR_WRONG_TYPE = 4,
    /** InvalidArgument: an argument makes no sense, for example an empty id. */
    KS_ERROR_INVALID_ARGUMENT = 5,
    /** InvalidJson: a text that the caller gave is not JSON, or nested too deeply. */
    KS_ERROR_INVALID_JSON = 6,
    /** LimitExceeded: something is larger than the limit set for it. */
    KS_ERROR_LIMIT_EXCEEDED = 7,
    /** Reentrant: a callback used what was waiting for it, for example a plugin that authenticates itself. */
    KS_ERROR_REENTRANT = 8,
    /** ShutDown: the session was shut down. */
    KS_ERROR_SHUT_DOWN = 9,
    /** Panic: the library has a defect, which was contained. Please report the message. */
    KS_ERROR_PANIC = 10,
    /** AuthorizationFailure: the client cannot be authorized, for a reason that has no class of its own. */
    KS_ERROR_AUTHORIZATION_FAILURE = 100,
    /** AuthPluginOptionsMissing: options of the authentication plugin are missing. */
    KS_ERROR_AUTH_PLUGIN_OPTIONS_MISSING = 101,
    /** AuthSystemNotFound: the authentication system is not known. */
    KS_ERROR_AUTH_SYSTEM_NOT_FOUND = 102,
    /** MissingAuthMethods: Keystone wants more methods than were given, as in multi-factor authentication. */
    KS_ERROR_MISSING_AUTH_METHODS = 103,
    /** MissingAuthPlugin: a request needs authentication, and its session has no authentication plugin. */
    KS_ERROR_MISSING_AUTH_PLUGIN = 110,
    /** NoMatchingPlugin: no authentication type has this name. */
    KS_ERROR_NO_MATCHING_PLUGIN = 111,
    /** UnsupportedParameters: a parameter is unknown or of the wrong type. The message names it and the nearest known one. */
    KS_ERROR_UNSUPPORTED_PARAMETERS = 112,
    /** OptionError: options contradict each other or make no sense. */
    KS_ERROR_OPTION_ERROR = 113,
    /** MissingRequiredOptions: required options are missing. The message names them. */
    KS_ERROR_MISSING_REQUIRED_OPTIONS = 114,
    /** InvalidDiscoveryEndpoint: the OpenID discovery endpoint is not valid. */
    KS_ERROR_INVALID_DISCOVERY_ENDPOINT = 120,
    /** InvalidOidcDiscoveryDocument: the OpenID discovery document is not valid. */
    KS_ERROR_INVALID_OIDC_DISCOVERY_DOCUMENT = 121,
    /** OidcAccessTokenEndpointNotFound: neither options nor discovery name the OpenID access token endpoint. */
    KS_ERROR_OIDC_ACCESS_TOKEN_ENDPOINT_NOT_FOUND = 122,
    /** OidcAuthorizationEndpointNotFound: neither options nor discovery name the OpenID authorization endpoint. */
    KS_ERROR_OIDC_AUTHORIZATION_ENDPOINT_NOT_FOUND = 123,
    /** OidcDeviceAuthorizationEndpointNotFound: neither options nor discovery name the OpenID device authorization endpoint. */
    KS_ERROR_OIDC_DEVICE_AUTHORIZATION_ENDPOINT_NOT_FOUND = 124,
    /** OidcDeviceAuthorizationTimeOut: nobody authorized the device in time. */
    KS_ERROR_OIDC_DEVICE_AUTHORIZATION_TIME_OUT = 125,
    /** OidcInvalidCodeChallengeMethod: the code challenge method is not known. */
    KS_ERROR_OIDC_INVALID_CODE_CHALLENGE_METHOD = 126,
    /** OidcPluginNotSupported: the OpenID provider does not support this grant. */
    KS_ERROR_OIDC_PLUGIN_NOT_SUPPORTED = 127,
    /** EndpointNotFound: the catalog has no endpoint that the filter matches. */
    KS_ERROR_ENDPOINT_NOT_FOUND = 130,
    /** EmptyCatalog: the token has no catalog; an unscoped token has none. */
    KS_ERROR_EMPTY_CATALOG = 131,
    /** AmbiguousEndpoints: several endpoints match. */
    KS_ERROR_AMBIGUOUS_ENDPOINTS = 132,
    /** ConnectTimeout: the peer took too long to connect or to answer. */
    KS_ERROR_CONNECT_TIMEOUT = 140,
    /** ConnectFailure: there is no connection to the peer: an unknown host, a refused connection, a reset. */
    KS_ERROR_CONNECT_FAILURE = 141,
    /** SSLError: TLS failed: a certificate that is not trusted, another host's name, no common version. */
    KS_ERROR_SSL_ERROR = 142,
    /** UnknownConnectionError: the exchange with the peer failed otherwise: a bad URL, an answer that is not HTTP. */
    KS_ERROR_UNKNOWN_CONNECTION_ERROR = 143,
    /** DiscoveryFailure: the versions that a service offers cannot be told. */
    KS_ERROR_DISCOVERY_FAILURE = 150,
    /** VersionNotAvailable: the service does not offer the version asked for. */
    KS_ERROR_VERSION_NOT_AVAILABLE = 151,
    /** InvalidResponse: the peer's answer is not what it must be. The message names the step. */
    KS_ERROR_INVALID_RESPONSE = 160,
    /** ServiceProviderNotFound: the token names no such service provider. */
    KS_ERROR_SERVICE_PROVIDER_NOT_FOUND = 161,
    /** ValidationError: the arguments of an operation are not valid together. */
    KS_ERROR_VALIDATION_ERROR = 170,
    /** UnsupportedVersion: this version of the Identity API is not supported. */
    KS_ERROR_UNSUPPORTED_VERSION = 171,
    /** CommandError: the command cannot be carried out. */
    KS_ERROR_COMMAND_ERROR = 172,
    /** NoUniqueMatch: more than one resource matches where one was wanted. */
    KS_ERROR_NO_UNIQUE_MATCH = 173,
    /** MethodNotImplemented: the operation does not exist in this version of the API. */
    KS_ERROR_METHOD_NOT_IMPLEMENTED = 174,
    /** CertificateConfigError: certificate files cannot be used. */
    KS_ERROR_CERTIFICATE_CONFIG_ERROR = 180,
    /** CMSError: a signed message cannot be read. */
    KS_ERROR_CMS_ERROR = 181,
    /** FixtureValidationError: a fixture is not valid. */
    KS_ERROR_FIXTURE_VALIDATION_ERROR = 182,
    /** SamlInvalidResponse: the identity provider's answer is not valid SAML. */
    KS_ERROR_SAML_INVALID_RESPONSE = 190,
    /** SamlConsumerMismatch: service provider and identity provider name different consumer URLs. */
    KS_ERROR_SAML_CONSUMER_MISMATCH = 191,
    /** ImpliedVersionMismatch: the service type implies another version than the one asked for. */
    KS_ERROR_IMPLIED_VERSION_MISMATCH = 200,
    /** ImpliedMinVersionMismatch: the service type implies another version than the least asked for. */
    KS_ERROR_IMPLIED_MIN_VERSION_MISMATCH = 201,
    /** ImpliedMaxVersionMismatch: the service type implies another version than the highest asked for. */
    KS_ERROR_IMPLIED_MAX_VERSION_MISMATCH = 202,
    /** MultipleChoices: several resources or versions answer to the URL. */
    KS_ERROR_MULTIPLE_CHOICES = 300,
    /** BadRequest: the server does not understand the request, or a value in it is not allowed. */
    KS_ERROR_BAD_REQUEST = 400,
    /** Unauthorized: wrong credentials, or a token that is not valid any more and could not be renewed. */
    KS_ERROR_UNAUTHORIZED = 401,
    /** PaymentRequired: the server wants payment. */
    KS_ERROR_PAYMENT_REQUIRED = 402,
    /** Forbidden: the user is known and may not do this. */
    KS_ERROR_FORBIDDEN = 403,
    /** NotFound: the resource does not exist, or the user may not know of it. */
    KS_ERROR_NOT_FOUND = 404,
    /** MethodNotAllowed: the resource does not have this method. */
    KS_ERROR_METHOD_NOT_ALLOWED = 405,
    /** NotAcceptable: the server has no representation that the request accepts, or no such microversion. */
    KS_ERROR_NOT_ACCEPTABLE = 406,
    /** ProxyAuthenticationRequired: the proxy wants credentials. */
    KS_ERROR_PROXY_AUTHENTICATION_REQUIRED = 407,
    /** RequestTimeout: the server waited too long for the request. */
    KS_ERROR_REQUEST_TIMEOUT = 408,
    /** Conflict: the resource exists already, or its state does not allow this. */
    KS_ERROR_CONFLICT = 409,
    /** Gone: the resource existed once. */
    KS_ERROR_GONE = 410,
    /** LengthRequired: the server wants to know the body's length first. */
    KS_ERROR_LENGTH_REQUIRED = 411,
    /** PreconditionFailed: a condition in the request's header does not hold. */
    KS_ERROR_PRECONDITION_FAILED = 412,
    /** RequestEntityTooLarge: the body is larger than the server takes, or a quota is used up. */
    KS_ERROR_REQUEST_ENTITY_TOO_LARGE = 413,
    /** RequestUriTooLong: the URL is longer than the server takes. */
    KS_ERROR_REQUEST_URI_TOO_LONG = 414,
    /** UnsupportedMediaType: the server does not take bodies of this type. */
    KS_ERROR_UNSUPPORTED_MEDIA_TYPE = 415,
    /** RequestedRangeNotSatisfiable: the resource has no such range. */
    KS_ERROR_REQUESTED_RANGE_NOT_SATISFIABLE = 416,
    /** ExpectationFailed: the server cannot do what the Expect header wants. */
    KS_ERROR_EXPECTATION_FAILED = 417,
    /** UnprocessableEntity: the body is well formed and cannot be carried out. */
    KS_ERROR_UNPROCESSABLE_ENTITY = 422,
    /** TooManyRequests: the server limits the rate; ks_error_retry_after may say how long to wait. */
    KS_ERROR_TOO_MANY_REQUESTS = 429,
    /** InternalServerError: the server has a defect. */
    KS_ERROR_INTERNAL_SERVER_ERROR = 500,
    /** HttpNotImplemented: the server does not have this function. */
    KS_ERROR_HTTP_NOT_IMPLEMENTED = 501,
    /** BadGateway: a gateway got no valid answer from the server behind it. */
    KS_ERROR_BAD_GATEWAY = 502,
    /** ServiceUnavailable: the server cannot answer now; ks_error_retry_after may say how long to wait. */
    KS_ERROR_SERVICE_UNAVAILABLE = 503,
    /** GatewayTimeout: a gateway got no answer in time from the server behind it. */
    KS_ERROR_GATEWAY_TIMEOUT = 504,
    /** HttpVersionNotSupported: the server does not speak this version of HTTP. */
    KS_ERROR_HTTP_VERSION_NOT_SUPPORTED = 505,
    /** ClientException: the family of nearly all that is not a fault of the call. */
    KS_ERROR_CLIENT_EXCEPTION = 1000,
    /** HttpError: the family of all HTTP statuses. A ClientException. */
    KS_ERROR_HTTP_ERROR = 1001,
    /** HTTPClientError: the family of the statuses from 400 to 499. An HttpError. */
    KS_ERROR_HTTP_CLIENT_ERROR = 1002,
    /** HttpServerError: the family of the statuses from 500 to 599. An HttpError. */
    KS_ERROR_HTTP_SERVER_ERROR = 1003,
    /** HTTPRedirection: the family of the statuses from 300 to 399. An HttpError. */
    KS_ERROR_HTTP_REDIRECTION = 1004,
    /** AuthPluginException: the family of failures of authentication plugins and their options. A ClientException. */
    KS_ERROR_AUTH_PLUGIN_EXCEPTION = 1005,
    /** CatalogException: the family of failures to find a service in the catalog. A ClientException. */
    KS_ERROR_CATALOG_EXCEPTION = 1006,
    /** ConnectionError: the family of failures of connections. A ClientException. */
    KS_ERROR_CONNECTION_ERROR = 1007,
    /** RetriableConnectionFailure: the family of failures of connections that may pass by themselves. */
    KS_ERROR_RETRIABLE_CONNECTION_FAILURE = 1008,
    /** SamlException: the family of failures of SAML exchanges. */
    KS_ERROR_SAML_EXCEPTION = 1009,
    /** CallbackError: the first of the codes that callbacks of yours may return; they are passed through unchanged. */
    KS_ERROR_USER = 10000
} ks_result_code;

/**
 * What every call that can fail returns: KS_OK, or why it failed.
 *
 * One of the enumerators of ks_result_code, an HTTP status that has no enumerator (418, 599), or, from KS_ERROR_USER up, a
 * code that a callback of yours returned.
 */
typedef int32_t ks_result;

/**
 * Whether a result is of a class, or of a kind of it: KS_ERROR_NOT_FOUND is a KS_ERROR_HTTP_CLIENT_ERROR, which is a
 * KS_ERROR_CLIENT_EXCEPTION.
 *
 * - result: what a call returned.
 * - ancestor: the class or family that is asked for.
 *
 * Returns true for equal codes, KS_OK too, and false for codes that nobody knows. Never fails. Thread-safe. Since 0.1.
 */
bool ks_result_is_a(ks_result result, ks_result ancestor);

/**
 * The name of a result's class as keystoneauth spells it: "NotFound" for 404.
 *
 * - result: what a call returned.
 *
 * Returns a string that lives for ever, never NULL: "" for KS_OK, the family's name for an HTTP status without a class of its
 * own, "CallbackError" from KS_ERROR_USER up. Thread-safe. Since 0.1.
 */
const char *ks_result_class(ks_result result);

/**
 * What a result means in general; the message of a ks_error says more.
 *
 * - result: what a call returned.
 *
 * Returns a string that lives for ever, never NULL: "success" for KS_OK. Thread-safe. Since 0.1.
 */
const char *ks_result_message(ks_result result);

/* =================================================================================================
 * Errors
 *
 * What went wrong, with all that is known about it. Every call that can fail takes a ks_error **error last, sets it to NULL,
 * and on failure stores a ks_error there, whose code is the call's result. Pass NULL to do without.
 *
 *   ks_error_code         The code, which the failed call returned too
 *   ks_error_class        The name of the class as keystoneauth spells it, "NotFound" for 404
 *   ks_error_message      One line that says what failed
 *   ks_error_details      What the server said beyond its message
 *   ks_error_http_status  The status that the server answered
 *   ks_error_method       The method of the request that failed
 *   ks_error_url          The URL of the request that failed
 *   ks_error_request_id   The id that the server gave the request, which its operators find in their logs
 *   ks_error_retry_after  After how many seconds the server wants to be asked again
 *   ks_error_body         The body that the server answered, with a NUL behind it
 *   ks_error_body_length  How many bytes the body has, without the NUL behind it
 *   ks_error_cause        What led to this error, for example the connection that failed when a login failed
 *   ks_error_set          For callbacks
 *   ks_error_ref          One more reference to the error, or to a cause that was borrowed
 *   ks_error_free         Gives an error back
 *   ks_error_clear        Frees the error in a variable and sets the variable to NULL, so that it serves the next call
 * ============================================================================================== */

/**
 * The code, which the failed call returned too.
 *
 * - error: NULL is allowed.
 *
 * Returns KS_OK for NULL. Thread-safe. Since 0.1.
 */
ks_result ks_error_code(const ks_error *error);

/**
 * The name of the class as keystoneauth spells it, "NotFound" for 404; see ks_result_class.
 *
 * - error: NULL is allowed.
 *
 * Returns a string that lives for ever, never NULL; "" for NULL. Thread-safe. Since 0.1.
 */
const char *ks_error_class(const ks_error *error);

/**
 * One line that says what failed. It holds no secret.
 *
 * - error: NULL is allowed.
 *
 * Returns a string borrowed from the error, never NULL; "" for NULL. Thread-safe. Since 0.1.
 */
const char *ks_error_message(const ks_error *error);

/**
 * What the server said beyond its message.
 *
 * - error: NULL is allowed.
 *
 * Returns a string borrowed from the error; NULL if there is nothing. Thread-safe. Since 0.1.
 */
const char *ks_error_details(const ks_error *error);

/**
 * The status that the server answered.
 *
 * - error: NULL is allowed.
 *
 * Returns 0 without an answer. Thread-safe. Since 0.1.
 */
int32_t ks_error_http_status(const ks_error *error);

/**
 * The method of the request that failed: "GET".
 *
 * - error: NULL is allowed.
 *
 * Returns a string borrowed from the error; NULL if there was no request. Thread-safe. Since 0.1.
 */
const char *ks_error_method(const ks_error *error);

/**
 * The URL of the request that failed.
 *
 * - error: NULL is allowed.
 *
 * Returns a string borrowed from the error; NULL if there was no request. Thread-safe. Since 0.1.
 */
const char *ks_error_url(const ks_error *error);

/**
 * The id that the server gave the request, which its operators find in their logs.
 *
 * - error: NULL is allowed.
 *
 * Returns a string borrowed from the error; NULL if there is none. Thread-safe. Since 0.1.
 */
const char *ks_error_request_id(const ks_error *error);

/**
 * After how many seconds the server wants to be asked again.
 *
 * - error: NULL is allowed.
 *
 * Returns -1 if the server did not say. Thread-safe. Since 0.1.
 */
int32_t ks_error_retry_after(const ks_error *error);

/**
 * The body that the server answered, with a NUL behind it.
 *
 * - error: NULL is allowed.
 *
 * Returns ks_error_body_length bytes borrowed from the error; NULL if there was no answer. Thread-safe. Since 0.1.
 */
const void *ks_error_body(const ks_error *error);

/**
 * How many bytes the body has, without the NUL behind it.
 *
 * - error: NULL is allowed.
 *
 * Returns 0 if there was no answer. Thread-safe. Since 0.1.
 */
size_t ks_error_body_length(const ks_error *error);

/**
 * What led to this error, for example the connection that failed when a login failed.
 *
 * - error: NULL is allowed.
 *
 * Returns an error borrowed from this one; NULL if nothing more is known. Thread-safe. Since 0.1.
 */
const ks_error *ks_error_cause(const ks_error *error);

/**
 * For callbacks: makes the error that says why they failed.
 *
 * - error: where the error goes; what is there is overwritten, not freed. NULL is allowed.
 * - code: what the callback will return, KS_ERROR_USER or above for a code of its own. KS_OK makes no error.
 * - message: one line without secrets, copied; NULL for what ks_result_message says. What is not UTF-8 in it is replaced.
 *
 * Returns the code, so that a callback ends with: return ks_error_set(error, KS_ERROR_USER, "the vault is sealed");
 * Errors: none of its own.
 * Thread-safe. Since 0.1.
 */
ks_result ks_error_set(ks_error **error, ks_result code, const char *message);

/**
 * One more reference to the error, or to a cause that was borrowed.
 *
 * - error: NULL is allowed.
 *
 * Returns an error that is yours to free; the pointer may be another one. NULL for NULL. Thread-safe. Since 0.1.
 */
ks_error *ks_error_ref(const ks_error *error);

/**
 * Gives an error back.
 *
 * - error: an error that is yours. NULL does nothing.
 *
 * Thread-safe. Since 0.1.
 */
void ks_error_free(ks_error *error);

/**
 * Frees the error in a variable and sets the variable to NULL, so that it serves the next call.
 *
 * - error: the variable. NULL does nothing, and so does a variable that is NULL.
 *
 * Thread-safe, apart from the variable itself. Since 0.1.
 */
void ks_error_clear(ks_error **error);

/* =================================================================================================
 * Texts
 *
 * A string of its own: where the library makes a string for you, and where a callback of yours hands one to the library.
 * It may be a token or hold a password; so its memory is wiped when the last reference goes.
 *
 *   ks_text_string     The string
 *   ks_text_length     How many bytes the string has, without the NUL behind it
 *   ks_text_set        For callbacks
 *   ks_text_set_bytes  For callbacks
 *   ks_text_ref        One more reference to the text
 *   ks_text_free       Gives a reference back
 * ============================================================================================== */

/**
 * The string.
 *
 * - text: NULL is allowed.
 *
 * Returns UTF-8 that ends in NUL, borrowed from the text; NULL for NULL and for a text that is not set yet. Thread-safe.
 * Since 0.1.
 */
const char *ks_text_string(const ks_text *text);

/**
 * How many bytes the string has, without the NUL behind it; more than strlen says if it holds a NUL itself.
 *
 * - text: NULL is allowed.
 *
 * Returns 0 for NULL and for a text that is not set yet. Thread-safe. Since 0.1.
 */
size_t ks_text_length(const ks_text *text);

/**
 * For callbacks: sets the text that the library lent. The string is copied.
 *
 * - out: the text, which dies when the callback returns. It can be set once.
 * - string: UTF-8 that ends in NUL. NULL is an error, so that a forgotten token is not an empty one.
 *
 * Returns KS_OK or why not; a callback may return it as its own result.
 * Errors: KS_ERROR_NULL_ARGUMENT, KS_ERROR_INVALID_UTF8; KS_ERROR_INVALID_ARGUMENT for a text that is set already.
 * Thread-safe. Since 0.1.
 */
ks_result ks_text_set(ks_text *out, const char *string);

/**
 * For callbacks: sets the text that the library lent, from a string that need not end in NUL. The bytes are copied.
 *
 * - out: the text, which dies when the callback returns. It can be set once.
 * - data: UTF-8. NULL is allowed if length is 0.
 * - length: how many bytes there are.
 *
 * Returns KS_OK or why not; a callback may return it as its own result.
 * Errors: those of ks_text_set, and KS_ERROR_OUT_OF_RANGE for a length that no memory has.
 * Thread-safe. Since 0.1.
 */
ks_result ks_text_set_bytes(ks_text *out, const void *data, size_t length);

/**
 * One more reference to the text.
 *
 * - text: NULL is allowed.
 *
 * Returns the same pointer, which is now yours to free once more; NULL for NULL. Thread-safe. Since 0.1.
 */
ks_text *ks_text_ref(const ks_text *text);

/**
 * Gives a reference back; with the last one the string is wiped.
 *
 * - text: a text that is yours. NULL does nothing.
 *
 * Thread-safe. Since 0.1.
 */
void ks_text_free(ks_text *text);

/* =================================================================================================
 * Values
 *
 * A parsed JSON text. What is in it is reached by key, by index or by JSON pointer, and read with a fallback for the case that it
 * is missing or of another kind; so a chain of getters needs no check between its steps. A value that came through an out
 * parameter is yours to free; every value within it, and every string, is borrowed from it and lives as long.
 *
 *   ks_value_parse          Parses a JSON text
 *   ks_value_kind           What a value is
 *   ks_value_is_null        Whether a value is null
 *   ks_value_get            A member of an object, by its key
 *   ks_value_at             An element of a list or a member of an object, by its number, from 0 to ks_value_length - 1
 *   ks_value_key_at         The key of a member of an object, by its number
 *   ks_value_pointer        The value that a JSON pointer (RFC 6901) leads to
 *   ks_value_length         The number of elements of a list or members of an object
 *   ks_value_string         The string
 *   ks_value_string_length  How many bytes the string has, without the NUL behind it
 *   ks_value_int            The whole number
 *   ks_value_double         The number, rounded if a double cannot hold it
 *   ks_value_bool           The truth value
 *   ks_value_to_json        Prints a value as JSON, without white space
 *   ks_value_ref            One more reference to what a value is part of
 *   ks_value_free           Gives a reference back
 * ============================================================================================== */

/** The names of kinds. */
typedef enum ks_kind_code {
    /** There is no value: the pointer is NULL. */
    KS_VALUE_ABSENT = 0,
    /** null. */
    KS_VALUE_NULL = 1,
    /** true or false. */
    KS_VALUE_BOOL = 2,
    /** A whole number, written without fraction and exponent. */
    KS_VALUE_INT = 3,
    /** Any other number, and a whole one that needs more than 64 bits. */
    KS_VALUE_DOUBLE = 4,
    /** A string. */
    KS_VALUE_STRING = 5,
    /** An array. */
    KS_VALUE_LIST = 6,
    /** An object. */
    KS_VALUE_OBJECT = 7
} ks_kind_code;

/** What a value is: one of the enumerators of ks_kind_code. */
typedef int32_t ks_kind;

/**
 * Parses a JSON text. The text is copied; the copy is wiped when the value is freed.
 *
 * - json: the text, which need not end in NUL.
 * - length: how many bytes it has. At most 64 MiB, 4 194 304 values and 127 levels of nesting are taken.
 * - value: receives the value; free it with ks_value_free.
 * - error: receives what went wrong; NULL is allowed.
 *
 * Errors: KS_ERROR_NULL_ARGUMENT, KS_ERROR_INVALID_UTF8, KS_ERROR_INVALID_JSON, KS_ERROR_LIMIT_EXCEEDED, KS_ERROR_OUT_OF_RANGE.
 * Thread-safe. Since 0.1.
 */
ks_result ks_value_parse(const char *json, size_t length, ks_value **value, ks_error **error);

/**
 * What a value is.
 *
 * - value: NULL is allowed.
 *
 * Returns one of ks_kind_code; KS_VALUE_ABSENT for NULL. Thread-safe. Since 0.1.
 */
ks_kind ks_value_kind(const ks_value *value);

/**
 * Whether a value is null. A value that is not there is not null.
 *
 * - value: NULL is allowed.
 *
 * Returns false for NULL. Thread-safe. Since 0.1.
 */
bool ks_value_is_null(const ks_value *value);

/**
 * A member of an object, by its key.
 *
 * - value: NULL is allowed, and so is a value that is no object.
 * - key: UTF-8 that ends in NUL. NULL is allowed and finds nothing.
 *
 * Returns a value borrowed from this one, NULL if there is no such member; where a key is repeated, the last one. Thread-safe.
 * Since 0.1.
 */
const ks_value *ks_value_get(const ks_value *value, const char *key);

/**
 * An element of a list or a member of an object, by its number, from 0 to ks_value_length - 1. Members keep the order of the text.
 *
 * - value: NULL is allowed, and so is a value that is neither list nor object.
 * - index: the number.
 *
 * Returns a value borrowed from this one; NULL beyond the end. Thread-safe. Since 0.1.
 */
const ks_value *ks_value_at(const ks_value *value, size_t index);

/**
 * The key of a member of an object, by its number.
 *
 * - value: NULL is allowed, and so is a value that is no object.
 * - index: the number, from 0 to ks_value_length - 1.
 *
 * Returns a string borrowed from the value; NULL beyond the end. Thread-safe. Since 0.1.
 */
const char *ks_value_key_at(const ks_value *value, size_t index);

/**
 * The value that a JSON pointer (RFC 6901) leads to: "/token/catalog/0/type".
 *
 * - value: where the pointer starts. NULL is allowed.
 * - json_pointer: "" for the value itself. "~1" in a key stands for "/", "~0" for "~". NULL is allowed and finds nothing.
 *
 * Returns a value borrowed from this one; NULL if the pointer leads nowhere. Thread-safe. Since 0.1.
 */
const ks_value *ks_value_pointer(const ks_value *value, const char *json_pointer);

/**
 * The number of elements of a list or members of an object.
 *
 * - value: NULL is allowed.
 *
 * Returns 0 for NULL and for any other kind. Thread-safe. Since 0.1.
 */
size_t ks_value_length(const ks_value *value);

/**
 * The string.
 *
 * - value: NULL is allowed.
 *
 * Returns UTF-8 that ends in NUL, borrowed from the value; NULL if it is not a string. Thread-safe. Since 0.1.
 */
const char *ks_value_string(const ks_value *value);

/**
 * How many bytes the string has, without the NUL behind it; more than strlen says if it holds a NUL itself.
 *
 * - value: NULL is allowed.
 *
 * Returns 0 if it is not a string. Thread-safe. Since 0.1.
 */
size_t ks_value_string_length(const ks_value *value);

/**
 * The whole number.
 *
 * - value: NULL is allowed.
 * - fallback: what is returned if it is not a KS_VALUE_INT, or needs more than 63 bits and a sign.
 *
 * Returns the number or the fallback. Thread-safe. Since 0.1.
 */
int64_t ks_value_int(const ks_value *value, int64_t fallback);

/**
 * The number, rounded if a double cannot hold it.
 *
 * - value: NULL is allowed.
 * - fallback: what is returned if it is neither a KS_VALUE_DOUBLE nor a KS_VALUE_INT.
 *
 * Returns the number or the fallback. Thread-safe. Since 0.1.
 */
double ks_value_double(const ks_value *value, double fallback);

/**
 * The truth value.
 *
 * - value: NULL is allowed.
 * - fallback: what is returned if it is not a KS_VALUE_BOOL.
 *
 * Returns the truth value or the fallback. Thread-safe. Since 0.1.
 */
bool ks_value_bool(const ks_value *value, bool fallback);

/**
 * Prints a value as JSON, without white space; members keep their order.
 *
 * - value: the value, which may be a part of another one.
 * - text: receives the JSON; free it with ks_text_free.
 * - error: receives what went wrong; NULL is allowed.
 *
 * Errors: KS_ERROR_NULL_ARGUMENT.
 * Thread-safe. Since 0.1.
 */
ks_result ks_value_to_json(const ks_value *value, ks_text **text, ks_error **error);

/**
 * One more reference to what a value is part of: the whole of it stays until all references are given back.
 *
 * - value: any value, also one that is borrowed. NULL is allowed.
 *
 * Returns the same pointer, which is now yours to free once more; NULL for NULL. Thread-safe. Since 0.1.
 */
ks_value *ks_value_ref(const ks_value *value);

/**
 * Gives a reference back.
 *
 * - value: a value that is yours. NULL does nothing.
 *
 * Thread-safe. Since 0.1.
 */
void ks_value_free(ks_value *value);

#ifdef __cplusplus
}
#endif

#endif /* LIBKEYSTONECLIENT_H */
