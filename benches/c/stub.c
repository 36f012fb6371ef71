/* A Keystone for measuring: one thread, and every answer is written before the first request comes.
 *
 *   stub [--services 20] [--users 10] [--pages 1] [--fail-every 0] [--url URL]
 *
 * It listens on a port of its own on 127.0.0.1 and prints that. The catalog has three endpoints a service, the identity service in
 * the middle, whose URL is --url (default: the stub itself) with /v3. /v3/users has --pages pages of --users users each, which links.next
 * leads along. Of the GETs of /v3/users every --fail-every-th is answered 401. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static int services = 20, users = 10, pages = 1, fail_every = 0, port;
static const char *url;

struct text {
    char *bytes;
    size_t length;
};

static void stop(const char *what)
{
    perror(what);
    exit(1);
}

static void add(struct text *text, const char *format, ...)
{
    static const size_t most = 4 << 20;
    va_list arguments;
    if (!text->bytes && !(text->bytes = malloc(most)))
        stop("memory");
    va_start(arguments, format);
    text->length += (size_t)vsnprintf(text->bytes + text->length, most - text->length, format, arguments);
    va_end(arguments);
    if (text->length >= most)
        stop("an answer of more than 4 MB");
}

/* An id of 32 hexadecimal digits, as Keystone has them. */
static const char *new_id(void)
{
    static unsigned long long state = 0x9E3779B97F4A7C15ull;
    static char ids[4][33];
    static unsigned turn;
    char *id = ids[turn++ % 4];
    for (int half = 0; half < 2; half++) {
        state ^= state << 13, state ^= state >> 7, state ^= state << 17;
        sprintf(id + 16 * half, "%016llx", state);
    }
    return id;
}

static const char *const types[] = { "compute", "network", "image", "block-storage", "object-store", "placement", "orchestration",
                                     "key-manager", "dns", "load-balancer", "metric", "alarming" };
static const char *const interfaces[] = { "public", "internal", "admin" };

static void add_service(struct text *body, int number)
{
    const int named = sizeof types / sizeof *types, is_identity = number == services / 2;
    char type[32];
    if (is_identity)
        strcpy(type, "identity");
    else if (number < named)
        strcpy(type, types[number]);
    else
        snprintf(type, sizeof type, "vendor-service-%03d", number);
    add(body, "%s{\"endpoints\": [", number ? ", " : "");
    for (int i = 0; i < 3; i++) {
        add(body, "%s{\"id\": \"%s\", \"interface\": \"%s\", \"region_id\": \"RegionOne\", \"url\": ", i ? ", " : "", new_id(), interfaces[i]);
        if (is_identity)
            add(body, "\"%s/v3\"", url);
        else
            add(body, "\"%s/%s/%s/v2.1\"", url, type, interfaces[i]);
        add(body, ", \"region\": \"RegionOne\"}");
    }
    add(body, "], \"id\": \"%s\", \"type\": \"%s\", \"name\": \"%s\"}", new_id(), type, is_identity ? "keystone" : type);
}

static struct text token_body(void)
{
    static const char *const roles[] = { "admin", "member", "reader" };
    struct text body = { 0 };
    const char *domain = "\"domain\": {\"id\": \"default\", \"name\": \"Default\"}";
    add(&body, "{\"token\": {\"methods\": [\"password\"], \"user\": {%s, \"id\": \"%s\", \"name\": \"admin\", \"password_expires_at\": null}, ",
        domain, new_id());
    add(&body, "\"audit_ids\": [\"h9cqu2QzRDqSVx5kEWmzLw\"], \"expires_at\": \"2099-01-01T00:00:00.000000Z\", "
               "\"issued_at\": \"2026-01-01T00:00:00.000000Z\", ");
    add(&body, "\"project\": {%s, \"id\": \"%s\", \"name\": \"admin\"}, \"is_domain\": false, \"roles\": [", domain, new_id());
    for (int i = 0; i < 3; i++)
        add(&body, "%s{\"id\": \"%s\", \"name\": \"%s\"}", i ? ", " : "", new_id(), roles[i]);
    add(&body, "], \"catalog\": [");
    for (int i = 0; i < services; i++)
        add_service(&body, i);
    add(&body, "]}}");
    return body;
}

/* What stands for the number of the next page until it is asked for. */
#define MARKER "marker=000000"

static struct text users_body(const char *next)
{
    struct text body = { 0 };
    add(&body, "{\"users\": [");
    for (int i = 0; i < users; i++) {
        const char *id = new_id();
        add(&body, "%s{\"id\": \"%s\", \"name\": \"user-%04d\", \"domain_id\": \"default\", \"enabled\": true, \"password_expires_at\": null, "
                   "\"options\": {}, \"email\": \"user-%04d@example.org\", \"links\": {\"self\": \"%s/v3/users/%s\"}}",
            i ? ", " : "", id, i, i, url, id);
    }
    add(&body, "], \"links\": {\"next\": ");
    if (next)
        add(&body, "\"%s/v3/users?%s\"", url, next);
    else
        add(&body, "null");
    add(&body, ", \"self\": \"%s/v3/users\", \"previous\": null}}", url);
    return body;
}

static struct text version_body(void)
{
    struct text body = { 0 };
    add(&body, "{\"version\": {\"id\": \"v3.14\", \"status\": \"stable\", \"updated\": \"2020-04-07T00:00:00Z\", \"links\": [{\"rel\": \"self\", "
               "\"href\": \"%s/v3/\"}], \"media-types\": [{\"base\": \"application/json\", "
               "\"type\": \"application/vnd.openstack.identity-v3+json\"}]}}", url);
    return body;
}

static struct text whole(const char *status, const char *fields, struct text body)
{
    struct text answer = { 0 };
    add(&answer, "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\nVary: X-Auth-Token\r\n"
                 "x-openstack-request-id: req-5d04f2c1-7c2c-4f0e-9bd1-6f2b7b3a1f10\r\n%s\r\n", status, body.length, fields);
    add(&answer, "%.*s", (int)body.length, body.bytes);
    return answer;
}

/* A Fernet token has so many characters. The last eight count the logins. */
#define TOKEN_LENGTH 183
static struct text login, list, page, version, refused, missing;
static char *login_number, *next_number;
static unsigned long logins, lists;

static void write_answers(void)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    char field[300] = "X-Subject-Token: gAAAAABn", *end = field + strlen(field);
    struct text body = { 0 };
    for (int i = 8; i < TOKEN_LENGTH; i++)
        *end++ = letters[i * 37 % 64];
    strcpy(end, "\r\n");
    login = whole("201 Created", field, token_body());
    login_number = strstr(login.bytes, "X-Subject-Token: ") + strlen("X-Subject-Token: ") + TOKEN_LENGTH - 8;
    list = whole("200 OK", "", users_body(NULL));
    if (pages > 1) {
        page = whole("200 OK", "", users_body(MARKER));
        next_number = strstr(page.bytes, MARKER) + strlen("marker=");
    }
    version = whole("200 OK", "", version_body());
    add(&body, "{\"error\": {\"code\": 401, \"message\": \"The request you have made requires authentication.\", \"title\": \"Unauthorized\"}}");
    refused = whole("401 Unauthorized", "WWW-Authenticate: Keystone uri=\"http://127.0.0.1/v3\"\r\n", body);
    body = (struct text){ 0 };
    add(&body, "{\"error\": {\"code\": 404, \"message\": \"Not found.\", \"title\": \"Not Found\"}}");
    missing = whole("404 Not Found", "", body);
}

struct connection {
    int socket;
    size_t length, due;
    const char *answer;
    char input[65536];
};

static const char *field(const char *head, const char *name)
{
    const char *found = strcasestr(head, name);
    return found ? found + strlen(name) : NULL;
}

static int begins(const char *request, const char *line)
{
    const char *rest = request + strlen(line);
    return !strncmp(request, line, strlen(line)) && (*rest == ' ' || *rest == '?' || *rest == '/');
}

/* The page that is asked for; the last one leads nowhere. */
static struct text *page_of(const char *request)
{
    const size_t digits = strlen(MARKER) - strlen("marker=");
    const char *marker = strstr(request, "?marker=");
    long number = marker ? strtol(marker + strlen("?marker="), NULL, 10) : 0;
    char next[32];
    if (number + 1 >= pages)
        return &list;
    snprintf(next, sizeof next, "%0*ld", (int)digits, number + 1);
    memcpy(next_number, next, digits);
    return &page;
}

static struct text *answer_to(const char *request)
{
    if (begins(request, "POST /v3/auth/tokens")) {
        char number[9];
        snprintf(number, sizeof number, "%08lx", ++logins & 0xffffffff);
        memcpy(login_number, number, 8);
        return &login;
    }
    if (begins(request, "GET /v3/users")) {
        lists++;
        if (field(request, "\r\nx-auth-token:") && (!fail_every || lists % (unsigned long)fail_every))
            return page_of(request);
        return &refused;
    }
    if (begins(request, "GET /v3"))
        return &version;
    return &missing;
}

/* Sends what is due; 0 when the peer takes no more for now. */
static int send_due(int events, struct connection *own)
{
    while (own->due) {
        ssize_t sent = send(own->socket, own->answer, own->due, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0) {
            struct epoll_event wanted = { .events = EPOLLOUT, .data.ptr = own };
            if (errno == EAGAIN)
                epoll_ctl(events, EPOLL_CTL_MOD, own->socket, &wanted);
            return 0;
        }
        own->answer += sent;
        own->due -= (size_t)sent;
    }
    return 1;
}

/* Answers each request that is there with its body; pipelining is not for benchmarks. */
static void serve(int events, struct connection *own)
{
    own->input[own->length] = 0;
    char *end = strstr(own->input, "\r\n\r\n");
    if (!end)
        return;
    const char *length = field(own->input, "\r\ncontent-length:");
    size_t whole_length = (size_t)(end + 4 - own->input) + (length ? strtoul(length, NULL, 10) : 0);
    if (own->length < whole_length)
        return;
    struct text *answer = answer_to(own->input);
    own->length = 0;
    own->answer = answer->bytes;
    own->due = answer->length;
    send_due(events, own);
}

static void take(int events, int listener)
{
    int yes = 1, accepted;
    while ((accepted = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        struct connection *own = malloc(sizeof *own);
        struct epoll_event wanted = { .events = EPOLLIN, .data.ptr = own };
        if (!own)
            stop("memory");
        own->socket = accepted;
        own->length = own->due = 0;
        setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        epoll_ctl(events, EPOLL_CTL_ADD, accepted, &wanted);
    }
}

static void turn(int events, struct connection *own)
{
    if (own->due) {
        struct epoll_event wanted = { .events = EPOLLIN, .data.ptr = own };
        if (send_due(events, own))
            epoll_ctl(events, EPOLL_CTL_MOD, own->socket, &wanted);
        return;
    }
    ssize_t more = recv(own->socket, own->input + own->length, sizeof own->input - 1 - own->length, 0);
    if (more > 0) {
        own->length += (size_t)more;
        serve(events, own);
    } else if (more == 0 || errno != EAGAIN) {
        close(own->socket);
        free(own);
    }
}

static int listen_somewhere(void)
{
    struct sockaddr_in place = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof place;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (bind(listener, (struct sockaddr *)&place, size) || listen(listener, 1024) || getsockname(listener, (struct sockaddr *)&place, &size))
        stop("listen");
    port = ntohs(place.sin_port);
    return listener;
}

int main(int argc, char **argv)
{
    static char own_url[64];
    for (int i = 1; i + 1 < argc; i += 2) {
        int *option = !strcmp(argv[i], "--services") ? &services : !strcmp(argv[i], "--users") ? &users
                    : !strcmp(argv[i], "--pages") ? &pages : !strcmp(argv[i], "--fail-every") ? &fail_every : NULL;
        if (option)
            *option = atoi(argv[i + 1]);
        else if (!strcmp(argv[i], "--url"))
            url = argv[i + 1];
        else
            return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    int listener = listen_somewhere(), events = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event ready[64], wanted = { .events = EPOLLIN };
    snprintf(own_url, sizeof own_url, "http://127.0.0.1:%d", port);
    if (!url)
        url = own_url;
    write_answers();
    epoll_ctl(events, EPOLL_CTL_ADD, listener, &wanted);
    printf("%d\n", port);
    fflush(stdout);
    for (;;) {
        int count = epoll_wait(events, ready, 64, -1);
        for (int i = 0; i < count; i++) {
            if (ready[i].data.ptr)
                turn(events, ready[i].data.ptr);
            else
                take(events, listener);
        }
    }
}
