/* UTF-8: validation, single code points, offset units. */
#include "text/internal.h"

size_t csc_i_utf8_length(const uint8_t *t, size_t n) {
    if (n == 0) return 0;
    uint8_t a = t[0];
    if (a < 0x80) return 1;
    if (a < 0xC2) return 0;
    if (a < 0xE0) return n >= 2 && (t[1] & 0xC0) == 0x80 ? 2 : 0;
    if (a < 0xF0) {
        if (n < 3 || (t[1] & 0xC0) != 0x80 || (t[2] & 0xC0) != 0x80) return 0;
        if (a == 0xE0 && t[1] < 0xA0) return 0;
        if (a == 0xED && t[1] >= 0xA0) return 0;
        return 3;
    }
    if (a < 0xF5) {
        if (n < 4 || (t[1] & 0xC0) != 0x80 || (t[2] & 0xC0) != 0x80 || (t[3] & 0xC0) != 0x80) return 0;
        if (a == 0xF0 && t[1] < 0x90) return 0;
        if (a == 0xF4 && t[1] >= 0x90) return 0;
        return 4;
    }
    return 0;
}

size_t csc_i_utf8_put(uint32_t c, uint8_t *out) {
    if (c < 0x80) {
        out[0] = (uint8_t)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (uint8_t)(0xC0 | c >> 6);
        out[1] = (uint8_t)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (uint8_t)(0xE0 | c >> 12);
        out[1] = (uint8_t)(0x80 | (c >> 6 & 0x3F));
        out[2] = (uint8_t)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (uint8_t)(0xF0 | c >> 18);
    out[1] = (uint8_t)(0x80 | (c >> 12 & 0x3F));
    out[2] = (uint8_t)(0x80 | (c >> 6 & 0x3F));
    out[3] = (uint8_t)(0x80 | (c & 0x3F));
    return 4;
}

size_t csc_i_utf8_tail(const uint8_t *t, size_t n) {
    /* try completing the last 1, 2, 3 bytes with the continuation bytes that could follow */
    for (size_t k = 1; k <= 3 && k <= n; k++) {
        uint8_t a = t[n - k];
        if (a < 0x80) return 0;
        if (a < 0xC0) continue;
        size_t want = a >= 0xF0 ? 4 : a >= 0xE0 ? 3 : 2;
        if (a < 0xC2 || a > 0xF4 || want <= k) return 0;
        if (k >= 2) {
            uint8_t b = t[n - k + 1];
            if ((a == 0xE0 && b < 0xA0) || (a == 0xED && b >= 0xA0) || (a == 0xF0 && b < 0x90) || (a == 0xF4 && b >= 0x90)) return 0;
        }
        return k;
    }
    return 0;
}

/* Eight bytes at a time while they are ASCII. */
static size_t ascii_run(const uint8_t *t, size_t i, size_t n) {
    while (i + 32 <= n) {
        uint64_t w[4];
        memcpy(w, t + i, 32);
        if ((w[0] | w[1] | w[2] | w[3]) & UINT64_C(0x8080808080808080)) break;
        i += 32;
    }
    while (i < n && t[i] < 0x80) i++;
    return i;
}

csc_status csc_text_check(const char *text, size_t length, size_t *valid, csc_error *err) {
    if (text == NULL && length > 0) return csc_i_fail(err, CSC_E_INVALID, "text is NULL");
    const uint8_t *t = (const uint8_t *)text;
    size_t i = 0;
    while ((i = ascii_run(t, i, length)) < length) {
        size_t n = csc_i_utf8_length(t + i, length - i);
        if (n == 0) {
            if (valid != NULL) *valid = i;
            return csc_i_fail_byte(err, CSC_E_UTF8, "The text is not valid UTF-8.", i);
        }
        i += n;
    }
    if (valid != NULL) *valid = length;
    return CSC_OK;
}

/* Code points that begin, and of these the ones outside the first plane, in t[0..n). Written so that compilers make vectors of it. */
static void count_units(const uint8_t *t, size_t n, uint64_t *codepoints, uint64_t *astral) {
    uint64_t points = 0, high = 0;
    while (n > 0) {
        size_t part = n < 255 ? n : 255;
        uint8_t p = 0, h = 0; /* at most 255 each */
        for (size_t i = 0; i < part; i++) {
            p = (uint8_t)(p + ((int8_t)t[i] >= -64));
            h = (uint8_t)(h + (t[i] >= 0xF0));
        }
        points += p;
        high += h;
        t += part;
        n -= part;
    }
    *codepoints += points;
    *astral += high;
}

csc_status csc_text_units(const char *text, size_t length, const uint64_t *bytes, size_t n, uint64_t *codepoints, uint64_t *utf16,
                          csc_error *err) {
    if ((text == NULL && length > 0) || (bytes == NULL && n > 0)) return csc_i_fail(err, CSC_E_INVALID, "text or bytes is NULL");
    const uint8_t *t = (const uint8_t *)text;
    for (size_t i = 0; i < n; i++) {
        if (bytes[i] > length) return csc_i_fail_row(err, CSC_E_RANGE, "an offset is beyond the text", i);
        if (i > 0 && bytes[i] < bytes[i - 1]) return csc_i_fail_row(err, CSC_E_RANGE, "offsets must not decrease", i);
    }
    size_t at = 0;
    uint64_t points = 0, astral = 0;
    for (size_t i = 0; i < n; i++) {
        size_t to = (size_t)bytes[i];
        while (to > at && to < length && (t[to] & 0xC0) == 0x80) to--;
        if (to > at) count_units(t + at, to - at, &points, &astral);
        if (to > at) at = to;
        if (codepoints != NULL) codepoints[i] = points;
        if (utf16 != NULL) utf16[i] = points + astral;
    }
    return CSC_OK;
}
