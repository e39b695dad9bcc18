/* The error record: filled on failure only, texts cut at a code point. */
#include "base/internal.h"

void csc_error_init(csc_error *err) {
    if (err == NULL) return;
    memset(err, 0, sizeof *err);
    err->row = err->byte = err->line = err->column = CSC_NOWHERE;
}

size_t csc_error_size(void) {
    return sizeof(csc_error);
}

/* How much of text[0, length) fits into `room` bytes without splitting a code point. */
static size_t cut(const char *text, size_t length, size_t room) {
    if (length <= room) return length;
    size_t n = room;
    while (n > 0 && ((unsigned char)text[n] & 0xC0u) == 0x80u) n--;
    return n;
}

/* Appends at `at` and returns the new end; always leaves room for the NUL. */
static size_t put(char *buffer, size_t capacity, size_t at, const char *text, size_t length) {
    size_t n = cut(text, length, capacity - 1 - at);
    if (n > 0) memcpy(buffer + at, text, n);
    buffer[at + n] = '\0';
    return at + n;
}

csc_status csc_i_fail(csc_error *err, csc_status status, const char *message) {
    if (err == NULL) return status;
    csc_error_init(err);
    err->status = status;
    put(err->message, sizeof err->message, 0, message, strlen(message));
    return status;
}

csc_status csc_i_fail_key(csc_error *err, csc_status status, const char *message, const char *key, size_t key_length) {
    csc_i_fail(err, status, message);
    if (err != NULL && key != NULL) put(err->key, sizeof err->key, 0, key, key_length);
    return status;
}

csc_status csc_i_fail_row(csc_error *err, csc_status status, const char *message, uint64_t row) {
    csc_i_fail(err, status, message);
    if (err != NULL) err->row = row;
    return status;
}

csc_status csc_i_fail_byte(csc_error *err, csc_status status, const char *message, uint64_t byte) {
    csc_i_fail(err, status, message);
    if (err != NULL) err->byte = byte;
    return status;
}

csc_status csc_i_fail_line(csc_error *err, csc_status status, const char *message, uint64_t line, uint64_t column) {
    csc_i_fail(err, status, message);
    if (err == NULL) return status;
    err->line = line;
    err->column = column;
    return status;
}

void csc_i_error_message(csc_error *err, const char *form, const char *text, size_t text_length) {
    if (err == NULL) return;
    const char *mark = strchr(form, '%');
    if (mark == NULL) {
        put(err->message, sizeof err->message, 0, form, strlen(form));
        return;
    }
    size_t at = put(err->message, sizeof err->message, 0, form, (size_t)(mark - form));
    size_t tail = strlen(mark + 1);
    /* the end of the sentence matters more than the end of a long name */
    size_t room = sizeof err->message - 1 - at;
    size_t keep = tail < room ? room - tail : 0;
    at = put(err->message, sizeof err->message, at, text, cut(text, text_length, keep));
    put(err->message, sizeof err->message, at, mark + 1, tail);
}
