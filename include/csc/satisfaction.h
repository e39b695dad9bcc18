/* libcsc satisfaction: what was expected against what was experienced.
 *
 * The gap is experience - expectation. Above the zone of tolerance a customer is loyal, below it lost, inside it drifting. These are
 * names of classes, not observed returns. What is expected comes, before the first visit, from advertising, the salesperson's
 * explanation, opinions and suggestions; later from the customer's own experiences.
 */
#ifndef CSC_SATISFACTION_H
#define CSC_SATISFACTION_H

#include "csc/base.h"
#include "csc/satisfaction_drivers.h"
#include "csc/satisfaction_instruments.h"
#include "csc/satisfaction_pls.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ------------------------------------------------------------ expectation */

/** Classes of a customer, and the order of probabilities. */
enum csc_class_code { CSC_CLASS_LOYAL = 0, CSC_CLASS_DRIFTING = 1, CSC_CLASS_LOST = 2, CSC_CLASS_UNDEFINED = 3 };

/** The word of a class: "loyal", "drifting", "lost", "undefined"; "?" for other numbers. Static text. O(1). @since 0.1 */
CSC_API const char *csc_class_name(int32_t code);

/** The sources of a first expectation, in this order. */
enum csc_source_code { CSC_SOURCE_ADVERTISING = 0, CSC_SOURCE_SALESPERSON = 1, CSC_SOURCE_OPINIONS = 2, CSC_SOURCE_SUGGESTIONS = 3 };

/** What one customer expects (of one touchpoint): 32 bytes that the caller keeps in his own row. A plain value; the members may be
 * stored and restored, other values than those the functions below made are undefined behaviour of the numbers only. */
typedef struct csc_expectation {
    double mean;     /* expected level on the scale of the answers; NaN: none yet */
    double variance; /* of that mean; infinite: none yet */
    double time;     /* of the last visit, in the caller's unit; NaN: none or unknown */
    uint32_t count;  /* visits so far */
    uint32_t prior;  /* 1: before the first visit, and stated by sources; else 0 */
} csc_expectation;

/** What becomes of the first expectation at the first visit. */
enum csc_first_code {
    CSC_FIRST_REPLACE = 0, /* forgotten: from then on the expectation is the mean of the experiences */
    CSC_FIRST_COUNT = 1,   /* stays in the mean as one more visit */
    CSC_FIRST_BAYES = 2    /* weighs by its variance against the noise */
};

/** How expectations move and how gaps are judged. Set the defaults with csc_expectation_model_init, then change members. */
typedef struct csc_expectation_model {
    size_t size;           /* sizeof(csc_expectation_model), set by init; 0 is taken as this version's size */
    double noise;          /* variance of one experience about the customer's level, > 0; default 1 */
    double drift;          /* variance that a level gains from visit to visit, >= 0; default 0 */
    double drift_rate;     /* the same per unit of time since the last visit, >= 0; default 0 */
    double tolerance_low;  /* a gap below -tolerance_low is lost; >= 0; default 0, the literal rule */
    double tolerance_high; /* a gap above tolerance_high is loyal; >= 0; default 0 */
    double confidence;     /* 0: the gap alone decides. In (0.5, 1): loyal and lost need that probability, or it is drifting */
    int32_t first;         /* enum csc_first_code; default CSC_FIRST_REPLACE */
    int32_t equal;         /* class of a gap of exactly 0 with no tolerance: enum csc_class_code; default CSC_CLASS_DRIFTING */
} csc_expectation_model;

/** What one visit showed. */
typedef struct csc_experience {
    double expected;   /* before the visit; NaN: no prior and no visit */
    double experience; /* the answer */
    double gap;        /* experience - expected */
    double sd;         /* of the gap under the model: sqrt(variance before + drift + noise) */
    double z;          /* gap / sd: unit normal when the model holds */
    double gain;       /* the share of the gap by which the expectation moved */
    double p[3];       /* probabilities that the gap of levels lies above, in and below the zone, in the order of csc_class_code */
    int32_t code;      /* enum csc_class_code */
    csc_status status; /* CSC_OK; CSC_E_UNDEFINED: nothing was expected yet, and only `experience` and `gain` hold */
} csc_experience;

/** The defaults. NULL is allowed. O(1). @since 0.1 */
CSC_API void csc_expectation_model_init(csc_expectation_model *model);

/** A model from a spec, "gap:customer/1?tolerance=0.5&drift=0.1". `auto` for noise or tolerance leaves NaN in those members: estimate them
 * with csc_expectation_noise, and set noise to its value and both tolerances to half its root.
 * @param spec_length bytes, or SIZE_MAX for a NUL-terminated text
 * @return CSC_OK; CSC_E_SPEC; CSC_E_NOTFOUND; CSC_E_INVALID. O(length). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_expectation_model_parse(const char *spec, size_t spec_length, csc_expectation_model *model,
                                                             csc_error *err);

/** An expectation of which nothing is known. NULL is allowed. O(1). @since 0.1 */
CSC_API void csc_expectation_init(csc_expectation *self);

/** First expectation: the mean of the sources' levels weighted by their precisions. The variance is 1 / sum of precisions.
 * @param level     n levels on the scale of the answers, in the order of csc_source_code or any other sources; NaN: silent
 * @param precision n weights, 1 / variance of each source, 0 or more; NULL: 1 each
 * @return CSC_OK; CSC_E_UNDEFINED (all silent or of precision 0: out is "nothing known"); CSC_E_RANGE (infinite level,
 *         negative precision); CSC_E_INVALID. O(n). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_expectation_prior(const double *level, const double *precision, size_t n, csc_expectation *out,
                                                       csc_error *err);

/** One visit: judges it against the expectation, then moves the expectation. With m, P before, q = drift + drift_rate * time passed:
 *   S = P + q + noise, gain K = (P + q) / S, m' = m + K * gap, P' = (1 - K)(P + q).
 * With nothing known before, or with CSC_FIRST_REPLACE at the first visit, m' = experience and P' = noise. With no drift the
 * expectation is the running mean of the experiences.
 * @param model      NULL for the defaults
 * @param experience finite; NaN is missing: nothing moves and out->status is CSC_E_UNDEFINED
 * @param time       of the visit, in the caller's unit, not before the last one; NaN: unknown, counts as no time passed
 * @param out        may be NULL
 * @return CSC_OK; CSC_E_RANGE (infinite experience, time before the last visit); CSC_E_INVALID (self NULL, bad model). On failure
 *         nothing changes. O(1), no memory. @since 0.1
 * @source Rust, Inman, Jia, Zahorik (1999), Marketing Science 18:77-92, in the normal form; Kalman (1960) */
CSC_API CSC_NODISCARD csc_status csc_expectation_observe(const csc_expectation_model *model, csc_expectation *self, double experience,
                                                         double time, csc_experience *out, csc_error *err);

/** Class and probabilities of a gap with standard deviation `sd` (0 or NaN: the class itself is certain).
 * @param p may be NULL; else loyal, drifting, lost  @return enum csc_class_code; CSC_CLASS_UNDEFINED for a NaN gap. O(1). @since 0.1 */
CSC_API int32_t csc_expectation_classify(const csc_expectation_model *model, double gap, double sd, double *p);

/** Many visits of many customers, in the order of the rows (each customer's rows in time order).
 * @param states     one record a customer, made by csc_expectation_init or csc_expectation_prior or earlier calls
 * @param customer   column of indexes below `customers`, any integer type
 * @param experience numeric column; missing rows move nothing
 * @param time       numeric column, or NULL: unknown
 * @param out        NULL, or one record a row
 * @return CSC_OK; CSC_E_RANGE (err->row: index, infinite value, time running back); CSC_E_TYPE; CSC_E_INVALID. On failure the
 *         rows before err->row have been counted. Time O(n). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_expectation_observe_column(const csc_expectation_model *model, csc_expectation *states,
                                                                size_t customers, const csc_column *customer, const csc_column *experience,
                                                                const csc_column *time, size_t n, csc_experience *out, csc_error *err);

/** Joins the states of one customer over two adjacent ranges of time when nothing drifts: `later` holds visits after all of `self`'s.
 * @return CSC_OK; CSC_E_SEQUENCE (ranges overlap); CSC_E_UNSUPPORTED (a model with drift: replay the later visits instead);
 *         CSC_E_INVALID. O(1). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_expectation_merge(const csc_expectation_model *model, csc_expectation *self,
                                                       const csc_expectation *later, csc_error *err);

/** Variance of experiences within customers, pooled over those with two visits or more: an estimate of the noise without drift; half
 * its root is the tolerance "auto".
 * @param out value = variance, n = customers with two visits or more; CSC_E_TOO_FEW under 30 of them (the value is NaN)
 * @return CSC_OK; CSC_E_RANGE; CSC_E_TYPE; CSC_E_INVALID; CSC_E_NOMEM. Time O(n), memory O(customers). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_expectation_noise(size_t customers, const csc_column *customer, const csc_column *experience, size_t n,
                                                       const csc_context *context, csc_estimate *out, csc_error *err);

/* -------------------------------------------------------------------- gap */

/** Accumulator of expectation-experience pairs by item and respondent. One thread at a time for non-const calls. */
typedef struct csc_gap csc_gap;

/** Creates an accumulator.
 * @param spec, spec_length "gap:survey/1?tolerance=auto"; SIZE_MAX for a NUL-terminated text
 * @return CSC_OK; CSC_E_SPEC; CSC_E_NOTFOUND; CSC_E_INVALID; CSC_E_NOMEM; *out is NULL on error. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_gap_create(csc_gap **out, const char *spec, size_t spec_length, const csc_context *context,
                                                csc_error *err);

/** Frees `self`; NULL is allowed. @since 0.1 */
CSC_API void csc_gap_destroy(csc_gap *self);

/** The index of an item by its label; a new label makes a new item.
 * @return CSC_OK; CSC_E_LIMIT (label over 65,535 bytes); CSC_E_INVALID; CSC_E_NOMEM. O(length) expected. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_gap_item(csc_gap *self, const char *label, size_t length, size_t *item, csc_error *err);

/** The index of a respondent by his id; a new id makes a new respondent. @return as csc_gap_item. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_gap_respondent(csc_gap *self, const char *label, size_t length, size_t *respondent, csc_error *err);

/** Numbers of items and respondents; either place may be NULL. @return CSC_OK; CSC_E_INVALID. O(1). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_gap_size(const csc_gap *self, size_t *items, size_t *respondents);

/** Adds n pairs. Rows where either answer is missing are counted as missing in their item.
 * @param respondent, item        columns of indexes from the two functions above; NULL item: item 0
 * @param expectation, experience numeric columns, |value| at most 1e6
 * @param weight                  NULL, or 0 and more; weighs the items' means, not the classes
 * @return CSC_OK; CSC_E_TYPE; CSC_E_RANGE (err->row, err->key); CSC_E_INVALID; CSC_E_NOMEM. On error `self` is unchanged. O(n). @since 0.1
 */
CSC_API CSC_NODISCARD csc_status csc_gap_add(csc_gap *self, const csc_column *respondent, const csc_column *item,
                                             const csc_column *expectation, const csc_column *experience, const csc_column *weight,
                                             size_t n, csc_error *err);

/** Adds the pairs of `other`, items and respondents by label. In any order the same serialised bytes.
 * @return CSC_OK; CSC_E_MISMATCH (other spec); CSC_E_INVALID; CSC_E_NOMEM. On error `self` is unchanged. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_gap_merge(csc_gap *self, const csc_gap *other, csc_error *err);

/** Gap of one item: mean of experience - expectation with t interval. SIZE_MAX: of the respondents' mean gaps.
 * @return CSC_OK; CSC_E_INVALID. O(1), for SIZE_MAX O(respondents). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_gap_estimate(const csc_gap *self, size_t item, csc_estimate *out, csc_error *err);

/** Hands the whole to a sink: items (item, n, missing, expectation, experience, gap, se, low, high), classes (respondents by mean gap),
 * tolerance with its status, n, missing, warnings in words; with CSC_VISIT_EXPLAIN formula, source and limits.
 * @return CSC_OK; CSC_E_INVALID; whatever the sink returned. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_gap_visit(const csc_gap *self, int32_t level, csc_sink *sink);

/** Canonical bytes, as csc_metric_serialize. @return CSC_OK; CSC_E_BUFFER; CSC_E_INVALID; CSC_E_NOMEM. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_gap_serialize(const csc_gap *self, void *buffer, size_t capacity, size_t *needed, csc_error *err);

/** Reads them. @return CSC_OK; CSC_E_FORMAT; CSC_E_VERSION; CSC_E_MISMATCH; CSC_E_NOMEM; CSC_E_INVALID; *out NULL on error. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_gap_deserialize(csc_gap **out, const void *bytes, size_t length, const csc_context *context,
                                                     csc_error *err);

#ifdef __cplusplus
}
#endif

#endif
