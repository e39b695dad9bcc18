/* Allocation failures on purpose: an allocator that fails its n-th call, knows what is alive and verifies the sizes it is told.
 *
 *   static csc_status step(const csc_context *context, void *arg) { ... create, use, destroy; return the first status that is not CSC_OK
 * ... } START_TEST(every_allocation) { csc_check_alloc_loop(step, NULL); } END_TEST
 *
 * The step must free what it made, also when it fails. It is run with the 1st, 2nd, ... allocation failing until it succeeds. */
#ifndef CSC_ALLOC_H
#define CSC_ALLOC_H

#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csc.h"

typedef csc_status (*csc_check_step)(const csc_context *context, void *arg);

typedef struct csc_check_memory {
    csc_allocator allocator;
    csc_context context;
    atomic_size_t calls;   /* of allocate and resize */
    atomic_size_t fail_at; /* the call that fails, from 1; 0: none */
    atomic_size_t live, live_bytes, peak_bytes;
    atomic_int wrong; /* a size, a pointer or a write past the end was wrong */
} csc_check_memory;

enum { CSC_CHECK_HEAD = 32, CSC_CHECK_TAIL = 16 };
#define CSC_CHECK_ALIVE UINT64_C(0x5afe5afe5afe5afe)

static inline int csc_check_fails(csc_check_memory *m) {
    size_t call = atomic_fetch_add(&m->calls, 1) + 1;
    return call == atomic_load(&m->fail_at);
}

static inline void *csc_check_allocate(void *ctx, size_t size) {
    csc_check_memory *m = ctx;
    if (size == 0) atomic_store(&m->wrong, 1);
    if (csc_check_fails(m) || size > SIZE_MAX / 2) return NULL;
    unsigned char *block = malloc(CSC_CHECK_HEAD + size + CSC_CHECK_TAIL);
    if (block == NULL) return NULL;
    uint64_t head[2] = {CSC_CHECK_ALIVE, size};
    memcpy(block, head, sizeof head);
    memset(block + CSC_CHECK_HEAD, 0xa5, size); /* nobody may rely on zeros */
    memset(block + CSC_CHECK_HEAD + size, 0x7e, CSC_CHECK_TAIL);
    atomic_fetch_add(&m->live, 1);
    size_t bytes = atomic_fetch_add(&m->live_bytes, size) + size;
    if (bytes > atomic_load(&m->peak_bytes)) atomic_store(&m->peak_bytes, bytes);
    return block + CSC_CHECK_HEAD;
}

static inline void csc_check_verify(csc_check_memory *m, unsigned char *block, size_t size) {
    uint64_t head[2];
    memcpy(head, block, sizeof head);
    if (head[0] != CSC_CHECK_ALIVE || head[1] != size) {
        atomic_store(&m->wrong, 1);
        fprintf(stderr, "# allocator: told %zu bytes, block has %llu\n", size, (unsigned long long)head[1]);
        return;
    }
    for (size_t i = 0; i < CSC_CHECK_TAIL; i++)
        if (block[CSC_CHECK_HEAD + size + i] != 0x7e) {
            atomic_store(&m->wrong, 1);
            fprintf(stderr, "# allocator: a write past the end of %zu bytes\n", size);
            return;
        }
}

static inline void csc_check_release(void *ctx, void *ptr, size_t size) {
    csc_check_memory *m = ctx;
    if (ptr == NULL) {
        atomic_store(&m->wrong, 1);
        return;
    }
    unsigned char *block = (unsigned char *)ptr - CSC_CHECK_HEAD;
    csc_check_verify(m, block, size);
    memset(block, 0xdd, CSC_CHECK_HEAD);
    atomic_fetch_sub(&m->live, 1);
    atomic_fetch_sub(&m->live_bytes, size);
    free(block);
}

static inline void *csc_check_resize(void *ctx, void *ptr, size_t old_size, size_t new_size) {
    csc_check_memory *m = ctx;
    if (ptr == NULL) {
        atomic_store(&m->wrong, 1);
        return NULL;
    }
    csc_check_verify(m, (unsigned char *)ptr - CSC_CHECK_HEAD, old_size);
    void *moved = csc_check_allocate(ctx, new_size); /* always moves, so that a pointer kept too long shows */
    if (moved == NULL) return NULL;
    memcpy(moved, ptr, old_size < new_size ? old_size : new_size);
    csc_check_release(ctx, ptr, old_size);
    return moved;
}

static inline void csc_check_memory_init(csc_check_memory *m, size_t fail_at) {
    memset((void *)m, 0, sizeof *m);
    m->allocator.allocate = csc_check_allocate;
    m->allocator.resize = csc_check_resize;
    m->allocator.release = csc_check_release;
    m->allocator.ctx = m;
    csc_context_init(&m->context);
    m->context.allocator = &m->allocator;
    atomic_store(&m->fail_at, fail_at);
}

/* Runs the step until it succeeds. Returns NULL when all is well, else what went wrong (static text). */
static inline const char *csc_check_alloc_try(csc_check_step step, void *arg, size_t *calls) {
    for (size_t n = 1;; n++) {
        static csc_check_memory m;
        csc_check_memory_init(&m, n);
        csc_status status = step(&m.context, arg);
        size_t made = atomic_load(&m.calls);
        if (calls != NULL) *calls = made;
        if (atomic_load(&m.wrong)) return "a block was released or resized with a wrong size, or written past its end";
        if (atomic_load(&m.live) != 0) return "blocks leak";
        if (made < n) {
            if (status == CSC_OK) return NULL;
            fprintf(stderr, "# without a failure the step gives %s\n", csc_status_name(status));
            return "the step fails with all its memory";
        }
        if (status != CSC_E_NOMEM) {
            fprintf(stderr, "# allocation %zu fails, and the step gives %s\n", n, csc_status_name(status));
            return "a failed allocation gives another status than CSC_E_NOMEM";
        }
        if (n > 200000) return "the step never comes to an end";
    }
}

/* For check programs. */
#define csc_check_alloc_loop(step, arg)                                                                                                    \
    do {                                                                                                                                   \
        const char *csc_why_ = csc_check_alloc_try((step), (arg), NULL);                                                                   \
        ck_assert_msg(csc_why_ == NULL, "%s: %s", #step, csc_why_ != NULL ? csc_why_ : "");                                                \
    } while (0)

#endif
