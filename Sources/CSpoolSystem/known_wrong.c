// A process that does what no recorder may, in a known order: whoever cannot see it do so sees nothing.
//
// It is a clone that execs nothing, so it makes async-signal-safe calls only.
#define _GNU_SOURCE
#include "CSpoolSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int become(int64_t user, int64_t group) {
    if (user < 0) return 0;
    if (syscall(SYS_setgroups, 0, NULL) < 0) return -1;
    if (syscall(SYS_setresgid, (long)group, (long)group, (long)group) < 0) return -1;
    if (syscall(SYS_setresuid, (long)user, (long)user, (long)user) < 0) return -1;
    // As a program's start would make it: whoever has changed its user may not be looked at until then.
    return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
}

static void wait_for_byte(int input) {
    char byte;
    ssize_t count;
    while ((count = read(input, &byte, 1)) < 0 && errno == EINTR) continue;
    if (count <= 0) spool_exit(0);
}

static void tell(int output, char byte) {
    while (write(output, &byte, 1) < 0 && errno == EINTR) continue;
}

pid_t spool_start_known_wrong(const char *path, int64_t user, int64_t group, int input, int output, int *descriptor) {
    uint64_t mask = spool_block_signals();
    pid_t process = spool_clone(0, 0, descriptor);
    if (process != 0) {
        int error = errno;
        spool_restore_signals(mask);
        errno = error;
        return process;
    }
    setpgid(0, 0);
    if (become(user, group) < 0) spool_exit(1);
    // A change of user would take it back.
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    tell(output, 'r');
    wait_for_byte(input);
    int file = openat(AT_FDCWD, path, O_RDWR | O_CREAT | O_APPEND, 0600);
    // A line by two writes, a file that is open to all, a lock that every program that it starts inherits.
    ssize_t first = write(file, "one line, ", 10), second = write(file, "two writes\n", 11);
    int opened = fchmod(file, 0666), locked = flock(file, LOCK_EX);
    (void)first, (void)second, (void)opened, (void)locked;
    tell(output, 'd');
    wait_for_byte(input);
    unlink(path);
    tell(output, 'u');
    for (;;) syscall(SYS_ppoll, NULL, 0, NULL, NULL, 0);
}
