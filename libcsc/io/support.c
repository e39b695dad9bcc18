/* Errors, memory and UTF-8 for the other files of libcsc-io. */
#include "io/internal.h"

#include <stdlib.h>

/* ----------------------------------------------------------------- errors */

/* Copies as much of a text as fits, without cutting a code point. Returns the length used so far. */
static size_t put(char *to, size_t capacity, size_t at, const char *text, size_t length) {
    size_t room = capacity - 1 - at;
    if (length > room) {
        length = room;
        while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80) length--;
    }
    if (length > 0) memcpy(to + at, text, length);
    to[at + length] = '\0';
    return at + length;
}

csc_status csc_i_io_fail(csc_error *err, csc_status status, const char *message) {
    if (err == NULL) return status;
    err->row = err->byte = err->line = err->column = CSC_NOWHERE;
    err->status = status;
    err->key[0] = '\0';
    put(err->message, sizeof err->message, 0, message, strlen(message));
    return status;
}

csc_status csc_i_io_fail_at(csc_error *err, csc_status status, const char *message, uint64_t line, uint64_t column, uint64_t byte) {
    csc_i_io_fail(err, status, message);
    if (err != NULL) {
        err->line = line;
        err->column = column;
        err->byte = byte;
    }
    return status;
}

csc_status csc_i_io_fail_key(csc_error *err, csc_status status, const char *message, const char *key, size_t key_length) {
    csc_i_io_fail(err, status, message);
    csc_i_io_key(err, key, key_length);
    return status;
}

void csc_i_io_message(csc_error *err, const char *head, const char *text, size_t text_length, const char *tail) {
    if (err == NULL) return;
    size_t at = put(err->message, sizeof err->message, 0, head, strlen(head));
    size_t tail_length = strlen(tail);
    size_t room = sizeof err->message - 1 - at;
    /* The tail tells what to do, so a long text in the middle gives way to it. */
    size_t most = room > tail_length ? room - tail_length : 0;
    if (text_length > most) {
        text_length = most;
        while (text_length > 0 && ((unsigned char)text[text_length] & 0xC0) == 0x80) text_length--;
    }
    at = put(err->message, sizeof err->message, at, text, text_length);
    put(err->message, sizeof err->message, at, tail, tail_length);
}

void csc_i_io_key(csc_error *err, const char *key, size_t key_length) {
    if (err != NULL) put(err->key, sizeof err->key, 0, key, key_length);
}

/* ----------------------------------------------------------------- memory */

static void *default_allocate(void *ctx, size_t size) {
    (void)ctx;
    return malloc(size);
}

static void *default_resize(void *ctx, void *ptr, size_t old_size, size_t new_size) {
    (void)ctx;
    (void)old_size;
    return realloc(ptr, new_size);
}

static void default_release(void *ctx, void *ptr, size_t size) {
    (void)ctx;
    (void)size;
    free(ptr);
}

csc_allocator csc_i_io_allocator(const csc_context *context) {
    if (context != NULL && context->allocator != NULL) return *context->allocator;
    csc_allocator a = {default_allocate, default_resize, default_release, NULL};
    return a;
}

void *csc_i_io_alloc(const csc_allocator *a, size_t size) {
    return a->allocate(a->ctx, size > 0 ? size : 1);
}

void *csc_i_io_zalloc(const csc_allocator *a, size_t size) {
    void *p = csc_i_io_alloc(a, size);
    if (p != NULL) memset(p, 0, size > 0 ? size : 1);
    return p;
}

void csc_i_io_free(const csc_allocator *a, void *ptr, size_t size) {
    if (ptr != NULL) a->release(a->ctx, ptr, size > 0 ? size : 1);
}

csc_status csc_i_io_grow(const csc_allocator *a, void **items, size_t *capacity, size_t want, size_t item) {
    if (want <= *capacity) return CSC_OK;
    size_t next = *capacity < 8 ? 8 : *capacity;
    while (next < want) {
        if (next > SIZE_MAX / 2) return CSC_E_OVERFLOW;
        next *= 2;
    }
    if (next > (size_t)PTRDIFF_MAX / item) return CSC_E_OVERFLOW;
    void *p = *items == NULL ? a->allocate(a->ctx, next * item) : a->resize(a->ctx, *items, *capacity * item, next * item);
    if (p == NULL) return CSC_E_NOMEM;
    *items = p;
    *capacity = next;
    return CSC_OK;
}

csc_status csc_i_io_append(csc_i_io_buffer *b, const void *bytes, size_t length) {
    if (length > SIZE_MAX - b->length) return CSC_E_OVERFLOW;
    if (b->length + length > b->capacity) {
        void *p = b->bytes;
        csc_status s = csc_i_io_grow(&b->allocator, &p, &b->capacity, b->length + length, 1);
        if (s != CSC_OK) return s;
        b->bytes = p;
    }
    if (length > 0) memcpy(b->bytes + b->length, bytes, length);
    b->length += length;
    return CSC_OK;
}

void csc_i_io_buffer_free(csc_i_io_buffer *b) {
    csc_i_io_free(&b->allocator, b->bytes, b->capacity);
    b->bytes = NULL;
    b->length = b->capacity = 0;
}

csc_status csc_i_io_progress(const csc_context *context, uint64_t done, uint64_t total, csc_error *err) {
    if (context == NULL || context->progress == NULL) return CSC_OK;
    if (context->progress(context->progress_ctx, done, total) == 0) return CSC_OK;
    return csc_i_io_fail(err, CSC_E_CANCELLED, "cancelled by the caller");
}

/* ------------------------------------------------------------------- text */

/* The length of the valid sequence at the start of the bytes, or 0. */
static size_t sequence(const unsigned char *p, size_t left) {
    unsigned c = p[0];
    if (c < 0x80) return 1;
    if (c < 0xC2) return 0;
    if (c < 0xE0) return left >= 2 && (p[1] & 0xC0) == 0x80 ? 2 : 0;
    if (c < 0xF0) {
        if (left < 3 || (p[1] & 0xC0) != 0x80 || (p[2] & 0xC0) != 0x80) return 0;
        if (c == 0xE0 && p[1] < 0xA0) return 0;
        if (c == 0xED && p[1] > 0x9F) return 0;
        return 3;
    }
    if (c > 0xF4 || left < 4 || (p[1] & 0xC0) != 0x80 || (p[2] & 0xC0) != 0x80 || (p[3] & 0xC0) != 0x80) return 0;
    if (c == 0xF0 && p[1] < 0x90) return 0;
    if (c == 0xF4 && p[1] > 0x8F) return 0;
    return 4;
}

size_t csc_i_io_utf8_prefix(const char *text, size_t length, int no_nul) {
    const unsigned char *p = (const unsigned char *)text;
    size_t i = 0;
    while (i < length) {
        /* Most input is ASCII: 32 bytes at a time while no high bit is set and no byte is zero. */
        while (i + 32 <= length) {
            uint64_t w[4];
            memcpy(w, p + i, 32);
            const uint64_t high = UINT64_C(0x8080808080808080), ones = UINT64_C(0x0101010101010101);
            if (((w[0] | w[1] | w[2] | w[3]) & high) != 0) break;
            /* With no high bit set, x - 1 borrows into the high bit exactly for a zero byte. */
            if (no_nul && (((w[0] - ones) | (w[1] - ones) | (w[2] - ones) | (w[3] - ones)) & high) != 0) break;
            i += 32;
        }
        size_t stop = i + 32 < length ? i + 32 : length;
        while (i < stop) {
            if (p[i] < 0x80) {
                if (p[i] == 0 && no_nul) return i;
                i++;
                continue;
            }
            size_t n = sequence(p + i, length - i);
            if (n == 0) return i;
            i += n;
        }
    }
    return i;
}

int csc_i_io_utf8_cut(const char *text, size_t length, size_t at) {
    const unsigned char *p = (const unsigned char *)text + at;
    size_t left = length - at;
    if (left == 0 || left > 3 || p[0] < 0xC2 || p[0] > 0xF4) return 0;
    size_t need = p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
    if (left >= need) return 0;
    unsigned char whole[4] = {p[0], 0x80, 0x80, 0x80};
    if (p[0] == 0xE0) whole[1] = 0xA0;
    if (p[0] == 0xF0) whole[1] = 0x90;
    for (size_t i = 1; i < left; i++) whole[i] = p[i];
    return sequence(whole, 4) == need;
}

uint64_t csc_i_io_code_points(const char *text, size_t length) {
    uint64_t n = 0;
    for (size_t i = 0; i < length; i++) n += ((unsigned char)text[i] & 0xC0) != 0x80;
    return n;
}

void csc_i_io_locate(const char *text, size_t at, uint64_t first_line, uint64_t *line, uint64_t *column) {
    size_t start = 0;
    uint64_t n = first_line;
    for (size_t i = 0; i < at; i++) {
        if (text[i] == '\n' || (text[i] == '\r' && !(i + 1 < at && text[i + 1] == '\n'))) {
            n++;
            start = i + 1;
        }
    }
    *line = n;
    *column = 1 + csc_i_io_code_points(text + start, at - start);
}

size_t csc_i_io_utf8_put(uint32_t cp, char *out) {
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        out[0] = (char)(0xC0 | (cp >> 6));
        out[1] = (char)(0x80 | (cp & 0x3F));
        return 2;
    }
    if (cp < 0x10000) {
        out[0] = (char)(0xE0 | (cp >> 12));
        out[1] = (char)(0x80 | ((cp >> 6) & 0x3F));
        out[2] = (char)(0x80 | (cp & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | (cp >> 18));
    out[1] = (char)(0x80 | ((cp >> 12) & 0x3F));
    out[2] = (char)(0x80 | ((cp >> 6) & 0x3F));
    out[3] = (char)(0x80 | (cp & 0x3F));
    return 4;
}
