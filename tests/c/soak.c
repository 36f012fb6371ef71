/* For barriers and clocks. */
#define _POSIX_C_SOURCE 200809L
/* Sixteen threads and one session, for a while, over a Keystone that is restarted and a way to it on which things go wrong.
 * Prints a JSON object of what it counted; the test that runs this looks whether it adds up. It runs for SECONDS, and then until
 * there is a file STOP. Usage: soak AUTH_URL SECONDS STOP */
#include <dirent.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

#include "threads.h"

enum { SAMPLES = 8, SHUT_DOWN = 9, OTHER = 1000 };

static ks_session *session, *other;
static ks_adapter *adapter;
static ks_client *client, *revoker;
static double begun, length;
static const char *stop;
static atomic_ulong calls, results[OTHER + 1], rescoped, revoked, made, deleted;

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Files that are open, threads, KiB of memory that the process has, and KiB of it that are allocated. */
struct sample {
    long files, threads, memory, heap;
};

/* What malloc has given and not taken back; only glibc tells. */
static long allocated(void)
{
#ifdef __GLIBC__
    struct mallinfo2 heap = mallinfo2();
    return (long)((heap.uordblks + heap.hblkhd) / 1024);
#else
    return 0;
#endif
}

static struct sample sample(void)
{
    struct sample found = {0, 0, 0, allocated()};
    DIR *files = opendir("/proc/self/fd");
    while (files && readdir(files))
        found.files++;
    /* ".", ".." and the directory itself. */
    found.files -= 3;
    if (files)
        closedir(files);
    char line[256];
    FILE *status = fopen("/proc/self/status", "r");
    while (status && fgets(line, sizeof line, status)) {
        sscanf(line, "VmRSS: %ld", &found.memory);
        sscanf(line, "Threads: %ld", &found.threads);
    }
    if (status)
        fclose(status);
    return found;
}

/* Whether a call worked; what else may happen to one is counted, and anything that may not is a failure. */
static bool counted(const char *what, ks_result result, ks_error **error)
{
    atomic_fetch_add(&calls, 1);
    atomic_fetch_add(&results[result >= 0 && result < OTHER ? result : OTHER], 1);
    CHECK((result == KS_OK) == (*error == NULL) && ks_error_code(*error) == result);
    bool may_be = result == KS_OK || result == KS_ERROR_CONNECT_FAILURE || result == KS_ERROR_CONNECT_TIMEOUT ||
                  result == KS_ERROR_UNKNOWN_CONNECTION_ERROR || result == KS_ERROR_DISCOVERY_FAILURE ||
                  result == KS_ERROR_UNAUTHORIZED || result == KS_ERROR_NOT_FOUND || result == 500 || result == 503;
    if (!may_be) {
        fprintf(stderr, "%s: %d %s\n", what, result, ks_error_message(*error));
        failures++;
    }
    ks_error_clear(error);
    /* Who asks a server that is away again and again does it no favour. */
    if (result != KS_OK)
        nanosleep(&(struct timespec){0, 50 * 1000 * 1000}, NULL);
    return result == KS_OK;
}

static void get(void)
{
    ks_response *response = NULL;
    ks_error *error = NULL;
    if (counted("get", ks_adapter_get(adapter, "/auth/projects", NULL, &response, &error), &error))
        CHECK(ks_response_status(response) == 200 &&
              ks_value_kind(ks_value_get(ks_response_json(response), "projects")) == KS_VALUE_LIST);
    ks_response_free(response);
}

static void user(int number, unsigned turn)
{
    char text[128], id[128] = "";
    snprintf(text, sizeof text, "{\"name\": \"soak-%d-%u\", \"password\": \"secret-of-a-user\"}", number, turn);
    ks_params *attributes = params(text);
    ks_value *value = NULL;
    ks_error *error = NULL;
    if (counted("create", ks_v3_users_create(client, attributes, &value, &error), &error)) {
        atomic_fetch_add(&made, 1);
        snprintf(id, sizeof id, "%s", ks_value_string(ks_value_get(value, "id")));
    }
    ks_value_free(value);
    ks_params_unset(attributes, "password");
    if (counted("find", ks_v3_users_find(client, attributes, &value, &error), &error))
        CHECK(!*id || same(ks_value_string(ks_value_get(value, "id")), id));
    ks_value_free(value);
    if (*id && counted("delete", ks_v3_users_delete(client, id, &error), &error))
        atomic_fetch_add(&deleted, 1);
    ks_params_free(attributes);
}

static void catalog(bool lists)
{
    ks_access *access = NULL;
    ks_catalog *found = NULL;
    ks_error *error = NULL;
    if (counted("access", ks_session_get_access(session, &access, &error), &error) &&
        counted("catalog", ks_access_get_catalog(access, &found, &error), &error)) {
        ks_endpoint_filter filter = KS_ENDPOINT_FILTER_INIT;
        filter.service_type = "identity";
        filter.interface = "public";
        const char *url = NULL;
        ks_value *endpoints = NULL;
        if (lists) {
            CHECK(ks_catalog_get_endpoints_data(found, &filter, &endpoints, &error) == KS_OK);
            CHECK(ks_value_length(ks_value_get(endpoints, "identity")) == 1 && ks_catalog_endpoint_count(found) == 3);
        } else {
            CHECK(ks_catalog_url_for(found, &filter, &url, &error) == KS_OK && strncmp(url, "http://127.0.0.1", 16) == 0);
        }
        ks_value_free(endpoints);
    }
    ks_catalog_free(found);
    ks_access_free(access);
}

static void headers(void)
{
    ks_headers *found = NULL;
    ks_error *error = NULL;
    if (counted("headers", ks_session_get_auth_headers(session, &found, &error), &error))
        CHECK(ks_headers_get(found, "X-Auth-Token") != NULL);
    ks_headers_free(found);
}

static void discovery(void)
{
    ks_discovery *found = NULL;
    ks_error *error = NULL;
    ks_session_drop_discovery(session);
    if (counted("discovery", ks_discovery_new(session, NULL, NULL, &found, &error), &error))
        CHECK(ks_discovery_url(found) != NULL);
    ks_discovery_free(found);
}

static void rescope(void)
{
    ks_params *scope = params("{\"system_scope\": \"all\"}");
    ks_session *scoped = NULL;
    ks_text *token_text = NULL;
    ks_error *error = NULL;
    CHECK(worked(ks_session_with_scope(session, scope, &scoped, &error), &error));
    if (counted("rescope", ks_session_get_token(scoped, &token_text, &error), &error))
        atomic_fetch_add(&rescoped, 1);
    ks_text_free(token_text);
    ks_session_free(scoped);
    ks_params_free(scope);
}

/* Another client takes the session's token away. */
static void revoke_token(void)
{
    ks_text *token_text = NULL;
    ks_error *error = NULL;
    if (counted("token", ks_session_get_token(session, &token_text, &error), &error) &&
        counted("revoke", ks_v3_tokens_revoke_token(revoker, ks_text_string(token_text), &error), &error))
        atomic_fetch_add(&revoked, 1);
    ks_text_free(token_text);
}

static void work(int number)
{
    double next_revocation = begun + 0.5;
    for (unsigned turn = 0; now() < begun + length || access(stop, F_OK) != 0; turn++) {
        switch ((turn + (unsigned)number) % 8) {
        case 0:
        case 1:
            get();
            break;
        case 2:
            user(number, turn);
            break;
        case 3:
            catalog(false);
            break;
        case 4:
            catalog(true);
            break;
        case 5:
            headers();
            break;
        case 6:
            discovery();
            break;
        default:
            rescope();
        }
        if (number == 0 && now() > next_revocation) {
            revoke_token();
            next_revocation = now() + 1;
        }
    }
}

static void *watch(void *samples)
{
    struct sample *at = samples;
    for (int i = 0; i < SAMPLES; i++) {
        /* The first when all is warm. */
        double when = begun + length * (0.2 + 0.75 * i / (SAMPLES - 1)) - now();
        if (when > 0)
            nanosleep(&(struct timespec){(time_t)when, (long)((when - (double)(time_t)when) * 1e9)}, NULL);
        at[i] = sample();
    }
    return NULL;
}

static void show(const char *name, const struct sample *at)
{
    printf("\"%s\": {\"files\": %ld, \"threads\": %ld, \"memory\": %ld, \"heap\": %ld}, ", name, at->files, at->threads, at->memory,
           at->heap);
}

static void show_metrics(const char *name, const ks_session *of)
{
    ks_value *metrics = NULL;
    ks_text *json = NULL;
    ks_error *error = NULL;
    CHECK(worked(ks_session_get_metrics(of, &metrics, &error), &error));
    CHECK(worked(ks_value_to_json(metrics, &json, &error), &error));
    printf("\"%s\": %s, ", name, ks_text_string(json));
    ks_text_free(json);
    ks_value_free(metrics);
}

static ks_client *client_of(const ks_session *of)
{
    ks_client *made_client = NULL;
    ks_error *error = NULL;
    CHECK(worked(ks_client_new(of, NULL, &made_client, &error), &error));
    return made_client;
}

int main(int argc, char **argv)
{
    if (argc != 4)
        return 2;
    length = atof(argv[2]);
    stop = argv[3];
    struct sample start = sample(), samples[SAMPLES], end;
    ks_auth *auth = login("password", argv[1], "{\"project_name\": \"admin\", \"project_domain_id\": \"default\"}");
    session = session_of(auth, "{\"timeout\": 10}");
    ks_auth_free(auth);
    auth = login("password", argv[1], "{\"project_name\": \"admin\", \"project_domain_id\": \"default\"}");
    other = session_of(auth, "{\"timeout\": 10}");
    ks_auth_free(auth);
    client = client_of(session);
    revoker = client_of(other);
    ks_endpoint_filter filter = KS_ENDPOINT_FILTER_INIT;
    filter.service_type = "identity";
    ks_error *error = NULL;
    CHECK(worked(ks_adapter_new(session, &filter, &adapter, &error), &error));
    if (!client || !revoker || failures)
        return 1;

    begun = now();
    pthread_t watcher;
    pthread_create(&watcher, NULL, watch, samples);
    all_at_once(work);
    pthread_join(watcher, NULL);

    printf("{");
    show_metrics("session", session);
    show_metrics("other", other);
    ks_adapter_free(adapter);
    ks_client_free(client);
    ks_client_free(revoker);
    ks_session_free(session);
    ks_session_free(other);
    end = sample();
    show("start", &start);
    show("warm", &samples[0]);
    show("late", &samples[SAMPLES - 1]);
    show("end", &end);
    printf("\"memory\": [");
    for (int i = 0; i < SAMPLES; i++)
        printf("%s%ld", i ? ", " : "", samples[i].memory);
    printf("], \"results\": {");
    const char *between = "";
    for (int i = 0; i <= OTHER; i++)
        if (results[i]) {
            printf("%s\"%d\": %lu", between, i, (unsigned long)results[i]);
            between = ", ";
        }
    printf("}, \"calls\": %lu, \"rescoped\": %lu, \"revoked\": %lu, \"made\": %lu, \"deleted\": %lu}\n", (unsigned long)calls,
           (unsigned long)rescoped, (unsigned long)revoked, (unsigned long)made, (unsigned long)deleted);
    return failures != 0;
}
