/* Spec strings: the canonical form is a fixed point, and says the same as the text it came from. */
#include <stdlib.h>
#include <string.h>

#include "csc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int truth) {
    if (!truth) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char first[1024], second[1024];
    size_t n = 0, m = 0;
    csc_error err;
    uint64_t a[2], b[2];
    csc_error_init(&err);
    csc_status status = csc_spec_canonical((const char *)data, size, first, sizeof first, &n, &err);
    if (status != CSC_OK) {
        require(status == CSC_E_SPEC || status == CSC_E_NOTFOUND);
        require(err.status == status && err.message[0] != '\0' && (err.byte <= size || err.byte == CSC_NOWHERE));
        return 0;
    }
    require(n <= sizeof first);
    require(csc_spec_canonical(first, n, second, sizeof second, &m, NULL) == CSC_OK);
    require(n == m && memcmp(first, second, n) == 0);
    require(csc_spec_hash((const char *)data, size, a, NULL) == CSC_OK && csc_spec_hash(first, n, b, NULL) == CSC_OK);
    require(a[0] == b[0] && a[1] == b[1]);
    return 0;
}
