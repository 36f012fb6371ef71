/* Children of a process that is logged in: they have the token, connections of their own, and wait for nobody.
 * Usage: fork quiet AUTH_URL [CA]
 *        fork busy AUTH_TYPE AUTH_URL...  while a thread of the parent waits for an answer that the server holds back
 *        fork callback IDENTITY_URL       while a thread of the parent is within a callback of a plugin
 *        fork storm AUTH_URL CHILDREN     while eight threads of the parent are anywhere */
#define _POSIX_C_SOURCE 200809L

#include <pthread.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "service.h"

/* A child that waits for ever is ended after so many seconds. */
enum { PATIENCE = 40 };

static ks_session *session;
static const char *users;
static atomic_bool over;

/* Waits for a child and says how it ended, if it did not end well. */
static bool ended_well(pid_t child)
{
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child)
        return false;
    if (WIFSIGNALED(status))
        fprintf(stderr, WTERMSIG(status) == SIGALRM ? "the child hung\n" : "the child died of signal %d\n", WTERMSIG(status));
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* A copy of the session's token; the caller frees it. */
static ks_text *token_of_session(void)
{
    ks_text *text = NULL;
    ks_error *error = NULL;
    CHECK(worked(ks_session_get_token(session, &text, &error), &error) && ks_text_length(text) > 0);
    return text;
}

/* Ends a child as another program, which valgrind does not ask about memory: what the parent's threads had in their hands, and
 * the connections that the parent kept, cannot be freed in a child. */
static void leave(void)
{
    execl("/bin/sh", "sh", "-c", failures ? "exit 1" : "exit 0", (char *)NULL);
    _exit(3);
}

/* Uses the session as it came from the parent, and lets a child of its own do the same. */
static void as_child(const char *expected, int generations)
{
    alarm(PATIENCE);
    CHECK(status_of(session, "GET", users, NULL) == 200);
    CHECK(says(token_of_session(), expected));
    CHECK(status_of(session, "GET", users, NULL) == 200);
    if (generations > 0) {
        fflush(stdout);
        pid_t child = fork();
        if (child == 0) {
            as_child(expected, generations - 1);
            leave();
        }
        CHECK(ended_well(child));
    }
    ks_session_free(session);
}

static int quiet(const char *auth_url, const char *ca)
{
    char options[512];
    snprintf(options, sizeof options, ca ? "{\"cacert\": \"%s\"}" : "{}", ca);
    session = logged_in("password", auth_url, options);
    CHECK(status_of(session, "GET", users, NULL) == 200);
    ks_text *token = token_of_session();
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        as_child(ks_text_string(token), 1);
        ks_text_free(token);
        leave();
    }
    CHECK(ended_well(child));
    CHECK(status_of(session, "GET", users, NULL) == 200);
    CHECK(says(token_of_session(), ks_text_string(token)));
    ks_text_free(token);
    ks_session_free(session);
    return failures != 0;
}

static void *asks_for_users(void *unused)
{
    (void)unused;
    CHECK(status_of(session, "GET", users, NULL) == 200);
    return NULL;
}

static void busy(const char *auth_type, const char *auth_url)
{
    pthread_t thread;
    ks_session *control = session_of(NULL, "{}");
    users = at(auth_url, "/users");
    session = logged_in(auth_type, auth_url, "{}");
    pthread_create(&thread, NULL, asks_for_users, NULL);
    CHECK(status_of(control, "GET", at(auth_url, "/is-held"), NULL) == 200);
    pid_t child = fork();
    if (child == 0) {
        alarm(PATIENCE);
        CHECK(status_of(session, "GET", users, NULL) == 200);
        ks_text_free(token_of_session());
        CHECK(ks_session_invalidate(session));
        CHECK(status_of(session, "GET", users, NULL) == 200);
        ks_session_free(session);
        ks_session_free(control);
        leave();
    }
    CHECK(ended_well(child));
    CHECK(status_of(control, "GET", at(auth_url, "/release"), NULL) == 200);
    pthread_join(thread, NULL);
    CHECK(status_of(session, "GET", users, NULL) == 200);
    ks_session_free(session);
    ks_session_free(control);
}

static atomic_int token_number = 1;
static atomic_bool within_callback, child_ended;
static pid_t parent;

static ks_result gives_token(void *userdata, ks_session *lent, ks_text *out, ks_error **error)
{
    (void)userdata, (void)lent, (void)error;
    char text[128];
    snprintf(text, sizeof text, "%s%d", token(), atomic_load(&token_number));
    return ks_text_set(out, text);
}

/* In the parent it stays until the child has come and gone. */
static bool gives_up_token(void *userdata)
{
    (void)userdata;
    within_callback = true;
    while (getpid() == parent && !child_ended)
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    token_number++;
    return true;
}

static int callback(void)
{
    ks_auth_callbacks callbacks = KS_AUTH_CALLBACKS_INIT;
    ks_auth *auth = NULL;
    pthread_t thread;
    callbacks.get_token = gives_token;
    callbacks.invalidate = gives_up_token;
    CHECK(ks_auth_new_custom(&callbacks, NULL, &auth, NULL) == KS_OK);
    session = session_of(auth, "{}");
    ks_auth_free(auth);
    parent = getpid();
    pthread_create(&thread, NULL, asks_for_users, NULL);
    while (!within_callback)
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    pid_t child = fork();
    if (child == 0) {
        alarm(PATIENCE);
        CHECK(status_of(session, "GET", users, NULL) == 200);
        ks_session_free(session);
        leave();
    }
    CHECK(ended_well(child));
    child_ended = true;
    pthread_join(thread, NULL);
    CHECK(token_number == 2 && status_of(session, "GET", users, NULL) == 200);
    ks_session_free(session);
    return failures != 0;
}

static void *asks_until_it_is_over(void *unused)
{
    (void)unused;
    while (!over) {
        CHECK(status_of(session, "GET", users, NULL) == 200);
        ks_session_invalidate(session);
    }
    return NULL;
}

static int storm(const char *auth_url, int children)
{
    pthread_t threads[8];
    session = logged_in("password", auth_url, "{}");
    for (int i = 0; i < 8; i++)
        pthread_create(&threads[i], NULL, asks_until_it_is_over, NULL);
    for (int i = 0; i < children; i++) {
        pid_t child = fork();
        if (child == 0) {
            alarm(PATIENCE);
            CHECK(status_of(session, "GET", users, NULL) == 200);
            ks_session_free(session);
            _exit(failures != 0);
        }
        CHECK(ended_well(child));
    }
    over = true;
    for (int i = 0; i < 8; i++)
        pthread_join(threads[i], NULL);
    ks_session_free(session);
    return failures != 0;
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    if (same(argv[1], "busy")) {
        for (int i = 2; i + 1 < argc; i += 2)
            busy(argv[i], argv[i + 1]);
        return failures != 0;
    }
    char url[256];
    snprintf(url, sizeof url, "%s/users", argv[2]);
    users = url;
    if (same(argv[1], "callback"))
        return callback();
    if (same(argv[1], "storm"))
        return argc > 3 ? storm(argv[2], atoi(argv[3])) : 2;
    return quiet(argv[2], argc > 3 ? argv[3] : NULL);
}
