/* What plugins know, and plugins out of tokens, other plugins, receipts and what somebody types.
 * Usage: auth_kinds AUTH_URL ORIGIN, where ORIGIN wants a passcode beside the password. */
#include <stdlib.h>

#include "service.h"

static const char *auth_url, *origin;

static ks_auth *made(const char *auth_type, const char *json)
{
    ks_auth *auth = NULL;
    ks_error *error = NULL;
    ks_params *options = params(json);
    CHECK(worked(ks_auth_new(auth_type, options, &auth, &error), &error));
    ks_params_free(options);
    return auth;
}

/* Takes a text that a call gave; good until the next one. */
static const char *took(ks_text *text)
{
    static char kept[4096];
    snprintf(kept, sizeof kept, "%s", text && ks_text_string(text) ? ks_text_string(text) : "");
    ks_text_free(text);
    return kept;
}

static void test_questions__are_answered_without_a_session_of_the_plugin(void)
{
    ks_auth *auth = login("v3password", auth_url, "{}");
    ks_session *session = session_of(NULL, "{}");
    ks_error *error = NULL;
    ks_access *access = NULL;
    ks_text *text = NULL;
    ks_value *value = NULL;
    ks_headers *headers = NULL;
    CHECK(worked(ks_auth_get_state(auth, &text, &error), &error) && text == NULL);
    CHECK(worked(ks_auth_get_access(auth, session, &access, &error), &error));
    CHECK(worked(ks_auth_get_token(auth, session, &text, &error), &error));
    CHECK(same(took(text), ks_access_auth_token(access)));
    CHECK(worked(ks_auth_get_user_id(auth, session, &text, &error), &error));
    CHECK(same(took(text), ks_access_user_id(access)));
    CHECK(worked(ks_auth_get_project_id(auth, session, &text, &error), &error));
    CHECK(same(took(text), ks_access_project_id(access) ? ks_access_project_id(access) : ""));
    CHECK(worked(ks_auth_get_auth_url(auth, session, &text, &error), &error));
    CHECK(same(took(text), auth_url));
    ks_endpoint_filter filter = KS_ENDPOINT_FILTER_INIT;
    filter.service_type = "identity";
    CHECK(worked(ks_auth_get_endpoint(auth, session, &filter, &text, &error), &error));
    CHECK(strncmp(took(text), "http://127.0.0.1:", 17) == 0);
    CHECK(worked(ks_auth_get_headers(auth, session, &headers, &error), &error));
    CHECK(ks_headers_count(headers) == 1);
    CHECK(same(ks_headers_get(headers, "X-Auth-Token"), ks_access_auth_token(access)));
    ks_headers_free(headers);
    CHECK(worked(ks_auth_get_connection_params(auth, session, &value, &error), &error) && ks_value_length(value) == 0);
    ks_value_free(value);
    CHECK(failed(ks_auth_get_sp_auth_url(auth, session, "beta", &text, &error), &error, KS_ERROR_SERVICE_PROVIDER_NOT_FOUND, "beta"));
    CHECK(failed(ks_auth_get_sp_url(auth, session, "beta", &text, &error), &error, KS_ERROR_SERVICE_PROVIDER_NOT_FOUND, "beta"));
    ks_access_free(access);
    access = NULL;
    CHECK(failed(ks_auth_get_access_lasting(auth, session, 1000000, &access, &error), &error, KS_ERROR_AUTHORIZATION_FAILURE, "1000000"));
    CHECK(worked(ks_auth_get_access_lasting(auth, session, 60, &access, &error), &error));
    ks_access_free(access);
    CHECK(ks_auth_invalidate(auth) && !ks_auth_invalidate(auth) && !ks_auth_invalidate(NULL));
    ks_session_free(session);
    ks_auth_free(auth);
}

static void test_state__serves_another_plugin_of_the_same_options(void)
{
    ks_auth *first = login("v3password", auth_url, "{}"), *second = login("v3password", auth_url, "{}");
    ks_session *session = session_of(NULL, "{}");
    ks_error *error = NULL;
    ks_text *state = NULL, *one = NULL, *other = NULL;
    CHECK(worked(ks_auth_cache_id(first, &one, &error), &error) && worked(ks_auth_cache_id(second, &other, &error), &error));
    CHECK(ks_text_length(one) == 43 && same(ks_text_string(one), ks_text_string(other)));
    ks_text_free(one), ks_text_free(other);
    CHECK(worked(ks_auth_get_token(first, session, &one, &error), &error));
    CHECK(worked(ks_auth_get_state(first, &state, &error), &error));
    CHECK(worked(ks_auth_set_state(second, ks_text_string(state), &error), &error));
    CHECK(worked(ks_auth_get_token(second, session, &other, &error), &error));
    CHECK(same(ks_text_string(one), ks_text_string(other)));
    ks_text_free(one), ks_text_free(other), ks_text_free(state);
    CHECK(failed(ks_auth_set_state(second, "{\"body\": 1}", &error), &error, KS_ERROR_INVALID_RESPONSE, ""));
    CHECK(worked(ks_auth_set_state(second, NULL, &error), &error));
    CHECK(worked(ks_auth_get_state(second, &state, &error), &error) && state == NULL);
    ks_auth *fixed = made("admin_token", "{\"endpoint\": \"http://h\", \"token\": \"t\"}");
    CHECK(failed(ks_auth_get_state(fixed, &state, &error), &error, KS_ERROR_METHOD_NOT_IMPLEMENTED, "state"));
    ks_auth_free(fixed), ks_auth_free(first), ks_auth_free(second);
    ks_session_free(session);
}

static void test_access__is_a_plugin_and_so_are_two_plugins(void)
{
    ks_session *session = logged_in("v3password", auth_url, "{}");
    ks_access *access = NULL;
    ks_auth *user = NULL, *both = NULL, *service = login("v3password", auth_url, "{}");
    ks_error *error = NULL;
    ks_headers *headers = NULL;
    CHECK(worked(ks_session_get_access(session, &access, &error), &error));
    CHECK(worked(ks_auth_new_from_access(access, auth_url, &user, &error), &error));
    CHECK(worked(ks_auth_new_service_token(user, service, &both, &error), &error));
    CHECK(worked(ks_auth_get_headers(both, session, &headers, &error), &error));
    CHECK(same(ks_headers_get(headers, "X-Auth-Token"), ks_access_auth_token(access)));
    const char *other = ks_headers_get(headers, "X-Service-Token");
    CHECK(other && !same(other, ks_access_auth_token(access)));
    CHECK(!ks_auth_invalidate(user) && ks_auth_invalidate(both));
    ks_headers_free(headers);
    ks_auth_free(user), ks_auth_free(service), ks_auth_free(both);
    ks_access_free(access);
    ks_session_free(session);
}

static void test_service_providers__are_those_of_the_token(void)
{
    static const char body[] = "{\"token\": {\"user\": {\"id\": \"u\", \"name\": \"n\", \"domain\": {\"id\": \"d\", \"name\": \"D\"}}, "
                               "\"service_providers\": [{\"id\": \"beta\", \"auth_url\": \"https://beta/v3/auth\", \"sp_url\": \"https://beta/sp\"}]}}";
    ks_session *session = session_of(NULL, "{}");
    ks_access *access = NULL;
    ks_auth *auth = NULL;
    ks_error *error = NULL;
    ks_text *text = NULL;
    CHECK(worked(ks_access_from_json(body, sizeof body - 1, "t", &access, &error), &error));
    CHECK(worked(ks_auth_new_from_access(access, NULL, &auth, &error), &error));
    CHECK(worked(ks_auth_get_sp_auth_url(auth, session, "beta", &text, &error), &error) && same(took(text), "https://beta/v3/auth"));
    CHECK(worked(ks_auth_get_sp_url(auth, session, "beta", &text, &error), &error) && same(took(text), "https://beta/sp"));
    CHECK(failed(ks_auth_get_sp_url(auth, session, "gamma", &text, &error), &error, KS_ERROR_SERVICE_PROVIDER_NOT_FOUND, "gamma"));
    ks_access_free(access);
    ks_auth_free(auth);
    ks_session_free(session);
}

/* The test that runs this counts one login by password here and two by token. */
static void test_with_scope__one_login_serves_two(void)
{
    ks_session *session = logged_in("v3password", auth_url, "{}"), *scoped = NULL;
    ks_error *error = NULL;
    static const char *const scopes[] = {"{\"project_id\": \"one\"}", "{\"project_id\": \"two\"}"};
    for (size_t i = 0; i < 2; i++) {
        ks_params *scope = params(scopes[i]);
        ks_text *id = NULL;
        CHECK(worked(ks_session_with_scope(session, scope, &scoped, &error), &error));
        ks_params_free(scope);
        CHECK(worked(ks_session_get_project_id(scoped, &id, &error), &error));
        CHECK(same(took(id), i ? "two" : "one"));
        ks_session_free(scoped);
    }
    ks_params *wrong = params("{\"projet_id\": \"p\"}");
    CHECK(failed(ks_session_with_scope(session, wrong, &scoped, &error), &error, KS_ERROR_UNSUPPORTED_PARAMETERS, "'project_id'"));
    ks_params_free(wrong);
    ks_session_free(session);
}

static void test_receipt__a_method_is_added_and_the_login_goes_on(void)
{
    ks_auth *auth = login("v3password", origin, "{}");
    ks_session *session = session_of(auth, "{}");
    ks_text *text = NULL;
    ks_error *error = NULL, *second = NULL;
    ks_value *methods = NULL;
    CHECK(ks_session_get_token(session, &text, &error) == KS_ERROR_MISSING_AUTH_METHODS);
    CHECK(same(ks_error_receipt(error), "receipt-1"));
    CHECK(worked(ks_error_get_auth_methods(error, &methods, &second), &second));
    CHECK(same(ks_value_string(ks_value_pointer(methods, "/passed/0")), "password"));
    CHECK(same(ks_value_string(ks_value_pointer(methods, "/required/0/1")), "totp"));
    CHECK(ks_value_int(ks_value_get(methods, "expires_at"), 0) > 0);
    ks_value_free(methods);
    ks_error_clear(&error);
    ks_params *options = params("{\"user_id\": \"u\", \"passcode\": \"123456\"}");
    CHECK(failed(ks_auth_add_method(auth, "password2", options, &error), &error, KS_ERROR_NO_MATCHING_PLUGIN, "password2"));
    CHECK(failed(ks_auth_add_method(auth, "v3totp", NULL, &error), &error, KS_ERROR_MISSING_REQUIRED_OPTIONS, "passcode"));
    CHECK(worked(ks_auth_add_method(auth, "v3totp", options, &error), &error));
    CHECK(worked(ks_session_get_token(session, &text, &error), &error));
    ks_text_free(text);
    ks_auth *fixed = made("none", "{}");
    CHECK(failed(ks_auth_add_method(fixed, "v3totp", options, &error), &error, KS_ERROR_METHOD_NOT_IMPLEMENTED, "methods"));
    ks_params_free(options);
    ks_auth_free(fixed), ks_auth_free(auth);
    ks_session_free(session);
    CHECK(ks_error_receipt(NULL) == NULL);
}

struct typist {
    int asked, destroyed;
    ks_result failure;
    const char *word;
};

static ks_result ask(void *userdata, const char *option, const char *prompt, ks_text *out, ks_error **error)
{
    struct typist *typist = userdata;
    typist->asked++;
    CHECK(same(option, "password") && same(prompt, "Password") && *error == NULL);
    if (typist->failure)
        ks_error_set(error, typist->failure, "nobody is there");
    else if (typist->word)
        ks_text_set(out, typist->word);
    return typist->failure;
}

static void destroy(void *userdata)
{
    ((struct typist *)userdata)->destroyed++;
}

static void test_prompt__asks_when_a_login_needs_it(void)
{
    struct typist typist = {0};
    ks_auth_prompt prompt = KS_AUTH_PROMPT_INIT;
    prompt.ask = ask, prompt.destroy = destroy;
    ks_params *options = params("{\"username\": \"admin\", \"user_domain_id\": \"default\"}");
    ks_params_set_string(options, "auth_url", auth_url);
    ks_auth *auth = NULL;
    ks_error *error = NULL;
    ks_text *text = NULL;
    CHECK(failed(ks_auth_new("v3password", options, &auth, &error), &error, KS_ERROR_MISSING_REQUIRED_OPTIONS, "password"));
    CHECK(worked(ks_auth_new_prompting("v3password", options, &prompt, &typist, &auth, &error), &error));
    ks_session *session = session_of(auth, "{}");
    ks_auth_free(auth);
    CHECK(typist.asked == 0);
    typist.failure = KS_ERROR_USER + 7;
    CHECK(failed(ks_session_get_token(session, &text, &error), &error, KS_ERROR_USER + 7, "nobody is there"));
    typist.failure = KS_OK;
    CHECK(failed(ks_session_get_token(session, &text, &error), &error, KS_ERROR_AUTHORIZATION_FAILURE, "password"));
    typist.word = password();
    CHECK(worked(ks_session_get_token(session, &text, &error), &error));
    ks_text_free(text);
    CHECK(ks_session_invalidate(session) && worked(ks_session_get_token(session, &text, &error), &error));
    ks_text_free(text);
    CHECK(typist.asked == 3 && typist.destroyed == 0);
    ks_session_free(session);
    CHECK(typist.destroyed == 1);
    CHECK(failed(ks_auth_new_prompting("v3pasword", options, &prompt, &typist, &auth, &error), &error, KS_ERROR_NO_MATCHING_PLUGIN, ""));
    CHECK(typist.destroyed == 2 && auth == NULL);
    prompt.ask = NULL;
    CHECK(failed(ks_auth_new_prompting("v3password", options, &prompt, &typist, &auth, &error), &error, KS_ERROR_NULL_ARGUMENT, "ask"));
    CHECK(typist.destroyed == 3);
    ks_params_free(options);
}

static void test_type_options__methods_bring_theirs(void)
{
    ks_value *options = NULL;
    ks_error *error = NULL;
    ks_params *methods = params("{\"auth_methods\": [\"v3password\", \"totp\"]}");
    CHECK(worked(ks_auth_type_options("v3multifactor", NULL, &options, &error), &error));
    size_t alone = ks_value_length(options);
    ks_value_free(options);
    CHECK(worked(ks_auth_type_options("multifactor", methods, &options, &error), &error));
    CHECK(ks_value_length(options) == alone + 6);
    CHECK(same(ks_value_string(ks_value_get(ks_value_at(options, ks_value_length(options) - 1), "name")), "passcode"));
    ks_value_free(options);
    CHECK(failed(ks_auth_type_options("v3websso2", methods, &options, &error), &error, KS_ERROR_NO_MATCHING_PLUGIN, "v3websso2"));
    ks_params_free(methods);
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    auth_url = argv[1], origin = argv[2];
    test_questions__are_answered_without_a_session_of_the_plugin();
    test_state__serves_another_plugin_of_the_same_options();
    test_access__is_a_plugin_and_so_are_two_plugins();
    test_service_providers__are_those_of_the_token();
    test_with_scope__one_login_serves_two();
    test_receipt__a_method_is_added_and_the_login_goes_on();
    test_prompt__asks_when_a_login_needs_it();
    test_type_options__methods_bring_theirs();
    return failures != 0;
}
