/* Logs in with the OS_* environment, asks a service if one is named, and prints the error as a program would log it.
 * Usage: failure [SERVICE_TYPE PATH]   Exit status 3: the error was printed. */
#include <stdio.h>

#include <keystoneclient.h>

static const char *text(const char *string)
{
    return string ? string : "-";
}

int main(int argc, char **argv)
{
    ks_error *error = NULL;
    ks_session *session = NULL;
    ks_adapter *adapter = NULL;
    ks_response *response = NULL;
    ks_access *access = NULL;
    ks_endpoint_filter filter = KS_ENDPOINT_FILTER_INIT;
    filter.service_type = argc > 1 ? argv[1] : NULL;

    ks_result result = ks_session_from_env(&session, &error);
    if (result == KS_OK)
        result = ks_session_get_access(session, &access, &error);
    if (result == KS_OK && argc > 2)
        result = ks_adapter_new(session, &filter, &adapter, &error);
    if (result == KS_OK && argc > 2)
        result = ks_adapter_get(adapter, argv[2], NULL, &response, &error);

    if (error) {
        printf("result %d\n", result);
        printf("code %d\n", ks_error_code(error));
        printf("class %s\n", ks_error_class(error));
        printf("message %s\n", ks_error_message(error));
        printf("details %s\n", text(ks_error_details(error)));
        printf("status %d\n", ks_error_http_status(error));
        printf("method %s\n", text(ks_error_method(error)));
        printf("url %s\n", text(ks_error_url(error)));
        printf("request id %s\n", text(ks_error_request_id(error)));
        printf("body %s\n", text((const char *)ks_error_body(error)));
        for (const ks_error *cause = ks_error_cause(error); cause; cause = ks_error_cause(cause))
            printf("cause %s: %s\n", ks_error_class(cause), ks_error_message(cause));
    }
    int status = error ? 3 : result != KS_OK;
    ks_error_free(error);
    ks_response_free(response);
    ks_adapter_free(adapter);
    ks_access_free(access);
    ks_session_free(session);
    return status;
}
