/* Gamma-Gamma model of spend (Fader, Hardie & Lee 2005; Fader & Hardie 2013).
 *
 * Spend of a purchase is gamma(p, nu), nu is gamma(q, gamma). For a mean m of x purchases
 *   L = Gamma(p x + q) / (Gamma(p x) Gamma(q)) gamma^q m^(p x - 1) x^(p x) / (gamma + m x)^(p x + q). */
#include "churn/life.h"

typedef struct work {
    const csc_i_life_rows *rows;
} work;

static csc_status sums(void *self, const double *p, csc_i_life_sums *out) {
    const csc_i_life_rows *rows = ((work *)self)->rows;
    double shape = p[0], q = p[1], scale = p[2], value = 0.0;
    double g[3] = {0}, h[3][3] = {{0}};
    double lq = csc_num_lgamma(q), dq = csc_num_digamma(q), tq = csc_num_trigamma(q), ls = log(scale);
    for (size_t from = 0; from < rows->count;) {
        double x = rows->row[from].x, px = shape * x, n = 0.0, s1 = 0.0, l1 = 0.0, i1 = 0.0, i2 = 0.0;
        size_t to = from;
        for (; to < rows->count && rows->row[to].x == x; to++) {
            double w = rows->row[to].n, m = rows->row[to].m_x, inverse = 1.0 / (scale + m * x);
            n += w;
            s1 += w * log(m);
            l1 += w * log1p(scale / (m * x));
            i1 += w * inverse;
            i2 += w * inverse * inverse;
        }
        /* ln(gamma + m x) = ln(m x) + l */
        double lx = n * log(x), tpq = csc_num_trigamma(px + q), dpq = csc_num_digamma(px + q);
        value += n * (csc_i_lgamma_diff(px, q) - lq + q * ls) - q * (s1 + lx) - s1 - (px + q) * l1;
        g[0] += x * (n * csc_i_digamma_diff(px, q) - l1);
        g[1] += n * (dpq - dq + ls) - (s1 + lx) - l1;
        g[2] += n * q / scale - (px + q) * i1;
        h[0][0] -= x * x * n * csc_i_trigamma_diff(px, q);
        h[0][1] += x * n * tpq;
        h[0][2] -= x * i1;
        h[1][1] += n * (tpq - tq);
        h[1][2] += n / scale - i1;
        h[2][2] += -n * q / (scale * scale) + (px + q) * i2;
        from = to;
    }
    memset(out, 0, sizeof *out);
    out->value = value;
    for (int a = 0; a < 3; a++) {
        out->gradient[a] = g[a];
        for (int b = a; b < 3; b++) out->hessian[4 * a + b] = out->hessian[4 * b + a] = h[a][b];
    }
    return CSC_OK;
}

static csc_status prepare(const csc_i_life_rows *rows, void **out, const csc_context *context) {
    csc_allocator a = csc_i_allocator(context);
    work *w = csc_i_zalloc(&a, sizeof *w);
    if (w == NULL) return CSC_E_NOMEM;
    w->rows = rows;
    *out = w;
    return CSC_OK;
}

static void release(void *self, const csc_context *context) {
    csc_allocator a = csc_i_allocator(context);
    csc_i_free(&a, self, sizeof(work));
}

static int start(const csc_i_life_rows *rows, size_t i, double *p) {
    static const double tries[3][2] = {{5.0, 4.0}, {2.0, 2.0}, {15.0, 8.0}};
    (void)rows;
    if (i >= 3) return 0;
    p[0] = tries[i][0];
    p[1] = tries[i][1];
    p[2] = (p[1] - 1.0) / p[0]; /* mean spend is scaled to 1 */
    return 1;
}

static double loglik(const double *p, const csc_i_life_row *row) {
    if (!(row->x > 0.0)) return 0.0;
    double px = p[0] * row->x, mx = row->m_x * row->x;
    /* gamma^q (m x)^px / (gamma + m x)^(px + q) / m */
    return csc_i_lgamma_diff(px, p[1]) - csc_num_lgamma(p[1]) - p[1] * log1p(mx / p[2]) - px * log1p(p[2] / mx) - log(row->m_x);
}

static double mean(const double *p, const csc_i_life_row *row) {
    double below = p[0] * row->x + p[1] - 1.0;
    if (!(below > 0.0)) return INFINITY;
    return p[0] * (p[2] + (row->x > 0.0 ? row->m_x * row->x : 0.0)) / below;
}

const csc_i_life_model csc_i_life_gamma_gamma = {"lifetime:gamma-gamma/1",
                                                 "gamma-gamma",
                                                 CSC_I_LIFE_SPEND,
                                                 3,
                                                 {"p", "q", "gamma", NULL},
                                                 4,
                                                 start,
                                                 prepare,
                                                 release,
                                                 sums,
                                                 loglik,
                                                 NULL,
                                                 NULL,
                                                 NULL,
                                                 NULL,
                                                 mean,
                                                 NULL};
