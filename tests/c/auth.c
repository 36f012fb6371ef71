/* Plugins by name: what is refused before any I/O, what there is, and one login for all who share a plugin.
 * Usage: auth AUTH_URL */
#include "service.h"

static const char *auth_url;

/* Whether a plugin of these options, a JSON object, is refused with this code and this part of the message. */
static bool refused(const char *auth_type, const char *json, ks_result code, const char *part)
{
    ks_error *error = NULL;
    ks_auth *auth = (ks_auth *)&failures;
    ks_params *options = params(json);
    ks_result result = ks_auth_new(auth_type, options, &auth, &error);
    CHECK(auth == NULL);
    ks_params_free(options);
    return failed(result, &error, code, part);
}

static void test_auth_new__an_unknown_type_is_told_which_there_are(void)
{
    CHECK(refused("v3pasword", "{}", KS_ERROR_NO_MATCHING_PLUGIN, "v3pasword"));
    CHECK(refused("", "{}", KS_ERROR_NO_MATCHING_PLUGIN, "password, token, v2password, v2token, v3applicationcredential, v3multifactor, v3oauth1"));
    CHECK(refused("\xff", "{}", KS_ERROR_INVALID_UTF8, "auth_type"));
}

static void test_auth_new__every_misspelt_option_is_named_with_the_nearest(void)
{
    const char *options = "{\"auth_url\": \"http://h/v3\", \"user_id\": \"u\", \"pasword\": \"hunter2\", \"projet_id\": \"p\"}";
    CHECK(refused("v3password", options, KS_ERROR_UNSUPPORTED_PARAMETERS, "'pasword' is not an option of v3password"));
    CHECK(refused("v3password", options, KS_ERROR_UNSUPPORTED_PARAMETERS, "did you mean 'password'?"));
    CHECK(refused("v3password", options, KS_ERROR_UNSUPPORTED_PARAMETERS, "'projet_id' is not an option of v3password"));
    CHECK(refused("v3password", options, KS_ERROR_UNSUPPORTED_PARAMETERS, "did you mean 'project_id'?"));
    CHECK(refused("v3token", "{\"auth_url\": \"http://h/v3\", \"password\": \"x\"}", KS_ERROR_UNSUPPORTED_PARAMETERS,
                  "'password' is not an option of v3token"));
    CHECK(refused("v3password", "{\"auth_url\": [\"x\"]}", KS_ERROR_UNSUPPORTED_PARAMETERS, "'auth_url' must be a string"));
}

static void test_auth_new__a_token_is_for_one_thing_at_a_time(void)
{
    static const char *const scopes[] = {
        "\"project_id\": \"p\", \"domain_id\": \"d\"",  "\"project_id\": \"p\", \"system_scope\": \"all\"",
        "\"domain_name\": \"d\", \"trust_id\": \"t\"",  "\"system_scope\": \"all\", \"unscoped\": true",
        "\"project_id\": \"p\", \"unscoped\": true",    "\"tenant_id\": \"p\", \"domain_id\": \"d\"",
    };
    for (size_t i = 0; i < sizeof scopes / sizeof *scopes; i++) {
        char options[512];
        snprintf(options, sizeof options, "{\"auth_url\": \"http://h/v3\", \"user_id\": \"u\", \"password\": \"%s\", %s}",
                 password(), scopes[i]);
        CHECK(refused("v3password", options, KS_ERROR_AUTHORIZATION_FAILURE, "one thing at a time"));
        CHECK(refused("password", options, KS_ERROR_AUTHORIZATION_FAILURE, "one thing at a time"));
    }
}

static void test_auth_new__all_that_is_missing_is_named(void)
{
    static const char *const names[] = {"auth_url", "user_id", "username"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        CHECK(refused("v3password", "{}", KS_ERROR_MISSING_REQUIRED_OPTIONS, names[i]));
        CHECK(refused("password", "{}", KS_ERROR_MISSING_REQUIRED_OPTIONS, names[i]));
    }
    CHECK(refused("v3applicationcredential", "{}", KS_ERROR_MISSING_REQUIRED_OPTIONS, "application_credential_secret"));
    CHECK(refused("v3applicationcredential", "{}", KS_ERROR_MISSING_REQUIRED_OPTIONS, "application_credential_id"));
    const char *known = "{\"auth_url\": \"http://h\", \"user_id\": \"u\"}";
    CHECK(refused("v3password", known, KS_ERROR_MISSING_REQUIRED_OPTIONS, "password"));
    CHECK(refused("v3token", "{\"auth_url\": \"http://h\"}", KS_ERROR_MISSING_REQUIRED_OPTIONS, "token"));
    ks_auth *auth = NULL;
    ks_error *error = NULL;
    CHECK(failed(ks_auth_new("v3token", NULL, &auth, &error), &error, KS_ERROR_MISSING_REQUIRED_OPTIONS, "auth_url"));
    CHECK(auth == NULL);
}

static void test_auth_new__names_without_their_domain_make_no_sense(void)
{
    const char *user = "{\"auth_url\": \"http://h\", \"username\": \"me\", \"password\": \"x\"}";
    CHECK(refused("v3password", user, KS_ERROR_OPTION_ERROR, "user_domain_id"));
    const char *project = "{\"auth_url\": \"http://h\", \"user_id\": \"me\", \"password\": \"x\", \"project_name\": \"p\"}";
    CHECK(refused("v3password", project, KS_ERROR_OPTION_ERROR, "project_domain_id"));
    const char *system = "{\"auth_url\": \"http://h\", \"user_id\": \"me\", \"password\": \"x\", \"system_scope\": \"some\"}";
    CHECK(refused("v3password", system, KS_ERROR_OPTION_ERROR, "system_scope"));
}

static void test_auth_new__reports_what_went_wrong_with_its_params(void)
{
    ks_error *error = NULL;
    ks_auth *auth = NULL;
    ks_params *options = ks_params_new();
    CHECK(ks_params_set_string(options, "auth_url", NULL) == KS_ERROR_NULL_ARGUMENT);
    CHECK(failed(ks_auth_new("v3password", options, &auth, &error), &error, KS_ERROR_NULL_ARGUMENT, "string"));
    CHECK(auth == NULL && ks_auth_new("v3password", options, &auth, NULL) == KS_ERROR_NULL_ARGUMENT);
    ks_params_free(options);
}

/* The element of a list of objects whose "name" is this. */
static const ks_value *named(const ks_value *list, const char *name)
{
    for (size_t i = 0; i < ks_value_length(list); i++)
        if (same(ks_value_string(ks_value_get(ks_value_at(list, i), "name")), name))
            return ks_value_at(list, i);
    return NULL;
}

static void test_auth_types__each_option_is_described(void)
{
    static const char *const keys[] = {"name", "type", "default", "required", "secret", "prompt", "help", "deprecated"};
    ks_value *types = NULL;
    ks_error *error = NULL;
    CHECK(worked(ks_auth_types(&types, &error), &error));
    CHECK(ks_value_kind(types) == KS_VALUE_LIST && ks_value_length(types) >= 5);
    for (size_t i = 0; i < ks_value_length(types); i++) {
        const ks_value *options = ks_value_get(ks_value_at(types, i), "options");
        CHECK(ks_value_string_length(ks_value_get(ks_value_at(types, i), "help")) > 0);
        CHECK(ks_value_length(options) > 0);
        CHECK(named(options, "endpoint") || ks_value_bool(ks_value_get(named(options, "auth_url"), "required"), false));
        CHECK(ks_value_kind(ks_value_get(ks_value_at(types, i), "aliases")) == KS_VALUE_LIST);
        for (size_t j = 0; j < ks_value_length(options); j++)
            for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
                CHECK(ks_value_get(ks_value_at(options, j), keys[k]));
    }
    const ks_value *options = ks_value_get(named(types, "v3password"), "options");
    const ks_value *auth_option = named(options, "auth_url"), *secret = named(options, "password");
    CHECK(ks_value_bool(ks_value_get(auth_option, "required"), false));
    CHECK(!ks_value_bool(ks_value_get(auth_option, "secret"), true));
    CHECK(ks_value_bool(ks_value_get(secret, "secret"), false) && same(ks_value_string(ks_value_get(secret, "prompt")), "Password"));
    CHECK(same(ks_value_string(ks_value_pointer(named(options, "project_id"), "/deprecated/0")), "tenant_id"));
    CHECK(same(ks_value_string(ks_value_get(named(options, "unscoped"), "type")), "bool"));
    ks_value_free(types);
}

/* Whether both sessions have the same token. Leaves it in `token`, which is to be freed. */
static bool same_token(const ks_session *one, const ks_session *other, ks_text **token)
{
    ks_text *second = NULL;
    ks_error *error = NULL;
    CHECK(worked(ks_session_get_token(one, token, &error), &error));
    CHECK(worked(ks_session_get_token(other, &second, &error), &error));
    bool equal = ks_text_string(*token) && same(ks_text_string(*token), ks_text_string(second));
    ks_text_free(second);
    return equal;
}

/* The test that runs this counts one login for "shared", and one more after the token was dropped. */
static void test_auth__sessions_that_share_a_plugin_share_the_login(void)
{
    ks_text *first = NULL, *second = NULL;
    ks_auth *auth = login("v3password", auth_url, "{\"project_id\": \"shared\"}");
    ks_session *one = session_of(auth, "{}"), *other = session_of(auth, "{}");
    ks_auth_free(auth);
    CHECK(same_token(one, other, &first));
    CHECK(ks_session_invalidate(one) && !ks_session_invalidate(other));
    CHECK(same_token(other, one, &second) && !same(ks_text_string(first), ks_text_string(second)));
    ks_session_free(one);
    CHECK(status_of(other, "GET", at(auth_url, "/users"), NULL) == 200);
    ks_session_free(other);
    ks_text_free(second);
    ks_text_free(first);
}

static void test_auth__each_order_of_freeing_is_right(void)
{
    for (int order = 0; order < 6; order++) {
        ks_adapter *adapter = NULL;
        ks_error *error = NULL;
        ks_response *response = NULL;
        ks_auth *auth = login("v3password", auth_url, "{\"project_id\": \"freed\"}");
        ks_session *session = session_of(auth, "{}");
        ks_auth *kept_auth = ks_auth_ref(auth);
        ks_session *kept_session = ks_session_ref(session);
        CHECK(kept_auth == auth && kept_session == session);
        CHECK(worked(ks_adapter_new(session, NULL, &adapter, &error), &error));
        ks_adapter *kept_adapter = ks_adapter_ref(adapter);
        ks_auth_free(auth);
        ks_session_free(session);
        ks_adapter_free(adapter);
        if (order == 0)
            CHECK(worked(ks_adapter_get(kept_adapter, at(auth_url, "/users"), NULL, &response, &error), &error));
        for (int step = 0; step < 3; step++) {
            int which = (order % 3 + (order < 3 ? step : 3 - step)) % 3;
            if (which == 0)
                ks_auth_free(kept_auth);
            else if (which == 1)
                ks_session_free(kept_session);
            else
                ks_adapter_free(kept_adapter);
        }
        CHECK(order != 0 || ks_response_status(response) == 200);
        ks_response_free(response);
    }
    CHECK(ks_auth_ref(NULL) == NULL);
    ks_auth_free(NULL);
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    auth_url = argv[1];
    test_auth_new__an_unknown_type_is_told_which_there_are();
    test_auth_new__every_misspelt_option_is_named_with_the_nearest();
    test_auth_new__a_token_is_for_one_thing_at_a_time();
    test_auth_new__all_that_is_missing_is_named();
    test_auth_new__names_without_their_domain_make_no_sense();
    test_auth_new__reports_what_went_wrong_with_its_params();
    test_auth_types__each_option_is_described();
    test_auth__sessions_that_share_a_plugin_share_the_login();
    test_auth__each_order_of_freeing_is_right();
    return failures != 0;
}
