/* The state of a gap accumulator as canonical bytes. Payload:
 *   varint  items, then each in rising order of labels: varint length, label, varint n, varint missing, six exact sums
 *   varint  respondents with answers, then each in rising order: varint length, label, varint n, i64 whole, u64 fraction
 *   with tolerance=auto: varint cells, then each in rising order of respondent and item: varint respondent, varint item (numbers in the
 *           orders above), varint n, i64 whole, u64 fraction; one exact sum of squares
 * Items without any row and respondents without answers are left out. */
#include "satisfaction/gap.h"

#define VERSION 1
#define COUNT_MAX ((uint64_t)1 << 52)
#define FRACTION_END ((uint64_t)1 << 40)

static void write_fixed(csc_i_writer *w, csc_i_fixed v) {
    csc_i_write_i64(w, v.whole);
    csc_i_write_u64(w, v.fraction);
}

static void write_label(const csc_i_labels *labels, size_t i, csc_i_writer *w) {
    size_t length;
    const char *label = csc_i_labels_get(labels, i, &length);
    csc_i_write_varint(w, length);
    csc_i_write_bytes(w, label, length);
}

static int item_used(const csc_gap *self, size_t i) {
    return self->item[i].n > 0 || self->item[i].missing > 0;
}

static void write_items(const csc_gap *self, const uint32_t *order, uint32_t *number, csc_i_writer *w) {
    uint32_t used = 0;
    for (size_t k = 0; k < self->items.count; k++)
        if (item_used(self, order[k])) number[order[k]] = used++;
    csc_i_write_varint(w, used);
    for (size_t k = 0; k < self->items.count; k++) {
        const csc_i_gap_item *i = &self->item[order[k]];
        if (!item_used(self, order[k])) continue;
        write_label(&self->items, order[k], w);
        csc_i_write_varint(w, i->n);
        csc_i_write_varint(w, i->missing);
        csc_i_exact_write(&i->weight, w);
        csc_i_exact_write(&i->weight2, w);
        csc_i_exact_write(&i->expectation, w);
        csc_i_exact_write(&i->experience, w);
        csc_i_exact_write(&i->gap, w);
        csc_i_exact_write(&i->gap2, w);
    }
}

static void write_respondents(const csc_gap *self, const uint32_t *order, uint32_t *number, csc_i_writer *w) {
    uint32_t used = 0;
    for (size_t k = 0; k < self->respondents.count; k++)
        if (self->respondent[order[k]].n > 0) number[order[k]] = used++;
    csc_i_write_varint(w, used);
    for (size_t k = 0; k < self->respondents.count; k++) {
        const csc_i_gap_respondent *r = &self->respondent[order[k]];
        if (r->n == 0) continue;
        write_label(&self->respondents, order[k], w);
        csc_i_write_varint(w, r->n);
        write_fixed(w, r->gap);
    }
}

static void sift(uint64_t *key, size_t at, size_t n) {
    for (size_t child; (child = 2 * at + 1) < n; at = child) {
        if (child + 1 < n && key[child] < key[child + 1]) child++;
        if (key[at] >= key[child]) return;
        uint64_t t = key[at];
        key[at] = key[child];
        key[child] = t;
    }
}

static void sort(uint64_t *key, size_t n) {
    for (size_t i = n / 2; i-- > 0;) sift(key, i, n);
    for (size_t end = n; end > 1; end--) {
        uint64_t t = key[0];
        key[0] = key[end - 1];
        key[end - 1] = t;
        sift(key, 0, end - 1);
    }
}

/* Cells are few bits each, so the sorted keys carry respondent and item, and the cell is found again. */
static csc_status write_cells(const csc_gap *self, const uint32_t *items, const uint32_t *respondents, const uint32_t *item_order,
                              const uint32_t *respondent_order, csc_i_writer *w) {
    uint64_t *key = csc_i_alloc_array(&self->allocator, self->cells + 1, sizeof *key);
    size_t used = 0;
    if (key == NULL) return CSC_E_NOMEM;
    for (size_t c = 0; c < self->cells; c++)
        if (self->cell[c].n > 0) key[used++] = (uint64_t)respondents[self->cell[c].respondent] << 32 | items[self->cell[c].item];
    sort(key, used);
    csc_i_write_varint(w, used);
    for (size_t k = 0; k < used; k++) {
        uint32_t r = (uint32_t)(key[k] >> 32), i = (uint32_t)key[k];
        const csc_i_gap_cell *c = csc_i_gap_cell_look(self, respondent_order[r], item_order[i]);
        csc_i_write_varint(w, r);
        csc_i_write_varint(w, i);
        csc_i_write_varint(w, c->n);
        write_fixed(w, c->experience);
    }
    csc_i_exact_write(&self->squares, w);
    csc_i_free(&self->allocator, key, (self->cells + 1) * sizeof *key);
    return CSC_OK;
}

csc_status csc_gap_serialize(const csc_gap *self, void *buffer, size_t capacity, size_t *needed, csc_error *err) {
    if (self == NULL || (buffer == NULL && capacity > 0)) return csc_i_fail(err, CSC_E_INVALID, "An argument is NULL.");
    const csc_allocator *a = &self->allocator;
    size_t ni = self->items.count, nr = self->respondents.count, words = 3 * (ni + nr) + 1;
    uint32_t *work = csc_i_alloc_array(a, words, sizeof *work);
    if (work == NULL) return csc_i_fail(err, CSC_E_NOMEM, "There is no memory for the order of the labels.");
    memset(work, 0, words * sizeof *work);
    uint32_t *item_order = work, *item_number = work + ni, *item_back = work + 2 * ni;
    uint32_t *respondent_order = work + 3 * ni, *respondent_number = respondent_order + nr, *respondent_back = respondent_number + nr;
    csc_i_labels_order(&self->items, item_order);
    csc_i_labels_order(&self->respondents, respondent_order);
    csc_i_writer w;
    csc_i_writer_begin(&w, buffer, capacity, CSC_STATE_SATISFACTION, VERSION, &self->spec);
    write_items(self, item_order, item_number, &w);
    write_respondents(self, respondent_order, respondent_number, &w);
    csc_status status = CSC_OK;
    if (self->is_auto) {
        for (size_t k = 0; k < ni; k++)
            if (item_used(self, item_order[k])) item_back[item_number[item_order[k]]] = item_order[k];
        for (size_t k = 0; k < nr; k++)
            if (self->respondent[respondent_order[k]].n > 0) respondent_back[respondent_number[respondent_order[k]]] = respondent_order[k];
        status = write_cells(self, item_number, respondent_number, item_back, respondent_back, &w);
    }
    csc_i_free(a, work, words * sizeof *work);
    if (status != CSC_OK) return csc_i_fail(err, status, "There is no memory for the order of the visits.");
    status = csc_i_writer_finish(&w, needed, buffer == NULL ? NULL : err);
    return buffer == NULL && status == CSC_E_BUFFER ? CSC_OK : status;
}

/* ---------------------------------------------------------------- reading */

static csc_status fail_at(const csc_i_reader *r, csc_error *err) {
    return csc_i_fail_byte(err, CSC_E_FORMAT, "The payload is not one that a gap writes.", r->at);
}

static int read_fixed(csc_i_reader *r, csc_i_fixed *v) {
    v->whole = csc_i_read_i64(r);
    v->fraction = csc_i_read_u64(r);
    return !r->failed && v->fraction < FRACTION_END && v->whole < INT64_MAX / 4 && v->whole > INT64_MIN / 4;
}

static int read_count(csc_i_reader *r, uint64_t *n) {
    *n = csc_i_read_varint(r);
    return !r->failed && *n <= COUNT_MAX;
}

static int read_sum(csc_i_reader *r, csc_i_exact *s) {
    csc_i_exact_read(s, r);
    return !r->failed && isfinite(csc_i_exact_value(s));
}

typedef csc_status (*label_fn)(csc_gap *self, const char *label, size_t length, size_t *index, csc_error *err);

/* The next label must be new and come after the one before. */
static csc_status read_label(csc_gap *self, label_fn add, const csc_i_labels *labels, size_t want, csc_i_reader *r, csc_error *err) {
    uint64_t length = csc_i_read_varint(r);
    if (r->failed || length > CSC_I_LABEL_MAX) return fail_at(r, err);
    const uint8_t *label = csc_i_read_bytes(r, (size_t)length);
    size_t got;
    if (label == NULL) return fail_at(r, err);
    CSC_I_TRY(add(self, (const char *)label, (size_t)length, &got, err));
    if (got != want || (want > 0 && !csc_i_labels_before(labels, want - 1, want))) return fail_at(r, err);
    return CSC_OK;
}

static csc_status read_items(csc_gap *self, csc_i_reader *r, csc_error *err) {
    uint64_t count = csc_i_read_varint(r);
    if (count > csc_i_reader_room(r, 9)) return fail_at(r, err);
    for (size_t k = 0; k < count; k++) {
        CSC_I_TRY(read_label(self, csc_gap_item, &self->items, k, r, err));
        csc_i_gap_item *i = &self->item[k];
        if (!read_count(r, &i->n) || !read_count(r, &i->missing) || !item_used(self, k)) return fail_at(r, err);
        if (!read_sum(r, &i->weight) || !read_sum(r, &i->weight2) || !read_sum(r, &i->expectation) || !read_sum(r, &i->experience) ||
            !read_sum(r, &i->gap) || !read_sum(r, &i->gap2))
            return fail_at(r, err);
        if (csc_i_exact_value(&i->weight) < 0 || csc_i_exact_value(&i->weight2) < 0 || csc_i_exact_value(&i->gap2) < 0)
            return fail_at(r, err);
    }
    return CSC_OK;
}

static csc_status read_respondents(csc_gap *self, csc_i_reader *r, csc_error *err) {
    uint64_t count = csc_i_read_varint(r);
    if (count > csc_i_reader_room(r, 18)) return fail_at(r, err);
    for (size_t k = 0; k < count; k++) {
        CSC_I_TRY(read_label(self, csc_gap_respondent, &self->respondents, k, r, err));
        csc_i_gap_respondent *x = &self->respondent[k];
        if (!read_count(r, &x->n) || x->n == 0 || !read_fixed(r, &x->gap)) return fail_at(r, err);
    }
    return CSC_OK;
}

static csc_status read_cells(csc_gap *self, csc_i_reader *r, csc_error *err) {
    uint64_t count = csc_i_read_varint(r), last = 0;
    if (count > csc_i_reader_room(r, 19)) return fail_at(r, err);
    for (size_t k = 0; k < count; k++) {
        uint64_t respondent = csc_i_read_varint(r), item = csc_i_read_varint(r);
        if (r->failed || respondent >= self->respondents.count || item >= self->items.count) return fail_at(r, err);
        uint64_t key = respondent << 32 | item;
        if (k > 0 && key <= last) return fail_at(r, err);
        last = key;
        csc_i_gap_cell *c = csc_i_gap_cell_get(self, (uint32_t)respondent, (uint32_t)item);
        if (c == NULL) return csc_i_fail(err, CSC_E_NOMEM, "There is no memory for the visits.");
        if (!read_count(r, &c->n) || c->n == 0 || !read_fixed(r, &c->experience)) return fail_at(r, err);
    }
    return read_sum(r, &self->squares) ? CSC_OK : fail_at(r, err);
}

csc_status csc_gap_deserialize(csc_gap **out, const void *bytes, size_t length, const csc_context *context, csc_error *err) {
    if (out == NULL) return csc_i_fail(err, CSC_E_INVALID, "The place for the object is NULL.");
    *out = NULL;
    if (bytes == NULL) return csc_i_fail(err, CSC_E_INVALID, "The bytes are NULL.");
    csc_i_reader r;
    csc_i_spec spec;
    csc_gap *self;
    CSC_I_TRY(csc_i_reader_begin(&r, bytes, length, CSC_STATE_SATISFACTION, VERSION, &spec, err));
    if (strcmp(spec.definition->id, "gap:survey/1") != 0) return csc_i_fail(err, CSC_E_MISMATCH, "The state is of another definition.");
    CSC_I_TRY(csc_gap_create(&self, spec.canonical, spec.canonical_length, context, err));
    csc_status status = read_items(self, &r, err);
    if (status == CSC_OK) status = read_respondents(self, &r, err);
    if (status == CSC_OK && self->is_auto) status = read_cells(self, &r, err);
    if (status == CSC_OK) status = csc_i_reader_finish(&r, err);
    if (status != CSC_OK) {
        csc_gap_destroy(self);
        return status;
    }
    *out = self;
    return CSC_OK;
}
