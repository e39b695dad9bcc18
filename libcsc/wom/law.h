/* Offspring laws, shared by branching and its estimation. */
#ifndef CSC_WOM_LAW_H
#define CSC_WOM_LAW_H

#include "wom/internal.h"

#define CSC_I_LAW_RECURRENCE 4096 /* above it sums of a table law are taken by contour integral */

typedef struct csc_i_law {
    int32_t law;
    size_t count, span; /* span: greatest common divisor of the numbers that can occur, 1 or more */
    double *v;          /* parameters; a table is normalised */
} csc_i_law;

const char *csc_i_law_name(int32_t law);
csc_status csc_i_law_check(int32_t law, const double *parameters, size_t count, csc_error *err);
/* Factorial moments E[J] (order 1) and E[J (J - 1)] (order 2). */
double csc_i_law_factorial(const csc_i_law *l, int order);
double csc_i_law_variance(const csc_i_law *l);
/* 1 - f(1 - e), and derivatives of f at 1 - e. */
double csc_i_law_survival(const csc_i_law *l, double e);
double csc_i_law_slope(const csc_i_law *l, double e, int order);
/* P(n persons bring x). For a table law with n <= CSC_I_LAW_RECURRENCE, `work` has room for n + 1 numbers; x < n. */
double csc_i_law_sum(const csc_i_law *l, double *work, double n, double x);

#endif
