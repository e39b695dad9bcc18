/* Results as trees: a sink that keeps what it is told, and hands it on. */
#include "private.h"

#include <math.h>
#include <string.h>

static kit_value *new_value(kit *k, int type) {
    kit_value *v = kit_alloc(k, sizeof *v);
    v->type = type;
    v->number = NAN;
    return v;
}

kit_value *kit_object(kit *k) {
    return new_value(k, KIT_V_OBJECT);
}

kit_value *kit_array(kit *k) {
    return new_value(k, KIT_V_ARRAY);
}

kit_value *kit_new_number(kit *k, double n) {
    kit_value *v = new_value(k, isfinite(n) ? KIT_V_NUMBER : KIT_V_NULL);
    v->number = n;
    return v;
}

kit_value *kit_new_text(kit *k, const char *text, size_t length) {
    kit_value *v = new_value(k, KIT_V_TEXT);
    v->text = kit_copy(k, text, length);
    v->length = length;
    return v;
}

static kit_value *member(const kit_value *object, const char *key, size_t length) {
    if (object == NULL || object->type != KIT_V_OBJECT) return NULL;
    for (kit_value *m = object->first; m != NULL; m = m->next) {
        if (m->key != NULL && strlen(m->key) == length && memcmp(m->key, key, length) == 0) return m;
    }
    return NULL;
}

kit_value *kit_find(const kit_value *object, const char *key) {
    kit_value *whole = member(object, key, strlen(key)); /* a key may hold a point itself */
    const char *point = strchr(key, '.');
    if (whole != NULL || point == NULL) return whole;
    kit_value *inner = member(object, key, (size_t)(point - key));
    return inner != NULL ? kit_find(inner, point + 1) : NULL;
}

double kit_number(const kit_value *object, const char *key) {
    const kit_value *m = kit_find(object, key);
    return m != NULL && (m->type == KIT_V_NUMBER || m->type == KIT_V_INTEGER) ? m->number : NAN;
}

const char *kit_text(const kit_value *object, const char *key) {
    const kit_value *m = kit_find(object, key);
    return m != NULL && m->type == KIT_V_TEXT ? m->text : "";
}

void kit_remove(kit_value *from, const char *key) {
    kit_value *previous = NULL;
    for (kit_value *m = from->first; m != NULL; previous = m, m = m->next) {
        if (m->key == NULL || strcmp(m->key, key) != 0) continue;
        if (previous != NULL)
            previous->next = m->next;
        else
            from->first = m->next;
        if (from->last == m) from->last = previous;
        from->count--;
        return;
    }
}

void kit_set(kit *k, kit_value *to, const char *key, kit_value *m) {
    m->key = key != NULL ? kit_copy(k, key, strlen(key)) : NULL;
    if (key != NULL) {
        kit_value *previous = NULL;
        for (kit_value *old = to->first; old != NULL; previous = old, old = old->next) {
            if (old->key == NULL || strcmp(old->key, key) != 0) continue;
            m->next = old->next; /* in the place of the old one */
            if (previous != NULL)
                previous->next = m;
            else
                to->first = m;
            if (to->last == old) to->last = m;
            return;
        }
    }
    m->next = NULL;
    if (to->last != NULL)
        to->last->next = m;
    else
        to->first = m;
    to->last = m;
    to->count++;
}

void kit_set_first(kit *k, kit_value *to, const char *key, kit_value *m) {
    kit_remove(to, key);
    m->key = kit_copy(k, key, strlen(key));
    m->next = to->first;
    to->first = m;
    if (to->last == NULL) to->last = m;
    to->count++;
}

void kit_set_number(kit *k, kit_value *to, const char *key, double v) {
    kit_set(k, to, key, kit_new_number(k, v));
}

void kit_set_integer(kit *k, kit_value *to, const char *key, int64_t n) {
    kit_value *v = new_value(k, KIT_V_INTEGER);
    v->integer = n;
    v->number = (double)n;
    kit_set(k, to, key, v);
}

void kit_set_text(kit *k, kit_value *to, const char *key, const char *v) {
    kit_set(k, to, key, kit_new_text(k, v, strlen(v)));
}

void kit_set_boolean(kit *k, kit_value *to, const char *key, int b) {
    kit_value *v = new_value(k, KIT_V_BOOLEAN);
    v->integer = b != 0;
    kit_set(k, to, key, v);
}

void kit_set_null(kit *k, kit_value *to, const char *key) {
    kit_set(k, to, key, new_value(k, KIT_V_NULL));
}

/* Whole counts go out as integers, as the library's own visitors do. */
static void set_count(kit *k, kit_value *to, const char *key, double n) {
    if (floor(n) == n && fabs(n) < 9e15)
        kit_set_integer(k, to, key, (int64_t)n);
    else
        kit_set_number(k, to, key, n);
}

void kit_set_estimate(kit *k, kit_value *to, const csc_estimate *e) {
    kit_set_number(k, to, "value", e->value);
    kit_set_number(k, to, "se", e->se);
    kit_set_number(k, to, "low", e->low);
    kit_set_number(k, to, "high", e->high);
    kit_set_number(k, to, "level", e->level);
    set_count(k, to, "n", e->n);
    set_count(k, to, "missing", e->missing);
    kit_set_text(k, to, "status", csc_status_word(e->status));
}

/* ---------------------------------------------------------------- capture */

static void put(kit *k, const char *key, size_t key_length, kit_value *v) {
    struct kit_private *own = k->own;
    if (own->depth == 0) {
        own->captured = v;
        return;
    }
    kit_value *to = own->stack[own->depth - 1];
    v->key = to->type == KIT_V_OBJECT ? kit_copy(k, key != NULL ? key : "", key != NULL ? key_length : 0) : NULL;
    if (to->last != NULL)
        to->last->next = v;
    else
        to->first = v;
    to->last = v;
    to->count++;
}

static csc_status open_value(kit *k, const char *key, size_t key_length, int type) {
    struct kit_private *own = k->own;
    kit_value *v = new_value(k, type);
    put(k, key, key_length, v);
    if (own->depth == own->stack_capacity) {
        own->stack_capacity = own->stack_capacity * 2 + 16;
        own->stack = kit_resize(k, own->stack, own->stack_capacity * sizeof *own->stack);
    }
    own->stack[own->depth++] = v;
    return CSC_OK;
}

static csc_status take_begin_object(void *ctx, const char *key, size_t key_length) {
    return open_value(ctx, key, key_length, KIT_V_OBJECT);
}

static csc_status take_begin_array(void *ctx, const char *key, size_t key_length) {
    return open_value(ctx, key, key_length, KIT_V_ARRAY);
}

static csc_status take_end(void *ctx) {
    kit *k = ctx;
    if (k->own->depth == 0) return CSC_E_SEQUENCE;
    k->own->depth--;
    return CSC_OK;
}

static csc_status take_number(void *ctx, const char *key, size_t key_length, double value) {
    put(ctx, key, key_length, kit_new_number(ctx, value));
    return CSC_OK;
}

static csc_status take_integer(void *ctx, const char *key, size_t key_length, int64_t value) {
    kit_value *v = new_value(ctx, KIT_V_INTEGER);
    v->integer = value;
    v->number = (double)value;
    put(ctx, key, key_length, v);
    return CSC_OK;
}

static csc_status take_text(void *ctx, const char *key, size_t key_length, const char *text, size_t length) {
    put(ctx, key, key_length, kit_new_text(ctx, text, length));
    return CSC_OK;
}

static csc_status take_boolean(void *ctx, const char *key, size_t key_length, int32_t value) {
    kit_value *v = new_value(ctx, KIT_V_BOOLEAN);
    v->integer = value != 0;
    put(ctx, key, key_length, v);
    return CSC_OK;
}

static csc_status take_null(void *ctx, const char *key, size_t key_length) {
    put(ctx, key, key_length, new_value(ctx, KIT_V_NULL));
    return CSC_OK;
}

void kit_capture(kit *k, csc_sink *sink) {
    k->own->depth = 0;
    k->own->captured = NULL;
    *sink = (csc_sink){k,           take_begin_object, take_end,  take_begin_array, take_end,
                       take_number, take_integer,      take_text, take_boolean,     take_null};
}

kit_value *kit_captured(kit *k) {
    kit_value *v = k->own->captured;
    k->own->captured = NULL;
    k->own->depth = 0;
    return v;
}

csc_status kit_replay(const kit_value *v, csc_sink *s) {
    size_t n = v->key != NULL ? strlen(v->key) : 0;
    csc_status status = CSC_OK;
    switch (v->type) {
    case KIT_V_NUMBER:
        return s->number(s->ctx, v->key, n, v->number);
    case KIT_V_INTEGER:
        return s->integer(s->ctx, v->key, n, v->integer);
    case KIT_V_TEXT:
        return s->text(s->ctx, v->key, n, v->text, v->length);
    case KIT_V_BOOLEAN:
        return s->boolean(s->ctx, v->key, n, (int32_t)v->integer);
    case KIT_V_OBJECT:
    case KIT_V_ARRAY:
        status = v->type == KIT_V_OBJECT ? s->begin_object(s->ctx, v->key, n) : s->begin_array(s->ctx, v->key, n);
        for (const kit_value *m = v->first; m != NULL && status == CSC_OK; m = m->next) status = kit_replay(m, s);
        if (status != CSC_OK) return status;
        return v->type == KIT_V_OBJECT ? s->end_object(s->ctx) : s->end_array(s->ctx);
    default:
        return s->null(s->ctx, v->key, n);
    }
}
