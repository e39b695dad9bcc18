/* sBG (Fader & Hardie 2007) and BdW (Fader, Hardie, Liu, Davin & Steenburgh 2018): contracts that are renewed or end.
 *
 * Survivor after t periods S(t) = B(alpha, beta + t^c) / B(alpha, beta), c = 1 for sBG. A row is T periods with status 1 (left in
 * the T-th, probability S(T - 1) - S(T)) or 0 (still there, S(T)). */
#include "churn/life.h"

typedef struct work {
    const csc_i_life_rows *rows;
    size_t count; /* 2 or 3 */
} work;

static double power(double t, double c) {
    return t > 0.0 ? (c == 1.0 ? t : exp(c * log(t))) : 0.0;
}

/* u2^c - u1^c, u2 = t, u1 = t - 1, without cancellation */
static double power_step(double t, double c) {
    if (c == 1.0) return 1.0;
    if (t <= 1.0) return power(t, c);
    return power(t, c) * -expm1(c * log1p(-1.0 / t));
}

/* d^k/dc^k of t^c - (t-1)^c, k = 1, 2 */
static double power_slope(double t, double c, int k) {
    double a = log(t), b = t > 1.0 ? log(t - 1.0) : 0.0, low = t > 1.0 ? power(t - 1.0, c) : 0.0;
    if (k == 1) return power(t, c) * a - low * b;
    return power(t, c) * a * a - low * b * b;
}

/* ln of B(alpha, beta + u + du) / B(alpha, beta + u), with gradient and Hessian in (alpha, beta, c) when g is not NULL; u = v^c where
 * du = 0..1 says how u and du move with c: u1, u2 first and second derivatives of u; d1, d2 of du. */
static double step(double alpha, double beta, double u, double du, const double *slope, double *g, double *h) {
    double y = beta + u, big = alpha + y;
    double value = csc_i_life_gamma_cross(y, alpha, du);
    if (g == NULL) return value;
    double dy = csc_i_digamma_diff(y, du), dbig = csc_i_digamma_diff(big, du);
    double ty = csc_i_trigamma_diff(y, du), tbig = csc_i_trigamma_diff(big, du);
    /* slopes in u at fixed du, and in du */
    double v_u = dy - dbig, v_d = -csc_i_digamma_diff(y + du, alpha);
    double v_uu = tbig - ty, v_ud = csc_i_trigamma_diff(y + du, alpha), v_dd = v_ud;
    double big_trigamma = csc_num_trigamma(big + du);
    double u1 = slope[0], u2 = slope[1], d1 = slope[2], d2 = slope[3];
    g[0] = -dbig;
    g[1] = v_u;
    g[2] = v_u * u1 + v_d * d1;
    h[0] = tbig;
    h[1] = tbig;
    h[2] = tbig * u1 - big_trigamma * d1;
    h[4] = v_uu;
    h[5] = v_uu * u1 + v_ud * d1;
    h[8] = v_uu * u1 * u1 + 2.0 * v_ud * u1 * d1 + v_dd * d1 * d1 + v_u * u2 + v_d * d2;
    return value;
}

static csc_status sums(void *self, const double *p, csc_i_life_sums *out) {
    work *w = self;
    double alpha = p[0], beta = p[1], c = w->count == 3 ? p[2] : 1.0;
    double G[3] = {0}, H[9] = {0};
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < w->rows->count; i++) {
        const csc_i_life_row *row = &w->rows->row[i];
        double t = row->T, n = row->n, g1[3] = {0}, h1[9] = {0}, value = 0.0;
        double before = row->x > 0.0 ? t - 1.0 : t; /* survived that many periods for certain */
        if (before > 0.0) {
            double u = power(before, c), l = log(before), slope[4] = {0.0, 0.0, u * l, u * l * l};
            value = step(alpha, beta, 0.0, u, slope, g1, h1);
        }
        if (row->x > 0.0) {
            double u = power(t - 1.0, c), l = t > 1.0 ? log(t - 1.0) : 0.0, g2[3], h2[9] = {0};
            double slope[4] = {u * l, u * l * l, power_slope(t, c, 1), power_slope(t, c, 2)};
            double d = step(alpha, beta, u, power_step(t, c), slope, g2, h2);
            /* ln(1 - exp(d)): slope -q, q = exp(d) / (1 - exp(d)) */
            double lost = -expm1(d), q = exp(d) / lost;
            value += log(lost);
            for (int a = 0; a < 3; a++) {
                g1[a] -= q * g2[a];
                for (int b = a; b < 3; b++) h1[3 * a + b] -= q * h2[3 * a + b] + q * (1.0 + q) * g2[a] * g2[b];
            }
        }
        out->value += n * value;
        for (int a = 0; a < 3; a++) {
            G[a] += n * g1[a];
            for (int b = a; b < 3; b++) H[3 * a + b] += n * h1[3 * a + b];
        }
    }
    size_t m = w->count;
    for (size_t a = 0; a < m; a++) {
        out->gradient[a] = G[a];
        for (size_t b = a; b < m; b++) out->hessian[4 * a + b] = out->hessian[4 * b + a] = H[3 * a + b];
    }
    return CSC_OK;
}

static csc_status prepare_as(const csc_i_life_rows *rows, void **out, const csc_context *context, size_t count) {
    csc_allocator a = csc_i_allocator(context);
    work *w = csc_i_zalloc(&a, sizeof *w);
    if (w == NULL) return CSC_E_NOMEM;
    w->rows = rows;
    w->count = count;
    *out = w;
    return CSC_OK;
}

static csc_status prepare_sbg(const csc_i_life_rows *rows, void **out, const csc_context *context) {
    return prepare_as(rows, out, context, 2);
}

static csc_status prepare_bdw(const csc_i_life_rows *rows, void **out, const csc_context *context) {
    return prepare_as(rows, out, context, 3);
}

static void release(void *self, const csc_context *context) {
    csc_allocator a = csc_i_allocator(context);
    csc_i_free(&a, self, sizeof(work));
}

static int start(const csc_i_life_rows *rows, size_t i, double *p) {
    static const double tries[3][3] = {{1.0, 0.0, 1.0}, {0.3, 0.0, 1.3}, {5.0, 0.0, 0.7}};
    if (i >= 3) return 0;
    double left = 0.5, at_risk = 0.5;
    for (size_t k = 0; k < rows->count; k++) {
        left += rows->row[k].n * rows->row[k].x;
        at_risk += rows->row[k].n * rows->row[k].T;
    }
    double share = left / at_risk; /* leave a period */
    if (share > 0.9) share = 0.9;
    p[0] = tries[i][0];
    p[1] = tries[i][0] * (1.0 - share) / share;
    p[2] = tries[i][2];
    return 1;
}

static double log_survivor(const double *p, double t, double c) {
    return csc_i_life_gamma_cross(p[1], p[0], power(t, c));
}

static double loglik_as(const double *p, const csc_i_life_row *row, double c) {
    if (!(row->x > 0.0)) return log_survivor(p, row->T, c);
    return log_survivor(p, row->T - 1.0, c) +
           log(-expm1(csc_i_life_gamma_cross(p[1] + power(row->T - 1.0, c), p[0], power_step(row->T, c))));
}

static double loglik_sbg(const double *p, const csc_i_life_row *row) {
    return loglik_as(p, row, 1.0);
}

static double loglik_bdw(const double *p, const csc_i_life_row *row) {
    return loglik_as(p, row, p[2]);
}

/* Renewed `later + 1` more times, given T periods survived. A customer who left is not there. */
static double alive_as(const double *p, const csc_i_life_row *row, double later, double c) {
    if (row->x > 0.0) return 0.0;
    double u = power(row->T, c);
    return exp(csc_i_life_gamma_cross(p[1] + u, p[0], power(row->T + later + 1.0, c) - u));
}

static double alive_sbg(const double *p, const csc_i_life_row *row, double later) {
    return alive_as(p, row, later, 1.0);
}

static double alive_bdw(const double *p, const csc_i_life_row *row, double later) {
    return alive_as(p, row, later, p[2]);
}

/* Sum over j = 1 .. horizon of S(T + j) / S(T) */
static double expected_as(const double *p, const csc_i_life_row *row, double horizon, double c) {
    if (row->x > 0.0) return 0.0;
    double there = 1.0, total = 0.0;
    for (double j = 1.0; j <= horizon && there > 1e-18 * total; j += 1.0) {
        double t = row->T + j;
        there *= exp(csc_i_life_gamma_cross(p[1] + power(t - 1.0, c), p[0], power_step(t, c)));
        total += there;
    }
    return total;
}

static double expected_sbg(const double *p, const csc_i_life_row *row, double horizon, double alive) {
    (void)alive;
    return expected_as(p, row, horizon, 1.0);
}

static double expected_bdw(const double *p, const csc_i_life_row *row, double horizon, double alive) {
    (void)alive;
    return expected_as(p, row, horizon, p[2]);
}

/* Discounted expected residual lifetime of a customer renewed T times, just before the next renewal (DERL):
 * sum over t >= 0 of S(T + 1 + t) / S(T) (1 + rate)^-t. */
static double residual_as(const double *p, const csc_i_life_row *row, double rate, double c) {
    if (row->x > 0.0) return 0.0;
    double T = row->T, z = 1.0 / (1.0 + rate);
    if (c == 1.0) {
        double b = p[1] + T, ab = p[0] + b;
        return b / ab * csc_i_life_hyper_one(b + 1.0, ab + 1.0, z);
    }
    if (!(rate > 0.0)) return p[0] * c > 1.0 ? NAN : INFINITY;
    double there = exp(csc_i_life_gamma_cross(p[1] + power(T, c), p[0], power_step(T + 1.0, c))), weight = 1.0, total = 0.0;
    for (double t = T + 1.0; t < T + 5e6; t += 1.0) {
        double add = there * weight;
        total += add;
        if (add * (1.0 + rate) / rate < 1e-17 * total) break;
        there *= exp(csc_i_life_gamma_cross(p[1] + power(t, c), p[0], power_step(t + 1.0, c)));
        weight *= z;
    }
    return total;
}

static double residual_sbg(const double *p, const csc_i_life_row *row, double rate, double alive) {
    (void)alive;
    return residual_as(p, row, rate, 1.0);
}

static double residual_bdw(const double *p, const csc_i_life_row *row, double rate, double alive) {
    (void)alive;
    return residual_as(p, row, rate, p[2]);
}

static double fresh_sbg(const double *p, double t) {
    return exp(log_survivor(p, t, 1.0));
}

static double fresh_bdw(const double *p, double t) {
    return exp(log_survivor(p, t, p[2]));
}

static double pmf_as(const double *p, size_t k, double c) {
    csc_i_life_row row = {1.0, 0.0, (double)k, 0.0, 1.0};
    return k == 0 ? 0.0 : exp(loglik_as(p, &row, c));
}

static double pmf_sbg(const double *p, double t, size_t k) {
    (void)t;
    return pmf_as(p, k, 1.0);
}

static double pmf_bdw(const double *p, double t, size_t k) {
    (void)t;
    return pmf_as(p, k, p[2]);
}

const csc_i_life_model csc_i_life_sbg = {"lifetime:sbg/1",
                                         "sbg",
                                         CSC_I_LIFE_CONTRACT,
                                         2,
                                         {"alpha", "beta", NULL, NULL},
                                         0,
                                         start,
                                         prepare_sbg,
                                         release,
                                         sums,
                                         loglik_sbg,
                                         alive_sbg,
                                         expected_sbg,
                                         residual_sbg,
                                         fresh_sbg,
                                         NULL,
                                         pmf_sbg};
const csc_i_life_model csc_i_life_bdw = {"lifetime:bdw/1",
                                         "bdw",
                                         CSC_I_LIFE_CONTRACT,
                                         3,
                                         {"alpha", "beta", "c", NULL},
                                         0,
                                         start,
                                         prepare_bdw,
                                         release,
                                         sums,
                                         loglik_bdw,
                                         alive_bdw,
                                         expected_bdw,
                                         residual_bdw,
                                         fresh_bdw,
                                         NULL,
                                         pmf_bdw};
