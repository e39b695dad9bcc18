/* TZif files: whatever is accepted answers with differences within 26 hours, and local times come back. */
#include <stdlib.h>

#include "csc-io.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    csc_zone *z = NULL;
    csc_error err;
    csc_error_init(&err);
    csc_status s = csc_zone_parse(&z, data, size, NULL, &err);
    if (s != CSC_OK) {
        if (z != NULL || err.status != s || err.message[0] == '\0' || (err.byte != CSC_NOWHERE && err.byte > size)) abort();
        return 0;
    }
    static const int64_t seconds[] = {-9000000000000, -2000000000, -1, 0, 1, 1774746000, 1792890000, 4000000000, 9000000000000};
    for (size_t i = 0; i < sizeof seconds / sizeof seconds[0]; i++) {
        int64_t us = seconds[i] * 1000000, utc = 0, next = 0;
        int32_t offset = 0, dst = 0, before = 0;
        if (csc_zone_offset(z, us, &offset, &dst) != CSC_OK || offset < -93600 || offset > 93600 || (dst != 0 && dst != 1)) abort();
        for (int32_t choice = 0; choice < 2; choice++) {
            if (csc_zone_to_utc(z, us, choice, &utc) != CSC_OK) abort();
            if (utc - us > INT64_C(93600000000) || us - utc > INT64_C(93600000000)) abort();
        }
        if (csc_zone_next(z, us, &next) == CSC_OK) {
            if (next <= us) abort();
            if (csc_zone_offset(z, next - 1, &before, NULL) != CSC_OK || csc_zone_offset(z, next, &offset, NULL) != CSC_OK) abort();
        }
    }
    csc_zone_destroy(z);
    return 0;
}
