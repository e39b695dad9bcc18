/* Columns that the CSV reader fills. */
#include "io/csv.h"

#include <math.h>

static const csc_i_csv_fault too_many = {CSC_E_LIMIT, "the column has too many distinct texts"};
static const csc_i_csv_fault no_memory = {CSC_E_NOMEM, "no memory for the column"};

static size_t item_size(int32_t kind) {
    switch (kind) {
    case CSC_CSV_F64:
    case CSC_CSV_I64:
    case CSC_CSV_INSTANT:
        return 8;
    case CSC_CSV_DICTIONARY:
    case CSC_CSV_DATE:
        return 4;
    default:
        return 0;
    }
}

static size_t bitmap_size(size_t rows) {
    return rows / 8 + 1;
}

/* ------------------------------------------------------------------- memory */

static csc_status reserve_slot(csc_csv *c, csc_i_csv_slot *s, size_t old, size_t rows) {
    const csc_allocator *a = &c->allocator;
    size_t item = item_size(s->kind);
    if (item > 0) {
        void *p = s->data == NULL ? csc_i_io_alloc(a, rows * item) : a->resize(a->ctx, s->data, old * item, rows * item);
        if (p == NULL) return CSC_E_NOMEM;
        s->data = p;
    } else {
        size_t before = s->offsets == NULL ? 0 : (old + 1) * 8, now = (rows + 1) * 8;
        int64_t *p = s->offsets == NULL ? csc_i_io_alloc(a, now) : a->resize(a->ctx, s->offsets, before, now);
        if (p == NULL) return CSC_E_NOMEM;
        if (s->offsets == NULL) p[0] = 0;
        s->offsets = p;
    }
    return CSC_OK;
}

/* Each slot knows what it has room for, so a failure on the way leaves nothing to mend. */
csc_status csc_i_csv_reserve_rows(csc_csv *c) {
    size_t old = c->row_capacity, rows = old < 1024 ? 1024 : old * 2;
    if (rows > (size_t)PTRDIFF_MAX / 16) return CSC_E_OVERFLOW;
    const csc_allocator *a = &c->allocator;
    for (size_t i = 0; i < c->slot_count; i++) {
        csc_i_csv_slot *s = &c->slots[i];
        if (s->validity != NULL) {
            uint8_t *p = a->resize(a->ctx, s->validity, bitmap_size(s->validity_rows), bitmap_size(rows));
            if (p == NULL) return CSC_E_NOMEM;
            memset(p + bitmap_size(s->validity_rows), 0xFF, bitmap_size(rows) - bitmap_size(s->validity_rows));
            s->validity = p;
            s->validity_rows = rows;
        }
        if (s->data_rows < rows) {
            csc_status status = reserve_slot(c, s, s->data_rows, rows);
            if (status != CSC_OK) return status;
            s->data_rows = rows;
        }
    }
    c->row_capacity = rows;
    return CSC_OK;
}

void csc_i_csv_slots_free(csc_csv *c) {
    const csc_allocator *a = &c->allocator;
    for (size_t i = 0; i < c->slot_count; i++) {
        csc_i_csv_slot *s = &c->slots[i];
        csc_i_io_free(a, s->data, s->data_rows * item_size(s->kind));
        csc_i_io_free(a, s->offsets, (s->data_rows + 1) * 8);
        csc_i_io_free(a, s->validity, bitmap_size(s->validity_rows));
        csc_i_io_buffer_free(&s->bytes);
        csc_i_io_buffer_free(&s->dictionary.bytes);
        csc_i_io_free(a, s->dictionary.offsets, s->dictionary.offset_capacity * 8);
        csc_i_io_free(a, s->dictionary.table, s->dictionary.table_size * sizeof *s->dictionary.table);
    }
    csc_i_io_free(a, c->slots, c->slot_capacity * sizeof *c->slots);
}

/* --------------------------------------------------------------- dictionaries */

static inline uint64_t load(const char *text, size_t length) {
    uint64_t w = 0;
    /* Two overlapping loads are quicker than a copy of unknown length. */
    if (length >= 8) {
        memcpy(&w, text, 8);
    } else if (length >= 4) {
        uint32_t low, high;
        memcpy(&low, text, 4);
        memcpy(&high, text + length - 4, 4);
        w = (uint64_t)low | (uint64_t)high << (8 * (length - 4));
    } else if (length > 0) {
        w = (unsigned char)text[0];
        w |= (uint64_t)(unsigned char)text[length / 2] << (8 * (length / 2));
        w |= (uint64_t)(unsigned char)text[length - 1] << (8 * (length - 1));
    }
    return w;
}

static uint64_t hash_text(const char *text, size_t length, uint64_t *prefix) {
    const uint64_t k = UINT64_C(0x9E3779B97F4A7C15);
    uint64_t h = length * k, w = load(text, length);
    *prefix = w;
    while (length > 8) {
        h = (h ^ w) * k;
        h ^= h >> 29;
        text += 8;
        length -= 8;
        w = load(text, length);
    }
    h = (h ^ w) * k;
    h ^= h >> 32;
    h *= UINT64_C(0xD6E8FEB86659FD93);
    return h ^ (h >> 32);
}

static inline uint32_t tag_of(uint64_t hash, size_t length) {
    return (uint32_t)(hash >> 40) << 8 | (uint32_t)(length < 255 ? length : 255);
}

static void place(csc_i_csv_dictionary *d, size_t id) {
    size_t at = (size_t)d->offsets[id], length = (size_t)d->offsets[id + 1] - at;
    uint64_t prefix, h = hash_text(d->bytes.bytes + at, length, &prefix);
    size_t i = (size_t)h & (d->table_size - 1);
    while (d->table[i].id != 0) i = (i + 1) & (d->table_size - 1);
    d->table[i].prefix = prefix;
    d->table[i].tag = tag_of(h, length);
    d->table[i].id = (uint32_t)id + 1;
}

static csc_status rehash(csc_csv *c, csc_i_csv_dictionary *d, size_t size) {
    csc_i_csv_place *table = csc_i_io_zalloc(&c->allocator, size * sizeof *table);
    if (table == NULL) return CSC_E_NOMEM;
    csc_i_io_free(&c->allocator, d->table, d->table_size * sizeof *table);
    d->table = table;
    d->table_size = size;
    /* In order of the ids, so that removing the newest entry is removing the last one placed. */
    for (size_t id = 0; id < d->count; id++) place(d, id);
    return CSC_OK;
}

static const csc_i_csv_fault *add_text(csc_csv *c, csc_i_csv_dictionary *d, const char *text, size_t length, uint32_t *id) {
    if (d->count >= UINT32_MAX - 1) {
        return &too_many;
    }
    if ((d->count + 1) * 8 > d->table_size * 5 && rehash(c, d, d->table_size == 0 ? 256 : d->table_size * 2) != CSC_OK) return &no_memory;
    void *p = d->offsets;
    if (csc_i_io_grow(&c->allocator, &p, &d->offset_capacity, d->count + 2, 8) != CSC_OK) return &no_memory;
    d->offsets = p;
    if (csc_i_io_append(&d->bytes, text, length) != CSC_OK) return &no_memory;
    if (d->count == 0) d->offsets[0] = 0;
    *id = (uint32_t)d->count++;
    d->offsets[d->count] = (int64_t)d->bytes.length;
    place(d, *id);
    return NULL;
}

static inline const csc_i_csv_fault *look_up(csc_csv *c, csc_i_csv_dictionary *d, const char *text, size_t length, uint32_t *id) {
    uint64_t prefix, h = hash_text(text, length, &prefix);
    uint32_t tag = tag_of(h, length);
    if (d->table_size > 0) {
        const size_t mask = d->table_size - 1;
        for (size_t i = (size_t)h & mask; d->table[i].id != 0; i = (i + 1) & mask) {
            if (d->table[i].tag != tag || d->table[i].prefix != prefix) continue;
            if (length > 8) {
                size_t e = d->table[i].id - 1, at = (size_t)d->offsets[e];
                if ((size_t)d->offsets[e + 1] - at != length || memcmp(d->bytes.bytes + at, text, length) != 0) continue;
            }
            *id = d->table[i].id - 1;
            return NULL;
        }
    }
    return add_text(c, d, text, length, id);
}

/* Takes the newest entry out again. Nothing was placed after it, so its place simply becomes free. */
static void forget_newest(csc_i_csv_dictionary *d) {
    size_t e = --d->count, at = (size_t)d->offsets[e];
    uint64_t prefix, h = hash_text(d->bytes.bytes + at, d->bytes.length - at, &prefix);
    size_t i = (size_t)h & (d->table_size - 1);
    while (d->table[i].id != e + 1) i = (i + 1) & (d->table_size - 1);
    d->table[i].id = 0;
    d->bytes.length = at;
}

/* --------------------------------------------------------------------- cells */

static const csc_i_csv_fault *set_missing(csc_csv *c, csc_i_csv_slot *s) {
    if (s->validity == NULL) {
        s->validity = csc_i_io_alloc(&c->allocator, bitmap_size(c->row_capacity));
        if (s->validity == NULL) return &no_memory;
        memset(s->validity, 0xFF, bitmap_size(c->row_capacity));
        s->validity_rows = c->row_capacity;
    }
    s->validity[c->rows >> 3] &= (uint8_t) ~(1u << (c->rows & 7));
    s->missing++;
    return NULL;
}

static const csc_i_csv_fault *set_text(csc_csv *c, csc_i_csv_slot *s, const char *text, size_t length) {
    if (csc_i_io_append(&s->bytes, text, length) != CSC_OK) return &no_memory;
    s->offsets[c->rows + 1] = (int64_t)s->bytes.length;
    return length == 0 ? set_missing(c, s) : NULL;
}

static const csc_i_csv_fault *set_instant(csc_csv *c, csc_i_csv_slot *s, const char *text, size_t length) {
    static const csc_i_csv_fault mixed = {CSC_E_AMBIGUOUS, "the column mixes times with a zone, times without one, or plain numbers"};
    int64_t us;
    char sort;
    const csc_i_csv_fault *f = csc_i_csv_instant(&c->pattern, text, length, c->decimal, &us, &sort);
    if (f != NULL) return f;
    if (s->sort == 0) s->sort = sort;
    if (s->sort != sort) return &mixed;
    if (sort == 'l') us -= (int64_t)c->zone_offset_s * 1000000;
    ((int64_t *)s->data)[c->rows] = us;
    return NULL;
}

static const csc_i_csv_fault *blank(csc_csv *c, csc_i_csv_slot *s) {
    const double nan = (double)NAN;
    switch (s->kind) {
    case CSC_CSV_F64:
        ((double *)s->data)[c->rows] = nan;
        break;
    case CSC_CSV_I64:
    case CSC_CSV_INSTANT:
        ((int64_t *)s->data)[c->rows] = 0;
        break;
    default:
        ((int32_t *)s->data)[c->rows] = 0;
    }
    return set_missing(c, s);
}

const csc_i_csv_fault *csc_i_csv_take(csc_csv *c, csc_i_csv_slot *s, const char *text, size_t length) {
    if (s->kind == CSC_CSV_F64 && length - 1 < 8 && csc_i_csv_short_number(text, length, c->decimal, &((double *)s->data)[c->rows]))
        return NULL;
    if (s->kind == CSC_CSV_TEXT) return set_text(c, s, text, length);
    if (s->kind == CSC_CSV_DICTIONARY)
        return length == 0 ? blank(c, s) : look_up(c, &s->dictionary, text, length, &((uint32_t *)s->data)[c->rows]);
    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t')) length--;
    while (length > 0 && (text[0] == ' ' || text[0] == '\t')) text++, length--;
    if (length == 0) return blank(c, s);
    switch (s->kind) {
    case CSC_CSV_F64:
        return csc_i_csv_number(text, length, c->decimal, &((double *)s->data)[c->rows]);
    case CSC_CSV_I64:
        return csc_i_csv_integer(text, length, c->decimal, &((int64_t *)s->data)[c->rows]);
    case CSC_CSV_DATE:
        return csc_i_csv_date(&c->pattern, text, length, &((int32_t *)s->data)[c->rows]);
    default:
        return set_instant(c, s, text, length);
    }
}

/* ----------------------------------------------------------------- row by row */

void csc_i_csv_read_begin(csc_csv *c) {
    for (size_t i = 0; i < c->slot_count; i++) {
        csc_i_csv_slot *s = &c->slots[i];
        s->bytes.length = 0;
        s->missing = 0;
        if (s->validity != NULL) memset(s->validity, 0xFF, bitmap_size(s->validity_rows));
    }
}

void csc_i_csv_row_begin(csc_csv *c) {
    for (uint32_t i = c->first_remembering; i != CSC_I_CSV_NONE; i = c->slots[i].next_remembering) {
        c->slots[i].dictionary_before = c->slots[i].dictionary.count;
        c->slots[i].sort_before = c->slots[i].sort;
    }
}

/* A row that turned out bad, or that goes on behind the bytes there are, leaves nothing behind. */
void csc_i_csv_row_undo(csc_csv *c) {
    for (size_t i = 0; i < c->slot_count; i++) {
        csc_i_csv_slot *s = &c->slots[i];
        s->sort = s->sort_before;
        while (s->dictionary.count > s->dictionary_before) forget_newest(&s->dictionary);
        if (s->kind == CSC_CSV_TEXT) s->bytes.length = (size_t)s->offsets[c->rows];
        if (s->validity != NULL && c->rows < s->validity_rows && !((s->validity[c->rows >> 3] >> (c->rows & 7)) & 1)) {
            s->validity[c->rows >> 3] |= (uint8_t)(1u << (c->rows & 7));
            s->missing--;
        }
    }
}

/* ------------------------------------------------------------------- answers */

static const csc_i_csv_slot *slot_of(const csc_csv *self, size_t slot) {
    return self != NULL && slot < self->slot_count ? &self->slots[slot] : NULL;
}

csc_status csc_csv_column(const csc_csv *self, size_t slot, csc_column *column) {
    static const int64_t nothing = 0;
    const csc_i_csv_slot *s = slot_of(self, slot);
    if (s == NULL || column == NULL) return CSC_E_INVALID;
    if (s->kind == CSC_CSV_TEXT) return CSC_E_TYPE;
    memset(column, 0, sizeof *column);
    column->data = s->data != NULL ? s->data : &nothing;
    column->stride = (ptrdiff_t)item_size(s->kind);
    column->type = s->kind == CSC_CSV_F64          ? CSC_TYPE_F64
                   : s->kind == CSC_CSV_DATE       ? CSC_TYPE_I32
                   : s->kind == CSC_CSV_DICTIONARY ? CSC_TYPE_U32
                                                   : CSC_TYPE_I64;
    column->validity = s->missing > 0 ? s->validity : NULL;
    return CSC_OK;
}

static void fill_text(csc_text_column *column, const csc_i_io_buffer *bytes, const int64_t *offsets) {
    static const int64_t nothing = 0;
    memset(column, 0, sizeof *column);
    column->bytes = bytes->length > 0 ? bytes->bytes : "";
    column->offsets = offsets != NULL ? offsets : &nothing;
    column->offset_width = 8;
}

csc_status csc_csv_text(const csc_csv *self, size_t slot, csc_text_column *column) {
    const csc_i_csv_slot *s = slot_of(self, slot);
    if (s == NULL || column == NULL) return CSC_E_INVALID;
    if (s->kind != CSC_CSV_TEXT) return CSC_E_TYPE;
    fill_text(column, &s->bytes, s->offsets);
    column->validity = s->missing > 0 ? s->validity : NULL;
    return CSC_OK;
}

csc_status csc_csv_dictionary(const csc_csv *self, size_t slot, csc_text_column *texts, size_t *count) {
    const csc_i_csv_slot *s = slot_of(self, slot);
    if (s == NULL || texts == NULL || count == NULL) return CSC_E_INVALID;
    if (s->kind != CSC_CSV_DICTIONARY) return CSC_E_TYPE;
    fill_text(texts, &s->dictionary.bytes, s->dictionary.count > 0 ? s->dictionary.offsets : NULL);
    *count = s->dictionary.count;
    return CSC_OK;
}

uint64_t csc_csv_missing(const csc_csv *self, size_t slot) {
    const csc_i_csv_slot *s = slot_of(self, slot);
    return s != NULL ? s->missing : 0;
}
