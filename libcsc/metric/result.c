/* From counts to a value with its interval, and to a sink. */
#include "csc/num.h"
#include "metric/internal.h"

/* ------------------------------------------------------------------- sums */

/* The exact sum of a member over one group or all, plus `counts`. */
typedef const csc_i_exact *(*member_fn)(const csc_i_metric_extra *e, size_t index);

static const csc_i_exact *member_cell(const csc_i_metric_extra *e, size_t index) {
    return e->cell == NULL ? NULL : &e->cell[index];
}
static const csc_i_exact *member_fraction(const csc_i_metric_extra *e, size_t index) {
    return index == 0 ? &e->fraction : &e->fraction2;
}

static double total(const csc_metric *self, size_t group, member_fn member, size_t index, double counts) {
    size_t first = group == CSC_METRIC_ALL ? 0 : group, end = group == CSC_METRIC_ALL ? self->groups : group + 1;
    if (self->extra == NULL) return counts;
    csc_i_exact sum;
    int any = 0;
    for (size_t g = first; g < end; g++) {
        const csc_i_metric_extra *e = self->extra[g];
        const csc_i_exact *s = e == NULL ? NULL : member(e, index);
        if (s == NULL) continue;
        if (!any) {
            memset(&sum, 0, sizeof sum);
            csc_i_exact_add(&sum, counts);
            any = 1;
        }
        csc_i_exact_merge(&sum, s);
    }
    return any ? csc_i_exact_value(&sum) : counts;
}

static double plain_count(const csc_metric *self, size_t group, size_t cell) {
    if (group != CSC_METRIC_ALL) return (double)self->cell[group * self->stride + cell];
    double sum = 0;
    for (size_t g = 0; g < self->groups; g++) sum += (double)self->cell[g * self->stride + cell];
    return sum;
}

double csc_i_metric_cell(const csc_metric *self, size_t group, size_t cell) {
    return total(self, group, member_cell, cell, plain_count(self, group, cell));
}

static int has_weights(const csc_metric *self, size_t group) {
    size_t first = group == CSC_METRIC_ALL ? 0 : group, end = group == CSC_METRIC_ALL ? self->groups : group + 1;
    if (self->extra == NULL) return 0;
    for (size_t g = first; g < end; g++)
        if (self->extra[g] != NULL && self->extra[g]->cell != NULL) return 1;
    return 0;
}

void csc_i_metric_sums_get(const csc_metric *self, size_t group, csc_i_metric_sums *out) {
    const csc_i_metric_plan *p = &self->plan;
    memset(out, 0, sizeof *out);
    out->weighted = has_weights(self, group);
    for (size_t c = 0; c < p->points; c++) {
        double w = csc_i_metric_cell(self, group, c);
        out->answers += w;
        if (c >= p->top_from && c < p->top_to) out->top += w;
        if (c < p->bottom_to) out->bottom += w;
        out->first += (double)c * w;
        out->second += (double)c * (double)c * w;
        out->squares += plain_count(self, group, c);
    }
    if (p->family == CSC_I_METRIC_RESPONSE) out->top = out->answers;
    out->missing = csc_i_metric_cell(self, group, p->points);
    out->offscale = csc_i_metric_cell(self, group, p->points + 1);
    if (p->missing == CSC_I_METRIC_KEEP) out->squares += plain_count(self, group, p->points);
    if (out->weighted) out->squares = total(self, group, member_cell, self->stride, out->squares);
    if (p->family == CSC_I_METRIC_MEAN) {
        out->first = total(self, group, member_fraction, 0, out->first);
        out->second = total(self, group, member_fraction, 1, out->second);
    }
}

/* Whole answers have whole sums; as long as the products stay below 2^53 they are exact, and equal answers give exactly 0. */
static double spread(const csc_i_metric_sums *s) {
    double w = s->answers, mean = s->first / w;
    double between = s->second * w - s->first * s->first;
    if (s->second == floor(s->second) && s->second * w < 9007199254740992.0) return between / w / w;
    double v = s->second / w - mean * mean, rounding = 4e-16 * (s->second / w + mean * mean);
    return v < rounding ? 0 : v;
}

csc_status csc_i_metric_facts_get(const csc_i_metric_plan *plan, const csc_i_metric_sums *s, csc_i_metric_facts *out) {
    out->n = s->answers + (plan->missing == CSC_I_METRIC_KEEP ? s->missing : 0);
    out->effective = s->weighted && s->squares > 0 ? out->n / s->squares * out->n : out->n;
    /* equal weights give a whole number of answers, but for rounding */
    double whole = floor(out->effective + 0.5);
    if (s->weighted && fabs(out->effective - whole) <= 1e-12 * whole) out->effective = whole;
    out->top = out->bottom = out->mean = out->variance = (double)NAN;
    if (!(out->n > 0)) return CSC_E_UNDEFINED;
    if (out->effective < plan->min_n) return CSC_E_TOO_FEW;
    out->top = s->top / out->n < 1 ? s->top / out->n : 1;
    out->bottom = s->bottom / out->n < 1 ? s->bottom / out->n : 1;
    if (plan->family != CSC_I_METRIC_MEAN) return CSC_OK;
    out->mean = (s->first / s->answers + plan->low) / plan->divisor;
    if (out->effective > 1) out->variance = spread(s) * (out->effective / (out->effective - 1)) / (plan->divisor * plan->divisor);
    return CSC_OK;
}

/* --------------------------------------------------------------- estimate */

static csc_status estimate_share(const csc_i_metric_facts *f, csc_estimate *out) {
    out->value = f->top;
    out->se = sqrt(f->top * (1 - f->top) / f->effective);
    return csc_num_wilson(f->top * f->effective, f->effective, out->level, &out->low, &out->high);
}

static csc_status estimate_net(const csc_i_metric_facts *f, csc_estimate *out) {
    double variance = f->top + f->bottom - (f->top - f->bottom) * (f->top - f->bottom);
    out->value = f->top - f->bottom;
    out->se = sqrt((variance > 0 ? variance : 0) / f->effective);
    double positive = f->top * f->effective, negative = f->bottom * f->effective;
    if (positive + negative > f->effective) positive = f->effective - negative;
    return csc_num_difference_score(positive, negative, f->effective, out->level, &out->low, &out->high);
}

static csc_status estimate_mean(const csc_i_metric_facts *f, csc_estimate *out) {
    out->value = f->mean;
    if (isnan(f->variance)) return CSC_OK;
    out->se = sqrt(f->variance / f->effective);
    return csc_num_mean_interval(f->mean, sqrt(f->variance), f->effective, out->level, &out->low, &out->high);
}

static void estimate(const csc_i_metric_plan *plan, const csc_i_metric_sums *sums, csc_estimate *out) {
    csc_i_metric_facts f;
    memset(out, 0, sizeof *out);
    out->value = out->se = out->low = out->high = (double)NAN;
    out->level = plan->level;
    out->missing = sums->missing;
    out->status = csc_i_metric_facts_get(plan, sums, &f);
    out->n = f.n;
    if (out->status != CSC_OK) return;
    switch (plan->family) {
    case CSC_I_METRIC_NET:
        out->status = estimate_net(&f, out);
        break;
    case CSC_I_METRIC_MEAN:
        out->status = estimate_mean(&f, out);
        break;
    default:
        out->status = estimate_share(&f, out);
        break;
    }
}

csc_status csc_metric_estimate(const csc_metric *self, size_t group, csc_estimate *out, csc_error *err) {
    if (self == NULL || out == NULL) return csc_i_fail(err, CSC_E_INVALID, "An argument is NULL.");
    if (group != CSC_METRIC_ALL && group >= self->groups) return csc_i_fail(err, CSC_E_INVALID, "There is no group of this number.");
    csc_i_metric_sums sums;
    csc_i_metric_sums_get(self, group, &sums);
    estimate(&self->plan, &sums, out);
    return CSC_OK;
}

csc_status csc_metric_compute(const char *spec, size_t spec_length, const csc_column *value, const csc_column *weight, size_t n,
                              csc_estimate *out, csc_error *err) {
    if (out == NULL) return csc_i_fail(err, CSC_E_INVALID, "The place for the result is NULL.");
    csc_metric *metric;
    CSC_I_TRY(csc_metric_create(&metric, spec, spec_length, 1, NULL, err));
    csc_status status = csc_metric_add(metric, NULL, value, weight, n, err);
    if (status == CSC_OK) status = csc_metric_estimate(metric, 0, out, err);
    csc_metric_destroy(metric);
    return status;
}

/* ------------------------------------------------------------------ visit */

/* Counts go out as whole numbers, sums of weights as they are. */
static csc_status visit_count(csc_sink *sink, const char *key, double v) {
    if (v == floor(v) && v >= 0 && v < 9007199254740992.0) return csc_i_sink_i64(sink, key, (int64_t)v);
    return csc_i_sink_number(sink, key, v);
}

static csc_status visit_counts(const csc_metric *self, size_t group, const csc_i_metric_sums *s, csc_sink *sink) {
    const csc_i_metric_plan *p = &self->plan;
    double n = s->answers + (p->missing == CSC_I_METRIC_KEEP ? s->missing : 0);
    CSC_I_TRY(csc_i_sink_begin(sink, "counts"));
    if (p->top_name == NULL) {
        for (size_t c = 0; c < p->points; c++) {
            char key[CSC_NUMBER_TEXT_MAX + 1];
            key[csc_number_format((double)(p->low + (int32_t)c), key)] = '\0';
            CSC_I_TRY(visit_count(sink, key, csc_i_metric_cell(self, group, c)));
        }
    } else {
        CSC_I_TRY(visit_count(sink, p->top_name, s->top));
        CSC_I_TRY(visit_count(sink, p->middle_name, n - s->top - s->bottom));
        if (p->bottom_name != NULL) CSC_I_TRY(visit_count(sink, p->bottom_name, s->bottom));
    }
    return csc_i_sink_end(sink);
}

static csc_status visit_explanation(const csc_metric *self, size_t group, csc_sink *sink) {
    const csc_definition *d = self->spec.definition;
    const csc_i_metric_plan *p = &self->plan;
    CSC_I_TRY(csc_i_sink_text(sink, "title", d->title));
    CSC_I_TRY(csc_i_sink_text(sink, "formula", d->formula));
    CSC_I_TRY(csc_i_sink_text(sink, "source", d->source));
    CSC_I_TRY(csc_i_sink_text(sink, "interval", d->interval));
    CSC_I_TRY(csc_i_sink_text(sink, "limits", d->limits));
    if (p->family == CSC_I_METRIC_RESPONSE) return CSC_OK;
    CSC_I_TRY(csc_i_sink_begin_array(sink, "distribution"));
    for (size_t c = 0; c < p->points; c++) {
        int top = c >= p->top_from && c < p->top_to;
        const char *box = p->top_name == NULL ? NULL : top ? p->top_name : c < p->bottom_to ? p->bottom_name : p->middle_name;
        CSC_I_TRY(csc_i_sink_begin(sink, NULL));
        CSC_I_TRY(csc_i_sink_i64(sink, "answer", p->low + (int32_t)c));
        CSC_I_TRY(visit_count(sink, "count", csc_i_metric_cell(self, group, c)));
        if (box != NULL) CSC_I_TRY(csc_i_sink_text(sink, "box", box));
        CSC_I_TRY(csc_i_sink_end(sink));
    }
    return csc_i_sink_end_array(sink);
}

csc_status csc_metric_visit(const csc_metric *self, size_t group, int32_t level, csc_sink *sink) {
    if (self == NULL || sink == NULL || (group != CSC_METRIC_ALL && group >= self->groups)) return CSC_E_INVALID;
    csc_i_metric_sums sums;
    csc_estimate e;
    csc_i_metric_sums_get(self, group, &sums);
    estimate(&self->plan, &sums, &e);
    CSC_I_TRY(csc_i_sink_begin(sink, NULL));
    if (self->labelled && group != CSC_METRIC_ALL) {
        size_t length;
        const char *label = csc_i_labels_get(&self->labels, group, &length);
        CSC_I_TRY(csc_i_sink_textn(sink, "group", label, length));
    }
    CSC_I_TRY(csc_i_sink_textn(sink, "definition", self->spec.canonical, self->spec.canonical_length));
    CSC_I_TRY(csc_i_sink_estimate(sink, &e));
    if (level >= CSC_VISIT_DETAIL) {
        csc_i_metric_facts facts;
        (void)csc_i_metric_facts_get(&self->plan, &sums, &facts);
        CSC_I_TRY(visit_counts(self, group, &sums, sink));
        if (self->plan.count_offscale) CSC_I_TRY(visit_count(sink, "offscale", sums.offscale));
        if (sums.weighted) CSC_I_TRY(csc_i_sink_number(sink, "effective_n", facts.effective));
    }
    if (level >= CSC_VISIT_EXPLAIN) CSC_I_TRY(visit_explanation(self, group, sink));
    return csc_i_sink_end(sink);
}
