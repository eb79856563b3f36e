/* The spool as this recorder sees it: its system calls, one by one, and what its two halves share. */
#ifndef SPOOL_H
#define SPOOL_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

#include "json.h"

/* Room for a name's 255 bytes. */
enum { NAME_BYTES = 256 };

/* What of a file is looked at. */
typedef struct {
    uint64_t inode, bytes, blocks;
    uint32_t device[2], owner, group, mode, links;
    int64_t changed;
    uint32_t changedNanoseconds;
} Facts;

extern const char *spool_path, *spool_group;
extern int64_t spool_limit;
/* Whether there is a ring of requests, and what goes through it. */
extern enum ring_use { RING_NONE, RING_IDLE, RING_WRITES } spool_ring;

/* System calls, without the C library's own ideas: -1 and errno for an error. */
int call_open(int directory, const char *name, uint64_t flags, uint64_t mode);
int call_close(int file);
int call_facts(int directory, const char *name, Facts *facts);
int call_lock(int file, int operation);
int call_unlink(int directory, const char *name);
int call_rename(int directory, const char *from, const char *to);
int call_mode(int file, uint32_t mode);
int call_group(int file, uint32_t group);
long call_list(int directory, void *buffer, size_t bytes);
long call_read(int file, void *buffer, size_t bytes, int64_t offset);
long call_write(int file, const struct iovec *parts, int count);

bool same_file(const Facts *one, const Facts *other);
/* Seconds on the clock that nobody sets, and those that the driver made pass. */
double spool_seconds(void);
extern double spool_shift;

/* The name of a recorder's file. */
void name_file(char *name, const char *id, const char *kind);
/* What stands under an id's request name, once it was found out whose it is and the dead are removed. */
typedef enum { FREE, DEAD, HELD, UNCLEAR, FOREIGN } Standing;
Standing look_at(int directory, const char *id, int *request, Facts *facts);
/* Makes a request that is locked, empty, and named by the id; -1 and errno, EEXIST where another has the name. */
int claim(int directory, const char *id, uint32_t group);

/* The worker. */
void worker_record(Span event);
/* The client: each returns NULL, or what went wrong. */
const char *client_start(Span filter, const char **id);
const char *client_stop(void);
/* Whether a start waits for another's lock in flock itself, bounded by a timer. */
extern bool waits_for_locks;
/* Looks whether the recording's request is still there, and registers again where it is not. */
void client_look(void);
/* Threads: one at a time obeys or looks after the recording. */
void threads_lock(void);
void threads_unlock(void);
void threads_begin(void);
void threads_go_on_in_another(void *(*body)(void *));
/* The follower: puts the events, with commas between them, behind what the buffer holds. */
typedef struct {
    char *at;
    size_t length, room;
} Buffer;
void put(Buffer *buffer, const void *bytes, size_t length);
long follower_read(const char *id, Buffer *events);
#endif
