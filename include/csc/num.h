/* libcsc numbers: special functions, distributions and the intervals that stand beside every score.
 *
 * Functions over plain scalars return NaN where the value does not exist (an argument outside its stated domain or NaN) and
 * never touch global state. Accuracy is relative, against 50-digit arithmetic, for results in the range of normal doubles.
 * Any thread.
 */
#ifndef CSC_NUM_H
#define CSC_NUM_H

#include "csc/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ------------------------------------------------------ special functions */

/** ln Gamma(x) for x > 0; inf at 0 and inf. Accurate to 1e-14 relative, also beside its zeros 1 and 2.
 * Source: Taylor series at 2 with zeta(k) - 1, recurrence, Stirling series from 12 (DLMF 5.7.3, 5.11.1). O(1). @since 0.1 */
CSC_API double csc_num_lgamma(double x);

/** ln B(a, b) for a, b > 0. Accurate to 1e-13 relative, and to 1e-14 absolute beside its zeros.
 * Differences of ln Gamma are formed from differences of the Stirling series. O(1). @since 0.1 */
CSC_API double csc_num_lbeta(double a, double b);

/** The digamma function for x > 0: accurate to 1e-14 relative, absolute beside its zero 1.4616...; -inf at 0.
 * Source: recurrence and DLMF 5.11.2. O(1). @since 0.1 */
CSC_API double csc_num_digamma(double x);

/** The trigamma function for x > 0, accurate to 1e-14 relative; inf at 0. Source: as csc_num_digamma. O(1). @since 0.1 */
CSC_API double csc_num_trigamma(double x);

/** exp(x^2) erfc(x), which does not underflow for large x; inf below -26.6. Accurate to 1e-14. O(1). @since 0.1 */
CSC_API double csc_num_erfcx(double x);

/** Regularised incomplete gamma functions P(a, x) and Q(a, x) = 1 - P, each accurate in its own tail to 1e-12 relative for
 * shapes a in [1e-10, 1e10] and x >= 0. Either output may be NULL.
 * Source: DLMF 8.11.4 (series), 8.9.2 (continued fraction), 8.12 (Temme's uniform expansion, a >= 10,000).
 * @return CSC_OK; CSC_E_INVALID (a <= 0, x < 0 or NaN; outputs unchanged). Time O(sqrt(min(a, 10^4))). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_num_gamma_pq(double a, double x, double *p, double *q);

/** Regularised incomplete beta functions I_x(a, b) and 1 - I_x(a, b), each accurate in its own tail to 1e-12 relative for shapes
 * a and b in [1e-10, 1e8]. `y` is 1 - x, given apart because 1 - x may lose what a caller knows. Either output may be NULL.
 * Source: DLMF 8.17.22 (continued fraction), 8.17.7 (series for small shapes).
 * @return CSC_OK; CSC_E_INVALID (a or b <= 0, x or y outside [0, 1], x + y not 1 within 1e-8; outputs unchanged).
 * Time O(sqrt(max(a, b))). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_num_beta_pq(double a, double b, double x, double y, double *p, double *q);

/* ---------------------------------------------------------- distributions */

/** P(Z <= z) of the standard normal distribution, 1e-12 relative down to 1e-300; the upper tail is csc_num_normal_cdf(-z).
 * O(1). @since 0.1 */
CSC_API double csc_num_normal_cdf(double z);

/** The z with P(Z <= z) = p, for p in [0, 1] (-inf at 0, inf at 1), 1e-14 relative. Upper tail q: -csc_num_normal_quantile(q).
 * O(1). @since 0.1 */
CSC_API double csc_num_normal_quantile(double p);

/** P(T <= t) of Student's distribution with df > 0 degrees of freedom (not only whole), 1e-12 relative for df in [1e-2, 1e8].
 * @since 0.1 */
CSC_API double csc_num_t_cdf(double t, double df);

/** The t with P(T <= t) = p, 1e-12 relative while |t| is in [1e-100, 1e100] and df in [1e-2, 1e8]; -inf at 0, inf at 1. df inf: the
 * normal quantile. Upper tail q: -csc_num_t_quantile(q, df). @since 0.1 */
CSC_API double csc_num_t_quantile(double p, double df);

/** P(X <= x) of the gamma distribution with this shape and scale, as csc_num_gamma_pq. @since 0.1 */
CSC_API double csc_num_gamma_cdf(double x, double shape, double scale);

/** The x with P(X <= x) = p (upper 0) or P(X > x) = p (upper not 0), 1e-12 relative for shapes in [1e-6, 1e10]; 0 where
 * it is below the smallest normal double. @since 0.1 */
CSC_API double csc_num_gamma_quantile(double p, double shape, double scale, int32_t upper);

/** P(X <= x) of the beta distribution, as csc_num_beta_pq with y = 1 - x. @since 0.1 */
CSC_API double csc_num_beta_cdf(double x, double a, double b);

/** The x with P(X <= x) = p (upper 0) or P(X > x) = p (upper not 0), 1e-12 relative for shapes in [1e-6, 1e8]; 0 where it is
 * below the smallest normal double. For 1 - x to full accuracy swap the shapes and the tail. @since 0.1 */
CSC_API double csc_num_beta_quantile(double p, double a, double b, int32_t upper);

/** P(X > x) of the chi-squared distribution with df > 0 degrees of freedom: the p-value of a test. @since 0.1 */
CSC_API double csc_num_chi2_upper(double x, double df);

/** P(X > x) of the F distribution with df1, df2 > 0 degrees of freedom: the p-value of a test. @since 0.1 */
CSC_API double csc_num_f_upper(double x, double df1, double df2);

/* -------------------------------------------------------------- intervals */

/** Score interval of a share (Wilson 1927). Inside [0, 1]; exactly 0 at 0 successes and exactly 1 at n.
 * Counts may be real: with weights give share * n_eff and n_eff.
 * @param successes  0 <= successes <= n      @param n  > 0      @param level  in (0, 1), 0.95
 * @return CSC_OK; CSC_E_UNDEFINED (n = 0: NaN limits); CSC_E_INVALID (outputs unchanged). O(1). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_num_wilson(double successes, double n, double level, double *low, double *high);

/** Interval of a share that covers with at least `level` (Clopper & Pearson 1934), from beta quantiles. Parameters, special
 * values and result as csc_num_wilson. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_num_clopper_pearson(double successes, double n, double level, double *low, double *high);

/** Interval of a mean by Student's distribution with n - 1 degrees of freedom: mean -+ t * deviation / sqrt(n).
 * @param deviation  sample standard deviation (denominator n - 1), 0 or more      @param n  > 1, may be real
 * @return CSC_OK; CSC_E_UNDEFINED (n <= 1: NaN limits); CSC_E_INVALID (outputs unchanged). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_num_mean_interval(double mean, double deviation, double n, double level, double *low, double *high);

/** Score interval of the difference of two shares of one multinomial sample, (positive - negative) / n: an NPS or a net score.
 * Inverts the score test of Tango (1998), Statistics in Medicine 17, 891-908, there written for paired proportions, whose
 * likelihood is the same trinomial:
 *   (positive - negative - n D)^2 = z^2 n (2 q + D (1 - D)),  q the restricted maximum of the negative share at difference D.
 * Stays inside [-1, 1] and has positive width at unanimity: all positive gives [(n - z^2) / (n + z^2), 1].
 * @param positive, negative  counts or sums of weights, 0 or more, together at most n; for weights scale them to the effective n
 * @return CSC_OK; CSC_E_UNDEFINED (n = 0: NaN limits); CSC_E_INVALID (outputs unchanged). O(1). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_num_difference_score(double positive, double negative, double n, double level, double *low,
                                                          double *high);

/** csc_num_wilson for many rows. A missing cell or n = 0 gives NaN limits.
 * @param successes, n  columns of any type      @param low, high  `rows` doubles each
 * @return CSC_OK; CSC_E_TYPE; CSC_E_INVALID; CSC_E_RANGE (err->row; outputs unchanged). Time O(rows). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_num_wilson_column(const csc_column *successes, const csc_column *n, size_t rows, double level,
                                                       double *low, double *high, csc_error *err);

/** csc_num_difference_score for many rows; otherwise as csc_num_wilson_column. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_num_difference_score_column(const csc_column *positive, const csc_column *negative,
                                                                 const csc_column *n, size_t rows, double level, double *low, double *high,
                                                                 csc_error *err);

#ifdef __cplusplus
}
#endif

#endif
