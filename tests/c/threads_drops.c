/* Threads ask a service that drops connections. Each request has a number of its own; the test that runs this compares what was
 * told here with what the service did.
 * Usage: threads_drops ORIGIN REQUESTS_PER_THREAD
 *
 * Prints "METHOD NUMBER CODE" for each request, and last what the process held in the middle of the work and after it:
 * "held DESCRIPTORS KIBIBYTES DESCRIPTORS KIBIBYTES". */
#define _POSIX_C_SOURCE 200809L
#define THREADS 32

#include <dirent.h>
#include <unistd.h>

#include "threads.h"

static ks_session *session;
static const char *origin;
static int requests;
static ks_result *codes;
static pthread_barrier_t halfway;
static long held[4];

static const char *const methods[] = {"GET", "POST", "PUT", "DELETE"};

static void measure(long *descriptors, long *kibibytes)
{
    DIR *folder = opendir("/proc/self/fd");
    for (*descriptors = 0; folder && readdir(folder);)
        ++*descriptors;
    if (folder)
        closedir(folder);
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file && fscanf(file, "%*d %ld", &pages) != 1)
        pages = 0;
    if (file)
        fclose(file);
    *kibibytes = pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static void ask(int thread)
{
    for (int i = 0; i < requests; i++) {
        if (i == requests / 2) {
            if (pthread_barrier_wait(&halfway) == PTHREAD_BARRIER_SERIAL_THREAD)
                measure(&held[0], &held[1]);
            pthread_barrier_wait(&halfway);
        }
        int number = thread * requests + i;
        char url[256];
        snprintf(url, sizeof url, "%s/%d", origin, number);
        ks_request_options *options = ks_request_options_new();
        if (number % 4 == 1)
            ks_request_options_set_json(options, "{\"do\": \"it\"}", 12);
        /* What may be done twice may be tried again. */
        ks_request_options_set_connect_retries(options, number % 4 == 1 ? 0 : 5);
        ks_response *response = NULL;
        codes[number] = ks_session_request(session, methods[number % 4], url, options, &response, NULL);
        ks_response_free(response);
        ks_request_options_free(options);
    }
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    origin = argv[1];
    requests = atoi(argv[2]);
    codes = calloc((size_t)(THREADS * requests), sizeof *codes);
    pthread_barrier_init(&halfway, NULL, THREADS);
    session = session_of(NULL, "{\"connect_retry_delay\": 0.001}");
    all_at_once(ask);
    measure(&held[2], &held[3]);
    for (int number = 0; number < THREADS * requests; number++)
        printf("%s %d %d\n", methods[number % 4], number, codes[number]);
    printf("held %ld %ld %ld %ld\n", held[0], held[1], held[2], held[3]);
    ks_session_free(session);
    pthread_barrier_destroy(&halfway);
    free(codes);
    return failures != 0;
}
