/* JSON Lines: lines cut from a source, each parsed into one reused tree. */
#include "io/internal.h"

#include "csc/io_tree.h"

#define BLOCK (256 * 1024)
#define LINE_MOST (UINT64_C(64) * 1024 * 1024)
#define ERRORS_KEPT 100

struct csc_jsonl {
    csc_allocator allocator;
    csc_context context;
    int has_context;
    csc_i_io_source source;
    csc_tree *tree;
    char *buffer;
    size_t capacity;
    size_t begin, end; /* bytes not yet given out */
    size_t scanned;    /* up to here from `begin` there is no line end */
    int at_end;
    uint64_t offset; /* of buffer[begin] in the file */
    uint64_t line;   /* lines given out */
    uint64_t values; /* lines that are not blank */
    uint64_t line_limit;
    int skip_bad;
    const char *raw;
    uint64_t raw_offset; /* in the file */
    size_t raw_length;
    uint64_t skipped;
    csc_error errors[ERRORS_KEPT];
};

static csc_status create(csc_jsonl **out, const csc_jsonl_options *options, const csc_context *context, csc_error *err) {
    csc_allocator a = csc_i_io_allocator(context);
    csc_jsonl *j = csc_i_io_zalloc(&a, sizeof *j);
    if (j == NULL) return csc_i_io_fail(err, CSC_E_NOMEM, "no memory for the reader");
    j->allocator = a;
    j->source.descriptor = -1;
    if (context != NULL) {
        j->context = *context;
        j->has_context = 1;
    }
    j->line_limit = options != NULL && options->line_limit > 0 ? options->line_limit : LINE_MOST;
    j->skip_bad = options != NULL && options->skip_bad;
    csc_status s = csc_tree_create(&j->tree, context);
    if (s != CSC_OK) {
        csc_jsonl_destroy(j);
        return csc_i_io_fail(err, s, "no memory for the reader");
    }
    *out = j;
    return CSC_OK;
}

static csc_status check_options(csc_jsonl **out, const csc_jsonl_options *options, csc_error *err) {
    if (out == NULL) return csc_i_io_fail(err, CSC_E_INVALID, "out must not be NULL");
    *out = NULL;
    if (options != NULL && options->size != 0 && options->size < sizeof *options)
        return csc_i_io_fail_key(err, CSC_E_INVALID, "options.size is too small", "size", 4);
    return CSC_OK;
}

csc_status csc_jsonl_open(csc_jsonl **out, const char *path, size_t path_length, const csc_jsonl_options *options,
                          const csc_context *context, csc_error *err) {
    CSC_I_IO_TRY(check_options(out, options, err));
    csc_jsonl *j = NULL;
    CSC_I_IO_TRY(create(&j, options, context, err));
    csc_status s = csc_i_io_source_open(&j->source, path, path_length, err);
    if (s != CSC_OK) {
        csc_jsonl_destroy(j);
        return s;
    }
    *out = j;
    return CSC_OK;
}

csc_status csc_jsonl_open_bytes(csc_jsonl **out, const void *bytes, size_t length, const csc_jsonl_options *options,
                                const csc_context *context, csc_error *err) {
    CSC_I_IO_TRY(check_options(out, options, err));
    if (bytes == NULL && length > 0) return csc_i_io_fail(err, CSC_E_INVALID, "bytes must not be NULL");
    csc_jsonl *j = NULL;
    CSC_I_IO_TRY(create(&j, options, context, err));
    csc_i_io_source_memory(&j->source, bytes, length);
    *out = j;
    return CSC_OK;
}

csc_status csc_jsonl_open_stream(csc_jsonl **out, csc_read_fn read, void *read_ctx, const csc_jsonl_options *options,
                                 const csc_context *context, csc_error *err) {
    CSC_I_IO_TRY(check_options(out, options, err));
    if (read == NULL) return csc_i_io_fail(err, CSC_E_INVALID, "read must not be NULL");
    csc_jsonl *j = NULL;
    CSC_I_IO_TRY(create(&j, options, context, err));
    csc_i_io_source_callback(&j->source, read, read_ctx);
    *out = j;
    return CSC_OK;
}

void csc_jsonl_destroy(csc_jsonl *self) {
    if (self == NULL) return;
    csc_allocator a = self->allocator;
    csc_i_io_source_close(&self->source);
    csc_tree_destroy(self->tree);
    csc_i_io_free(&a, self->buffer, self->capacity);
    csc_i_io_free(&a, self, sizeof *self);
}

/* Makes room and takes the next bytes from the source. */
static csc_status refill(csc_jsonl *j, csc_error *err) {
    if (j->begin > 0) {
        memmove(j->buffer, j->buffer + j->begin, j->end - j->begin);
        j->end -= j->begin;
        j->begin = 0;
    }
    if (j->capacity - j->end < BLOCK) {
        void *p = j->buffer;
        csc_status s = csc_i_io_grow(&j->allocator, &p, &j->capacity, j->end + BLOCK, 1);
        j->buffer = p;
        if (s != CSC_OK) return csc_i_io_fail(err, s, "no memory for the line");
    }
    size_t got = 0;
    CSC_I_IO_TRY(csc_i_io_source_read(&j->source, j->buffer + j->end, j->capacity - j->end, &got, err));
    j->end += got;
    j->at_end = got == 0;
    return csc_i_io_progress(j->has_context ? &j->context : NULL, j->source.given, j->source.total, err);
}

/* The next line without its line end into j->raw; raw is NULL at the end. */
static csc_status next_line(csc_jsonl *j, csc_error *err) {
    j->raw = NULL;
    j->raw_length = 0;
    for (;;) {
        size_t from = j->begin + j->scanned;
        char *nl = j->end > from ? memchr(j->buffer + from, '\n', j->end - from) : NULL;
        if (nl == NULL) j->scanned = j->end - j->begin;
        size_t length = nl != NULL ? (size_t)(nl - (j->buffer + j->begin)) : j->end - j->begin;
        if (length > j->line_limit)
            return csc_i_io_fail_at(err, CSC_E_LIMIT, "the line is longer than the limit", j->line + 1, 1, j->offset);
        if (nl == NULL && !j->at_end) {
            CSC_I_IO_TRY(refill(j, err));
            continue;
        }
        if (nl == NULL && length == 0) return CSC_OK;
        j->raw = j->buffer + j->begin;
        j->raw_length = length > 0 && j->raw[length - 1] == '\r' ? length - 1 : length;
        size_t used = nl != NULL ? length + 1 : length;
        j->begin += used;
        j->offset += used;
        j->scanned = 0;
        j->line++;
        return CSC_OK;
    }
}

static int is_blank(const char *text, size_t length) {
    for (size_t i = 0; i < length; i++)
        if (text[i] != ' ' && text[i] != '\t') return 0;
    return 1;
}

csc_status csc_jsonl_next(csc_jsonl *self, const csc_tree **tree, csc_error *err) {
    if (self == NULL || tree == NULL) return csc_i_io_fail(err, CSC_E_INVALID, "reader and tree must not be NULL");
    csc_error mine;
    for (;;) {
        uint64_t offset = self->offset;
        CSC_I_IO_TRY(next_line(self, err));
        if (self->raw == NULL) {
            *tree = NULL;
            return CSC_OK;
        }
        if (self->line == 1 && self->raw_length >= 3 && memcmp(self->raw, "\xEF\xBB\xBF", 3) == 0) {
            self->raw += 3;
            self->raw_length -= 3;
            offset += 3;
        }
        if (is_blank(self->raw, self->raw_length)) continue;
        self->raw_offset = offset;
        uint64_t row = self->values++;
        csc_status s = csc_tree_parse_json(self->tree, self->raw, self->raw_length, self->line, &mine);
        if (s == CSC_OK) {
            *tree = self->tree;
            return CSC_OK;
        }
        if (mine.byte != CSC_NOWHERE) mine.byte += offset;
        mine.row = row;
        if (!self->skip_bad || s == CSC_E_NOMEM) {
            if (err != NULL) *err = mine;
            return s;
        }
        if (self->skipped < ERRORS_KEPT) self->errors[self->skipped] = mine;
        self->skipped++;
    }
}

const char *csc_jsonl_raw(const csc_jsonl *self, size_t *length) {
    int has = self != NULL && self->raw != NULL;
    if (length != NULL) *length = has ? self->raw_length : 0;
    return has ? self->raw : "";
}

uint64_t csc_i_jsonl_offset(const csc_jsonl *j) {
    return j->raw_offset;
}

uint64_t csc_jsonl_line(const csc_jsonl *self) {
    return self != NULL ? self->line : 0;
}

uint64_t csc_jsonl_skipped(const csc_jsonl *self) {
    return self != NULL ? self->skipped : 0;
}

csc_status csc_jsonl_skipped_error(const csc_jsonl *self, size_t index, csc_error *why) {
    if (self == NULL || why == NULL) return CSC_E_INVALID;
    if (index >= ERRORS_KEPT || index >= self->skipped) return CSC_E_RANGE;
    *why = self->errors[index];
    return CSC_OK;
}
