/* The algorithm of partial least squares on a covariance matrix: rows are needed no more. */
#include "num/newton.h"
#include "satisfaction/pls.h"

/* Scratch: g items * constructs (covariances of items with scores), e constructs^2 (inner weights), factors of mode B blocks, and small
 * systems. */
static size_t factors_size(const csc_i_pls_shape *m) {
    size_t n = 0;
    for (size_t j = 0; j < m->constructs; j++) {
        size_t k = m->start[j + 1] - m->start[j];
        if (m->mode[j] == CSC_PLS_MODE_B) n += k * k;
    }
    return n;
}

size_t csc_i_pls_work(const csc_i_pls_shape *m) {
    return m->items * m->constructs + m->constructs * m->constructs + factors_size(m) + m->widest * m->widest + 3 * m->widest + m->items;
}

/* Scales the weights of a block to a score of variance 1. */
static int normalise(const csc_i_pls_shape *m, const double *s, double *w, size_t j) {
    double v = 0;
    for (size_t a = m->start[j]; a < m->start[j + 1]; a++) {
        double row = 0;
        for (size_t b = m->start[j]; b < m->start[j + 1]; b++) row += s[a * m->items + b] * w[b];
        v += row * w[a];
    }
    if (!(v > 0)) return 0;
    double scale = 1 / sqrt(v);
    for (size_t a = m->start[j]; a < m->start[j + 1]; a++) w[a] *= scale;
    return 1;
}

/* g = s w by block, and c = w' g. */
static void project(const csc_i_pls_shape *m, const double *s, const double *w, double *g, double *c) {
    size_t k = m->constructs;
    for (size_t i = 0; i < m->items; i++)
        for (size_t j = 0; j < k; j++) {
            double sum = 0;
            for (size_t b = m->start[j]; b < m->start[j + 1]; b++) sum += s[i * m->items + b] * w[b];
            g[i * k + j] = sum;
        }
    for (size_t j = 0; j < k; j++)
        for (size_t l = 0; l < k; l++) {
            double sum = 0;
            for (size_t a = m->start[j]; a < m->start[j + 1]; a++) sum += w[a] * g[a * k + l];
            c[j * k + l] = sum;
        }
}

/* Solves for the coefficients of construct j on its predecessors; their numbers go to `index`, values to `beta`. */
static int predecessors(const csc_i_pls_shape *m, const double *c, size_t j, size_t *count, double *beta, double *a, double *numbers) {
    size_t k = m->constructs, n = 0;
    for (size_t l = 0; l < k; l++)
        if (m->link[j * k + l] == 1) numbers[n++] = (double)l;
    for (size_t p = 0; p < n; p++) {
        size_t l = (size_t)numbers[p];
        beta[p] = c[j * k + l];
        for (size_t q = 0; q < n; q++) a[p * n + q] = c[l * k + (size_t)numbers[q]];
    }
    *count = n;
    if (csc_i_cholesky(a, n, CSC_I_PLS_COLLINEAR) < n) return 0;
    csc_i_cholesky_solve(a, n, beta);
    return 1;
}

csc_status csc_i_pls_regress(const csc_i_pls_shape *m, const double *c, size_t to, double *path, double *r2, double *work) {
    size_t k = m->constructs, n;
    double *a = work, *beta = a + m->widest * m->widest, *numbers = beta + m->widest;
    if (!predecessors(m, c, to, &n, beta, a, numbers)) return CSC_E_SINGULAR;
    *r2 = n == 0 ? (double)NAN : 0;
    for (size_t p = 0; p < n; p++) *r2 += beta[p] * c[to * k + (size_t)numbers[p]];
    for (size_t i = 0; i < m->paths; i++)
        for (size_t p = 0; m->to[i] == to && p < n; p++)
            if (m->from[i] == (uint32_t)numbers[p]) path[i] = beta[p];
    return CSC_OK;
}

/* Inner weights e[j * k + l] of neighbour l for construct j. */
static int inner_weights(const csc_i_pls_shape *m, const double *c, double *e, double *small) {
    size_t k = m->constructs;
    double *beta = small + m->widest * m->widest, *numbers = beta + m->widest;
    for (size_t j = 0; j < k; j++) {
        for (size_t l = 0; l < k; l++) {
            double r = c[j * k + l];
            int linked = m->link[j * k + l] != 0;
            e[j * k + l] = !linked ? 0 : m->scheme == CSC_PLS_CENTROID ? (r < 0 ? -1.0 : 1.0) : r;
        }
        if (m->scheme != CSC_PLS_PATH) continue;
        size_t n;
        if (!predecessors(m, c, j, &n, beta, small, numbers)) return 0;
        for (size_t p = 0; p < n; p++) e[j * k + (size_t)numbers[p]] = beta[p];
    }
    return 1;
}

/* Cholesky factors of the mode B blocks, one after the other. */
static int factor_blocks(const csc_i_pls_shape *m, const double *s, double *factors) {
    for (size_t j = 0; j < m->constructs; j++) {
        size_t n = m->start[j + 1] - m->start[j];
        if (m->mode[j] != CSC_PLS_MODE_B) continue;
        for (size_t a = 0; a < n; a++)
            for (size_t b = 0; b < n; b++) factors[a * n + b] = s[(m->start[j] + a) * m->items + m->start[j] + b];
        if (csc_i_cholesky(factors, n, CSC_I_PLS_COLLINEAR) < n) return 0;
        factors += n * n;
    }
    return 1;
}

/* New weights from the inner proxies. Returns the largest change, or -1 for a proxy without variance. */
static double outer_step(const csc_i_pls_shape *m, const double *s, const double *g, const double *e, const double *factors, double *w,
                         double *fresh) {
    size_t k = m->constructs;
    double moved = 0;
    for (size_t j = 0; j < k; j++) {
        size_t first = m->start[j], n = m->start[j + 1] - first;
        for (size_t a = first; a < first + n; a++) {
            double sum = 0;
            for (size_t l = 0; l < k; l++) sum += e[j * k + l] * g[a * k + l];
            fresh[a] = sum;
        }
        if (m->mode[j] == CSC_PLS_MODE_B) {
            csc_i_cholesky_solve(factors, n, fresh + first);
            factors += n * n;
        }
        if (!normalise(m, s, fresh, j)) return -1;
        for (size_t a = first; a < first + n; a++) {
            double d = fabs(fresh[a] - w[a]);
            if (!(d <= moved)) moved = d;
            w[a] = fresh[a];
        }
    }
    return moved;
}

/* Most loadings of a construct positive; at a tie their sum. */
static void fix_signs(const csc_i_pls_shape *m, double *w, const double *loading) {
    for (size_t j = 0; j < m->constructs; j++) {
        int balance = 0;
        double sum = 0;
        for (size_t a = m->start[j]; a < m->start[j + 1]; a++) {
            balance += loading[a] > 0 ? 1 : loading[a] < 0 ? -1 : 0;
            sum += loading[a];
        }
        if (balance > 0 || (balance == 0 && sum >= 0)) continue;
        for (size_t a = m->start[j]; a < m->start[j + 1]; a++) w[a] = -w[a];
    }
}

static void loadings(const csc_i_pls_shape *m, const double *s, const double *g, double *loading) {
    for (size_t j = 0; j < m->constructs; j++)
        for (size_t a = m->start[j]; a < m->start[j + 1]; a++) loading[a] = g[a * m->constructs + j] / sqrt(s[a * m->items + a]);
}

csc_status csc_i_pls_solve(const csc_i_pls_shape *m, const double *s, double tolerance, csc_i_pls_numbers *out, double *work) {
    size_t k = m->constructs;
    double *g = work, *e = g + m->items * k, *factors = e + k * k, *small = factors + factors_size(m);
    double *fresh = small + m->widest * m->widest + 3 * m->widest, *w = out->weight;
    for (size_t i = 0; i < m->items; i++)
        if (!(s[i * m->items + i] > 0)) return CSC_E_SINGULAR;
    if (!factor_blocks(m, s, factors)) return CSC_E_SINGULAR;
    for (size_t j = 0; j < k; j++)
        if (!normalise(m, s, w, j)) return CSC_E_SINGULAR;
    double moved = 1;
    for (out->iterations = 0; moved > tolerance; out->iterations++) {
        if (out->iterations == m->max_iterations) return CSC_E_NOCONVERGE;
        project(m, s, w, g, out->c);
        if (!inner_weights(m, out->c, e, small)) return CSC_E_SINGULAR;
        moved = outer_step(m, s, g, e, factors, w, fresh);
        if (moved < 0) return CSC_E_SINGULAR;
    }
    project(m, s, w, g, out->c);
    loadings(m, s, g, out->loading);
    fix_signs(m, w, out->loading);
    project(m, s, w, g, out->c);
    loadings(m, s, g, out->loading);
    for (size_t j = 0; j < k; j++) CSC_I_TRY(csc_i_pls_regress(m, out->c, j, out->path, &out->r2[j], small));
    return CSC_OK;
}

double csc_i_pls_rho_a(const csc_i_pls_shape *m, const double *s, const double *weight, size_t j) {
    size_t first = m->start[j], end = m->start[j + 1];
    double square = 0, off = 0, products = 0;
    if (end - first == 1) return 1;
    for (size_t a = first; a < end; a++) {
        square += weight[a] * weight[a];
        for (size_t b = first; b < end; b++) {
            if (a == b) continue;
            off += weight[a] * s[a * m->items + b] * weight[b];
            products += weight[a] * weight[a] * weight[b] * weight[b];
        }
    }
    return square * square * off / products;
}
