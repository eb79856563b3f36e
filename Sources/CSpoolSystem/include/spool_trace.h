// Following another process's system calls: ptrace(2), which Swift cannot call, for it is variadic.
// All calls for one tracee must come from the thread that seized it.
#ifndef SPOOL_TRACE_H
#define SPOOL_TRACE_H

#include <stdint.h>
#include <sys/types.h>

/// Which of a system call's arguments say what it works on; -1 where none does.
struct spool_call_shape {
    long number;
    const char *name;
    /// A descriptor that is worked on itself.
    int descriptor;
    /// A path, and the directory's descriptor that it is relative to (-1: the working directory).
    int path, directory;
    /// The second of two paths.
    int second_path, second_directory;
};

/// What a tracee stopped for.
enum spool_stop_kind {
    SPOOL_STOP_NONE,      ///< it has not stopped
    SPOOL_STOP_ENTRY,     ///< before a system call
    SPOOL_STOP_EXIT,      ///< after one
    SPOOL_STOP_NEW,       ///< it has made a thread or a process, which is traced too: `other`
    SPOOL_STOP_EXECUTE,   ///< it runs another program now
    SPOOL_STOP_SIGNAL,    ///< before a signal is delivered: `signal`
    SPOOL_STOP_GROUP,     ///< the whole process was stopped by a signal
    SPOOL_STOP_ATTACHED,  ///< it was just seized or interrupted
    SPOOL_STOP_GONE,      ///< it has ended, or nobody traces it any more
};

/// Of the members behind the kind only those are set that it speaks of.
struct spool_stop {
    enum spool_stop_kind kind;
    long number;
    uint64_t arguments[6];
    int64_t result;
    pid_t other;
    int signal;
};

/// Begins to trace a thread; it and all that it makes die with the tracer. 0, or -1 with errno set.
///
/// `user` and `group` are those of the thread, where it is another user's and we have no power over those; else -1.
int spool_trace_seize(pid_t thread, int64_t user, int64_t group);

/// Starts a process, as another user where `user` is not -1, that does a known wrong thing and waits before each act
/// for a byte from `input`, with a byte to `output` after each: 'r' when it is ready; 'd' when it has opened the file
/// at `path`, written a line to it by two writes, let everybody write it, and locked it; 'u' when it has removed it.
/// Returns its id, with a pidfd in `descriptor`, or -1 with errno set.
pid_t spool_start_known_wrong(const char *path, int64_t user, int64_t group, int input, int output, int *descriptor);

/// Looks, without waiting, whether a traced thread has stopped. 0, or -1 with errno set.
///
/// Where it is passing through a call whose entry was seen and whose result nobody wants, its stop at a call is that
/// call's exit, and the kernel is not asked for it: `result` is 0 then.
int spool_trace_look(pid_t thread, int is_passing, struct spool_stop *stop);

/// Waits until a traced thread stops or ends, or any child does something, or so much time has passed, whichever is
/// first; where the thread has not stopped then, the kind is SPOOL_STOP_NONE. SIGCHLD must be blocked, see
/// spool_trace_descriptor. 0, or -1 with errno set.
int spool_trace_wait(pid_t thread, int is_passing, int milliseconds, struct spool_stop *stop);

/// At a call's exit: the call is to be made once more with one argument replaced, as the kernel does where a signal
/// interrupts a call: a handler that came meanwhile runs first, and ends the call with EINTR unless it has SA_RESTART.
/// The thread is to go on; it stops as after spool_trace_interrupt before the call. 0, or -1 with errno set.
int spool_trace_repeat(pid_t thread, int index, uint64_t value);

/// At the stop that spool_trace_interrupt has made: a call that it ended with EINTR is made again. 0, or -1 with errno
/// set.
int spool_trace_make_again(pid_t thread);

/// Whether a call is known to sleep for long often. This only saves time: any call can sleep.
int spool_call_may_sleep(long number);

/// The name in the manual of a call that is known to touch files or to sleep; NULL for any other.
const char *spool_call_name(long number);

/// After how many nanoseconds a call that a stopped thread is about to make gives up its sleep; 0 where it does not
/// sleep at all, -1 where it never gives up, is no such call, or cannot be read.
int64_t spool_call_timeout(pid_t thread, long number, const uint64_t arguments[6]);

/// Whether a call that names no file is known to leave all descriptors, and the names of files, as they are.
int spool_call_keeps_descriptors(long number);

/// The most errors that one call can have.
#define SPOOL_CALL_ERRORS_MAX 8

/// Which errors Linux can answer a call with on a tmpfs, and those besides that a clause names; the likeliest first.
/// Errors that a caller brings about by a mistake, and those that say what others have done, are not among them.
/// Returns how many there are.
int spool_call_errors(long number, const uint64_t arguments[6], int errors[SPOOL_CALL_ERRORS_MAX]);

/// Keeps this thread, and what it starts from now on, on the processor that it runs on. 0, or -1 with errno set.
int spool_pin_to_one_processor(void);

/// Lets a stopped thread go on to its next system call, with a signal or 0. 0, or -1 with errno set.
int spool_trace_continue(pid_t thread, int signal);

/// Lets a stopped thread run without a stop at its system calls. 0, or -1 with errno set.
int spool_trace_run(pid_t thread);

/// Stops a running thread. 0, or -1 with errno set.
int spool_trace_interrupt(pid_t thread);

/// Leaves a thread of a stopped process stopped, but lets SIGCONT through. 0, or -1 with errno set.
int spool_trace_listen(pid_t thread);

/// Takes note of the end of a thread that nobody else can wait for. 1 where nothing is left of it, 0 where other
/// threads of its process must end first, or -1 with errno set.
int spool_trace_reap(pid_t thread);

/// At a call's entry: the call is not made, and fails with `error`. 0, or -1 with errno set.
int spool_trace_refuse(pid_t thread, int error);

/// At a call's entry: replaces one argument. 0, or -1 with errno set.
int spool_trace_set_argument(pid_t thread, int index, uint64_t value);

/// The part of a vector in which a write ends that is to have fewer bytes.
struct spool_part {
    /// Where its length stands in the tracee's memory, which length that is, and which it is to be.
    uint64_t length_at, length, shorter;
    /// Which of the parts it is.
    uint64_t index;
};

/// At the entry of a writev(2) or its kin whose vector stands there: finds the part in which the first `count` bytes
/// end. 1; 0 where there are no more bytes than that; or -1 with errno set.
int spool_trace_find_part(pid_t thread, uint64_t vector, uint64_t parts, uint64_t count, struct spool_part *part);

/// Writes eight bytes into a stopped tracee's memory. 0, or -1 with errno set.
int spool_trace_write_word(pid_t thread, uint64_t address, uint64_t word);

/// Reads a tracee's memory. Returns the number of bytes, fewer where the memory ends, or -1.
ssize_t spool_trace_read(pid_t thread, uint64_t address, void *buffer, size_t count);

/// Lets a stopped thread go. 0, or -1 with errno set.
int spool_trace_detach(pid_t thread);

/// A descriptor that becomes readable when a child or a tracee stops or ends; SIGCHLD is blocked for it in the
/// calling thread. -1 with errno set on failure.
int spool_trace_descriptor(void);

/// What is known of a system call's arguments, or NULL for one that touches no file.
const struct spool_call_shape *spool_call_shape(long number);

#endif
