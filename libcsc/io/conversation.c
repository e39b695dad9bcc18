/* The flat record of a conversation. */
#include "io/transcript.h"

#include <math.h>

void csc_i_conversation_init(csc_conversation *c, const csc_allocator *a) {
    memset(c, 0, sizeof *c);
    c->allocator = c->texts.allocator = c->words.allocator = *a;
    csc_i_conversation_reset(c);
}

void csc_i_conversation_free(csc_conversation *c) {
    const csc_allocator *a = &c->allocator;
    csc_i_io_free(a, c->turns, c->turn_capacity * sizeof *c->turns);
    csc_i_io_free(a, c->events, c->event_capacity * sizeof *c->events);
    csc_i_io_free(a, c->offsets, c->offset_capacity * sizeof *c->offsets);
    csc_i_io_buffer_free(&c->texts);
    csc_i_io_buffer_free(&c->words);
}

void csc_i_conversation_reset(csc_conversation *c) {
    c->turn_count = c->event_count = c->field_count = 0;
    c->texts.length = c->words.length = 0;
    c->started = 0;
    c->has_started = 0;
    c->rings = (double)NAN;
    c->line = 1;
    c->is_text = 0;
}

static csc_status keep(csc_conversation *c, const char *text, size_t length, size_t *at) {
    *at = c->words.length;
    csc_status s = csc_i_io_append(&c->words, text, length);
    return s == CSC_OK ? csc_i_io_append(&c->words, "", 1) : s;
}

csc_status csc_i_conversation_field(csc_conversation *c, const char *key, const char *text, size_t length) {
    if (text == NULL) return CSC_OK;
    csc_i_field *f = NULL;
    for (size_t i = 0; i < c->field_count; i++)
        if (strcmp(c->fields[i].key, key) == 0) f = &c->fields[i];
    if (f == NULL && c->field_count == CSC_I_FIELDS_MOST) return CSC_E_INTERNAL;
    size_t at;
    CSC_I_IO_TRY(keep(c, text, length, &at));
    if (f == NULL) f = &c->fields[c->field_count++];
    f->key = key;
    f->text = at;
    f->length = length;
    return CSC_OK;
}

csc_status csc_i_conversation_turn(csc_conversation *c, const char *text, size_t length, csc_i_turn **turn) {
    void *p = c->turns;
    csc_status s = csc_i_io_grow(&c->allocator, &p, &c->turn_capacity, c->turn_count + 1, sizeof *c->turns);
    c->turns = p;
    if (s != CSC_OK) return s;
    p = c->offsets;
    s = csc_i_io_grow(&c->allocator, &p, &c->offset_capacity, c->turn_count + 2, sizeof *c->offsets);
    c->offsets = p;
    if (s == CSC_OK) s = csc_i_io_append(&c->texts, text, length);
    if (s != CSC_OK) return s;
    c->offsets[0] = 0;
    csc_i_turn *t = &c->turns[c->turn_count++];
    c->offsets[c->turn_count] = (int64_t)c->texts.length;
    memset(t, 0, sizeof *t);
    t->t = t->end = t->loudness_db = t->pitch_hz = t->pitch_range_st = (double)NAN;
    t->line = c->line;
    t->media = CSC_MEDIA_PLAIN;
    *turn = t;
    return CSC_OK;
}

csc_status csc_i_conversation_name(csc_conversation *c, csc_i_turn *turn, const char *name, size_t length) {
    if (name == NULL) return CSC_OK;
    turn->name_length = length;
    return keep(c, name, length, &turn->name);
}

csc_status csc_i_conversation_lang(csc_conversation *c, csc_i_turn *turn, const char *lang, size_t length) {
    if (lang == NULL) return CSC_OK;
    turn->lang_length = length;
    return keep(c, lang, length, &turn->lang);
}

csc_status csc_i_conversation_stage(csc_conversation *c, csc_i_turn *turn, const char *stage, size_t length) {
    if (stage == NULL) return CSC_OK;
    turn->stage_length = length;
    return keep(c, stage, length, &turn->stage);
}

csc_status csc_i_conversation_event(csc_conversation *c, double t, int32_t type, int32_t by) {
    void *p = c->events;
    csc_status s = csc_i_io_grow(&c->allocator, &p, &c->event_capacity, c->event_count + 1, sizeof *c->events);
    c->events = p;
    if (s != CSC_OK) return s;
    csc_transcript_event *e = &c->events[c->event_count++];
    e->t = t;
    e->type = type;
    e->by = by;
    return CSC_OK;
}

/* ------------------------------------------------------------------- asking */

int32_t csc_conversation_is_text(const csc_conversation *self) {
    return self != NULL && self->is_text;
}

size_t csc_conversation_turn_count(const csc_conversation *self) {
    return self != NULL ? self->turn_count : 0;
}

csc_status csc_conversation_turn(const csc_conversation *self, size_t index, csc_transcript_turn *turn) {
    if (self == NULL || turn == NULL) return CSC_E_INVALID;
    if (index >= self->turn_count) return CSC_E_RANGE;
    const csc_i_turn *t = &self->turns[index];
    memset(turn, 0, sizeof *turn);
    turn->text = self->texts.length > 0 ? self->texts.bytes + self->offsets[index] : "";
    turn->text_length = (size_t)(self->offsets[index + 1] - self->offsets[index]);
    turn->name = t->name_length > 0 ? self->words.bytes + t->name : "";
    turn->name_length = t->name_length;
    turn->lang = t->lang_length > 0 ? self->words.bytes + t->lang : "";
    turn->lang_length = t->lang_length;
    turn->stage = t->stage_length > 0 ? self->words.bytes + t->stage : "";
    turn->stage_length = t->stage_length;
    turn->t = t->t;
    turn->end = t->end;
    turn->loudness_db = t->loudness_db;
    turn->pitch_hz = t->pitch_hz;
    turn->pitch_range_st = t->pitch_range_st;
    turn->line = t->line;
    turn->column = t->column;
    turn->role = t->role;
    turn->visibility = t->visibility;
    turn->media = t->media;
    return CSC_OK;
}

csc_status csc_conversation_texts(const csc_conversation *self, csc_text_column *texts) {
    static const int64_t nothing = 0;
    if (self == NULL || texts == NULL) return CSC_E_INVALID;
    memset(texts, 0, sizeof *texts);
    texts->bytes = self->texts.length > 0 ? self->texts.bytes : "";
    texts->offsets = self->turn_count > 0 ? self->offsets : &nothing;
    texts->offset_width = 8;
    return CSC_OK;
}

size_t csc_conversation_event_count(const csc_conversation *self) {
    return self != NULL ? self->event_count : 0;
}

csc_status csc_conversation_event(const csc_conversation *self, size_t index, csc_transcript_event *event) {
    if (self == NULL || event == NULL) return CSC_E_INVALID;
    if (index >= self->event_count) return CSC_E_RANGE;
    *event = self->events[index];
    return CSC_OK;
}

const char *csc_conversation_text(const csc_conversation *self, const char *key, size_t key_length, size_t *length) {
    if (length != NULL) *length = 0;
    if (self == NULL || key == NULL) return NULL;
    for (size_t i = 0; i < self->field_count; i++) {
        const csc_i_field *f = &self->fields[i];
        if (strlen(f->key) != key_length || memcmp(f->key, key, key_length) != 0) continue;
        if (length != NULL) *length = f->length;
        return self->words.bytes + f->text;
    }
    return NULL;
}

csc_status csc_conversation_started(const csc_conversation *self, int64_t *us) {
    if (self == NULL || us == NULL) return CSC_E_INVALID;
    if (!self->has_started) return CSC_E_NOTFOUND;
    *us = self->started;
    return CSC_OK;
}

double csc_conversation_rings(const csc_conversation *self) {
    return self != NULL ? self->rings : (double)NAN;
}

uint64_t csc_conversation_line(const csc_conversation *self) {
    return self != NULL ? self->line : 0;
}
