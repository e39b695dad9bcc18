/* Transcripts of every kind: the first byte chooses the format and options. Whatever the bytes, texts are valid UTF-8, offsets do not
 * decrease, numbers of turns agree, and errors have a place within the input. */
#include <stdlib.h>
#include <string.h>

#include "csc-io.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A checker of UTF-8 of its own, by the table of the Unicode standard. */
static int is_utf8(const char *text, size_t n) {
    const uint8_t *p = (const uint8_t *)text;
    for (size_t i = 0; i < n;) {
        size_t k = p[i] < 0x80                   ? 1
                   : p[i] >= 0xC2 && p[i] < 0xE0 ? 2
                   : p[i] >= 0xE0 && p[i] < 0xF0 ? 3
                   : p[i] >= 0xF0 && p[i] < 0xF5 ? 4
                                                 : 0;
        if (k == 0 || k > n - i) return 0;
        for (size_t j = 1; j < k; j++)
            if ((p[i + j] & 0xC0) != 0x80) return 0;
        if ((p[i] == 0xE0 && p[i + 1] < 0xA0) || (p[i] == 0xED && p[i + 1] > 0x9F) || (p[i] == 0xF0 && p[i + 1] < 0x90) ||
            (p[i] == 0xF4 && p[i + 1] > 0x8F))
            return 0;
        i += k;
    }
    return 1;
}

static void check(const csc_conversation *c) {
    static const char *const keys[] = {"id", "format", "roles", "lang", "subject", "customer.name", "customer.mood", "rating"};
    size_t n = csc_conversation_turn_count(c), length = 0;
    csc_text_column texts;
    if (csc_conversation_texts(c, &texts) != CSC_OK) abort();
    const int64_t *at = texts.offsets;
    for (size_t i = 0; i < n; i++) {
        csc_transcript_turn t;
        if (csc_conversation_turn(c, i, &t) != CSC_OK) abort();
        if (at[i + 1] < at[i] || (size_t)(at[i + 1] - at[i]) != t.text_length) abort();
        if (!is_utf8(t.text, t.text_length) || !is_utf8(t.name, t.name_length) || !is_utf8(t.lang, t.lang_length)) abort();
        if (t.role < 0 || t.role > CSC_ROLE_SYSTEM || t.media < CSC_MEDIA_PLAIN || t.media > CSC_MEDIA_MARKDOWN) abort();
    }
    csc_transcript_turn t;
    if (csc_conversation_turn(c, n, &t) != CSC_E_RANGE) abort();
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        const char *text = csc_conversation_text(c, keys[i], strlen(keys[i]), &length);
        if (text == NULL && i < 3) abort();
        if (text != NULL && (!is_utf8(text, length) || text[length] != '\0')) abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 1) return 0;
    csc_transcript_options o;
    memset(&o, 0, sizeof o);
    o.size = sizeof o;
    o.format = data[0] % (CSC_TRANSCRIPT_CHATWOOT + 1);
    o.skip_bad = data[0] >= 128;
    if (data[0] & 64) {
        o.agents = "Dana, @acme.com";
        o.agents_length = strlen(o.agents);
    }
    data++;
    size--;
    csc_transcripts *r = NULL;
    csc_error err;
    csc_error_init(&err);
    csc_status s = csc_transcripts_open_bytes(&r, data, size, "calls/x.json", 12, &o, NULL, &err);
    if (s != CSC_OK) abort();
    for (size_t i = 0; i <= 2 * size + 4; i++) {
        const csc_conversation *c = NULL;
        csc_error_init(&err);
        s = csc_transcripts_next(r, &c, &err);
        if (s == CSC_OK && c == NULL) break;
        if (s == CSC_OK) {
            check(c);
            continue;
        }
        if (err.status != s || err.message[0] == '\0' || (err.byte != CSC_NOWHERE && err.byte > size)) abort();
        if (i == 2 * size + 4) abort(); /* it must come to an end */
    }
    csc_transcripts_destroy(r);
    return 0;
}
