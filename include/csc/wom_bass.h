/* libcsc wom, Bass model: how fast a group takes something up, from its adopters per period. */
#ifndef CSC_WOM_BASS_H
#define CSC_WOM_BASS_H

#include "csc/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The share that has adopted by time t, F(t) = (1 - exp(-(p + q) t)) / (1 + (q / p) exp(-(p + q) t)) (Bass 1969): p is the
 * coefficient of innovation, q that of imitation, per period.
 * @return F in [0, 1]; 0 for t <= 0; NaN unless p > 0 and q >= 0 are finite. Any thread, O(1). @since 0.1 */
CSC_API double csc_wom_bass_cumulative(double p, double q, double t);

/** The rate f(t) = dF/dt. @return f; 0 for t < 0; NaN as csc_wom_bass_cumulative. Any thread, O(1). @since 0.1 */
CSC_API double csc_wom_bass_rate(double p, double q, double t);

/** The time of the highest rate, ln(q / p) / (p + q); 0 when q <= p, for then the rate only falls. NaN as
 * csc_wom_bass_cumulative. Any thread, O(1). @since 0.1 */
CSC_API double csc_wom_bass_peak_time(double p, double q);

/** A Bass model fitted to a series. Immutable: any number of threads may read it. */
typedef struct csc_wom_bass csc_wom_bass;

/** What a fit says. Unless said otherwise numbers are NaN when status is not CSC_OK. */
typedef struct csc_wom_bass_result {
    double p, q, m;          /* coefficients and market size */
    double se_p, se_q, se_m; /* standard errors; NaN for form ols */
    double sse;              /* sum of squared residuals */
    double dispersion;       /* residual variance sse / (n - 3); form interval-mle: Pearson's chi-squared / (n - 3) */
    double peak_time;        /* in periods from the start of the first */
    double peak_rate;        /* adopters per period then: m (p + q)^2 / (4 q), or m p when q <= p */
    double a, b, c;          /* regression of 1969: adopters = a + b Y + c Y^2, Y adopted before; NaN for other forms */
    double n;                /* periods used */
    double missing;          /* blank periods */
    csc_status status;       /* CSC_OK; CSC_E_TOO_FEW (under 4 periods; ols: 4 in a row from the first); CSC_E_UNDEFINED (no adopter
                                at all; ols: blank periods, or a parabola without a market size); CSC_E_PEAK_NOT_SEEN (the fitted peak
                                lies beyond the series: p, q and m are refused); CSC_E_DIVERGED (no minimum at finite positive
                                parameters; ols: p or q negative, the numbers are given for comparison); CSC_E_RIDGE; CSC_E_NOCONVERGE */
    int32_t iterations;
} csc_wom_bass_result;

/** Fits the model to adopters per period, the first period beginning at launch.
 * Forms (parameter `form` of the spec), x_t the adopters of period t = 1 ... N:
 *   interval-nls  least squares of x_t on m (F(t) - F(t - 1)), errors from the Jacobian (Srinivasan & Mason 1986). The default
 *   interval-mle  Poisson likelihood with the same mean (Schmittlein & Mahajan 1982, market size free), errors scaled by the
 *                 dispersion, since the unit of the series is arbitrary
 *   rate-nls      least squares of x_t on m f(t): other numbers for the same series, hence its own name
 *   ols           the regression of Bass 1969; biased, fails with p < 0 on many series, without standard errors
 * A least-squares estimate need not exist; then `status` says so and no number is given.
 * @param out       set to the new object, or to NULL on any error; never NULL itself
 * @param spec      "wom:bass/1", parameters form and level
 * @param adopters  any numeric column, finite and not negative; a blank period is left out, its time passes
 * @param rows      periods, at most 1,000,000
 * @param context   allocator; NULL for the defaults; must outlive the object
 * @return CSC_OK, also when the fit has a status of its own; CSC_E_SPEC; CSC_E_NOTFOUND; CSC_E_TYPE; CSC_E_RANGE (err->row);
 *         CSC_E_LIMIT; CSC_E_INVALID; CSC_E_NOMEM. Time O(rows) a step, some tens of steps. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_wom_bass_fit(csc_wom_bass **out, const char *spec, size_t spec_length, const csc_column *adopters,
                                                  size_t rows, const csc_context *context, csc_error *err);

/** Frees `self`; NULL is allowed. @since 0.1 */
CSC_API void csc_wom_bass_destroy(csc_wom_bass *self);

/** The fit. @return CSC_OK; CSC_E_INVALID. O(1). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_wom_bass_get(const csc_wom_bass *self, csc_wom_bass_result *out);

/** Adopters of periods `first` to `first` + count - 1 (1 is the first of the series) with a prediction interval: the model's value
 * -+ t(n - 3) times the root of the delta-method variance plus the variance of an observation, not below 0. Outputs may be NULL.
 * @return CSC_OK; CSC_E_UNDEFINED (the fit has no parameters); CSC_E_INVALID. low and high are NaN for form ols. O(count).
 *         @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_wom_bass_forecast(const csc_wom_bass *self, uint64_t first, size_t count, double *value, double *low,
                                                       double *high);

/** Hands the fit to `sink`: definition, form, p, q, m, se {p, q, m}, peak_time, peak_rate, forecast [{period, value, low, high}] of
 * the `horizon` periods after the series, level, n, missing, status; at CSC_VISIT_DETAIL sse, dispersion, iterations (ols: a, b, c);
 * at CSC_VISIT_EXPLAIN the fitted value of each period, formula, source and limits.
 * @return CSC_OK; CSC_E_INVALID; what the sink returned. O(rows + horizon). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_wom_bass_visit(const csc_wom_bass *self, size_t horizon, int32_t level, csc_sink *sink);

#ifdef __cplusplus
}
#endif

#endif
