/* libcsc wom, seed choice: whom to win first so that word of mouth carries farthest. */
#ifndef CSC_WOM_SEEDS_H
#define CSC_WOM_SEEDS_H

#include "csc/wom_graph.h"

#ifdef __cplusplus
extern "C" {
#endif

/** People chosen to start a cascade. Immutable: any number of threads may read it. */
typedef struct csc_wom_seeds csc_wom_seeds;

/** What is known of a choice. Spreads are in people, or in the unit of `value` when that is given. */
typedef struct csc_wom_seeds_result {
    double spread;    /* estimate from sets that had no part in the choice */
    double se;        /* its standard error */
    double lower;     /* the spread is at least this, and */
    double upper;     /* no allowed choice spreads further than this, together with probability 1 - delta; NaN for the baselines */
    double guarantee; /* lower / upper, or the a-priori bound where that is better: the choice reaches at least this share of the best
                         possible spread with probability 1 - delta; NaN for the baselines */
    double rr_sets;   /* reverse-reachable sets drawn, for choice and judgement together */
    double cost;      /* of the people chosen */
    double n;         /* people chosen */
    csc_status status; /* CSC_OK; CSC_E_TOO_FEW (nobody may be chosen or can be paid); CSC_E_NOCONVERGE (max_sets was reached before the
                          guarantee that was asked for; `guarantee` says what was got) */
    int32_t reserved;
} csc_wom_seeds_result;

/** Chooses people to start from. Parameters of the spec "wom:seeds/1":
 *   k         how many at most, 10
 *   epsilon   the choice is to reach 1 - 1/e - epsilon of the best possible spread, 0.1; with a budget 1 - 1/sqrt(e) - epsilon
 *   delta     with probability 1 - delta; auto: 1 / people
 *   model     ic or lt, as in csc_wom_simulate
 *   budget    none, or the most that the chosen may cost together
 *   method    ris: reverse-reachable sets (Borgs et al. 2014) with the stopping rule and the bounds of OPIM-C (Tang et al., SIGMOD
 *             2018) and geometric skipping (Guo et al., SIGMOD 2020). Baselines without guarantee: degree-discount (Chen et al., KDD
 *             2009; the mean probability of an arc for p), pagerank (of the graph with its arcs turned round, damping 0.85), degree
 *   seed      of the random numbers; max_sets: when to give up, 2e7 a side
 * With a budget the better of the greedy choice by gain per cost and that by gain is taken (Khuller et al. 1999).
 * Set i has its own stream of random numbers: the same choice in bits with any number of workers. Ties go to the smaller number.
 * @param out       set to the new object, or to NULL on any error; never NULL itself
 * @param value     NULL: everybody counts 1; else `nodes` values at stake, finite and not negative, blank is 0
 * @param cost      NULL: everybody costs 1; else `nodes` costs, positive and finite; a blank one is never chosen
 * @param excluded  NULL, or `nodes` numbers; who has one other than 0 is never chosen. They still pass word on
 * @param context   allocator (thread-safe if there is an executor), executor, progress and cancel; must outlive the object
 * @return CSC_OK; CSC_E_SPEC; CSC_E_NOTFOUND; CSC_E_RANGE (err->row, err->key); CSC_E_TYPE; CSC_E_CANCELLED; CSC_E_NOMEM; CSC_E_INVALID.
 * Time O((k + 1 / epsilon^2) (arcs + nodes) log nodes) expected in theory, far less on real graphs. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_wom_seeds_choose(csc_wom_seeds **out, const csc_wom_graph *graph, const char *spec, size_t spec_length,
                                                      const csc_column *value, const csc_column *cost, const csc_column *excluded,
                                                      const csc_context *context, csc_error *err);

/** Frees `self`; NULL is allowed. @since 0.1 */
CSC_API void csc_wom_seeds_destroy(csc_wom_seeds *self);

/** What is known of the choice. @return CSC_OK; CSC_E_INVALID. O(1). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_wom_seeds_get(const csc_wom_seeds *self, csc_wom_seeds_result *out);

/** How many were chosen; 0 for NULL. O(1). @since 0.1 */
CSC_API size_t csc_wom_seeds_count(const csc_wom_seeds *self);

/** The i-th chosen, in the order of choice; CSC_WOM_NOBODY beyond the last. @param gain set to the spread it adds to those before it
 * (method ris: estimate; baselines: NaN); may be NULL. O(1). @since 0.1 */
CSC_API uint32_t csc_wom_seeds_at(const csc_wom_seeds *self, size_t index, double *gain);

/** Hands the choice to `sink`: definition, seeds (names in a graph of names, else numbers), spread, se, guarantee, rr_sets, cost, n,
 * missing, status; at CSC_VISIT_DETAIL lower, upper and the gains; at CSC_VISIT_EXPLAIN formula, source and limits.
 * @param graph  the graph of the choice, for names; NULL: numbers
 * @return CSC_OK; CSC_E_INVALID; what the sink returned. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_wom_seeds_visit(const csc_wom_seeds *self, const csc_wom_graph *graph, int32_t level, csc_sink *sink);

#ifdef __cplusplus
}
#endif

#endif
