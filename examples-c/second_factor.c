/* Logs in with what somebody types: a password, and a one-time password if Identity wants one as well.
 *
 *     cc second_factor.c -o second_factor $(pkg-config --cflags --libs keystoneclient)
 *     . openrc && ./second_factor */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <keystoneclient.h>

/* Reads a line into answer. The library never reads a terminal by itself; a program that has one turns its echo off here. */
static const char *typed(const char *prompt, char *answer, int size)
{
    fprintf(stderr, "%s: ", prompt);
    if (!fgets(answer, size, stdin))
        return NULL;
    answer[strcspn(answer, "\n")] = '\0';
    return answer;
}

/* Called when a login needs the password: not before, and again only if it was wrong. */
static ks_result ask(void *userdata, const char *option, const char *prompt, ks_text *out, ks_error **error)
{
    char answer[256];
    (void)userdata, (void)option;
    if (!typed(prompt, answer, sizeof answer))
        return ks_error_set(error, KS_ERROR_USER, "nobody typed anything");
    ks_text_set(out, answer);
    memset(answer, 0, sizeof answer);
    return KS_OK;
}

/* Sets an option to what the environment says, if it says anything. */
static void set(ks_params *options, const char *name, const char *variable)
{
    if (getenv(variable))
        ks_params_set_string(options, name, getenv(variable));
}

/* Adds the second factor to a login that was not finished. What was passed already is not asked for again. */
static ks_result go_on(ks_auth *auth, ks_error **error)
{
    char passcode[64];
    ks_params *options = ks_params_new();
    set(options, "username", "OS_USERNAME");
    set(options, "user_domain_id", "OS_USER_DOMAIN_ID");
    if (typed("One-time password", passcode, sizeof passcode))
        ks_params_set_string(options, "passcode", passcode);
    memset(passcode, 0, sizeof passcode);
    ks_result result = ks_auth_add_method(auth, "v3totp", options, error);
    ks_params_free(options);
    return result;
}

int main(void)
{
    ks_error *error = NULL;
    ks_auth *auth = NULL;
    ks_session *session = NULL;
    ks_access *access = NULL;
    ks_auth_prompt prompt = KS_AUTH_PROMPT_INIT;
    prompt.ask = ask;

    ks_params *options = ks_params_new();
    set(options, "auth_url", "OS_AUTH_URL");
    set(options, "username", "OS_USERNAME");
    set(options, "user_domain_id", "OS_USER_DOMAIN_ID");
    set(options, "project_name", "OS_PROJECT_NAME");
    set(options, "project_domain_id", "OS_PROJECT_DOMAIN_ID");
    ks_result result = ks_auth_new_prompting("v3password", options, &prompt, NULL, &auth, &error);
    ks_params_free(options);
    if (result == KS_OK)
        result = ks_session_new(auth, NULL, &session, &error);
    if (result == KS_OK)
        result = ks_session_get_access(session, &access, &error);
    if (result == KS_ERROR_MISSING_AUTH_METHODS) {
        /* ks_error_get_auth_methods tells which; here it is known. */
        ks_error_clear(&error);
        result = go_on(auth, &error);
        if (result == KS_OK)
            result = ks_session_get_access(session, &access, &error);
    }

    if (result == KS_OK) {
        printf("%s, by", ks_access_username(access));
        for (size_t i = 0; i < ks_access_method_count(access); i++)
            printf(" %s", ks_access_method(access, i));
        printf("\n");
    } else {
        fprintf(stderr, "second_factor: %s\n", ks_error_message(error));
    }
    ks_error_free(error);
    ks_access_free(access);
    ks_session_free(session);
    ks_auth_free(auth);
    return result != KS_OK;
}
