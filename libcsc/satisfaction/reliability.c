/* Cronbach's alpha with Feldt's limits, standardised alpha, McDonald's omega, item table. */
#include "csc/num.h"
#include "csc/satisfaction.h"
#include "satisfaction/matrix.h"

#define EM_STEPS 200000

static double f_quantile(double p, double df1, double df2) {
    double x = csc_num_beta_quantile(p, df1 / 2, df2 / 2, 0), rest = csc_num_beta_quantile(p, df2 / 2, df1 / 2, 1);
    return df2 * x / (df1 * rest);
}

static double alpha_of(double items, double trace, double total) {
    return items / (items - 1) * (1 - trace / total);
}

static double trace_of(const double *c, size_t n) {
    double s = 0;
    for (size_t i = 0; i < n; i++) s += c[i * n + i];
    return s;
}

static double sum_of(const double *c, size_t n) {
    double s = 0;
    for (size_t i = 0; i < n * n; i++) s += c[i];
    return s;
}

/* Three items: the model reproduces the covariances, so loadings are products of them. */
static csc_status omega_of_three(const double *c, double *omega) {
    double ab = c[1], ac = c[2], bc = c[5];
    if (!(ab * ac * bc > 0)) return CSC_E_DIVERGED;
    double a = sqrt(ab * ac / bc), b = ab / a, d = ac / a, total = sum_of(c, 3);
    *omega = (a + b + d) * (a + b + d) / total;
    return CSC_OK;
}

/* One factor by expectation and maximisation on correlations: loadings l and error variances e. One step costs n^2. */
static double em_step(const double *r, size_t n, double *l, double *e, double *work) {
    double *beta = work, *sb = work + n, inner = 0, second = 0, moved = 0;
    for (size_t i = 0; i < n; i++) inner += l[i] * l[i] / e[i];
    for (size_t i = 0; i < n; i++) beta[i] = l[i] / e[i] / (1 + inner);
    for (size_t i = 0; i < n; i++) {
        double s = 0;
        for (size_t j = 0; j < n; j++) s += r[i * n + j] * beta[j];
        sb[i] = s;
        second += s * beta[i];
    }
    double variance = 1 - inner / (1 + inner) + second;
    for (size_t i = 0; i < n; i++) {
        double fresh = sb[i] / variance;
        if (fabs(fresh - l[i]) > moved) moved = fabs(fresh - l[i]);
        l[i] = fresh;
        e[i] = 1 - fresh * sb[i];
        if (!(e[i] > 1e-9)) e[i] = 1e-9;
    }
    return moved;
}

/* `c` covariances, `r` correlations; omega of the raw scores: loadings and errors go back to the units of the items. */
static csc_status omega_of(const double *c, const double *r, size_t n, double *work, double *omega) {
    if (n < 3) return CSC_E_TOO_FEW;
    if (n == 3) return omega_of_three(c, omega);
    double *l = work, *e = work + n, *rest = work + 2 * n;
    for (size_t i = 0; i < n; i++) {
        double s = 0;
        for (size_t j = 0; j < n; j++) s += r[i * n + j];
        l[i] = s / sqrt(sum_of(r, n)) * 0.9;
        e[i] = 1 - l[i] * l[i] > 0.05 ? 1 - l[i] * l[i] : 0.05;
    }
    int step = 0;
    while (em_step(r, n, l, e, rest) > 1e-15 && step < EM_STEPS) step++;
    double loading = 0, error = 0, least = 1;
    for (size_t i = 0; i < n; i++) {
        loading += l[i] * sqrt(c[i * n + i]);
        error += e[i] * c[i * n + i];
        if (e[i] < least) least = e[i];
    }
    if (least < 1e-6) return CSC_E_DIVERGED;
    if (step == EM_STEPS && em_step(r, n, l, e, rest) > 1e-10) return CSC_E_NOCONVERGE;
    *omega = loading * loading / (loading * loading + error);
    return CSC_OK;
}

static void item_table(const double *c, size_t n, double *item_rest, double *dropped) {
    double total = sum_of(c, n), trace = trace_of(c, n);
    for (size_t i = 0; i < n; i++) {
        double row = 0, own = c[i * n + i];
        for (size_t j = 0; j < n; j++) row += c[i * n + j];
        double rest = total - 2 * row + own; /* variance of the sum of the others */
        if (item_rest != NULL) item_rest[i] = own > 0 && rest > 0 ? (row - own) / sqrt(own * rest) : (double)NAN;
        if (dropped != NULL) dropped[i] = n > 2 && rest > 0 ? alpha_of((double)n - 1, trace - own, rest) : (double)NAN;
    }
}

static void analyse(const double *c, double *r, size_t n, double *work, csc_reliability *out) {
    double items = (double)n, trace = trace_of(c, n), total = sum_of(c, n);
    if (!(total > 0)) {
        out->status = CSC_E_SINGULAR;
        return;
    }
    out->alpha = alpha_of(items, trace, total);
    double df1 = out->n - 1, df2 = df1 * (items - 1), tail = (1 - out->level) / 2;
    out->low = 1 - (1 - out->alpha) * f_quantile(1 - tail, df1, df2);
    out->high = 1 - (1 - out->alpha) * f_quantile(tail, df1, df2);
    if (csc_i_correlations(r, n) < n) { /* an item that does not vary has no correlation */
        out->omega_status = CSC_E_SINGULAR;
        return;
    }
    double all = sum_of(r, n);
    out->standardized = alpha_of(items, items, all);
    out->mean_correlation = (all - items) / (items * (items - 1));
    out->omega_status = omega_of(c, r, n, work, &out->omega);
}

csc_status csc_reliability_compute(const csc_column *item, size_t count, size_t n, double level, const csc_context *context,
                                   csc_reliability *out, double *item_rest, double *dropped, csc_error *err) {
    if (out == NULL || (item == NULL && count > 0)) return csc_i_fail(err, CSC_E_INVALID, "An argument is NULL.");
    if (!(level > 0 && level < 1)) return csc_i_fail_key(err, CSC_E_INVALID, "The level must be in (0, 1).", "level", 5);
    if (count >= CSC_I_MATRIX_COLUMNS_MAX) return csc_i_fail(err, CSC_E_LIMIT, "There are more than 1,000 items.");
    csc_allocator a = csc_i_allocator(context);
    const csc_column *columns[CSC_I_MATRIX_COLUMNS_MAX];
    for (size_t k = 0; k < count; k++) columns[k] = &item[k];
    csc_i_matrix m;
    CSC_I_TRY(csc_i_matrix_read(columns, count, n, &a, &m, err));
    size_t words = 2 * count * count + 5 * count + 1;
    double *c = csc_i_alloc_array(&a, words, sizeof *c);
    if (c == NULL) {
        csc_i_matrix_free(&m, &a);
        return csc_i_fail(err, CSC_E_NOMEM, "There is no memory for the covariances.");
    }
    double *r = c + count * count, *work = r + count * count;
    double nan_ = (double)NAN;
    memset(out, 0, sizeof *out);
    out->alpha = out->low = out->high = out->standardized = out->omega = out->mean_correlation = nan_;
    out->level = level;
    out->n = (double)m.rows;
    out->missing = (double)m.missing;
    for (size_t k = 0; k < count; k++) {
        if (item_rest != NULL) item_rest[k] = nan_;
        if (dropped != NULL) dropped[k] = nan_;
    }
    if (m.rows < 2 || count < 2) {
        out->status = out->omega_status = CSC_E_TOO_FEW;
    } else {
        csc_i_matrix_moments(&m, work, c);
        for (size_t i = 0; i < count * count; i++) c[i] /= (double)m.rows - 1;
        memcpy(r, c, count * count * sizeof *r);
        analyse(c, r, count, work, out);
        item_table(c, count, item_rest, dropped);
    }
    csc_i_free(&a, c, words * sizeof *c);
    csc_i_matrix_free(&m, &a);
    return CSC_OK;
}
