/* What the check programs share: a main that runs the named tests as TAP, and comparisons. */
#ifndef CSC_CHECK_H
#define CSC_CHECK_H

#include <check.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csc-io.h"

/* |a - b| <= tolerance * max(|b|, floor); both NaN is equal too. */
static inline int csc_check_close(double a, double b, double tolerance, double floor_) {
    if (isnan(a) || isnan(b)) return isnan(a) && isnan(b);
    if (isinf(a) || isinf(b)) return a == b;
    double scale = fabs(b) > floor_ ? fabs(b) : floor_;
    return fabs(a - b) <= tolerance * scale;
}
#define CSC_ASSERT_REL(a, b, tol)                                                                                                          \
    do {                                                                                                                                   \
        double csc_a_ = (a), csc_b_ = (b);                                                                                                 \
        ck_assert_msg(csc_check_close(csc_a_, csc_b_, (tol), 0.0), "%s = %.17g, expected %.17g (rel %.3g > %.3g)", #a, csc_a_, csc_b_,     \
                      csc_b_ != 0 ? fabs(csc_a_ - csc_b_) / fabs(csc_b_) : fabs(csc_a_), (double)(tol));                                   \
    } while (0)
#define CSC_ASSERT_ABS(a, b, tol)                                                                                                          \
    do {                                                                                                                                   \
        double csc_a_ = (a), csc_b_ = (b);                                                                                                 \
        ck_assert_msg(csc_check_close(csc_a_, csc_b_, (tol), 1.0) && (isnan(csc_a_) || fabs(csc_a_ - csc_b_) <= (tol)),                    \
                      "%s = %.17g, expected %.17g", #a, csc_a_, csc_b_);                                                                   \
    } while (0)
#define CSC_ASSERT_STATUS(call, want)                                                                                                      \
    do {                                                                                                                                   \
        csc_status csc_s_ = (call);                                                                                                        \
        ck_assert_msg(csc_s_ == (want), "%s gave %s, expected %s", #call, csc_status_name(csc_s_), csc_status_name(want));                 \
    } while (0)

/* Runs the tests (START_TEST names) as one TAP stream on standard output. */
static inline int csc_check_run(const char *name, const TTest *const *tests, size_t count) {
    Suite *suite = suite_create(name);
    for (size_t i = 0; i < count; i++) {
        TCase *tc = tcase_create(tests[i]->name);
        tcase_set_timeout(tc, 600);
        tcase_add_test(tc, tests[i]);
        suite_add_tcase(suite, tc);
    }
    SRunner *runner = srunner_create(suite);
    srunner_set_tap(runner, "-");
    srunner_run_all(runner, CK_SILENT);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
#define CSC_CHECK_MAIN(name, ...)                                                                                                          \
    int main(void) {                                                                                                                       \
        const TTest *const csc_tests[] = {__VA_ARGS__};                                                                                    \
        return csc_check_run(name, csc_tests, sizeof csc_tests / sizeof csc_tests[0]);                                                     \
    }

#endif
