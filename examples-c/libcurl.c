/* Asks a service by libcurl, with the token of a session: for programs that have an HTTP client of their own.
 *
 *     cc libcurl.c -o libcurl $(pkg-config --cflags --libs keystoneclient libcurl)
 *     . openrc && ./libcurl compute /servers */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>
#include <keystoneclient.h>

/* The fields by which the session authenticates a request, as libcurl takes them. NULL, with an error, if there are none. */
static struct curl_slist *authentication(ks_session *session, ks_error **error)
{
    ks_headers *headers = NULL;
    struct curl_slist *list = NULL;
    if (ks_session_get_auth_headers(session, &headers, error) != KS_OK)
        return NULL;
    for (size_t i = 0; i < ks_headers_count(headers); i++) {
        const char *name = ks_headers_name(headers, i), *value = ks_headers_value(headers, i);
        size_t size = strlen(name) + strlen(value) + 3;
        char *line = malloc(size);
        if (line) {
            snprintf(line, size, "%s: %s", name, value);
            list = curl_slist_append(list, line);
        }
        free(line);
    }
    ks_headers_free(headers);
    return list;
}

/* Sends a GET; the body goes to standard output. The status; 0 if there was no answer. */
static long get(CURL *curl, const char *url, ks_session *session, ks_error **error)
{
    long status = 0;
    struct curl_slist *list = authentication(session, error);
    if (*error)
        return 0;
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
    /* What CURLOPT_HTTPHEADER holds goes to every host that a redirect names: follow none. */
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    CURLcode sent = curl_easy_perform(curl);
    if (sent == CURLE_OK)
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    else
        fprintf(stderr, "libcurl: %s\n", curl_easy_strerror(sent));
    curl_slist_free_all(list);
    return status;
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: %s SERVICE_TYPE PATH\n", argv[0]);
        return 2;
    }
    ks_error *error = NULL;
    ks_session *session = NULL;
    ks_text *endpoint = NULL;
    char *url = NULL;
    long status = 0;
    curl_global_init(CURL_GLOBAL_DEFAULT);
    CURL *curl = curl_easy_init();

    ks_endpoint_filter service = KS_ENDPOINT_FILTER_INIT;
    service.service_type = argv[1];
    if (ks_session_from_env(&session, &error) != KS_OK
        || ks_session_get_endpoint(session, &service, &endpoint, &error) != KS_OK)
        goto done;
    if (!endpoint) {
        fprintf(stderr, "nothing says where %s is\n", argv[1]);
        goto done;
    }
    size_t size = ks_text_length(endpoint) + strlen(argv[2]) + 1;
    url = malloc(size);
    if (!curl || !url)
        goto done;
    snprintf(url, size, "%s%s", ks_text_string(endpoint), argv[2]);

    status = get(curl, url, session, &error);
    /* The token was revoked: get another one, and try once more. */
    if (status == 401 && ks_session_invalidate(session))
        status = get(curl, url, session, &error);
done:
    if (error)
        fprintf(stderr, "%s\n", ks_error_message(error));
    free(url);
    ks_error_free(error);
    ks_text_free(endpoint);
    ks_session_free(session);
    curl_easy_cleanup(curl);
    curl_global_cleanup();
    return status == 200 ? 0 : 1;
}
