/* timed N COMMAND...: runs it N times, its output thrown away; a line "WALL CPU PEAK" for each: seconds, and kilobytes of memory.
 *
 * Small on purpose: Linux counts the memory of whoever starts a program to that program's peak. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

int main(int argc, char **argv)
{
    posix_spawn_file_actions_t silent;
    if (argc < 3)
        return 2;
    posix_spawn_file_actions_init(&silent);
    posix_spawn_file_actions_addopen(&silent, 1, "/dev/null", O_WRONLY, 0);
    for (int i = 0; i < atoi(argv[1]); i++) {
        pid_t child;
        int status;
        struct rusage used;
        double start = seconds();
        if (posix_spawnp(&child, argv[2], &silent, NULL, argv + 2, environ) || wait4(child, &status, 0, &used) < 0 || status) {
            fprintf(stderr, "timed: %s failed\n", argv[2]);
            return 1;
        }
        printf("%.6f %.6f %ld\n", seconds() - start,
               (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1e-6,
               used.ru_maxrss);
    }
    return 0;
}
