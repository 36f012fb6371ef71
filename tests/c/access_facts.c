/* Tokens: delegation, federation, saved tokens, and what is absent, null or empty. */
#include <stdlib.h>

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

static void test_access__delegation_is_told(void)
{
    ks_access *access = parsed(
        "{\"token\":{\"project\":{\"id\":\"p\",\"name\":\"pn\"},\"is_domain\":true,\"is_admin_project\":false,"
        "\"OS-TRUST:trust\":{\"id\":\"t\",\"impersonation\":false,\"trustor_user\":{\"id\":\"tor\"},\"trustee_user\":{\"id\":\"tee\"}},"
        "\"OS-OAUTH1\":{\"access_token_id\":\"oa\",\"consumer_id\":\"oc\"},"
        "\"application_credential\":{\"id\":\"ac\",\"name\":\"acn\",\"restricted\":true,\"access_rules\":[{\"path\":\"/v2\"}]},"
        "\"oauth2_credential\":{\"x5t#S256\":\"thumb\"},\"bind\":{\"kerberos\":\"ann\"},\"audit_ids\":[\"own\",\"chain\"],"
        "\"user\":{\"id\":\"u\",\"password_expires_at\":\"2026-01-15T13:00:00.000001\"}}}",
        "the-token");
    CHECK(ks_access_scope(access) == KS_SCOPE_TRUST && ks_access_scoped(access) && ks_access_trust_scoped(access));
    CHECK(same(ks_access_tenant_id(access), "p") && same(ks_access_tenant_name(access), "pn"));
    CHECK(ks_access_project_is_domain(access, false) && !ks_access_is_admin_project(access));
    CHECK(same(ks_access_trust_id(access), "t") && !ks_access_trust_impersonation(access, true));
    CHECK(same(ks_access_trustor_user_id(access), "tor") && same(ks_access_trustee_user_id(access), "tee"));
    CHECK(same(ks_access_oauth_access_token_id(access), "oa") && same(ks_access_oauth_consumer_id(access), "oc"));
    CHECK(same(ks_access_application_credential_id(access), "ac"));
    CHECK(same(ks_access_application_credential_name(access), "acn"));
    CHECK(ks_access_application_credential_restricted(access, false));
    CHECK(same(ks_access_oauth2_credential_thumbprint(access), "thumb"));
    CHECK(ks_value_kind(ks_access_oauth2_credential(access)) == KS_VALUE_OBJECT);
    const ks_value *rules = ks_access_application_credential_access_rules(access);
    CHECK(ks_value_length(rules) == 1 && same(ks_value_string(ks_value_pointer(rules, "/0/path")), "/v2"));
    CHECK(same(ks_value_string(ks_value_get(ks_access_bind(access), "kerberos")), "ann"));
    CHECK(ks_access_audit_id_count(access) == 2 && same(ks_access_audit_id_at(access, 1), "chain"));
    CHECK(same(ks_access_audit_id_at(access, 0), "own") && !ks_access_audit_id_at(access, 2));
    CHECK(same(ks_access_initial_audit_id(access), "chain"));
    int64_t moment = -1;
    CHECK(ks_access_password_expires(access, &moment) && moment == INT64_C(1768482000000001));
    CHECK(same(ks_access_password_expires_text(access), "2026-01-15T13:00:00.000001"));
    ks_access_free(access);
}

static void test_access__federation_is_told(void)
{
    ks_access *access = parsed(
        "{\"token\":{\"user\":{\"id\":\"u\",\"OS-FEDERATION\":{\"identity_provider\":{\"id\":\"idp\"},"
        "\"protocol\":{\"id\":\"saml2\"},\"groups\":[{\"id\":\"g1\"},{\"id\":\"g2\"}]}},"
        "\"service_providers\":[{\"id\":\"sp\",\"auth_url\":\"http://sp/auth\",\"sp_url\":\"http://sp/sp\"},{\"id\":\"bare\"}]}}",
        NULL);
    CHECK(ks_access_is_federated(access) && ks_access_scope(access) == KS_SCOPE_UNSCOPED && !ks_access_scoped(access));
    CHECK(same(ks_access_federation_identity_provider_id(access), "idp"));
    CHECK(same(ks_access_federation_protocol_id(access), "saml2"));
    CHECK(ks_access_federation_group_count(access) == 2 && same(ks_access_federation_group_id(access, 1), "g2"));
    CHECK(!ks_access_federation_group_id(access, 2));
    CHECK(ks_access_service_provider_count(access) == 2 && same(ks_access_service_provider_id(access, 1), "bare"));
    CHECK(same(ks_access_service_provider_auth_url(access, 0), "http://sp/auth"));
    CHECK(same(ks_access_service_provider_sp_url(access, 0), "http://sp/sp"));
    CHECK(!ks_access_service_provider_sp_url(access, 1) && !ks_access_service_provider_id(access, 2));

    const char *auth_url = NULL, *sp_url = NULL;
    ks_error *error = NULL;
    CHECK(ks_access_find_service_provider(access, "sp", &auth_url, &sp_url, &error) == KS_OK && !error);
    CHECK(same(auth_url, "http://sp/auth") && same(sp_url, "http://sp/sp"));
    CHECK(ks_access_find_service_provider(access, "bare", &auth_url, &sp_url, NULL) == KS_OK && !auth_url && !sp_url);
    auth_url = sp_url = "before";
    CHECK(ks_access_find_service_provider(access, "none", &auth_url, &sp_url, &error)
          == KS_ERROR_SERVICE_PROVIDER_NOT_FOUND);
    CHECK(!auth_url && !sp_url && strstr(ks_error_message(error), "none"));
    CHECK(same(ks_error_class(error), "ServiceProviderNotFound"));
    ks_error_free(error);
    ks_access_free(access);
}

static void test_access__absent_null_and_empty_stay_apart(void)
{
    ks_access *absent = parsed("{\"token\":{}}", NULL);
    ks_access *null = parsed("{\"token\":{\"bind\":null,\"is_domain\":null,\"user\":{\"name\":null}}}", NULL);
    ks_access *empty = parsed("{\"token\":{\"bind\":{},\"is_domain\":false,\"user\":{\"name\":\"\"}}}", NULL);
    CHECK(ks_value_kind(ks_access_bind(absent)) == KS_VALUE_ABSENT);
    CHECK(ks_value_kind(ks_access_bind(null)) == KS_VALUE_NULL);
    CHECK(ks_value_kind(ks_access_bind(empty)) == KS_VALUE_OBJECT);
    CHECK(!ks_access_username(absent) && !ks_access_username(null) && same(ks_access_username(empty), ""));
    CHECK(ks_value_kind(ks_value_pointer(ks_access_body(absent), "/token/user/name")) == KS_VALUE_ABSENT);
    CHECK(ks_value_kind(ks_value_pointer(ks_access_body(null), "/token/user/name")) == KS_VALUE_NULL);
    CHECK(ks_access_project_is_domain(absent, true) && ks_access_project_is_domain(null, true));
    CHECK(!ks_access_project_is_domain(empty, true) && !ks_access_project_is_domain(null, false));
    CHECK(ks_access_is_admin_project(absent) && !ks_access_is_admin_project(NULL));
    CHECK(ks_access_scope(NULL) == KS_SCOPE_ABSENT && ks_access_trust_impersonation(NULL, true));
    ks_access_free(absent);
    ks_access_free(null);
    ks_access_free(empty);
}

static void test_access__the_old_urls_come_from_the_catalog(void)
{
    ks_access *access = parsed("{\"access\":{\"token\":{\"id\":\"t\"},\"serviceCatalog\":[{\"type\":\"identity\",\"endpoints\":"
                               "[{\"publicURL\":\"http://public\",\"adminURL\":\"http://admin\"}]}]}}",
                               NULL);
    const char *url = ks_access_auth_url(access);
    CHECK(same(url, "http://public") && ks_access_auth_url(access) == url);
    CHECK(same(ks_access_management_url(access), "http://admin"));
    ks_access_free(access);
    access = parsed("{\"token\":{}}", NULL);
    CHECK(!ks_access_auth_url(access) && !ks_access_management_url(access));
    ks_access_free(access);
}

static void test_access__a_saved_token_reads_in_again(void)
{
    ks_access *access = parsed("{\"token\":{\"user\":{\"id\":\"u\",\"name\":\"\\u0001\"},\"expires_at\":\"2999-01-01T00:00:00Z\"}}", "hunter2");
    ks_text *state = NULL;
    CHECK(ks_access_to_state(access, &state, NULL) == KS_OK);
    ks_access_free(access);
    CHECK(strstr(ks_text_string(state), "{\"auth_token\":\"hunter2\",\"body\":{\"token\":{") == ks_text_string(state));
    access = NULL;
    CHECK(ks_access_from_state(ks_text_string(state), ks_text_length(state), &access, NULL) == KS_OK);
    CHECK(same(ks_access_auth_token(access), "hunter2") && same(ks_access_user_id(access), "u"));
    CHECK(same(ks_access_username(access), "\x01") && !ks_access_will_expire_soon(access, -1));
    ks_access_free(access);

    char *cut = malloc(ks_text_length(state));
    memcpy(cut, ks_text_string(state), ks_text_length(state));
    for (size_t length = 0; length < ks_text_length(state); length++) {
        ks_error *error = NULL;
        CHECK(ks_access_from_state(cut, length, &access, &error) == KS_ERROR_INVALID_RESPONSE && !access);
        CHECK(!strstr(ks_error_message(error), "hunter2"));
        ks_error_free(error);
    }
    free(cut);
    ks_text_free(state);
}

int main(void)
{
    test_access__delegation_is_told();
    test_access__federation_is_told();
    test_access__absent_null_and_empty_stay_apart();
    test_access__the_old_urls_come_from_the_catalog();
    test_access__a_saved_token_reads_in_again();
    return failures != 0;
}
