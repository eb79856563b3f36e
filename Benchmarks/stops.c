// What it costs to stop a process before and after each of its calls, and nothing else: the floor under every
// schedule that is decided call by call. Tracer and child are kept on one processor, as the suite keeps them.
//
// stops CALLS: prints nanoseconds a call without a tracer, and nanoseconds a stop with one.
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static void call(long count) {
    for (long i = 0; i < count; i++) syscall(SYS_getppid);
}

int main(int count, char **words) {
    long calls = count > 1 ? atol(words[1]) : 50000;
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(sched_getcpu(), &set);
    if (sched_setaffinity(0, sizeof set, &set) < 0) return perror("sched_setaffinity"), 1;

    double begin = now();
    call(calls);
    double native = (now() - begin) / (double)calls;

    pid_t child = fork();
    if (child < 0) return perror("fork"), 1;
    if (child == 0) {
        if (ptrace(PTRACE_TRACEME, 0, 0, 0) < 0) _exit(1);
        raise(SIGSTOP);
        call(calls);
        _exit(0);
    }
    int status;
    if (waitpid(child, &status, 0) < 0 || !WIFSTOPPED(status)) return fputs("no child to trace\n", stderr), 1;
    ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_EXITKILL | PTRACE_O_TRACESYSGOOD);
    long stops = 0;
    begin = now();
    while (ptrace(PTRACE_SYSCALL, child, 0, 0) == 0 && waitpid(child, &status, __WALL) == child &&
           WIFSTOPPED(status))
        stops++;
    if (stops < calls) return fputs("the child was lost\n", stderr), 1;
    printf("%.1f %.1f\n", native, (now() - begin) / (double)stops);
    return 0;
}
