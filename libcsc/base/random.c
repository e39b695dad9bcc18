/* Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011), and what is drawn from it. */
#include "base/internal.h"
#include "base/wide.h"

void csc_i_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]) {
    uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
    uint32_t k0 = key[0], k1 = key[1];
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

void csc_random_init(csc_random *self, uint64_t seed, const char *name, size_t name_length, uint64_t index) {
    if (self == NULL) return;
    uint64_t hash[2];
    csc_i_hash128(name != NULL ? name : "", name != NULL ? name_length : 0, seed, hash);
    memset(self, 0, sizeof *self);
    self->key = hash[0];
    self->index = index;
}

static void next_block(csc_random *self) {
    uint32_t counter[4] = {(uint32_t)self->block, (uint32_t)(self->block >> 32), (uint32_t)self->index, (uint32_t)(self->index >> 32)};
    uint32_t key[2] = {(uint32_t)self->key, (uint32_t)(self->key >> 32)};
    csc_i_philox(counter, key, self->spare);
    self->block++;
    self->spare_count = 4;
}

uint64_t csc_random_bits(csc_random *self) {
    if (self == NULL) return 0;
    if (self->spare_count == 0 || self->spare_count > 4) next_block(self);
    uint32_t at = 4 - self->spare_count;
    self->spare_count -= 2;
    return (uint64_t)self->spare[at + 1] << 32 | self->spare[at];
}

double csc_random_uniform(csc_random *self) {
    return (double)(csc_random_bits(self) >> 11) * 0x1p-53;
}

/* Lemire, "Fast random integer generation in an interval" (2019): the high half of a product, redrawn while the low half falls into
 * the few values that would make some results more likely. */
uint64_t csc_random_below(csc_random *self, uint64_t bound) {
    if (bound == 0) return 0;
    uint64_t low, high = csc_i_mul_wide(csc_random_bits(self), bound, &low);
    if (low < bound) {
        uint64_t unfair = (0 - bound) % bound;
        while (low < unfair) high = csc_i_mul_wide(csc_random_bits(self), bound, &low);
    }
    return high;
}
