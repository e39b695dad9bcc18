/* From sums of gaps to items, classes and words. */
#include "csc/num.h"
#include "satisfaction/gap.h"

/* Mean, standard error and t interval from sum w, sum w^2, sum w g and sum w g^2. */
static void mean_estimate(double w, double w2, double g, double g2, double level, csc_estimate *out) {
    memset(out, 0, sizeof *out);
    out->value = out->se = out->low = out->high = (double)NAN;
    out->level = level;
    out->n = w;
    if (!(w > 0)) {
        out->status = CSC_E_UNDEFINED;
        return;
    }
    double mean = g / w, effective = w / w2 * w, whole = floor(effective + 0.5);
    if (fabs(effective - whole) <= 1e-12 * whole) effective = whole; /* equal weights, but for rounding */
    out->value = mean;
    if (!(effective > 1)) return;
    double spread = g2 / w - mean * mean, exact = g2 * w - g * g;
    if (g2 == floor(g2) && w == floor(w) && g2 * w < 9007199254740992.0)
        spread = exact / w / w;
    else if (spread < 4e-16 * (g2 / w + mean * mean))
        spread = 0;
    double variance = spread * (effective / (effective - 1));
    out->se = sqrt(variance / effective);
    out->status = csc_num_mean_interval(mean, sqrt(variance), effective, level, &out->low, &out->high);
}

static void item_estimate(const csc_gap *self, size_t item, csc_estimate *out) {
    const csc_i_gap_item *i = &self->item[item];
    mean_estimate(csc_i_exact_value(&i->weight), csc_i_exact_value(&i->weight2), csc_i_exact_value(&i->gap), csc_i_exact_value(&i->gap2),
                  self->level, out);
    out->missing = (double)i->missing;
}

static double respondent_mean(const csc_i_gap_respondent *r) {
    return csc_i_fixed_value(r->gap) / (double)r->n;
}

static void respondents_estimate(const csc_gap *self, csc_estimate *out) {
    csc_i_exact sum, squares;
    double n = 0;
    memset(&sum, 0, sizeof sum);
    memset(&squares, 0, sizeof squares);
    for (size_t r = 0; r < self->respondents.count; r++) {
        if (self->respondent[r].n == 0) continue;
        double g = respondent_mean(&self->respondent[r]);
        csc_i_exact_add(&sum, g);
        csc_i_exact_add(&squares, g * g);
        n++;
    }
    mean_estimate(n, n, csc_i_exact_value(&sum), csc_i_exact_value(&squares), self->level, out);
}

csc_status csc_gap_estimate(const csc_gap *self, size_t item, csc_estimate *out, csc_error *err) {
    if (self == NULL || out == NULL) return csc_i_fail(err, CSC_E_INVALID, "An argument is NULL.");
    if (item != SIZE_MAX && item >= self->items.count) return csc_i_fail(err, CSC_E_INVALID, "There is no item of this number.");
    if (item == SIZE_MAX)
        respondents_estimate(self, out);
    else
        item_estimate(self, item, out);
    return CSC_OK;
}

/* Half the pooled standard deviation of experiences within respondent and item, over those with two visits or more. */
static csc_status auto_tolerance(const csc_gap *self, double *tolerance) {
    csc_i_exact squares = self->squares;
    double between = 0, freedom = 0;
    uint64_t visited = 0;
    *tolerance = (double)NAN;
    csc_i_exact sum;
    memset(&sum, 0, sizeof sum);
    unsigned char *seen = csc_i_zalloc(&self->allocator, self->respondents.count + 1);
    if (seen == NULL) return CSC_E_NOMEM;
    for (size_t c = 0; c < self->cells; c++) {
        const csc_i_gap_cell *cell = &self->cell[c];
        double v = csc_i_fixed_value(cell->experience), n = (double)cell->n;
        if (cell->n == 0) continue;
        csc_i_exact_add(&sum, v * v / n);
        freedom += n - 1;
        if (cell->n < 2 || seen[cell->respondent]) continue;
        seen[cell->respondent] = 1;
        visited++;
    }
    csc_i_free(&self->allocator, seen, self->respondents.count + 1);
    between = csc_i_exact_value(&sum);
    if (visited < CSC_I_GAP_MIN_CUSTOMERS) return CSC_E_TOO_FEW;
    double within = csc_i_exact_value(&squares) - between;
    *tolerance = within > 0 ? sqrt(within / freedom) / 2 : 0;
    return CSC_OK;
}

/* Respondents by their mean gap. The slack is what rounding answers to 2^-40 can do. */
static void count_classes(const csc_gap *self, double tolerance, uint64_t classes[3]) {
    classes[0] = classes[1] = classes[2] = 0;
    for (size_t r = 0; r < self->respondents.count; r++) {
        const csc_i_gap_respondent *x = &self->respondent[r];
        if (x->n == 0) continue;
        double mean = respondent_mean(x), zone = tolerance + 1e-12 * (1 + tolerance);
        classes[mean > zone ? CSC_CLASS_LOYAL : mean < -zone ? CSC_CLASS_LOST : CSC_CLASS_DRIFTING]++;
    }
}

static csc_status visit_item(const csc_gap *self, size_t item, csc_sink *sink) {
    const csc_i_gap_item *i = &self->item[item];
    csc_estimate e;
    size_t length;
    item_estimate(self, item, &e);
    double w = csc_i_exact_value(&i->weight);
    const char *label = csc_i_labels_get(&self->items, item, &length);
    CSC_I_TRY(csc_i_sink_begin(sink, NULL));
    CSC_I_TRY(csc_i_sink_textn(sink, "item", label, length));
    CSC_I_TRY(csc_i_sink_u64(sink, "n", i->n));
    CSC_I_TRY(csc_i_sink_u64(sink, "missing", i->missing));
    CSC_I_TRY(csc_i_sink_number(sink, "expectation", w > 0 ? csc_i_exact_value(&i->expectation) / w : (double)NAN));
    CSC_I_TRY(csc_i_sink_number(sink, "experience", w > 0 ? csc_i_exact_value(&i->experience) / w : (double)NAN));
    CSC_I_TRY(csc_i_sink_number(sink, "gap", e.value));
    CSC_I_TRY(csc_i_sink_number(sink, "se", e.se));
    CSC_I_TRY(csc_i_sink_number(sink, "low", e.low));
    CSC_I_TRY(csc_i_sink_number(sink, "high", e.high));
    CSC_I_TRY(csc_i_sink_number(sink, "level", e.level));
    CSC_I_TRY(csc_i_sink_text(sink, "status", csc_status_word(e.status)));
    return csc_i_sink_end(sink);
}

static csc_status visit_classes(csc_status status, const uint64_t classes[3], csc_sink *sink) {
    CSC_I_TRY(csc_i_sink_begin(sink, "classes"));
    for (int32_t c = CSC_CLASS_LOYAL; c <= CSC_CLASS_LOST; c++) {
        if (status == CSC_OK)
            CSC_I_TRY(csc_i_sink_u64(sink, csc_class_name(c), classes[c]));
        else
            CSC_I_TRY(csc_i_sink_null(sink, csc_class_name(c)));
    }
    return csc_i_sink_end(sink);
}

static csc_status visit_warnings(const csc_gap *self, csc_status status, double tolerance, const uint64_t classes[3], csc_sink *sink) {
    uint64_t all = classes[0] + classes[1] + classes[2];
    CSC_I_TRY(csc_i_sink_begin_array(sink, "warnings"));
    if (status == CSC_E_TOO_FEW)
        CSC_I_TRY(
            csc_i_sink_text(sink, NULL,
                            "Fewer than 30 respondents answered an item twice or more: the data cannot say what counts as equal. State a "
                            "tolerance."));
    if (status == CSC_OK && tolerance == 0 && all >= 20 && classes[CSC_CLASS_LOST] * 10 >= all * 9)
        CSC_I_TRY(
            csc_i_sink_text(sink, NULL,
                            "Nine in ten count as lost: expectations were stated near the top of the scale, where the literal rule says "
                            "little. State a tolerance, and look at the experience alone beside it."));
    if (status == CSC_OK && tolerance == 0 && all >= 20 && classes[CSC_CLASS_DRIFTING] * 10 >= all * 9)
        CSC_I_TRY(csc_i_sink_text(sink, NULL,
                                  "Nine in ten count as drifting: even quality meets expectations exactly, and the literal rule calls that "
                                  "drifting for ever."));
    (void)self;
    return csc_i_sink_end_array(sink);
}

csc_status csc_gap_visit(const csc_gap *self, int32_t level, csc_sink *sink) {
    if (self == NULL || sink == NULL) return CSC_E_INVALID;
    uint64_t classes[3] = {0, 0, 0}, n = 0, missing = 0, respondents = 0;
    double tolerance = self->tolerance;
    csc_status status = self->is_auto ? auto_tolerance(self, &tolerance) : CSC_OK;
    if (status == CSC_E_NOMEM) return status;
    if (status == CSC_OK) count_classes(self, tolerance, classes);
    for (size_t i = 0; i < self->items.count; i++) {
        n += self->item[i].n;
        missing += self->item[i].missing;
    }
    for (size_t r = 0; r < self->respondents.count; r++) respondents += self->respondent[r].n > 0;
    if (status == CSC_OK && n == 0) status = CSC_E_UNDEFINED;
    CSC_I_TRY(csc_i_sink_begin(sink, NULL));
    CSC_I_TRY(csc_i_sink_textn(sink, "definition", self->spec.canonical, self->spec.canonical_length));
    CSC_I_TRY(csc_i_sink_u64(sink, "n", n));
    CSC_I_TRY(csc_i_sink_u64(sink, "missing", missing));
    CSC_I_TRY(csc_i_sink_u64(sink, "respondents", respondents));
    CSC_I_TRY(csc_i_sink_text(sink, "status", csc_status_word(status)));
    CSC_I_TRY(csc_i_sink_begin_array(sink, "items"));
    for (size_t i = 0; i < self->items.count; i++) CSC_I_TRY(visit_item(self, i, sink));
    CSC_I_TRY(csc_i_sink_end_array(sink));
    CSC_I_TRY(visit_classes(status, classes, sink));
    CSC_I_TRY(csc_i_sink_number(sink, "tolerance", tolerance));
    if (level >= CSC_VISIT_DETAIL) {
        csc_estimate e;
        respondents_estimate(self, &e);
        CSC_I_TRY(csc_i_sink_begin(sink, "respondent_gap"));
        CSC_I_TRY(csc_i_sink_estimate(sink, &e));
        CSC_I_TRY(csc_i_sink_end(sink));
        CSC_I_TRY(visit_warnings(self, status, tolerance, classes, sink));
    }
    if (level >= CSC_VISIT_EXPLAIN) {
        const csc_definition *d = self->spec.definition;
        CSC_I_TRY(csc_i_sink_text(sink, "formula", d->formula));
        CSC_I_TRY(csc_i_sink_text(sink, "source", d->source));
        CSC_I_TRY(csc_i_sink_text(sink, "limits", d->limits));
    }
    return csc_i_sink_end(sink);
}
