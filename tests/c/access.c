/* Tokens: what a body of version 3 and of version 2 says, and what is refused. */
#include "check.h"

static ks_access *parsed(const char *body, const char *token_id)
{
    ks_access *access = NULL;
    ks_error *error = NULL;
    if (ks_access_from_json(body, strlen(body), token_id, &access, &error) != KS_OK) {
        fprintf(stderr, "%s\n", ks_error_message(error));
        failures++;
    }
    ks_error_free(error);
    return access;
}

static void test_access__version_3_is_read(void)
{
    ks_access *access = parsed("{\"token\":{\"methods\":[\"password\",\"totp\"],"
                               "\"user\":{\"id\":\"u\",\"name\":\"ann\\u00e9\",\"domain\":{\"id\":\"ud\",\"name\":\"udn\"}},"
                               "\"project\":{\"id\":\"p\",\"name\":\"\",\"domain\":{\"id\":\"pd\",\"name\":\"pdn\"}},"
                               "\"roles\":[{\"id\":\"r1\",\"name\":\"admin\"},{\"id\":\"r2\",\"name\":\"member\"}],"
                               "\"audit_ids\":[\"own\",\"chain\"],\"catalog\":[],"
                               "\"issued_at\":\"2026-01-15T12:00:00.000000Z\","
                               "\"expires_at\":\"2026-01-15T14:00:00.5+01:00\"}}",
                               "the-token");
    CHECK(same(ks_access_version(access), "v3"));
    CHECK(same(ks_access_auth_token(access), "the-token") && ks_access_auth_token_length(access) == 9);
    CHECK(same(ks_access_user_id(access), "u") && same(ks_access_username(access), "ann\xc3\xa9"));
    CHECK(same(ks_access_user_domain_id(access), "ud") && same(ks_access_user_domain_name(access), "udn"));
    CHECK(same(ks_access_project_id(access), "p") && same(ks_access_project_name(access), ""));
    CHECK(same(ks_access_project_domain_id(access), "pd") && same(ks_access_project_domain_name(access), "pdn"));
    CHECK(!ks_access_domain_id(access) && !ks_access_domain_name(access) && !ks_access_trust_id(access));
    CHECK(ks_access_project_scoped(access) && !ks_access_domain_scoped(access) && !ks_access_system_scoped(access));
    CHECK(!ks_access_unscoped(access) && !ks_access_trust_scoped(access) && ks_access_has_service_catalog(access));
    CHECK(ks_access_role_count(access) == 2 && same(ks_access_role_id(access, 1), "r2"));
    CHECK(same(ks_access_role_name(access, 0), "admin") && !ks_access_role_name(access, 2));
    CHECK(ks_access_method_count(access) == 2 && same(ks_access_method(access, 1), "totp"));
    CHECK(same(ks_access_audit_id(access), "own") && same(ks_access_audit_chain_id(access), "chain"));

    int64_t moment = -1;
    CHECK(ks_access_expires(access, &moment) && moment == INT64_C(1768482000500000));
    CHECK(ks_access_issued(access, &moment) && moment == INT64_C(1768478400000000));
    CHECK(same(ks_access_expires_text(access), "2026-01-15T14:00:00.5+01:00"));
    CHECK(same(ks_access_issued_text(access), "2026-01-15T12:00:00.000000Z"));
    ks_access_free(access);
}

static void test_access__version_2_holds_its_token(void)
{
    const char *body = "{\"access\":{\"token\":{\"id\":\"inside\",\"expires\":\"2999-01-01T00:00:00Z\","
                       "\"tenant\":{\"id\":\"t\",\"name\":\"tn\"}},\"user\":{\"id\":\"u\",\"name\":\"ann\","
                       "\"roles\":[{\"name\":\"admin\"}]},\"metadata\":{\"roles\":[\"r1\",\"r2\"]}}}";
    ks_access *access = parsed(body, NULL);
    CHECK(same(ks_access_version(access), "v2.0") && same(ks_access_auth_token(access), "inside"));
    CHECK(same(ks_access_project_id(access), "t") && same(ks_access_project_name(access), "tn"));
    CHECK(!ks_access_user_domain_id(access) && !ks_access_project_domain_id(access));
    CHECK(ks_access_role_count(access) == 2 && same(ks_access_role_id(access, 1), "r2"));
    CHECK(same(ks_access_role_name(access, 0), "admin") && !ks_access_role_name(access, 1));
    CHECK(!ks_access_will_expire_soon(access, -1));
    CHECK(!ks_access_has_service_catalog(access) && ks_access_method_count(access) == 0);
    ks_access_free(access);

    access = parsed(body, "outside");
    CHECK(same(ks_access_auth_token(access), "outside"));
    ks_access_free(access);
}

static void test_access__what_is_not_said_is_absent(void)
{
    ks_access *access = parsed("{\"token\":{}}", NULL);
    int64_t moment = -1;
    CHECK(!ks_access_expires(access, &moment) && moment == 0);
    CHECK(!ks_access_expires_text(access) && !ks_access_will_expire_soon(access, 30));
    CHECK(!ks_access_auth_token(access) && ks_access_auth_token_length(access) == 0);
    CHECK(ks_access_unscoped(access) && !ks_access_user_id(access) && ks_access_role_count(access) == 0);
    ks_access_free(access);
}

static void test_access__an_old_token_expires_soon(void)
{
    ks_access *access = parsed("{\"token\":{\"expires_at\":\"2012-10-03T16:53:36Z\"}}", NULL);
    CHECK(ks_access_will_expire_soon(access, 0) && ks_access_will_expire_soon(access, INT64_MAX));
    ks_access_free(access);
}

static void refuses(const char *body, ks_result result, const char *message)
{
    ks_access *access = (ks_access *)(void *)&failures;
    ks_error *error = NULL;
    CHECK(ks_access_from_json(body, strlen(body), "hunter2", &access, &error) == result);
    CHECK(!access && ks_error_code(error) == result);
    if (!strstr(ks_error_message(error), message) || strstr(ks_error_message(error), "hunter2")) {
        failures++;
        fprintf(stderr, "'%s' is not '%s'\n", ks_error_message(error), message);
    }
    ks_error_free(error);
}

static void test_access__an_error_names_the_place_and_not_the_content(void)
{
    refuses("", KS_ERROR_INVALID_RESPONSE, "cannot be read");
    refuses("{\"token\":hunter2}", KS_ERROR_INVALID_RESPONSE, "line 1 column 10");
    refuses("{\"error\":{\"message\":\"hunter2\"}}", KS_ERROR_INVALID_RESPONSE, "neither 'token' nor 'access'");
    refuses("{\"token\":{\"user\":{\"id\":[\"hunter2\"]}}}", KS_ERROR_INVALID_RESPONSE,
            "token.user.id is a list, not a string");
    refuses("{\"token\":{\"expires_at\":\"hunter2\"}}", KS_ERROR_INVALID_RESPONSE,
            "token.expires_at is not a time in ISO 8601");
}

static void test_access__references_are_counted(void)
{
    ks_access *access = parsed("{\"token\":{\"user\":{\"id\":\"u\"}}}", "the-token");
    const char *user = ks_access_user_id(access), *token = ks_access_auth_token(access);
    CHECK(ks_access_ref(access) == access);
    ks_access_free(access);
    CHECK(same(user, "u") && same(token, "the-token"));
    ks_access_free(access);
}

int main(void)
{
    test_access__version_3_is_read();
    test_access__version_2_holds_its_token();
    test_access__what_is_not_said_is_absent();
    test_access__an_old_token_expires_soon();
    test_access__an_error_names_the_place_and_not_the_content();
    test_access__references_are_counted();
    return failures != 0;
}
