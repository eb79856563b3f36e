#define _GNU_SOURCE
#include "spool.h"
#include "ring.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

double spool_shift;

int call_open(int directory, const char *name, uint64_t flags, uint64_t mode) {
    struct open_how how = {.flags = flags | O_CLOEXEC, .mode = flags & O_CREAT ? mode : 0};
    /* A name in the spool is one name, and no link. */
    if (directory != AT_FDCWD) how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
    return (int)syscall(SYS_openat2, directory, name, &how, sizeof how);
}

int call_close(int file) { return (int)syscall(SYS_close, file); }
int call_lock(int file, int operation) { return (int)syscall(SYS_flock, file, operation); }
int call_unlink(int directory, const char *name) { return (int)syscall(SYS_unlinkat, directory, name, 0); }
int call_mode(int file, uint32_t mode) { return (int)syscall(SYS_fchmod, file, mode); }
int call_group(int file, uint32_t group) { return (int)syscall(SYS_fchown, file, -1, group); }

int call_rename(int directory, const char *from, const char *to) {
    return (int)syscall(SYS_renameat2, directory, from, directory, to, RENAME_NOREPLACE);
}

long call_list(int directory, void *buffer, size_t bytes) {
    return syscall(SYS_getdents64, directory, buffer, bytes);
}

long call_read(int file, void *buffer, size_t bytes, int64_t offset) {
    return syscall(SYS_pread64, file, buffer, bytes, offset);
}

long call_write(int file, const struct iovec *parts, int count) {
    long written;
    if (spool_ring == RING_IDLE) ring_nothing();
    do written = spool_ring == RING_WRITES ? ring_write(file, parts, count) : syscall(SYS_writev, file, parts, count);
    while (written < 0 && errno == EINTR);
    return written;
}

int call_facts(int directory, const char *name, Facts *facts) {
    struct statx found;
    int flags = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | (*name ? 0 : AT_EMPTY_PATH);
    if (syscall(SYS_statx, directory, name, flags, STATX_BASIC_STATS, &found) < 0) return -1;
    *facts = (Facts){
        .inode = found.stx_ino, .bytes = found.stx_size, .blocks = found.stx_blocks,
        .device = {found.stx_dev_major, found.stx_dev_minor}, .owner = found.stx_uid, .group = found.stx_gid,
        .mode = found.stx_mode, .links = found.stx_nlink, .changed = found.stx_ctime.tv_sec,
        .changedNanoseconds = found.stx_ctime.tv_nsec};
    return 0;
}

bool same_file(const Facts *one, const Facts *other) {
    return one->inode == other->inode && one->device[0] == other->device[0] && one->device[1] == other->device[1];
}

double spool_seconds(void) {
    struct timespec now;
    syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9 + spool_shift;
}

void name_file(char *name, const char *id, const char *kind) { snprintf(name, NAME_BYTES, "%.248s.%s", id, kind); }

/* Removes a dead recorder's files. Whoever calls holds a shared lock on the request, so no client can have it. */
static bool bury(int directory, const char *id, const Facts *dead) {
    char request[NAME_BYTES], events[NAME_BYTES];
    Facts named;
    name_file(request, id, "req");
    name_file(events, id, "events");
    /* Two reapers both hold a shared lock: without this the slower one would take a successor's files. */
    if (call_lock(directory, LOCK_EX | LOCK_NB) < 0) return false;
    bool isGone = call_facts(directory, request, &named) < 0 ? errno == ENOENT : !same_file(&named, dead);
    if (!isGone) {
        call_unlink(directory, events);
        isGone = call_unlink(directory, request) == 0;
    }
    call_lock(directory, LOCK_UN);
    return isGone;
}

Standing look_at(int directory, const char *id, int *request, Facts *facts) {
    char name[NAME_BYTES];
    name_file(name, id, "req");
    int file = call_open(directory, name, O_RDONLY | O_NONBLOCK | O_NOFOLLOW, 0);
    if (file < 0) return errno == ENOENT ? FREE : errno == ELOOP || errno == ENXIO ? FOREIGN : UNCLEAR;
    Standing standing = UNCLEAR;
    if (call_facts(file, "", facts) == 0) {
        if (!S_ISREG(facts->mode)) standing = FOREIGN;
        else if (call_lock(file, LOCK_SH | LOCK_NB) == 0) standing = bury(directory, id, facts) ? DEAD : UNCLEAR;
        else if (errno == EWOULDBLOCK) standing = HELD;
    }
    if (standing == HELD && request) *request = file;
    else call_close(file);
    return standing;
}

int claim(int directory, const char *id, uint32_t group) {
    char name[NAME_BYTES], own[NAME_BYTES];
    Facts facts;
    name_file(name, id, "req");
    /* No process has an id with zeros before it: the name is nobody's, and still one that every worker may clean. */
    for (int attempt = 0; attempt < 1000; attempt++) {
        snprintf(own, sizeof own, "000%d%03d.req", (int)getpid(), attempt);
        int file = call_open(directory, own, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0640);
        if (file < 0 && errno == EEXIST) continue;
        if (file < 0) return -1;
        /* A worker that came in between has found it dead, and removes it. */
        if (call_lock(file, LOCK_EX | LOCK_NB) < 0 || call_facts(file, "", &facts) < 0 || facts.links == 0) {
            call_close(file);
            continue;
        }
        if ((facts.group == group || call_group(file, group) == 0) && call_mode(file, 0640) == 0
            && call_rename(directory, own, name) == 0)
            return file;
        int error = errno;
        call_unlink(directory, own);
        call_close(file);
        errno = error;
        return -1;
    }
    errno = EBUSY;
    return -1;
}

void put(Buffer *buffer, const void *bytes, size_t length) {
    if (buffer->room - buffer->length < length) {
        buffer->room = (buffer->length + length) * 2 + 4096;
        buffer->at = realloc(buffer->at, buffer->room);
        if (!buffer->at) abort();
    }
    memcpy(buffer->at + buffer->length, bytes, length);
    buffer->length += length;
}
