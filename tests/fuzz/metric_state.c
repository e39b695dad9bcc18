/* Serialised states: hostile bytes are refused; what is accepted serialises to the same bytes. The checksum would hide the
 * payload from the fuzzer, so each input is tried as it is and once more with length and checksum put right. */
#include "base/internal.h"
#include "fuzz.h"

static void try_state(const uint8_t *bytes, size_t size) {
    csc_state_info info;
    csc_error err;
    csc_error_init(&err);
    csc_status s = csc_state_inspect(bytes, size, &info, &err);
    if (s != CSC_OK && (err.status != s || (err.byte != CSC_NOWHERE && err.byte > size))) abort();
    if (s == CSC_OK) {
        if (info.payload_length > size || info.spec_length > size) abort();
        if (info.spec_length && ((const uint8_t *)info.spec < bytes || (const uint8_t *)info.spec + info.spec_length > bytes + size))
            abort();
    }
    csc_metric *m = NULL;
    csc_status t = csc_metric_deserialize(&m, bytes, size, NULL, NULL);
    if (t != CSC_OK) {
        if (m) abort();
        return;
    }
    if (s != CSC_OK) abort();
    uint8_t *out = malloc(size ? size : 1);
    size_t needed = 0;
    if (!out) exit(99);
    if (csc_metric_serialize(m, out, size, &needed, NULL) != CSC_OK || needed != size || memcmp(out, bytes, size) != 0) abort();
    csc_estimate e;
    for (size_t g = 0; g < csc_metric_groups(m) && g < 16; g++) {
        if (csc_metric_estimate(m, g, &e, NULL) != CSC_OK) abort();
    }
    csc_metric *copy = NULL;
    if (csc_metric_clone(&copy, m, NULL) == CSC_OK) {
        csc_status merged = csc_metric_merge(copy, m, NULL);
        if (merged != CSC_OK && merged != CSC_E_OVERFLOW && merged != CSC_E_NOMEM) abort();
        csc_metric_destroy(copy);
    }
    free(out);
    csc_metric_destroy(m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    try_state(data, size);
    if (size < 16) return 0;
    uint8_t *fixed = malloc(size);
    if (!fixed) exit(99);
    memcpy(fixed, data, size);
    uint64_t crc = csc_i_crc64(0, fixed, size - 8);
    for (int i = 0; i < 8; i++) fixed[size - 8 + (size_t)i] = (uint8_t)(crc >> (8 * i));
    try_state(fixed, size);
    free(fixed);
    return 0;
}
