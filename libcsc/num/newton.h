/* Newton's method on few parameters, and the small dense linear algebra it rests on. Hidden from users. */
#ifndef CSC_NUM_NEWTON_H
#define CSC_NUM_NEWTON_H

#include "num/internal.h"

#define CSC_I_NEWTON_MAX 16

/* Value, gradient and Hessian (row-major, full) of what is to be maximised at `theta`. Not finite: outside the domain.
 * A status other than CSC_OK stops the search. */
typedef csc_status (*csc_i_newton_fn)(void *ctx, const double *theta, double *value, double *gradient, double *hessian);

typedef struct csc_i_newton {
    size_t count; /* parameters, at most CSC_I_NEWTON_MAX */
    csc_i_newton_fn evaluate;
    void *ctx;
    double limit; /* theta may move this far from the start; beyond is CSC_E_RIDGE or CSC_E_DIVERGED */
    double flat;  /* curvature per unit of theta^2 below which a direction counts as flat */
    /* results */
    double theta[CSC_I_NEWTON_MAX]; /* start on entry */
    double value;
    double gradient[CSC_I_NEWTON_MAX];
    double hessian[CSC_I_NEWTON_MAX * CSC_I_NEWTON_MAX];
    double covariance[CSC_I_NEWTON_MAX * CSC_I_NEWTON_MAX]; /* inverse of -hessian; NaN unless status is CSC_OK */
    double direction[CSC_I_NEWTON_MAX];                     /* flattest direction, unit length */
    size_t iterations;
    csc_status status; /* CSC_OK, CSC_E_RIDGE, CSC_E_DIVERGED, CSC_E_NOCONVERGE */
} csc_i_newton;

/* Trust-region Newton with eigenvalue-modified steps. Returns what `evaluate` returned when it failed, else CSC_OK. */
csc_status csc_i_newton_maximise(csc_i_newton *self);

/* Symmetric n x n: eigenvalues ascending in `values`, eigenvectors in the columns of `vectors`; `a` is destroyed. n <= 16 by Jacobi. */
void csc_i_eigen(double *a, size_t n, double *values, double *vectors);
/* a = L L' in place (lower triangle). Returns n, or the index of the first pivot that is not above `tolerance` times its diagonal. */
size_t csc_i_cholesky(double *a, size_t n, double tolerance);
/* Solves L L' x = b in place. */
void csc_i_cholesky_solve(const double *l, size_t n, double *b);
/* Inverse from the factor, full. */
void csc_i_cholesky_inverse(const double *l, size_t n, double *inverse);

#endif
