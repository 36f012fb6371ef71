/* Bare libcurl: an easy handle for each thread, kept; the body is collected, and nothing is parsed.
 *
 *   curl get BASE THREADS N | curl auth BASE 1 N
 *
 * BENCH_CA names a file of certificates. */
#define _GNU_SOURCE
#include "work.h"

#include <curl/curl.h>
#include <strings.h>

static char token[512], url[256];

struct handle {
    CURL *curl;
    char *bytes;
    size_t length, room;
};

static size_t collect(char *data, size_t size, size_t count, void *argument)
{
    struct handle *own = argument;
    size *= count;
    if (own->length + size > own->room) {
        own->room = (own->room + size) * 2;
        own->bytes = realloc(own->bytes, own->room);
    }
    memcpy(own->bytes + own->length, data, size);
    own->length += size;
    return size;
}

static size_t read_header(char *data, size_t size, size_t count, void *argument)
{
    static const char name[] = "X-Subject-Token: ";
    (void)argument;
    size *= count;
    if (size > strlen(name) && size < sizeof token && !strncasecmp(data, name, strlen(name))) {
        size_t length = size - strlen(name);
        memcpy(token, data + strlen(name), length);
        token[length] = 0;
        token[strcspn(token, "\r\n")] = 0;
    }
    return size;
}

static struct handle *make(const char *path, struct curl_slist *headers, const char *base)
{
    struct handle *own = calloc(1, sizeof *own);
    if (!own || !(own->curl = curl_easy_init()))
        stop("no handle");
    snprintf(url, sizeof url, "%s%s", base, path);
    curl_easy_setopt(own->curl, CURLOPT_URL, url);
    curl_easy_setopt(own->curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(own->curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(own->curl, CURLOPT_WRITEFUNCTION, collect);
    curl_easy_setopt(own->curl, CURLOPT_WRITEDATA, own);
    if (getenv("BENCH_CA"))
        curl_easy_setopt(own->curl, CURLOPT_CAINFO, getenv("BENCH_CA"));
    return own;
}

static size_t perform(void *argument)
{
    struct handle *own = argument;
    long status = 0;
    own->length = 0;
    if (curl_easy_perform(own->curl) != CURLE_OK)
        stop("curl failed");
    curl_easy_getinfo(own->curl, CURLINFO_RESPONSE_CODE, &status);
    if (status >= 400)
        stop("curl was refused");
    return own->length;
}

static const char *base;

static void *to_list(void)
{
    char field[600];
    snprintf(field, sizeof field, "X-Auth-Token: %s", token);
    return make("/v3/users", curl_slist_append(NULL, field), base);
}

int main(int argc, char **argv)
{
    if (argc < 5 || (strcmp(argv[1], "get") && strcmp(argv[1], "auth")))
        return 3;
    base = argv[2];
    curl_global_init(CURL_GLOBAL_DEFAULT);
    struct curl_slist *json = curl_slist_append(curl_slist_append(NULL, "Content-Type: application/json"), "Accept: application/json");
    struct handle *own = make("/v3/auth/tokens", json, base);
    curl_easy_setopt(own->curl, CURLOPT_POSTFIELDS, login_body);
    curl_easy_setopt(own->curl, CURLOPT_HEADERFUNCTION, read_header);
    perform(own);
    if (!strcmp(argv[1], "auth")) {
        long operations = atol(argv[4]);
        struct mark start = now();
        for (long i = 0; i < operations; i++)
            perform(own);
        report(operations, start, own->length);
        return 0;
    }
    run_threads(atoi(argv[3]), atol(argv[4]), perform, to_list);
    return 0;
}
