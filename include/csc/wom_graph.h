/* libcsc wom, graphs: who tells whom, and cascades along it. */
#ifndef CSC_WOM_GRAPH_H
#define CSC_WOM_GRAPH_H

#include "csc/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** "Nobody" where a person's number is told. */
#define CSC_WOM_NOBODY UINT32_MAX

/** A directed graph of people, compressed. Immutable: any number of threads may read it. People are 0 ... nodes - 1. */
typedef struct csc_wom_graph csc_wom_graph;

/** What was found while building. Rows are CSC_NOWHERE when there was none. */
typedef struct csc_wom_graph_info {
    uint64_t nodes;
    uint64_t arcs;       /* after dropping loops and merging duplicates */
    uint64_t loops;      /* rows from a person to the same person; dropped */
    uint64_t duplicates; /* rows that repeat an arc; merged */
    uint64_t missing;    /* rows with a blank end; dropped */
    uint64_t first_loop, first_duplicate, first_missing;
} csc_wom_graph_info;

/** Builds a graph from numbered people.
 * The spec says how likely a telling along an arc convinces (parameter weights):
 *   wc          1 / (number of arcs into the hearer), the "weighted cascade" (Kempe, Kleinberg & Tardos 2003). The default
 *   const       the parameter `probability` for every arc
 *   trivalency  0.1, 0.01 or 0.001, drawn once for each arc from the parameter `seed`
 *   given       the column `probability`; repeated rows combine to 1 - (1 - a)(1 - b)
 * @param out          set to the new object, or to NULL on any error; never NULL itself
 * @param spec         "wom:graph/1?weights=const&probability=0.05"
 * @param from, to     columns of whole numbers 0 ... nodes - 1; a row with a blank end is counted and dropped
 * @param probability  NULL, or with weights=given a column in [0, 1] without blanks
 * @param rows         below 2^32 - 1
 * @param nodes        number of people; 0: one more than the largest number that occurs
 * @param context      allocator; NULL for the defaults; must outlive the object
 * @return CSC_OK; CSC_E_SPEC; CSC_E_NOTFOUND; CSC_E_RANGE (err->row, err->key); CSC_E_TYPE; CSC_E_LIMIT; CSC_E_INVALID; CSC_E_NOMEM.
 * Time and memory O(nodes + rows). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_wom_graph_create(csc_wom_graph **out, const char *spec, size_t spec_length, const csc_column *from,
                                                      const csc_column *to, const csc_column *probability, size_t rows, uint32_t nodes,
                                                      const csc_context *context, csc_error *err);

/** Builds a graph from named people, numbered in the order of their first coming (row by row, `from` before `to`). Otherwise as
 * csc_wom_graph_create; an empty name is blank. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_wom_graph_create_text(csc_wom_graph **out, const char *spec, size_t spec_length,
                                                           const csc_text_column *from, const csc_text_column *to,
                                                           const csc_column *probability, size_t rows, const csc_context *context,
                                                           csc_error *err);

/** Frees `self`; NULL is allowed. @since 0.1 */
CSC_API void csc_wom_graph_destroy(csc_wom_graph *self);

/** Counts. @return CSC_OK; CSC_E_INVALID. O(1). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_wom_graph_info_get(const csc_wom_graph *self, csc_wom_graph_info *out);

/** The name of a person; "" and 0 in a graph of numbers or for a number that is none. O(1). @since 0.1 */
CSC_API const char *csc_wom_graph_label(const csc_wom_graph *self, uint32_t node, size_t *length);

/** The number of a named person, CSC_WOM_NOBODY when there is none. O(length) expected. @since 0.1 */
CSC_API uint32_t csc_wom_graph_find(const csc_wom_graph *self, const char *label, size_t length);

/** Whom a person tells, in rising order; *targets lives as long as `self`. @return their number; 0 for no such person. O(1).
 * @since 0.1 */
CSC_API size_t csc_wom_graph_out(const csc_wom_graph *self, uint32_t node, const uint32_t **targets);

/** Who tells a person, in rising order; *sources lives as long as `self`. @return their number; 0 for no such person. O(1).
 * @since 0.1 */
CSC_API size_t csc_wom_graph_in(const csc_wom_graph *self, uint32_t node, const uint32_t **sources);

/** The probability of an arc; 0 when there is none. O(log degree). @since 0.1 */
CSC_API double csc_wom_graph_probability(const csc_wom_graph *self, uint32_t from, uint32_t to);

/** The outcome of many simulated cascades. */
typedef struct csc_wom_spread {
    double spread;    /* mean number of people reached, the first ones included */
    double se;        /* its Monte-Carlo standard error */
    double negative;  /* mean number of those whose opinion is negative; 0 unless quality is below 1 */
    double depth;     /* mean number of steps until nobody new was reached */
    double runs;
} csc_wom_spread;

/** Simulates cascades from a set of first people ("seeds").
 * Models (parameter `model`): ic, independent cascade: who was reached in one step tells each neighbour in the next, once, and
 * convinces with the probability of the arc. lt, linear threshold: a person is reached when the weights of the arcs from people
 * reached exceed a threshold drawn uniformly; weights into a person that sum to more than 1 are scaled to 1 (Kempe et al. 2003).
 * Parameters: runs; seed; steps, the campaign's end (none: until nobody new); quality q: a person reached by a content one is content
 * with probability q, by a discontented one never (negativity bias, Chen et al., SDM 2011; ic only).
 * The i-th run has its own stream of random numbers: the same result in bits with any number of workers.
 * @param seeds        `seed_count` people; repeated ones count once
 * @param context      allocator, executor, progress and cancel; NULL for the defaults
 * @param activation   NULL, or room for one share a person: how often each was reached
 * @param credit       NULL, or room for one number a seed: mean number of people whose chain starts there (who brought whom; within
 *                     a step the earlier one brings)
 * @return CSC_OK; CSC_E_SPEC; CSC_E_NOTFOUND; CSC_E_RANGE (err->row: the seed that is nobody); CSC_E_CANCELLED; CSC_E_NOMEM;
 *         CSC_E_INVALID; CSC_E_UNSUPPORTED (lt with quality below 1). Time O(arcs out of people reached) a run. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_wom_simulate(const csc_wom_graph *graph, const char *spec, size_t spec_length, const uint32_t *seeds,
                                                  size_t seed_count, const csc_context *context, csc_wom_spread *out, double *activation,
                                                  double *credit, csc_error *err);

/** One run of csc_wom_simulate in full: who brought whom and when.
 * @param run      its index, from 0
 * @param parent   room for a number a person: who brought them, themselves for seeds, CSC_WOM_NOBODY when not reached
 * @param step     NULL, or room for a number a person: when, 0 for seeds, CSC_WOM_NOBODY when not reached
 * @param reached  set to how many were reached; may be NULL
 * @return as csc_wom_simulate. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_wom_cascade(const csc_wom_graph *graph, const char *spec, size_t spec_length, const uint32_t *seeds,
                                                 size_t seed_count, uint64_t run, const csc_context *context, uint32_t *parent,
                                                 uint32_t *step, uint64_t *reached, csc_error *err);

#ifdef __cplusplus
}
#endif

#endif
