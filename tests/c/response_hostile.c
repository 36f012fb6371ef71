/* Peers that do everything wrong. Each NAME is asked for in one session; the program prints "NAME CODE" and what the error says,
 * and then asks for something that works. The test that runs this knows which code each must have.
 * Usage: response_hostile answers|logins|discoveries ORIGIN NAME... */
#include "service.h"

static const char *origin;

/* Prints a result; an error has words, and none that would move a terminal's cursor. */
static void report(const char *name, ks_result result, ks_error **error)
{
    CHECK((result == KS_OK) == (*error == NULL) && ks_error_code(*error) == result);
    if (result != KS_OK) {
        CHECK(*ks_error_class(*error) && *ks_error_message(*error));
        for (const char *at = ks_error_message(*error); *at; at++)
            CHECK((unsigned char)*at >= ' ' && *at != 0x7f);
        CHECK(strlen(ks_error_message(*error)) <= 8192);
        CHECK(result < 100 || (ks_error_method(*error) && ks_error_url(*error)));
    }
    printf("%s %d\n", name, result);
    tell(*error);
    ks_error_clear(error);
}

static void answers(char **names)
{
    ks_session *session = session_of(NULL, "{}");
    ks_request_options *options = ks_request_options_new();
    ks_request_options_set_most_bytes(options, 100000);
    for (; *names; names++) {
        /* All others come as soon as they can, on however busy a machine. */
        bool is_slow = strncmp(*names, "slow-", 5) == 0, is_stuck = strncmp(*names, "stuck-", 6) == 0;
        ks_request_options_set_timeouts(options, 0, is_stuck ? 0.5 : 30, is_slow ? 1.5 : 60);
        ks_response *response = NULL;
        ks_error *error = NULL;
        ks_result result = ks_session_request(session, "GET", at(at(origin, "/"), *names), options, &response, &error);
        CHECK((result == KS_OK) == (response != NULL));
        report(*names, result, &error);
        ks_response_free(response);
        CHECK(status_of(session, "GET", at(origin, "/well"), NULL) == 200);
    }
    ks_request_options_free(options);
    ks_session_free(session);
}

static void logins(char **names, const char *auth_type, const char *version)
{
    for (; *names; names++) {
        char auth_url[256];
        snprintf(auth_url, sizeof auth_url, "%s/%s%s", origin, *names, version);
        ks_session *session = logged_in(auth_type, auth_url, "{}");
        ks_text *text = NULL;
        ks_error *error = NULL;
        ks_result result = ks_session_get_token(session, &text, &error);
        CHECK((result == KS_OK) == (text != NULL));
        report(*names, result, &error);
        ks_text_free(text);
        /* A refusal would stand, and a rest that was asked for be kept. */
        CHECK(result == KS_OK || !ks_session_invalidate(session));
        CHECK(status_of(session, "GET", at(origin, "/well"), NULL) == 200);
        ks_session_free(session);
    }
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    origin = argv[2];
    if (same(argv[1], "answers"))
        answers(argv + 3);
    else if (same(argv[1], "logins"))
        logins(argv + 3, "v3password", "/v3");
    else
        logins(argv + 3, "password", "/");
    return failures != 0;
}
