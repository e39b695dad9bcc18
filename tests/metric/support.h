/* Short ways to write columns and metrics in the tests of metric. */
#ifndef CSC_TEST_METRIC_H
#define CSC_TEST_METRIC_H

#include "csc_check.h"

static inline csc_column doubles(const double *v) {
    csc_column c = {.data = v, .stride = sizeof *v, .type = CSC_TYPE_F64};
    return c;
}

static inline csc_estimate metric(const char *spec, const double *v, size_t n) {
    csc_estimate e;
    csc_column c = doubles(v);
    csc_error err;
    csc_error_init(&err);
    csc_status s = csc_metric_compute(spec, SIZE_MAX, &c, NULL, n, &e, &err);
    ck_assert_msg(s == CSC_OK, "%s: %s (%s, row %llu)", spec, csc_status_name(s), err.message, (unsigned long long)err.row);
    return e;
}

static inline csc_status status_of(const char *spec, const double *v, size_t n, csc_error *err) {
    csc_estimate e;
    csc_column c = doubles(v);
    csc_error_init(err);
    return csc_metric_compute(spec, SIZE_MAX, &c, NULL, n, &e, err);
}

/* Fills v from pairs {answer, how often}; a pair with 0 times ends them. Returns the number of answers. */
static inline size_t spread(double *v, const double (*pairs)[2]) {
    size_t n = 0;
    for (; (*pairs)[1] > 0; pairs++)
        for (int i = 0; i < (int)(*pairs)[1]; i++) v[n++] = (*pairs)[0];
    return n;
}
#define SPREAD(v, ...) spread(v, (const double[][2]){__VA_ARGS__, {0, 0}})

static inline uint8_t *state_of(const csc_metric *m, size_t *size) {
    CSC_ASSERT_STATUS(csc_metric_serialize(m, NULL, 0, size, NULL), CSC_OK);
    uint8_t *bytes = malloc(*size);
    CSC_ASSERT_STATUS(csc_metric_serialize(m, bytes, *size, NULL, NULL), CSC_OK);
    return bytes;
}

#endif
