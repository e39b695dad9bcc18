/* Intervals of shares, means and differences. */
#include "num/internal.h"

static double critical(double level) {
    return -csc_num_normal_quantile(0.5 * (1.0 - level));
}

static int bad_level(double level) {
    return !(level > 0.0 && level < 1.0);
}

static void wilson(double successes, double n, double z, double *low, double *high) {
    double z2 = z * z, failures = n - successes;
    double root = z * sqrt(z2 * 0.25 + successes * failures / n);
    double lower = (successes + 0.5 * z2 - root) / (n + z2), upper = (successes + 0.5 * z2 + root) / (n + z2);
    /* the product of the roots is successes^2 / (n (n + z^2)): no cancellation beside 0, and likewise beside 1 */
    if (successes < failures)
        lower = successes / n * successes / (n + z2) / upper;
    else
        upper = 1.0 - failures / n * failures / (n + z2) / (1.0 - lower);
    *low = successes == 0.0 ? 0.0 : lower;
    *high = failures == 0.0 ? 1.0 : upper;
}

csc_status csc_num_wilson(double successes, double n, double level, double *low, double *high) {
    if (low == NULL || high == NULL || bad_level(level) || !(n >= 0.0) || isinf(n) || !(successes >= 0.0 && successes <= n))
        return CSC_E_INVALID;
    if (n == 0.0) {
        *low = *high = NAN;
        return CSC_E_UNDEFINED;
    }
    wilson(successes, n, critical(level), low, high);
    return CSC_OK;
}

csc_status csc_num_clopper_pearson(double successes, double n, double level, double *low, double *high) {
    if (low == NULL || high == NULL || bad_level(level) || !(n >= 0.0) || isinf(n) || !(successes >= 0.0 && successes <= n))
        return CSC_E_INVALID;
    if (n == 0.0) {
        *low = *high = NAN;
        return CSC_E_UNDEFINED;
    }
    double tail = 0.5 * (1.0 - level);
    *low = successes > 0.0 ? csc_num_beta_quantile(tail, successes, n - successes + 1.0, 0) : 0.0;
    *high = successes < n ? csc_num_beta_quantile(tail, successes + 1.0, n - successes, 1) : 1.0;
    return CSC_OK;
}

csc_status csc_num_mean_interval(double mean, double deviation, double n, double level, double *low, double *high) {
    if (low == NULL || high == NULL || bad_level(level) || isnan(mean) || !(deviation >= 0.0) || !(n >= 0.0) || isinf(n))
        return CSC_E_INVALID;
    if (n <= 1.0) {
        *low = *high = NAN;
        return CSC_E_UNDEFINED;
    }
    double half = -csc_num_t_quantile(0.5 * (1.0 - level), n - 1.0) * deviation / sqrt(n);
    *low = mean - half;
    *high = mean + half;
    return CSC_OK;
}

/* Tango's statistic at difference d < the observed one, as shares: (p - m - d) sqrt(n / variance(d)). */
static double tango(double p, double m, double n, double d) {
    double spread = p + m, b = (2.0 - (p - m)) * d - spread, c = -m * d * (1.0 - d);
    double root = sqrt(b * b - 8.0 * c > 0.0 ? b * b - 8.0 * c : 0.0);
    double q = b <= 0.0 ? (root - b) * 0.25 : (b + root > 0.0 ? -2.0 * c / (b + root) : 0.0);
    double variance = 2.0 * q + d * (1.0 - d);
    double gap = p - m - d;
    if (!(variance > 0.0)) return gap > 0.0 ? INFINITY : 0.0;
    return gap * sqrt(n / variance);
}

/* Lower limit: the smallest d in [-1, p - m] whose statistic is at most z. */
static double tango_lower(double p, double m, double n, double z) {
    if (p == 0.0 && m == 1.0) return -1.0;
    if (m == 0.0 && p == 1.0) return (n - z * z) / (n + z * z);
    double low = -1.0, high = p - m;
    /* bisection that takes the secant's point while it shrinks the bracket (Illinois weights) */
    double f_low = 0.0, f_high = -z;
    int have_low = 0, side = 0;
    for (int i = 0; i < 200; i++) {
        double middle = 0.5 * (low + high), d = middle;
        if (have_low && i % 3 != 2) {
            double secant = (low * f_high - high * f_low) / (f_high - f_low);
            if (secant > low && secant < high) d = secant;
        }
        if (d <= low || d >= high) break;
        double f = tango(p, m, n, d) - z;
        if (f == 0.0) return d;
        if (f > 0.0) {
            low = d;
            if (isfinite(f)) {
                f_low = f;
                have_low = 1;
                if (side == 1) f_high *= 0.5;
                side = 1;
            }
        } else {
            high = d;
            f_high = f;
            if (side == -1) f_low *= 0.5;
            side = -1;
        }
    }
    return high;
}

csc_status csc_num_difference_score(double positive, double negative, double n, double level, double *low, double *high) {
    if (low == NULL || high == NULL || bad_level(level) || !(n >= 0.0) || isinf(n) || !(positive >= 0.0) || !(negative >= 0.0))
        return CSC_E_INVALID;
    if (positive + negative > n * (1.0 + 1e-12)) return CSC_E_INVALID;
    if (n == 0.0) {
        *low = *high = NAN;
        return CSC_E_UNDEFINED;
    }
    double z = critical(level), p = positive / n, m = negative / n;
    if (p + m > 1.0) m = 1.0 - p;
    *low = tango_lower(p, m, n, z);
    *high = -tango_lower(m, p, n, z);
    return CSC_OK;
}
