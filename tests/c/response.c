/* What a response tells of an answer.
 * Usage: response ORIGIN */
#include "service.h"

static const char *origin;
static ks_session *session;

static ks_response *answer(const char *method, const char *path, const ks_request_options *options)
{
    ks_response *response = NULL;
    ks_error *error = NULL;
    CHECK(worked(ks_session_request(session, method, at(origin, path), options, &response, &error), &error));
    return response;
}

static bool has_body(const ks_response *response, const char *bytes, size_t length)
{
    const char *body = ks_response_body(response);
    return body && ks_response_body_length(response) == length && memcmp(body, bytes, length) == 0 && body[length] == '\0';
}

static void test_response__headers_come_in_the_order_of_their_arrival_and_are_found_whatever_their_case(void)
{
    static const char *const fields[][2] = {{"X-One", "1"}, {"X-Two", "a, b"}, {"x-one", "2"}, {"X-Empty", ""}, {"X-Two", "c"}};
    ks_response *response = answer("GET", "/headers", NULL);
    CHECK(ks_response_status(response) == 201);
    CHECK(same(ks_response_header(response, "X-One"), "1") && same(ks_response_header(response, "x-oNE"), "1"));
    CHECK(same(ks_response_header(response, "X-Two"), "a, b") && same(ks_response_header(response, "X-Empty"), ""));
    CHECK(!ks_response_header(response, "X-None") && !ks_response_header(response, "") && !ks_response_header(response, NULL));
    CHECK(!ks_response_header(response, "\xff") && !ks_response_header(response, "X-One\r"));
    size_t count = ks_response_header_count(response), found = 0, twice = 0;
    for (size_t i = 0; i < count; i++) {
        const char *name = ks_response_header_name(response, i), *value = ks_response_header_value(response, i);
        CHECK(name && value && ks_response_header(response, name));
        twice += same(name, "x-one") || same(name, "X-One") || same(name, "X-Two");
        /* The server's own fields may stand between those of the test. */
        if (found < 5 && same(name, fields[found][0]) && same(value, fields[found][1]))
            found++;
    }
    CHECK(twice == 4);
    CHECK(found == 5);
    CHECK(!ks_response_header_name(response, count) && !ks_response_header_value(response, count));
    CHECK(!ks_response_header_name(response, SIZE_MAX) && !ks_response_header_value(response, SIZE_MAX));
    ks_response_free(response);
}

static void test_response__fields_that_are_not_utf_8_are_read_as_latin_1(void)
{
    ks_response *response = answer("GET", "/latin", NULL);
    CHECK(same(ks_response_header(response, "X-Latin"), "caf\xc3\xa9"));
    CHECK(same(ks_response_header(response, "X-Utf8"), "caf\xc3\xa9"));
    ks_response_free(response);
}

static void test_response__a_body_is_bytes(void)
{
    ks_response *response = answer("GET", "/nul", NULL);
    CHECK(has_body(response, "a\0b\xff", 4) && ks_response_json(response) == NULL);
    ks_response_free(response);
    response = answer("GET", "/chunks", NULL);
    CHECK(has_body(response, "in chunks", 9));
    ks_response_free(response);
    response = answer("GET", "/until-close", NULL);
    CHECK(has_body(response, "until the end", 13));
    ks_response_free(response);
    static const char *const empty[] = {"/empty", "/no-content", "/not-modified"};
    static const int statuses[] = {200, 204, 304};
    for (size_t i = 0; i < 3; i++) {
        response = answer("GET", empty[i], NULL);
        CHECK(ks_response_status(response) == statuses[i] && has_body(response, "", 0) && !ks_response_json(response));
        ks_response_free(response);
    }
    response = answer("HEAD", "/json", NULL);
    CHECK(has_body(response, "", 0) && same(ks_response_header(response, "content-length"), "27"));
    ks_response_free(response);

    response = answer("GET", "/large", NULL);
    const char *body = ks_response_body(response);
    size_t length = ks_response_body_length(response), right = 0;
    for (size_t i = 0; i < length; i++)
        right += body[i] == "0123456789"[i % 10];
    CHECK(length == 1000000 && right == length);
    ks_response_free(response);
}

static void test_response__json_is_read_whatever_the_content_type_says(void)
{
    ks_response *response = answer("GET", "/json", NULL);
    const ks_value *json = ks_response_json(response);
    CHECK(same(ks_value_string(ks_value_pointer(json, "/user/name")), "ann\xc3\xa9") && ks_response_json(response) == json);
    /* A reference to a part keeps the whole, also beyond the response. */
    ks_value *kept = ks_value_ref(ks_value_get(json, "user"));
    ks_response_free(response);
    CHECK(same(ks_value_string(ks_value_get(kept, "name")), "ann\xc3\xa9"));
    ks_value_free(kept);

    response = answer("GET", "/typeless-json", NULL);
    CHECK(ks_value_kind(ks_response_json(response)) == KS_VALUE_LIST && ks_value_length(ks_response_json(response)) == 2);
    ks_response_free(response);
    static const char *const none[] = {"/html", "/cut-json", "/latin-json", "/deep-json"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        response = answer("GET", none[i], NULL);
        CHECK(ks_response_status(response) == 200 && ks_response_body_length(response) > 0);
        CHECK(ks_response_json(response) == NULL && ks_response_json(response) == NULL);
        ks_response_free(response);
    }
}

static void test_response__tells_which_url_answered_and_after_how_many_redirects(void)
{
    ks_response *response = answer("GET", "/direct?a=1", NULL);
    CHECK(same(ks_response_url(response), at(origin, "/direct?a=1")) && ks_response_redirect_count(response) == 0);
    ks_response_free(response);
    response = answer("POST", "/moved", NULL);
    CHECK(same(ks_response_url(response), at(origin, "/there/arrived?b=2")) && ks_response_redirect_count(response) == 3);
    CHECK(has_body(response, "GET", 3) && same(ks_response_request_id(response), "req-last"));
    static const char *const hops[] = {"/moved", "/there/", "/there/on"};
    static const int statuses[] = {301, 303, 308};
    for (size_t i = 0; i < 3; i++)
        CHECK(same(ks_response_redirect_url(response, i), at(origin, hops[i])) && ks_response_redirect_status(response, i) == statuses[i]);
    CHECK(!ks_response_redirect_url(response, 3) && ks_response_redirect_status(response, 3) == 0);
    ks_response_free(response);
    ks_request_options *options = ks_request_options_new();
    ks_request_options_set_redirect(options, 0);
    response = answer("GET", "/moved", options);
    CHECK(ks_response_status(response) == 301 && ks_response_redirect_count(response) == 0);
    CHECK(same(ks_response_header(response, "location"), "/there/") && same(ks_response_url(response), at(origin, "/moved")));
    ks_response_free(response);
    ks_request_options_free(options);
    response = answer("GET", "/choices", NULL);
    CHECK(ks_response_status(response) == 300 && ks_response_redirect_count(response) == 0);
    ks_response_free(response);
}

static void test_response__names_its_status_as_the_service_does(void)
{
    ks_response *response = answer("GET", "/early", NULL);
    CHECK(ks_response_status(response) == 299 && same(ks_response_reason(response), "Quite all right"));
    CHECK(same(ks_response_header(response, "X-Last"), "yes") && !ks_response_header(response, "Link"));
    CHECK(has_body(response, "fine", 4));
    ks_response_free(response);
    response = answer("GET", "/nameless", NULL);
    CHECK(ks_response_status(response) == 200 && same(ks_response_reason(response), ""));
    ks_response_free(response);
    CHECK(ks_response_reason(NULL) == NULL);
}

static void test_response__tells_how_long_it_took(void)
{
    ks_session *fresh = session_of(NULL, "{}");
    for (int kept = 0; kept < 2; kept++) {
        ks_response *response = NULL;
        CHECK(ks_session_request(fresh, "GET", at(origin, "/slow"), NULL, &response, NULL) == KS_OK);
        int64_t connect = ks_response_elapsed_to_connect(response), header = ks_response_elapsed_to_header(response);
        CHECK(kept ? connect == 0 : connect > 0);
        CHECK(header >= connect + 60000 && ks_response_elapsed(response) >= header);
        ks_response_free(response);
    }
    CHECK(ks_response_elapsed(NULL) == 0 && ks_response_elapsed_to_connect(NULL) == 0 && ks_response_elapsed_to_header(NULL) == 0);
    ks_session_free(fresh);
}

static void test_response__the_request_id_has_two_names_and_may_lack(void)
{
    ks_response *response = answer("GET", "/request-id/openstack", NULL);
    CHECK(same(ks_response_request_id(response), "req-1"));
    ks_response_free(response);
    response = answer("GET", "/request-id/compute", NULL);
    CHECK(same(ks_response_request_id(response), "req-2"));
    ks_response_free(response);
    response = answer("GET", "/empty", NULL);
    CHECK(ks_response_request_id(response) == NULL);
    ks_response_free(response);
}

static void test_response__each_reference_is_one_to_free(void)
{
    ks_response *response = answer("GET", "/json", NULL);
    ks_response *kept = ks_response_ref(response);
    CHECK(kept == response);
    ks_response_free(response);
    CHECK(ks_value_length(ks_response_json(kept)) == 1);
    ks_response_free(kept);
    CHECK(ks_response_ref(NULL) == NULL);
    ks_response_free(NULL);
}

static void test_error__tells_all_that_the_answer_said(void)
{
    ks_response *response = NULL;
    ks_error *error = NULL;
    ks_result result = ks_session_request(session, "POST", at(origin, "/limited?token=hunter2"), NULL, &response, &error);
    CHECK(response == NULL && ks_error_http_status(error) == 429 && ks_error_retry_after(error) == 17);
    CHECK(same(ks_error_class(error), "TooManyRequests") && same(ks_error_method(error), "POST"));
    CHECK(same(ks_error_request_id(error), "req-7") && same(ks_error_details(error), "ten a minute"));
    CHECK(strstr(ks_error_message(error), "Too fast (HTTP 429) (Request-ID: req-7)") != NULL);
    CHECK(ks_error_url(error) && strncmp(ks_error_url(error), origin, strlen(origin)) == 0 && !strstr(ks_error_url(error), "hunter2"));
    CHECK(ks_error_body_length(error) == strlen(ks_error_body(error)) && strstr(ks_error_body(error), "Too fast"));
    CHECK(failed(result, &error, KS_ERROR_TOO_MANY_REQUESTS, "Too fast"));
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    origin = argv[1];
    session = session_of(NULL, "{}");
    test_response__headers_come_in_the_order_of_their_arrival_and_are_found_whatever_their_case();
    test_response__fields_that_are_not_utf_8_are_read_as_latin_1();
    test_response__a_body_is_bytes();
    test_response__json_is_read_whatever_the_content_type_says();
    test_response__tells_which_url_answered_and_after_how_many_redirects();
    test_response__names_its_status_as_the_service_does();
    test_response__tells_how_long_it_took();
    test_response__the_request_id_has_two_names_and_may_lack();
    test_response__each_reference_is_one_to_free();
    test_error__tells_all_that_the_answer_said();
    ks_session_free(session);
    return failures != 0;
}
