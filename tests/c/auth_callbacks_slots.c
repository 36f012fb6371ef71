/* A plugin in C that has every function there is.
 * Usage: auth_callbacks_slots ORIGIN CA_FILE, where ORIGIN is https and of that authority. */
#include "service.h"

struct all {
    int destroyed;
    const char *ca_file;
    char state[64];
    ks_result failure;
};

/* What a callback returns when all of them are to fail. */
static bool fails(const struct all *all, ks_error **error)
{
    if (all->failure)
        ks_error_set(error, all->failure, "not today");
    return all->failure != KS_OK;
}

static ks_result get_headers(void *userdata, ks_session *session, ks_params *headers, ks_error **error)
{
    struct all *all = userdata;
    (void)session;
    char value[128];
    snprintf(value, sizeof value, "Custom %s", token());
    ks_params_set_string(headers, "Authorization", value);
    ks_params_set_string(headers, "X-Second", "two");
    return fails(all, error) ? all->failure : KS_OK;
}

static ks_result get_access(void *userdata, ks_session *session, ks_access **access, ks_error **error)
{
    struct all *all = userdata;
    (void)session;
    static const char body[] = "{\"token\": {\"user\": {\"id\": \"u1\", \"name\": \"n\", \"domain\": {\"id\": \"d\", \"name\": \"D\"}}}}";
    /* A token that comes with a failure is freed by the library. */
    ks_result result = ks_access_from_json(body, sizeof body - 1, "t", access, NULL);
    return fails(all, error) ? all->failure : result;
}

/* Answers with a text, or fails, and then also where a text was set. */
static ks_result answer(struct all *all, const char *string, ks_text *out, ks_error **error)
{
    ks_result result = string ? ks_text_set(out, string) : KS_OK;
    return fails(all, error) ? all->failure : result;
}

static ks_result get_user_id(void *userdata, ks_session *session, ks_text *out, ks_error **error)
{
    (void)session;
    return answer(userdata, "own", out, error);
}

static ks_result get_project_id(void *userdata, ks_session *session, ks_text *out, ks_error **error)
{
    (void)session;
    return answer(userdata, "p1", out, error);
}

static ks_result get_endpoint(void *userdata, ks_session *session, const ks_endpoint_filter *filter, ks_text *out, ks_error **error)
{
    (void)session;
    return answer(userdata, same(filter->service_type, "compute") ? "http://compute/" : NULL, out, error);
}

static ks_result get_connection_params(void *userdata, ks_session *session, ks_params *params, ks_error **error)
{
    struct all *all = userdata;
    (void)session;
    ks_params_set_string(params, "verify", all->ca_file);
    return fails(all, error) ? all->failure : KS_OK;
}

static ks_result get_sp_auth_url(void *userdata, ks_session *session, const char *sp_id, ks_text *out, ks_error **error)
{
    (void)session;
    return answer(userdata, same(sp_id, "beta") ? "http://beta/auth" : NULL, out, error);
}

static ks_result get_sp_url(void *userdata, ks_session *session, const char *sp_id, ks_text *out, ks_error **error)
{
    (void)session;
    return answer(userdata, same(sp_id, "beta") ? "http://beta/sp" : NULL, out, error);
}

static ks_result get_cache_id(void *userdata, ks_text *out, ks_error **error)
{
    return answer(userdata, "mine", out, error);
}

static ks_result get_state(void *userdata, ks_text *out, ks_error **error)
{
    struct all *all = userdata;
    return answer(all, *all->state ? all->state : NULL, out, error);
}

static ks_result set_state(void *userdata, const char *state, ks_error **error)
{
    struct all *all = userdata;
    if (fails(all, error))
        return all->failure;
    if (state && strlen(state) >= sizeof all->state)
        return ks_error_set(error, KS_ERROR_USER + 1, "too long");
    snprintf(all->state, sizeof all->state, "%s", state ? state : "");
    return KS_OK;
}

static void destroy(void *userdata)
{
    ((struct all *)userdata)->destroyed++;
}

static const char *took(ks_text *text)
{
    static char kept[256];
    snprintf(kept, sizeof kept, "%s", ks_text_string(text) ? ks_text_string(text) : "-");
    ks_text_free(text);
    return kept;
}

/* Each question fails as its callback does, and gives nothing, also where the callback had set an answer. */
static void test_slots__a_failure_comes_through(struct all *all, ks_auth *auth, ks_session *session)
{
    ks_error *error = NULL;
    ks_text *text = NULL;
    ks_value *value = NULL;
    ks_access *access = NULL;
    ks_headers *headers = NULL;
    ks_response *response = NULL;
    const ks_result code = all->failure = KS_ERROR_USER + 5;
    ks_endpoint_filter filter = KS_ENDPOINT_FILTER_INIT;
    filter.service_type = "compute";
#define FAILS(call) CHECK(failed(call, &error, code, "not today") && !text && !value && !access && !headers && !response)
    FAILS(ks_auth_get_headers(auth, session, &headers, &error));
    FAILS(ks_auth_get_token(auth, session, &text, &error));
    FAILS(ks_auth_get_access(auth, session, &access, &error));
    FAILS(ks_auth_get_access_lasting(auth, session, 60, &access, &error));
    FAILS(ks_auth_get_user_id(auth, session, &text, &error));
    FAILS(ks_auth_get_project_id(auth, session, &text, &error));
    FAILS(ks_auth_get_endpoint(auth, session, &filter, &text, &error));
    FAILS(ks_auth_get_connection_params(auth, session, &value, &error));
    FAILS(ks_auth_get_sp_auth_url(auth, session, "beta", &text, &error));
    FAILS(ks_auth_get_sp_url(auth, session, "beta", &text, &error));
    FAILS(ks_auth_cache_id(auth, &text, &error));
    FAILS(ks_auth_get_state(auth, &text, &error));
    FAILS(ks_auth_set_state(auth, "other", &error));
    FAILS(ks_session_request(session, "GET", "https://127.0.0.1:1/", NULL, &response, &error));
#undef FAILS
    all->failure = KS_OK;
}

/* A plugin without any function: what each question comes to then. */
static void test_slots__each_may_be_left_out(void)
{
    ks_auth_callbacks none = KS_AUTH_CALLBACKS_INIT;
    ks_auth *auth = NULL;
    ks_error *error = NULL;
    ks_text *text = NULL;
    ks_value *value = NULL;
    ks_access *access = NULL;
    CHECK(worked(ks_auth_new_custom(&none, NULL, &auth, &error), &error));
    ks_session *session = session_of(auth, "{}");
    CHECK(failed(ks_auth_get_token(auth, session, &text, &error), &error, KS_ERROR_AUTHORIZATION_FAILURE, "no token"));
    CHECK(failed(ks_auth_get_access(auth, session, &access, &error), &error, KS_ERROR_METHOD_NOT_IMPLEMENTED, "no Identity token"));
    CHECK(worked(ks_auth_get_user_id(auth, session, &text, &error), &error) && text == NULL);
    CHECK(worked(ks_auth_get_project_id(auth, session, &text, &error), &error) && text == NULL);
    CHECK(worked(ks_auth_get_endpoint(auth, session, NULL, &text, &error), &error) && text == NULL);
    CHECK(worked(ks_auth_get_auth_url(auth, session, &text, &error), &error) && text == NULL);
    CHECK(worked(ks_auth_get_connection_params(auth, session, &value, &error), &error) && ks_value_length(value) == 0);
    ks_value_free(value);
    CHECK(worked(ks_auth_get_sp_auth_url(auth, session, "beta", &text, &error), &error) && text == NULL);
    CHECK(worked(ks_auth_get_sp_url(auth, session, "beta", &text, &error), &error) && text == NULL);
    CHECK(worked(ks_auth_cache_id(auth, &text, &error), &error) && text == NULL);
    CHECK(failed(ks_auth_get_state(auth, &text, &error), &error, KS_ERROR_METHOD_NOT_IMPLEMENTED, "no state"));
    CHECK(failed(ks_auth_set_state(auth, "s", &error), &error, KS_ERROR_METHOD_NOT_IMPLEMENTED, "takes no state"));
    CHECK(!ks_auth_invalidate(auth));
    ks_session_free(session);
    ks_auth_free(auth);

    /* Where there is a token to look into, it says who the user is. */
    struct all all = {.ca_file = NULL};
    none.get_access = get_access;
    CHECK(worked(ks_auth_new_custom(&none, &all, &auth, &error), &error));
    session = session_of(auth, "{}");
    CHECK(worked(ks_auth_get_user_id(auth, session, &text, &error), &error) && same(took(text), "u1"));
    CHECK(worked(ks_auth_get_project_id(auth, session, &text, &error), &error) && text == NULL);
    ks_session_free(session);
    ks_auth_free(auth);
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    struct all all = {.ca_file = argv[2]};
    ks_auth_callbacks callbacks = KS_AUTH_CALLBACKS_INIT;
    callbacks.destroy = destroy;
    callbacks.get_headers = get_headers;
    callbacks.get_access = get_access;
    callbacks.get_user_id = get_user_id;
    callbacks.get_project_id = get_project_id;
    callbacks.get_endpoint = get_endpoint;
    callbacks.get_connection_params = get_connection_params;
    callbacks.get_sp_auth_url = get_sp_auth_url;
    callbacks.get_sp_url = get_sp_url;
    callbacks.get_cache_id = get_cache_id;
    callbacks.get_state = get_state;
    callbacks.set_state = set_state;
    ks_auth *auth = NULL;
    ks_error *error = NULL;
    ks_text *text = NULL;
    ks_access *access = NULL;
    ks_value *value = NULL;
    CHECK(worked(ks_auth_new_custom(&callbacks, &all, &auth, &error), &error));
    ks_session *session = session_of(auth, "{}");

    /* The session does not know the authority; the plugin does. */
    CHECK(status_of(session, "GET", at(argv[1], "/guarded"), NULL) == 200);
    CHECK(worked(ks_auth_get_connection_params(auth, session, &value, &error), &error));
    CHECK(same(ks_value_string(ks_value_get(value, "verify")), argv[2]));
    ks_value_free(value);
    CHECK(worked(ks_session_get_token(session, &text, &error), &error) && text == NULL);
    test_slots__a_failure_comes_through(&all, auth, session);
    test_slots__each_may_be_left_out();

    CHECK(worked(ks_auth_get_access(auth, session, &access, &error), &error) && same(ks_access_user_id(access), "u1"));
    ks_access_free(access);
    CHECK(worked(ks_session_get_user_id(session, &text, &error), &error) && same(took(text), "own"));
    ks_endpoint_filter filter = KS_ENDPOINT_FILTER_INIT;
    filter.service_type = "compute";
    CHECK(worked(ks_auth_get_endpoint(auth, session, &filter, &text, &error), &error) && same(took(text), "http://compute/"));
    CHECK(worked(ks_auth_get_endpoint(auth, session, NULL, &text, &error), &error) && text == NULL);
    CHECK(worked(ks_session_get_project_id(session, &text, &error), &error) && same(took(text), "p1"));
    CHECK(worked(ks_auth_get_sp_auth_url(auth, session, "beta", &text, &error), &error) && same(took(text), "http://beta/auth"));
    CHECK(worked(ks_auth_get_sp_url(auth, session, "beta", &text, &error), &error) && same(took(text), "http://beta/sp"));
    CHECK(worked(ks_auth_get_sp_url(auth, session, "gamma", &text, &error), &error) && text == NULL);
    CHECK(worked(ks_auth_cache_id(auth, &text, &error), &error) && same(took(text), "mine"));
    CHECK(worked(ks_auth_get_state(auth, &text, &error), &error) && text == NULL);
    CHECK(worked(ks_auth_set_state(auth, "kept", &error), &error));
    CHECK(worked(ks_auth_get_state(auth, &text, &error), &error) && same(took(text), "kept"));
    CHECK(failed(ks_auth_set_state(auth, "0123456789012345678901234567890123456789012345678901234567890123", &error), &error, KS_ERROR_USER + 1, "too long"));
    CHECK(worked(ks_auth_set_state(auth, NULL, &error), &error) && !*all.state);
    ks_session_free(session);
    ks_auth_free(auth);
    CHECK(all.destroyed == 1);
    return failures != 0;
}
