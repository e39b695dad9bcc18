/* Resampling a path model. A resample is a set of rows with how often each was drawn; its covariances are all the fit needs. */
#include "satisfaction/pls.h"

#define TOLERANCE 1e-7 /* of weights, as seminr stops; starting from those of the whole sample */

typedef struct resampling {
    const csc_pls *model;
    uint64_t seed, first;
    size_t words, numbers;
    double *work;    /* words a task */
    uint32_t *count; /* rows a task */
    double *result;  /* numbers a task */
    csc_status *status;
} resampling;

static size_t task_words(const csc_pls *m) {
    const csc_i_pls_shape *s = &m->shape;
    return csc_i_pls_work(s) + s->items * s->items + 2 * m->data.rows * m->data.stride + m->data.stride + 2 * s->items + s->paths +
           s->constructs + s->constructs * s->constructs;
}

static void resample(void *ctx, size_t task) {
    resampling *b = ctx;
    const csc_pls *m = b->model;
    const csc_i_pls_shape *shape = &m->shape;
    size_t n = shape->items, rows = m->data.rows;
    double *s = b->work + task * b->words, *scratch = s + n * n;
    csc_i_pls_numbers fit;
    fit.weight = scratch + (2 * rows + 1) * m->data.stride;
    fit.loading = fit.weight + n;
    fit.path = fit.loading + n;
    fit.r2 = fit.path + shape->paths;
    fit.c = fit.r2 + shape->constructs;
    double *work = fit.c + shape->constructs * shape->constructs;
    uint32_t *count = b->count + task * rows;
    csc_random random;
    csc_random_init(&random, b->seed, "pls", 3, b->first + task);
    memset(count, 0, rows * sizeof *count);
    for (size_t r = 0; r < rows; r++) count[csc_random_below(&random, rows)]++;
    csc_i_matrix_counted_products(&m->data, count, scratch, s);
    for (size_t i = 0; i < n * n; i++) s[i] /= (double)rows - 1;
    /* what does not vary in the resample leaves rounding dust, of 1 when standardised */
    csc_status status = CSC_OK;
    for (size_t i = 0; i < n; i++)
        if (!(s[i * n + i] > 1e-12 * m->s[i * n + i])) status = CSC_E_SINGULAR;
    if (status == CSC_OK && shape->standardized && csc_i_correlations(s, n) < n) status = CSC_E_SINGULAR;
    if (status == CSC_OK) {
        memcpy(fit.weight, m->fit.weight, n * sizeof *fit.weight);
        status = csc_i_pls_solve(shape, s, TOLERANCE, &fit, work);
    }
    b->status[task] = status;
    if (status != CSC_OK) return;
    double *out = b->result + task * b->numbers;
    memcpy(out, fit.path, shape->paths * sizeof *out);
    memcpy(out + shape->paths, fit.loading, n * sizeof *out);
    memcpy(out + shape->paths + n, fit.weight, n * sizeof *out);
}

static csc_status run_rounds(resampling *b, size_t tasks, uint64_t resamples, const csc_context *context, double *kept, size_t *used,
                             csc_error *err) {
    for (uint64_t done = 0; done < resamples; done += tasks) {
        size_t now = resamples - done < tasks ? (size_t)(resamples - done) : tasks;
        b->first = done;
        csc_i_run(context, now, resample, b);
        for (size_t t = 0; t < now; t++) {
            if (b->status[t] != CSC_OK) continue;
            for (size_t k = 0; k < b->numbers; k++) kept[k * (size_t)resamples + *used] = b->result[t * b->numbers + k];
            ++*used;
        }
        CSC_I_TRY(csc_i_progress(context, done + now, resamples, err));
    }
    return CSC_OK;
}

static void summarise(csc_pls *self, double *kept, size_t stride, size_t used, double level) {
    size_t numbers = self->shape.paths + 2 * self->shape.items;
    for (size_t k = 0; k < numbers; k++) {
        double *x = kept + k * stride, mean = 0, squares = 0;
        for (size_t i = 0; i < used; i++) mean += x[i];
        mean /= (double)used;
        for (size_t i = 0; i < used; i++) squares += (x[i] - mean) * (x[i] - mean);
        csc_i_sort_doubles(x, used);
        self->se[k] = sqrt(squares / ((double)used - 1));
        self->limit_low[k] = csc_i_sorted_quantile(x, used, (1 - level) / 2);
        self->limit_high[k] = csc_i_sorted_quantile(x, used, (1 + level) / 2);
    }
}

csc_status csc_pls_bootstrap(csc_pls *self, uint64_t resamples, uint64_t seed, double level, const csc_context *context, csc_error *err) {
    if (self == NULL) return csc_i_fail(err, CSC_E_INVALID, "The model is NULL.");
    if (!(level > 0 && level < 1)) return csc_i_fail_key(err, CSC_E_INVALID, "The level must be in (0, 1).", "level", 5);
    if (resamples < 2 || resamples > 1000000)
        return csc_i_fail_key(err, CSC_E_INVALID, "There must be 2 to 1,000,000 resamples.", "resamples", 9);
    if (self->status != CSC_OK) return csc_i_fail(err, CSC_E_UNDEFINED, "The model was not fitted.");
    csc_allocator a = csc_i_allocator(context);
    size_t tasks = 8 * csc_i_workers(context), used = 0, rows = self->data.rows, kept_words = 0;
    if (tasks > resamples) tasks = (size_t)resamples;
    resampling b = {self, seed, 0, task_words(self), self->shape.paths + 2 * self->shape.items, NULL, NULL, NULL, NULL};
    double *kept = NULL;
    if (!csc_i_mul_overflow(b.numbers, (size_t)resamples, &kept_words)) kept = csc_i_alloc_array(&a, kept_words, sizeof *kept);
    b.work = csc_i_alloc_array(&a, tasks, b.words * sizeof *b.work);
    b.count = csc_i_alloc_array(&a, tasks, rows * sizeof *b.count);
    b.result = csc_i_alloc_array(&a, tasks, b.numbers * sizeof *b.result);
    b.status = csc_i_alloc_array(&a, tasks, sizeof *b.status);
    csc_status status = CSC_OK;
    if (kept == NULL || b.work == NULL || b.count == NULL || b.result == NULL || b.status == NULL)
        status = csc_i_fail(err, CSC_E_NOMEM, "There is no memory for the resamples.");
    if (status == CSC_OK) status = run_rounds(&b, tasks, resamples, context, kept, &used, err);
    if (status == CSC_OK && used < 2) status = csc_i_fail(err, CSC_E_UNDEFINED, "Fewer than two resamples could be fitted.");
    if (status == CSC_OK) {
        summarise(self, kept, (size_t)resamples, used, level);
        self->resamples = resamples;
        self->failed = resamples - used;
        self->level = level;
    }
    csc_i_free(&a, kept, kept_words * sizeof *kept);
    csc_i_free(&a, b.work, tasks * b.words * sizeof *b.work);
    csc_i_free(&a, b.count, tasks * rows * sizeof *b.count);
    csc_i_free(&a, b.result, tasks * b.numbers * sizeof *b.result);
    csc_i_free(&a, b.status, tasks * sizeof *b.status);
    return status;
}

csc_status csc_pls_limits(const csc_pls *self, double *se, double *low, double *high, uint64_t *failed) {
    if (self == NULL) return CSC_E_INVALID;
    if (self->resamples == 0) return CSC_E_SEQUENCE;
    size_t bytes = self->shape.paths * sizeof(double);
    if (se != NULL) memcpy(se, self->se, bytes);
    if (low != NULL) memcpy(low, self->limit_low, bytes);
    if (high != NULL) memcpy(high, self->limit_high, bytes);
    if (failed != NULL) *failed = self->failed;
    return CSC_OK;
}
