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
            found = same(ks_value_string(ks_value_pointer(one, "/arguments/1/wire")), "domain_id");
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
    ks_client *client = client_at(argc > 1 ? argv[1] : "");
    test_operations__the_same_by_name_and_by_function(client);
    test_operations__an_answer_has_its_request_id(client);
    test_operations__a_list_page_by_page(client);
    test_operations__what_is_refused_costs_no_request(client);
    test_operations__a_check_says_no_by_an_error(client);
    test_operations__a_resource_by_name_or_id(client);
    ks_client_free(client);
    test_operations__the_table_is_data();
    test_utilities__times_hashes_and_signatures();
    return failures != 0;
}
