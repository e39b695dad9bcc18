/* Kaplan-Meier, Nelson-Aalen and Aalen-Johansen curves. */
#include "churn/surv.h"

enum { KM, NA, AJ };

typedef struct curve {
    size_t length;
    double *time, *at_risk, *events, *estimate, *se, *low, *high; /* one block */
    double n, total_events, mean, mean_se;
    uint32_t group;
    int32_t cause; /* AJ: from 1 */
} curve;

struct csc_survival_curve {
    csc_allocator allocator;
    curve *curves;
    size_t count;
    int kind;
    double level, missing, tau;
    size_t spec_length;
    char spec[CSC_I_SPEC_MAX];
};

typedef struct settings {
    int kind, limits; /* limits: 0 log-log, 1 log, 2 plain */
    double z, tau;
} settings;

/* Limits of a survivor s with sd of ln s. */
static void survivor_limits(const settings *o, double s, double sd, double *low, double *high) {
    *low = *high = NAN;
    if (!(s > 0.0) || isnan(sd)) return;
    if (o->limits == 0) {
        if (s >= 1.0) return; /* no event yet: the scale has no variance */
        double width = o->z * sd / fabs(log(s));
        *low = exp(log(s) * exp(width));
        *high = exp(log(s) * exp(-width));
    } else if (o->limits == 1) {
        *low = s * exp(-o->z * sd);
        *high = s * exp(o->z * sd);
    } else {
        *low = s - o->z * sd * s;
        *high = s + o->z * sd * s;
    }
    if (*low < 0.0) *low = 0.0;
    if (*high > 1.0) *high = 1.0;
}

/* Area under the step function to tau and its standard error (Greenwood's terms times the squared area to come). */
static void restricted_mean(curve *c, const double *greenwood, double tau) {
    double area = 0.0, last = 0.0, s = 1.0;
    for (size_t i = 0; i < c->length && c->time[i] <= tau; i++) {
        area += s * (c->time[i] - last);
        last = c->time[i];
        s = c->estimate[i];
    }
    area += s * (tau - last);
    double variance = 0.0, right = 0.0, next = tau;
    for (size_t i = c->length; i-- > 0;) {
        if (c->time[i] > tau) continue;
        right += c->estimate[i] * (next - c->time[i]);
        next = c->time[i];
        double term = i > 0 ? greenwood[i] - greenwood[i - 1] : greenwood[i];
        if (term > 0.0 && isfinite(term)) variance += right * right * term;
    }
    c->mean = area;
    c->mean_se = sqrt(variance);
}

/* One curve from the rows index[0, n) of falling time; `leave` are the same rows by falling start. */
static void estimate(const csc_i_surv_rows *r, const settings *o, const uint32_t *index, const uint32_t *leave, size_t n, curve *c,
                     double *greenwood) {
    size_t at = c->length; /* filled from the end: times fall */
    double at_risk = 0.0;
    size_t gone = 0;
    for (size_t i = 0; i < n;) {
        double t = r->time[index[i]], d = 0.0;
        size_t j = i;
        for (; j < n && r->time[index[j]] == t; j++) {
            at_risk += r->weight[index[j]];
            if (o->kind == AJ ? r->status[index[j]] == c->cause : r->status[index[j]] > 0) d += r->weight[index[j]];
        }
        while (r->has_start && gone < n && r->start[leave[gone]] >= t) at_risk -= r->weight[leave[gone++]];
        at--;
        c->time[at] = t;
        c->at_risk[at] = at_risk;
        c->events[at] = d;
        c->total_events += d;
        i = j;
    }
    if (o->kind == AJ) return;
    double s = 1.0, sum = 0.0;
    for (size_t i = 0; i < c->length; i++) {
        double d = c->events[i], y = c->at_risk[i];
        if (o->kind == KM) {
            s *= d > 0.0 ? (y - d) / y : 1.0;
            if (d > 0.0) sum += d / (y * (y - d));
            if (y == d && d > 0.0) s = 0.0;
            c->estimate[i] = s;
            greenwood[i] = sum;
            c->se[i] = s > 0.0 ? s * sqrt(sum) : NAN;
            survivor_limits(o, s, sqrt(sum), &c->low[i], &c->high[i]);
        } else {
            if (i == 0) s = 0.0;
            s += d > 0.0 ? d / y : 0.0;
            sum += d > 0.0 ? d / (y * y) : 0.0;
            c->estimate[i] = s;
            c->se[i] = sqrt(sum);
            c->low[i] = s > 0.0 ? s * exp(-o->z * c->se[i] / s) : NAN;
            c->high[i] = s > 0.0 ? s * exp(o->z * c->se[i] / s) : NAN;
        }
    }
}

/* Cumulative incidence of a cause, `all` the events of any cause at the same times; variance by the delta method (Dinse & Larson 1986). */
static void incidence(const settings *o, curve *c, const double *all) {
    double s = 1.0, f = 0.0, a0 = 0.0, a1 = 0.0, a2 = 0.0, b = 0.0, c0 = 0.0, c1 = 0.0;
    for (size_t i = 0; i < c->length; i++) {
        double y = c->at_risk[i], d = all[i], dk = c->events[i];
        if (d > 0.0) {
            f += s * dk / y;
            if (y > d) {
                double g = d / (y * (y - d));
                a0 += g;
                a1 += f * g;
                a2 += f * f * g;
            }
            b += s * s * dk * (y - dk) / (y * y * y);
            c0 += s * dk / (y * y);
            c1 += f * s * dk / (y * y);
            s *= (y - d) / y;
        }
        double variance = f * f * a0 - 2.0 * f * a1 + a2 + b - 2.0 * (f * c0 - c1);
        c->estimate[i] = f;
        c->se[i] = sqrt(variance > 0.0 ? variance : 0.0);
        c->low[i] = c->high[i] = NAN;
        if (f > 0.0 && f < 1.0) {
            double l = log1p(-f), width = o->z * c->se[i] / ((1.0 - f) * fabs(l));
            c->low[i] = -expm1(l * exp(-width));
            c->high[i] = -expm1(l * exp(width));
        }
    }
}

static csc_status make_curve(curve *c, size_t length, const csc_allocator *a) {
    double *block = csc_i_alloc_array(a, 7 * (length > 0 ? length : 1), sizeof *block);
    if (block == NULL) return CSC_E_NOMEM;
    c->length = length;
    c->time = block;
    c->at_risk = block + length;
    c->events = block + 2 * length;
    c->estimate = block + 3 * length;
    c->se = block + 4 * length;
    c->low = block + 5 * length;
    c->high = block + 6 * length;
    c->mean = c->mean_se = NAN;
    return CSC_OK;
}

static csc_status build(csc_survival_curve *self, const csc_i_surv_rows *r, settings *o, size_t groups) {
    const csc_allocator *a = &self->allocator;
    size_t n = r->count, causes = o->kind == AJ ? (r->causes > 0 ? (size_t)r->causes : 1) : 1, size = n + 1;
    self->curves = csc_i_zalloc(a, groups * causes * sizeof *self->curves);
    uint64_t *key = csc_i_alloc_array(a, size, sizeof *key);
    uint32_t *index = csc_i_alloc_array(a, size, sizeof *index), *leave = csc_i_alloc_array(a, size, sizeof *leave);
    uint32_t *order = csc_i_alloc_array(a, size, sizeof *order);
    double *greenwood = csc_i_alloc_array(a, size, sizeof *greenwood);
    csc_status status = self->curves && key && index && leave && order && greenwood ? CSC_OK : CSC_E_NOMEM;
    if (self->curves != NULL) self->count = groups * causes;
    if (status == CSC_OK) {
        for (size_t i = 0; i < n; i++) key[i] = r->group[i];
        status = csc_i_sort_order(key, n, index, a);
    }
    if (status == CSC_OK && r->has_start) {
        for (size_t i = 0; i < n; i++) key[i] = ~csc_i_sort_key(r->start[i]);
        status = csc_i_sort_order(key, n, order, a);
        for (size_t i = 0; status == CSC_OK && i < n; i++) key[i] = r->group[order[i]];
        if (status == CSC_OK) status = csc_i_sort_order(key, n, leave, a);
        for (size_t i = 0; status == CSC_OK && i < n; i++) leave[i] = order[leave[i]];
    }
    if (isnan(o->tau)) o->tau = n > 0 ? r->time[0] : NAN;
    size_t from = 0;
    for (size_t g = 0; status == CSC_OK && g < groups; g++) {
        size_t to = from, length = 0;
        double weight = 0.0;
        for (; to < n && r->group[index[to]] == g; to++) {
            if (to == from || r->time[index[to]] != r->time[index[to - 1]]) length++;
            weight += r->weight[index[to]];
        }
        for (size_t k = 0; status == CSC_OK && k < causes; k++) {
            curve *c = &self->curves[g * causes + k];
            status = make_curve(c, length, a);
            if (status != CSC_OK) break;
            c->group = (uint32_t)g;
            c->cause = (int32_t)k + 1;
            c->n = weight;
            estimate(r, o, index + from, leave + from, to - from, c, greenwood);
            if (o->kind == KM && length > 0 && o->tau > 0.0) restricted_mean(c, greenwood, o->tau);
        }
        if (status == CSC_OK && o->kind == AJ) {
            curve *first = &self->curves[g * causes];
            for (size_t i = 0; i < length; i++) {
                greenwood[i] = 0.0;
                for (size_t k = 0; k < causes; k++) greenwood[i] += first[k].events[i];
            }
            for (size_t k = 0; k < causes; k++) incidence(o, &first[k], greenwood);
        }
        from = to;
    }
    self->tau = o->tau;
    csc_i_free(a, key, size * sizeof *key);
    csc_i_free(a, index, size * sizeof *index);
    csc_i_free(a, leave, size * sizeof *leave);
    csc_i_free(a, order, size * sizeof *order);
    csc_i_free(a, greenwood, size * sizeof *greenwood);
    return status;
}

csc_status csc_survival_curve_create(csc_survival_curve **out, const char *spec, size_t spec_length, const csc_survival_table *table,
                                     size_t groups, const csc_context *context, csc_error *err) {
    if (out == NULL) return csc_i_fail(err, CSC_E_INVALID, "out must not be NULL");
    *out = NULL;
    if (spec == NULL || groups == 0 || groups > 0x7FFFFFFF)
        return csc_i_fail(err, CSC_E_INVALID, "spec must not be NULL and groups be 1 or more");
    csc_i_spec parsed;
    CSC_I_TRY(csc_i_spec_parse(spec, spec_length == SIZE_MAX ? strlen(spec) : spec_length, &parsed, err));
    settings o = {KM, 0, 0.0, NAN};
    if (strcmp(parsed.definition->id, "survival:na/1") == 0)
        o.kind = NA;
    else if (strcmp(parsed.definition->id, "survival:aj/1") == 0)
        o.kind = AJ;
    else if (strcmp(parsed.definition->id, "survival:km/1") != 0)
        return csc_i_fail(err, CSC_E_SPEC, "the spec must name a survival curve");
    double level = csc_i_spec_get(&parsed, "level")->number;
    o.z = -csc_num_normal_quantile(0.5 * (1.0 - level));
    if (o.kind == KM) {
        o.limits = csc_i_spec_is(&parsed, "limits", "log") ? 1 : csc_i_spec_is(&parsed, "limits", "plain") ? 2 : 0;
        const csc_i_spec_value *tau = csc_i_spec_get(&parsed, "tau");
        if (tau != NULL && tau->word < 0) o.tau = tau->number;
    }
    csc_allocator a = csc_i_allocator(context);
    csc_i_surv_rows r;
    CSC_I_TRY(csc_i_surv_read(table, CSC_I_SURV_GROUP | (o.kind == AJ ? CSC_I_SURV_CAUSES : 0), NULL, NULL, 0, &r, &a, err));
    csc_status status = CSC_OK;
    if (r.groups > groups) status = csc_i_fail_key(err, CSC_E_RANGE, "a group code is not below the number of groups", "group", 5);
    csc_survival_curve *self = status == CSC_OK ? csc_i_zalloc(&a, sizeof *self) : NULL;
    if (status == CSC_OK && self == NULL) status = csc_i_fail(err, CSC_E_NOMEM, "out of memory");
    if (status == CSC_OK) {
        self->allocator = a;
        self->kind = o.kind;
        self->level = level;
        self->missing = r.missing;
        memcpy(self->spec, parsed.canonical, parsed.canonical_length);
        self->spec_length = parsed.canonical_length;
        status = build(self, &r, &o, groups);
        if (status != CSC_OK) csc_i_fail(err, status, "out of memory");
    }
    csc_i_surv_free(&r, &a);
    if (status != CSC_OK) {
        csc_survival_curve_destroy(self);
        return status;
    }
    *out = self;
    return CSC_OK;
}

void csc_survival_curve_destroy(csc_survival_curve *self) {
    if (self == NULL) return;
    csc_allocator a = self->allocator;
    for (size_t i = 0; i < self->count; i++) {
        size_t length = self->curves[i].length;
        csc_i_free(&a, self->curves[i].time, 7 * (length > 0 ? length : 1) * sizeof(double));
    }
    csc_i_free(&a, self->curves, self->count * sizeof *self->curves);
    csc_i_free(&a, self, sizeof *self);
}

size_t csc_survival_curve_count(const csc_survival_curve *self) {
    return self != NULL ? self->count : 0;
}

size_t csc_survival_curve_length(const csc_survival_curve *self, size_t curve_index) {
    return self != NULL && curve_index < self->count ? self->curves[curve_index].length : 0;
}

csc_status csc_survival_curve_get(const csc_survival_curve *self, size_t curve_index, double *time, double *at_risk, double *events,
                                  double *value, double *se, double *low, double *high) {
    if (self == NULL || curve_index >= self->count) return CSC_E_INVALID;
    const curve *c = &self->curves[curve_index];
    double *const to[] = {time, at_risk, events, value, se, low, high};
    const double *const from[] = {c->time, c->at_risk, c->events, c->estimate, c->se, c->low, c->high};
    for (size_t i = 0; i < 7; i++)
        if (to[i] != NULL && c->length > 0) memcpy(to[i], from[i], c->length * sizeof(double));
    return CSC_OK;
}

csc_status csc_survival_curve_at(const csc_survival_curve *self, size_t curve_index, const double *times, size_t n, double *value) {
    if (self == NULL || curve_index >= self->count || (n > 0 && (times == NULL || value == NULL))) return CSC_E_INVALID;
    const curve *c = &self->curves[curve_index];
    for (size_t i = 0; i < n; i++) {
        size_t low = 0, high = c->length; /* how many times are at or before times[i] */
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (c->time[middle] <= times[i])
                low = middle + 1;
            else
                high = middle;
        }
        int beyond = low == c->length && (c->length == 0 || times[i] > c->time[c->length - 1]);
        int finished = c->length > 0 && c->events[c->length - 1] == c->at_risk[c->length - 1];
        if (isnan(times[i]) || (beyond && !finished))
            value[i] = NAN;
        else if (low == 0)
            value[i] = self->kind == KM ? 1.0 : 0.0;
        else
            value[i] = c->estimate[low - 1];
    }
    return CSC_OK;
}

static csc_status series(csc_sink *sink, const char *key, const double *v, size_t n) {
    CSC_I_TRY(csc_i_sink_begin_array(sink, key));
    for (size_t i = 0; i < n; i++) CSC_I_TRY(csc_i_sink_number(sink, NULL, v[i]));
    return csc_i_sink_end_array(sink);
}

/* The smallest time at which the curve is at or under one half. */
static double median_of(const curve *c, const double *v, int kind) {
    for (size_t i = 0; i < c->length; i++) {
        double s = kind == NA ? exp(-v[i]) : v[i];
        if (s <= 0.5 * (1.0 + 1e-12)) return c->time[i];
    }
    return NAN;
}

csc_status csc_survival_curve_visit(const csc_survival_curve *self, size_t curve_index, int32_t level, csc_sink *sink) {
    if (self == NULL || sink == NULL || curve_index >= self->count) return CSC_E_INVALID;
    const curve *c = &self->curves[curve_index];
    CSC_I_TRY(csc_i_sink_begin(sink, NULL));
    CSC_I_TRY(csc_i_sink_textn(sink, "definition", self->spec, self->spec_length));
    CSC_I_TRY(csc_i_sink_u64(sink, "group", c->group));
    if (self->kind == AJ) CSC_I_TRY(csc_i_sink_i64(sink, "cause", c->cause));
    CSC_I_TRY(csc_i_sink_number(sink, "n", c->n));
    CSC_I_TRY(csc_i_sink_number(sink, "missing", self->missing));
    CSC_I_TRY(csc_i_sink_text(sink, "status", c->length > 0 ? "ok" : "undefined"));
    CSC_I_TRY(csc_i_sink_number(sink, "level", self->level));
    CSC_I_TRY(csc_i_sink_number(sink, "total_events", c->total_events));
    if (level >= CSC_VISIT_DETAIL) {
        CSC_I_TRY(series(sink, "time", c->time, c->length));
        CSC_I_TRY(series(sink, "at_risk", c->at_risk, c->length));
        CSC_I_TRY(series(sink, "events", c->events, c->length));
        CSC_I_TRY(series(sink, "estimate", c->estimate, c->length));
        CSC_I_TRY(series(sink, "se", c->se, c->length));
        CSC_I_TRY(series(sink, "low", c->low, c->length));
        CSC_I_TRY(series(sink, "high", c->high, c->length));
    }
    if (self->kind != AJ) {
        CSC_I_TRY(csc_i_sink_number(sink, "median", median_of(c, c->estimate, self->kind)));
        /* a cumulative hazard's upper limit is the survivor's lower one */
        CSC_I_TRY(csc_i_sink_number(sink, "median_low", median_of(c, self->kind == KM ? c->low : c->high, self->kind)));
        CSC_I_TRY(csc_i_sink_number(sink, "median_high", median_of(c, self->kind == KM ? c->high : c->low, self->kind)));
    }
    if (self->kind == KM) {
        CSC_I_TRY(csc_i_sink_number(sink, "mean", c->mean));
        CSC_I_TRY(csc_i_sink_number(sink, "mean_se", c->mean_se));
        CSC_I_TRY(csc_i_sink_number(sink, "tau", self->tau));
    }
    return csc_i_sink_end(sink);
}
