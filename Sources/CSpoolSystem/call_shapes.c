#define _GNU_SOURCE
#include "spool_trace.h"

#include <stddef.h>
#include <sys/syscall.h>

#define PATH(call, directory_, path_) {SYS_##call, #call, -1, path_, directory_, -1, -1}
#define TWO(call, d1, p1, d2, p2) {SYS_##call, #call, -1, p1, d1, p2, d2}
#define FILE_(call, descriptor_) {SYS_##call, #call, descriptor_, -1, -1, -1, -1}

// Every call by which a process can name, open, change, lock, list or remove a file. Older processors have calls
// that newer ones never got.
static const struct spool_call_shape shapes[] = {
#ifdef SYS_open
    PATH(open, -1, 0), PATH(creat, -1, 0), PATH(unlink, -1, 0), PATH(rmdir, -1, 0), PATH(mkdir, -1, 0),
    PATH(mknod, -1, 0), PATH(chmod, -1, 0), PATH(chown, -1, 0), PATH(lchown, -1, 0), PATH(stat, -1, 0),
    PATH(lstat, -1, 0), PATH(access, -1, 0), PATH(readlink, -1, 0), PATH(symlink, -1, 1),
    TWO(rename, -1, 0, -1, 1), TWO(link, -1, 0, -1, 1), FILE_(getdents, 0), FILE_(dup2, 0),
#endif
#ifdef SYS_renameat
    TWO(renameat, 0, 1, 2, 3),
#endif
    PATH(openat, 0, 1), PATH(unlinkat, 0, 1), PATH(mkdirat, 0, 1), PATH(mknodat, 0, 1), PATH(fchmodat, 0, 1),
    PATH(fchownat, 0, 1), PATH(newfstatat, 0, 1), PATH(faccessat, 0, 1), PATH(readlinkat, 0, 1),
    PATH(symlinkat, 1, 2), PATH(truncate, -1, 0), PATH(statx, 0, 1), PATH(utimensat, 0, 1),
    TWO(renameat2, 0, 1, 2, 3), TWO(linkat, 0, 1, 2, 3),
#ifdef SYS_openat2
    PATH(openat2, 0, 1),
#endif
#ifdef SYS_faccessat2
    PATH(faccessat2, 0, 1),
#endif
    FILE_(read, 0), FILE_(pread64, 0), FILE_(readv, 0), FILE_(preadv, 0), FILE_(preadv2, 0),
    FILE_(write, 0), FILE_(pwrite64, 0), FILE_(writev, 0), FILE_(pwritev, 0), FILE_(pwritev2, 0),
    FILE_(sendfile, 0), FILE_(splice, 2), FILE_(copy_file_range, 2), FILE_(close, 0), FILE_(dup, 0), FILE_(dup3, 0),
    FILE_(fcntl, 0), FILE_(flock, 0), FILE_(fstat, 0), FILE_(fchmod, 0), FILE_(fchown, 0), FILE_(ftruncate, 0),
    FILE_(fallocate, 0), FILE_(getdents64, 0), FILE_(lseek, 0), FILE_(fsync, 0), FILE_(fdatasync, 0), FILE_(mmap, 4),
    // It can make a mapping writable that was not.
    {SYS_mprotect, "mprotect", -1, -1, -1, -1, -1},
    {SYS_nanosleep, "nanosleep", -1, -1, -1, -1, -1},
    {SYS_clock_nanosleep, "clock_nanosleep", -1, -1, -1, -1, -1},
#ifdef SYS_io_uring_setup
    {SYS_io_uring_setup, "io_uring_setup", -1, -1, -1, -1, -1},
    {SYS_io_uring_enter, "io_uring_enter", -1, -1, -1, -1, -1},
#endif
};

const struct spool_call_shape *spool_call_shape(long number) {
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        if (shapes[i].number == number) return &shapes[i];
    return NULL;
}

int spool_call_keeps_descriptors(long number) {
    switch (number) {
    case SYS_brk:
    case SYS_mprotect:
    case SYS_munmap:
    case SYS_madvise:
    case SYS_rt_sigaction:
    case SYS_rt_sigprocmask:
    case SYS_clock_gettime:
    case SYS_getrandom:
    case SYS_umask:
    case SYS_getpid:
    case SYS_gettid:
    case SYS_getuid:
    case SYS_geteuid:
    case SYS_getgid:
    case SYS_getegid:
    case SYS_getgroups:
    case SYS_prlimit64:
    case SYS_sched_yield: return 1;
    default: return 0;
    }
}
