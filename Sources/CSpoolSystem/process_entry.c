// What the kernel tells of a process in one line: /proc/PID/stat.
#include "CSpoolSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int spool_read_process(pid_t process, struct spool_process_entry *entry) {
    char path[32], text[1024];
    snprintf(path, sizeof path, "/proc/%d/stat", (int)process);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return -1;
    ssize_t count;
    do count = read(file, text, sizeof text - 1);
    while (count < 0 && errno == EINTR);
    int error = errno;
    close(file);
    errno = count < 0 ? error : EIO;
    if (count <= 0) return -1;
    text[count] = 0;
    // The name may hold anything, so it ends at the last parenthesis.
    char *begin = strchr(text, '('), *end = strrchr(text, ')');
    if (!begin || !end || end < begin) return -1;
    memset(entry, 0, sizeof *entry);
    size_t bytes = (size_t)(end - begin - 1);
    memcpy(entry->name, begin + 1, bytes < sizeof entry->name ? bytes : sizeof entry->name - 1);
    int parent, group, session;
    // Of what lies between the session and the start nothing is of use here.
    const char *form = ") %c %d %d %d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %" SCNu64;
    if (sscanf(end, form, &entry->state, &parent, &group, &session, &entry->start_time) != 5) return -1;
    entry->parent = parent;
    entry->group = group;
    entry->session = session;
    return 0;
}
