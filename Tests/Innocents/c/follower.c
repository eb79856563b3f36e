/* The follower: the client's reading half. A line that is whole is passed on as it stands. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "spool.h"

enum { LINE_BYTES_MAX = 16 << 20 };

typedef struct Reading {
    struct Reading *next;
    char id[NAME_BYTES];
    int file;
    int64_t offset;
    Buffer pending;
    bool isTooLong;
} Reading;

static Reading *readings;

static Reading *reading_of(const char *id) {
    for (Reading *reading = readings; reading; reading = reading->next)
        if (strcmp(reading->id, id) == 0) return reading;
    Reading *reading = calloc(1, sizeof *reading);
    if (!reading) abort();
    strncpy(reading->id, id, NAME_BYTES - 1);
    reading->file = -1;
    reading->next = readings;
    readings = reading;
    return reading;
}

static void begin_anew(Reading *reading) {
    reading->offset = 0;
    reading->pending.length = 0;
    reading->isTooLong = false;
}

static bool open_file(Reading *reading) {
    char name[NAME_BYTES];
    Facts facts;
    int directory = call_open(AT_FDCWD, spool_path, O_RDONLY | O_DIRECTORY, 0);
    if (directory < 0) return false;
    name_file(name, reading->id, "events");
    int file = call_open(directory, name, O_RDONLY | O_NONBLOCK | O_NOFOLLOW, 0);
    call_close(directory);
    if (file < 0) return false;
    if (call_facts(file, "", &facts) < 0 || !S_ISREG(facts.mode)) {
        call_close(file);
        return false;
    }
    reading->file = file;
    begin_anew(reading);
    return true;
}

/* A whole event, also one that was glued behind a torn one: a beginning of an object before an object is never one. */
static bool event_in(Span line, Span *event, bool *isDamaged) {
    *isDamaged = false;
    if (json_is_whole(line, event) && json_is_object(*event)) return true;
    *isDamaged = true;
    const char *end = line.at + line.length, *at = line.at;
    while (at < end && (at = memchr(at + 1, '{', (size_t)(end - at - 1))))
        if (json_is_whole((Span){at, (size_t)(end - at)}, event)) return true;
    return false;
}

static long take_line(Buffer *events, Span line) {
    Span event;
    bool isDamaged, isBlank = true;
    for (size_t i = 0; i < line.length && isBlank; i++) isBlank = strchr(" \t\r", line.at[i]) && line.at[i];
    if (isBlank) return 0;
    if (event_in(line, &event, &isDamaged)) {
        if (events->length) put(events, ",", 1);
        put(events, event.at, event.length);
    }
    return isDamaged;
}

static long take(Reading *reading, Buffer *events, const char *bytes, size_t count) {
    long skipped = 0;
    while (count > 0) {
        const char *newline = memchr(bytes, '\n', count);
        size_t piece = newline ? (size_t)(newline - bytes) : count;
        if (reading->pending.length + piece > LINE_BYTES_MAX) reading->isTooLong = true;
        if (!reading->isTooLong) put(&reading->pending, bytes, piece);
        if (!newline) break;
        if (reading->isTooLong) skipped++;
        else skipped += take_line(events, (Span){reading->pending.at, reading->pending.length});
        reading->pending.length = 0;
        reading->isTooLong = false;
        bytes += piece + 1;
        count -= piece + 1;
    }
    return skipped;
}

long follower_read(const char *id, Buffer *events) {
    static char bytes[65536];
    Reading *reading = reading_of(id);
    Facts facts;
    long skipped = 0;
    if (reading->file < 0 && !open_file(reading)) return 0;
    for (;;) {
        if (call_facts(reading->file, "", &facts) == 0 && (int64_t)facts.bytes < reading->offset) begin_anew(reading);
        long count = call_read(reading->file, bytes, sizeof bytes, reading->offset);
        if (count > 0) {
            reading->offset += count;
            skipped += take(reading, events, bytes, (size_t)count);
            continue;
        }
        if (call_facts(reading->file, "", &facts) < 0 || facts.links > 0) return skipped;
        /* It was replaced, and what stood in it is read. */
        call_close(reading->file);
        reading->file = -1;
        if (!open_file(reading)) return skipped;
    }
}
