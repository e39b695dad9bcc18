/* Radix sort of 64-bit keys by digits of 11 bits, skipping digits that are the same in all keys. */
#include "churn/sort.h"

#define DIGIT 11
#define SIZE ((size_t)1 << DIGIT)

csc_status csc_i_sort_order(const uint64_t *key, size_t n, uint32_t *order, const csc_allocator *a) {
    uint64_t all_or = 0, all_and = UINT64_MAX;
    for (size_t i = 0; i < n; i++) {
        order[i] = (uint32_t)i;
        all_or |= key[i];
        all_and &= key[i];
    }
    uint64_t varying = all_or ^ all_and;
    if (varying == 0 || n < 2) return CSC_OK;
    typedef struct pair {
        uint64_t key;
        uint32_t index;
    } pair;
    pair *from = csc_i_alloc_array(a, n, sizeof *from), *to = csc_i_alloc_array(a, n, sizeof *to);
    size_t *start = csc_i_alloc_array(a, SIZE + 1, sizeof *start);
    csc_status status = from == NULL || to == NULL || start == NULL ? CSC_E_NOMEM : CSC_OK;
    for (size_t i = 0; status == CSC_OK && i < n; i++) from[i] = (pair){key[i], (uint32_t)i};
    pair *first = from, *second = to;
    for (int shift = 0; status == CSC_OK && shift < 64; shift += DIGIT) {
        if (((varying >> shift) & (SIZE - 1)) == 0) continue;
        memset(start, 0, (SIZE + 1) * sizeof *start);
        for (size_t i = 0; i < n; i++) start[((first[i].key >> shift) & (SIZE - 1)) + 1]++;
        for (size_t k = 0; k < SIZE; k++) start[k + 1] += start[k];
        for (size_t i = 0; i < n; i++) second[start[(first[i].key >> shift) & (SIZE - 1)]++] = first[i];
        pair *swap = first;
        first = second;
        second = swap;
    }
    for (size_t i = 0; status == CSC_OK && i < n; i++) order[i] = first[i].index;
    csc_i_free(a, from, n * sizeof *from);
    csc_i_free(a, to, n * sizeof *to);
    csc_i_free(a, start, (SIZE + 1) * sizeof *start);
    return status;
}

void csc_i_sort_keys(uint64_t *key, uint64_t *other, size_t n) {
    uint64_t all_or = 0, all_and = UINT64_MAX, *first = key, *second = other;
    for (size_t i = 0; i < n; i++) {
        all_or |= key[i];
        all_and &= key[i];
    }
    for (int shift = 0; n > 1 && shift < 64; shift += DIGIT) {
        size_t start[SIZE + 1] = {0};
        if ((((all_or ^ all_and) >> shift) & (SIZE - 1)) == 0) continue;
        for (size_t i = 0; i < n; i++) start[((first[i] >> shift) & (SIZE - 1)) + 1]++;
        for (size_t k = 0; k < SIZE; k++) start[k + 1] += start[k];
        for (size_t i = 0; i < n; i++) second[start[(first[i] >> shift) & (SIZE - 1)]++] = first[i];
        uint64_t *swap = first;
        first = second;
        second = swap;
    }
    if (first != key && n > 0) memcpy(key, first, n * sizeof *key);
}
