/* ln Gamma and its relatives, formed so that differences keep their relative accuracy. */
#include "num/internal.h"
#include "num/tables.h"

#define ZETA_COUNT (sizeof zeta_minus_one / sizeof zeta_minus_one[0])
#define STIRLING_FROM 12.0

/* Stirling series in powers of 1/x: odd powers 1, 3, ..., 15 (DLMF 5.11.1). */
static const double stirling_coefficient[8] = {
    1.0 / 12.0, -1.0 / 360.0, 1.0 / 1260.0, -1.0 / 1680.0, 1.0 / 1188.0, -691.0 / 360360.0, 1.0 / 156.0, -3617.0 / 122400.0,
};

double csc_i_log1pmx(double x) {
    if (fabs(x) > 0.5) return log1p(x) - x;
    /* ln(1 + x) = 2 atanh(r), r = x / (2 + x), and 2 r - x = -r x */
    double r = x / (2.0 + x), r2 = r * r, power = 1.0, sum = 0.0;
    for (int k = 3; k < 60; k += 2) {
        double term = power / k;
        sum += term;
        if (term < 1e-18) break;
        power *= r2;
    }
    return r * (2.0 * r2 * sum - x);
}

double csc_i_log_excess(double ratio, double excess) {
    if (excess < -0.5) return log(ratio) - excess;
    return csc_i_log1pmx(excess);
}

double csc_i_stirling(double x) {
    double v = 1.0 / x, v2 = v * v, sum = 0.0;
    for (int k = 7; k >= 0; k--) sum = sum * v2 + stirling_coefficient[k];
    return sum * v;
}

/* ln Gamma(2 + z) for |z| <= 1/2: (1 - Euler) z + sum (zeta(k) - 1) (-z)^k / k (DLMF 5.7.3) */
static double lgamma2p(double z) {
    double power = z * z, sum = 0.0;
    for (size_t k = 0; k < ZETA_COUNT; k++) {
        double term = zeta_minus_one[k] * power / (double)(k + 2);
        sum += term;
        if (fabs(term) < 1e-18 * fabs(sum)) break;
        power *= -z;
    }
    return (1.0 - CSC_I_EULER) * z + sum;
}

double csc_i_lgamma1p(double z) {
    if (z >= -0.5 && z <= 0.5) return lgamma2p(z) - log1p(z);
    return csc_num_lgamma(1.0 + z);
}

double csc_num_lgamma(double x) {
    if (isnan(x) || x < 0.0) return NAN;
    if (x == 0.0) return INFINITY;
    if (x < 0.5) return csc_i_lgamma1p(x) - log(x);
    if (x <= 1.5) return csc_i_lgamma1p(x - 1.0);
    if (x <= 2.5) return lgamma2p(x - 2.0);
    if (x < STIRLING_FROM) {
        double product = 1.0;
        while (x > 2.5) {
            x -= 1.0;
            product *= x;
        }
        return log(product) + lgamma2p(x - 2.0);
    }
    if (isinf(x)) return INFINITY;
    if (x > 1e15) return x * (log(x) - 1.0);
    return (x - 0.5) * (log(x) - 1.0) + (CSC_I_LN_SQRT_2PI - 0.5) + csc_i_stirling(x);
}

double csc_i_lgamma_diff(double y, double a) {
    double shifted = 0.0;
    while (y < STIRLING_FROM) {
        shifted += log1p(a / y);
        y += 1.0;
    }
    double u = 1.0 / (y + a), v = 1.0 / y;
    /* divided difference of the Stirling series as a polynomial in 1/x, by Horner's scheme on both arguments */
    double value = 0.0, slope = 0.0;
    for (int k = 7; k >= 0; k--) {
        slope = slope * v + value;
        value = value * u + stirling_coefficient[k];
        slope = slope * v + value;
        value = value * u;
    }
    double ratio = a / y;
    double body = ratio < 0.5 ? y * csc_i_log1pmx(ratio) : y * log1p(ratio) - a;
    return body - 0.5 * log1p(ratio) + a * log(y + a) - slope * a * u * v - shifted;
}

double csc_num_lbeta(double a, double b) {
    if (!(a > 0.0) || !(b > 0.0)) return NAN;
    double small = a < b ? a : b, large = a < b ? b : a;
    if (isinf(large)) return -INFINITY;
    return csc_num_lgamma(small) - csc_i_lgamma_diff(large, small);
}

double csc_num_digamma(double x) {
    if (isnan(x) || x < 0.0) return NAN;
    if (x == 0.0) return -INFINITY;
    double shifted = 0.0;
    while (x < STIRLING_FROM) {
        shifted += 1.0 / x;
        x += 1.0;
    }
    double v2 = 1.0 / (x * x);
    /* B(2k) / (2k), k = 1..8 */
    double sum =
        1.0 / 12.0 -
        v2 * (1.0 / 120.0 -
              v2 * (1.0 / 252.0 -
                    v2 * (1.0 / 240.0 - v2 * (1.0 / 132.0 - v2 * (691.0 / 32760.0 - v2 * (1.0 / 12.0 - v2 * (3617.0 / 8160.0)))))));
    return log(x) - 0.5 / x - v2 * sum - shifted;
}

double csc_num_trigamma(double x) {
    if (isnan(x) || x < 0.0) return NAN;
    if (x == 0.0) return INFINITY;
    double shifted = 0.0;
    while (x < 16.0) {
        shifted += 1.0 / (x * x);
        x += 1.0;
    }
    if (isinf(x)) return 0.0;
    double v = 1.0 / x, v2 = v * v;
    /* B(2k), k = 1..8 */
    double sum =
        1.0 / 6.0 -
        v2 * (1.0 / 30.0 -
              v2 * (1.0 / 42.0 - v2 * (1.0 / 30.0 - v2 * (5.0 / 66.0 - v2 * (691.0 / 2730.0 - v2 * (7.0 / 6.0 - v2 * (3617.0 / 510.0)))))));
    return shifted + v + 0.5 * v2 + v * v2 * sum;
}

double csc_i_digamma_diff(double y, double a) {
    double shifted = 0.0;
    while (y < STIRLING_FROM) {
        shifted += a / (y * (y + a));
        y += 1.0;
    }
    /* B(2k) / (2k) in powers of 1/x^2, as a divided difference on both arguments */
    static const double c[8] = {1.0 / 12.0,  -1.0 / 120.0,     1.0 / 252.0, -1.0 / 240.0,
                                1.0 / 132.0, -691.0 / 32760.0, 1.0 / 12.0,  -3617.0 / 8160.0};
    double big = y + a, u = 1.0 / (big * big), v = 1.0 / (y * y), value = 0.0, slope = 0.0;
    for (int k = 7; k >= 0; k--) {
        slope = slope * v + value;
        value = value * u + c[k];
    }
    slope = slope * v + value; /* times x^-2 */
    return log1p(a / y) + 0.5 * a / (y * big) + slope * (a * (y + big) * u * v) + shifted;
}

double csc_i_trigamma_diff(double y, double a) {
    double shifted = 0.0;
    while (y < 16.0) {
        double big = y + a;
        shifted += a * (y + big) / (y * y * big * big);
        y += 1.0;
    }
    static const double c[8] = {1.0 / 6.0, -1.0 / 30.0, 1.0 / 42.0, -1.0 / 30.0, 5.0 / 66.0, -691.0 / 2730.0, 7.0 / 6.0, -3617.0 / 510.0};
    double big = y + a, u = 1.0 / big, v = 1.0 / y, value = 0.0, slope = 0.0;
    /* polynomial sum c_k x^{-(2k + 1)} x^{-2} */
    for (int k = 7; k >= 0; k--) {
        slope = slope * v + value;
        value = value * u + c[k];
        slope = slope * v + value;
        value = value * u;
    }
    for (int i = 0; i < 2; i++) {
        slope = slope * v + value;
        value = value * u;
    }
    double step = a * u * v; /* v - u */
    return step + 0.5 * step * (u + v) + slope * step + shifted;
}
