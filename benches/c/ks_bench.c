/* The library as a contender, through its C ABI.
 *
 *   ks_bench get BASE THREADS N    N GETs of /users through one adapter, shared by the threads
 *   ks_bench auth BASE 1 N         N logins over one kept connection, each read and indexed
 *   ks_bench headers BASE 1 N      N times the headers of a token that is held
 *   ks_bench users BASE THREADS N  N lists of the users, each a ks_value
 *   ks_bench by_name BASE THREADS N  the same by ks_client_call
 *   ks_bench pages BASE 1 N        N times all users, page by page
 *   ks_bench token BASE            one login; prints the token's length
 *   ks_bench start                 loads the library and ends
 *
 * A mode that it does not have ends it with 3. KS_BENCH_AUTH names the auth type (v3password), BENCH_CA a file of certificates. */
#define _GNU_SOURCE
#include "work.h"

#include "keystoneclient.h"

static ks_session *session;
static ks_adapter *adapter;
static ks_client *client;

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

/* How many there are. The last one is looked at as well: a list that nobody reads might not have been read by the library either. */
static size_t count_users(ks_value *list)
{
    size_t count = ks_value_length(list);
    const ks_value *last = count ? ks_value_at(list, count - 1) : NULL;
    if (!last || !ks_value_string(ks_value_get(last, "email")))
        stop("a user without its members");
    ks_value_free(list);
    return count;
}

static size_t users(void *own)
{
    ks_error *error = NULL;
    ks_value *list = NULL;
    (void)own;
    check(ks_v3_users_list(client, NULL, &list, &error), error, "users");
    return count_users(list);
}

static size_t by_name(void *own)
{
    ks_error *error = NULL;
    ks_value *list = NULL;
    (void)own;
    check(ks_client_call(client, "v3.users.list", NULL, &list, &error), error, "v3.users.list");
    return count_users(list);
}

static size_t pages(void *own)
{
    ks_error *error = NULL;
    ks_pages *list = NULL;
    ks_value *page = NULL;
    size_t count = 0;
    (void)own;
    check(ks_client_list(client, "v3.users.list", NULL, &list, &error), error, "v3.users.list");
    for (;;) {
        check(ks_pages_next(list, &page, &error), error, "a page");
        if (!page)
            break;
        count += count_users(page);
    }
    ks_pages_free(list);
    return count;
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

static void *nothing(void)
{
    return NULL;
}

enum { ADAPTER, CLIENT, LOGIN };

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        size_t (*operate)(void *);
        int needs;
    } modes[] = { { "get", get, ADAPTER },   { "users", users, CLIENT }, { "by_name", by_name, CLIENT }, { "pages", pages, CLIENT },
                  { "auth", log_in, LOGIN }, { "headers", headers, LOGIN }, { "token", NULL, LOGIN } };
    const size_t count = sizeof modes / sizeof *modes;
    size_t mode = 0;
    ks_error *error = NULL;
    if (argc == 2 && !strcmp(argv[1], "start"))
        return ks_library_version() == NULL;
    while (argc > 1 && mode < count && strcmp(argv[1], modes[mode].name) != 0)
        mode++;
    if (argc < 3 || mode == count)
        return 3;
    if (modes[mode].operate && argc < 5)
        return 2;
    open_session(argv[2]);
    ks_endpoint_filter filter = identity();
    switch (modes[mode].needs) {
    case ADAPTER:
        check(ks_adapter_new(session, &filter, &adapter, &error), error, "adapter");
        break;
    case CLIENT:
        check(ks_client_new(session, NULL, &client, &error), error, "client");
        break;
    default:
        log_in(NULL);
    }
    if (modes[mode].operate)
        run_threads(atoi(argv[3]), atol(argv[4]), modes[mode].operate, nothing);
    ks_client_free(client);
    ks_adapter_free(adapter);
    ks_session_free(session);
    return 0;
}
