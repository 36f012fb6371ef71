/* Logs in with options of its own and a password that is wrong, and shows what an error tells.
 *
 *     cc failure.c -o failure $(pkg-config --cflags --libs keystoneclient)
 *     OS_AUTH_URL=http://127.0.0.1:5000/v3 ./failure */
#include <stdio.h>
#include <stdlib.h>

#include <keystoneclient.h>

/* What to do about a failure is decided by its class: `ks_result_is_a` knows which are kinds of which. */
static const char *advice(ks_result result)
{
    if (result == KS_ERROR_UNAUTHORIZED)
        return "ask for another password";
    if (ks_result_is_a(result, KS_ERROR_HTTP_SERVER_ERROR) || ks_result_is_a(result, KS_ERROR_CONNECTION_ERROR))
        return "try again later";
    return "show the message to a human";
}

int main(void)
{
    ks_error *error = NULL;
    ks_auth *auth = NULL;
    ks_session *session = NULL;
    ks_access *access = NULL;

    /* The names of the options are those of clouds.yaml. */
    ks_params *options = ks_params_new();
    ks_params_set_string(options, "auth_url", getenv("OS_AUTH_URL"));
    ks_params_set_string(options, "username", "admin");
    ks_params_set_string(options, "password", "not the password");
    ks_params_set_string(options, "user_domain_id", "default");
    ks_params_set_string(options, "project_name", "admin");
    ks_params_set_string(options, "project_domain_id", "default");

    ks_result result = ks_auth_new("v3password", options, &auth, &error);
    if (result == KS_OK)
        result = ks_session_new(auth, NULL, &session, &error);
    if (result == KS_OK)
        result = ks_session_get_access(session, &access, &error);

    if (result != KS_OK) {
        printf("code       %d, of class %s\n", result, ks_error_class(error));
        printf("message    %s\n", ks_error_message(error));
        if (ks_error_http_status(error) != 0) {
            printf("request    %s %s\n", ks_error_method(error), ks_error_url(error));
            printf("request id %s (for who reads the server's log)\n", ks_error_request_id(error));
        }
        printf("advice     %s\n", advice(result));
    }
    ks_error_free(error);
    ks_access_free(access);
    ks_session_free(session);
    ks_auth_free(auth);
    ks_params_free(options);
    return result != KS_ERROR_UNAUTHORIZED;
}
