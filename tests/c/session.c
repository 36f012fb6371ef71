/* Sessions: what they know of their token, what they refuse, and what they take from the environment.
 * Usage: session AUTH_URL USER_ID PROJECT_ID   (reads OS_* from the environment) */
#define _POSIX_C_SOURCE 200809L

#include "service.h"

static const char *auth_url, *user_id, *project_id;

static void test_session__knows_its_token_user_project_and_services(ks_session *session)
{
    ks_text *first = NULL, *text = NULL;
    ks_error *error = NULL;
    ks_endpoint_filter identity = KS_ENDPOINT_FILTER_INIT;
    identity.service_type = "identity";
    CHECK(worked(ks_session_get_token(session, &first, &error), &error) && ks_text_length(first) > 0);
    CHECK(worked(ks_session_get_token(session, &text, &error), &error) && says(text, ks_text_string(first)));
    CHECK(worked(ks_session_get_user_id(session, &text, &error), &error) && says(text, user_id));
    CHECK(worked(ks_session_get_project_id(session, &text, &error), &error) && says(text, project_id));
    CHECK(worked(ks_session_get_endpoint(session, &identity, &text, &error), &error) && says(text, auth_url));
    CHECK(worked(ks_session_get_endpoint(session, NULL, &text, &error), &error) && text == NULL);

    text = (ks_text *)&failures;
    identity.service_type = "toaster";
    ks_result result = ks_session_get_endpoint(session, &identity, &text, &error);
    CHECK(text == NULL && ks_result_is_a(result, KS_ERROR_CATALOG_EXCEPTION));
    CHECK(failed(result, &error, KS_ERROR_ENDPOINT_NOT_FOUND, "toaster"));
    identity.size = 3;
    CHECK(failed(ks_session_get_endpoint(session, &identity, &text, &error), &error, KS_ERROR_INVALID_ARGUMENT, "filter.size"));

    ks_access *access = NULL;
    CHECK(worked(ks_session_get_access(session, &access, &error), &error));
    CHECK(same(ks_access_auth_token(access), ks_text_string(first)) && same(ks_access_project_id(access), project_id));
    CHECK(ks_session_invalidate(session) && !ks_session_invalidate(session));
    CHECK(worked(ks_session_get_token(session, &text, &error), &error));
    CHECK(text && !same(ks_text_string(text), ks_text_string(first)));
    CHECK(same(ks_access_auth_token(access), ks_text_string(first)));
    ks_text_free(text);
    ks_text_free(first);
    ks_access_free(access);
}

static void test_session__without_a_plugin_asks_without_a_token(void)
{
    ks_session *session = session_of(NULL, "{}");
    ks_text *text = NULL;
    ks_access *access = NULL;
    ks_error *error = NULL;
    CHECK(status_of(session, "GET", auth_url, NULL) == 200);
    CHECK(failed(ks_session_get_token(session, &text, &error), &error, KS_ERROR_MISSING_AUTH_PLUGIN, "plugin"));
    CHECK(failed(ks_session_get_user_id(session, &text, &error), &error, KS_ERROR_MISSING_AUTH_PLUGIN, "plugin"));
    CHECK(failed(ks_session_get_project_id(session, &text, &error), &error, KS_ERROR_MISSING_AUTH_PLUGIN, "plugin"));
    CHECK(failed(ks_session_get_endpoint(session, NULL, &text, &error), &error, KS_ERROR_MISSING_AUTH_PLUGIN, "plugin"));
    CHECK(failed(ks_session_get_access(session, &access, &error), &error, KS_ERROR_MISSING_AUTH_PLUGIN, "plugin"));
    CHECK(!ks_session_invalidate(session) && !ks_session_invalidate(NULL));
    CHECK(get_fails(session, "/users", NULL, KS_ERROR_ENDPOINT_NOT_FOUND, "/users"));
    CHECK(get_fails(session, at(auth_url, "/users"), NULL, KS_ERROR_UNAUTHORIZED, "authentication"));
    ks_request_options *options = ks_request_options_new();
    ks_request_options_set_authenticated(options, true);
    CHECK(get_fails(session, at(auth_url, "/users"), options, KS_ERROR_MISSING_AUTH_PLUGIN, "plugin"));
    ks_request_options_free(options);
    ks_session_free(session);
}

/* Whether a session of these options, a JSON object, is refused. */
static bool refused(const char *json, ks_result code, const char *part)
{
    ks_error *error = NULL;
    ks_session *session = (ks_session *)&failures;
    ks_params *options = params(json);
    ks_result result = ks_session_new(NULL, options, &session, &error);
    CHECK(session == NULL);
    ks_params_free(options);
    return failed(result, &error, code, part);
}

static void test_session_new__refuses_options_that_are_unknown_or_make_no_sense(void)
{
    CHECK(refused("{\"timeot\": 1}", KS_ERROR_UNSUPPORTED_PARAMETERS, "'timeot' is not an option of a session"));
    CHECK(refused("{\"timeot\": 1}", KS_ERROR_UNSUPPORTED_PARAMETERS, "did you mean 'timeout'?"));
    CHECK(refused("{\"connect-retrys\": 1}", KS_ERROR_UNSUPPORTED_PARAMETERS, "did you mean 'connect_retries'?"));
    CHECK(refused("{\"password\": \"x\"}", KS_ERROR_UNSUPPORTED_PARAMETERS, "'password'"));
    CHECK(refused("{\"timeout\": \"soon\"}", KS_ERROR_UNSUPPORTED_PARAMETERS, "'timeout' must be a number"));
    CHECK(refused("{\"connect_retries\": 1.5}", KS_ERROR_UNSUPPORTED_PARAMETERS, "'connect_retries' must be a whole number"));
    CHECK(refused("{\"user_agent\": []}", KS_ERROR_UNSUPPORTED_PARAMETERS, "'user_agent' must be a string"));
    CHECK(refused("{\"redirect\": \"often\"}", KS_ERROR_UNSUPPORTED_PARAMETERS, "'redirect' must be"));
    CHECK(refused("{\"redirect\": -1}", KS_ERROR_UNSUPPORTED_PARAMETERS, "'redirect' must be"));
    CHECK(refused("{\"timeout\": -1}", KS_ERROR_OPTION_ERROR, "'timeout' must be at least 0"));
    CHECK(refused("{\"connect_retries\": -1}", KS_ERROR_OPTION_ERROR, "'connect_retries' must be at least 0"));
    CHECK(refused("{\"retriable_status_codes\": [200]}", KS_ERROR_OPTION_ERROR, "'retriable_status_codes'"));
    CHECK(refused("{\"retriable_status_codes\": [600]}", KS_ERROR_OPTION_ERROR, "'retriable_status_codes'"));
    CHECK(refused("{\"key\": \"/nonexistent/key\"}", KS_ERROR_OPTION_ERROR, "'cert'"));
    CHECK(refused("{\"verify\": \"/a.pem\", \"cacert\": \"/b.pem\"}", KS_ERROR_OPTION_ERROR, "'cacert'"));
    CHECK(refused("{\"cacert\": \"/nonexistent/ca.pem\"}", KS_ERROR_CERTIFICATE_CONFIG_ERROR, "/nonexistent/ca.pem"));
    CHECK(refused("{\"cert\": \"/nonexistent/c.pem\"}", KS_ERROR_CERTIFICATE_CONFIG_ERROR, "/nonexistent/c.pem"));
    CHECK(refused("{\"timeout\": 1e300}", KS_ERROR_UNSUPPORTED_PARAMETERS, "'timeout' must be a number of seconds"));
    ks_session_free(session_of(NULL, "{\"timeout\": null, \"cacert\": null, \"redirect\": null}"));
}

static void test_session_from_env__names_the_variables_that_are_missing_or_wrong(void)
{
    ks_session *session = NULL;
    ks_error *error = NULL;
    setenv("OS_AUTH_TYPE", "v3pasword", 1);
    CHECK(failed(ks_session_from_env(&session, &error), &error, KS_ERROR_NO_MATCHING_PLUGIN, "v3pasword"));
    setenv("OS_AUTH_TYPE", "v3password", 1);
    setenv("OS_CACERT", "/nonexistent/ca.pem", 1);
    CHECK(failed(ks_session_from_env(&session, &error), &error, KS_ERROR_CERTIFICATE_CONFIG_ERROR, "/nonexistent/ca.pem"));
    unsetenv("OS_CACERT");
    setenv("OS_SYSTEM_SCOPE", "all", 1);
    CHECK(failed(ks_session_from_env(&session, &error), &error, KS_ERROR_AUTHORIZATION_FAILURE, "one thing at a time"));
    unsetenv("OS_SYSTEM_SCOPE");
    unsetenv("OS_AUTH_URL");
    CHECK(failed(ks_session_from_env(&session, &error), &error, KS_ERROR_MISSING_REQUIRED_OPTIONS, "OS_AUTH_URL"));
    unsetenv("OS_AUTH_TYPE");
    unsetenv("OS_PASSWORD");
    CHECK(failed(ks_session_from_env(&session, &error), &error, KS_ERROR_MISSING_REQUIRED_OPTIONS, "OS_PASSWORD"));
    CHECK(session == NULL && ks_session_from_env(&session, NULL) == KS_ERROR_MISSING_REQUIRED_OPTIONS);
}

int main(int argc, char **argv)
{
    if (argc != 4)
        return 2;
    auth_url = argv[1];
    user_id = argv[2];
    project_id = argv[3];
    ks_session *session = NULL;
    ks_error *error = NULL;
    CHECK(worked(ks_session_from_env(&session, &error), &error));
    test_session__knows_its_token_user_project_and_services(session);
    ks_session_free(session);
    test_session__without_a_plugin_asks_without_a_token();
    test_session_new__refuses_options_that_are_unknown_or_make_no_sense();
    test_session_from_env__names_the_variables_that_are_missing_or_wrong();
    return failures != 0;
}
