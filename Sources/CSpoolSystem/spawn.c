// Starts a program: clone, a handful of plain system calls, exec.
//
// The caller may have other threads, so the child must not touch the C library's locks, nor its
// wrappers of setuid(2) and its kin, which call upon the other threads to join in.
#define _GNU_SOURCE
#include "CSpoolSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

pid_t spool_clone(uint64_t flags, pid_t chosen_process, int *descriptor) {
    // The older call does for all but a chosen id, and containers forbid it less often.
    if (chosen_process == 0) {
        return (pid_t)syscall(SYS_clone, flags | CLONE_PIDFD | SIGCHLD, NULL, descriptor, NULL, NULL);
    }
    pid_t wanted[1] = {chosen_process};
    struct clone_args arguments = {
        .flags = flags | CLONE_PIDFD,
        .pidfd = (uint64_t)(uintptr_t)descriptor,
        .exit_signal = SIGCHLD,
        .set_tid = (uint64_t)(uintptr_t)wanted,
        .set_tid_size = 1,
    };
    return (pid_t)syscall(SYS_clone3, &arguments, sizeof arguments);
}

_Noreturn void spool_exit(int status) {
    for (;;) syscall(SYS_exit_group, status);
}

uint64_t spool_block_signals(void) {
    uint64_t all = ~(uint64_t)0, previous = 0;
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, &previous, sizeof all);
    return previous;
}

void spool_restore_signals(uint64_t mask) {
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, NULL, sizeof mask);
}

static void close_from(int first) {
    if (syscall(SYS_close_range, first, ~0U, 0) == 0) return;
    // Before Linux 5.9, and in containers that forbid what they do not know: one by one.
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur > 1 << 20) limit.rlim_cur = 1 << 20;
    for (int descriptor = first; descriptor < (int)limit.rlim_cur; descriptor++) close(descriptor);
}

int spool_arrange_descriptors(int input, int output, int error, int *kept, int kept_count) {
    int standard[3] = {input, output, error};
    int first_free = 3 + kept_count;
    // Out of the way first, so that no dup2 below runs over one that is still to be moved.
    for (int i = 0; i < kept_count; i++) {
        int lifted = fcntl(kept[i], F_DUPFD_CLOEXEC, first_free);
        if (lifted < 0) return -1;
        kept[i] = lifted;
    }
    for (int i = 0; i < 3; i++) {
        standard[i] = fcntl(standard[i], F_DUPFD_CLOEXEC, first_free);
        if (standard[i] < 0) return -1;
    }
    for (int i = 0; i < 3; i++) {
        if (dup2(standard[i], i) < 0) return -1;
    }
    for (int i = 0; i < kept_count; i++) {
        if (dup3(kept[i], 3 + i, O_CLOEXEC) < 0) return -1;
        kept[i] = 3 + i;
    }
    close_from(first_free);
    return 0;
}

static int set_limit(int resource, int64_t value) {
    if (value < 0) return 0;
    struct rlimit limit = {.rlim_cur = (rlim_t)value, .rlim_max = (rlim_t)value};
    return setrlimit(resource, &limit);
}

/// Opens so many descriptors more, as far as the hard limit lets it: who wants to know counts them.
static void open_more(int count) {
    if (count <= 0) return;
    struct rlimit limit;
    rlim_t wanted = (rlim_t)count + 512;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < wanted) {
        limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    int null = open("/dev/null", O_RDWR);
    if (null < 0) return;
    while (--count > 0 && fcntl(null, F_DUPFD, null + 1) >= 0) continue;
}

/// The kernel's own call, because the C library's refuses the two signals that it keeps for itself; they
/// too may come to us ignored. The handler stands first in the kernel's structure, the mask last.
static void set_signal_actions(uint64_t ignored) {
    for (int number = 1; number <= 64; number++) {
        uint64_t action[4] = {ignored >> (number - 1) & 1 ? (uint64_t)(uintptr_t)SIG_IGN : 0};
        // SIGKILL and SIGSTOP refuse, and cannot be ignored anyway.
        syscall(SYS_rt_sigaction, number, action, NULL, sizeof(uint64_t));
    }
}

/// Lays a directory over /tmp, in a mount namespace of the caller's own.
static void cover_temporary(const char *directory) {
    char upper[512], work[512], options[1100];
    if (strlen(directory) > sizeof upper - sizeof "/upper") return;
    stpcpy(stpcpy(upper, directory), "/upper");
    stpcpy(stpcpy(work, directory), "/work");
    char *at = stpcpy(stpcpy(options, "lowerdir=/tmp,upperdir="), upper);
    stpcpy(stpcpy(at, ",workdir="), work);
    if (mkdir(directory, 0755) < 0 || mkdir(upper, 0700) < 0 || mkdir(work, 0700) < 0) return;
    // What lies on top says for all of it who may make files there.
    if (chmod(upper, 01777) < 0 || unshare(CLONE_NEWNS) < 0) return;
    mount("spool-temporary", "/tmp", "overlay", MS_NOSUID | MS_NODEV, options);
}

/// Everything between clone and exec; returns only on failure, with the step, and errno set.
///
/// It runs in a process of its own, with its own copy of `environ`. The thread sanitizer, which does not know the kernel's
/// call for a fork, would take that for the variable that other threads of the caller read.
__attribute__((no_sanitize("thread"))) static enum spool_spawn_step become(const struct spool_spawn_request *request, int *report) {
    int kept[2] = {*report, request->program};
    int arranged = spool_arrange_descriptors(
        request->input, request->output, request->error, kept, request->program > 0 ? 2 : 1);
    *report = kept[0];
    if (arranged < 0) {
        return SPOOL_SPAWN_DESCRIPTORS;
    }
    if (setsid() < 0) return SPOOL_SPAWN_SESSION;
    set_signal_actions(request->ignored_signals);
    if (request->own_temporary) cover_temporary(request->own_temporary);
    spool_restore_limits();
    if (set_limit(RLIMIT_FSIZE, request->file_size_limit) < 0) return SPOOL_SPAWN_LIMITS;
    if (set_limit(RLIMIT_NOFILE, request->open_files_limit) < 0) return SPOOL_SPAWN_LIMITS;
    open_more(request->more_descriptors);
    if (request->file_mode_mask >= 0) umask((mode_t)request->file_mode_mask);
    if (request->changes_user) {
        uid_t user = request->user;
        gid_t group = request->group;
        if (syscall(SYS_setgroups, 0, NULL) < 0) return SPOOL_SPAWN_GROUPS;
        if (syscall(SYS_setresgid, group, group, group) < 0) return SPOOL_SPAWN_GROUP;
        if (syscall(SYS_setresuid, user, user, user) < 0) return SPOOL_SPAWN_USER;
        if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) return SPOOL_SPAWN_NO_NEW_PRIVILEGES;
    }
    spool_restore_signals(0);
    environ = (char **)request->environment;
    if (request->program > 0) {
        syscall(SYS_execveat, kept[1], "", request->arguments, request->environment, AT_EMPTY_PATH);
        // Only where the machine lacks the call, or forbids it, is the path trusted.
        if (errno != ENOSYS && errno != EPERM) return SPOOL_SPAWN_EXECUTE;
    }
    execvp(request->arguments[0], (char *const *)request->arguments);
    return SPOOL_SPAWN_EXECUTE;
}

int spool_spawn(const struct spool_spawn_request *request, struct spool_spawned *result) {
    struct failure {
        int32_t step, error;
    } failure;
    int report[2];
    *result = (struct spool_spawned){.process = -1, .descriptor = -1, .step = SPOOL_SPAWN_PIPE};
    if (spool_pipe(report) < 0) {
        result->error = errno;
        return -1;
    }
    // No handler of the caller's may run in the child: it would act on what both share.
    uint64_t mask = spool_block_signals();
    pid_t process = request->id_space
        ? spool_clone_in(request->id_space, request->chosen_process, &result->descriptor)
        : spool_clone(request->counts_by_itself ? CLONE_NEWPID : 0, request->chosen_process, &result->descriptor);
    if (process == 0) {
        int kept = report[1];
        failure.step = become(request, &kept);
        failure.error = errno;
        while (write(kept, &failure, sizeof failure) < 0 && errno == EINTR) continue;
        spool_exit(127);
    }
    int error = errno;
    spool_restore_signals(mask);
    close(report[1]);
    if (process < 0) {
        close(report[0]);
        result->descriptor = -1;
        result->step = SPOOL_SPAWN_CLONE;
        result->error = error;
        return -1;
    }
    ssize_t count;
    do count = read(report[0], &failure, sizeof failure);
    while (count < 0 && errno == EINTR);
    close(report[0]);
    if (count <= 0) {
        // The program's start closed the pipe; a death before it is seen by whoever waits.
        result->process = process;
        return 0;
    }
    int status;
    spool_wait(process, &status, 0);
    close(result->descriptor);
    result->descriptor = -1;
    result->step = (enum spool_spawn_step)failure.step;
    result->error = failure.error;
    return -1;
}
