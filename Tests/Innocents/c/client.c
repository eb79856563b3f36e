/* The client: its lock on the request says that it lives. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "spool.h"

bool waits_for_locks;

enum { WAITS_MAX = 75, AGAIN_MAX = 1000, REMOVALS_MAX = 3 };

static int directory = -1, request = -1;
static bool isLost, isChanged;
static uint32_t group;
static Facts own, before;
static char *path;
static char id[16], failure[512];
static Buffer contents;

static const char *fail(const char *what, const char *why) {
    snprintf(failure, sizeof failure, "%s: %s", what, why);
    return failure;
}

static bool find_group(void) {
    char line[4096];
    size_t length = strlen(spool_group);
    FILE *file = fopen("/etc/group", "re");
    bool found = false;
    while (file && !found && fgets(line, sizeof line, file)) {
        if (strncmp(line, spool_group, length) != 0 || line[length] != ':') continue;
        char *number = strchr(line + length + 1, ':');
        if (number) group = (uint32_t)strtoul(number + 1, NULL, 10), found = true;
    }
    if (file) fclose(file);
    return found;
}

/* The spool's path without what stands behind its last name: a slash there makes the kernel follow a link. */
static void find_path(void) {
    if (path) return;
    path = strdup(spool_path);
    if (!path) abort();
    for (size_t length = strlen(path); length > 1; path[--length] = 0)
        if (path[length - 1] != '/' && !(path[length - 1] == '.' && path[length - 2] == '/')) break;
}

static bool is_of_protocol(const char *name) {
    size_t digits = strspn(name, "0123456789");
    return digits > 0 && (strcmp(name + digits, ".req") == 0 || strcmp(name + digits, ".events") == 0);
}

/* How many names of the protocol are in the spool; -1 where anything else is. */
static int count_names(void) {
    struct entry {
        uint64_t inode;
        int64_t offset;
        unsigned short length;
        unsigned char kind;
        char name[];
    };
    _Alignas(8) char buffer[8192];
    int names = 0;
    long count;
    while ((count = call_list(directory, buffer, sizeof buffer)) > 0)
        for (long at = 0; at < count;) {
            struct entry *entry = (struct entry *)(buffer + at);
            bool isDot = strcmp(entry->name, ".") == 0 || strcmp(entry->name, "..") == 0;
            if (!isDot && !is_of_protocol(entry->name)) return -1;
            if (!isDot) names++;
            at += entry->length;
        }
    return count == 0 ? names : -1;
}

/* Gives the spool its group and mode. */
static const char *settle(const Facts *facts) {
    if (facts->group != group && call_group(directory, group) < 0) return fail(path, strerror(errno));
    if (call_mode(directory, 02770) == 0) return NULL;
    int error = errno;
    if (facts->group != group) call_group(directory, facts->group);
    return fail(path, strerror(error));
}

/* A start that failed leaves a directory that stood there as it was. */
static const char *give_up(const char *error) {
    if (isChanged) {
        call_group(directory, before.group);
        call_mode(directory, before.mode & 07777);
    }
    return error;
}

/* Opens the spool, made where it is missing; nobody else can go in before it has its group and mode. */
static const char *open_directory(void) {
    Facts facts;
    if (!find_group()) return fail(spool_group, "there is no such group");
    if (directory >= 0) call_close(directory);
    find_path();
    bool isNew = syscall(SYS_mkdirat, AT_FDCWD, path, 0700) == 0;
    if (!isNew && errno != EEXIST) return fail(path, strerror(errno));
    directory = call_open(AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0);
    if (directory < 0 || call_facts(directory, "", &facts) < 0) return fail(path, strerror(errno));
    if (facts.owner != 0 && facts.owner != geteuid()) return fail(path, "the directory is another user's");
    isChanged = false;
    if (facts.group == group && (facts.mode & 07777) == 02770) return NULL;
    int names = isNew ? 0 : count_names();
    if (names < 0) return fail(path, "the directory holds what is no spool's");
    const char *error = settle(&facts);
    /* An empty one that only its owner may enter is being made by another start. */
    isChanged = !error && !isNew && (names > 0 || (facts.mode & 07777) != 0700);
    before = facts;
    return error;
}

static void take_back(const char *name) {
    call_unlink(directory, name);
    call_close(request);
    request = -1;
}

static void ring(int number) { (void)number; }

/* Waits in the kernel until the lock is free, a second and a half at most: a timer's signal ends the wait. */
static bool wait_for_lock(int file) {
    struct sigaction action = {.sa_handler = ring};
    struct itimerval moment = {.it_value = {1, 500000}}, never = {0};
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &moment, NULL);
    bool isFree = call_lock(file, LOCK_SH) == 0;
    setitimer(ITIMER_REAL, &never, NULL);
    return isFree;
}

/* Gets the id. Who holds the lock may be a worker that looks: it is waited for, a second and a half. */
static const char *get_id(void) {
    struct timespec moment = {0, 20000000};
    Facts facts;
    for (int waits = 0, again = 0; again < AGAIN_MAX; again++) {
        request = claim(directory, id, group);
        if (request >= 0) return NULL;
        if (errno != EEXIST && errno != EBUSY) return fail("make a request", strerror(errno));
        for (;;) {
            int held = -1;
            Standing standing = look_at(directory, id, &held, &facts);
            if (standing == FREE || standing == DEAD) break;
            if (standing == FOREIGN) return fail(id, "something that is no file has the name of the request");
            bool isFree = waits_for_locks && held >= 0 && wait_for_lock(held);
            if (held >= 0) call_close(held);
            if (isFree) continue;
            if (waits_for_locks && held >= 0) return fail(id, "another recording has this id");
            if (++waits > WAITS_MAX) return fail(id, "another recording has this id");
            syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &moment, NULL);
        }
    }
    return fail(id, "this id comes and goes again and again");
}

static const char *begin(void) {
    char name[NAME_BYTES], events[NAME_BYTES];
    Facts named;
    name_file(name, id, "req");
    name_file(events, id, "events");
    for (int removals = 0; removals < REMOVALS_MAX; removals++) {
        const char *error = get_id();
        if (error) return error;
        if (call_unlink(directory, events) < 0 && errno != ENOENT) {
            error = fail(events, strerror(errno));
            take_back(name);
            return error;
        }
        struct iovec whole = {contents.at, contents.length};
        long written = call_write(request, &whole, 1);
        if (written != (long)contents.length) {
            error = fail(name, written < 0 ? strerror(errno) : "written in part");
            take_back(name);
            return error;
        }
        if (call_facts(request, "", &own) == 0 && call_facts(directory, name, &named) == 0 && same_file(&own, &named))
            return NULL;
        call_close(request);
        request = -1;
    }
    return fail(id, "somebody removes the request again and again");
}

const char *client_start(Span filter, const char **started) {
    Span value;
    if (request >= 0 || isLost) return fail("start", "this process has a recording");
    const char *error = open_directory();
    if (error) return error;
    snprintf(id, sizeof id, "%d", (int)getpid());
    contents.length = 0;
    put(&contents, "{\"userid\":", 10);
    if (json_member(filter, "userid", &value)) put(&contents, value.at, value.length);
    else put(&contents, "null", 4);
    bool all = json_member(filter, "all", &value) && json_is_set(value);
    put(&contents, all ? ",\"all\":1}" : ",\"all\":0}", 9);
    *started = id;
    error = begin();
    return error ? give_up(error) : NULL;
}

static bool is_ours(void) {
    char name[NAME_BYTES];
    Facts named;
    name_file(name, id, "req");
    if (call_facts(directory, name, &named) < 0) return errno != ENOENT;
    return same_file(&own, &named);
}

/* Whether workers can find the spool and read the request in it. */
static bool is_within_reach(void) {
    char name[NAME_BYTES];
    Facts named, here, opened;
    name_file(name, id, "req");
    if (call_facts(directory, name, &named) < 0 || call_facts(directory, "", &opened) < 0) return true;
    if (call_facts(AT_FDCWD, path, &here) < 0) return errno != ENOENT && errno != ENOTDIR;
    return same_file(&here, &opened) && here.group == group && (here.mode & 07777) == 02770
        && named.bytes == own.bytes && named.group == group && (named.mode & 0640) == 0640;
}

static void remove_own(void) {
    char name[NAME_BYTES];
    /* Events first: as long as the request stands, locked, nobody else can have the id. */
    name_file(name, id, "events");
    call_unlink(directory, name);
    name_file(name, id, "req");
    call_unlink(directory, name);
}

void client_look(void) {
    if (request < 0) return;
    bool ours = is_ours();
    if (ours && is_within_reach()) return;
    if (ours) remove_own();
    call_close(request);
    request = -1;
    const char *error = open_directory();
    if (!error && (error = begin())) give_up(error);
    isLost = error != NULL;
    if (error) fprintf(stderr, "the recording is lost: %s\n", error);
}

const char *client_stop(void) {
    if (isLost) {
        isLost = false;
        return fail(id, "the recording was lost");
    }
    if (request < 0) return fail("stop", "there is no recording");
    bool ours = is_ours();
    if (ours) remove_own();
    call_close(request);
    request = -1;
    return ours ? NULL : fail(id, "the recording was lost: its request had been removed");
}
