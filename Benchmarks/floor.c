/*
 * What the machine itself costs: the system calls of a recorder's hook with a line that is made beforehand.
 *
 *     floor hook DIRECTORY RECORDERS BYTES BATCH START WINDOW   for each recorder: fstat of 1.req, write to 1.events
 *     floor read FILE                                           read(2) of 256 KiB at a time, line feeds counted
 *     floor wake FILE COUNT                                     bare inotify: poll, read the notice, read the stamp
 *     floor calls PROGRAM ARGUMENT…                             how many system calls the program makes
 *
 * START is nanoseconds of the epoch, WINDOW is how long it goes on, in nanoseconds. All but `calls` print how many events there were, the nanoseconds that
 * they took, and the nanoseconds that the processor worked for them.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <signal.h>
#include <sys/inotify.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long read_clock(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static long long now(void) { return read_clock(CLOCK_REALTIME); }

static long long worked(void) { return read_clock(CLOCK_PROCESS_CPUTIME_ID); }

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static int hook(char **words)
{
    int recorders = atoi(words[1]), batch = atoi(words[3]);
    size_t length = strtoul(words[2], NULL, 10);
    long long start = atoll(words[4]), window = atoll(words[5]);
    int *requests = calloc(recorders, sizeof(int)), *events = calloc(recorders, sizeof(int));
    char *line = malloc(length), *copy = malloc(length);
    if (!requests || !events || !line || !copy || chdir(words[0]) < 0) fail(words[0]);
    memset(line, 'x', length);
    line[length - 1] = '\n';
    for (int index = 0; index < recorders; index++) {
        char name[64];
        snprintf(name, sizeof name, "%d.req", index + 1);
        requests[index] = open(name, O_RDONLY | O_CLOEXEC);
        snprintf(name, sizeof name, "%d.events", index + 1);
        events[index] = open(name, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
        if (requests[index] < 0 || events[index] < 0) fail(name);
    }
    while (now() < start) usleep(100);
    long long working = worked(), begun = now(), stopped = begun, count = 0;
    for (; stopped < begun + window; stopped = now()) {
        for (int turn = 0; turn < batch; turn++) {
            struct timespec time;
            clock_gettime(CLOCK_BOOTTIME, &time);
            if (recorders > 0) memcpy(copy, line, length);
            for (int index = 0; index < recorders; index++) {
                struct stat status;
                if (fstat(requests[index], &status) < 0 || status.st_nlink == 0) fail("fstat");
                if (write(events[index], copy, length) != (ssize_t)length) fail("write");
            }
        }
        count += batch;
    }
    printf("%lld %lld %lld\n", count, stopped - begun, worked() - working);
    return 0;
}

static int follow(char **words)
{
    static char buffer[256 << 10];
    int file = open(words[0], O_RDONLY | O_CLOEXEC);
    long long working = worked(), begun = now(), lines = 0;
    ssize_t length;
    if (file < 0) fail(words[0]);
    while ((length = read(file, buffer, sizeof buffer)) > 0)
        for (char *at = buffer; (at = memchr(at, '\n', buffer + length - at)); at++) lines++;
    printf("%lld %lld %lld\n", lines, now() - begun, worked() - working);
    return 0;
}

static int ascending(const void *left, const void *right)
{
    long long a = *(const long long *)left, b = *(const long long *)right;
    return (a > b) - (a < b);
}

static int wake(char **words)
{
    int count = atoi(words[1]), seen = 0, file = -1, notices = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    long long *waits = calloc(count, sizeof(long long)), offset = 0;
    file = open(words[0], O_RDONLY | O_CREAT | O_CLOEXEC, 0640);
    if (file < 0 || notices < 0 || inotify_add_watch(notices, words[0], IN_MODIFY) < 0) fail(words[0]);
    while (seen < count) {
        char buffer[4096];
        ssize_t length;
        struct pollfd entry = {notices, POLLIN, 0};
        poll(&entry, 1, -1);
        if (read(notices, buffer, sizeof buffer) < 0) continue;
        while ((length = pread(file, buffer, sizeof buffer - 1, offset)) > 0) {
            long long at = now();
            buffer[length] = 0;
            /* The stamp is the path, with which each line begins; what has no end yet is read again. */
            char *line = buffer;
            for (char *end; seen < count && (end = strchr(line, '\n')); line = end + 1)
                waits[seen++] = at - atoll(line + strlen("{\"path\":\""));
            offset += line - buffer;
            if (line == buffer) break;
        }
    }
    qsort(waits, count, sizeof(long long), ascending);
    printf("%d %lld %lld\n", 1, waits[count / 2], waits[count / 2]);
    return 0;
}

/* Each system call stops the program twice: before it is made and after. */
static int calls(char **words)
{
    long long stops = 0;
    int status;
    pid_t child = fork();
    if (child < 0) fail("fork");
    if (child == 0) {
        ptrace(PTRACE_TRACEME, 0, NULL, NULL);
        raise(SIGSTOP);
        execv(words[0], words);
        _exit(127);
    }
    if (waitpid(child, &status, 0) < 0) fail("waitpid");
    ptrace(PTRACE_SETOPTIONS, child, NULL, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
    for (int signal = 0;;) {
        if (ptrace(PTRACE_SYSCALL, child, NULL, signal) < 0 || waitpid(child, &status, 0) < 0) fail("ptrace");
        if (!WIFSTOPPED(status)) break;
        signal = WSTOPSIG(status);
        if (signal == (SIGTRAP | 0x80)) stops++;
        if (signal == (SIGTRAP | 0x80) || signal == SIGTRAP) signal = 0;
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return 1;
    printf("%lld\n", stops / 2);
    return 0;
}

int main(int count, char **words)
{
    if (count == 8 && strcmp(words[1], "hook") == 0) return hook(words + 2);
    if (count == 3 && strcmp(words[1], "read") == 0) return follow(words + 2);
    if (count == 4 && strcmp(words[1], "wake") == 0) return wake(words + 2);
    if (count >= 3 && strcmp(words[1], "calls") == 0) return calls(words + 2);
    fprintf(stderr, "usage: floor hook|read|wake|calls …; see the beginning of floor.c\n");
    return 64;
}
