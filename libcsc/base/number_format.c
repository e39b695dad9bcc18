/* Shortest decimal text of a double by the Schubfach method (R. Giulietti, "The Schubfach way to render doubles", 2020): among the
 * decimals of the two candidate lengths at most one or two lie in the rounding interval, and one 128-bit product a bound finds them. */
#include "base/internal.h"
#include "base/number_powers.h"
#include "base/wide.h"

/* floor(e * log10(2)), floor(e * log10(2) + log10(3/4)) and floor(e * log2(10)) for every exponent of a double. */
static int32_t floor_division(int64_t numerator, int32_t bits) {
    return (int32_t)((numerator + (INT64_C(1) << 40)) >> bits) - (int32_t)(INT64_C(1) << (40 - bits));
}

static int32_t log10_pow2(int32_t e) {
    return floor_division((int64_t)e * 1262611, 22);
}

static int32_t log10_three_quarters_pow2(int32_t e) {
    return floor_division((int64_t)e * 1262611 - 524031, 22);
}

static int32_t log2_pow10(int32_t e) {
    return floor_division((int64_t)e * 1741647, 19);
}

/* floor(power * factor / 2^128), with the lowest bit set when something was cut off ("round to odd"). */
static uint64_t product_to_odd(const uint64_t power[2], uint64_t factor) {
    uint64_t low, middle, carry = csc_i_mul_wide(power[1], factor, &low);
    uint64_t high = csc_i_mul_wide(power[0], factor, &middle);
    middle += carry;
    high += middle < carry;
    return high | (middle > 1);
}

/* c * 2^q as digits * 10^exponent, shortest and nearest. `even_gap` 0: the gap below is half of that above. */
static uint64_t shortest(uint64_t c, int32_t q, int even_gap, int32_t *exponent) {
    uint64_t out = c & 1;
    uint64_t low = even_gap ? 4 * c - 2 : 4 * c - 1, here = 4 * c, high = 4 * c + 2;
    int32_t k = even_gap ? log10_pow2(q) : log10_three_quarters_pow2(q);
    int32_t h = q + log2_pow10(-k) + 1;
    const uint64_t *power = powers[-k - POWER_MIN];
    uint64_t vl = product_to_odd(power, low << h) + out;
    uint64_t v = product_to_odd(power, here << h);
    uint64_t vr = product_to_odd(power, high << h) - out;
    uint64_t s = v / 4;
    if (s >= 10) {
        uint64_t t = s / 10; /* one digit less */
        int below = vl <= 40 * t, above = 40 * t + 40 <= vr;
        if (below != above) {
            *exponent = k + 1;
            return t + (uint64_t)above;
        }
    }
    *exponent = k;
    int below = vl <= 4 * s, above = 4 * s + 4 <= vr;
    if (below != above) return s + (uint64_t)above;
    uint64_t middle = 4 * s + 2;
    return s + (uint64_t)(v > middle || (v == middle && (s & 1) != 0));
}

static size_t put_digits(uint64_t v, char *out) {
    char reversed[20];
    size_t n = 0;
    do {
        reversed[n++] = (char)('0' + v % 10);
        v /= 10;
    } while (v > 0);
    for (size_t i = 0; i < n; i++) out[i] = reversed[n - 1 - i];
    return n;
}

static size_t put_word(const char *word, char *out) {
    size_t n = strlen(word);
    memcpy(out, word, n);
    return n;
}

static size_t put_zeros(char *out, int32_t count) {
    if (count <= 0) return 0;
    memset(out, '0', (size_t)count);
    return (size_t)count;
}

static int32_t exponent_length(int32_t e) {
    return e <= -100 || e >= 100 ? 5 : 4; /* e+17, e-300 */
}

/* Digits d1 d2 ... dn with the decimal point after `point` of them. */
static size_t layout(const char *digits, int32_t n, int32_t point, char *out) {
    int32_t fixed = point <= 0 ? 2 - point + n : point >= n ? point : n + 1;
    int32_t scientific = n + (n > 1) + exponent_length(point - 1);
    size_t at = 0;
    if (fixed <= scientific || (point >= n && point <= 17)) {
        if (point <= 0) {
            out[at++] = '0';
            out[at++] = '.';
            at += put_zeros(out + at, -point);
            memcpy(out + at, digits, (size_t)n);
            return at + (size_t)n;
        }
        int32_t whole = point < n ? point : n;
        memcpy(out, digits, (size_t)whole);
        at = (size_t)whole;
        at += put_zeros(out + at, point - n);
        if (point < n) {
            out[at++] = '.';
            memcpy(out + at, digits + point, (size_t)(n - point));
            at += (size_t)(n - point);
        }
        return at;
    }
    int32_t e = point - 1;
    out[at++] = digits[0];
    if (n > 1) {
        out[at++] = '.';
        memcpy(out + at, digits + 1, (size_t)(n - 1));
        at += (size_t)(n - 1);
    }
    out[at++] = 'e';
    out[at++] = e < 0 ? '-' : '+';
    if (e < 0) e = -e;
    if (e < 10) out[at++] = '0';
    return at + put_digits((uint64_t)e, out + at);
}

size_t csc_number_format(double value, char *buffer) {
    if (buffer == NULL) return 0;
    if (isnan(value)) return put_word("nan", buffer);
    size_t at = 0;
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    if (bits >> 63) buffer[at++] = '-';
    if (isinf(value)) return at + put_word("inf", buffer + at);
    uint64_t fraction = bits & UINT64_C(0xfffffffffffff);
    int32_t biased = (int32_t)(bits >> 52 & 0x7ff);
    if (biased == 0 && fraction == 0) {
        buffer[at++] = '0';
        return at;
    }
    uint64_t c = biased != 0 ? fraction | UINT64_C(1) << 52 : fraction;
    int32_t q = biased != 0 ? biased - 1075 : -1074;
    /* whole numbers below 1e17 exactly: as many digits as the shortest text filled up with zeros, and no surprise in an identifier */
    if (q <= 0 && q > -53 && (c & ((UINT64_C(1) << -q) - 1)) == 0) return at + put_digits(c >> -q, buffer + at);
    if (q > 0 && q <= 4 && c << q < UINT64_C(100000000000000000)) return at + put_digits(c << q, buffer + at);
    int32_t exponent;
    uint64_t decimal = shortest(c, q, fraction != 0 || biased <= 1, &exponent);
    while (decimal % 10 == 0) {
        decimal /= 10;
        exponent++;
    }
    char digits[20];
    int32_t n = (int32_t)put_digits(decimal, digits);
    return at + layout(digits, n, n + exponent, buffer + at);
}
