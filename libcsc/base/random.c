/* Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011), and what is drawn from it. */
#include "base/internal.h"
#include "base/philox.h"
#include "base/wide.h"

void csc_i_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]) {
    csc_i_philox_block((uint64_t)counter[1] << 32 | counter[0], (uint64_t)counter[3] << 32 | counter[2], (uint64_t)key[1] << 32 | key[0],
                       out);
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
    csc_i_philox_block(self->block, self->index, self->key, self->spare);
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
