/* Survival tables: reading, checking, sorting; concordance. */
#include "churn/surv.h"

size_t csc_survival_table_size(void) {
    return sizeof(csc_survival_table);
}

static csc_status bad(csc_error *err, const char *sentence, const char *key, size_t row) {
    csc_status s = csc_i_fail_row(err, CSC_E_RANGE, sentence, row);
    if (err != NULL) {
        size_t n = strlen(key) < sizeof err->key - 1 ? strlen(key) : sizeof err->key - 1;
        memcpy(err->key, key, n);
        err->key[n] = '\0';
    }
    return s;
}

/* 1 and the code, 0 missing, -1 wrong */
static int code_of(const csc_column *c, size_t i, uint32_t *out) {
    int64_t v;
    int known = csc_i_column_i64(c, i, &v);
    if (known <= 0) return known;
    if (v < 0 || v >= 0x7FFFFFFF) return -1;
    *out = (uint32_t)v;
    return 1;
}

static csc_status allocate(csc_i_surv_rows *r, size_t n, size_t width, const csc_allocator *a) {
    r->capacity = n;
    r->width = width;
    r->time = csc_i_alloc_array(a, n, sizeof(double));
    r->start = csc_i_alloc_array(a, n, sizeof(double));
    r->weight = csc_i_alloc_array(a, n, sizeof(double));
    r->status = csc_i_alloc_array(a, n, sizeof(int32_t));
    r->group = csc_i_alloc_array(a, n, sizeof(uint32_t));
    r->strata = csc_i_alloc_array(a, n, sizeof(uint32_t));
    r->cluster = csc_i_alloc_array(a, n, sizeof(uint32_t));
    size_t cells;
    if (csc_i_mul_overflow(n, width, &cells)) return CSC_E_NOMEM;
    r->x = width > 0 ? csc_i_alloc_array(a, cells, sizeof(double)) : NULL;
    return r->time && r->start && r->weight && r->status && r->group && r->strata && r->cluster && (width == 0 || r->x) ? CSC_OK
                                                                                                                        : CSC_E_NOMEM;
}

void csc_i_surv_free(csc_i_surv_rows *r, const csc_allocator *a) {
    csc_i_free(a, r->time, r->capacity * sizeof(double));
    csc_i_free(a, r->start, r->capacity * sizeof(double));
    csc_i_free(a, r->weight, r->capacity * sizeof(double));
    csc_i_free(a, r->status, r->capacity * sizeof(int32_t));
    csc_i_free(a, r->group, r->capacity * sizeof(uint32_t));
    csc_i_free(a, r->strata, r->capacity * sizeof(uint32_t));
    csc_i_free(a, r->cluster, r->capacity * sizeof(uint32_t));
    csc_i_free(a, r->x, r->capacity * r->width * sizeof(double));
    memset(r, 0, sizeof *r);
}

static csc_status fill(const csc_survival_table *t, int what, const csc_column *x, const char *const *names, size_t width,
                       csc_i_surv_rows *r, const csc_allocator *a, csc_error *err) {
    size_t n = t->rows;
    uint64_t *key = csc_i_alloc_array(a, n, sizeof *key);
    uint32_t *order = csc_i_alloc_array(a, n, sizeof *order);
    csc_status status = key == NULL || order == NULL ? csc_i_fail(err, CSC_E_NOMEM, "out of memory") : CSC_OK;
    for (size_t i = 0; status == CSC_OK && i < n; i++) key[i] = ~csc_i_sort_key(csc_i_column_f64(&t->time, i));
    if (status == CSC_OK && csc_i_sort_order(key, n, order, a) != CSC_OK) status = csc_i_fail(err, CSC_E_NOMEM, "out of memory");
    r->groups = r->stratas = 1;
    for (size_t k = 0; status == CSC_OK && k < n; k++) {
        size_t i = order[k], at = r->count;
        double time = csc_i_column_f64(&t->time, i), start = 0.0, weight = 1.0;
        uint32_t group = 0, strata = 0, cluster = (uint32_t)i;
        int64_t event = 0;
        int known = csc_i_column_i64(&t->status, i, &event);
        if (known < 0) status = bad(err, "status must be a whole number", "status", i);
        int complete = known > 0 && !isnan(time);
        if (t->start.data != NULL) {
            start = csc_i_column_f64(&t->start, i);
            complete &= !isnan(start);
        }
        if (t->weight.data != NULL) {
            weight = csc_i_column_f64(&t->weight, i);
            complete &= !isnan(weight);
        }
        const csc_column *codes[3] = {&t->group, &t->strata, &t->cluster};
        uint32_t *into[3] = {&group, &strata, &cluster};
        static const char *const code_names[3] = {"group", "strata", "cluster"};
        for (int c = 0; c < 3; c++) {
            if (!(what >> c & 1) || codes[c]->data == NULL) continue;
            int got = code_of(codes[c], i, into[c]);
            if (got < 0) status = bad(err, "a code must be a whole number, 0 or more", code_names[c], i);
            complete &= got > 0;
        }
        if (status != CSC_OK) break;
        for (size_t j = 0; j < width; j++) {
            double v = csc_i_column_f64(&x[j], i);
            if (isinf(v)) {
                status = bad(err, "a covariate is not finite", names != NULL ? names[j] : "covariate", i);
                break;
            }
            complete &= !isnan(v);
            r->x[at * width + j] = v;
        }
        if (status != CSC_OK) break;
        if (!complete) {
            r->missing += 1.0;
            continue;
        }
        if (!(time >= 0.0) || isinf(time))
            status = bad(err, "time must be 0 or more and finite", "time", i);
        else if (t->start.data != NULL && !(start < time))
            status = bad(err, "start must lie before time", "start", i);
        else if (!(weight >= 0.0) || isinf(weight))
            status = bad(err, "weight must be 0 or more and finite", "weight", i);
        else if (event < 0 || event > ((what & CSC_I_SURV_CAUSES) ? 1000 : 1))
            status =
                bad(err, (what & CSC_I_SURV_CAUSES) ? "status must be 0 or a cause from 1 to 1000" : "status must be 0 or 1", "status", i);
        if (status != CSC_OK) break;
        if (weight == 0.0) continue;
        r->time[at] = time;
        r->start[at] = t->start.data != NULL ? start : -1.0;
        r->weight[at] = weight;
        r->status[at] = (int32_t)event;
        r->group[at] = group;
        r->strata[at] = strata;
        r->cluster[at] = cluster;
        if (group + 1u > r->groups) r->groups = group + 1u;
        if (strata + 1u > r->stratas) r->stratas = strata + 1u;
        if (cluster + 1u > r->clusters) r->clusters = cluster + 1u;
        if ((int32_t)event > r->causes) r->causes = (int32_t)event;
        r->events += event > 0 ? 1.0 : 0.0;
        r->count++;
    }
    csc_i_free(a, key, n * sizeof *key);
    csc_i_free(a, order, n * sizeof *order);
    return status;
}

csc_status csc_i_surv_read(const csc_survival_table *t, int what, const csc_column *covariates, const char *const *names, size_t width,
                           csc_i_surv_rows *out, const csc_allocator *a, csc_error *err) {
    memset(out, 0, sizeof *out);
    if (t == NULL) return csc_i_fail(err, CSC_E_INVALID, "table must not be NULL");
    if (t->rows > UINT32_MAX / 2) return csc_i_fail(err, CSC_E_LIMIT, "at most 2^31 rows");
    if (t->rows > 0) {
        const csc_column *columns[] = {&t->time, &t->status, &t->start, &t->weight, &t->group, &t->strata, &t->cluster};
        static const char *const column_names[] = {"time", "status", "start", "weight", "group", "strata", "cluster"};
        for (size_t i = 0; i < 7; i++) {
            if (columns[i]->data == NULL) {
                if (i < 2)
                    return csc_i_fail_key(err, CSC_E_INVALID, "the table has no such column", column_names[i], strlen(column_names[i]));
                continue;
            }
            CSC_I_TRY(csc_i_column_check(columns[i], t->rows, column_names[i], err));
        }
        for (size_t j = 0; j < width; j++)
            CSC_I_TRY(csc_i_column_check(&covariates[j], t->rows, names != NULL ? names[j] : "covariate", err));
    }
    out->has_start = t->start.data != NULL;
    out->has_weight = t->weight.data != NULL;
    csc_status status = allocate(out, t->rows, width, a);
    if (status != CSC_OK)
        csc_i_fail(err, status, "out of memory");
    else
        status = fill(t, what, covariates, names, width, out, a, err);
    if (status != CSC_OK) csc_i_surv_free(out, a);
    return status;
}

/* ------------------------------------------------------------ concordance */

/* Sums of weights by rank of the score. */
typedef struct tree {
    double *sum;
    size_t size;
} tree;

static void tree_add(tree *t, size_t rank, double w) {
    for (size_t i = rank + 1; i <= t->size; i += i & (~i + 1)) t->sum[i] += w;
}

static double tree_below(const tree *t, size_t rank) {
    double s = 0.0;
    for (size_t i = rank; i > 0; i -= i & (~i + 1)) s += t->sum[i];
    return s;
}

csc_status csc_i_surv_concordance(const csc_i_surv_rows *r, const double *score, double *out, const csc_allocator *a) {
    size_t n = r->count, size = n + 1;
    uint64_t *key = csc_i_alloc_array(a, size, sizeof *key);
    uint32_t *order = csc_i_alloc_array(a, size, sizeof *order), *rank = csc_i_alloc_array(a, size, sizeof *rank);
    uint32_t *leave = csc_i_alloc_array(a, size, sizeof *leave), *by_stratum = csc_i_alloc_array(a, size, sizeof *by_stratum);
    tree t = {csc_i_zalloc(a, (n + 2) * sizeof(double)), 0};
    csc_status status = key && order && rank && leave && by_stratum && t.sum ? CSC_OK : CSC_E_NOMEM;
    double concordant = 0.0, tied = 0.0, pairs = 0.0;
    if (status == CSC_OK) {
        for (size_t i = 0; i < n; i++) key[i] = csc_i_sort_key(score[i]);
        status = csc_i_sort_order(key, n, order, a);
    }
    if (status == CSC_OK) {
        uint32_t next = 0;
        for (size_t i = 0; i < n; i++) {
            if (i > 0 && score[order[i]] != score[order[i - 1]]) next++;
            rank[order[i]] = next;
        }
        t.size = n > 0 ? (size_t)next + 1 : 0;
        for (size_t i = 0; i < n; i++) key[i] = r->strata[i]; /* rows are in falling time; a stable sort keeps that within a stratum */
        status = csc_i_sort_order(key, n, by_stratum, a);
    }
    if (status == CSC_OK && r->has_start) {
        for (size_t i = 0; i < n; i++) key[i] = ~csc_i_sort_key(r->start[i]);
        status = csc_i_sort_order(key, n, order, a);
        for (size_t i = 0; status == CSC_OK && i < n; i++) key[i] = r->strata[order[i]];
        uint32_t *where = csc_i_alloc_array(a, size, sizeof *where);
        if (where == NULL) status = CSC_E_NOMEM;
        if (status == CSC_OK) status = csc_i_sort_order(key, n, where, a);
        for (size_t i = 0; status == CSC_OK && i < n; i++) leave[i] = order[where[i]];
        csc_i_free(a, where, size * sizeof *where);
    }
    for (size_t from = 0; status == CSC_OK && from < n;) {
        uint32_t stratum = r->strata[by_stratum[from]];
        size_t to = from;
        while (to < n && r->strata[by_stratum[to]] == stratum) to++;
        size_t gone = from;
        double inside = 0.0;
        for (size_t i = from; i < to;) {
            double time = r->time[by_stratum[i]];
            size_t j = i;
            while (j < to && r->time[by_stratum[j]] == time) j++;
            while (r->has_start && gone < to && r->start[leave[gone]] >= time) {
                tree_add(&t, rank[leave[gone]], -r->weight[leave[gone]]);
                inside -= r->weight[leave[gone]];
                gone++;
            }
            for (size_t k = i; k < j; k++) {
                size_t row = by_stratum[k];
                if (r->status[row] != 0) continue;
                tree_add(&t, rank[row], r->weight[row]);
                inside += r->weight[row];
            }
            for (size_t k = i; k < j; k++) {
                size_t row = by_stratum[k];
                if (r->status[row] == 0) continue;
                double w = r->weight[row], below = tree_below(&t, rank[row]), upto = tree_below(&t, (size_t)rank[row] + 1);
                concordant += w * below;
                tied += w * (upto - below);
                pairs += w * inside;
            }
            for (size_t k = i; k < j; k++) {
                size_t row = by_stratum[k];
                if (r->status[row] == 0) continue;
                tree_add(&t, rank[row], r->weight[row]);
                inside += r->weight[row];
            }
            i = j;
        }
        memset(t.sum, 0, (n + 2) * sizeof(double));
        from = to;
    }
    if (status == CSC_OK) *out = pairs > 0.0 ? (concordant + 0.5 * tied) / pairs : NAN;
    csc_i_free(a, key, size * sizeof *key);
    csc_i_free(a, order, size * sizeof *order);
    csc_i_free(a, rank, size * sizeof *rank);
    csc_i_free(a, leave, size * sizeof *leave);
    csc_i_free(a, by_stratum, size * sizeof *by_stratum);
    csc_i_free(a, t.sum, (n + 2) * sizeof(double));
    return status;
}

csc_status csc_survival_concordance(const csc_survival_table *table, const csc_column *score, double *concordance,
                                    const csc_context *context, csc_error *err) {
    if (score == NULL || concordance == NULL) return csc_i_fail(err, CSC_E_INVALID, "score and concordance must not be NULL");
    csc_allocator a = csc_i_allocator(context);
    csc_i_surv_rows r;
    static const char *const name[1] = {"score"};
    CSC_I_TRY(csc_i_surv_read(table, CSC_I_SURV_STRATA, score, name, 1, &r, &a, err));
    double c = NAN;
    csc_status status = csc_i_surv_concordance(&r, r.x, &c, &a);
    csc_i_surv_free(&r, &a);
    if (status != CSC_OK) return csc_i_fail(err, status, "out of memory");
    *concordance = c;
    return isnan(c) ? csc_i_fail(err, CSC_E_UNDEFINED, "no pair of rows is comparable") : CSC_OK;
}
