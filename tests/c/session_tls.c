/* Whom a session trusts, and what it shows of itself.
 * Usage: session_tls URL CLIENTS_ONLY_URL CA OTHER_CA CERT KEY CERT_AND_KEY OTHER_KEY */
#include "service.h"

static char **argument;

/* The status of a GET in a session of these options, in which %s is the file; 0 after an error with this code. */
static int asked(const char *url, const char *format, const char *file, const char *second, ks_result code)
{
    char options[1024];
    snprintf(options, sizeof options, format, file, second);
    ks_session *session = session_of(NULL, options);
    int status = 0;
    if (code == KS_OK)
        status = status_of(session, "GET", url, NULL);
    else
        CHECK(get_fails(session, url, NULL, code, "certificate"));
    ks_session_free(session);
    return status;
}

static void test_peer__is_checked_by_the_file_that_is_named_or_not_at_all(void)
{
    const char *url = argument[1], *ca = argument[3], *other = argument[4];
    CHECK(asked(url, "{\"cacert\": \"%s\"}", ca, "", KS_OK) == 200);
    CHECK(asked(url, "{\"verify\": \"%s\"}", ca, "", KS_OK) == 200);
    CHECK(asked(url, "{\"cafile\": \"%s\"}", ca, "", KS_OK) == 200);
    CHECK(asked(url, "{\"cacert\": \"%s\"}", other, "", KS_ERROR_SSL_ERROR) == 0);
    CHECK(asked(url, "{\"verify\": false}", "", "", KS_OK) == 200);
    CHECK(asked(url, "{\"insecure\": true}", "", "", KS_OK) == 200);
    CHECK(asked(url, "{\"insecure\": true, \"cacert\": \"%s\"}", other, "", KS_OK) == 200);
    CHECK(asked(url, "{\"insecure\": false, \"cacert\": \"%s\"}", other, "", KS_ERROR_SSL_ERROR) == 0);
}

static void test_client__shows_its_certificate(void)
{
    const char *url = argument[2], *cert = argument[5], *key = argument[6], *both = argument[7];
    CHECK(asked(url, "{\"insecure\": true, \"cert\": \"%s\", \"key\": \"%s\"}", cert, key, KS_OK) == 200);
    CHECK(asked(url, "{\"insecure\": true, \"cert\": \"%s\"}", both, "", KS_OK) == 200);
    CHECK(asked(url, "{\"insecure\": true}", "", "", KS_ERROR_SSL_ERROR) == 0);
}

static void test_session_new__looks_into_the_files_first(void)
{
    ks_session *session = NULL;
    ks_error *error = NULL;
    ks_params *options = params("{}");
    ks_params_set_string(options, "cert", argument[5]);
    ks_params_set_string(options, "key", argument[8]);
    CHECK(failed(ks_session_new(NULL, options, &session, &error), &error, KS_ERROR_CERTIFICATE_CONFIG_ERROR, argument[8]));
    ks_params_unset(options, "key");
    CHECK(failed(ks_session_new(NULL, options, &session, &error), &error, KS_ERROR_CERTIFICATE_CONFIG_ERROR, "key"));
    CHECK(session == NULL);
    ks_params_free(options);
}

int main(int argc, char **argv)
{
    if (argc != 9)
        return 2;
    argument = argv;
    test_peer__is_checked_by_the_file_that_is_named_or_not_at_all();
    test_client__shows_its_certificate();
    test_session_new__looks_into_the_files_first();
    return failures != 0;
}
