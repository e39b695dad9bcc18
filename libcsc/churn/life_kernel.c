/* Integrals of the lifetime models. All sums are of positive terms, so that every value keeps its relative accuracy. */
#include "churn/life.h"
#include "num/tables.h"

#define NODES 8 /* a side */

/* The logarithm of the integrand falls with a slope that grows from p + e k to p + e. A panel on which it falls by 12 or so is
 * resolved by the Gauss rule to the last bit. */
double csc_i_life_panel(double p, double e, double k, double from) {
    double grown = k * exp(from), slope = p + e * (grown / (1.0 - k + grown));
    double length = slope > 3.0 ? 12.0 / slope : 4.0;
    for (;;) {
        grown = k * exp(from + length);
        slope = p + e * (grown / (1.0 - k + grown));
        if (slope * length <= 14.0) return length;
        length *= 0.5;
    }
}

double csc_i_life_integral(double p, double e, double k, double end) {
    double total = 0.0, from = 0.0;
    while (from < end) {
        double widest = csc_i_life_panel(p, e, k, from), length = from + widest < end ? widest : end - from;
        double half = 0.5 * length, middle = from + half, panel = 0.0;
        for (int i = 0; i < NODES; i++) {
            double left = middle - half * legendre_node[i], right = middle + half * legendre_node[i];
            panel += legendre_weight[i] * (exp(-p * left - e * log1p(k * expm1(left))) + exp(-p * right - e * log1p(k * expm1(right))));
        }
        total += panel * half;
        from += length;
        if (from >= end) break;
        double grown = k * exp(from), slope = p + e * (grown / (1.0 - k + grown));
        if (slope > 0.0) {
            double rest = exp(-p * from - e * log1p(k * expm1(from))) / slope; /* more than what is left: the slope only grows */
            if (rest < 1e-17 * total) break;
            if (from > 600.0) return total + rest;
            /* where the slope is at its limit the rest is exact, and panels may be wider */
            if (1.0 - k < 1e-17 * grown) {
                double left = isinf(end) ? 1.0 : -expm1(-slope * (end - from));
                return total + rest * left;
            }
        }
    }
    return total;
}

double csc_i_life_phi(double c, double length) {
    double product = c * length;
    if (fabs(product) < 1e-5) return length * (1.0 - product * (0.5 - product * (1.0 / 6.0 - product / 24.0)));
    return -expm1(-product) / c;
}

double csc_i_life_exp_integral(double s, double z) {
    if (z == 0.0) return s > 1.0 ? 1.0 / (s - 1.0) : INFINITY;
    if (isinf(z)) return 0.0;
    if (z >= 1.5) {
        /* DLMF 8.19.17, even part, by the modified Lentz method */
        double b = z + s, c = 1e300, d = 1.0 / b, h = d;
        for (int n = 1; n < 2000; n++) {
            double an = -n * (s + n - 1.0);
            b += 2.0;
            d = 1.0 / (an * d + b);
            c = b + an / c;
            double factor = c * d;
            h *= factor;
            if (fabs(factor - 1.0) < 2e-16) break;
        }
        return h;
    }
    /* u = exp(v) - 1 */
    double p = s - 1.0, total = 0.0, from = 0.0, widest = 12.0 / (s > 8.0 ? s : 8.0);
    for (int panels = 0; panels < 100000; panels++) {
        double half = 0.5 * widest, middle = from + half, panel = 0.0;
        for (int i = 0; i < NODES; i++) {
            double left = middle - half * legendre_node[i], right = middle + half * legendre_node[i];
            panel += legendre_weight[i] * (exp(-p * left - z * expm1(left)) + exp(-p * right - z * expm1(right)));
        }
        total += panel * half;
        from += widest;
        double slope = p + z * exp(from);
        if (slope > 0.0 && exp(-p * from - z * expm1(from)) < 1e-17 * total * slope) break;
        if (slope > 0.0 && z * exp(from) > 4.0) widest = 12.0 / (slope > 8.0 ? 2.0 * slope : 8.0);
    }
    return total;
}

double csc_i_life_beta_geometric(double a, double b, double rho, double z) {
    if (!(z > 0.0)) return 0.0;
    /* purchases until time z while alive are negative binomial: P(j) falls or rises by w (rho + j - 1) / j. The customer makes the
     * k-th of them with probability (b)_{k-1} / (a + b)_{k-1}. Sum of P(j) (S_1 + ... + S_j) over j, with P scaled to 1 at its mode. */
    double w = z / (1.0 + z), mode = rho > 1.0 ? floor((rho - 1.0) * z) : 0.0;
    double low = mode, p = 1.0;
    while (low > 0.0) {
        double next = p * low / (w * (rho + low - 1.0));
        if (next < 1e-19) break;
        p = next;
        low -= 1.0;
    }
    double reach = 1.0, sum_reach = 0.0; /* S_k and S_1 + ... + S_j */
    for (double k = 1.0; k <= low; k += 1.0) {
        sum_reach += reach;
        reach *= (b + k - 1.0) / (a + b + k - 1.0);
    }
    double total = 0.0, weight = 0.0, j = low;
    for (;;) {
        total += p * sum_reach;
        weight += p;
        j += 1.0;
        sum_reach += reach;
        reach *= (b + j - 1.0) / (a + b + j - 1.0);
        double ratio = w * (rho + j - 1.0) / j;
        p *= ratio;
        if (j > mode && ratio < 1.0) {
            /* a bound of all that is left: P falls at least by max(ratio, w), the sum of S grows by at most 1 a step */
            double fall = ratio > w ? ratio : w, left = p / (1.0 - fall);
            if (left * (sum_reach + 1.0 / (1.0 - fall)) < 1e-17 * total) break;
        }
        if (j > 2e7) break;
    }
    return total / weight;
}

/* E over p ~ Beta(a, b) of f(p, 1 - p): the trapezoidal rule in tau, where logit p = centre + width sinh(tau) */
static double beta_mean(double a, double b, double (*f)(double p, double q, const double *c), const double *c) {
    double centre = log(a / b), width = sqrt(1.0 / a + 1.0 / b);
    if (width > 2.0) width = 2.0;
    double total = 0.0, mass = 0.0;
    const double h = 0.06;
    for (int side = 0; side < 2; side++) {
        for (int i = side; i < 400; i++) {
            double tau = side ? -h * i : h * i, s = centre + width * sinh(tau);
            /* ln p = -ln(1 + exp(-s)) */
            double log_p = s > 0.0 ? -log1p(exp(-s)) : s - log1p(exp(s)), log_q = s > 0.0 ? -s - log1p(exp(-s)) : -log1p(exp(s));
            double base = a * centre - (a + b) * (centre > 0.0 ? centre + log1p(exp(-centre)) : log1p(exp(centre)));
            double weight = exp(a * log_p + b * log_q - base) * cosh(tau);
            if (i > 20 && weight < 1e-22 * mass) break;
            mass += weight;
            total += weight * f(exp(log_p), exp(log_q), c);
        }
    }
    return total / mass;
}

/* integral of exp(-y u) rho (1 + p u)^{-rho-1} over u: c[0] = rho, c[1] = y */
static double discounted(double p, double q, const double *c) {
    (void)q;
    if (p < 1e-290) return c[0] / c[1];
    return c[0] / p * csc_i_life_exp_integral(c[0] + 1.0, c[1] / p);
}

double csc_i_life_beta_geometric_discounted(double a, double b, double rho, double y) {
    const double c[2] = {rho, y};
    if (y == 0.0) return a > 1.0 ? (a + b - 1.0) / (a - 1.0) : INFINITY; /* E[1 / p] */
    return beta_mean(a, b, discounted, c);
}

double csc_i_life_hyper_one(double b, double c, double z) {
    if (z >= 1.0) return c > b + 1.0 ? (c - 1.0) / (c - b - 1.0) : INFINITY;
    /* 1 / (1 - k1 z / (1 - k2 z / ...)), DLMF 15.7.5 with a = 0 and shifted; modified Lentz method */
    double d = 0.0, cc = 1.0, h = 1.0;
    for (int n = 1; n < 200000; n++) {
        double m = (double)((n - 1) / 2), k;
        if (n == 1)
            k = b / c;
        else if (n % 2 == 1)
            k = (b + m) * (c - 1.0 + m) / ((c - 1.0 + 2.0 * m) * (c + 2.0 * m));
        else
            k = (m + 1.0) * (c - b + m) / ((c + 2.0 * m) * (c + 1.0 + 2.0 * m));
        double an = -k * z;
        d = 1.0 / (1.0 + an * d);
        cc = 1.0 + an / cc;
        double factor = cc * d;
        h *= factor;
        if (fabs(factor - 1.0) < 2e-16) break;
    }
    return 1.0 / h;
}

double csc_i_life_gamma_cross(double y, double a, double du) {
    /* symmetric in a and du; where one exceeds y its plain differences are far apart */
    if (du > 0.5 * y && du >= a) return csc_i_lgamma_diff(y, a) - csc_i_lgamma_diff(y + du, a);
    if (a > 0.5 * y) return csc_i_lgamma_diff(y, du) - csc_i_lgamma_diff(y + a, du);
    double shifted = 0.0;
    while (y < 12.0) {
        shifted += log1p(du * a / (y * (y + a + du)));
        y += 1.0;
    }
    double big = y + a;
    double body = (y + du - 0.5) * log1p(du * a / (y * (big + du))) - a * log1p(du / big) - du * log1p(a / y);
    double series = (csc_i_stirling(y + du) - csc_i_stirling(y)) - (csc_i_stirling(big + du) - csc_i_stirling(big));
    return body + series - shifted;
}
