/* The library as a contender, through its C ABI.
 *
 *   ks_bench get BASE THREADS N    N GETs of /users through one adapter, shared by the threads
 *   ks_bench auth BASE 1 N         N logins over one kept connection, each read and indexed
 *   ks_bench headers BASE 1 N      N times the headers of a token that is held
 *   ks_bench token BASE            one login; prints the token's length
 *   ks_bench parse FILE 1 N        N times: the bytes of a token body to an access, its catalog, the first URL
 *   ks_bench urlfor FILE 1 N       N look-ups in one catalog
 *
 * A mode that it does not have ends it with 3. KS_BENCH_AUTH names the auth type (v3password), BENCH_CA a file of certificates. */
#define _GNU_SOURCE
#include "work.h"

#include "keystoneclient.h"

static ks_session *session;
static ks_adapter *adapter;
static ks_access *access_info;
static ks_catalog *catalog;
static char *body;
static size_t length;

static void check(ks_result result, ks_error *error, const char *what)
{
    if (result == KS_OK)
        return;
    fprintf(stderr, "%s: %s\n", what, error ? ks_error_message(error) : "failed");
    exit(1);
}

static ks_endpoint_filter identity(void)
{
    ks_endpoint_filter filter = KS_ENDPOINT_FILTER_INIT;
    filter.service_type = "identity";
    filter.interface = "public";
    filter.region_name = "RegionOne";
    return filter;
}

static void open_session(const char *base)
{
    const char *type = getenv("KS_BENCH_AUTH"), *ca = getenv("BENCH_CA");
    char url[256];
    ks_error *error = NULL;
    ks_auth *auth = NULL;
    ks_params *options = ks_params_new(), *connecting = ks_params_new();
    snprintf(url, sizeof url, "%s/v3", base);
    ks_params_set_string(options, "auth_url", url);
    ks_params_set_string(options, "username", "admin");
    ks_params_set_string(options, "password", "secret");
    ks_params_set_string(options, "user_domain_id", "default");
    ks_params_set_string(options, "project_name", "admin");
    ks_params_set_string(options, "project_domain_id", "default");
    if (ca)
        ks_params_set_string(connecting, "cacert", ca);
    check(ks_auth_new(type ? type : "v3password", options, &auth, &error), error, "auth");
    check(ks_session_new(auth, connecting, &session, &error), error, "session");
    ks_auth_free(auth);
    ks_params_free(options);
    ks_params_free(connecting);
}

static size_t get(void *own)
{
    ks_error *error = NULL;
    ks_response *response = NULL;
    (void)own;
    check(ks_adapter_get(adapter, "/users", NULL, &response, &error), error, "get");
    size_t bytes = ks_response_body(response) ? ks_response_body_length(response) : 0;
    ks_response_free(response);
    return bytes;
}

/* A session logs in anew when its token is gone. The catalog is indexed when it is first asked for. */
static size_t log_in(void *own)
{
    ks_error *error = NULL;
    ks_access *fresh = NULL;
    ks_catalog *indexed = NULL;
    (void)own;
    ks_session_invalidate(session);
    check(ks_session_get_access(session, &fresh, &error), error, "login");
    check(ks_access_get_catalog(fresh, &indexed, &error), error, "catalog");
    size_t bytes = strlen(ks_access_auth_token(fresh));
    ks_catalog_free(indexed);
    ks_access_free(fresh);
    return bytes;
}

static size_t headers(void *own)
{
    ks_error *error = NULL;
    ks_headers *fields = NULL;
    (void)own;
    check(ks_session_get_auth_headers(session, &fields, &error), error, "headers");
    size_t bytes = ks_headers_value(fields, 0) != NULL;
    ks_headers_free(fields);
    return bytes;
}

static ks_access *read_access(void)
{
    ks_error *error = NULL;
    ks_access *access = NULL;
    check(ks_access_from_json(body, length, "gAAAAABn", &access, &error), error, "parse");
    return access;
}

static size_t parse(void *own)
{
    ks_error *error = NULL;
    ks_catalog *read = NULL;
    ks_endpoint_filter filter = identity();
    const char *url = NULL;
    (void)own;
    ks_access *access = read_access();
    check(ks_access_get_catalog(access, &read, &error), error, "catalog");
    check(ks_catalog_url_for(read, &filter, &url, &error), error, "url_for");
    size_t bytes = strlen(url);
    ks_catalog_free(read);
    ks_access_free(access);
    return bytes;
}

#define MOST_KEYS 64
static ks_endpoint_filter keys[MOST_KEYS];
static size_t key_count, next_key;

/* Up to 64 endpoints that are spread over the catalog. */
static void spread_keys(void)
{
    size_t all = ks_catalog_endpoint_count(catalog);
    key_count = all < MOST_KEYS ? all : MOST_KEYS;
    for (size_t i = 0; i < key_count; i++) {
        ks_endpoint endpoint = KS_ENDPOINT_INIT;
        ks_catalog_endpoint(catalog, i * all / key_count, &endpoint);
        keys[i] = (ks_endpoint_filter)KS_ENDPOINT_FILTER_INIT;
        keys[i].service_type = strdup(endpoint.service_type);
        keys[i].interface = strdup(endpoint.interface);
        keys[i].region_name = strdup(endpoint.region);
    }
}

static size_t look_up(void *own)
{
    ks_error *error = NULL;
    const char *url = NULL;
    (void)own;
    check(ks_catalog_url_for(catalog, &keys[next_key], &url, &error), error, "url_for");
    next_key = next_key + 1 == key_count ? 0 : next_key + 1;
    return url != NULL;
}

static void read_body(const char *path)
{
    FILE *file = fopen(path, "rb");
    body = malloc(8u << 20);
    if (!file || !body)
        stop("the body cannot be read");
    length = fread(body, 1, 8u << 20, file);
    fclose(file);
}

static void *nothing(void)
{
    return NULL;
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        size_t (*operate)(void *);
    } modes[] = { { "get", get }, { "auth", log_in }, { "headers", headers }, { "token", NULL }, { "parse", parse }, { "urlfor", look_up } };
    const size_t count = sizeof modes / sizeof *modes;
    size_t mode = 0;
    ks_error *error = NULL;
    while (argc > 1 && mode < count && strcmp(argv[1], modes[mode].name) != 0)
        mode++;
    if (argc < 3 || mode == count)
        return 3;
    if (modes[mode].operate && argc < 5)
        return 2;
    if (modes[mode].operate == parse || modes[mode].operate == look_up) {
        read_body(argv[2]);
        access_info = read_access();
        check(ks_access_get_catalog(access_info, &catalog, &error), error, "catalog");
        spread_keys();
    } else {
        ks_endpoint_filter filter = identity();
        open_session(argv[2]);
        check(ks_adapter_new(session, &filter, &adapter, &error), error, "adapter");
        if (modes[mode].operate != get) {
            size_t bytes = log_in(NULL);
            if (!modes[mode].operate)
                printf("%zu\n", bytes);
        }
    }
    if (modes[mode].operate)
        run_threads(atoi(argv[3]), atol(argv[4]), modes[mode].operate, nothing);
    ks_catalog_free(catalog);
    ks_access_free(access_info);
    ks_adapter_free(adapter);
    ks_session_free(session);
    return 0;
}
