/* libcsc satisfaction: what drives an outcome, and how reliable a scale is. Included by satisfaction.h. */
#ifndef CSC_SATISFACTION_DRIVERS_H
#define CSC_SATISFACTION_DRIVERS_H

#include "csc/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------- drivers */

/** How importance is shared out. */
enum csc_drivers_method {
    CSC_DRIVERS_LMG = 1,    /* Shapley shares of R2: the mean gain over all orders; up to 25 drivers */
    CSC_DRIVERS_JOHNSON = 2 /* relative weights; equal to Genizi's shares; up to 1,000 drivers */
};

/** What a driver analysis says besides the shares. */
typedef struct csc_drivers {
    double r2;         /* share of the outcome's variance that all drivers explain together */
    double n;          /* complete rows */
    double missing;    /* rows left out because a cell is blank */
    csc_status status; /* CSC_OK; CSC_E_TOO_FEW: fewer rows than drivers + 2; CSC_E_SINGULAR: a column does not vary */
    int32_t collinear; /* drivers that add nothing once the others are in */
} csc_drivers;

/** Importance of drivers for an outcome by linear regression. The shares are in units of R2 and sum to it; units of the columns do not
 * matter.
 * @param method   enum csc_drivers_method
 * @param outcome  numeric column      @param driver `count` numeric columns      @param n rows; incomplete ones are left out and counted
 * @param out      always filled on CSC_OK; with another out->status than CSC_OK the shares are NaN
 * @param share    `count` numbers
 * @return CSC_OK; CSC_E_LIMIT (too many drivers for the method); CSC_E_RANGE (infinite cell; err->row, err->column the driver from 1, 0 the
 *         outcome); CSC_E_TYPE; CSC_E_INVALID; CSC_E_CANCELLED; CSC_E_NOMEM. Time O(n count^2) and O(2^count) or O(count^3). @since 0.1
 * @source Lindeman, Merenda, Gold (1980); Groemping (2006), JSS 17(1); Johnson (2000), Multivariate Behavioral Research 35:1-19;
 *         Genizi (1993), Statistica Sinica 3:407-420 */
CSC_API CSC_NODISCARD csc_status csc_drivers_compute(int32_t method, const csc_column *outcome, const csc_column *driver, size_t count,
                                                     size_t n, const csc_context *context, csc_drivers *out, double *share, csc_error *err);

/** The same from correlations. @param correlation (count + 1)^2 numbers, symmetric with ones in the diagonal, the outcome first
 * @return as csc_drivers_compute; CSC_E_RANGE: no correlation matrix. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_drivers_from_correlations(int32_t method, const double *correlation, size_t count,
                                                               const csc_context *context, csc_drivers *out, double *share, csc_error *err);

/** Conditional dominance: the mean gain in R2 of each driver over all sets of k others, k = 0 .. count - 1. The mean of a driver's column
 * is its LMG share.
 * @param gain count rows of count numbers: gain[k * count + driver]      @param count at most 20
 * @return as csc_drivers_from_correlations. O(count 2^count). @since 0.1
 * @source Azen & Budescu (2003), Psychological Methods 8:129-148 */
CSC_API CSC_NODISCARD csc_status csc_drivers_dominance(const double *correlation, size_t count, const csc_context *context, double *gain,
                                                       csc_error *err);

/** Percentile intervals of the shares by resampling rows. Resamples in which a column does not vary are counted and left out. The same
 * seed gives the same bits at any number of workers.
 * @param resamples 1 to 1,000,000      @param level in (0, 1)
 * @param low, high, se `count` numbers each; se may be NULL      @param failed set to the resamples left out; may be NULL
 * @return as csc_drivers_compute; CSC_E_UNDEFINED: fewer than two resamples were left (outputs NaN). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_drivers_bootstrap(int32_t method, const csc_column *outcome, const csc_column *driver, size_t count,
                                                       size_t n, uint64_t resamples, uint64_t seed, double level,
                                                       const csc_context *context, double *low, double *high, double *se, uint64_t *failed,
                                                       csc_error *err);

/* ------------------------------------------------------------ reliability */

/** How well items measure one thing. */
typedef struct csc_reliability {
    double alpha;     /* Cronbach (1951) */
    double low, high; /* of alpha, at `level`, after Feldt (1965) */
    double level;
    double standardized;     /* alpha of the standardised items */
    double omega;            /* McDonald (1999): one factor by maximum likelihood, error variances free to be negative with 3 items */
    double mean_correlation; /* between items */
    double n, missing;       /* complete rows, others */
    csc_status status;       /* CSC_OK; CSC_E_TOO_FEW: under two rows or items; CSC_E_SINGULAR: the sum of the items does not vary */
    csc_status omega_status; /* CSC_OK; CSC_E_TOO_FEW: under 3 items; CSC_E_NOCONVERGE, CSC_E_DIVERGED: no proper factor */
} csc_reliability;

/** Cronbach's alpha with limits, standardised alpha, McDonald's omega, item table.
 * @param item      `count` numeric columns, keyed in the same direction      @param n rows; incomplete ones are left out and counted
 * @param item_rest NULL, or `count` correlations of each item with the sum of the others
 * @param dropped   NULL, or `count` values of alpha without the item (NaN for two items)
 * @return CSC_OK; CSC_E_LIMIT (over 1,000 items); CSC_E_RANGE (infinite cell); CSC_E_TYPE; CSC_E_INVALID; CSC_E_NOMEM. O(n count^2). @since
 * 0.1
 * @source Cronbach (1951), Psychometrika 16:297-334; Feldt (1965), Psychometrika 30:357-370 */
CSC_API CSC_NODISCARD csc_status csc_reliability_compute(const csc_column *item, size_t count, size_t n, double level,
                                                         const csc_context *context, csc_reliability *out, double *item_rest,
                                                         double *dropped, csc_error *err);

#ifdef __cplusplus
}
#endif

#endif
