/* What the files of libcsc-io share, hidden from users. libcsc-io calls only public functions of libcsc. */
#ifndef CSC_IO_INTERNAL_H
#define CSC_IO_INTERNAL_H

#include <string.h>

#include "csc/base.h"
#include "csc/io.h"

/* ----------------------------------------------------------------- errors */

/* Fills `err` (NULL allowed) with a status and a sentence, positions unknown, and returns the status. */
csc_status csc_i_io_fail(csc_error *err, csc_status status, const char *message);
csc_status csc_i_io_fail_at(csc_error *err, csc_status status, const char *message, uint64_t line, uint64_t column, uint64_t byte);
csc_status csc_i_io_fail_key(csc_error *err, csc_status status, const char *message, const char *key, size_t key_length);
/* Replaces the message by head, text and tail, cut at a code point where they do not fit. */
void csc_i_io_message(csc_error *err, const char *head, const char *text, size_t text_length, const char *tail);
void csc_i_io_key(csc_error *err, const char *key, size_t key_length);

/* ----------------------------------------------------------------- memory */

csc_allocator csc_i_io_allocator(const csc_context *context);
void *csc_i_io_alloc(const csc_allocator *a, size_t size); /* size 0 gives a 1-byte block */
void *csc_i_io_zalloc(const csc_allocator *a, size_t size);
void csc_i_io_free(const csc_allocator *a, void *ptr, size_t size); /* NULL allowed; size as allocated */
/* Makes *items hold `want` items of `item` bytes, doubling. CSC_OK, CSC_E_NOMEM or CSC_E_OVERFLOW; unchanged on failure. */
csc_status csc_i_io_grow(const csc_allocator *a, void **items, size_t *capacity, size_t want, size_t item);

/* A text buffer that grows. */
typedef struct csc_i_io_buffer {
    csc_allocator allocator;
    char *bytes;
    size_t length;
    size_t capacity;
} csc_i_io_buffer;
csc_status csc_i_io_append(csc_i_io_buffer *b, const void *bytes, size_t length);
void csc_i_io_buffer_free(csc_i_io_buffer *b);

csc_status csc_i_io_progress(const csc_context *context, uint64_t done, uint64_t total, csc_error *err);

/* ------------------------------------------------------------------- text */

/* The length of the longest prefix that is valid UTF-8 (and, with `no_nul`, holds no NUL). */
size_t csc_i_io_utf8_prefix(const char *text, size_t length, int no_nul);
/* When the bytes at `at`, where valid UTF-8 ends, may be a sequence cut short by the end of the text: 1. */
int csc_i_io_utf8_cut(const char *text, size_t length, size_t at);
/* Code points in bytes that may be invalid: every byte that is no continuation counts. */
uint64_t csc_i_io_code_points(const char *text, size_t length);
/* Line (from first_line) and column (from 1, code points) of an offset; LF, CRLF and CR end lines. */
void csc_i_io_locate(const char *text, size_t at, uint64_t first_line, uint64_t *line, uint64_t *column);
/* Writes a code point as UTF-8 and returns the bytes written, 1 to 4. */
size_t csc_i_io_utf8_put(uint32_t cp, char *out);

/* ----------------------------------------------------------------- source */

/* Where streaming readers get bytes: a descriptor, memory, or a callback. */
typedef struct csc_i_io_source {
    csc_read_fn read; /* callback, or NULL */
    void *read_ctx;
    const char *memory; /* bytes, or NULL */
    size_t memory_left;
    int descriptor; /* or -1 */
    int close_it;
    uint64_t total; /* size when known, else 0 */
    uint64_t given; /* bytes given so far */
    char path[200]; /* for messages */
} csc_i_io_source;
csc_status csc_i_io_source_open(csc_i_io_source *s, const char *path, size_t path_length, csc_error *err);
void csc_i_io_source_memory(csc_i_io_source *s, const void *bytes, size_t length);
void csc_i_io_source_callback(csc_i_io_source *s, csc_read_fn read, void *ctx);
/* *got 0 at the end. */
csc_status csc_i_io_source_read(csc_i_io_source *s, void *buffer, size_t capacity, size_t *got, csc_error *err);
void csc_i_io_source_close(csc_i_io_source *s);

/* Opens a path for reading: status, and a message with path and reason. "-" gives descriptor 0. */
csc_status csc_i_io_open(const char *path, size_t path_length, int *descriptor, csc_error *err);
csc_status csc_i_io_system(csc_error *err, const char *what, const char *path, int reason);

/* Where in the file the line last read begins. */
uint64_t csc_i_jsonl_offset(const csc_jsonl *j);

#define CSC_I_IO_TRY(call)                                                                                                                 \
    do {                                                                                                                                   \
        csc_status csc_i_io_try_ = (call);                                                                                                 \
        if (csc_i_io_try_ != CSC_OK) return csc_i_io_try_;                                                                                 \
    } while (0)

#endif
