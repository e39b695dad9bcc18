/* Importance of drivers: LMG by walking the tree of subsets, relative weights by one eigendecomposition, bootstrap. */
#include "csc/satisfaction.h"
#include "num/eigen.h"
#include "satisfaction/matrix.h"

#define LMG_MAX 25
#define DOMINANCE_MAX 20
#define PIVOT 1e-11 /* residual variance, of 1, below which a driver counts as explained by others */

/* -------------------------------------------------------------------- LMG */

/* A node of the tree is a set of drivers, reached by adding them in rising order. Its matrix holds the drivers after the last one and
 * the outcome, all freed from the set: rows of `width` numbers, the outcome first. Adding driver v costs one sweep over those after it.
 *
 * With w(s) = s! (p - s - 1)! / p! the share of driver v is
 *   sum over sets S with v of (w(|S| - 1) + w(|S|)) R2(S)  -  sum over all sets of w(|S|) R2(S),     w(p) = 0,
 * and the sets with v are those below the nodes that add v, so that one sum a node serves every driver in it. */
typedef struct tree {
    size_t count;
    double own[LMG_MAX + 1]; /* w(s - 1) + w(s) */
    double all[LMG_MAX + 1]; /* w(s) */
    double *stack;           /* a matrix a depth */
    double share[LMG_MAX];
    double base;   /* sum of w(|S|) R2(S) */
    double *level; /* for dominance: sums of R2 by size and driver, (count + 1) * count; NULL otherwise */
    double total[LMG_MAX + 1];
    const csc_context *context;
    csc_error *err;
    csc_status status;
    uint64_t done;
} tree;

static void tree_weights(tree *t) {
    double w[LMG_MAX + 1], p = (double)t->count;
    w[0] = 1 / p;
    for (size_t s = 1; s < t->count; s++) w[s] = w[s - 1] * (double)s / (p - (double)s);
    w[t->count] = 0;
    for (size_t s = 0; s <= t->count; s++) {
        t->all[s] = w[s];
        t->own[s] = w[s] + (s > 0 ? w[s - 1] : 0);
    }
}

/* Sum of own(|S|) R2(S) over the node and all below it. `m` is the node's matrix of `left` drivers and the outcome, `first` the
 * number of the first of them, `size` the node's size. */
static double walk(tree *t, double *m, size_t left, size_t first, size_t size, double r2) {
    size_t width = left + 1;
    double sum = t->own[size] * r2;
    t->base += t->all[size] * r2;
    double *below = m + width * width;
    for (size_t v = 1; v <= left; v++) {
        double pivot = m[v * width + v], gain = 0, subtree;
        size_t rest = left - v, narrow = rest + 1;
        int dead = !(pivot > PIVOT);
        if (!dead) gain = m[v] * m[v] / pivot;
        if (rest == 0) {
            subtree = t->own[size + 1] * (r2 + gain);
            t->base += t->all[size + 1] * (r2 + gain);
        } else {
            double scale = dead ? 0 : 1 / pivot;
            const double *row = m + v * width; /* only the upper triangle is kept: m[v][a] for a >= v, and m[0][a] */
            for (size_t a = 1; a <= rest; a++) {
                below[a] = m[v + a] - m[v] * row[v + a] * scale;
                double f = row[v + a] * scale;
                for (size_t b = a; b <= rest; b++) below[a * narrow + b] = m[(v + a) * width + v + b] - f * row[v + b];
            }
            subtree = walk(t, below, rest, first + v, size + 1, r2 + gain);
            if (rest >= 16 && t->status == CSC_OK) t->status = csc_i_progress(t->context, ++t->done, 0, t->err);
            if (t->status != CSC_OK) return 0;
        }
        t->share[first + v - 1] += subtree;
        sum += subtree;
    }
    return sum;
}

/* The same walk with sums by size: under[k] is the sum of R2 over the sets of size k below a node. */
static void walk_levels(tree *t, double *m, size_t left, size_t first, size_t size, double r2, double *under) {
    size_t width = left + 1, count = t->count;
    memset(under, 0, (count + 1) * sizeof *under);
    under[size] = r2;
    double *below = m + width * width, mine[LMG_MAX + 1];
    for (size_t v = 1; v <= left; v++) {
        double pivot = m[v * width + v], gain = pivot > PIVOT ? m[v] * m[v] / pivot : 0, scale = pivot > PIVOT ? 1 / pivot : 0;
        size_t rest = left - v, narrow = rest + 1;
        const double *row = m + v * width;
        for (size_t a = 1; a <= rest; a++) {
            below[a] = m[v + a] - m[v] * row[v + a] * scale;
            for (size_t b = a; b <= rest; b++) below[a * narrow + b] = m[(v + a) * width + v + b] - row[v + a] * scale * row[v + b];
        }
        walk_levels(t, below, rest, first + v, size + 1, r2 + gain, mine);
        for (size_t k = 0; k <= count; k++) {
            under[k] += mine[k];
            t->level[k * count + first + v - 1] += mine[k];
        }
    }
}

/* Room for the matrices of every depth. */
static size_t stack_size(size_t count) {
    size_t n = 0;
    for (size_t left = 0; left <= count; left++) n += (left + 1) * (left + 1);
    return n;
}

/* R2 of all drivers and how many of them add nothing: one pass of sweeps. `r` (count + 1)^2, the outcome first; destroyed. */
static double full_r2(double *r, size_t count, int32_t *collinear) {
    size_t n = count + 1;
    double r2 = 0;
    *collinear = 0;
    for (size_t v = 1; v < n; v++) {
        double pivot = r[v * n + v];
        if (!(pivot > PIVOT)) {
            ++*collinear;
            continue;
        }
        r2 += r[v] * r[v] / pivot;
        for (size_t a = v + 1; a < n; a++) {
            double f = r[v * n + a] / pivot;
            r[a] -= r[v] * f;
            for (size_t b = a; b < n; b++) r[a * n + b] -= f * r[v * n + b];
        }
    }
    return r2 > 1 ? 1 : r2;
}

/* ---------------------------------------------------------------- Johnson */

/* Relative weights: with the drivers' correlations V D V', L = V sqrt(D) V' and b = L^-1 r, the share of driver j is
 * sum over k of L[j][k]^2 b[k]^2. `work` holds 3 count^2 + 4 count numbers. */
static csc_status johnson(const double *r, size_t count, double *work, double *share) {
    size_t n = count + 1;
    double *a = work, *v = a + count * count, *root = v + count * count, *values = root + count * count;
    double *b = values + count, *scratch = b + count, *projected = scratch + count;
    for (size_t i = 0; i < count; i++) memcpy(a + i * count, r + (i + 1) * n + 1, count * sizeof *a);
    CSC_I_TRY(csc_i_symmetric_eigen(a, count, values, v, scratch));
    for (size_t k = 0; k < count; k++) {
        double p = 0;
        for (size_t i = 0; i < count; i++) p += v[i * count + k] * r[i + 1];
        projected[k] = values[k] > PIVOT ? p / sqrt(values[k]) : 0;
        values[k] = values[k] > 0 ? sqrt(values[k]) : 0;
    }
    for (size_t i = 0; i < count; i++) {
        b[i] = 0;
        for (size_t k = 0; k < count; k++) b[i] += v[i * count + k] * projected[k];
        for (size_t j = 0; j <= i; j++) {
            double s = 0;
            for (size_t k = 0; k < count; k++) s += v[i * count + k] * values[k] * v[j * count + k];
            root[i * count + j] = root[j * count + i] = s;
        }
    }
    for (size_t j = 0; j < count; j++) {
        share[j] = 0;
        for (size_t k = 0; k < count; k++) share[j] += root[j * count + k] * root[j * count + k] * b[k] * b[k];
    }
    return CSC_OK;
}

/* ------------------------------------------------------------------ calls */

static size_t work_size(int32_t method, size_t count) {
    size_t n = count + 1;
    return n * n + (method == CSC_DRIVERS_LMG ? stack_size(count) : 3 * count * count + 4 * count);
}

/* Shares from correlations. `work` holds work_size numbers. */
static csc_status shares_of(int32_t method, const double *r, size_t count, double *work, const csc_context *context, double *r2,
                            int32_t *collinear, double *share, csc_error *err) {
    size_t n = count + 1;
    memcpy(work, r, n * n * sizeof *work);
    *r2 = full_r2(work, count, collinear);
    if (method == CSC_DRIVERS_JOHNSON) {
        csc_status status = johnson(r, count, work + n * n, share);
        return status == CSC_OK ? status : csc_i_fail(err, status, "The eigenvalues were not found.");
    }
    tree t;
    memset(&t, 0, sizeof t);
    t.count = count;
    t.context = context;
    t.err = err;
    tree_weights(&t);
    memcpy(work, r, n * n * sizeof *work);
    (void)walk(&t, work, count, 0, 0, 0);
    if (t.status != CSC_OK) return t.status;
    for (size_t k = 0; k < count; k++) share[k] = t.share[k] - t.base;
    return CSC_OK;
}

static csc_status check_count(int32_t method, size_t count, csc_error *err) {
    if (method != CSC_DRIVERS_LMG && method != CSC_DRIVERS_JOHNSON) return csc_i_fail(err, CSC_E_INVALID, "The method is unknown.");
    if (count == 0) return csc_i_fail(err, CSC_E_INVALID, "There is no driver.");
    if (count > (method == CSC_DRIVERS_LMG ? LMG_MAX : CSC_I_MATRIX_COLUMNS_MAX - 1))
        return csc_i_fail(err, CSC_E_LIMIT, "There are too many drivers for the method: LMG takes 25, relative weights 1,000.");
    return CSC_OK;
}

static csc_status check_correlations(const double *r, size_t n, csc_error *err) {
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) {
            double v = r[i * n + j];
            if (!(fabs(v) <= 1) || v != r[j * n + i] || (i == j && v != 1))
                return csc_i_fail_row(err, CSC_E_RANGE, "The correlations are not symmetric with ones in the diagonal.", i);
        }
    return CSC_OK;
}

csc_status csc_drivers_from_correlations(int32_t method, const double *correlation, size_t count, const csc_context *context,
                                         csc_drivers *out, double *share, csc_error *err) {
    if (correlation == NULL || out == NULL || share == NULL) return csc_i_fail(err, CSC_E_INVALID, "An argument is NULL.");
    CSC_I_TRY(check_count(method, count, err));
    CSC_I_TRY(check_correlations(correlation, count + 1, err));
    csc_allocator a = csc_i_allocator(context);
    size_t words = work_size(method, count) + count;
    double *work = csc_i_alloc_array(&a, words, sizeof *work), *fresh = NULL, r2 = 0;
    int32_t collinear = 0;
    if (work == NULL) return csc_i_fail(err, CSC_E_NOMEM, "There is no memory for the matrices.");
    fresh = work + words - count;
    csc_status status = shares_of(method, correlation, count, work, context, &r2, &collinear, fresh, err);
    if (status == CSC_OK) {
        memset(out, 0, sizeof *out);
        memcpy(share, fresh, count * sizeof *share);
        out->r2 = r2;
        out->n = (double)NAN;
        out->collinear = collinear;
    }
    csc_i_free(&a, work, words * sizeof *work);
    return status;
}

/* Reads outcome and drivers as one matrix, the outcome first. */
static csc_status read_all(const csc_column *outcome, const csc_column *driver, size_t count, size_t n, const csc_allocator *a,
                           csc_i_matrix *m, csc_error *err) {
    const csc_column *columns[CSC_I_MATRIX_COLUMNS_MAX];
    columns[0] = outcome;
    for (size_t k = 0; k < count; k++) columns[k + 1] = &driver[k];
    return csc_i_matrix_read(columns, count + 1, n, a, m, err);
}

csc_status csc_drivers_compute(int32_t method, const csc_column *outcome, const csc_column *driver, size_t count, size_t n,
                               const csc_context *context, csc_drivers *out, double *share, csc_error *err) {
    if (outcome == NULL || driver == NULL || out == NULL || share == NULL) return csc_i_fail(err, CSC_E_INVALID, "An argument is NULL.");
    CSC_I_TRY(check_count(method, count, err));
    csc_allocator a = csc_i_allocator(context);
    csc_i_matrix m;
    CSC_I_TRY(read_all(outcome, driver, count, n, &a, &m, err));
    size_t all = count + 1, words = all * all + all;
    double *r = csc_i_alloc_array(&a, words, sizeof *r);
    csc_drivers result;
    memset(&result, 0, sizeof result);
    csc_status status = CSC_OK;
    result.r2 = (double)NAN;
    result.n = (double)m.rows;
    result.missing = (double)m.missing;
    if (r == NULL) {
        status = csc_i_fail(err, CSC_E_NOMEM, "There is no memory for the correlations.");
    } else if (m.rows < count + 2) {
        result.status = CSC_E_TOO_FEW;
    } else {
        csc_i_matrix_moments(&m, r + all * all, r);
        if (csc_i_correlations(r, all) < all) {
            result.status = CSC_E_SINGULAR;
        } else {
            double rows = result.n, missing = result.missing;
            status = csc_drivers_from_correlations(method, r, count, context, &result, share, err);
            result.n = rows;
            result.missing = missing;
        }
    }
    if (status == CSC_OK) {
        *out = result;
        for (size_t k = 0; k < count && result.status != CSC_OK; k++) share[k] = (double)NAN;
    }
    csc_i_free(&a, r, words * sizeof *r);
    csc_i_matrix_free(&m, &a);
    return status;
}

csc_status csc_drivers_dominance(const double *correlation, size_t count, const csc_context *context, double *gain, csc_error *err) {
    if (correlation == NULL || gain == NULL) return csc_i_fail(err, CSC_E_INVALID, "An argument is NULL.");
    CSC_I_TRY(check_count(CSC_DRIVERS_LMG, count, err));
    if (count > DOMINANCE_MAX) return csc_i_fail(err, CSC_E_LIMIT, "The dominance table takes 20 drivers at most.");
    CSC_I_TRY(check_correlations(correlation, count + 1, err));
    csc_allocator a = csc_i_allocator(context);
    size_t n = count + 1, words = stack_size(count) + n * count;
    double *work = csc_i_alloc_array(&a, words, sizeof *work);
    if (work == NULL) return csc_i_fail(err, CSC_E_NOMEM, "There is no memory for the matrices.");
    tree t;
    memset(&t, 0, sizeof t);
    t.count = count;
    t.level = work + stack_size(count);
    memset(t.level, 0, n * count * sizeof *t.level);
    memcpy(work, correlation, n * n * sizeof *work);
    walk_levels(&t, work, count, 0, 0, 0, t.total);
    double sets = 1; /* binomial(count - 1, k) */
    for (size_t k = 0; k < count; k++) {
        for (size_t v = 0; v < count; v++) {
            double with = t.level[(k + 1) * count + v], without = t.total[k] - t.level[k * count + v];
            gain[k * count + v] = (with - without) / sets;
        }
        sets *= (double)(count - 1 - k) / (double)(k + 1);
    }
    csc_i_free(&a, work, words * sizeof *work);
    return CSC_OK;
}

/* -------------------------------------------------------------- bootstrap */

typedef struct resampling {
    int32_t method;
    const csc_i_matrix *m;
    uint64_t seed, first; /* number of the round's first resample */
    size_t count, words;  /* drivers; doubles of work a task */
    double *work;
    double *share; /* of the round, count a resample */
    unsigned char *good;
    uint32_t *row;       /* how often each row was drawn, m->rows a task */
    const double *whole; /* sums of squares of all rows, by column */
} resampling;

static void resample(void *ctx, size_t task) {
    resampling *b = ctx;
    size_t n = b->m->rows, all = b->count + 1;
    double *products = b->work + task * b->words, *scratch = products + all * all, *work = scratch + (2 * n + 1) * b->m->stride, r2;
    uint32_t *count = b->row + task * n;
    int32_t collinear;
    csc_random random;
    csc_random_init(&random, b->seed, "drivers", 7, b->first + task);
    memset(count, 0, n * sizeof *count);
    for (size_t i = 0; i < n; i++) count[csc_random_below(&random, n)]++;
    csc_i_matrix_counted_products(b->m, count, scratch, products);
    /* what does not vary in the resample leaves rounding dust */
    int varies = 1;
    for (size_t k = 0; k < all; k++)
        if (!(products[k * all + k] > 1e-12 * b->whole[k])) varies = 0;
    b->good[task] = varies && csc_i_correlations(products, all) == all &&
                    shares_of(b->method, products, b->count, work, NULL, &r2, &collinear, b->share + task * b->count, NULL) == CSC_OK;
}

static csc_status run_rounds(resampling *b, size_t tasks, uint64_t resamples, const csc_context *context, double *kept, size_t *used,
                             csc_error *err) {
    for (uint64_t done = 0; done < resamples; done += tasks) {
        size_t now = resamples - done < tasks ? (size_t)(resamples - done) : tasks;
        b->first = done;
        csc_i_run(context, now, resample, b);
        for (size_t t = 0; t < now; t++) {
            if (!b->good[t]) continue;
            for (size_t k = 0; k < b->count; k++) kept[k * (size_t)resamples + *used] = b->share[t * b->count + k];
            ++*used;
        }
        CSC_I_TRY(csc_i_progress(context, done + now, resamples, err));
    }
    return CSC_OK;
}

static void summarise(double *kept, size_t used, double level, double *low, double *high, double *se) {
    double mean = 0, squares = 0;
    if (used < 2) {
        *low = *high = *se = (double)NAN;
        return;
    }
    for (size_t i = 0; i < used; i++) mean += kept[i];
    mean /= (double)used;
    for (size_t i = 0; i < used; i++) squares += (kept[i] - mean) * (kept[i] - mean);
    *se = sqrt(squares / ((double)used - 1));
    csc_i_sort_doubles(kept, used);
    *low = csc_i_sorted_quantile(kept, used, (1 - level) / 2);
    *high = csc_i_sorted_quantile(kept, used, (1 + level) / 2);
}

csc_status csc_drivers_bootstrap(int32_t method, const csc_column *outcome, const csc_column *driver, size_t count, size_t n,
                                 uint64_t resamples, uint64_t seed, double level, const csc_context *context, double *low, double *high,
                                 double *se, uint64_t *failed, csc_error *err) {
    if (outcome == NULL || driver == NULL || low == NULL || high == NULL) return csc_i_fail(err, CSC_E_INVALID, "An argument is NULL.");
    if (!(level > 0 && level < 1)) return csc_i_fail_key(err, CSC_E_INVALID, "The level must be in (0, 1).", "level", 5);
    if (resamples == 0 || resamples > 1000000)
        return csc_i_fail_key(err, CSC_E_INVALID, "There must be 1 to 1,000,000 resamples.", "resamples", 9);
    CSC_I_TRY(check_count(method, count, err));
    csc_allocator a = csc_i_allocator(context);
    csc_i_matrix m;
    CSC_I_TRY(read_all(outcome, driver, count, n, &a, &m, err));
    size_t all = count + 1, tasks = 16 * csc_i_workers(context), used = 0;
    if (tasks > resamples) tasks = (size_t)resamples;
    resampling b = {method, &m,   seed, 0,    count, all * all + (2 * m.rows + 1) * m.stride + work_size(method, count),
                    NULL,   NULL, NULL, NULL, NULL};
    size_t kept_words = count * (size_t)resamples, row_count = 0;
    double *mean = csc_i_alloc_array(&a, all * (all + 2), sizeof *mean), *kept = csc_i_alloc_array(&a, kept_words, sizeof *kept);
    b.work = csc_i_alloc_array(&a, tasks, b.words * sizeof *b.work);
    b.share = csc_i_alloc_array(&a, tasks * count, sizeof *b.share);
    b.good = csc_i_alloc(&a, tasks);
    if (!csc_i_mul_overflow(tasks, m.rows + 1, &row_count)) b.row = csc_i_alloc_array(&a, row_count, sizeof *b.row);
    csc_status status = CSC_OK;
    if (mean == NULL || kept == NULL || b.work == NULL || b.share == NULL || b.good == NULL || b.row == NULL || m.rows > UINT32_MAX)
        status = csc_i_fail(err, CSC_E_NOMEM, "There is no memory for the resamples.");
    if (status == CSC_OK && m.rows >= count + 2) {
        csc_i_matrix_moments(&m, mean, mean + 2 * all);
        for (size_t k = 0; k < all; k++) mean[all + k] = mean[2 * all + k * all + k];
        b.whole = mean + all;
        status = run_rounds(&b, tasks, resamples, context, kept, &used, err);
    }
    if (status == CSC_OK) {
        for (size_t k = 0; k < count; k++) {
            double error;
            summarise(kept + k * (size_t)resamples, used, level, &low[k], &high[k], &error);
            if (se != NULL) se[k] = error;
        }
        if (failed != NULL) *failed = resamples - used;
        if (used < 2) status = csc_i_fail(err, CSC_E_UNDEFINED, "Fewer than two resamples could be used.");
    }
    csc_i_free(&a, mean, all * (all + 2) * sizeof *mean);
    csc_i_free(&a, kept, kept_words * sizeof *kept);
    csc_i_free(&a, b.work, tasks * b.words * sizeof *b.work);
    csc_i_free(&a, b.share, tasks * count * sizeof *b.share);
    csc_i_free(&a, b.good, tasks);
    csc_i_free(&a, b.row, row_count * sizeof *b.row);
    csc_i_matrix_free(&m, &a);
    return status;
}
