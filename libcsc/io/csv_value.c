/* Numbers of table cells. */
#include "io/csv.h"

static const csc_i_csv_fault no_number = {CSC_E_SYNTAX, "not a number"};
static const csc_i_csv_fault comma_number = {CSC_E_SYNTAX,
                                             "not a number; write it with a decimal point, or state that the comma is the decimal mark"};
static const csc_i_csv_fault no_whole_number = {CSC_E_SYNTAX, "not a whole number"};
static const csc_i_csv_fault too_large = {CSC_E_RANGE, "the number is too large"};

/* A whole number below 2^53 over a power of ten up to 10^22 is one division of exact doubles: rounded once, so correctly. */
static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* Everything the short ways below do not settle: many digits, exponents, and what is no number at all. */
static const csc_i_csv_fault *long_number(const char *text, size_t length, char decimal, double *value) {
    char copy[512];
    const char *t = text;
    double v = 0;
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        /* csc_number_parse also takes "nan" and "inf", which a table must not smuggle in as values. */
        if (!((c >= '0' && c <= '9') || c == '-' || c == '+' || c == 'e' || c == 'E' || c == decimal)) {
            return c == ',' && decimal == '.' ? &comma_number : &no_number;
        }
    }
    if (decimal != '.') {
        if (length > sizeof copy) return &no_number;
        for (size_t i = 0; i < length; i++) copy[i] = text[i] == decimal ? '.' : text[i];
        t = copy;
    }
    if (csc_number_parse(t, length, &v, NULL) != CSC_OK) return &no_number;
    if (v - v != 0) return &too_large;
    *value = v;
    return NULL;
}

const csc_i_csv_fault *csc_i_csv_number(const char *text, size_t length, int32_t decimal, double *value) {
    const char *p = text, *end = text + length;
    char mark = (char)decimal;
    int negative = 0;
    if (p < end && (*p == '-' || *p == '+')) negative = *p++ == '-';
    if (end - p > 18) return long_number(text, length, mark, value);
    uint64_t m = 0;
    const char *from = p;
    while (p < end && (unsigned)(*p - '0') <= 9) m = m * 10 + (uint64_t)(*p++ - '0');
    size_t digits = (size_t)(p - from), places = 0;
    if (p < end && *p == mark) {
        from = ++p;
        while (p < end && (unsigned)(*p - '0') <= 9) m = m * 10 + (uint64_t)(*p++ - '0');
        places = (size_t)(p - from);
        digits += places;
    }
    if (p < end || digits == 0 || m >= (UINT64_C(1) << 53)) return long_number(text, length, mark, value);
    double v = (double)m;
    if (places > 0) v /= powers[places];
    *value = negative ? -v : v;
    return NULL;
}

int csc_i_csv_short_number(const char *text, size_t length, char mark, double *value) {
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    const uint64_t ones = UINT64_C(0x0101010101010101), high = UINT64_C(0x8080808080808080);
    uint64_t w;
    memcpy(&w, text, 8);
    if (length < 8) w &= (UINT64_C(1) << (8 * length)) - 1;
    /* Take the decimal mark out; the lowest byte found is exact, whatever the carries make of those above. */
    size_t digits = length, places = 0;
    uint64_t x = w ^ (ones * (unsigned char)mark);
    x = (x - ones) & ~x & high;
    if (x != 0) {
        size_t at = (size_t)__builtin_ctzll(x) >> 3;
        uint64_t below = (UINT64_C(1) << (8 * at)) - 1;
        w = (w & below) | ((w >> 8) & ~below);
        digits--;
        places = digits - at;
    }
    if (digits == 0) return 0;
    /* Right-align, with zeros before: eight digits in all. */
    if (digits < 8) w = w << (8 * (8 - digits)) | (UINT64_C(0x3030303030303030) >> (8 * digits));
    if ((((w & UINT64_C(0xF0F0F0F0F0F0F0F0)) | (((w + UINT64_C(0x0606060606060606)) & UINT64_C(0xF0F0F0F0F0F0F0F0)) >> 4))) !=
        UINT64_C(0x3333333333333333))
        return 0;
    w = (w & UINT64_C(0x0F0F0F0F0F0F0F0F)) * 2561 >> 8;
    w = (w & UINT64_C(0x00FF00FF00FF00FF)) * 6553601 >> 16;
    w = (w & UINT64_C(0x0000FFFF0000FFFF)) * UINT64_C(42949672960001) >> 32;
    *value = places > 0 ? (double)w / powers[places] : (double)w;
    return 1;
#else
    (void)text, (void)length, (void)mark, (void)value;
    return 0;
#endif
}

const csc_i_csv_fault *csc_i_csv_integer(const char *text, size_t length, int32_t decimal, int64_t *value) {
    const char *p = text, *end = text + length;
    int negative = 0;
    if (p < end && (*p == '-' || *p == '+')) negative = *p++ == '-';
    uint64_t m = 0, limit = (uint64_t)INT64_MAX + (uint64_t)negative;
    const char *from = p;
    for (; p < end && (unsigned)(*p - '0') <= 9; p++) {
        uint64_t d = (uint64_t)(*p - '0');
        if (m > (limit - d) / 10) {
            while (p < end && (unsigned)(*p - '0') <= 9) p++;
            return p == end ? &too_large : &no_whole_number;
        }
        m = m * 10 + d;
    }
    if (p == from && p == end) return &no_whole_number;
    if (p < end) {
        /* "5.0" and "1e3", as spreadsheets write whole numbers, as far as a double holds them exactly. */
        double v = 0;
        const csc_i_csv_fault *f = csc_i_csv_number(text, length, decimal, &v);
        if (f != NULL) return f;
        if (!(v > -9007199254740993.0 && v < 9007199254740993.0) || v != (double)(int64_t)v) return &no_whole_number;
        *value = (int64_t)v;
        return NULL;
    }
    *value = !negative ? (int64_t)m : m == (uint64_t)INT64_MAX + 1 ? INT64_MIN : -(int64_t)m;
    return NULL;
}
