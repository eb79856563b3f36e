// What a tool inherits from whoever started it, put right once, before it does anything else.
#define _GNU_SOURCE
#include "CSpoolSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/// The limits that a judge needs for itself. RLIMIT_STACK is not among them, because it changes where everything else
/// lies in memory, and RLIMIT_CORE is not, because nobody wants more core files.
static const int raised_resources[] = {
    RLIMIT_NOFILE, RLIMIT_FSIZE, RLIMIT_AS, RLIMIT_DATA, RLIMIT_NPROC, RLIMIT_MEMLOCK, RLIMIT_CPU, RLIMIT_SIGPENDING,
};
enum { RAISED_COUNT = sizeof raised_resources / sizeof *raised_resources };

/// How many descriptors a program may count on that Linux starts.
enum { USUAL_OPEN_FILES = 1024 };

/// The soft limit of descriptors before, and whether it was raised. Both are written once, before there is a second thread,
/// and only read from then on.
static rlim_t open_files_at_start;
static int has_raised_limits;

static uint32_t reopen_closed_descriptors(void) {
    uint32_t closed = 0;
    // In this order, so that the lowest free number is always the one that is looked at.
    for (int number = 0; number < 3; number++) {
        if (fcntl(number, F_GETFD) >= 0 || errno != EBADF) continue;
        closed |= 1U << number;
        // Where there is no /dev/null: something that is open, but can be neither read nor written.
        if (open("/dev/null", number == 0 ? O_RDONLY : O_WRONLY) < 0) open("/", O_PATH | O_DIRECTORY);
    }
    return closed;
}

static void set_action(int number, uintptr_t handler) {
    uint64_t action[4] = {handler};
    syscall(SYS_rt_sigaction, number, action, NULL, sizeof(uint64_t));
}

static uint64_t arrange_signals(void) {
    uint64_t ignored = 0;
    for (int number = 1; number <= 64; number++) {
        uint64_t action[4] = {0};
        // The handler stands first in the kernel's structure.
        if (syscall(SYS_rt_sigaction, number, NULL, action, sizeof(uint64_t)) == 0 && action[0] == (uintptr_t)SIG_IGN) {
            ignored |= (uint64_t)1 << (number - 1);
        }
    }
    // Ignored, our children would be reaped before anybody learns how they ended.
    set_action(SIGCHLD, (uintptr_t)SIG_DFL);
    // A reader that goes away and a limit that is reached are errors of the write, not the end of the process.
    set_action(SIGPIPE, (uintptr_t)SIG_IGN);
    set_action(SIGXFSZ, (uintptr_t)SIG_IGN);
    spool_restore_signals(0);
    return ignored;
}

static void raise_limits(void) {
    for (int i = 0; i < RAISED_COUNT; i++) {
        struct rlimit limit;
        if (getrlimit(raised_resources[i], &limit) < 0) continue;
        if (raised_resources[i] == RLIMIT_NOFILE) {
            open_files_at_start = limit.rlim_cur;
            has_raised_limits = 1;
        }
        limit.rlim_cur = limit.rlim_max;
        setrlimit(raised_resources[i], &limit);
    }
}

void spool_restore_limits(void) {
    struct rlimit limit;
    if (!has_raised_limits || getrlimit(RLIMIT_NOFILE, &limit) < 0) return;
    rlim_t wanted = open_files_at_start < USUAL_OPEN_FILES ? USUAL_OPEN_FILES : open_files_at_start;
    // The hard limit may be lower, and can never be raised again.
    limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

void spool_put_right(int raises_limits, const char *name, struct spool_inherited *inherited) {
    inherited->closed_descriptors = reopen_closed_descriptors();
    inherited->ignored_signals = arrange_signals();
    if (raises_limits) raise_limits();
    // Started by a descriptor, it would be called by that number.
    prctl(PR_SET_NAME, name, 0, 0, 0);
}
