/* Redirects to another origin: requests go there, credentials only with leave. The test that runs this looks at what came in there.
 * Usage: session_redirect without|with FROM TO [CA] */
#include "service.h"

static const char *from, *to, *ca;
static const int statuses[] = {301, 302, 303, 307, 308};

/* The options of a session that takes credentials along, or does not. */
static const char *options(bool takes_along)
{
    static char json[512];
    snprintf(json, sizeof json, "{\"redirect_credentials\": %s, \"cacert\": %s%s%s}", takes_along ? "true" : "false",
             ca ? "\"" : "", ca ? ca : "null", ca ? "\"" : "");
    return json;
}

static const char *path(const char *before, int status, const char *after)
{
    static char paths[2][128];
    static unsigned next;
    char *made = paths[next++ % 2];
    snprintf(made, sizeof paths[0], "%s%d%s", before, status, after);
    return made;
}

static ks_request_options *secrets(void)
{
    ks_request_options *made = ks_request_options_new();
    ks_request_options_set_header(made, "Cookie", "session=hunter2");
    ks_request_options_set_header(made, "Authorization", "Basic hunter2");
    ks_request_options_set_header(made, "X-Service-Token", "hunter2");
    ks_request_options_set_header(made, "X-Kept", "kept");
    return made;
}

static void test_redirect__takes_no_credentials_along(void)
{
    ks_session *session = logged_in("v3password", at(from, "/v3"), options(false));
    ks_request_options *with_secrets = secrets();
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        ks_response *response = NULL;
        ks_error *error = NULL;
        const char *url = at(from, path("/elsewhere/", statuses[i], ""));
        CHECK(worked(ks_session_request(session, "GET", url, with_secrets, &response, &error), &error));
        CHECK(ks_response_status(response) == 200 && ks_response_redirect_count(response) == 1);
        CHECK(same(ks_response_url(response), at(to, path("/landing/", statuses[i], ""))));
        ks_response_free(response);
        CHECK(status_of(session, "GET", at(from, path("/here/", statuses[i], "")), with_secrets) == 200);
    }
    CHECK(status_of(session, "GET", at(from, "/round"), with_secrets) == 200);
    ks_request_options_free(with_secrets);
    /* A body may hold a secret as well as a header field may. */
    ks_request_options *with_body = ks_request_options_new();
    ks_request_options_set_body(with_body, "hunter2", 7, NULL);
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        ks_response *response = NULL;
        ks_error *error = NULL;
        const char *url = at(from, path("/elsewhere/", statuses[i], "/body"));
        ks_result result = ks_session_request(session, "POST", url, with_body, &response, &error);
        if (statuses[i] == 303)
            CHECK(worked(result, &error) && ks_response_status(response) == 200);
        else
            CHECK(failed(result, &error, statuses[i], "another origin"));
        ks_response_free(response);
        CHECK(status_of(session, "POST", at(from, path("/here/", statuses[i], "/body")), with_body) == 200);
    }
    ks_request_options_free(with_body);
    /* Where the token never was, its refusal says nothing about it. */
    CHECK(get_fails(session, at(from, "/elsewhere/refused"), NULL, KS_ERROR_UNAUTHORIZED, "HTTP 401"));
    CHECK(status_of(session, "GET", at(from, "/landing/last"), NULL) == 200);
    ks_session_free(session);
}

/* From https to http nothing goes, with whatever leave. */
static void test_redirect__takes_everything_along_with_leave(void)
{
    ks_session *session = logged_in("v3password", at(from, "/v3"), options(true));
    ks_request_options *everything = secrets();
    CHECK(status_of(session, "GET", at(from, "/elsewhere/302"), everything) == 200);
    ks_request_options_set_body(everything, "hunter2", 7, NULL);
    ks_response *response = NULL;
    ks_error *error = NULL;
    ks_result result = ks_session_request(session, "POST", at(from, "/elsewhere/307"), everything, &response, &error);
    if (ca)
        CHECK(failed(result, &error, 307, "another origin"));
    else
        CHECK(worked(result, &error) && ks_response_status(response) == 200);
    ks_response_free(response);
    ks_request_options_free(everything);
    ks_session_free(session);
}

static void test_redirect__of_a_login_is_refused_with_whatever_leave(void)
{
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        ks_session *session = logged_in("v3password", at(from, path("/login/", statuses[i], "/v3")), options(true));
        ks_text *text = NULL;
        ks_error *error = NULL;
        CHECK(failed(ks_session_get_token(session, &text, &error), &error, statuses[i], "another origin"));
        CHECK(text == NULL);
        ks_text_free(text);
        ks_session_free(session);
    }
}

/* Whether the login succeeds after all, at the origin that it is for, is not decided here. */
static void test_redirect__of_a_discovery_leads_no_password_away(void)
{
    ks_session *session = logged_in("password", at(from, "/moved/v3"), options(false));
    ks_text *text = NULL;
    ks_error *error = NULL;
    printf("login %d\n", ks_session_get_token(session, &text, &error));
    tell(error);
    ks_error_free(error);
    ks_text_free(text);
    ks_session_free(session);
}

int main(int argc, char **argv)
{
    if (argc != 4 && argc != 5)
        return 2;
    from = argv[2];
    to = argv[3];
    ca = argc == 5 ? argv[4] : NULL;
    if (same(argv[1], "with")) {
        test_redirect__takes_everything_along_with_leave();
    } else {
        test_redirect__takes_no_credentials_along();
        test_redirect__of_a_login_is_refused_with_whatever_leave();
        test_redirect__of_a_discovery_leads_no_password_away();
    }
    return failures != 0;
}
