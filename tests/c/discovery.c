/* Versions, documents, endpoints by version, and clients.
 *
 * discovery versions | document | endpoints AUTH_URL | client AUTH_URL VERSION ENDPOINT | threads AUTH_URL */
#define _POSIX_C_SOURCE 200809L

#include "threads.h"

#include <stdint.h>

static bool matches(const char *required, const char *candidate)
{
    bool answer = false;
    CHECK(ks_version_match(required, candidate, &answer, NULL) == KS_OK);
    return answer;
}

static bool between(const char *min, const char *max, const char *candidate)
{
    bool answer = false;
    CHECK(ks_version_between(min, max, candidate, &answer, NULL) == KS_OK);
    return answer;
}

static void versions(void)
{
    ks_error *error = NULL;
    ks_text *text = NULL;
    int64_t major, minor;
    int32_t order;
    bool answer = true;

    CHECK(ks_version_parse("v3.10", &major, &minor, NULL) == KS_OK && major == 3 && minor == 10);
    CHECK(ks_version_parse("2.latest", &major, &minor, NULL) == KS_OK && major == 2 && minor == INT64_MAX);
    CHECK(failed(ks_version_parse("v3.x", &major, &minor, &error), &error, KS_ERROR_INVALID_ARGUMENT, "v3.x"));
    CHECK(major == 0 && minor == 0);
    CHECK(ks_version_normalize("v3", &text, NULL) == KS_OK && says(text, "3.0"));
    CHECK(ks_version_compare("3.10", "3.9", &order, NULL) == KS_OK && order == 1);
    CHECK(ks_version_compare("3.10", "latest", &order, NULL) == KS_OK && order == -1);
    CHECK(ks_version_compare("3", "v3.0", &order, NULL) == KS_OK && order == 0);
    CHECK(matches("3.1", "3.3") && !matches("3.1", "4.1") && !matches("3.4", "3.3"));
    CHECK(between("2.1", "2.latest", "2.95") && between(NULL, "", "1") && !between("3", NULL, "2.95"));
    CHECK(failed(ks_version_match("3", "", &answer, &error), &error, KS_ERROR_INVALID_ARGUMENT, "candidate"));
    CHECK(!answer);
}

static const char *member(const ks_value *object, const char *key)
{
    return ks_value_string(ks_value_get(object, key));
}

static void document(void)
{
    static const char json[] =
        "{\"versions\": {\"values\": ["
        "{\"id\": \"v3.14\", \"status\": \"stable\", \"links\": [{\"rel\": \"self\", \"href\": \"http://inside/v3/\"}]},"
        "{\"id\": \"v2.0\", \"status\": \"deprecated\", \"links\": [{\"rel\": \"self\", \"href\": \"/identity/v2.0/\"}]},"
        "{\"id\": \"v4.0\", \"status\": \"beta\", \"min_version\": \"4.1\", \"max_version\": \"4.7\","
        " \"links\": [{\"rel\": \"self\", \"href\": \"v4\"}]}]}}";
    ks_discovery *discovery = NULL;
    ks_error *error = NULL;
    ks_value *value = NULL;
    ks_text *text = NULL;
    ks_params *unstable = params("{\"unstable\": true}"), *strict = params("{\"allow_deprecated\": false}"),
              *wrong = params("{\"allow_depreciated\": true}");

    CHECK(worked(ks_discovery_from_json(json, sizeof json - 1, "https://front/identity", &discovery, &error), &error));
    CHECK(same(ks_discovery_url(discovery), "https://front/identity"));
    CHECK(ks_discovery_raw_version_data(discovery, NULL, &value, NULL) == KS_OK && ks_value_length(value) == 2);
    CHECK(same(member(ks_value_at(value, 0), "status"), "stable"));
    ks_value_free(value);
    CHECK(ks_discovery_version_data(discovery, unstable, &value, NULL) == KS_OK && ks_value_length(value) == 3);
    CHECK(same(member(ks_value_at(value, 0), "version"), "2.0") && same(member(ks_value_at(value, 2), "max_microversion"), "4.7"));
    CHECK(same(member(ks_value_at(value, 1), "status"), "CURRENT") && same(member(ks_value_at(value, 2), "status"), "UNKNOWN"));
    CHECK(same(member(ks_value_at(value, 1), "url"), "https://front/identity/v3/"));
    ks_value_free(value);
    CHECK(ks_discovery_data_for(discovery, "2", strict, &value, NULL) == KS_OK && value == NULL);
    CHECK(ks_discovery_data_for(discovery, "latest", NULL, &value, NULL) == KS_OK && same(member(value, "version"), "3.14"));
    ks_value_free(value);
    CHECK(ks_discovery_url_for(discovery, "2.0", NULL, &text, NULL) == KS_OK && says(text, "https://front/identity/v2.0/"));
    CHECK(ks_discovery_url_for(discovery, "3.15", NULL, &text, NULL) == KS_OK && text == NULL);
    CHECK(ks_discovery_versioned_data_for(discovery, NULL, "2", "2.latest", NULL, &value, NULL) == KS_OK);
    CHECK(same(member(value, "version"), "2.0"));
    ks_value_free(value);
    CHECK(ks_discovery_versioned_data_for(discovery, "https://front/identity/v4", NULL, NULL, unstable, &value, NULL) == KS_OK);
    CHECK(same(member(value, "version"), "4.0"));
    ks_value_free(value);
    CHECK(failed(ks_discovery_versioned_data_for(discovery, NULL, "3", "2", NULL, &value, &error), &error,
                 KS_ERROR_INVALID_ARGUMENT, "'min_version' 3.0 is above"));
    CHECK(failed(ks_discovery_version_data(discovery, wrong, &value, &error), &error, KS_ERROR_UNSUPPORTED_PARAMETERS,
                 "allow_deprecated"));
    ks_discovery *kept = ks_discovery_ref(discovery);
    ks_discovery_free(discovery);
    CHECK(same(ks_discovery_url(kept), "https://front/identity"));
    ks_discovery_free(kept);

    CHECK(failed(ks_discovery_from_json("[]", 2, "http://h/", &discovery, &error), &error, KS_ERROR_DISCOVERY_FAILURE,
                 "names no versions"));
    CHECK(failed(ks_discovery_from_json("{}", 2, "h", &discovery, &error), &error, KS_ERROR_INVALID_ARGUMENT, "\"h\""));
    ks_params_free(unstable);
    ks_params_free(strict);
    ks_params_free(wrong);
}

static void endpoints(const char *auth_url)
{
    ks_session *session = logged_in("v3password", auth_url, "{}");
    ks_endpoint_filter compute = KS_ENDPOINT_FILTER_INIT, object_store = KS_ENDPOINT_FILTER_INIT;
    ks_endpoint_data *data = NULL;
    ks_adapter *adapter = NULL;
    ks_discovery *discovery = NULL;
    ks_value *value = NULL;
    ks_error *error = NULL;
    ks_text *text = NULL;
    ks_params *two = params("{\"version\": \"2.1\"}"), *nine = params("{\"min_version\": \"9\"}"),
              *strict = params("{\"version\": \"1\", \"allow_fallback\": false}"), *one = params("{\"version\": \"1\"}"),
              *exact = params("{\"min_version\": \"2\", \"max_version\": \"2.0\"}"), *given = params("{\"skip_discovery\": true, \"endpoint_override\": \"http://given/v7\"}"),
              *there = params("{\"auth_interface\": true, \"skip_discovery\": true}");
    ks_params *named = params("{\"version_header\": \"identity 3.14\"}");
    compute.service_type = "compute";
    object_store.service_type = "object-store";

    CHECK(worked(ks_session_get_endpoint_data(session, &compute, two, &data, &error), &error));
    CHECK(strstr(ks_endpoint_data_url(data), "/nova/v2.1/p1") && strstr(ks_endpoint_data_catalog_url(data), "/nova/v2/p1"));
    CHECK(same(ks_endpoint_data_service_type(data), "compute") && same(ks_endpoint_data_service_name(data), "the compute"));
    CHECK(same(ks_endpoint_data_service_id(data), "compute-id") && same(ks_endpoint_data_region_name(data), "one"));
    CHECK(same(ks_endpoint_data_interface(data), "public") && same(ks_endpoint_data_endpoint_id(data), "one-public"));
    CHECK(same(ks_endpoint_data_api_version(data), "2.1") && same(ks_endpoint_data_status(data), "CURRENT"));
    CHECK(same(ks_endpoint_data_min_microversion(data), "2.1") && same(ks_endpoint_data_max_microversion(data), "2.95"));
    CHECK(same(ks_endpoint_data_next_min_version(data), "2.10") && same(ks_endpoint_data_not_before(data), "2030-01-01"));
    CHECK(same(member(ks_endpoint_data_raw_endpoint(data), "id"), "one-public") && !ks_endpoint_data_fallback(data));
    CHECK(ks_endpoint_data_negotiate_microversion(data, "2.1", "2.79", &text, NULL) == KS_OK && says(text, "2.79"));
    CHECK(ks_endpoint_data_negotiate_microversion(data, "2.1", "latest", &text, NULL) == KS_OK && says(text, "2.95"));
    CHECK(failed(ks_endpoint_data_negotiate_microversion(data, "2.96", "2.99", &text, &error), &error,
                 KS_ERROR_UNSUPPORTED_VERSION, "has micro-versions 2.1 to 2.95; asked for are 2.96 to 2.99"));
    ks_endpoint_data *kept = ks_endpoint_data_ref(data);
    ks_endpoint_data_free(data);
    CHECK(same(ks_endpoint_data_status(kept), "CURRENT"));
    CHECK(worked(ks_session_get_versioned_data(session, kept, exact, &data, &error), &error));
    CHECK(strstr(ks_endpoint_data_url(data), "/nova/v2/p1") && same(ks_endpoint_data_api_version(data), "2.0"));
    CHECK(same(ks_endpoint_data_endpoint_id(data), "one-public") && same(ks_endpoint_data_api_version(kept), "2.1"));
    ks_endpoint_data_free(data);
    CHECK(worked(ks_session_get_versioned_data(session, kept, NULL, &data, &error), &error));
    CHECK(same(ks_endpoint_data_url(data), ks_endpoint_data_url(kept)) && same(ks_endpoint_data_status(data), "CURRENT"));
    ks_endpoint_data_free(data);
    CHECK(failed(ks_session_get_versioned_data(session, kept, nine, &data, &error), &error, KS_ERROR_VERSION_NOT_AVAILABLE,
                 "it has 2.1 (CURRENT)"));
    CHECK(failed(ks_session_get_versioned_data(session, kept, given, &data, &error), &error, KS_ERROR_INVALID_ARGUMENT,
                 "endpoint_override"));
    ks_endpoint_data_free(kept);

    CHECK(failed(ks_session_get_endpoint_data(session, &compute, nine, &data, &error), &error, KS_ERROR_VERSION_NOT_AVAILABLE,
                 "it has 2.1 (CURRENT)"));
    CHECK(worked(ks_session_get_endpoint_data(session, &object_store, one, &data, &error), &error));
    CHECK(strstr(ks_endpoint_data_url(data), "/swift/v1/AUTH_p1") && strstr(ks_endpoint_data_fallback(data), "tried"));
    CHECK(ks_endpoint_data_status(data) == NULL);
    ks_endpoint_data_free(data);
    CHECK(failed(ks_session_get_endpoint_data(session, &object_store, strict, &data, &error), &error,
                 KS_ERROR_DISCOVERY_FAILURE, "no version document was found"));
    CHECK(worked(ks_session_get_endpoint_data(session, &compute, given, &data, &error), &error));
    CHECK(same(ks_endpoint_data_url(data), "http://given/v7") && same(ks_endpoint_data_api_version(data), "7.0"));
    CHECK(ks_endpoint_data_raw_endpoint(data) == NULL);
    ks_endpoint_data_free(data);
    CHECK(worked(ks_session_get_endpoint_data(session, NULL, there, &data, &error), &error));
    CHECK(same(ks_endpoint_data_url(data), auth_url) && same(ks_endpoint_data_service_type(data), "identity"));
    ks_endpoint_data_free(data);

    CHECK(ks_adapter_new(session, &compute, &adapter, NULL) == KS_OK);
    CHECK(worked(ks_adapter_get_endpoint_data(adapter, two, &data, &error), &error));
    CHECK(same(ks_endpoint_data_api_version(data), "2.1"));
    ks_endpoint_data_free(data);
    CHECK(worked(ks_adapter_get_api_major_version(adapter, NULL, &text, &error), &error) && says(text, "2.0"));
    CHECK(worked(ks_session_get_api_major_version(session, &compute, two, &text, &error), &error) && says(text, "2.1"));
    ks_request_options *request = ks_request_options_new();
    ks_response *response = NULL;
    CHECK(ks_request_options_set_versions(request, two) == KS_OK);
    CHECK(worked(ks_adapter_get(adapter, "/servers", request, &response, &error), &error));
    ks_response_free(response);
    CHECK(ks_request_options_set_versions(request, nine) == KS_OK);
    CHECK(failed(ks_adapter_get(adapter, "/servers", request, &response, &error), &error, KS_ERROR_ENDPOINT_NOT_FOUND,
                 "has no version 9.0 or newer"));
    ks_request_options_free(request);
    ks_adapter_free(adapter);

    CHECK(worked(ks_discovery_explain(session, &compute, two, &value, &error), &error));
    CHECK(ks_value_length(ks_value_get(value, "tried")) == 1);
    CHECK(ks_value_bool(ks_value_pointer(value, "/tried/0/cached"), false));
    CHECK(ks_value_bool(ks_value_pointer(value, "/tried/0/taken"), false));
    ks_value_free(value);
    CHECK(worked(ks_session_get_all_version_data(session, NULL, &value, &error), &error));
    CHECK(ks_value_length(ks_value_pointer(value, "/one/public/compute")) == 2);
    CHECK(same(ks_value_string(ks_value_pointer(value, "/one/public/object-store/0/version")), "1.0"));
    ks_value_free(value);

    CHECK(worked(ks_discovery_new(session, NULL, NULL, &discovery, &error), &error));
    CHECK(same(ks_discovery_url(discovery), auth_url));
    ks_discovery_free(discovery);
    ks_session_drop_discovery(session);
    CHECK(worked(ks_discovery_new(session, auth_url, NULL, &discovery, &error), &error));
    ks_discovery_free(discovery);
    CHECK(worked(ks_discovery_new(session, NULL, named, &discovery, &error), &error));
    ks_discovery_free(discovery);
    CHECK(failed(ks_session_add_catalog_discover_hack(session, "image", "(", "", &error), &error, KS_ERROR_INVALID_ARGUMENT, "("));
    CHECK(ks_session_add_catalog_discover_hack(session, "object-store", "/v1/AUTH_([^/]+)$", "/\\1/info", NULL) == KS_OK);
    CHECK(worked(ks_session_get_endpoint_data(session, &object_store, one, &data, &error), &error));
    CHECK(strstr(ks_endpoint_data_url(data), "/swift/p1/v1") && !ks_endpoint_data_fallback(data));
    ks_endpoint_data_free(data);
    ks_params *all[] = {two, nine, strict, one, exact, given, there, named};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        ks_params_free(all[i]);
    ks_session_free(session);
}

static void client(const char *auth_url, const char *version, const char *endpoint)
{
    ks_session *session = logged_in("password", auth_url, "{}");
    ks_client *client = NULL;
    ks_response *response = NULL;
    ks_error *error = NULL;
    ks_text *text = NULL;
    ks_params *four = params("{\"version\": \"4\"}");
    CHECK(worked(ks_client_new(session, NULL, &client, &error), &error));
    CHECK(same(ks_client_version(client), version) && ks_client_discovered_url(client) != NULL);
    ks_session_free(session);
    CHECK(worked(ks_client_get_endpoint(client, &text, &error), &error) && says(text, endpoint));
    CHECK(worked(ks_client_request(client, "GET", "/users", NULL, &response, &error), &error));
    CHECK(ks_response_status(response) == 200);
    ks_response_free(response);
    ks_client *kept = ks_client_ref(client);
    ks_client_free(client);
    ks_client_free(kept);
    session = logged_in("password", auth_url, "{}");
    CHECK(failed(ks_client_new(session, four, &client, &error), &error, KS_ERROR_VERSION_NOT_AVAILABLE, "has no version 4.0"));
    CHECK(client == NULL);
    ks_params_free(four);
    ks_session_free(session);
}

static ks_session *shared;

static void discover(int number)
{
    ks_endpoint_filter compute = KS_ENDPOINT_FILTER_INIT;
    ks_params *two = params("{\"version\": \"2.1\"}");
    ks_endpoint_data *data = NULL;
    ks_error *error = NULL;
    (void)number;
    compute.service_type = "compute";
    CHECK(worked(ks_session_get_endpoint_data(shared, &compute, two, &data, &error), &error));
    CHECK(same(ks_endpoint_data_api_version(data), "2.1"));
    ks_endpoint_data_free(data);
    ks_params_free(two);
}

static void threads(const char *auth_url)
{
    shared = logged_in("v3password", auth_url, "{}");
    all_at_once(discover);
    ks_session_free(shared);
}

int main(int count, char **arguments)
{
    const char *what = count > 1 ? arguments[1] : "";
    if (count == 2 && same(what, "versions"))
        versions();
    else if (count == 2 && same(what, "document"))
        document();
    else if (count == 3 && same(what, "endpoints"))
        endpoints(arguments[2]);
    else if (count == 5 && same(what, "client"))
        client(arguments[2], arguments[3], arguments[4]);
    else if (count == 3 && same(what, "threads"))
        threads(arguments[2]);
    else
        CHECK(!"arguments");
    return failures != 0;
}
