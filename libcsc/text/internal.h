/* What text offers to the other folders of libcsc, hidden from users. */
#ifndef CSC_TEXT_INTERNAL_H
#define CSC_TEXT_INTERNAL_H

#include "base/internal.h"
#include "csc/text.h"
#include "text/tables.h"

/* Reads one code point of valid UTF-8 at text[at] and moves *at behind it. */
static inline uint32_t csc_i_utf8_next(const uint8_t *text, size_t *at) {
    size_t i = *at;
    uint32_t c = text[i];
    if (c < 0x80) {
        *at = i + 1;
        return c;
    }
    if (c < 0xE0) {
        *at = i + 2;
        return (c & 0x1F) << 6 | (text[i + 1] & 0x3FU);
    }
    if (c < 0xF0) {
        *at = i + 3;
        return (c & 0x0F) << 12 | (text[i + 1] & 0x3FU) << 6 | (text[i + 2] & 0x3FU);
    }
    *at = i + 4;
    return (c & 0x07) << 18 | (text[i + 1] & 0x3FU) << 12 | (text[i + 2] & 0x3FU) << 6 | (text[i + 3] & 0x3FU);
}
/* Length of the well-formed sequence at the start of `text`, or 0. */
size_t csc_i_utf8_length(const uint8_t *text, size_t length);
/* Writes a code point (not a surrogate) to at most 4 bytes. */
size_t csc_i_utf8_put(uint32_t c, uint8_t *out);
/* How many of the last bytes begin a sequence that more bytes could complete (0 to 3). */
size_t csc_i_utf8_tail(const uint8_t *text, size_t length);

/* CSC_I_CLASS_... of a code point. */
static inline int csc_i_class(uint32_t c) {
    return csc_i_class_entry[(size_t)csc_i_class_block[c >> 6] * 64 + (c & 63)];
}

/* Where folded bytes came from, or plain bytes: a list of places where the two texts do not advance together. Before the first
 * change, and between changes, byte for byte. */
typedef struct csc_i_change {
    size_t to;   /* offset in the result */
    size_t from; /* offset in the source */
    uint32_t to_length;
    uint32_t from_length;
} csc_i_change;
typedef struct csc_i_map {
    csc_i_change *changes;
    size_t count, capacity;
} csc_i_map;
csc_status csc_i_map_add(csc_i_map *map, const csc_allocator *a, size_t to, size_t to_length, size_t from, size_t from_length);
/* The source offset of a stretch's begin (`end` 0) or end (`end` 1). */
size_t csc_i_map_source(const csc_i_map *map, size_t at, int end);

/* The folder's insides, so that the checker can fold without copies. */
struct csc_folder {
    csc_allocator allocator;
    int32_t mode;
    uint8_t *text; /* at least 16 readable bytes behind the end */
    size_t length, capacity;
    csc_i_map map;
    int ascii; /* the last text was all ASCII */
};

#endif
