/* What the contenders in C share: the login, the clock, the threads, the one line that each prints. */
#ifndef WORK_H
#define WORK_H

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define MOST_THREADS 64

/* The login that this library sends for the same options. */
static const char login_body[] =
    "{\"auth\":{\"identity\":{\"methods\":[\"password\"],\"password\":{\"user\":{\"name\":\"admin\",\"domain\":{\"id\":\"default\"},"
    "\"password\":\"secret\"}}},\"scope\":{\"project\":{\"name\":\"admin\",\"domain\":{\"id\":\"default\"}}}}}";

static inline void stop(const char *what)
{
    fprintf(stderr, "%s\n", what);
    exit(1);
}

struct mark {
    double wall, cpu;
};

static inline struct mark now(void)
{
    struct timespec wall, cpu;
    clock_gettime(CLOCK_MONOTONIC, &wall);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
    return (struct mark){ (double)wall.tv_sec + (double)wall.tv_nsec * 1e-9, (double)cpu.tv_sec + (double)cpu.tv_nsec * 1e-9 };
}

/* "OPERATIONS WALL CPU BYTES": seconds of all operations; bytes are those of the last answer, so that one sees that all did the same. */
static inline void report(long operations, struct mark start, size_t bytes)
{
    struct mark end = now();
    printf("%ld %.9f %.9f %zu\n", operations, end.wall - start.wall, end.cpu - start.cpu, bytes);
}

struct worker {
    /* One operation; returns the bytes of the answer. `own` is what the thread made for itself. */
    size_t (*operate)(void *own);
    void *own;
    long operations;
    size_t bytes;
    pthread_barrier_t *barrier;
};

static inline void *work(void *argument)
{
    struct worker *worker = argument;
    for (long i = 0; i <= worker->operations / 20; i++)
        worker->operate(worker->own);
    pthread_barrier_wait(worker->barrier);
    pthread_barrier_wait(worker->barrier);
    for (long i = 0; i < worker->operations; i++)
        worker->bytes = worker->operate(worker->own);
    return NULL;
}

/* Operations shared by threads, which are warm when the clock starts. */
static inline void run_threads(int threads, long operations, size_t (*operate)(void *), void *(*make)(void))
{
    pthread_t ids[MOST_THREADS];
    struct worker workers[MOST_THREADS];
    pthread_barrier_t barrier;
    if (threads < 1 || threads > MOST_THREADS || pthread_barrier_init(&barrier, NULL, (unsigned)threads + 1))
        stop("so many threads cannot be");
    for (int i = 0; i < threads; i++) {
        workers[i] = (struct worker){ operate, make(), operations / threads, 0, &barrier };
        if (pthread_create(&ids[i], NULL, work, &workers[i]))
            stop("no thread");
    }
    pthread_barrier_wait(&barrier);
    struct mark start = now();
    pthread_barrier_wait(&barrier);
    for (int i = 0; i < threads; i++)
        pthread_join(ids[i], NULL);
    report(operations / threads * threads, start, workers[0].bytes);
}

#endif
