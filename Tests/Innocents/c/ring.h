/* A ring of requests, io_uring(7), as some runtimes have one. */
#ifndef RING_H
#define RING_H
#include <stdbool.h>
#include <sys/uio.h>

/*
 * Makes the ring; false where the kernel does not. Without an array of indexes, as newer runtimes have it, /proc does not
 * list what waits in it.
 */
bool ring_open(bool has_array);
/* Hands over a request that does nothing, and waits for it. */
void ring_nothing(void);
/* writev(2) through the ring; -1 and errno for an error. */
long ring_write(int file, const struct iovec *parts, int count);
#endif
