/* What num offers to the other folders of libcsc, hidden from users. */
#ifndef CSC_NUM_INTERNAL_H
#define CSC_NUM_INTERNAL_H

#include "base/internal.h"
#include "csc/num.h"

#define CSC_I_LN_SQRT_2PI 0.91893853320467274178
#define CSC_I_EULER 0.57721566490153286061

/* ln(1 + x) - x for x > -1, relative accuracy beside 0. */
double csc_i_log1pmx(double x);
/* ln(ratio) - (ratio - 1), where `excess` is ratio - 1 to full accuracy. */
double csc_i_log_excess(double ratio, double excess);
/* ln Gamma(x) - ((x - 1/2) ln x - x + ln sqrt(2 pi)) for x >= 12. */
double csc_i_stirling(double x);
/* ln Gamma(1 + z) for z >= -1/2, relative accuracy beside 0. */
double csc_i_lgamma1p(double z);
/* ln Gamma(y + a) - ln Gamma(y) for y > 0, a >= 0, without cancellation for small a or large y. */
double csc_i_lgamma_diff(double y, double a);
/* psi(y + a) - psi(y) >= 0 and psi'(y) - psi'(y + a) >= 0, likewise */
double csc_i_digamma_diff(double y, double a);
double csc_i_trigamma_diff(double y, double a);
/* x^a e^-x / Gamma(a + 1) */
double csc_i_gamma_power(double a, double x);
/* x^a y^b / B(a, b), y = 1 - x */
double csc_i_beta_power(double a, double b, double x, double y);
/* Odds x / (1 - x) of the beta quantile with lower tail p and upper tail q = 1 - p; 0 or inf beyond the range of doubles. */
double csc_i_beta_quantile_odds(double p, double q, double a, double b);

#endif
