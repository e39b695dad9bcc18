/* libcsc metric: survey metrics with named definitions and intervals. CSAT, NPS, CES, shares, response rates.
 *
 * A metric is named by a spec string, "csat:top2/1?scale=1..7"; csc_definition_get lists the definitions (subject "metric") with
 * their parameters. What all of them share:
 * - Blank cells (invalid rows, NaN) are missing: counted in `missing`, by default (missing=drop) not part of the denominator.
 * - The scale is declared with the question. An answer off the scale is CSC_E_RANGE with its row; with offscale=count it is
 *   counted apart. Nothing is dropped silently.
 * - A fractional answer falls in the box of the whole number below it, so that boxes are exhaustive: 6.5 is a detractor, 8.5 a
 *   passive. Means use the value itself.
 * - Percentages exist only when a result is asked for; states hold counts, so they merge in any order to the same bits.
 * - Every `spec_length` is in bytes, or SIZE_MAX when the text ends with a NUL.
 */
#ifndef CSC_METRIC_H
#define CSC_METRIC_H

#include "csc/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** "All groups together" where a group is asked for. */
#define CSC_METRIC_ALL SIZE_MAX

/** Accumulator of answers, many groups at once. One thread at a time for non-const calls. */
typedef struct csc_metric csc_metric;

/** One metric of one column, in one call.
 * @param spec, spec_length  the definition, "nps:standard/1"; SIZE_MAX for a NUL-terminated text
 * @param value   any numeric column; blank rows are missing
 * @param weight  NULL: every row counts once; else a column of weights, finite and not negative; a blank weight is CSC_E_RANGE
 * @param n       rows; 0 is valid and then the columns may be NULL
 * @param out     value, standard error, interval, n (with weights the sum of weights), missing, status. An undefined value
 *                (no answers) is NaN with CSC_E_UNDEFINED in out->status while the call returns CSC_OK
 * @return CSC_OK; CSC_E_SPEC, CSC_E_NOTFOUND (spec); CSC_E_RANGE (answer off the scale, bad weight; err->row); CSC_E_TYPE;
 *         CSC_E_INVALID; CSC_E_NOMEM.  Any thread, O(n). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_metric_compute(const char *spec, size_t spec_length, const csc_column *value, const csc_column *weight,
                                                    size_t n, csc_estimate *out, csc_error *err);

/** Creates an accumulator.
 * @param out     set to the new object, or to NULL on any error; never NULL itself
 * @param groups  number of groups, 1 to 2^31; rows name theirs by index. 0 makes a labelled accumulator, which starts without
 *                groups and gets them from csc_metric_label
 * @param context allocator; NULL for the defaults; must outlive the object
 * @return CSC_OK; CSC_E_SPEC; CSC_E_NOTFOUND; CSC_E_INVALID; CSC_E_LIMIT; CSC_E_NOMEM. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_metric_create(csc_metric **out, const char *spec, size_t spec_length, size_t groups,
                                                   const csc_context *context, csc_error *err);

/** Frees `self`; NULL is allowed. @since 0.1 */
CSC_API void csc_metric_destroy(csc_metric *self);

/** A copy with the same groups, labels and counts, independent of `self`. @return as csc_metric_create. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_metric_clone(csc_metric **out, const csc_metric *self, csc_error *err);

/** Forgets all answers; spec, groups and labels stay. NULL is allowed. O(groups). @since 0.1 */
CSC_API void csc_metric_reset(csc_metric *self);

/** The canonical spec. @param length set to its bytes; may be NULL
 * @return text that lives as long as `self`, NUL-terminated; "" for NULL. O(1). @since 0.1 */
CSC_API const char *csc_metric_spec(const csc_metric *self, size_t *length);

/** Number of groups; 0 for NULL. O(1). @since 0.1 */
CSC_API size_t csc_metric_groups(const csc_metric *self);

/** The index of the group with this label in a labelled accumulator; a new label makes a new group.
 * @param label, length  any bytes, at most 65,535; the empty label is a group like others
 * @param group          set to the index, stable until the object is destroyed
 * @return CSC_OK; CSC_E_SEQUENCE (not a labelled accumulator); CSC_E_LIMIT; CSC_E_INVALID; CSC_E_NOMEM. O(length) expected. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_metric_label(csc_metric *self, const char *label, size_t length, size_t *group, csc_error *err);

/** The label of a group. @param label, length set to text that lives until the next csc_metric_label, merge or destroy
 * @return CSC_OK; CSC_E_SEQUENCE (not labelled); CSC_E_INVALID (no such group). O(1). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_metric_label_get(const csc_metric *self, size_t group, const char **label, size_t *length);

/** Adds n answers, in any order; inputs are not kept.
 * @param group   column of group indexes, any integer type; NULL for group 0. A blank or unknown group is CSC_E_RANGE
 * @param value   any numeric column
 * @param weight  NULL for 1 each; else finite and not negative. Rows with weight 0 are checked and change nothing
 * @param n       rows; 0 is valid and then the columns may be NULL
 * @return CSC_OK; CSC_E_TYPE; CSC_E_RANGE (err->row, err->key "group", "value" or "weight"); CSC_E_OVERFLOW; CSC_E_INVALID;
 *         CSC_E_NOMEM. On error `self` is unchanged.  Time O(n); fastest without blanks for values u8, i32, f64. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_metric_add(csc_metric *self, const csc_column *group, const csc_column *value,
                                                const csc_column *weight, size_t n, csc_error *err);

/** Adds one answer; NaN is a missing one. @param weight 1 for a plain row. @return as csc_metric_add. O(1). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_metric_add_value(csc_metric *self, size_t group, double value, double weight, csc_error *err);

/** Adds all answers of `other`, which stays as it is and may be `self`. Indexed accumulators: group i to group i, so their numbers must
 * be equal. Labelled: by label, new ones are made. Any order of merges gives the same serialised bytes.
 * @return CSC_OK; CSC_E_MISMATCH (other spec, number of groups, or one labelled and one not); CSC_E_OVERFLOW; CSC_E_INVALID;
 *         CSC_E_NOMEM. On error `self` is unchanged. O(groups). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_metric_merge(csc_metric *self, const csc_metric *other, csc_error *err);

/** Value and interval of one group, or of all with CSC_METRIC_ALL. Without answers the value is NaN and out->status
 * CSC_E_UNDEFINED; with fewer than the spec's min_n it is NaN and CSC_E_TOO_FEW.
 * @return CSC_OK; CSC_E_INVALID (no such group). O(points of the scale). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_metric_estimate(const csc_metric *self, size_t group, csc_estimate *out, csc_error *err);

/** Hands one group (or CSC_METRIC_ALL) to a sink as one object: definition, group label if any, value, se, low, high, level, n, missing,
 * status; from CSC_VISIT_DETAIL on `counts` (promoters, passives, detractors; top, middle, bottom ...), `offscale`, and with
 * weights `effective_n`; with CSC_VISIT_EXPLAIN also formula, source, interval method, limits and the distribution of answers.
 * @return CSC_OK; CSC_E_INVALID; whatever the sink returned. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_metric_visit(const csc_metric *self, size_t group, int32_t level, csc_sink *sink);

/** The difference of two groups, `a` minus `b`. */
typedef struct csc_metric_difference {
    double difference; /* NaN unless status is CSC_OK */
    double se;         /* standard error of the difference, unpooled */
    double low;        /* interval at `level`: Newcombe's for shares, from the two score intervals for NPS and net, Welch's for means */
    double high;
    double level;
    double statistic;  /* z with the pooled variance (shares) or the unpooled one (NPS, net), or Welch's t (means) */
    double df;         /* degrees of freedom of t; infinite for z */
    double p;          /* two-sided; NaN for means of which neither group varies */
    double p_adjusted; /* Holm over the family of the call; equal to p for one comparison */
    csc_status status; /* CSC_OK, CSC_E_UNDEFINED, CSC_E_TOO_FEW */
    int32_t reserved;
} csc_metric_difference;

/** Compares two groups, of the same or of two accumulators (periods, teams) with equal specs. The answers must be of different
 * respondents: repeated answers of the same ones need a paired test.
 * @return CSC_OK; CSC_E_MISMATCH (other spec); CSC_E_INVALID. O(points of the scale). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_metric_compare(const csc_metric *a, size_t group_a, const csc_metric *b, size_t group_b,
                                                    csc_metric_difference *out, csc_error *err);

/** Compares every group with one reference, or with all the other groups together, with p-values adjusted by Holm's method.
 * @param reference a group, or CSC_METRIC_ALL: each group against the rest
 * @param out       one record a group; that of the reference itself has CSC_E_UNDEFINED. Undefined ones are no part of the family
 * @return CSC_OK; CSC_E_INVALID; CSC_E_NOMEM. O(groups log groups). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_metric_compare_each(const csc_metric *self, size_t reference, csc_metric_difference *out,
                                                         csc_error *err);

/** Holm's step-down adjustment of p-values. @param p n values in [0, 1]; NaN ones stay NaN and do not count
 * @param adjusted n values, may be `p` itself.  @return CSC_OK; CSC_E_RANGE; CSC_E_NOMEM; CSC_E_INVALID. O(n log n). @since 0.1
 * @source Holm (1979), Scandinavian Journal of Statistics 6:65-70 */
CSC_API CSC_NODISCARD csc_status csc_metric_holm(const double *p, size_t n, double *adjusted, const csc_context *context, csc_error *err);

/** Ranks groups by value, the highest first; equal values share the better rank.
 * @param min_n  groups with fewer answers (with weights: a lower effective number) are not ranked; 0 for the default, 30; a
 *               higher min_n of the spec prevails
 * @param rank   one number a group: 1 for the best; 0 says "not ranked", too few answers or undefined
 * @param ranked set to how many were ranked; may be NULL
 * @return CSC_OK; CSC_E_INVALID; CSC_E_NOMEM. O(groups log groups). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_metric_rank(const csc_metric *self, uint64_t min_n, uint64_t *rank, size_t *ranked, csc_error *err);

/** Writes the state in canonical bytes: equal answers give equal bytes, in whatever order they were added and merged.
 * @param buffer, capacity  may be NULL, 0 to ask for the size  @param needed set to the size, also on CSC_E_BUFFER; may be NULL
 * @return CSC_OK; CSC_E_BUFFER; CSC_E_INVALID; CSC_E_NOMEM. O(groups). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_metric_serialize(const csc_metric *self, void *buffer, size_t capacity, size_t *needed,
                                                      csc_error *err);

/** Makes an accumulator from a state; bytes that csc_metric_serialize would not write are refused.
 * @return CSC_OK; CSC_E_FORMAT (err->byte); CSC_E_VERSION; CSC_E_NOMEM; CSC_E_INVALID. `*out` is NULL on any error. O(length). @since 0.1
 */
CSC_API CSC_NODISCARD csc_status csc_metric_deserialize(csc_metric **out, const void *bytes, size_t length, const csc_context *context,
                                                        csc_error *err);

#ifdef __cplusplus
}
#endif

#endif
