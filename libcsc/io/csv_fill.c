/* Bytes for the CSV reader: read, decoded to UTF-8, checked. */
#include "io/csv.h"

#define BLOCK ((size_t)256 * 1024)
#define BAD_BYTE ((char)0xFF) /* stands for what cannot be decoded; the check of the UTF-8 finds it */

/* 0x80 to 0x9F of Windows code page 1252; 0 where it has nothing. */
static const uint16_t cp1252[32] = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
                                    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
                                    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

uint64_t csc_i_csv_offset(const csc_csv *c, size_t at) {
    if (c->encoding == CSC_I_CSV_UTF8) return c->origin + at;
    uint64_t n = 0;
    for (size_t i = 0; i < at; i++) {
        unsigned char b = (unsigned char)c->text[i];
        n += (b & 0xC0) != 0x80;
        if (c->encoding >= CSC_I_CSV_UTF16) n += b >= 0xF0 && b != (unsigned char)BAD_BYTE; /* a pair of units */
    }
    return c->origin + (c->encoding >= CSC_I_CSV_UTF16 ? 2 * n : n);
}

static size_t decode_bytes(csc_csv *c, char *out) {
    size_t at = 0;
    for (size_t i = 0; i < c->raw_length; i++) {
        unsigned char b = c->raw[i];
        uint32_t cp = b;
        if (c->encoding == CSC_I_CSV_CP1252 && b >= 0x80 && b < 0xA0) cp = cp1252[b - 0x80];
        if (b != 0 && cp == 0)
            out[at++] = BAD_BYTE;
        else
            at += csc_i_io_utf8_put(cp, out + at);
    }
    c->raw_length = 0;
    return at;
}

static size_t decode_units(csc_csv *c, char *out) {
    size_t at = 0, i = 0;
    int big = c->encoding == CSC_I_CSV_UTF16BE;
    while (i + 2 <= c->raw_length) {
        uint32_t u = big ? (uint32_t)(c->raw[i] << 8 | c->raw[i + 1]) : (uint32_t)(c->raw[i + 1] << 8 | c->raw[i]);
        if (u >= 0xD800 && u < 0xDC00) {
            if (i + 4 > c->raw_length && !c->undecoded_end) break; /* the other half has not come yet */
            uint32_t low = 0;
            if (i + 4 <= c->raw_length)
                low = big ? (uint32_t)(c->raw[i + 2] << 8 | c->raw[i + 3]) : (uint32_t)(c->raw[i + 3] << 8 | c->raw[i + 2]);
            if (low >= 0xDC00 && low < 0xE000) {
                at += csc_i_io_utf8_put(0x10000 + ((u - 0xD800) << 10) + (low - 0xDC00), out + at);
                i += 4;
                continue;
            }
            out[at++] = BAD_BYTE;
        } else if (u >= 0xDC00 && u < 0xE000) {
            out[at++] = BAD_BYTE;
        } else {
            at += csc_i_io_utf8_put(u, out + at);
        }
        i += 2;
    }
    if (c->undecoded_end && i < c->raw_length) {
        out[at++] = BAD_BYTE;
        i = c->raw_length;
    }
    memmove(c->raw, c->raw + i, c->raw_length - i);
    c->raw_length -= i;
    return at;
}

/* Looks for a byte order mark in the first bytes, which are in `raw`. */
static void take_mark(csc_csv *c) {
    size_t skip = 0;
    const unsigned char *p = c->raw;
    if (c->raw_length >= 3 && p[0] == 0xEF && p[1] == 0xBB && p[2] == 0xBF) {
        skip = 3;
        c->encoding = CSC_I_CSV_UTF8;
    } else if (c->raw_length >= 2 && p[0] == 0xFF && p[1] == 0xFE) {
        skip = 2;
        c->encoding = CSC_I_CSV_UTF16LE;
    } else if (c->raw_length >= 2 && p[0] == 0xFE && p[1] == 0xFF) {
        skip = 2;
        c->encoding = CSC_I_CSV_UTF16BE;
    } else if (c->encoding == CSC_I_CSV_UTF16) {
        c->encoding = CSC_I_CSV_UTF16LE;
    }
    memmove(c->raw, c->raw + skip, c->raw_length - skip);
    c->raw_length -= skip;
    c->origin = skip;
    c->started = 1;
}

static csc_status read_raw(csc_csv *c, size_t most, csc_error *err) {
    size_t got = 0;
    CSC_I_IO_TRY(csc_i_io_source_read(&c->source, c->raw + c->raw_length, most - c->raw_length, &got, err));
    c->raw_length += got;
    if (got == 0) c->undecoded_end = 1;
    return CSC_OK;
}

/* Some more bytes at text[end], for which there is room for at least 3 * sizeof raw. */
static csc_status more(csc_csv *c, csc_error *err) {
    if (!c->started) {
        while (c->raw_length < 3 && !c->undecoded_end) CSC_I_IO_TRY(read_raw(c, 3, err));
        take_mark(c);
    }
    if (c->encoding == CSC_I_CSV_UTF8) {
        if (c->raw_length > 0) { /* what the look for a mark has read */
            memcpy(c->text + c->end, c->raw, c->raw_length);
            c->end += c->raw_length;
            c->raw_length = 0;
            return CSC_OK;
        }
        size_t got = 0;
        if (!c->undecoded_end) CSC_I_IO_TRY(csc_i_io_source_read(&c->source, c->text + c->end, c->capacity - c->end, &got, err));
        c->end += got;
        c->at_end = got == 0;
        return CSC_OK;
    }
    if (!c->undecoded_end) CSC_I_IO_TRY(read_raw(c, sizeof c->raw, err));
    if (c->raw_length == 0 && c->undecoded_end) {
        c->at_end = 1;
        return CSC_OK;
    }
    char *out = c->text + c->end;
    c->end += c->encoding >= CSC_I_CSV_UTF16 ? decode_units(c, out) : decode_bytes(c, out);
    return CSC_OK;
}

void csc_i_csv_revalidate(csc_csv *c) {
    if (c->limit < c->begin) c->limit = c->begin;
    size_t n = csc_i_io_utf8_prefix(c->text + c->limit, c->end - c->limit, 1);
    c->limit += n;
    c->bad = c->limit < c->end && (c->at_end || !csc_i_io_utf8_cut(c->text, c->end, c->limit));
}

csc_status csc_i_csv_fill(csc_csv *c, csc_error *err) {
    c->block = SIZE_MAX / 2;
    if (c->begin > 0) {
        c->origin = csc_i_csv_offset(c, c->begin);
        memmove(c->text, c->text + c->begin, c->end - c->begin);
        c->end -= c->begin;
        c->limit = c->limit > c->begin ? c->limit - c->begin : 0;
        c->begin = 0;
    }
    /* At least as much again as there is, so that a long row is scanned a bounded number of times. */
    size_t want = c->end + (c->end < BLOCK ? BLOCK : c->end);
    if (c->end > PTRDIFF_MAX / 4) return csc_i_io_fail(err, CSC_E_LIMIT, "a row is too long");
    if (c->capacity < want) {
        char *p = c->text == NULL ? c->allocator.allocate(c->allocator.ctx, want + CSC_I_CSV_SLACK)
                                  : c->allocator.resize(c->allocator.ctx, c->text, c->capacity + CSC_I_CSV_SLACK, want + CSC_I_CSV_SLACK);
        if (p == NULL) return csc_i_io_fail(err, CSC_E_NOMEM, "no memory for the rows");
        c->text = p;
        c->capacity = want;
    }
    while (!c->at_end && c->capacity - c->end >= 3 * sizeof c->raw) CSC_I_IO_TRY(more(c, err));
    memset(c->text + c->end, 0, CSC_I_CSV_SLACK);
    csc_i_csv_revalidate(c);
    return csc_i_io_progress(c->has_context ? &c->context : NULL, c->source.given, c->source.total, err);
}
