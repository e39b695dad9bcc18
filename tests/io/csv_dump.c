/* Prints a table that comes on standard input as JSON Lines, a list of texts a row, for tests/io/csv_oracle.sh. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csc-io.h"

static csc_status read_piece(void *ctx, void *buffer, size_t capacity, size_t *got) {
    size_t most = *(const size_t *)ctx;
    *got = fread(buffer, 1, capacity < most ? capacity : most, stdin);
    return CSC_OK;
}

static int refuse(const csc_error *err) {
    printf("error %llu:%llu: %s\n", (unsigned long long)err->line, (unsigned long long)err->column, err->message);
    return 3;
}

int main(int argc, char **argv) {
    size_t most = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 65536;
    csc_csv_options o;
    csc_csv_options_init(&o);
    o.header = 0;
    o.separator = argc > 2 ? argv[2][0] : ',';
    csc_csv *t = NULL;
    csc_error err;
    csc_error_init(&err);
    if (csc_csv_open_stream(&t, read_piece, &most, &o, NULL, &err) != CSC_OK) return refuse(&err);
    size_t width = csc_csv_width(t), slot = 0;
    uint64_t rows = 0;
    for (size_t i = 0; i < width; i++) {
        const char *name = NULL;
        size_t n = 0;
        if (csc_csv_name(t, i, &name, &n) != CSC_OK || csc_csv_select(t, name, n, CSC_CSV_TEXT, &slot, &err) != CSC_OK) return 4;
    }
    csc_json_writer *w = NULL;
    csc_sink s;
    if (csc_json_writer_create(&w, 0, NULL) != CSC_OK || csc_json_writer_sink(w, &s) != CSC_OK) return 4;
    for (;;) {
        if (csc_csv_read(t, 100, &rows, &err) != CSC_OK) {
            csc_json_writer_destroy(w);
            csc_csv_destroy(t);
            return refuse(&err);
        }
        if (rows == 0) break;
        for (uint64_t r = 0; r < rows; r++) {
            if (s.begin_array(s.ctx, NULL, 0) != CSC_OK) return 4;
            for (size_t i = 0; i < width; i++) {
                csc_text_column c;
                if (csc_csv_text(t, i, &c) != CSC_OK) return 4;
                const int64_t *at = c.offsets;
                if (s.text(s.ctx, NULL, 0, c.bytes + at[r], (size_t)(at[r + 1] - at[r])) != CSC_OK) return 4;
            }
            if (s.end_array(s.ctx) != CSC_OK) return 4;
        }
    }
    size_t n = 0;
    const char *bytes = csc_json_writer_bytes(w, &n);
    fwrite(bytes, 1, n, stdout);
    csc_json_writer_destroy(w);
    csc_csv_destroy(t);
    return 0;
}
