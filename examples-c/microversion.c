/* Asks Placement for its resource providers at the newest microversion that both sides know.
 *
 *     cc microversion.c -o microversion $(pkg-config --cflags --libs keystoneclient)
 *     . openrc && ./microversion            # 1.14 to 1.39
 *     . openrc && ./microversion 1.30 latest */
#include <stdio.h>

#include <keystoneclient.h>

int main(int argc, char **argv)
{
    /* What this program was written for: from the version that has what it needs to the newest that it was tested with. */
    const char *lowest = argc > 1 ? argv[1] : "1.14", *highest = argc > 2 ? argv[2] : "1.39";
    ks_error *error = NULL;
    ks_session *session = NULL;
    ks_adapter *placement = NULL;
    ks_endpoint_data *endpoint = NULL;
    ks_text *microversion = NULL;
    ks_request_options *request = ks_request_options_new();
    ks_response *response = NULL;
    int status = 1;

    if (ks_session_from_env(&session, &error) != KS_OK)
        goto done;
    ks_endpoint_filter service = KS_ENDPOINT_FILTER_INIT;
    service.service_type = "placement";
    if (ks_adapter_new(session, &service, &placement, &error) != KS_OK)
        goto done;

    /* Asks the service for its versions, once for the whole session. */
    if (ks_adapter_get_endpoint_data(placement, NULL, &endpoint, &error) != KS_OK)
        goto done;
    if (ks_endpoint_data_fallback(endpoint))
        fprintf(stderr, "microversion: %s\n", ks_endpoint_data_fallback(endpoint));

    /* Fails if the two ranges do not meet, and tells both. */
    if (ks_endpoint_data_negotiate_microversion(endpoint, lowest, highest, &microversion, &error) != KS_OK)
        goto done;
    printf("placement at %s answers to %s\n", ks_endpoint_data_url(endpoint), ks_text_string(microversion));

    ks_request_options_set_microversion(request, ks_text_string(microversion), NULL);
    if (ks_adapter_get(placement, "/resource_providers", request, &response, &error) != KS_OK)
        goto done;
    const ks_value *providers = ks_value_get(ks_response_json(response), "resource_providers");
    printf("%zu resource providers\n", ks_value_length(providers));
    for (size_t i = 0; i < ks_value_length(providers); i++)
        printf("%s\n", ks_value_string(ks_value_get(ks_value_at(providers, i), "name")));
    status = 0;
done:
    if (error)
        fprintf(stderr, "microversion: %s\n", ks_error_message(error));
    ks_error_free(error);
    ks_response_free(response);
    ks_request_options_free(request);
    ks_text_free(microversion);
    ks_endpoint_data_free(endpoint);
    ks_adapter_free(placement);
    ks_session_free(session);
    return status;
}
