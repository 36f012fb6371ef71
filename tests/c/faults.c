/* What a caller gets of each fault. For each NAME it makes a session of the OPTIONS and asks for the URL; it prints
 * "NAME|CODE|RETRY_AFTER|MESSAGE". The test that runs this knows what must come.
 * Usage: faults NAME URL OPTIONS... */
#include "service.h"

int main(int argc, char **argv)
{
    if (argc < 4 || argc % 3 != 1)
        return 2;
    for (int i = 1; i < argc; i += 3) {
        ks_session *session = session_of(NULL, argv[i + 2]);
        ks_response *response = NULL;
        ks_error *error = NULL;
        ks_result result = ks_session_request(session, "GET", argv[i + 1], NULL, &response, &error);
        CHECK(result == ks_error_code(error) && (result == KS_OK) == (response != NULL));
        CHECK(result == KS_OK || (*ks_error_class(error) && same(ks_error_method(error), "GET") && ks_error_url(error)));
        printf("%s|%d|%d|%s\n", argv[i], result, ks_error_retry_after(error), ks_error_message(error));
        ks_error_free(error);
        ks_response_free(response);
        ks_session_free(session);
    }
    return failures != 0;
}
