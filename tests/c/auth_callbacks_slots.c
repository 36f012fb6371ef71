/* A plugin in C that has every function there is.
 * Usage: auth_callbacks_slots ORIGIN CA_FILE, where ORIGIN is https and of that authority. */
#include "service.h"

struct all {
    int destroyed, invalidated;
    const char *ca_file;
    char state[64];
    ks_result failure;
};

static ks_result get_headers(void *userdata, ks_session *session, ks_params *headers, ks_error **error)
{
    struct all *all = userdata;
    (void)session;
    if (all->failure)
        ks_error_set(error, all->failure, "no header fields today");
    char value[128];
    snprintf(value, sizeof value, "Custom %s", token());
    ks_params_set_string(headers, "Authorization", value);
    ks_params_set_string(headers, "X-Second", "two");
    return all->failure;
}

static ks_result get_access(void *userdata, ks_session *session, ks_access **access, ks_error **error)
{
    (void)userdata, (void)session, (void)error;
    static const char body[] = "{\"token\": {\"user\": {\"id\": \"u1\", \"name\": \"n\", \"domain\": {\"id\": \"d\", \"name\": \"D\"}}}}";
    return ks_access_from_json(body, sizeof body - 1, "t", access, NULL);
}

static ks_result get_project_id(void *userdata, ks_session *session, ks_text *out, ks_error **error)
{
    (void)userdata, (void)session, (void)error;
    return ks_text_set(out, "p1");
}

static ks_result get_connection_params(void *userdata, ks_session *session, ks_params *params, ks_error **error)
{
    (void)session, (void)error;
    return ks_params_set_string(params, "verify", ((struct all *)userdata)->ca_file);
}

static ks_result get_sp_auth_url(void *userdata, ks_session *session, const char *sp_id, ks_text *out, ks_error **error)
{
    (void)userdata, (void)session, (void)error;
    return same(sp_id, "beta") ? ks_text_set(out, "http://beta/auth") : KS_OK;
}

static ks_result get_sp_url(void *userdata, ks_session *session, const char *sp_id, ks_text *out, ks_error **error)
{
    (void)userdata, (void)session, (void)error;
    return same(sp_id, "beta") ? ks_text_set(out, "http://beta/sp") : KS_OK;
}

static ks_result get_cache_id(void *userdata, ks_text *out, ks_error **error)
{
    (void)userdata, (void)error;
    return ks_text_set(out, "mine");
}

static ks_result get_state(void *userdata, ks_text *out, ks_error **error)
{
    struct all *all = userdata;
    (void)error;
    return *all->state ? ks_text_set(out, all->state) : KS_OK;
}

static ks_result set_state(void *userdata, const char *state, ks_error **error)
{
    struct all *all = userdata;
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

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    struct all all = {.ca_file = argv[2]};
    ks_auth_callbacks callbacks = KS_AUTH_CALLBACKS_INIT;
    callbacks.destroy = destroy;
    callbacks.get_headers = get_headers;
    callbacks.get_access = get_access;
    callbacks.get_project_id = get_project_id;
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
    ks_headers *headers = NULL;
    CHECK(worked(ks_auth_new_custom(&callbacks, &all, &auth, &error), &error));
    ks_session *session = session_of(auth, "{}");

    /* The session does not know the authority; the plugin does. */
    CHECK(status_of(session, "GET", at(argv[1], "/guarded"), NULL) == 200);
    CHECK(worked(ks_auth_get_connection_params(auth, session, &value, &error), &error));
    CHECK(same(ks_value_string(ks_value_get(value, "verify")), argv[2]));
    ks_value_free(value);
    CHECK(worked(ks_session_get_token(session, &text, &error), &error) && text == NULL);
    all.failure = KS_ERROR_USER + 5;
    CHECK(failed(ks_auth_get_headers(auth, session, &headers, &error), &error, KS_ERROR_USER + 5, "no header fields today"));
    all.failure = KS_OK;

    CHECK(worked(ks_auth_get_access(auth, session, &access, &error), &error) && same(ks_access_user_id(access), "u1"));
    ks_access_free(access);
    CHECK(worked(ks_session_get_user_id(session, &text, &error), &error) && same(took(text), "u1"));
    CHECK(worked(ks_session_get_project_id(session, &text, &error), &error) && same(took(text), "p1"));
    CHECK(worked(ks_auth_get_sp_auth_url(auth, session, "beta", &text, &error), &error) && same(took(text), "http://beta/auth"));
    CHECK(worked(ks_auth_get_sp_url(auth, session, "beta", &text, &error), &error) && same(took(text), "http://beta/sp"));
    CHECK(worked(ks_auth_get_sp_url(auth, session, "gamma", &text, &error), &error) && text == NULL);
    CHECK(worked(ks_auth_cache_id(auth, &text, &error), &error) && same(took(text), "mine"));
    CHECK(worked(ks_auth_get_state(auth, &text, &error), &error) && text == NULL);
    CHECK(worked(ks_auth_set_state(auth, "kept", &error), &error));
    CHECK(worked(ks_auth_get_state(auth, &text, &error), &error) && same(took(text), "kept"));
    CHECK(worked(ks_auth_set_state(auth, NULL, &error), &error) && !*all.state);
    ks_session_free(session);
    ks_auth_free(auth);
    CHECK(all.destroyed == 1);
    return failures != 0;
}
