/* Trust-region Newton on few parameters with eigenvalue-modified steps; says ridges and divergence. */
#include "num/newton.h"

static int all_finite(const double *v, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (!isfinite(v[i])) return 0;
    return 1;
}

/* The step of the modified Newton model within a box of half-width `radius`, and what the model expects it to gain. */
static double propose(const csc_i_newton *self, double radius, double *step) {
    size_t n = self->count;
    double a[CSC_I_NEWTON_MAX * CSC_I_NEWTON_MAX], values[CSC_I_NEWTON_MAX], vectors[CSC_I_NEWTON_MAX * CSC_I_NEWTON_MAX];
    for (size_t i = 0; i < n * n; i++) a[i] = -self->hessian[i];
    csc_i_eigen(a, n, values, vectors);
    double largest = fabs(values[0]) > fabs(values[n - 1]) ? fabs(values[0]) : fabs(values[n - 1]);
    double floor_ = largest * 1e-15 + 1e-300;
    memset(step, 0, n * sizeof *step);
    double gain = 0.0;
    for (size_t k = 0; k < n; k++) {
        double slope = 0.0, curvature = fabs(values[k]) > floor_ ? fabs(values[k]) : floor_;
        for (size_t i = 0; i < n; i++) slope += vectors[i * n + k] * self->gradient[i];
        double length = slope / curvature;
        if (length > radius) length = radius;
        if (length < -radius) length = -radius;
        gain += slope * length - 0.5 * values[k] * length * length;
        for (size_t i = 0; i < n; i++) step[i] += vectors[i * n + k] * length;
    }
    double longest = 0.0;
    for (size_t i = 0; i < n; i++)
        if (fabs(step[i]) > longest) longest = fabs(step[i]);
    if (longest > radius) {
        for (size_t i = 0; i < n; i++) step[i] *= radius / longest;
        gain *= radius / longest;
    }
    return gain;
}

/* CSC_OK with the covariance, or the word for a maximum that is not there. */
static csc_status judge(csc_i_newton *self, const double *start) {
    size_t n = self->count;
    double a[CSC_I_NEWTON_MAX * CSC_I_NEWTON_MAX], values[CSC_I_NEWTON_MAX], vectors[CSC_I_NEWTON_MAX * CSC_I_NEWTON_MAX];
    for (size_t i = 0; i < n * n; i++) {
        a[i] = -self->hessian[i];
        self->covariance[i] = NAN;
    }
    csc_i_eigen(a, n, values, vectors);
    for (size_t i = 0; i < n; i++) self->direction[i] = vectors[i * n];
    double moved = 0.0;
    for (size_t i = 0; i < n; i++)
        if (fabs(self->theta[i] - start[i]) > moved) moved = fabs(self->theta[i] - start[i]);
    if (values[0] <= self->flat || moved >= self->limit) {
        double first = 0.0, second = 0.0; /* one parameter running off alone is divergence, several together are a ridge */
        for (size_t i = 0; i < n; i++) {
            double d = fabs(self->direction[i]);
            if (d > first) {
                second = first;
                first = d;
            } else if (d > second) {
                second = d;
            }
        }
        return second > 0.3 ? CSC_E_RIDGE : CSC_E_DIVERGED;
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double s = 0.0;
            for (size_t k = 0; k < n; k++) s += vectors[i * n + k] * vectors[j * n + k] / values[k];
            self->covariance[i * n + j] = s;
        }
    return CSC_OK;
}

csc_status csc_i_newton_maximise(csc_i_newton *self) {
    size_t n = self->count;
    double start[CSC_I_NEWTON_MAX], trial[CSC_I_NEWTON_MAX], step[CSC_I_NEWTON_MAX], gradient[CSC_I_NEWTON_MAX];
    double hessian[CSC_I_NEWTON_MAX * CSC_I_NEWTON_MAX], radius = 2.0, value;
    memcpy(start, self->theta, sizeof start);
    self->iterations = 0;
    CSC_I_TRY(self->evaluate(self->ctx, self->theta, &self->value, self->gradient, self->hessian));
    if (!isfinite(self->value) || !all_finite(self->gradient, n) || !all_finite(self->hessian, n * n)) {
        self->status = CSC_E_NOCONVERGE;
        for (size_t i = 0; i < n * n; i++) self->covariance[i] = NAN;
        return CSC_OK;
    }
    int settled = 0, failures = 0;
    for (self->iterations = 1; self->iterations < 200; self->iterations++) {
        double gain = propose(self, radius, step), longest = 0.0;
        for (size_t i = 0; i < n; i++) {
            trial[i] = self->theta[i] + step[i];
            if (fabs(step[i]) > longest) longest = fabs(step[i]);
        }
        CSC_I_TRY(self->evaluate(self->ctx, trial, &value, gradient, hessian));
        int usable = isfinite(value) && all_finite(gradient, n) && all_finite(hessian, n * n);
        double noise = 4e-15 * (fabs(self->value) + 1.0);
        int tiny = gain < 20.0 * noise; /* the value cannot tell better from worse any more: trust the gradient */
        if (!usable || (!tiny && value < self->value)) {
            radius = 0.25 * (longest < radius ? longest : radius);
            if (++failures > 60 || radius < 1e-12) break;
            continue;
        }
        failures = 0;
        double actual = value - self->value;
        memcpy(self->theta, trial, n * sizeof *trial);
        memcpy(self->gradient, gradient, n * sizeof *gradient);
        memcpy(self->hessian, hessian, n * n * sizeof *hessian);
        self->value = value;
        if (!tiny && actual > 0.75 * gain && longest > 0.9 * radius && radius < 6.0) radius *= 2.0;
        if (!tiny && actual < 0.25 * gain) radius *= 0.5;
        double moved = 0.0;
        for (size_t i = 0; i < n; i++)
            if (fabs(self->theta[i] - start[i]) > moved) moved = fabs(self->theta[i] - start[i]);
        if (moved >= self->limit) {
            settled = 1;
            break;
        }
        if (longest < 1e-11 || (tiny && ++settled >= 3)) {
            settled = 1;
            break;
        }
    }
    self->status = judge(self, start);
    if (!settled && self->status == CSC_OK) self->status = CSC_E_NOCONVERGE;
    return CSC_OK;
}
