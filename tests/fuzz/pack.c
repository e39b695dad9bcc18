/* Packs from YAML, from bytes and from patterns: a refusal has a position within the input; what is accepted serialises, loads again to the
 * same bytes, and checks a text without harm. The first byte chooses: YAML, compiled bytes, or one pattern and a text behind a line end. */
#include <stdlib.h>
#include <string.h>

#include "csc-io.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void use(csc_pack *p, const char *text, size_t n) {
    const csc_pack *packs[1] = {p};
    csc_checker *c;
    size_t length, again;
    if (csc_pack_serialize(p, NULL, 0, &length, NULL) != CSC_E_BUFFER) abort();
    char *bytes = malloc(length), *more = malloc(length);
    csc_pack *q;
    if (bytes == NULL || more == NULL || csc_pack_serialize(p, bytes, length, NULL, NULL) != CSC_OK) abort();
    if (csc_pack_load(&q, bytes, length, NULL, NULL) != CSC_OK) abort();
    if (csc_pack_serialize(q, more, length, &again, NULL) != CSC_OK || again != length || memcmp(bytes, more, length) != 0) abort();
    csc_pack_destroy(q);
    free(bytes);
    free(more);
    if (csc_checker_create(&c, packs, 1, NULL, NULL) != CSC_OK) abort();
    csc_status s = csc_checker_feed(c, 0, text, n, CSC_FEED_FINAL, NULL);
    if (s == CSC_OK) {
        if (csc_checker_finish(c, NULL) != CSC_OK) abort();
        uint32_t last = 0;
        for (size_t i = 0; i < csc_checker_count(c); i++) {
            csc_finding f;
            csc_units u;
            uint64_t mark;
            if (csc_checker_get(c, i, &f) != CSC_OK || f.begin > f.end || f.end > n || f.begin < last) abort();
            if (csc_checker_units(c, &f, &u) != CSC_OK || u.codepoints[1] > u.utf16[1] || u.utf16[1] > f.end) abort();
            if (csc_checker_fingerprint(c, &f, &mark) != CSC_OK) abort();
            last = f.begin;
        }
    }
    csc_checker_destroy(c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2) return 0;
    const char *text = (const char *)data + 1;
    size_t n = size - 1;
    csc_pack *p = NULL;
    csc_error err;
    csc_error_init(&err);
    static const char sample[] = "Decide now, please! You're wrong: {{name}}. Sorry to bother you.";
    switch (data[0] % 3) {
    case 0:
        if (csc_pack_read_yaml(&p, text, n, NULL, &err) == CSC_OK)
            use(p, sample, sizeof sample - 1);
        else if (err.status == CSC_OK || (err.byte != CSC_NOWHERE && err.byte > n))
            abort();
        break;
    case 1:
        if (csc_pack_load(&p, text, n, NULL, &err) == CSC_OK)
            use(p, sample, sizeof sample - 1);
        else if (err.status == CSC_OK)
            abort();
        break;
    default: {
        csc_pack_builder *b;
        const char *nl = memchr(text, '\n', n);
        size_t k = nl == NULL ? n : (size_t)(nl - text);
        if (csc_pack_builder_create(&b, "f", 1, "1", 1, "en", 2, NULL, NULL) != CSC_OK) abort();
        if (csc_pack_builder_class(b, "negation", 8, "not", 3, NULL) != CSC_OK ||
            csc_pack_builder_rule(b, "r", 1, "avoid", 5, NULL) != CSC_OK)
            abort();
        csc_status s = csc_pack_builder_add(b, "match", 5, text, k, &err);
        if (s == CSC_OK) {
            if (csc_pack_builder_finish(b, &p, NULL) != CSC_OK) abort();
            use(p, nl == NULL ? sample : nl + 1, nl == NULL ? sizeof sample - 1 : n - k - 1);
        } else if (err.byte != CSC_NOWHERE && err.byte > k) {
            abort();
        }
        csc_pack_builder_destroy(b);
    }
    }
    csc_pack_destroy(p);
    return 0;
}
