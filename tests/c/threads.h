/* Threads that begin at the same moment: sixteen, unless the test that compiles the program wants another number. */
#ifndef THREADS_H
#define THREADS_H

#include <pthread.h>

#include "service.h"

#ifndef THREADS
#define THREADS 16
#endif

static pthread_barrier_t beginning;

struct task {
    void (*work)(int number);
    int number;
};

static void *begin(void *argument)
{
    struct task *task = argument;
    pthread_barrier_wait(&beginning);
    task->work(task->number);
    return NULL;
}

/* Runs the work in each of the threads, and returns when all are done. */
static inline void all_at_once(void (*work)(int number))
{
    pthread_t threads[THREADS];
    struct task tasks[THREADS];
    pthread_barrier_init(&beginning, NULL, THREADS);
    for (int i = 0; i < THREADS; i++) {
        tasks[i] = (struct task){work, i};
        pthread_create(&threads[i], NULL, begin, &tasks[i]);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    pthread_barrier_destroy(&beginning);
}

#endif
