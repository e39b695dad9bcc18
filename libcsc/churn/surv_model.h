/* The object of Cox and accelerated failure times. */
#ifndef CSC_CHURN_SURV_MODEL_H
#define CSC_CHURN_SURV_MODEL_H

#include "churn/surv.h"

typedef struct csc_i_surv_step {
    uint32_t stratum;
    double time, hazard;
} csc_i_surv_step;

struct csc_survival_model {
    csc_allocator allocator;
    size_t count, covariates; /* count: with the intercept */
    double *coefficient, *error, *covariance, *naive_error;
    char *names; /* NUL-terminated, one after another */
    size_t names_size;
    csc_i_surv_step *baseline;
    size_t steps, step_capacity;
    double loglik, loglik_null, concordance, events, n, missing, wald, score, lr, scale, scale_se, iterations, level;
    int cox, robust;
    csc_status status;
    size_t trouble;
    size_t spec_length;
    char spec[CSC_I_SPEC_MAX];
};

/* Both fill the model from rows whose covariates are standardised: x = (raw - mean) / deviation. `mean` and `deviation` are width each. */
csc_status csc_i_surv_cox(csc_survival_model *self, const csc_i_surv_rows *rows, const double *mean, const double *deviation, int efron,
                          int robust, const csc_context *context, csc_error *err);
csc_status csc_i_surv_aft(csc_survival_model *self, const csc_i_surv_rows *rows, const double *mean, const double *deviation,
                          int distribution, const csc_context *context, csc_error *err);

#endif
