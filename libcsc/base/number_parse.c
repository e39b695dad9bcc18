/* Decimal text to the nearest double, ties to even, without locale and without floating-point arithmetic.
 *
 * Up to 19 digits w and an exponent q give w * 10^q; with 10^q rounded up to 128 bits (number_powers.h) the 192-bit product bounds the
 * true value from above by less than one unit of its second word. When both bounds round alike that is the answer (as in D. Lemire,
 * "Number parsing at a gigabyte per second", 2021); in the rare other cases exact integers are compared. */
#include "base/internal.h"
#include "base/number_powers.h"
#include "base/wide.h"

#define DIGITS_MAX 800 /* a point halfway between two doubles has at most 767 significant digits */

typedef struct decimal {
    const char *first; /* first significant digit */
    const char *end;   /* after the last digit of the mantissa */
    uint64_t word;     /* the first 19 significant digits */
    int64_t exponent;  /* value = word * 10^exponent when nothing is cut */
    int32_t cut;       /* significant digits beyond the 19th that are not all 0 */
    int32_t negative;
} decimal;

/* A positive value 1.m * 2^e given by 128 bits whose top bit is set, rounded to the bits of a double; `sticky`: a little more follows.
 * value = (high.low) * 2^(e - 127). */
static uint64_t round_bits(uint64_t high, uint64_t low, int sticky, int64_t e) {
    int64_t biased = e + 1023;
    int32_t drop = 11; /* 64 - 53 */
    if (biased >= 2047) return UINT64_C(0x7ff) << 52;
    if (biased <= 0) {
        if (biased < -60) return 0;
        drop += (int32_t)(1 - biased);
        biased = 0;
    }
    uint64_t kept, rest, half;
    if (drop >= 64) {
        if (drop > 64) return 0;
        kept = 0;
        rest = high;
        half = UINT64_C(1) << 63;
    } else {
        kept = high >> drop;
        rest = high & ((UINT64_C(1) << drop) - 1);
        half = UINT64_C(1) << (drop - 1);
    }
    int up = rest > half || (rest == half && (low != 0 || sticky || (kept & 1) != 0));
    kept += (uint64_t)up;
    /* A carry into the next power of two, from subnormal to normal or to infinity is the same addition. */
    return biased > 0 ? kept + ((uint64_t)(biased - 1) << 52) : kept;
}

/* floor(e * log2(10)) for |e| < 5,000 */
static int64_t log2_pow10(int64_t e) {
    return ((e * 1741647 + (INT64_C(1) << 40)) >> 19) - (INT64_C(1) << 21);
}

/* The bits of w * 10^q from below and from above; they are equal in all but rare cases. */
static void bounds(uint64_t w, int64_t q, uint64_t *low_bits, uint64_t *high_bits) {
    int shift = csc_i_leading_zeros(w);
    const uint64_t *power = powers[q - POWER_MIN];
    uint64_t p0, p1, p2, carry;
    w <<= shift;
    carry = csc_i_mul_wide(w, power[1], &p0);
    p2 = csc_i_mul_wide(w, power[0], &p1);
    p1 += carry;
    p2 += p1 < carry;
    int64_t e = log2_pow10(q) + 64 - shift; /* of the top bit, if the product fills 192 bits */
    int exact = q >= 0 && q <= 55;
    uint64_t l1 = p1, l2 = p2;
    if (!exact) {
        /* the truth is above product - 2^64 and at most product */
        l1--;
        l2 -= p1 == 0;
    }
    uint64_t h2 = p2, h1 = p1;
    int64_t le = e, he = e;
    if ((h2 >> 63) == 0) {
        h2 = h2 << 1 | h1 >> 63;
        h1 = h1 << 1 | p0 >> 63;
        he--;
    }
    if ((l2 >> 63) == 0) {
        l2 = l2 << 1 | l1 >> 63;
        l1 = l1 << 1 | p0 >> 63;
        le--;
    }
    *high_bits = round_bits(h2, h1, p0 != 0, he);
    *low_bits = exact ? *high_bits : round_bits(l2, l1, 1, le);
}

/* ------------------------------------------------------- exact comparison */

/* Little-endian natural number. Largest use: 800 digits times 5^1150 and shifts, under 6,600 bits. */
#define LIMBS 224
typedef struct big {
    uint32_t limb[LIMBS];
    size_t count;
} big;

static void big_multiply_add(big *b, uint32_t factor, uint32_t term) {
    uint64_t carry = term;
    for (size_t i = 0; i < b->count; i++) {
        carry += (uint64_t)b->limb[i] * factor;
        b->limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry > 0 && b->count < LIMBS) b->limb[b->count++] = (uint32_t)carry;
}

static void big_multiply_pow5(big *b, int64_t power) {
    for (; power >= 13; power -= 13) big_multiply_add(b, 1220703125u, 0);
    for (; power > 0; power--) big_multiply_add(b, 5, 0);
}

static void big_shift(big *b, int64_t bits) {
    size_t words = (size_t)(bits / 32);
    int rest = (int)(bits % 32);
    if (rest > 0) big_multiply_add(b, UINT32_C(1) << rest, 0);
    if (words == 0 || b->count == 0 || b->count + words > LIMBS) return;
    memmove(b->limb + words, b->limb, b->count * sizeof b->limb[0]);
    memset(b->limb, 0, words * sizeof b->limb[0]);
    b->count += words;
}

static int big_compare(const big *a, const big *b) {
    if (a->count != b->count) return a->count < b->count ? -1 : 1;
    for (size_t i = a->count; i-- > 0;)
        if (a->limb[i] != b->limb[i]) return a->limb[i] < b->limb[i] ? -1 : 1;
    return 0;
}

/* Order of the decimal against the point halfway between the double with these bits and the next one up. */
static int compare_half(const decimal *d, uint64_t bits) {
    static const big zero = {{0}, 0};
    big text = zero, half = zero;
    int64_t exponent = d->exponent; /* after 19 digits; corrected below for the digits taken */
    size_t taken = 0;
    int32_t more = 0;
    for (const char *p = d->first; p < d->end; p++) {
        if (*p == '.') continue;
        if (taken < DIGITS_MAX)
            big_multiply_add(&text, 10, (uint32_t)(*p - '0'));
        else
            more |= *p != '0';
        taken++;
    }
    size_t used = taken < DIGITS_MAX ? taken : DIGITS_MAX;
    if (used > 19) exponent -= (int64_t)(used - 19);
    if (more) {
        big_multiply_add(&text, 10, 1);
        exponent--;
    }
    uint64_t fraction = bits & UINT64_C(0xfffffffffffff);
    int64_t biased = (int64_t)(bits >> 52);
    uint64_t c = biased != 0 ? fraction | UINT64_C(1) << 52 : fraction;
    int64_t two = (biased != 0 ? biased - 1075 : -1074) - 1;
    c = 2 * c + 1;
    half.limb[0] = (uint32_t)c;
    half.limb[1] = (uint32_t)(c >> 32);
    half.count = half.limb[1] != 0 ? 2 : 1;
    /* text * 5^x * 2^x against half * 2^two: factors go to the side where they are whole */
    if (exponent >= 0)
        big_multiply_pow5(&text, exponent);
    else
        big_multiply_pow5(&half, -exponent);
    int64_t shift = exponent - two;
    if (shift >= 0)
        big_shift(&text, shift);
    else
        big_shift(&half, -shift);
    return big_compare(&text, &half);
}

/* ------------------------------------------------------------------- text */

static int is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* Length of `word` (small letters) when the text starts with it in any case, else 0. */
static size_t match_word(const char *p, const char *end, const char *word) {
    size_t n = strlen(word);
    if ((size_t)(end - p) < n) return 0;
    for (size_t i = 0; i < n; i++)
        if ((char)(p[i] >= 'A' && p[i] <= 'Z' ? p[i] - 'A' + 'a' : p[i]) != word[i]) return 0;
    return n;
}

/* Reads the mantissa; returns the end of it, or `p` when there is no digit. */
static const char *scan_mantissa(const char *p, const char *end, decimal *d) {
    const char *start = p, *point = NULL;
    size_t digits = 0, significant = 0;
    int64_t after_point = 0, beyond = 0;
    for (; p < end; p++) {
        if (*p == '.' && point == NULL) {
            point = p;
            continue;
        }
        if (!is_digit(*p)) break;
        digits++;
        after_point += point != NULL;
        if (significant == 0) {
            if (*p == '0') continue;
            d->first = p;
        }
        if (significant < 19) {
            d->word = d->word * 10 + (uint64_t)(*p - '0');
        } else {
            beyond++;
            d->cut |= *p != '0';
        }
        significant++;
    }
    if (digits == 0) return start;
    d->end = p;
    d->exponent = beyond - after_point;
    return p;
}

/* The exponent part, if there is a whole one; saturates. */
static const char *scan_exponent(const char *p, const char *end, int64_t *exponent) {
    const char *at = p;
    int negative = 0;
    int64_t v = 0;
    *exponent = 0;
    if (at == end || (*at != 'e' && *at != 'E')) return p;
    at++;
    if (at < end && (*at == '+' || *at == '-')) negative = *at++ == '-';
    if (at == end || !is_digit(*at)) return p;
    for (; at < end && is_digit(*at); at++)
        if (v < INT64_C(1000000000000000000) / 10) v = v * 10 + (*at - '0');
    *exponent = negative ? -v : v;
    return at;
}

static uint64_t decimal_bits(const decimal *d) {
    if (d->word == 0) return 0;
    /* 19 digits: 10^18 * 10^-342 is under half the smallest double only when one more power is missing */
    if (d->exponent < POWER_MIN) return 0;
    if (d->exponent > 308) return UINT64_C(0x7ff) << 52;
    uint64_t low, high, ignored;
    bounds(d->word, d->exponent, &low, &high);
    if (d->cut) bounds(d->word + 1, d->exponent, &ignored, &high);
    while (low != high) {
        /* usually one step; a subnormal or a long text is never more than two */
        if (compare_half(d, low) < 0) return low;
        if (compare_half(d, low) == 0) return low + (low & 1);
        low++;
    }
    return low;
}

csc_status csc_number_parse(const char *text, size_t length, double *value, size_t *used) {
    if (text == NULL || value == NULL) return CSC_E_INVALID;
    const char *p = text, *end = text + length;
    decimal d = {0};
    uint64_t bits = 0;
    size_t word;
    if (p < end && (*p == '+' || *p == '-')) d.negative = *p++ == '-';
    if (p < end && !is_digit(*p) && *p != '.') {
        if ((word = match_word(p, end, "nan")) != 0) {
            bits = UINT64_C(0x7ff8) << 48;
            d.negative = 0;
        } else if ((word = match_word(p, end, "infinity")) != 0 || (word = match_word(p, end, "inf")) != 0) {
            bits = UINT64_C(0x7ff) << 52;
        } else {
            return CSC_E_SYNTAX;
        }
        p += word;
    } else {
        int64_t exponent;
        const char *after = scan_mantissa(p, end, &d);
        if (after == p) return CSC_E_SYNTAX;
        p = scan_exponent(after, end, &exponent);
        d.exponent += exponent;
        bits = decimal_bits(&d);
    }
    if (used == NULL && p != end) return CSC_E_SYNTAX;
    if (used != NULL) *used = (size_t)(p - text);
    bits |= (uint64_t)d.negative << 63;
    memcpy(value, &bits, sizeof bits);
    return CSC_OK;
}
