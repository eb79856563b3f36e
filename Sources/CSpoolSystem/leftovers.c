// Where no namespace does it for us: ends what a stage has started and removes what it has made.
#define _GNU_SOURCE
#include "CSpoolSystem.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct entry {
    uint64_t inode;
    int64_t offset;
    uint16_t length;
    uint8_t type;
    char name[];
};

/// Calls `visit` with each name in a directory. Returns how many calls answered 1.
static int each_entry(int directory, int (*visit)(int directory, const char *name, int depth), int depth) {
    _Alignas(struct entry) char buffer[2048];
    long filled;
    int count = 0;
    while ((filled = syscall(SYS_getdents64, directory, buffer, sizeof buffer)) > 0) {
        for (long at = 0; at < filled;) {
            const struct entry *entry = (const struct entry *)(buffer + at);
            at += entry->length;
            if (strcmp(entry->name, ".") && strcmp(entry->name, "..")) count += visit(directory, entry->name, depth);
        }
    }
    return count;
}

/// Reads the parent's id out of /proc/PID/stat: `PID (any text at all) STATE PARENT …`.
static pid_t parent_of(int proc, const char *name) {
    char path[32], text[512];
    if (strlen(name) > 20) return -1;
    stpcpy(stpcpy(path, name), "/stat");
    int file = openat(proc, path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return -1;
    ssize_t count = read(file, text, sizeof text - 1);
    close(file);
    if (count <= 0) return -1;
    text[count] = 0;
    const char *at = strrchr(text, ')');
    if (!at || strlen(at) < 5) return -1;
    pid_t parent = 0;
    for (at += 4; *at >= '0' && *at <= '9'; at++) parent = parent * 10 + (*at - '0');
    return parent;
}

static int kill_if_child(int proc, const char *name, int depth) {
    (void)depth;
    pid_t process = 0;
    for (const char *at = name; *at; at++) {
        if (*at < '0' || *at > '9') return 0;
        process = process * 10 + (*at - '0');
    }
    // Our child cannot be reaped by anybody else: the id is still its own when the signal is sent.
    if (parent_of(proc, name) != getpid()) return 0;
    return kill(process, SIGKILL) == 0;
}

void spool_kill_descendants(void) {
    const struct timespec millisecond = {0, 1000000};
    // Killing our children makes theirs ours, for we are their subreaper: down the tree, round by round.
    for (int round = 0; round < 3000; round++) {
        pid_t reaped;
        while ((reaped = waitpid(-1, NULL, WNOHANG | __WALL)) > 0) continue;
        if (reaped < 0 && errno == ECHILD) return;
        int proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (proc >= 0) {
            each_entry(proc, kill_if_child, 0);
            close(proc);
        }
        nanosleep(&millisecond, NULL);
    }
}

static void empty_directory(int parent, const char *name, int depth);

static int remove_entry(int directory, const char *name, int depth) {
    if (unlinkat(directory, name, 0) == 0) return 1;
    if (errno != EISDIR && errno != EPERM) return 0;
    empty_directory(directory, name, depth + 1);
    return unlinkat(directory, name, AT_REMOVEDIR) == 0;
}

static void empty_directory(int parent, const char *name, int depth) {
    // Each level takes a descriptor and some stack: a tree deeper than this is nobody's arena.
    if (depth > 100) return;
    int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    int directory = openat(parent, name, flags);
    if (directory < 0 && errno == EACCES && fchmodat(parent, name, 0700, 0) == 0) {
        directory = openat(parent, name, flags);
    }
    if (directory < 0) return;
    fchmod(directory, 0700);
    // A directory that changes while it is listed may hide names: until a round removes nothing.
    while (each_entry(directory, remove_entry, depth) > 0) lseek(directory, 0, SEEK_SET);
    close(directory);
}

void spool_remove_tree(const char *path) {
    empty_directory(AT_FDCWD, path, 0);
    rmdir(path);
}
