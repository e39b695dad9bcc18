/* The lifetime object. */
#ifndef CSC_CHURN_LIFE_OBJECT_H
#define CSC_CHURN_LIFE_OBJECT_H

#include "churn/life.h"

struct csc_lifetime {
    csc_allocator allocator;
    const csc_i_life_model *model;
    double value[4], error[4], log_error[4], covariance[16];
    double loglik, rows, unique, customers, missing, level;
    uint64_t iterations;
    csc_status status;
    size_t spec_length;
    char spec[CSC_I_SPEC_MAX];
};

#endif
