/* base: everything that allocates. */
#include "csc_tour.h"

static csc_status exact_sum(const csc_context *context, void *arg) {
    (void)arg;
    static const double values[] = {1e300, 1.0, -1e300};
    csc_column column = {values, sizeof(double), CSC_TYPE_F64, 0, NULL, 0};
    csc_exact_sum *a = NULL, *b = NULL;
    double v;
    csc_status status;
    CSC_TOUR_TRY(csc_exact_sum_create(&a, context));
    CSC_TOUR_TRY(csc_exact_sum_create(&b, context));
    CSC_TOUR_TRY(csc_exact_sum_add(a, &column, 3));
    CSC_TOUR_TRY(csc_exact_sum_merge(b, a));
    CSC_TOUR_TRY(csc_exact_sum_value(b, &v));
    if (v != 1.0) status = CSC_E_INTERNAL;
done:
    csc_exact_sum_destroy(a);
    csc_exact_sum_destroy(b);
    return status;
}

const csc_tour_step csc_tour_base[] = {{"base: exact sum", exact_sum}, {NULL, NULL}};
