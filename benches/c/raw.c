/* The limit: sockets, requests that are written beforehand, and no look at the answer but for its length.
 *
 *   raw get BASE THREADS N | raw auth BASE 1 N */
#define _GNU_SOURCE
#include "work.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#define MOST_BYTES (1 << 20)

static int port;
static char login[1024], list[1024];

struct connection {
    int socket;
    const char *request;
    size_t request_length, answer_length;
    char *answer;
};

static void *dial(const char *request)
{
    struct sockaddr_in peer = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct connection *own = calloc(1, sizeof *own);
    int yes = 1;
    if (!own)
        stop("no memory");
    own->socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    own->request = request;
    own->request_length = strlen(request);
    own->answer = malloc(MOST_BYTES);
    if (connect(own->socket, (struct sockaddr *)&peer, sizeof peer))
        stop("cannot connect");
    setsockopt(own->socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return own;
}

static void *to_list(void)
{
    return dial(list);
}

/* Of the whole answer; 0 as long as its header is not there. */
static size_t length_of(char *answer, size_t have)
{
    answer[have] = 0;
    char *end = strstr(answer, "\r\n\r\n"), *length = strstr(answer, "Content-Length: ");
    return end && length ? (size_t)(end + 4 - answer) + strtoul(length + 16, NULL, 10) : 0;
}

/* The length is worked out once: all answers are alike. */
static size_t exchange(void *argument)
{
    struct connection *own = argument;
    size_t have = 0;
    if (send(own->socket, own->request, own->request_length, MSG_NOSIGNAL) != (ssize_t)own->request_length)
        stop("cannot send");
    while (!own->answer_length || have < own->answer_length) {
        ssize_t more = recv(own->socket, own->answer + have, MOST_BYTES - 1 - have, 0);
        if (more <= 0)
            stop("no answer");
        have += (size_t)more;
        if (!own->answer_length)
            own->answer_length = length_of(own->answer, have);
    }
    return own->answer_length;
}

int main(int argc, char **argv)
{
    if (argc < 5 || (strcmp(argv[1], "get") && strcmp(argv[1], "auth")))
        return 3;
    port = atoi(strrchr(argv[2], ':') + 1);
    snprintf(login, sizeof login,
             "POST /v3/auth/tokens HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAccept: application/json\r\nContent-Type: application/json\r\n"
             "Content-Length: %zu\r\n\r\n%s", port, strlen(login_body), login_body);
    struct connection *own = dial(login);
    exchange(own);
    if (!strcmp(argv[1], "auth")) {
        long operations = atol(argv[4]);
        struct mark start = now();
        for (long i = 0; i < operations; i++)
            exchange(own);
        report(operations, start, own->answer_length);
        return 0;
    }
    char *token = strstr(own->answer, "X-Subject-Token: ");
    if (!token)
        stop("no token");
    snprintf(list, sizeof list, "GET /v3/users HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAccept: */*\r\nX-Auth-Token: %.*s\r\n\r\n", port,
             (int)strcspn(token + 17, "\r"), token + 17);
    run_threads(atoi(argv[3]), atol(argv[4]), exchange, to_list);
    return 0;
}
