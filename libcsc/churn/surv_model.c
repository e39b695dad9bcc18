/* The regression object: reading, standardising, dispatch, results. */
#include "churn/surv_model.h"

static csc_status copy_names(csc_survival_model *self, const char *const *names, size_t count, csc_error *err) {
    size_t size = 1;
    for (size_t i = 0; i < count; i++) size += strlen(names[i]) + 1;
    self->names = csc_i_alloc(&self->allocator, size);
    if (self->names == NULL) return csc_i_fail(err, CSC_E_NOMEM, "out of memory");
    self->names_size = size;
    char *to = self->names;
    for (size_t i = 0; i < count; i++) {
        size_t n = strlen(names[i]) + 1;
        memcpy(to, names[i], n);
        to += n;
    }
    *to = '\0';
    return CSC_OK;
}

/* Mean 0 and deviation 1, weighted. A constant column keeps its values less the mean (0): the factorisation names it. */
static void standardise(csc_i_surv_rows *r, double *mean, double *deviation) {
    size_t p = r->width;
    double weight = 0.0;
    for (size_t i = 0; i < r->count; i++) {
        weight += r->weight[i];
        for (size_t j = 0; j < p; j++) mean[j] += r->weight[i] * r->x[i * p + j];
    }
    for (size_t j = 0; j < p; j++) mean[j] /= weight;
    for (size_t i = 0; i < r->count; i++)
        for (size_t j = 0; j < p; j++) {
            double d = r->x[i * p + j] - mean[j];
            r->x[i * p + j] = d;
            deviation[j] += r->weight[i] * d * d;
        }
    for (size_t j = 0; j < p; j++) {
        deviation[j] = sqrt(deviation[j] / weight);
        if (!(deviation[j] > 1e-13 * fabs(mean[j])) || deviation[j] == 0.0) {
            deviation[j] = 1.0;
            for (size_t i = 0; i < r->count; i++) r->x[i * p + j] = 0.0;
        }
    }
    for (size_t i = 0; i < r->count; i++)
        for (size_t j = 0; j < p; j++) r->x[i * p + j] /= deviation[j];
}

static csc_status make(csc_survival_model **out, const csc_i_spec *spec, const char *const *names, size_t covariates, int cox,
                       const csc_allocator *a, csc_error *err) {
    csc_survival_model *self = csc_i_zalloc(a, sizeof *self);
    if (self == NULL) return csc_i_fail(err, CSC_E_NOMEM, "out of memory");
    size_t k = covariates + (cox ? 0 : 1);
    *out = self;
    self->allocator = *a;
    self->covariates = covariates;
    self->count = k;
    self->cox = cox;
    self->level = csc_i_spec_get(spec, "level")->number;
    self->trouble = SIZE_MAX;
    self->loglik = self->loglik_null = self->concordance = self->wald = self->score = self->lr = self->scale = self->scale_se = NAN;
    memcpy(self->spec, spec->canonical, spec->canonical_length);
    self->spec_length = spec->canonical_length;
    self->coefficient = csc_i_alloc_array(a, 3 * k + k * k + 1, sizeof(double));
    if (self->coefficient == NULL) return csc_i_fail(err, CSC_E_NOMEM, "out of memory");
    for (size_t i = 0; i < 3 * k + k * k + 1; i++) self->coefficient[i] = NAN;
    self->error = self->coefficient + k;
    self->naive_error = self->error + k;
    self->covariance = self->naive_error + k;
    return copy_names(self, names, covariates, err);
}

csc_status csc_survival_fit(csc_survival_model **out, const char *spec, size_t spec_length, const csc_survival_table *table,
                            const csc_column *covariates, const char *const *names, size_t count, const csc_context *context,
                            csc_error *err) {
    if (out == NULL) return csc_i_fail(err, CSC_E_INVALID, "out must not be NULL");
    *out = NULL;
    if (spec == NULL || (count > 0 && (covariates == NULL || names == NULL)))
        return csc_i_fail(err, CSC_E_INVALID, "spec, covariates and names must not be NULL");
    if (count > 500) return csc_i_fail(err, CSC_E_LIMIT, "at most 500 covariates");
    csc_i_spec parsed;
    CSC_I_TRY(csc_i_spec_parse(spec, spec_length == SIZE_MAX ? strlen(spec) : spec_length, &parsed, err));
    int cox = strcmp(parsed.definition->id, "survival:cox/1") == 0;
    if (!cox && strcmp(parsed.definition->id, "survival:aft/1") != 0)
        return csc_i_fail(err, CSC_E_SPEC, "the spec must name a survival regression");
    if (cox && count == 0) return csc_i_fail(err, CSC_E_INVALID, "Cox regression needs a covariate");
    csc_allocator a = csc_i_allocator(context);
    csc_i_surv_rows r;
    CSC_I_TRY(csc_i_surv_read(table, CSC_I_SURV_STRATA | CSC_I_SURV_CLUSTER, covariates, names, count, &r, &a, err));
    csc_survival_model *self = NULL;
    csc_status status = make(&self, &parsed, names, count, cox, &a, err);
    double *scales = csc_i_zalloc(&a, (2 * count + 1) * sizeof *scales);
    if (status == CSC_OK && scales == NULL) status = csc_i_fail(err, CSC_E_NOMEM, "out of memory");
    if (status == CSC_OK && !cox && r.has_start)
        status = csc_i_fail_key(err, CSC_E_INVALID, "accelerated failure times take no start", "start", 5);
    if (status == CSC_OK) {
        self->events = r.events;
        self->n = (double)r.count;
        self->missing = r.missing;
        self->iterations = 0.0;
        if (r.events == 0.0 || r.count == 0) {
            self->status = CSC_E_TOO_FEW;
        } else {
            standardise(&r, scales, scales + count);
            if (cox) {
                int clusters = table->cluster.data != NULL;
                self->robust = csc_i_spec_is(&parsed, "robust", "yes") || (csc_i_spec_is(&parsed, "robust", "auto") && clusters);
                status = csc_i_surv_cox(self, &r, scales, scales + count, !csc_i_spec_is(&parsed, "ties", "breslow"), self->robust, context,
                                        err);
            } else {
                static const char *const words[4] = {"weibull", "exponential", "lognormal", "loglogistic"};
                int distribution = 0;
                for (int i = 0; i < 4; i++)
                    if (csc_i_spec_is(&parsed, "distribution", words[i])) distribution = i;
                status = csc_i_surv_aft(self, &r, scales, scales + count, distribution, context, err);
            }
        }
    }
    if (status == CSC_OK && self->status == CSC_E_SINGULAR) {
        size_t i = self->trouble < count ? self->trouble : 0;
        const char *name = count > 0 ? names[i] : "time";
        status = csc_i_fail_key(err, CSC_E_SINGULAR, "a covariate is constant or a combination of those before it", name, strlen(name));
    }
    csc_i_free(&a, scales, (2 * count + 1) * sizeof *scales);
    csc_i_surv_free(&r, &a);
    if (status != CSC_OK) {
        csc_survival_model_destroy(self);
        return status;
    }
    *out = self;
    return CSC_OK;
}

void csc_survival_model_destroy(csc_survival_model *self) {
    if (self == NULL) return;
    csc_allocator a = self->allocator;
    csc_i_free(&a, self->coefficient, (3 * self->count + self->count * self->count + 1) * sizeof(double));
    csc_i_free(&a, self->names, self->names_size);
    csc_i_free(&a, self->baseline, self->step_capacity * sizeof *self->baseline);
    csc_i_free(&a, self, sizeof *self);
}

csc_status csc_survival_model_status(const csc_survival_model *self) {
    return self != NULL ? self->status : CSC_E_INVALID;
}

size_t csc_survival_model_trouble(const csc_survival_model *self) {
    return self != NULL ? self->trouble : SIZE_MAX;
}

size_t csc_survival_model_count(const csc_survival_model *self) {
    return self != NULL ? self->count : 0;
}

csc_status csc_survival_model_get(const csc_survival_model *self, double *coefficients, double *errors, double *covariance) {
    if (self == NULL) return CSC_E_INVALID;
    size_t k = self->count;
    if (coefficients != NULL && k > 0) memcpy(coefficients, self->coefficient, k * sizeof(double));
    if (errors != NULL && k > 0) memcpy(errors, self->error, k * sizeof(double));
    if (covariance != NULL && k > 0) memcpy(covariance, self->covariance, k * k * sizeof(double));
    return CSC_OK;
}

csc_status csc_survival_model_number(const csc_survival_model *self, const char *name, double *value) {
    if (self == NULL || name == NULL || value == NULL) return CSC_E_INVALID;
    const struct {
        const char *name;
        double value;
    } all[] = {{"loglik", self->loglik},
               {"loglik_null", self->loglik_null},
               {"concordance", self->concordance},
               {"events", self->events},
               {"n", self->n},
               {"missing", self->missing},
               {"wald", self->wald},
               {"score", self->score},
               {"lr", self->lr},
               {"scale", self->scale},
               {"scale_se", self->scale_se},
               {"iterations", self->iterations}};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (strcmp(all[i].name, name) != 0) continue;
        *value = all[i].value;
        return CSC_OK;
    }
    return CSC_E_NOTFOUND;
}

csc_status csc_survival_model_baseline(const csc_survival_model *self, size_t stratum, double *time, double *hazard, size_t capacity,
                                       size_t *needed) {
    if (self == NULL || needed == NULL || !self->cox) return CSC_E_INVALID;
    size_t count = 0;
    for (size_t i = 0; i < self->steps; i++) count += self->baseline[i].stratum == stratum ? 1 : 0;
    *needed = count;
    if (count > capacity) return CSC_E_BUFFER;
    double sum = 0.0;
    for (size_t i = 0, at = 0; i < self->steps; i++) {
        if (self->baseline[i].stratum != stratum) continue;
        sum += self->baseline[i].hazard;
        if (time != NULL) time[at] = self->baseline[i].time;
        if (hazard != NULL) hazard[at] = sum;
        at++;
    }
    return CSC_OK;
}

/* Values of the coefficients under their names, the intercept as "(Intercept)". `what`: 0 value, 1 error, 2 ratio, 3 low, 4 high, 5 p */
static csc_status members(const csc_survival_model *self, csc_sink *sink, const char *key, int what) {
    double z = -csc_num_normal_quantile(0.5 * (1.0 - self->level));
    const char *name = self->names;
    CSC_I_TRY(csc_i_sink_begin(sink, key));
    for (size_t i = 0; i < self->count; i++) {
        double b = self->coefficient[i], e = self->error[i];
        double v = what == 0   ? b
                   : what == 1 ? e
                   : what == 2 ? exp(b)
                   : what == 3 ? exp(b - z * e)
                   : what == 4 ? exp(b + z * e)
                               : 2.0 * csc_num_normal_cdf(-fabs(b / e));
        int intercept = !self->cox && i == 0;
        CSC_I_TRY(csc_i_sink_number(sink, intercept ? "(Intercept)" : name, v));
        if (!intercept) name += strlen(name) + 1;
    }
    return csc_i_sink_end(sink);
}

static csc_status test(csc_sink *sink, const char *key, double chi2, double df) {
    CSC_I_TRY(csc_i_sink_begin(sink, key));
    CSC_I_TRY(csc_i_sink_number(sink, "chi2", chi2));
    CSC_I_TRY(csc_i_sink_number(sink, "df", df));
    CSC_I_TRY(csc_i_sink_number(sink, "p", csc_num_chi2_upper(chi2, df)));
    return csc_i_sink_end(sink);
}

csc_status csc_survival_model_visit(const csc_survival_model *self, int32_t level, csc_sink *sink) {
    if (self == NULL || sink == NULL) return CSC_E_INVALID;
    CSC_I_TRY(csc_i_sink_begin(sink, NULL));
    CSC_I_TRY(csc_i_sink_textn(sink, "definition", self->spec, self->spec_length));
    CSC_I_TRY(members(self, sink, "coef", 0));
    CSC_I_TRY(members(self, sink, "se", 1));
    if (!self->cox) {
        CSC_I_TRY(csc_i_sink_number(sink, "scale", self->scale));
        CSC_I_TRY(csc_i_sink_number(sink, "scale_se", self->scale_se));
    }
    CSC_I_TRY(csc_i_sink_number(sink, "loglik_null", self->loglik_null));
    CSC_I_TRY(csc_i_sink_number(sink, "loglik", self->loglik));
    CSC_I_TRY(csc_i_sink_number(sink, "concordance", self->concordance));
    CSC_I_TRY(csc_i_sink_number(sink, "events", self->events));
    CSC_I_TRY(csc_i_sink_number(sink, "n", self->n));
    CSC_I_TRY(csc_i_sink_number(sink, "missing", self->missing));
    CSC_I_TRY(csc_i_sink_number(sink, "iterations", self->iterations));
    CSC_I_TRY(csc_i_sink_text(sink, "status", csc_status_word(self->status)));
    if (self->status == CSC_E_SEPARATION && self->trouble < self->covariates) {
        const char *name = self->names;
        for (size_t i = 0; i < self->trouble; i++) name += strlen(name) + 1;
        CSC_I_TRY(csc_i_sink_text(sink, "separated_by", name));
    }
    if (level >= CSC_VISIT_DETAIL) {
        double df = (double)self->covariates;
        CSC_I_TRY(csc_i_sink_boolean(sink, "robust", self->robust));
        CSC_I_TRY(csc_i_sink_number(sink, "level", self->level));
        CSC_I_TRY(members(self, sink, "ratio", 2));
        CSC_I_TRY(members(self, sink, "low", 3));
        CSC_I_TRY(members(self, sink, "high", 4));
        CSC_I_TRY(members(self, sink, "p", 5));
        CSC_I_TRY(test(sink, "wald", self->wald, df));
        CSC_I_TRY(test(sink, "score", self->cox ? self->score : NAN, df));
        CSC_I_TRY(test(sink, "lr", self->lr, df));
    }
    return csc_i_sink_end(sink);
}
