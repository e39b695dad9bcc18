/* Expectation-experience pairs: life, adding, merging. */
#include "satisfaction/gap.h"

#define FIXED_ONE 1099511627776.0 /* 2^40 */
#define FIXED_MASK (((uint64_t)1 << 40) - 1)

csc_i_fixed csc_i_fixed_of(double v) {
    double whole = floor(v), part = floor((v - whole) * FIXED_ONE + 0.5);
    csc_i_fixed f = {(int64_t)whole, (uint64_t)part};
    f.whole += (int64_t)(f.fraction >> 40);
    f.fraction &= FIXED_MASK;
    return f;
}

void csc_i_fixed_add(csc_i_fixed *to, csc_i_fixed v) {
    uint64_t fraction = to->fraction + v.fraction;
    to->whole += v.whole + (int64_t)(fraction >> 40);
    to->fraction = fraction & FIXED_MASK;
}

double csc_i_fixed_value(csc_i_fixed v) {
    return (double)v.whole + (double)v.fraction / FIXED_ONE;
}

csc_status csc_gap_create(csc_gap **out, const char *spec, size_t spec_length, const csc_context *context, csc_error *err) {
    if (out == NULL) return csc_i_fail(err, CSC_E_INVALID, "The place for the object is NULL.");
    *out = NULL;
    if (spec == NULL) return csc_i_fail(err, CSC_E_INVALID, "The spec is NULL.");
    csc_allocator a = csc_i_allocator(context);
    csc_gap *self = csc_i_zalloc(&a, sizeof *self);
    if (self == NULL) return csc_i_fail(err, CSC_E_NOMEM, "There is no memory for the object.");
    self->allocator = a;
    csc_status status = csc_i_spec_parse(spec, spec_length == SIZE_MAX ? strlen(spec) : spec_length, &self->spec, err);
    const char *id = status == CSC_OK ? self->spec.definition->id : "";
    if (status == CSC_OK && strcmp(id, "gap:survey/1") != 0)
        status = csc_i_fail_key(err, CSC_E_SPEC, "The definition is not one of a survey's gap.", id, strlen(id));
    if (status != CSC_OK) {
        csc_gap_destroy(self);
        return status;
    }
    self->tolerance = csc_i_spec_get(&self->spec, "tolerance")->number;
    self->is_auto = csc_i_spec_is(&self->spec, "tolerance", "auto");
    self->level = csc_i_spec_get(&self->spec, "level")->number;
    *out = self;
    return CSC_OK;
}

void csc_gap_destroy(csc_gap *self) {
    if (self == NULL) return;
    csc_allocator a = self->allocator;
    csc_i_labels_free(&self->items, &a);
    csc_i_labels_free(&self->respondents, &a);
    csc_i_free(&a, self->item, self->item_capacity * sizeof *self->item);
    csc_i_free(&a, self->respondent, self->respondent_capacity * sizeof *self->respondent);
    csc_i_free(&a, self->cell, self->cell_capacity * sizeof *self->cell);
    csc_i_free(&a, self->slot, self->slots * sizeof *self->slot);
    csc_i_free(&a, self, sizeof *self);
}

/* Grows *items to `want`, zeroing what is new. */
static csc_status grow(csc_gap *self, void **items, size_t *capacity, size_t want, size_t size, csc_error *err) {
    size_t before = *capacity;
    if (csc_i_grow(&self->allocator, items, capacity, want, size) != CSC_OK)
        return csc_i_fail(err, CSC_E_NOMEM, "There is no memory for the sums.");
    if (*capacity > before) memset((char *)*items + before * size, 0, (*capacity - before) * size);
    return CSC_OK;
}

csc_status csc_gap_item(csc_gap *self, const char *label, size_t length, size_t *item, csc_error *err) {
    if (self == NULL || item == NULL || (label == NULL && length > 0)) return csc_i_fail(err, CSC_E_INVALID, "An argument is NULL.");
    void *block = self->item;
    csc_status status = grow(self, &block, &self->item_capacity, self->items.count + 1, sizeof *self->item, err);
    self->item = block;
    return status == CSC_OK ? csc_i_labels_add(&self->items, &self->allocator, label, length, item, err) : status;
}

csc_status csc_gap_respondent(csc_gap *self, const char *label, size_t length, size_t *respondent, csc_error *err) {
    if (self == NULL || respondent == NULL || (label == NULL && length > 0)) return csc_i_fail(err, CSC_E_INVALID, "An argument is NULL.");
    void *block = self->respondent;
    csc_status status = grow(self, &block, &self->respondent_capacity, self->respondents.count + 1, sizeof *self->respondent, err);
    self->respondent = block;
    return status == CSC_OK ? csc_i_labels_add(&self->respondents, &self->allocator, label, length, respondent, err) : status;
}

csc_status csc_gap_size(const csc_gap *self, size_t *items, size_t *respondents) {
    if (self == NULL) return CSC_E_INVALID;
    if (items != NULL) *items = self->items.count;
    if (respondents != NULL) *respondents = self->respondents.count;
    return CSC_OK;
}

/* ------------------------------------------------------------------ cells */

static size_t cell_slot(const csc_gap *self, uint32_t respondent, uint32_t item) {
    uint64_t key = ((uint64_t)respondent << 32 | item) * UINT64_C(0x9E3779B97F4A7C15);
    size_t at = (size_t)(key ^ key >> 29) & (self->slots - 1);
    for (; self->slot[at] != 0; at = (at + 1) & (self->slots - 1)) {
        const csc_i_gap_cell *c = &self->cell[self->slot[at] - 1];
        if (c->respondent == respondent && c->item == item) break;
    }
    return at;
}

static int grow_slots(csc_gap *self) {
    size_t slots = self->slots == 0 ? 64 : self->slots * 2;
    uint32_t *fresh = csc_i_alloc_array(&self->allocator, slots, sizeof *fresh);
    if (fresh == NULL || self->cells >= INT32_MAX) return 0;
    memset(fresh, 0, slots * sizeof *fresh);
    csc_i_free(&self->allocator, self->slot, self->slots * sizeof *self->slot);
    self->slot = fresh;
    self->slots = slots;
    for (size_t c = 0; c < self->cells; c++) self->slot[cell_slot(self, self->cell[c].respondent, self->cell[c].item)] = (uint32_t)c + 1;
    return 1;
}

csc_i_gap_cell *csc_i_gap_cell_get(csc_gap *self, uint32_t respondent, uint32_t item) {
    if (self->slots / 2 <= self->cells && !grow_slots(self)) return NULL;
    size_t at = cell_slot(self, respondent, item);
    if (self->slot[at] == 0) {
        void *block = self->cell;
        csc_status status = csc_i_grow(&self->allocator, &block, &self->cell_capacity, self->cells + 1, sizeof *self->cell);
        self->cell = block;
        if (status != CSC_OK) return NULL;
        csc_i_gap_cell *c = &self->cell[self->cells++];
        memset(c, 0, sizeof *c);
        c->respondent = respondent;
        c->item = item;
        self->slot[at] = (uint32_t)self->cells;
    }
    return &self->cell[self->slot[at] - 1];
}

const csc_i_gap_cell *csc_i_gap_cell_look(const csc_gap *self, uint32_t respondent, uint32_t item) {
    return &self->cell[self->slot[cell_slot(self, respondent, item)] - 1];
}

/* ----------------------------------------------------------------- adding */

typedef struct pair {
    size_t respondent, item;
    double expectation, experience, weight;
} pair;

static csc_status fail_row(csc_error *err, const char *message, const char *key, size_t row) {
    csc_i_fail_key(err, CSC_E_RANGE, message, key, strlen(key));
    if (err != NULL) err->row = row;
    return CSC_E_RANGE;
}

static csc_status read_index(const csc_column *c, size_t row, size_t count, const char *key, size_t *out, csc_error *err) {
    int64_t v = 0;
    if (c != NULL && csc_i_column_i64(c, row, &v) != 1) return fail_row(err, "The index is missing or no whole number.", key, row);
    if (v < 0 || (uint64_t)v >= count) return fail_row(err, "There is nothing of this index.", key, row);
    *out = (size_t)v;
    return CSC_OK;
}

static csc_status read_answer(const csc_column *c, size_t row, const char *key, double *out, csc_error *err) {
    *out = csc_i_column_f64(c, row);
    if (fabs(*out) > CSC_I_GAP_VALUE_MAX) return fail_row(err, "The answer is beyond a million.", key, row);
    return CSC_OK;
}

typedef struct columns {
    const csc_column *respondent, *item, *expectation, *experience, *weight;
} columns;

static csc_status read_pair(const csc_gap *self, const columns *c, size_t row, pair *out, csc_error *err) {
    CSC_I_TRY(read_index(c->respondent, row, self->respondents.count, "respondent", &out->respondent, err));
    CSC_I_TRY(read_index(c->item, row, self->items.count, "item", &out->item, err));
    CSC_I_TRY(read_answer(c->expectation, row, "expectation", &out->expectation, err));
    CSC_I_TRY(read_answer(c->experience, row, "experience", &out->experience, err));
    out->weight = 1;
    if (c->weight != NULL) out->weight = csc_i_column_f64(c->weight, row);
    if (!(out->weight == 0 || (out->weight >= 1e-100 && out->weight <= 1e100)))
        return fail_row(err, "A weight must be 0 or from 1e-100 to 1e100.", "weight", row);
    return CSC_OK;
}

static void count(csc_gap *self, const pair *p) {
    csc_i_gap_item *i = &self->item[p->item];
    if (isnan(p->expectation) || isnan(p->experience)) {
        i->missing++;
        return;
    }
    double w = p->weight, g = p->experience - p->expectation;
    csc_i_exact_add(&i->weight, w);
    csc_i_exact_add(&i->weight2, w * w);
    csc_i_exact_add(&i->expectation, w * p->expectation);
    csc_i_exact_add(&i->experience, w * p->experience);
    csc_i_exact_add(&i->gap, w * g);
    csc_i_exact_add(&i->gap2, w * g * g);
    i->n++;
    csc_i_gap_respondent *r = &self->respondent[p->respondent];
    csc_i_fixed_add(&r->gap, csc_i_fixed_of(g));
    r->n++;
    if (!self->is_auto) return;
    csc_i_gap_cell *c = csc_i_gap_cell_get(self, (uint32_t)p->respondent, (uint32_t)p->item);
    csc_i_fixed y = csc_i_fixed_of(p->experience);
    double v = csc_i_fixed_value(y);
    csc_i_fixed_add(&c->experience, y);
    c->n++;
    csc_i_exact_add(&self->squares, v * v);
}

csc_status csc_gap_add(csc_gap *self, const csc_column *respondent, const csc_column *item, const csc_column *expectation,
                       const csc_column *experience, const csc_column *weight, size_t n, csc_error *err) {
    if (self == NULL) return csc_i_fail(err, CSC_E_INVALID, "The object is NULL.");
    if (n == 0) return CSC_OK;
    if (respondent == NULL || expectation == NULL || experience == NULL) return csc_i_fail(err, CSC_E_INVALID, "A column is NULL.");
    CSC_I_TRY(csc_i_column_check(respondent, n, "respondent", err));
    if (item != NULL) CSC_I_TRY(csc_i_column_check(item, n, "item", err));
    CSC_I_TRY(csc_i_column_check(expectation, n, "expectation", err));
    CSC_I_TRY(csc_i_column_check(experience, n, "experience", err));
    if (weight != NULL) CSC_I_TRY(csc_i_column_check(weight, n, "weight", err));
    columns c = {respondent, item, expectation, experience, weight};
    pair p;
    /* All that can fail comes first: reading, and the memory for cells. */
    for (size_t row = 0; row < n; row++) {
        CSC_I_TRY(read_pair(self, &c, row, &p, err));
        if (self->is_auto && !isnan(p.expectation) && !isnan(p.experience) &&
            csc_i_gap_cell_get(self, (uint32_t)p.respondent, (uint32_t)p.item) == NULL)
            return csc_i_fail(err, CSC_E_NOMEM, "There is no memory for the visits.");
    }
    for (size_t row = 0; row < n; row++)
        if (read_pair(self, &c, row, &p, NULL) == CSC_OK) count(self, &p);
    return CSC_OK;
}

/* ---------------------------------------------------------------- merging */

static csc_status map_labels(csc_gap *self, const csc_gap *other, size_t *items, size_t *respondents, csc_error *err) {
    size_t length;
    for (size_t i = 0; i < other->items.count; i++) {
        const char *label = csc_i_labels_get(&other->items, i, &length);
        CSC_I_TRY(csc_gap_item(self, label, length, &items[i], err));
    }
    for (size_t r = 0; r < other->respondents.count; r++) {
        const char *label = csc_i_labels_get(&other->respondents, r, &length);
        CSC_I_TRY(csc_gap_respondent(self, label, length, &respondents[r], err));
    }
    for (size_t c = 0; c < other->cells; c++) {
        const csc_i_gap_cell *o = &other->cell[c];
        if (csc_i_gap_cell_get(self, (uint32_t)respondents[o->respondent], (uint32_t)items[o->item]) == NULL)
            return csc_i_fail(err, CSC_E_NOMEM, "There is no memory for the visits.");
    }
    return CSC_OK;
}

static void merge_all(csc_gap *self, const csc_gap *other, const size_t *items, const size_t *respondents) {
    for (size_t i = 0; i < other->items.count; i++) {
        csc_i_gap_item *a = &self->item[items[i]];
        const csc_i_gap_item *b = &other->item[i];
        csc_i_exact_merge(&a->weight, &b->weight);
        csc_i_exact_merge(&a->weight2, &b->weight2);
        csc_i_exact_merge(&a->expectation, &b->expectation);
        csc_i_exact_merge(&a->experience, &b->experience);
        csc_i_exact_merge(&a->gap, &b->gap);
        csc_i_exact_merge(&a->gap2, &b->gap2);
        a->n += b->n;
        a->missing += b->missing;
    }
    for (size_t r = 0; r < other->respondents.count; r++) {
        csc_i_fixed_add(&self->respondent[respondents[r]].gap, other->respondent[r].gap);
        self->respondent[respondents[r]].n += other->respondent[r].n;
    }
    for (size_t c = 0; c < other->cells; c++) {
        csc_i_gap_cell o = other->cell[c];
        csc_i_gap_cell *a = csc_i_gap_cell_get(self, (uint32_t)respondents[o.respondent], (uint32_t)items[o.item]);
        if (a == NULL) continue; /* made by map_labels */
        csc_i_fixed_add(&a->experience, o.experience);
        a->n += o.n;
    }
    csc_i_exact_merge(&self->squares, &other->squares);
}

/* Empty items, respondents and cells are not written, so those that a failed merge leaves change nothing. */
csc_status csc_gap_merge(csc_gap *self, const csc_gap *other, csc_error *err) {
    if (self == NULL || other == NULL) return csc_i_fail(err, CSC_E_INVALID, "An argument is NULL.");
    if (self->spec.canonical_length != other->spec.canonical_length ||
        memcmp(self->spec.canonical, other->spec.canonical, self->spec.canonical_length) != 0)
        return csc_i_fail(err, CSC_E_MISMATCH, "The two accumulators are of different specs.");
    for (size_t r = 0; r < other->respondents.count; r++)
        if (other->respondent[r].n > (uint64_t)1 << 40) return csc_i_fail(err, CSC_E_OVERFLOW, "A respondent has too many answers.");
    const csc_allocator *a = &self->allocator;
    size_t ni = other->items.count + 1, nr = other->respondents.count + 1;
    size_t *items = csc_i_alloc_array(a, ni, sizeof *items), *respondents = csc_i_alloc_array(a, nr, sizeof *respondents);
    csc_status status = CSC_OK;
    if (items == NULL || respondents == NULL)
        status = csc_i_fail(err, CSC_E_NOMEM, "There is no memory for the labels.");
    else
        status = map_labels(self, other, items, respondents, err);
    if (status == CSC_OK) merge_all(self, other, items, respondents);
    csc_i_free(a, items, ni * sizeof *items);
    csc_i_free(a, respondents, nr * sizeof *respondents);
    return status;
}
