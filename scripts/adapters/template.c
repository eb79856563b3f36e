// An adapter to start from, in C: part one is as much JSON as it takes, part two a working toy recorder, part three
// the adapter. Exchange part two for your recorder and keep part three.
//
//     cc -O2 -o adapter scripts/adapters/template.c
//     spool-check --profile wire -- ./adapter
//
// The toy keeps the wire profile and no more. It writes an event as the JSON that came in, so nothing is lost
// on the way; a recorder inside a server encodes what the server has decoded.
#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

// ---- part one: JSON ----------------------------------------------------------------------------------------------
// A value is a stretch of the text that it stands in; nothing is copied.

struct text {
    const char *start, *end;
};

static const int depth_max = 10000;

static const char *space(const char *at, const char *end) {
    while (at < end && strchr(" \t\r\n", *at) && *at) at++;
    return at;
}

static const char *string_end(const char *at, const char *end) {
    for (at++; at < end && *at != '"'; at++) {
        if ((unsigned char)*at < 0x20) return NULL;
        if (*at != '\\') continue;
        if (++at >= end || !*at || !strchr("\"\\/bfnrtu", *at)) return NULL;
        if (*at != 'u') continue;
        for (int digit = 0; digit < 4; digit++)
            if (++at >= end || !isxdigit((unsigned char)*at)) return NULL;
    }
    return at < end ? at + 1 : NULL;
}

static const char *digits_end(const char *at, const char *end) {
    const char *first = at;
    while (at < end && *at >= '0' && *at <= '9') at++;
    return at > first ? at : NULL;
}

static const char *number_end(const char *at, const char *end) {
    if (*at == '-') at++;
    if (at < end && *at == '0') at++;
    else if (!(at = digits_end(at, end))) return NULL;
    if (at < end && *at == '.' && !(at = digits_end(at + 1, end))) return NULL;
    if (at < end && (*at == 'e' || *at == 'E')) {
        if (++at < end && (*at == '+' || *at == '-')) at++;
        at = digits_end(at, end);
    }
    return at;
}

static unsigned hexadecimal(const char *at) { return (unsigned)strtoul((char[]){at[0], at[1], at[2], at[3], 0}, NULL, 16); }

// The characters of a string, as UTF-8 that is never longer than what it was written as; NULL for another value.
static char *characters(struct text text, size_t *length) {
    if (text.start == text.end || *text.start != '"') return NULL;
    char *all = malloc((size_t)(text.end - text.start)), *to = all;
    for (const char *at = text.start + 1; at < text.end - 1; at++) {
        static const char letters[] = "bfnrt", controls[] = "\b\f\n\r\t";
        if (*at != '\\') { *to++ = *at; continue; }
        const char *letter = strchr(letters, *++at);
        if (*at != 'u') { *to++ = letter ? controls[letter - letters] : *at; continue; }
        unsigned code = hexadecimal(at + 1);
        at += 4;
        if (code >= 0xD800 && code < 0xDC00 && text.end - at > 7 && at[1] == '\\' && at[2] == 'u') {
            code = 0x10000 + ((code & 0x3FF) << 10) + (hexadecimal(at + 3) & 0x3FF);
            at += 6;
        }
        if (code < 0x80) *to++ = (char)code;
        else {
            int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
            *to++ = (char)((0xFF00 >> (more + 1) & 0xFF) | code >> (6 * more));
            while (more--) *to++ = (char)(0x80 | (code >> (6 * more) & 0x3F));
        }
    }
    *length = (size_t)(to - all);
    return all;
}

// Whether it is a string of these characters, however it is written.
static bool says(struct text text, const char *word) {
    size_t length = 0;
    char *own = characters(text, &length);
    bool same = own && length == strlen(word) && !memcmp(own, word, length);
    free(own);
    return same;
}

// Where the value that begins at `at` ends; NULL where there is none. Members named `wanted` are left in `found`.
static const char *value_end(const char *at, const char *end, int depth, const char *wanted, struct text *found) {
    static const char *words[] = {"true", "false", "null"};
    if ((at = space(at, end)) >= end || depth > depth_max) return NULL;
    if (*at == '"') return string_end(at, end);
    for (int index = 0; index < 3; index++) {
        size_t length = strlen(words[index]);
        if ((size_t)(end - at) >= length && !memcmp(at, words[index], length)) return at + length;
    }
    if (*at != '{' && *at != '[') return number_end(at, end);
    char closing = *at == '{' ? '}' : ']';
    at = space(at + 1, end);
    if (at < end && *at == closing) return at + 1;
    while (true) {
        bool matches = false;
        if (closing == '}') {
            const char *name = space(at, end);
            if (name >= end || *name != '"' || !(at = string_end(name, end))) return NULL;
            matches = wanted && says((struct text){name, at}, wanted);
            if ((at = space(at, end)) >= end || *at++ != ':') return NULL;
        }
        const char *first = space(at, end);
        if (!(at = value_end(first, end, depth + 1, NULL, NULL))) return NULL;
        if (matches) *found = (struct text){first, at};
        if ((at = space(at, end)) >= end) return NULL;
        if (*at == closing) return at + 1;
        if (*at++ != ',') return NULL;
    }
}

static bool is_utf8(struct text text) {
    for (const unsigned char *at = (const void *)text.start, *end = (const void *)text.end; at < end;) {
        int more = *at < 0x80 ? 0 : *at >= 0xC2 && *at < 0xE0 ? 1 : *at >= 0xE0 && *at < 0xF0 ? 2 : *at >= 0xF0 && *at < 0xF5 ? 3 : -1;
        if (more < 0 || end - at <= more) return false;
        for (int index = 1; index <= more; index++)
            if ((at[index] & 0xC0) != 0x80) return false;
        if ((*at == 0xE0 && at[1] < 0xA0) || (*at == 0xED && at[1] > 0x9F) || (*at == 0xF0 && at[1] < 0x90)
            || (*at == 0xF4 && at[1] > 0x8F)) return false;
        at += more + 1;
    }
    return true;
}

static bool is_object(struct text text) {
    const char *first = space(text.start, text.end);
    const char *end = value_end(first, text.end, 0, NULL, NULL);
    return end && *first == '{' && space(end, text.end) == text.end && is_utf8(text);
}

// A member of an object, the last of that name; empty where there is none.
static struct text member(struct text object, const char *name) {
    struct text found = {object.end, object.end};
    value_end(object.start, object.end, 0, name, &found);
    return found;
}

static bool is(struct text text, const char *word) {
    return (size_t)(text.end - text.start) == strlen(word) && !memcmp(text.start, word, strlen(word));
}

// ---- part two: a toy recorder ------------------------------------------------------------------------------------

static const char *spool;
static double shift;  // seconds that the driver made pass
static int held = -1;  // the client's locked request

struct recorder {
    char id[256];
    char *userid;  // NULL for everybody's events
    size_t length;
    bool all;
};

static struct recorder *recorders;
static size_t recorder_count;

static char *path(const char *id, const char *ending) {
    static char paths[2][4096];
    static int next;
    char *own = paths[next = !next];
    snprintf(own, sizeof paths[0], "%s/%s%s", spool, id, ending);
    return own;
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9 + shift;
}

// `userid` and `all` of a request; whether it is one.
static bool read_filter(int file, struct recorder *recorder) {
    static char bytes[65537];
    ssize_t count = pread(file, bytes, sizeof bytes, 0);
    struct text request = {bytes, bytes + count};
    if (count <= 0 || count > 65536 || !is_object(request)) return false;
    struct text all = member(request, "all");
    recorder->all = all.start < all.end && !is(all, "null") && !is(all, "false") && !is(all, "0") && !is(all, "0.0")
        && !says(all, "") && !says(all, "0");
    recorder->userid = characters(member(request, "userid"), &recorder->length);
    return true;
}

static void look_at(const char *name) {
    struct recorder recorder = {0};
    size_t digits = strspn(name, "0123456789");
    if (!digits || digits >= sizeof recorder.id || strcmp(name + digits, ".req")) return;
    memcpy(recorder.id, name, digits);
    int file = open(path(recorder.id, ".req"), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct stat status;
    if (file < 0) return;
    if (fstat(file, &status) == 0 && S_ISREG(status.st_mode)) {
        if (flock(file, LOCK_EX | LOCK_NB) == 0) {  // nobody holds it: its client is dead
            unlink(path(recorder.id, ".events"));
            unlink(path(recorder.id, ".req"));
        } else if (errno == EWOULDBLOCK && read_filter(file, &recorder)) {
            recorders = realloc(recorders, ++recorder_count * sizeof recorder);
            recorders[recorder_count - 1] = recorder;
        }
    }
    close(file);
}

static void scan(void) {
    static double due = -1e9;
    if (now() < due) return;
    due = now() + 1;
    while (recorder_count) free(recorders[--recorder_count].userid);
    DIR *directory = opendir(spool);
    if (!directory) return;
    for (struct dirent *entry; (entry = readdir(directory));) look_at(entry->d_name);
    closedir(directory);
}

static bool wants(const struct recorder *recorder, struct text event) {
    struct text method = member(event, "method"), proxied = member(event, "proxied");
    if (is(proxied, "1") || says(proxied, "1") || is(proxied, "true")) return false;
    if (!recorder->all && !says(method, "POST") && !says(method, "PUT") && !says(method, "DELETE")) return false;
    if (!recorder->userid || !recorder->length) return true;
    size_t length = 0;
    char *user = characters(member(event, "userid"), &length);
    bool matches = user && length >= recorder->length && !memcmp(user, recorder->userid, recorder->length)
        && (length == recorder->length || user[recorder->length] == '!');
    free(user);
    return matches;
}

// The hook.
static void record(struct text event) {
    scan();
    size_t length = (size_t)(event.end - event.start);
    char *line = malloc(length + 1);
    memcpy(line, event.start, length);
    line[length] = '\n';
    for (size_t index = 0; index < recorder_count; index++) {
        if (!wants(&recorders[index], event)) continue;
        int flags = O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
        int file = open(path(recorders[index].id, ".events"), flags, 0640);
        if (file < 0) continue;
        if (write(file, line, length + 1) < 0) perror("write");
        close(file);
    }
    free(line);
}

static const char *own_id(void) {
    static char id[32];
    snprintf(id, sizeof id, "%d", (int)getpid());
    return id;
}

// NULL, or why not.
static const char *start(struct text filter) {
    struct text userid = member(filter, "userid");
    const char *group_name = getenv("SPOOL_GROUP");
    struct group *group = getgrnam(group_name ? group_name : "www-data");
    if (held >= 0) return "this process has a recording";
    if (!group) return "there is no spool group";
    if (mkdir(spool, 0700) == 0) {
        if (chown(spool, (uid_t)-1, group->gr_gid) || chmod(spool, 02770)) return strerror(errno);
    } else if (errno != EEXIST) return strerror(errno);
    held = open(path(own_id(), ".req"), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0640);
    if (held < 0 || flock(held, LOCK_EX | LOCK_NB) || ftruncate(held, 0) || fchown(held, (uid_t)-1, group->gr_gid)
        || fchmod(held, 0640) || (unlink(path(own_id(), ".events")) && errno != ENOENT)
        || dprintf(held, "{\"userid\":%.*s,\"all\":%d}\n", userid.start < userid.end ? (int)(userid.end - userid.start) : 4,
                   userid.start < userid.end ? userid.start : "null", is(member(filter, "all"), "true")) < 0) {
        const char *reason = strerror(errno);
        if (held >= 0) close(held);
        held = -1;
        return reason;
    }
    return NULL;
}

static void stop(void) {
    if (held < 0) return;
    unlink(path(own_id(), ".events"));
    unlink(path(own_id(), ".req"));
    close(held);
    held = -1;
}

struct followed {
    char id[256];
    FILE *file;
    off_t position;
};

static struct followed *following(const char *id) {
    static struct followed *all;
    static size_t count;
    for (size_t index = 0; index < count; index++)
        if (!strcmp(all[index].id, id)) return &all[index];
    all = realloc(all, ++count * sizeof *all);
    all[count - 1] = (struct followed){{0}, NULL, 0};
    snprintf(all[count - 1].id, sizeof all->id, "%s", id);
    return &all[count - 1];
}

// Puts the lines completed since the last time into a list; the count of those that are no objects is `skipped`.
static void follow(const char *id, FILE *list, int *skipped) {
    static char *line;
    static size_t room;
    struct followed *own = following(id);
    struct stat status;
    const char *separator = "";
    if (own->file && fstat(fileno(own->file), &status) == 0 && status.st_nlink == 0) {  // replaced by another file
        fclose(own->file);
        own->file = NULL;
    }
    if (!own->file) {
        own->position = 0;
        if (!(own->file = fopen(path(id, ".events"), "re"))) return;
    }
    if (fstat(fileno(own->file), &status) == 0 && status.st_size < own->position) own->position = 0;  // cut
    fseeko(own->file, own->position, SEEK_SET);
    for (ssize_t length; (length = getline(&line, &room, own->file)) > 0 && line[length - 1] == '\n';) {
        struct text event = {line, line + length - 1};
        own->position += length;
        if (space(line, event.end) == event.end) continue;
        while (event.start && !is_object(event))  // behind a torn line another may begin
            event.start = memchr(event.start + 1, '{', (size_t)(event.end - event.start - 1));
        *skipped += event.start != line;
        if (!event.start) continue;
        fprintf(list, "%s%.*s", separator, (int)(event.end - event.start), event.start);
        separator = ",";
    }
}

// ---- part three: the adapter -------------------------------------------------------------------------------------

static const char hello[] =
    ",\"name\":\"template\",\"version\":\"1\",\"language\":\"c\",\"roles\":[\"worker\",\"client\",\"follower\"],"
    "\"capabilities\":[\"time\",\"wall-clock\"]";  // leave out what yours does not have

static void refuse(struct text seq, const char *reason) {
    printf("{\"seq\":%.*s,\"ok\":false,\"error\":\"%s\"}\n", (int)(seq.end - seq.start), seq.start, reason);
}

static void reply(struct text seq, const char *fields) {
    printf("{\"seq\":%.*s,\"ok\":true%s}\n", (int)(seq.end - seq.start), seq.start, fields);
}

static void read_events(struct text seq, struct text id) {
    char *events = NULL;
    size_t size = 0, length = 0;
    int skipped = 0;
    char *name = characters(id, &length);
    if (!name) return refuse(seq, "read needs an id");
    name[length] = 0;  // there is room: the quotes are gone
    FILE *list = open_memstream(&events, &size);
    follow(name, list, &skipped);
    fclose(list);
    printf("{\"seq\":%.*s,\"ok\":true,\"skipped\":%d,\"events\":[%s]}\n", (int)(seq.end - seq.start), seq.start, skipped, events);
    free(events);
    free(name);
}

static bool is_integer(struct text text) {
    const char *first = text.start + (text.start < text.end && *text.start == '-');
    return digits_end(first, text.end) == text.end;
}

// Answers one line; whether it was the last.
static bool answer(struct text line) {
    static const char null[] = "null";
    struct text nobody = {null, null + 4};
    struct text seq = member(line, "seq"), op = member(line, "op"), event = member(line, "event");
    if (!is_object(line) || !is_integer(seq)) {
        refuse(nobody, "no request");
    } else if (says(op, "hello")) {
        if (is(member(line, "driver"), "1")) reply(seq, hello);
        else refuse(seq, "only version 1 of the driver protocol is spoken here");
    } else if (says(op, "record")) {
        if (event.start == event.end || *event.start != '{') {
            refuse(seq, "record needs an event");
        } else {
            record(event);
            reply(seq, "");
        }
    } else if (says(op, "advance")) {
        shift += strtod(member(line, "seconds").start, NULL);
        reply(seq, "");
    } else if (says(op, "set_clock")) {
        reply(seq, "");  // the toy never reads the time of day
    } else if (says(op, "start")) {
        char fields[64];
        const char *reason = start(member(line, "filter"));
        snprintf(fields, sizeof fields, ",\"id\":\"%s\"", own_id());
        if (reason) refuse(seq, reason);
        else reply(seq, fields);
    } else if (says(op, "stop")) {
        stop();
        reply(seq, "");
    } else if (says(op, "read")) {
        read_events(seq, member(line, "id"));
    } else if (says(op, "exit")) {
        reply(seq, "");
        return true;
    } else {
        printf("{\"seq\":%.*s,\"ok\":false,\"unsupported\":true}\n", (int)(seq.end - seq.start), seq.start);
    }
    return false;
}

int main(void) {
    char *line = NULL;
    size_t room = 0;
    bool finished = false;
    spool = getenv("SPOOL_DIR");
    if (!spool) {
        fputs("SPOOL_DIR is not set\n", stderr);
        return 1;
    }
    for (ssize_t length; !finished && (length = getline(&line, &room, stdin)) > 0;) {
        if (line[length - 1] != '\n') break;  // the end of input: half a line is no request
        finished = answer((struct text){line, line + length - 1});
        fflush(stdout);  // the suite waits for it
    }
    _exit(0);  // a quiet death: a running recording is not stopped
}
