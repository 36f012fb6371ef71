//! A value for each type that a function of the header takes.
//!
//! `$` stands for the variable. What a function takes by pointer is made anew for each call and freed after it.

/// How C makes, passes and frees a value of a type.
pub(crate) struct Sample {
    /// The type as the `.cdef` writes it, without `const`; for some, the parameter's name behind a blank.
    pub(crate) of: &'static str,
    pub(crate) make: &'static str,
    pub(crate) pass: &'static str,
    pub(crate) free: &'static str,
}

const fn sample(of: &'static str, make: &'static str, pass: &'static str, free: &'static str) -> Sample {
    Sample { of, make, pass, free }
}

/// Types that take more than one line of C to make.
pub(crate) const PRELUDE: &str = r#"
static inline ks_value *make_value(void)
{
    ks_value *value = NULL;
    ks_value_parse("{\"x\":[1]}", 9, &value, NULL);
    return value;
}

static inline ks_text *make_text(void)
{
    ks_value *value = make_value();
    ks_text *text = NULL;
    ks_value_to_json(value, &text, NULL);
    ks_value_free(value);
    return text;
}

static inline ks_error *make_error(void)
{
    ks_error *error = NULL;
    ks_error_set(&error, KS_ERROR_NOT_FOUND, "a sample");
    return error;
}

/* Enough of a token to have a catalog with an endpoint. */
static inline ks_access *make_access(void)
{
    static const char body[] = "{\"token\":{\"methods\":[\"password\"],\"expires_at\":\"2030-01-01T00:00:00Z\",\"issued_at\":"
                               "\"2020-01-01T00:00:00Z\",\"user\":{\"id\":\"u\",\"name\":\"n\"},\"catalog\":[{\"type\":\"x\",\"endpoints\":"
                               "[{\"interface\":\"public\",\"region\":\"r\",\"url\":\"http://127.0.0.1:1/\"}]}]}}";
    ks_access *access = NULL;
    ks_access_from_json(body, sizeof body - 1, "t", &access, NULL);
    return access;
}

static inline ks_catalog *make_catalog(void)
{
    ks_access *access = make_access();
    ks_catalog *catalog = NULL;
    ks_access_get_catalog(access, &catalog, NULL);
    ks_access_free(access);
    return catalog;
}

static inline ks_result give_token(void *userdata, ks_session *session, ks_text *out, ks_error **error)
{
    (void)userdata, (void)session, (void)error;
    return ks_text_set(out, "t");
}

static inline ks_result give_secret(void *userdata, const char *option, const char *prompt, ks_text *out, ks_error **error)
{
    (void)userdata, (void)option, (void)prompt, (void)error;
    return ks_text_set(out, "s");
}

static inline ks_result give_nothing(void *userdata, void *buffer, size_t capacity, size_t *length, ks_error **error)
{
    (void)userdata, (void)buffer, (void)capacity, (void)length, (void)error;
    return KS_OK;
}

static inline ks_result take_all(void *userdata, const void *data, size_t length, ks_error **error)
{
    (void)userdata, (void)data, (void)length, (void)error;
    return KS_OK;
}

/* A plugin whose services are where nobody listens: what it is asked for fails at once. */
static inline ks_auth *make_auth(void)
{
    ks_auth_callbacks callbacks = KS_AUTH_CALLBACKS_INIT;
    callbacks.get_token = give_token;
    ks_auth *auth = NULL;
    ks_auth_new_custom(&callbacks, NULL, &auth, NULL);
    return auth;
}

static inline ks_session *make_session(void)
{
    ks_auth *auth = make_auth();
    ks_session *session = NULL;
    ks_session_new(auth, NULL, &session, NULL);
    ks_auth_free(auth);
    return session;
}

static inline ks_headers *make_headers(void)
{
    ks_session *session = make_session();
    ks_headers *headers = NULL;
    ks_session_get_auth_headers(session, &headers, NULL);
    ks_session_free(session);
    return headers;
}

static inline ks_adapter *make_adapter(void)
{
    ks_session *session = make_session();
    ks_adapter *adapter = NULL;
    ks_adapter_new(session, NULL, &adapter, NULL);
    ks_session_free(session);
    return adapter;
}

static inline ks_discovery *make_discovery(void)
{
    static const char document[] = "{\"versions\":[]}";
    ks_discovery *discovery = NULL;
    ks_discovery_from_json(document, sizeof document - 1, "http://127.0.0.1:1/", &discovery, NULL);
    return discovery;
}

static inline ks_endpoint_data *make_endpoint_data(void)
{
    ks_session *session = make_session();
    ks_params *options = ks_params_new();
    ks_endpoint_data *data = NULL;
    ks_params_set_string(options, "endpoint_override", "http://127.0.0.1:1/v3");
    ks_params_set_bool(options, "skip_discovery", true);
    ks_session_get_endpoint_data(session, NULL, options, &data, NULL);
    ks_params_free(options);
    ks_session_free(session);
    return data;
}

/* A version document is an answer like any other. */
static const char *answered_version = "v3.14";

static inline void *answer_once(void *listener)
{
    char request[4096], body[256], answer[512];
    int connection = accept(*(int *)listener, NULL, NULL);
    int length = snprintf(body, sizeof body,
                          "{\"version\":{\"id\":\"%s\",\"status\":\"CURRENT\",\"links\":[{\"rel\":\"self\",\"href\":\"/\"}]}}",
                          answered_version);
    length = snprintf(answer, sizeof answer, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", length, body);
    if (read(connection, request, sizeof request) > 0 && write(connection, answer, (size_t)length) < 0)
        puts("cannot answer");
    close(connection);
    return NULL;
}

/* Lets ask talk to a server that answers once. */
static inline void *from_server(void *(*ask)(ks_session *session, const char *url))
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    pthread_t server;
    char url[64];
    void *answer;
    ks_session *session = NULL;
    if (bind(listener, (struct sockaddr *)&address, length) != 0 || listen(listener, 1) != 0
        || getsockname(listener, (struct sockaddr *)&address, &length) != 0)
        return NULL;
    pthread_create(&server, NULL, answer_once, &listener);
    snprintf(url, sizeof url, "http://127.0.0.1:%d/", ntohs(address.sin_port));
    ks_session_new(NULL, NULL, &session, NULL);
    answer = ask(session, url);
    pthread_join(server, NULL);
    close(listener);
    ks_session_free(session);
    return answer;
}

static inline void *ask_for_response(ks_session *session, const char *url)
{
    ks_response *response = NULL;
    ks_session_request(session, "GET", url, NULL, &response, NULL);
    return response;
}

static inline void *ask_for_client(ks_session *session, const char *url)
{
    ks_params *options = ks_params_new();
    ks_client *client = NULL;
    ks_params_set_string(options, "endpoint", url);
    ks_client_new(session, options, &client, NULL);
    ks_params_free(options);
    return client;
}

/* One of each version for all calls: its server is gone, so that what they ask is refused at once. */
static ks_client *clients_of_all[2];

static void free_clients_of_all(void)
{
    ks_client_free(clients_of_all[0]);
    ks_client_free(clients_of_all[1]);
}

static inline ks_client *make_client_of(const char *version)
{
    ks_client **client = &clients_of_all[version[1] == '2'];
    if (!clients_of_all[0] && !clients_of_all[1])
        atexit(free_clients_of_all);
    answered_version = version;
    if (!*client)
        *client = from_server(ask_for_client);
    return ks_client_ref(*client);
}

static inline ks_client *make_client(void)
{
    return make_client_of("v3.14");
}

static inline ks_pages *make_pages(void)
{
    ks_client *client = make_client();
    ks_pages *pages = NULL;
    ks_client_list(client, "v3.users.list", NULL, &pages, NULL);
    ks_client_free(client);
    return pages;
}
"#;

pub(crate) const SAMPLES: &[Sample] = &[
    sample("size_t index", "", "0", ""),
    sample("size_t", "", "2", ""),
    sample("int64_t", "", "7", ""),
    sample("int32_t", "", "7", ""),
    sample("uint32_t", "", "7", ""),
    sample("double", "", "1.5", ""),
    sample("bool", "", "true", ""),
    sample("ks_result", "", "KS_ERROR_NOT_FOUND", ""),
    sample("char * json", "", "\"{}\"", ""),
    sample("char * min_version", "", "\"1\"", ""),
    sample("char * max_version", "", "\"1\"", ""),
    sample("char * one", "", "\"1\"", ""),
    sample("char * required", "", "\"1\"", ""),
    sample("char * candidate", "", "\"1\"", ""),
    sample("char * version", "", "\"1\"", ""),
    sample("char *", "", "\"x\"", ""),
    sample("void * userdata", "", "NULL", ""),
    sample("void *", "", "\"xy\"", ""),
    sample("ks_error *", "ks_error *$ = make_error();", "$", "ks_error_free($);"),
    sample("ks_text *", "ks_text *$ = make_text();", "$", "ks_text_free($);"),
    sample("ks_value *", "ks_value *$ = make_value();", "$", "ks_value_free($);"),
    sample("ks_auth *", "ks_auth *$ = make_auth();", "$", "ks_auth_free($);"),
    sample("ks_session *", "ks_session *$ = make_session();", "$", "ks_session_free($);"),
    sample("ks_adapter *", "ks_adapter *$ = make_adapter();", "$", "ks_adapter_free($);"),
    sample("ks_access *", "ks_access *$ = make_access();", "$", "ks_access_free($);"),
    sample("ks_catalog *", "ks_catalog *$ = make_catalog();", "$", "ks_catalog_free($);"),
    sample("ks_response *", "ks_response *$ = from_server(ask_for_response);", "$", "ks_response_free($);"),
    sample("ks_pages *", "ks_pages *$ = make_pages();", "$", "ks_pages_free($);"),
    sample("ks_client * of v2", "ks_client *$ = make_client_of(\"v2.0\");", "$", "ks_client_free($);"),
    sample("ks_client *", "ks_client *$ = make_client();", "$", "ks_client_free($);"),
    sample("ks_discovery *", "ks_discovery *$ = make_discovery();", "$", "ks_discovery_free($);"),
    sample("ks_endpoint_data *", "ks_endpoint_data *$ = make_endpoint_data();", "$", "ks_endpoint_data_free($);"),
    sample("ks_headers *", "ks_headers *$ = make_headers();", "$", "ks_headers_free($);"),
    sample("int32_t *", "", "(int32_t[]){ 503, 500 }", ""),
    sample(
        "ks_request_options *",
        "ks_request_options *$ = ks_request_options_new();",
        "$",
        "ks_request_options_free($);",
    ),
    sample("ks_endpoint_filter *", "ks_endpoint_filter $ = KS_ENDPOINT_FILTER_INIT;", "&$", ""),
    sample("ks_endpoint *", "ks_endpoint $ = KS_ENDPOINT_INIT;", "&$", ""),
    sample("ks_auth_prompt *", "ks_auth_prompt $ = KS_AUTH_PROMPT_INIT; $.ask = give_secret;", "&$", ""),
    sample("ks_auth_callbacks *", "ks_auth_callbacks $ = KS_AUTH_CALLBACKS_INIT;", "&$", ""),
    sample("ks_record_callbacks *", "ks_record_callbacks $ = KS_RECORD_CALLBACKS_INIT;", "&$", ""),
    sample("ks_level", "", "KS_LEVEL_DEBUG", ""),
    sample("ks_body_callbacks *", "ks_body_callbacks $ = KS_BODY_CALLBACKS_INIT; $.read = give_nothing;", "&$", ""),
    sample("ks_answer_callbacks *", "ks_answer_callbacks $ = KS_ANSWER_CALLBACKS_INIT; $.write = take_all;", "&$", ""),
    sample("uint64_t", "", "7", ""),
    sample("char * auth_type", "", "\"v3password\"", ""),
    sample("ks_params *", "ks_params *$ = ks_params_new();", "$", "ks_params_free($);"),
];

/// Functions and parameters where NULL is allowed; `*` stands for every function. Where an error goes is not listed.
pub(crate) const MAY_BE_NULL: &[(&str, &str)] = &[
    ("*", "userdata"),
    ("ks_error_set", "message"),
    ("ks_set_log", "callbacks"),
    ("ks_session_set_log", "callbacks"),
    ("ks_adapter_set_log", "callbacks"),
    ("ks_request_options_set_log_callbacks", "callbacks"),
    ("ks_auth_new", "options"),
    ("ks_auth_new_prompting", "options"),
    ("ks_auth_type_options", "options"),
    ("ks_auth_add_method", "options"),
    ("ks_auth_new_from_access", "auth_url"),
    ("ks_auth_get_endpoint", "filter"),
    ("ks_auth_set_state", "state"),
    ("ks_session_with_scope", "scope"),
    ("ks_session_new", "auth"),
    ("ks_session_new", "options"),
    ("ks_session_get_endpoint", "filter"),
    ("ks_session_request", "options"),
    ("ks_request_once", "options"),
    ("ks_request_once", "session_options"),
    ("ks_catalog_get_urls", "filter"),
    ("ks_catalog_get_endpoints", "filter"),
    ("ks_catalog_get_endpoints_data", "filter"),
    ("ks_catalog_explain", "filter"),
    ("ks_access_expires", "microseconds"),
    ("ks_access_issued", "microseconds"),
    ("ks_access_password_expires", "microseconds"),
    ("ks_access_from_json", "token_id"),
    ("ks_adapter_new", "filter"),
    ("ks_adapter_request", "options"),
    ("ks_adapter_get", "options"),
    ("ks_adapter_head", "options"),
    ("ks_adapter_post", "options"),
    ("ks_adapter_put", "options"),
    ("ks_adapter_patch", "options"),
    ("ks_adapter_delete", "options"),
    ("ks_version_between", "min_version"),
    ("ks_version_between", "max_version"),
    ("ks_discovery_new", "url"),
    ("ks_discovery_new", "options"),
    ("ks_generic_discover", "url"),
    ("ks_discovery_raw_version_data", "options"),
    ("ks_discovery_version_data", "options"),
    ("ks_discovery_data_for", "options"),
    ("ks_discovery_url_for", "options"),
    ("ks_discovery_versioned_data_for", "url"),
    ("ks_discovery_versioned_data_for", "min_version"),
    ("ks_discovery_versioned_data_for", "max_version"),
    ("ks_discovery_versioned_data_for", "options"),
    ("ks_session_get_endpoint_data", "filter"),
    ("ks_session_get_endpoint_data", "options"),
    ("ks_session_get_versioned_data", "options"),
    ("ks_session_get_api_major_version", "filter"),
    ("ks_session_get_api_major_version", "options"),
    ("ks_session_get_all_version_data", "filter"),
    ("ks_adapter_get_endpoint_data", "options"),
    ("ks_adapter_get_api_major_version", "options"),
    ("ks_discovery_explain", "filter"),
    ("ks_discovery_explain", "options"),
    ("ks_client_new", "options"),
    ("ks_request_options_set_versions", "versions"),
    ("ks_client_request", "options"),
    ("ks_client_call", "params"),
    ("ks_client_call_with_response", "params"),
    ("ks_client_list", "params"),
    ("ks_ec2_signature", "request"),
    ("ks_v2_", "params"),
    ("ks_v3_", "params"),
    ("ks_request_options_set_body", "content_type"),
    ("ks_request_options_set_body_callbacks", "content_type"),
    ("ks_request_options_set_endpoint_filter", "filter"),
    ("ks_request_options_set_endpoint_override", "url"),
    ("ks_request_options_set_verify", "cacert"),
    ("ks_request_options_set_cert", "key"),
    ("ks_request_options_set_auth", "auth"),
    ("ks_request_options_set_microversion", "microversion"),
    ("ks_request_options_set_microversion", "service_type"),
    ("ks_request_options_set_user_agent", "user_agent"),
    ("ks_request_options_set_original_ip", "original_ip"),
    ("ks_request_options_set_global_request_id", "global_request_id"),
    ("ks_adapter_new_with_options", "auth"),
    ("ks_adapter_new_with_options", "options"),
    ("ks_adapter_request_json", "options"),
];

/// Functions whose `ks_result` is what was asked for, not whether the call failed.
pub(crate) const ANSWER_WITH_A_CODE: &[&str] = &["ks_error_code", "ks_error_set", "ks_record_code"];

/// What functions return without an object, where that is not NULL, 0, false or their `fallback`.
pub(crate) const EMPTY: &[(&str, &str)] = &[
    ("ks_error_class", "\"\""),
    ("ks_error_message", "\"\""),
    ("ks_error_retry_after", "-1"),
    ("ks_record_message", "\"\""),
    ("ks_record_elapsed", "-1"),
];
