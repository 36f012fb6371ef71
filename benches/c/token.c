/* What a token's body, its catalog and a getter cost through the C ABI.
 *
 * Reads lines "WHAT FILE N" from standard input and answers each with "NANOSECONDS ALLOCATIONS", both for one of the N turns:
 *
 *   body     FILE N     the bytes of FILE to a ks_access, its catalog, the first URL; everything is freed again
 *   url_for  FILE N     look-ups by type, interface and region on one catalog: up to 64 keys that are spread over it, in turn
 *   alias    FILE N     the same look-up again and again, by another name of the type block-storage
 *   getter   FILE N     ks_access_user_id
 *
 * A line that it cannot do is answered with "- why".
 */
#define _GNU_SOURCE
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "keystoneclient.h"

static uint64_t allocations;

#ifdef __GLIBC__
/* The library asks the program for its memory before it asks the C library. */
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);

void *malloc(size_t size)
{
    allocations++;
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    allocations++;
    return __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    allocations++;
    return __libc_realloc(old, size);
}
#endif

static const char *const token =
    "gAAAAABnOnYx8HgRq1A_KjUt4DcNmXw7GfQp0z-JiTs3CbMlWv6FePoZy9IhSr2BaLkVu5EdOnYx8HgRq1A_KjUt4DcNmXw7GfQp0z-JiTs3CbMlWv6"
    "FePoZy9IhSr2BaLkVu5EdOnYx8HgRq1A_KjUt4DcNmXw7GfQp0z-JiTs3CbMlWv6FePo";

/* Processor time: other programs share the machine. */
static uint64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void stop(const char *what)
{
    fprintf(stderr, "token: %s\n", what);
    exit(1);
}

static ks_access *read_access(const char *body, size_t length)
{
    ks_access *access = NULL;
    if (ks_access_from_json(body, length, token, &access, NULL) != KS_OK)
        stop("the body is not taken");
    return access;
}

static ks_catalog *read_catalog(const ks_access *access)
{
    ks_catalog *catalog = NULL;
    if (ks_access_get_catalog(access, &catalog, NULL) != KS_OK)
        stop("the catalog is not taken");
    return catalog;
}

static void body_to_url(const char *body, size_t length)
{
    ks_endpoint_filter filter = KS_ENDPOINT_FILTER_INIT;
    const char *url = NULL;
    filter.service_type = "identity";
    filter.interface = "public";
    filter.region_name = "RegionOne";
    ks_access *access = read_access(body, length);
    ks_catalog *catalog = read_catalog(access);
    if (ks_catalog_url_for(catalog, &filter, &url, NULL) != KS_OK)
        stop("no URL");
    ks_catalog_free(catalog);
    ks_access_free(access);
}

#define MOST_KEYS 64

static char *copy(const char *text)
{
    char *copied = text ? strdup(text) : NULL;
    if (!copied)
        stop("an endpoint without type, interface or region");
    return copied;
}

static size_t spread_keys(const ks_catalog *catalog, ks_endpoint_filter *keys)
{
    size_t all = ks_catalog_endpoint_count(catalog), count = all < MOST_KEYS ? all : MOST_KEYS;
    for (size_t i = 0; i < count; i++) {
        ks_endpoint endpoint = KS_ENDPOINT_INIT;
        ks_endpoint_filter key = KS_ENDPOINT_FILTER_INIT;
        ks_catalog_endpoint(catalog, i * all / count, &endpoint);
        /* The caller's strings are its own, not the catalog's. */
        key.service_type = copy(endpoint.service_type);
        key.interface = copy(endpoint.interface);
        key.region_name = copy(endpoint.region);
        keys[i] = key;
    }
    return count;
}

static void free_keys(ks_endpoint_filter *keys, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free((char *)keys[i].service_type);
        free((char *)keys[i].interface);
        free((char *)keys[i].region_name);
    }
}

/* One measurement; returns nanoseconds, 0 for what cannot be done. */
static uint64_t measure(const char *what, const char *body, size_t length, uint64_t turns)
{
    uint64_t start = 0;
    if (!strcmp(what, "body")) {
        body_to_url(body, length);
        allocations = 0;
        start = now();
        for (uint64_t i = 0; i < turns; i++)
            body_to_url(body, length);
        return now() - start;
    }
    ks_access *access = read_access(body, length);
    ks_catalog *catalog = read_catalog(access);
    uint64_t time = 0;
    if (!strcmp(what, "url_for") || !strcmp(what, "alias")) {
        ks_endpoint_filter keys[MOST_KEYS] = { KS_ENDPOINT_FILTER_INIT };
        size_t count = 1, key = 0;
        const char *url = NULL;
        if (*what == 'u') {
            count = spread_keys(catalog, keys);
        } else {
            keys[0].service_type = copy("volumev3");
            keys[0].interface = copy("publicURL");
            keys[0].region_name = copy("RegionOne");
        }
        if (ks_catalog_url_for(catalog, &keys[0], &url, NULL) == KS_OK) {
            allocations = 0;
            start = now();
            for (uint64_t i = 0; i < turns; i++) {
                if (ks_catalog_url_for(catalog, &keys[key], &url, NULL) != KS_OK)
                    stop("no URL");
                if (++key == count)
                    key = 0;
            }
            time = now() - start;
        }
        uint64_t counted = allocations;
        free_keys(keys, count);
        allocations = counted;
    } else if (!strcmp(what, "getter")) {
        size_t there = 0;
        allocations = 0;
        start = now();
        for (uint64_t i = 0; i < turns; i++)
            there += ks_access_user_id(access) != NULL;
        time = now() - start;
        if (there != turns)
            stop("no user");
    }
    ks_catalog_free(catalog);
    ks_access_free(access);
    return time;
}

static char *read_file(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    char *text = malloc(8u << 20);
    if (!file || !text)
        stop("a file cannot be read");
    *length = fread(text, 1, 8u << 20, file);
    fclose(file);
    return text;
}

int main(void)
{
    char what[16], path[1024];
    uint64_t turns;
    while (scanf("%15s %1023s %" SCNu64, what, path, &turns) == 3) {
        size_t length = 0;
        char *body = read_file(path, &length);
        uint64_t time = measure(what, body, length, turns);
        if (time)
            printf("%.3f %.3f\n", (double)time / (double)turns, (double)allocations / (double)turns);
        else
            printf("- not found\n");
        fflush(stdout);
        free(body);
    }
    return 0;
}
