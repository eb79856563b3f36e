// What Swift cannot call: variadic and macro-only parts of the C library.
#ifndef C_SPOOL_SYSTEM_H
#define C_SPOOL_SYSTEM_H

#include <stdint.h>
#include <sys/types.h>

#include "spool_process.h"
#include "spool_stage.h"
#include "spool_start.h"
#include "spool_trace.h"

/// O_TMPFILE and O_PATH, which glibc shows to GNU programs only, and which differ between processors.
extern const int spool_unnamed_file_flag, spool_path_only_flag;

/// open(2) relative to a directory; Swift cannot call variadic functions.
/// Returns a descriptor, or -1 with errno set.
int spool_openat(int directory, const char *path, int flags, mode_t mode);

/// getdents64(2), which glibc offers only under its own name since 2.30.
/// Returns the number of bytes filled, 0 at the end, or -1 with errno set.
ssize_t spool_getdents64(int directory, void *buffer, size_t capacity);

/// fallocate(2) that gives back the memory of the bytes before `end` and keeps the file's length;
/// glibc declares it only for GNU programs.
/// Returns 0, or -1 with errno set.
int spool_punch_hole(int descriptor, off_t end);

/// major() and minor() of a device number are macros; mknod(2) wants them joined.
dev_t spool_makedev(unsigned int major, unsigned int minor);

#endif
