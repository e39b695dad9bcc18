/* From a spec to what the counting needs to know. */
#include "metric/internal.h"

static double number(const csc_i_spec *spec, const char *name, double fallback) {
    const csc_i_spec_value *v = csc_i_spec_get(spec, name);
    return v == NULL || v->word >= 0 ? fallback : v->number;
}

static csc_status fail(csc_error *err, const char *message, const char *key) {
    return csc_i_fail_key(err, CSC_E_SPEC, message, key, strlen(key));
}

/* Top boxes of a scale with so many points: the table of formbricks#7128, with its gaps filled; 0 where nobody has a rule. */
static size_t auto_top(size_t points) {
    if (points <= 3) return 1;
    if (points <= 7) return 2;
    if (points <= 11) return 3;
    return 0;
}

static csc_status set_top(const csc_i_spec *spec, csc_i_metric_plan *plan, csc_error *err) {
    double asked = number(spec, "top", 0);
    size_t boxes = asked > 0 ? (size_t)asked : auto_top(plan->points);
    if (boxes == 0) return fail(err, "For a scale of more than 11 points the spec must say how many are top boxes, top=N.", "top");
    if (boxes >= plan->points) return fail(err, "There must be fewer top boxes than points on the scale.", "top");
    plan->top_from = plan->points - boxes;
    /* The mirrored boxes, without the top ones where the two would overlap. */
    plan->bottom_to = boxes < plan->top_from ? boxes : plan->top_from;
    return CSC_OK;
}

static csc_status set_range(const csc_i_spec *spec, csc_i_metric_plan *plan, csc_error *err) {
    double from = number(spec, "at_least", 1), to = number(spec, "at_most", plan->high);
    if (from < plan->low || from > plan->high) return fail(err, "The lowest answer that counts is off the scale.", "at_least");
    if (to < from || to > plan->high) return fail(err, "The highest answer that counts is off the scale or below the lowest.", "at_most");
    plan->top_from = (size_t)((int32_t)from - plan->low);
    plan->top_to = (size_t)((int32_t)to - plan->low) + 1;
    return CSC_OK;
}

static void name_counts(csc_i_metric_plan *plan, const char *top, const char *middle, const char *bottom) {
    plan->top_name = top;
    plan->middle_name = middle;
    plan->bottom_name = bottom;
}

csc_status csc_i_metric_plan_make(const csc_i_spec *spec, csc_i_metric_plan *plan, csc_error *err) {
    const char *id = spec->definition->id;
    const csc_i_spec_value *scale = csc_i_spec_get(spec, "scale");
    memset(plan, 0, sizeof *plan);
    plan->level = number(spec, "level", 0.95);
    plan->min_n = number(spec, "min_n", 1);
    plan->divisor = 1;
    plan->count_offscale = csc_i_spec_is(spec, "offscale", "count");
    if (csc_i_spec_is(spec, "missing", "keep")) plan->missing = CSC_I_METRIC_KEEP;
    if (csc_i_spec_is(spec, "missing", "refuse")) plan->missing = CSC_I_METRIC_REFUSE;
    plan->low = scale != NULL ? (int32_t)scale->number : 1;
    plan->high = scale != NULL ? (int32_t)scale->number2 : 5;
    if (plan->high - plan->low >= CSC_I_METRIC_POINTS_MAX) return fail(err, "The scale has more than 1,001 points.", "scale");
    plan->points = (size_t)(plan->high - plan->low) + 1;
    plan->top_to = plan->points;

    if (strcmp(id, "csat:top2/1") == 0 || strcmp(id, "csat:formbricks/1") == 0) {
        plan->family = CSC_I_METRIC_SHARE;
        name_counts(plan, "top", "rest", NULL);
        return set_top(spec, plan, err);
    }
    if (strcmp(id, "csat:net/1") == 0) {
        plan->family = CSC_I_METRIC_NET;
        name_counts(plan, "top", "middle", "bottom");
        return set_top(spec, plan, err);
    }
    if (strcmp(id, "csat:freescout/1") == 0) {
        plan->family = CSC_I_METRIC_NET;
        plan->top_from = plan->points - 1;
        plan->bottom_to = 1;
        name_counts(plan, "great", "okay", "bad");
        return CSC_OK;
    }
    if (strcmp(id, "csat:mean/1") == 0 || strcmp(id, "ces:mean/1") == 0) {
        plan->family = CSC_I_METRIC_MEAN;
        return CSC_OK;
    }
    if (strcmp(id, "csat:points/1") == 0) {
        plan->family = CSC_I_METRIC_MEAN;
        plan->divisor = plan->high;
        return plan->low >= 0 ? CSC_OK : fail(err, "Points need a scale without negative answers.", "scale");
    }
    if (strcmp(id, "csat:odoo-mean/1") == 0) {
        plan->family = CSC_I_METRIC_MEAN;
        plan->zero_missing = 1;
        return CSC_OK;
    }
    if (strcmp(id, "csat:odoo-happy/1") == 0) {
        plan->family = CSC_I_METRIC_SHARE;
        plan->zero_missing = 1;
        plan->top_from = (size_t)(number(spec, "satisfied", 4) - 1);
        name_counts(plan, "happy", "rest", NULL);
        return CSC_OK;
    }
    if (strcmp(id, "csat:chatwoot/1") == 0) {
        plan->family = CSC_I_METRIC_SHARE;
        plan->top_from = 3;
        name_counts(plan, "positive", "rest", NULL);
        return CSC_OK;
    }
    if (strcmp(id, "csat:zendesk/1") == 0) {
        plan->family = CSC_I_METRIC_SHARE;
        plan->low = 0;
        plan->high = 1;
        plan->points = plan->top_to = 2;
        plan->top_from = 1;
        name_counts(plan, "good", "bad", NULL);
        return CSC_OK;
    }
    if (strcmp(id, "nps:standard/1") == 0) {
        plan->family = CSC_I_METRIC_NET;
        if (plan->points != 11) return fail(err, "NPS needs a scale of eleven points, 0..10 or one that is shifted, 1..11.", "scale");
        plan->top_from = 9;
        plan->bottom_to = 7;
        name_counts(plan, "promoters", "passives", "detractors");
        return CSC_OK;
    }
    if (strcmp(id, "response-rate/1") == 0) {
        plan->family = CSC_I_METRIC_RESPONSE;
        plan->points = plan->top_to = 1;
        plan->missing = CSC_I_METRIC_KEEP;
        name_counts(plan, "answered", "unanswered", NULL);
        return CSC_OK;
    }
    if (strcmp(id, "share/1") == 0) {
        plan->family = CSC_I_METRIC_SHARE;
        name_counts(plan, "counted", "rest", NULL);
        return set_range(spec, plan, err);
    }
    return csc_i_fail_key(err, CSC_E_SPEC, "The definition is not one of a survey metric.", id, strlen(id));
}
