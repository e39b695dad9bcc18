/* Lifetime models: fit, parameters, and what a model says of itself. */
#include "churn/life.h"
#include "churn/life_object.h"

static const csc_i_life_model *const models[] = {&csc_i_life_bg_nbd, &csc_i_life_mbg_nbd, &csc_i_life_pareto_nbd, &csc_i_life_bg_bb,
                                                 &csc_i_life_sbg,    &csc_i_life_bdw,     &csc_i_life_gamma_gamma};

static csc_status find(const char *spec, size_t length, csc_i_spec *parsed, const csc_i_life_model **model, csc_error *err) {
    if (spec == NULL) return csc_i_fail(err, CSC_E_INVALID, "spec must not be NULL");
    CSC_I_TRY(csc_i_spec_parse(spec, length == SIZE_MAX ? strlen(spec) : length, parsed, err));
    for (size_t i = 0; i < sizeof models / sizeof models[0]; i++) {
        if (strcmp(parsed->definition->id, models[i]->id) == 0) {
            *model = models[i];
            return CSC_OK;
        }
    }
    return csc_i_fail(err, CSC_E_SPEC, "the spec must name a lifetime model");
}

static csc_status make(csc_lifetime **out, const csc_i_spec *spec, const csc_i_life_model *model, const csc_context *context,
                       csc_error *err) {
    csc_allocator a = csc_i_allocator(context);
    csc_lifetime *self = csc_i_zalloc(&a, sizeof *self);
    if (self == NULL) return csc_i_fail(err, CSC_E_NOMEM, "out of memory");
    self->allocator = a;
    self->model = model;
    memcpy(self->spec, spec->canonical, spec->canonical_length);
    self->spec_length = spec->canonical_length;
    self->level = csc_i_spec_get(spec, "level")->number;
    self->loglik = NAN;
    for (int i = 0; i < 4; i++) self->value[i] = self->error[i] = NAN;
    for (int i = 0; i < 16; i++) self->covariance[i] = NAN;
    *out = self;
    return CSC_OK;
}

csc_status csc_lifetime_create(csc_lifetime **out, const char *spec, size_t spec_length, const double *parameters, size_t count,
                               const csc_context *context, csc_error *err) {
    csc_i_spec parsed;
    const csc_i_life_model *model = NULL;
    if (out == NULL) return csc_i_fail(err, CSC_E_INVALID, "out must not be NULL");
    *out = NULL;
    CSC_I_TRY(find(spec, spec_length, &parsed, &model, err));
    if (parameters == NULL || count != model->count) return csc_i_fail(err, CSC_E_INVALID, "the model has another number of parameters");
    for (size_t i = 0; i < count; i++) {
        if (!(parameters[i] > 0.0) || isinf(parameters[i])) {
            csc_i_fail_row(err, CSC_E_RANGE, "parameters must be above 0 and finite", i);
            if (err != NULL) memcpy(err->key, model->parameter[i], strlen(model->parameter[i]) + 1);
            return CSC_E_RANGE;
        }
    }
    CSC_I_TRY(make(out, &parsed, model, context, err));
    memcpy((*out)->value, parameters, count * sizeof *parameters);
    return CSC_OK;
}

void csc_lifetime_destroy(csc_lifetime *self) {
    if (self == NULL) return;
    csc_allocator a = self->allocator;
    csc_i_free(&a, self, sizeof *self);
}

csc_status csc_lifetime_status(const csc_lifetime *self) {
    return self != NULL ? self->status : CSC_E_INVALID;
}

const char *csc_lifetime_spec(const csc_lifetime *self, size_t *length) {
    if (length != NULL) *length = self != NULL ? self->spec_length : 0;
    return self != NULL ? self->spec : "";
}

size_t csc_lifetime_parameter_count(const csc_lifetime *self) {
    return self != NULL ? self->model->count : 0;
}

const char *csc_lifetime_parameter_name(const csc_lifetime *self, size_t index) {
    return self != NULL && index < self->model->count ? self->model->parameter[index] : NULL;
}

csc_status csc_lifetime_parameters(const csc_lifetime *self, double *values, double *errors, double *covariance) {
    if (self == NULL) return CSC_E_INVALID;
    size_t k = self->model->count;
    if (values != NULL) memcpy(values, self->value, k * sizeof *values);
    if (errors != NULL) memcpy(errors, self->error, k * sizeof *errors);
    for (size_t i = 0; covariance != NULL && i < k; i++)
        for (size_t j = 0; j < k; j++) covariance[i * k + j] = self->covariance[4 * i + j];
    return CSC_OK;
}

double csc_lifetime_loglik(const csc_lifetime *self) {
    return self != NULL ? self->loglik : NAN;
}

/* -------------------------------------------------------------------- fit */

typedef struct search {
    const csc_i_life_model *model;
    void *work;
    const csc_context *context;
    uint64_t steps;
} search;

/* Derivatives in the logarithms of the parameters. */
static csc_status evaluate(void *ctx, const double *theta, double *value, double *gradient, double *hessian) {
    search *s = ctx;
    size_t k = s->model->count;
    double p[4] = {0};
    csc_i_life_sums sums;
    CSC_I_TRY(csc_i_progress(s->context, ++s->steps, 0, NULL));
    for (size_t i = 0; i < k; i++) p[i] = exp(theta[i]);
    CSC_I_TRY(s->model->sums(s->work, p, &sums));
    *value = sums.value;
    for (size_t i = 0; i < k; i++) {
        gradient[i] = p[i] * sums.gradient[i];
        for (size_t j = 0; j < k; j++) hessian[i * k + j] = p[i] * p[j] * sums.hessian[4 * i + j] + (i == j ? gradient[i] : 0.0);
    }
    return CSC_OK;
}

/* Rescales times (or spend) to mean 1 and returns the factor taken out; `offset` is what the log-likelihood of the scaled rows lacks. */
static double rescale(const csc_i_life_model *model, csc_i_life_rows *rows, double *offset) {
    double sum = 0.0;
    *offset = 0.0;
    if (model->scaled == 0 && model->kind != CSC_I_LIFE_SPEND && model->kind != CSC_I_LIFE_CONTINUOUS) return 1.0;
    for (size_t i = 0; i < rows->count; i++) sum += rows->row[i].n * (model->kind == CSC_I_LIFE_SPEND ? rows->row[i].m_x : rows->row[i].T);
    double scale = sum / rows->customers;
    if (!(scale > 0.0) || isinf(scale)) return 1.0;
    double log_scale = log(scale), density = 0.0;
    for (size_t i = 0; i < rows->count; i++) {
        csc_i_life_row *r = &rows->row[i];
        if (model->kind == CSC_I_LIFE_SPEND) {
            r->m_x /= scale;
            density += r->n;
        } else {
            r->T /= scale;
            r->t_x /= scale;
            density += r->n * r->x; /* a density in each purchase time */
        }
    }
    *offset = -density * log_scale;
    return scale;
}

static csc_status fit_rows(csc_lifetime *self, csc_i_life_rows *rows, const csc_context *context, csc_error *err) {
    const csc_i_life_model *model = self->model;
    size_t k = model->count;
    double offset, scale = rescale(model, rows, &offset);
    search s = {model, NULL, context, 0};
    csc_status status = model->prepare(rows, &s.work, context);
    if (status != CSC_OK) return csc_i_fail(err, status, status == CSC_E_LIMIT ? "at most a million opportunities" : "out of memory");
    csc_i_newton best, now;
    memset(&best, 0, sizeof best);
    int have = 0;
    double p[4];
    for (size_t i = 0; model->start(rows, i, p); i++) {
        memset(&now, 0, sizeof now);
        now.count = k;
        now.evaluate = evaluate;
        now.ctx = &s;
        now.limit = 60.0;
        now.flat = 0.01; /* a parameter uncertain by a factor of e^10 is not identified */
        for (size_t j = 0; j < k; j++) now.theta[j] = log(p[j]);
        status = csc_i_newton_maximise(&now);
        if (status != CSC_OK) break;
        self->iterations += now.iterations;
        int better = !have || (isfinite(now.value) &&
                               (now.value > best.value + 1e-9 * fabs(best.value) ||
                                (now.status == CSC_OK && best.status != CSC_OK && now.value > best.value - 1e-9 * fabs(best.value))));
        if (better) best = now;
        have = 1;
        if (best.status == CSC_OK) break;
    }
    model->release(s.work, context);
    if (status != CSC_OK) return csc_i_fail(err, status, csc_status_string(status));
    self->status = best.status;
    self->loglik = best.value + offset;
    for (size_t i = 0; i < k; i++) self->value[i] = exp(best.theta[i]) * (model->scaled >> i & 1 ? scale : 1.0);
    for (size_t i = 0; i < k; i++) {
        self->log_error[i] = sqrt(best.covariance[i * k + i]);
        self->error[i] = self->value[i] * self->log_error[i];
        for (size_t j = 0; j < k; j++) self->covariance[4 * i + j] = self->value[i] * self->value[j] * best.covariance[i * k + j];
    }
    return CSC_OK;
}

csc_status csc_lifetime_fit(csc_lifetime **out, const char *spec, size_t spec_length, const csc_lifetime_table *table,
                            const csc_context *context, csc_error *err) {
    csc_i_spec parsed;
    const csc_i_life_model *model = NULL;
    if (out == NULL) return csc_i_fail(err, CSC_E_INVALID, "out must not be NULL");
    *out = NULL;
    if (table == NULL) return csc_i_fail(err, CSC_E_INVALID, "table must not be NULL");
    CSC_I_TRY(find(spec, spec_length, &parsed, &model, err));
    CSC_I_TRY(csc_i_life_table_check(table, model->kind, err));
    if (model->kind == CSC_I_LIFE_CONTRACT && table->rows > 0 && table->status.data == NULL)
        return csc_i_fail_key(err, CSC_E_INVALID, "the table has no column that the model needs", "status", 6);
    csc_i_life_rows rows;
    CSC_I_TRY(csc_i_life_reduce(table, model->kind, &rows, context, err));
    csc_lifetime *self = NULL;
    csc_status status = make(&self, &parsed, model, context, err);
    if (status == CSC_OK) {
        self->rows = (double)table->rows;
        self->missing = rows.missing;
        self->customers = rows.customers;
        self->unique = (double)rows.count;
        for (int i = 0; i < 4; i++) self->log_error[i] = NAN;
        if (rows.count == 0)
            self->status = CSC_E_TOO_FEW;
        else
            status = fit_rows(self, &rows, context, err);
    }
    csc_i_life_rows_free(&rows, context);
    if (status != CSC_OK) {
        csc_lifetime_destroy(self);
        return status;
    }
    *out = self;
    return CSC_OK;
}

/* ------------------------------------------------------------------ visit */

csc_status csc_lifetime_visit(const csc_lifetime *self, int32_t level, csc_sink *sink) {
    if (self == NULL || sink == NULL) return CSC_E_INVALID;
    const csc_i_life_model *m = self->model;
    CSC_I_TRY(csc_i_sink_begin(sink, NULL));
    CSC_I_TRY(csc_i_sink_textn(sink, "definition", self->spec, self->spec_length));
    CSC_I_TRY(csc_i_sink_text(sink, "model", m->name));
    CSC_I_TRY(csc_i_sink_begin(sink, "params"));
    for (size_t i = 0; i < m->count; i++) CSC_I_TRY(csc_i_sink_number(sink, m->parameter[i], self->value[i]));
    CSC_I_TRY(csc_i_sink_end(sink));
    CSC_I_TRY(csc_i_sink_begin(sink, "se"));
    for (size_t i = 0; i < m->count; i++) CSC_I_TRY(csc_i_sink_number(sink, m->parameter[i], self->error[i]));
    CSC_I_TRY(csc_i_sink_end(sink));
    CSC_I_TRY(csc_i_sink_number(sink, "loglik", self->loglik));
    CSC_I_TRY(csc_i_sink_number(sink, "rows", self->rows));
    CSC_I_TRY(csc_i_sink_number(sink, "unique_rows", self->unique));
    CSC_I_TRY(csc_i_sink_number(sink, "n", self->customers));
    CSC_I_TRY(csc_i_sink_number(sink, "missing", self->missing));
    CSC_I_TRY(csc_i_sink_u64(sink, "iterations", self->iterations));
    CSC_I_TRY(csc_i_sink_text(sink, "status", csc_status_word(self->status)));
    if (level >= CSC_VISIT_DETAIL) {
        double z = -csc_num_normal_quantile(0.5 * (1.0 - self->level));
        CSC_I_TRY(csc_i_sink_number(sink, "level", self->level));
        for (int side = 0; side < 2; side++) {
            CSC_I_TRY(csc_i_sink_begin(sink, side ? "high" : "low"));
            for (size_t i = 0; i < m->count; i++)
                CSC_I_TRY(
                    csc_i_sink_number(sink, m->parameter[i], self->value[i] * exp((side ? z : -z) * self->error[i] / self->value[i])));
            CSC_I_TRY(csc_i_sink_end(sink));
        }
        CSC_I_TRY(csc_i_sink_begin_array(sink, "covariance"));
        for (size_t i = 0; i < m->count; i++) {
            CSC_I_TRY(csc_i_sink_begin_array(sink, NULL));
            for (size_t j = 0; j < m->count; j++) CSC_I_TRY(csc_i_sink_number(sink, NULL, self->covariance[4 * i + j]));
            CSC_I_TRY(csc_i_sink_end_array(sink));
        }
        CSC_I_TRY(csc_i_sink_end_array(sink));
    }
    return csc_i_sink_end(sink);
}
