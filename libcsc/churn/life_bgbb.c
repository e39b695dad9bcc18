/* BG/BB (Fader, Hardie & Shang 2010): purchases at opportunities.
 *
 * At each opportunity a customer who is still there buys with a beta(alpha, beta) probability, and before each one leaves with a
 * beta(gamma, delta) probability. With n opportunities so far
 *   L = B(alpha + x, beta + n - x) / B(alpha, beta) * B(gamma, delta + n) / B(gamma, delta)
 *       + sum over i = 0 .. n - t_x - 1 of
 *         B(alpha + x, beta + t_x - x + i) / B(alpha, beta) * B(gamma + 1, delta + t_x + i) / B(gamma, delta). */
#include "churn/life.h"

/* ln G(y + j) - ln G(y) and its two derivatives in y, for j = 0 .. top, for each of the six arguments */
enum { ALPHA, BETA, ALPHA_BETA, GAMMA, DELTA, GAMMA_DELTA, TABLES };

typedef struct work {
    const csc_i_life_rows *rows;
    const csc_context *context;
    size_t top;
    double *table; /* [TABLES][3][top + 1] */
} work;

static double *column(const work *w, int table, int derivative) {
    return w->table + ((size_t)table * 3 + (size_t)derivative) * (w->top + 1);
}

static void fill(const work *w, int table, double y) {
    double *value = column(w, table, 0), *first = column(w, table, 1), *second = column(w, table, 2);
    for (size_t j = 0; j <= w->top; j++) {
        value[j] = csc_i_lgamma_diff(y, (double)j);
        first[j] = csc_i_digamma_diff(y, (double)j);
        second[j] = -csc_i_trigamma_diff(y, (double)j);
    }
}

typedef struct term {
    double value, g[4], h[10]; /* h: 00 01 11 of (alpha, beta), 22 23 33 of (gamma, delta) in 0, 1, 2, 3, 4, 5 */
} term;

/* x of k opportunities used, alive until `until`; `leaves`: left right after it */
static void make_term(const work *w, const double *p, size_t x, size_t k, size_t until, int leaves, term *t) {
    size_t total = leaves ? until + 1 : until;
    t->value = column(w, ALPHA, 0)[x] + column(w, BETA, 0)[k - x] - column(w, ALPHA_BETA, 0)[k] + column(w, DELTA, 0)[until] -
               column(w, GAMMA_DELTA, 0)[total] + (leaves ? log(p[2]) : 0.0);
    t->g[0] = column(w, ALPHA, 1)[x] - column(w, ALPHA_BETA, 1)[k];
    t->g[1] = column(w, BETA, 1)[k - x] - column(w, ALPHA_BETA, 1)[k];
    t->g[2] = -column(w, GAMMA_DELTA, 1)[total] + (leaves ? 1.0 / p[2] : 0.0);
    t->g[3] = column(w, DELTA, 1)[until] - column(w, GAMMA_DELTA, 1)[total];
    t->h[0] = column(w, ALPHA, 2)[x] - column(w, ALPHA_BETA, 2)[k];
    t->h[1] = -column(w, ALPHA_BETA, 2)[k];
    t->h[2] = column(w, BETA, 2)[k - x] - column(w, ALPHA_BETA, 2)[k];
    t->h[3] = -column(w, GAMMA_DELTA, 2)[total] - (leaves ? 1.0 / (p[2] * p[2]) : 0.0);
    t->h[4] = -column(w, GAMMA_DELTA, 2)[total];
    t->h[5] = column(w, DELTA, 2)[until] - column(w, GAMMA_DELTA, 2)[total];
}

static csc_status sums(void *self, const double *p, csc_i_life_sums *out) {
    work *w = self;
    fill(w, ALPHA, p[0]);
    fill(w, BETA, p[1]);
    fill(w, ALPHA_BETA, p[0] + p[1]);
    fill(w, GAMMA, p[2]);
    fill(w, DELTA, p[3]);
    fill(w, GAMMA_DELTA, p[2] + p[3]);
    memset(out, 0, sizeof *out);
    static const int place[6] = {0, 1, 5, 10, 11, 15};
    for (size_t i = 0; i < w->rows->count; i++) {
        const csc_i_life_row *row = &w->rows->row[i];
        size_t x = (size_t)row->x, last = (size_t)row->t_x, n = (size_t)row->T;
        term t;
        make_term(w, p, x, n, n, 0, &t);
        /* weights exp(value - shift), with the alive term as the first */
        double shift = t.value, weight = 1.0, g[4], h[16];
        memset(h, 0, sizeof h);
        for (int a = 0; a < 4; a++) {
            g[a] = t.g[a];
            for (int b = a; b < 4; b++) h[4 * a + b] = t.g[a] * t.g[b];
        }
        for (int k = 0; k < 6; k++) h[place[k]] += t.h[k];
        for (size_t k = last; k < n; k++) {
            make_term(w, p, x, k, k, 1, &t);
            if (t.value > shift) { /* keep the largest at 1 */
                double down = exp(shift - t.value);
                weight *= down;
                for (int a = 0; a < 4; a++) g[a] *= down;
                for (int a = 0; a < 16; a++) h[a] *= down;
                shift = t.value;
            }
            double f = exp(t.value - shift);
            weight += f;
            for (int a = 0; a < 4; a++) {
                g[a] += f * t.g[a];
                for (int b = a; b < 4; b++) h[4 * a + b] += f * t.g[a] * t.g[b];
            }
            for (int a = 0; a < 6; a++) h[place[a]] += f * t.h[a];
        }
        out->value += row->n * (shift + log(weight));
        for (int a = 0; a < 4; a++) {
            out->gradient[a] += row->n * g[a] / weight;
            for (int b = a; b < 4; b++) out->hessian[4 * a + b] += row->n * (h[4 * a + b] / weight - g[a] / weight * (g[b] / weight));
        }
        if ((i & 255) == 255) CSC_I_TRY(csc_i_progress(w->context, 0, 0, NULL));
    }
    for (int a = 0; a < 4; a++)
        for (int b = 0; b < a; b++) out->hessian[4 * a + b] = out->hessian[4 * b + a];
    return CSC_OK;
}

static void release(void *self, const csc_context *context) {
    work *w = self;
    if (w == NULL) return;
    csc_allocator a = csc_i_allocator(context);
    csc_i_free(&a, w->table, TABLES * 3 * (w->top + 1) * sizeof *w->table);
    csc_i_free(&a, w, sizeof *w);
}

static csc_status prepare(const csc_i_life_rows *rows, void **out, const csc_context *context) {
    csc_allocator a = csc_i_allocator(context);
    double top = 0.0;
    for (size_t i = 0; i < rows->count; i++)
        if (rows->row[i].T > top) top = rows->row[i].T;
    if (top > 1e6) return CSC_E_LIMIT;
    work *w = csc_i_zalloc(&a, sizeof *w);
    if (w == NULL) return CSC_E_NOMEM;
    w->rows = rows;
    w->context = context;
    w->top = (size_t)top + 1;
    w->table = csc_i_alloc_array(&a, TABLES * 3 * (w->top + 1), sizeof *w->table);
    if (w->table == NULL) {
        csc_i_free(&a, w, sizeof *w);
        return CSC_E_NOMEM;
    }
    *out = w;
    return CSC_OK;
}

static int start(const csc_i_life_rows *rows, size_t i, double *p) {
    static const double tries[3][4] = {{1.0, 1.0, 0.7, 3.0}, {0.5, 2.0, 0.5, 2.0}, {3.0, 2.0, 2.0, 20.0}};
    (void)rows;
    if (i >= 3) return 0;
    memcpy(p, tries[i], sizeof tries[i]);
    return 1;
}

static double log_first(const double *p, const csc_i_life_row *row) {
    double x = row->x, n = row->T;
    return csc_i_lgamma_diff(p[0], x) + csc_i_lgamma_diff(p[1], n - x) - csc_i_lgamma_diff(p[0] + p[1], n) + csc_i_lgamma_diff(p[3], n) -
           csc_i_lgamma_diff(p[2] + p[3], n);
}

/* Likelihood over its first term, formed from the top: term(k) / term of being alive at k, by ratios of neighbours. */
static double over_first(const double *p, const csc_i_life_row *row) {
    double x = row->x, n = row->T, total = 0.0;
    /* R(k) = first-like term of alive and k opportunities used, over that of n: R(n) = 1,
     * R(k) = R(k + 1) (alpha + beta + k) / (beta + k - x) (gamma + delta + k) / (delta + k); the leaving term is R(k) gamma / (gamma +
     * delta + k) */
    double ratio = 1.0;
    for (double k = n - 1.0; k >= row->t_x; k -= 1.0) {
        ratio *= (p[0] + p[1] + k) / (p[1] + k - x) * ((p[2] + p[3] + k) / (p[3] + k));
        total += ratio * (p[2] / (p[2] + p[3] + k));
    }
    return 1.0 + total;
}

static double loglik(const double *p, const csc_i_life_row *row) {
    double over = over_first(p, row);
    if (isfinite(over)) return log_first(p, row) + log(over);
    /* the first term underflows beside the others */
    double x = row->x, top = -INFINITY, sum = 0.0;
    for (double k = row->t_x; k < row->T; k += 1.0) {
        double value = csc_i_lgamma_diff(p[0], x) + csc_i_lgamma_diff(p[1], k - x) - csc_i_lgamma_diff(p[0] + p[1], k) +
                       csc_i_lgamma_diff(p[3], k) - csc_i_lgamma_diff(p[2] + p[3], k + 1.0) + log(p[2]);
        if (value > top) {
            sum = sum * exp(top - value) + 1.0;
            top = value;
        } else {
            sum += exp(value - top);
        }
    }
    return top + log(sum);
}

/* Still there at opportunity n + 1 + later */
static double alive(const double *p, const csc_i_life_row *row, double later) {
    double value = 1.0 / over_first(p, row), gd = p[2] + p[3] + row->T;
    return value * exp(csc_i_lgamma_diff(p[3] + row->T, 1.0 + later) - csc_i_lgamma_diff(gd, 1.0 + later));
}

/* Sum over j = 1 .. horizon of being there and buying */
static double expected(const double *p, const csc_i_life_row *row, double horizon, double alive_next) {
    double n = row->T, buys = (p[0] + row->x) / (p[0] + p[1] + n), there = 1.0, total = 0.0;
    if (horizon > 1e5) {
        /* delta / (gamma - 1) form, away from gamma = 1: sum of there_j = ((gd - 1) - d ratio) / (gamma - 1) with d, gd counted at n + 1 */
        double d = p[3] + n + 1.0, gd = p[2] + d, g1 = p[2] - 1.0;
        if (fabs(g1) > 1e-3) {
            double last = exp(csc_i_lgamma_diff(d, horizon) - csc_i_lgamma_diff(gd, horizon));
            return alive_next * buys * ((gd - 1.0) - (d + g1 + horizon) * last) / g1;
        }
    }
    for (double j = 1.0; j <= horizon; j += 1.0) {
        total += there;
        there *= (p[3] + n + j) / (p[2] + p[3] + n + j);
    }
    return alive_next * buys * total;
}

static double residual(const double *p, const csc_i_life_row *row, double rate, double alive_next) {
    double n = row->T, buys = (p[0] + row->x) / (p[0] + p[1] + n);
    return alive_next * buys / (1.0 + rate) * csc_i_life_hyper_one(p[3] + n + 1.0, p[2] + p[3] + n + 1.0, 1.0 / (1.0 + rate));
}

static double fresh(const double *p, double t) {
    csc_i_life_row row = {0};
    return expected(p, &row, t, p[3] / (p[2] + p[3]));
}

static double pmf(const double *p, double t, size_t count) {
    double n = floor(t), k = (double)count, total = 0.0;
    if (k > n) return 0.0;
    /* k purchases in m opportunities: binomial coefficient times B(alpha + k, beta + m - k) / B(alpha, beta) */
    for (double m = k; m <= n; m += 1.0) {
        double choose = csc_i_lgamma_diff(k + 1.0, m - k) - csc_num_lgamma(m - k + 1.0);
        double buys = choose + csc_i_lgamma_diff(p[0], k) + csc_i_lgamma_diff(p[1], m - k) - csc_i_lgamma_diff(p[0] + p[1], m);
        double stays = csc_i_lgamma_diff(p[3], m) - csc_i_lgamma_diff(p[2] + p[3], m);
        total += exp(buys + stays) * (m < n ? p[2] / (p[2] + p[3] + m) : 1.0);
    }
    return total;
}

const csc_i_life_model csc_i_life_bg_bb = {"lifetime:bg-bb/1",
                                           "bg-bb",
                                           CSC_I_LIFE_DISCRETE,
                                           4,
                                           {"alpha", "beta", "gamma", "delta"},
                                           0,
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
