/* A path model: checking it, fitting it to rows, its plain results. */
#include "satisfaction/pls.h"

void csc_pls_model_init(csc_pls_model *model) {
    if (model == NULL) return;
    memset(model, 0, sizeof *model);
    model->size = sizeof *model;
    model->tolerance = 1e-13;
    model->scheme = CSC_PLS_PATH;
    model->standardized = 1;
    model->max_iterations = 300;
}

/* --------------------------------------------------------------- checking */

static csc_status bad(csc_error *err, csc_status status, const char *message, const csc_pls_model *m, size_t construct) {
    const char *name = m->construct_name == NULL ? "" : m->construct_name[construct];
    csc_i_fail_key(err, status, message, name, strlen(name));
    if (err != NULL && m->construct_name == NULL) err->row = construct;
    return status;
}

static csc_status check_sizes(const csc_pls_model *m, csc_error *err) {
    if (m->size != 0 && m->size < sizeof *m) return csc_i_fail(err, CSC_E_INVALID, "The model record is not initialised.");
    if (m->constructs > CSC_I_PLS_CONSTRUCTS || m->items > CSC_I_PLS_ITEMS || m->paths > CSC_I_PLS_PATHS)
        return csc_i_fail(err, CSC_E_LIMIT, "A model has at most 100 constructs, 1,000 items and 2,000 paths.");
    if (m->constructs < 2 || m->paths < 1) return csc_i_fail(err, CSC_E_INVALID, "A model needs two constructs and a path.");
    if (m->construct == NULL || m->from == NULL || m->to == NULL) return csc_i_fail(err, CSC_E_INVALID, "A list of the model is NULL.");
    if (m->scheme < CSC_PLS_PATH || m->scheme > CSC_PLS_FACTOR) return csc_i_fail(err, CSC_E_INVALID, "The scheme is unknown.");
    if (!(m->tolerance > 0) || m->max_iterations < 1)
        return csc_i_fail(err, CSC_E_INVALID, "The tolerance and the number of iterations must be above 0.");
    return CSC_OK;
}

/* Takes away constructs that nothing leads to, again and again; what is left lies on a cycle. */
static csc_status check_cycles(const csc_pls_model *m, csc_error *err) {
    unsigned char gone[CSC_I_PLS_CONSTRUCTS] = {0};
    for (size_t round = 0; round < m->constructs; round++) {
        size_t found = m->constructs;
        for (size_t j = 0; j < m->constructs && found == m->constructs; j++) {
            int led = gone[j];
            for (size_t p = 0; p < m->paths && !led; p++) led = m->to[p] == j && !gone[m->from[p]];
            if (!led) found = j;
        }
        if (found == m->constructs) {
            size_t j = 0;
            while (gone[j]) j++;
            return bad(err, CSC_E_INVALID, "The paths form a cycle through or behind this construct.", m, j);
        }
        gone[found] = 1;
    }
    return CSC_OK;
}

static csc_status check_model(const csc_pls_model *m, csc_error *err) {
    size_t items[CSC_I_PLS_CONSTRUCTS] = {0}, links[CSC_I_PLS_CONSTRUCTS] = {0};
    CSC_I_TRY(check_sizes(m, err));
    for (size_t i = 0; i < m->items; i++) {
        if (m->construct[i] >= m->constructs) return csc_i_fail_row(err, CSC_E_INVALID, "An item belongs to no construct.", i);
        items[m->construct[i]]++;
    }
    for (size_t p = 0; p < m->paths; p++) {
        if (m->from[p] >= m->constructs || m->to[p] >= m->constructs)
            return csc_i_fail_row(err, CSC_E_INVALID, "A path names no construct.", p);
        if (m->from[p] == m->to[p]) return bad(err, CSC_E_INVALID, "A path leads from a construct to itself.", m, m->to[p]);
        for (size_t q = 0; q < p; q++)
            if (m->from[q] == m->from[p] && m->to[q] == m->to[p])
                return bad(err, CSC_E_DUPLICATE, "A path to this construct is named twice.", m, m->to[p]);
        links[m->from[p]]++;
        links[m->to[p]]++;
    }
    for (size_t j = 0; j < m->constructs; j++) {
        if (items[j] == 0) return bad(err, CSC_E_INVALID, "A construct has no items.", m, j);
        if (links[j] == 0) return bad(err, CSC_E_INVALID, "No path touches this construct.", m, j);
        if (m->mode != NULL && m->mode[j] != CSC_PLS_MODE_A && m->mode[j] != CSC_PLS_MODE_B)
            return bad(err, CSC_E_INVALID, "The mode of a construct is unknown.", m, j);
    }
    return check_cycles(m, err);
}

/* ----------------------------------------------------------------- making */

/* Takes `count` things of `size` bytes from the block; with block NULL it only counts. */
static void *carve(char *block, size_t *at, size_t count, size_t size) {
    size_t from = (*at + 15) / 16 * 16;
    *at = from + count * size;
    return block == NULL ? NULL : block + from;
}

static size_t name_length(const char *const *names, size_t i) {
    return names == NULL ? 12 : strlen(names[i]) + 1;
}

/* All arrays of the object in one block: once to count, once to place. */
static void lay_out(csc_pls *self, const csc_pls_model *m, char *block, size_t *at) {
    csc_i_pls_shape *s = &self->shape;
    size_t k = m->constructs, n = m->items, numbers = m->paths + 2 * n;
    s->mode = carve(block, at, k, sizeof *s->mode);
    s->start = carve(block, at, k + 1, sizeof *s->start);
    s->item_at = carve(block, at, n, sizeof *s->item_at);
    s->from = carve(block, at, m->paths, sizeof *s->from);
    s->to = carve(block, at, m->paths, sizeof *s->to);
    s->link = carve(block, at, k * k, 1);
    self->s = carve(block, at, n * n, sizeof(double));
    self->correlation = carve(block, at, n * n, sizeof(double));
    self->mean = carve(block, at, n + 8, sizeof(double));
    self->deviation = carve(block, at, n, sizeof(double));
    self->low = carve(block, at, n, sizeof(double));
    self->high = carve(block, at, n, sizeof(double));
    self->fit.weight = carve(block, at, n, sizeof(double));
    self->fit.loading = carve(block, at, n, sizeof(double));
    self->fit.path = carve(block, at, m->paths, sizeof(double));
    self->fit.r2 = carve(block, at, k, sizeof(double));
    self->fit.c = carve(block, at, k * k, sizeof(double));
    self->se = carve(block, at, numbers, sizeof(double));
    self->limit_low = carve(block, at, numbers, sizeof(double));
    self->limit_high = carve(block, at, numbers, sizeof(double));
    self->name = carve(block, at, k + n, sizeof *self->name);
    for (size_t i = 0; i < k + n; i++) {
        char *name = carve(block, at, i < k ? name_length(m->construct_name, i) : name_length(m->item_name, i - k), 1);
        if (block != NULL) self->name[i] = name;
    }
}

static void copy_name(char *to, const char *const *names, size_t i) {
    if (names != NULL)
        memcpy(to, names[i], strlen(names[i]) + 1);
    else
        to[csc_number_format((double)i + 1, to)] = '\0';
}

static void fill_shape(csc_pls *self, const csc_pls_model *m) {
    csc_i_pls_shape *s = &self->shape;
    size_t k = m->constructs, at = 0, predecessors[CSC_I_PLS_CONSTRUCTS] = {0};
    char *item_name[CSC_I_PLS_ITEMS];
    s->constructs = k;
    s->items = m->items;
    s->paths = m->paths;
    s->scheme = m->scheme;
    s->standardized = m->standardized != 0;
    s->max_iterations = m->max_iterations;
    s->tolerance = m->tolerance;
    memcpy(s->from, m->from, m->paths * sizeof *s->from);
    memcpy(s->to, m->to, m->paths * sizeof *s->to);
    memset(s->link, 0, k * k);
    for (size_t p = 0; p < m->paths; p++) {
        s->link[m->to[p] * k + m->from[p]] = 1;
        s->link[m->from[p] * k + m->to[p]] = 2;
        predecessors[m->to[p]]++;
    }
    for (size_t i = 0; i < k; i++) copy_name(self->name[i], m->construct_name, i);
    for (size_t i = 0; i < m->items; i++) copy_name(self->name[k + i], m->item_name, i);
    memcpy(item_name, self->name + k, m->items * sizeof *item_name);
    for (size_t j = 0; j < k; j++) {
        s->mode[j] = m->mode == NULL ? CSC_PLS_MODE_A : m->mode[j];
        s->start[j] = (uint32_t)at;
        for (size_t i = 0; i < m->items; i++)
            if (m->construct[i] == j) {
                self->name[k + at] = item_name[i];
                s->item_at[at++] = (uint32_t)i;
            }
        if (at - s->start[j] > s->widest) s->widest = at - s->start[j];
        if (predecessors[j] > s->widest) s->widest = predecessors[j];
    }
    s->start[k] = (uint32_t)at;
}

/* Extremes, means, covariances; with standardised items the rows too are divided by the deviations. */
static void take_moments(csc_pls *self, const csc_pls_model *m) {
    csc_i_matrix *d = &self->data;
    size_t n = m->items;
    for (size_t i = 0; i < n; i++) self->low[i] = self->high[i] = d->x[i];
    for (size_t r = 0; r < d->rows; r++)
        for (size_t i = 0; i < n; i++) {
            double x = d->x[r * d->stride + i];
            if (x < self->low[i]) self->low[i] = x;
            if (x > self->high[i]) self->high[i] = x;
        }
    for (size_t i = 0; i < n; i++) {
        if (m->item_low != NULL) self->low[i] = m->item_low[self->shape.item_at[i]];
        if (m->item_high != NULL) self->high[i] = m->item_high[self->shape.item_at[i]];
    }
    csc_i_matrix_moments(d, self->mean, self->s);
    for (size_t i = 0; i < n * n; i++) self->s[i] /= (double)d->rows - 1;
    for (size_t i = 0; i < n; i++) self->deviation[i] = sqrt(self->s[i * n + i]);
    memcpy(self->correlation, self->s, n * n * sizeof *self->s);
    if (csc_i_correlations(self->correlation, n) < n) {
        self->status = CSC_E_SINGULAR;
        return;
    }
    if (!self->shape.standardized) return;
    memcpy(self->s, self->correlation, n * n * sizeof *self->s);
    double scale[CSC_I_PLS_ITEMS];
    for (size_t i = 0; i < n; i++) scale[i] = 1 / self->deviation[i];
    for (size_t r = 0; r < d->rows; r++)
        for (size_t i = 0; i < n; i++) d->x[r * d->stride + i] *= scale[i];
}

static csc_status fit(csc_pls *self, const csc_pls_model *m, csc_error *err) {
    csc_i_pls_shape *s = &self->shape;
    if (self->data.rows < 3 || self->data.rows < s->widest + 2) {
        self->status = CSC_E_TOO_FEW;
        return CSC_OK;
    }
    take_moments(self, m);
    if (self->status != CSC_OK) return CSC_OK;
    size_t words = csc_i_pls_work(s);
    double *work = csc_i_alloc_array(&self->allocator, words, sizeof *work);
    if (work == NULL) return csc_i_fail(err, CSC_E_NOMEM, "There is no memory for the fit.");
    for (size_t i = 0; i < s->items; i++) self->fit.weight[i] = 1;
    self->status = csc_i_pls_solve(s, self->s, s->tolerance, &self->fit, work);
    csc_i_free(&self->allocator, work, words * sizeof *work);
    return CSC_OK;
}

csc_status csc_pls_fit(csc_pls **out, const csc_pls_model *model, const csc_column *item, size_t n, const csc_context *context,
                       csc_error *err) {
    if (out == NULL) return csc_i_fail(err, CSC_E_INVALID, "The place for the model is NULL.");
    *out = NULL;
    if (model == NULL || item == NULL) return csc_i_fail(err, CSC_E_INVALID, "An argument is NULL.");
    CSC_I_TRY(check_model(model, err));
    csc_allocator a = csc_i_allocator(context);
    csc_pls *self = csc_i_zalloc(&a, sizeof *self);
    if (self == NULL) return csc_i_fail(err, CSC_E_NOMEM, "There is no memory for the model.");
    self->allocator = a;
    lay_out(self, model, NULL, &self->block_size);
    self->block = csc_i_zalloc(&a, self->block_size);
    csc_status status = self->block != NULL ? CSC_OK : csc_i_fail(err, CSC_E_NOMEM, "There is no memory for the model.");
    if (status == CSC_OK) {
        size_t at = 0;
        const csc_column *columns[CSC_I_PLS_ITEMS];
        lay_out(self, model, self->block, &at);
        fill_shape(self, model);
        for (size_t i = 0; i < model->items; i++) columns[i] = &item[self->shape.item_at[i]];
        status = csc_i_matrix_read(columns, model->items, n, &a, &self->data, err);
        if (status == CSC_E_RANGE && err != NULL) err->column = self->shape.item_at[err->column];
    }
    if (status == CSC_OK) status = fit(self, model, err);
    if (status != CSC_OK) {
        csc_pls_destroy(self);
        return status;
    }
    *out = self;
    return CSC_OK;
}

void csc_pls_destroy(csc_pls *self) {
    if (self == NULL) return;
    csc_allocator a = self->allocator;
    csc_i_matrix_free(&self->data, &a);
    csc_i_free(&a, self->block, self->block_size);
    csc_i_free(&a, self, sizeof *self);
}

csc_status csc_pls_status(const csc_pls *self) {
    return self == NULL ? CSC_E_INVALID : self->status;
}

/* ---------------------------------------------------------------- results */

csc_status csc_pls_estimates(const csc_pls *self, double *path, double *r2, double *loading, double *weight) {
    if (self == NULL) return CSC_E_INVALID;
    const csc_i_pls_shape *s = &self->shape;
    int ok = self->status == CSC_OK;
    double nan_ = (double)NAN;
    for (size_t i = 0; path != NULL && i < s->paths; i++) path[i] = ok ? self->fit.path[i] : nan_;
    for (size_t j = 0; r2 != NULL && j < s->constructs; j++) r2[j] = ok ? self->fit.r2[j] : nan_;
    for (size_t i = 0; i < s->items; i++) {
        if (loading != NULL) loading[s->item_at[i]] = ok ? self->fit.loading[i] : nan_;
        if (weight != NULL) weight[s->item_at[i]] = ok ? self->fit.weight[i] : nan_;
    }
    return CSC_OK;
}

csc_status csc_pls_total_effects(const csc_pls *self, double *effect) {
    if (self == NULL || effect == NULL) return CSC_E_INVALID;
    const csc_i_pls_shape *s = &self->shape;
    size_t k = s->constructs;
    for (size_t i = 0; i < k * k; i++) effect[i] = self->status == CSC_OK ? 0 : (double)NAN;
    if (self->status != CSC_OK) return CSC_OK;
    /* effects over routes of growing length; without cycles none is longer than constructs - 1 */
    double route[CSC_I_PLS_CONSTRUCTS], next[CSC_I_PLS_CONSTRUCTS];
    for (size_t from = 0; from < k; from++) {
        for (size_t j = 0; j < k; j++) route[j] = j == from;
        for (size_t length = 1; length < k; length++) {
            memset(next, 0, sizeof next);
            for (size_t p = 0; p < s->paths; p++) next[s->to[p]] += route[s->from[p]] * self->fit.path[p];
            for (size_t j = 0; j < k; j++) effect[from * k + j] += next[j];
            memcpy(route, next, sizeof route);
        }
    }
    return CSC_OK;
}

csc_status csc_pls_scores(const csc_pls *self, double *score, size_t capacity, size_t *rows, csc_error *err) {
    if (self == NULL || (score == NULL && capacity > 0)) return csc_i_fail(err, CSC_E_INVALID, "An argument is NULL.");
    const csc_i_matrix *d = &self->data;
    size_t k = self->shape.constructs;
    if (rows != NULL) *rows = d->rows;
    if (self->status != CSC_OK) return csc_i_fail(err, CSC_E_UNDEFINED, "The model was not fitted.");
    if (capacity < d->rows) return csc_i_fail(err, CSC_E_BUFFER, "There are more rows than the buffer holds.");
    for (size_t r = 0; r < d->rows; r++)
        for (size_t j = 0; j < k; j++) {
            double sum = 0;
            for (size_t a = self->shape.start[j]; a < self->shape.start[j + 1]; a++) sum += self->fit.weight[a] * d->x[r * d->stride + a];
            score[r * k + j] = sum;
        }
    return CSC_OK;
}
