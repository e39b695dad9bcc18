/* Two published checksums: MurmurHash3 x64 128 (Appleby 2011, public domain description) names specs, CRC-64/XZ guards states. */
#include "base/crc64_table.h"
#include "base/internal.h"

static uint64_t rotl(uint64_t x, int r) {
    return (x << r) | (x >> (64 - r));
}

static uint64_t load_le64(const unsigned char *p) {
    uint64_t v = 0;
    for (int i = 7; i >= 0; i--) v = v << 8 | p[i];
    return v;
}

/* The finaliser: every input bit reaches every output bit. */
static uint64_t avalanche(uint64_t k) {
    k ^= k >> 33;
    k *= UINT64_C(0xff51afd7ed558ccd);
    k ^= k >> 33;
    k *= UINT64_C(0xc4ceb9fe1a85ec53);
    k ^= k >> 33;
    return k;
}

#define MURMUR_C1 UINT64_C(0x87c37b91114253d5)
#define MURMUR_C2 UINT64_C(0x4cf5ad432745937f)

static uint64_t mix1(uint64_t k) {
    return rotl(k * MURMUR_C1, 31) * MURMUR_C2;
}

static uint64_t mix2(uint64_t k) {
    return rotl(k * MURMUR_C2, 33) * MURMUR_C1;
}

void csc_i_hash128(const void *bytes, size_t length, uint64_t seed, uint64_t hash[2]) {
    const unsigned char *p = bytes;
    uint64_t h1 = seed, h2 = seed;
    size_t left = length;
    for (; left >= 16; left -= 16, p += 16) {
        h1 ^= mix1(load_le64(p));
        h1 = (rotl(h1, 27) + h2) * 5 + 0x52dce729u;
        h2 ^= mix2(load_le64(p + 8));
        h2 = (rotl(h2, 31) + h1) * 5 + 0x38495ab5u;
    }
    unsigned char tail[16] = {0};
    if (left > 0) memcpy(tail, p, left);
    if (left > 8) h2 ^= mix2(load_le64(tail + 8));
    if (left > 0) h1 ^= mix1(load_le64(tail));
    h1 ^= (uint64_t)length;
    h2 ^= (uint64_t)length;
    h1 += h2;
    h2 += h1;
    h1 = avalanche(h1);
    h2 = avalanche(h2);
    h1 += h2;
    h2 += h1;
    hash[0] = h1;
    hash[1] = h2;
}

uint64_t csc_i_crc64(uint64_t crc, const void *bytes, size_t length) {
    const unsigned char *p = bytes;
    crc = ~crc;
    for (size_t i = 0; i < length; i++) crc = crc64_table[(crc ^ p[i]) & 0xff] ^ (crc >> 8);
    return ~crc;
}
