#define _GNU_SOURCE
#include "spool_trace.h"

#include <elf.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/// Seizes a thread with a user's real ids, which are what the kernel compares: of another user's process nobody asks for
/// CAP_SYS_PTRACE then. The ids are this thread's alone, and only for the moment: the C library's calls would change
/// those of all threads, and whoever has our real id may send us signals.
static long seize_as(uid_t user, gid_t group, pid_t thread, long options) {
    long own_user = getuid(), own_group = getgid(), answer = -1;
    if (syscall(SYS_setresgid, (long)group, -1L, -1L) < 0) return -1;
    if (syscall(SYS_setresuid, (long)user, -1L, -1L) == 0) {
        answer = ptrace(PTRACE_SEIZE, thread, 0, options);
        int error = errno;
        syscall(SYS_setresuid, own_user, -1L, -1L);
        errno = error;
    }
    int error = errno;
    syscall(SYS_setresgid, own_group, -1L, -1L);
    errno = error;
    return answer;
}

int spool_trace_seize(pid_t thread, int64_t user, int64_t group) {
    long options = PTRACE_O_EXITKILL | PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
                   PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC;
    long answer = user < 0 ? ptrace(PTRACE_SEIZE, thread, 0, options)
                           : seize_as((uid_t)user, (gid_t)group, thread, options);
    if (answer < 0) return -1;
    // A stop is needed before its calls can be followed; the thread may be asleep in one.
    return (int)ptrace(PTRACE_INTERRUPT, thread, 0, 0);
}

static int read_call(pid_t thread, struct spool_stop *stop) {
    struct __ptrace_syscall_info info;
    if (ptrace(PTRACE_GET_SYSCALL_INFO, thread, sizeof info, &info) < 0) return -1;
    if (info.op == PTRACE_SYSCALL_INFO_EXIT) {
        stop->kind = SPOOL_STOP_EXIT;
        stop->result = info.exit.rval;
    } else if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
        stop->kind = SPOOL_STOP_ENTRY;
        stop->number = (long)info.entry.nr;
        for (int i = 0; i < 6; i++) stop->arguments[i] = info.entry.args[i];
    } else {
        stop->kind = SPOOL_STOP_ATTACHED;
    }
    return 0;
}

static int look(pid_t thread, struct spool_stop *stop, int is_passing) {
    stop->kind = SPOOL_STOP_NONE;
    // Stops only: a process's end is left to whoever waits for it as its parent, and told by ECHILD here.
    siginfo_t info = {0};
    while (waitid(P_PID, (id_t)thread, &info, WSTOPPED | WNOHANG | __WALL) < 0) {
        if (errno == EINTR) continue;
        if (errno != ECHILD) return -1;
        stop->kind = SPOOL_STOP_GONE;
        return 0;
    }
    if (info.si_pid == 0) return 0;
    int event = info.si_status >> 8, signal = info.si_status & 0xFF;
    if (signal == (SIGTRAP | 0x80)) {
        if (!is_passing) return read_call(thread, stop);
        stop->kind = SPOOL_STOP_EXIT;
        stop->result = 0;
        return 0;
    }
    if (event == PTRACE_EVENT_FORK || event == PTRACE_EVENT_VFORK || event == PTRACE_EVENT_CLONE) {
        unsigned long other = 0;
        ptrace(PTRACE_GETEVENTMSG, thread, 0, &other);
        stop->kind = SPOOL_STOP_NEW;
        stop->other = (pid_t)other;
    } else if (event == PTRACE_EVENT_EXEC) {
        stop->kind = SPOOL_STOP_EXECUTE;
    } else if (event == PTRACE_EVENT_STOP) {
        int stops = signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
        stop->kind = stops ? SPOOL_STOP_GROUP : SPOOL_STOP_ATTACHED;
    } else {
        stop->kind = SPOOL_STOP_SIGNAL;
        stop->signal = signal;
    }
    return 0;
}

int spool_trace_look(pid_t thread, int is_passing, struct spool_stop *stop) {
    return look(thread, stop, is_passing);
}

int spool_trace_wait(pid_t thread, int is_passing, int milliseconds, struct spool_stop *stop) {
    // Kept on one processor, it makes its call now, and mostly stands still again when this returns: nobody need go to
    // sleep and be woken.
    sched_yield();
    if (look(thread, stop, is_passing) < 0) return -1;
    if (stop->kind != SPOOL_STOP_NONE) return 0;
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
    // Any child's notice ends this; whether it was this one's is seen by looking.
    if (sigtimedwait(&set, NULL, &time) < 0 && errno != EAGAIN && errno != EINTR) return -1;
    return look(thread, stop, is_passing);
}

int spool_trace_reap(pid_t thread) {
    pid_t answer = waitpid(thread, NULL, __WALL | WNOHANG);
    if (answer < 0) return errno == ECHILD ? 1 : -1;
    return answer > 0;
}

int spool_trace_continue(pid_t thread, int signal) {
    return (int)ptrace(PTRACE_SYSCALL, thread, 0, (long)signal);
}

int spool_trace_run(pid_t thread) { return (int)ptrace(PTRACE_CONT, thread, 0, 0); }

int spool_trace_interrupt(pid_t thread) { return (int)ptrace(PTRACE_INTERRUPT, thread, 0, 0); }

int spool_trace_listen(pid_t thread) { return (int)ptrace(PTRACE_LISTEN, thread, 0, 0); }

#if defined(__x86_64__)

static int with_registers(pid_t thread, void (*change)(struct user_regs_struct *, int, uint64_t), int index,
                          uint64_t value) {
    struct user_regs_struct registers;
    if (ptrace(PTRACE_GETREGS, thread, 0, &registers) < 0) return -1;
    change(&registers, index, value);
    return (int)ptrace(PTRACE_SETREGS, thread, 0, &registers);
}

static void refuse(struct user_regs_struct *registers, int index, uint64_t error) {
    (void)index;
    registers->orig_rax = (unsigned long long)-1;
    registers->rax = (unsigned long long)(-(int64_t)error);
}

static void set_argument(struct user_regs_struct *registers, int index, uint64_t value) {
    unsigned long long *arguments[6] = {&registers->rdi, &registers->rsi, &registers->rdx,
                                        &registers->r10, &registers->r8,  &registers->r9};
    *arguments[index] = value;
}

// What a call returns inside the kernel that was interrupted: ERESTARTSYS, which programs never see.
#define INTERRUPTED (-512)

static void interrupt(struct user_regs_struct *registers, int index, uint64_t value) {
    set_argument(registers, index, value);
    registers->rax = (unsigned long long)INTERRUPTED;
}

int spool_trace_repeat(pid_t thread, int index, uint64_t value) {
    if (with_registers(thread, interrupt, index, value) < 0) return -1;
    // The kernel looks at that value only on its way to a signal or to a stop such as this one.
    return (int)ptrace(PTRACE_INTERRUPT, thread, 0, 0);
}

int spool_trace_make_again(pid_t thread) {
    struct user_regs_struct registers;
    if (ptrace(PTRACE_GETREGS, thread, 0, &registers) < 0) return -1;
    if ((long long)registers.orig_rax < 0 || (long long)registers.rax != -EINTR) return 0;
    registers.rax = (unsigned long long)INTERRUPTED;
    return (int)ptrace(PTRACE_SETREGS, thread, 0, &registers);
}

int spool_trace_refuse(pid_t thread, int error) { return with_registers(thread, refuse, 0, (uint64_t)error); }

int spool_trace_set_argument(pid_t thread, int index, uint64_t value) {
    return with_registers(thread, set_argument, index, value);
}

#else

// Another processor needs its own registers here (PTRACE_SETREGSET; on AArch64 also
// NT_ARM_SYSTEM_CALL); until then calls can be watched there, but neither refused nor changed.
int spool_trace_refuse(pid_t thread, int error) {
    (void)thread, (void)error;
    errno = ENOSYS;
    return -1;
}

int spool_trace_set_argument(pid_t thread, int index, uint64_t value) {
    (void)thread, (void)index, (void)value;
    errno = ENOSYS;
    return -1;
}

int spool_trace_repeat(pid_t thread, int index, uint64_t value) {
    (void)thread, (void)index, (void)value;
    errno = ENOSYS;
    return -1;
}

int spool_trace_make_again(pid_t thread) {
    (void)thread;
    return 0;
}

#endif

/// Word by word, which whoever traces a thread may do whatever its user. A word at its own place never reaches into
/// the next page.
static ssize_t peek(pid_t thread, uint64_t address, char *buffer, size_t count) {
    size_t done = 0;
    while (done < count) {
        uint64_t start = (address + done) & ~(uint64_t)7;
        size_t skipped = (size_t)(address + done - start), part = sizeof(long) - skipped;
        errno = 0;
        long word = ptrace(PTRACE_PEEKDATA, thread, start, 0);
        if (errno) break;
        if (part > count - done) part = count - done;
        memcpy(buffer + done, (char *)&word + skipped, part);
        done += part;
    }
    return done > 0 || count == 0 ? (ssize_t)done : -1;
}

ssize_t spool_trace_read(pid_t thread, uint64_t address, void *buffer, size_t count) {
    struct iovec local = {buffer, count}, remote = {(void *)(uintptr_t)address, count};
    ssize_t read = process_vm_readv(thread, &local, 1, &remote, 1, 0);
    if (read >= 0 || (errno != EPERM && errno != ENOSYS)) return read;
    return peek(thread, address, buffer, count);
}

int spool_trace_write_word(pid_t thread, uint64_t address, uint64_t word) {
    return (int)ptrace(PTRACE_POKEDATA, thread, (void *)(uintptr_t)address, (void *)(uintptr_t)word);
}

int spool_trace_find_part(pid_t thread, uint64_t vector, uint64_t parts, uint64_t count, struct spool_part *part) {
    uint64_t before = 0;
    for (uint64_t i = 0; i < parts && i < 1024; i++) {
        struct iovec entry;
        uint64_t address = vector + i * sizeof entry;
        ssize_t read = spool_trace_read(thread, address, &entry, sizeof entry);
        if (read < 0) return -1;
        if ((size_t)read < sizeof entry) {
            errno = EFAULT;
            return -1;
        }
        if (entry.iov_len > count - before) {
            part->length_at = address + offsetof(struct iovec, iov_len);
            part->length = entry.iov_len;
            part->shorter = count - before;
            part->index = i;
            return 1;
        }
        before += entry.iov_len;
    }
    return 0;
}

int spool_trace_detach(pid_t thread) { return (int)ptrace(PTRACE_DETACH, thread, 0, 0); }

int spool_trace_descriptor(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    if (sigprocmask(SIG_BLOCK, &set, 0) < 0) return -1;
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int spool_pin_to_one_processor(void) {
    int processor = sched_getcpu();
    if (processor < 0) return -1;
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(processor, &set);
    return sched_setaffinity(0, sizeof set, &set);
}
