/* The logistic churn score. */
#include "churn/internal.h"
#include "churn/surv.h"

struct csc_churn_score {
    csc_allocator allocator;
    size_t count;                       /* covariates */
    double *coefficient, *error, *mean; /* 1 + count, 1 + count, count: one block */
    char *names;
    size_t names_size;
    double loglik, loglik_null, n, rows, missing, level, ridge, base;
    csc_churn_measures measures;
    csc_churn_bin deciles[10], calibration[10];
    uint64_t iterations;
    csc_status status;
    size_t trouble;
    size_t spec_length;
    char spec[CSC_I_SPEC_MAX];
};

typedef struct work {
    const double *x, *y, *w; /* standardised, row by row */
    size_t rows, p;
    double ridge;
} work;

/* theta[0] is the intercept. */
static csc_status evaluate(void *ctx, const double *theta, double *value, double *gradient, double *information) {
    const work *w = ctx;
    size_t p = w->p, k = p + 1;
    double total = 0.0;
    memset(gradient, 0, k * sizeof *gradient);
    memset(information, 0, k * k * sizeof *information);
    for (size_t i = 0; i < w->rows; i++) {
        const double *x = w->x + i * p;
        double eta = theta[0];
        for (size_t j = 0; j < p; j++) eta += theta[j + 1] * x[j];
        double e = exp(-fabs(eta)), q = eta > 0.0 ? 1.0 / (1.0 + e) : e / (1.0 + e), weight = w->w[i];
        total += weight * (w->y[i] * eta - (eta > 0.0 ? eta : 0.0) - log1p(e));
        double g = weight * (w->y[i] - q), h = weight * (e / ((1.0 + e) * (1.0 + e)));
        gradient[0] += g;
        information[0] += h;
        for (size_t j = 0; j < p; j++) {
            double hx = h * x[j], *row = information + (j + 1) * k;
            gradient[j + 1] += g * x[j];
            row[0] += hx;
            for (size_t m = 0; m <= j; m++) row[m + 1] += hx * x[m];
        }
    }
    for (size_t j = 1; j < k; j++) {
        total -= 0.5 * w->ridge * theta[j] * theta[j];
        gradient[j] -= w->ridge * theta[j];
        information[j * k + j] += w->ridge;
    }
    for (size_t i = 0; i < k; i++)
        for (size_t j = 0; j < i; j++) information[j * k + i] = information[i * k + j];
    *value = total;
    return CSC_OK;
}

static csc_status out_of(csc_error *err, const char *sentence, const char *key, size_t row) {
    csc_i_fail_row(err, CSC_E_RANGE, sentence, row);
    if (err != NULL) {
        size_t n = strlen(key) < sizeof err->key - 1 ? strlen(key) : sizeof err->key - 1;
        memcpy(err->key, key, n);
        err->key[n] = '\0';
    }
    return CSC_E_RANGE;
}

/* Complete rows into x, y, w; their number in *used. */
static csc_status gather(const csc_column *outcome, const csc_column *covariates, const char *const *names, size_t p,
                         const csc_column *weight, size_t rows, double *x, double *y, double *w, size_t *used, csc_error *err) {
    size_t n = 0;
    for (size_t i = 0; i < rows; i++) {
        double value = csc_i_column_f64(outcome, i), share = weight != NULL ? csc_i_column_f64(weight, i) : 1.0;
        int complete = !isnan(value) && !isnan(share);
        for (size_t j = 0; j < p; j++) {
            double v = csc_i_column_f64(&covariates[j], i);
            if (isinf(v)) return out_of(err, "a covariate is not finite", names[j], i);
            complete &= !isnan(v);
            x[n * p + j] = v;
        }
        if (!complete) continue;
        if (value != 0.0 && value != 1.0) return out_of(err, "the outcome must be 0 or 1", "outcome", i);
        if (!(share >= 0.0) || isinf(share)) return out_of(err, "weight must be 0 or more and finite", "weight", i);
        y[n] = value;
        w[n++] = share;
    }
    *used = n;
    return CSC_OK;
}

static void standardise(double *x, const double *w, size_t n, size_t p, double *mean, double *deviation) {
    double total = 0.0;
    for (size_t i = 0; i < n; i++) {
        total += w[i];
        for (size_t j = 0; j < p; j++) mean[j] += w[i] * x[i * p + j];
    }
    for (size_t j = 0; j < p; j++) mean[j] /= total;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < p; j++) {
            double d = x[i * p + j] -= mean[j];
            deviation[j] += w[i] * d * d;
        }
    for (size_t j = 0; j < p; j++) {
        deviation[j] = sqrt(deviation[j] / total);
        if (!(deviation[j] > 1e-13 * fabs(mean[j])) || deviation[j] == 0.0) deviation[j] = INFINITY; /* constant: 0 from here on */
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < p; j++) x[i * p + j] /= deviation[j];
}

static csc_status run(csc_churn_score *self, work *w, double *deviation, const csc_context *context, csc_error *err) {
    const csc_allocator *a = &self->allocator;
    size_t p = w->p, k = p + 1, doubles = 2 * k + 2 * k * k + w->rows;
    double *block = csc_i_zalloc(a, doubles * sizeof *block), positive = 0.0, total = 0.0;
    if (block == NULL) return csc_i_fail(err, CSC_E_NOMEM, "out of memory");
    for (size_t i = 0; i < w->rows; i++) {
        total += w->w[i];
        positive += w->w[i] * w->y[i];
    }
    csc_i_concave search;
    memset(&search, 0, sizeof search);
    search.count = k;
    search.evaluate = evaluate;
    search.ctx = w;
    search.theta = block;
    search.gradient = block + k;
    search.information = block + 2 * k;
    search.covariance = search.information + k * k;
    search.theta[0] = log(positive / (total - positive));
    csc_status status = csc_i_concave_maximise(&search, context, a, err);
    if (status == CSC_OK) {
        self->status = search.status;
        self->trouble = search.trouble == SIZE_MAX || search.trouble == 0 ? SIZE_MAX : search.trouble - 1;
        if (search.status == CSC_E_SEPARATION && self->trouble == SIZE_MAX) { /* the intercept ran off with the largest column */
            self->trouble = 0;
            for (size_t j = 1; j < p; j++)
                if (fabs(search.theta[j + 1]) > fabs(search.theta[self->trouble + 1])) self->trouble = j;
        }
        self->iterations = search.iterations;
        self->loglik_null = search.first_value;
        self->base = search.theta[0];
        double penalty = 0.0, variance = search.covariance[0];
        self->coefficient[0] = search.theta[0];
        for (size_t j = 0; j < p; j++) {
            penalty += 0.5 * w->ridge * search.theta[j + 1] * search.theta[j + 1];
            self->coefficient[j + 1] = search.theta[j + 1] / deviation[j];
            self->coefficient[0] -= self->coefficient[j + 1] * self->mean[j];
            self->error[j + 1] = sqrt(search.covariance[(j + 1) * k + j + 1]) / deviation[j];
            variance -= 2.0 * self->mean[j] / deviation[j] * search.covariance[j + 1];
            for (size_t m = 0; m < p; m++)
                variance += self->mean[j] / deviation[j] * (self->mean[m] / deviation[m]) * search.covariance[(j + 1) * k + m + 1];
        }
        self->error[0] = sqrt(variance);
        self->loglik = search.value + penalty;
        double *q = search.covariance + k * k;
        for (size_t i = 0; i < w->rows; i++) {
            double eta = search.theta[0];
            for (size_t j = 0; j < p; j++) eta += search.theta[j + 1] * w->x[i * p + j];
            q[i] = eta > 0.0 ? 1.0 / (1.0 + exp(-eta)) : exp(eta) / (1.0 + exp(eta));
        }
        csc_column cq = {q, sizeof(double), CSC_TYPE_F64, 0, NULL, 0}, cy = {w->y, sizeof(double), CSC_TYPE_F64, 0, NULL, 0};
        csc_column cw = {w->w, sizeof(double), CSC_TYPE_F64, 0, NULL, 0};
        status = csc_churn_measure(&cq, &cy, &cw, w->rows, &self->measures, self->deciles, self->calibration, 10, context, err);
    }
    csc_i_free(a, block, doubles * sizeof *block);
    return status;
}

csc_status csc_churn_score_fit(csc_churn_score **out, const char *spec, size_t spec_length, const csc_column *outcome,
                               const csc_column *covariates, const char *const *names, size_t count, const csc_column *weight, size_t rows,
                               const csc_context *context, csc_error *err) {
    if (out == NULL) return csc_i_fail(err, CSC_E_INVALID, "out must not be NULL");
    *out = NULL;
    if (spec == NULL || (rows > 0 && outcome == NULL) || count == 0 || covariates == NULL || names == NULL)
        return csc_i_fail(err, CSC_E_INVALID, "spec, outcome and at least one named covariate are needed");
    if (count > 500) return csc_i_fail(err, CSC_E_LIMIT, "at most 500 covariates");
    csc_i_spec parsed;
    CSC_I_TRY(csc_i_spec_parse(spec, csc_i_churn_length(spec, spec_length), &parsed, err));
    if (strcmp(parsed.definition->id, "churn:score/1") != 0) return csc_i_fail(err, CSC_E_SPEC, "the spec must be a churn:score/1");
    if (rows > 0) CSC_I_TRY(csc_i_column_check(outcome, rows, "outcome", err));
    for (size_t j = 0; rows > 0 && j < count; j++) CSC_I_TRY(csc_i_column_check(&covariates[j], rows, names[j], err));
    if (rows > 0 && weight != NULL) CSC_I_TRY(csc_i_column_check(weight, rows, "weight", err));
    csc_allocator a = csc_i_allocator(context);
    size_t cells, names_size = 1;
    if (csc_i_mul_overflow(rows + 1, count + 2, &cells)) return csc_i_fail(err, CSC_E_NOMEM, "out of memory");
    for (size_t j = 0; j < count; j++) names_size += strlen(names[j]) + 1;
    csc_churn_score *self = csc_i_zalloc(&a, sizeof *self);
    double *data = csc_i_alloc_array(&a, cells, sizeof *data), *deviation = csc_i_zalloc(&a, count * sizeof *deviation);
    csc_status status = CSC_OK;
    if (self != NULL) {
        self->allocator = a;
        self->count = count;
        self->coefficient = csc_i_zalloc(&a, (3 * count + 2) * sizeof(double));
        self->names = csc_i_alloc(&a, names_size);
        self->names_size = names_size;
    }
    if (self == NULL || data == NULL || deviation == NULL || self->coefficient == NULL || self->names == NULL)
        status = csc_i_fail(err, CSC_E_NOMEM, "out of memory");
    size_t used = 0;
    double *y = data, *w = data != NULL ? data + rows + 1 : NULL, *x = data != NULL ? data + 2 * (rows + 1) : NULL;
    if (status == CSC_OK) {
        self->error = self->coefficient + count + 1;
        self->mean = self->error + count + 1;
        memcpy(self->spec, parsed.canonical, parsed.canonical_length);
        self->spec_length = parsed.canonical_length;
        self->level = csc_i_spec_get(&parsed, "level")->number;
        self->ridge = csc_i_spec_get(&parsed, "ridge")->number;
        self->trouble = SIZE_MAX;
        char *to = self->names;
        for (size_t j = 0; j < count; j++) {
            memcpy(to, names[j], strlen(names[j]) + 1);
            to += strlen(names[j]) + 1;
        }
        *to = '\0';
        status = gather(outcome, covariates, names, count, weight, rows, x, y, w, &used, err);
    }
    if (status == CSC_OK) {
        double left = 0.0, stayed = 0.0;
        for (size_t i = 0; i < used; i++) *(y[i] > 0.0 ? &left : &stayed) += w[i];
        self->n = left + stayed;
        self->rows = (double)used;
        self->missing = (double)(rows - used);
        self->measures.events = left;
        if (left == 0.0 || stayed == 0.0) {
            self->status = CSC_E_TOO_FEW;
            for (size_t j = 0; j < 2 * count + 2; j++) self->coefficient[j] = NAN;
            self->loglik = self->loglik_null = self->base = self->measures.auc = self->measures.brier = self->measures.log_loss = NAN;
        } else {
            standardise(x, w, used, count, self->mean, deviation);
            work job = {x, y, w, used, count, self->ridge};
            status = run(self, &job, deviation, context, err);
        }
    }
    if (status == CSC_OK && self->status == CSC_E_SINGULAR) {
        const char *name = names[self->trouble < count ? self->trouble : 0];
        status = csc_i_fail_key(err, CSC_E_SINGULAR, "a covariate is constant or a combination of those before it", name, strlen(name));
    }
    csc_i_free(&a, data, cells * sizeof *data);
    csc_i_free(&a, deviation, count * sizeof *deviation);
    if (status != CSC_OK) {
        csc_churn_score_destroy(self);
        return status;
    }
    *out = self;
    return CSC_OK;
}

void csc_churn_score_destroy(csc_churn_score *self) {
    if (self == NULL) return;
    csc_allocator a = self->allocator;
    csc_i_free(&a, self->coefficient, (3 * self->count + 2) * sizeof(double));
    csc_i_free(&a, self->names, self->names_size);
    csc_i_free(&a, self, sizeof *self);
}

csc_status csc_churn_score_status(const csc_churn_score *self) {
    return self != NULL ? self->status : CSC_E_INVALID;
}

size_t csc_churn_score_trouble(const csc_churn_score *self) {
    return self != NULL ? self->trouble : SIZE_MAX;
}

csc_status csc_churn_score_get(const csc_churn_score *self, double *coefficients, double *errors) {
    if (self == NULL) return CSC_E_INVALID;
    if (coefficients != NULL) memcpy(coefficients, self->coefficient, (self->count + 1) * sizeof(double));
    if (errors != NULL) memcpy(errors, self->error, (self->count + 1) * sizeof(double));
    return CSC_OK;
}

csc_status csc_churn_score_predict(const csc_churn_score *self, const csc_column *covariates, size_t rows, double *probability,
                                   double *effects, double *base, csc_error *err) {
    if (self == NULL || (rows > 0 && covariates == NULL)) return csc_i_fail(err, CSC_E_INVALID, "model and covariates must not be NULL");
    for (size_t j = 0; rows > 0 && j < self->count; j++) CSC_I_TRY(csc_i_column_check(&covariates[j], rows, "covariate", err));
    for (size_t i = 0; i < rows; i++) {
        double eta = self->base;
        for (size_t j = 0; j < self->count; j++) {
            double e = self->coefficient[j + 1] * (csc_i_column_f64(&covariates[j], i) - self->mean[j]);
            eta += e;
            if (effects != NULL) effects[i * self->count + j] = e;
        }
        if (probability != NULL) probability[i] = eta > 0.0 ? 1.0 / (1.0 + exp(-eta)) : exp(eta) / (1.0 + exp(eta));
    }
    if (base != NULL) *base = self->base;
    return CSC_OK;
}

static csc_status members(const csc_churn_score *self, csc_sink *sink, const char *key, const double *v) {
    const char *name = self->names;
    CSC_I_TRY(csc_i_sink_begin(sink, key));
    CSC_I_TRY(csc_i_sink_number(sink, "(Intercept)", v[0]));
    for (size_t j = 0; j < self->count; j++) {
        CSC_I_TRY(csc_i_sink_number(sink, name, v[j + 1]));
        name += strlen(name) + 1;
    }
    return csc_i_sink_end(sink);
}

static csc_status bins(csc_sink *sink, const char *key, const csc_churn_bin *bin, size_t n) {
    CSC_I_TRY(csc_i_sink_begin_array(sink, key));
    for (size_t i = 0; i < n; i++) {
        CSC_I_TRY(csc_i_sink_begin(sink, NULL));
        CSC_I_TRY(csc_i_sink_number(sink, "n", bin[i].n));
        CSC_I_TRY(csc_i_sink_number(sink, "events", bin[i].events));
        CSC_I_TRY(csc_i_sink_number(sink, "mean", bin[i].mean));
        CSC_I_TRY(csc_i_sink_number(sink, "rate", bin[i].rate));
        CSC_I_TRY(csc_i_sink_number(sink, "low", bin[i].low));
        CSC_I_TRY(csc_i_sink_number(sink, "high", bin[i].high));
        CSC_I_TRY(csc_i_sink_number(sink, "gain", bin[i].gain));
        CSC_I_TRY(csc_i_sink_number(sink, "lift", bin[i].lift));
        CSC_I_TRY(csc_i_sink_end(sink));
    }
    return csc_i_sink_end_array(sink);
}

csc_status csc_churn_score_visit(const csc_churn_score *self, int32_t level, csc_sink *sink) {
    if (self == NULL || sink == NULL) return CSC_E_INVALID;
    CSC_I_TRY(csc_i_sink_begin(sink, NULL));
    CSC_I_TRY(csc_i_sink_textn(sink, "definition", self->spec, self->spec_length));
    CSC_I_TRY(members(self, sink, "coef", self->coefficient));
    CSC_I_TRY(members(self, sink, "se", self->error));
    CSC_I_TRY(csc_i_sink_number(sink, "auc", self->measures.auc));
    CSC_I_TRY(csc_i_sink_number(sink, "brier", self->measures.brier));
    CSC_I_TRY(csc_i_sink_number(sink, "log_loss", self->measures.log_loss));
    CSC_I_TRY(csc_i_sink_number(sink, "loglik", self->loglik));
    CSC_I_TRY(csc_i_sink_number(sink, "loglik_null", self->loglik_null));
    CSC_I_TRY(csc_i_sink_number(sink, "events", self->measures.events));
    CSC_I_TRY(csc_i_sink_number(sink, "n", self->n));
    CSC_I_TRY(csc_i_sink_number(sink, "missing", self->missing));
    CSC_I_TRY(csc_i_sink_u64(sink, "iterations", self->iterations));
    CSC_I_TRY(csc_i_sink_text(sink, "status", csc_status_word(self->status)));
    if (self->status == CSC_E_SEPARATION && self->trouble < self->count) {
        const char *name = self->names;
        for (size_t j = 0; j < self->trouble; j++) name += strlen(name) + 1;
        CSC_I_TRY(csc_i_sink_text(sink, "separated_by", name));
    }
    if (level >= CSC_VISIT_DETAIL && self->status != CSC_E_TOO_FEW) {
        CSC_I_TRY(bins(sink, "deciles", self->deciles, 10));
        CSC_I_TRY(bins(sink, "calibration", self->calibration, 10));
    }
    return csc_i_sink_end(sink);
}
