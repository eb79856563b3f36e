#define _GNU_SOURCE
#include "CSpoolSystem.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

const int spool_unnamed_file_flag = O_TMPFILE, spool_path_only_flag = O_PATH;

int spool_openat(int directory, const char *path, int flags, mode_t mode) {
    return openat(directory, path, flags, mode);
}

ssize_t spool_getdents64(int directory, void *buffer, size_t capacity) {
    return syscall(SYS_getdents64, directory, buffer, capacity);
}

int spool_punch_hole(int descriptor, off_t end) {
    return fallocate(descriptor, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, end);
}

dev_t spool_makedev(unsigned int major, unsigned int minor) { return makedev(major, minor); }
