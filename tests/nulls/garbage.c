/* What the garbage program is written around: the garbage by kinds, and what must hold of every call.
 * Usage: garbage BYTES_OF_WHAT_IS_LONG */
#define _GNU_SOURCE

#include <arpa/inet.h>
#include <dlfcn.h>
#include <float.h>
#include <math.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <unwind.h>

#include <keystoneclient.h>

/* No message may repeat what a caller gave without bounds. */
#define LONGEST_TEXT 16384
#define LONGEST_DETAILS 131072
#define COUNT(array) (sizeof(array) / sizeof *(array))

static int failures;
static int panics;
static size_t calls;
static const char *what;
static size_t which;
static char nowhere; /* what out parameters point to before a call must not survive it */

#define CHECK(condition)                                                                            \
    do {                                                                                            \
        if (!(condition)) {                                                                         \
            failures++;                                                                             \
            fprintf(stderr, "%s, garbage %zu: %s\n", what, which, #condition);                      \
        }                                                                                           \
    } while (0)

/* The library contains its panics and keeps them to itself: this is where each of them begins. */
_Unwind_Reason_Code _Unwind_RaiseException(struct _Unwind_Exception *exception)
{
    static _Unwind_Reason_Code (*raise)(struct _Unwind_Exception *);
    if (!raise) {
        void *symbol = dlsym(RTLD_NEXT, "_Unwind_RaiseException");
        memcpy(&raise, &symbol, sizeof raise);
    }
    panics++;
    return raise(exception);
}

/* Strings that end in NUL. */
struct garbage {
    const char *bytes;
    bool is_utf8;
};

#define NO_BYTES {NULL, true}
#define LONG_STRINGS 2

static struct garbage strings[] = {
    {"", true},
    {" ", true},
    {"/", true},
    {"../..", true},
    {"a/b?c=d#e%zz", true},
    {"\x01\x02\t\x1b[2J\x7f", true},
    {"x\r\nX-Injected: 1", true},
    {"%s%n%99999d", true},
    {"{}", true},
    {"[[[[", true},
    {"null", true},
    {"-9223372036854775809", true},
    {"1e999", true},
    {"http://[::1", true},
    {"http://user:pa55@\xc3\xa9:99999/", true},
    {"v999999999999999999999.1", true},
    {"\xf0\x9f\x94\x91\xe2\x80\xae\xef\xbb\xbf", true},
    {"\xff", false},
    {"a\xe2\x82", false},
    {"\xc0\x80", false},
    {"\xed\xa0\x80", false},
    {"\xf4\x90\x80\x80", false},
    NO_BYTES, /* letters */
    NO_BYTES, /* brackets */
};

/* Bytes with a length: each stands in memory of just that size, so that a checker sees a read behind it. */
struct piece {
    char *bytes;
    size_t length;
    bool is_there; /* otherwise there is no such memory, and it must not be read */
};

#define TEXT(text) {(char *)(text), sizeof(text) - 1, true}
#define LONG (SIZE_MAX / 4) /* until it is made */
#define NO_MEMORY(length) {NULL, (length), false}

static struct piece pieces[] = {
    TEXT(""),
    TEXT("{"),
    TEXT("{}"),
    TEXT("null"),
    TEXT("[1,]"),
    TEXT("\"x"),
    TEXT("{\"a\":\"\\ud800\"}"),
    TEXT("{\"a\":1e999}"),
    TEXT("{\"a\":99999999999999999999}"),
    TEXT("{\"a\":\"b\0c\"}"),
    TEXT("{\"\\u0000\":\"\\u0000\"}"),
    TEXT("\xef\xbb\xbf{}"),
    TEXT("\xff\xfe\0{"),
    TEXT("a\xe2\x82"),
    TEXT("\r\n\x1b[2J"),
    TEXT("{\"token\":null}"),
    TEXT("{\"token\":{\"catalog\":[{\"endpoints\":[7]}],\"user\":[]}}"),
    TEXT("{\"access\":{\"token\":{\"id\":\"\\u0000\",\"expires\":\"9999999-99-99\"}}}"),
    TEXT("{\"versions\":[{\"id\":\"v-1\",\"links\":{}},7]}"),
    {NULL, LONG, true}, /* brackets */
    {NULL, LONG, true}, /* letters */
    NO_MEMORY(SIZE_MAX),
    NO_MEMORY(SIZE_MAX - 1),
    NO_MEMORY(SIZE_MAX / 2),
    NO_MEMORY(SIZE_MAX / 2 + 1),
};

static const size_t indexes[] = {1, 7, UINT16_MAX, UINT32_MAX, SIZE_MAX / 8, SIZE_MAX / 2, SIZE_MAX - 1, SIZE_MAX};
static const int64_t int64s[] = {INT64_MIN, INT64_MIN + 1, -1, 0, 1, INT32_MAX, UINT32_MAX, INT64_MAX / 1000, INT64_MAX};
static const uint64_t uint64s[] = {0, 1, UINT32_MAX, INT64_MAX, UINT64_MAX};
static const int32_t int32s[] = {INT32_MIN, -401, -1, 0, 1, 99, 1000, 9999, 65536, INT32_MAX};
static const uint32_t uint32s[] = {0, 1, INT32_MAX, UINT32_MAX};
static const double doubles[] = {-1, -0.0, 0, 5e-324, DBL_MIN, 1e-9, 1e19, DBL_MAX, -DBL_MAX, -INFINITY, INFINITY, NAN};

/* Sizes that a structure may say it has; `of` stands for its own. */
static size_t size_at(size_t index, size_t of)
{
    const size_t sizes[] = {0, 1, 7, 8, 9, 16, of - 8, of - 1, of + 1, of + 8, 4096, 4097, 4104, UINT32_MAX, SIZE_MAX / 2, SIZE_MAX - 7, SIZE_MAX};
    return sizes[index % COUNT(sizes)];
}
#define SIZES 17

/* Whether a structure of this size is one: then the library may read, and the memory is there. */
static bool is_size(size_t size)
{
    return size >= 8 && size <= 4096 && size % 8 == 0;
}

/* A structure that says it has a size, of which only that much is there. What stands at `from` and behind it points to something. */
static void *structure(size_t size, size_t from)
{
    size_t there = is_size(size) ? size : sizeof size;
    char *made = calloc(1, there);
    const char *filling = "x";
    memcpy(made, &size, sizeof size);
    for (size_t at = from; at < there && sizeof filling <= there - at; at += sizeof filling)
        memcpy(made + at, &filling, sizeof filling);
    return made;
}

static const char *const texts_of_values[] = {
    "null", "true", "-9223372036854775808", "1e308", "\"\"", "\"\\u0000\\u001b\"", "[]", "{}", "[[[[[[[[{\"a\":[{}]}]]]]]]]]",
};

static ks_value *value_at(size_t index)
{
    ks_value *value = NULL;
    const char *json = texts_of_values[index];
    CHECK(ks_value_parse(json, strlen(json), &value, NULL) == KS_OK);
    return value;
}

static const char *const texts_of_params[] = {
    "{}",
    "{\"\":null}",
    "{\"\\u0000\":\"\\u0000\"}",
    "{\"id\":\"\",\"name\":\"\",\"user\":\"\",\"project\":\"\",\"domain\":\"\",\"group\":\"\",\"role\":\"\",\"token\":\"\",\"secret\":\"\"}",
    "{\"id\":\"a\\nb\",\"name\":\"\\u001b[2J\",\"user\":\"../..\",\"project\":\"?\",\"domain\":\"#\",\"role\":\"%\",\"type\":\"\\r\\n\"}",
    "{\"id\":7,\"name\":[],\"user\":{},\"project\":false,\"domain\":1.5,\"group\":null,\"role\":[null],\"enabled\":\"maybe\",\"limit\":-1}",
    "{\"timeout\":-1,\"connect_retries\":-1,\"redirect\":-9223372036854775808,\"verify\":7,\"cert\":[],\"user_agent\":\"\\r\\n\"}",
    "{\"timeout\":1e308,\"connect_retries\":9223372036854775807,\"redirect\":9223372036854775807,\"concurrency\":0}",
    "{\"timeout\":1e-320,\"connect_retry_delay\":1e308,\"status_code_retries\":4294967296,\"retriable_status_codes\":[-1]}",
    "{\"auth_url\":\"http://[\",\"username\":\"\\u0001\",\"password\":\"\",\"project_id\":\"a/b\",\"system_scope\":\"none\"}",
    "{\"version\":\"v-1.-1\",\"min_version\":\"latest\",\"max_version\":\"99999999999999999999\",\"interface\":\"\",\"endpoint\":\"x\"}",
    "{\"marker\":\"\",\"page_size\":-1,\"expires_at\":\"9999999\",\"expires_at_microseconds\":9223372036854775807,\"roles\":[7]}",
    "{\"blob\":\"{\",\"mapping\":[],\"rules\":{},\"parent\":[[[[]]]],\"options\":{\"a\":{\"b\":[{}]}},\"description\":null,\"x\":1}",
};
#define PARAMS (COUNT(texts_of_params) + 4)
/* Those that cannot be filled rightly: whoever takes them must say so. */
#define SPOILT COUNT(texts_of_params)

static ks_params *params_at(size_t index)
{
    ks_params *params = NULL;
    if (index < COUNT(texts_of_params)) {
        const char *json = texts_of_params[index];
        CHECK(ks_params_from_json(json, strlen(json), &params, NULL) == KS_OK);
        return params;
    }
    params = ks_params_new();
    const char *long_one = strings[COUNT(strings) - LONG_STRINGS].bytes;
    switch (index - SPOILT) {
    case 0: CHECK(ks_params_set_string(params, "name", "\xff") == KS_ERROR_INVALID_UTF8); break;
    case 1: CHECK(ks_params_set_string(params, long_one, "x") == KS_OK); break;
    case 2: CHECK(ks_params_set_string(params, "name", long_one) == KS_OK); break;
    default:
        for (int i = 0; i < 50; i++)
            CHECK(ks_params_set_params(params, "deeper", params) == KS_OK);
    }
    return params;
}

static void make_garbage(size_t size)
{
    char *letters = malloc(size + 1), *brackets = malloc(size + 1);
    memset(letters, 'a', size);
    memset(brackets, '[', size);
    letters[size] = brackets[size] = '\0';
    strings[COUNT(strings) - LONG_STRINGS].bytes = letters;
    strings[COUNT(strings) - 1].bytes = brackets;
    for (size_t i = 0; i < COUNT(pieces); i++) {
        if (pieces[i].length == LONG)
            pieces[i].length = size;
        const char *from = pieces[i].bytes ? pieces[i].bytes : i % 2 ? brackets : letters;
        size_t length = pieces[i].is_there ? pieces[i].length : 1;
        pieces[i].bytes = malloc(length ? length : 1);
        memcpy(pieces[i].bytes, from, length);
    }
}

static void free_garbage(void)
{
    for (size_t i = 0; i < COUNT(pieces); i++)
        free(pieces[i].bytes);
    free((char *)strings[COUNT(strings) - LONG_STRINGS].bytes);
    free((char *)strings[COUNT(strings) - 1].bytes);
}

/* Whether bytes are UTF-8, and if so without anything that commands a terminal or begins a line. */
static bool is_text(const char *text, bool is_line)
{
    const unsigned char *at = (const unsigned char *)text;
    while (*at) {
        unsigned long c = *at;
        int more = c < 0x80 ? 0 : c >= 0xf0 && c < 0xf5 ? 3 : c >= 0xe0 ? 2 : c >= 0xc2 ? 1 : -1;
        if (more < 0 || c > 0xf4 || (is_line && (c < 0x20 || c == 0x7f)))
            return false;
        c = more ? c & (0x3fU >> more) : c;
        for (int i = 0; i < more; i++) {
            if ((*++at & 0xc0) != 0x80)
                return false;
            c = c << 6 | (*at & 0x3f);
        }
        if ((more == 2 && (c < 0x800 || (c >= 0xd800 && c < 0xe000))) || (more == 3 && (c < 0x10000 || c > 0x10ffff)))
            return false;
        at++;
    }
    return true;
}

/* What a function that may return no string returned. */
static void look_at_string(const char *string)
{
    CHECK(!string || is_text(string, false));
}

static void begin(const char *function, size_t index)
{
    what = function;
    which = index;
    calls++;
    panics = 0;
}

static void end(void)
{
    CHECK(panics == 0);
}

static void judge_code(ks_result result)
{
    CHECK(result != KS_ERROR_PANIC);
    CHECK(result >= KS_OK && !(result >= 1000 && result < 2000));
}

static void judge_error(ks_result result, const ks_error *error)
{
    CHECK((error != NULL) == (result != KS_OK));
    if (!error)
        return;
    CHECK(ks_error_code(error) == result);
    for (const ks_error *one = error; one; one = ks_error_cause(one)) {
        const char *message = ks_error_message(one);
        CHECK(message && *message && strlen(message) < LONGEST_TEXT);
        CHECK(is_text(message, true));
        const char *others[] = {ks_error_class(one), ks_error_details(one), ks_error_url(one), ks_error_method(one)};
        for (size_t i = 0; i < COUNT(others); i++) {
            look_at_string(others[i]);
            CHECK(!others[i] || strlen(others[i]) < LONGEST_DETAILS);
        }
    }
}
