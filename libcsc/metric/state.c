/* The state of an accumulator as canonical bytes. Payload:
 *   u8      1 with labels, 0 without
 *   varint  number of groups
 *   a group: [varint length, label]            with labels; groups in rising order of their labels as bytes
 *            u8 flags                          1: fractions, 2: weights
 *            varint * (points + 2)             answers of weight 1 at each point, missing, off scale
 *            two exact sums                    with fractions
 *            (points + 3) exact sums           with weights: as the counts, then the squares
 * A flag is set only when one of its sums is not zero, so that equal answers give equal bytes. */
#include "metric/internal.h"

#define VERSION 1
#define FRACTIONS 1
#define WEIGHTS 2

static int any(const csc_i_exact *s, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (csc_i_exact_value(&s[i]) != 0) return 1;
    return 0;
}

static void write_group(const csc_metric *self, size_t g, csc_i_writer *w) {
    const csc_i_metric_extra *e = csc_i_metric_extra_look(self, g);
    int fractions = e != NULL && any(&e->fraction, 1);
    int weights = e != NULL && e->cell != NULL && any(e->cell, self->stride + 1);
    if (self->labelled) {
        size_t length;
        const char *label = csc_i_labels_get(&self->labels, g, &length);
        csc_i_write_varint(w, length);
        csc_i_write_bytes(w, label, length);
    }
    csc_i_write_u8(w, (uint8_t)((fractions ? FRACTIONS : 0) | (weights ? WEIGHTS : 0)));
    for (size_t c = 0; c < self->stride; c++) csc_i_write_varint(w, self->cell[g * self->stride + c]);
    if (fractions) {
        csc_i_exact_write(&e->fraction, w);
        csc_i_exact_write(&e->fraction2, w);
    }
    for (size_t c = 0; weights && c <= self->stride; c++) csc_i_exact_write(&e->cell[c], w);
}

csc_status csc_metric_serialize(const csc_metric *self, void *buffer, size_t capacity, size_t *needed, csc_error *err) {
    if (self == NULL || (buffer == NULL && capacity > 0)) return csc_i_fail(err, CSC_E_INVALID, "An argument is NULL.");
    csc_i_writer w;
    uint32_t *order = NULL;
    if (self->labelled) {
        order = csc_i_alloc_array(&self->allocator, self->groups + 1, sizeof *order);
        if (order == NULL) return csc_i_fail(err, CSC_E_NOMEM, "There is no memory for the order of the labels.");
        csc_i_labels_order(&self->labels, order);
    }
    csc_i_writer_begin(&w, buffer, capacity, CSC_STATE_METRIC, VERSION, &self->spec);
    csc_i_write_u8(&w, self->labelled ? 1 : 0);
    csc_i_write_varint(&w, self->groups);
    for (size_t g = 0; g < self->groups; g++) write_group(self, order != NULL ? order[g] : g, &w);
    csc_i_free(&self->allocator, order, (self->groups + 1) * sizeof *order);
    csc_status status = csc_i_writer_finish(&w, needed, buffer == NULL ? NULL : err);
    return buffer == NULL && status == CSC_E_BUFFER ? CSC_OK : status;
}

/* ---------------------------------------------------------------- reading */

static csc_status fail_at(const csc_i_reader *r, csc_error *err) {
    return csc_i_fail_byte(err, CSC_E_FORMAT, "The payload is not one that a metric writes.", r->at);
}

/* n sums, none negative or infinite; at least one above zero where `some`. */
static int read_sums(csc_i_reader *r, csc_i_exact *s, size_t n, int some) {
    int found = 0;
    for (size_t i = 0; i < n; i++) {
        csc_i_exact_read(&s[i], r);
        double v = r->failed ? 0 : csc_i_exact_value(&s[i]);
        if (!(v >= 0 && v <= 1e300)) return 0;
        if (v > 0) found = 1;
    }
    return !r->failed && (found || !some);
}

static csc_status read_group(csc_metric *self, size_t g, csc_i_reader *r, csc_error *err) {
    uint8_t flags = csc_i_read_u8(r);
    if (r->failed || flags > (FRACTIONS | WEIGHTS) || ((flags & FRACTIONS) != 0 && self->plan.family != CSC_I_METRIC_MEAN))
        return fail_at(r, err);
    for (size_t c = 0; c < self->stride; c++) {
        uint64_t n = csc_i_read_varint(r);
        if (n > CSC_I_METRIC_COUNT_MAX) return fail_at(r, err);
        self->cell[g * self->stride + c] = n;
    }
    if (flags == 0) return r->failed ? fail_at(r, err) : CSC_OK;
    csc_i_metric_extra *e = csc_i_metric_extra_get(self, g, (flags & WEIGHTS) != 0);
    if (e == NULL) return csc_i_fail(err, CSC_E_NOMEM, "There is no memory for the sums.");
    if ((flags & FRACTIONS) != 0 && !(read_sums(r, &e->fraction, 1, 1) && read_sums(r, &e->fraction2, 1, 1))) return fail_at(r, err);
    if ((flags & WEIGHTS) != 0 && !read_sums(r, e->cell, self->stride + 1, 1)) return fail_at(r, err);
    return CSC_OK;
}

static csc_status read_label(csc_metric *self, size_t g, csc_i_reader *r, csc_error *err) {
    uint64_t length = csc_i_read_varint(r);
    if (length > CSC_I_LABEL_MAX) return fail_at(r, err);
    const uint8_t *label = csc_i_read_bytes(r, (size_t)length);
    size_t got;
    if (label == NULL) return fail_at(r, err);
    CSC_I_TRY(csc_metric_label(self, (const char *)label, (size_t)length, &got, err));
    if (got != g || (g > 0 && !csc_i_labels_before(&self->labels, g - 1, g))) return fail_at(r, err);
    return CSC_OK;
}

static csc_status read_all(csc_metric *self, uint64_t groups, csc_i_reader *r, csc_error *err) {
    for (size_t g = 0; g < groups; g++) {
        if (self->labelled) CSC_I_TRY(read_label(self, g, r, err));
        CSC_I_TRY(read_group(self, g, r, err));
    }
    return csc_i_reader_finish(r, err);
}

csc_status csc_metric_deserialize(csc_metric **out, const void *bytes, size_t length, const csc_context *context, csc_error *err) {
    if (out == NULL) return csc_i_fail(err, CSC_E_INVALID, "The place for the object is NULL.");
    *out = NULL;
    if (bytes == NULL) return csc_i_fail(err, CSC_E_INVALID, "The bytes are NULL.");
    csc_i_reader r;
    csc_i_spec spec;
    CSC_I_TRY(csc_i_reader_begin(&r, bytes, length, CSC_STATE_METRIC, VERSION, &spec, err));
    csc_i_metric_plan plan;
    if (csc_i_metric_plan_make(&spec, &plan, NULL) != CSC_OK) return fail_at(&r, err);
    uint8_t labelled = csc_i_read_u8(&r);
    uint64_t groups = csc_i_read_varint(&r);
    size_t smallest = plan.points + CSC_I_METRIC_EXTRA_CELLS + 1 + labelled;
    if (r.failed || labelled > 1 || (groups == 0 && !labelled) || groups > csc_i_reader_room(&r, smallest)) return fail_at(&r, err);
    csc_metric *self;
    CSC_I_TRY(csc_metric_create(&self, spec.canonical, spec.canonical_length, labelled ? 0 : (size_t)groups, context, err));
    csc_status status = read_all(self, groups, &r, err);
    if (status != CSC_OK) {
        csc_metric_destroy(self);
        return status;
    }
    *out = self;
    return CSC_OK;
}
