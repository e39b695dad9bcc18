/* Newton's method with step halving for concave functions of many parameters; names collinear and separating columns. */
#include "churn/surv.h"

static int all_finite(const double *v, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (!isfinite(v[i])) return 0;
    return 1;
}

csc_status csc_i_concave_maximise(csc_i_concave *self, const csc_context *context, const csc_allocator *a, csc_error *err) {
    size_t p = self->count, doubles = 3 * p + p * p + 1;
    double *block = csc_i_alloc_array(a, doubles, sizeof *block);
    if (block == NULL) return csc_i_fail(err, CSC_E_NOMEM, "out of memory");
    double *step = block, *trial = block + p, *gradient = block + 2 * p, *factor = block + 3 * p, value = 0.0;
    csc_status status = self->evaluate(self->ctx, self->theta, &self->value, self->gradient, self->information);
    self->first_value = self->value;
    self->status = CSC_E_NOCONVERGE;
    self->trouble = SIZE_MAX;
    for (self->iterations = 1; status == CSC_OK && self->iterations <= 60; self->iterations++) {
        status = csc_i_progress(context, self->iterations, 0, err);
        if (status != CSC_OK) break;
        memcpy(factor, self->information, p * p * sizeof *factor);
        size_t pivot = csc_i_cholesky(factor, p, 1e-11);
        if (pivot < p) {
            /* flat from the start: collinear; flat after large coefficients: separated */
            double largest = 0.0;
            size_t which = pivot;
            for (size_t i = 0; i < p; i++)
                if (fabs(self->theta[i]) > largest) {
                    largest = fabs(self->theta[i]);
                    which = i;
                }
            self->status = self->iterations == 1 || largest < 8.0 ? CSC_E_SINGULAR : CSC_E_SEPARATION;
            self->trouble = self->status == CSC_E_SINGULAR ? pivot : which;
            break;
        }
        memcpy(step, self->gradient, p * sizeof *step);
        csc_i_cholesky_solve(factor, p, step);
        double gain = 0.0;
        for (size_t i = 0; i < p; i++) gain += step[i] * self->gradient[i];
        if (self->iterations == 1) self->first_score = gain;
        double noise = 1e-14 * (fabs(self->value) + 1.0);
        int tiny = gain < 20.0 * noise, accepted = 0;
        double shrink = 1.0;
        for (int half = 0; half < 40; half++, shrink *= 0.5) {
            for (size_t i = 0; i < p; i++) trial[i] = self->theta[i] + shrink * step[i];
            status = self->evaluate(self->ctx, trial, &value, gradient, factor);
            if (status != CSC_OK) break;
            if (isfinite(value) && all_finite(gradient, p) && all_finite(factor, p * p) && (value >= self->value - noise || tiny)) {
                accepted = 1;
                break;
            }
        }
        if (status != CSC_OK || !accepted) break;
        memcpy(self->theta, trial, p * sizeof *trial);
        memcpy(self->gradient, gradient, p * sizeof *gradient);
        memcpy(self->information, factor, p * p * sizeof *factor);
        self->value = value;
        if (tiny) {
            self->status = CSC_OK;
            break;
        }
    }
    if (status == CSC_OK && self->status == CSC_OK) {
        memcpy(factor, self->information, p * p * sizeof *factor);
        size_t pivot = csc_i_cholesky(factor, p, 1e-13);
        if (pivot == p) csc_i_cholesky_inverse(factor, p, self->covariance);
        /* a coefficient of a standardised column that is large and uncertain beyond reason has run off */
        for (size_t i = 0; i < p; i++) {
            int off = pivot < p ? i == pivot : fabs(self->theta[i]) > 8.0 && sqrt(self->covariance[i * p + i]) > 20.0;
            if (!off) continue;
            self->status = CSC_E_SEPARATION;
            self->trouble = i;
            break;
        }
    }
    if (status == CSC_OK && self->status != CSC_OK)
        for (size_t i = 0; i < p * p; i++) self->covariance[i] = NAN;
    csc_i_free(a, block, doubles * sizeof *block);
    return status;
}
