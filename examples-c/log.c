/* Logs in with the OS_* variables of the environment, lists the projects, and logs all that happens to standard error.
 *
 *     cc log.c -o log $(pkg-config --cflags --libs keystoneclient)
 *     . openrc && ./log        all that goes over the wire, without secrets
 *     . openrc && ./log 3      logins, retries, failures and the like: levels are 1 (error) to 4 (debug) */
#include <stdio.h>
#include <stdlib.h>

#include <keystoneclient.h>

/* Called on whichever thread has something to tell, on several at once: fprintf locks its stream. */
static void heard(void *userdata, const ks_record *record)
{
    static const char *const levels[] = {"", "ERROR", "WARNING", "INFO", "DEBUG"};
    FILE *log = userdata;
    if (ks_record_elapsed(record) >= 0)
        fprintf(log, "%-7s (%.3f s) %s\n", levels[ks_record_level(record)], ks_record_elapsed(record), ks_record_message(record));
    else
        fprintf(log, "%-7s %s\n", levels[ks_record_level(record)], ks_record_message(record));
}

int main(int argc, char **argv)
{
    ks_error *error = NULL;
    ks_session *session = NULL;
    ks_adapter *identity = NULL;
    ks_response *response = NULL;
    ks_value *metrics = NULL;
    int status = 1;

    ks_level level = argc > 1 ? atoi(argv[1]) : KS_LEVEL_DEBUG;
    ks_record_callbacks callbacks = KS_RECORD_CALLBACKS_INIT;
    callbacks.heard = heard;

    ks_endpoint_filter filter = KS_ENDPOINT_FILTER_INIT;
    filter.service_type = "identity";

    if (ks_session_from_env(&session, &error) != KS_OK)
        goto done;
    /* For all sessions of a program: ks_set_log. */
    if (ks_session_set_log(session, &callbacks, stderr, level, KS_RECORD_ALL, &error) != KS_OK)
        goto done;
    if (ks_adapter_new(session, &filter, &identity, &error) != KS_OK)
        goto done;
    if (ks_adapter_get(identity, "/auth/projects", NULL, &response, &error) != KS_OK)
        goto done;

    const ks_value *projects = ks_value_get(ks_response_json(response), "projects");
    for (size_t i = 0; i < ks_value_length(projects); i++)
        printf("%s\n", ks_value_string(ks_value_get(ks_value_at(projects, i), "name")));

    if (ks_session_get_metrics(session, &metrics, &error) != KS_OK)
        goto done;
    printf("%lld requests, %lld logins, %.3f seconds\n", (long long)ks_value_int(ks_value_get(metrics, "requests"), 0),
           (long long)ks_value_int(ks_value_get(metrics, "logins"), 0),
           ks_value_double(ks_value_get(metrics, "seconds"), 0));
    status = 0;
done:
    if (error)
        fprintf(stderr, "log: %s\n", ks_error_message(error));
    ks_error_free(error);
    ks_value_free(metrics);
    ks_response_free(response);
    ks_adapter_free(identity);
    ks_session_free(session);
    return status;
}
