/* libcsc satisfaction: path models by partial least squares (ACSI, ECSI and the like). Included by satisfaction.h. */
#ifndef CSC_SATISFACTION_PLS_H
#define CSC_SATISFACTION_PLS_H

#include "csc/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** How a construct relates to its items. */
enum csc_pls_mode { CSC_PLS_MODE_A = 1, CSC_PLS_MODE_B = 2 };

/** How constructs weigh their neighbours in the inner step. */
enum csc_pls_scheme { CSC_PLS_PATH = 1, CSC_PLS_CENTROID = 2, CSC_PLS_FACTOR = 3 };

/** A path model. The caller owns the arrays, which are read during csc_pls_fit only. Start from csc_pls_model_init. */
typedef struct csc_pls_model {
    size_t size;                       /* sizeof(csc_pls_model), set by init; 0 is taken as this version's size */
    size_t constructs, items, paths;   /* numbers of each; at most 100, 1,000 and 2,000 */
    const int32_t *mode;               /* of each construct, enum csc_pls_mode; NULL: mode A */
    const uint32_t *construct;         /* of each item: the number of its construct */
    const uint32_t *from;              /* of each path: the construct it starts from */
    const uint32_t *to;                /* and the one it leads to; the paths form no cycle, each is named once */
    const char *const *construct_name; /* NUL-terminated names for results and errors; NULL: numbers */
    const char *const *item_name;      /* likewise */
    const double *item_low;            /* ends of each item's scale, for performance on 0..100; NULL: the answers' own extremes */
    const double *item_high;
    double tolerance;       /* largest change of a weight at which iteration ends; default 1e-13 */
    int32_t scheme;         /* enum csc_pls_scheme; default CSC_PLS_PATH */
    int32_t standardized;   /* 1 (default): items are standardised; 0: they keep their units */
    int32_t max_iterations; /* default 300 */
    int32_t reserved;       /* 0 */
} csc_pls_model;

/** A fitted path model. Immutable but for csc_pls_bootstrap. */
typedef struct csc_pls csc_pls;

/** Sets the defaults and no constructs. NULL is allowed. O(1). @since 0.1 */
CSC_API void csc_pls_model_init(csc_pls_model *model);

/** Fits a path model to complete rows. Signs are such that most loadings of a construct are positive.
 * @param out   set to the fitted model, or to NULL on any error
 * @param item  model->items numeric columns      @param n rows; incomplete ones are left out and counted
 * @return CSC_OK, also when csc_pls_status says that the fit itself failed; CSC_E_INVALID (model; err->key names the construct);
 *         CSC_E_DUPLICATE (a path twice); CSC_E_LIMIT; CSC_E_RANGE (infinite cell); CSC_E_TYPE; CSC_E_NOMEM.
 *         Time O(n items^2 + iterations items^2). @since 0.1
 * @source Wold (1982); Tenenhaus, Esposito Vinzi, Chatelin, Lauro (2005), CSDA 48:159-205 */
CSC_API CSC_NODISCARD csc_status csc_pls_fit(csc_pls **out, const csc_pls_model *model, const csc_column *item, size_t n,
                                             const csc_context *context, csc_error *err);

/** Frees it; NULL is allowed. @since 0.1 */
CSC_API void csc_pls_destroy(csc_pls *self);

/** CSC_OK; CSC_E_TOO_FEW (fewer complete rows than items of a block + 2, or under 3); CSC_E_SINGULAR (an item does not vary, or constructs
 * or items of a mode B block are collinear); CSC_E_NOCONVERGE. CSC_E_INVALID for NULL. O(1). @since 0.1 */
CSC_API csc_status csc_pls_status(const csc_pls *self);

/** Results of the fit, each place may be NULL: `path` one number a path, `r2` one a construct (NaN where nothing leads to it), `loading`
 * and `weight` one an item. All NaN when csc_pls_status is not CSC_OK.
 * @return CSC_OK; CSC_E_INVALID. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_pls_estimates(const csc_pls *self, double *path, double *r2, double *loading, double *weight);

/** Total effects: constructs^2 numbers, effect[from * constructs + to]; 0 where no path leads. @return CSC_OK; CSC_E_INVALID. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_pls_total_effects(const csc_pls *self, double *effect);

/** Scores of the complete rows, in order: `capacity` rows of one number a construct, mean 0 and variance 1.
 * @param rows set to the number of complete rows; may be NULL
 * @return CSC_OK; CSC_E_BUFFER (capacity too small, rows is set); CSC_E_UNDEFINED (no fit); CSC_E_INVALID. O(rows items). @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_pls_scores(const csc_pls *self, double *score, size_t capacity, size_t *rows, csc_error *err);

/** Resamples rows for standard errors and percentile limits, kept in the object and told by csc_pls_visit. Resamples that cannot be fitted
 * are counted and left out. The same seed gives the same bits at any number of workers.
 * @param resamples 2 to 1,000,000      @param level in (0, 1)
 * @return CSC_OK; CSC_E_UNDEFINED (no fit, or fewer than two resamples could be used); CSC_E_CANCELLED; CSC_E_NOMEM; CSC_E_INVALID. @since
 * 0.1 */
CSC_API CSC_NODISCARD csc_status csc_pls_bootstrap(csc_pls *self, uint64_t resamples, uint64_t seed, double level,
                                                   const csc_context *context, csc_error *err);

/** Bootstrap results, one number a path, each place may be NULL. @return CSC_OK; CSC_E_SEQUENCE (no bootstrap yet); CSC_E_INVALID. @since
 * 0.1 */
CSC_API CSC_NODISCARD csc_status csc_pls_limits(const csc_pls *self, double *se, double *low, double *high, uint64_t *failed);

/** Hands everything to a sink: paths, loadings, r2, iterations, failed_resamples, n, missing, status; with CSC_VISIT_DETAIL also
 * reliability (alpha, rho_c, rho_a, ave) and performance (0..100) of constructs, htmt, total_effects, f2, consistent paths (PLSc), gof.
 * @return CSC_OK; CSC_E_INVALID; whatever the sink returned. @since 0.1 */
CSC_API CSC_NODISCARD csc_status csc_pls_visit(const csc_pls *self, int32_t level, csc_sink *sink);

#ifdef __cplusplus
}
#endif

#endif
