// Inside new namespaces: who we are, what is mounted, where the arena is, and what else may be done.
#define _GNU_SOURCE
#include "CSpoolSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int outcome(int32_t *error, int answer) {
    *error = answer < 0 ? errno : 0;
    return answer < 0 ? -1 : 0;
}

int spool_write_file(const char *path, const char *text) {
    int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0) return -1;
    ssize_t written = write(file, text, strlen(text));
    int error = errno;
    close(file);
    errno = error;
    return written < 0 ? -1 : 0;
}

/// snprintf(3) locks nothing, but is not promised to be safe here: digits are made by hand.
char *spool_append_number(char *at, uint64_t number) {
    char digits[24];
    int count = 0;
    do digits[count++] = (char)('0' + number % 10);
    while (number /= 10);
    while (count > 0) *at++ = digits[--count];
    *at = 0;
    return at;
}

static char *append(char *at, const char *text, uint64_t number) {
    return spool_append_number(stpcpy(at, text), number);
}

static int map_one(const char *path, uint64_t outside) {
    char line[64];
    stpcpy(append(line, "0 ", outside), " 1");
    return spool_write_file(path, line);
}

int spool_stage_enter_namespaces(const struct spool_stage_plan *plan, uid_t user, gid_t group, int32_t *errors) {
    if (plan->isolation == SPOOL_STAGE_AS_USER) {
        // An unprivileged process may map its group only after it has given up setgroups(2).
        outcome(&errors[SPOOL_STAGE_DENY_SETGROUPS], spool_write_file("/proc/self/setgroups", "deny"));
        if (outcome(&errors[SPOOL_STAGE_MAP_USER], map_one("/proc/self/uid_map", user)) < 0) return -1;
        if (outcome(&errors[SPOOL_STAGE_MAP_GROUP], map_one("/proc/self/gid_map", group)) < 0) return -1;
    }
    // Before any other mount, or it would appear on the machine itself.
    int answer = mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
    if (outcome(&errors[SPOOL_STAGE_PRIVATE_MOUNTS], answer) < 0) return -1;
    answer = mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
    outcome(&errors[SPOOL_STAGE_PROC], answer);
    return 0;
}

/// Covers one of the plan's directories with a file system of our own, for the arena to lie in.
static int mount_base(const struct spool_stage_plan *plan, struct spool_stage_report *report) {
    errno = ENOENT;
    int32_t *error = &report->errors[SPOOL_STAGE_BASE];
    *error = ENOENT;
    for (int i = 0; plan->bases[i]; i++) {
        if (strlen(plan->bases[i]) + sizeof "/arena" > SPOOL_STAGE_PATH_MAX) continue;
        if (mount("spool-stage", plan->bases[i], "tmpfs", MS_NOSUID, "mode=1777") == 0) {
            *error = 0;
            stpcpy(stpcpy(report->arena, plan->bases[i]), "/arena");
            return mkdir(report->arena, 0755);
        }
        if (errno != ENOENT && errno != ENOTDIR) *error = errno;
    }
    return -1;
}

/// Whether a directory's file system has room for most cases.
static int has_room(const char *path) {
    struct statfs facts;
    if (statfs(path, &facts) < 0) return 0;
    uint64_t bytes = (uint64_t)facts.f_bavail * (uint64_t)facts.f_bsize;
    return bytes >= 16 << 20 && (facts.f_files == 0 || facts.f_ffree >= 1000);
}

/// Without mounts: a directory of our own beside other people's.
static int make_temporary(const struct spool_stage_plan *plan, struct spool_stage_report *report) {
    struct timespec now;
    int answer = -1;
    errno = ENOENT;
    int count = 0;
    while (plan->temporary[count]) count++;
    // First those that have room. Where none has, the cases say so.
    for (int turn = 0; answer < 0 && turn < 2 * count; turn++) {
        int i = turn % count;
        if (turn < count && !has_room(plan->temporary[i])) continue;
        if (strlen(plan->temporary[i]) + 64 > SPOOL_STAGE_PATH_MAX) continue;
        clock_gettime(CLOCK_REALTIME, &now);
        char *at = stpcpy(report->arena, plan->temporary[i]);
        at = append(at, "/spool-arena-", (uint64_t)getpid());
        at = append(at, "-", (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec);
        answer = mkdir(report->arena, 0755);
        if (answer < 0) continue;
        strcpy(at, "/arena");
        if (mkdir(report->arena, 0755) < 0) {
            *at = 0;
            answer = -1;
            int error = errno;
            rmdir(report->arena);
            errno = error;
        }
    }
    return outcome(&report->errors[SPOOL_STAGE_DIRECTORY], answer);
}

int spool_stage_make_arena(const struct spool_stage_plan *plan, struct spool_stage_report *report) {
    if (plan->isolation == SPOOL_STAGE_APART || mount_base(plan, report) < 0) {
        return make_temporary(plan, report);
    }
    char options[128];
    char *at = stpcpy(options, "mode=0755");
    if (plan->bytes) at = append(at, ",size=", plan->bytes);
    if (plan->inodes) at = append(at, ",nr_inodes=", plan->inodes);
    int answer = mount("spool-arena", report->arena, "tmpfs", MS_NOSUID, options);
    return outcome(&report->errors[SPOOL_STAGE_ARENA], answer);
}

/// A device node must be made, and opened: some file systems allow the first and forbid the second.
static int try_device_node(const char *arena) {
    char path[SPOOL_STAGE_PATH_MAX + 16];
    stpcpy(stpcpy(path, arena), "-device");
    if (mknod(path, S_IFCHR | 0600, makedev(1, 3)) < 0) return -1;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    int error = errno;
    unlink(path);
    if (file >= 0) close(file);
    errno = error;
    return file < 0 ? -1 : 0;
}

/// Becomes the other user in a child, with the very calls that an adapter's start makes.
static int try_other_user(const struct spool_stage_plan *plan, const char *arena) {
    if (plan->user < 0) {
        errno = ENOENT;
        return -1;
    }
    long user = (long)plan->user, group = (long)plan->group;
    int descriptor, status;
    pid_t child = spool_clone(0, 0, &descriptor);
    if (child < 0) return -1;
    if (child == 0) {
        if (syscall(SYS_setgroups, 0, NULL) < 0 || syscall(SYS_setresgid, group, group, group) < 0 ||
            syscall(SYS_setresuid, user, user, user) < 0 || access(arena, R_OK | X_OK) < 0) {
            spool_exit(errno);
        }
        spool_exit(0);
    }
    close(descriptor);
    if (spool_wait(child, &status, __WALL) < 0) return -1;
    errno = WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
    return errno ? -1 : 0;
}

void spool_stage_probe(const struct spool_stage_plan *plan, struct spool_stage_report *report) {
    outcome(&report->errors[SPOOL_STAGE_DEVICE_NODE], try_device_node(report->arena));
    outcome(&report->errors[SPOOL_STAGE_OTHER_USER], try_other_user(plan, report->arena));
}
