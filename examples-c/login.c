/* Logs in with the OS_* variables of the environment and prints who one is and what one may reach.
 *
 *     cc login.c -o login $(pkg-config --cflags --libs keystoneclient)
 *     . openrc && ./login */
#include <stdio.h>
#include <time.h>

#include <keystoneclient.h>

int main(void)
{
    /* Handles start as NULL: every _free takes NULL, so one label can end it all. */
    ks_error *error = NULL;
    ks_session *session = NULL;
    ks_access *access = NULL;
    ks_catalog *catalog = NULL;
    int status = 1;

    /* Nothing is sent yet: a session logs in when something first needs a token. */
    if (ks_session_from_env(&session, &error) != KS_OK)
        goto done;
    if (ks_session_get_access(session, &access, &error) != KS_OK)
        goto done;

    /* Strings that are returned belong to `access` and live as long. What a token does not have is NULL. */
    printf("user     %s (%s)\n", ks_access_username(access), ks_access_user_id(access));
    if (ks_access_project_scoped(access))
        printf("project  %s (%s)\n", ks_access_project_name(access), ks_access_project_id(access));
    for (size_t i = 0; i < ks_access_role_count(access); i++)
        printf("role     %s\n", ks_access_role_name(access, i));

    int64_t expires = 0; /* microseconds since 1970, UTC */
    if (ks_access_expires(access, &expires)) {
        time_t seconds = (time_t)(expires / 1000000);
        char text[32];
        strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S UTC", gmtime(&seconds));
        printf("expires  %s\n", text);
    }

    if (ks_access_get_catalog(access, &catalog, &error) != KS_OK)
        goto done;
    for (size_t i = 0; i < ks_catalog_endpoint_count(catalog); i++) {
        ks_endpoint endpoint = KS_ENDPOINT_INIT;
        ks_catalog_endpoint(catalog, i, &endpoint);
        printf("endpoint %-10s %-8s %-9s %s\n", endpoint.service_type, endpoint.interface,
               endpoint.region ? endpoint.region : "-", endpoint.url);
    }
    status = 0;
done:
    if (error)
        fprintf(stderr, "login: %s\n", ks_error_message(error));
    ks_error_free(error);
    ks_catalog_free(catalog);
    ks_access_free(access);
    ks_session_free(session);
    return status;
}
