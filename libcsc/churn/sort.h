/* Stable order of 64-bit keys, shared by the files of churn. */
#ifndef CSC_CHURN_SORT_H
#define CSC_CHURN_SORT_H

#include "base/internal.h"

/* order[i] = index of the i-th smallest key; equal keys stay in order. CSC_OK or CSC_E_NOMEM. */
csc_status csc_i_sort_order(const uint64_t *key, size_t n, uint32_t *order, const csc_allocator *a);
/* Sorts the keys themselves; `other` is room for n more. */
void csc_i_sort_keys(uint64_t *key, uint64_t *other, size_t n);
/* A number whose unsigned order is the order of the doubles (-0 equals 0). */
static inline uint64_t csc_i_sort_key(double v) {
    uint64_t bits;
    v += 0.0;
    memcpy(&bits, &v, sizeof bits);
    return bits & 0x8000000000000000u ? ~bits : bits | 0x8000000000000000u;
}

#endif
