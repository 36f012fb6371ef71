/* Sixteen threads that must wait: for a turn, for a login; and a shutdown that ends it.
 * Usage: threads_limits turns ORIGIN | pauses ORIGIN | shutdown ORIGIN | deadline ORIGIN */
#define _POSIX_C_SOURCE 200809L

#include "threads.h"

#include <time.h>

static const char *origin;
static ks_session *session;
static ks_adapter *adapters[2];
static ks_result results[THREADS];

static void work_turns(int number)
{
    char url[512];
    snprintf(url, sizeof url, "%s/turn", origin);
    for (int i = 0; i < 4; i++) {
        ks_response *response = NULL;
        ks_error *error = NULL;
        CHECK(worked(ks_adapter_get(adapters[number % 2], url, NULL, &response, &error), &error));
        ks_response_free(response);
    }
}

static void test_turns__as_many_at_once_as_may_and_no_more(void)
{
    session = session_of(NULL, "{\"concurrency\": 3}");
    for (int i = 0; i < 2; i++) {
        ks_params *options = params(i ? "{\"service_type\": \"volumev3\"}" : "{\"service_type\": \"block-storage\"}");
        CHECK(ks_adapter_new_with_options(session, NULL, options, &adapters[i], NULL) == KS_OK);
        ks_params_free(options);
    }
    all_at_once(work_turns);
    for (int i = 0; i < 2; i++)
        ks_adapter_free(adapters[i]);
    ks_session_free(session);
}

/* The first thread ends the session, while all others are in a request. */
static void end_or_ask(int number, const char *path, bool authenticated)
{
    if (number == 0) {
        nanosleep(&(struct timespec){.tv_nsec = 300000000}, NULL);
        ks_session_shutdown(session);
        results[0] = KS_ERROR_SHUT_DOWN;
        return;
    }
    char url[512];
    ks_response *response = NULL;
    ks_request_options *options = ks_request_options_new();
    snprintf(url, sizeof url, "%s%s", origin, path);
    ks_request_options_set_authenticated(options, authenticated);
    results[number] = ks_session_request(session, "GET", url, options, &response, NULL);
    ks_request_options_free(options);
    ks_response_free(response);
}

static void ends_all(void (*work)(int number))
{
    all_at_once(work);
    for (int i = 0; i < THREADS; i++)
        CHECK(results[i] == KS_ERROR_SHUT_DOWN);
    ks_session_free(session);
}

/* Half of them wait for a login, half for a turn. */
static void work_shutdown(int number)
{
    end_or_ask(number, "/silent", number % 2);
}

static void test_shutdown__ends_all_who_wait(void)
{
    session = logged_in("v3password", at(origin, "/silent/v3"), "{\"concurrency\": 1, \"timeout\": 60}");
    ends_all(work_shutdown);
}

/* One of them waits before it tries again, all others for their turn to begin. */
static void work_pauses(int number)
{
    end_or_ask(number, "/busy", false);
}

static void test_pauses__end_with_the_session(void)
{
    session = session_of(NULL, "{\"rate_limit\": 0.01, \"status_code_retries\": 3, \"status_code_retry_delay\": 50}");
    ends_all(work_pauses);
}

static void work_deadline(int number)
{
    char url[512];
    ks_response *response = NULL;
    ks_error *error = NULL;
    ks_request_options *options = ks_request_options_new();
    snprintf(url, sizeof url, "%s/late", origin);
    ks_request_options_set_timeouts(options, 10, 10, 0.25);
    results[number] = ks_session_request(session, "GET", url, options, &response, &error);
    CHECK(results[number] == KS_OK || strstr(ks_error_message(error), "login") != NULL);
    ks_error_free(error);
    ks_request_options_free(options);
    ks_response_free(response);
}

static void test_deadline__who_waits_for_a_login_gives_up_in_time(void)
{
    int succeeded = 0;
    session = logged_in("v3password", at(origin, "/v3"), "{}");
    all_at_once(work_deadline);
    for (int i = 0; i < THREADS; i++) {
        succeeded += results[i] == KS_OK;
        CHECK(results[i] == KS_OK || results[i] == KS_ERROR_CONNECT_TIMEOUT);
    }
    CHECK(succeeded == 1);
    ks_session_free(session);
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    origin = argv[2];
    if (same(argv[1], "turns"))
        test_turns__as_many_at_once_as_may_and_no_more();
    else if (same(argv[1], "pauses"))
        test_pauses__end_with_the_session();
    else if (same(argv[1], "shutdown"))
        test_shutdown__ends_all_who_wait();
    else if (same(argv[1], "deadline"))
        test_deadline__who_waits_for_a_login_gives_up_in_time();
    else
        return 2;
    return failures != 0;
}
