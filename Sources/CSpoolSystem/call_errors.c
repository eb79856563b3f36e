#define _GNU_SOURCE
#include "spool_trace.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/file.h>
#include <sys/syscall.h>

// Which errors Linux (read: 6.1 to 6.18) can answer a call with on a tmpfs, where the caller asked for nothing that is
// wrong in itself: a bad descriptor, pointer or flag, a name that is missing or taken, a lock that another holds are
// answers to a mistake or to another process, and none of them stands here. A call that is not listed, or none of whose
// entries applies, cannot fail so: close(2) of a tmpfs file flushes nothing (fs/open.c, filp_flush: shmem has no
// `flush`), and lseek, fsync (mm/shmem.c: noop_fsync), fstat, and getdents64 (fs/libfs.c, dcache_readdir, allocates
// nothing; fs/readdir.c, iterate_dir, waits for fatal signals only) have nothing to fail with.
//
// Three errors stand here that no tmpfs answers, because clauses of the protocol name them and other file systems do
// answer so: EINTR of a write (APPEND-4), ENOLCK and EIO of a flock that takes a lock (LOCK-4).

// When an error is possible. A flag is asked for in the argument that the row names.
enum when {
    ALWAYS,
    IF_IT_MAKES,       // open: O_CREAT, or the whole of O_TMPFILE
    IF_NAMED,          // linkat: of a file that has a name, so that it takes an inode of the file system
    IF_BY_PATH,        // stat: not of a descriptor by an empty path
    IF_IT_LOCKS,       // flock: not LOCK_UN
    IF_IT_WAITS,       // flock: neither LOCK_UN nor LOCK_NB
    IF_IT_DUPLICATES,  // fcntl: F_DUPFD, F_DUPFD_CLOEXEC
    IF_RANGE,          // fcntl: F_SETLK and its kin
    IF_RANGE_WAITS,    // fcntl: F_SETLKW and its kin
    IF_IT_ALLOCATES,   // fallocate: no hole is punched
};

struct entry {
    int error;
    enum when when;
};

struct row {
    long number;
    // Which argument has the flags that the conditions ask for; -1 where there are none, or they are behind a pointer.
    int flags;
    struct entry entries[8];
};

// fs/namei.c: getname_flags and d_alloc (ENOMEM), inode_permission and may_delete (EACCES).
#define BY_PATH {ENOMEM, ALWAYS}, {EACCES, ALWAYS}
// fs/file.c, alloc_fd (EMFILE); fs/file_table.c, alloc_empty_file (ENFILE, ENOMEM).
#define OPENS {EMFILE, ALWAYS}, {EACCES, ALWAYS}, {ENFILE, ALWAYS}, {ENOMEM, ALWAYS}
// mm/shmem.c: shmem_get_inode by shmem_reserve_inode (`nr_inodes`).
#define MAKES(when) {ENOSPC, when}
// fs/attr.c: setattr_prepare, of another's file or for a group that is not one's own, and notify_change, of an immutable
// one; a security module may forbid it too.
#define REFUSED {EPERM, ALWAYS}
// mm/shmem.c: shmem_swapin_folio (EIO, ENOMEM) for a page that was swapped out, by shmem_file_read_iter.
#define READS {EIO, ALWAYS}, {ENOMEM, ALWAYS}
// mm/shmem.c: shmem_write_begin by shmem_get_folio: shmem_inode_acct_blocks (ENOSPC), shmem_swapin_folio (EIO), a group's
// memory (ENOMEM). mm/filemap.c, generic_perform_write, breaks off for fatal signals only: EINTR is
// there because APPEND-4 names it.
#define WRITES {ENOSPC, ALWAYS}, {EIO, ALWAYS}, {ENOMEM, ALWAYS}, {EINTR, ALWAYS}

static const struct row rows[] = {
#ifdef SYS_open
    {SYS_open, 1, {OPENS, MAKES(IF_IT_MAKES)}},
    {SYS_creat, -1, {OPENS, MAKES(ALWAYS)}},
    {SYS_unlink, -1, {BY_PATH}},
    {SYS_rmdir, -1, {BY_PATH}},
    {SYS_mkdir, -1, {MAKES(ALWAYS), BY_PATH}},
    {SYS_mknod, -1, {MAKES(ALWAYS), BY_PATH}},
    {SYS_symlink, -1, {MAKES(ALWAYS), BY_PATH}},
    {SYS_link, -1, {MAKES(ALWAYS), BY_PATH, {EEXIST, ALWAYS}}},
    {SYS_rename, -1, {BY_PATH}},
    {SYS_chmod, -1, {BY_PATH, REFUSED}},
    {SYS_chown, -1, {BY_PATH, REFUSED}},
    {SYS_lchown, -1, {BY_PATH, REFUSED}},
    {SYS_stat, -1, {BY_PATH}},
    {SYS_lstat, -1, {BY_PATH}},
    {SYS_access, -1, {BY_PATH}},
    {SYS_readlink, -1, {BY_PATH}},
#endif
#ifdef SYS_renameat
    {SYS_renameat, -1, {BY_PATH}},
#endif
    {SYS_openat, 2, {OPENS, MAKES(IF_IT_MAKES)}},
#ifdef SYS_openat2
    // Its flags are behind a pointer: what hangs on them is left out.
    {SYS_openat2, -1, {OPENS, MAKES(IF_IT_MAKES)}},
#endif
    {SYS_unlinkat, -1, {BY_PATH}},
    {SYS_mkdirat, -1, {MAKES(ALWAYS), BY_PATH}},
    {SYS_mknodat, -1, {MAKES(ALWAYS), BY_PATH}},
    {SYS_symlinkat, -1, {MAKES(ALWAYS), BY_PATH}},
    // mm/shmem.c, shmem_link: "if an O_TMPFILE file is linked into the tmpfs, the first link must skip that".
    // fs/namei.c, filename_create: EEXIST, where another has made the name, and may have taken it away since.
    {SYS_linkat, 4, {MAKES(IF_NAMED), BY_PATH, {EEXIST, ALWAYS}}},
    {SYS_renameat2, -1, {BY_PATH}},
    {SYS_fchmodat, -1, {BY_PATH, REFUSED}},
    {SYS_fchownat, -1, {BY_PATH, REFUSED}},
    {SYS_fchmod, -1, {REFUSED}},
    {SYS_fchown, -1, {REFUSED}},
    {SYS_truncate, -1, {BY_PATH}},
    {SYS_utimensat, -1, {BY_PATH}},
    {SYS_faccessat, -1, {BY_PATH}},
#ifdef SYS_faccessat2
    {SYS_faccessat2, -1, {BY_PATH}},
#endif
    {SYS_readlinkat, -1, {BY_PATH}},
    {SYS_newfstatat, 3, {{ENOMEM, IF_BY_PATH}, {EACCES, IF_BY_PATH}}},
    {SYS_statx, 2, {{ENOMEM, IF_BY_PATH}, {EACCES, IF_BY_PATH}}},
    {SYS_read, -1, {READS}},
    {SYS_pread64, -1, {READS}},
    {SYS_readv, -1, {READS}},
    {SYS_preadv, -1, {READS}},
    {SYS_preadv2, -1, {READS}},
    {SYS_write, -1, {WRITES}},
    {SYS_pwrite64, -1, {WRITES}},
    {SYS_writev, -1, {WRITES}},
    {SYS_pwritev, -1, {WRITES}},
    {SYS_pwritev2, -1, {WRITES}},
    {SYS_sendfile, -1, {WRITES}},
    {SYS_splice, -1, {WRITES}},
    {SYS_copy_file_range, -1, {WRITES}},
    // fs/file.c: alloc_fd. dup2 and dup3 take a number that they are given.
    {SYS_dup, -1, {{EMFILE, ALWAYS}}},
    // fs/fcntl.c, f_dupfd; fs/locks.c, fcntl_setlk and posix_lock_inode (ENOLCK where memory lacks),
    // do_lock_file_wait (EINTR, of a lock that is waited for).
    {SYS_fcntl, 1, {{EMFILE, IF_IT_DUPLICATES}, {ENOLCK, IF_RANGE}, {EINTR, IF_RANGE_WAITS}, {EIO, IF_RANGE}}},
    // fs/locks.c, flock_lock_inode: a lock that is given back allocates nothing and waits for nobody, so that LOCK_UN
    // cannot fail; one that is taken fails for want of memory (ENOMEM), and flock_lock_inode_wait is interrupted only in
    // its wait, to which LOCK_NB never comes. flock(2) and LOCK-4 name ENOLCK, which NFS answers, and LOCK-4 EIO.
    {SYS_flock, 1, {{ENOLCK, IF_IT_LOCKS}, {EIO, IF_IT_LOCKS}, {ENOMEM, IF_IT_LOCKS}, {EINTR, IF_IT_WAITS}}},
    // mm/shmem.c, shmem_fallocate.
    {SYS_fallocate, 1, {{ENOSPC, IF_IT_ALLOCATES}, {ENOMEM, IF_IT_ALLOCATES}, {EINTR, IF_IT_ALLOCATES}}},
    // mm/mmap.c and mm/vma.c: a mapping needs memory for itself.
    {SYS_mmap, -1, {{ENOMEM, ALWAYS}}},
};

static int is_one_of(uint64_t value, const int *all) {
    for (; *all >= 0; all++)
        if (value == (uint64_t)*all) return 1;
    return 0;
}

static int applies(enum when when, int has_flags, uint64_t flags) {
    static const int duplicating[] = {F_DUPFD, F_DUPFD_CLOEXEC, -1};
    static const int locking[] = {F_SETLK, F_SETLKW, F_OFD_SETLK, F_OFD_SETLKW, -1};
    static const int waiting[] = {F_SETLKW, F_OFD_SETLKW, -1};
    if (when == ALWAYS) return 1;
    if (!has_flags) return 0;
    switch (when) {
    case ALWAYS: return 1;
    case IF_IT_MAKES: return (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
    case IF_NAMED: return (flags & (AT_EMPTY_PATH | AT_SYMLINK_FOLLOW)) == 0;
    case IF_BY_PATH: return (flags & AT_EMPTY_PATH) == 0;
    case IF_IT_LOCKS: return (flags & LOCK_UN) == 0;
    case IF_IT_WAITS: return (flags & (LOCK_UN | LOCK_NB)) == 0;
    case IF_IT_DUPLICATES: return is_one_of(flags, duplicating);
    case IF_RANGE: return is_one_of(flags, locking);
    case IF_RANGE_WAITS: return is_one_of(flags, waiting);
    case IF_IT_ALLOCATES: return (flags & FALLOC_FL_PUNCH_HOLE) == 0;
    }
    return 0;
}

int spool_call_errors(long number, const uint64_t arguments[6], int errors[SPOOL_CALL_ERRORS_MAX]) {
    int count = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].number != number) continue;
        int flags = rows[i].flags;
        for (size_t k = 0; k < sizeof rows[i].entries / sizeof *rows[i].entries; k++) {
            const struct entry *entry = &rows[i].entries[k];
            if (entry->error == 0) break;
            if (!applies(entry->when, flags >= 0, flags >= 0 ? arguments[flags] : 0)) continue;
            if (count < SPOOL_CALL_ERRORS_MAX) errors[count++] = entry->error;
        }
    }
    return count;
}
