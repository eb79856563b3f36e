#define _GNU_SOURCE
#include "ring.h"

#include <errno.h>
#include <linux/io_uring.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static int ring = -1;
static struct io_uring_sqe *requests;
static struct io_uring_cqe *results;
static unsigned *submission_tail, *submission_mask, *submission_array, array_entries;
static unsigned *completion_head, *completion_tail, *completion_mask;

bool ring_open(bool has_array) {
    struct io_uring_params facts;
    memset(&facts, 0, sizeof facts);
    facts.flags = has_array ? 0 : 1U << 16; /* IORING_SETUP_NO_SQARRAY, since Linux 6.6 */
    ring = (int)syscall(SYS_io_uring_setup, 64, &facts);
    if (ring < 0) return !has_array && errno == EINVAL && ring_open(true);
    array_entries = facts.flags ? 0 : facts.sq_entries;
    size_t submissions = facts.sq_off.array + array_entries * sizeof(unsigned) + 256;
    size_t completions = facts.cq_off.cqes + facts.cq_entries * sizeof *results;
    char *first = mmap(NULL, submissions, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQ_RING);
    char *second = mmap(NULL, completions, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_CQ_RING);
    requests = mmap(NULL, facts.sq_entries * sizeof *requests, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQES);
    if (first == MAP_FAILED || second == MAP_FAILED || requests == MAP_FAILED) return false;
    submission_tail = (unsigned *)(first + facts.sq_off.tail);
    submission_mask = (unsigned *)(first + facts.sq_off.ring_mask);
    submission_array = (unsigned *)(first + facts.sq_off.array);
    completion_head = (unsigned *)(second + facts.cq_off.head);
    completion_tail = (unsigned *)(second + facts.cq_off.tail);
    completion_mask = (unsigned *)(second + facts.cq_off.ring_mask);
    results = (struct io_uring_cqe *)(second + facts.cq_off.cqes);
    return true;
}

static long hand_over(const struct io_uring_sqe *request) {
    unsigned tail = *submission_tail, place = tail & *submission_mask;
    requests[place] = *request;
    if (array_entries > 0) submission_array[place] = place;
    __atomic_store_n(submission_tail, tail + 1, __ATOMIC_RELEASE);
    unsigned head = *completion_head, waiting = 1;
    /* A signal can come before the request is taken, and while its end is waited for. */
    while (__atomic_load_n(completion_tail, __ATOMIC_ACQUIRE) == head) {
        long taken = syscall(SYS_io_uring_enter, ring, waiting, 1, IORING_ENTER_GETEVENTS, NULL, 0);
        if (taken < 0 && errno != EINTR) return -1;
        if (taken > 0) waiting = 0;
    }
    int result = results[head & *completion_mask].res;
    __atomic_store_n(completion_head, head + 1, __ATOMIC_RELEASE);
    if (result >= 0) return result;
    errno = -result;
    return -1;
}

void ring_nothing(void) {
    struct io_uring_sqe request = {.opcode = IORING_OP_NOP};
    hand_over(&request);
}

long ring_write(int file, const struct iovec *parts, int count) {
    struct io_uring_sqe request = {.opcode = IORING_OP_WRITEV, .fd = file, .off = (uint64_t)-1,
                                   .addr = (uint64_t)(uintptr_t)parts, .len = (unsigned)count};
    return hand_over(&request);
}
