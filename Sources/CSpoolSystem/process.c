// Small doors around a running process and its pipes.
#define _GNU_SOURCE
#include "CSpoolSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

pid_t spool_wait(pid_t process, int *status, int options) {
    pid_t answer;
    do answer = waitpid(process, status, options);
    while (answer < 0 && errno == EINTR);
    return answer;
}

int spool_open_thread(pid_t thread) {
    // PIDFD_THREAD, since Linux 6.9: a thread that leads no process has a descriptor too.
    int descriptor = (int)syscall(SYS_pidfd_open, thread, O_EXCL);
    return descriptor >= 0 ? descriptor : (int)syscall(SYS_pidfd_open, thread, 0);
}

void spool_look_as(uid_t user, gid_t group) {
    // The kernel's own calls, which concern this thread alone. The way back goes by the same order: a user who is not
    // root may keep CAP_SETGID, for only capabilities over files go with the id.
    syscall(SYS_setfsgid, (long)group);
    syscall(SYS_setfsuid, (long)user);
}

int spool_signal_process(int descriptor, int signal) {
    return (int)syscall(SYS_pidfd_send_signal, descriptor, signal, NULL, 0);
}

int spool_open_process(pid_t process) { return (int)syscall(SYS_pidfd_open, process, 0); }

int spool_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

int spool_set_nonblocking(int descriptor, int on) {
    int flags = fcntl(descriptor, F_GETFL);
    if (flags < 0) return -1;
    return fcntl(descriptor, F_SETFL, on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK);
}

ssize_t spool_write_quietly(int descriptor, const void *bytes, size_t count) {
    // The signal of a write goes to the thread that wrote: blocked here, it can be taken back
    // without a handler that the whole process would have to share.
    sigset_t pipe_signal, previous, pending;
    sigemptyset(&pipe_signal);
    sigaddset(&pipe_signal, SIGPIPE);
    sigpending(&pending);
    if (sigismember(&pending, SIGPIPE)) return write(descriptor, bytes, count);
    pthread_sigmask(SIG_BLOCK, &pipe_signal, &previous);
    ssize_t written = write(descriptor, bytes, count);
    int error = errno;
    if (written < 0 && error == EPIPE) {
        const struct timespec now = {0, 0};
        while (sigtimedwait(&pipe_signal, NULL, &now) < 0 && errno == EINTR) continue;
    }
    pthread_sigmask(SIG_SETMASK, &previous, NULL);
    errno = error;
    return written;
}

char *const *spool_environment(void) { return environ; }
