/* Incomplete gamma function, both tails. */
#include "num/internal.h"
#include "num/tables.h"

#define TEMME_FROM 1e4
#define LIMIT 20000

double csc_i_gamma_power(double a, double x) {
    if (x == 0.0) return 0.0;
    if (a < 12.0) return exp(a * log(x) - x - csc_i_lgamma1p(a));
    double excess = (x - a) / a;
    return exp(a * csc_i_log_excess(x / a, excess) - csc_i_stirling(a)) / sqrt(6.283185307179586477 * a);
}

static double polynomial(const double *c, size_t n, double x) {
    double sum = 0.0;
    while (n > 0) sum = sum * x + c[--n];
    return sum;
}

/* Temme's uniform expansion, for a so large that both tails vanish before eta = 0.4. */
static void temme(double a, double x, double *p, double *q) {
    double excess = (x - a) / a;
    double half = -csc_i_log_excess(x / a, excess); /* eta^2 / 2 */
    double exponent = a * half;
    if (!(exponent < 750.0)) {
        *p = x < a ? 0.0 : 1.0;
        *q = 1.0 - *p;
        return;
    }
    double eta = x < a ? -sqrt(2.0 * half) : sqrt(2.0 * half);
    double v = 1.0 / a;
    double series = polynomial(temme_c0, sizeof temme_c0 / sizeof temme_c0[0], eta) +
                    v * (polynomial(temme_c1, sizeof temme_c1 / sizeof temme_c1[0], eta) +
                         v * (polynomial(temme_c2, sizeof temme_c2 / sizeof temme_c2[0], eta) +
                              v * polynomial(temme_c3, sizeof temme_c3 / sizeof temme_c3[0], eta)));
    double rest = series / sqrt(6.283185307179586477 * a);
    if (eta < 0.0) rest = -rest;
    double tail = exp(-exponent) * (0.5 * csc_num_erfcx(sqrt(exponent)) + rest);
    *(eta < 0.0 ? p : q) = tail;
    *(eta < 0.0 ? q : p) = 1.0 - tail;
}

static void gamma_tails(double a, double x, double *p, double *q) {
    if (x == 0.0 || isinf(x)) {
        *p = x == 0.0 ? 0.0 : 1.0;
        *q = 1.0 - *p;
    } else if (a < 1.0 && x <= 1.5) {
        /* P = x^a / Gamma(1 + a) (1 + a sum (-x)^n / (n! (a + n))); Q from the logarithm of P, which is small like a */
        double term = 1.0, sum = 0.0;
        for (int n = 1; n < 60; n++) {
            term *= -x / n;
            sum += term / (a + n);
            if (fabs(term) < 1e-18) break;
        }
        double logarithm = a * log(x) - csc_i_lgamma1p(a) + log1p(a * sum);
        *p = exp(logarithm);
        *q = -expm1(logarithm);
    } else if (a >= TEMME_FROM) {
        temme(a, x, p, q);
    } else if (x < a + 1.0) {
        double term = 1.0, sum = 1.0;
        for (int n = 1; n < LIMIT; n++) {
            term *= x / (a + n);
            sum += term;
            if (term < 1e-17 * sum) break;
        }
        *p = csc_i_gamma_power(a, x) * sum;
        if (*p > 1.0) *p = 1.0;
        *q = 1.0 - *p;
    } else {
        /* DLMF 8.9.2 contracted, by the modified Lentz method */
        double b = x + 1.0 - a, c = 1e300, d = 1.0 / b, h = d;
        for (int n = 1; n < LIMIT; n++) {
            double an = -n * (n - a);
            b += 2.0;
            d = an * d + b;
            if (fabs(d) < 1e-300) d = 1e-300;
            c = b + an / c;
            if (fabs(c) < 1e-300) c = 1e-300;
            d = 1.0 / d;
            double factor = c * d;
            h *= factor;
            if (fabs(factor - 1.0) < 2e-16) break;
        }
        *q = csc_i_gamma_power(a, x) * a * h;
        if (*q > 1.0) *q = 1.0;
        *p = 1.0 - *q;
    }
}

csc_status csc_num_gamma_pq(double a, double x, double *p, double *q) {
    if (!(a > 0.0) || !(x >= 0.0) || isinf(a)) return CSC_E_INVALID;
    double lower, upper;
    gamma_tails(a, x, &lower, &upper);
    if (p != NULL) *p = lower;
    if (q != NULL) *q = upper;
    return CSC_OK;
}

double csc_num_gamma_cdf(double x, double shape, double scale) {
    if (!(shape > 0.0) || !(scale > 0.0) || isnan(x) || isinf(shape) || isinf(scale)) return NAN;
    if (x <= 0.0) return 0.0;
    double p, q;
    gamma_tails(shape, x / scale, &p, &q);
    return p;
}

double csc_num_chi2_upper(double x, double df) {
    if (!(df > 0.0) || isnan(x) || isinf(df)) return NAN;
    if (x <= 0.0) return 1.0;
    double p, q;
    gamma_tails(0.5 * df, 0.5 * x, &p, &q);
    return q;
}

double csc_num_gamma_quantile(double p, double shape, double scale, int32_t upper) {
    if (!(p >= 0.0 && p <= 1.0) || !(shape > 0.0) || !(scale > 0.0) || isinf(shape) || isinf(scale)) return NAN;
    if (p == 0.0) return upper ? INFINITY : 0.0;
    if (p == 1.0) return upper ? 0.0 : INFINITY;
    double below = upper ? 1.0 - p : p, above = upper ? p : 1.0 - p;
    /* The smaller tail is the exact one and carries the equation. */
    int on_upper = upper ? p <= 0.5 : p > 0.5;
    double goal = log(on_upper ? above : below);
    double a = shape, x;
    double start = ((below < 0.5 ? log(below) : log1p(-above)) + csc_i_lgamma1p(a)) / a; /* exact where x -> 0 */
    if (start < -709.0) return 0.0;
    if (a < 1.0 || start < log(a) - 3.0) {
        x = exp(start < 5.0 ? start : 5.0);
        if (x > 0.5 && on_upper && goal < -1.0) x = 0.5 - goal;
    } else {
        double z = on_upper ? -csc_num_normal_quantile(above) : csc_num_normal_quantile(below);
        double cube = 1.0 - 1.0 / (9.0 * a) + z / (3.0 * sqrt(a)); /* Wilson and Hilferty 1931 */
        x = cube > 0.2 ? a * cube * cube * cube : exp(start);
    }
    double low = 0.0, high = INFINITY;
    for (int i = 0; i < 200; i++) {
        double lower, higher;
        gamma_tails(a, x, &lower, &higher);
        double tail = on_upper ? higher : lower;
        double residual = log(tail) - goal;
        if (on_upper ? residual > 0.0 : residual < 0.0)
            low = x;
        else
            high = x;
        double slope = a * csc_i_gamma_power(a, x) / tail; /* |d ln tail / d ln x| */
        double step = on_upper ? residual / slope : -residual / slope;
        double next = x * exp(step);
        if (fabs(step) <= 1e-8) return next * scale;
        if (!(next > low && next < high) || isnan(step)) {
            if (isinf(high))
                next = x * 4.0 + 1.0;
            else if (low == 0.0)
                next = high * 1e-3;
            else
                next = sqrt(low) * sqrt(high);
            if (next == low || next == high) return next * scale;
        }
        x = next;
        if (x < 2.3e-308) return 0.0;
    }
    return x * scale;
}
