/* Memory through the caller's allocator, with checked sizes. A size of 0 is a block of 1 byte, so that NULL always means failure. */
#include <stdlib.h>

#include "base/internal.h"

static void *default_allocate(void *ctx, size_t size) {
    (void)ctx;
    return malloc(size);
}

static void *default_resize(void *ctx, void *ptr, size_t old_size, size_t new_size) {
    (void)ctx;
    (void)old_size;
    return realloc(ptr, new_size);
}

static void default_release(void *ctx, void *ptr, size_t size) {
    (void)ctx;
    (void)size;
    free(ptr);
}

csc_allocator csc_i_allocator(const csc_context *context) {
    static const csc_allocator defaults = {default_allocate, default_resize, default_release, NULL};
    return context != NULL && context->allocator != NULL ? *context->allocator : defaults;
}

/* Objects beyond PTRDIFF_MAX cannot be addressed by differences of pointers. */
static int too_large(size_t size) {
    return size > (size_t)PTRDIFF_MAX;
}

void *csc_i_alloc(const csc_allocator *a, size_t size) {
    if (too_large(size)) return NULL;
    return a->allocate(a->ctx, size == 0 ? 1 : size);
}

void *csc_i_zalloc(const csc_allocator *a, size_t size) {
    void *p = csc_i_alloc(a, size);
    if (p != NULL) memset(p, 0, size == 0 ? 1 : size);
    return p;
}

void *csc_i_alloc_array(const csc_allocator *a, size_t count, size_t item) {
    size_t size;
    return csc_i_mul_overflow(count, item, &size) ? NULL : csc_i_alloc(a, size);
}

void *csc_i_resize(const csc_allocator *a, void *ptr, size_t old_size, size_t new_size) {
    if (ptr == NULL) return csc_i_alloc(a, new_size);
    if (too_large(new_size)) return NULL;
    return a->resize(a->ctx, ptr, old_size == 0 ? 1 : old_size, new_size == 0 ? 1 : new_size);
}

void csc_i_free(const csc_allocator *a, void *ptr, size_t size) {
    if (ptr != NULL) a->release(a->ctx, ptr, size == 0 ? 1 : size);
}

csc_status csc_i_grow(const csc_allocator *a, void **items, size_t *capacity, size_t want, size_t item) {
    if (*items != NULL && want <= *capacity) return CSC_OK;
    size_t next = *capacity < 8 ? 8 : *capacity;
    size_t size;
    while (next < want) {
        if (next > SIZE_MAX / 2) {
            next = want;
            break;
        }
        next *= 2;
    }
    if (csc_i_mul_overflow(next, item, &size)) return CSC_E_NOMEM;
    void *p = csc_i_resize(a, *items, *capacity * item, size);
    if (p == NULL) return CSC_E_NOMEM;
    *items = p;
    *capacity = next;
    return CSC_OK;
}

int csc_i_mul_overflow(size_t a, size_t b, size_t *out) {
    if (b != 0 && a > SIZE_MAX / b) return 1;
    *out = a * b;
    return 0;
}

int csc_i_add_overflow(size_t a, size_t b, size_t *out) {
    if (a > SIZE_MAX - b) return 1;
    *out = a + b;
    return 0;
}
