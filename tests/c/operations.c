/* Operations by name and one by one: results, answers, pages, and what is refused. The test that runs this looks at what came in.
 * Usage: operations ORIGIN */
#include "service.h"

static ks_client *client_at(const char *origin)
{
    ks_session *session = logged_in("v3password", at(origin, "/v3"), "{}");
    ks_client *client = NULL;
    ks_error *error = NULL;
    CHECK(worked(ks_client_new(session, NULL, &client, &error), &error));
    ks_session_free(session);
    return client;
}

static void test_operations__the_same_by_name_and_by_function(const ks_client *client)
{
    ks_value *by_name = NULL, *by_function = NULL;
    ks_error *error = NULL;
    ks_params *user = params("{\"user\": \"a b\"}");
    CHECK(worked(ks_client_call(client, "v3.users.get", user, &by_name, &error), &error));
    CHECK(worked(ks_v3_users_get(client, "a b", &by_function, &error), &error));
    CHECK(same(ks_value_string(ks_value_get(by_name, "name")), "me"));
    CHECK(same(ks_value_string(ks_value_get(by_function, "name")), "me"));
    /* What a resource was got out of is in reach, and lives as long. */
    CHECK(ks_value_get(ks_value_root(by_name), "user") == by_name && ks_value_root(NULL) == NULL);
    ks_value_free(by_name);
    ks_value_free(by_function);
    ks_params_free(user);
}

static void test_operations__an_answer_has_its_request_id(const ks_client *client)
{
    ks_value *value = NULL;
    ks_response *response = NULL;
    ks_error *error = NULL;
    ks_params *user = params("{\"user\": \"a b\"}");
    CHECK(worked(ks_client_call_with_response(client, "v3.users.delete", user, &value, &response, &error), &error));
    CHECK(value == NULL && ks_response_status(response) == 204 && same(ks_response_request_id(response), "req-1"));
    ks_response_free(response);
    ks_params_free(user);
}

static void test_operations__a_list_page_by_page(const ks_client *client)
{
    ks_pages *pages = NULL;
    ks_value *page = NULL, *all = NULL;
    ks_error *error = NULL;
    size_t users = 0, count = 0;
    CHECK(worked(ks_client_list(client, "v3.users.list", NULL, &pages, &error), &error));
    while (worked(ks_pages_next(pages, &page, &error), &error) && page) {
        count++;
        users += ks_value_length(page);
        ks_value_free(page);
    }
    CHECK(count == 2 && users == 3);
    CHECK(worked(ks_pages_next(pages, &page, &error), &error) && page == NULL);
    ks_pages_free(pages);
    CHECK(worked(ks_v3_users_list(client, NULL, &all, &error), &error) && ks_value_length(all) == 3);
    CHECK(ks_value_bool(ks_value_get(ks_value_root(all), "truncated"), false));
    ks_value_free(all);
    CHECK(failed(ks_client_list(client, "v3.users.get", NULL, &pages, &error), &error, KS_ERROR_VALIDATION_ERROR, "no list"));
    CHECK(pages == NULL);
}

static void test_operations__what_is_refused_costs_no_request(const ks_client *client)
{
    ks_value *value = NULL;
    ks_error *error = NULL;
    ks_params *twice = params("{\"user\": \"b\"}");
    CHECK(failed(ks_v3_users_get(client, "", &value, &error), &error, KS_ERROR_VALIDATION_ERROR, "'user' is empty"));
    CHECK(failed(ks_v3_users_update(client, "a", twice, &value, &error), &error, KS_ERROR_VALIDATION_ERROR, "given twice"));
    CHECK(failed(ks_v2_users_get(client, "a", &value, &error), &error, KS_ERROR_UNSUPPORTED_VERSION, "which is 3"));
    CHECK(failed(ks_client_call(client, "v3.users.gte", NULL, &value, &error), &error, KS_ERROR_METHOD_NOT_IMPLEMENTED, "v3.users.get"));
    CHECK(failed(ks_client_call(client, "v3.trusts.update", NULL, &value, &error), &error, KS_ERROR_METHOD_NOT_IMPLEMENTED, "v3.trusts.update"));
    CHECK(value == NULL);
    ks_params_free(twice);
}

static void test_operations__a_check_says_no_by_an_error(const ks_client *client)
{
    ks_error *error = NULL;
    CHECK(failed(ks_v3_users_check_in_group(client, "a", "b", &error), &error, KS_ERROR_NOT_FOUND, ""));
    CHECK(failed(ks_v3_users_head(client, "forbidden", &error), &error, KS_ERROR_FORBIDDEN, ""));
}

static void test_operations__a_resource_by_name_or_id(const ks_client *client)
{
    ks_value *value = NULL;
    ks_error *error = NULL;
    CHECK(worked(ks_client_find_resource(client, "v3.users", "a b", &value, &error), &error));
    CHECK(same(ks_value_string(ks_value_get(value, "name")), "me"));
    ks_value_free(value);
    CHECK(failed(ks_client_find_resource(client, "v3.users", "nobody", &value, &error), &error, KS_ERROR_COMMAND_ERROR, "more than one"));
    CHECK(failed(ks_client_find_resource(client, "v3.limits.model", "x", &value, &error), &error, KS_ERROR_METHOD_NOT_IMPLEMENTED, ""));
}

static void test_operations__a_find_wants_exactly_one(const ks_client *client)
{
    ks_value *value = NULL;
    ks_error *error = NULL;
    ks_params *one = params("{\"name\": \"one\"}"), *none = params("{\"name\": \"none\"}"), *both = params("{\"name\": \"two\"}");
    CHECK(worked(ks_v3_groups_find(client, one, &value, &error), &error));
    CHECK(same(ks_value_string(ks_value_get(value, "id")), "g1"));
    ks_value_free(value);
    CHECK(failed(ks_v3_groups_find(client, none, &value, &error), &error, KS_ERROR_NOT_FOUND, "v3.groups.find: nothing matches"));
    CHECK(failed(ks_v3_groups_find(client, both, &value, &error), &error, KS_ERROR_NO_UNIQUE_MATCH, "more than one"));
    CHECK(value == NULL);
    ks_params_free(one);
    ks_params_free(none);
    ks_params_free(both);
}

static void test_operations__pages_in_a_circle_end(const ks_client *client)
{
    ks_pages *pages = NULL;
    ks_value *page = NULL;
    ks_error *error = NULL;
    size_t count = 0;
    CHECK(worked(ks_client_list(client, "v3.projects.list", NULL, &pages, &error), &error));
    while (ks_pages_next(pages, &page, &error) == KS_OK && page) {
        count++;
        ks_value_free(page);
    }
    CHECK(count == 2 && page == NULL && ks_error_code(error) == KS_ERROR_INVALID_RESPONSE);
    CHECK(strstr(ks_error_message(error), "seen before") != NULL && same(ks_error_method(error), "GET"));
    ks_error_free(error);
    ks_pages_free(pages);
}

static void test_operations__an_error_says_what_the_server_said(const ks_client *client)
{
    ks_error *error = NULL;
    CHECK(ks_v3_groups_delete(client, "busy", &error) == KS_ERROR_CONFLICT);
    CHECK(ks_result_is_a(ks_error_code(error), KS_ERROR_HTTP_CLIENT_ERROR) && ks_error_http_status(error) == 409);
    CHECK(strstr(ks_error_message(error), "in use") != NULL && same(ks_error_request_id(error), "req-2"));
    CHECK(same(ks_error_method(error), "DELETE") && strstr(ks_error_url(error), "/v3/groups/busy") != NULL);
    ks_error_free(error);
}

static void test_generic__versions_and_extensions_without_a_login(const char *origin)
{
    ks_session *session = NULL;
    ks_value *value = NULL;
    ks_error *error = NULL;
    CHECK(worked(ks_session_new(NULL, NULL, &session, &error), &error));
    CHECK(worked(ks_generic_discover(session, at(origin, "/v3"), &value, &error), &error));
    CHECK(same(ks_value_string(ks_value_get(ks_value_get(value, "v3.14"), "status")), "stable"));
    ks_value_free(value);
    CHECK(worked(ks_generic_discover_extensions(session, at(origin, "/v2.0"), &value, &error), &error));
    CHECK(same(ks_value_string(ks_value_get(value, "OS-KSADM")), "Admin"));
    ks_value_free(value);
    CHECK(failed(ks_generic_discover_extensions(session, at(origin, "/nowhere"), &value, &error), &error, KS_ERROR_NOT_FOUND, ""));
    CHECK(failed(ks_generic_discover(session, NULL, &value, &error), &error, KS_ERROR_DISCOVERY_FAILURE, "no URL"));
    CHECK(value == NULL);
    ks_session_free(session);
}

static void test_operations__the_table_is_data(void)
{
    ks_value *all = NULL;
    ks_error *error = NULL;
    bool found = false;
    CHECK(worked(ks_operations(&all, &error), &error) && ks_value_length(all) > 280);
    for (size_t i = 0; i < ks_value_length(all); i++) {
        const ks_value *one = ks_value_at(all, i);
        CHECK(ks_value_string(ks_value_get(one, "help")) != NULL);
        if (same(ks_value_string(ks_value_get(one, "name")), "v3.users.create")) {
            found = same(ks_value_string(ks_value_pointer(one, "/arguments/1/wire")), "domain_id")
                    && same(ks_value_string(ks_value_pointer(one, "/arguments/4/name")), "password")
                    && ks_value_bool(ks_value_pointer(one, "/arguments/4/sensitive"), false)
                    && !ks_value_bool(ks_value_pointer(one, "/arguments/1/sensitive"), true);
        }
    }
    CHECK(found);
    ks_value_free(all);
}

static void test_utilities__times_hashes_and_signatures(void)
{
    ks_text *text = NULL;
    ks_error *error = NULL;
    ks_params *request = params("{\"verb\": \"GET\", \"host\": \"h\", \"path\": \"/\", \"params\": {\"SignatureVersion\": \"1\"}}");
    CHECK(worked(ks_isotime(1768482000000000, false, &text, &error), &error) && says(text, "2026-01-15T13:00:00Z"));
    CHECK(worked(ks_isotime(1768482000000001, true, &text, &error), &error) && says(text, "2026-01-15T13:00:00.000001Z"));
    CHECK(worked(ks_strtime(1768482000000000, &text, &error), &error) && says(text, "2026-01-15T13:00:00.000000"));
    CHECK(worked(ks_token_hash("abc", 3, "md5", &text, &error), &error) && says(text, "900150983cd24fb0d6963f7d28e17f72"));
    CHECK(failed(ks_token_hash("abc", 3, "none", &text, &error), &error, KS_ERROR_INVALID_ARGUMENT, "no hash"));
    CHECK(worked(ks_ec2_signature(password(), request, &text, &error), &error) && ks_text_length(text) == 28);
    ks_text_free(text);
    CHECK(failed(ks_ec2_signature(password(), NULL, &text, &error), &error, KS_ERROR_INVALID_ARGUMENT, "no way"));
    ks_params_free(request);
}

int main(int argc, char **argv)
{
    const char *origin = argc > 1 ? argv[1] : "";
    ks_client *client = client_at(origin);
    test_operations__the_same_by_name_and_by_function(client);
    test_operations__an_answer_has_its_request_id(client);
    test_operations__a_list_page_by_page(client);
    test_operations__what_is_refused_costs_no_request(client);
    test_operations__a_check_says_no_by_an_error(client);
    test_operations__a_resource_by_name_or_id(client);
    test_operations__a_find_wants_exactly_one(client);
    test_operations__pages_in_a_circle_end(client);
    test_operations__an_error_says_what_the_server_said(client);
    ks_client_free(client);
    test_generic__versions_and_extensions_without_a_login(origin);
    test_operations__the_table_is_data();
    test_utilities__times_hashes_and_signatures();
    return failures != 0;
}
