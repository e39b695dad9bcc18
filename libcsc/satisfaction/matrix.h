/* Complete rows of several columns as one matrix, and its moments. */
#ifndef CSC_SATISFACTION_MATRIX_H
#define CSC_SATISFACTION_MATRIX_H

#include "base/internal.h"

#define CSC_I_MATRIX_COLUMNS_MAX 1001

typedef struct csc_i_matrix {
    double *x; /* rows * stride, row by row; cells from `columns` on are 0 */
    size_t rows;
    size_t columns;
    size_t stride;  /* columns rounded up to 8 */
    size_t missing; /* rows left out */
    size_t bytes;
} csc_i_matrix;

/* Reads the rows in which no cell is blank. An infinite cell is CSC_E_RANGE with err->row, and err->column the column from 0. */
csc_status csc_i_matrix_read(const csc_column *const *column, size_t count, size_t n, const csc_allocator *a, csc_i_matrix *out,
                             csc_error *err);
void csc_i_matrix_free(csc_i_matrix *m, const csc_allocator *a);
/* Subtracts the means, which go to `mean` (columns numbers), and sums products of the columns (columns^2 numbers). Same bits always. */
void csc_i_matrix_moments(csc_i_matrix *m, double *mean, double *products);
/* Adds the products of the columns of x with those of y (row-wise, `stride` a multiple of 4) to the upper triangle of n^2 numbers. */
void csc_i_matrix_add_products(const double *x, const double *y, size_t rows, size_t stride, size_t n, double *products);
/* Sums of products about the mean of rows that each count so many times. `scratch` holds (2 * rows + 1) * stride doubles. */
void csc_i_matrix_counted_products(const csc_i_matrix *m, const uint32_t *count, double *scratch, double *products);
/* Sorts n doubles, none NaN, in rising order. */
void csc_i_sort_doubles(double *x, size_t n);
/* The quantile of sorted values by linear interpolation between order statistics (type 7 of Hyndman & Fan 1996). n > 0. */
double csc_i_sorted_quantile(const double *x, size_t n, double p);
/* Correlations from sums of products, in place. Returns the first column without variance, or n. */
size_t csc_i_correlations(double *products, size_t n);

#endif
