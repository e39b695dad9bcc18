/* Shorthand for telling a sink, with static keys. */
#include "base/internal.h"

static size_t key_length(const char *key) {
    return key != NULL ? strlen(key) : 0;
}

csc_status csc_i_sink_begin(csc_sink *s, const char *key) {
    return s->begin_object(s->ctx, key, key_length(key));
}

csc_status csc_i_sink_end(csc_sink *s) {
    return s->end_object(s->ctx);
}

csc_status csc_i_sink_begin_array(csc_sink *s, const char *key) {
    return s->begin_array(s->ctx, key, key_length(key));
}

csc_status csc_i_sink_end_array(csc_sink *s) {
    return s->end_array(s->ctx);
}

csc_status csc_i_sink_number(csc_sink *s, const char *key, double v) {
    return s->number(s->ctx, key, key_length(key), v);
}

csc_status csc_i_sink_i64(csc_sink *s, const char *key, int64_t v) {
    return s->integer(s->ctx, key, key_length(key), v);
}

csc_status csc_i_sink_u64(csc_sink *s, const char *key, uint64_t v) {
    if (v > (uint64_t)INT64_MAX) return csc_i_sink_number(s, key, (double)v);
    return csc_i_sink_i64(s, key, (int64_t)v);
}

csc_status csc_i_sink_text(csc_sink *s, const char *key, const char *text) {
    return csc_i_sink_textn(s, key, text, strlen(text));
}

csc_status csc_i_sink_textn(csc_sink *s, const char *key, const char *text, size_t length) {
    return s->text(s->ctx, key, key_length(key), text, length);
}

csc_status csc_i_sink_boolean(csc_sink *s, const char *key, int v) {
    return s->boolean(s->ctx, key, key_length(key), v != 0);
}

csc_status csc_i_sink_null(csc_sink *s, const char *key) {
    return s->null(s->ctx, key, key_length(key));
}

csc_status csc_i_sink_estimate(csc_sink *s, const csc_estimate *e) {
    CSC_I_TRY(csc_i_sink_number(s, "value", e->value));
    CSC_I_TRY(csc_i_sink_number(s, "se", e->se));
    CSC_I_TRY(csc_i_sink_number(s, "low", e->low));
    CSC_I_TRY(csc_i_sink_number(s, "high", e->high));
    CSC_I_TRY(csc_i_sink_number(s, "level", e->level));
    CSC_I_TRY(csc_i_sink_number(s, "n", e->n));
    CSC_I_TRY(csc_i_sink_number(s, "missing", e->missing));
    return csc_i_sink_text(s, "status", csc_status_word(e->status));
}
