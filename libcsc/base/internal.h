/* What base offers to the other folders of libcsc, hidden from users. */
#ifndef CSC_BASE_INTERNAL_H
#define CSC_BASE_INTERNAL_H

#include <math.h>
#include <string.h>

#include "csc/base.h"

#if defined(__GNUC__)
#define CSC_I_LIKELY(x) __builtin_expect(!!(x), 1)
#define CSC_I_UNLIKELY(x) __builtin_expect(!!(x), 0)
#else
#define CSC_I_LIKELY(x) (x)
#define CSC_I_UNLIKELY(x) (x)
#endif

/* ----------------------------------------------------------------- errors */

/* Fill `err` (NULL allowed) with a status and a static sentence, and return the status, so that a failure is one line:
 *   return csc_i_fail(err, CSC_E_INVALID, "groups must be 1 or more");
 * The other positions are reset to CSC_NOWHERE; set them afterwards with the setters, which ignore NULL. */
csc_status csc_i_fail(csc_error *err, csc_status status, const char *message);
csc_status csc_i_fail_key(csc_error *err, csc_status status, const char *message, const char *key, size_t key_length);
csc_status csc_i_fail_row(csc_error *err, csc_status status, const char *message, uint64_t row);
csc_status csc_i_fail_byte(csc_error *err, csc_status status, const char *message, uint64_t byte);
csc_status csc_i_fail_line(csc_error *err, csc_status status, const char *message, uint64_t line, uint64_t column);
/* Replace `%` in `form` by `text` (cut at a code point where it does not fit) and keep the other members. */
void csc_i_error_message(csc_error *err, const char *form, const char *text, size_t text_length);

/* ----------------------------------------------------------------- memory */

/* An object keeps a csc_allocator by value, taken from its context once. All sizes are checked for overflow. */
csc_allocator csc_i_allocator(const csc_context *context);
void *csc_i_alloc(const csc_allocator *a, size_t size);             /* NULL for failure; size 0 gives a 1-byte block */
void *csc_i_zalloc(const csc_allocator *a, size_t size);            /* zeroed */
void *csc_i_alloc_array(const csc_allocator *a, size_t count, size_t item); /* NULL also on overflow */
void *csc_i_resize(const csc_allocator *a, void *ptr, size_t old_size, size_t new_size); /* ptr may be NULL */
void csc_i_free(const csc_allocator *a, void *ptr, size_t size);    /* NULL allowed; size as allocated */
/* Make *items (of `item` bytes each, *capacity of them) hold `want`; doubles. CSC_OK or CSC_E_NOMEM; unchanged on failure. */
csc_status csc_i_grow(const csc_allocator *a, void **items, size_t *capacity, size_t want, size_t item);

/* 1 on overflow, with *out untouched. */
int csc_i_mul_overflow(size_t a, size_t b, size_t *out);
int csc_i_add_overflow(size_t a, size_t b, size_t *out);

/* CSC_OK or CSC_E_CANCELLED. */
csc_status csc_i_progress(const csc_context *context, uint64_t done, uint64_t total, csc_error *err);
/* Run tasks on the executor of the context, or here in order of index. */
void csc_i_run(const csc_context *context, size_t count, csc_task_fn task, void *task_ctx);
size_t csc_i_workers(const csc_context *context);

/* ---------------------------------------------------------------- columns */

size_t csc_i_type_size(csc_type type); /* 0: no such type */
/* CSC_OK, CSC_E_TYPE or CSC_E_INVALID (n > 0 and data NULL); `name` goes to err->key. */
csc_status csc_i_column_check(const csc_column *c, size_t n, const char *name, csc_error *err);
static inline int csc_i_column_valid(const csc_column *c, size_t i) {
    if (c->validity == NULL) return 1;
    size_t bit = c->validity_offset + i;
    return (c->validity[bit >> 3] >> (bit & 7)) & 1;
}
/* Element as double; NaN when missing. Integers beyond 2^53 round. */
double csc_i_column_f64(const csc_column *c, size_t i);
/* Element as int64: 1 when it is valid, whole and fits; 0 when missing; -1 when it is not a whole number in range. */
int csc_i_column_i64(const csc_column *c, size_t i, int64_t *value);
/* Rows [from, from + count) as doubles, missing as NaN. Fast path per type. */
void csc_i_column_read_f64(const csc_column *c, size_t from, size_t count, double *out);
/* Text i of a text column: 1 valid, 0 missing, -1 offsets decrease or are negative. */
int csc_i_text_column_get(const csc_text_column *c, size_t i, const char **text, size_t *length);

/* ------------------------------------------------------------------ specs */

#define CSC_I_SPEC_MAX 1024
#define CSC_I_PARAMETERS_MAX 16

/* A parsed spec; a plain value. Values stand in the order of the definition's parameters, defaults filled in. */
typedef struct csc_i_spec_value {
    double number;         /* NUMBER, INTEGER, DURATION (seconds), SCALE (low end) */
    double number2;        /* SCALE: high end */
    int32_t word;          /* index into `choices`, or -1 when the value is a number */
    int32_t given;         /* 1: differs from the default */
    char text[48];         /* canonical spelling, NUL-terminated */
} csc_i_spec_value;
typedef struct csc_i_spec {
    const csc_definition *definition;
    size_t canonical_length;
    uint64_t hash[2];
    csc_i_spec_value value[CSC_I_PARAMETERS_MAX];
    char canonical[CSC_I_SPEC_MAX + 1]; /* NUL-terminated */
} csc_i_spec;
csc_status csc_i_spec_parse(const char *text, size_t length, csc_i_spec *out, csc_error *err);
/* The same when the definition is known; the text before '?' is not looked at. */
csc_status csc_i_spec_parse_as(const csc_definition *definition, const char *text, size_t length, csc_i_spec *out, csc_error *err);
/* The value of a parameter by name; NULL when the definition has none of that name. */
const csc_i_spec_value *csc_i_spec_get(const csc_i_spec *spec, const char *name);
/* 1 when the WORD parameter `name` has the value `word`. */
int csc_i_spec_is(const csc_i_spec *spec, const char *name, const char *word);

/* Tables of definitions, one file a subject: base/definitions_<subject>.c. definitions.c joins them. */
typedef struct csc_i_definition_table {
    const csc_definition *rows;
    size_t count;
} csc_i_definition_table;
extern const csc_i_definition_table csc_i_definitions_metric;
extern const csc_i_definition_table csc_i_definitions_satisfaction;
extern const csc_i_definition_table csc_i_definitions_churn;
extern const csc_i_definition_table csc_i_definitions_wom;
extern const csc_i_definition_table csc_i_definitions_phrase;
extern const csc_i_definition_table csc_i_definitions_conversation;
extern const csc_i_definition_table csc_i_definitions_impact;

void csc_i_hash128(const void *bytes, size_t length, uint64_t seed, uint64_t hash[2]); /* MurmurHash3 x64 128 */
uint64_t csc_i_crc64(uint64_t crc, const void *bytes, size_t length);                  /* CRC-64/XZ, start with 0 */

/* ------------------------------------------------------------------ state */

/* Writing: the payload in order, little-endian. Nothing goes beyond the capacity (0 asks for the size): csc_i_writer_finish then
 * returns CSC_E_BUFFER with the needed size, and what the buffer holds is of no use. */
typedef struct csc_i_writer {
    uint8_t *buffer;
    size_t capacity;
    size_t at; /* counts on beyond capacity, so that it ends as the needed size */
} csc_i_writer;
void csc_i_writer_begin(csc_i_writer *w, void *buffer, size_t capacity, int32_t kind, int32_t version, const csc_i_spec *spec);
void csc_i_write_u8(csc_i_writer *w, uint8_t v);
void csc_i_write_u16(csc_i_writer *w, uint16_t v);
void csc_i_write_u32(csc_i_writer *w, uint32_t v);
void csc_i_write_u64(csc_i_writer *w, uint64_t v);
void csc_i_write_i64(csc_i_writer *w, int64_t v);
void csc_i_write_f64(csc_i_writer *w, double v); /* bits; every NaN as one */
void csc_i_write_varint(csc_i_writer *w, uint64_t v);
void csc_i_write_bytes(csc_i_writer *w, const void *bytes, size_t length);
/* Fills in length and checksum. CSC_OK or CSC_E_BUFFER; *needed (may be NULL) is set in both cases. */
csc_status csc_i_writer_finish(csc_i_writer *w, size_t *needed, csc_error *err);

/* Reading: bounded; after the first failure every read gives 0 and `failed` stays 1, so check once at the end. */
typedef struct csc_i_reader {
    const uint8_t *bytes;
    size_t length;
    size_t at;
    int failed;
} csc_i_reader;
/* Verifies the envelope (kind, version <= max_version), parses its spec when it has one and `spec` is not NULL. */
csc_status csc_i_reader_begin(csc_i_reader *r, const void *bytes, size_t length, int32_t kind, int32_t max_version, csc_i_spec *spec,
                              csc_error *err);
uint8_t csc_i_read_u8(csc_i_reader *r);
uint16_t csc_i_read_u16(csc_i_reader *r);
uint32_t csc_i_read_u32(csc_i_reader *r);
uint64_t csc_i_read_u64(csc_i_reader *r);
int64_t csc_i_read_i64(csc_i_reader *r);
double csc_i_read_f64(csc_i_reader *r);
uint64_t csc_i_read_varint(csc_i_reader *r); /* only the shortest spelling is accepted */
const uint8_t *csc_i_read_bytes(csc_i_reader *r, size_t length); /* points into the input; NULL on failure */
/* How many items of at least `item` bytes can still follow: refuse a count above it before allocating. */
size_t csc_i_reader_room(const csc_i_reader *r, size_t item);
/* CSC_OK when nothing failed and all was read; else CSC_E_FORMAT with err->byte. */
csc_status csc_i_reader_finish(const csc_i_reader *r, csc_error *err);

/* ----------------------------------------------------------------- random */

/* One block of Philox4x32-10. */
void csc_i_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

/* -------------------------------------------------------------- exact sum */

/* Superaccumulator by value: base 2^32 digits with room for 2^31 additions before a carry pass. Zeroed is empty. */
#define CSC_I_EXACT_DIGITS 70
typedef struct csc_i_exact {
    int64_t digit[CSC_I_EXACT_DIGITS];
    uint32_t pending; /* additions since the last carry pass */
    uint32_t special; /* bit 0: +inf, 1: -inf, 2: NaN seen */
} csc_i_exact;
void csc_i_exact_add(csc_i_exact *s, double v);
void csc_i_exact_merge(csc_i_exact *s, const csc_i_exact *other);
double csc_i_exact_value(const csc_i_exact *s);
/* Canonical form for states: equal sums give equal bytes. */
void csc_i_exact_write(const csc_i_exact *s, csc_i_writer *w);
void csc_i_exact_read(csc_i_exact *s, csc_i_reader *r);

/* ----------------------------------------------------------------- labels */

/* Numbers 0, 1, 2 ... for distinct texts in the order of their first coming. Zeroed is empty. */
#define CSC_I_LABEL_MAX 65535
typedef struct csc_i_label {
    uint32_t offset, length; /* into `text` */
} csc_i_label;
typedef struct csc_i_labels {
    char *text;
    size_t text_length, text_capacity;
    csc_i_label *item;
    size_t count, capacity;
    uint32_t *slot; /* number + 1, 0 free */
    size_t slots;   /* a power of two, or 0 */
} csc_i_labels;
/* Finds or adds. CSC_OK, CSC_E_LIMIT or CSC_E_NOMEM; unchanged on failure. */
csc_status csc_i_labels_add(csc_i_labels *self, const csc_allocator *a, const char *text, size_t length, size_t *index, csc_error *err);
/* Finds only; SIZE_MAX when it is not there. */
size_t csc_i_labels_find(const csc_i_labels *self, const char *text, size_t length);
const char *csc_i_labels_get(const csc_i_labels *self, size_t index, size_t *length);
/* Takes back the last ones. */
void csc_i_labels_truncate(csc_i_labels *self, size_t count);
void csc_i_labels_free(csc_i_labels *self, const csc_allocator *a);
/* 1 when label a comes before label b as bytes. */
int csc_i_labels_before(const csc_i_labels *self, size_t a, size_t b);
/* All numbers in the order of their labels as bytes; `order` has room for count. */
void csc_i_labels_order(const csc_i_labels *self, uint32_t *order);

/* ------------------------------------------------------------------- sink */

/* Shorthand with static keys; each returns the sink's status. csc_i_sink_u64 beyond INT64_MAX goes out as a number. */
csc_status csc_i_sink_begin(csc_sink *s, const char *key);
csc_status csc_i_sink_end(csc_sink *s);
csc_status csc_i_sink_begin_array(csc_sink *s, const char *key);
csc_status csc_i_sink_end_array(csc_sink *s);
csc_status csc_i_sink_number(csc_sink *s, const char *key, double v);
csc_status csc_i_sink_i64(csc_sink *s, const char *key, int64_t v);
csc_status csc_i_sink_u64(csc_sink *s, const char *key, uint64_t v);
csc_status csc_i_sink_text(csc_sink *s, const char *key, const char *text); /* NUL-terminated */
csc_status csc_i_sink_textn(csc_sink *s, const char *key, const char *text, size_t length);
csc_status csc_i_sink_boolean(csc_sink *s, const char *key, int v);
csc_status csc_i_sink_null(csc_sink *s, const char *key);
/* Members value, se, low, high, level, n, missing, status of an estimate, into the object that is open. */
csc_status csc_i_sink_estimate(csc_sink *s, const csc_estimate *e);
/* Run `call`, and leave the function with its status when it is not CSC_OK. */
#define CSC_I_TRY(call)                               \
    do {                                              \
        csc_status csc_i_try_ = (call);               \
        if (csc_i_try_ != CSC_OK) return csc_i_try_;  \
    } while (0)

#endif
