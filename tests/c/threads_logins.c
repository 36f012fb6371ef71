/* Threads share a session whose token is taken back again and again, or once for all at the same moment, and one whose logins
 * fail.
 * Usage: threads_logins requests AUTH_TYPE AUTH_URL REQUESTS_PER_THREAD
 *        threads_logins storm AUTH_TYPE AUTH_URL REQUESTS_PER_THREAD
 *        threads_logins refused AUTH_TYPE AUTH_URL CODE */
#define _POSIX_C_SOURCE 200809L

#include "threads.h"

#include <stdatomic.h>

static ks_session *session;
static ks_adapter *adapter;
static int requests, code;
static atomic_int succeeded, as_expected;

static void ask(int number)
{
    for (int i = 0; i < requests; i++) {
        ks_response *response = NULL;
        ks_error *error = NULL;
        char query[32];
        snprintf(query, sizeof query, "/users?of=%d.%d", number, i);
        ks_result result = ks_adapter_get(adapter, query, NULL, &response, &error);
        if (result == KS_OK && ks_value_length(ks_value_get(ks_response_json(response), "users")) == 1)
            succeeded++;
        else
            fprintf(stderr, "%d: %s\n", result, ks_error_message(error));
        ks_error_free(error);
        ks_response_free(response);
        /* Each thread also has the facts of a token in its hands while another one comes. */
        ks_access *access = NULL;
        ks_text *text = NULL;
        if (ks_session_get_access(session, &access, NULL) == KS_OK && ks_session_get_user_id(session, &text, NULL) == KS_OK)
            as_expected += same(ks_access_user_id(access), ks_text_string(text));
        ks_access_free(access);
        ks_text_free(text);
    }
}

static void log_in(int number)
{
    (void)number;
    ks_text *text = NULL;
    ks_error *error = NULL;
    ks_result result = ks_session_get_token(session, &text, &error);
    if (result == code && text == NULL && ks_error_code(error) == code && *ks_error_message(error))
        as_expected++;
    else
        fprintf(stderr, "%d: %s\n", result, ks_error_message(error));
    ks_error_free(error);
    ks_text_free(text);
}

int main(int argc, char **argv)
{
    if (argc != 5)
        return 2;
    session = logged_in(argv[2], argv[3], "{}");
    if (!same(argv[1], "refused")) {
        ks_endpoint_filter identity = KS_ENDPOINT_FILTER_INIT;
        identity.service_type = "identity";
        requests = atoi(argv[4]);
        CHECK(ks_adapter_new(session, &identity, &adapter, NULL) == KS_OK);
        if (same(argv[1], "storm")) {
            /* The token of this request is taken back behind it. */
            ks_response *first = NULL;
            CHECK(ks_adapter_get(adapter, "/users", NULL, &first, NULL) == KS_OK);
            ks_response_free(first);
        }
        all_at_once(ask);
        CHECK(succeeded == THREADS * requests && as_expected == THREADS * requests);
        ks_adapter_free(adapter);
    } else {
        code = atoi(argv[4]);
        all_at_once(log_in);
        CHECK(as_expected == THREADS);
    }
    ks_session_free(session);
    return failures != 0;
}
