/* What one customer expects, and what a visit does to it. */
#include "base/internal.h"
#include "csc/num.h"
#include "csc/satisfaction.h"

#define NOISE_MIN_CUSTOMERS 30

const char *csc_class_name(int32_t code) {
    static const char *const names[] = {"loyal", "drifting", "lost", "undefined"};
    return code >= 0 && code <= CSC_CLASS_UNDEFINED ? names[code] : "?";
}

void csc_expectation_model_init(csc_expectation_model *model) {
    if (model == NULL) return;
    memset(model, 0, sizeof *model);
    model->size = sizeof *model;
    model->noise = 1;
    model->equal = CSC_CLASS_DRIFTING;
}

void csc_expectation_init(csc_expectation *self) {
    if (self == NULL) return;
    self->mean = (double)NAN;
    self->variance = (double)INFINITY;
    self->time = (double)NAN;
    self->count = self->prior = 0;
}

csc_status csc_expectation_model_parse(const char *spec, size_t spec_length, csc_expectation_model *model, csc_error *err) {
    if (spec == NULL || model == NULL) return csc_i_fail(err, CSC_E_INVALID, "An argument is NULL.");
    csc_i_spec s;
    CSC_I_TRY(csc_i_spec_parse(spec, spec_length == SIZE_MAX ? strlen(spec) : spec_length, &s, err));
    if (strcmp(s.definition->id, "gap:customer/1") != 0)
        return csc_i_fail_key(err, CSC_E_SPEC, "The definition is not one of expectations.", s.definition->id, strlen(s.definition->id));
    csc_expectation_model_init(model);
    /* `auto` is a word and carries NaN as its number */
    model->tolerance_low = model->tolerance_high = csc_i_spec_get(&s, "tolerance")->number;
    model->noise = csc_i_spec_get(&s, "noise")->number;
    model->drift = csc_i_spec_get(&s, "drift")->number;
    model->drift_rate = csc_i_spec_get(&s, "drift_rate")->number;
    model->confidence = csc_i_spec_get(&s, "confidence")->number;
    model->first = csc_i_spec_get(&s, "first")->word;
    model->equal = csc_i_spec_get(&s, "equal")->word;
    return CSC_OK;
}

csc_status csc_expectation_prior(const double *level, const double *precision, size_t n, csc_expectation *out, csc_error *err) {
    if (out == NULL || (level == NULL && n > 0)) return csc_i_fail(err, CSC_E_INVALID, "An argument is NULL.");
    double sum = 0, weight = 0;
    for (size_t i = 0; i < n; i++) {
        double w = precision == NULL ? 1 : precision[i];
        if (!(w >= 0) || isinf(w)) return csc_i_fail_row(err, CSC_E_RANGE, "The precision of a source is negative or not finite.", i);
        if (isinf(level[i])) return csc_i_fail_row(err, CSC_E_RANGE, "The level of a source is not finite.", i);
        if (isnan(level[i])) continue;
        sum += w * level[i];
        weight += w;
    }
    csc_expectation_init(out);
    if (!(weight > 0)) return csc_i_fail(err, CSC_E_UNDEFINED, "No source says what to expect.");
    out->mean = sum / weight;
    out->variance = 1 / weight;
    out->prior = 1;
    return CSC_OK;
}

/* ------------------------------------------------------------------ class */

static int zone_is_point(const csc_expectation_model *m) {
    return m->tolerance_low == 0 && m->tolerance_high == 0;
}

int32_t csc_expectation_classify(const csc_expectation_model *model, double gap, double sd, double *p) {
    csc_expectation_model defaults;
    if (model == NULL) {
        csc_expectation_model_init(&defaults);
        model = &defaults;
    }
    double q[3] = {(double)NAN, (double)NAN, (double)NAN};
    int32_t code = CSC_CLASS_UNDEFINED;
    if (!isnan(gap)) {
        code = gap > model->tolerance_high ? CSC_CLASS_LOYAL : gap < -model->tolerance_low ? CSC_CLASS_LOST : CSC_CLASS_DRIFTING;
        if (gap == 0 && zone_is_point(model)) code = model->equal;
        if (sd > 0 && !isinf(sd)) {
            q[CSC_CLASS_LOYAL] = csc_num_normal_cdf((gap - model->tolerance_high) / sd);
            q[CSC_CLASS_LOST] = csc_num_normal_cdf((-model->tolerance_low - gap) / sd);
            double rest = 1 - q[CSC_CLASS_LOYAL] - q[CSC_CLASS_LOST];
            q[CSC_CLASS_DRIFTING] = zone_is_point(model) || rest < 0 ? 0 : rest;
        } else {
            q[0] = q[1] = q[2] = 0;
            q[code] = 1;
        }
        if (code != CSC_CLASS_DRIFTING && q[code] < model->confidence) code = CSC_CLASS_DRIFTING;
    }
    if (p != NULL) memcpy(p, q, sizeof q);
    return code;
}

/* ----------------------------------------------------------------- visits */

static csc_status check_model(const csc_expectation_model *m, csc_error *err) {
    if (m->size != 0 && m->size < sizeof *m) return csc_i_fail(err, CSC_E_INVALID, "The model record is not initialised.");
    if (!(m->noise > 0) || isinf(m->noise)) return csc_i_fail_key(err, CSC_E_INVALID, "The noise must be above 0.", "noise", 5);
    if (!(m->drift >= 0) || isinf(m->drift) || !(m->drift_rate >= 0) || isinf(m->drift_rate))
        return csc_i_fail_key(err, CSC_E_INVALID, "The drift must be 0 or more.", "drift", 5);
    if (!(m->tolerance_low >= 0) || !(m->tolerance_high >= 0))
        return csc_i_fail_key(err, CSC_E_INVALID, "A tolerance must be 0 or more.", "tolerance", 9);
    if (!(m->confidence >= 0 && m->confidence < 1))
        return csc_i_fail_key(err, CSC_E_INVALID, "The confidence must be in [0, 1).", "confidence", 10);
    if (m->first < CSC_FIRST_REPLACE || m->first > CSC_FIRST_BAYES || m->equal < CSC_CLASS_LOYAL || m->equal > CSC_CLASS_LOST)
        return csc_i_fail(err, CSC_E_INVALID, "The model holds an unknown choice.");
    return CSC_OK;
}

static void no_outcome(csc_experience *out, double experience) {
    out->expected = out->gap = out->sd = out->z = out->gain = (double)NAN;
    out->p[0] = out->p[1] = out->p[2] = (double)NAN;
    out->experience = experience;
    out->code = CSC_CLASS_UNDEFINED;
    out->status = CSC_E_UNDEFINED;
}

/* 0, or what is wrong with the visit. */
static const char *bad_visit(const csc_expectation *self, double experience, double time) {
    if (isinf(experience)) return "The experience is not finite.";
    if (isinf(time)) return "The time is not finite.";
    if (!isnan(self->time) && time < self->time) return "The visit is before the last one: rows must be in time order.";
    return NULL;
}

/* The hot part: one division. `out` may be NULL. */
static void visit(const csc_expectation_model *m, csc_expectation *self, double y, double time, csc_experience *out) {
    double passed = time - self->time, before = self->variance + m->drift;
    if (passed > 0) before += m->drift_rate * passed;
    int known = self->count > 0 || self->prior != 0;
    double spread = before + m->noise, gap = y - self->mean;
    double gain, after;
    if (self->count == 0 && (!known || m->first == CSC_FIRST_REPLACE)) {
        gain = 1;
        after = m->noise;
    } else if (self->count == 0 && m->first == CSC_FIRST_COUNT) {
        gain = 0.5;
        after = m->noise / 2;
    } else if (m->drift == 0 && m->drift_rate == 0 && m->first != CSC_FIRST_BAYES) {
        /* running mean: the count says more exactly what the variance says */
        double visits = (double)self->count + (self->prior != 0 ? 2 : 1);
        gain = 1 / visits;
        after = m->noise * gain;
    } else {
        gain = before / spread;
        after = (1 - gain) * before;
    }
    if (out != NULL) {
        if (!known) {
            no_outcome(out, y);
            out->gain = gain;
        } else {
            out->expected = self->mean;
            out->experience = y;
            out->gap = gap;
            out->sd = sqrt(spread);
            out->z = gap / out->sd;
            out->gain = gain;
            out->code = csc_expectation_classify(m, gap, out->sd, out->p);
            out->status = CSC_OK;
        }
    }
    self->mean = gain == 1 ? y : self->mean + gain * gap;
    self->variance = after;
    if (!isnan(time)) self->time = time;
    if (self->count == 0) self->prior = self->prior != 0 && m->first != CSC_FIRST_REPLACE;
    if (self->count < UINT32_MAX) self->count++;
}

csc_status csc_expectation_observe(const csc_expectation_model *model, csc_expectation *self, double experience, double time,
                                   csc_experience *out, csc_error *err) {
    if (self == NULL) return csc_i_fail(err, CSC_E_INVALID, "The expectation is NULL.");
    csc_expectation_model defaults;
    csc_expectation_model_init(&defaults);
    if (model == NULL) model = &defaults;
    CSC_I_TRY(check_model(model, err));
    const char *why = bad_visit(self, experience, time);
    if (why != NULL) return csc_i_fail(err, CSC_E_RANGE, why);
    if (isnan(experience)) {
        if (out != NULL) no_outcome(out, experience);
        return CSC_OK;
    }
    visit(model, self, experience, time, out);
    return CSC_OK;
}

#define BLOCK 256
#define AHEAD 16

static void fetch(const csc_expectation *at) {
#if defined(__GNUC__)
    __builtin_prefetch(at, 1);
#else
    (void)at;
#endif
}

/* Customer numbers of rows [from, from + count); *bad is the first row that has none below `customers`, or count. */
static void load_customers(const csc_column *c, size_t from, size_t count, size_t customers, uint64_t *out, size_t *bad) {
    *bad = count;
    if (c->type == CSC_TYPE_U32 && c->validity == NULL) { /* the usual kind, without a call a row */
        const char *at = (const char *)c->data + (ptrdiff_t)from * c->stride;
        for (size_t i = 0; i < count; i++, at += c->stride) {
            uint32_t v;
            memcpy(&v, at, sizeof v);
            out[i] = v;
            if (v >= customers) {
                *bad = i;
                return;
            }
        }
        return;
    }
    for (size_t i = 0; i < count; i++) {
        int64_t v = -1;
        if (csc_i_column_i64(c, from + i, &v) != 1 || v < 0 || (uint64_t)v >= customers) {
            *bad = i;
            return;
        }
        out[i] = (uint64_t)v;
    }
}

csc_status csc_expectation_observe_column(const csc_expectation_model *model, csc_expectation *states, size_t customers,
                                          const csc_column *customer, const csc_column *experience, const csc_column *time, size_t n,
                                          csc_experience *out, csc_error *err) {
    csc_expectation_model defaults;
    csc_expectation_model_init(&defaults);
    if (model == NULL) model = &defaults;
    CSC_I_TRY(check_model(model, err));
    if (n == 0) return CSC_OK;
    if (states == NULL || customer == NULL || experience == NULL) return csc_i_fail(err, CSC_E_INVALID, "An argument is NULL.");
    CSC_I_TRY(csc_i_column_check(customer, n, "customer", err));
    CSC_I_TRY(csc_i_column_check(experience, n, "experience", err));
    if (time != NULL) CSC_I_TRY(csc_i_column_check(time, n, "time", err));
    if (customer->type == CSC_TYPE_F32 || customer->type == CSC_TYPE_F64)
        return csc_i_fail_key(err, CSC_E_TYPE, "Customers must be a column of whole numbers.", "customer", 8);
    uint64_t id[BLOCK];
    double y[BLOCK], t[BLOCK];
    for (size_t i = 0; i < BLOCK; i++) t[i] = (double)NAN;
    for (size_t at = 0; at < n; at += BLOCK) {
        size_t count = n - at < BLOCK ? n - at : BLOCK, bad;
        load_customers(customer, at, count, customers, id, &bad);
        csc_i_column_read_f64(experience, at, count, y);
        if (time != NULL) csc_i_column_read_f64(time, at, count, t);
        for (size_t i = 0; i < bad && i < AHEAD; i++) fetch(&states[id[i]]);
        for (size_t i = 0; i < bad; i++) {
            if (i + AHEAD < bad) fetch(&states[id[i + AHEAD]]);
            csc_expectation *self = &states[id[i]];
            const char *why = bad_visit(self, y[i], t[i]);
            if (why != NULL) return csc_i_fail_row(err, CSC_E_RANGE, why, at + i);
            if (!isnan(y[i]))
                visit(model, self, y[i], t[i], out == NULL ? NULL : &out[at + i]);
            else if (out != NULL)
                no_outcome(&out[at + i], y[i]);
        }
        if (bad < count) {
            csc_i_fail_key(err, CSC_E_RANGE, "There is no customer of this number.", "customer", 8);
            if (err != NULL) err->row = at + bad;
            return CSC_E_RANGE;
        }
    }
    return CSC_OK;
}

csc_status csc_expectation_merge(const csc_expectation_model *model, csc_expectation *self, const csc_expectation *later, csc_error *err) {
    if (self == NULL || later == NULL) return csc_i_fail(err, CSC_E_INVALID, "An argument is NULL.");
    csc_expectation_model defaults;
    csc_expectation_model_init(&defaults);
    if (model == NULL) model = &defaults;
    CSC_I_TRY(check_model(model, err));
    if (model->drift != 0 || model->drift_rate != 0)
        return csc_i_fail(err, CSC_E_UNSUPPORTED, "With drift the later visits must be observed again, in order.");
    if (later->count == 0) return CSC_OK;
    if (later->prior != 0) return csc_i_fail(err, CSC_E_SEQUENCE, "The later range must start without a prior of its own.");
    if (later->time < self->time) return csc_i_fail(err, CSC_E_SEQUENCE, "The ranges overlap or are in the wrong order.");
    if (UINT32_MAX - self->count < later->count) return csc_i_fail(err, CSC_E_OVERFLOW, "There are too many visits.");
    if (self->count == 0 && (self->prior == 0 || model->first == CSC_FIRST_REPLACE)) {
        *self = *later;
        return CSC_OK;
    }
    double a, b = (double)later->count; /* weights in visits */
    if (self->prior == 0)
        a = self->count;
    else if (model->first == CSC_FIRST_COUNT)
        a = (double)self->count + 1;
    else
        a = model->noise / self->variance;
    self->mean += (later->mean - self->mean) * (b / (a + b));
    self->variance = model->noise / (a + b);
    if (!isnan(later->time)) self->time = later->time;
    self->count += later->count;
    return CSC_OK;
}

/* ------------------------------------------------------------------ noise */

typedef struct within {
    double mean, squares; /* Welford */
    uint64_t n;
} within;

csc_status csc_expectation_noise(size_t customers, const csc_column *customer, const csc_column *experience, size_t n,
                                 const csc_context *context, csc_estimate *out, csc_error *err) {
    if (out == NULL || (n > 0 && (customer == NULL || experience == NULL))) return csc_i_fail(err, CSC_E_INVALID, "An argument is NULL.");
    if (n > 0) {
        CSC_I_TRY(csc_i_column_check(customer, n, "customer", err));
        CSC_I_TRY(csc_i_column_check(experience, n, "experience", err));
    }
    csc_allocator a = csc_i_allocator(context);
    within *w = csc_i_alloc_array(&a, customers + 1, sizeof *w);
    if (w == NULL) return csc_i_fail(err, CSC_E_NOMEM, "There is no memory for the customers.");
    memset(w, 0, (customers + 1) * sizeof *w);
    csc_status status = CSC_OK;
    uint64_t missing = 0;
    for (size_t i = 0; i < n && status == CSC_OK; i++) {
        int64_t id = -1;
        double y = csc_i_column_f64(experience, i);
        if (csc_i_column_i64(customer, i, &id) != 1 || id < 0 || (uint64_t)id >= customers)
            status = csc_i_fail_row(err, CSC_E_RANGE, "There is no customer of this number.", i);
        else if (isinf(y))
            status = csc_i_fail_row(err, CSC_E_RANGE, "The experience is not finite.", i);
        else if (isnan(y))
            missing++;
        else {
            within *c = &w[id];
            double d = y - c->mean;
            c->mean += d / (double)++c->n;
            c->squares += d * (y - c->mean);
        }
    }
    if (status == CSC_OK) {
        double squares = 0, freedom = 0, used = 0;
        for (size_t c = 0; c < customers; c++) {
            if (w[c].n < 2) continue;
            squares += w[c].squares;
            freedom += (double)(w[c].n - 1);
            used++;
        }
        memset(out, 0, sizeof *out);
        out->value = out->se = out->low = out->high = (double)NAN;
        out->level = 0.95;
        out->n = used;
        out->missing = (double)missing;
        out->status = used < NOISE_MIN_CUSTOMERS ? CSC_E_TOO_FEW : CSC_OK;
        if (out->status == CSC_OK) {
            out->value = squares / freedom;
            out->se = out->value * sqrt(2 / freedom);
            out->low = squares / csc_num_gamma_quantile(0.025, freedom / 2, 2, 1);
            out->high = squares / csc_num_gamma_quantile(0.025, freedom / 2, 2, 0);
        }
    }
    csc_i_free(&a, w, (customers + 1) * sizeof *w);
    return status;
}
