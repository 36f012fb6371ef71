/* What the C tests share: CHECK says which line failed, and the program goes on. */
#ifndef CHECK_H
#define CHECK_H

#include <stdio.h>
#include <string.h>

#include <keystoneclient.h>

static int failures;

#define CHECK(condition)                                                              \
    do {                                                                              \
        if (!(condition)) {                                                           \
            failures++;                                                               \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);           \
        }                                                                             \
    } while (0)

static inline bool same(const char *one, const char *other)
{
    return one && other ? strcmp(one, other) == 0 : one == other;
}

#endif
