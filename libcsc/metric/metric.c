/* Life of an accumulator: groups, labels, merging. */
#include "metric/internal.h"

#define GROUPS_MAX ((size_t)1 << 31)

static size_t grown(size_t have, size_t want) {
    size_t doubled = have > SIZE_MAX / 2 ? want : have * 2;
    return doubled > want ? doubled : want;
}

/* Bytes for `groups` groups; 0 on overflow (a group never takes 0). */
static size_t cell_bytes(const csc_metric *self, size_t groups) {
    size_t items, bytes;
    if (csc_i_mul_overflow(groups, self->stride, &items) || csc_i_mul_overflow(items, sizeof(uint64_t), &bytes)) return 0;
    return bytes;
}

/* Room for so many groups; their number stays. All blocks are made anew before any is replaced, so that a failure changes nothing. */
csc_status csc_i_metric_reserve(csc_metric *self, size_t groups, csc_error *err) {
    size_t old = self->group_capacity;
    if (groups <= old) return CSC_OK;
    if (groups > GROUPS_MAX) return csc_i_fail(err, CSC_E_LIMIT, "There are more than 2^31 groups.");
    size_t capacity = grown(old, groups), bytes = cell_bytes(self, capacity);
    if (capacity > GROUPS_MAX) capacity = GROUPS_MAX, bytes = cell_bytes(self, capacity);
    if (bytes == 0) return csc_i_fail(err, CSC_E_NOMEM, "There is no memory for the groups.");
    csc_allocator *a = &self->allocator;
    uint64_t *cell = csc_i_zalloc(a, bytes);
    csc_i_metric_extra **extra = self->extra == NULL ? NULL : csc_i_zalloc(a, capacity * sizeof *extra);
    if (cell == NULL || (self->extra != NULL && extra == NULL)) {
        csc_i_free(a, cell, bytes);
        csc_i_free(a, extra, capacity * sizeof *extra);
        return csc_i_fail(err, CSC_E_NOMEM, "There is no memory for the groups.");
    }
    if (old > 0) {
        memcpy(cell, self->cell, cell_bytes(self, old));
        if (extra != NULL) memcpy(extra, self->extra, old * sizeof *extra);
    }
    csc_i_free(a, self->cell, cell_bytes(self, old));
    csc_i_free(a, self->extra, old * sizeof *extra);
    self->cell = cell;
    self->extra = extra;
    self->group_capacity = capacity;
    return CSC_OK;
}

csc_status csc_metric_create(csc_metric **out, const char *spec, size_t spec_length, size_t groups, const csc_context *context,
                             csc_error *err) {
    if (out == NULL) return csc_i_fail(err, CSC_E_INVALID, "The place for the object is NULL.");
    *out = NULL;
    if (spec == NULL) return csc_i_fail(err, CSC_E_INVALID, "The spec is NULL.");
    csc_allocator a = csc_i_allocator(context);
    csc_metric *self = csc_i_zalloc(&a, sizeof *self);
    if (self == NULL) return csc_i_fail(err, CSC_E_NOMEM, "There is no memory for the object.");
    self->allocator = a;
    csc_status status = csc_i_spec_parse(spec, spec_length == SIZE_MAX ? strlen(spec) : spec_length, &self->spec, err);
    if (status == CSC_OK) status = csc_i_metric_plan_make(&self->spec, &self->plan, err);
    if (status == CSC_OK && self->spec.canonical_length >= sizeof self->spec.canonical)
        status = csc_i_fail(err, CSC_E_SPEC, "The spec is too long.");
    if (status == CSC_OK) {
        self->spec.canonical[self->spec.canonical_length] = '\0';
        self->stride = self->plan.points + CSC_I_METRIC_EXTRA_CELLS;
        self->labelled = groups == 0;
        status = csc_i_metric_reserve(self, groups, err);
    }
    if (status != CSC_OK) {
        csc_metric_destroy(self);
        return status;
    }
    self->groups = groups;
    *out = self;
    return CSC_OK;
}

static size_t extra_cells(const csc_metric *self) {
    return self->stride + 1;
}

static void extra_free(csc_metric *self, csc_i_metric_extra *e) {
    if (e == NULL) return;
    csc_i_free(&self->allocator, e->cell, extra_cells(self) * sizeof *e->cell);
    csc_i_free(&self->allocator, e, sizeof *e);
}

void csc_metric_destroy(csc_metric *self) {
    if (self == NULL) return;
    csc_allocator a = self->allocator;
    if (self->extra != NULL)
        for (size_t g = 0; g < self->groups; g++) extra_free(self, self->extra[g]);
    csc_i_free(&a, self->cell, cell_bytes(self, self->group_capacity));
    csc_i_free(&a, self->extra, self->group_capacity * sizeof *self->extra);
    csc_i_labels_free(&self->labels, &a);
    csc_i_free(&a, self, sizeof *self);
}

void csc_metric_reset(csc_metric *self) {
    if (self == NULL || self->groups == 0) return;
    memset(self->cell, 0, cell_bytes(self, self->groups));
    if (self->extra == NULL) return;
    for (size_t g = 0; g < self->groups; g++) {
        extra_free(self, self->extra[g]);
        self->extra[g] = NULL;
    }
}

const char *csc_metric_spec(const csc_metric *self, size_t *length) {
    if (length != NULL) *length = self == NULL ? 0 : self->spec.canonical_length;
    return self == NULL ? "" : self->spec.canonical;
}

size_t csc_metric_groups(const csc_metric *self) {
    return self == NULL ? 0 : self->groups;
}

csc_i_metric_extra *csc_i_metric_extra_get(csc_metric *self, size_t group, int weights) {
    csc_allocator *a = &self->allocator;
    if (self->extra == NULL) {
        self->extra = csc_i_zalloc(a, self->group_capacity * sizeof *self->extra);
        if (self->extra == NULL) return NULL;
    }
    csc_i_metric_extra *e = self->extra[group];
    if (e == NULL) {
        e = csc_i_zalloc(a, sizeof *e);
        if (e == NULL) return NULL;
        self->extra[group] = e;
    }
    if (weights && e->cell == NULL) {
        e->cell = csc_i_zalloc(a, extra_cells(self) * sizeof *e->cell);
        if (e->cell == NULL) return NULL;
    }
    return e;
}

/* ----------------------------------------------------------------- labels */

csc_status csc_metric_label(csc_metric *self, const char *label, size_t length, size_t *group, csc_error *err) {
    if (self == NULL || group == NULL || (label == NULL && length > 0)) return csc_i_fail(err, CSC_E_INVALID, "An argument is NULL.");
    if (!self->labelled) return csc_i_fail(err, CSC_E_SEQUENCE, "The accumulator was created with numbered groups.");
    CSC_I_TRY(csc_i_metric_reserve(self, self->groups + 1, err));
    CSC_I_TRY(csc_i_labels_add(&self->labels, &self->allocator, label, length, group, err));
    self->groups = self->labels.count;
    return CSC_OK;
}

csc_status csc_metric_label_get(const csc_metric *self, size_t group, const char **label, size_t *length) {
    if (self == NULL || label == NULL || length == NULL) return CSC_E_INVALID;
    if (!self->labelled) return CSC_E_SEQUENCE;
    if (group >= self->groups) return CSC_E_INVALID;
    *label = csc_i_labels_get(&self->labels, group, length);
    return CSC_OK;
}

/* ---------------------------------------------------------------- merging */

static int can_merge(const csc_metric *self, size_t to, const csc_metric *other, size_t from) {
    const uint64_t *a = self->cell + to * self->stride, *b = other->cell + from * self->stride;
    for (size_t c = 0; c < self->stride; c++)
        if (b[c] > CSC_I_METRIC_COUNT_MAX - a[c]) return 0;
    return 1;
}

/* Cannot fail: the extra record of the target was made before. */
static void merge_group(csc_metric *self, size_t to, const csc_metric *other, size_t from) {
    uint64_t *a = self->cell + to * self->stride;
    const uint64_t *b = other->cell + from * self->stride;
    for (size_t c = 0; c < self->stride; c++) a[c] += b[c];
    const csc_i_metric_extra *y = csc_i_metric_extra_look(other, from);
    if (y == NULL) return;
    csc_i_metric_extra *x = self->extra[to];
    csc_i_exact_merge(&x->fraction, &y->fraction);
    csc_i_exact_merge(&x->fraction2, &y->fraction2);
    for (size_t c = 0; y->cell != NULL && c < extra_cells(self); c++) csc_i_exact_merge(&x->cell[c], &y->cell[c]);
}

static csc_status merge_checked(csc_metric *self, const csc_metric *other, const size_t *map, csc_error *err) {
    for (size_t g = 0; g < other->groups; g++) {
        size_t to = map == NULL ? g : map[g];
        if (!can_merge(self, to, other, g)) return csc_i_fail(err, CSC_E_OVERFLOW, "The groups hold too many answers together.");
        const csc_i_metric_extra *y = csc_i_metric_extra_look(other, g);
        if (y != NULL && csc_i_metric_extra_get(self, to, y->cell != NULL) == NULL)
            return csc_i_fail(err, CSC_E_NOMEM, "There is no memory for the sums.");
    }
    for (size_t g = 0; g < other->groups; g++) merge_group(self, map == NULL ? g : map[g], other, g);
    return CSC_OK;
}

/* Takes back the labels made since there were `groups` groups. */
static void forget_labels(csc_metric *self, size_t groups) {
    for (size_t g = groups; g < self->groups; g++) {
        if (self->extra == NULL) break;
        extra_free(self, self->extra[g]);
        self->extra[g] = NULL;
    }
    csc_i_labels_truncate(&self->labels, groups);
    self->groups = groups;
}

csc_status csc_metric_merge(csc_metric *self, const csc_metric *other, csc_error *err) {
    if (self == NULL || other == NULL) return csc_i_fail(err, CSC_E_INVALID, "An argument is NULL.");
    if (self->spec.canonical_length != other->spec.canonical_length ||
        memcmp(self->spec.canonical, other->spec.canonical, self->spec.canonical_length) != 0)
        return csc_i_fail(err, CSC_E_MISMATCH, "The two accumulators are of different specs.");
    if (self->labelled != other->labelled)
        return csc_i_fail(err, CSC_E_MISMATCH, "One accumulator has labelled and the other numbered groups.");
    if (!self->labelled && self->groups != other->groups)
        return csc_i_fail(err, CSC_E_MISMATCH, "The two accumulators have different numbers of groups.");
    if (!self->labelled || self == other) return merge_checked(self, other, NULL, err);
    size_t *map = csc_i_alloc_array(&self->allocator, other->groups + 1, sizeof *map), before = self->groups;
    if (map == NULL) return csc_i_fail(err, CSC_E_NOMEM, "There is no memory for the labels.");
    csc_status status = CSC_OK;
    for (size_t g = 0; g < other->groups && status == CSC_OK; g++) {
        size_t length;
        const char *label = csc_i_labels_get(&other->labels, g, &length);
        status = csc_metric_label(self, label, length, &map[g], err);
    }
    if (status == CSC_OK) status = merge_checked(self, other, map, err);
    csc_i_free(&self->allocator, map, (other->groups + 1) * sizeof *map);
    if (status != CSC_OK) forget_labels(self, before);
    return status;
}

csc_status csc_metric_clone(csc_metric **out, const csc_metric *self, csc_error *err) {
    if (out == NULL) return csc_i_fail(err, CSC_E_INVALID, "The place for the object is NULL.");
    *out = NULL;
    if (self == NULL) return csc_i_fail(err, CSC_E_INVALID, "The object is NULL.");
    csc_context context;
    csc_context_init(&context);
    context.allocator = &self->allocator;
    csc_metric *copy;
    CSC_I_TRY(
        csc_metric_create(&copy, self->spec.canonical, self->spec.canonical_length, self->labelled ? 0 : self->groups, &context, err));
    csc_status status = csc_metric_merge(copy, self, err);
    if (status != CSC_OK) {
        csc_metric_destroy(copy);
        return status;
    }
    *out = copy;
    return CSC_OK;
}
