/* A body for which there is no memory is an error, and the program goes on. It bounds its own memory.
 * Usage: memory ORIGIN */
#include <sys/resource.h>

#include "service.h"

enum { LIMIT_EXCEEDED = 7, MEBIBYTE = 1 << 20 };

/* How much of the address space is in use. */
static rlim_t in_use(void)
{
    long pages = 0;
    FILE *statm = fopen("/proc/self/statm", "r");
    CHECK(statm && fscanf(statm, "%ld", &pages) == 1);
    if (statm)
        fclose(statm);
    return (rlim_t)pages * 4096;
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return 0;
#endif
    ks_session *session = session_of(NULL, "{\"most_answer_bytes\": 1000000000}");
    CHECK(status_of(session, "GET", at(argv[1], "/well"), NULL) == 200);
    struct rlimit bound = {in_use() + 64 * MEBIBYTE, RLIM_INFINITY};
    CHECK(setrlimit(RLIMIT_AS, &bound) == 0);
    const char *paths[] = {"/announced", "/in-chunks", "/json"};
    for (int round = 0; round < 3; round++) {
        CHECK(get_fails(session, at(argv[1], paths[round]), NULL, LIMIT_EXCEEDED, "there is no memory for"));
        CHECK(status_of(session, "GET", at(argv[1], "/well"), NULL) == 200);
        /* Nothing of it is kept: there is room for what is half as large. */
        CHECK(status_of(session, "GET", at(argv[1], "/half"), NULL) == 200);
    }
    ks_session_free(session);
    return failures != 0;
}
