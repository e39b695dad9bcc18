/* Eigenvalues of larger symmetric matrices. */
#include "num/eigen.h"

#define STEPS_MAX 60 /* a value; three are usual */

/* Reflects column k below the diagonal onto its first entry, from both sides; the reflections gather in q. */
static void reflect(double *a, double *q, size_t n, size_t k, double *v) {
    double norm = 0;
    for (size_t i = k + 1; i < n; i++) {
        v[i] = a[i * n + k];
        norm += v[i] * v[i];
    }
    norm = sqrt(norm);
    if (norm == 0) return;
    v[k + 1] += v[k + 1] < 0 ? -norm : norm;
    double square = 0;
    for (size_t i = k + 1; i < n; i++) square += v[i] * v[i];
    double factor = 2 / square;
    for (size_t row = k; row < n; row++) { /* a <- a (1 - f v v') */
        double s = 0;
        for (size_t i = k + 1; i < n; i++) s += a[row * n + i] * v[i];
        s *= factor;
        for (size_t i = k + 1; i < n; i++) a[row * n + i] -= s * v[i];
    }
    for (size_t column = k; column < n; column++) { /* a <- (1 - f v v') a */
        double s = 0;
        for (size_t i = k + 1; i < n; i++) s += a[i * n + column] * v[i];
        s *= factor;
        for (size_t i = k + 1; i < n; i++) a[i * n + column] -= s * v[i];
    }
    for (size_t row = 0; row < n; row++) {
        double s = 0;
        for (size_t i = k + 1; i < n; i++) s += q[row * n + i] * v[i];
        s *= factor;
        for (size_t i = k + 1; i < n; i++) q[row * n + i] -= s * v[i];
    }
}

/* One implicit QL step on d[l .. m], e[l .. m - 1] with Wilkinson's shift; the rotations go to the columns of q. */
static void step(double *d, double *e, double *q, size_t n, size_t l, size_t m) {
    double slope = (d[l + 1] - d[l]) / (2 * e[l]), root = hypot(slope, 1);
    double bulge = d[m] - d[l] + e[l] / (slope + (slope < 0 ? -root : root));
    double sine = 1, cosine = 1, lost = 0;
    for (size_t i = m; i-- > l;) {
        double f = sine * e[i], b = cosine * e[i], r = hypot(f, bulge);
        e[i + 1] = r;
        if (r == 0) { /* split: the rest waits for the next step */
            d[i + 1] -= lost;
            e[m] = 0;
            return;
        }
        sine = f / r;
        cosine = bulge / r;
        double g = d[i + 1] - lost, t = (d[i] - g) * sine + 2 * cosine * b;
        lost = sine * t;
        d[i + 1] = g + lost;
        bulge = cosine * t - b;
        for (size_t row = 0; row < n; row++) {
            double x = q[row * n + i], y = q[row * n + i + 1];
            q[row * n + i] = cosine * x - sine * y;
            q[row * n + i + 1] = sine * x + cosine * y;
        }
    }
    d[l] -= lost;
    e[l] = bulge;
    e[m] = 0;
}

static void sort_values(double *d, double *q, size_t n) {
    for (size_t i = 0; i + 1 < n; i++) {
        size_t best = i;
        for (size_t k = i + 1; k < n; k++)
            if (d[k] < d[best]) best = k;
        if (best == i) continue;
        double t = d[i];
        d[i] = d[best];
        d[best] = t;
        for (size_t row = 0; row < n; row++) {
            t = q[row * n + i];
            q[row * n + i] = q[row * n + best];
            q[row * n + best] = t;
        }
    }
}

csc_status csc_i_symmetric_eigen(double *a, size_t n, double *values, double *vectors, double *work) {
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) vectors[i * n + j] = i == j;
    for (size_t k = 0; k + 2 < n; k++) reflect(a, vectors, n, k, work);
    for (size_t i = 0; i < n; i++) {
        values[i] = a[i * n + i];
        work[i] = i + 1 < n ? a[(i + 1) * n + i] : 0;
    }
    for (size_t l = 0; l < n; l++) {
        for (int steps = 0;; steps++) {
            size_t m = l;
            while (m + 1 < n && fabs(work[m]) > 1.1e-16 * (fabs(values[m]) + fabs(values[m + 1]))) m++;
            if (m == l) break;
            if (steps == STEPS_MAX) return CSC_E_NOCONVERGE;
            step(values, work, vectors, n, l, m);
        }
    }
    sort_values(values, vectors, n);
    return CSC_OK;
}
