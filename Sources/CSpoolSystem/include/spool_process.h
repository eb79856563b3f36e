// Starting processes. Whoever calls may have many threads: between clone and exec only
// async-signal-safe calls are made, and none of the C library's that talk to its other threads.
#ifndef SPOOL_PROCESS_H
#define SPOOL_PROCESS_H

#include <stdint.h>
#include <sys/types.h>

/// How far a spawn came; the Swift side has a text for each.
enum spool_spawn_step {
    SPOOL_SPAWN_PIPE,
    SPOOL_SPAWN_CLONE,
    SPOOL_SPAWN_DESCRIPTORS,
    SPOOL_SPAWN_SESSION,
    SPOOL_SPAWN_LIMITS,
    SPOOL_SPAWN_GROUPS,
    SPOOL_SPAWN_GROUP,
    SPOOL_SPAWN_USER,
    SPOOL_SPAWN_NO_NEW_PRIVILEGES,
    SPOOL_SPAWN_EXECUTE,
};

/// What a process is to be when its program begins.
struct spool_spawn_request {
    /// The program's arguments, ended by NULL; the first is looked for as execvp(3) does.
    const char *const *arguments;
    /// `NAME=VALUE`, ended by NULL; its PATH is the one that is searched.
    const char *const *environment;
    /// A descriptor of the program itself, which is run whatever stands at its path by now; 0 to go by the path.
    int program;
    /// The caller's descriptors that become 0, 1 and 2; all others are closed.
    int input, output, error;
    /// The process id to have, or 0 for any.
    pid_t chosen_process;
    /// The descriptor of the id space in which the process is to have it, or 0 for the caller's own.
    int id_space;
    /// Whether it is the first process of a PID namespace of its own.
    int counts_by_itself;
    /// A directory that is to be made for all that it changes below /tmp, which it then sees as it is without changing
    /// it; NULL for the /tmp of everybody. Where the kernel refuses that the program runs with everybody's.
    const char *own_temporary;
    /// The file mode creation mask, or -1 for the caller's.
    int file_mode_mask;
    /// Whether `user` and `group` count; if so, supplementary groups are cleared.
    int changes_user;
    uid_t user;
    gid_t group;
    /// RLIMIT_FSIZE and RLIMIT_NOFILE, or -1 for the caller's.
    int64_t file_size_limit, open_files_limit;
    /// How many more descriptors, of /dev/null, the program is to have from the start.
    int more_descriptors;
    /// Signals to ignore (bit number - 1); all others have their default action.
    uint64_t ignored_signals;
};

/// The new process, or where it failed and why.
struct spool_spawned {
    pid_t process;
    int descriptor;
    enum spool_spawn_step step;
    int error;
};

/// clone(2) as fork does it, with a pidfd and further flags; clone3(2) where an id is chosen.
/// Returns like fork. Beyond it the child may call nothing that is not async-signal-safe.
pid_t spool_clone(uint64_t flags, pid_t chosen_process, int *descriptor);

/// Makes a PID namespace below the caller's, kept by a process that only waits to be killed.
/// Returns that process, its pidfd in `descriptor`, which is what stands for the space; or -1 with errno set.
pid_t spool_make_id_space(int *descriptor);

/// The same as spool_clone in such a space, where `chosen_process` counts. The caller still sees the child under an
/// id of its own namespace, which is what is returned.
pid_t spool_clone_in(int space, pid_t chosen_process, int *descriptor);

/// exit_group(2) itself: a sanitizer's _exit(2) waits for threads that a clone has not.
_Noreturn void spool_exit(int status);

/// Blocks every signal, also those that the C library keeps for itself; returns the old mask.
uint64_t spool_block_signals(void);

/// Puts a mask back.
void spool_restore_signals(uint64_t mask);

/// Moves three descriptors to 0, 1 and 2, `kept` to 3 and so on (close-on-exec), closes all above.
/// Returns 0, or -1 with errno set; `kept` then still holds valid descriptors.
int spool_arrange_descriptors(int input, int output, int error, int *kept, int kept_count);

/// Starts a program and waits until it runs or has failed to.
/// Returns 0 with `process` and `descriptor` set, or -1 with `step` and `error` set and nothing left.
int spool_spawn(const struct spool_spawn_request *request, struct spool_spawned *result);

/// waitpid(2), again as long as a signal interrupts it. Returns like waitpid.
pid_t spool_wait(pid_t process, int *status, int options);

/// pidfd_open(2): a descriptor of a process, or of a thread where the kernel knows such. -1 with errno set.
int spool_open_thread(pid_t thread);

/// Sets the ids by which the kernel decides which files the calling thread may look at: setfsuid(2), setfsgid(2).
void spool_look_as(uid_t user, gid_t group);

/// pidfd_send_signal(2): never hits a later process of the same id.
int spool_signal_process(int descriptor, int signal);

/// pidfd_open(2): a descriptor of a process, whose end is that of its last thread. -1 with errno set.
int spool_open_process(pid_t process);

/// What the kernel tells of a process.
struct spool_process_entry {
    /// The program's name; what is longer is cut.
    char name[32];
    /// The letter of its first thread's state.
    char state;
    pid_t parent;
    pid_t group;
    pid_t session;
    /// In ticks since the machine was started.
    uint64_t start_time;
};

/// Reads a process's line in /proc. Returns 0, or -1 with errno set.
int spool_read_process(pid_t process, struct spool_process_entry *entry);

/// pipe2(2) with O_CLOEXEC: the ends never leak into a process that another thread starts.
int spool_pipe(int ends[2]);

/// Sets or clears O_NONBLOCK; fcntl(2) is variadic.
int spool_set_nonblocking(int descriptor, int on);

/// write(2) to a pipe whose reader may be gone: EPIPE, and never SIGPIPE, whatever the process does with it.
ssize_t spool_write_quietly(int descriptor, const void *bytes, size_t count);

/// The process's environment, ended by NULL; Swift takes the C variable for unsafe.
char *const *spool_environment(void);

#endif
