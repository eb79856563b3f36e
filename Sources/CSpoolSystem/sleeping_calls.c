#define _GNU_SOURCE
#include <linux/futex.h>
#include <poll.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>

#include "spool_trace.h"

// How a call says when it gives up.
enum timeout {
    NEVER,         // it does not say
    MILLISECONDS,  // an int, negative for never
    TIMESPEC,      // a pointer, NULL for never
    TIMEVAL,       // the same, in microseconds
    CLOCK,         // clock_nanosleep
    FUTEX,         // a timespec that some operations take for a point in time
    POINT,         // a timespec that is a point in time, by the clock that stands behind it
};

static const struct sleeping_call {
    long number;
    const char *name;
    enum timeout timeout;
    int index;
} calls[] = {
#define SLEEPS(call, timeout, index) {SYS_##call, #call, timeout, index}
#ifdef SYS_poll
    SLEEPS(poll, MILLISECONDS, 2), SLEEPS(select, TIMEVAL, 4), SLEEPS(epoll_wait, MILLISECONDS, 3), SLEEPS(pause, NEVER, 0),
#endif
    SLEEPS(nanosleep, TIMESPEC, 0), SLEEPS(clock_nanosleep, CLOCK, 2), SLEEPS(ppoll, TIMESPEC, 2),
    SLEEPS(pselect6, TIMESPEC, 4), SLEEPS(epoll_pwait, MILLISECONDS, 3), SLEEPS(futex, FUTEX, 3),
    SLEEPS(rt_sigtimedwait, TIMESPEC, 2), SLEEPS(semtimedop, TIMESPEC, 3), SLEEPS(semop, NEVER, 0),
    SLEEPS(msgrcv, NEVER, 0), SLEEPS(msgsnd, NEVER, 0), SLEEPS(mq_timedreceive, NEVER, 0), SLEEPS(mq_timedsend, NEVER, 0),
    SLEEPS(rt_sigsuspend, NEVER, 0), SLEEPS(restart_syscall, NEVER, 0), SLEEPS(read, NEVER, 0), SLEEPS(readv, NEVER, 0),
    SLEEPS(wait4, NEVER, 0), SLEEPS(waitid, NEVER, 0), SLEEPS(recvfrom, NEVER, 0), SLEEPS(recvmsg, NEVER, 0),
    SLEEPS(recvmmsg, NEVER, 0), SLEEPS(accept, NEVER, 0), SLEEPS(accept4, NEVER, 0), SLEEPS(io_getevents, NEVER, 0),
#ifdef SYS_epoll_pwait2
    SLEEPS(epoll_pwait2, TIMESPEC, 3),
#endif
#ifdef SYS_io_uring_enter
    SLEEPS(io_uring_enter, NEVER, 0),
#endif
#ifdef SYS_futex_waitv
    SLEEPS(futex_waitv, POINT, 3),
#endif
#ifdef SYS_futex_wait
    SLEEPS(futex_wait, POINT, 4),
#endif
};

static const struct sleeping_call *find(long number) {
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        if (calls[i].number == number) return &calls[i];
    return NULL;
}

int spool_call_may_sleep(long number) { return find(number) != NULL; }

const char *spool_call_name(long number) {
    const struct spool_call_shape *shape = spool_call_shape(number);
    const struct sleeping_call *call = find(number);
    return shape ? shape->name : call ? call->name : NULL;
}

static int64_t until(clockid_t clock, int64_t point) {
    struct timespec now;
    if (clock_gettime(clock, &now) < 0) return -1;
    int64_t left = point - (now.tv_sec * INT64_C(1000000000) + now.tv_nsec);
    return left > 0 ? left : 0;
}

static int64_t pointed_at(pid_t thread, uint64_t address, int64_t fraction) {
    int64_t parts[2];
    if (address == 0 || spool_trace_read(thread, address, parts, sizeof parts) < (ssize_t)sizeof parts) return -1;
    // Whoever waits for centuries waits for ever.
    if (parts[0] < 0 || parts[0] > INT64_C(1000000000)) return -1;
    return parts[0] * INT64_C(1000000000) + parts[1] * fraction;
}

static int64_t futex_timeout(uint64_t operation, int64_t value) {
    clockid_t clock = operation & FUTEX_CLOCK_REALTIME ? CLOCK_REALTIME : CLOCK_MONOTONIC;
    switch (operation & FUTEX_CMD_MASK) {
    case FUTEX_WAIT: return value;
    case FUTEX_WAIT_BITSET:
    case FUTEX_LOCK_PI2:
    case FUTEX_WAIT_REQUEUE_PI: return value < 0 ? value : until(clock, value);
    case FUTEX_LOCK_PI: return value < 0 ? value : until(CLOCK_REALTIME, value);
    // Everything else wakes somebody, and the argument is none of time.
    default: return 0;
    }
}

int64_t spool_call_timeout(pid_t thread, long number, const uint64_t arguments[6]) {
    const struct sleeping_call *call = find(number);
    if (!call) return -1;
    uint64_t argument = arguments[call->index];
    switch (call->timeout) {
    case NEVER: return -1;
    case MILLISECONDS: return (int)argument < 0 ? -1 : (int)argument * INT64_C(1000000);
    case TIMESPEC: return pointed_at(thread, argument, 1);
    case TIMEVAL: return pointed_at(thread, argument, 1000);
    case FUTEX: {
        int command = (int)arguments[1] & FUTEX_CMD_MASK;
        int waits = command == FUTEX_WAIT || command == FUTEX_WAIT_BITSET || command == FUTEX_LOCK_PI
            || command == FUTEX_LOCK_PI2 || command == FUTEX_WAIT_REQUEUE_PI;
        return waits ? futex_timeout(arguments[1], pointed_at(thread, argument, 1)) : 0;
    }
    case CLOCK: {
        int64_t value = pointed_at(thread, argument, 1);
        return value >= 0 && (arguments[1] & TIMER_ABSTIME) ? until((clockid_t)arguments[0], value) : value;
    }
    case POINT: {
        int64_t value = pointed_at(thread, argument, 1);
        return value < 0 ? value : until((clockid_t)arguments[call->index + 1], value);
    }
    }
    return -1;
}
