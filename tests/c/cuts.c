/* Answers that break off behind byte 0, 1, 2 ...: each is an error or the whole answer, and the next call in the same session
 * works. The test that runs this cuts the answer to what is asked for first, and counts what is asked.
 * Usage: cuts request|login|list ORIGIN LENGTH STEP: the whole answer has LENGTH bytes, and is cut at every STEP of them */
#include "service.h"

enum { CONNECT_FAILURE = 141, UNKNOWN_CONNECTION_ERROR = 143 };

static const char *origin;

/* Whether a call that met a cut behind `bytes` ended as it must; `whole`: whether it brought all that there is to bring. */
static void ended(long bytes, ks_result result, bool whole, ks_error **error)
{
    CHECK((result == KS_OK) == (*error == NULL) && ks_error_code(*error) == result);
    if (result == KS_OK)
        CHECK(whole);
    else if (bytes == 0)
        CHECK(result == CONNECT_FAILURE);
    else
        /* A reset may take what came before it away. */
        CHECK(result == UNKNOWN_CONNECTION_ERROR || result == CONNECT_FAILURE);
    CHECK(result == KS_OK || (*ks_error_message(*error) && ks_error_method(*error) && ks_error_url(*error)));
    tell(*error);
    ks_error_clear(error);
}

static bool is_whole(const ks_response *response)
{
    return ks_response_status(response) == 200 && ks_value_bool(ks_value_get(ks_response_json(response), "whole"), false);
}

static void request(long bytes, const ks_session *session)
{
    char url[256];
    snprintf(url, sizeof url, "%s/item/%ld", origin, bytes);
    for (int call = 0; call < 2; call++) {
        ks_response *response = NULL;
        ks_error *error = NULL;
        ks_result result = ks_session_request(session, "GET", url, NULL, &response, &error);
        CHECK((result == KS_OK) == (response != NULL) && (call == 0 || result == KS_OK));
        ended(bytes, result, is_whole(response), &error);
        ks_response_free(response);
    }
}

static void login_at(long bytes)
{
    char auth_url[256];
    snprintf(auth_url, sizeof auth_url, "%s/%ld/v3", origin, bytes);
    ks_session *session = logged_in("v3password", auth_url, "{}");
    for (int call = 0; call < 2; call++) {
        ks_access *access = NULL;
        ks_error *error = NULL;
        ks_result result = ks_session_get_access(session, &access, &error);
        CHECK((result == KS_OK) == (access != NULL) && (call == 0 || result == KS_OK));
        ended(bytes, result, same(ks_access_username(access), "admin"), &error);
        ks_access_free(access);
    }
    ks_session_free(session);
}

static void list(long bytes, const ks_client *client)
{
    char name[32];
    snprintf(name, sizeof name, "%ld", bytes);
    ks_params *filters = ks_params_new();
    ks_params_set_string(filters, "name", name);
    for (int call = 0; call < 2; call++) {
        ks_value *users = NULL;
        ks_error *error = NULL;
        ks_result result = ks_v3_users_list(client, filters, &users, &error);
        CHECK((result == KS_OK) == (users != NULL) && (call == 0 || result == KS_OK));
        ended(bytes, result, ks_value_length(users) == 2, &error);
        ks_value_free(users);
    }
    ks_params_free(filters);
}

int main(int argc, char **argv)
{
    if (argc != 5)
        return 2;
    origin = argv[2];
    long length = atol(argv[3]), step = atol(argv[4]);
    bool is_login = same(argv[1], "login"), is_list = same(argv[1], "list");
    ks_session *session = is_list ? logged_in("v3password", at(origin, "/v3"), "{}") : session_of(NULL, "{}");
    ks_client *client = NULL;
    ks_error *error = NULL;
    if (is_list)
        CHECK(worked(ks_client_new(session, NULL, &client, &error), &error));
    for (long bytes = 0; bytes <= length; bytes += step) {
        if (is_login)
            login_at(bytes);
        else if (is_list)
            list(bytes, client);
        else
            request(bytes, session);
    }
    ks_client_free(client);
    ks_session_free(session);
    return failures != 0;
}
