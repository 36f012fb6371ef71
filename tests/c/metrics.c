/* What a session counts. Usage: metrics AUTH_URL SERVICE CLOSED */
#include "service.h"

static ks_value *metrics_of(const ks_session *session)
{
    ks_value *metrics = NULL;
    ks_error *error = NULL;
    CHECK(worked(ks_session_get_metrics(session, &metrics, &error), &error));
    return metrics;
}

static int64_t number(const ks_value *metrics, const char *pointer)
{
    return ks_value_int(ks_value_pointer(metrics, pointer), -1);
}

static double seconds(const ks_value *metrics, const char *pointer)
{
    return ks_value_double(ks_value_pointer(metrics, pointer), -1);
}

static void test_metrics__add_up(const char *auth_url, const char *service, const char *closed)
{
    ks_session *session = logged_in("v3password", auth_url,
                                    "{\"status_code_retries\": 1, \"status_code_retry_delay\": 0.01, \"collect_timing\": true}");
    CHECK(status_of(session, "GET", at(service, "/moved"), NULL) == 200);
    CHECK(status_of(session, "GET", at(service, "/busy"), NULL) == 200);
    CHECK(status_of(session, "GET", at(service, "/revoked"), NULL) == 200);
    CHECK(status_of(session, "GET", at(service, "/closing"), NULL) == 200);
    CHECK(status_of(session, "GET", at(service, "/plain"), NULL) == 200);
    CHECK(status_of(session, "GET", at(service, "/dropped"), NULL) == 200);
    CHECK(get_fails(session, at(service, "/missing"), NULL, KS_ERROR_NOT_FOUND, ""));
    CHECK(get_fails(session, at(closed, "/"), NULL, KS_ERROR_CONNECT_FAILURE, ""));
    ks_value *metrics = metrics_of(session);
    /* Two logins, two answers to each of the first three, one to each of the next four, and a failure. */
    CHECK(number(metrics, "/requests") == 2 + 6 + 4 + 1);
    CHECK(number(metrics, "/answers/2xx") == 2 + 3 + 3);
    CHECK(number(metrics, "/answers/3xx") == 1 && number(metrics, "/answers/4xx") == 2 && number(metrics, "/answers/5xx") == 1);
    CHECK(number(metrics, "/failures/ConnectFailure") == 1 && number(metrics, "/failures/other") == 0);
    CHECK(number(metrics, "/redirects") == 1 && number(metrics, "/retries") == 1 && number(metrics, "/replays") == 1);
    CHECK(number(metrics, "/logins") == 2 && number(metrics, "/login_failures") == 0);
    CHECK(number(metrics, "/reconnects") == 2);
    CHECK(number(metrics, "/connections") == 3);
    CHECK(number(metrics, "/bytes_sent") > 13 * 60 && number(metrics, "/bytes_received") > 12 * 30);
    CHECK(ks_value_length(ks_value_get(metrics, "hosts")) == 2);
    CHECK(number(metrics, "/hosts/0/requests") == 12 && number(metrics, "/hosts/1/failures/ConnectFailure") == 1);
    CHECK(same(ks_value_string(ks_value_pointer(metrics, "/hosts/0/host")), strstr(service, "//") + 2));
    double whole = seconds(metrics, "/seconds"), parts = seconds(metrics, "/hosts/0/seconds") + seconds(metrics, "/hosts/1/seconds");
    CHECK(whole > 0 && whole < 60 && parts > whole * 0.999999 && parts < whole * 1.000001);
    ks_value_free(metrics);

    ks_value *timings = NULL;
    ks_error *error = NULL;
    CHECK(worked(ks_session_get_timings(session, &timings, &error), &error));
    CHECK(ks_value_length(timings) == 12);
    CHECK(same(ks_value_string(ks_value_pointer(timings, "/0/method")), "POST"));
    CHECK(same(ks_value_string(ks_value_pointer(timings, "/1/url")), at(service, "/moved")));
    CHECK(seconds(timings, "/1/elapsed") > 0);
    ks_value_free(timings);

    ks_session_reset_metrics(session);
    ks_session_reset_timings(session);
    metrics = metrics_of(session);
    CHECK(number(metrics, "/requests") == 0 && number(metrics, "/connections") == 0 && number(metrics, "/bytes_sent") == 0);
    CHECK(ks_value_length(ks_value_get(metrics, "hosts")) == 0);
    ks_value_free(metrics);
    CHECK(worked(ks_session_get_timings(session, &timings, &error), &error) && ks_value_length(timings) == 0);
    ks_value_free(timings);
    ks_session_free(session);
}

int main(int argc, char **argv)
{
    if (argc < 4)
        return 2;
    test_metrics__add_up(argv[1], argv[2], argv[3]);
    ks_session *session = session_of(NULL, "{}");
    CHECK(status_of(session, "GET", at(argv[2], "/plain"), NULL) == 200);
    ks_value *timings = NULL;
    CHECK(ks_session_get_timings(session, &timings, NULL) == KS_OK && ks_value_length(timings) == 0);
    ks_value_free(timings);
    ks_session_free(session);
    ks_session_reset_metrics(NULL);
    ks_session_reset_timings(NULL);
    return failures != 0;
}
