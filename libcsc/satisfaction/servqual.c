/* SERVQUAL and SERVPERF: scores of respondents by dimension, their means over respondents. */
#include "csc/satisfaction.h"
#include "base/internal.h"

#define ITEMS_MAX 1000
#define BLOCK 256

/* Running mean and squares over respondents; one for experiences and one for gaps of each dimension. */
typedef struct moments {
    double mean, squares;
    uint64_t n;
} moments;

static void take(moments *m, double x) {
    double d = x - m->mean;
    m->mean += d / (double)++m->n;
    m->squares += d * (x - m->mean);
}

typedef struct scores {
    double *cell;     /* BLOCK experiences, then BLOCK expectations */
    double *sum;      /* BLOCK sums of experiences, then of gaps, a dimension */
    double *answered; /* how many items each sum holds, likewise */
    moments *performance, *gap;
} scores;

static csc_status load(const csc_column *c, size_t from, size_t rows, double *out, size_t item, csc_error *err) {
    csc_i_column_read_f64(c, from, rows, out);
    for (size_t i = 0; i < rows; i++) {
        if (!isinf(out[i])) continue;
        csc_i_fail_row(err, CSC_E_RANGE, "A cell is not finite.", from + i);
        if (err != NULL) err->column = item;
        return CSC_E_RANGE;
    }
    return CSC_OK;
}

/* One item of a block of respondents into the sums of its dimension. */
static void add_item(const scores *s, size_t dimension, size_t rows, int with_gap) {
    double *sum = s->sum + dimension * 2 * BLOCK, *answered = s->answered + dimension * 2 * BLOCK;
    const double *x = s->cell, *e = s->cell + BLOCK;
    for (size_t i = 0; i < rows; i++) {
        int there = x[i] == x[i];
        sum[i] += there ? x[i] : 0;
        answered[i] += there;
    }
    for (size_t i = 0; with_gap && i < rows; i++) {
        double g = x[i] - e[i];
        int there = g == g;
        sum[BLOCK + i] += there ? g : 0;
        answered[BLOCK + i] += there;
    }
}

static csc_status add_block(const scores *s, const csc_column *experience, const csc_column *expectation, size_t items,
                            const uint32_t *dimension, size_t dimensions, size_t from, size_t rows, csc_error *err) {
    memset(s->sum, 0, dimensions * 2 * BLOCK * sizeof *s->sum);
    memset(s->answered, 0, dimensions * 2 * BLOCK * sizeof *s->answered);
    for (size_t k = 0; k < items; k++) {
        CSC_I_TRY(load(&experience[k], from, rows, s->cell, k, err));
        if (expectation != NULL) CSC_I_TRY(load(&expectation[k], from, rows, s->cell + BLOCK, k, err));
        add_item(s, dimension[k], rows, expectation != NULL);
    }
    for (size_t d = 0; d < dimensions; d++) {
        const double *sum = s->sum + d * 2 * BLOCK, *answered = s->answered + d * 2 * BLOCK;
        for (size_t i = 0; i < rows; i++)
            if (answered[i] > 0) take(&s->performance[d], sum[i] / answered[i]);
        for (size_t i = BLOCK; i < BLOCK + rows; i++)
            if (answered[i] > 0) take(&s->gap[d], sum[i] / answered[i]);
    }
    return CSC_OK;
}

static void finish(const scores *s, const csc_column *expectation, size_t dimensions, const double *weight, double weights,
                   csc_servqual *out, double *score) {
    double total = 0;
    for (size_t d = 0; d < dimensions; d++) {
        const moments *p = &s->performance[d], *g = &s->gap[d];
        csc_servqual *o = &out[d];
        memset(o, 0, sizeof *o);
        o->n = (double)p->n;
        o->gap_n = (double)g->n;
        o->servperf = p->n > 0 ? p->mean : (double)NAN;
        o->servperf_sd = p->n > 1 ? sqrt(p->squares / (double)(p->n - 1)) : (double)NAN;
        o->gap = g->n > 0 ? g->mean : (double)NAN;
        o->gap_se = g->n > 1 ? sqrt(g->squares / (double)(g->n - 1) / (double)g->n) : (double)NAN;
        o->weight = (weight == NULL ? 1 : weight[d]) / weights;
        o->status = p->n > 0 ? CSC_OK : CSC_E_UNDEFINED;
        if (o->weight > 0) total += o->weight * (expectation != NULL ? o->gap : o->servperf);
    }
    *score = total;
}

static csc_status check(const csc_column *experience, const csc_column *expectation, size_t items, size_t n, const uint32_t *dimension,
                        size_t dimensions, const double *weight, double *weights, csc_error *err) {
    *weights = 0;
    for (size_t d = 0; d < dimensions; d++) {
        double w = weight == NULL ? 1 : weight[d];
        size_t own = 0;
        if (!(w >= 0) || isinf(w)) return csc_i_fail_key(err, CSC_E_RANGE, "A weight is negative or not finite.", "weight", 6);
        for (size_t k = 0; k < items; k++) own += dimension[k] == d;
        if (own == 0) return csc_i_fail_row(err, CSC_E_INVALID, "A dimension has no items.", d);
        *weights += w;
    }
    if (!(*weights > 0)) return csc_i_fail_key(err, CSC_E_INVALID, "All weights are 0.", "weight", 6);
    for (size_t k = 0; k < items; k++) {
        if (dimension[k] >= dimensions) return csc_i_fail_row(err, CSC_E_INVALID, "An item belongs to no dimension.", k);
        CSC_I_TRY(csc_i_column_check(&experience[k], n, "experience", err));
        if (expectation != NULL) CSC_I_TRY(csc_i_column_check(&expectation[k], n, "expectation", err));
    }
    return CSC_OK;
}

csc_status csc_servqual_compute(const csc_column *experience, const csc_column *expectation, size_t items, size_t n,
                                const uint32_t *dimension, size_t dimensions, const double *weight, const csc_context *context,
                                csc_servqual *out, double *score, csc_error *err) {
    if (experience == NULL || dimension == NULL || out == NULL || score == NULL || dimensions == 0)
        return csc_i_fail(err, CSC_E_INVALID, "An argument is NULL, or there is no dimension.");
    if (items > ITEMS_MAX || dimensions > ITEMS_MAX) return csc_i_fail(err, CSC_E_LIMIT, "There are more than 1,000 items.");
    double weights;
    CSC_I_TRY(check(experience, expectation, items, n, dimension, dimensions, weight, &weights, err));
    csc_allocator a = csc_i_allocator(context);
    size_t words = 2 * BLOCK + 4 * BLOCK * dimensions, bytes = 2 * dimensions * sizeof(moments);
    double *work = csc_i_alloc_array(&a, words, sizeof *work);
    moments *m = csc_i_zalloc(&a, bytes);
    csc_status status = work != NULL && m != NULL ? CSC_OK : csc_i_fail(err, CSC_E_NOMEM, "There is no memory for the scores.");
    scores s = {work, work + 2 * BLOCK, work + 2 * BLOCK + 2 * BLOCK * dimensions, m, m + dimensions};
    for (size_t from = 0; from < n && status == CSC_OK; from += BLOCK) {
        size_t rows = n - from < BLOCK ? n - from : BLOCK;
        status = add_block(&s, experience, expectation, items, dimension, dimensions, from, rows, err);
        if (status == CSC_OK && from % (BLOCK * 1024) == 0) status = csc_i_progress(context, from + rows, n, err);
    }
    if (status == CSC_OK) finish(&s, expectation, dimensions, weight, weights, out, score);
    csc_i_free(&a, work, words * sizeof *work);
    csc_i_free(&a, m, bytes);
    return status;
}
