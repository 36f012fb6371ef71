/* What each option does to a request. The test that runs this looks at what came in at each path.
 * Usage: request_options ORIGIN FLAKY_ORIGIN */
#include <math.h>

#include "service.h"

static const char *origin;
static ks_session *session; /* without a plugin */

/* Sends a request that succeeds, with these options, and frees them. */
static void sent(const char *method, const char *path, ks_request_options *options)
{
    CHECK(status_of(session, method, at(origin, path), options) == 200);
    ks_request_options_free(options);
}

static void test_body__is_json_or_bytes_or_empty_or_none(void)
{
    ks_request_options *options = ks_request_options_new();
    char json[] = "{\"a\": [1, \"\xc3\xa9\"]}";
    CHECK(ks_request_options_set_json(options, json, sizeof json - 1) == KS_OK);
    memset(json, 'x', sizeof json);
    sent("POST", "/body/json", options);

    options = ks_request_options_new();
    CHECK(ks_request_options_set_header(options, "Content-Type", "application/merge-patch+json") == KS_OK);
    CHECK(ks_request_options_set_json(options, "[1, 2]garbage", 6) == KS_OK);
    sent("PATCH", "/body/own-type", options);

    options = ks_request_options_new();
    char bytes[] = "a\0b\xff\r\n";
    CHECK(ks_request_options_set_body(options, bytes, 6, "application/octet-stream") == KS_OK);
    memset(bytes, 'x', sizeof bytes);
    sent("PUT", "/body/bytes", options);

    options = ks_request_options_new();
    CHECK(ks_request_options_set_body(options, "plain", 5, NULL) == KS_OK);
    sent("DELETE", "/body/typeless", options);

    options = ks_request_options_new();
    CHECK(ks_request_options_set_json(options, "{}", 2) == KS_OK);
    CHECK(ks_request_options_set_body(options, "last", 4, "text/plain") == KS_OK);
    sent("POST", "/body/replaced", options);

    options = ks_request_options_new();
    CHECK(ks_request_options_set_body(options, NULL, 0, "text/plain") == KS_OK);
    sent("GET", "/body/empty", options);
    sent("GET", "/body/none", NULL);
    sent("GET", "/body/nothing-set", ks_request_options_new());
    sent("POST", "/body/none", NULL);

    size_t large = 300000;
    char *many = malloc(large);
    memset(many, 'm', large);
    options = ks_request_options_new();
    CHECK(ks_request_options_set_body(options, many, large, NULL) == KS_OK);
    free(many);
    sent("POST", "/body/large", options);
}

static void test_headers__are_set_in_place_or_added(void)
{
    ks_request_options *options = ks_request_options_new();
    ks_request_options_set_header(options, "X-Once", "first");
    ks_request_options_set_header(options, "x-once", "second");
    ks_request_options_add_header(options, "X-Twice", "one");
    ks_request_options_add_header(options, "x-twice", "two");
    ks_request_options_set_header(options, "X-Empty", "");
    ks_request_options_set_header(options, "X-Latin", "caf\xc3\xa9");
    ks_request_options_set_header(options, "User-Agent", "mine/1");
    ks_request_options_set_header(options, "Accept", "text/plain");
    sent("GET", "/headers", options);
}

static void test_query__is_encoded_and_put_at_the_end(void)
{
    ks_request_options *options = ks_request_options_new();
    ks_request_options_add_query(options, "name", "a b&c=d/\xc3\xa9+%");
    ks_request_options_add_query(options, "name", "");
    ks_request_options_add_query(options, "a&b", "2");
    sent("GET", "/query?first=1#fragment", options);
}

static void test_options__serve_any_number_of_requests(void)
{
    ks_request_options *options = ks_request_options_new();
    ks_request_options_set_body(options, "again", 5, NULL);
    CHECK(status_of(session, "POST", at(origin, "/again"), options) == 200);
    CHECK(status_of(session, "POST", at(origin, "/again"), options) == 200);
    ks_request_options_set_header(options, "X-More", "1");
    sent("POST", "/again", options);
}

static void test_options__the_first_failure_is_what_the_request_reports(void)
{
    ks_request_options *options = ks_request_options_new();
    CHECK(ks_request_options_set_header(options, "X-Fine", "1") == KS_OK);
    CHECK(ks_request_options_set_json(options, "{\"a\": ", 6) == KS_ERROR_INVALID_JSON);
    CHECK(ks_request_options_set_header(options, "not a name", "1") == KS_ERROR_INVALID_ARGUMENT);
    CHECK(ks_request_options_set_header(options, "X-Fine", "2") == KS_OK);
    CHECK(get_fails(session, at(origin, "/unsent"), options, KS_ERROR_INVALID_JSON, "not JSON"));
    CHECK(get_fails(session, at(origin, "/unsent"), options, KS_ERROR_INVALID_JSON, "not JSON"));
    ks_request_options_free(options);
}

/* Whether the only setter that was called failed with this code, and so does a request. Frees the options. */
static bool refused(ks_request_options *options, ks_result result, ks_result code, const char *part)
{
    bool both = result == code && get_fails(session, at(origin, "/unsent"), options, code, part);
    ks_request_options_free(options);
    return both;
}

static void test_setters__refuse_what_cannot_be_sent(void)
{
    ks_request_options *o = ks_request_options_new();
    CHECK(refused(o, ks_request_options_set_json(o, "", 0), KS_ERROR_INVALID_JSON, "JSON"));
    o = ks_request_options_new();
    CHECK(refused(o, ks_request_options_set_json(o, "{} {}", 5), KS_ERROR_INVALID_JSON, "JSON"));
    o = ks_request_options_new();
    ks_result latin = ks_request_options_set_json(o, "\"\xff\"", 3);
    CHECK(latin == KS_ERROR_INVALID_JSON || latin == KS_ERROR_INVALID_UTF8);
    ks_request_options_free(o);
    o = ks_request_options_new();
    CHECK(refused(o, ks_request_options_set_json(o, NULL, 2), KS_ERROR_NULL_ARGUMENT, "json"));
    o = ks_request_options_new();
    CHECK(refused(o, ks_request_options_set_body(o, NULL, 1, NULL), KS_ERROR_NULL_ARGUMENT, "data"));
    o = ks_request_options_new();
    CHECK(refused(o, ks_request_options_set_body(o, "x", 1, "\xff"), KS_ERROR_INVALID_UTF8, "content_type"));
    o = ks_request_options_new();
    CHECK(refused(o, ks_request_options_add_header(o, "", "x"), KS_ERROR_INVALID_ARGUMENT, "name of a header field"));
    o = ks_request_options_new();
    CHECK(refused(o, ks_request_options_add_header(o, "X", "a\r\nX-Smuggled: 1"), KS_ERROR_INVALID_ARGUMENT, "control character"));
    o = ks_request_options_new();
    CHECK(refused(o, ks_request_options_set_header(o, "X", "\xff"), KS_ERROR_INVALID_UTF8, "value"));
    o = ks_request_options_new();
    CHECK(refused(o, ks_request_options_add_query(o, "\xff", "x"), KS_ERROR_INVALID_UTF8, "name"));
    o = ks_request_options_new();
    CHECK(refused(o, ks_request_options_set_endpoint_override(o, "\xff"), KS_ERROR_INVALID_UTF8, "url"));
    o = ks_request_options_new();
    CHECK(refused(o, ks_request_options_set_timeouts(o, 0, -1, 0), KS_ERROR_OUT_OF_RANGE, "'read'"));
    o = ks_request_options_new();
    CHECK(refused(o, ks_request_options_set_timeouts(o, (double)NAN, 0, 0), KS_ERROR_OUT_OF_RANGE, "'connect'"));
    o = ks_request_options_new();
    CHECK(refused(o, ks_request_options_set_timeouts(o, 0, 0, (double)INFINITY), KS_ERROR_OUT_OF_RANGE, "'whole'"));
    ks_endpoint_filter filter = KS_ENDPOINT_FILTER_INIT;
    filter.size = 1;
    o = ks_request_options_new();
    CHECK(refused(o, ks_request_options_set_endpoint_filter(o, &filter), KS_ERROR_INVALID_ARGUMENT, "filter.size"));
    /* A type with a line break would be another field. */
    o = ks_request_options_new();
    CHECK(ks_request_options_set_body(o, "x", 1, "text/plain\r\nX-Smuggled: 1") == KS_OK);
    CHECK(get_fails(session, at(origin, "/unsent"), o, KS_ERROR_INVALID_ARGUMENT, "control character"));
    ks_request_options_free(o);
    /* What frames the body is nobody's to set. */
    o = ks_request_options_new();
    ks_request_options_set_header(o, "Content-Length", "7");
    CHECK(get_fails(session, at(origin, "/unsent"), o, KS_ERROR_INVALID_ARGUMENT, "contradicts the body"));
    ks_request_options_free(o);
}

static void test_raise_exc__off_makes_every_status_an_answer(void)
{
    ks_request_options *options = ks_request_options_new();
    CHECK(get_fails(session, at(origin, "/status/404"), options, KS_ERROR_NOT_FOUND, "HTTP 404"));
    CHECK(get_fails(session, at(origin, "/status/418"), options, 418, "HTTP 418"));
    CHECK(ks_request_options_set_raise_exc(options, false) == KS_OK);
    CHECK(status_of(session, "GET", at(origin, "/status/404"), options) == 404);
    CHECK(status_of(session, "GET", at(origin, "/status/418"), options) == 418);
    CHECK(status_of(session, "GET", at(origin, "/status/503"), options) == 503);
    CHECK(ks_request_options_set_raise_exc(options, true) == KS_OK);
    CHECK(get_fails(session, at(origin, "/status/503"), options, KS_ERROR_SERVICE_UNAVAILABLE, "HTTP 503"));
    ks_request_options_free(options);
}

static void test_redirect__says_how_many_are_followed(void)
{
    ks_request_options *options = ks_request_options_new();
    CHECK(ks_request_options_set_redirect(options, 0) == KS_OK);
    CHECK(status_of(session, "GET", at(origin, "/hops/3"), options) == 302);
    CHECK(ks_request_options_set_redirect(options, 2) == KS_OK);
    CHECK(get_fails(session, at(origin, "/hops/3"), options, 302, "more than 2 redirects"));
    CHECK(ks_request_options_set_redirect(options, 3) == KS_OK);
    CHECK(status_of(session, "GET", at(origin, "/hops/3"), options) == 200);
    CHECK(ks_request_options_set_redirect(options, -1) == KS_OK);
    CHECK(status_of(session, "GET", at(origin, "/hops/32"), options) == 200);
    ks_request_options_free(options);
}

static void test_timeouts__and_retries_are_the_requests_own(const char *flaky)
{
    ks_session *patient = session_of(NULL, "{\"timeout\": 60, \"connect_retry_delay\": 0.01}");
    ks_request_options *options = ks_request_options_new();
    CHECK(ks_request_options_set_timeouts(options, 0, 0.3, 0) == KS_OK);
    CHECK(get_fails(patient, at(origin, "/silent"), options, KS_ERROR_CONNECT_TIMEOUT, "sent nothing for 300ms"));
    CHECK(ks_request_options_set_timeouts(options, 0, 0, 0.3) == KS_OK);
    CHECK(get_fails(patient, at(origin, "/silent"), options, KS_ERROR_CONNECT_TIMEOUT, "took longer than 300ms"));
    CHECK(ks_request_options_set_timeouts(options, 5, 5, 5) == KS_OK);
    CHECK(ks_request_options_set_connect_retries(options, 1) == KS_OK);
    CHECK(status_of(patient, "GET", at(flaky, "/"), options) == 200);
    CHECK(ks_request_options_set_connect_retries(options, 0) == KS_OK);
    CHECK(status_of(patient, "GET", at(flaky, "/"), options) == 200);
    ks_request_options_free(options);
    ks_session_free(patient);
}

static void test_most_bytes__bounds_the_answer(void)
{
    static const char *const paths[] = {"/hundred/length", "/hundred/chunks", "/hundred/close"};
    ks_request_options *options = ks_request_options_new();
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        CHECK(ks_request_options_set_most_bytes(options, 100) == KS_OK);
        CHECK(status_of(session, "GET", at(origin, paths[i]), options) == 200);
        CHECK(ks_request_options_set_most_bytes(options, 99) == KS_OK);
        CHECK(get_fails(session, at(origin, paths[i]), options, KS_ERROR_LIMIT_EXCEEDED, "exceeds 99 bytes"));
    }
    CHECK(ks_request_options_set_most_bytes(options, 0) == KS_OK);
    sent("GET", "/none", options);
}

static void test_authenticated__and_allow_reauth(void)
{
    ks_session *with_token = logged_in("v3password", at(origin, "/v3"), "{}");
    ks_request_options *options = ks_request_options_new();
    CHECK(ks_request_options_set_authenticated(options, false) == KS_OK);
    CHECK(status_of(with_token, "GET", at(origin, "/auth/before"), options) == 200);
    CHECK(ks_request_options_set_authenticated(options, true) == KS_OK);
    CHECK(ks_request_options_set_header(options, "x-auth-token", "mine") == KS_OK);
    CHECK(status_of(with_token, "GET", at(origin, "/auth/with"), options) == 200);
    CHECK(ks_request_options_set_allow_reauth(options, false) == KS_OK);
    CHECK(get_fails(with_token, at(origin, "/refused/final"), options, KS_ERROR_UNAUTHORIZED, "HTTP 401"));
    CHECK(ks_request_options_set_allow_reauth(options, true) == KS_OK);
    CHECK(get_fails(with_token, at(origin, "/refused/replayed"), options, KS_ERROR_UNAUTHORIZED, "HTTP 401"));
    CHECK(ks_request_options_set_authenticated(options, false) == KS_OK);
    CHECK(get_fails(with_token, at(origin, "/refused/without"), options, KS_ERROR_UNAUTHORIZED, "HTTP 401"));
    ks_request_options_free(options);
    ks_session_free(with_token);
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    origin = argv[1];
    session = session_of(NULL, "{}");
    test_body__is_json_or_bytes_or_empty_or_none();
    test_headers__are_set_in_place_or_added();
    test_query__is_encoded_and_put_at_the_end();
    test_options__serve_any_number_of_requests();
    test_options__the_first_failure_is_what_the_request_reports();
    test_setters__refuse_what_cannot_be_sent();
    test_raise_exc__off_makes_every_status_an_answer();
    test_redirect__says_how_many_are_followed();
    test_timeouts__and_retries_are_the_requests_own(argv[2]);
    test_most_bytes__bounds_the_answer();
    test_authenticated__and_allow_reauth();
    ks_session_free(session);
    ks_request_options_free(NULL);
    return failures != 0;
}
