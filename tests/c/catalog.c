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

int main(void)
{
    test_catalog__endpoints_are_listed();
    test_catalog__a_filter_finds_the_url();
    test_catalog__an_error_says_what_there_is();
    test_catalog__sizes_are_respected();
    test_catalog__a_wrong_one_is_an_error_that_names_the_place();
    return failures != 0;
}
