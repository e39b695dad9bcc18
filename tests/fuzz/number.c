/* Number text: what is written reads back to the same bits, and reading stays inside the text. */
#include "fuzz.h"

static void round_trip(double v) {
    char text[CSC_NUMBER_TEXT_MAX];
    size_t n = csc_number_format(v, text), used = 0;
    double back = 0;
    if (n == 0 || n > sizeof text) abort();
    if (csc_number_parse(text, n, &back, &used) != CSC_OK || used != n) abort();
    if (v != v ? back == back : memcmp(&v, &back, sizeof v) != 0) abort();
    if (csc_number_parse(text, n, &back, NULL) != CSC_OK) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    double v = 7;
    size_t used = 0;
    csc_status s = csc_number_parse((const char *)data, size, &v, &used);
    if (s == CSC_OK) {
        double same = 0;
        if (used == 0 || used > size) abort();
        if (csc_number_parse((const char *)data, used, &same, NULL) != CSC_OK) abort();
        if (v == v && memcmp(&v, &same, sizeof v) != 0) abort();
        round_trip(v);
    } else if (v != 7) {
        abort();
    }
    for (size_t i = 0; i + sizeof v <= size; i += sizeof v) {
        memcpy(&v, data + i, sizeof v);
        round_trip(v);
    }
    return 0;
}
