/* The inside of csc_pls. */
#ifndef CSC_SATISFACTION_PLS_I_H
#define CSC_SATISFACTION_PLS_I_H

#include "base/internal.h"
#include "csc/satisfaction.h"
#include "satisfaction/matrix.h"

#define CSC_I_PLS_CONSTRUCTS 100
#define CSC_I_PLS_ITEMS 1000
#define CSC_I_PLS_PATHS 2000
#define CSC_I_PLS_COLLINEAR 1e-12

/* The model with its items in blocks: those of construct j stand at start[j] .. start[j + 1]. */
typedef struct csc_i_pls_shape {
    size_t constructs, items, paths, widest; /* widest: most items or predecessors */
    int32_t scheme, standardized, max_iterations;
    double tolerance;
    int32_t *mode;
    uint32_t *start;
    uint32_t *item_at; /* original number of the item in a place */
    uint32_t *from, *to;
    unsigned char *link; /* link[j * constructs + l]: 1 when l leads to j, 2 when j leads to l */
} csc_i_pls_shape;

/* What a fit on a matrix of covariances (or correlations) gives. */
typedef struct csc_i_pls_numbers {
    double *weight;  /* in places */
    double *loading; /* in places */
    double *path;
    double *r2;
    double *c; /* constructs^2 correlations of scores */
    int32_t iterations;
} csc_i_pls_numbers;

struct csc_pls {
    csc_allocator allocator;
    csc_i_pls_shape shape;
    csc_i_matrix data;                     /* centred (and standardised) complete rows, columns in places */
    double *s;                             /* items^2 covariances of `data` */
    double *correlation;                   /* items^2 */
    double *mean, *deviation, *low, *high; /* of items as given, in places */
    csc_i_pls_numbers fit;
    csc_status status;
    uint64_t resamples, failed;
    double level;
    double *se, *limit_low, *limit_high; /* paths, then loadings, then weights */
    char **name;                         /* constructs, then items in places */
    void *block;                         /* owns the arrays above but data */
    size_t block_size;
};

/* Doubles of scratch a fit needs. */
size_t csc_i_pls_work(const csc_i_pls_shape *shape);
/* From covariances s (items^2). numbers->weight holds the start on entry. CSC_OK, CSC_E_SINGULAR or CSC_E_NOCONVERGE. */
csc_status csc_i_pls_solve(const csc_i_pls_shape *shape, const double *s, double tolerance, csc_i_pls_numbers *out, double *work);
/* Regression of construct `to` on the constructs that lead to it, from correlations of constructs: coefficients in the order of the paths
 * into path[], R2. CSC_OK or CSC_E_SINGULAR. */
csc_status csc_i_pls_regress(const csc_i_pls_shape *shape, const double *c, size_t to, double *path, double *r2, double *work);
/* Dijkstra and Henseler's rho_A of a block. */
double csc_i_pls_rho_a(const csc_i_pls_shape *shape, const double *s, const double *weight, size_t construct);

#endif
