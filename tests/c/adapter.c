/* Adapters: which service a path belongs to, and what goes out for it. The test that runs this looks at what came in.
 * Usage: adapter ORIGIN */
#include "service.h"

#include <stddef.h>

static const char *origin;

static ks_session *session_with(const char *options)
{
    return logged_in("v3password", at(origin, "/v3"), options);
}

static ks_adapter *adapter_of(const ks_session *session, const char *service_type, const char *interface, const char *region)
{
    ks_endpoint_filter filter = KS_ENDPOINT_FILTER_INIT;
    ks_adapter *adapter = NULL;
    ks_error *error = NULL;
    filter.service_type = service_type;
    filter.interface = interface;
    filter.region_name = region;
    CHECK(worked(ks_adapter_new(session, &filter, &adapter, &error), &error));
    return adapter;
}

/* Whether a GET of this path is answered by this URL. */
static bool gets(const ks_adapter *adapter, const char *path, const ks_request_options *options, const char *url)
{
    ks_response *response = NULL;
    ks_error *error = NULL;
    bool right = worked(ks_adapter_get(adapter, path, options, &response, &error), &error) && same(ks_response_url(response), url);
    if (!right)
        fprintf(stderr, "%s was answered by %s\n", path, response ? ks_response_url(response) : "nobody");
    ks_response_free(response);
    return right;
}

static void test_adapter__puts_paths_behind_the_url_of_its_service(void)
{
    ks_session *session = session_with("{}");
    ks_adapter *adapter = adapter_of(session, "compute", NULL, NULL);
    ks_text *url = NULL;
    ks_error *error = NULL;
    CHECK(gets(adapter, "servers", NULL, at(origin, "/one/public/servers")));
    CHECK(gets(adapter, "/servers", NULL, at(origin, "/one/public/servers")));
    CHECK(gets(adapter, "", NULL, at(origin, "/one/public/")));
    CHECK(gets(adapter, "/servers/a%2Fb?all=1", NULL, at(origin, "/one/public/servers/a%2Fb?all=1")));
    CHECK(gets(adapter, at(origin, "/absolute"), NULL, at(origin, "/absolute")));
    ks_request_options *options = ks_request_options_new();
    ks_request_options_add_query(options, "name", "a b&c");
    CHECK(gets(adapter, "/servers?all=1", options, at(origin, "/one/public/servers?all=1&name=a+b%26c")));
    ks_request_options_free(options);
    CHECK(worked(ks_adapter_get_endpoint(adapter, &url, &error), &error) && says(url, at(origin, "/one/public/")));
    ks_adapter *kept = ks_adapter_ref(adapter);
    ks_adapter_free(adapter);
    ks_session_free(session);
    CHECK(kept == adapter && gets(kept, "kept", NULL, at(origin, "/one/public/kept")));
    ks_adapter_free(kept);
    CHECK(ks_adapter_ref(NULL) == NULL);
}

static void test_adapter__a_request_speaks_before_the_adapter_and_the_adapter_before_the_session(void)
{
    ks_session *session = session_with("{\"region_name\": \"two\", \"interface\": \"internal\"}");
    ks_adapter *open = adapter_of(session, "compute", NULL, NULL);
    ks_adapter *public = adapter_of(session, "compute", "public", NULL);
    ks_adapter *one = adapter_of(session, "compute", NULL, "one");
    CHECK(gets(open, "x", NULL, at(origin, "/two/internal/x")));
    CHECK(gets(public, "x", NULL, at(origin, "/two/public/x")));
    CHECK(gets(one, "x", NULL, at(origin, "/one/internal/x")));

    ks_endpoint_filter filter = KS_ENDPOINT_FILTER_INIT;
    ks_request_options *options = ks_request_options_new();
    filter.region_name = "one";
    CHECK(ks_request_options_set_endpoint_filter(options, &filter) == KS_OK);
    filter.region_name = "overwritten";
    CHECK(gets(public, "x", options, at(origin, "/one/public/x")));
    filter.region_name = NULL;
    filter.service_type = "volume";
    CHECK(ks_request_options_set_endpoint_filter(options, &filter) == KS_OK);
    CHECK(gets(public, "x", options, at(origin, "/volume/two/x")));
    CHECK(ks_request_options_set_endpoint_filter(options, NULL) == KS_OK);
    CHECK(gets(public, "x", options, at(origin, "/two/public/x")));

    CHECK(ks_request_options_set_endpoint_override(options, at(origin, "/mine/")) == KS_OK);
    CHECK(gets(public, "/x", options, at(origin, "/mine/x")));
    CHECK(gets(public, at(origin, "/absolute"), options, at(origin, "/absolute")));
    CHECK(ks_request_options_set_endpoint_override(options, NULL) == KS_OK);
    CHECK(gets(public, "x", options, at(origin, "/two/public/x")));
    ks_request_options_free(options);
    ks_adapter_free(open);
    ks_adapter_free(public);
    ks_adapter_free(one);
    ks_session_free(session);
}

static void test_adapter__copies_its_filter(void)
{
    char type[] = "compute", region[] = "two";
    ks_session *session = session_with("{}");
    ks_adapter *adapter = adapter_of(session, type, NULL, region);
    memset(type, 'x', sizeof type - 1);
    memset(region, 'x', sizeof region - 1);
    CHECK(gets(adapter, "x", NULL, at(origin, "/two/public/x")));
    ks_adapter_free(adapter);
    ks_session_free(session);
}

static void test_adapter__a_service_that_is_not_there_is_named_with_what_is(void)
{
    ks_session *session = session_with("{}");
    ks_adapter *adapter = adapter_of(session, "volume", NULL, "one");
    ks_response *response = NULL;
    ks_text *url = NULL;
    ks_error *error = NULL;
    CHECK(failed(ks_adapter_get(adapter, "/x", NULL, &response, &error), &error, KS_ERROR_ENDPOINT_NOT_FOUND, "volume"));
    CHECK(failed(ks_adapter_get_endpoint(adapter, &url, &error), &error, KS_ERROR_ENDPOINT_NOT_FOUND, "public in two"));
    CHECK(response == NULL && url == NULL);
    ks_adapter_free(adapter);
    ks_session_free(session);
}

/* A filter of an older or a later header: so many bytes of memory, which say that they are `size`. */
static ks_result sized(const ks_session *session, size_t bytes, size_t size, const char *beyond, ks_adapter **adapter, ks_error **error)
{
    ks_endpoint_filter filter = {.size = size, .service_type = "compute", .region_name = "two"};
    char *memory = calloc(1, bytes);
    memcpy(memory, &filter, bytes < sizeof filter ? bytes : sizeof filter);
    if (bytes >= sizeof filter + sizeof beyond)
        memcpy(memory + sizeof filter, &beyond, sizeof beyond);
    ks_result result = ks_adapter_new(session, (const ks_endpoint_filter *)(void *)memory, adapter, error);
    free(memory);
    return result;
}

static void test_adapter__filters_of_other_headers_are_read_or_refused(void)
{
    static const size_t wrong[] = {0, 1, 7, sizeof(ks_endpoint_filter) - 1, sizeof(ks_endpoint_filter) + 1, 1 << 20, SIZE_MAX};
    const size_t older = offsetof(ks_endpoint_filter, service_name), later = sizeof(ks_endpoint_filter) + sizeof(char *);
    ks_session *session = session_with("{}");
    ks_adapter *adapter = NULL;
    ks_error *error = NULL;
    CHECK(worked(sized(session, older, older, NULL, &adapter, &error), &error));
    CHECK(gets(adapter, "older", NULL, at(origin, "/two/public/older")));
    ks_adapter_free(adapter);
    CHECK(worked(sized(session, later, later, NULL, &adapter, &error), &error));
    CHECK(gets(adapter, "later", NULL, at(origin, "/two/public/later")));
    ks_adapter_free(adapter);
    CHECK(failed(sized(session, later, later, "new", &adapter, &error), &error, KS_ERROR_UNSUPPORTED_PARAMETERS, "filter"));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        CHECK(failed(sized(session, later, wrong[i], NULL, &adapter, &error), &error, KS_ERROR_INVALID_ARGUMENT, "filter.size"));
        CHECK(adapter == NULL);
    }
    ks_endpoint_filter filter = KS_ENDPOINT_FILTER_INIT;
    filter.region_name = "\xff";
    CHECK(failed(ks_adapter_new(session, &filter, &adapter, &error), &error, KS_ERROR_INVALID_UTF8, "filter.region_name"));
    ks_session_free(session);
}

static void test_adapter__methods_are_names_and_paths_are_text(void)
{
    static const char *const wrong[] = {"", "GET /", "G\r\nX: y", "CONNECT"};
    ks_session *session = session_with("{}");
    ks_adapter *adapter = adapter_of(session, "compute", NULL, NULL);
    ks_response *response = NULL;
    ks_error *error = NULL;
    CHECK(worked(ks_adapter_request(adapter, "BREW", "pot", NULL, &response, &error), &error));
    CHECK(ks_response_status(response) == 200);
    ks_response_free(response);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        CHECK(failed(ks_adapter_request(adapter, wrong[i], "wrong", NULL, &response, &error), &error, KS_ERROR_INVALID_ARGUMENT, ""));
    CHECK(failed(ks_adapter_request(adapter, "\xff", "wrong", NULL, &response, &error), &error, KS_ERROR_INVALID_UTF8, "method"));
    CHECK(failed(ks_adapter_get(adapter, "\xff", NULL, &response, &error), &error, KS_ERROR_INVALID_UTF8, "path"));
    CHECK(worked(ks_adapter_get(adapter, "/with blank/\xc3\xa9", NULL, &response, &error), &error));
    ks_response_free(response);
    CHECK(get_fails(session, "ftp://host/file", NULL, KS_ERROR_UNKNOWN_CONNECTION_ERROR, "http"));
    CHECK(get_fails(session, "http://", NULL, KS_ERROR_UNKNOWN_CONNECTION_ERROR, "host"));
    CHECK(get_fails(session, "http://h:99999/", NULL, KS_ERROR_UNKNOWN_CONNECTION_ERROR, "port"));
    ks_adapter_free(adapter);
    ks_session_free(session);
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    origin = argv[1];
    test_adapter__puts_paths_behind_the_url_of_its_service();
    test_adapter__a_request_speaks_before_the_adapter_and_the_adapter_before_the_session();
    test_adapter__copies_its_filter();
    test_adapter__a_service_that_is_not_there_is_named_with_what_is();
    test_adapter__filters_of_other_headers_are_read_or_refused();
    test_adapter__methods_are_names_and_paths_are_text();
    return failures != 0;
}
