/* Sends GET to a service of the catalog and prints the JSON that it answers.
 *
 *     cc get.c -o get $(pkg-config --cflags --libs keystoneclient)
 *     . openrc && ./get identity /users
 *     . openrc && ./get compute /servers/detail */
#include <stdio.h>

#include <keystoneclient.h>

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: %s SERVICE_TYPE PATH\n", argv[0]);
        return 2;
    }
    ks_error *error = NULL;
    ks_session *session = NULL;
    ks_adapter *adapter = NULL;
    ks_response *response = NULL;
    ks_text *json = NULL;
    int status = 1;

    if (ks_session_from_env(&session, &error) != KS_OK)
        goto done;

    /* An adapter is a session that talks to one service: it finds the URL in the catalog. */
    ks_endpoint_filter service = KS_ENDPOINT_FILTER_INIT;
    service.service_type = argv[1];
    service.interface = "public";
    if (ks_adapter_new(session, &service, &adapter, &error) != KS_OK)
        goto done;

    /* Logs in when it has to, and once more if the token was revoked. A status from 400 on is an error. */
    if (ks_adapter_get(adapter, argv[2], NULL, &response, &error) != KS_OK)
        goto done;

    /* The body is parsed when first asked for; ks_response_body has its bytes. */
    if (ks_value_to_json(ks_response_json(response), &json, &error) != KS_OK)
        goto done;
    puts(ks_text_string(json));
    status = 0;
done:
    if (error)
        fprintf(stderr, "get: %s\n", ks_error_message(error));
    ks_error_free(error);
    ks_text_free(json);
    ks_response_free(response);
    ks_adapter_free(adapter);
    ks_session_free(session);
    return status;
}
