/* Folding, segments and markup: whatever the bytes, an error names an offset within them, or every map stays within the source, grows with
 * the text, and folding what is folded changes nothing in the matching mode's sense of equality of words. */
#include <stdlib.h>
#include <string.h>

#include "csc-io.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fold(const char *text, size_t n, int32_t mode) {
    csc_folder *f;
    csc_error err;
    size_t m;
    csc_error_init(&err);
    if (csc_folder_create(&f, mode, NULL, NULL) != CSC_OK) abort();
    csc_status s = csc_folder_fold(f, text, n, &err);
    const char *folded = csc_folder_text(f, &m);
    if (s == CSC_E_UTF8) {
        if (err.byte >= n || m != 0 || csc_text_check(text, n, NULL, NULL) != CSC_E_UTF8) abort();
    } else {
        if (s != CSC_OK || csc_text_check(folded, m, NULL, NULL) != CSC_OK) abort();
        csc_span last = {0, 0}, span;
        for (size_t i = 0; i < m; i++) {
            if (csc_folder_source(f, i, i + 1, &span) != CSC_OK) abort();
            if (span.begin > span.end || span.end > n || span.begin < last.begin) abort();
            last = span;
        }
        if (csc_folder_source(f, 0, m, &span) != CSC_OK || span.end > n) abort();
    }
    csc_folder_destroy(f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 1) return 0;
    const char *text = (const char *)data + 1;
    size_t n = size - 1;
    fold(text, n, CSC_FOLD_STANDARD);
    fold(text, n, CSC_FOLD_MATCHING);
    csc_span spans[32], s;
    for (int32_t unit = CSC_TEXT_SEGMENT; unit <= CSC_TEXT_CLAUSE; unit++) {
        size_t count = 0;
        csc_status st = csc_text_segment(text, n, unit, spans, 32, &count, NULL);
        if (st == CSC_E_UTF8) break;
        if (st != CSC_OK && st != CSC_E_BUFFER) abort();
        uint64_t at = 0;
        for (size_t i = 0; i < count && i < 32; i++) {
            if (spans[i].begin < at || spans[i].end <= spans[i].begin || spans[i].end > n) abort();
            if (unit == CSC_TEXT_SEGMENT && spans[i].begin != at) abort();
            at = spans[i].end;
        }
    }
    csc_plain *p;
    if (csc_plain_create(&p, NULL, NULL) != CSC_OK) abort();
    if (csc_plain_run(p, text, n, 1 + data[0] % 3, data[0] / 3 % 4, NULL) == CSC_OK) {
        size_t m;
        uint64_t last = 0;
        const char *plain = csc_plain_text(p, &m);
        if (csc_text_check(plain, m, NULL, NULL) != CSC_OK) abort();
        for (size_t i = 0; i < m; i++) {
            if (csc_plain_source(p, i, i + 1, &s) != CSC_OK || s.begin > s.end || s.end > n || s.begin < last) abort();
            last = s.begin;
        }
    }
    csc_plain_destroy(p);
    return 0;
}
