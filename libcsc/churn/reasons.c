/* Leave reasons: the preset table and estimates from own counts. */
#include "churn/internal.h"

static const csc_churn_reason reasons[] = {
    {"died", "died", "unavoidable", 0.01, 0, 0},
    {"moved", "moved away", "unavoidable", 0.03, 0, 0},
    {"other-interests", "formed other interests", "market", 0.05, 0, 0},
    {"competition", "went to a competitor", "market", 0.09, 0, 0},
    {"product", "dissatisfied with the product", "product", 0.14, 1, 0},
    {"service", "somebody in the company was harsh, indifferent or impolite", "service", 0.68, 1, 0},
};
#define REASONS (sizeof reasons / sizeof reasons[0])
static const char *const groups[] = {"unavoidable", "market", "product", "service"};

size_t csc_churn_reason_count(void) {
    return REASONS;
}

const csc_churn_reason *csc_churn_reason_get(size_t index) {
    return index < REASONS ? &reasons[index] : NULL;
}

size_t csc_i_churn_length(const char *text, size_t length) {
    return text != NULL && length == SIZE_MAX ? strlen(text) : length;
}

double csc_i_binomial_p(double k, double n, double p) {
    if (!(n > 0.0)) return NAN;
    /* P(X <= k) = 1 - I_p(k + 1, n - k), P(X >= k) = I_p(k, n - k + 1) */
    double at_most = 1.0, at_least = 1.0;
    if (k < n && csc_num_beta_pq(k + 1.0, n - k, p, 1.0 - p, NULL, &at_most) != CSC_OK) return NAN;
    if (k > 0.0 && csc_num_beta_pq(k, n - k + 1.0, p, 1.0 - p, &at_least, NULL) != CSC_OK) return NAN;
    double tail = 2.0 * (at_most < at_least ? at_most : at_least);
    return tail < 1.0 ? tail : 1.0;
}

typedef struct share_row {
    double share, low, high;
} share_row;

static share_row share_of(double count, double n, double level) {
    share_row r = {NAN, NAN, NAN};
    if (n > 0.0) {
        r.share = count / n;
        if (csc_num_wilson(count < n ? count : n, n, level, &r.low, &r.high) != CSC_OK) r.low = r.high = NAN;
    }
    return r;
}

csc_status csc_churn_reasons_visit(const char *spec, size_t spec_length, const double *counts, double missing, double lost, csc_sink *sink,
                                   csc_error *err) {
    if (spec == NULL || sink == NULL) return csc_i_fail(err, CSC_E_INVALID, "spec and sink must not be NULL");
    if (!(missing >= 0.0)) return csc_i_fail_key(err, CSC_E_INVALID, "missing must be 0 or more", "missing", 7);
    if (lost < 0.0 || isinf(lost)) return csc_i_fail_key(err, CSC_E_RANGE, "lost must be 0 or more", "lost", 4);
    csc_i_spec parsed;
    CSC_I_TRY(csc_i_spec_parse(spec, csc_i_churn_length(spec, spec_length), &parsed, err));
    if (strcmp(parsed.definition->id, "churn:reasons/1") != 0) return csc_i_fail(err, CSC_E_SPEC, "the spec must be a churn:reasons/1");
    double level = csc_i_spec_get(&parsed, "level")->number, n = 0.0;
    for (size_t i = 0; counts != NULL && i < REASONS; i++) {
        if (!(counts[i] >= 0.0) || isinf(counts[i])) return csc_i_fail_row(err, CSC_E_RANGE, "a count must be 0 or more and finite", i);
        n += counts[i];
    }
    double scale = !isnan(lost) ? lost : counts != NULL ? n : NAN;
    CSC_I_TRY(csc_i_sink_begin(sink, NULL));
    CSC_I_TRY(csc_i_sink_textn(sink, "definition", parsed.canonical, parsed.canonical_length));
    CSC_I_TRY(csc_i_sink_text(sink, "source", counts != NULL ? "own counts" : "preset"));
    CSC_I_TRY(csc_i_sink_number(sink, "n", counts != NULL ? n : NAN));
    CSC_I_TRY(csc_i_sink_number(sink, "missing", missing));
    CSC_I_TRY(csc_i_sink_text(sink, "status", counts != NULL && n == 0.0 ? "undefined" : "ok"));
    CSC_I_TRY(csc_i_sink_number(sink, "level", level));
    CSC_I_TRY(csc_i_sink_begin_array(sink, "reasons"));
    for (size_t i = 0; i < REASONS; i++) {
        const csc_churn_reason *r = &reasons[i];
        share_row s = {r->share, NAN, NAN};
        if (counts != NULL) s = share_of(counts[i], n, level);
        CSC_I_TRY(csc_i_sink_begin(sink, NULL));
        CSC_I_TRY(csc_i_sink_text(sink, "reason", r->id));
        CSC_I_TRY(csc_i_sink_text(sink, "title", r->title));
        CSC_I_TRY(csc_i_sink_text(sink, "group", r->group));
        CSC_I_TRY(csc_i_sink_number(sink, "share", s.share));
        CSC_I_TRY(csc_i_sink_number(sink, "low", s.low));
        CSC_I_TRY(csc_i_sink_number(sink, "high", s.high));
        CSC_I_TRY(csc_i_sink_number(sink, "count", counts != NULL ? counts[i] : NAN));
        CSC_I_TRY(csc_i_sink_number(sink, "preset", r->share));
        CSC_I_TRY(csc_i_sink_number(sink, "p", counts != NULL ? csc_i_binomial_p(counts[i], n, r->share) : NAN));
        CSC_I_TRY(csc_i_sink_number(sink, "customers", scale * s.share));
        CSC_I_TRY(csc_i_sink_end(sink));
    }
    CSC_I_TRY(csc_i_sink_end_array(sink));
    CSC_I_TRY(csc_i_sink_begin_array(sink, "groups"));
    double within = 0.0;
    for (size_t g = 0; g < sizeof groups / sizeof groups[0]; g++) {
        double preset = 0.0, count = 0.0;
        int control = 0;
        for (size_t i = 0; i < REASONS; i++) {
            if (strcmp(reasons[i].group, groups[g]) != 0) continue;
            preset += reasons[i].share;
            if (counts != NULL) count += counts[i];
            control = reasons[i].within_control;
        }
        share_row s = {preset, NAN, NAN};
        if (counts != NULL) s = share_of(count, n, level);
        if (control) within += s.share;
        CSC_I_TRY(csc_i_sink_begin(sink, NULL));
        CSC_I_TRY(csc_i_sink_text(sink, "group", groups[g]));
        CSC_I_TRY(csc_i_sink_number(sink, "share", s.share));
        CSC_I_TRY(csc_i_sink_number(sink, "low", s.low));
        CSC_I_TRY(csc_i_sink_number(sink, "high", s.high));
        CSC_I_TRY(csc_i_sink_number(sink, "customers", scale * s.share));
        CSC_I_TRY(csc_i_sink_end(sink));
    }
    CSC_I_TRY(csc_i_sink_end_array(sink));
    CSC_I_TRY(csc_i_sink_number(sink, "within_control", within));
    return csc_i_sink_end(sink);
}
