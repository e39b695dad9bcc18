/* The log-rank test, k groups, over strata. */
#include "churn/surv.h"

typedef struct sums {
    size_t groups;
    double *observed, *expected, *variance; /* variance: groups x groups */
    double *at_risk, *dead;
} sums;

/* One stratum: index[from, to) rows by falling time, leave[from, to) by falling start. */
static void stratum(const csc_i_surv_rows *r, const uint32_t *index, const uint32_t *leave, size_t from, size_t to, sums *s) {
    size_t k = s->groups, gone = from;
    double total = 0.0;
    memset(s->at_risk, 0, k * sizeof(double));
    for (size_t i = from; i < to;) {
        double t = r->time[index[i]], d = 0.0;
        memset(s->dead, 0, k * sizeof(double));
        for (; i < to && r->time[index[i]] == t; i++) {
            size_t g = r->group[index[i]];
            s->at_risk[g] += r->weight[index[i]];
            total += r->weight[index[i]];
            if (r->status[index[i]] > 0) {
                s->dead[g] += r->weight[index[i]];
                d += r->weight[index[i]];
            }
        }
        while (r->has_start && gone < to && r->start[leave[gone]] >= t) {
            s->at_risk[r->group[leave[gone]]] -= r->weight[leave[gone]];
            total -= r->weight[leave[gone]];
            gone++;
        }
        if (!(d > 0.0)) continue;
        double factor = total > 1.0 ? d * (total - d) / (total - 1.0) : 0.0;
        for (size_t g = 0; g < k; g++) {
            double share = s->at_risk[g] / total;
            s->observed[g] += s->dead[g];
            s->expected[g] += d * share;
            for (size_t h = 0; h < k; h++) s->variance[g * k + h] += factor * share * ((g == h) - s->at_risk[h] / total);
        }
    }
}

csc_status csc_survival_logrank(const csc_survival_table *table, size_t groups, double *observed, double *expected, double *chi2,
                                double *df, double *p, const csc_context *context, csc_error *err) {
    if (groups < 2 || groups > 10000) return csc_i_fail_key(err, CSC_E_INVALID, "groups must be from 2 to 10,000", "groups", 6);
    csc_allocator a = csc_i_allocator(context);
    csc_i_surv_rows r;
    CSC_I_TRY(csc_i_surv_read(table, CSC_I_SURV_GROUP | CSC_I_SURV_STRATA, NULL, NULL, 0, &r, &a, err));
    csc_status status = CSC_OK;
    size_t n = r.count, size = n + 1, k = groups;
    if (r.groups > groups) status = csc_i_fail_key(err, CSC_E_RANGE, "a group code is not below the number of groups", "group", 5);
    uint64_t *key = csc_i_alloc_array(&a, size, sizeof *key);
    uint32_t *index = csc_i_alloc_array(&a, size, sizeof *index), *leave = csc_i_alloc_array(&a, size, sizeof *leave);
    uint32_t *order = csc_i_alloc_array(&a, size, sizeof *order);
    size_t doubles = 4 * k + 2 * k * k + k;
    double *block = csc_i_zalloc(&a, doubles * sizeof *block);
    if (status == CSC_OK && !(key && index && leave && order && block)) status = csc_i_fail(err, CSC_E_NOMEM, "out of memory");
    double statistic = NAN, degrees = NAN;
    if (status == CSC_OK) {
        for (size_t i = 0; i < n; i++) key[i] = r.strata[i];
        status = csc_i_sort_order(key, n, index, &a);
        if (status == CSC_OK && r.has_start) {
            for (size_t i = 0; i < n; i++) key[i] = ~csc_i_sort_key(r.start[i]);
            status = csc_i_sort_order(key, n, order, &a);
            for (size_t i = 0; status == CSC_OK && i < n; i++) key[i] = r.strata[order[i]];
            if (status == CSC_OK) status = csc_i_sort_order(key, n, leave, &a);
            for (size_t i = 0; status == CSC_OK && i < n; i++) leave[i] = order[leave[i]];
        }
        if (status != CSC_OK) csc_i_fail(err, status, "out of memory");
    }
    if (status == CSC_OK) {
        sums s = {k, block, block + k, block + 4 * k, block + 2 * k, block + 3 * k};
        for (size_t from = 0; from < n;) {
            size_t to = from;
            while (to < n && r.strata[index[to]] == r.strata[index[from]]) to++;
            stratum(&r, index, leave, from, to, &s);
            from = to;
        }
        /* groups that are ever at risk, less one */
        double *v = block + 4 * k + k * k, *d = block + 4 * k + 2 * k * k;
        size_t used = 0;
        size_t last = k;
        for (size_t g = 0; g < k; g++)
            if (s.expected[g] > 0.0) last = g;
        for (size_t g = 0; g < k; g++) {
            if (!(s.expected[g] > 0.0) || g == last) continue;
            size_t column = 0;
            for (size_t h = 0; h <= g; h++) {
                if (!(s.expected[h] > 0.0) || h == last) continue;
                v[used * k + column++] = s.variance[g * k + h];
            }
            d[used++] = s.observed[g] - s.expected[g];
        }
        /* pack to used x used for the factorisation */
        for (size_t i = 0; i < used; i++)
            for (size_t j = 0; j <= i; j++) v[i * used + j] = v[i * k + j];
        if (used > 0 && csc_i_cholesky(v, used, 1e-13) == used) {
            double *copy = s.at_risk;
            memcpy(copy, d, used * sizeof *d);
            csc_i_cholesky_solve(v, used, copy);
            statistic = 0.0;
            for (size_t i = 0; i < used; i++) statistic += d[i] * copy[i];
            degrees = (double)used;
        } else {
            status = CSC_E_UNDEFINED;
            csc_i_fail(err, status, "no two groups can be compared: no events while both are at risk");
        }
        if (observed != NULL) memcpy(observed, s.observed, k * sizeof(double));
        if (expected != NULL) memcpy(expected, s.expected, k * sizeof(double));
        if (chi2 != NULL) *chi2 = statistic;
        if (df != NULL) *df = degrees;
        if (p != NULL) *p = csc_num_chi2_upper(statistic, degrees);
    }
    csc_i_free(&a, key, size * sizeof *key);
    csc_i_free(&a, index, size * sizeof *index);
    csc_i_free(&a, leave, size * sizeof *leave);
    csc_i_free(&a, order, size * sizeof *order);
    csc_i_free(&a, block, doubles * sizeof *block);
    csc_i_surv_free(&r, &a);
    return status;
}
