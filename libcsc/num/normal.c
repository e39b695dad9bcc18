/* erfcx, the normal distribution and its quantile. */
#include "num/internal.h"

#define SQRT_PI 1.77245385090551602730
#define SQRT_2 1.41421356237309504880

/* exp(x^2) with the rounding error of x^2 carried along. */
static double exp_square(double x) {
    double high = x * x;
    if (high > 709.0) return high > 711.0 ? INFINITY : exp(high);
    return exp(high) * (1.0 + fma(x, x, -high));
}

double csc_num_erfcx(double x) {
    if (isnan(x)) return NAN;
    if (x < 0.0) return x < -26.7 ? INFINITY : 2.0 * exp_square(x) - csc_num_erfcx(-x);
    if (x < 10.0) return erfc(x) * exp_square(x);
    /* DLMF 7.12.1 */
    double v = 0.5 / (x * x), term = 1.0, sum = 1.0;
    for (int k = 1; k < 30; k++) {
        term *= -(2.0 * k - 1.0) * v;
        sum += term;
        if (fabs(term) < 1e-17) break;
    }
    return sum / (x * SQRT_PI);
}

double csc_num_normal_cdf(double z) {
    if (isnan(z)) return NAN;
    if (z > -1.0) return 0.5 * erfc(-z / SQRT_2);
    /* exp(-z^2/2) with the error of the square carried along */
    double high = z * z;
    if (high > 1500.0) return 0.0;
    double low = fma(z, z, -high);
    return 0.5 * csc_num_erfcx(-z / SQRT_2) * exp(-0.5 * high) * (1.0 - 0.5 * low);
}

double csc_num_normal_quantile(double p) {
    if (!(p >= 0.0 && p <= 1.0)) return NAN;
    if (p == 0.0) return -INFINITY;
    if (p == 1.0) return INFINITY;
    double centre = p - 0.5;
    if (fabs(centre) <= 0.375) {
        /* erf(w) = 2 centre, Halley steps */
        double target = 2.0 * centre, w = centre * SQRT_PI * (1.0 + 1.0471975511965976 * centre * centre);
        for (int i = 0; i < 8; i++) {
            double step = (erf(w) - target) * 0.5 * SQRT_PI * exp(w * w);
            step /= 1.0 + w * step;
            w -= step;
            if (fabs(step) <= 1e-9 * fabs(w)) break;
        }
        return w * SQRT_2;
    }
    double tail = p < 0.5 ? p : 1.0 - p;
    /* ln erfc(w) = ln(2 tail) on the logarithm, where Newton is monotone */
    double goal = log(2.0 * tail), w = sqrt(-goal - 0.5 * log(-goal + 1.0) > 0.25 ? -goal - 0.5 * log(-goal + 1.0) : 0.25);
    for (int i = 0; i < 40; i++) {
        double scaled = csc_num_erfcx(w);
        double residual = log(scaled) - w * w - goal;
        double step = residual * 0.5 * SQRT_PI * scaled;
        w += step;
        if (w < 0.1) w = 0.1;
        if (fabs(step) <= 1e-9 * w) break;
    }
    return p < 0.5 ? -w * SQRT_2 : w * SQRT_2;
}
