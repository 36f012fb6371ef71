/* One thread logs in, and all others wait for it: some for a short time only; or the first is ended in the middle; or the token
 * has ended, for all at the same moment.
 * Usage: threads_waiting deadlines AUTH_TYPE AUTH_URL    a login takes longer than some may wait
 *        threads_waiting ended AUTH_TYPE AUTH_URL        the session of the first login is shut down under way
 *        threads_waiting expired AUTH_TYPE AUTH_URL      tokens last for four seconds */
#define _POSIX_C_SOURCE 200809L

#include "threads.h"

#include <stdatomic.h>
#include <time.h>

static ks_session *first, *hasty, *patient;
static atomic_bool is_under_way;
static atomic_int served, late, wrong;
static ks_result first_result;

static void pause_for(long milliseconds)
{
    nanosleep(&(struct timespec){.tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1000000}, NULL);
}

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* The login is about to be sent. */
static void hear(void *userdata, const ks_record *record)
{
    (void)userdata;
    if (same(ks_record_method(record), "POST"))
        is_under_way = true;
}

static ks_result ask(const ks_session *session)
{
    ks_text *text = NULL;
    ks_error *error = NULL;
    ks_result result = ks_session_get_token(session, &text, &error);
    CHECK((result == KS_OK) == (ks_text_length(text) > 0) && result == ks_error_code(error));
    ks_error_free(error);
    ks_text_free(text);
    return result;
}

static void *log_in_first(void *argument)
{
    (void)argument;
    first_result = ask(first);
    return NULL;
}

static void wait_by_turns(int number)
{
    double began = seconds_now();
    ks_result result = ask(number % 2 ? hasty : patient);
    if (number % 2) {
        if (result == KS_ERROR_CONNECT_TIMEOUT && seconds_now() - began >= 0.1)
            late++;
        else
            wrong++;
    } else if (result == KS_OK) {
        served++;
    } else {
        wrong++;
    }
}

static void wait_patiently(int number)
{
    if (number == 0) {
        /* The others wait for its login, most likely; whoever does not comes to the same. */
        pause_for(100);
        ks_session_shutdown(first);
    } else if (ask(patient) == KS_OK) {
        served++;
    } else {
        wrong++;
    }
}

static void just_ask(int number)
{
    (void)number;
    if (ask(patient) == KS_OK)
        served++;
    else
        wrong++;
}

int main(int argc, char **argv)
{
    if (argc != 4)
        return 2;
    ks_auth *auth = login(argv[2], argv[3], "{}");
    first = session_of(auth, "{}"), patient = session_of(auth, "{}"), hasty = session_of(auth, "{\"request_timeout\": 0.1}");
    ks_auth_free(auth);
    if (same(argv[1], "expired")) {
        CHECK(ask(patient) == KS_OK);
        pause_for(2100);
        all_at_once(just_ask);
        CHECK(served == THREADS);
    } else {
        ks_record_callbacks callbacks = KS_RECORD_CALLBACKS_INIT;
        ks_error *error = NULL;
        pthread_t thread;
        callbacks.heard = hear;
        CHECK(worked(ks_session_set_log(first, &callbacks, NULL, KS_LEVEL_DEBUG, KS_RECORD_ALL, &error), &error));
        pthread_create(&thread, NULL, log_in_first, NULL);
        while (!is_under_way)
            pause_for(1);
        bool ends = same(argv[1], "ended");
        all_at_once(ends ? wait_patiently : wait_by_turns);
        pthread_join(thread, NULL);
        CHECK(first_result == (ends ? KS_ERROR_SHUT_DOWN : KS_OK));
        CHECK(served == (ends ? THREADS - 1 : THREADS / 2) && late == (ends ? 0 : THREADS / 2));
    }
    CHECK(wrong == 0);
    ks_session_free(first), ks_session_free(patient), ks_session_free(hasty);
    return failures != 0;
}
