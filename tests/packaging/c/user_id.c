/* Logs in with the OS_* variables and prints the user's id: what each consumer here does in its language. */
#include <stdio.h>

#include <keystoneclient.h>

int main(void)
{
    ks_error *error = NULL;
    ks_session *session = NULL;
    ks_access *access = NULL;
    ks_result result = ks_session_from_env(&session, &error);
    if (result == KS_OK)
        result = ks_session_get_access(session, &access, &error);
    if (result == KS_OK)
        puts(ks_access_user_id(access));
    else
        fprintf(stderr, "user_id: %s\n", ks_error_message(error));
    ks_error_free(error);
    ks_access_free(access);
    ks_session_free(session);
    return result != KS_OK;
}
