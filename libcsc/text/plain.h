/* What the readers of markup share. */
#ifndef CSC_TEXT_PLAIN_H
#define CSC_TEXT_PLAIN_H

#include "text/internal.h"

typedef struct csc_i_entity {
    uint32_t at; /* in the pool */
    uint8_t name_length, value_length;
    uint8_t bare; /* may stand without its semicolon */
} csc_i_entity;
extern const size_t csc_i_entity_count;
extern const csc_i_entity csc_i_entities[];
extern const uint8_t csc_i_entity_pool[];

/* A text in the making, and where it came from. */
typedef struct csc_i_plain_out {
    const csc_allocator *allocator;
    uint8_t *text;
    size_t length, capacity;
    csc_i_map map;
    size_t from; /* source bytes used up so far */
    int blank;   /* the text ends with a blank or a line end, or is empty */
} csc_i_plain_out;

struct csc_plain {
    csc_allocator allocator;
    csc_i_plain_out read; /* markup gone */
    csc_i_plain_out kept; /* quotes and signature gone too: what is told */
};

/* The next `length` bytes of the source, as they are. */
csc_status csc_i_plain_copy(csc_i_plain_out *o, const uint8_t *source, size_t length);
/* The next `from_length` bytes of the source become these bytes (none: they vanish). */
csc_status csc_i_plain_put(csc_i_plain_out *o, const void *bytes, size_t length, size_t from_length);
/* A line end (or, with `paragraph`, a blank line) in place of `from_length` bytes of markup. */
csc_status csc_i_plain_break(csc_i_plain_out *o, size_t from_length, int paragraph);
/* The character reference at t[at] == '&': its UTF-8 into out[8], the bytes it takes into *used; 0: none. */
size_t csc_i_entity_read(const uint8_t *t, size_t at, size_t length, uint8_t out[8], size_t *used);
csc_status csc_i_plain_html(csc_i_plain_out *o, const uint8_t *t, size_t length, int drop_quotes);
csc_status csc_i_plain_markdown(csc_i_plain_out *o, const uint8_t *t, size_t length, int drop_quotes);
/* The end of a tag that begins at t[at] == '<' (behind its '>'), or 0 when there is no tag; *name and *name_length without '/'. */
size_t csc_i_tag_end(const uint8_t *t, size_t at, size_t length, const uint8_t **name, size_t *name_length, int *closing);
/* Copies what is no quoted reply and no signature from `in` to `out`. */
csc_status csc_i_plain_strip(const csc_i_plain_out *in, csc_i_plain_out *out, int32_t drop);

#endif
