/* What the files of survival share. */
#ifndef CSC_CHURN_SURV_H
#define CSC_CHURN_SURV_H

#include "base/internal.h"
#include "churn/sort.h"
#include "csc/survival.h"
#include "num/internal.h"
#include "num/newton.h"

/* A table read, checked, freed of rows with missing cells and sorted by time, largest first; equal times keep their order. */
typedef struct csc_i_surv_rows {
    size_t count, capacity;
    double *time, *start, *weight;
    int32_t *status;
    uint32_t *group, *strata, *cluster;
    double *x; /* covariates, row by row */
    size_t width;
    size_t groups, stratas, clusters; /* codes + 1 */
    int has_start, has_weight;
    double missing, events;
    int32_t causes;
} csc_i_surv_rows;

enum { CSC_I_SURV_GROUP = 1, CSC_I_SURV_STRATA = 2, CSC_I_SURV_CLUSTER = 4, CSC_I_SURV_CAUSES = 8 };
csc_status csc_i_surv_read(const csc_survival_table *table, int what, const csc_column *covariates, const char *const *names, size_t width,
                           csc_i_surv_rows *out, const csc_allocator *a, csc_error *err);
void csc_i_surv_free(csc_i_surv_rows *rows, const csc_allocator *a);
/* NaN when no pair is comparable. CSC_OK or CSC_E_NOMEM */
csc_status csc_i_surv_concordance(const csc_i_surv_rows *rows, const double *score, double *out, const csc_allocator *a);

/* Newton with halving on `count` parameters for a concave function (or one made so); Cholesky of -Hessian. */
typedef csc_status (*csc_i_concave_fn)(void *ctx, const double *theta, double *value, double *gradient, double *information);
typedef struct csc_i_concave {
    size_t count;
    csc_i_concave_fn evaluate;
    void *ctx;
    double *theta, *gradient, *information, *covariance; /* caller's, count and count^2 */
    double first_value, value, first_score;              /* first_score: score test statistic at the start */
    size_t iterations, trouble;
    csc_status status; /* CSC_OK, CSC_E_SINGULAR (trouble: index), CSC_E_NOCONVERGE, CSC_E_SEPARATION (trouble) */
} csc_i_concave;
csc_status csc_i_concave_maximise(csc_i_concave *self, const csc_context *context, const csc_allocator *a, csc_error *err);

#endif
