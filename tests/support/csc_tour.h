/* A tour of the whole interface in small steps, walked with every allocation failing in turn (tests/base/malloc_tour.c): once through a
 * failing csc_allocator, once with malloc itself failing, also inside the libraries that we call.
 *
 * To add a subject: write tests/support/tour_SUBJECT.c with
 *     static csc_status one_thing(const csc_context *context, void *arg) { create, use, destroy; return the first bad status }
 *     const csc_tour_step csc_tour_SUBJECT[] = {{"SUBJECT: one thing", one_thing}, {NULL, NULL}};
 * add the line TOUR(SUBJECT) to tests/support/tour_list.h and the file to CSC_TOUR_SOURCES in tests/SUBJECT/local.mk.
 * A step gets its memory through `context` alone; no stdio, no malloc of its own. */
#ifndef CSC_TOUR_H
#define CSC_TOUR_H

#include "csc_alloc.h"

typedef struct csc_tour_step {
    const char *name;
    csc_check_step step;
} csc_tour_step;

#define TOUR(subject) extern const csc_tour_step csc_tour_##subject[];
#include "tour_list.h"
#undef TOUR

/* Leaves the step's `done` label with the status of a call that failed. */
#define CSC_TOUR_TRY(call)                                                                                                                 \
    do {                                                                                                                                   \
        status = (call);                                                                                                                   \
        if (status != CSC_OK) goto done;                                                                                                   \
    } while (0)

#endif
