/* 64 x 64 -> 128 bit product in ISO C, faster where the compiler has a wide type. */
#ifndef CSC_BASE_WIDE_H
#define CSC_BASE_WIDE_H

#include <stdint.h>

#if defined(__SIZEOF_INT128__)
__extension__ typedef unsigned __int128 csc_i_u128;
#endif

/* The high half; *low gets the low one. */
static inline uint64_t csc_i_mul_wide(uint64_t a, uint64_t b, uint64_t *low) {
#if defined(__SIZEOF_INT128__)
    csc_i_u128 p = (csc_i_u128)a * b;
    *low = (uint64_t)p;
    return (uint64_t)(p >> 64);
#else
    uint64_t a0 = a & 0xffffffffu, a1 = a >> 32, b0 = b & 0xffffffffu, b1 = b >> 32;
    uint64_t p00 = a0 * b0, p01 = a0 * b1, p10 = a1 * b0, p11 = a1 * b1;
    uint64_t middle = (p00 >> 32) + (p01 & 0xffffffffu) + (p10 & 0xffffffffu);
    *low = middle << 32 | (p00 & 0xffffffffu);
    return p11 + (p01 >> 32) + (p10 >> 32) + (middle >> 32);
#endif
}

/* Leading zero bits; v is not 0. */
static inline int csc_i_leading_zeros(uint64_t v) {
#if defined(__GNUC__)
    return __builtin_clzll(v);
#else
    int n = 0;
    for (; (v >> 63) == 0; v <<= 1) n++;
    return n;
#endif
}

#endif
