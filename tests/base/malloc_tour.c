/* Walks the tour (tests/support/csc_tour.h) with the n-th allocation failing, for every n: first through a csc_allocator, then with
 * malloc, calloc and realloc themselves replaced for this program. Prints TAP; links no check library, whose own memory would count. */
#include <stddef.h>

#include "csc_tour.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#endif
#if defined(__GLIBC__) && !defined(SANITIZED)
#define INTERPOSE 1
#else
#define INTERPOSE 0
#endif

#if INTERPOSE
/* glibc's own entry points stay reachable under these names. */
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void __libc_free(void *);

static int armed;
static size_t calls, fail_at;
static ptrdiff_t balance;

static int fails(void) {
    return armed && ++calls == fail_at;
}

void *malloc(size_t size) {
    void *p = fails() ? NULL : __libc_malloc(size);
    if (armed && p != NULL) balance++;
    return p;
}

void *calloc(size_t count, size_t size) {
    void *p = fails() ? NULL : __libc_calloc(count, size);
    if (armed && p != NULL) balance++;
    return p;
}

void *realloc(void *old, size_t size) {
    void *p = fails() ? NULL : __libc_realloc(old, size);
    if (armed && p != NULL && old == NULL) balance++;
    return p;
}

void free(void *p) {
    if (armed && p != NULL) balance--;
    __libc_free(p);
}

/* A library we call may do without some memory, so a failed allocation may also end well. */
static const char *walk(csc_check_step step, size_t *made) {
    for (size_t n = 1;; n++) {
        calls = 0;
        balance = 0;
        fail_at = n;
        armed = 1;
        csc_status status = step(NULL, NULL);
        armed = 0;
        *made = calls;
        if (balance != 0) {
            printf("# malloc call %zu fails: %td blocks leak\n", n, balance);
            return "blocks leak";
        }
        if (calls < n) return status == CSC_OK ? NULL : "the step fails with all its memory";
        if (status != CSC_OK && status != CSC_E_NOMEM) {
            printf("# malloc call %zu fails: %s\n", n, csc_status_name(status));
            return "a failed malloc gives another status than CSC_E_NOMEM";
        }
    }
}
#endif

#define TOUR(subject) csc_tour_##subject,
static const csc_tour_step *const subjects[] = {
#include "tour_list.h"
};
#undef TOUR

int main(void) {
    size_t count = 0, failed = 0;
    setvbuf(stdout, NULL, _IOLBF, 4096);
    for (size_t s = 0; s < sizeof subjects / sizeof subjects[0]; s++) {
        for (const csc_tour_step *t = subjects[s]; t->name != NULL; t++) {
            size_t made = 0;
            const char *why = csc_check_alloc_try(t->step, NULL, &made);
            printf("%s %zu - %s, allocator, %zu allocations%s%s\n", why != NULL ? "not ok" : "ok", ++count, t->name, made,
                   why != NULL ? ": " : "", why != NULL ? why : "");
            failed += why != NULL;
#if INTERPOSE
            why = walk(t->step, &made);
            printf("%s %zu - %s, malloc, %zu allocations%s%s\n", why != NULL ? "not ok" : "ok", ++count, t->name, made,
                   why != NULL ? ": " : "", why != NULL ? why : "");
            failed += why != NULL;
#endif
        }
    }
#if !INTERPOSE
    printf("ok %zu - malloc cannot be replaced in this build # SKIP\n", ++count);
#endif
    printf("1..%zu\n", count);
    return failed != 0;
}
