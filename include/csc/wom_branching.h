/* libcsc wom, branching processes: how far word of mouth spreads when each person brings a random number of others. */
#ifndef CSC_WOM_BRANCHING_H
#define CSC_WOM_BRANCHING_H

#include "csc/base.h"

#ifdef __cplusplus
extern "C" {
#endif


/** Laws of the number of people one person brings ("offspring"). */
enum csc_wom_law {
    CSC_WOM_POISSON = 1,           /* parameters mu */
    CSC_WOM_GEOMETRIC = 2,         /* p: P(j) = (1 - p) p^j */
    CSC_WOM_BINOMIAL = 3,          /* n, p */
    CSC_WOM_NEGATIVE_BINOMIAL = 4, /* r, p: P(j) = Gamma(r + j) / (Gamma(r) j!) (1 - p)^r p^j; r = 1 is geometric */
    CSC_WOM_PMF = 5                /* p0, p1, ... pd, summing to 1 within 1e-9 (then divided by their sum) */
};

/** Reads a law: "poisson:0.9", "geometric:0.4", "binomial:10,0.1", "negative-binomial:0.5,0.6", "pmf:0.5,0.3,0.2".
 * @param law                  set to an enum csc_wom_law
 * @param parameters, capacity filled with the parameters; may be NULL, 0 to ask for their number
 * @param count                set to the number of parameters, also on CSC_E_BUFFER
 * @return CSC_OK; CSC_E_SYNTAX (err->byte); CSC_E_BUFFER; CSC_E_INVALID. Ranges are checked where the law is used. O(length).
 *         @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_wom_law_parse(const char *text, size_t length, int32_t *law, double *parameters, size_t capacity,
                                                   size_t *count, csc_error *err);

/** A Galton-Watson process: each person independently brings a random number of others. Immutable: any number of threads may
 * read it. The total size counts everybody, the ancestors included. */
typedef struct csc_wom_branching csc_wom_branching;

/** What can be said without a size. */
typedef struct csc_wom_branching_moments {
    double offspring_mean;     /* m */
    double offspring_variance;
    double extinction;         /* probability that the chain of all ancestors dies out: q^ancestors */
    double mean;               /* of the total size: k / (1 - m) for m < 1; NaN (infinite) otherwise */
    double variance;           /* of the total size: k s^2 / (1 - m)^3 for m < 1; NaN otherwise */
    double extinct_mean;       /* of the total size given extinction; equals mean for m < 1; NaN when infinite or extinction is 0 */
    double extinct_variance;
} csc_wom_branching_moments;

/** Creates a process.
 * @param out         set to the new object, or to NULL on any error; never NULL itself
 * @param spec        "wom:branching/1", parameter ancestors (k, default 1)
 * @param law         enum csc_wom_law
 * @param parameters  `count` of them, as listed there: mu >= 0; p in [0, 1) or for the binomial [0, 1]; n whole, 1 to 1e6; r > 0;
 *                    probabilities p0 ... in [0, 1], at most 10,000
 * @param context     allocator; NULL for the defaults; must outlive the object
 * @return CSC_OK; CSC_E_SPEC; CSC_E_NOTFOUND; CSC_E_RANGE (err->row: the parameter); CSC_E_INVALID (law, count); CSC_E_NOMEM.
 * Time O(count). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_wom_branching_create(csc_wom_branching **out, const char *spec, size_t spec_length, int32_t law,
                                                          const double *parameters, size_t count, const csc_context *context,
                                                          csc_error *err);

/** Frees `self`; NULL is allowed. @since 0.1 */
CSC_API void csc_wom_branching_destroy(csc_wom_branching *self);

/** Means, variances and the extinction probability. The latter is the smallest root of f(s) = s, f the generating function
 * (Harris, The Theory of Branching Processes, 1963), found in 1 - s so that it is right beside m = 1 too.
 * @return CSC_OK; CSC_E_INVALID. O(1). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_wom_branching_moments_get(const csc_wom_branching *self, csc_wom_branching_moments *out);

/** Generation `index` (0: the ancestors): mean and variance of its size, and the probability that it is empty. Outputs may be NULL.
 * @return CSC_OK; CSC_E_LIMIT (index above 10,000,000); CSC_E_INVALID. O(index). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_wom_branching_generation(const csc_wom_branching *self, uint64_t index, double *mean, double *variance,
                                                              double *extinct);

/** P(total size = n), by Dwass (1969): (k / n) P(n persons bring n - k), which is Borel-Tanner's law for Poisson offspring. Relative
 * accuracy 1e-12 for n up to 1e6 (1e-11 for PMF laws above 4,096). 0 for n < k.
 * @return CSC_OK; CSC_E_LIMIT (n above 2^43); CSC_E_INVALID. O(1); for PMF laws O(n count) up to 4,096, then O(200 count). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_wom_branching_pmf(const csc_wom_branching *self, uint64_t n, double *pmf, csc_error *err);

/** P(total size <= n) and P(total size > n); the latter holds the chance that it is infinite. Each accurate in its own tail to
 * 1e-12 relative while the sums converge within 20,000,000 terms. Outputs may be NULL.
 * @param context  progress and cancel; NULL for none
 * @return CSC_OK; CSC_E_LIMIT (n more than 20,000,000 above k); CSC_E_CANCELLED; CSC_E_NOMEM; CSC_E_INVALID. O(n) evaluations of the
 *         pmf, fewer in the upper tail of a subcritical process. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_wom_branching_cdf(const csc_wom_branching *self, uint64_t n, double *lower, double *upper,
                                                       const csc_context *context, csc_error *err);

/** The smallest n with P(total size <= n) >= p (upper 0) or with P(total size > n) <= p (upper not 0).
 * @param p  in [0, 1]; upper 0: below 1; upper not 0: above 0
 * @return CSC_OK; CSC_E_UNDEFINED (the size is infinite with more than the probability left); CSC_E_LIMIT (beyond 20,000,000);
 *         CSC_E_CANCELLED; CSC_E_NOMEM; CSC_E_INVALID. O(n) evaluations of the pmf. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_wom_branching_quantile(const csc_wom_branching *self, double p, int32_t upper, uint64_t *n,
                                                            const csc_context *context, csc_error *err);

/** Hands the process to `sink`: definition, offspring, offspring_mean, offspring_variance, mean, variance, extinction, n (ancestors),
 * missing, status ("undefined" where the mean is infinite); with size > 0 also size, pmf and cdf there; at CSC_VISIT_DETAIL upper
 * (P(more)) and the moments given extinction; at CSC_VISIT_EXPLAIN formula, source and limits.
 * @param size  0, or the total size to tell pmf and cdf of
 * @return as csc_wom_branching_cdf, and what the sink returned. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_wom_branching_visit(const csc_wom_branching *self, uint64_t size, int32_t level,
                                                         const csc_context *context, csc_sink *sink);

#ifdef __cplusplus
}
#endif

#endif
