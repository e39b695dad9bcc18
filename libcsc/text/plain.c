/* Plain text out of mail and chat bodies, with a map. */
#include "text/plain.h"

static csc_status reserve(csc_i_plain_out *o, size_t more) {
    if (more > SIZE_MAX / 2 - o->length) return CSC_E_NOMEM;
    void *items = o->text;
    csc_status s = csc_i_grow(o->allocator, &items, &o->capacity, o->length + more + 1, 1);
    o->text = items;
    return s;
}

static void note_end(csc_i_plain_out *o) {
    if (o->length == 0) return;
    uint8_t c = o->text[o->length - 1];
    o->blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

csc_status csc_i_plain_copy(csc_i_plain_out *o, const uint8_t *source, size_t length) {
    if (length == 0) return CSC_OK;
    CSC_I_TRY(reserve(o, length));
    memcpy(o->text + o->length, source, length);
    o->length += length;
    o->from += length;
    note_end(o);
    return CSC_OK;
}

csc_status csc_i_plain_put(csc_i_plain_out *o, const void *bytes, size_t length, size_t from_length) {
    if (length == 0 && from_length == 0) return CSC_OK;
    CSC_I_TRY(reserve(o, length));
    csc_i_change *last = o->map.count > 0 ? &o->map.changes[o->map.count - 1] : NULL;
    if (length == 0 && last != NULL && last->to_length == 0 && last->to == o->length && from_length < UINT32_MAX - last->from_length) {
        last->from_length += (uint32_t)from_length; /* neighbours that vanish are one change */
    } else {
        while (from_length > UINT32_MAX) { /* a change holds 32 bits */
            CSC_I_TRY(csc_i_map_add(&o->map, o->allocator, o->length, 0, o->from, UINT32_MAX));
            o->from += UINT32_MAX;
            from_length -= UINT32_MAX;
        }
        CSC_I_TRY(csc_i_map_add(&o->map, o->allocator, o->length, length, o->from, from_length));
    }
    if (length > 0) memcpy(o->text + o->length, bytes, length);
    o->length += length;
    o->from += from_length;
    note_end(o);
    return CSC_OK;
}

csc_status csc_i_plain_break(csc_i_plain_out *o, size_t from_length, int paragraph) {
    size_t ends = 0, i = o->length;
    while (i > 0 && (o->text[i - 1] == '\n' || o->text[i - 1] == ' ')) ends += o->text[--i] == '\n';
    size_t want = i == 0 ? 0 : paragraph ? 2 : ends + 1 > 2 ? 2 : ends + 1;
    return csc_i_plain_put(o, "\n\n", want > ends ? want - ends : 0, from_length);
}

static void start(csc_i_plain_out *o) {
    o->length = o->from = 0;
    o->map.count = 0;
    o->blank = 1;
}

csc_status csc_plain_create(csc_plain **out, const csc_context *context, csc_error *err) {
    if (out == NULL) return csc_i_fail(err, CSC_E_INVALID, "out is NULL");
    *out = NULL;
    csc_allocator a = csc_i_allocator(context);
    csc_plain *p = csc_i_zalloc(&a, sizeof *p);
    if (p == NULL) return csc_i_fail(err, CSC_E_NOMEM, "No memory.");
    p->allocator = a;
    p->read.allocator = p->kept.allocator = &p->allocator;
    *out = p;
    return CSC_OK;
}

void csc_plain_destroy(csc_plain *self) {
    if (self == NULL) return;
    csc_allocator a = self->allocator;
    csc_i_plain_out *parts[] = {&self->read, &self->kept};
    for (int i = 0; i < 2; i++) {
        csc_i_free(&a, parts[i]->text, parts[i]->capacity);
        csc_i_free(&a, parts[i]->map.changes, parts[i]->map.capacity * sizeof *parts[i]->map.changes);
    }
    csc_i_free(&a, self, sizeof *self);
}

csc_status csc_plain_run(csc_plain *self, const char *text, size_t length, int32_t media, int32_t drop, csc_error *err) {
    if (self == NULL || (text == NULL && length > 0)) return csc_i_fail(err, CSC_E_INVALID, "self or text is NULL");
    if (media < CSC_MEDIA_PLAIN || media > CSC_MEDIA_MARKDOWN) return csc_i_fail(err, CSC_E_INVALID, "media is not of enum csc_media");
    if (drop < 0 || drop > CSC_PLAIN_DROP_ALL) return csc_i_fail(err, CSC_E_INVALID, "drop is not a sum of enum csc_plain_drop");
    start(&self->read);
    start(&self->kept);
    CSC_I_TRY(csc_text_check(text, length, NULL, err));
    const uint8_t *t = (const uint8_t *)text;
    csc_status s = media == CSC_MEDIA_HTML       ? csc_i_plain_html(&self->read, t, length, drop & CSC_PLAIN_DROP_QUOTES)
                   : media == CSC_MEDIA_MARKDOWN ? csc_i_plain_markdown(&self->read, t, length, drop & CSC_PLAIN_DROP_QUOTES)
                                                 : csc_i_plain_copy(&self->read, t, length);
    if (s == CSC_OK) s = csc_i_plain_strip(&self->read, &self->kept, drop);
    if (s == CSC_OK) return s;
    start(&self->kept);
    return csc_i_fail(err, s, "No memory.");
}

const char *csc_plain_text(const csc_plain *self, size_t *length) {
    if (length != NULL) *length = self == NULL ? 0 : self->kept.length;
    if (self == NULL) return NULL;
    return self->kept.text == NULL ? "" : (const char *)self->kept.text;
}

csc_status csc_plain_source(const csc_plain *self, size_t begin, size_t end, csc_span *source) {
    if (self == NULL || source == NULL) return CSC_E_INVALID;
    if (begin > end || end > self->kept.length) return CSC_E_RANGE;
    size_t a = csc_i_map_source(&self->kept.map, begin, 0), b = csc_i_map_source(&self->kept.map, end, 1);
    source->begin = csc_i_map_source(&self->read.map, a, 0);
    source->end = begin == end ? source->begin : csc_i_map_source(&self->read.map, b, 1);
    if (source->end < source->begin) source->end = source->begin; /* a line end put in where something was left out stands for nothing */
    return CSC_OK;
}
