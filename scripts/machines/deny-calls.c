// deny-calls NAME[=ERRNO],... -- COMMAND...: runs a command in which the named system calls fail, as a container's
// filter lets them fail: with EPERM, or with ENOSYS where that is asked for. `namespaces` is a clone(2) that makes any.
//
// The filter is installed as root and without PR_SET_NO_NEW_PRIVS, which would change what a set-user-id program does.
#define _GNU_SOURCE
#include <errno.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
    CLONE_WITH_NAMESPACES = -1,
    NAMESPACES = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET,
    INSTRUCTIONS_MAX = 256,
};

static const struct {
    const char *name;
    int number;
} calls[] = {
    {"namespaces", CLONE_WITH_NAMESPACES},
    {"clone3", SYS_clone3},
    {"unshare", SYS_unshare},
    {"setns", SYS_setns},
    {"mount", SYS_mount},
    {"umount2", SYS_umount2},
    {"ptrace", SYS_ptrace},
    {"seccomp", SYS_seccomp},
    {"process_vm_readv", SYS_process_vm_readv},
    {"pidfd_open", SYS_pidfd_open},
    {"pidfd_getfd", SYS_pidfd_getfd},
    {"kcmp", SYS_kcmp},
    {"io_uring_setup", SYS_io_uring_setup},
    {"inotify_init1", SYS_inotify_init1},
};

static struct sock_filter code[INSTRUCTIONS_MAX];
static unsigned short length;

static void add(unsigned short operation, unsigned char if_true, unsigned char if_false, unsigned value) {
    code[length++] = (struct sock_filter){operation, if_true, if_false, value};
}

static void add_rule(int number, unsigned error) {
    unsigned fail = SECCOMP_RET_ERRNO | error;
    if (number != CLONE_WITH_NAMESPACES) {
        add(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, (unsigned)number);
        add(BPF_RET | BPF_K, 0, 0, fail);
        return;
    }
    add(BPF_JMP | BPF_JEQ | BPF_K, 0, 4, SYS_clone);
    add(BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(struct seccomp_data, args[0]));
    add(BPF_JMP | BPF_JSET | BPF_K, 0, 1, NAMESPACES);
    add(BPF_RET | BPF_K, 0, 0, fail);
    add(BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(struct seccomp_data, nr));
}

int main(int count, char **arguments) {
    if (count < 4 || strcmp(arguments[2], "--") != 0) {
        fprintf(stderr, "usage: deny-calls NAME[=ENOSYS],... -- COMMAND...\n");
        return 64;
    }
    // Who started this by a descriptor left it open, see on-machine.
    if (strcmp(arguments[0], "/proc/self/fd/9") == 0) close(9);
    add(BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(struct seccomp_data, nr));
    for (char *name = strtok(arguments[1], ","); name; name = strtok(NULL, ",")) {
        char *answer = strchr(name, '=');
        if (answer) *answer++ = 0;
        size_t i = 0;
        while (i < sizeof calls / sizeof *calls && strcmp(calls[i].name, name) != 0) i++;
        if (i == sizeof calls / sizeof *calls || length + 8 > INSTRUCTIONS_MAX) {
            fprintf(stderr, "deny-calls: there is no call '%s', or there are too many\n", name);
            return 64;
        }
        add_rule(calls[i].number, answer && strcmp(answer, "ENOSYS") == 0 ? ENOSYS : EPERM);
    }
    add(BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW);
    struct sock_fprog program = {length, code};
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0) {
        perror("deny-calls: cannot install the filter");
        return 2;
    }
    execvp(arguments[3], arguments + 3);
    perror(arguments[3]);
    return 127;
}
