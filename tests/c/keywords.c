/* What sessions, adapters and requests say by name. The test that runs this looks at what came in for each path.
 * Usage: keywords ORIGIN */
#include "service.h"

static const char *origin;

static ks_adapter *adapter_of(const ks_session *session, const ks_auth *auth, const char *json)
{
    ks_adapter *adapter = NULL;
    ks_error *error = NULL;
    ks_params *options = params(json);
    CHECK(worked(ks_adapter_new_with_options(session, auth, options, &adapter, &error), &error));
    ks_params_free(options);
    return adapter;
}

static int adapter_status(const ks_adapter *adapter, const char *path, const ks_request_options *options)
{
    ks_response *response = NULL;
    ks_error *error = NULL;
    int status = 0;
    if (worked(ks_adapter_get(adapter, path, options, &response, &error), &error))
        status = ks_response_status(response);
    ks_response_free(response);
    return status;
}

static void test_session__names_program_and_origin(void)
{
    ks_session *session = session_of(NULL, "{\"app_name\": \"backup\", \"app_version\": \"1.2\", \"original_ip\": \"192.0.2.7\","
                                           "\"additional_user_agent\": [[\"sdk\", \"3\"]], \"global_request_id\": \"req-s\","
                                           "\"additional_headers\": {\"X-Cell\": \"seven\"}}");
    CHECK(status_of(session, "GET", at(origin, "/agent/session"), NULL) == 200);
    ks_adapter *adapter = adapter_of(session, NULL, "{\"client_name\": \"nova\", \"client_version\": \"4\","
                                                    "\"additional_headers\": {\"x-cell\": \"eight\"}, \"global_request_id\": \"req-a\"}");
    CHECK(adapter_status(adapter, at(origin, "/agent/adapter"), NULL) == 200);
    ks_request_options *options = ks_request_options_new();
    CHECK(ks_request_options_set_user_agent(options, "mine/1") == KS_OK);
    CHECK(ks_request_options_set_original_ip(options, "2001:db8::7") == KS_OK);
    CHECK(ks_request_options_set_global_request_id(options, "req-r") == KS_OK);
    CHECK(ks_request_options_set_header(options, "X-CELL", "nine") == KS_OK);
    CHECK(adapter_status(adapter, at(origin, "/agent/request"), options) == 200);
    CHECK(ks_request_options_set_user_agent(options, NULL) == KS_OK);
    CHECK(adapter_status(adapter, at(origin, "/agent/taken-back"), options) == 200);
    ks_request_options_free(options);
    ks_adapter_free(adapter);
    ks_session_free(session);
}

static void test_request_options__what_no_field_can_hold_is_refused_at_once_and_by_the_request(void)
{
    static const int32_t wrong[] = {503, 200};
    ks_session *session = session_of(NULL, "{}");
    ks_request_options *options = ks_request_options_new();
    CHECK(ks_request_options_set_original_ip(options, "192.0.2.7;host=evil") == KS_ERROR_INVALID_ARGUMENT);
    CHECK(get_fails(session, at(origin, "/unsent"), options, KS_ERROR_INVALID_ARGUMENT, "original_ip"));
    ks_request_options_free(options);
    options = ks_request_options_new();
    CHECK(ks_request_options_set_user_agent(options, "a\r\nX-Smuggled: 1") == KS_ERROR_INVALID_ARGUMENT);
    CHECK(ks_request_options_set_global_request_id(options, "a\nb") == KS_ERROR_INVALID_ARGUMENT);
    CHECK(ks_request_options_set_connect_retry_delay(options, -1) == KS_ERROR_OUT_OF_RANGE);
    CHECK(ks_request_options_set_retriable_status_codes(options, wrong, 2) == KS_ERROR_OUT_OF_RANGE);
    CHECK(ks_request_options_set_retriable_status_codes(options, wrong, (size_t)1 << 60) == KS_ERROR_OUT_OF_RANGE);
    CHECK(get_fails(session, at(origin, "/unsent"), options, KS_ERROR_INVALID_ARGUMENT, "control character"));
    ks_request_options_free(options);
    ks_session_free(session);
}

static void test_request_options__retry_as_they_say(void)
{
    static const int32_t conflict[] = {409};
    ks_session *session = session_of(NULL, "{}");
    ks_request_options *options = ks_request_options_new();
    CHECK(ks_request_options_set_status_code_retries(options, 2) == KS_OK);
    CHECK(ks_request_options_set_status_code_retry_delay(options, 0) == KS_OK);
    CHECK(ks_request_options_set_connect_retry_delay(options, 0) == KS_OK);
    CHECK(status_of(session, "GET", at(origin, "/busy/503"), options) == 200);
    CHECK(ks_request_options_set_retriable_status_codes(options, conflict, 1) == KS_OK);
    CHECK(status_of(session, "GET", at(origin, "/busy/409"), options) == 200);
    CHECK(ks_request_options_set_retriable_status_codes(options, NULL, 0) == KS_OK);
    CHECK(get_fails(session, at(origin, "/busy/409"), options, KS_ERROR_CONFLICT, "HTTP 409"));
    ks_request_options_free(options);
    ks_session_free(session);
}

static void test_microversion__is_asked_of_the_service(void)
{
    ks_session *session = session_of(NULL, "{}");
    ks_adapter *adapter = adapter_of(session, NULL, "{\"service_type\": \"compute\", \"default_microversion\": \"2.1\"}");
    ks_request_options *options = ks_request_options_new();
    CHECK(adapter_status(adapter, at(origin, "/microversion/default"), NULL) == 200);
    CHECK(ks_request_options_set_microversion(options, "latest", "volumev3") == KS_OK);
    CHECK(adapter_status(adapter, at(origin, "/microversion/volume"), options) == 200);
    CHECK(ks_request_options_set_microversion(options, "2.latest", NULL) == KS_OK);
    CHECK(get_fails(session, at(origin, "/unsent"), options, KS_ERROR_INVALID_ARGUMENT, "2.latest"));
    ks_request_options_free(options);
    ks_adapter_free(adapter);
    ks_session_free(session);
}

static void test_adapter__fills_its_url_and_has_a_plugin_of_its_own(void)
{
    ks_auth *other = login("v3password", at(origin, "/v3"), "{}");
    ks_session *session = logged_in("v3password", at(origin, "/v3"), "{}");
    char url[512];
    ks_text *text = NULL;
    ks_error *error = NULL;
    ks_access *access = NULL;
    ks_headers *headers = NULL;
    snprintf(url, sizeof url, "{\"endpoint_override\": \"%s/of/%%(project_id)s/%%(user_id)s\"}", origin);
    ks_adapter *adapter = adapter_of(session, other, url);
    CHECK(worked(ks_adapter_get_project_id(adapter, &text, &error), &error) && says(text, "p1"));
    CHECK(worked(ks_adapter_get_user_id(adapter, &text, &error), &error) && says(text, "u1"));
    CHECK(worked(ks_adapter_get_endpoint(adapter, &text, &error), &error) && says(text, at(origin, "/of/p1/u1")));
    CHECK(adapter_status(adapter, "x", NULL) == 200);
    CHECK(worked(ks_adapter_get_access(adapter, &access, &error), &error));
    CHECK(worked(ks_adapter_get_auth_headers(adapter, &headers, &error), &error));
    CHECK(ks_headers_count(headers) == 1 && same(ks_headers_name(headers, 0), "X-Auth-Token"));
    CHECK(same(ks_headers_value(headers, 0), ks_access_auth_token(access)));
    CHECK(worked(ks_adapter_get_token(adapter, &text, &error), &error) && says(text, ks_headers_get(headers, "x-auth-TOKEN")));
    CHECK(ks_adapter_invalidate(adapter) && !ks_adapter_invalidate(adapter) && !ks_adapter_invalidate(NULL));

    ks_request_options *options = ks_request_options_new();
    CHECK(ks_request_options_set_auth(options, other) == KS_OK);
    ks_auth_free(other);
    CHECK(status_of(session, "GET", at(origin, "/auth/other"), options) == 200);
    CHECK(ks_request_options_set_auth(options, NULL) == KS_OK);
    CHECK(status_of(session, "GET", at(origin, "/auth/own"), options) == 200);
    ks_request_options_free(options);
    ks_headers_free(headers);
    ks_access_free(access);
    ks_adapter_free(adapter);
    ks_session_free(session);
}

static void test_request_json__answers_with_a_value_that_outlives_the_answer(void)
{
    ks_session *session = session_of(NULL, "{}");
    ks_adapter *adapter = adapter_of(session, NULL, "{}");
    ks_request_options *options = ks_request_options_new();
    ks_response *response = NULL;
    ks_value *value = NULL, *sent = NULL;
    ks_error *error = NULL;
    ks_params *body = params("{\"server\": {\"name\": \"a\\u0000\\\"b\", \"size\": 7, \"none\": null}}");
    CHECK(ks_request_options_set_json_params(options, body) == KS_OK);
    CHECK(worked(ks_adapter_request_json(adapter, "POST", at(origin, "/json/params"), options, &response, &value, &error), &error));
    CHECK(ks_response_status(response) == 200);
    ks_response_free(response);
    CHECK(same(ks_value_string(ks_value_pointer(value, "/said")), "yes"));
    ks_value_free(value);
    CHECK(worked(ks_value_parse("[1, 2.5, \"x\"]", 13, &sent, &error), &error));
    CHECK(ks_request_options_set_json_value(options, sent) == KS_OK);
    CHECK(ks_request_options_set_header(options, "Accept", "text/plain") == KS_OK);
    CHECK(worked(ks_adapter_request_json(adapter, "PUT", at(origin, "/json/none"), options, &response, &value, &error), &error));
    CHECK(value == NULL && ks_response_status(response) == 204);
    ks_response_free(response);
    CHECK(worked(ks_adapter_request_json(adapter, "PUT", at(origin, "/json/text"), options, &response, &value, &error), &error));
    CHECK(value == NULL && ks_response_body_length(response) == 5);
    ks_response_free(response);
    CHECK(failed(ks_adapter_request_json(adapter, "GET", at(origin, "/json/missing"), NULL, &response, &value, &error), &error,
                 KS_ERROR_NOT_FOUND, "HTTP 404"));
    CHECK(value == NULL && response == NULL);
    CHECK(ks_params_set_double(body, "not a number", 0.0 / 0.0) == KS_ERROR_OUT_OF_RANGE);
    CHECK(ks_request_options_set_json_params(options, body) == KS_ERROR_OUT_OF_RANGE);
    ks_params_free(body);
    ks_value_free(sent);
    ks_request_options_free(options);
    ks_adapter_free(adapter);
    ks_session_free(session);
}

static void test_auth_headers__are_of_their_moment_and_outlive_the_session(void)
{
    ks_session *session = logged_in("v3password", at(origin, "/v3"), "{}");
    ks_headers *first = NULL, *second = NULL, *third = NULL;
    ks_value *connection = NULL;
    ks_error *error = NULL;
    CHECK(worked(ks_session_get_auth_headers(session, &first, &error), &error));
    CHECK(worked(ks_session_get_auth_headers(session, &second, &error), &error));
    CHECK(same(ks_headers_get(first, "X-Auth-Token"), ks_headers_get(second, "X-Auth-Token")));
    CHECK(ks_session_invalidate(session));
    CHECK(worked(ks_session_get_auth_headers(session, &third, &error), &error));
    CHECK(!same(ks_headers_get(first, "X-Auth-Token"), ks_headers_get(third, "X-Auth-Token")));
    CHECK(worked(ks_session_get_auth_connection_params(session, &connection, &error), &error));
    CHECK(ks_value_kind(connection) == KS_VALUE_OBJECT && ks_value_length(connection) == 0);
    ks_value_free(connection);
    ks_session_free(session);
    ks_headers *kept = ks_headers_ref(first);
    ks_headers_free(first);
    CHECK(strncmp(ks_headers_value(kept, 0), token(), strlen(token())) == 0);
    CHECK(ks_headers_name(kept, 1) == NULL && ks_headers_value(kept, 1) == NULL && ks_headers_get(kept, "x") == NULL);
    ks_headers_free(kept);
    ks_headers_free(second);
    ks_headers_free(third);
    session = session_of(NULL, "{}");
    CHECK(failed(ks_session_get_auth_headers(session, &first, &error), &error, KS_ERROR_MISSING_AUTH_PLUGIN, "plugin"));
    CHECK(failed(ks_session_get_auth_connection_params(session, &connection, &error), &error, KS_ERROR_MISSING_AUTH_PLUGIN, "plugin"));
    CHECK(first == NULL && connection == NULL);
    ks_session_shutdown(session);
    CHECK(get_fails(session, at(origin, "/unsent"), NULL, KS_ERROR_SHUT_DOWN, ""));
    ks_session_free(session);
}

static void test_request_once__needs_no_session(void)
{
    ks_response *response = NULL;
    ks_error *error = NULL;
    ks_params *options = params("{\"user_agent\": \"once\", \"raise_exc\": true}");
    ks_request_options *request = ks_request_options_new();
    ks_request_options_set_body(request, "hello", 5, "text/plain");
    CHECK(worked(ks_request_once("PUT", at(origin, "/once"), request, options, &response, &error), &error));
    CHECK(ks_response_status(response) == 201 && same(ks_response_header(response, "x-once"), "yes"));
    ks_response_free(response);
    ks_request_options_set_authenticated(request, true);
    CHECK(failed(ks_request_once("GET", at(origin, "/unsent"), request, NULL, &response, &error), &error,
                 KS_ERROR_MISSING_AUTH_PLUGIN, "plugin"));
    CHECK(failed(ks_request_once("GET", "/unsent", NULL, options, &response, &error), &error, KS_ERROR_ENDPOINT_NOT_FOUND, "host"));
    CHECK(response == NULL);
    ks_request_options_free(request);
    ks_params_set_string(options, "timeouts", "5");
    CHECK(failed(ks_request_once("GET", at(origin, "/unsent"), NULL, options, &response, &error), &error,
                 KS_ERROR_UNSUPPORTED_PARAMETERS, "timeout"));
    ks_params_free(options);
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    origin = argv[1];
    test_session__names_program_and_origin();
    test_request_options__what_no_field_can_hold_is_refused_at_once_and_by_the_request();
    test_request_options__retry_as_they_say();
    test_microversion__is_asked_of_the_service();
    test_adapter__fills_its_url_and_has_a_plugin_of_its_own();
    test_request_json__answers_with_a_value_that_outlives_the_answer();
    test_auth_headers__are_of_their_moment_and_outlive_the_session();
    test_request_once__needs_no_session();
    return failures != 0;
}
