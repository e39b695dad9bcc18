/* What the files of churn share. */
#ifndef CSC_CHURN_INTERNAL_H
#define CSC_CHURN_INTERNAL_H

#include "base/internal.h"
#include "csc/churn.h"
#include "num/internal.h"

/* Twice the smaller tail of Binomial(n, p) at k, at most 1; real k and n by the incomplete beta function. NaN for n = 0. */
double csc_i_binomial_p(double k, double n, double p);
/* strlen when the caller said SIZE_MAX */
size_t csc_i_churn_length(const char *text, size_t length);

#endif
