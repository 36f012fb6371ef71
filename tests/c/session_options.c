/* Each option of a session does what its name says.
 * Usage: session_options ORIGIN FLAKY_ORIGIN FULL_ORIGIN CLOSED_ORIGIN */
#define _POSIX_C_SOURCE 200809L

#include "service.h"

#include <time.h>

static const char *origin;

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Far less than any default, and enough for a busy machine. */
static const double in_time = 8;

/* Whether a GET in a session of these options fails with this code, in time but not before so many seconds. */
static bool gives_up(const char *options, const char *url, ks_result code, const char *part, double least)
{
    ks_session *session = session_of(NULL, options);
    double begun = now();
    bool as_told = get_fails(session, url, NULL, code, part);
    double took = now() - begun;
    if (took < least || took > in_time)
        fprintf(stderr, "%s with %s took %f s\n", url, options, took);
    ks_session_free(session);
    return as_told && took >= least && took <= in_time;
}

/* The status of a GET in a session of these options. */
static int asked(const char *options, const char *url)
{
    ks_session *session = session_of(NULL, options);
    int status = status_of(session, "GET", url, NULL);
    ks_session_free(session);
    return status;
}

static void test_timeouts__bound_what_they_are_named_after(const char *full)
{
    const char *silent = at(origin, "/silent"), *trickling = at(origin, "/trickling");
    CHECK(gives_up("{\"timeout\": 0.4}", silent, KS_ERROR_CONNECT_TIMEOUT, "sent nothing for 400ms", 0.3));
    CHECK(gives_up("{\"timeout\": 0.4}", full, KS_ERROR_CONNECT_TIMEOUT, "no connection within 400ms", 0.3));
    CHECK(gives_up("{\"read_timeout\": 0.4}", silent, KS_ERROR_CONNECT_TIMEOUT, "sent nothing for 400ms", 0.3));
    CHECK(gives_up("{\"connect_timeout\": 0.4}", full, KS_ERROR_CONNECT_TIMEOUT, "no connection within 400ms", 0.3));
    CHECK(gives_up("{\"request_timeout\": 0.4}", silent, KS_ERROR_CONNECT_TIMEOUT, "took longer than 400ms", 0.3));
    /* Each byte comes in time, and all of them do not. */
    CHECK(gives_up("{\"timeout\": 2, \"request_timeout\": 1}", trickling, KS_ERROR_CONNECT_TIMEOUT, "took longer than 1s", 0.9));
}

static void test_timeouts__bound_a_login_too(void)
{
    static const char *const auth_types[] = {"v3password", "password"};
    for (size_t i = 0; i < 2; i++) {
        ks_session *session = logged_in(auth_types[i], at(origin, "/slow-login/v3"), "{\"timeout\": 0.4}");
        ks_text *text = NULL;
        ks_error *error = NULL;
        CHECK(failed(ks_session_get_token(session, &text, &error), &error, KS_ERROR_CONNECT_TIMEOUT, "sent nothing for 400ms"));
        ks_text_free(text);
        ks_session_free(session);
    }
}

static void test_retries__are_as_many_as_asked_and_wait_as_long(const char *flaky, const char *closed)
{
    /* The first two connections of this server are reset. */
    CHECK(asked("{\"connect_retries\": 2, \"connect_retry_delay\": 0.1}", at(flaky, "/")) == 200);
    CHECK(gives_up("{\"connect_retries\": 2, \"connect_retry_delay\": 0.3}", closed, KS_ERROR_CONNECT_FAILURE, "refused", 0.6));
    CHECK(gives_up("{}", closed, KS_ERROR_CONNECT_FAILURE, "refused", 0));

    CHECK(gives_up("{}", at(origin, "/busy/one"), KS_ERROR_SERVICE_UNAVAILABLE, "HTTP 503", 0));
    double begun = now();
    CHECK(asked("{\"status_code_retries\": 1, \"status_code_retry_delay\": 0}", at(origin, "/busy/retry-after")) == 200);
    CHECK(now() - begun >= 1);
    begun = now();
    CHECK(asked("{\"status_code_retries\": 2, \"status_code_retry_delay\": 0.3}", at(origin, "/busy/twice")) == 200);
    CHECK(now() - begun >= 0.6);
    CHECK(gives_up("{\"status_code_retries\": 1, \"status_code_retry_delay\": 0}", at(origin, "/busy/thrice"),
                   KS_ERROR_SERVICE_UNAVAILABLE, "HTTP 503", 0));
    CHECK(gives_up("{\"status_code_retries\": 1}", at(origin, "/limited/one"), KS_ERROR_TOO_MANY_REQUESTS, "HTTP 429", 0));
    const char *limited = "{\"status_code_retries\": 1, \"status_code_retry_delay\": 0, \"retriable_status_codes\": [429, 500]}";
    CHECK(asked(limited, at(origin, "/limited/retried")) == 200);
}

static void test_redirect__is_how_many_are_followed(void)
{
    CHECK(asked("{\"redirect\": false}", at(origin, "/hops/3")) == 302);
    CHECK(asked("{\"redirect\": 0}", at(origin, "/hops/3")) == 302);
    CHECK(gives_up("{\"redirect\": 2}", at(origin, "/hops/3"), 302, "more than 2 redirects", 0));
    CHECK(asked("{\"redirect\": 3}", at(origin, "/hops/3")) == 200);
    CHECK(asked("{}", at(origin, "/hops/30")) == 200);
    CHECK(gives_up("{}", at(origin, "/hops/31"), 302, "more than 30 redirects", 0));
    CHECK(asked("{\"redirect\": true}", at(origin, "/hops/33")) == 200);
}

/* The test that runs this looks at the User-Agent of each path. */
static void test_user_agent__names_the_program(void)
{
    CHECK(asked("{}", at(origin, "/agent/library")) == 200);
    CHECK(asked("{\"user_agent\": \"probe/1.0\"}", at(origin, "/agent/program")) == 200);
    ks_session *split = session_of(NULL, "{\"user_agent\": \"probe\\r\\nX-Smuggled: 1\"}");
    CHECK(get_fails(split, at(origin, "/agent/split"), NULL, KS_ERROR_INVALID_ARGUMENT, "control character"));
    ks_session_free(split);
    ks_session *session = logged_in("password", at(origin, "/agent/v3"), "{\"user_agent\": \"probe/1.0\"}");
    CHECK(status_of(session, "GET", at(origin, "/agent/with-token"), NULL) == 200);
    ks_session_free(session);
}

/* Whether a session of these options finds the service at this URL; asked for in a region and by an interface if they are given. */
static bool found(const char *options, const char *region, const char *interface, const char *url)
{
    ks_session *session = logged_in("v3password", at(origin, "/v3"), options);
    ks_endpoint_filter filter = KS_ENDPOINT_FILTER_INIT;
    ks_text *text = NULL;
    ks_error *error = NULL;
    filter.service_type = "compute";
    filter.region_name = region;
    filter.interface = interface;
    bool is_there = worked(ks_session_get_endpoint(session, &filter, &text, &error), &error) && says(text, url);
    ks_session_free(session);
    return is_there;
}

static void test_region_and_interface__hold_for_services_that_are_asked_for_without(void)
{
    CHECK(found("{}", NULL, NULL, "http://one.public.example/"));
    CHECK(found("{\"region_name\": \"two\"}", NULL, NULL, "http://two.public.example/"));
    CHECK(found("{\"region_name\": \"two\"}", "one", NULL, "http://one.public.example/"));
    CHECK(found("{\"interface\": \"internal\"}", NULL, NULL, "http://one.internal.example/"));
    CHECK(found("{\"interface\": \"internalURL\"}", NULL, NULL, "http://one.internal.example/"));
    CHECK(found("{\"interface\": [\"admin\", \"internal\"]}", NULL, NULL, "http://one.internal.example/"));
    CHECK(found("{\"interface\": \"admin,internal\"}", NULL, NULL, "http://one.internal.example/"));
    CHECK(found("{\"interface\": \"internal\"}", NULL, "public", "http://one.public.example/"));
    CHECK(found("{\"region_name\": \"two\", \"endpoint_type\": \"internal\"}", NULL, NULL, "http://two.internal.example/"));
}

int main(int argc, char **argv)
{
    if (argc != 5)
        return 2;
    origin = argv[1];
    test_timeouts__bound_what_they_are_named_after(argv[3]);
    test_timeouts__bound_a_login_too();
    test_retries__are_as_many_as_asked_and_wait_as_long(argv[2], argv[4]);
    test_redirect__is_how_many_are_followed();
    test_user_agent__names_the_program();
    test_region_and_interface__hold_for_services_that_are_asked_for_without();
    return failures != 0;
}
