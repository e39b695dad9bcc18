/* A sink that writes what it is told as compact JSON-like text into a buffer. */
#ifndef TEXT_SINK_H
#define TEXT_SINK_H

#include "csc_check.h"

typedef struct text_sink {
    char text[65536];
    size_t length;
} text_sink;

static inline void text_sink_put(text_sink *s, const char *key, size_t key_length, const char *value) {
    if (s->length > 0 && s->text[s->length - 1] != '{' && s->text[s->length - 1] != '[' && value[0] != '}' && value[0] != ']')
        s->text[s->length++] = ',';
    int n = key != NULL ? snprintf(s->text + s->length, sizeof s->text - s->length, "\"%.*s\":%s", (int)key_length, key, value)
                        : snprintf(s->text + s->length, sizeof s->text - s->length, "%s", value);
    s->length += (size_t)n;
    ck_assert_uint_lt(s->length, sizeof s->text);
}
static inline csc_status text_sink_begin_object(void *ctx, const char *key, size_t n) {
    text_sink_put(ctx, key, n, "{");
    return CSC_OK;
}
static inline csc_status text_sink_end_object(void *ctx) {
    text_sink_put(ctx, NULL, 0, "}");
    return CSC_OK;
}
static inline csc_status text_sink_begin_array(void *ctx, const char *key, size_t n) {
    text_sink_put(ctx, key, n, "[");
    return CSC_OK;
}
static inline csc_status text_sink_end_array(void *ctx) {
    text_sink_put(ctx, NULL, 0, "]");
    return CSC_OK;
}
static inline csc_status text_sink_number(void *ctx, const char *key, size_t n, double v) {
    char b[64] = "null";
    if (!isnan(v)) b[csc_number_format(v, b)] = '\0';
    text_sink_put(ctx, key, n, b);
    return CSC_OK;
}
static inline csc_status text_sink_integer(void *ctx, const char *key, size_t n, int64_t v) {
    char b[64];
    snprintf(b, sizeof b, "%lld", (long long)v);
    text_sink_put(ctx, key, n, b);
    return CSC_OK;
}
static inline csc_status text_sink_text(void *ctx, const char *key, size_t n, const char *text, size_t length) {
    char b[2048];
    snprintf(b, sizeof b, "\"%.*s\"", (int)length, text);
    text_sink_put(ctx, key, n, b);
    return CSC_OK;
}
static inline csc_status text_sink_boolean(void *ctx, const char *key, size_t n, int32_t v) {
    text_sink_put(ctx, key, n, v ? "true" : "false");
    return CSC_OK;
}
static inline csc_status text_sink_null(void *ctx, const char *key, size_t n) {
    text_sink_put(ctx, key, n, "null");
    return CSC_OK;
}
static inline csc_sink text_sink_of(text_sink *s) {
    memset(s, 0, sizeof *s);
    csc_sink sink = {s,
                     text_sink_begin_object,
                     text_sink_end_object,
                     text_sink_begin_array,
                     text_sink_end_array,
                     text_sink_number,
                     text_sink_integer,
                     text_sink_text,
                     text_sink_boolean,
                     text_sink_null};
    return sink;
}

#endif
