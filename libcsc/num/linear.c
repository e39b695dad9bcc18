/* Small dense linear algebra. */
#include "num/newton.h"

void csc_i_eigen(double *a, size_t n, double *values, double *vectors) {
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) vectors[i * n + j] = i == j;
    for (int sweep = 0; sweep < 60; sweep++) {
        double off = 0.0, diagonal = 0.0;
        for (size_t i = 0; i < n; i++) {
            diagonal += fabs(a[i * n + i]);
            for (size_t j = i + 1; j < n; j++) off += fabs(a[i * n + j]);
        }
        if (off <= 1e-300 || off < 1e-22 * diagonal) break;
        for (size_t p = 0; p < n; p++)
            for (size_t q = p + 1; q < n; q++) {
                double apq = a[p * n + q];
                if (fabs(apq) <= 1e-300) continue;
                double theta = (a[q * n + q] - a[p * n + p]) / (2.0 * apq);
                double t = (theta >= 0.0 ? 1.0 : -1.0) / (fabs(theta) + sqrt(1.0 + theta * theta));
                if (fabs(theta) > 1e150) t = 0.5 / theta;
                double c = 1.0 / sqrt(1.0 + t * t), s = t * c;
                for (size_t k = 0; k < n; k++) {
                    double x = a[k * n + p], y = a[k * n + q];
                    a[k * n + p] = c * x - s * y;
                    a[k * n + q] = s * x + c * y;
                }
                for (size_t k = 0; k < n; k++) {
                    double x = a[p * n + k], y = a[q * n + k];
                    a[p * n + k] = c * x - s * y;
                    a[q * n + k] = s * x + c * y;
                }
                for (size_t k = 0; k < n; k++) {
                    double x = vectors[k * n + p], y = vectors[k * n + q];
                    vectors[k * n + p] = c * x - s * y;
                    vectors[k * n + q] = s * x + c * y;
                }
            }
    }
    for (size_t i = 0; i < n; i++) values[i] = a[i * n + i];
    for (size_t i = 0; i < n; i++) { /* selection sort, ascending */
        size_t best = i;
        for (size_t j = i + 1; j < n; j++)
            if (values[j] < values[best]) best = j;
        if (best == i) continue;
        double v = values[i];
        values[i] = values[best];
        values[best] = v;
        for (size_t k = 0; k < n; k++) {
            v = vectors[k * n + i];
            vectors[k * n + i] = vectors[k * n + best];
            vectors[k * n + best] = v;
        }
    }
}

size_t csc_i_cholesky(double *a, size_t n, double tolerance) {
    for (size_t j = 0; j < n; j++) {
        double diagonal = a[j * n + j], d = diagonal;
        for (size_t k = 0; k < j; k++) d -= a[j * n + k] * a[j * n + k];
        if (!(d > tolerance * diagonal) || !(d > 0.0)) return j;
        double root = sqrt(d);
        a[j * n + j] = root;
        for (size_t i = j + 1; i < n; i++) {
            double s = a[i * n + j];
            for (size_t k = 0; k < j; k++) s -= a[i * n + k] * a[j * n + k];
            a[i * n + j] = s / root;
        }
    }
    return n;
}

void csc_i_cholesky_solve(const double *l, size_t n, double *b) {
    for (size_t i = 0; i < n; i++) {
        double s = b[i];
        for (size_t k = 0; k < i; k++) s -= l[i * n + k] * b[k];
        b[i] = s / l[i * n + i];
    }
    for (size_t i = n; i-- > 0;) {
        double s = b[i];
        for (size_t k = i + 1; k < n; k++) s -= l[k * n + i] * b[k];
        b[i] = s / l[i * n + i];
    }
}

void csc_i_cholesky_inverse(const double *l, size_t n, double *inverse) {
    for (size_t j = 0; j < n; j++) {
        /* column j of the inverse: solve with the unit vector, kept in row j (the inverse is symmetric) */
        double *row = inverse + j * n;
        for (size_t i = 0; i < n; i++) row[i] = i == j;
        csc_i_cholesky_solve(l, n, row);
    }
}
