// The start of a tool.
#ifndef SPOOL_START_H
#define SPOOL_START_H

#include <stdint.h>

/// What was found, as it was before it was put right.
struct spool_inherited {
    /// Bit N: descriptor N was closed.
    uint32_t closed_descriptors;
    /// Bit N - 1: signal N was ignored.
    uint64_t ignored_signals;
};

/// Opens the standard descriptors that are closed on /dev/null, blocks no signal, ignores SIGPIPE and SIGXFSZ, takes
/// SIGCHLD, and raises the limits to their hard ones where that is wanted. `name` is the process's in lists of processes.
/// To be called once, before there is a second thread.
void spool_put_right(int raises_limits, const char *name, struct spool_inherited *inherited);

/// Gives the child of a fork the soft limit of descriptors that there was before spool_put_right raised it, or 1,024 where
/// that was less: with more than that select(2) does not work, and whoever closes all that there could be takes long.
void spool_restore_limits(void);

#endif
