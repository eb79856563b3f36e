// Where the process ids of a stage begin.
//
// Many programs name a temporary file by their process id: `/tmp/hsperfdata_USER/PID`, `/tmp/log.PID`. All stages see the
// same /tmp, and a new PID namespace counts from 1, so two stages at a time would have the same ids, and the same files.
// A /tmp of its own for each stage would help too, but it would hide recorders that stand there, and what their authors
// write there to find a fault. So would a /dev/shm or /var/tmp of its own; so each stage has ids of its own instead.
#define _GNU_SOURCE
#include "CSpoolSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum {
    /// Smaller ids are those that cases give to recordings of nobody.
    FIRST_ID = 16384,
    /// As many ids as a stage may use up before it comes to the next one's, at the least.
    PLACE_MIN = 2048,
    /// Into how many places the ids are divided at the most; a larger place is better than one more.
    PLACES_MAX = 512,
};

static long read_number(const char *path) {
    char digits[24];
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return -1;
    ssize_t count = read(file, digits, sizeof digits);
    close(file);
    long number = -1;
    for (ssize_t i = 0; i < count && digits[i] >= '0' && digits[i] <= '9'; i++) {
        number = (number < 0 ? 0 : number * 10) + (digits[i] - '0');
    }
    return number;
}

static uint64_t random_number(void) {
    uint64_t number = 0;
    if (syscall(SYS_getrandom, &number, sizeof number, 1) == sizeof number) return number;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_nsec * 0x9E3779B97F4A7C15U + (uint64_t)now.tv_sec;
}

/// Takes a place for as long as the socket is open: such a name is no file, and never outlives who has it.
static int take(int socket, uint64_t place) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    char *end = spool_append_number(stpcpy(address.sun_path + 1, "spool-stage-ids-"), place);
    return bind(socket, (const struct sockaddr *)&address, (socklen_t)(end - (char *)&address));
}

pid_t spool_stage_take_ids(void) {
    // Since Linux 6.14 each PID namespace has a limit of its own.
    long end = read_number("/proc/sys/kernel/pid_max");
    if (end < 0) end = 32768;
    long size = end / PLACES_MAX > PLACE_MIN ? end / PLACES_MAX : PLACE_MIN;
    // The last place stays free, for behind it the ids begin again with small ones.
    long count = (end - FIRST_ID) / size - 1;
    if (count < 1) return 0;
    uint64_t random = random_number();
    long place = (long)(random % (uint64_t)count);
    // It stays open for as long as the stage is there. Where it cannot be had chance must do.
    int claim = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    for (long turn = 0; claim >= 0 && turn < count; turn++) {
        if (take(claim, (uint64_t)((place + turn) % count)) == 0) {
            place = (place + turn) % count;
            break;
        }
        if (errno != EADDRINUSE) break;
    }
    // Not at the place's own beginning, where everybody who had it before us has left their files.
    return (pid_t)(FIRST_ID + place * size + (long)(random >> 32) % (size / 2));
}

int spool_stage_begin_ids(pid_t last) {
    char digits[24];
    spool_append_number(digits, (uint64_t)last);
    return spool_write_file("/proc/sys/kernel/ns_last_pid", digits);
}
