/* A sink that writes what it is told as one line, {key=1 list=[1 2] text="x"}, and may stop at its n-th call. */
#ifndef CSC_RECORDER_H
#define CSC_RECORDER_H

#include <stdio.h>
#include <string.h>

#include "csc.h"

typedef struct csc_recorder {
    size_t calls;
    size_t stop_at; /* the call that returns CSC_E_CANCELLED, from 1; 0: none */
    size_t length;
    int depth, wrong; /* wrong: ends do not match, a key in an array, none in an object */
    char open[64];
    char text[65536];
} csc_recorder;

static inline void csc_recorder_put(csc_recorder *r, const char *bytes, size_t length) {
    if (length > sizeof r->text - 1 - r->length) length = sizeof r->text - 1 - r->length;
    memcpy(r->text + r->length, bytes, length);
    r->length += length;
    r->text[r->length] = '\0';
}

static inline csc_status csc_recorder_item(void *ctx, const char *key, size_t key_length, const char *bytes, size_t length) {
    csc_recorder *r = ctx;
    char inside = r->depth > 0 ? r->open[r->depth - 1] : '[';
    if ((inside == '{') != (key != NULL)) r->wrong = 1;
    if (++r->calls == r->stop_at) return CSC_E_CANCELLED;
    if (r->length > 0 && strchr("{[", r->text[r->length - 1]) == NULL) csc_recorder_put(r, " ", 1);
    if (key != NULL) {
        csc_recorder_put(r, key, key_length);
        csc_recorder_put(r, "=", 1);
    }
    csc_recorder_put(r, bytes, length);
    return CSC_OK;
}

static inline csc_status csc_recorder_begin(void *ctx, const char *key, size_t key_length, char mark) {
    csc_recorder *r = ctx;
    csc_status status = csc_recorder_item(ctx, key, key_length, &mark, 1);
    if (status == CSC_OK && r->depth < 64) r->open[r->depth++] = mark;
    return status;
}

static inline csc_status csc_recorder_end(void *ctx, char open, char close) {
    csc_recorder *r = ctx;
    if (++r->calls == r->stop_at) return CSC_E_CANCELLED;
    if (r->depth == 0 || r->open[--r->depth] != open) r->wrong = 1;
    csc_recorder_put(r, &close, 1);
    return CSC_OK;
}

static inline csc_status csc_recorder_begin_object(void *ctx, const char *key, size_t n) {
    return csc_recorder_begin(ctx, key, n, '{');
}

static inline csc_status csc_recorder_end_object(void *ctx) {
    return csc_recorder_end(ctx, '{', '}');
}

static inline csc_status csc_recorder_begin_array(void *ctx, const char *key, size_t n) {
    return csc_recorder_begin(ctx, key, n, '[');
}

static inline csc_status csc_recorder_end_array(void *ctx) {
    return csc_recorder_end(ctx, '[', ']');
}

static inline csc_status csc_recorder_number(void *ctx, const char *key, size_t n, double value) {
    char b[CSC_NUMBER_TEXT_MAX];
    if (value != value) return csc_recorder_item(ctx, key, n, "null", 4);
    return csc_recorder_item(ctx, key, n, b, csc_number_format(value, b));
}

static inline csc_status csc_recorder_integer(void *ctx, const char *key, size_t n, int64_t value) {
    char b[32];
    return csc_recorder_item(ctx, key, n, b, (size_t)snprintf(b, sizeof b, "%lld", (long long)value));
}

static inline csc_status csc_recorder_text(void *ctx, const char *key, size_t n, const char *text, size_t length) {
    csc_recorder *r = ctx;
    csc_status status = csc_recorder_item(ctx, key, n, "\"", 1);
    if (status != CSC_OK) return status;
    csc_recorder_put(r, text, length);
    csc_recorder_put(r, "\"", 1);
    return CSC_OK;
}

static inline csc_status csc_recorder_boolean(void *ctx, const char *key, size_t n, int32_t value) {
    return csc_recorder_item(ctx, key, n, value ? "true" : "false", value ? 4 : 5);
}

static inline csc_status csc_recorder_null(void *ctx, const char *key, size_t n) {
    return csc_recorder_item(ctx, key, n, "null", 4);
}

static inline void csc_recorder_init(csc_recorder *r, csc_sink *sink) {
    memset(r, 0, offsetof(csc_recorder, text) + 1);
    sink->ctx = r;
    sink->begin_object = csc_recorder_begin_object;
    sink->end_object = csc_recorder_end_object;
    sink->begin_array = csc_recorder_begin_array;
    sink->end_array = csc_recorder_end_array;
    sink->number = csc_recorder_number;
    sink->integer = csc_recorder_integer;
    sink->text = csc_recorder_text;
    sink->boolean = csc_recorder_boolean;
    sink->null = csc_recorder_null;
}

#endif
