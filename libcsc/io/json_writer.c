/* A sink that writes JSON into memory. */
#include "io/internal.h"

#define DEPTH 256

struct csc_json_writer {
    csc_i_io_buffer out;
    int32_t indent;
    size_t depth;
    uint8_t is_object[DEPTH];
    uint8_t has_member[DEPTH];
};

csc_status csc_json_writer_create(csc_json_writer **out, int32_t indent, const csc_context *context) {
    if (out == NULL) return CSC_E_INVALID;
    *out = NULL;
    if (indent < 0 || indent > 8) return CSC_E_INVALID;
    csc_allocator a = csc_i_io_allocator(context);
    csc_json_writer *w = csc_i_io_zalloc(&a, sizeof *w);
    if (w == NULL) return CSC_E_NOMEM;
    w->out.allocator = a;
    w->indent = indent;
    *out = w;
    return CSC_OK;
}

void csc_json_writer_destroy(csc_json_writer *self) {
    if (self == NULL) return;
    csc_allocator a = self->out.allocator;
    csc_i_io_buffer_free(&self->out);
    csc_i_io_free(&a, self, sizeof *self);
}

void csc_json_writer_reset(csc_json_writer *self) {
    if (self == NULL) return;
    self->out.length = 0;
    self->depth = 0;
}

const char *csc_json_writer_bytes(const csc_json_writer *self, size_t *length) {
    int has = self != NULL && self->out.length > 0;
    if (length != NULL) *length = has ? self->out.length : 0;
    return has ? self->out.bytes : "";
}

/* Room for more bytes and the NUL that always stands behind them. */
static csc_status reserve(csc_json_writer *w, size_t more) {
    if (more > SIZE_MAX - w->out.length - 1) return CSC_E_OVERFLOW;
    void *p = w->out.bytes;
    csc_status s = csc_i_io_grow(&w->out.allocator, &p, &w->out.capacity, w->out.length + more + 1, 1);
    w->out.bytes = p;
    return s;
}

/* After reserve. */
static void put(csc_json_writer *w, const char *text, size_t length) {
    if (length > 0) memcpy(w->out.bytes + w->out.length, text, length);
    w->out.length += length;
    w->out.bytes[w->out.length] = '\0';
}

static void put_break(csc_json_writer *w, size_t depth) {
    put(w, "\n", 1);
    for (size_t i = 0; i < depth; i++) put(w, "        ", (size_t)w->indent);
}

/* After reserve of 6 * length + 2. */
static void put_text(csc_json_writer *w, const char *text, size_t length) {
    static const char hex[] = "0123456789abcdef";
    put(w, "\"", 1);
    size_t from = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        put(w, text + from, i - from);
        from = i + 1;
        char e[6] = {'\\', (char)c, '0', '0', '0', '0'};
        size_t n = 2;
        switch (c) {
        case '"':
        case '\\':
            break;
        case '\b':
            e[1] = 'b';
            break;
        case '\f':
            e[1] = 'f';
            break;
        case '\n':
            e[1] = 'n';
            break;
        case '\r':
            e[1] = 'r';
            break;
        case '\t':
            e[1] = 't';
            break;
        default:
            e[1] = 'u';
            e[4] = hex[c >> 4];
            e[5] = hex[c & 15];
            n = 6;
        }
        put(w, e, n);
    }
    put(w, text + from, length - from);
    put(w, "\"", 1);
}

/* What comes before a value: comma, line break, key. `size` is the room that the value will need. */
static csc_status lead(csc_json_writer *w, const char *key, size_t key_length, size_t size) {
    if (w->depth == 0) {
        if (key != NULL) return CSC_E_SEQUENCE;
        return reserve(w, size + 1);
    }
    size_t top = w->depth - 1;
    if ((key != NULL) != (w->is_object[top] != 0)) return CSC_E_SEQUENCE;
    if (key != NULL && csc_i_io_utf8_prefix(key, key_length, 0) != key_length) return CSC_E_UTF8;
    if (key_length > (SIZE_MAX - size) / 16) return CSC_E_OVERFLOW;
    CSC_I_IO_TRY(reserve(w, size + 6 * key_length + 8 + (size_t)w->indent * w->depth));
    if (w->has_member[top]) put(w, ",", 1);
    w->has_member[top] = 1;
    if (w->indent > 0) put_break(w, w->depth);
    if (key != NULL) {
        put_text(w, key, key_length);
        put(w, ": ", w->indent > 0 ? 2 : 1);
    }
    return CSC_OK;
}

/* After a value: an outermost one ends its line. Its room was reserved with the value. */
static void trail(csc_json_writer *w) {
    if (w->depth == 0) put(w, "\n", 1);
}

static csc_status begin(csc_json_writer *w, const char *key, size_t key_length, int is_object) {
    if (w->depth == DEPTH) return CSC_E_LIMIT;
    CSC_I_IO_TRY(lead(w, key, key_length, 1));
    put(w, is_object ? "{" : "[", 1);
    w->is_object[w->depth] = (uint8_t)is_object;
    w->has_member[w->depth] = 0;
    w->depth++;
    return CSC_OK;
}

static csc_status end(csc_json_writer *w, int is_object) {
    if (w->depth == 0 || w->is_object[w->depth - 1] != (uint8_t)is_object) return CSC_E_SEQUENCE;
    CSC_I_IO_TRY(reserve(w, 3 + (size_t)w->indent * w->depth));
    w->depth--;
    if (w->indent > 0 && w->has_member[w->depth]) put_break(w, w->depth);
    put(w, is_object ? "}" : "]", 1);
    trail(w);
    return CSC_OK;
}

static csc_status scalar(csc_json_writer *w, const char *key, size_t key_length, const char *text, size_t length) {
    if (length > SIZE_MAX / 2) return CSC_E_OVERFLOW;
    CSC_I_IO_TRY(lead(w, key, key_length, length + 1));
    put(w, text, length);
    trail(w);
    return CSC_OK;
}

static csc_status sink_begin_object(void *ctx, const char *key, size_t key_length) {
    return begin(ctx, key, key_length, 1);
}

static csc_status sink_end_object(void *ctx) {
    return end(ctx, 1);
}

static csc_status sink_begin_array(void *ctx, const char *key, size_t key_length) {
    return begin(ctx, key, key_length, 0);
}

static csc_status sink_end_array(void *ctx) {
    return end(ctx, 0);
}

static csc_status sink_null(void *ctx, const char *key, size_t key_length) {
    return scalar(ctx, key, key_length, "null", 4);
}

static csc_status sink_number(void *ctx, const char *key, size_t key_length, double value) {
    if (value - value != 0) return sink_null(ctx, key, key_length); /* NaN and infinities have no JSON form */
    char text[CSC_NUMBER_TEXT_MAX];
    return scalar(ctx, key, key_length, text, csc_number_format(value, text));
}

static csc_status sink_integer(void *ctx, const char *key, size_t key_length, int64_t value) {
    char text[24];
    size_t at = sizeof text;
    uint64_t v = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        text[--at] = (char)('0' + v % 10);
        v /= 10;
    } while (v > 0);
    if (value < 0) text[--at] = '-';
    return scalar(ctx, key, key_length, text + at, sizeof text - at);
}

static csc_status sink_text(void *ctx, const char *key, size_t key_length, const char *text, size_t length) {
    csc_json_writer *w = ctx;
    if (length > SIZE_MAX / 8 || (text == NULL && length > 0)) return CSC_E_INVALID;
    if (csc_i_io_utf8_prefix(text, length, 0) != length) return CSC_E_UTF8;
    size_t escapes = 0;
    for (size_t i = 0; i < length; i++) escapes += (unsigned char)text[i] < 0x20 || text[i] == '"' || text[i] == '\\';
    CSC_I_IO_TRY(lead(w, key, key_length, length + 5 * escapes + 3));
    put_text(w, text, length);
    trail(w);
    return CSC_OK;
}

static csc_status sink_boolean(void *ctx, const char *key, size_t key_length, int32_t value) {
    return scalar(ctx, key, key_length, value ? "true" : "false", value ? 4 : 5);
}

csc_status csc_json_writer_sink(csc_json_writer *self, csc_sink *sink) {
    if (self == NULL || sink == NULL) return CSC_E_INVALID;
    sink->ctx = self;
    sink->begin_object = sink_begin_object;
    sink->end_object = sink_end_object;
    sink->begin_array = sink_begin_array;
    sink->end_array = sink_end_array;
    sink->number = sink_number;
    sink->integer = sink_integer;
    sink->text = sink_text;
    sink->boolean = sink_boolean;
    sink->null = sink_null;
    return CSC_OK;
}

csc_status csc_json_writer_raw(csc_json_writer *self, const char *key, size_t key_length, const char *json, size_t length) {
    if (self == NULL || json == NULL || length == 0) return CSC_E_INVALID;
    return scalar(self, key, key_length, json, length);
}
