/*
 * A recorder that is correct in another way than the reference: C, static, without any help for its files. The judge must
 * find nothing wrong with it. Its own ways: system calls by number, openat2, statx, renameat2 and writev; a start
 * that makes its request under a transient name of digits alone and renames it; values that are copied and never read.
 * Arguments: --threads and --first-thread-ends, see threads.c; --timed-locks, see client.c.
 */
#define _GNU_SOURCE
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ring.h"
#include "spool.h"

const char *spool_path = "/run/pve-api-record", *spool_group = "www-data";
int64_t spool_limit = 1 << 30;
enum ring_use spool_ring = RING_NONE;

static Buffer input, output;
static bool isClient, hasEnded, hasThreads;

static void say(const char *text) { put(&output, text, strlen(text)); }

static void refuse(const char *why) {
    say("\"ok\":false,\"error\":\"");
    for (; *why; why++) {
        if (*why == '"' || *why == '\\') say("\\");
        if ((unsigned char)*why >= 0x20) put(&output, why, 1);
    }
    say("\"");
}

static void agree_unless(const char *error) {
    if (error) refuse(error);
    else say("\"ok\":true");
}

static bool is_word(Span value, const char *word) {
    return value.length == strlen(word) + 2 && memcmp(value.at + 1, word, value.length - 2) == 0;
}

static void read_events(Span request) {
    static Buffer events;
    Span value;
    size_t length;
    char number[64];
    if (!json_member(request, "id", &value) || !json_is_text(value)) return refuse("`id` is missing");
    char *id = json_decode(value, &length);
    events.length = 0;
    if (length == 0 || strspn(id, "0123456789") < length || length > 248) {
        refuse("that is no id");
    } else {
        id[length] = 0;
        long skipped = follower_read(id, &events);
        say("\"ok\":true,\"events\":[");
        put(&output, events.at ? events.at : "", events.length);
        snprintf(number, sizeof number, "],\"skipped\":%ld", skipped);
        say(number);
    }
    free(id);
}

static void obey(Span request, Span operation) {
    Span value;
    if (is_word(operation, "hello")) {
        isClient = json_member(request, "role", &value) && is_word(value, "client");
        say("\"ok\":true,\"name\":\"innocent C recorder\",\"version\":\"1\",\"language\":\"c\","
            "\"roles\":[\"worker\",\"client\",\"follower\"],\"capabilities\":[\"time\",\"wall-clock\"]");
    } else if (is_word(operation, "record")) {
        if (json_member(request, "event", &value) && json_is_object(value)) worker_record(value);
        say("\"ok\":true");
    } else if (is_word(operation, "advance")) {
        if (json_member(request, "seconds", &value)) spool_shift += strtod(value.at, NULL);
        if (isClient) client_look();
        say("\"ok\":true");
    } else if (is_word(operation, "start")) {
        const char *id = "";
        Span filter = {0};
        json_member(request, "filter", &filter);
        const char *error = client_start(filter, &id);
        agree_unless(error);
        if (!error) {
            say(",\"id\":\"");
            say(id);
            say("\"");
        }
    } else if (is_word(operation, "stop")) {
        agree_unless(client_stop());
    } else if (is_word(operation, "read")) {
        read_events(request);
    } else if (is_word(operation, "exit") || is_word(operation, "set_clock")) {
        hasEnded = is_word(operation, "exit");
        say("\"ok\":true");
    } else {
        say("\"ok\":false,\"unsupported\":true");
    }
}

static void answer(Span line) {
    Span request, sequence, operation;
    output.length = 0;
    if (json_is_whole(line, &request) && json_member(request, "seq", &sequence) && json_member(request, "op", &operation)
        && json_is_text(operation) && strspn(sequence.at, "-0123456789") >= sequence.length) {
        say("{\"seq\":");
        put(&output, sequence.at, sequence.length);
        say(",");
        threads_lock();
        obey(request, operation);
        threads_unlock();
        say("}\n");
    } else {
        say("{\"seq\":null,\"ok\":false,\"error\":\"no request\"}\n");
    }
    for (size_t sent = 0; sent < output.length;) {
        ssize_t count = write(1, output.at + sent, output.length - sent);
        if (count <= 0) _exit(1);
        sent += (size_t)count;
    }
}

static void *serve(void *nothing) {
    static char some[65536];
    while (!hasEnded) {
        struct pollfd in = {0, POLLIN, 0};
        /* Once a second a client looks whether its request is still there; with threads one of these does. */
        if (isClient && !hasThreads && poll(&in, 1, 1000) == 0) {
            client_look();
            continue;
        }
        ssize_t count = read(0, some, sizeof some);
        if (count <= 0) break;
        size_t searched = input.length, start = 0;
        put(&input, some, (size_t)count);
        char *newline;
        while (!hasEnded && (newline = memchr(input.at + searched, '\n', input.length - searched))) {
            size_t end = (size_t)(newline - input.at);
            answer((Span){input.at + start, end - start});
            start = searched = end + 1;
        }
        memmove(input.at, input.at + start, input.length - start);
        input.length -= start;
    }
    _exit(0); /* A quiet death: a recording is not stopped. */
    return nothing;
}

int main(int count, char **arguments) {
    const char *text;
    if ((text = getenv("SPOOL_DIR"))) spool_path = text;
    if ((text = getenv("SPOOL_GROUP"))) spool_group = text;
    if ((text = getenv("SPOOL_LIMIT"))) spool_limit = strtoll(text, NULL, 10);
    const char *way = count > 1 ? arguments[1] : "";
    waits_for_locks = strcmp(way, "--timed-locks") == 0;
    /*
     * `--ring idle` has a ring through which nothing goes that concerns a file, as Node has; with `--ring writes` the lines
     * go through it, where no tracer sees them.
     */
    if (count == 3 && strcmp(way, "--ring") == 0) {
        spool_ring = strcmp(arguments[2], "idle") == 0 ? RING_IDLE : RING_WRITES;
        if (!ring_open(spool_ring == RING_WRITES)) {
            perror("io_uring_setup");
            return 69;
        }
    }
    if (strcmp(way, "--threads") == 0) hasThreads = true, threads_begin();
    if (strcmp(way, "--first-thread-ends") == 0) threads_go_on_in_another(serve);
    serve(NULL);
}
