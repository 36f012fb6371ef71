/* Plugins in C: what their answers do to requests, and what becomes of their userdata.
 * Usage: auth_callbacks ORIGIN */
#include "plugin.h"

#include <stddef.h>

static const char *origin;
static int destroyed;

/* A plugin that knows a token and the service of the test. */
static struct plugin usual(void)
{
    return (struct plugin){.endpoint = at(origin, "/service"), .number = 1, .destroyed = &destroyed};
}

static void test_callbacks__token_and_endpoint_serve_every_method(void)
{
    typedef ks_result request(const ks_adapter *, const char *, const ks_request_options *, ks_response **, ks_error **);
    static request *const requests[] = {ks_adapter_get, ks_adapter_head,  ks_adapter_post,
                                        ks_adapter_put, ks_adapter_patch, ks_adapter_delete};
    struct plugin plugin = usual();
    ks_session *session = session_of_plugin(&PLUGIN, &plugin, "{}");
    ks_adapter *adapter = NULL;
    ks_error *error = NULL;
    CHECK(worked(ks_adapter_new(session, NULL, &adapter, &error), &error));
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        ks_response *response = NULL;
        CHECK(worked(requests[i](adapter, "verbs", NULL, &response, &error), &error));
        CHECK(ks_response_status(response) == 200);
        ks_response_free(response);
    }
    CHECK(plugin.tokens == 6 && plugin.endpoints == 6 && plugin.invalidated == 0);
    ks_session_free(session);
    ks_adapter_free(adapter);
}

static void test_callbacks__the_filter_says_what_was_asked(void)
{
    struct plugin plugin = usual();
    ks_session *session = session_of_plugin(&PLUGIN, &plugin, "{\"region_name\": \"one\", \"interface\": [\"internal\", \"public\"]}");
    ks_endpoint_filter filter = KS_ENDPOINT_FILTER_INIT;
    ks_adapter *adapter = NULL;
    ks_text *url = NULL;
    ks_error *error = NULL;
    filter.service_type = "compute";
    filter.service_name = "nova";
    filter.service_id = "s1";
    CHECK(worked(ks_adapter_new(session, &filter, &adapter, &error), &error));
    CHECK(worked(ks_adapter_get_endpoint(adapter, &url, &error), &error) && says(url, plugin.endpoint));
    static const char *const of_the_adapter[] = {"compute", "internal,public", "one", "nova", "s1", "-"};
    for (size_t i = 0; i < 6; i++)
        CHECK(same(plugin.asked[i], of_the_adapter[i]));

    filter = (ks_endpoint_filter)KS_ENDPOINT_FILTER_INIT;
    filter.region_name = "two";
    filter.interface = "admin";
    filter.endpoint_id = "e1";
    ks_request_options *options = ks_request_options_new();
    ks_response *response = NULL;
    CHECK(ks_request_options_set_endpoint_filter(options, &filter) == KS_OK);
    CHECK(worked(ks_adapter_get(adapter, "filtered", options, &response, &error), &error));
    static const char *const of_the_request[] = {"compute", "admin", "two", "nova", "s1", "e1"};
    for (size_t i = 0; i < 6; i++)
        CHECK(same(plugin.asked[i], of_the_request[i]));
    ks_response_free(response);
    ks_request_options_free(options);
    ks_adapter_free(adapter);
    ks_session_free(session);
}

static void test_callbacks__what_they_fail_with_comes_through(void)
{
    struct plugin plugin = usual();
    ks_session *session = session_of_plugin(&PLUGIN, &plugin, "{}");
    ks_adapter *adapter = NULL;
    ks_response *response = NULL;
    ks_error *error = NULL;
    CHECK(worked(ks_adapter_new(session, NULL, &adapter, &error), &error));

    plugin.failure = plugin.story_code = KS_ERROR_USER + 7;
    plugin.story = "the vault is sealed";
    ks_result result = ks_adapter_get(adapter, "/sealed", NULL, &response, &error);
    CHECK(same(ks_error_message(error), plugin.story) && same(ks_error_class(error), "CallbackError"));
    CHECK(failed(result, &error, KS_ERROR_USER + 7, plugin.story) && response == NULL);
    CHECK(plugin.endpoints == 1 && plugin.tokens == 0);
    plugin.endpoint = NULL;
    CHECK(get_fails(session, at(origin, "/sealed"), NULL, KS_ERROR_USER + 7, plugin.story) && plugin.tokens == 1);

    /* A code of one's own without a story, codes of the library, and two codes that differ. */
    plugin.story = NULL;
    CHECK(get_fails(session, at(origin, "/sealed"), NULL, KS_ERROR_USER + 7, "get_token"));
    plugin.failure = KS_ERROR_FORBIDDEN;
    CHECK(get_fails(session, at(origin, "/sealed"), NULL, KS_ERROR_FORBIDDEN, "get_token"));
    plugin.story = "the cause";
    result = ks_session_request(session, "GET", at(origin, "/sealed"), NULL, &response, &error);
    CHECK(same(ks_error_message(ks_error_cause(error)), "the cause"));
    CHECK(ks_error_code(ks_error_cause(error)) == KS_ERROR_USER + 7);
    CHECK(failed(result, &error, KS_ERROR_FORBIDDEN, "get_token"));

    /* Success is success, whatever else was said. */
    plugin.failure = KS_OK;
    CHECK(status_of(session, "GET", at(origin, "/service/told"), NULL) == 200);
    ks_adapter_free(adapter);
    ks_session_free(session);
}

static void test_callbacks__without_an_answer_there_is_no_token_and_no_endpoint(void)
{
    struct plugin silent = {.destroyed = &destroyed};
    ks_auth_callbacks nothing = KS_AUTH_CALLBACKS_INIT;
    const ks_auth_callbacks *const each[] = {&PLUGIN, &nothing};
    for (size_t i = 0; i < 2; i++) {
        ks_session *session = session_of_plugin(each[i], &silent, "{}");
        ks_text *text = (ks_text *)&failures;
        ks_access *access = NULL;
        ks_error *error = NULL;
        CHECK(get_fails(session, at(origin, "/nobody"), NULL, KS_ERROR_AUTHORIZATION_FAILURE, "no token"));
        CHECK(get_fails(session, "/nowhere", NULL, KS_ERROR_ENDPOINT_NOT_FOUND, "/nowhere"));
        CHECK(worked(ks_session_get_endpoint(session, NULL, &text, &error), &error) && says(text, NULL));
        CHECK(failed(ks_session_get_token(session, &text, &error), &error, KS_ERROR_AUTHORIZATION_FAILURE, "no token"));
        CHECK(worked(ks_session_get_user_id(session, &text, &error), &error) && says(text, NULL));
        CHECK(worked(ks_session_get_project_id(session, &text, &error), &error) && says(text, NULL));
        CHECK(failed(ks_session_get_access(session, &access, &error), &error, KS_ERROR_METHOD_NOT_IMPLEMENTED, "token"));
        CHECK(text == NULL && access == NULL);
        ks_session_free(session);
    }
}

static ks_result smuggles(void *userdata, ks_session *session, ks_text *out, ks_error **error)
{
    (void)session, (void)error;
    char text[128];
    snprintf(text, sizeof text, "%s%s", token(), (const char *)userdata);
    return ks_text_set(out, text);
}

static void test_callbacks__a_token_cannot_smuggle_a_header_field_in(void)
{
    static char split[] = "\r\nX-Smuggled: 1", latin[] = "\xe9";
    ks_auth_callbacks callbacks = KS_AUTH_CALLBACKS_INIT;
    callbacks.get_token = smuggles;
    ks_session *session = session_of_plugin(&callbacks, (struct plugin *)(void *)split, "{}");
    CHECK(get_fails(session, at(origin, "/smuggled"), NULL, KS_ERROR_INVALID_ARGUMENT, "control character"));
    ks_session_free(session);
    session = session_of_plugin(&callbacks, (struct plugin *)(void *)latin, "{}");
    CHECK(get_fails(session, at(origin, "/smuggled"), NULL, KS_ERROR_INVALID_UTF8, "get_token"));
    ks_session_free(session);
}

static void test_callbacks__a_refused_token_is_replaced_once_and_only_if_there_is_another(void)
{
    struct plugin plugin = usual();
    plugin.renews = true;
    ks_session *session = session_of_plugin(&PLUGIN, &plugin, "{}");
    CHECK(status_of(session, "GET", at(origin, "/second-token"), NULL) == 200);
    CHECK(plugin.tokens == 2 && plugin.invalidated == 1);
    CHECK(get_fails(session, at(origin, "/refused/renewing"), NULL, KS_ERROR_UNAUTHORIZED, "no token will do"));
    CHECK(plugin.tokens == 4 && plugin.invalidated == 2);
    CHECK(ks_session_invalidate(session) && plugin.invalidated == 3);

    plugin.renews = false;
    CHECK(get_fails(session, at(origin, "/refused/final"), NULL, KS_ERROR_UNAUTHORIZED, "no token will do"));
    CHECK(plugin.tokens == 5 && plugin.invalidated == 4);
    CHECK(!ks_session_invalidate(session) && plugin.invalidated == 5);
    ks_session_free(session);

    ks_auth_callbacks callbacks = PLUGIN;
    callbacks.invalidate = NULL;
    session = session_of_plugin(&callbacks, &plugin, "{}");
    CHECK(get_fails(session, at(origin, "/refused/stubborn"), NULL, KS_ERROR_UNAUTHORIZED, "no token will do"));
    CHECK(!ks_session_invalidate(session));
    ks_session_free(session);
}

static void test_callbacks__userdata_is_destroyed_once(void)
{
    struct plugin plugin = usual();
    ks_error *error = NULL;
    ks_auth *auth = NULL;
    destroyed = 0;
    CHECK(worked(ks_auth_new_custom(&PLUGIN, &plugin, &auth, &error), &error) && destroyed == 0);
    ks_session *one = session_of(auth, "{}"), *other = session_of(auth, "{}");
    ks_auth_free(auth);
    ks_session_free(one);
    CHECK(destroyed == 0 && status_of(other, "GET", at(origin, "/service/alive"), NULL) == 200);
    ks_session_free(other);
    CHECK(destroyed == 1);

    CHECK(failed(ks_auth_new_custom(&PLUGIN, &plugin, NULL, &error), &error, KS_ERROR_NULL_ARGUMENT, "auth"));
    CHECK(destroyed == 2);
    CHECK(ks_auth_new_custom(&PLUGIN, &plugin, NULL, NULL) == KS_ERROR_NULL_ARGUMENT && destroyed == 3);
    CHECK(failed(ks_auth_new_custom(NULL, &plugin, &auth, &error), &error, KS_ERROR_NULL_ARGUMENT, "callbacks"));
    CHECK(auth == NULL && destroyed == 3);
}

/* The first bytes of PLUGIN, so many, in memory of their own, and zeros up to a whole one; says it has `size` bytes. */
static ks_auth_callbacks *sized(size_t bytes, size_t size)
{
    ks_auth_callbacks *callbacks = calloc(1, bytes);
    memcpy(callbacks, &PLUGIN, bytes < sizeof PLUGIN ? bytes : sizeof PLUGIN);
    memcpy(callbacks, &size, sizeof size);
    return callbacks;
}

static void test_callbacks__a_caller_of_an_older_header_has_fewer_members(void)
{
    static const size_t sizes[] = {offsetof(ks_auth_callbacks, get_token), offsetof(ks_auth_callbacks, get_endpoint),
                                   offsetof(ks_auth_callbacks, invalidate), offsetof(ks_auth_callbacks, destroy),
                                   sizeof(ks_auth_callbacks)};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct plugin plugin = usual();
        ks_auth_callbacks *callbacks = sized(sizes[i], sizes[i]);
        destroyed = 0;
        ks_session *session = session_of_plugin(callbacks, &plugin, "{}");
        free(callbacks);
        if (i == 0)
            CHECK(get_fails(session, at(origin, "/service/old"), NULL, KS_ERROR_AUTHORIZATION_FAILURE, "no token"));
        else
            CHECK(status_of(session, "GET", at(origin, "/service/old"), NULL) == 200);
        CHECK(ks_session_invalidate(session) == false && plugin.invalidated == (i > 2));
        ks_session_free(session);
        CHECK(destroyed == (i > 3));
    }
}

static void test_callbacks__a_caller_of_a_newer_header_may_ask_for_nothing_new(void)
{
    for (int asks = 0; asks < 2; asks++) {
        struct plugin plugin = usual();
        size_t size = sizeof(ks_auth_callbacks) + sizeof(void *);
        ks_auth_callbacks *callbacks = sized(size, size);
        if (asks)
            memset((char *)callbacks + sizeof *callbacks, 1, sizeof(void *));
        ks_auth *auth = NULL;
        ks_error *error = NULL;
        destroyed = 0;
        ks_result result = ks_auth_new_custom(callbacks, &plugin, &auth, &error);
        CHECK(asks ? failed(result, &error, KS_ERROR_UNSUPPORTED_PARAMETERS, "callbacks") : worked(result, &error));
        free(callbacks);
        ks_auth_free(auth);
        CHECK(destroyed == 1);
    }
}

static void test_callbacks__a_size_that_cannot_be_is_refused(void)
{
    static const size_t sizes[] = {0, 1, sizeof(size_t) - 1, offsetof(ks_auth_callbacks, get_endpoint) + 1,
                                   offsetof(ks_auth_callbacks, destroy) + sizeof(void *) / 2, SIZE_MAX,
                                   sizeof(ks_auth_callbacks) + 1};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct plugin plugin = usual();
        ks_auth_callbacks *callbacks = sized(sizeof *callbacks + sizeof(void *), sizes[i]);
        ks_auth *auth = NULL;
        ks_error *error = NULL;
        destroyed = 0;
        CHECK(failed(ks_auth_new_custom(callbacks, &plugin, &auth, &error), &error, KS_ERROR_INVALID_ARGUMENT, "size"));
        CHECK(auth == NULL);
        ks_auth_free(auth);
        free(callbacks);
    }
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    origin = argv[1];
    test_callbacks__token_and_endpoint_serve_every_method();
    test_callbacks__the_filter_says_what_was_asked();
    test_callbacks__what_they_fail_with_comes_through();
    test_callbacks__without_an_answer_there_is_no_token_and_no_endpoint();
    test_callbacks__a_token_cannot_smuggle_a_header_field_in();
    test_callbacks__a_refused_token_is_replaced_once_and_only_if_there_is_another();
    test_callbacks__userdata_is_destroyed_once();
    test_callbacks__a_caller_of_an_older_header_has_fewer_members();
    test_callbacks__a_caller_of_a_newer_header_may_ask_for_nothing_new();
    test_callbacks__a_size_that_cannot_be_is_refused();
    return failures != 0;
}
