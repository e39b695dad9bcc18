/* State envelopes: whatever is accepted lies inside the input; with its checksum mended, any input meets the checks behind it. */
#include <stdlib.h>
#include <string.h>

#include "base/internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int truth) {
    if (!truth) abort();
}

static void inspect(const uint8_t *data, size_t size) {
    csc_state_info info;
    csc_error err;
    csc_error_init(&err);
    csc_status status = csc_state_inspect(data, size, &info, &err);
    if (status != CSC_OK) {
        require(status == CSC_E_FORMAT || status == CSC_E_VERSION);
        require(err.byte <= size);
        return;
    }
    require(info.spec_length + info.payload_length + 48 == size);
    require(info.spec_length == 0 || info.spec == (const char *)data + 40);
    csc_i_reader r;
    static csc_i_spec spec;
    if (csc_i_reader_begin(&r, data, size, info.kind, info.version, info.spec_length > 0 ? &spec : NULL, &err) != CSC_OK) return;
    /* read the payload as everything a payload is made of */
    csc_i_exact sum;
    while (!r.failed && r.at < r.length) {
        uint64_t v = csc_i_read_varint(&r);
        if (v % 3 == 0) csc_i_exact_read(&sum, &r);
        if (v % 3 == 1) (void)csc_i_read_f64(&r);
        if (v % 3 == 2 && csc_i_reader_room(&r, 4) >= v) (void)csc_i_read_bytes(&r, (size_t)v * 4);
    }
    require(r.at <= r.length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    inspect(data, size);
    if (size < 48 || size > 4096) return 0;
    uint8_t *mended = malloc(size);
    if (mended == NULL) return 0;
    memcpy(mended, data, size);
    uint64_t hash[2] = {0, 0};
    size_t spec_length = (size_t)(data[10] | data[11] << 8);
    memcpy(mended, "CSCS\1\0", 6);
    if (spec_length > 0 && spec_length <= size - 48) csc_i_hash128(data + 40, spec_length, 0, hash);
    for (size_t i = 0; i < 16; i++) mended[16 + i] = (uint8_t)(hash[i / 8] >> (8 * (i % 8)));
    for (size_t i = 0; i < 8; i++) mended[32 + i] = (uint8_t)((uint64_t)(size - 48 - spec_length) >> (8 * i));
    uint64_t crc = csc_i_crc64(0, mended, size - 8);
    for (size_t i = 0; i < 8; i++) mended[size - 8 + i] = (uint8_t)(crc >> (8 * i));
    inspect(mended, size);
    free(mended);
    return 0;
}
