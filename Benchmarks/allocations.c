/*
 * Counts how often a program takes memory, for scripts/bench: loaded before it with LD_PRELOAD.
 *
 * At the program's end the number is written to the file that SPOOL_BENCH_ALLOCATIONS names.
 */
#define _GNU_SOURCE
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static atomic_llong taken;

void *malloc(size_t size) { return taken++, __libc_malloc(size); }
void *calloc(size_t count, size_t size) { return taken++, __libc_calloc(count, size); }
void *realloc(void *old, size_t size) { return taken++, __libc_realloc(old, size); }
void *memalign(size_t alignment, size_t size) { return taken++, __libc_memalign(alignment, size); }
void *aligned_alloc(size_t alignment, size_t size) { return taken++, __libc_memalign(alignment, size); }

int posix_memalign(void **place, size_t alignment, size_t size)
{
    taken++;
    *place = __libc_memalign(alignment, size);
    return *place ? 0 : 12;
}

__attribute__((destructor)) static void tell(void)
{
    long long count = taken;
    const char *path = getenv("SPOOL_BENCH_ALLOCATIONS");
    FILE *file = path ? fopen(path, "w") : NULL;
    if (file) fprintf(file, "%lld\n", count), fclose(file);
}
