/* What the lifetime models share: integrals, the reduced table, and one record of functions a model. Hidden from users. */
#ifndef CSC_CHURN_LIFE_H
#define CSC_CHURN_LIFE_H

#include "base/internal.h"
#include "csc/lifetime.h"
#include "num/internal.h"
#include "num/newton.h"

/* ---------------------------------------------------------------- kernels */

/* integral over v in [0, end] of exp(-p v - e ln(1 + k (exp(v) - 1))), p > -1, e >= 0, 0 < k <= 1; end may be inf (p + e > 0). */
double csc_i_life_integral(double p, double e, double k, double end);
/* length of the next panel of that integral */
double csc_i_life_panel(double p, double e, double k, double from);
/* exp(z) E_s(z) = integral over u in [0, inf) of exp(-z u) (1 + u)^-s, s > 0, z > 0 (z = 0: 1 / (s - 1), inf for s <= 1) */
double csc_i_life_exp_integral(double s, double z);
/* (1 - exp(-c length)) / c, also at c = 0 and for c < 0 */
double csc_i_life_phi(double c, double length);
/* Expected number of purchases while p ~ Beta(a, b), rate ~ Gamma(rho, 1), in a time z: E[(1 - (1 + p z)^-rho) / p].
 * After each purchase the customer leaves with probability p. */
double csc_i_life_beta_geometric(double a, double b, double rho, double z);
/* The same, discounted with rate y per unit of the gamma's scale, over all time: E[rate / (y + rate p)] */
double csc_i_life_beta_geometric_discounted(double a, double b, double rho, double y);
/* 2F1(1, b; c; z) for 0 <= z < 1, b > 0, c >= b: Gauss's continued fraction */
double csc_i_life_hyper_one(double b, double c, double z);
/* lnG(y + du) - lnG(y) - lnG(y + a + du) + lnG(y + a): <= 0, relative accuracy for small a and du */
double csc_i_life_gamma_cross(double y, double a, double du);

/* ------------------------------------------------------------------ table */

/* A customer table reduced to unique rows. Times are in the user's unit. */
typedef struct csc_i_life_row {
    double x, t_x, T, m_x; /* for sbg and bdw: x = status, T = time */
    double n;
} csc_i_life_row;

typedef struct csc_i_life_rows {
    csc_i_life_row *row;
    size_t count, capacity;
    double customers; /* sum of n */
    double missing;   /* rows left out because a cell is missing */
} csc_i_life_rows;

enum { CSC_I_LIFE_CONTINUOUS = 1, CSC_I_LIFE_DISCRETE = 2, CSC_I_LIFE_CONTRACT = 3, CSC_I_LIFE_SPEND = 4 };

/* Validates, drops rows with missing cells (counted) or n = 0, merges equal rows and sorts by x, T, t_x. */
csc_status csc_i_life_reduce(const csc_lifetime_table *table, int kind, csc_i_life_rows *out, const csc_context *context, csc_error *err);
void csc_i_life_rows_free(csc_i_life_rows *rows, const csc_context *context);
/* Rows [from, from + count), count at most CSC_I_LIFE_CHUNK, as records; complete[i] 0 where a cell is missing. CSC_OK, or CSC_E_RANGE with
 * the row in err. */
#define CSC_I_LIFE_CHUNK 512
csc_status csc_i_life_rows_get(const csc_lifetime_table *table, int kind, size_t from, size_t count, csc_i_life_row *out, uint8_t *complete,
                               csc_error *err);
csc_status csc_i_life_table_check(const csc_lifetime_table *table, int kind, csc_error *err);

/* ----------------------------------------------------------------- models */

/* Log-likelihood of all rows with derivatives in the natural parameters. */
typedef struct csc_i_life_sums {
    double value;
    double gradient[4];
    double hessian[16];
} csc_i_life_sums;

typedef struct csc_i_life_model {
    const char *id;   /* definition, "lifetime:bg-nbd/1" */
    const char *name; /* "bg-nbd" */
    int kind;
    size_t count;
    const char *parameter[4];
    uint32_t scaled; /* bit i: parameter i has the unit of time (or of money); it is rescaled inside */
    /* the i-th starting point of the search, on rows scaled to mean T = 1 (spend to mean 1); 0 when there is none */
    int (*start)(const csc_i_life_rows *rows, size_t i, double *p);
    /* prepared work for many evaluations on one table; `work` is made by prepare and freed by release */
    csc_status (*prepare)(const csc_i_life_rows *rows, void **work, const csc_context *context);
    void (*release)(void *work, const csc_context *context);
    csc_status (*sums)(void *work, const double *p, csc_i_life_sums *out);
    /* one row; each may be NULL */
    double (*loglik)(const double *p, const csc_i_life_row *row);
    double (*alive)(const double *p, const csc_i_life_row *row, double later); /* at T + later */
    double (*expected)(const double *p, const csc_i_life_row *row, double horizon, double alive);
    double (*residual)(const double *p, const csc_i_life_row *row, double rate, double alive); /* DERT, DERL */
    double (*fresh)(const double *p, double t);                 /* expected purchases of a new customer in [0, t]; survivor for contracts */
    double (*mean)(const double *p, const csc_i_life_row *row); /* expected spend */
    double (*pmf)(const double *p, double t, size_t k);
} csc_i_life_model;

extern const csc_i_life_model csc_i_life_bg_nbd, csc_i_life_mbg_nbd, csc_i_life_pareto_nbd, csc_i_life_bg_bb, csc_i_life_sbg,
    csc_i_life_bdw, csc_i_life_gamma_gamma;

#endif
