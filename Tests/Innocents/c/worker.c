/* The worker: a hook that never fails and never waits. A line is the event as it came, so nothing can be lost of it. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "spool.h"

enum { REQUEST_BYTES_MAX = 65536, LOOKS_MAX = 3 };

/* A recorder that lives, as the last look at it found it; in a list. */
typedef struct Recorder {
    struct Recorder *next;
    char id[NAME_BYTES];
    int request, events;
    Facts facts, file;
    bool isListed, isReadable, isTorn, takesAll;
    char *user;
    size_t userLength;
    uint64_t dropped;
} Recorder;

/* An events file that stands alone, and since when. */
typedef struct Orphan {
    struct Orphan *next;
    char id[NAME_BYTES];
    double since;
    bool isListed, hasRequest;
} Orphan;

static Recorder *recorders;
static Orphan *orphans;
static int directory = -1;
static bool hasScanned;
static double scanned;

static void forget_request(Recorder *recorder) {
    if (recorder->request >= 0) call_close(recorder->request);
    free(recorder->user);
    recorder->user = NULL;
    recorder->request = -1;
    recorder->isReadable = false;
}

static void forget_events(Recorder *recorder) {
    if (recorder->events >= 0) call_close(recorder->events);
    recorder->events = -1;
    recorder->isTorn = false;
}

static void read_filter(Recorder *recorder) {
    static char bytes[REQUEST_BYTES_MAX + 1];
    Span filter, user, all = {0};
    if (recorder->facts.bytes > REQUEST_BYTES_MAX) return;
    long count = call_read(recorder->request, bytes, sizeof bytes, 0);
    if (count < 0 || count > REQUEST_BYTES_MAX) return;
    if (!json_is_whole((Span){bytes, (size_t)count}, &filter) || !json_is_object(filter)) return;
    if (json_member(filter, "userid", &user) && json_is_text(user)) {
        recorder->user = json_decode(user, &recorder->userLength);
    } else {
        recorder->userLength = 0;
    }
    json_member(filter, "all", &all);
    recorder->takesAll = json_is_set(all);
    recorder->isReadable = true;
}

/* Looks anew whose request that is. A file that is still the same keeps its events file open. */
static void look(Recorder *recorder) {
    Facts before = recorder->facts;
    bool hadOne = recorder->request >= 0;
    forget_request(recorder);
    if (look_at(directory, recorder->id, &recorder->request, &recorder->facts) == HELD) read_filter(recorder);
    bool isSame = hadOne && recorder->request >= 0 && same_file(&before, &recorder->facts)
        && before.changed == recorder->facts.changed && before.changedNanoseconds == recorder->facts.changedNanoseconds;
    if (!isSame) forget_events(recorder);
}

/* Whether the request is still what was looked at: the same inode may be another recording's by now. */
static bool is_unchanged(Recorder *recorder) {
    Facts now;
    return recorder->request >= 0 && call_facts(recorder->request, "", &now) == 0 && now.links > 0
        && now.bytes == recorder->facts.bytes && now.changed == recorder->facts.changed
        && now.changedNanoseconds == recorder->facts.changedNanoseconds;
}

static bool has_events_file(Recorder *recorder) {
    char name[NAME_BYTES];
    if (recorder->events >= 0) {
        if (call_facts(recorder->events, "", &recorder->file) == 0 && recorder->file.links > 0) return true;
        forget_events(recorder);
    }
    name_file(name, recorder->id, "events");
    int file = call_open(directory, name, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_NOFOLLOW, 0640);
    if (file < 0) return false;
    if (call_facts(file, "", &recorder->file) < 0 || !S_ISREG(recorder->file.mode)) {
        call_close(file);
        return false;
    }
    /* The umask may have taken too much; a file of another's is as its owner wants it. */
    if ((recorder->file.mode & 0640) != 0640) call_mode(file, 0640);
    recorder->events = file;
    return true;
}

static void append(Recorder *recorder, Span event) {
    struct iovec parts[3] = {{"\n", 1}, {(void *)event.at, event.length}, {"\n", 1}};
    int64_t room = spool_limit - (int64_t)recorder->file.blocks * 512;
    if (room < (int64_t)event.length + 2) {
        if (recorder->dropped++ == 0) fprintf(stderr, "%s.events is at its limit: lines are dropped\n", recorder->id);
        return;
    }
    int skipped = recorder->isTorn ? 0 : 1;
    size_t wanted = event.length + (recorder->isTorn ? 2 : 1);
    long written = call_write(recorder->events, parts + skipped, 3 - skipped);
    if (written < 0) fprintf(stderr, "%s.events: %s\n", recorder->id, strerror(errno));
    else recorder->isTorn = (size_t)written < wanted;
}

static bool is_unset(Span event, const char *name) {
    Span value;
    return !json_member(event, name, &value) || !json_is_set(value);
}

static bool wants(const Recorder *recorder, Span event, const char *method, const char *user, size_t userLength) {
    if (!recorder->isReadable) return false;
    if (recorder->userLength > 0) {
        size_t length = recorder->userLength;
        if (!user || userLength < length || memcmp(user, recorder->user, length) != 0) return false;
        if (userLength > length && user[length] != '!') return false;
    }
    if (!is_unset(event, "proxied")) return false;
    return recorder->takesAll || strcmp(method, "POST") == 0 || strcmp(method, "PUT") == 0 || strcmp(method, "DELETE") == 0;
}

/* The id of a file of the protocol's, and which of the two it is; false for every other name. */
static bool split(const char *name, char *id, bool *isRequest) {
    size_t digits = strspn(name, "0123456789");
    *isRequest = strcmp(name + digits, ".req") == 0;
    if (digits == 0 || (!*isRequest && strcmp(name + digits, ".events") != 0)) return false;
    memcpy(id, name, digits);
    id[digits] = 0;
    return true;
}

static void note_request(const char *id) {
    Recorder *recorder = recorders;
    while (recorder && strcmp(recorder->id, id) != 0) recorder = recorder->next;
    if (!recorder) {
        recorder = calloc(1, sizeof *recorder);
        if (!recorder) return;
        strcpy(recorder->id, id);
        recorder->request = recorder->events = -1;
        recorder->next = recorders;
        recorders = recorder;
    }
    recorder->isListed = true;
}

static void note_events(const char *id) {
    Orphan *orphan = orphans;
    while (orphan && strcmp(orphan->id, id) != 0) orphan = orphan->next;
    if (!orphan) {
        orphan = calloc(1, sizeof *orphan);
        if (!orphan) return;
        strcpy(orphan->id, id);
        orphan->since = scanned;
        orphan->next = orphans;
        orphans = orphan;
    }
    orphan->isListed = true;
}

static bool is_requested(const char *id) {
    for (Recorder *recorder = recorders; recorder; recorder = recorder->next)
        if (recorder->isListed && strcmp(recorder->id, id) == 0) return true;
    return false;
}

/* Removes an orphan once its id is ours: no start can be harmed. */
static void sweep(const char *id) {
    char request[NAME_BYTES], events[NAME_BYTES];
    Facts facts;
    name_file(request, id, "req");
    name_file(events, id, "events");
    if (call_facts(directory, events, &facts) < 0 || !S_ISREG(facts.mode)) return;
    if (call_facts(directory, "", &facts) < 0) return;
    int file = claim(directory, id, facts.group);
    if (file < 0) return;
    call_unlink(directory, events);
    call_unlink(directory, request);
    call_close(file);
}

static void list(void) {
    static char entries[32768];
    char id[NAME_BYTES];
    bool isRequest;
    for (long bytes; (bytes = call_list(directory, entries, sizeof entries)) > 0;) {
        for (long at = 0; at < bytes;) {
            struct dirent64 *entry = (struct dirent64 *)(entries + at);
            at += entry->d_reclen;
            if (!split(entry->d_name, id, &isRequest)) continue;
            if (isRequest) note_request(id);
            else note_events(id);
        }
    }
}

static void scan(void) {
    for (Recorder *recorder = recorders; recorder; recorder = recorder->next) recorder->isListed = false;
    for (Orphan *orphan = orphans; orphan; orphan = orphan->next) orphan->isListed = false;
    if (directory >= 0) call_close(directory);
    directory = call_open(AT_FDCWD, spool_path, O_RDONLY | O_DIRECTORY, 0);
    if (directory >= 0) list();
    for (Orphan **link = &orphans; *link;) {
        Orphan *orphan = *link;
        if (!orphan->isListed || is_requested(orphan->id)) {
            *link = orphan->next;
            free(orphan);
            continue;
        }
        if (scanned - orphan->since >= 5) sweep(orphan->id);
        link = &orphan->next;
    }
    for (Recorder **link = &recorders; *link;) {
        Recorder *recorder = *link;
        if (recorder->isListed) look(recorder);
        if (!recorder->isListed || recorder->request < 0) {
            forget_request(recorder);
            forget_events(recorder);
            *link = recorder->next;
            free(recorder);
            continue;
        }
        link = &recorder->next;
    }
}

static void serve(Recorder *recorder, Span event, const char *method, const char *user, size_t userLength) {
    for (int looks = 0; looks <= LOOKS_MAX; looks++) {
        if (!wants(recorder, event, method, user, userLength)) return;
        /* Asked before the open too, so that a recorder that is gone gets no file. */
        if (is_unchanged(recorder)) {
            if (!has_events_file(recorder)) return;
            if (is_unchanged(recorder)) return append(recorder, event);
        }
        look(recorder);
    }
}

void worker_record(Span event) {
    Span value;
    size_t methodLength = 0, userLength = 0;
    double now = spool_seconds();
    if (!hasScanned || now - scanned >= 1) {
        hasScanned = true;
        scanned = now;
        scan();
    }
    if (!recorders) return;
    char *method = json_member(event, "method", &value) && json_is_text(value) ? json_decode(value, &methodLength) : NULL;
    char *user = json_member(event, "userid", &value) && json_is_text(value) ? json_decode(value, &userLength) : NULL;
    char word[8] = "";
    if (method && methodLength < sizeof word) memcpy(word, method, methodLength), word[methodLength] = 0;
    if (method && memchr(method, 0, methodLength)) word[0] = 0;
    for (Recorder *recorder = recorders; recorder; recorder = recorder->next)
        serve(recorder, event, word, user, userLength);
    free(method);
    free(user);
}
