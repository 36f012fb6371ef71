/* Bodies that functions give, and answers that functions take.
 * Usage: streams AUTH_URL ORIGIN SIZE */
#include <stdlib.h>

#include "service.h"

static const char *origin;
static ks_session *session;
static size_t size;

/* What a function of the test knows: how far it got, and what it is to do wrong. */
typedef struct stream {
    size_t at, end, fail_at, pieces;
    ks_result failure;
    bool right, says_why;
    int rewound, destroyed;
    char start[64];
} stream;

static char byte_at(size_t at)
{
    return (char)('a' + at % 23);
}

static ks_result fails(stream *own, ks_error **error)
{
    return own->says_why ? ks_error_set(error, own->failure, "the tape is torn") : own->failure;
}

static ks_result give(void *userdata, void *buffer, size_t capacity, size_t *length, ks_error **error)
{
    stream *own = userdata;
    size_t count = own->end - own->at < capacity ? own->end - own->at : capacity;
    if (own->failure && own->at >= own->fail_at)
        return fails(own, error);
    for (size_t i = 0; i < count; i++)
        ((char *)buffer)[i] = byte_at(own->at + i);
    own->at += count, own->pieces++;
    *length = count;
    return KS_OK;
}

static ks_result go_back(void *userdata, ks_error **error)
{
    stream *own = userdata;
    (void)error;
    own->at = 0, own->rewound++;
    return KS_OK;
}

static ks_result take(void *userdata, const void *data, size_t length, ks_error **error)
{
    stream *own = userdata;
    if (own->failure && own->at + length > own->fail_at)
        return fails(own, error);
    for (size_t i = 0; i < length; i++) {
        own->right = own->right && ((const char *)data)[i] == byte_at(own->at + i);
        if (own->at + i < sizeof own->start - 1)
            own->start[own->at + i] = ((const char *)data)[i];
    }
    own->at += length, own->pieces++;
    return KS_OK;
}

static void destroy(void *userdata)
{
    ((stream *)userdata)->destroyed++;
}

static ks_request_options *giving(stream *own, int64_t length, bool rewinds)
{
    ks_request_options *options = ks_request_options_new();
    ks_body_callbacks callbacks = KS_BODY_CALLBACKS_INIT;
    callbacks.read = give, callbacks.rewind = rewinds ? go_back : NULL, callbacks.destroy = destroy;
    CHECK(ks_request_options_set_body_callbacks(options, &callbacks, own, length, "text/plain") == KS_OK);
    return options;
}

static ks_request_options *taking(stream *own)
{
    ks_request_options *options = ks_request_options_new();
    ks_answer_callbacks callbacks = KS_ANSWER_CALLBACKS_INIT;
    callbacks.write = take, callbacks.destroy = destroy;
    CHECK(ks_request_options_set_answer_callbacks(options, &callbacks, own) == KS_OK);
    own->right = true;
    return options;
}

static int put(const char *path, const ks_request_options *options)
{
    return status_of(session, "PUT", at(origin, path), options);
}

static void test_body__of_a_function_goes_out_with_its_length_or_in_chunks(void)
{
    for (int chunked = 0; chunked < 2; chunked++) {
        stream own = {.end = size};
        ks_request_options *options = giving(&own, chunked ? -1 : (int64_t)size, false);
        CHECK(put(chunked ? "/chunked" : "/sized", options) == 201);
        CHECK(own.at == size && own.pieces > 10 && own.destroyed == 0);
        ks_request_options_free(options);
        CHECK(own.destroyed == 1);
    }
}

static void test_body__goes_out_again_after_a_401_and_for_the_next_request(void)
{
    stream own = {.end = 1000};
    ks_request_options *options = giving(&own, 1000, true);
    /* A 401, then a redirect. */
    CHECK(put("/expired", options) == 201 && own.rewound == 2);
    CHECK(put("/sized", options) == 201 && own.rewound == 3 && own.at == 1000);
    CHECK(put("/moved", options) == 201 && own.rewound == 5);
    ks_request_options_free(options);
    CHECK(own.destroyed == 1);
}

static void test_body__that_cannot_be_rewound_is_sent_once(void)
{
    stream own = {.end = 1000};
    ks_error *error = NULL;
    ks_response *response = NULL;
    ks_request_options *options = giving(&own, 1000, false);
    ks_result result = ks_session_request(session, "PUT", at(origin, "/expired-too"), options, &response, &error);
    CHECK(failed(result, &error, KS_ERROR_UNAUTHORIZED, "cannot be rewound") && response == NULL);
    result = ks_session_request(session, "PUT", at(origin, "/sized"), options, &response, &error);
    CHECK(failed(result, &error, KS_ERROR_INVALID_ARGUMENT, "cannot be rewound") && response == NULL);
    ks_request_options_free(options);
    CHECK(own.destroyed == 1);
}

static void test_body__that_is_asked_leave_for_is_not_read_in_vain(void)
{
    stream own = {.end = 1000};
    ks_request_options *options = giving(&own, 1000, false);
    ks_request_options_set_header(options, "Expect", "100-continue");
    CHECK(put("/expired-early", options) == 201 && own.at == 1000);
    ks_request_options_free(options);
}

static void test_body__of_a_function_that_fails_ends_the_request_with_its_code(void)
{
    for (int says = 0; says < 2; says++) {
        stream own = {.end = size, .fail_at = 1000, .failure = KS_ERROR_USER + 7, .says_why = says};
        ks_error *error = NULL;
        ks_response *response = NULL;
        ks_request_options *options = giving(&own, (int64_t)size, true);
        ks_result result = ks_session_request(session, "PUT", at(origin, "/torn"), options, &response, &error);
        CHECK(failed(result, &error, KS_ERROR_USER + 7, says ? "the tape is torn" : "read failed with 10007"));
        ks_request_options_free(options);
        CHECK(own.destroyed == 1 && own.rewound == 0);
    }
    stream early = {.end = 999};
    ks_error *error = NULL;
    ks_response *response = NULL;
    ks_request_options *options = giving(&early, 1000, true);
    ks_result result = ks_session_request(session, "PUT", at(origin, "/torn"), options, &response, &error);
    CHECK(failed(result, &error, KS_ERROR_INVALID_ARGUMENT, "999 of 1000 bytes"));
    ks_request_options_free(options);
}

static void test_answer__goes_to_the_function_and_to_nothing_else(void)
{
    static const char *const paths[] = {"/object", "/object-chunked", "/object-expired", "/object-moved"};
    for (size_t i = 0; i < 4; i++) {
        stream own = {0};
        ks_request_options *options = taking(&own);
        ks_response *response = NULL;
        ks_error *error = NULL;
        CHECK(worked(ks_session_request(session, "GET", at(origin, paths[i]), options, &response, &error), &error));
        CHECK(ks_response_status(response) == 200 && ks_response_body_length(response) == 0);
        CHECK(own.at == size && own.right && own.pieces > 10);
        ks_response_free(response);
        ks_request_options_free(options);
        CHECK(own.destroyed == 1);
    }
}

static void test_answer__that_is_an_error_stays_with_the_error_unless_it_is_wanted(void)
{
    stream own = {0};
    ks_request_options *options = taking(&own);
    ks_response *response = NULL;
    ks_error *error = NULL;
    ks_result result = ks_session_request(session, "GET", at(origin, "/nowhere"), options, &response, &error);
    CHECK(own.at == 0 && same(ks_error_body(error), "no such object"));
    CHECK(failed(result, &error, KS_ERROR_NOT_FOUND, "") && response == NULL);
    ks_request_options_set_raise_exc(options, false);
    CHECK(status_of(session, "GET", at(origin, "/nowhere"), options) == 404);
    CHECK(same(own.start, "no such object"));
    ks_request_options_free(options);
}

static void test_answer__is_ended_by_the_functions_own_code_and_by_the_limit(void)
{
    stream own = {.fail_at = 100000, .failure = KS_ERROR_USER + 8, .says_why = true};
    ks_request_options *options = taking(&own);
    CHECK(get_fails(session, at(origin, "/object"), options, KS_ERROR_USER + 8, "the tape is torn") && own.at <= 100000);
    own = (stream){.right = true};
    ks_request_options_set_most_bytes(options, 50000);
    CHECK(get_fails(session, at(origin, "/object-chunked"), options, KS_ERROR_LIMIT_EXCEEDED, "50000") && own.at <= 50000);
    ks_request_options_set_most_bytes(options, size);
    own = (stream){.right = true};
    CHECK(get_fails(session, at(origin, "/object-cut"), options, KS_ERROR_UNKNOWN_CONNECTION_ERROR, "broke off") && own.at == 70000);
    ks_request_options_free(options);
}

static void test_callbacks__own_their_userdata_whatever_goes_wrong(void)
{
    stream own = {.end = 10};
    ks_request_options *options = ks_request_options_new();
    ks_body_callbacks body = KS_BODY_CALLBACKS_INIT;
    ks_answer_callbacks answer = KS_ANSWER_CALLBACKS_INIT;
    body.destroy = destroy, answer.destroy = destroy;
    CHECK(ks_request_options_set_body_callbacks(NULL, &body, &own, 1, NULL) == KS_ERROR_NULL_ARGUMENT && own.destroyed == 1);
    CHECK(ks_request_options_set_body_callbacks(options, &body, &own, 1, NULL) == KS_ERROR_NULL_ARGUMENT && own.destroyed == 2);
    body.read = give;
    CHECK(ks_request_options_set_body_callbacks(options, &body, &own, 1, "\xff") == KS_ERROR_INVALID_UTF8 && own.destroyed == 3);
    CHECK(ks_request_options_set_answer_callbacks(NULL, &answer, &own) == KS_ERROR_NULL_ARGUMENT && own.destroyed == 4);
    CHECK(ks_request_options_set_answer_callbacks(options, &answer, &own) == KS_ERROR_NULL_ARGUMENT && own.destroyed == 5);
    body.size = 0, answer.size = SIZE_MAX;
    CHECK(ks_request_options_set_body_callbacks(options, &body, &own, 1, NULL) == KS_ERROR_INVALID_ARGUMENT);
    CHECK(ks_request_options_set_answer_callbacks(options, &answer, &own) == KS_ERROR_INVALID_ARGUMENT);
    CHECK(ks_request_options_set_body_callbacks(options, NULL, &own, 1, NULL) == KS_ERROR_NULL_ARGUMENT);
    CHECK(ks_request_options_set_answer_callbacks(options, NULL, &own) == KS_ERROR_NULL_ARGUMENT && own.destroyed == 5);
    struct { ks_body_callbacks known; void *more; } later = {KS_BODY_CALLBACKS_INIT, &own};
    later.known.size = sizeof later, later.known.destroy = destroy;
    CHECK(ks_request_options_set_body_callbacks(options, &later.known, &own, 1, NULL) == KS_ERROR_UNSUPPORTED_PARAMETERS);
    CHECK(own.destroyed == 6);
    ks_request_options_free(options);

    options = giving(&own, 10, true);
    CHECK(ks_request_options_set_body(options, "x", 1, NULL) == KS_OK && own.destroyed == 7);
    ks_request_options_free(options);
    CHECK(own.destroyed == 7);
}

typedef struct nested {
    stream own;
    const ks_request_options *options;
    ks_result inner;
} nested;

static ks_result give_within(void *userdata, void *buffer, size_t capacity, size_t *length, ks_error **error)
{
    nested *within = userdata;
    ks_response *response = NULL;
    if (within->own.at == 0) {
        /* Other requests of the session are fine; one that needs this very body is not. */
        CHECK(status_of(session, "GET", at(origin, "/small"), NULL) == 200);
        within->inner = ks_session_request(session, "PUT", at(origin, "/sized"), within->options, &response, NULL);
    }
    return give(&within->own, buffer, capacity, length, error);
}

static void test_callbacks__may_use_the_session_but_not_their_own_options(void)
{
    nested within = {.own = {.end = 1000}};
    ks_request_options *options = ks_request_options_new();
    ks_body_callbacks body = KS_BODY_CALLBACKS_INIT;
    body.read = give_within;
    CHECK(ks_request_options_set_body_callbacks(options, &body, &within, 1000, NULL) == KS_OK);
    within.options = options;
    CHECK(put("/sized", options) == 201 && within.own.at == 1000 && within.inner == KS_ERROR_INVALID_ARGUMENT);
    ks_request_options_free(options);
}

int main(int argc, char **argv)
{
    if (argc != 4)
        return 2;
    origin = argv[2];
    size = strtoul(argv[3], NULL, 10);
    session = logged_in("v3password", argv[1], "{}");
    test_body__of_a_function_goes_out_with_its_length_or_in_chunks();
    test_body__goes_out_again_after_a_401_and_for_the_next_request();
    test_body__that_cannot_be_rewound_is_sent_once();
    test_body__that_is_asked_leave_for_is_not_read_in_vain();
    test_body__of_a_function_that_fails_ends_the_request_with_its_code();
    test_answer__goes_to_the_function_and_to_nothing_else();
    test_answer__that_is_an_error_stays_with_the_error_unless_it_is_wanted();
    test_answer__is_ended_by_the_functions_own_code_and_by_the_limit();
    test_callbacks__own_their_userdata_whatever_goes_wrong();
    test_callbacks__may_use_the_session_but_not_their_own_options();
    ks_session_free(session);
    return failures != 0;
}
