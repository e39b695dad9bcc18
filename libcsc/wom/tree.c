/* Telling trees: products of the numbers told, and the overlap of audiences in a finite population. */
#include "wom/internal.h"

#define TREE_ID "wom:tree/1"
#define DEPTH_MAX 10000

struct csc_wom_tree {
    csc_allocator allocator;
    csc_i_spec spec;
    csc_wom_reach reach;
    double tellers;
    size_t depth;
    double *generation; /* depth + 1 of them */
    double *branching;
};

static double population_of(const csc_i_spec *spec) {
    const csc_i_spec_value *v = csc_i_spec_get(spec, "population");
    return v->word >= 0 ? (double)NAN : v->number;
}

static void overlap(csc_wom_reach *r) {
    double n = r->population, x = r->listeners;
    r->distinct = r->distinct_sd = r->share = (double)NAN;
    if (isnan(n)) return;
    if (n <= 1)
        r->share = x > 0 ? 1 : 0;
    else
        r->share = -expm1(x * log1p(-1 / n));
    r->distinct = n * r->share;
    /* rounding must not lift a mean above what bounds it */
    if (r->distinct > x) r->distinct = x;
    if (n <= 1) {
        r->distinct_sd = 0;
        return;
    }
    /* Var = N m1 (1 - m1) + N (N - 1) (m2 - m1^2), m1 and m2 the chances that one and that two people are missed. In m2 / m1^2 =
     * (1 - 1/(N - 1)^2)^x the difference from 1, small beside both, is taken before anything cancels. */
    double m1 = exp(x * log1p(-1 / n));
    double ratio = n <= 2 ? (x > 0 ? -1 : 0) : expm1(x * log1p(-1 / ((n - 1) * (n - 1))));
    double variance = n * m1 * (r->share + (n - 1) * m1 * ratio);
    r->distinct_sd = variance > 0 ? sqrt(variance) : 0;
}

static csc_status compute(const csc_i_spec *spec, const double *branching, size_t depth, csc_wom_reach *reach, double *generation,
                          csc_error *err) {
    double people = csc_i_spec_get(spec, "tellers")->number;
    if (depth > DEPTH_MAX) return csc_i_fail(err, CSC_E_LIMIT, "A telling tree has at most 10,000 levels.");
    if (depth > 0 && branching == NULL) return csc_i_fail(err, CSC_E_INVALID, "There are levels and no numbers of people told.");
    csc_wom_reach r = {0};
    r.population = population_of(spec);
    r.total = people;
    if (generation != NULL) generation[0] = people;
    for (size_t i = 0; i < depth; i++) {
        if (!(branching[i] >= 0) || isinf(branching[i]))
            return csc_i_fail_row(err, CSC_E_RANGE, "The number of people told must be finite and not negative.", i);
        people *= branching[i];
        r.listeners += people;
        r.total += people;
        if (isinf(r.total)) return csc_i_fail_row(err, CSC_E_OVERFLOW, "The tree has more people than a number can hold.", i);
        if (generation != NULL) generation[i + 1] = people;
    }
    overlap(&r);
    *reach = r;
    return CSC_OK;
}

csc_status csc_wom_reach_compute(const char *spec, size_t spec_length, const double *branching, size_t depth, csc_wom_reach *out,
                                 csc_error *err) {
    csc_i_spec parsed;
    if (out == NULL) return csc_i_fail(err, CSC_E_INVALID, "The place for the result is NULL.");
    CSC_I_TRY(csc_i_wom_spec(spec, spec_length, TREE_ID, &parsed, err));
    return compute(&parsed, branching, depth, out, NULL, err);
}

csc_status csc_wom_tree_create(csc_wom_tree **out, const char *spec, size_t spec_length, const double *branching, size_t depth,
                               const csc_context *context, csc_error *err) {
    csc_i_spec parsed;
    if (out == NULL) return csc_i_fail(err, CSC_E_INVALID, "The place for the object is NULL.");
    *out = NULL;
    CSC_I_TRY(csc_i_wom_spec(spec, spec_length, TREE_ID, &parsed, err));
    if (depth > DEPTH_MAX) return csc_i_fail(err, CSC_E_LIMIT, "A telling tree has at most 10,000 levels.");
    csc_allocator a = csc_i_allocator(context);
    csc_wom_tree *self = csc_i_zalloc(&a, sizeof *self);
    if (self == NULL) return csc_i_fail(err, CSC_E_NOMEM, "Out of memory.");
    self->allocator = a;
    self->depth = depth;
    self->spec = parsed;
    self->tellers = csc_i_spec_get(&parsed, "tellers")->number;
    self->generation = csc_i_alloc_array(&a, depth + 1, sizeof(double));
    self->branching = csc_i_alloc_array(&a, depth, sizeof(double));
    csc_status status = CSC_OK;
    if (self->generation == NULL || self->branching == NULL)
        status = csc_i_fail(err, CSC_E_NOMEM, "Out of memory.");
    else
        status = compute(&parsed, branching, depth, &self->reach, self->generation, err);
    if (status != CSC_OK) {
        csc_wom_tree_destroy(self);
        return status;
    }
    if (depth > 0) memcpy(self->branching, branching, depth * sizeof(double));
    *out = self;
    return CSC_OK;
}

void csc_wom_tree_destroy(csc_wom_tree *self) {
    if (self == NULL) return;
    csc_allocator a = self->allocator;
    csc_i_free(&a, self->generation, (self->depth + 1) * sizeof(double));
    csc_i_free(&a, self->branching, self->depth * sizeof(double));
    csc_i_free(&a, self, sizeof *self);
}

const char *csc_wom_tree_spec(const csc_wom_tree *self, size_t *length) {
    if (length != NULL) *length = self != NULL ? self->spec.canonical_length : 0;
    return self != NULL ? self->spec.canonical : "";
}

size_t csc_wom_tree_depth(const csc_wom_tree *self) {
    return self != NULL ? self->depth : 0;
}

double csc_wom_tree_generation(const csc_wom_tree *self, size_t index) {
    return self != NULL && index <= self->depth ? self->generation[index] : (double)NAN;
}

csc_status csc_wom_tree_reach(const csc_wom_tree *self, csc_wom_reach *out) {
    if (self == NULL || out == NULL) return CSC_E_INVALID;
    *out = self->reach;
    return CSC_OK;
}

static csc_status visit_numbers(csc_sink *sink, const char *key, const double *v, size_t n) {
    CSC_I_TRY(csc_i_sink_begin_array(sink, key));
    for (size_t i = 0; i < n; i++) CSC_I_TRY(csc_i_sink_number(sink, NULL, v[i]));
    return csc_i_sink_end_array(sink);
}

csc_status csc_wom_tree_visit(const csc_wom_tree *self, int32_t level, csc_sink *sink) {
    if (self == NULL || sink == NULL || level < CSC_VISIT_VALUE || level > CSC_VISIT_EXPLAIN) return CSC_E_INVALID;
    const csc_wom_reach *r = &self->reach;
    CSC_I_TRY(csc_i_sink_begin(sink, NULL));
    CSC_I_TRY(csc_i_wom_sink_definition(sink, &self->spec));
    CSC_I_TRY(visit_numbers(sink, "levels", self->generation, self->depth + 1));
    CSC_I_TRY(csc_i_sink_number(sink, "total", r->total));
    CSC_I_TRY(csc_i_sink_number(sink, "listeners", r->listeners));
    CSC_I_TRY(csc_i_sink_number(sink, "distinct", r->distinct));
    if (level >= CSC_VISIT_DETAIL) {
        double bound = isnan(r->population) || r->listeners < r->population ? r->listeners : r->population;
        CSC_I_TRY(csc_i_sink_number(sink, "distinct_sd", r->distinct_sd));
        CSC_I_TRY(csc_i_sink_number(sink, "share", r->share));
        CSC_I_TRY(csc_i_sink_number(sink, "population", r->population));
        CSC_I_TRY(csc_i_sink_number(sink, "upper_bound", bound));
    }
    CSC_I_TRY(csc_i_sink_number(sink, "n", self->tellers));
    CSC_I_TRY(csc_i_sink_i64(sink, "missing", 0));
    CSC_I_TRY(csc_i_sink_text(sink, "status", csc_status_word(CSC_OK)));
    if (level >= CSC_VISIT_EXPLAIN) {
        CSC_I_TRY(visit_numbers(sink, "branching", self->branching, self->depth));
        CSC_I_TRY(csc_i_sink_text(sink, "formula", self->spec.definition->formula));
        CSC_I_TRY(csc_i_sink_text(sink, "source", self->spec.definition->source));
        CSC_I_TRY(csc_i_sink_text(sink, "limits", self->spec.definition->limits));
    }
    return csc_i_sink_end(sink);
}
