/* Eigenvalues of larger symmetric matrices (newton.h has the small ones). Hidden from users. */
#ifndef CSC_NUM_EIGEN_H
#define CSC_NUM_EIGEN_H

#include "base/internal.h"

/* Symmetric n x n: eigenvalues ascending in `values`, eigenvectors in the columns of `vectors`; `a` is destroyed, `work` holds n doubles.
 * Householder's tridiagonal form, then implicit QL. CSC_OK or CSC_E_NOCONVERGE. O(n^3). */
csc_status csc_i_symmetric_eigen(double *a, size_t n, double *values, double *vectors, double *work);

#endif
