/* Generated from the public headers by bindings/generate.py: no preprocessor, for PHP FFI, cffi and LuaJIT.
 * Types and functions of libcsc. */

enum { CSC_VERSION_MAJOR = 0, CSC_VERSION_MINOR = 1, CSC_VERSION_PATCH = 0, CSC_NUMBER_TEXT_MAX = 32 };
int32_t csc_version_number(void);
const char *csc_version_string(void);
const char *csc_unicode_version(void);
const char *csc_features(void);
enum csc_status_code { CSC_OK = 0, CSC_E_INVALID = 1, CSC_E_RANGE = 2, CSC_E_NOMEM = 3, CSC_E_UTF8 = 4, CSC_E_OVERFLOW = 5, CSC_E_FORMAT = 6, CSC_E_VERSION = 7, CSC_E_CANCELLED = 8, CSC_E_BUFFER = 9, CSC_E_TYPE = 10, CSC_E_SPEC = 11, CSC_E_MISMATCH = 12, CSC_E_LIMIT = 13, CSC_E_SYNTAX = 14, CSC_E_AMBIGUOUS = 15, CSC_E_IO = 16, CSC_E_NOTFOUND = 17, CSC_E_DUPLICATE = 18, CSC_E_SEQUENCE = 19, CSC_E_LANGUAGE = 20, CSC_E_UNSUPPORTED = 21, CSC_E_INTERNAL = 22, CSC_E_UNDEFINED_FIRST = 64, CSC_E_UNDEFINED = 64, CSC_E_TOO_FEW = 65, CSC_E_NOCONVERGE = 66, CSC_E_RIDGE = 67, CSC_E_DIVERGED = 68, CSC_E_PEAK_NOT_SEEN = 69, CSC_E_SINGULAR = 70, CSC_E_SEPARATION = 71 };
typedef int32_t csc_status;
const char *csc_status_name(csc_status status);
const char *csc_status_string(csc_status status);
const char *csc_status_word(csc_status status);
typedef struct csc_error {
    uint64_t row;
    uint64_t byte;
    uint64_t line;
    uint64_t column;
    csc_status status;
    char key[64];
    char message[180];
} csc_error;
void csc_error_init(csc_error *err);
size_t csc_error_size(void);
typedef struct csc_allocator {
    void *(*allocate)(void *ctx, size_t size);
    void *(*resize)(void *ctx, void *ptr, size_t old_size, size_t new_size);
    void (*release)(void *ctx, void *ptr, size_t size);
    void *ctx;
} csc_allocator;
typedef int32_t (*csc_progress_fn)(void *ctx, uint64_t done, uint64_t total);
typedef void (*csc_task_fn)(void *task_ctx, size_t index);
typedef struct csc_executor {
    void (*run)(void *ctx, size_t count, csc_task_fn task, void *task_ctx);
    void *ctx;
    size_t workers;
} csc_executor;
typedef struct csc_context {
    size_t size;
    const csc_allocator *allocator;
    csc_progress_fn progress;
    void *progress_ctx;
    const csc_executor *executor;
} csc_context;
void csc_context_init(csc_context *context);
enum csc_type_code { CSC_TYPE_I8 = 1, CSC_TYPE_I16 = 2, CSC_TYPE_I32 = 3, CSC_TYPE_I64 = 4, CSC_TYPE_U8 = 5, CSC_TYPE_U16 = 6, CSC_TYPE_U32 = 7, CSC_TYPE_U64 = 8, CSC_TYPE_F32 = 9, CSC_TYPE_F64 = 10 };
typedef int32_t csc_type;
typedef struct csc_column {
    const void *data;
    ptrdiff_t stride;
    csc_type type;
    int32_t reserved;
    const uint8_t *validity;
    size_t validity_offset;
} csc_column;
typedef struct csc_text_column {
    const char *bytes;
    const void *offsets;
    int32_t offset_width;
    int32_t reserved;
    const uint8_t *validity;
    size_t validity_offset;
} csc_text_column;
enum csc_parameter_kind { CSC_PARAMETER_NUMBER = 1, CSC_PARAMETER_INTEGER = 2, CSC_PARAMETER_WORD = 3, CSC_PARAMETER_SCALE = 4, CSC_PARAMETER_DURATION = 5 };
typedef struct csc_parameter {
    const char *name;
    const char *fallback;
    const char *choices;
    const char *help;
    double low;
    double high;
    int32_t kind;
    int32_t reserved;
} csc_parameter;
typedef struct csc_definition {
    const char *id;
    const char *title;
    const char *formula;
    const char *source;
    const char *interval;
    const char *limits;
    const csc_parameter *parameters;
    size_t parameter_count;
    const char *subject;
} csc_definition;
size_t csc_definition_count(void);
const csc_definition *csc_definition_get(size_t index);
const csc_definition *csc_definition_find(const char *id, size_t id_length);
csc_status csc_spec_canonical(const char *spec, size_t spec_length, char *buffer, size_t capacity, size_t *needed, csc_error *err);
csc_status csc_spec_hash(const char *spec, size_t spec_length, uint64_t *hash, csc_error *err);
enum csc_state_kind { CSC_STATE_METRIC = 1, CSC_STATE_SATISFACTION = 2, CSC_STATE_CHURN = 3, CSC_STATE_WOM = 4, CSC_STATE_PACK = 5, CSC_STATE_PROTOCOL = 6, CSC_STATE_MODEL = 7 };
typedef struct csc_state_info {
    uint64_t hash[2];
    const char *spec;
    size_t spec_length;
    uint64_t payload_length;
    int32_t kind;
    int32_t version;
} csc_state_info;
csc_status csc_state_inspect(const void *bytes, size_t length, csc_state_info *info, csc_error *err);
enum csc_visit_level { CSC_VISIT_VALUE = 0, CSC_VISIT_DETAIL = 1, CSC_VISIT_EXPLAIN = 2 };
typedef struct csc_sink {
    void *ctx;
    csc_status (*begin_object)(void *ctx, const char *key, size_t key_length);
    csc_status (*end_object)(void *ctx);
    csc_status (*begin_array)(void *ctx, const char *key, size_t key_length);
    csc_status (*end_array)(void *ctx);
    csc_status (*number)(void *ctx, const char *key, size_t key_length, double value);
    csc_status (*integer)(void *ctx, const char *key, size_t key_length, int64_t value);
    csc_status (*text)(void *ctx, const char *key, size_t key_length, const char *text, size_t length);
    csc_status (*boolean)(void *ctx, const char *key, size_t key_length, int32_t value);
    csc_status (*null)(void *ctx, const char *key, size_t key_length);
} csc_sink;
typedef struct csc_estimate {
    double value;
    double se;
    double low;
    double high;
    double level;
    double n;
    double missing;
    csc_status status;
    int32_t reserved;
} csc_estimate;
typedef struct csc_random {
    uint64_t key;
    uint64_t block;
    uint64_t index;
    uint32_t spare[4];
    uint32_t spare_count;
    uint32_t reserved;
} csc_random;
void csc_random_init(csc_random *self, uint64_t seed, const char *name, size_t name_length, uint64_t index);
uint64_t csc_random_bits(csc_random *self);
double csc_random_uniform(csc_random *self);
uint64_t csc_random_below(csc_random *self, uint64_t bound);
size_t csc_number_format(double value, char *buffer);
csc_status csc_number_parse(const char *text, size_t length, double *value, size_t *used);
typedef struct csc_exact_sum csc_exact_sum;
csc_status csc_exact_sum_create(csc_exact_sum **out, const csc_context *context);
void csc_exact_sum_destroy(csc_exact_sum *self);
csc_status csc_exact_sum_add(csc_exact_sum *self, const csc_column *values, size_t n);
csc_status csc_exact_sum_merge(csc_exact_sum *self, const csc_exact_sum *other);
csc_status csc_exact_sum_value(const csc_exact_sum *self, double *value);
