/* What the C tests that speak to a server share: options out of JSON, requests in a line, errors that tell all they know. */
#ifndef SERVICE_H
#define SERVICE_H

#include <stdlib.h>

#include "check.h"

/* What must not show anywhere: the test that runs the program looks for it in all that the program prints. */
static inline const char *password(void)
{
    const char *given = getenv("TEST_PASSWORD");
    return given ? given : "";
}

/* What every token begins with, which must not show either. */
static inline const char *token(void)
{
    const char *given = getenv("TEST_TOKEN");
    return given ? given : "";
}

/* A URL out of two parts; good until this thread's fourth call after this one. */
static inline const char *at(const char *origin, const char *path)
{
    static _Thread_local char urls[4][512];
    static _Thread_local unsigned next;
    char *url = urls[next++ % 4];
    snprintf(url, sizeof urls[0], "%s%s", origin, path);
    return url;
}

/* The members of a JSON object. */
static inline ks_params *params(const char *json)
{
    ks_params *made = NULL;
    CHECK(ks_params_from_json(json, strlen(json), &made, NULL) == KS_OK);
    return made;
}

/* Prints all that an error says, as a program would that logs too much. */
static inline void tell(const ks_error *error)
{
    for (; error; error = ks_error_cause(error)) {
        const char *facts[] = {ks_error_class(error),  ks_error_message(error), ks_error_details(error),
                               ks_error_method(error), ks_error_url(error),     ks_error_request_id(error)};
        printf("error %d, HTTP %d, retry after %d", ks_error_code(error), ks_error_http_status(error),
               ks_error_retry_after(error));
        for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
            printf(" | %s", facts[i] ? facts[i] : "-");
        printf(" | ");
        fwrite(ks_error_body(error) ? ks_error_body(error) : "", 1, ks_error_body_length(error), stdout);
        printf("\n");
    }
}

/* Whether a call failed with this code, and its message has this part. Tells the error and clears it. */
static inline bool failed(ks_result result, ks_error **error, ks_result code, const char *part)
{
    const char *message = ks_error_message(*error);
    bool right = result == code && ks_error_code(*error) == code && strstr(message, part) != NULL;
    if (!right)
        fprintf(stderr, "wanted %d saying \"%s\", got %d: %s\n", code, part, result, message);
    tell(*error);
    ks_error_clear(error);
    return right;
}

/* Whether a call worked. Tells the error that says why not, and clears it. */
static inline bool worked(ks_result result, ks_error **error)
{
    if (result != KS_OK)
        fprintf(stderr, "failed with %d: %s\n", result, ks_error_message(*error));
    tell(*error);
    ks_error_clear(error);
    return result == KS_OK;
}

/* A plugin that logs TEST_USERNAME in, or admin, for TEST_PROJECT_ID if it is set; `more` is a JSON object of further options. */
static inline ks_auth *login(const char *auth_type, const char *auth_url, const char *more)
{
    ks_auth *auth = NULL;
    ks_error *error = NULL;
    ks_params *options = params(more);
    ks_params_set_string(options, "auth_url", auth_url);
    ks_params_set_string(options, "username", getenv("TEST_USERNAME") ? getenv("TEST_USERNAME") : "admin");
    ks_params_set_string(options, "user_domain_id", "default");
    if (getenv("TEST_PROJECT_ID"))
        ks_params_set_string(options, "project_id", getenv("TEST_PROJECT_ID"));
    ks_params_set_string(options, "password", password());
    CHECK(worked(ks_auth_new(auth_type, options, &auth, &error), &error));
    ks_params_free(options);
    return auth;
}

/* A session with these options, a JSON object; `auth` may be NULL. */
static inline ks_session *session_of(const ks_auth *auth, const char *json)
{
    ks_session *session = NULL;
    ks_error *error = NULL;
    ks_params *options = params(json);
    CHECK(worked(ks_session_new(auth, options, &session, &error), &error));
    ks_params_free(options);
    return session;
}

/* A session of its own plugin. */
static inline ks_session *logged_in(const char *auth_type, const char *auth_url, const char *json)
{
    ks_auth *auth = login(auth_type, auth_url, "{}");
    ks_session *session = session_of(auth, json);
    ks_auth_free(auth);
    return session;
}

/* The status of a request's answer; 0, and an error on standard error, if there is none. */
static inline int status_of(const ks_session *session, const char *method, const char *url, const ks_request_options *options)
{
    ks_response *response = NULL;
    ks_error *error = NULL;
    int status = 0;
    if (worked(ks_session_request(session, method, url, options, &response, &error), &error))
        status = ks_response_status(response);
    ks_response_free(response);
    return status;
}

/* Whether a GET fails with this code, and the message has this part. */
static inline bool get_fails(const ks_session *session, const char *url, const ks_request_options *options, ks_result code,
                             const char *part)
{
    ks_response *response = NULL;
    ks_error *error = NULL;
    ks_result result = ks_session_request(session, "GET", url, options, &response, &error);
    CHECK(result == KS_OK || response == NULL);
    ks_response_free(response);
    return failed(result, &error, code, part);
}

/* Whether a text is this string. Frees the text. */
static inline bool says(ks_text *text, const char *string)
{
    bool right = same(ks_text_string(text), string) && ks_text_length(text) == (string ? strlen(string) : 0);
    if (!right)
        fprintf(stderr, "wanted \"%s\", got \"%s\"\n", string ? string : "(NULL)", text ? ks_text_string(text) : "(NULL)");
    ks_text_free(text);
    return right;
}

#endif
