/* Folding with a sparse map. Hot paths are tables made by make_tables.py, equal to libunistring; runs that need reordering or composing
 * across characters go to libunistring itself. */
#include <stdlib.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif
#include <unicase.h>
#include <uninorm.h>

#include "text/internal.h"

/* Longest fold of one character is 33 bytes (U+FDFA); 16 more for vector stores and for readers of the result. */
#define MARGIN 64

csc_status csc_i_map_add(csc_i_map *map, const csc_allocator *a, size_t to, size_t to_length, size_t from, size_t from_length) {
    if (to_length > UINT32_MAX || from_length > UINT32_MAX) return CSC_E_LIMIT;
    if (map->count == map->capacity) {
        void *items = map->changes;
        csc_status s = csc_i_grow(a, &items, &map->capacity, map->count + 1, sizeof *map->changes);
        if (s != CSC_OK) return s;
        map->changes = items;
    }
    map->changes[map->count++] = (csc_i_change){to, from, (uint32_t)to_length, (uint32_t)from_length};
    return CSC_OK;
}

size_t csc_i_map_source(const csc_i_map *map, size_t at, int end) {
    /* last change that begins at or before `at` (for an end: before it) */
    size_t low = 0, high = map->count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (end ? map->changes[mid].to < at : map->changes[mid].to <= at)
            low = mid + 1;
        else
            high = mid;
    }
    if (low == 0) return at;
    const csc_i_change *c = &map->changes[low - 1];
    size_t past = at - c->to;
    if (past >= c->to_length) return c->from + c->from_length + (past - c->to_length);
    return end ? c->from + c->from_length : c->from;
}

static csc_status reserve(csc_folder *f, size_t want) {
    void *items = f->text;
    csc_status s = csc_i_grow(&f->allocator, &items, &f->capacity, want, 1);
    f->text = items;
    return s;
}

/* What the matching mode does to text that is already folded and normalised: table entries alone. */
static size_t match_fold_run(const uint8_t *in, size_t n, uint8_t *out) {
    size_t o = 0;
    for (size_t i = 0; i < n;) {
        size_t from = i;
        uint32_t c = csc_i_utf8_next(in, &i);
        unsigned e = csc_i_fold_matching_entry[(size_t)csc_i_fold_matching_block[c >> 6] * 64 + (c & 63)];
        if (e <= CSC_I_FOLD_RUN) {
            memcpy(out + o, in + from, i - from);
            o += i - from;
            continue;
        }
        const csc_i_fold_action *act = &csc_i_fold_actions[e];
        if (act->length <= 4) {
            for (uint32_t k = 0; k < act->length; k++) out[o + k] = (uint8_t)(act->bytes >> 8 * k);
        } else {
            memcpy(out + o, csc_i_fold_pool + act->bytes, act->length);
        }
        o += act->length;
    }
    return o;
}

/* Folds source[from, to) as one, through libunistring, to f->text + *o. */
static csc_status fold_run(csc_folder *f, const uint8_t *source, size_t from, size_t to, size_t rest, size_t *o) {
    uint8_t small[512];
    size_t n = sizeof small;
    uint8_t *folded = u8_casefold(source + from, to - from, NULL, UNINORM_NFKC, small, &n);
    if (folded == NULL) return CSC_E_NOMEM;
    /* the matching mode makes no folded code point more than twice as long */
    csc_status s = n > (SIZE_MAX - MARGIN - *o - rest) / 2 ? CSC_E_NOMEM : reserve(f, *o + 2 * n + rest + MARGIN);
    if (s == CSC_OK) {
        size_t made = n;
        if (f->mode == CSC_FOLD_MATCHING)
            made = match_fold_run(folded, n, f->text + *o);
        else
            memcpy(f->text + *o, folded, n);
        s = csc_i_map_add(&f->map, &f->allocator, *o, made, from, to - from);
        *o += made;
    }
    if (folded != small) free(folded);
    return s;
}

/* ASCII from source[i]: small letters out, until a byte that is not ASCII or the end. Returns the number of bytes. */
static size_t fold_ascii(const uint8_t *source, size_t n, uint8_t *out) {
    size_t i = 0;
#if defined(__SSE2__)
    const __m128i before_a = _mm_set1_epi8('A' - 1), after_z = _mm_set1_epi8('Z' + 1), bit = _mm_set1_epi8(0x20);
    while (i + 32 <= n) {
        __m128i a = _mm_loadu_si128((const __m128i *)(const void *)(source + i));
        __m128i b = _mm_loadu_si128((const __m128i *)(const void *)(source + i + 16));
        if (_mm_movemask_epi8(_mm_or_si128(a, b)) != 0) break;
        __m128i ua = _mm_and_si128(_mm_and_si128(_mm_cmpgt_epi8(a, before_a), _mm_cmplt_epi8(a, after_z)), bit);
        __m128i ub = _mm_and_si128(_mm_and_si128(_mm_cmpgt_epi8(b, before_a), _mm_cmplt_epi8(b, after_z)), bit);
        _mm_storeu_si128((__m128i *)(void *)(out + i), _mm_or_si128(a, ua));
        _mm_storeu_si128((__m128i *)(void *)(out + i + 16), _mm_or_si128(b, ub));
        i += 32;
    }
#else
    while (i + 8 <= n) {
        uint64_t w;
        memcpy(&w, source + i, 8);
        if (w & UINT64_C(0x8080808080808080)) break;
        /* bytes are < 128, so that sums stay within their byte */
        uint64_t ge_a = w + UINT64_C(0x3F3F3F3F3F3F3F3F), gt_z = w + UINT64_C(0x2525252525252525);
        w |= (ge_a & ~gt_z & UINT64_C(0x8080808080808080)) >> 2;
        memcpy(out + i, &w, 8);
        i += 8;
    }
#endif
    while (i < n && source[i] < 0x80) {
        uint8_t c = source[i];
        out[i] = (uint8_t)(c | ((uint8_t)(c - 'A') < 26 ? 0x20 : 0));
        i++;
    }
    return i;
}

static csc_status fold(csc_folder *f, const uint8_t *source, size_t n, csc_error *err) {
    const uint16_t *block = f->mode == CSC_FOLD_MATCHING ? csc_i_fold_matching_block : csc_i_fold_standard_block;
    const uint16_t *entry = f->mode == CSC_FOLD_MATCHING ? csc_i_fold_matching_entry : csc_i_fold_standard_entry;
    size_t i = 0, o = 0, last_i = 0, last_o = 0; /* last: the character before, in both texts; equal to i when there is none */
    f->map.count = 0;
    f->ascii = 1;
    /* invariant: room for what is left of the source, one for one, and MARGIN */
    if (n > SIZE_MAX - MARGIN || reserve(f, n + MARGIN) != CSC_OK) return csc_i_fail(err, CSC_E_NOMEM, "No memory.");
    while (i < n) {
        uint8_t c = source[i];
        if (c < 0x80) {
            size_t k = fold_ascii(source + i, n - i, f->text + o);
            i += k;
            o += k;
            last_i = i - 1;
            last_o = o - 1;
            continue;
        }
        f->ascii = 0;
        unsigned e;
        size_t width;
        if (c < 0xE0) {
            if (CSC_I_UNLIKELY(c < 0xC2 || n - i < 2 || (source[i + 1] & 0xC0) != 0x80)) goto bad;
            width = 2;
            e = entry[(size_t)block[c & 0x1F] * 64 + (source[i + 1] & 0x3FU)];
        } else if (c < 0xF0) {
            width = 3;
            if (CSC_I_UNLIKELY(n - i < 3)) goto bad;
            uint32_t b1 = source[i + 1], b2 = source[i + 2];
            if (CSC_I_UNLIKELY((b1 & 0xC0) != 0x80 || (b2 & 0xC0) != 0x80 || (c == 0xE0 && b1 < 0xA0) || (c == 0xED && b1 >= 0xA0)))
                goto bad;
            e = entry[(size_t)block[(c & 0x0FU) << 6 | (b1 & 0x3F)] * 64 + (b2 & 0x3F)];
        } else {
            width = 4;
            if (csc_i_utf8_length(source + i, n - i) != 4) goto bad;
            size_t at = i;
            uint32_t p = csc_i_utf8_next(source, &at);
            e = entry[(size_t)block[p >> 6] * 64 + (p & 63)];
        }
        if (CSC_I_LIKELY(e == CSC_I_FOLD_SAME)) {
            if (CSC_I_LIKELY(n - i >= 4)) memcpy(f->text + o, source + i, 4); /* what is too much is overwritten */
            else memcpy(f->text + o, source + i, width);
            last_i = i;
            last_o = o;
            i += width;
            o += width;
            continue;
        }
        if (CSC_I_LIKELY(e != CSC_I_FOLD_RUN)) {
            const csc_i_fold_action *act = &csc_i_fold_actions[e];
            uint32_t made = act->length;
            last_i = i;
            last_o = o;
            if (CSC_I_LIKELY(made <= 4)) {
                f->text[o] = (uint8_t)act->bytes;
                f->text[o + 1] = (uint8_t)(act->bytes >> 8);
                f->text[o + 2] = (uint8_t)(act->bytes >> 16);
                f->text[o + 3] = (uint8_t)(act->bytes >> 24);
            } else {
                memcpy(f->text + o, csc_i_fold_pool + act->bytes, made);
            }
            if (CSC_I_UNLIKELY(made != width)) {
                if (csc_i_map_add(&f->map, &f->allocator, o, made, i, width) != CSC_OK) return csc_i_fail(err, CSC_E_NOMEM, "No memory.");
                if (made > width && reserve(f, o + made + (n - i - width) + MARGIN) != CSC_OK)
                    return csc_i_fail(err, CSC_E_NOMEM, "No memory.");
            }
            i += width;
            o += made;
            continue;
        }
        /* a run: from the character before to the last that joins */
        size_t from = last_i, to = i + width, at = last_o;
        if (o == 0 && i == 0) from = i, at = o;
        while (to < n && source[to] >= 0x80) {
            size_t w = csc_i_utf8_length(source + to, n - to);
            if (w == 0) break; /* found again, and refused, by the loop above */
            size_t next = to;
            uint32_t p = csc_i_utf8_next(source, &next);
            if (entry[(size_t)block[p >> 6] * 64 + (p & 63)] != CSC_I_FOLD_RUN) break;
            to = next;
        }
        while (f->map.count > 0 && f->map.changes[f->map.count - 1].from >= from) f->map.count--;
        o = at;
        csc_status s = fold_run(f, source, from, to, n - to, &o);
        if (s != CSC_OK) return csc_i_fail(err, s, s == CSC_E_LIMIT ? "A run of combining marks is too long." : "No memory.");
        /* what follows the run starts anew; a run right behind it cannot be, since the run took all */
        last_i = i = to;
        last_o = o;
        continue;
    bad:
        return csc_i_fail_byte(err, CSC_E_UTF8, "The text is not valid UTF-8.", i);
    }
    memset(f->text + o, 0, 16);
    f->length = o;
    return CSC_OK;
}

csc_status csc_folder_create(csc_folder **out, int32_t mode, const csc_context *context, csc_error *err) {
    if (out == NULL) return csc_i_fail(err, CSC_E_INVALID, "out is NULL");
    *out = NULL;
    if (mode != CSC_FOLD_STANDARD && mode != CSC_FOLD_MATCHING) return csc_i_fail(err, CSC_E_INVALID, "mode is not of enum csc_fold_mode");
    csc_allocator a = csc_i_allocator(context);
    csc_folder *f = csc_i_zalloc(&a, sizeof *f);
    if (f == NULL) return csc_i_fail(err, CSC_E_NOMEM, "No memory.");
    f->allocator = a;
    f->mode = mode;
    *out = f;
    return CSC_OK;
}

void csc_folder_destroy(csc_folder *self) {
    if (self == NULL) return;
    csc_allocator a = self->allocator;
    csc_i_free(&a, self->text, self->capacity);
    csc_i_free(&a, self->map.changes, self->map.capacity * sizeof *self->map.changes);
    csc_i_free(&a, self, sizeof *self);
}

csc_status csc_folder_fold(csc_folder *self, const char *text, size_t length, csc_error *err) {
    if (self == NULL || (text == NULL && length > 0)) return csc_i_fail(err, CSC_E_INVALID, "self or text is NULL");
    self->length = 0;
    csc_status s = fold(self, (const uint8_t *)text, length, err);
    if (s != CSC_OK) {
        self->length = 0;
        self->map.count = 0;
    }
    return s;
}

const char *csc_folder_text(const csc_folder *self, size_t *length) {
    if (length != NULL) *length = self == NULL ? 0 : self->length;
    if (self == NULL) return NULL;
    return self->text == NULL ? "" : (const char *)self->text;
}

csc_status csc_folder_source(const csc_folder *self, size_t begin, size_t end, csc_span *source) {
    if (self == NULL || source == NULL) return CSC_E_INVALID;
    if (begin > end || end > self->length) return CSC_E_RANGE;
    source->begin = csc_i_map_source(&self->map, begin, 0);
    source->end = begin == end ? source->begin : csc_i_map_source(&self->map, end, 1);
    return CSC_OK;
}

csc_status csc_text_fold(const char *text, size_t length, int32_t mode, char *buffer, size_t capacity, size_t *needed, csc_error *err) {
    if (buffer == NULL && capacity > 0) return csc_i_fail(err, CSC_E_INVALID, "buffer is NULL");
    csc_folder *f;
    csc_status s = csc_folder_create(&f, mode, NULL, err);
    if (s != CSC_OK) return s;
    s = csc_folder_fold(f, text, length, err);
    if (s == CSC_OK) {
        if (needed != NULL) *needed = f->length;
        if (f->length > capacity)
            s = csc_i_fail(err, CSC_E_BUFFER, "The buffer is too small.");
        else if (f->length > 0)
            memcpy(buffer, f->text, f->length);
    }
    csc_folder_destroy(f);
    return s;
}
