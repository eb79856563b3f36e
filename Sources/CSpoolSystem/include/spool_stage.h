// A stage: a first process in namespaces of its own, a private file system, and one program in it.
#ifndef SPOOL_STAGE_H
#define SPOOL_STAGE_H

#include "spool_process.h"

/// What the first process tries, in this order; the Swift side has a text for each.
enum spool_stage_step {
    SPOOL_STAGE_NAMESPACES,
    SPOOL_STAGE_USER_NAMESPACE,
    SPOOL_STAGE_DENY_SETGROUPS,
    SPOOL_STAGE_MAP_USER,
    SPOOL_STAGE_MAP_GROUP,
    SPOOL_STAGE_PRIVATE_MOUNTS,
    SPOOL_STAGE_PROC,
    SPOOL_STAGE_BASE,
    SPOOL_STAGE_DIRECTORY,
    SPOOL_STAGE_ARENA,
    SPOOL_STAGE_DEVICE_NODE,
    SPOOL_STAGE_OTHER_USER,
    SPOOL_STAGE_OWN_IDS,
    SPOOL_STAGE_CHOSEN_PROCESS,
    SPOOL_STAGE_STEP_COUNT,
};

/// How a stage is kept apart from the machine.
enum spool_stage_isolation {
    /// New PID and mount namespaces, as the machine's own root.
    SPOOL_STAGE_AS_ROOT,
    /// The same in a new user namespace, in which we are root and alone.
    SPOOL_STAGE_AS_USER,
    /// Nothing new: a temporary directory, and a first process that orphans fall back to.
    SPOOL_STAGE_APART,
};

enum {
    /// A step that nobody tried; 0 is one that succeeded, a positive number its errno.
    SPOOL_STAGE_UNTRIED = -1,
    SPOOL_STAGE_PATH_MAX = 512,
};

/// What the suite wants.
struct spool_stage_plan {
    /// The program of the stage; the first process adds `SPOOL_STAGE` to its environment.
    struct spool_spawn_request program;
    enum spool_stage_isolation isolation;
    /// Directories that may be covered by a private file system, ended by NULL.
    const char *const *bases;
    /// Directories in which a temporary one may be made instead, ended by NULL.
    const char *const *temporary;
    /// The private file system's limits, or 0 for the kernel's own.
    uint64_t bytes, inodes;
    /// A user and group that adapters may be started as, or -1 for none.
    int64_t user, group;
    /// What earlier attempts found.
    int32_t errors[SPOOL_STAGE_STEP_COUNT];
};

/// What the first process found, in one write, before the program's first step is seen.
struct spool_stage_report {
    int32_t errors[SPOOL_STAGE_STEP_COUNT];
    /// The program's process id in its own namespace; 0 or less where it does not run.
    int32_t program;
    /// A process id that no process has and no other stage at this time; the stage's own begin behind it. 0 for none.
    int32_t own_id;
    /// Where starting it failed, and why (0: nobody tried, or it runs).
    int32_t spawn_step, spawn_error;
    /// The directory that the arena lies in is this one's parent.
    char arena[SPOOL_STAGE_PATH_MAX];
};

/// A running first process, as the suite holds it.
struct spool_stage {
    pid_t process;
    /// Its pidfd.
    int descriptor;
    /// The first process ends all once no copy of this is open.
    int liveness;
    /// Yields a `struct spool_stage_report`, and at the end the program's wait status as an int32_t.
    int report;
};

/// Starts a first process. Returns 0, or -1 with errno set where the kernel refuses.
int spool_stage_start(const struct spool_stage_plan *plan, struct spool_stage *stage);

// Between the files of this directory; all of it runs in the first process and is async-signal-safe.

/// Sets up user mapping and mounts. Returns 0, or -1 where the namespaces are of no use.
int spool_stage_enter_namespaces(const struct spool_stage_plan *plan, uid_t user, gid_t group, int32_t *errors);

/// Makes the arena and writes its path. Returns 0, or -1 where there is none.
int spool_stage_make_arena(const struct spool_stage_plan *plan, struct spool_stage_report *report);

/// Takes a range of process ids that no other stage of this machine has, for as long as the calling process is there.
/// Returns the first of them, or 0 where too few ids are to be had.
pid_t spool_stage_take_ids(void);

/// Lets the ids of the caller's PID namespace go on behind one. Returns 0, or -1 with errno set.
int spool_stage_begin_ids(pid_t last);

/// Writes to a file that is there. Returns 0, or -1 with errno set.
int spool_write_file(const char *path, const char *text);

/// Writes a number in decimal digits, ended by a NUL byte, and returns where that stands.
char *spool_append_number(char *at, uint64_t number);

/// Finds out what else may be done here.
void spool_stage_probe(const struct spool_stage_plan *plan, struct spool_stage_report *report);

/// Kills every process that descends from this one and reaps it; gives up after some seconds.
void spool_kill_descendants(void);

/// Removes a directory and all in it, following no link.
void spool_remove_tree(const char *path);

#endif
