/* Pareto/NBD (Schmittlein, Morrison & Colombo 1987; Fader & Hardie 2005).
 *
 * A customer buys at a gamma-distributed rate and leaves at a gamma-distributed rate of dying. With rho = r + x
 *   L = Gamma(rho) alpha^r beta^s / Gamma(r) *
 *       ((alpha + T)^-rho (beta + T)^-s + s integral over y in [t_x, T] of (alpha + y)^-rho (beta + y)^-(s+1)).
 * The integral is taken by Gauss's rule in v = ln((m + y) / (m + t_x)), m the smaller of alpha and beta: its integrand has no
 * singularity nearer than pi, and nothing cancels for any parameters. Derivatives are moments under the same nodes. */
#include "churn/life.h"
#include "num/tables.h"

#define BLOCK 256

typedef struct work {
    const csc_i_life_rows *rows;
    const csc_context *context;
    csc_i_life_sums *block;
    size_t blocks;
    const double *p;
} work;

/* Moments of ln A, ln B, 1/A, 1/B under the integrand; logs relative to their value at t_x. */
typedef struct moments {
    double f, a, b, i, j, aa, ab, bb, ai, aj, bi, bj, ii, ij, jj;
} moments;

static void add_node(moments *m, double f, double small_log, double large_log, double small_inverse, double large_inverse, int swapped) {
    double a = swapped ? large_log : small_log, b = swapped ? small_log : large_log;
    double i = swapped ? large_inverse : small_inverse, j = swapped ? small_inverse : large_inverse;
    double fa = f * a, fb = f * b, fi = f * i, fj = f * j;
    m->f += f;
    m->a += fa;
    m->b += fb;
    m->i += fi;
    m->j += fj;
    m->aa += fa * a;
    m->ab += fa * b;
    m->bb += fb * b;
    m->ai += fa * i;
    m->aj += fa * j;
    m->bi += fb * i;
    m->bj += fb * j;
    m->ii += fi * i;
    m->ij += fi * j;
    m->jj += fj * j;
}

/* The integral over [t, T] divided by (alpha + t)^-rho (beta + t)^-sigma, and its moments. */
static void integrate(double alpha, double beta, double rho, double sigma, double t, double T, moments *m) {
    int swapped = beta < alpha;
    double small = swapped ? beta : alpha, large = swapped ? alpha : beta, e1 = swapped ? sigma : rho, e2 = swapped ? rho : sigma;
    double s0 = small + t, l0 = large + t, k = s0 / l0, end = log1p((T - t) / s0), from = 0.0;
    memset(m, 0, sizeof *m);
    while (from < end) {
        double widest = csc_i_life_panel(e1 - 1.0, e2, k, from);
        double length = from + widest < end ? widest : end - from, half = 0.5 * length, middle = from + half;
        for (int n = 0; n < 16; n++) {
            double v = n < 8 ? middle - half * legendre_node[n] : middle + half * legendre_node[n - 8];
            double grow = expm1(v), up = 1.0 + k * grow, lm = log1p(k * grow);
            double f = legendre_weight[n & 7] * half * s0 * exp(-(e1 - 1.0) * v - e2 * lm);
            add_node(m, f, v, lm, 1.0 / (s0 * (1.0 + grow)), 1.0 / (l0 * up), swapped);
        }
        from += length;
        double grown = k * exp(from), slope = e1 - 1.0 + e2 * grown / (1.0 - k + grown);
        if (slope > 0.0 && s0 * exp(-(e1 - 1.0) * from - e2 * log1p(k * expm1(from))) * (1.0 + from * from) < 1e-18 * m->f * slope) break;
    }
}

static void row_sums(const double *p, const csc_i_life_row *row, csc_i_life_sums *out) {
    double r = p[0], alpha = p[1], s = p[2], beta = p[3], rho = r + row->x, sigma = s + 1.0, n = row->n;
    double A = alpha + row->T, B = beta + row->T, lA = log(A), lB = log(B);
    /* ln of the first term */
    double g1[4] = {-lA, -rho / A, -lB, -s / B};
    double h1[4][4] = {{0, -1.0 / A, 0, 0}, {-1.0 / A, rho / (A * A), 0, 0}, {0, 0, 0, -1.0 / B}, {0, 0, -1.0 / B, s / (B * B)}};
    double value = -rho * lA - s * lB, q = 0.0, g2[4] = {0}, h2[4][4] = {{0}};
    if (row->T > row->t_x) {
        moments m;
        integrate(alpha, beta, rho, sigma, row->t_x, row->T, &m);
        double la = log(alpha + row->t_x), lb = log(beta + row->t_x), v = 1.0 / m.f;
        double a = m.a * v, b = m.b * v, i = m.i * v, j = m.j * v;
        double l2 = log(s) + log(m.f) - rho * la - sigma * lb;
        double ai = m.ai * v - a * i, aj = m.aj * v - a * j, bi = m.bi * v - b * i, bj = m.bj * v - b * j, ij = m.ij * v - i * j;
        g2[0] = -(la + a);
        g2[1] = -rho * i;
        g2[2] = 1.0 / s - (lb + b);
        g2[3] = -sigma * j;
        h2[0][0] = m.aa * v - a * a;
        h2[0][1] = rho * ai - i;
        h2[0][2] = m.ab * v - a * b;
        h2[0][3] = sigma * aj;
        h2[1][1] = rho * rho * (m.ii * v - i * i) + rho * m.ii * v;
        h2[1][2] = rho * bi;
        h2[1][3] = rho * sigma * ij;
        h2[2][2] = m.bb * v - b * b - 1.0 / (s * s);
        h2[2][3] = sigma * bj - j;
        h2[3][3] = sigma * sigma * (m.jj * v - j * j) + sigma * m.jj * v;
        double d = l2 - value;
        q = d > 0.0 ? 1.0 / (1.0 + exp(-d)) : exp(d) / (1.0 + exp(d));
        value = d > 0.0 ? l2 + log1p(exp(-d)) : value + log1p(exp(d));
    }
    out->value += n * value;
    for (int i = 0; i < 4; i++) {
        out->gradient[i] += n * (g1[i] + q * (g2[i] - g1[i]));
        for (int j = i; j < 4; j++)
            out->hessian[4 * i + j] += n * ((1.0 - q) * h1[i][j] + q * h2[i][j] + q * (1.0 - q) * (g2[i] - g1[i]) * (g2[j] - g1[j]));
    }
}

static void block_task(void *ctx, size_t index) {
    work *w = ctx;
    csc_i_life_sums *out = &w->block[index];
    memset(out, 0, sizeof *out);
    size_t from = index * BLOCK, to = from + BLOCK < w->rows->count ? from + BLOCK : w->rows->count;
    double r = w->p[0], alpha = w->p[1], s = w->p[2], beta = w->p[3], x = -1.0, n = 0.0, all = 0.0;
    for (size_t i = from; i <= to; i++) {
        if (i == to || w->rows->row[i].x != x) {
            if (n > 0.0) {
                out->value += n * csc_i_lgamma_diff(r, x);
                out->gradient[0] += n * csc_i_digamma_diff(r, x);
                out->hessian[0] -= n * csc_i_trigamma_diff(r, x);
            }
            all += n;
            n = 0.0;
            if (i == to) break;
            x = w->rows->row[i].x;
        }
        n += w->rows->row[i].n;
        row_sums(w->p, &w->rows->row[i], out);
    }
    out->value += all * (r * log(alpha) + s * log(beta));
    out->gradient[0] += all * log(alpha);
    out->gradient[1] += all * r / alpha;
    out->gradient[2] += all * log(beta);
    out->gradient[3] += all * s / beta;
    out->hessian[1] += all / alpha;
    out->hessian[5] -= all * r / (alpha * alpha);
    out->hessian[11] += all / beta;
    out->hessian[15] -= all * s / (beta * beta);
}

static void release(void *self, const csc_context *context) {
    work *w = self;
    if (w == NULL) return;
    csc_allocator a = csc_i_allocator(context);
    csc_i_free(&a, w->block, w->blocks * sizeof *w->block);
    csc_i_free(&a, w, sizeof *w);
}

static csc_status prepare(const csc_i_life_rows *rows, void **out, const csc_context *context) {
    csc_allocator a = csc_i_allocator(context);
    work *w = csc_i_zalloc(&a, sizeof *w);
    if (w == NULL) return CSC_E_NOMEM;
    w->rows = rows;
    w->context = context;
    w->blocks = (rows->count + BLOCK - 1) / BLOCK;
    w->block = csc_i_alloc_array(&a, w->blocks, sizeof *w->block);
    if (w->block == NULL) {
        csc_i_free(&a, w, sizeof *w);
        return CSC_E_NOMEM;
    }
    *out = w;
    return CSC_OK;
}

static csc_status sums(void *self, const double *p, csc_i_life_sums *out) {
    work *w = self;
    w->p = p;
    csc_i_run(w->context, w->blocks, block_task, w);
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < w->blocks; i++) {
        out->value += w->block[i].value;
        for (int j = 0; j < 4; j++) out->gradient[j] += w->block[i].gradient[j];
        for (int j = 0; j < 16; j++) out->hessian[j] += w->block[i].hessian[j];
    }
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < i; j++) out->hessian[4 * i + j] = out->hessian[4 * j + i];
    return CSC_OK;
}

static int start(const csc_i_life_rows *rows, size_t i, double *p) {
    static const double tries[3][3] = {{0.7, 0.6, 0.4}, {2.0, 1.5, 2.0}, {0.3, 0.2, 0.1}};
    if (i >= 3) return 0;
    double x = 0.5, T = 0.0, n = 0.0;
    for (size_t k = 0; k < rows->count; k++) {
        x += rows->row[k].n * rows->row[k].x;
        T += rows->row[k].n * rows->row[k].T;
        n += rows->row[k].n;
    }
    p[0] = tries[i][0];
    p[1] = 0.7 * p[0] * (T > 0.0 ? T : n) / x;
    p[2] = tries[i][1];
    p[3] = tries[i][2];
    return 1;
}

/* ln of (s integral / first term): ln odds of having left */
static double log_odds(const double *p, const csc_i_life_row *row) {
    double r = p[0], alpha = p[1], s = p[2], beta = p[3], rho = r + row->x, gap = row->T - row->t_x;
    if (!(gap > 0.0)) return -INFINITY;
    double small = alpha < beta ? alpha : beta, s0 = small + row->t_x, a0 = alpha + row->t_x, b0 = beta + row->t_x;
    double value = alpha <= beta ? csc_i_life_integral(rho - 1.0, s + 1.0, a0 / b0, log1p(gap / s0))
                                 : csc_i_life_integral(s, rho, b0 / a0, log1p(gap / s0));
    return log(s * (s0 / b0) * value) + rho * log1p(gap / a0) + s * log1p(gap / b0);
}

static double loglik(const double *p, const csc_i_life_row *row) {
    double value = csc_i_lgamma_diff(p[0], row->x) - p[0] * log1p(row->T / p[1]) - p[2] * log1p(row->T / p[3]);
    if (row->x > 0.0) value -= row->x * log(p[1] + row->T);
    double d = log_odds(p, row);
    return value + (d > 0.0 ? d + log1p(exp(-d)) : log1p(exp(d)));
}

static double alive(const double *p, const csc_i_life_row *row, double later) {
    double d = log_odds(p, row), now = d > 0.0 ? exp(-d) / (1.0 + exp(-d)) : 1.0 / (1.0 + exp(d));
    return later > 0.0 ? now * exp(-p[2] * log1p(later / (p[3] + row->T))) : now;
}

static double expected(const double *p, const csc_i_life_row *row, double horizon, double alive_now) {
    double B = p[3] + row->T;
    return alive_now * (p[0] + row->x) / (p[1] + row->T) * B * csc_i_life_phi(p[2] - 1.0, log1p(horizon / B));
}

static double residual(const double *p, const csc_i_life_row *row, double rate, double alive_now) {
    double B = p[3] + row->T;
    return alive_now * (p[0] + row->x) / (p[1] + row->T) * B * csc_i_life_exp_integral(p[2], rate * B);
}

static double fresh(const double *p, double t) {
    return p[0] / p[1] * p[3] * csc_i_life_phi(p[2] - 1.0, log1p(t / p[3]));
}

/* Alive all the time and k purchases, or death at y and k purchases until then (Fader & Hardie 2006). The integral
 *   s beta^s Gamma(r + k) alpha^r / (k! Gamma(r)) of y^k (alpha + y)^-(r+k) (beta + y)^-(s+1) over [0, t]
 * by Gauss's rule on panels that double in length away from 0. */
static double pmf(const double *p, double t, size_t count) {
    double r = p[0], alpha = p[1], s = p[2], beta = p[3], k = (double)count;
    double front = csc_i_lgamma_diff(r, k) - csc_num_lgamma(k + 1.0);
    if (t == 0.0) return count == 0 ? 1.0 : 0.0;
    double value = exp(front - r * log1p(t / alpha) + (k > 0.0 ? k * log(t / (alpha + t)) : 0.0) - s * log1p(t / beta)), total = 0.0;
    double width = (alpha < beta ? alpha : beta) / 4.0, from = 0.0;
    while (from < t) {
        double to = from + width < t ? from + width : t, half = 0.5 * (to - from), middle = from + half;
        for (int n = 0; n < 16; n++) {
            double y = n < 8 ? middle - half * legendre_node[n] : middle + half * legendre_node[n - 8];
            double power = k > 0.0 ? k * log(y / (alpha + y)) : 0.0;
            total += legendre_weight[n & 7] * half * exp(front + power - r * log1p(y / alpha) - s * log1p(y / beta)) / (beta + y);
        }
        from = to;
        width *= 1.25;
    }
    return value + s * total;
}

const csc_i_life_model csc_i_life_pareto_nbd = {"lifetime:pareto-nbd/1",
                                                "pareto-nbd",
                                                CSC_I_LIFE_CONTINUOUS,
                                                4,
                                                {"r", "alpha", "s", "beta"},
                                                10,
                                                start,
                                                prepare,
                                                release,
                                                sums,
                                                loglik,
                                                alive,
                                                expected,
                                                residual,
                                                fresh,
                                                NULL,
                                                pmf};
