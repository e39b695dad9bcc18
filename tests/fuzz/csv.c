/* CSV: the first byte chooses options and cutting. Whatever the bytes, reading them whole and in pieces gives the same rows or the
 * same refusal, and every offset lies within the input. */
#include <stdlib.h>
#include <string.h>

#include "csc-io.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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

static uint64_t mix(uint64_t h, const void *bytes, size_t n) {
    const uint8_t *p = bytes;
    for (size_t i = 0; i < n; i++) h = (h ^ p[i]) * UINT64_C(0x100000001b3);
    return h;
}

static uint64_t hash_texts(uint64_t h, const csc_text_column *c, size_t n) {
    const int64_t *o = c->offsets;
    for (size_t i = 0; i < n; i++)
        if (o[i + 1] < o[i]) abort();
    h = mix(h, o, (n + 1) * 8);
    return mix(h, c->bytes, (size_t)o[n]);
}

/* Reads it all, `step` rows at a time, and digests what came out. */
static uint64_t digest(const uint8_t *data, size_t size, unsigned how, size_t most, uint64_t step) {
    static const char *const encodings[] = {"utf-8", "latin1", "cp1252", "utf-16"};
    csc_csv_options o;
    csc_csv_options_init(&o);
    o.skip_bad = how & 1;
    o.decimal = how & 2 ? ',' : '.';
    o.header = how & 4 ? 0 : 1;
    o.encoding = encodings[(how >> 3) & 3];
    o.encoding_length = strlen(o.encoding);
    if (how & 32) {
        o.date_format = "dmy";
        o.date_format_length = 3;
    }
    pieces p = {data, size, most};
    csc_csv *t = NULL;
    csc_error err;
    csc_error_init(&err);
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    csc_status s = csc_csv_open_stream(&t, read_piece, &p, &o, NULL, &err);
    if (s == CSC_OK) {
        size_t width = csc_csv_width(t), slots = 0, slot;
        int32_t kinds[64];
        for (size_t i = 0; i < width && i < 16; i++) {
            const char *name;
            size_t n;
            if (csc_csv_name(t, i, &name, &n) != CSC_OK) abort();
            h = mix(h, name, n);
            int32_t kind = (int32_t)(1 + (i + how) % 6);
            if (csc_csv_select(t, name, n, kind, &slot, NULL) == CSC_OK) kinds[slots++] = kind;
            if (csc_csv_select(t, name, n, CSC_CSV_TEXT, &slot, NULL) == CSC_OK) kinds[slots++] = CSC_CSV_TEXT;
        }
        for (;;) {
            uint64_t rows = 0;
            s = csc_csv_read(t, step, &rows, &err);
            if (s != CSC_OK || rows == 0) break;
            for (uint64_t r = 0; r < rows; r++) {
                uint64_t line = csc_csv_line(t, csc_csv_first_row(t) + r);
                if (line == 0 || line > size + 1) abort();
                h = mix(h, &line, 8);
            }
            for (size_t i = 0; i < slots && step == 0; i++) {
                csc_column c;
                csc_text_column tc;
                size_t n = 0;
                if (kinds[i] == CSC_CSV_TEXT) {
                    if (csc_csv_text(t, i, &tc) != CSC_OK) abort();
                    h = hash_texts(h, &tc, (size_t)rows);
                    continue;
                }
                if (csc_csv_column(t, i, &c) != CSC_OK) abort();
                h = mix(h, c.data, (size_t)rows * (size_t)c.stride);
                if (kinds[i] != CSC_CSV_DICTIONARY) continue;
                if (csc_csv_dictionary(t, i, &tc, &n) != CSC_OK) abort();
                for (uint64_t r = 0; r < rows; r++)
                    if (((const uint32_t *)c.data)[r] >= n && csc_csv_missing(t, i) == 0) abort();
                h = hash_texts(h, &tc, n);
            }
        }
        uint64_t skipped = csc_csv_skipped(t);
        h = mix(h, &skipped, 8);
    }
    if (s != CSC_OK) {
        if (err.status != s || err.message[0] == '\0') abort();
        if (err.byte != CSC_NOWHERE && err.byte > size) abort();
        h = mix(h, &err.line, 8);
        h = mix(h, &err.column, 8);
        h = mix(h, &err.byte, 8);
        h = mix(h, &err.row, 8);
        h = mix(h, err.message, strlen(err.message));
    }
    csc_csv_destroy(t);
    return h;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 1) return 0;
    unsigned how = data[0];
    data++;
    size--;
    uint64_t whole = digest(data, size, how, SIZE_MAX, 0);
    if (digest(data, size, how, 1 + how % 3, 0) != whole) abort();
    uint64_t rows = digest(data, size, how, SIZE_MAX, 1);
    if (digest(data, size, how, 2, 1) != rows) abort();
    return 0;
}
