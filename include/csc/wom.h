/* libcsc wom: word of mouth. Who hears of it, how far it spreads, whom to win back first.
 *
 * A calculation is named by a spec string, "wom:tree/1?population=5000"; csc_definition_get lists the definitions (subject "wom")
 * with their parameters. Every `spec_length` is in bytes, or SIZE_MAX when the text ends with a NUL.
 */
#ifndef CSC_WOM_H
#define CSC_WOM_H

#include "csc/base.h"
#include "csc/wom_bass.h"
#include "csc/wom_branching.h"
#include "csc/wom_graph.h"
#include "csc/wom_referral.h"
#include "csc/wom_seeds.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ------------------------------------------------------------ telling trees */

/** A telling chain that circulates in the literature: a labelled preset, never a measurement of anybody's customers. All texts
 * static. */
typedef struct csc_wom_preset {
    const char *id;          /* "dissatisfied" */
    const char *title;       /* what the chain is about */
    const char *source;      /* where the figures come from, as far as can be told */
    const char *caveat;      /* what they are not */
    const double *branching; /* how many people a person of each level tells */
    size_t depth;
} csc_wom_preset;

/** How many presets there are. Any thread, O(1). @since 0.1 */
CSC_API size_t csc_wom_preset_count(void);

/** The i-th preset, or NULL beyond the last; the first is the founding chain, 11 and 5. Any thread, O(1). @since 0.1 */
CSC_API const csc_wom_preset *csc_wom_preset_get(size_t index);

/** The totals of a telling tree. */
typedef struct csc_wom_reach {
    double total;       /* people in the tree, the first tellers included, when no two tellings reach the same person: 67 */
    double listeners;   /* tellings = people told at most: 66. An upper bound of the distinct hearers */
    double distinct;    /* expected distinct hearers among `population`; NaN when that is unknown */
    double distinct_sd; /* standard deviation of the number of distinct hearers under the same model; NaN likewise */
    double share;       /* distinct / population, in [0, 1]; NaN likewise */
    double population;  /* people who can hear it; NaN when unknown */
} csc_wom_reach;

/** The totals of a telling tree in one call: each of `tellers` first persons tells branching[0] people, each of whom tells
 * branching[1], and so on.
 * Overlap: with a population N (the people who can hear it; the first tellers are not among them) each telling reaches one of the
 * N, uniformly and independently of the others. After x tellings a person has heard nothing with probability (1 - 1/N)^x, so
 *   E[distinct]   = N (1 - (1 - 1/N)^x)
 *   Var[distinct] = N (N - 1) (1 - 2/N)^x + N (1 - 1/N)^x - N^2 (1 - 1/N)^(2x)
 * (occupancy of N cells by x balls: Feller, An Introduction to Probability Theory and Its Applications, vol. 1, ch. IV). Real
 * acquaintances overlap more than chance, so `distinct` is itself on the high side; `listeners` is the bound that needs no model.
 * @param spec, spec_length  "wom:tree/1", parameters population and tellers
 * @param branching  `depth` mean numbers of people told, finite and not negative (need not be whole); NULL when depth is 0
 * @param depth      levels of telling, 0 to 10,000
 * @param out        filled on success
 * @return CSC_OK; CSC_E_SPEC, CSC_E_NOTFOUND; CSC_E_RANGE (err->row is the level); CSC_E_OVERFLOW (a total beyond the range of a
 *         double); CSC_E_LIMIT (depth); CSC_E_INVALID.  Any thread, O(depth). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_wom_reach_compute(const char *spec, size_t spec_length, const double *branching, size_t depth,
                                                       csc_wom_reach *out, csc_error *err);

/** A telling tree with its levels. Immutable: any number of threads may read it. */
typedef struct csc_wom_tree csc_wom_tree;

/** Creates a telling tree; arguments and model as in csc_wom_reach_compute.
 * @param out      set to the new object, or to NULL on any error; never NULL itself
 * @param context  allocator; NULL for the defaults; must outlive the object
 * @return as csc_wom_reach_compute, and CSC_E_NOMEM. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_wom_tree_create(csc_wom_tree **out, const char *spec, size_t spec_length, const double *branching,
                                                     size_t depth, const csc_context *context, csc_error *err);

/** Frees `self`; NULL is allowed. @since 0.1 */
CSC_API void csc_wom_tree_destroy(csc_wom_tree *self);

/** The canonical spec. @param length set to its bytes; may be NULL
 * @return text that lives as long as `self`, NUL-terminated; "" for NULL. O(1). @since 0.1 */
CSC_API const char *csc_wom_tree_spec(const csc_wom_tree *self, size_t *length);

/** Levels of telling; the tree has one generation more. 0 for NULL. O(1). @since 0.1 */
CSC_API size_t csc_wom_tree_depth(const csc_wom_tree *self);

/** People of generation `index`, 0 being the first tellers; NaN beyond the last or for NULL. O(1). @since 0.1 */
CSC_API double csc_wom_tree_generation(const csc_wom_tree *self, size_t index);

/** The totals. @return CSC_OK; CSC_E_INVALID. O(1). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_wom_tree_reach(const csc_wom_tree *self, csc_wom_reach *out);

/** Hands the tree to `sink`: definition, levels, total, listeners, distinct (null when the population is unknown), n (first
 * tellers), missing, status; at CSC_VISIT_DETAIL and beyond also distinct_sd, share, population and upper_bound; at
 * CSC_VISIT_EXPLAIN the branching numbers, the formula and its limits.
 * @param level  enum csc_visit_level
 * @return CSC_OK; CSC_E_INVALID; what the sink returned. O(depth). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_wom_tree_visit(const csc_wom_tree *self, int32_t level, csc_sink *sink);

#ifdef __cplusplus
}
#endif

#endif
