/* Predictions for the rows of a table. */
#include "churn/life_object.h"

#define BLOCK 32768
#define CACHE 16384

typedef struct job {
    const csc_lifetime *self, *spend;
    const csc_lifetime_table *table;
    const csc_lifetime_prediction *ask;
    int spend_column;
    csc_status *status; /* one a block */
    size_t first;       /* block of task 0 */
} job;

/* What depends on x and T only, for a customer who is there: kept, as these pairs repeat. */
typedef struct factors {
    double x, T, expected, clv, residual;
} factors;

void csc_lifetime_prediction_init(csc_lifetime_prediction *request) {
    if (request == NULL) return;
    memset(request, 0, sizeof *request);
    request->size = sizeof *request;
    request->horizon = 1.0;
}

static double discounted(const csc_i_life_model *m, const double *p, const csc_i_life_row *row, const csc_lifetime_prediction *ask,
                         double alive) {
    double last = 0.0, total = 0.0, weight = 1.0;
    for (double i = 1.0; i < ask->horizon + 1.0; i += 1.0) {
        double now = m->expected(p, row, i < ask->horizon ? i : ask->horizon, alive);
        weight /= 1.0 + ask->discount;
        total += weight * (now - last);
        last = now;
    }
    return total;
}

static void compute(const job *j, const csc_i_life_row *row, size_t i, factors *cache) {
    const csc_lifetime_prediction *ask = j->ask;
    const csc_i_life_model *m = j->self->model;
    const double *p = j->self->value;
    if (ask->loglik != NULL) ask->loglik[i] = m->loglik(p, row);
    int purchases = m->kind != CSC_I_LIFE_CONTRACT;
    double now = m->alive != NULL ? m->alive(p, row, 0.0) : NAN, worth = 1.0;
    if (ask->p_alive != NULL) ask->p_alive[i] = ask->later > 0.0 ? m->alive(p, row, ask->later) : now;
    if (ask->spend != NULL || ask->clv != NULL) {
        csc_i_life_row s = {row->x, 0.0, 0.0, NAN, 1.0};
        double own = j->table->m_x.data != NULL ? csc_i_column_f64(&j->table->m_x, i) : NAN;
        if (j->spend != NULL) {
            s.m_x = own;
            if (row->x > 0.0 && !(own > 0.0))
                worth = NAN;
            else
                worth = j->spend->model->mean(j->spend->value, &s);
        } else if (j->spend_column) {
            worth = own;
        }
        if (ask->spend != NULL) ask->spend[i] = worth;
    }
    if (ask->expected == NULL && ask->clv == NULL && ask->residual == NULL) return;
    uint64_t bits;
    memcpy(&bits, &row->T, sizeof bits);
    bits = (bits ^ ((uint64_t)row->x << 1)) * 0x9E3779B97F4A7C15u;
    factors *f = &cache[(size_t)(bits >> 40) & (CACHE - 1)];
    if (f->x != row->x || f->T != row->T) {
        f->x = row->x;
        f->T = row->T;
        double unit = purchases ? 1.0 : now;
        if (ask->expected != NULL) f->expected = m->expected(p, row, ask->horizon, unit);
        if (ask->clv != NULL) f->clv = discounted(m, p, row, ask, unit);
        if (ask->residual != NULL) f->residual = m->residual(p, row, ask->rate, unit);
    }
    double share = purchases ? now : 1.0;
    if (ask->expected != NULL) ask->expected[i] = share * f->expected;
    if (ask->clv != NULL) ask->clv[i] = worth * (share * f->clv);
    if (ask->residual != NULL) ask->residual[i] = share * f->residual;
}

static void block_task(void *ctx, size_t index) {
    const job *j = ctx;
    index += j->first;
    size_t from = index * BLOCK, to = from + BLOCK < j->table->rows ? from + BLOCK : j->table->rows;
    int cached = j->ask->expected != NULL || j->ask->clv != NULL || j->ask->residual != NULL;
    factors *cache = cached ? csc_i_alloc(&j->self->allocator, CACHE * sizeof *cache) : NULL;
    csc_i_life_row *rows = csc_i_alloc_array(&j->self->allocator, CSC_I_LIFE_CHUNK, sizeof *rows);
    uint8_t complete[CSC_I_LIFE_CHUNK];
    j->status[index] = rows == NULL || (cached && cache == NULL) ? CSC_E_NOMEM : CSC_OK;
    for (size_t k = 0; cache != NULL && k < CACHE; k++) cache[k].x = -1.0;
    for (size_t at = from; j->status[index] == CSC_OK && at < to; at += CSC_I_LIFE_CHUNK) {
        size_t count = to - at < CSC_I_LIFE_CHUNK ? to - at : CSC_I_LIFE_CHUNK;
        j->status[index] = csc_i_life_rows_get(j->table, j->self->model->kind, at, count, rows, complete, NULL);
        for (size_t k = 0; j->status[index] == CSC_OK && k < count; k++) {
            if (complete[k]) {
                compute(j, &rows[k], at + k, cache);
                continue;
            }
            double *const outputs[] = {j->ask->loglik, j->ask->p_alive, j->ask->expected, j->ask->clv, j->ask->residual, j->ask->spend};
            for (size_t o = 0; o < sizeof outputs / sizeof outputs[0]; o++)
                if (outputs[o] != NULL) outputs[o][at + k] = NAN;
        }
    }
    csc_i_free(&j->self->allocator, cache, CACHE * sizeof *cache);
    csc_i_free(&j->self->allocator, rows, CSC_I_LIFE_CHUNK * sizeof *rows);
}

csc_status csc_lifetime_predict(const csc_lifetime *self, const csc_lifetime *spend, const csc_lifetime_table *table,
                                const csc_lifetime_prediction *request, const csc_context *context, csc_error *err) {
    if (self == NULL || table == NULL || request == NULL)
        return csc_i_fail(err, CSC_E_INVALID, "model, table and request must not be NULL");
    const csc_i_life_model *m = self->model;
    csc_lifetime_prediction ask = *request;
    if (!(ask.horizon >= 0.0) || ask.horizon > 1e7)
        return csc_i_fail_key(err, CSC_E_INVALID, "horizon must be from 0 to 10 million", "horizon", 7);
    if (!(ask.discount > -1.0) || isinf(ask.discount))
        return csc_i_fail_key(err, CSC_E_INVALID, "discount must be above -1", "discount", 8);
    if (!(ask.rate >= 0.0) || isinf(ask.rate)) return csc_i_fail_key(err, CSC_E_INVALID, "rate must be 0 or more", "rate", 4);
    if (!(ask.later >= 0.0) || isinf(ask.later)) return csc_i_fail_key(err, CSC_E_INVALID, "later must be 0 or more", "later", 5);
    if (m->alive == NULL && (ask.p_alive != NULL || ask.expected != NULL || ask.clv != NULL || ask.residual != NULL))
        return csc_i_fail_key(err, CSC_E_INVALID, "a spend model predicts spend only", "p_alive", 7);
    if (spend != NULL && spend->model->mean == NULL)
        return csc_i_fail_key(err, CSC_E_INVALID, "spend must be a gamma-gamma model", "spend", 5);
    if (m->mean != NULL && spend == NULL) spend = self;
    if (spend != NULL && table->rows > 0 && table->m_x.data == NULL && (ask.clv != NULL || ask.spend != NULL))
        return csc_i_fail_key(err, CSC_E_INVALID, "the table has no column that the model needs", "m_x", 3);
    CSC_I_TRY(csc_i_life_table_check(table, m->kind, err));
    csc_allocator a = csc_i_allocator(context);
    csc_i_life_row *rows = csc_i_alloc_array(&a, CSC_I_LIFE_CHUNK, sizeof *rows);
    if (rows == NULL) return csc_i_fail(err, CSC_E_NOMEM, "out of memory");
    csc_status checked = CSC_OK; /* all rows before any output */
    uint8_t complete[CSC_I_LIFE_CHUNK];
    for (size_t i = 0; checked == CSC_OK && i < table->rows; i += CSC_I_LIFE_CHUNK)
        checked = csc_i_life_rows_get(table, m->kind, i, table->rows - i < CSC_I_LIFE_CHUNK ? table->rows - i : CSC_I_LIFE_CHUNK, rows,
                                      complete, err);
    csc_i_free(&a, rows, CSC_I_LIFE_CHUNK * sizeof *rows);
    if (checked != CSC_OK) return checked;
    if (table->rows == 0) return CSC_OK;
    size_t blocks = (table->rows + BLOCK - 1) / BLOCK, step = 4 * (csc_i_workers(context) > 0 ? csc_i_workers(context) : 1);
    csc_status *status = csc_i_alloc_array(&a, blocks, sizeof *status), result = CSC_OK;
    if (status == NULL) return csc_i_fail(err, CSC_E_NOMEM, "out of memory");
    job j = {self, spend, table, &ask, table->m_x.data != NULL, status, 0};
    for (size_t from = 0; result == CSC_OK && from < blocks; from += step) {
        result = csc_i_progress(context, from, blocks, err);
        if (result != CSC_OK) break;
        size_t count = blocks - from < step ? blocks - from : step;
        j.first = from;
        csc_i_run(context, count, block_task, &j);
    }
    for (size_t i = 0; i < blocks && result == CSC_OK; i++)
        if (status[i] != CSC_OK) result = csc_i_fail(err, status[i], "out of memory");
    csc_i_free(&a, status, blocks * sizeof *status);
    return result;
}

csc_status csc_lifetime_expected_new(const csc_lifetime *self, const csc_column *t, size_t n, double *out, csc_error *err) {
    if (self == NULL || (n > 0 && (t == NULL || out == NULL))) return csc_i_fail(err, CSC_E_INVALID, "model, t and out must not be NULL");
    if (self->model->fresh == NULL) return csc_i_fail(err, CSC_E_INVALID, "a spend model has no purchases to expect");
    if (n > 0) CSC_I_TRY(csc_i_column_check(t, n, "t", err));
    for (size_t i = 0; i < n; i++) {
        double v = csc_i_column_f64(t, i);
        if (!(v >= 0.0) || isinf(v)) return csc_i_fail_row(err, CSC_E_RANGE, "t must be 0 or more and finite", i);
    }
    for (size_t i = 0; i < n; i++) out[i] = self->model->fresh(self->value, csc_i_column_f64(t, i));
    return CSC_OK;
}

csc_status csc_lifetime_pmf(const csc_lifetime *self, double t, size_t count, double *out) {
    if (self == NULL || (count > 0 && out == NULL) || !(t >= 0.0) || isinf(t) || self->model->pmf == NULL) return CSC_E_INVALID;
    for (size_t k = 0; k < count; k++) out[k] = self->model->pmf(self->value, t, k);
    return CSC_OK;
}
