/* Reading columns: any type, stride and alignment, without copies. */
#include "base/internal.h"

size_t csc_i_type_size(csc_type type) {
    switch (type) {
    case CSC_TYPE_I8:
    case CSC_TYPE_U8:
        return 1;
    case CSC_TYPE_I16:
    case CSC_TYPE_U16:
        return 2;
    case CSC_TYPE_I32:
    case CSC_TYPE_U32:
    case CSC_TYPE_F32:
        return 4;
    case CSC_TYPE_I64:
    case CSC_TYPE_U64:
    case CSC_TYPE_F64:
        return 8;
    default:
        return 0;
    }
}

csc_status csc_i_column_check(const csc_column *c, size_t n, const char *name, csc_error *err) {
    size_t length = name != NULL ? strlen(name) : 0;
    if (c == NULL) return n == 0 ? CSC_OK : csc_i_fail_key(err, CSC_E_INVALID, "The column is NULL.", name, length);
    if (csc_i_type_size(c->type) == 0) return csc_i_fail_key(err, CSC_E_TYPE, "The column has no type that exists.", name, length);
    if (n > 0 && c->data == NULL) return csc_i_fail_key(err, CSC_E_INVALID, "The column has rows and no data.", name, length);
    return CSC_OK;
}

static const unsigned char *element(const csc_column *c, size_t i) {
    return (const unsigned char *)c->data + (ptrdiff_t)i * c->stride;
}

#define LOAD(type, from)                                                                                                                   \
    type v;                                                                                                                                \
    memcpy(&v, from, sizeof v)

static double load_f64(csc_type type, const unsigned char *p) {
    switch (type) {
    case CSC_TYPE_I8: {
        LOAD(int8_t, p);
        return (double)v;
    }
    case CSC_TYPE_I16: {
        LOAD(int16_t, p);
        return (double)v;
    }
    case CSC_TYPE_I32: {
        LOAD(int32_t, p);
        return (double)v;
    }
    case CSC_TYPE_I64: {
        LOAD(int64_t, p);
        return (double)v;
    }
    case CSC_TYPE_U8:
        return (double)*p;
    case CSC_TYPE_U16: {
        LOAD(uint16_t, p);
        return (double)v;
    }
    case CSC_TYPE_U32: {
        LOAD(uint32_t, p);
        return (double)v;
    }
    case CSC_TYPE_U64: {
        LOAD(uint64_t, p);
        return (double)v;
    }
    case CSC_TYPE_F32: {
        LOAD(float, p);
        return (double)v;
    }
    default: {
        LOAD(double, p);
        return v;
    }
    }
}

double csc_i_column_f64(const csc_column *c, size_t i) {
    return csc_i_column_valid(c, i) ? load_f64(c->type, element(c, i)) : (double)NAN;
}

int csc_i_column_i64(const csc_column *c, size_t i, int64_t *value) {
    if (!csc_i_column_valid(c, i)) return 0;
    const unsigned char *p = element(c, i);
    switch (c->type) {
    case CSC_TYPE_I64: {
        LOAD(int64_t, p);
        *value = v;
        return 1;
    }
    case CSC_TYPE_U64: {
        LOAD(uint64_t, p);
        if (v > (uint64_t)INT64_MAX) return -1;
        *value = (int64_t)v;
        return 1;
    }
    default:
        break;
    }
    double d = load_f64(c->type, p);
    if (isnan(d)) return 0;
    if (!(d >= -9223372036854775808.0 && d < 9223372036854775808.0) || d != floor(d)) return -1;
    *value = (int64_t)d;
    return 1;
}

/* One loop a type, so that the compiler sees a constant stride in the dense case. */
#define READ(ctype)                                                                                                                        \
    do {                                                                                                                                   \
        if (c->stride == (ptrdiff_t)sizeof(ctype)) {                                                                                       \
            for (size_t i = 0; i < count; i++) {                                                                                           \
                LOAD(ctype, p + i * sizeof(ctype));                                                                                        \
                out[i] = (double)v;                                                                                                        \
            }                                                                                                                              \
        } else {                                                                                                                           \
            for (size_t i = 0; i < count; i++) {                                                                                           \
                LOAD(ctype, p + (ptrdiff_t)i * c->stride);                                                                                 \
                out[i] = (double)v;                                                                                                        \
            }                                                                                                                              \
        }                                                                                                                                  \
    } while (0)

void csc_i_column_read_f64(const csc_column *c, size_t from, size_t count, double *out) {
    if (count == 0) return;
    const unsigned char *p = element(c, from);
    switch (c->type) {
    case CSC_TYPE_I8:
        READ(int8_t);
        break;
    case CSC_TYPE_I16:
        READ(int16_t);
        break;
    case CSC_TYPE_I32:
        READ(int32_t);
        break;
    case CSC_TYPE_I64:
        READ(int64_t);
        break;
    case CSC_TYPE_U8:
        READ(uint8_t);
        break;
    case CSC_TYPE_U16:
        READ(uint16_t);
        break;
    case CSC_TYPE_U32:
        READ(uint32_t);
        break;
    case CSC_TYPE_U64:
        READ(uint64_t);
        break;
    case CSC_TYPE_F32:
        READ(float);
        break;
    default:
        READ(double);
        break;
    }
    if (c->validity == NULL) return;
    for (size_t i = 0; i < count; i++)
        if (!csc_i_column_valid(c, from + i)) out[i] = (double)NAN;
}

static int64_t offset_at(const csc_text_column *c, size_t i) {
    if (c->offset_width == 4) {
        LOAD(int32_t, (const unsigned char *)c->offsets + i * 4);
        return v;
    }
    LOAD(int64_t, (const unsigned char *)c->offsets + i * 8);
    return v;
}

int csc_i_text_column_get(const csc_text_column *c, size_t i, const char **text, size_t *length) {
    if (c->validity != NULL) {
        size_t bit = c->validity_offset + i;
        if (((c->validity[bit >> 3] >> (bit & 7)) & 1) == 0) return 0;
    }
    int64_t from = offset_at(c, i), to = offset_at(c, i + 1);
    if (from < 0 || to < from) return -1;
    *text = c->bytes != NULL ? c->bytes + from : "";
    *length = (size_t)(to - from);
    return c->bytes == NULL && to > from ? -1 : 1;
}
