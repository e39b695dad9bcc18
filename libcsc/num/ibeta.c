/* Incomplete beta function, both tails, and what rests on it: beta, Student's t, F. */
#include "num/internal.h"

#define SMALL_SHAPE 0.5
#define LIMIT 400000

double csc_i_beta_power(double a, double b, double x, double y) {
    if (x <= 0.0 || y <= 0.0) return 0.0;
    if (a >= 12.0 && b >= 12.0) {
        /* saddle point: the exponents are formed from b x - a y, with the part of 1 - x that rounding dropped put back */
        double dropped = x <= y ? (1.0 - y) - x : (1.0 - x) - y;
        double high_x = b * x, high_y = a * y;
        double delta = (high_x - high_y) + (fma(b, x, -high_x) - fma(a, y, -high_y));
        delta += x <= y ? -a * dropped : b * dropped;
        double total = a + b;
        double exponent = a * csc_i_log_excess(x / (a / total), delta / a) + b * csc_i_log_excess(y / (b / total), -delta / b);
        exponent += csc_i_stirling(total) - csc_i_stirling(a) - csc_i_stirling(b);
        return exp(exponent) * sqrt(a / total * b / 6.283185307179586477);
    }
    double log_x = x <= 0.5 ? log(x) : log1p(-y), log_y = y <= 0.5 ? log(y) : log1p(-x);
    double small = a < b ? a : b, large = a < b ? b : a;
    double rest = a * log_x + b * log_y + csc_i_lgamma_diff(large, small);
    if (small < 1.0) return small * exp(rest - csc_i_lgamma1p(small));
    return exp(rest - csc_num_lgamma(small));
}

/* 1 / (1 + d1 / (1 + d2 / ...)) of DLMF 8.17.22, by the modified Lentz method. */
static double fraction(double a, double b, double x) {
    double c = 1.0, d = 1.0 - (a + b) * x / (a + 1.0);
    if (fabs(d) < 1e-300) d = 1e-300;
    d = 1.0 / d;
    double h = d;
    for (int m = 1; m < LIMIT; m++) {
        double even = m * (b - m) * x / ((a + (2.0 * m - 1.0)) * (a + 2.0 * m));
        d = 1.0 + even * d;
        if (fabs(d) < 1e-300) d = 1e-300;
        c = 1.0 + even / c;
        if (fabs(c) < 1e-300) c = 1e-300;
        d = 1.0 / d;
        h *= c * d;
        double odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + (2.0 * m + 1.0)));
        d = 1.0 + odd * d;
        if (fabs(d) < 1e-300) d = 1e-300;
        c = 1.0 + odd / c;
        if (fabs(c) < 1e-300) c = 1e-300;
        d = 1.0 / d;
        double factor = c * d;
        h *= factor;
        if (fabs(factor - 1.0) < 2e-16) break;
    }
    return h;
}

static void beta_tails(double a, double b, double x, double y, double *p, double *q) {
    if (x <= 0.0 || y <= 0.0) {
        *p = x <= 0.0 ? 0.0 : 1.0;
        *q = 1.0 - *p;
        return;
    }
    /* x > (a + 1) / (a + b + 2): the other tail converges */
    if (x * (b + 1.0) > y * (a + 1.0)) {
        double t = a;
        a = b;
        b = t;
        t = x;
        x = y;
        y = t;
        double *r = p;
        p = q;
        q = r;
    }
    if (a < SMALL_SHAPE) {
        /* P = x^a / (a B) (1 + a sum (1 - b)_n x^n / (n! (a + n))); both tails from the logarithm of P */
        double term = 1.0, sum = 0.0;
        for (int n = 1; n < 3000; n++) {
            term *= (n - b) / n * x;
            sum += term / (a + n);
            if (fabs(term) < 1e-18) break;
        }
        double log_x = x <= 0.5 ? log(x) : log1p(-y);
        double logarithm = a * log_x - csc_i_lgamma1p(a) + csc_i_lgamma_diff(b, a) + log1p(a * sum);
        *p = exp(logarithm);
        *q = -expm1(logarithm);
        if (*q < 0.0) *q = 0.0;
        return;
    }
    double value = csc_i_beta_power(a, b, x, y) / a * fraction(a, b, x);
    if (value > 1.0) value = 1.0;
    *p = value;
    *q = 1.0 - value;
}

csc_status csc_num_beta_pq(double a, double b, double x, double y, double *p, double *q) {
    if (!(a > 0.0) || !(b > 0.0) || isinf(a) || isinf(b) || !(x >= 0.0 && x <= 1.0) || !(y >= 0.0 && y <= 1.0) || fabs(x + y - 1.0) > 1e-8)
        return CSC_E_INVALID;
    double lower, upper;
    beta_tails(a, b, x, y, &lower, &upper);
    if (p != NULL) *p = lower;
    if (q != NULL) *q = upper;
    return CSC_OK;
}

double csc_num_beta_cdf(double x, double a, double b) {
    if (!(a > 0.0) || !(b > 0.0) || isinf(a) || isinf(b) || isnan(x)) return NAN;
    if (x <= 0.0) return 0.0;
    if (x >= 1.0) return 1.0;
    double p, q;
    beta_tails(a, b, x, 1.0 - x, &p, &q);
    return p;
}

double csc_i_beta_quantile_odds(double p, double q, double a, double b) {
    int on_upper = q < p;
    double goal = log(on_upper ? q : p);
    double small = a < b ? a : b, large = a < b ? b : a;
    double log_beta = (small < 1.0 ? csc_i_lgamma1p(small) - log(small) : csc_num_lgamma(small)) - csc_i_lgamma_diff(large, small);
    /* tails of a power: P ~ x^a / (a B) at 0, Q ~ y^b / (b B) at 1 */
    double log_p = p <= 0.5 ? log(p) : log1p(-q), log_q = q <= 0.5 ? log(q) : log1p(-p);
    double left = (log_p + log(a) + log_beta) / a, right = (log_q + log(b) + log_beta) / b;
    double u; /* ln odds */
    double z = on_upper ? -csc_num_normal_quantile(q) : csc_num_normal_quantile(p);
    if (a >= 1.0 && b >= 1.0) {
        /* ln odds of a beta variable: means and variances of two log-gammas */
        u = csc_num_digamma(a) - csc_num_digamma(b) + z * sqrt(csc_num_trigamma(a) + csc_num_trigamma(b));
    } else if (left < right) {
        u = left < -0.7 ? left - log1p(-exp(left)) : 0.0;
    } else {
        u = right < -0.7 ? log1p(-exp(right)) - right : 0.0;
    }
    if (!(u > -700.0)) u = -700.0;
    if (u > 700.0) u = 700.0;
    double odds = exp(u), low = 0.0, high = INFINITY;
    for (int i = 0; i < 300; i++) {
        double x = odds <= 1.0 ? odds / (1.0 + odds) : 1.0 / (1.0 + 1.0 / odds);
        double y = 1.0 / (1.0 + odds);
        double lower, upper;
        beta_tails(a, b, x, y, &lower, &upper);
        double tail = on_upper ? upper : lower;
        double residual = log(tail) - goal;
        if (on_upper ? residual > 0.0 : residual < 0.0)
            low = odds;
        else
            high = odds;
        double slope = csc_i_beta_power(a, b, x, y) / tail; /* |d ln tail / d ln odds| */
        double step = on_upper ? residual / slope : -residual / slope;
        double next = odds * exp(step);
        if (fabs(step) <= 1e-8) return next;
        if (!(next > low && next < high) || isnan(step)) {
            if (isinf(high))
                next = odds * 16.0 * (1.0 + 1e-3 * odds);
            else if (low == 0.0)
                next = high > 1.0 ? sqrt(high) * 0.5 : high * high * 0.25;
            else
                next = sqrt(low) * sqrt(high);
            if (next <= low || next >= high) return next;
        }
        odds = next;
        if (odds < 2.3e-308) return 0.0;
        if (isinf(odds)) return INFINITY;
    }
    return odds;
}

double csc_num_beta_quantile(double p, double a, double b, int32_t upper) {
    if (!(p >= 0.0 && p <= 1.0) || !(a > 0.0) || !(b > 0.0) || isinf(a) || isinf(b)) return NAN;
    if (p == 0.0) return upper ? 1.0 : 0.0;
    if (p == 1.0) return upper ? 0.0 : 1.0;
    double odds = csc_i_beta_quantile_odds(upper ? 1.0 - p : p, upper ? p : 1.0 - p, a, b);
    return odds <= 1.0 ? odds / (1.0 + odds) : 1.0 / (1.0 + 1.0 / odds);
}

double csc_num_f_upper(double x, double df1, double df2) {
    if (!(df1 > 0.0) || !(df2 > 0.0) || isnan(x) || isinf(df1) || isinf(df2)) return NAN;
    if (x <= 0.0) return 1.0;
    double odds = x * (df1 / df2), p, q;
    beta_tails(0.5 * df1, 0.5 * df2, odds <= 1.0 ? odds / (1.0 + odds) : 1.0 / (1.0 + 1.0 / odds), 1.0 / (1.0 + odds), &p, &q);
    return q;
}

/* P(T > t), t >= 0, and P(|T| <= t) */
static void t_tails(double t, double df, double *upper, double *inside) {
    double root = t / sqrt(df), odds = root * root; /* x / y of beta(1/2, df/2) */
    double x = odds <= 1.0 ? odds / (1.0 + odds) : 1.0 / (1.0 + 1.0 / odds);
    double p, q;
    beta_tails(0.5, 0.5 * df, x, 1.0 / (1.0 + odds), &p, &q);
    *upper = 0.5 * q;
    *inside = p;
}

double csc_num_t_cdf(double t, double df) {
    if (isnan(t) || !(df > 0.0)) return NAN;
    if (isinf(df)) return csc_num_normal_cdf(t);
    double upper, inside;
    t_tails(fabs(t), df, &upper, &inside);
    if (t < 0.0) return upper;
    return inside < 0.5 ? 0.5 + 0.5 * inside : 1.0 - upper;
}

double csc_num_t_quantile(double p, double df) {
    if (!(p >= 0.0 && p <= 1.0) || !(df > 0.0)) return NAN;
    if (p == 0.5) return 0.0;
    if (p == 0.0 || p == 1.0) return p == 0.0 ? -INFINITY : INFINITY;
    if (isinf(df)) return csc_num_normal_quantile(p);
    double centre = 2.0 * fabs(p - 0.5), outer = 2.0 * (p < 0.5 ? p : 1.0 - p);
    double odds = csc_i_beta_quantile_odds(centre, outer, 0.5, 0.5 * df);
    double t = sqrt(odds) * sqrt(df);
    return p < 0.5 ? -t : t;
}
