/* libcsc lifetime: how often customers come back, whether they are still there, what they are worth.
 *
 * Models, each a definition (subject "churn") and a spec string: lifetime:bg-nbd/1, lifetime:mbg-nbd/1, lifetime:pareto-nbd/1
 * (purchases at any time), lifetime:bg-bb/1 (purchases at opportunities), lifetime:sbg/1, lifetime:bdw/1 (contracts that end),
 * lifetime:gamma-gamma/1 (spend). Times are in any unit: the fit rescales them, so days, weeks and seconds give one answer.
 */
#ifndef CSC_LIFETIME_H
#define CSC_LIFETIME_H

#include "csc/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ------------------------------------------------- from log to customers */

/** A log of purchases that becomes a customer table. Rows may come in any order and in any number of calls; logs read in parts merge
 * to the same bits in any order. One thread at a time for non-const calls. */
typedef struct csc_purchases csc_purchases;

/** Creates an empty log.
 * @param out    set to the new object, or to NULL on any error
 * @param grain  purchases of a customer within one grain are one: 1 when times are days, 86400e6 for microseconds; above 0
 * @param part, parts  to keep only the customers of one part of `parts` (a hash of the id), for logs larger than memory: read the log
 *               once a part. 0 and 1 keep all
 * @return CSC_OK; CSC_E_INVALID; CSC_E_NOMEM. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_purchases_create(csc_purchases **out, double grain, uint32_t part, uint32_t parts,
                                                      const csc_context *context, csc_error *err);

/** Frees `self`; NULL is allowed. @since 0.1 */
CSC_API void csc_purchases_destroy(csc_purchases *self);

/** Adds n rows. A row with a missing cell is counted as missing and left out.
 * @param customer  whole numbers (ids)      @param time  any numeric column, in the unit of grain
 * @param amount    NULL: none (then in every call); else the spend, finite. Several of one grain are added up
 * @return CSC_OK; CSC_E_RANGE (id no whole number, time or amount not finite or beyond 2^53 grains; err->row); CSC_E_MISMATCH (amounts in
 *         some calls only); CSC_E_TYPE; CSC_E_INVALID; CSC_E_NOMEM. On error `self` is unchanged. Time O(n). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_purchases_add(csc_purchases *self, const csc_column *customer, const csc_column *time,
                                                   const csc_column *amount, size_t n, csc_error *err);

/** Adds the rows of another log. @return CSC_OK; CSC_E_MISMATCH (grain, parts or amounts differ); CSC_E_NOMEM; CSC_E_INVALID. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_purchases_merge(csc_purchases *self, const csc_purchases *other, csc_error *err);

/** Where the columns of a customer table go: arrays of `capacity` each, or NULL. Rows are in the order of the ids. */
typedef struct csc_purchases_out {
    size_t capacity;
    int64_t *customer;
    double *x;           /* repeat purchases: grains with a purchase after the first, up to `calibration` */
    double *t_x;         /* age at the last of them, in `unit`; 0 without */
    double *T;           /* age at `calibration`, in `unit` */
    double *m_x;         /* mean spend of a repeat purchase; NaN without one or without amounts */
    double *first;       /* grain of the first purchase (the cohort), in the unit of `grain` */
    double *x_after;     /* purchases after `calibration` up to `end` */
    double *spend_after; /* their spend; NaN without amounts */
} csc_purchases_out;

/** The table of the customers whose first purchase is not after `calibration`. Purchases after `end` are left out; those after
 * `calibration` make the holdout.
 * @param calibration, end  times as in the log; NaN: `end` is the last time in the log, `calibration` is `end`
 * @param unit    of t_x and T, in the unit of grain: 7 for weeks when times are days
 * @param needed  set to the number of customers, also on CSC_E_BUFFER
 * @param missing set to the rows left out as missing; may be NULL
 * @return CSC_OK; CSC_E_BUFFER (outputs unchanged); CSC_E_INVALID; CSC_E_NOMEM. Time O(rows). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_purchases_table(csc_purchases *self, double calibration, double end, double unit,
                                                     csc_purchases_out *out, size_t *needed, uint64_t *missing, csc_error *err);

/** Scores 1 .. buckets by rank, the highest values in the highest bucket, equal values in one bucket: the R, F and M of an RFM score
 * (for recency give t_x - T). Missing cells get 0.
 * @return CSC_OK; CSC_E_TYPE; CSC_E_INVALID (buckets not in 2..100); CSC_E_NOMEM. Time O(n log n). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_purchases_scores(const csc_column *values, size_t n, int32_t buckets, int32_t *scores,
                                                      const csc_context *context, csc_error *err);

/* ------------------------------------------------------------------ models */

/** A model with its parameters, fitted or given. Immutable: many threads may use it at once. */
typedef struct csc_lifetime csc_lifetime;

/** A customer table by columns; one whose `data` is NULL is absent. A zeroed record is an empty table.
 * Purchases (bg-nbd, mbg-nbd, pareto-nbd): x, t_x, T. Opportunities (bg-bb): x, t_x, T whole numbers, T opportunities so far.
 * Spend (gamma-gamma): x, m_x. Contracts (sbg, bdw): T whole periods, status 1 = left in period T, 0 = still there after it.
 * Every table may have n. */
typedef struct csc_lifetime_table {
    size_t rows;
    csc_column x;      /* repeat purchases: whole numbers, 0 or more */
    csc_column t_x;    /* age at the last purchase, in [0, T]; 0 where x is 0 */
    csc_column T;      /* age, 0 or more */
    csc_column m_x;    /* mean spend of a repeat purchase, above 0; not read where x is 0 */
    csc_column n;      /* customers the row stands for, 0 or more; absent: 1 */
    csc_column status; /* 0 or 1 */
} csc_lifetime_table;

/** sizeof(csc_lifetime_table), for bindings. O(1). @since 0.1 */
CSC_API size_t csc_lifetime_table_size(void);

/** Fits a model by maximum likelihood: Newton's method on the logarithms of the parameters with analytic derivatives, on the
 * unique rows. The object exists also when the maximum does not: csc_lifetime_status then is CSC_E_RIDGE (parameters run off
 * together; only the likelihood and the predictions are identified), CSC_E_DIVERGED (one runs off), CSC_E_NOCONVERGE or CSC_E_TOO_FEW
 * (no row to fit), and standard errors are NaN.
 * @param out   set to the new object, or to NULL on any error
 * @param spec, spec_length  "lifetime:bg-nbd/1"; SIZE_MAX for a NUL-terminated text
 * @param table rows with a missing cell are left out and counted
 * @return CSC_OK; CSC_E_RANGE (a cell outside its domain, t_x > T ...: err->row, err->key); CSC_E_TYPE; CSC_E_INVALID (a needed column
 *         is absent); CSC_E_SPEC; CSC_E_NOTFOUND; CSC_E_CANCELLED; CSC_E_NOMEM. Time O(rows + steps x unique rows). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_lifetime_fit(csc_lifetime **out, const char *spec, size_t spec_length, const csc_lifetime_table *table,
                                                  const csc_context *context, csc_error *err);

/** A model from known parameters, in the order of csc_lifetime_parameter_name, all above 0 and finite.
 * @return CSC_OK; CSC_E_RANGE (err->row: which); CSC_E_INVALID (count); CSC_E_SPEC; CSC_E_NOTFOUND; CSC_E_NOMEM. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_lifetime_create(csc_lifetime **out, const char *spec, size_t spec_length, const double *parameters,
                                                     size_t count, const csc_context *context, csc_error *err);

/** Frees `self`; NULL is allowed. @since 0.1 */
CSC_API void csc_lifetime_destroy(csc_lifetime *self);

/** CSC_OK, or the word for a fit without a maximum, see csc_lifetime_fit. O(1). @since 0.1 */
CSC_API csc_status csc_lifetime_status(const csc_lifetime *self);

/** The canonical spec. @param length set to its bytes; may be NULL. @return NUL-terminated, lives as long as `self`. @since 0.1 */
CSC_API const char *csc_lifetime_spec(const csc_lifetime *self, size_t *length);

/** How many parameters the model has, 2 to 4. O(1). @since 0.1 */
CSC_API size_t csc_lifetime_parameter_count(const csc_lifetime *self);

/** Name of a parameter: bg-nbd, mbg-nbd "r alpha a b"; pareto-nbd "r alpha s beta"; bg-bb "alpha beta gamma delta"; sbg "alpha beta";
 * bdw "alpha beta c"; gamma-gamma "p q gamma". Static text; NULL beyond the last. O(1). @since 0.1 */
CSC_API const char *csc_lifetime_parameter_name(const csc_lifetime *self, size_t index);

/** Parameters, standard errors and covariance matrix (row-major), each output may be NULL. Standard errors and covariances are from the
 * inverse of the observed information, in the unit of the parameters; NaN for given parameters and where there is no maximum.
 * @return CSC_OK; CSC_E_INVALID. O(1). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_lifetime_parameters(const csc_lifetime *self, double *values, double *errors, double *covariance);

/** Log-likelihood of the fit; NaN for given parameters. O(1). @since 0.1 */
CSC_API double csc_lifetime_loglik(const csc_lifetime *self);

/** What to predict: every output is an array of `rows` doubles, or NULL. A row with a missing cell gets NaN. */
typedef struct csc_lifetime_prediction {
    size_t size;      /* sizeof(csc_lifetime_prediction), set by csc_lifetime_prediction_init */
    double horizon;   /* time from now, 0 or more; opportunities for bg-bb, periods for sbg and bdw */
    double discount;  /* per unit of time, above -1: clv weighs period i by (1 + discount)^-i */
    double rate;      /* for `residual`: continuous rate per unit of time, 0 or more (purchases at any time), or per period (others) */
    double later;     /* p_alive at T + later without further purchases seen ahead, 0 or more */
    double *loglik;   /* log-likelihood of one customer of the row */
    double *p_alive;  /* probability to be a customer at T + later (bg-bb: at the opportunity after T + later; contracts: renewed) */
    double *expected; /* purchases in (T, T + horizon]; for contracts the expected periods stayed */
    double *clv;      /* spend x purchases of each period (horizon cut into whole periods), discounted */
    double *residual; /* discounted expected residual transactions (DERT), over all time; contracts: DERL of a customer renewed T
                       * times, counted just before the next renewal; the lifetime of a new one is 1 + DERL(T = 0) / (1 + rate) */
    double *spend;    /* expected mean spend, given the spend model */
} csc_lifetime_prediction;

/** Zeroes the record, horizon 1. NULL is allowed. O(1). @since 0.1 */
CSC_API void csc_lifetime_prediction_init(csc_lifetime_prediction *request);

/** Predicts for the rows of a table.
 * @param spend  a gamma-gamma model for the expected spend of each row, or NULL: then m_x itself where the table has it, else clv
 *               is the discounted number of purchases. With a spend model rows with x = 0 get the mean of all customers.
 * @return CSC_OK; CSC_E_RANGE (a cell outside its domain: err->row; outputs unchanged); CSC_E_TYPE; CSC_E_INVALID (absent column,
 *         an output that the model does not have: err->key); CSC_E_CANCELLED; CSC_E_NOMEM. Rows run on the executor of the context, same
 *         bits at any number of workers. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_lifetime_predict(const csc_lifetime *self, const csc_lifetime *spend, const csc_lifetime_table *table,
                                                      const csc_lifetime_prediction *request, const csc_context *context, csc_error *err);

/** Expected purchases of a new customer in [0, t] for each of n times (bg-bb: opportunities); for sbg and bdw the share still
 * there after t periods. @return CSC_OK; CSC_E_RANGE (t negative or missing; err->row); CSC_E_INVALID (gamma-gamma). O(n). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_lifetime_expected_new(const csc_lifetime *self, const csc_column *t, size_t n, double *out,
                                                           csc_error *err);

/** P(X(t) = k) of a new customer for k = 0 .. count - 1; for sbg and bdw P(leaves in period k).
 * @return CSC_OK; CSC_E_INVALID (gamma-gamma; t negative). O(count^2) at most. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_lifetime_pmf(const csc_lifetime *self, double t, size_t count, double *out);

/** Hands the model to `sink`: {"definition","model","params","se","loglik","rows","unique_rows","n","missing","iterations","status"};
 * with CSC_VISIT_DETAIL also intervals of the parameters on the logarithm, and "covariance".
 * @return CSC_OK; CSC_E_INVALID; what the sink returned. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_lifetime_visit(const csc_lifetime *self, int32_t level, csc_sink *sink);

#ifdef __cplusplus
}
#endif

#endif
