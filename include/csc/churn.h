/* libcsc churn: why customers leave, and what complaints bring back.
 *
 * The shipped tables are presets, not measurements: csc_definition_find("churn:reasons/1") and ("churn:paths/1") carry their
 * source and caveat, and each has an estimator from the user's own counts.
 */
#ifndef CSC_CHURN_H
#define CSC_CHURN_H

#include "csc/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------- leave reasons */

/** One leave reason. Texts are static. */
typedef struct csc_churn_reason {
    const char *id;         /* "competition" */
    const char *title;      /* "went to a competitor" */
    const char *group;      /* "unavoidable", "market", "product" or "service" */
    double share;           /* preset share of LOST customers, in [0, 1] */
    int32_t within_control; /* 1: in the company's power (product, service) */
    int32_t reserved;
} csc_churn_reason;

/** How many reasons the preset knows: 6. Any thread, O(1). @since 0.1 */
CSC_API size_t csc_churn_reason_count(void);

/** The i-th reason in the order of the table, or NULL beyond the last. Any thread, O(1). @since 0.1 */
CSC_API const csc_churn_reason *csc_churn_reason_get(size_t index);

/** Hands the table of leave reasons to `sink`: a split of lost customers, not a churn rate. With counts each share is an estimate
 * with a Wilson interval and a p-value of its difference from the preset (exact binomial, twice the smaller tail).
 *   {"definition","source","n","missing","status","level","reasons":[{"reason","title","group","share","low","high","count",
 *   "preset","p","customers"}],"groups":[{"group","share","low","high","customers"}],"within_control"}
 * @param spec, spec_length  "churn:reasons/1"; SIZE_MAX for a NUL-terminated text
 * @param counts  NULL: the preset; else csc_churn_reason_count() counts (or sums of weights) of own lost customers
 * @param missing lost customers without a stated reason, 0 or more
 * @param lost    customers lost, to turn shares into "customers"; NaN: n of the counts, or null with the preset
 * @return CSC_OK; CSC_E_RANGE (a count negative or not finite; err->row); CSC_E_SPEC; CSC_E_NOTFOUND; CSC_E_INVALID; what the
 *         sink returned. Counts that are all 0 give status "undefined" and nulls. O(1). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_churn_reasons_visit(const char *spec, size_t spec_length, const double *counts, double missing,
                                                         double lost, csc_sink *sink, csc_error *err);

/* -------------------------------------------------------- complaint paths */

/** The four ways of a dissatisfied customer, indexes of csc_churn_paths.path. */
enum csc_churn_path_kind {
    CSC_CHURN_SILENT = 0,     /* did not complain */
    CSC_CHURN_UNRESOLVED = 1, /* complained, not resolved */
    CSC_CHURN_RESOLVED = 2,   /* complained, resolved */
    CSC_CHURN_QUICK = 3       /* complained, resolved quickly */
};

/** One path. Limits are NaN with the preset. */
typedef struct csc_churn_path {
    double share; /* of dissatisfied customers who take it, in [0, 1] */
    double share_low;
    double share_high;
    double rebuy; /* probability to buy again, in [0, 1]; NaN without customers */
    double rebuy_low;
    double rebuy_high;
    double customers; /* dissatisfied customers on this path */
    double returning; /* of them who buy again */
    double count;     /* customers observed on it; NaN with the preset */
    double preset;    /* rebuy of the preset */
    double p_value;   /* of "rebuy is the preset's": exact binomial, twice the smaller tail; NaN with the preset */
} csc_churn_path;

/** Dissatisfied customers along their paths, filled by csc_churn_paths_compute and csc_churn_paths_estimate. */
typedef struct csc_churn_paths {
    csc_churn_path path[4];
    double unhappy;   /* dissatisfied customers */
    double returning; /* who buy again */
    double lost;      /* unhappy - returning */
    double low;       /* limits of `returning` from the sampling of own counts; NaN with the preset */
    double high;
    double level;
    double n;               /* customers observed; NaN with the preset */
    double missing;         /* observed without path or outcome */
    double effect_complain; /* more returning customers for one percentage point more who complain; NaN where not defined */
    double effect_resolved; /* for one point more of complaints resolved */
    double effect_quick;    /* for one point more of resolved complaints resolved quickly */
    csc_status status;      /* CSC_OK, CSC_E_UNDEFINED */
    int32_t own;            /* 1: from own counts */
} csc_churn_paths;

/** sizeof(csc_churn_paths), for bindings. O(1). @since 0.1 */
CSC_API size_t csc_churn_paths_size(void);

/** The mix formula with the preset rebuy rates:
 *   returning = D ((1 - c) b0 + c ((1 - r) b1 + r ((1 - q) b2 + q b3)))
 * where b is 9, 19, 54, 82 % for a major and 37, 46, 70, 95 % for a minor problem.
 * @param spec, spec_length  "churn:paths/1?problem=minor"; SIZE_MAX for a NUL-terminated text
 * @param unhappy   D, dissatisfied customers, 0 or more
 * @param complain  c, share of them who complain, in [0, 1]
 * @param resolved  r, share of complaints resolved (quickly or not)
 * @param quick     q, share of the resolved ones resolved quickly (within the parameter `quick` of the spec)
 * @return CSC_OK; CSC_E_RANGE (err->key); CSC_E_SPEC; CSC_E_NOTFOUND; CSC_E_INVALID. Any thread, O(1). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_churn_paths_compute(const char *spec, size_t spec_length, double unhappy, double complain,
                                                         double resolved, double quick, csc_churn_paths *out, csc_error *err);

/** The same from own counts, with Wilson limits and the difference from the preset tested.
 * @param counts, returned  four each, in the order of csc_churn_path_kind: dissatisfied customers and those of them who bought
 *                          again; real numbers are taken (weights)
 * @param missing  customers observed without path or outcome
 * @param unhappy  dissatisfied customers to project to; NaN: those observed
 * @return CSC_OK (out->status is CSC_E_UNDEFINED when all counts are 0); CSC_E_RANGE (err->row: the path; returned above count,
 *         negative, not finite); CSC_E_SPEC; CSC_E_NOTFOUND; CSC_E_INVALID. Any thread, O(1). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_churn_paths_estimate(const char *spec, size_t spec_length, const double counts[4],
                                                          const double returned[4], double missing, double unhappy, csc_churn_paths *out,
                                                          csc_error *err);

/** Hands a result to `sink`, with the spec it was made by:
 *   {"definition","source","returning","low","high","lost","unhappy","n","missing","status","level","effects":{…},
 *    "paths":[{"path","title","share","share_low","share_high","rebuy","low","high","customers","returning","preset","p"}]}
 * @return CSC_OK; CSC_E_SPEC; CSC_E_NOTFOUND; CSC_E_INVALID; what the sink returned. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_churn_paths_visit(const csc_churn_paths *self, const char *spec, size_t spec_length, csc_sink *sink);

/* ------------------------------------------------------------ churn score */

/** A fitted logistic score: who is likely to leave. Immutable. */
typedef struct csc_churn_score csc_churn_score;

/** Fits ln(p / (1 - p)) = b0 + x'b by maximum likelihood, with an optional ridge penalty. Rows with a missing cell are left out and
 * counted.
 * @param out    set to the new object, or to NULL on any error
 * @param spec, spec_length  "churn:score/1?ridge=1": ridge is the penalty of half the squared coefficients of the standardised columns (the
 *               intercept is free), 0 by default; SIZE_MAX for a NUL-terminated text
 * @param outcome    1 left, 0 stayed
 * @param covariates, names, count  columns and their names (NUL-terminated), at most 500
 * @param weight     NULL: every row counts once; else 0 or more
 * @return CSC_OK, also when csc_churn_score_status says CSC_E_SEPARATION (a column predicts the outcome perfectly), CSC_E_TOO_FEW (nobody
 *         left, or nobody stayed) or CSC_E_NOCONVERGE; CSC_E_SINGULAR (constant or collinear: err->key names the column); CSC_E_RANGE
 *         (err->row, err->key); CSC_E_TYPE; CSC_E_LIMIT; CSC_E_SPEC; CSC_E_NOTFOUND; CSC_E_INVALID; CSC_E_NOMEM; CSC_E_CANCELLED. @since
 * 0.1 */
CSC_API CSC_NODISCARD csc_status csc_churn_score_fit(csc_churn_score **out, const char *spec, size_t spec_length, const csc_column *outcome,
                                                     const csc_column *covariates, const char *const *names, size_t count,
                                                     const csc_column *weight, size_t rows, const csc_context *context, csc_error *err);

/** Frees `self`; NULL is allowed. @since 0.1 */
CSC_API void csc_churn_score_destroy(csc_churn_score *self);

/** CSC_OK or the word for a fit without a maximum. O(1). @since 0.1 */
CSC_API csc_status csc_churn_score_status(const csc_churn_score *self);

/** Index of the covariate that the status is about, or SIZE_MAX. O(1). @since 0.1 */
CSC_API size_t csc_churn_score_trouble(const csc_churn_score *self);

/** Coefficients and standard errors, the intercept first: 1 + count doubles each, or NULL. @return CSC_OK; CSC_E_INVALID. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_churn_score_get(const csc_churn_score *self, double *coefficients, double *errors);

/** Scores rows. A row with a missing cell gets NaN.
 * @param probability  `rows` doubles, or NULL
 * @param effects      rows x count doubles (row by row), or NULL: what each factor adds to the logit against the mean customer, b (x -
 * mean). base + the effects of a row is the logit of its probability
 * @param base         the logit of the mean customer; may be NULL
 * @return CSC_OK; CSC_E_TYPE; CSC_E_INVALID. O(rows x count). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_churn_score_predict(const csc_churn_score *self, const csc_column *covariates, size_t rows,
                                                         double *probability, double *effects, double *base, csc_error *err);

/** Hands the fit to `sink`:
 * {"definition","coef":{...},"se":{...},"auc","brier","log_loss","loglik","loglik_null","events","n","missing","status",
 * ...}; with CSC_VISIT_DETAIL also "deciles" (gain and lift) and "calibration". The measures are of the rows fitted: in-sample.
 * @return CSC_OK; CSC_E_INVALID; what the sink returned. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_churn_score_visit(const csc_churn_score *self, int32_t level, csc_sink *sink);

/** How well probabilities foretold outcomes. Filled by csc_churn_measure. */
typedef struct csc_churn_measures {
    double n;        /* sum of weights of complete rows */
    double events;   /* of those who left */
    double missing;  /* rows left out */
    double auc;      /* P(a leaver's score is higher), ties count one half; NaN without both outcomes */
    double brier;    /* mean of (p - outcome)^2 */
    double log_loss; /* mean of -ln of the probability of what happened; inf when that was 0 */
} csc_churn_measures;

/** One tenth of the customers (by rising rank of the score, the first the highest) or one bin of probabilities. */
typedef struct csc_churn_bin {
    double n;
    double events;
    double mean; /* mean probability */
    double rate; /* events / n; NaN when empty */
    double low;  /* Wilson limits of the rate at 0.95 */
    double high;
    double gain; /* share of all events in this and the bins before */
    double lift; /* rate over the rate of all */
} csc_churn_bin;

/** AUC, Brier score, log loss; gain and lift by groups of falling score; calibration by bins of equal width.
 * @param probability  in [0, 1]      @param outcome  1 or 0      @param weight  NULL or 0 and more
 * @param deciles      `groups` records of equal share of rows (equal scores stay together), or NULL
 * @param calibration  `groups` records of probabilities [i / groups, (i + 1) / groups), or NULL      @param groups  2 to 1,000
 * @return CSC_OK; CSC_E_UNDEFINED (no rows; NaN); CSC_E_RANGE (err->row); CSC_E_TYPE; CSC_E_INVALID; CSC_E_NOMEM. Time O(n). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_churn_measure(const csc_column *probability, const csc_column *outcome, const csc_column *weight,
                                                   size_t rows, csc_churn_measures *out, csc_churn_bin *deciles, csc_churn_bin *calibration,
                                                   size_t groups, const csc_context *context, csc_error *err);

/** sizeof(csc_churn_measures) and sizeof(csc_churn_bin), for bindings. O(1). @since 0.1 */
CSC_API size_t csc_churn_measures_size(void);
/** See csc_churn_measures_size. @since 0.1 */
CSC_API size_t csc_churn_bin_size(void);

#ifdef __cplusplus
}
#endif

#endif
