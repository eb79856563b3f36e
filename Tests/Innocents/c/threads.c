/* With --threads: threads as a runtime has them beside the one that obeys: one sleeps again and again, one polls a pipe
 * to which nobody writes, and one looks after the recording. With --first-thread-ends the one that obeys is not the
 * first, and that one has ended. */
#define _GNU_SOURCE
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "spool.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

void threads_lock(void) { pthread_mutex_lock(&mutex); }
void threads_unlock(void) { pthread_mutex_unlock(&mutex); }

static void *sleep_always(void *nothing) {
    struct timespec moment = {0, 10000000};
    for (;;) nanosleep(&moment, NULL);
    return nothing;
}

static void *poll_always(void *nothing) {
    int ends[2];
    if (pipe(ends) < 0) abort();
    struct pollfd in = {ends[0], POLLIN, 0};
    for (;;) poll(&in, 1, 15);
    return nothing;
}

static void *watch(void *nothing) {
    struct timespec second = {1, 0};
    for (;;) {
        clock_nanosleep(CLOCK_MONOTONIC, 0, &second, NULL);
        threads_lock();
        client_look();
        threads_unlock();
    }
    return nothing;
}

static void begin(void *(*body)(void *)) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, body, NULL)) abort();
    pthread_detach(thread);
}

void threads_begin(void) {
    begin(sleep_always);
    begin(poll_always);
    begin(watch);
}

void threads_go_on_in_another(void *(*body)(void *)) {
    begin(body);
    pthread_exit(NULL);
}
