/* Reverse-reachable sets: who, told first, would have reached a person drawn at random. */
#ifndef CSC_WOM_RR_H
#define CSC_WOM_RR_H

#include "wom/graph.h"

typedef struct csc_i_rr_source {
    const csc_wom_graph *graph;
    const double *scale; /* linear threshold: see csc_i_graph_scale */
    const double *steps; /* running sums of the values at stake; NULL: everybody counts 1 */
    const double *skip;  /* 1 / ln(1 - 1/d) for in-degrees d below skip_count */
    uint32_t skip_count;
    int32_t threshold; /* linear threshold instead of independent cascade */
    uint64_t key;
} csc_i_rr_source;

/* A growing heap of sets: set i is node[at[i] .. at[i + 1]). */
typedef struct csc_i_rr_sets {
    uint32_t *node;
    size_t *at;
    size_t count, count_room, used, room;
} csc_i_rr_sets;

/* What a worker needs to walk: one mark a person. */
typedef struct csc_i_rr_walker {
    uint32_t *mark, stamp;
} csc_i_rr_walker;

/* Adds sets `first` to `first + count - 1` of the source. */
csc_status csc_i_rr_draw(const csc_i_rr_source *source, uint64_t first, uint64_t count, csc_i_rr_sets *sets, const csc_allocator *a,
                         const csc_context *context, csc_error *err);
/* How many of these sets hold somebody of `chosen` (one flag a person). */
csc_status csc_i_rr_judge(const csc_i_rr_source *source, uint64_t first, uint64_t count, const uint8_t *chosen, uint64_t *hit,
                          const csc_allocator *a, const csc_context *context, csc_error *err);
void csc_i_rr_free(csc_i_rr_sets *sets, const csc_allocator *a);

#endif
