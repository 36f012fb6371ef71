/* What comes of GETs by the options about connections; the test that runs this knows what must.
 * Usage: session_connection sessions URL OPTIONS...    prints the code of the second of two requests in a session of each
 *        session_connection refused OPTIONS...         prints the code of ks_session_new for each
 *        session_connection requests URL CA CERT KEY   one session, requests of several identities */
#include "service.h"

static ks_request_options *asking(const char *cacert, const char *cert, const char *key)
{
    ks_request_options *options = ks_request_options_new();
    if (cacert)
        CHECK(ks_request_options_set_verify(options, true, cacert) == KS_OK);
    if (cert)
        CHECK(ks_request_options_set_cert(options, cert, key) == KS_OK);
    return options;
}

static void sessions(const char *url, char **given)
{
    for (; *given; given++) {
        ks_session *session = session_of(NULL, *given);
        ks_response *response = NULL;
        ks_error *error = NULL;
        ks_session_request(session, "GET", url, NULL, &response, NULL);
        ks_response_free(response);
        printf("%d\n", ks_session_request(session, "GET", url, NULL, &response, &error));
        tell(error);
        ks_error_free(error);
        ks_response_free(response);
        ks_session_free(session);
    }
}

static void refused(char **given)
{
    for (; *given; given++) {
        ks_session *session = NULL;
        ks_error *error = NULL;
        ks_params *options = params(*given);
        printf("%d\n", ks_session_new(NULL, options, &session, &error));
        tell(error);
        CHECK(session == NULL);
        ks_error_free(error);
        ks_params_free(options);
    }
}

static char *text_of(const char *file)
{
    static char texts[3][16384];
    static unsigned next;
    char *text = texts[next++ % 3];
    FILE *stream = fopen(file, "r");
    size_t length = stream ? fread(text, 1, sizeof texts[0] - 1, stream) : 0;
    text[length] = 0;
    if (stream)
        fclose(stream);
    return text;
}

static void test_requests__show_their_own_certificate_and_no_other(const char *url, const char *ca, const char *cert, const char *key)
{
    ks_session *session = session_of(NULL, "{}");
    ks_request_options *by_file = asking(ca, cert, key), *by_text = asking(text_of(ca), text_of(cert), text_of(key));
    ks_request_options *bare = asking(ca, NULL, NULL), *wrong = asking(ca, key, NULL), *blind = asking(NULL, cert, key);
    CHECK(ks_request_options_set_verify(blind, false, NULL) == KS_OK);
    CHECK(status_of(session, "GET", url, by_file) == 200);
    CHECK(get_fails(session, url, bare, KS_ERROR_SSL_ERROR, "wants a client certificate"));
    CHECK(get_fails(session, url, NULL, KS_ERROR_SSL_ERROR, ""));
    CHECK(status_of(session, "GET", url, by_text) == 200);
    CHECK(get_fails(session, url, wrong, KS_ERROR_CERTIFICATE_CONFIG_ERROR, "holds no certificate"));
    CHECK(status_of(session, "GET", url, blind) == 200);
    CHECK(status_of(session, "GET", url, by_file) == 200);
    ks_request_options_free(by_file);
    ks_request_options_free(by_text);
    ks_request_options_free(bare);
    ks_request_options_free(wrong);
    ks_request_options_free(blind);
    ks_session_free(session);
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    if (same(argv[1], "sessions"))
        sessions(argv[2], argv + 3);
    else if (same(argv[1], "refused"))
        refused(argv + 2);
    else if (argc == 6)
        test_requests__show_their_own_certificate_and_no_other(argv[2], argv[3], argv[4], argv[5]);
    return failures != 0;
}
