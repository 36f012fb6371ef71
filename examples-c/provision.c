/* Makes a project and its users, and grants them a role, as often as it is run: what is there already stays.
 *
 *     provision DOMAIN_ID PROJECT ROLE USER...
 *
 * OS_* say who does it. The passwords of new users are read from PASSWORD_OF_<USER>; without one a user cannot log in. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <keystoneclient.h>

/* Finds by name, or makes; the result is the caller's. */
static ks_result ensure(const ks_client *client, const char *manager, const ks_params *attributes, const char *domain_id,
                        const char *name, ks_value **found, ks_error **error)
{
    char operation[64];
    ks_params *filter = ks_params_new();
    ks_params_set_string(filter, "name", name);
    ks_params_set_string(filter, "domain_id", domain_id);
    snprintf(operation, sizeof operation, "%s.find", manager);
    ks_result result = ks_client_call(client, operation, filter, found, error);
    if (result == KS_ERROR_NOT_FOUND) {
        ks_error_clear(error);
        snprintf(operation, sizeof operation, "%s.create", manager);
        result = ks_client_call(client, operation, attributes, found, error);
        /* Somebody else was faster: then it is there now. */
        if (result == KS_ERROR_CONFLICT) {
            ks_error_clear(error);
            snprintf(operation, sizeof operation, "%s.find", manager);
            result = ks_client_call(client, operation, filter, found, error);
        } else if (result == KS_OK) {
            printf("made %s %s\n", manager, name);
        }
    }
    ks_params_free(filter);
    return result;
}

static ks_result provision_user(const ks_client *client, const char *domain_id, const char *project_id, const char *role_id,
                                const char *name, ks_error **error)
{
    char variable[128];
    ks_value *user = NULL;
    ks_params *attributes = ks_params_new(), *grant = ks_params_new();
    snprintf(variable, sizeof variable, "PASSWORD_OF_%s", name);
    ks_params_set_string(attributes, "name", name);
    ks_params_set_string(attributes, "domain_id", domain_id);
    ks_params_set_string(attributes, "default_project", project_id);
    if (getenv(variable))
        ks_params_set_string(attributes, "password", getenv(variable));

    ks_result result = ensure(client, "v3.users", attributes, domain_id, name, &user, error);
    if (result == KS_OK) {
        ks_params_set_string(grant, "user", ks_value_string(ks_value_get(user, "id")));
        ks_params_set_string(grant, "project", project_id);
        /* A grant that is there already is granted again: that changes nothing. */
        result = ks_v3_roles_grant(client, role_id, grant, error);
    }
    ks_value_free(user);
    ks_params_free(attributes);
    ks_params_free(grant);
    return result;
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fprintf(stderr, "usage: provision DOMAIN_ID PROJECT ROLE USER...\n");
        return 2;
    }
    const char *domain_id = argv[1];
    ks_session *session = NULL;
    ks_client *client = NULL;
    ks_value *project = NULL, *role = NULL;
    ks_error *error = NULL;
    ks_params *attributes = ks_params_new(), *by_name = ks_params_new();
    ks_params_set_string(attributes, "name", argv[2]);
    ks_params_set_string(attributes, "domain_id", domain_id);
    ks_params_set_string(by_name, "name", argv[3]);

    ks_result result = ks_session_from_env(&session, &error);
    if (result == KS_OK)
        result = ks_client_new(session, NULL, &client, &error);
    if (result == KS_OK)
        result = ensure(client, "v3.projects", attributes, domain_id, argv[2], &project, &error);
    if (result == KS_OK)
        result = ks_v3_roles_find(client, by_name, &role, &error);
    for (int i = 4; result == KS_OK && i < argc; i++)
        result = provision_user(client, domain_id, ks_value_string(ks_value_get(project, "id")),
                                ks_value_string(ks_value_get(role, "id")), argv[i], &error);
    if (result == KS_OK)
        printf("project %s: %d user(s) have the role %s\n", argv[2], argc - 4, argv[3]);
    else
        fprintf(stderr, "provision: %s: %s\n", ks_error_class(error), ks_error_message(error));

    ks_params_free(attributes);
    ks_params_free(by_name);
    ks_value_free(project);
    ks_value_free(role);
    ks_client_free(client);
    ks_session_free(session);
    ks_error_free(error);
    return result == KS_OK ? 0 : 1;
}
