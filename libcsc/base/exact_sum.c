/* Sums of doubles without rounding: a fixed-point number wide enough for every double (a "long accumulator", Kulisch), in digits of 32
 * bits with carries put off. Digit i weighs 2^(32 i - 1074). */
#include "base/internal.h"
#include "base/wide.h"

#define DIGIT_BITS 32
#define DIGIT_MASK UINT64_C(0xffffffff)
#define PENDING_MAX UINT32_C(0x7ffffffe)

enum { PLUS_INF = 1, MINUS_INF = 2, NOT_A_NUMBER = 4 };

/* Every digit but the last into [0, 2^32); the last keeps the sign. */
static void carry(csc_i_exact *s) {
    int64_t c = 0;
    for (size_t i = 0; i + 1 < CSC_I_EXACT_DIGITS; i++) {
        int64_t v = s->digit[i] + c;
        uint64_t low = (uint64_t)v & DIGIT_MASK;
        c = (v - (int64_t)low) / (INT64_C(1) << DIGIT_BITS);
        s->digit[i] = (int64_t)low;
    }
    s->digit[CSC_I_EXACT_DIGITS - 1] += c;
    s->pending = 1;
}

void csc_i_exact_add(csc_i_exact *s, double v) {
    uint64_t bits;
    memcpy(&bits, &v, sizeof bits);
    uint64_t c = bits & UINT64_C(0xfffffffffffff);
    uint32_t biased = (uint32_t)(bits >> 52) & 0x7ff;
    if (CSC_I_UNLIKELY(biased == 0x7ff)) {
        s->special |= c != 0 ? NOT_A_NUMBER : bits >> 63 ? MINUS_INF : PLUS_INF;
        return;
    }
    if (biased != 0)
        c |= UINT64_C(1) << 52;
    else
        biased = 1;
    if (CSC_I_UNLIKELY(s->pending >= PENDING_MAX)) carry(s);
    s->pending++;
    uint32_t at = (biased - 1) / DIGIT_BITS, shift = (biased - 1) % DIGIT_BITS;
    uint64_t low = c << shift;
    uint64_t high = shift != 0 ? c >> (64 - shift) : 0;
    int64_t sign = bits >> 63 ? -1 : 1;
    s->digit[at] += sign * (int64_t)(low & DIGIT_MASK);
    s->digit[at + 1] += sign * (int64_t)(low >> DIGIT_BITS);
    s->digit[at + 2] += sign * (int64_t)high;
}

void csc_i_exact_merge(csc_i_exact *s, const csc_i_exact *other) {
    csc_i_exact o = *other;
    carry(s);
    carry(&o);
    for (size_t i = 0; i < CSC_I_EXACT_DIGITS; i++) s->digit[i] += o.digit[i];
    s->special |= o.special;
    s->pending = 2;
}

/* The magnitude with all digits in [0, 2^32); returns 1 when the sum is negative. */
static int magnitude(const csc_i_exact *s, csc_i_exact *out) {
    *out = *s;
    carry(out);
    if (out->digit[CSC_I_EXACT_DIGITS - 1] >= 0) return 0;
    for (size_t i = 0; i < CSC_I_EXACT_DIGITS; i++) out->digit[i] = -out->digit[i];
    carry(out);
    return 1;
}

static size_t used_digits(const csc_i_exact *m) {
    size_t n = CSC_I_EXACT_DIGITS;
    while (n > 0 && m->digit[n - 1] == 0) n--;
    return n;
}

double csc_i_exact_value(const csc_i_exact *s) {
    if (s->special != 0) {
        if (s->special == PLUS_INF) return (double)INFINITY;
        if (s->special == MINUS_INF) return -(double)INFINITY;
        return (double)NAN;
    }
    csc_i_exact m;
    int negative = magnitude(s, &m);
    size_t n = used_digits(&m);
    uint64_t bits;
    double v;
    if (n == 0) return 0.0;
    /* the topmost 96 bits and whether anything is below */
    uint64_t d[3] = {0, 0, 0};
    for (size_t i = 0; i < 3 && i < n; i++) d[i] = (uint64_t)m.digit[n - 1 - i];
    int below = 0;
    for (size_t i = 0; i + 3 < n; i++) below |= m.digit[i] != 0;
    int zeros = csc_i_leading_zeros(d[0]) - 32;
    uint64_t top = d[0] << 32 | d[1];
    uint64_t rest = d[2];
    if (zeros > 0) {
        top = top << zeros | d[2] >> (32 - zeros);
        rest = d[2] << zeros & DIGIT_MASK;
    }
    int64_t place = (int64_t)n * DIGIT_BITS - 1 - zeros; /* the top bit weighs 2^(place - 1074) */
    int64_t drop = place >= 52 ? 11 : 63 - place;        /* a double keeps 53 bits, and none below 2^-1074 */
    uint64_t kept = top >> drop;
    uint64_t cut = top & ((UINT64_C(1) << drop) - 1), half = UINT64_C(1) << (drop - 1);
    if (cut > half || (cut == half && (rest != 0 || below || (kept & 1) != 0))) kept++;
    bits = place >= 52 ? kept + ((uint64_t)(place - 52) << 52) : kept;
    if (bits > UINT64_C(0x7ff) << 52) bits = UINT64_C(0x7ff) << 52;
    bits |= (uint64_t)negative << 63;
    memcpy(&v, &bits, sizeof v);
    return v;
}

/* special, sign, index of the lowest used digit, number of digits, digits. */
void csc_i_exact_write(const csc_i_exact *s, csc_i_writer *w) {
    csc_i_exact m = {0};
    int negative = s->special != 0 ? 0 : magnitude(s, &m); /* nothing finite changes an infinity or a NaN */
    size_t end = used_digits(&m), from = 0;
    while (from < end && m.digit[from] == 0) from++;
    csc_i_write_u8(w, (uint8_t)(s->special | (uint32_t)negative << 3));
    csc_i_write_u8(w, (uint8_t)from);
    csc_i_write_u8(w, (uint8_t)(end - from));
    for (size_t i = from; i < end; i++) csc_i_write_u32(w, (uint32_t)m.digit[i]);
}

void csc_i_exact_read(csc_i_exact *s, csc_i_reader *r) {
    csc_i_exact out = {0};
    uint8_t flags = csc_i_read_u8(r);
    size_t from = csc_i_read_u8(r), count = csc_i_read_u8(r);
    if (flags > 8 || from + count > CSC_I_EXACT_DIGITS || ((flags & 7) != 0 && count > 0)) r->failed = 1;
    if (count == 0 && (from != 0 || (flags & 8) != 0)) r->failed = 1;
    for (size_t i = 0; i < count && !r->failed; i++) {
        uint32_t digit = csc_i_read_u32(r);
        if (digit == 0 && (i == 0 || i + 1 == count)) r->failed = 1; /* equal sums have one spelling */
        out.digit[from + i] = flags & 8 ? -(int64_t)digit : (int64_t)digit;
    }
    out.special = flags & 7u;
    out.pending = 1;
    if (r->failed) memset(&out, 0, sizeof out);
    *s = out;
}

/* ---------------------------------------------------------- public object */

struct csc_exact_sum {
    csc_allocator allocator;
    csc_i_exact sum;
};

csc_status csc_exact_sum_create(csc_exact_sum **out, const csc_context *context) {
    if (out == NULL) return CSC_E_INVALID;
    csc_allocator a = csc_i_allocator(context);
    *out = csc_i_zalloc(&a, sizeof **out);
    if (*out == NULL) return CSC_E_NOMEM;
    (*out)->allocator = a;
    return CSC_OK;
}

void csc_exact_sum_destroy(csc_exact_sum *self) {
    if (self == NULL) return;
    csc_allocator a = self->allocator;
    csc_i_free(&a, self, sizeof *self);
}

csc_status csc_exact_sum_add(csc_exact_sum *self, const csc_column *values, size_t n) {
    if (self == NULL) return CSC_E_INVALID;
    CSC_I_TRY(csc_i_column_check(values, n, "values", NULL));
    double block[256];
    for (size_t from = 0; from < n; from += 256) {
        size_t count = n - from < 256 ? n - from : 256;
        csc_i_column_read_f64(values, from, count, block);
        for (size_t i = 0; i < count; i++)
            if (!isnan(block[i])) csc_i_exact_add(&self->sum, block[i]);
    }
    return CSC_OK;
}

csc_status csc_exact_sum_merge(csc_exact_sum *self, const csc_exact_sum *other) {
    if (self == NULL || other == NULL) return CSC_E_INVALID;
    csc_i_exact_merge(&self->sum, &other->sum);
    return CSC_OK;
}

csc_status csc_exact_sum_value(const csc_exact_sum *self, double *value) {
    if (self == NULL || value == NULL) return CSC_E_INVALID;
    *value = csc_i_exact_value(&self->sum);
    return CSC_OK;
}
