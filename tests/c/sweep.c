/* One program, whose request number 0, 1, 2 ... fails, until there is none left to fail: it gets an error that says so, or does
 * not notice, and the same session then does all of it.
 * Usage: sweep ORIGIN STEP: each STEP-th request. GET /arm/N makes the server fail the request number N from now. */
#include "service.h"

static const char *origin;

/* A body of eight bytes, or where an answer goes. */
struct stream {
    size_t at;
    bool is_destroyed;
};

static ks_result give(void *userdata, void *buffer, size_t capacity, size_t *length, ks_error **error)
{
    struct stream *own = userdata;
    (void)error;
    *length = own->at < 8 && capacity ? 1 : 0;
    if (*length)
        *(char *)buffer = 'x';
    own->at += *length;
    return KS_OK;
}

static ks_result go_back(void *userdata, ks_error **error)
{
    (void)error;
    ((struct stream *)userdata)->at = 0;
    return KS_OK;
}

static ks_result take(void *userdata, const void *data, size_t length, ks_error **error)
{
    (void)data, (void)error;
    ((struct stream *)userdata)->at += length;
    return KS_OK;
}

static void destroy(void *userdata)
{
    CHECK(!((struct stream *)userdata)->is_destroyed);
    ((struct stream *)userdata)->is_destroyed = true;
}

static ks_result streamed(const ks_session *session, bool upload, ks_error **error)
{
    struct stream own = {0, false};
    ks_response *response = NULL;
    ks_request_options *options = ks_request_options_new();
    ks_body_callbacks body = KS_BODY_CALLBACKS_INIT;
    body.read = give, body.rewind = go_back, body.destroy = destroy;
    ks_answer_callbacks answer = KS_ANSWER_CALLBACKS_INIT;
    answer.write = take, answer.destroy = destroy;
    if (upload)
        CHECK(ks_request_options_set_body_callbacks(options, &body, &own, 8, "text/plain") == KS_OK);
    else
        CHECK(ks_request_options_set_answer_callbacks(options, &answer, &own) == KS_OK);
    ks_result result = ks_session_request(session, upload ? "PUT" : "GET", at(origin, "/file"), options, &response, error);
    CHECK((result == KS_OK) == (response != NULL) && (result != KS_OK || own.at == 8));
    ks_response_free(response);
    ks_request_options_free(options);
    CHECK(own.is_destroyed);
    return result;
}

static ks_result get(const ks_session *session, const char *path, ks_error **error)
{
    ks_response *response = NULL;
    ks_result result = ks_session_request(session, "GET", at(origin, path), NULL, &response, error);
    CHECK((result == KS_OK) == (response != NULL));
    ks_response_free(response);
    return result;
}

static ks_result users(const ks_session *session, ks_error **error)
{
    ks_client *client = NULL;
    ks_value *value = NULL;
    ks_params *name = params("{\"name\": \"seven\"}");
    ks_result result = ks_client_new(session, NULL, &client, error);
    if (result == KS_OK) {
        result = ks_v3_users_list(client, NULL, &value, error);
        CHECK(result != KS_OK || ks_value_length(value) == 3);
        ks_value_free(value);
    }
    if (result == KS_OK) {
        result = ks_v3_users_find(client, name, &value, error);
        CHECK(result != KS_OK || same(ks_value_string(ks_value_get(value, "id")), "u7"));
        ks_value_free(value);
    }
    if (result == KS_OK) {
        result = ks_v3_users_create(client, name, &value, error);
        ks_value_free(value);
    }
    if (result == KS_OK) {
        result = ks_v3_users_update(client, "u7", name, &value, error);
        ks_value_free(value);
    }
    ks_params_free(name);
    ks_client_free(client);
    return result;
}

static ks_result rescoped(const ks_session *session, ks_error **error)
{
    ks_params *scope = params("{\"project_id\": \"p2\"}");
    ks_session *scoped = NULL;
    ks_text *text = NULL;
    CHECK(ks_session_with_scope(session, scope, &scoped, error) == KS_OK);
    ks_result result = ks_session_get_token(scoped, &text, error);
    CHECK((result == KS_OK) == (text != NULL));
    ks_text_free(text);
    ks_session_free(scoped);
    ks_params_free(scope);
    return result;
}

/* A login with discovery, a list of two pages, a find, a create, an update, a renewal, a redirect, both streams, another scope. */
static ks_result everything(const ks_session *session, ks_error **error)
{
    ks_result result = users(session, error);
    if (result == KS_OK)
        result = get(session, "/revoked", error);
    if (result == KS_OK)
        result = get(session, "/moved", error);
    if (result == KS_OK)
        result = streamed(session, true, error);
    if (result == KS_OK)
        result = streamed(session, false, error);
    if (result == KS_OK)
        result = rescoped(session, error);
    return result;
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    origin = argv[1];
    for (int number = 0, quiet = 0; quiet < 2; number += atoi(argv[2])) {
        /* Its connections are its own. */
        ks_session *marshal = session_of(NULL, "{}"), *session = logged_in("password", origin, "{}");
        char path[64];
        snprintf(path, sizeof path, "/arm/%d", number);
        CHECK(status_of(marshal, "GET", at(origin, path), NULL) == 200);
        ks_error *error = NULL;
        ks_result result = everything(session, &error);
        CHECK((result == KS_OK) == (error == NULL));
        if (result != KS_OK) {
            bool says = false;
            for (const ks_error *each = error; each; each = ks_error_cause(each))
                says = says || ks_error_code(each) == KS_ERROR_CONNECT_FAILURE ||
                       ks_error_code(each) == KS_ERROR_UNKNOWN_CONNECTION_ERROR;
            CHECK(says);
            tell(error);
            ks_error_clear(&error);
            printf("request %d failed\n", number);
        }
        CHECK(status_of(marshal, "GET", at(origin, "/again"), NULL) == 200);
        CHECK(worked(everything(session, &error), &error));
        ks_session_free(session);
        /* Beyond the last request nothing fails any more. */
        bool is_quiet = status_of(marshal, "HEAD", at(origin, "/armed"), NULL) == 200;
        quiet = is_quiet ? quiet + 1 : 0;
        ks_session_free(marshal);
    }
    return failures != 0;
}
