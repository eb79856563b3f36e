// A PID namespace below ours: a place in which an id that is in use here is free.
#define _GNU_SOURCE
#include "CSpoolSystem.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

pid_t spool_make_id_space(int *descriptor) {
    uint64_t mask = spool_block_signals();
    pid_t process = spool_clone(CLONE_NEWPID, 0, descriptor);
    if (process == 0) {
        // It holds nobody's pipe open, leaves no zombie of a stranger's child, and waits for its SIGKILL.
        setsid();
        syscall(SYS_close_range, 0, ~0U, 0);
        uint64_t ignore[4] = {(uint64_t)(uintptr_t)SIG_IGN};
        syscall(SYS_rt_sigaction, SIGCHLD, ignore, NULL, sizeof(uint64_t));
        for (;;) syscall(SYS_ppoll, NULL, 0, NULL, NULL, 0);
    }
    int error = errno;
    spool_restore_signals(mask);
    errno = error;
    return process;
}

pid_t spool_clone_in(int space, pid_t chosen_process, int *descriptor) {
    int own = (int)syscall(SYS_pidfd_open, getpid(), 0);
    if (own < 0) return -1;
    pid_t process = -1;
    // The namespace of the children that the calling thread makes from now on; its own stays.
    if (setns(space, CLONE_NEWPID) == 0) {
        process = spool_clone(0, chosen_process, descriptor);
        if (process == 0) return 0;
        int error = errno;
        while (setns(own, CLONE_NEWPID) < 0 && errno == EINTR) continue;
        errno = error;
    }
    int error = errno;
    close(own);
    errno = error;
    return process;
}
