/* Checker sessions: a text fed whole, in pieces cut anywhere, and revised on the way gives the same findings. The first bytes choose the
 * cuts and the medium. */
#include <stdlib.h>
#include <string.h>

#include "csc-io.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const csc_pack *pack(void) {
    static csc_pack *p;
    static const char yaml[] =
        "{pack: f, version: '1', language: en, schema: 1, classes: {negation: [not, \"n't\"]}, rules: ["
        "{id: a, kind: avoid, match: ['decide [right] now', 'a ..{0,3} b', 'complain~', 'wai* (for|to)', '是 但 是'], unless: {before: "
        "[no], after: [ok], span: ['so a b c'], within: [xyz]}},"
        "{id: b, kind: limit, match: [please], limit: {max: 1, per: sentence}}, {id: c, kind: require, match: [bye]},"
        "{id: d, kind: style, style: shouting}, {id: e, kind: style, style: repeated-punctuation}, {id: f, kind: style, style: "
        "repeated-word},"
        "{id: g, kind: style, style: long-sentence, limit: {max: 5}}, {id: h, kind: style, style: emoji}, {id: i, kind: placeholder},"
        "{id: j, kind: avoid, match: ['\\{ ..{1,2} \\}', '<$company> ok'], case: upper}, {id: k, kind: limit, match: [sorry], limit: {max: "
        "2, min: 1, per: conversation}}]}";
    if (p == NULL && csc_pack_read_yaml(&p, yaml, sizeof yaml - 1, NULL, NULL) != CSC_OK) abort();
    return p;
}

static uint64_t digest(csc_checker *c) {
    uint64_t h = csc_checker_count(c);
    for (size_t i = 0; i < csc_checker_count(c); i++) {
        csc_finding f;
        if (csc_checker_get(c, i, &f) != CSC_OK) abort();
        h = (h ^ f.rule ^ (uint64_t)f.begin << 8 ^ (uint64_t)f.end << 32 ^ (uint64_t)f.pattern << 16) * UINT64_C(0x9E3779B97F4A7C15);
        h ^= h >> 29;
    }
    return h;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const media[] = {"plain", "html", "markdown"};
    if (size < 3) return 0;
    unsigned cut = data[0], how = data[1];
    const char *text = (const char *)data + 2;
    size_t n = size - 2, more = 1, polls = 0;
    const csc_pack *packs[1] = {pack()};
    csc_checker *c;
    csc_finding f;
    if (n > 4096) n = 4096;
    if (csc_checker_create(&c, packs, 1, NULL, NULL) != CSC_OK) abort();
    const char *medium = media[how % 3];
    if (csc_checker_set(c, "media", 5, medium, strlen(medium), NULL) != CSC_OK) abort();
    if (csc_checker_slot(c, "company", 7, "Acme", 4, NULL) != CSC_OK) abort();
    csc_status s = csc_checker_feed(c, 3, text, n, CSC_FEED_FINAL, NULL);
    if (s != CSC_OK && s != CSC_E_UTF8) abort();
    if (s == CSC_OK) {
        if (csc_checker_finish(c, NULL) != CSC_OK) abort();
        uint64_t whole = digest(c);
        csc_checker_reset(c);
        if (csc_checker_set(c, "media", 5, medium, strlen(medium), NULL) != CSC_OK) abort();
        if (csc_checker_slot(c, "company", 7, "Acme", 4, NULL) != CSC_OK) abort();
        if ((how & 4) && csc_checker_feed(c, 3, "decide now! sorry", 17, CSC_FEED_REPLACE, NULL) != CSC_OK) abort();
        if ((how & 8) && csc_checker_poll(c, &f, &more, NULL) != CSC_OK) abort();
        for (size_t i = 0; i < n;) {
            size_t k = 1 + (cut * (i + 1)) % (1 + how % 7);
            if (k > n - i) k = n - i;
            if (csc_checker_feed(c, 3, text + i, k, i == 0 ? CSC_FEED_REPLACE : CSC_FEED_APPEND, NULL) != CSC_OK) abort();
            i += k;
            if ((how & 16) && ++polls < 40 && csc_checker_poll(c, &f, &more, NULL) != CSC_OK) abort();
        }
        if (n == 0 && csc_checker_feed(c, 3, "", 0, CSC_FEED_REPLACE, NULL) != CSC_OK) abort();
        if (csc_checker_finish(c, NULL) != CSC_OK) abort();
        if (digest(c) != whole) abort();
        size_t standing = 0;
        for (more = 1; more;) { /* additions less retractions are what stands, unless some were polled before */
            if (csc_checker_poll(c, &f, &more, NULL) != CSC_OK) abort();
            if (more) standing += f.retracted ? (size_t)-1 : 1;
        }
        if ((how & 24) == 0 && standing != csc_checker_count(c)) abort();
    }
    csc_checker_destroy(c);
    return 0;
}
