/* The intervals over columns. */
#include "num/internal.h"

/* Both column forms: check all rows first, so that outputs stay unchanged on failure. */
static csc_status many(const csc_column *a, const csc_column *b, const csc_column *n, size_t rows, double level, double *low, double *high,
                       csc_error *err) {
    if (rows == 0) return CSC_OK;
    if (a == NULL || n == NULL || low == NULL || high == NULL) return csc_i_fail(err, CSC_E_INVALID, "a column or output is NULL");
    if (!(level > 0.0 && level < 1.0)) return csc_i_fail_key(err, CSC_E_INVALID, "level must lie between 0 and 1", "level", 5);
    CSC_I_TRY(csc_i_column_check(a, rows, b == NULL ? "successes" : "positive", err));
    if (b != NULL) CSC_I_TRY(csc_i_column_check(b, rows, "negative", err));
    CSC_I_TRY(csc_i_column_check(n, rows, "n", err));
    for (size_t i = 0; i < rows; i++) {
        double x = csc_i_column_f64(a, i), y = b != NULL ? csc_i_column_f64(b, i) : 0.0, total = csc_i_column_f64(n, i);
        if (isnan(x) || isnan(y) || isnan(total)) continue;
        if (!(x >= 0.0) || !(y >= 0.0) || isinf(total) || !(x + y <= total * (1.0 + (b != NULL ? 1e-12 : 0.0))))
            return csc_i_fail_row(err, CSC_E_RANGE, "counts must be 0 or more and together at most n", i);
    }
    for (size_t i = 0; i < rows; i++) {
        double x = csc_i_column_f64(a, i), y = b != NULL ? csc_i_column_f64(b, i) : 0.0, total = csc_i_column_f64(n, i);
        low[i] = high[i] = NAN;
        if (isnan(x) || isnan(y) || isnan(total) || total == 0.0) continue;
        csc_status s = b != NULL ? csc_num_difference_score(x, y, total, level, &low[i], &high[i])
                                 : csc_num_wilson(x, total, level, &low[i], &high[i]);
        if (s != CSC_OK) return csc_i_fail_row(err, CSC_E_INTERNAL, "an interval could not be formed", i);
    }
    return CSC_OK;
}

csc_status csc_num_wilson_column(const csc_column *successes, const csc_column *n, size_t rows, double level, double *low, double *high,
                                 csc_error *err) {
    return many(successes, NULL, n, rows, level, low, high, err);
}

csc_status csc_num_difference_score_column(const csc_column *positive, const csc_column *negative, const csc_column *n, size_t rows,
                                           double level, double *low, double *high, csc_error *err) {
    if (rows > 0 && negative == NULL) return csc_i_fail(err, CSC_E_INVALID, "a column or output is NULL");
    return many(positive, negative, n, rows, level, low, high, err);
}
