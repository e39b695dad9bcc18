/* libcsc survival: when customers leave. Kaplan-Meier, Nelson-Aalen, log-rank, Cox, accelerated failure times, Aalen-Johansen.
 *
 * Rows with a missing cell are left out and counted. Groups, strata and clusters are uint32 codes, 0 .. count - 1.
 */
#ifndef CSC_SURVIVAL_H
#define CSC_SURVIVAL_H

#include "csc/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Observed times by columns; one whose `data` is NULL is absent. A zeroed record is an empty table. */
typedef struct csc_survival_table {
    size_t rows;
    csc_column time;    /* end of observation, 0 or more and finite, in any unit */
    csc_column status;  /* 1 event, 0 censored; for Aalen-Johansen the cause 1, 2, ... */
    csc_column start;   /* absent: 0. The row is at risk in (start, time]: left truncation, time-varying covariates */
    csc_column weight;  /* absent: 1; 0 or more */
    csc_column group;   /* absent: one group. Curves and log-rank */
    csc_column strata;  /* absent: one stratum. Log-rank and Cox */
    csc_column cluster; /* absent: each row its own. Cox, robust variance */
} csc_survival_table;

/** sizeof(csc_survival_table), for bindings. O(1). @since 0.1 */
CSC_API size_t csc_survival_table_size(void);

/* ----------------------------------------------------------------- curves */

/** Curves of one table, a curve a group (Aalen-Johansen: a curve a group and cause). Immutable. */
typedef struct csc_survival_curve csc_survival_curve;

/** Estimates curves.
 * @param out    set to the new object, or to NULL on any error
 * @param spec, spec_length  SIZE_MAX for a NUL-terminated text:
 *   "survival:km/1?limits=log-log&tau=365"  Kaplan-Meier, Greenwood's variance; limits log-log, log or plain; tau: horizon of the
 * restricted mean, the largest time of all groups by default "survival:na/1"      Nelson-Aalen cumulative hazard, variance sum of d / n^2,
 * limits on the logarithm "survival:aj/1"      Aalen-Johansen cumulative incidence of each cause, with the variance of its martingale;
 * limits on log(-log(1 - F))
 * @param groups  number of groups, 1 or more
 * @return CSC_OK; CSC_E_RANGE (err->row, err->key); CSC_E_TYPE; CSC_E_SPEC; CSC_E_NOTFOUND; CSC_E_INVALID; CSC_E_NOMEM. Time O(n). @since
 * 0.1 */
CSC_API CSC_NODISCARD csc_status csc_survival_curve_create(csc_survival_curve **out, const char *spec, size_t spec_length,
                                                           const csc_survival_table *table, size_t groups, const csc_context *context,
                                                           csc_error *err);

/** Frees `self`; NULL is allowed. @since 0.1 */
CSC_API void csc_survival_curve_destroy(csc_survival_curve *self);

/** How many curves there are: groups, or groups x causes (all causes of group 0 first). O(1). @since 0.1 */
CSC_API size_t csc_survival_curve_count(const csc_survival_curve *self);

/** Length of a curve: its distinct times, with events or without. 0 beyond the last curve. O(1). @since 0.1 */
CSC_API size_t csc_survival_curve_length(const csc_survival_curve *self, size_t curve);

/** Copies a curve; each output takes csc_survival_curve_length doubles, or is NULL.
 * @return CSC_OK; CSC_E_INVALID (no such curve). O(length). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_survival_curve_get(const csc_survival_curve *self, size_t curve, double *time, double *at_risk,
                                                        double *events, double *estimate, double *se, double *low, double *high);

/** Value of a curve at any times (a right-continuous step function; 1 or 0 before the first time, NaN beyond the last when censored there).
 * @return CSC_OK; CSC_E_INVALID. O(n log length). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_survival_curve_at(const csc_survival_curve *self, size_t curve, const double *times, size_t n,
                                                       double *estimate);

/** Hands one curve to `sink`: {"definition","group" (its
 * code),"n","missing","status","level","time":[...],"at_risk","events","estimate","se","low",
 * "high","median","median_low","median_high","mean","mean_se","tau"}; a median is the smallest time with the estimate at or under one half,
 * null when there is none. @return CSC_OK; CSC_E_INVALID; what the sink returned. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_survival_curve_visit(const csc_survival_curve *self, size_t curve, int32_t level, csc_sink *sink);

/* --------------------------------------------------------------- log-rank */

/** The log-rank test of equal hazards in all groups (Mantel 1966; hypergeometric variance), over strata.
 * @param groups  2 or more
 * @param observed, expected  `groups` doubles each, or NULL
 * @param chi2, df, p         each may be NULL
 * @return CSC_OK; CSC_E_UNDEFINED (no events, or fewer than two groups with rows: NaN); otherwise as csc_survival_curve_create. @since 0.1
 */
CSC_API CSC_NODISCARD csc_status csc_survival_logrank(const csc_survival_table *table, size_t groups, double *observed, double *expected,
                                                      double *chi2, double *df, double *p, const csc_context *context, csc_error *err);

/* ------------------------------------------------------------- regression */

/** A fitted regression: Cox or accelerated failure times. Immutable. */
typedef struct csc_survival_model csc_survival_model;

/** Fits a regression on covariates.
 * @param spec, spec_length
 *   "survival:cox/1?ties=efron&robust=auto"  Cox (1972) with ties by Efron (default) or Breslow, strata, start-stop rows, weights; robust
 * (sandwich) variance: yes, no, auto (yes when there are clusters) "survival:aft/1?distribution=weibull"    log T = b0 + x'b + scale W:
 * weibull, exponential, lognormal or loglogistic
 * @param covariates  `count` columns, at most 500      @param names  their names, `count` NUL-terminated texts, for messages and results
 * @return CSC_OK, also when csc_survival_model_status says CSC_E_SEPARATION, CSC_E_NOCONVERGE or CSC_E_TOO_FEW; CSC_E_SINGULAR (collinear
 *         or constant: err->key names the column); CSC_E_RANGE; CSC_E_TYPE; CSC_E_LIMIT; CSC_E_SPEC; CSC_E_NOTFOUND; CSC_E_INVALID;
 * CSC_E_NOMEM; CSC_E_CANCELLED. Time O(steps x rows x count^2). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_survival_fit(csc_survival_model **out, const char *spec, size_t spec_length,
                                                  const csc_survival_table *table, const csc_column *covariates, const char *const *names,
                                                  size_t count, const csc_context *context, csc_error *err);

/** Frees `self`; NULL is allowed. @since 0.1 */
CSC_API void csc_survival_model_destroy(csc_survival_model *self);

/** CSC_OK, CSC_E_SEPARATION (a column predicts events perfectly, see csc_survival_model_trouble), CSC_E_NOCONVERGE, CSC_E_TOO_FEW (no
 * events). O(1). @since 0.1 */
CSC_API csc_status csc_survival_model_status(const csc_survival_model *self);

/** Index of the covariate that the status is about, or SIZE_MAX. O(1). @since 0.1 */
CSC_API size_t csc_survival_model_trouble(const csc_survival_model *self);

/** Coefficients of the fit: the covariates; for AFT the intercept before them. Each output takes csc_survival_model_count doubles
 * (covariance: its square) or is NULL. Standard errors are robust where the spec says so.
 * @return CSC_OK; CSC_E_INVALID. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_survival_model_get(const csc_survival_model *self, double *coefficients, double *errors,
                                                        double *covariance);

/** How many coefficients there are. O(1). @since 0.1 */
CSC_API size_t csc_survival_model_count(const csc_survival_model *self);

/** One number of the fit by name: "loglik", "loglik_null", "concordance", "events", "n", "missing", "wald", "score", "lr", "scale",
 * "scale_se", "iterations". @return CSC_OK; CSC_E_NOTFOUND; CSC_E_INVALID. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_survival_model_number(const csc_survival_model *self, const char *name, double *value);

/** Baseline cumulative hazard of a stratum at covariates 0 (Breslow's, with Efron's ties where the fit has them), Cox only.
 * @param needed  set to the number of event times, also on CSC_E_BUFFER      @param time, hazard  `capacity` doubles each
 * @return CSC_OK; CSC_E_BUFFER; CSC_E_INVALID. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_survival_model_baseline(const csc_survival_model *self, size_t stratum, double *time, double *hazard,
                                                             size_t capacity, size_t *needed);

/** Hands the fit to `sink`: {"definition","coef":{...},"se":{...},"loglik_null","loglik","concordance","events","n","missing","status",
 * "iterations", ...}; with CSC_VISIT_DETAIL also hazard (time) ratios with limits, and tests.
 * @return CSC_OK; CSC_E_INVALID; what the sink returned. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_survival_model_visit(const csc_survival_model *self, int32_t level, csc_sink *sink);

/** Harrell's concordance of a score with observed times: the share of comparable pairs in which the one with the event first has the higher
 * score, equal scores counting one half. Pairs within a stratum only; a tie of an event and a censored time is comparable, of two events
 * not.
 * @return CSC_OK; CSC_E_UNDEFINED (no comparable pair: NaN); otherwise as csc_survival_curve_create. Time O(n log n). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_survival_concordance(const csc_survival_table *table, const csc_column *score, double *concordance,
                                                          const csc_context *context, csc_error *err);

#ifdef __cplusplus
}
#endif

#endif
