/* The inside of a graph, for cascades and seed choice. */
#ifndef CSC_WOM_GRAPH_INSIDE_H
#define CSC_WOM_GRAPH_INSIDE_H

#include "base/philox.h"
#include "wom/internal.h"

enum { CSC_I_WEIGHTS_WC, CSC_I_WEIGHTS_CONST, CSC_I_WEIGHTS_TRIVALENCY, CSC_I_WEIGHTS_GIVEN };

struct csc_wom_graph {
    csc_allocator allocator;
    csc_i_spec spec;
    csc_wom_graph_info info;
    csc_i_labels labels;
    int32_t weights;
    double constant; /* of weights const */
    uint32_t nodes, arcs;
    uint32_t *out_at, *out_to; /* arcs of u: out_to[out_at[u] .. out_at[u + 1]) */
    uint32_t *in_at, *in_from;
    double *out_p, *in_p; /* NULL unless arcs have probabilities of their own */
};

static inline uint32_t csc_i_graph_in_degree(const csc_wom_graph *g, uint32_t v) {
    return g->in_at[v + 1] - g->in_at[v];
}

/* Of the arc at position `arc` of the outgoing side, into v. */
static inline double csc_i_graph_out_p(const csc_wom_graph *g, uint32_t arc, uint32_t v) {
    if (g->out_p != NULL) return g->out_p[arc];
    return g->weights == CSC_I_WEIGHTS_WC ? 1.0 / csc_i_graph_in_degree(g, v) : g->constant;
}

static inline double csc_i_graph_in_p(const csc_wom_graph *g, uint32_t arc, uint32_t v) {
    if (g->in_p != NULL) return g->in_p[arc];
    return g->weights == CSC_I_WEIGHTS_WC ? 1.0 / csc_i_graph_in_degree(g, v) : g->constant;
}

/* ln x for x in (0, 1) from IEEE operations alone, so that the same sets come out everywhere; relative error about 1e-15. */
static inline double csc_i_plain_log(double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    int64_t e = (int64_t)(bits >> 52) - 1023;
    bits = (bits & UINT64_C(0xfffffffffffff)) | UINT64_C(0x3ff) << 52;
    double m;
    memcpy(&m, &bits, sizeof m);
    if (m > 1.4142135623730951) {
        m *= 0.5;
        e++;
    }
    double s = (m - 1) / (m + 1), z = s * s, sum = 1.0 / 19;
    for (int k = 17; k >= 1; k -= 2) sum = sum * z + 1.0 / k;
    return 2 * s * sum + (double)e * 0.69314718055994530942;
}

/* For linear thresholds: 1 / max(1, sum of the weights into v), one number a person; NULL when every sum is at most 1. CSC_OK or
 * CSC_E_NOMEM. Free with nodes * sizeof(double). */
csc_status csc_i_graph_scale(const csc_wom_graph *g, const csc_allocator *a, double **scale);

#endif
