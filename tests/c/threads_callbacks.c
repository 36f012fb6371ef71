/* Sixteen threads share a plugin in C whose token is refused now and then, and free it all at once.
 * Usage: threads_callbacks ORIGIN REQUESTS_PER_THREAD */
#define _POSIX_C_SOURCE 200809L

#include "threads.h"

#include <stdatomic.h>
#include <time.h>

static const char *origin;
static int requests;
static ks_adapter *adapter;
static atomic_int number = 1, invalidated, destroyed, succeeded, after_the_end;

static void pause_for(long milliseconds)
{
    nanosleep(&(struct timespec){.tv_nsec = milliseconds * 1000000}, NULL);
}

static ks_result get_token(void *userdata, ks_session *session, ks_text *out, ks_error **error)
{
    (void)session, (void)error;
    after_the_end += userdata != (void *)&number || destroyed;
    char text[128];
    snprintf(text, sizeof text, "%s%d", token(), atomic_load(&number));
    return ks_text_set(out, text);
}

static ks_result get_endpoint(void *userdata, ks_session *session, const ks_endpoint_filter *filter, ks_text *out, ks_error **error)
{
    (void)session, (void)filter, (void)error;
    after_the_end += userdata != (void *)&number || destroyed;
    return ks_text_set(out, origin);
}

/* Getting another token takes time, in which other threads come with the same refusal. */
static bool invalidate(void *userdata)
{
    after_the_end += userdata != (void *)&number || destroyed;
    invalidated++;
    pause_for(50);
    number++;
    return true;
}

static void destroy(void *userdata)
{
    CHECK(userdata == (void *)&number);
    destroyed++;
}

static void ask(int thread)
{
    char path[32];
    snprintf(path, sizeof path, "/guarded?thread=%d", thread);
    ks_adapter *own = ks_adapter_ref(adapter);
    for (int i = 0; i < requests; i++) {
        ks_response *response = NULL;
        ks_error *error = NULL;
        if (ks_adapter_get(own, path, NULL, &response, &error) == KS_OK)
            succeeded++;
        else
            fprintf(stderr, "%s\n", ks_error_message(error));
        ks_error_free(error);
        ks_response_free(response);
    }
    ks_adapter_free(own);
}

static void ask_and_free(int thread)
{
    ks_adapter *own = adapter;
    ask(thread);
    ks_adapter_free(own);
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    origin = argv[1];
    requests = atoi(argv[2]);
    ks_auth_callbacks callbacks = KS_AUTH_CALLBACKS_INIT;
    callbacks.get_token = get_token;
    callbacks.get_endpoint = get_endpoint;
    callbacks.invalidate = invalidate;
    callbacks.destroy = destroy;
    ks_auth *auth = NULL;
    CHECK(ks_auth_new_custom(&callbacks, &number, &auth, NULL) == KS_OK);
    ks_session *session = session_of(auth, "{}");
    CHECK(ks_adapter_new(session, NULL, &adapter, NULL) == KS_OK);
    /* Each thread has a reference, and the last one to finish frees everything. */
    for (int i = 1; i < THREADS; i++)
        (void)ks_adapter_ref(adapter);
    ks_session_free(session);
    ks_auth_free(auth);
    CHECK(destroyed == 0);
    all_at_once(ask_and_free);
    CHECK(succeeded == THREADS * requests);
    CHECK(destroyed == 1 && after_the_end == 0);
    printf("invalidated %d\n", atomic_load(&invalidated));
    return failures != 0;
}
