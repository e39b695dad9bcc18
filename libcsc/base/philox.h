/* Philox4x32-10 inline, and a stream of 32-bit numbers for loops where every nanosecond counts. It gives the words of csc_random in
 * the same order, so both can be mixed up in no way but speed. */
#ifndef CSC_BASE_PHILOX_H
#define CSC_BASE_PHILOX_H

#include <stdint.h>

static inline void csc_i_philox_block(uint64_t low, uint64_t high, uint64_t key, uint32_t out[4]) {
    uint32_t c0 = (uint32_t)low, c1 = (uint32_t)(low >> 32), c2 = (uint32_t)high, c3 = (uint32_t)(high >> 32);
    uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
    for (int round = 0; round < 10; round++) {
        uint64_t p0 = (uint64_t)c0 * 0xD2511F53u, p1 = (uint64_t)c2 * 0xCD9E8D57u;
        c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
        c1 = (uint32_t)p1;
        c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
        c3 = (uint32_t)p0;
        k0 += 0x9E3779B9u; /* Weyl sequences of the golden ratio and sqrt(3) - 1 */
        k1 += 0xBB67AE85u;
    }
    out[0] = c0;
    out[1] = c1;
    out[2] = c2;
    out[3] = c3;
}

typedef struct csc_i_stream {
    uint64_t key, index, block;
    uint32_t word[4];
    uint32_t at; /* words used */
} csc_i_stream;

static inline void csc_i_stream_start(csc_i_stream *s, uint64_t key, uint64_t index) {
    s->key = key;
    s->index = index;
    s->block = 0;
    s->at = 4;
}

static inline uint32_t csc_i_stream_u32(csc_i_stream *s) {
    if (s->at == 4) {
        csc_i_philox_block(s->block++, s->index, s->key, s->word);
        s->at = 0;
    }
    return s->word[s->at++];
}

static inline uint64_t csc_i_stream_u64(csc_i_stream *s) {
    uint64_t low = csc_i_stream_u32(s);
    return low | (uint64_t)csc_i_stream_u32(s) << 32;
}

/* In (0, 1), never 0, for logarithms. */
static inline double csc_i_stream_open(csc_i_stream *s) {
    return ((double)(csc_i_stream_u64(s) >> 12) + 0.5) * 0x1p-52;
}

static inline double csc_i_stream_uniform(csc_i_stream *s) {
    return (double)(csc_i_stream_u64(s) >> 11) * 0x1p-53;
}

/* 1 with probability p, to 64 bits; one word is enough nearly always. */
static inline int csc_i_stream_chance(csc_i_stream *s, double p) {
    double x = (double)csc_i_stream_u32(s) * 0x1p-32;
    if (x + 0x1p-32 <= p) return 1;
    if (x >= p) return 0;
    return x + (double)csc_i_stream_u32(s) * 0x1p-64 < p;
}

/* 1 with probability 1 / n exactly, n > 0 (Lemire's product; the few values that would be unfair are redrawn). */
static inline int csc_i_stream_one_in(csc_i_stream *s, uint32_t n) {
    uint64_t product = (uint64_t)csc_i_stream_u32(s) * n;
    if ((uint32_t)product < n) {
        uint32_t unfair = (0 - n) % n;
        while ((uint32_t)product < unfair) product = (uint64_t)csc_i_stream_u32(s) * n;
    }
    return product >> 32 == 0;
}

/* Uniform in [0, n), n > 0. */
static inline uint32_t csc_i_stream_below(csc_i_stream *s, uint32_t n) {
    uint64_t product = (uint64_t)csc_i_stream_u32(s) * n;
    if ((uint32_t)product < n) {
        uint32_t unfair = (0 - n) % n;
        while ((uint32_t)product < unfair) product = (uint64_t)csc_i_stream_u32(s) * n;
    }
    return (uint32_t)(product >> 32);
}

#endif
