/* Protocols: builder, what a protocol says of itself, serialised form. */
#include "conversation/internal.h"

struct csc_protocol_builder {
    csc_allocator memory;
    csc_protocol *draft;
};

#define PROTOCOL_VERSION 1

const char *csc_item_result_name(int32_t result) {
    static const char *const names[] = {"pending", "pass", "fail", "na"};
    return result >= 0 && result <= 3 ? names[result] : "";
}

csc_status csc_protocol_builder_create(csc_protocol_builder **out, const char *name, size_t name_length, int32_t version,
                                       const csc_context *context, csc_error *err) {
    if (out == NULL) return csc_i_fail(err, CSC_E_INVALID, "out is NULL.");
    *out = NULL;
    if (name == NULL) return csc_i_fail(err, CSC_E_INVALID, "name is NULL.");
    csc_allocator memory = csc_i_allocator(context);
    csc_protocol_builder *b = csc_i_zalloc(&memory, sizeof *b);
    if (b == NULL) return csc_i_fail(err, CSC_E_NOMEM, "Out of memory.");
    b->memory = memory;
    csc_status st = csc_i_protocol_new(&b->draft, &memory, name, name_length, version, err);
    if (st != CSC_OK) {
        csc_i_free(&memory, b, sizeof *b);
        return st;
    }
    *out = b;
    return CSC_OK;
}

void csc_protocol_builder_destroy(csc_protocol_builder *b) {
    if (b == NULL) return;
    csc_allocator memory = b->memory;
    csc_protocol_destroy(b->draft);
    csc_i_free(&memory, b, sizeof *b);
}

csc_status csc_protocol_builder_open(csc_protocol_builder *b, const char *what, size_t what_length, const char *name, size_t name_length,
                                     csc_error *err) {
    if (b == NULL || what == NULL || (name == NULL && name_length > 0)) return csc_i_fail(err, CSC_E_INVALID, "An argument is NULL.");
    return csc_i_protocol_open(b->draft, what, what_length, name != NULL ? name : "", name_length, err);
}

csc_status csc_protocol_builder_set(csc_protocol_builder *b, const char *key, size_t key_length, const char *value, size_t value_length,
                                    csc_error *err) {
    if (b == NULL || key == NULL || (value == NULL && value_length > 0)) return csc_i_fail(err, CSC_E_INVALID, "An argument is NULL.");
    return csc_i_protocol_set(b->draft, key, key_length, value != NULL ? value : "", value_length, err);
}

/* The script with its head, in a block of its own. */
static csc_status whole_script(const csc_protocol *p, const csc_allocator *memory, uint8_t **out, size_t *length) {
    size_t n = 8 + (size_t)p->name.length + p->script_length;
    uint8_t *s = csc_i_alloc(memory, n);
    if (s == NULL) return CSC_E_NOMEM;
    for (int i = 0; i < 4; i++) s[i] = (uint8_t)((uint32_t)p->version >> (8 * i));
    for (int i = 0; i < 4; i++) s[4 + i] = (uint8_t)(p->name.length >> (8 * i));
    memcpy(s + 8, csc_i_text_of(p, p->name), p->name.length);
    if (p->script_length > 0) memcpy(s + 8 + p->name.length, p->script, p->script_length);
    *out = s;
    *length = n;
    return CSC_OK;
}

csc_status csc_protocol_builder_finish(csc_protocol_builder *b, csc_protocol **out, csc_error *err) {
    if (out == NULL) return csc_i_fail(err, CSC_E_INVALID, "out is NULL.");
    *out = NULL;
    if (b == NULL) return csc_i_fail(err, CSC_E_INVALID, "builder is NULL.");
    CSC_I_TRY(csc_i_protocol_complete(b->draft, err));
    uint8_t *script;
    size_t length;
    csc_status st = whole_script(b->draft, &b->memory, &script, &length);
    if (st != CSC_OK) return csc_i_fail(err, st, csc_status_string(st));
    st = csc_i_protocol_replay(out, &b->memory, script, length, err);
    csc_i_free(&b->memory, script, length);
    return st;
}

csc_status csc_protocol_serialize(const csc_protocol *self, void *buffer, size_t capacity, size_t *needed, csc_error *err) {
    if (self == NULL || (buffer == NULL && capacity > 0)) return csc_i_fail(err, CSC_E_INVALID, "An argument is NULL.");
    csc_i_writer w;
    csc_i_writer_begin(&w, buffer, capacity, CSC_STATE_PROTOCOL, PROTOCOL_VERSION, NULL);
    csc_i_write_u32(&w, (uint32_t)self->version);
    csc_i_write_u32(&w, self->name.length);
    csc_i_write_bytes(&w, csc_i_text_of(self, self->name), self->name.length);
    csc_i_write_bytes(&w, self->script, self->script_length);
    return csc_i_writer_finish(&w, needed, err);
}

csc_status csc_protocol_load(csc_protocol **out, const void *bytes, size_t length, const csc_context *context, csc_error *err) {
    if (out == NULL) return csc_i_fail(err, CSC_E_INVALID, "out is NULL.");
    *out = NULL;
    if (bytes == NULL) return csc_i_fail(err, CSC_E_INVALID, "bytes is NULL.");
    csc_i_reader r;
    CSC_I_TRY(csc_i_reader_begin(&r, bytes, length, CSC_STATE_PROTOCOL, PROTOCOL_VERSION, NULL, err));
    size_t n = csc_i_reader_room(&r, 1);
    const uint8_t *script = csc_i_read_bytes(&r, n);
    CSC_I_TRY(csc_i_reader_finish(&r, err));
    csc_allocator memory = csc_i_allocator(context);
    csc_status st = csc_i_protocol_replay(out, &memory, script, n, err);
    if (st != CSC_OK && st != CSC_E_NOMEM) {
        if (err != NULL) err->status = CSC_E_FORMAT;
        return CSC_E_FORMAT;
    }
    return st;
}

csc_status csc_protocol_describe(const csc_protocol *self, csc_protocol_info *info) {
    if (self == NULL || info == NULL) return CSC_E_INVALID;
    size_t checks = 0;
    for (size_t i = 0; i < self->item_count; i++) checks += self->items[i].human != 0;
    *info = (csc_protocol_info){csc_i_text_of(self, self->name),
                                self->name.length,
                                self->version,
                                self->priority,
                                self->item_count - checks,
                                checks,
                                self->concept_count};
    return CSC_OK;
}

csc_status csc_protocol_item_get(const csc_protocol *self, size_t index, csc_protocol_item *out) {
    if (self == NULL || out == NULL) return CSC_E_INVALID;
    if (index >= self->item_count) return CSC_E_RANGE;
    const item *it = &self->items[index];
    *out = (csc_protocol_item){csc_i_text_of(self, it->id),
                               it->id.length,
                               csc_i_text_of(self, it->stage),
                               it->stage.length,
                               csc_i_text_of(self, it->text),
                               it->text.length,
                               it->weight,
                               it->auto_fail,
                               it->human,
                               it->source_end - it->source_begin};
    return CSC_OK;
}

const char *csc_protocol_item_source(const csc_protocol *self, size_t index, size_t i, size_t *length) {
    if (self == NULL || index >= self->item_count) return NULL;
    const item *it = &self->items[index];
    if (i >= it->source_end - it->source_begin) return NULL;
    text_ref r = self->sources[it->source_begin + i];
    if (length != NULL) *length = r.length;
    return csc_i_text_of(self, r);
}

csc_status csc_protocol_fit(const csc_protocol *self, const char *facts, size_t length, int32_t *fit, csc_error *err) {
    if (self == NULL || fit == NULL || (facts == NULL && length > 0)) return csc_i_fail(err, CSC_E_INVALID, "An argument is NULL.");
    const char *value[FACT_COUNT] = {NULL};
    size_t value_length[FACT_COUNT] = {0};
    for (size_t at = 0; at < length;) {
        size_t end = at;
        while (end < length && facts[end] != '&') end++;
        const char *eq = memchr(facts + at, '=', end - at);
        if (eq == NULL) return csc_i_fail_byte(err, CSC_E_SYNTAX, "A fact is written key=value.", at);
        int fact = csc_i_fact_find(facts + at, (size_t)(eq - facts) - at);
        if (fact >= 0) {
            value[fact] = eq + 1;
            value_length[fact] = (size_t)(facts + end - eq - 1);
        }
        at = end + 1;
    }
    int32_t score = 0;
    for (int f = 0; f < FACT_COUNT; f++) {
        int asked = 0, held = 0;
        for (size_t i = 0; i < self->apply_count; i++) {
            if (self->applies[i].fact != f) continue;
            asked = 1;
            text_ref r = self->applies[i].value;
            if (value[f] != NULL && csc_i_has_word(value[f], value_length[f], csc_i_text_of(self, r), r.length)) held = 1;
        }
        if (!asked) continue;
        /* Mood and audience are sets: an unknown one does not make a protocol for angry customers fit. */
        if (!held && (value[f] != NULL || f == FACT_MOOD || f == FACT_AUDIENCE || f == FACT_KIND || f == FACT_SECTOR)) {
            *fit = -1;
            return CSC_OK;
        }
        score += held;
    }
    *fit = score;
    return CSC_OK;
}
