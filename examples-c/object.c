/* Uploads a file to the object store (Swift) or downloads it, in as much memory for a large one as for a small one.
 *
 *     cc object.c -o object $(pkg-config --cflags --libs keystoneclient)
 *     . openrc && ./object put backups/today.tar today.tar
 *     . openrc && ./object get backups/today.tar today.tar
 *     tar c . | ./object put backups/today.tar -          (- is standard input or output) */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <keystoneclient.h>

enum { LOCAL_FILE_FAILED = KS_ERROR_USER + 1 };

static ks_result local_failure(ks_error **error)
{
    return ks_error_set(error, LOCAL_FILE_FAILED, strerror(errno));
}

/* The library asks for the next piece of the body when the service has taken the one before. */
static ks_result read_file(void *file, void *buffer, size_t capacity, size_t *length, ks_error **error)
{
    *length = fread(buffer, 1, capacity, file);
    return ferror(file) ? local_failure(error) : KS_OK;
}

/* The request is sent again, because the token had ended for example. */
static ks_result rewind_file(void *file, ks_error **error)
{
    return fseek(file, 0, SEEK_SET) == 0 ? KS_OK : local_failure(error);
}

/* The next piece of the answer; the service waits while it is written. */
static ks_result write_file(void *file, const void *data, size_t length, ks_error **error)
{
    return fwrite(data, 1, length, file) == length ? KS_OK : local_failure(error);
}

/* The size of a file; -1 for a pipe, whose end alone tells. */
static int64_t size_of(FILE *file)
{
    int64_t size = fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
    rewind(file);
    return size;
}

int main(int argc, char **argv)
{
    bool put = argc == 4 && strcmp(argv[1], "put") == 0;
    if (argc != 4 || (!put && strcmp(argv[1], "get") != 0)) {
        fprintf(stderr, "usage: %s put|get CONTAINER/OBJECT FILE\n", argv[0]);
        return 2;
    }
    bool standard = strcmp(argv[3], "-") == 0;
    FILE *file = standard ? (put ? stdin : stdout) : fopen(argv[3], put ? "rb" : "wb");
    if (!file) {
        perror(argv[3]);
        return 1;
    }
    ks_error *error = NULL;
    ks_session *session = NULL;
    ks_adapter *adapter = NULL;
    ks_response *response = NULL;
    ks_request_options *options = ks_request_options_new();
    ks_endpoint_filter service = KS_ENDPOINT_FILTER_INIT;
    service.service_type = "object-store";
    service.interface = "public";
    int status = 1;

    if (ks_session_from_env(&session, &error) != KS_OK || ks_adapter_new(session, &service, &adapter, &error) != KS_OK)
        goto done;
    if (put) {
        ks_body_callbacks body = KS_BODY_CALLBACKS_INIT;
        int64_t size = size_of(file);
        body.read = read_file;
        /* A pipe cannot be sent again: then a token that just ended is an error that says so. */
        body.rewind = size >= 0 ? rewind_file : NULL;
        ks_request_options_set_body_callbacks(options, &body, file, size, "application/octet-stream");
        /* The service may refuse the request before anything is read. */
        ks_request_options_set_header(options, "Expect", "100-continue");
        if (ks_adapter_put(adapter, argv[2], options, &response, &error) != KS_OK)
            goto done;
    } else {
        ks_answer_callbacks answer = KS_ANSWER_CALLBACKS_INIT;
        answer.write = write_file;
        ks_request_options_set_answer_callbacks(options, &answer, file);
        if (ks_adapter_get(adapter, argv[2], options, &response, &error) != KS_OK)
            goto done;
    }
    fprintf(stderr, "%s: %d %s in %.3f s\n", argv[2], (int)ks_response_status(response), ks_response_reason(response),
            (double)ks_response_elapsed(response) / 1e6);
    status = 0;
done:
    if (error)
        fprintf(stderr, "object: %s\n", ks_error_message(error));
    if (fclose(file) != 0 && status == 0) {
        perror(argv[3]);
        status = 1;
    }
    /* A part of an object is nothing to keep; a device is none of ours. */
    struct stat written;
    if (status != 0 && !put && !standard && stat(argv[3], &written) == 0 && S_ISREG(written.st_mode))
        remove(argv[3]);
    ks_error_free(error);
    ks_request_options_free(options);
    ks_response_free(response);
    ks_adapter_free(adapter);
    ks_session_free(session);
    return status;
}
