/* What is told of sessions, to whom, and who owns what.
 * Usage: record lines AUTH_URL SERVICE    prints every record of a login and some requests
 *        record owners SERVICE            whose userdata is destroyed when
 *        record nearest SERVICE           who hears of request, adapter and session
 *        record within AUTH_URL SERVICE   callbacks that call the library
 *        record threads SERVICE ROUNDS    callbacks that change while they are called
 *        record fork SERVICE              a child that goes on telling */
#define _POSIX_C_SOURCE 200809L

#include <stdatomic.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "threads.h"

static const char *service;

/* Whoever listens: what valgrind would see touched after its end. */
struct listener {
    atomic_int *destroyed;
    atomic_int heard;
    ks_session *session;
};

static void destroy(void *userdata)
{
    struct listener *listener = userdata;
    atomic_fetch_add(listener->destroyed, 1);
    free(listener);
}

static struct listener *listener_of(atomic_int *destroyed, ks_session *session)
{
    struct listener *made = calloc(1, sizeof *made);
    made->destroyed = destroyed;
    made->session = session;
    return made;
}

static void count(void *userdata, const ks_record *record)
{
    struct listener *listener = userdata;
    atomic_fetch_add(&listener->heard, 1);
    if (!*ks_record_message(record))
        abort();
}

static const char *or_dash(const char *text)
{
    return text ? text : "-";
}

static void print(void *userdata, const ks_record *record)
{
    (void)userdata;
    printf("%d %u %d %d %s %s %s %s | %s\n", ks_record_level(record), ks_record_kind(record), ks_record_status(record),
           ks_record_code(record), or_dash(ks_record_method(record)), or_dash(ks_record_url(record)),
           or_dash(ks_record_request_id(record)), ks_record_elapsed(record) >= 0 ? "timed" : "-", ks_record_message(record));
}

static ks_record_callbacks callbacks_of(void (*heard)(void *, const ks_record *), void (*end)(void *))
{
    ks_record_callbacks callbacks = KS_RECORD_CALLBACKS_INIT;
    callbacks.heard = heard;
    callbacks.destroy = end;
    return callbacks;
}

static void test_record__lines(const char *auth_url)
{
    ks_session *session = logged_in("v3password", auth_url, "{\"status_code_retries\": 1, \"status_code_retry_delay\": 0.01}");
    ks_record_callbacks callbacks = callbacks_of(print, NULL);
    ks_error *error = NULL;
    CHECK(worked(ks_session_set_log(session, &callbacks, NULL, KS_LEVEL_DEBUG, KS_RECORD_ALL, &error), &error));
    ks_request_options *options = ks_request_options_new();
    const char body[] = "{\"user\": {\"name\": \"it's me\", \"password\": \"hunter2\"}}";
    ks_request_options_set_json(options, body, sizeof body - 1);
    ks_request_options_add_query(options, "token", "hunter2");
    CHECK(status_of(session, "POST", at(service, "/users"), options) == 201);
    ks_request_options_free(options);
    CHECK(status_of(session, "GET", at(service, "/moved"), NULL) == 200);
    CHECK(status_of(session, "GET", at(service, "/busy"), NULL) == 200);
    CHECK(status_of(session, "GET", at(service, "/image"), NULL) == 200);
    CHECK(status_of(session, "GET", at(service, "/revoked"), NULL) == 200);
    CHECK(get_fails(session, "http://127.0.0.1:1/x?token=hunter2", NULL, KS_ERROR_CONNECT_FAILURE, "refused"));
    ks_session_free(session);
}

static void test_record__owners(void)
{
    atomic_int destroyed = 0;
    ks_error *error = NULL;
    ks_session *session = session_of(NULL, "{}");
    ks_record_callbacks callbacks = callbacks_of(count, destroy);
    struct listener *first = listener_of(&destroyed, NULL);
    CHECK(worked(ks_session_set_log(session, &callbacks, first, KS_LEVEL_DEBUG, KS_RECORD_REQUEST, &error), &error));
    CHECK(status_of(session, "GET", at(service, "/plain"), NULL) == 200);
    CHECK(atomic_load(&first->heard) == 1 && destroyed == 0);
    /* The next one takes its place. */
    struct listener *second = listener_of(&destroyed, NULL);
    CHECK(worked(ks_session_set_log(session, &callbacks, second, KS_LEVEL_INFO, KS_RECORD_ALL, &error), &error));
    CHECK(destroyed == 1);
    CHECK(status_of(session, "GET", at(service, "/plain"), NULL) == 200);
    CHECK(atomic_load(&second->heard) == 0);
    /* What fails leaves everything as it was, but for the userdata that came with it. */
    CHECK(failed(ks_session_set_log(session, &callbacks, listener_of(&destroyed, NULL), 0, KS_RECORD_ALL, &error), &error,
                 KS_ERROR_OUT_OF_RANGE, "'level' is 0"));
    CHECK(failed(ks_session_set_log(NULL, &callbacks, listener_of(&destroyed, NULL), KS_LEVEL_INFO, 1, &error), &error,
                 KS_ERROR_NULL_ARGUMENT, "'session'"));
    CHECK(destroyed == 3);
    ks_record_callbacks deaf = callbacks_of(NULL, destroy);
    CHECK(failed(ks_session_set_log(session, &deaf, listener_of(&destroyed, NULL), KS_LEVEL_INFO, 1, &error), &error,
                 KS_ERROR_INVALID_ARGUMENT, "heard"));
    CHECK(destroyed == 4);
    ks_record_callbacks sizeless = {0, count, destroy};
    struct listener *mine = listener_of(&destroyed, NULL);
    CHECK(failed(ks_session_set_log(session, &sizeless, mine, KS_LEVEL_INFO, 1, &error), &error, KS_ERROR_INVALID_ARGUMENT,
                 "KS_RECORD_CALLBACKS_INIT"));
    CHECK(destroyed == 4);
    free(mine);
    /* The session takes the last one with it. */
    ks_session_free(session);
    CHECK(destroyed == 5);
    /* So does nobody in place of somebody, for the process. */
    struct listener *whole = listener_of(&destroyed, NULL);
    CHECK(worked(ks_set_log(&callbacks, whole, KS_LEVEL_DEBUG, KS_RECORD_RESPONSE, &error), &error));
    session = session_of(NULL, "{}");
    CHECK(status_of(session, "GET", at(service, "/plain"), NULL) == 200);
    ks_session_free(session);
    CHECK(atomic_load(&whole->heard) == 1);
    CHECK(worked(ks_set_log(NULL, NULL, KS_LEVEL_DEBUG, 0, &error), &error));
    CHECK(destroyed == 6);
    CHECK(worked(ks_set_log(NULL, NULL, KS_LEVEL_DEBUG, 0, &error), &error));
}

static atomic_int refused, answered;

/* Asks for what the record is about, and then goes away. */
static void ask(void *userdata, const ks_record *record)
{
    struct listener *listener = userdata;
    ks_text *token_text = NULL;
    ks_response *response = NULL;
    if (ks_session_get_token(listener->session, &token_text, NULL) == KS_ERROR_REENTRANT)
        atomic_fetch_add(&refused, 1);
    ks_text_free(token_text);
    if (ks_session_request(listener->session, "GET", at(service, "/plain"), NULL, &response, NULL) == KS_OK)
        atomic_fetch_add(&answered, 1);
    ks_response_free(response);
    if (ks_record_kind(record) == KS_RECORD_REQUEST_ID) {
        CHECK(ks_session_set_log(listener->session, NULL, NULL, KS_LEVEL_DEBUG, 0, NULL) == KS_OK);
        /* Still there: this thread is within it. */
        CHECK(atomic_load(listener->destroyed) == 0);
    }
}

static void test_record__within(const char *auth_url)
{
    atomic_int destroyed = 0;
    ks_session *session = logged_in("v3password", auth_url, "{}");
    ks_record_callbacks callbacks = callbacks_of(ask, destroy);
    struct listener *asking = listener_of(&destroyed, session);
    CHECK(ks_session_set_log(session, &callbacks, asking, KS_LEVEL_DEBUG, KS_RECORD_ALL & ~64u, NULL) == KS_OK);
    CHECK(status_of(session, "GET", at(service, "/plain"), NULL) == 200);
    CHECK(destroyed == 1);
    /* Request, answer and end of the login; request, answer and id of the request. */
    CHECK(refused == 3 && answered == 3);
    ks_session_free(session);
}

static ks_session *shared;
static atomic_int made, gone;
static int rounds;

/* Half of the threads ask, the others change who listens. */
static void change_or_ask(int number)
{
    for (int i = 0; i < rounds; i++) {
        if (number % 2) {
            CHECK(status_of(shared, "GET", at(service, "/plain"), NULL) == 200);
            continue;
        }
        ks_record_callbacks callbacks = callbacks_of(count, destroy);
        bool clear = (number / 2 + i) % 3 == 0;
        struct listener *next = clear ? NULL : listener_of(&gone, NULL);
        atomic_fetch_add(&made, !clear);
        ks_result result = number % 4 ? ks_session_set_log(shared, clear ? NULL : &callbacks, next, KS_LEVEL_DEBUG, KS_RECORD_ALL, NULL)
                                      : ks_set_log(clear ? NULL : &callbacks, next, KS_LEVEL_DEBUG, KS_RECORD_ALL, NULL);
        CHECK(result == KS_OK);
    }
}

static int heard_by(struct listener *listener)
{
    return atomic_exchange(&listener->heard, 0);
}

/* The nearest listener hears, and no other of request, adapter and session. */
static void test_record__nearest(void)
{
    atomic_int destroyed = 0;
    ks_error *error = NULL;
    ks_session *session = session_of(NULL, "{}");
    ks_params *params_of_adapter = params("{\"service_type\": \"compute\"}");
    ks_adapter *adapter = NULL;
    CHECK(worked(ks_adapter_new_with_options(session, NULL, params_of_adapter, &adapter, &error), &error));
    ks_params_free(params_of_adapter);
    struct listener *of_session = listener_of(&destroyed, NULL), *of_adapter = listener_of(&destroyed, NULL);
    struct listener *of_request = listener_of(&destroyed, NULL);
    ks_record_callbacks callbacks = callbacks_of(count, destroy);
    CHECK(worked(ks_session_set_log(session, &callbacks, of_session, KS_LEVEL_DEBUG, KS_RECORD_REQUEST, &error), &error));
    CHECK(worked(ks_adapter_set_log(adapter, &callbacks, of_adapter, KS_LEVEL_DEBUG, KS_RECORD_REQUEST, &error), &error));
    ks_request_options *options = ks_request_options_new();
    CHECK(ks_request_options_set_log_callbacks(options, &callbacks, of_request, KS_LEVEL_DEBUG, KS_RECORD_REQUEST) == KS_OK);
    char url[512];
    snprintf(url, sizeof url, "%s/plain", service);
    ks_response *response = NULL;
    CHECK(status_of(session, "GET", url, NULL) == 200);
    CHECK(heard_by(of_session) == 1 && heard_by(of_adapter) == 0 && heard_by(of_request) == 0);
    CHECK(worked(ks_adapter_get(adapter, url, NULL, &response, &error), &error));
    ks_response_free(response);
    CHECK(heard_by(of_session) == 0 && heard_by(of_adapter) == 1 && heard_by(of_request) == 0);
    CHECK(worked(ks_adapter_get(adapter, url, options, &response, &error), &error));
    ks_response_free(response);
    CHECK(status_of(session, "GET", url, options) == 200);
    CHECK(heard_by(of_session) == 0 && heard_by(of_adapter) == 0 && heard_by(of_request) == 2);
    ks_request_options_set_log(options, false);
    CHECK(status_of(session, "GET", url, options) == 200 && heard_by(of_request) == 0);
    ks_request_options_free(options);
    CHECK(destroyed == 1);
    CHECK(worked(ks_adapter_set_log(adapter, NULL, NULL, KS_LEVEL_DEBUG, 0, &error), &error));
    CHECK(destroyed == 2);
    CHECK(worked(ks_adapter_get(adapter, url, NULL, &response, &error), &error));
    ks_response_free(response);
    CHECK(heard_by(of_session) == 1);
    ks_adapter_free(adapter);
    ks_session_free(session);
    CHECK(destroyed == 3);
    CHECK(ks_adapter_set_log(NULL, &callbacks, listener_of(&destroyed, NULL), KS_LEVEL_DEBUG, 1, NULL) == KS_ERROR_NULL_ARGUMENT);
    CHECK(ks_request_options_set_log_callbacks(NULL, &callbacks, listener_of(&destroyed, NULL), 4, 1) == KS_ERROR_NULL_ARGUMENT);
    CHECK(destroyed == 5);
}

static void test_record__threads(void)
{
    shared = session_of(NULL, "{\"collect_timing\": true}");
    all_at_once(change_or_ask);
    CHECK(ks_set_log(NULL, NULL, KS_LEVEL_DEBUG, 0, NULL) == KS_OK);
    ks_value *metrics = NULL;
    CHECK(ks_session_get_metrics(shared, &metrics, NULL) == KS_OK);
    CHECK(ks_value_int(ks_value_get(metrics, "requests"), -1) == THREADS / 2 * rounds);
    ks_value_free(metrics);
    ks_session_free(shared);
    CHECK(made > 0 && made == gone);
}

static void test_record__fork(void)
{
    atomic_int destroyed = 0;
    shared = session_of(NULL, "{}");
    ks_record_callbacks callbacks = callbacks_of(count, destroy);
    struct listener *heir = listener_of(&destroyed, NULL);
    CHECK(ks_session_set_log(shared, &callbacks, heir, KS_LEVEL_DEBUG, KS_RECORD_REQUEST, NULL) == KS_OK);
    CHECK(status_of(shared, "GET", at(service, "/plain"), NULL) == 200);
    fflush(stdout);
    pid_t child = fork();
    CHECK(status_of(shared, "GET", at(service, "/plain"), NULL) == 200);
    CHECK(atomic_load(&heir->heard) == 2);
    struct listener *next = listener_of(&destroyed, NULL);
    CHECK(ks_session_set_log(shared, &callbacks, next, KS_LEVEL_DEBUG, KS_RECORD_RESPONSE, NULL) == KS_OK);
    CHECK(status_of(shared, "GET", at(service, "/plain"), NULL) == 200);
    CHECK(atomic_load(&next->heard) == 1);
    ks_session_free(shared);
    CHECK(destroyed == 2);
    if (child == 0)
        _exit(failures != 0);
    int status = 0;
    CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    service = argv[argc - 1];
    if (same(argv[1], "lines"))
        test_record__lines(argv[2]);
    if (same(argv[1], "owners"))
        test_record__owners();
    if (same(argv[1], "nearest"))
        test_record__nearest();
    if (same(argv[1], "within"))
        test_record__within(argv[2]);
    if (same(argv[1], "threads")) {
        service = argv[2];
        rounds = atoi(argv[3]);
        test_record__threads();
    }
    if (same(argv[1], "fork"))
        test_record__fork();
    return failures != 0;
}
