/* JSON, JSON Lines and YAML: what is accepted writes out as JSON and reads back as the same tree; offsets lie within the input; any
 * cutting of lines gives the same values. */
#include <stdlib.h>
#include <string.h>

#include "csc-io.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_error(const csc_error *err, csc_status s, size_t size) {
    if (err->status != s || err->message[0] == '\0') abort();
    if (err->byte != CSC_NOWHERE && err->byte > size) abort();
    if (err->line != CSC_NOWHERE && (err->line == 0 || err->line > size + 1)) abort();
    if (err->column != CSC_NOWHERE && (err->column == 0 || err->column > size + 1)) abort();
}

static void check_position(const csc_tree *t, uint32_t node, size_t size) {
    uint64_t line, column, byte;
    if (csc_tree_position(t, node, 0, &line, &column, &byte) != CSC_OK || byte > size || line == 0 || column == 0) abort();
    if (csc_tree_position(t, node, 1, &line, &column, &byte) != CSC_OK || byte > size) abort();
}

/* Depth is bounded by the parsers. */
static void write_node(const csc_tree *t, uint32_t node, csc_json_writer *w, const csc_sink *s, int in_object, size_t size) {
    size_t n = 0, k = 0;
    const char *key = csc_tree_key(t, node, &k), *text = csc_tree_text(t, node, &n);
    if (!in_object) key = NULL;
    double v = 0;
    int32_t b = 0;
    check_position(t, node, size);
    csc_status status = CSC_OK;
    switch (csc_tree_kind(t, node)) {
    case CSC_TREE_NULL:
        status = s->null(s->ctx, key, k);
        break;
    case CSC_TREE_BOOLEAN:
        status = csc_tree_boolean(t, node, &b, NULL) == CSC_OK ? s->boolean(s->ctx, key, k, b) : CSC_E_INTERNAL;
        break;
    case CSC_TREE_NUMBER: {
        csc_status got = csc_tree_number(t, node, &v, NULL);
        if (got != CSC_OK && got != CSC_E_RANGE) abort();
        status = got == CSC_OK ? s->number(s->ctx, key, k, v) : csc_json_writer_raw(w, key, k, "1e999", 5);
        break;
    }
    case CSC_TREE_TEXT:
        status = s->text(s->ctx, key, k, text, n);
        break;
    case CSC_TREE_ARRAY:
    case CSC_TREE_OBJECT: {
        int object = csc_tree_kind(t, node) == CSC_TREE_OBJECT;
        size_t count = 0;
        status = object ? s->begin_object(s->ctx, key, k) : s->begin_array(s->ctx, key, k);
        if (status != CSC_OK) abort();
        for (uint32_t m = csc_tree_first(t, node); m != CSC_TREE_NONE; m = csc_tree_next(t, m), count++) {
            write_node(t, m, w, s, object, size);
            size_t l = 0;
            const char *name = csc_tree_key(t, m, &l);
            if (object && csc_tree_get(t, node, name, l) != m) abort();
        }
        if (count != csc_tree_count(t, node)) abort();
        status = object ? s->end_object(s->ctx) : s->end_array(s->ctx);
        break;
    }
    default:
        abort();
    }
    if (status != CSC_OK) abort();
}

static void round_trip(const csc_tree *t, size_t size) {
    csc_json_writer *w = NULL, *w2 = NULL;
    csc_tree *again = NULL;
    csc_sink s;
    if (csc_tree_root(t) == CSC_TREE_NONE) return;
    if (csc_json_writer_create(&w, 0, NULL) != CSC_OK || csc_json_writer_create(&w2, 0, NULL) != CSC_OK ||
        csc_tree_create(&again, NULL) != CSC_OK)
        abort();
    if (csc_json_writer_sink(w, &s) != CSC_OK) abort();
    write_node(t, 0, w, &s, 0, size);
    size_t n = 0, n2 = 0;
    const char *bytes = csc_json_writer_bytes(w, &n);
    if (csc_tree_parse_json(again, bytes, n, 1, NULL) != CSC_OK) abort();
    if (csc_json_writer_sink(w2, &s) != CSC_OK) abort();
    write_node(again, 0, w2, &s, 0, n);
    const char *bytes2 = csc_json_writer_bytes(w2, &n2);
    if (n != n2 || memcmp(bytes, bytes2, n) != 0) abort();
    csc_tree_destroy(again);
    csc_json_writer_destroy(w);
    csc_json_writer_destroy(w2);
}

typedef struct pieces {
    const uint8_t *bytes;
    size_t left, most;
} pieces;

static csc_status read_piece(void *ctx, void *buffer, size_t capacity, size_t *got) {
    pieces *p = ctx;
    size_t n = p->left < p->most ? p->left : p->most;
    if (n > capacity) n = capacity;
    memcpy(buffer, p->bytes, n);
    p->bytes += n;
    p->left -= n;
    *got = n;
    return CSC_OK;
}

static uint64_t lines(const uint8_t *data, size_t size, size_t most) {
    pieces p = {data, size, most};
    csc_jsonl *j = NULL;
    csc_error err;
    uint64_t h = 14695981039346656037u;
    if (csc_jsonl_open_stream(&j, read_piece, &p, NULL, NULL, &err) != CSC_OK) abort();
    for (;;) {
        const csc_tree *t = NULL;
        csc_error_init(&err);
        csc_status s = csc_jsonl_next(j, &t, &err);
        if (s != CSC_OK) check_error(&err, s, size);
        if (s == CSC_OK && t == NULL) break;
        h = (h ^ (uint64_t)s ^ csc_jsonl_line(j) ^ (s == CSC_OK ? csc_tree_count(t, 0) : err.byte)) * 1099511628211u;
    }
    csc_jsonl_destroy(j);
    return h;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    csc_tree *t = NULL;
    csc_error err;
    if (csc_tree_create(&t, NULL) != CSC_OK) abort();
    csc_status s = csc_tree_parse_json(t, (const char *)data, size, 1, &err);
    if (s == CSC_OK)
        round_trip(t, size);
    else
        check_error(&err, s, size);
    s = csc_tree_parse_yaml(t, (const char *)data, size, &err);
    if (s == CSC_OK)
        round_trip(t, size);
    else
        check_error(&err, s, size);
    csc_tree_destroy(t);
    if (lines(data, size, SIZE_MAX) != lines(data, size, 1)) abort();
    return 0;
}
