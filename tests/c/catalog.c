/* Catalogs: listing endpoints, finding a URL, and structures of another size than the library's. */
#include "check.h"

static const char body[] =
    "{\"token\":{\"catalog\":["
    "{\"type\":\"identity\",\"name\":\"keystone\",\"id\":\"s1\",\"endpoints\":["
    "{\"id\":\"e1\",\"interface\":\"public\",\"region_id\":\"North\",\"region\":\"North\",\"url\":\"http://n\"},"
    "{\"id\":\"e2\",\"interface\":\"internal\",\"region_id\":\"South\",\"region\":\"South\",\"url\":\"http://s\"}]},"
    "{\"type\":\"image\",\"endpoints\":[{\"interface\":\"public\",\"url\":\"http://i\"},{\"interface\":\"admin\"}]}]}}";

static ks_catalog *catalog_of(const char *text)
{
    ks_access *access = NULL;
    ks_catalog *catalog = NULL;
    CHECK(ks_access_from_json(text, strlen(text), NULL, &access, NULL) == KS_OK);
    CHECK(ks_access_get_catalog(access, &catalog, NULL) == KS_OK);
    ks_access_free(access); /* the catalog keeps what it needs */
    return catalog;
}

static void finds(const ks_catalog *catalog, const ks_endpoint_filter *filter, const char *expected)
{
    const char *url = NULL;
    ks_error *error = NULL;
    ks_result result = ks_catalog_url_for(catalog, filter, &url, &error);
    CHECK(result == (expected ? KS_OK : KS_ERROR_ENDPOINT_NOT_FOUND));
    CHECK(same(url, expected));
    ks_error_free(error);
}

static void test_catalog__endpoints_are_listed(void)
{
    ks_catalog *catalog = catalog_of(body);
    CHECK(ks_catalog_endpoint_count(catalog) == 3);
    ks_endpoint endpoint = KS_ENDPOINT_INIT;
    CHECK(ks_catalog_endpoint(catalog, 1, &endpoint));
    CHECK(same(endpoint.service_type, "identity") && same(endpoint.service_name, "keystone"));
    CHECK(same(endpoint.service_id, "s1") && same(endpoint.interface, "internal") && same(endpoint.region, "South"));
    CHECK(same(endpoint.url, "http://s") && same(endpoint.id, "e2") && endpoint.size == sizeof endpoint);
    CHECK(ks_catalog_endpoint(catalog, 2, &endpoint));
    CHECK(same(endpoint.url, "http://i") && !endpoint.service_name && !endpoint.region && !endpoint.id);
    CHECK(!ks_catalog_endpoint(catalog, 3, &endpoint) && !endpoint.url && !endpoint.service_type);
    ks_catalog_free(catalog);
}

static void test_catalog__a_filter_finds_the_url(void)
{
    ks_catalog *catalog = catalog_of(body);
    ks_endpoint_filter filter = KS_ENDPOINT_FILTER_INIT;
    finds(catalog, &filter, "http://n");
    filter.service_type = "image";
    finds(catalog, &filter, "http://i");
    filter.service_name = "glance"; /* the service has no name */
    finds(catalog, &filter, "http://i");
    filter.service_type = "identity";
    finds(catalog, &filter, NULL);
    filter.service_name = NULL;
    filter.interface = "admin,internalURL,public";
    finds(catalog, &filter, "http://s");
    filter.region_name = "North";
    finds(catalog, &filter, "http://n");
    filter.endpoint_id = "e2";
    finds(catalog, &filter, NULL);
    ks_catalog_free(catalog);
}

static void test_catalog__an_error_says_what_there_is(void)
{
    ks_catalog *catalog = catalog_of(body);
    ks_endpoint_filter filter = KS_ENDPOINT_FILTER_INIT;
    filter.service_type = "identity";
    filter.region_name = "South";
    const char *url = "";
    ks_error *error = NULL;
    CHECK(ks_catalog_url_for(catalog, &filter, &url, &error) == KS_ERROR_ENDPOINT_NOT_FOUND && !url);
    CHECK(same(ks_error_message(error), "no public endpoint of service type 'identity' in region 'South': "
                                        "for this type the catalog has public in North, internal in South"));
    ks_error_clear(&error);
    ks_catalog_free(catalog);

    catalog = catalog_of("{\"token\":{}}");
    CHECK(ks_catalog_endpoint_count(catalog) == 0);
    CHECK(ks_catalog_url_for(catalog, &filter, &url, &error) == KS_ERROR_EMPTY_CATALOG);
    CHECK(ks_result_is_a(ks_error_code(error), KS_ERROR_ENDPOINT_NOT_FOUND));
    ks_error_free(error);
    ks_catalog_free(catalog);
}

static void test_catalog__sizes_are_respected(void)
{
    ks_catalog *catalog = catalog_of(body);
    ks_endpoint older = KS_ENDPOINT_INIT;
    older.size = 2 * sizeof(size_t);
    older.url = "untouched";
    CHECK(ks_catalog_endpoint(catalog, 0, &older));
    CHECK(same(older.service_type, "identity") && same(older.url, "untouched"));
    older.size = 0;
    CHECK(!ks_catalog_endpoint(catalog, 0, &older));

    struct {
        ks_endpoint_filter known;
        const char *later;
    } newer = { KS_ENDPOINT_FILTER_INIT, NULL };
    newer.known.size = sizeof newer;
    finds(catalog, &newer.known, "http://n");
    const char *url = NULL;
    newer.later = "x";
    CHECK(ks_catalog_url_for(catalog, &newer.known, &url, NULL) == KS_ERROR_UNSUPPORTED_PARAMETERS);
    newer.known.size = 0;
    CHECK(ks_catalog_url_for(catalog, &newer.known, &url, NULL) == KS_ERROR_INVALID_ARGUMENT);
    ks_catalog_free(catalog);
}

static void test_catalog__a_wrong_one_is_an_error_that_names_the_place(void)
{
    const char *text = "{\"access\":{\"serviceCatalog\":[{\"type\":\"x\",\"endpoints\":[{\"publicURL\":1}]}]}}";
    ks_access *access = NULL;
    ks_catalog *catalog = NULL;
    ks_error *error = NULL;
    CHECK(ks_access_from_json(text, strlen(text), NULL, &access, NULL) == KS_OK);
    CHECK(ks_access_get_catalog(access, &catalog, &error) == KS_ERROR_INVALID_RESPONSE && !catalog);
    CHECK(strstr(ks_error_message(error), "access.serviceCatalog[0].endpoints[0].publicURL is a number"));
    ks_error_free(error);
    ks_access_free(access);
}

static const char volumes[] =
    "{\"catalog\":["
    "{\"type\":\"volumev2\",\"id\":\"s2\",\"endpoints\":[{\"interface\":\"public\",\"url\":\"http://v2\"}]},"
    "{\"type\":\"volumev3\",\"id\":\"s3\",\"endpoints\":["
    "{\"interface\":\"public\",\"url\":\"http://v3\",\"tenantId\":\"t\"},{\"interface\":\"admin\",\"url\":\"\"}]}]}";

static ks_catalog *read_catalog(const char *text)
{
    ks_catalog *catalog = NULL;
    CHECK(ks_catalog_from_json(text, strlen(text), &catalog, NULL) == KS_OK);
    return catalog;
}

static void says(const ks_value *value, const char *json)
{
    ks_text *text = NULL;
    CHECK(ks_value_to_json(value, &text, NULL) == KS_OK);
    CHECK(same(ks_text_string(text), json));
    ks_text_free(text);
}

static void test_catalog__one_is_read_without_a_token(void)
{
    ks_catalog *catalog = read_catalog(volumes);
    CHECK(ks_catalog_endpoint_count(catalog) == 2);
    const ks_value *data = ks_catalog_data(catalog);
    CHECK(ks_value_length(data) == 2);
    CHECK(same(ks_value_string(ks_value_pointer(data, "/1/type")), "volumev3"));
    ks_value *kept = ks_value_ref(data);
    ks_catalog_free(catalog);
    CHECK(same(ks_value_string(ks_value_pointer(kept, "/0/id")), "s2")); /* outlives the catalog */
    ks_value_free(kept);

    catalog = read_catalog("{\"token\":{}}");
    CHECK(!ks_catalog_data(catalog));
    ks_catalog_free(catalog);

    ks_error *error = NULL;
    CHECK(ks_catalog_from_json("{}", 2, &catalog, &error) == KS_ERROR_INVALID_RESPONSE && !catalog);
    ks_error_clear(&error);
    CHECK(ks_catalog_from_json("{", 1, &catalog, &error) == KS_ERROR_INVALID_RESPONSE && !catalog);
    ks_error_free(error);
}

static void test_catalog__a_type_goes_by_its_other_names(void)
{
    ks_catalog *catalog = read_catalog(volumes);
    ks_endpoint_filter filter = KS_ENDPOINT_FILTER_INIT;
    filter.service_type = "block-storage";
    finds(catalog, &filter, "http://v3");
    filter.service_type = "volumev2"; /* there is one of this very name */
    finds(catalog, &filter, "http://v2");
    filter.service_type = "volume"; /* an alias does not stand for another */
    finds(catalog, &filter, NULL);
    ks_catalog_free(catalog);
}

static void test_catalog__an_attribute_is_compared_if_there_is_a_value(void)
{
    ks_catalog *catalog = read_catalog(volumes);
    ks_endpoint_filter filter = KS_ENDPOINT_FILTER_INIT;
    filter.attr = "tenantId";
    finds(catalog, &filter, "http://v2");
    filter.filter_value = "t";
    finds(catalog, &filter, "http://v3");
    filter.filter_value = "u";
    finds(catalog, &filter, NULL);
    ks_catalog_free(catalog);
}

static void test_catalog__the_endpoint_that_is_found_is_told_of(void)
{
    ks_catalog *catalog = read_catalog(volumes);
    ks_endpoint_filter filter = KS_ENDPOINT_FILTER_INIT;
    ks_endpoint endpoint = KS_ENDPOINT_INIT;
    filter.service_id = "s3";
    CHECK(ks_catalog_endpoint_for(catalog, &filter, &endpoint, NULL) == KS_OK);
    CHECK(same(endpoint.service_type, "volumev3") && same(endpoint.url, "http://v3"));
    says(endpoint.value, "{\"interface\":\"public\",\"url\":\"http://v3\",\"tenantId\":\"t\"}");
    filter.service_id = "s4";
    ks_error *error = NULL;
    CHECK(ks_catalog_endpoint_for(catalog, &filter, &endpoint, &error) == KS_ERROR_ENDPOINT_NOT_FOUND);
    CHECK(!endpoint.url && !endpoint.value && ks_error_code(error) == KS_ERROR_ENDPOINT_NOT_FOUND);
    ks_error_free(error);
    endpoint.size = 3;
    CHECK(ks_catalog_endpoint_for(catalog, &filter, &endpoint, NULL) == KS_ERROR_INVALID_ARGUMENT);
    ks_catalog_free(catalog);
}

static void test_catalog__what_a_filter_takes_is_listed(void)
{
    ks_catalog *catalog = read_catalog(volumes);
    ks_endpoint_filter filter = KS_ENDPOINT_FILTER_INIT;
    ks_value *value = NULL;
    CHECK(ks_catalog_get_urls(catalog, NULL, &value, NULL) == KS_OK);
    says(value, "[\"http://v2\",\"http://v3\"]");
    ks_value_free(value);
    filter.service_type = "block-storage";
    CHECK(ks_catalog_get_urls(catalog, &filter, &value, NULL) == KS_OK);
    says(value, "[\"http://v3\"]");
    ks_value_free(value);
    filter.service_type = "volumev2";
    CHECK(ks_catalog_get_endpoints(catalog, &filter, &value, NULL) == KS_OK);
    says(value, "{\"volumev2\":[{\"interface\":\"public\",\"url\":\"http://v2\"}]}");
    ks_value_free(value);
    CHECK(ks_catalog_get_endpoints_data(catalog, &filter, &value, NULL) == KS_OK);
    says(value, "{\"volumev2\":[{\"index\":0,\"service_type\":\"volumev2\",\"service_name\":null,\"service_id\":\"s2\","
                "\"interface\":\"public\",\"region\":null,\"url\":\"http://v2\",\"id\":null}]}");
    ks_value_free(value);
    filter.interface = "internal";
    CHECK(ks_catalog_get_endpoints(catalog, &filter, &value, NULL) == KS_OK);
    says(value, "{\"volumev2\":[]}");
    ks_value_free(value);
    filter.size = 1;
    ks_error *error = NULL;
    CHECK(ks_catalog_get_urls(catalog, &filter, &value, &error) == KS_ERROR_INVALID_ARGUMENT && !value);
    ks_error_free(error);
    ks_catalog_free(catalog);
}

static const char *why(const ks_value *explanation, size_t number)
{
    const ks_value *candidate = ks_value_at(ks_value_get(explanation, "candidates"), number);
    return ks_value_string(ks_value_get(candidate, "why"));
}

static void test_catalog__a_choice_is_explained(void)
{
    ks_catalog *catalog = read_catalog(volumes);
    ks_endpoint_filter filter = KS_ENDPOINT_FILTER_INIT;
    ks_value *value = NULL;
    filter.service_type = "block-storage";
    CHECK(ks_catalog_explain(catalog, &filter, &value, NULL) == KS_OK);
    CHECK(ks_value_int(ks_value_get(value, "chosen"), -1) == 1);
    CHECK(same(why(value, 0), "it is the first that fits"));
    CHECK(same(why(value, 1), "its interface is 'admin', not 'public'"));
    CHECK(same(why(value, 2), "it fits, but service type 'volumev3' is tried before 'volumev2'"));
    CHECK(ks_value_bool(ks_value_pointer(value, "/candidates/0/taken"), false));
    CHECK(!ks_value_bool(ks_value_pointer(value, "/candidates/2/taken"), true));
    CHECK(same(ks_value_string(ks_value_pointer(value, "/asked/service_type")), "block-storage"));
    ks_value_free(value);
    filter.service_type = "image";
    CHECK(ks_catalog_explain(catalog, &filter, &value, NULL) == KS_OK);
    CHECK(ks_value_is_null(ks_value_get(value, "chosen")));
    CHECK(same(why(value, 0), "its service type is 'volumev2', not 'image'"));
    ks_value_free(value);
    ks_catalog_free(catalog);
}

int main(void)
{
    test_catalog__one_is_read_without_a_token();
    test_catalog__a_type_goes_by_its_other_names();
    test_catalog__an_attribute_is_compared_if_there_is_a_value();
    test_catalog__the_endpoint_that_is_found_is_told_of();
    test_catalog__what_a_filter_takes_is_listed();
    test_catalog__a_choice_is_explained();
    test_catalog__endpoints_are_listed();
    test_catalog__a_filter_finds_the_url();
    test_catalog__an_error_says_what_there_is();
    test_catalog__sizes_are_respected();
    test_catalog__a_wrong_one_is_an_error_that_names_the_place();
    return failures != 0;
}
