/* What no program may do, one fault for each argument, and each through the library: a checker that lets one pass checks nothing.
 * Usage: broken FAULT */
#define _POSIX_C_SOURCE 200809L

#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <keystoneclient.h>

static ks_value *parsed(void)
{
    ks_value *value = NULL;
    ks_value_parse("{\"x\":[1]}", 9, &value, NULL);
    return value;
}

/* The library reads a value that was freed. */
static int freed(void)
{
    ks_value *value = parsed();
    ks_value_free(value);
    return ks_value_kind(value) == KS_VALUE_NULL;
}

/* The library reads behind the end of a buffer whose length it was told wrong. */
static int too_long(void)
{
    char *json = malloc(9);
    ks_value *value = NULL;
    memcpy(json, "{\"x\":[1]}", 9);
    ks_value_parse(json, 9 + 4, &value, NULL);
    ks_value_free(value);
    free(json);
    return 0;
}

/* Nobody frees what the library gave away. */
static int leaked(void)
{
    ks_value *volatile value = parsed();
    value = NULL;
    return value != NULL;
}

/* Two threads fill what one thread at a time may fill. */
static void *fill(void *params)
{
    for (int i = 0; i < 1000; i++)
        ks_params_set_int(params, "number", i);
    return NULL;
}

static int raced(void)
{
    ks_params *params = ks_params_new();
    pthread_t other;
    ks_params_set_int(params, "number", 0);
    pthread_create(&other, NULL, fill, params);
    fill(params);
    pthread_join(other, NULL);
    ks_params_free(params);
    return 0;
}

/* A number from the library does not fit into what C computes with it. */
static int overflown(void)
{
    ks_value *value = NULL;
    ks_value_parse("2147483647", 10, &value, NULL);
    int number = (int)ks_value_int(value, 0);
    ks_value_free(value);
    return number + 1 == INT_MIN;
}

/* The library gets a pointer that no object of its own has. */
static int misaligned(void)
{
    size_t memory[64] = {0};
    /* As a later version would have it, with one more member. */
    const size_t size = sizeof(ks_endpoint_filter) + sizeof(void *);
    char *filter = (char *)memory + 1;
    ks_catalog *catalog = NULL;
    const char *url = NULL;
    ks_catalog_from_json("{\"catalog\":[]}", 14, &catalog, NULL);
    memcpy(filter, &size, sizeof size);
    ks_catalog_url_for(catalog, (void *)filter, &url, NULL);
    ks_catalog_free(catalog);
    return 0;
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*commit)(void);
    } faults[] = {
        {"freed", freed},   {"too_long", too_long},   {"leaked", leaked},
        {"raced", raced},   {"overflown", overflown}, {"misaligned", misaligned},
    };
    for (size_t i = 0; argc == 2 && i < sizeof faults / sizeof *faults; i++)
        if (strcmp(argv[1], faults[i].name) == 0)
            return printf("%d\n", faults[i].commit()) < 0;
    return argc == 2 && strcmp(argv[1], "none") == 0 ? 0 : 2;
}
