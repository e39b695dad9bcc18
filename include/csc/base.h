/* libcsc: what every subject shares. Status, errors, memory, columns, specs, states, visitors, random streams, number text.
 *
 * Conventions of the whole library:
 * - Text is (pointer, length in bytes), UTF-8, never NUL-terminated unless a comment says "static text".
 * - Shares are in [0, 1], never percent. Sizes are bytes unless a name says otherwise.
 * - A function returns a csc_status. On failure its outputs and objects are unchanged, except that a create function stores NULL.
 * - An optional csc_error * comes last; NULL is allowed everywhere.
 * - A const object may be used by many threads at once; a non-const object by one thread at a time.
 */
#ifndef CSC_BASE_H
#define CSC_BASE_H

#include <stddef.h>
#include <stdint.h>

#if defined(CSC_STATIC)
#define CSC_API
#elif defined(_WIN32)
#if defined(CSC_BUILDING)
#define CSC_API __declspec(dllexport)
#else
#define CSC_API __declspec(dllimport)
#endif
#elif defined(__GNUC__)
#define CSC_API __attribute__((visibility("default")))
#else
#define CSC_API
#endif

#if defined(__GNUC__)
#define CSC_NODISCARD __attribute__((warn_unused_result))
#else
#define CSC_NODISCARD
#endif

#define CSC_VERSION_MAJOR 0
#define CSC_VERSION_MINOR 1
#define CSC_VERSION_PATCH 0

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------- version */

/** The version of the library at run time as 10000 * major + 100 * minor + patch. Any thread, O(1). @since 0.1 */
CSC_API int32_t csc_version_number(void);

/** The version of the library at run time, "0.1.0". Static text. Any thread, O(1). @since 0.1 */
CSC_API const char *csc_version_string(void);

/** The Unicode version of the text tables, "14.0.0". Static text. Any thread, O(1). @since 0.1 */
CSC_API const char *csc_unicode_version(void);

/** What this build holds, words parted by blanks in a fixed order ("threads sleef avx2 ..."); may be empty.
 * Static text. Any thread, O(1). @since 0.1 */
CSC_API const char *csc_features(void);

/* ----------------------------------------------------------------- status */

/** What functions return. Numbers are permanent: they are never reused and never change their meaning.
 * Those from CSC_E_UNDEFINED_FIRST on say that an answer does not exist or cannot be trusted, not that a call was wrong;
 * in a batch they stand in a result's `status` beside NaN while the call itself returns CSC_OK. */
enum csc_status_code {
    CSC_OK = 0,
    CSC_E_INVALID = 1,      /* an argument breaks its documented precondition */
    CSC_E_RANGE = 2,        /* a datum is outside its domain; err->row says which */
    CSC_E_NOMEM = 3,        /* the allocator returned NULL */
    CSC_E_UTF8 = 4,         /* invalid UTF-8; err->byte is its offset */
    CSC_E_OVERFLOW = 5,     /* a size or count does not fit its type */
    CSC_E_FORMAT = 6,       /* bytes are not a libcsc state, pack or model, or are damaged */
    CSC_E_VERSION = 7,      /* well-formed, but written by a later, incompatible version */
    CSC_E_CANCELLED = 8,    /* a progress callback or sink asked to stop */
    CSC_E_BUFFER = 9,       /* the caller's buffer is too small; the needed size is reported */
    CSC_E_TYPE = 10,        /* a column or value has a type this call does not take */
    CSC_E_SPEC = 11,        /* a spec string is malformed; err->byte and err->key say where */
    CSC_E_MISMATCH = 12,    /* two objects of different specs, kinds or shapes were to be combined */
    CSC_E_LIMIT = 13,       /* a stated limit (depth, size, count) is exceeded */
    CSC_E_SYNTAX = 14,      /* text input (CSV, JSON, YAML, pattern) is malformed; line and column say where */
    CSC_E_AMBIGUOUS = 15,   /* input has two readings and the caller did not choose (01/02/2026) */
    CSC_E_IO = 16,          /* the operating system refused; libcsc-io only */
    CSC_E_NOTFOUND = 17,    /* a named thing (definition, pack, rule, column, file) does not exist */
    CSC_E_DUPLICATE = 18,   /* a key that must be unique occurs twice */
    CSC_E_SEQUENCE = 19,    /* a call out of order for a session */
    CSC_E_LANGUAGE = 20,    /* a language that no loaded pack or table knows */
    CSC_E_UNSUPPORTED = 21, /* this build or version cannot do it */
    CSC_E_INTERNAL = 22,    /* a bug in libcsc */
    CSC_E_UNDEFINED_FIRST = 64,
    CSC_E_UNDEFINED = 64,     /* the statistic does not exist for this input */
    CSC_E_TOO_FEW = 65,       /* fewer rows than a stated minimum */
    CSC_E_NOCONVERGE = 66,    /* an iteration reached its limit */
    CSC_E_RIDGE = 67,         /* the likelihood is flat in a direction: parameters are not identified */
    CSC_E_DIVERGED = 68,      /* the maximum is at infinity or on the boundary */
    CSC_E_PEAK_NOT_SEEN = 69, /* an adoption series ends before its peak */
    CSC_E_SINGULAR = 70,      /* collinear columns; err->key names one */
    CSC_E_SEPARATION = 71     /* an outcome is predicted perfectly; err->key names the column */
};
typedef int32_t csc_status;

/** The constant's name, "CSC_E_RANGE"; "CSC_E_?" for an unknown number. Static text. Any thread, O(1). @since 0.1 */
CSC_API const char *csc_status_name(csc_status status);

/** One English sentence for a status. Static text. Any thread, O(1). @since 0.1 */
CSC_API const char *csc_status_string(csc_status status);

/** The word of FORMATS section 4: "ok", "undefined", "too-few", "no-convergence", "ridge", "diverged", "peak-not-seen",
 * "singular", "separation"; for every other status the name in small letters without CSC_E_. Static text. O(1). @since 0.1 */
CSC_API const char *csc_status_word(csc_status status);

/** "Not known" for the numbers of csc_error. */
#define CSC_NOWHERE UINT64_MAX

/** Where and why a call failed. The caller owns it; the library only fills it on failure and leaves it alone on success. */
typedef struct csc_error {
    uint64_t row;      /* index of the row from 0, or CSC_NOWHERE */
    uint64_t byte;     /* offset from 0, or CSC_NOWHERE */
    uint64_t line;     /* from 1, or CSC_NOWHERE */
    uint64_t column;   /* from 1, in code points (in CSV: see csc_csv), or CSC_NOWHERE */
    csc_status status; /* what the call returned */
    char key[64];      /* parameter, column or key concerned, NUL-terminated, cut at a code point; "" if none */
    char message[180]; /* one English sentence, NUL-terminated, cut at a code point */
} csc_error;

/** Sets `err` to "no error": CSC_OK, CSC_NOWHERE, empty texts. NULL is allowed. O(1). @since 0.1 */
CSC_API void csc_error_init(csc_error *err);

/** sizeof(csc_error), for bindings. O(1). @since 0.1 */
CSC_API size_t csc_error_size(void);

/* ---------------------------------------------------------------- context */

/** Memory for one object or call. Objects keep a copy of the record; what `ctx` points to must outlive them.
 * Functions must be thread-safe if objects that share the allocator are used in parallel. None may longjmp. */
typedef struct csc_allocator {
    void *(*allocate)(void *ctx, size_t size); /* size > 0; NULL on failure; aligned for any type */
    /* like realloc; ptr is never NULL, sizes are > 0; on failure NULL and ptr stays valid */
    void *(*resize)(void *ctx, void *ptr, size_t old_size, size_t new_size);
    void (*release)(void *ctx, void *ptr, size_t size); /* ptr is never NULL; size as allocated */
    void *ctx;
} csc_allocator;

/** Called now and then by long calls, by one thread at a time. `total` 0 means unknown.
 * @return 0 to go on, anything else to cancel (the call then returns CSC_E_CANCELLED). */
typedef int32_t (*csc_progress_fn)(void *ctx, uint64_t done, uint64_t total);

/** One piece of parallel work; `index` is in [0, count). */
typedef void (*csc_task_fn)(void *task_ctx, size_t index);

/** The caller's threads. The library never starts one itself; libcsc-io has an executor on pthreads. */
typedef struct csc_executor {
    /* Calls task(task_ctx, i) exactly once for each i in [0, count), in any order and on any threads, and returns when all
     * have returned. Must not fail: with no thread to be had it runs them itself. */
    void (*run)(void *ctx, size_t count, csc_task_fn task, void *task_ctx);
    void *ctx;
    size_t workers; /* how many tasks may run at once, 1 or more; results never depend on it */
} csc_executor;

/** What a long call or an object gets from its host. Zeroed means defaults: malloc, no progress, this thread only.
 * A NULL context means the same. The record and what it points to must outlive the objects created with it. */
typedef struct csc_context {
    size_t size;                    /* sizeof(csc_context), set by csc_context_init; 0 is taken as this version's size */
    const csc_allocator *allocator; /* NULL: malloc, realloc, free */
    csc_progress_fn progress;       /* NULL: none */
    void *progress_ctx;
    const csc_executor *executor; /* NULL: the calling thread */
} csc_context;

/** Sets the defaults. NULL is allowed. O(1). @since 0.1 */
CSC_API void csc_context_init(csc_context *context);

/* ---------------------------------------------------------------- columns */

/** Element types of csc_column. */
enum csc_type_code {
    CSC_TYPE_I8 = 1,
    CSC_TYPE_I16 = 2,
    CSC_TYPE_I32 = 3,
    CSC_TYPE_I64 = 4,
    CSC_TYPE_U8 = 5,
    CSC_TYPE_U16 = 6,
    CSC_TYPE_U32 = 7,
    CSC_TYPE_U64 = 8,
    CSC_TYPE_F32 = 9,
    CSC_TYPE_F64 = 10
};
typedef int32_t csc_type;

/** A column of numbers, by pointer; never copied or kept beyond the call. Element i is at data + i * stride, native byte
 * order, any alignment. Missing values are rows whose validity bit is 0 and, in floating columns, NaN.
 * With a zeroed record, {data, sizeof(double), CSC_TYPE_F64} is all a plain array needs. */
typedef struct csc_column {
    const void *data;
    ptrdiff_t stride;        /* bytes from one element to the next; may be 0 (one value for all rows) or negative */
    csc_type type;           /* CSC_TYPE_... */
    int32_t reserved;        /* 0 */
    const uint8_t *validity; /* Arrow bitmap, least significant bit first, 1 = valid; NULL: all valid */
    size_t validity_offset;  /* bits to skip at the start of `validity` */
} csc_column;

/** A column of texts, Arrow-shaped: text i is bytes[offsets[i] .. offsets[i + 1]). n + 1 offsets, not decreasing. */
typedef struct csc_text_column {
    const char *bytes;
    const void *offsets;     /* int32_t or int64_t, aligned for its type */
    int32_t offset_width;    /* 4 or 8 */
    int32_t reserved;        /* 0 */
    const uint8_t *validity; /* as in csc_column */
    size_t validity_offset;
} csc_text_column;

/* ------------------------------------------------------------ definitions */

/** Kinds of parameter of a definition. */
enum csc_parameter_kind {
    CSC_PARAMETER_NUMBER = 1,  /* 0.95 */
    CSC_PARAMETER_INTEGER = 2, /* 30 */
    CSC_PARAMETER_WORD = 3,    /* one of a stated list: drop */
    CSC_PARAMETER_SCALE = 4,   /* two integers: 1..5 */
    CSC_PARAMETER_DURATION = 5 /* an integer with a unit: 90s 30m 24h 7d 2w */
};

/** One parameter of a definition. All texts static. */
typedef struct csc_parameter {
    const char *name;
    const char *fallback; /* the value when the spec does not name it, in canonical form; "" when it must be given */
    const char *choices;  /* words parted by '|' (kind WORD, or words allowed beside a number); "" otherwise */
    const char *help;     /* one sentence with its unit */
    double low, high;     /* allowed range of numbers, seconds or scale ends, both included; -inf and inf for none */
    int32_t kind;         /* enum csc_parameter_kind */
    int32_t reserved;
} csc_parameter;

/** One named, versioned calculation. All texts static; records live as long as the library. */
typedef struct csc_definition {
    const char *id;       /* "csat:top2/1"; never changes its meaning once released, a change is "/2" */
    const char *title;    /* "CSAT, share in the top boxes" */
    const char *formula;  /* in words and symbols */
    const char *source;   /* reference of the formula or of the host whose figure it reproduces */
    const char *interval; /* interval method, "wilson"; "" for none */
    const char *limits;   /* what the number cannot tell, one or two sentences */
    const csc_parameter *parameters;
    size_t parameter_count;
    const char *subject; /* "metric", "churn", ...: the header that computes it */
} csc_definition;

/** How many definitions there are. Any thread, O(1). @since 0.1 */
CSC_API size_t csc_definition_count(void);

/** The i-th definition, in the order of their ids, or NULL beyond the last. Any thread, O(i). @since 0.1 */
CSC_API const csc_definition *csc_definition_get(size_t index);

/** The definition with this id ("csat:top2/1", without parameters), or NULL. Any thread, O(log count). @since 0.1 */
CSC_API const csc_definition *csc_definition_find(const char *id, size_t id_length);

/** Brings a spec string to its canonical form: the id, then '?' and the parameters that differ from their defaults, in the
 * order of the definition, joined by '&', each value in its canonical spelling: numbers as csc_number_format writes them, durations
 * in the largest of d, h, m, s that divides them (168h and 1w are 7d), words as listed. Two specs mean the same calculation exactly
 * when their canonical forms are equal bytes.
 *   spec := subject ':' name '/' version [ '?' key '=' value { '&' key '=' value } ]
 * @param spec, spec_length  at most 1,024 bytes; length SIZE_MAX for a text that ends with a NUL
 * @param buffer, capacity   may be NULL, 0 to ask for the size; not NUL-terminated
 * @param needed             set to the size of the canonical form, also on CSC_E_BUFFER; may be NULL
 * @return CSC_OK; CSC_E_SPEC (malformed, unknown or doubled key, value outside its range: err->byte, err->key);
 *         CSC_E_NOTFOUND (no such id); CSC_E_BUFFER; CSC_E_INVALID.  Any thread, O(length). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_spec_canonical(const char *spec, size_t spec_length, char *buffer, size_t capacity, size_t *needed,
                                                    csc_error *err);

/** The 128-bit hash of a spec's canonical form (MurmurHash3 x64 128 with seed 0): hash[0] is the first half.
 * @return as csc_spec_canonical, without CSC_E_BUFFER.  Any thread, O(length). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_spec_hash(const char *spec, size_t spec_length, uint64_t hash[2], csc_error *err);

/** Kinds of serialised state (`kind` in csc_state_info). Permanent numbers. */
enum csc_state_kind {
    CSC_STATE_METRIC = 1,
    CSC_STATE_SATISFACTION = 2,
    CSC_STATE_CHURN = 3,
    CSC_STATE_WOM = 4,
    CSC_STATE_PACK = 5,
    CSC_STATE_PROTOCOL = 6,
    CSC_STATE_MODEL = 7
};

/** What an envelope says of itself. `spec` points into the inspected bytes. */
typedef struct csc_state_info {
    uint64_t hash[2];
    const char *spec; /* canonical spec or "" */
    size_t spec_length;
    uint64_t payload_length;
    int32_t kind; /* enum csc_state_kind */
    int32_t version;
} csc_state_info;

/** Reads and verifies the envelope around every serialised object: magic "CSCS", version, kind, spec hash and text, length,
 * payload, CRC-64 checksum; little-endian. Hostile bytes are refused before anything is allocated.
 * @return CSC_OK; CSC_E_FORMAT (not ours, cut short, trailing bytes or damaged; err->byte); CSC_E_VERSION; CSC_E_INVALID.
 * Any thread, O(length). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_state_inspect(const void *bytes, size_t length, csc_state_info *info, csc_error *err);

/* ------------------------------------------------------------------- sink */

/** How much an object tells its sink. */
enum csc_visit_level {
    CSC_VISIT_VALUE = 0,  /* value, interval, n, missing, status */
    CSC_VISIT_DETAIL = 1, /* and counts, parts, diagnostics: what csckit prints as JSON */
    CSC_VISIT_EXPLAIN = 2 /* and formula, inputs and factors that recompute to the result */
};

/** The one door by which results leave an object. The object calls these in document order; `key` is NULL inside arrays and
 * for the outermost value. Keys and texts are UTF-8 and valid during the call only. Every function returns CSC_OK to go on;
 * anything else stops the visit, which returns it. No member may be NULL. None may longjmp. */
typedef struct csc_sink {
    void *ctx;
    csc_status (*begin_object)(void *ctx, const char *key, size_t key_length);
    csc_status (*end_object)(void *ctx);
    csc_status (*begin_array)(void *ctx, const char *key, size_t key_length);
    csc_status (*end_array)(void *ctx);
    csc_status (*number)(void *ctx, const char *key, size_t key_length, double value); /* NaN: undefined, written as null */
    csc_status (*integer)(void *ctx, const char *key, size_t key_length, int64_t value);
    csc_status (*text)(void *ctx, const char *key, size_t key_length, const char *text, size_t length);
    csc_status (*boolean)(void *ctx, const char *key, size_t key_length, int32_t value);
    csc_status (*null)(void *ctx, const char *key, size_t key_length);
} csc_sink;

/** A number with what it takes to read it honestly. Filled by one-shot calls. */
typedef struct csc_estimate {
    double value; /* NaN unless status is CSC_OK */
    double se;    /* standard error; NaN where none is defined */
    double low;   /* interval at `level`; NaN where none is defined */
    double high;
    double level;      /* 0.95 unless the spec says otherwise */
    double n;          /* rows (or sum of weights) in the denominator */
    double missing;    /* rows (or sum of weights) left out as missing */
    csc_status status; /* CSC_OK, CSC_E_UNDEFINED, CSC_E_TOO_FEW, ... */
    int32_t reserved;
} csc_estimate;

/* ----------------------------------------------------------------- random */

/** A stream of random numbers: Philox4x32-10 (Salmon et al. 2011), counter-based. Same seed, name and index: same numbers on
 * every machine. Streams of different names or indexes are independent. A plain value: copy it to fork it. */
typedef struct csc_random {
    uint64_t key;      /* from seed, name and index */
    uint64_t block;    /* counter, low half */
    uint64_t index;    /* counter, high half: the stream's index */
    uint32_t spare[4]; /* unused numbers of the current block */
    uint32_t spare_count;
    uint32_t reserved;
} csc_random;

/** Starts a stream. `name` says what it is for ("cascade"), `index` which one of many (row, run). NULL `self` is ignored.
 * Any thread, O(name_length). @since 0.1 */
CSC_API void csc_random_init(csc_random *self, uint64_t seed, const char *name, size_t name_length, uint64_t index);

/** The next 64 random bits. `self` must be initialised. O(1). @since 0.1 */
CSC_API uint64_t csc_random_bits(csc_random *self);

/** A uniform double in [0, 1), a multiple of 2^-53. O(1). @since 0.1 */
CSC_API double csc_random_uniform(csc_random *self);

/** A uniform integer in [0, bound), without bias (Lemire 2019); 0 for bound 0. O(1) expected. @since 0.1 */
CSC_API uint64_t csc_random_below(csc_random *self, uint64_t bound);

/* ------------------------------------------------------------ number text */

/** Longest text that csc_number_format writes, in bytes. */
#define CSC_NUMBER_TEXT_MAX 32

/** Writes the shortest decimal text that csc_number_parse reads back to the same bits; no locale. Whole numbers below 1e17
 * without a fraction ("5"), others as "0.058" or "1e-09"-like with the shorter form chosen; "nan", "inf", "-inf".
 * @param buffer at least CSC_NUMBER_TEXT_MAX bytes; not NUL-terminated
 * @return the number of bytes written, 0 if buffer is NULL.  Any thread, O(1). @since 0.1 */
CSC_API size_t csc_number_format(double value, char *buffer);

/** Reads a decimal number: [+-] digits [. digits] [e [+-] digits], where the digits on one side of the point may be left out, or nan, inf, infinity in any case; correctly rounded; no locale,
 * no hexadecimal, no blanks. Too large becomes an infinity, too small a zero.
 * @param used set to the bytes read; may be NULL: then the whole text must be a number
 * @return CSC_OK; CSC_E_SYNTAX (no number at the start, or text left over with used NULL); CSC_E_INVALID. O(length). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_number_parse(const char *text, size_t length, double *value, size_t *used);

/* -------------------------------------------------------------- exact sum */

/** A sum of doubles without rounding error: the same bits in any order and any grouping. Opaque; 0.6 kB. */
typedef struct csc_exact_sum csc_exact_sum;

/** Creates an empty sum. @return CSC_OK; CSC_E_NOMEM; CSC_E_INVALID. O(1). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_exact_sum_create(csc_exact_sum **out, const csc_context *context);

/** Frees it; NULL is allowed. @since 0.1 */
CSC_API void csc_exact_sum_destroy(csc_exact_sum *self);

/** Adds n values of a column; missing rows (NaN is missing) are skipped. Infinities follow IEEE rules: +inf and -inf give NaN.
 * @return CSC_OK; CSC_E_TYPE; CSC_E_INVALID. Time O(n). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_exact_sum_add(csc_exact_sum *self, const csc_column *values, size_t n);

/** Adds another sum. @return CSC_OK; CSC_E_INVALID. O(1). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_exact_sum_merge(csc_exact_sum *self, const csc_exact_sum *other);

/** The sum rounded once, to nearest, ties to even. @return CSC_OK; CSC_E_INVALID. O(1). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_exact_sum_value(const csc_exact_sum *self, double *value);

#ifdef __cplusplus
}
#endif

#endif
