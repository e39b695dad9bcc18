/* Links of the chain from data. */
#include "base/internal.h"
#include "csc/impact.h"

static csc_status column_error(csc_error *err, const char *message, const char *key, size_t row) {
    csc_i_fail_row(err, CSC_E_RANGE, message, row);
    if (err != NULL) memcpy(err->key, key, strlen(key) + 1);
    return CSC_E_RANGE;
}

static void estimated(csc_impact_link *link, double value, double se) {
    memset(link, 0, sizeof *link);
    link->value = value;
    link->se = se;
    link->low = link->high = value;
    link->kind = CSC_IMPACT_ESTIMATED;
}

csc_status csc_impact_estimate_effect(const csc_column *rate, const csc_column *experience, size_t n, csc_impact_link *link, size_t *used,
                                      csc_error *err) {
    if (link == NULL) return csc_i_fail(err, CSC_E_INVALID, "The link is NULL.");
    CSC_I_TRY(csc_i_column_check(rate, n, "rate", err));
    CSC_I_TRY(csc_i_column_check(experience, n, "experience", err));
    double count = 0, mean_r = 0, mean_x = 0, rr = 0, rx = 0, xx = 0;
    for (size_t i = 0; i < n; i++) {
        double r = csc_i_column_f64(rate, i), x = csc_i_column_f64(experience, i);
        if (isinf(r)) return column_error(err, "A rate must be finite.", "rate", i);
        if (isinf(x)) return column_error(err, "An experience must be finite.", "experience", i);
        if (isnan(r) || isnan(x)) continue;
        /* Welford's update, so that nothing cancels when the means are large */
        count++;
        double dr = r - mean_r, dx = x - mean_x;
        mean_r += dr / count;
        mean_x += dx / count;
        rr += dr * (r - mean_r);
        rx += dr * (x - mean_x);
        xx += dx * (x - mean_x);
    }
    if (count < 3) return csc_i_fail(err, CSC_E_TOO_FEW, "A slope takes three matched surveys at least.");
    if (!(rr > 0)) return csc_i_fail_key(err, CSC_E_UNDEFINED, "The rate of findings never varies.", "rate", 4);
    double slope = rx / rr, left = xx - slope * rx;
    estimated(link, -slope, sqrt((left > 0 ? left : 0) / (count - 2) / rr));
    if (used != NULL) *used = (size_t)count;
    return CSC_OK;
}

csc_status csc_impact_estimate_leaving(const csc_column *gap, const csc_column *left, size_t n, double tolerance, csc_impact_link *loyal,
                                       csc_impact_link *drifting, csc_impact_link *lost, csc_error *err) {
    if (loyal == NULL || drifting == NULL || lost == NULL) return csc_i_fail(err, CSC_E_INVALID, "A link is NULL.");
    if (!(tolerance >= 0)) return csc_i_fail_key(err, CSC_E_INVALID, "The tolerance must be 0 or more.", "tolerance", 9);
    CSC_I_TRY(csc_i_column_check(gap, n, "gap", err));
    CSC_I_TRY(csc_i_column_check(left, n, "left", err));
    double people[3] = {0}, leavers[3] = {0};
    for (size_t i = 0; i < n; i++) {
        double g = csc_i_column_f64(gap, i), l = csc_i_column_f64(left, i);
        if (!isnan(l) && l != 0 && l != 1) return column_error(err, "Leaving is 1 or 0.", "left", i);
        if (isnan(g) || isnan(l)) continue;
        size_t k = g > tolerance ? 0 : g < -tolerance ? 2 : 1;
        people[k]++;
        leavers[k] += l;
    }
    if (people[0] + people[1] + people[2] == 0)
        return csc_i_fail(err, CSC_E_TOO_FEW, "There is no customer whose gap and leaving are known.");
    csc_impact_link *const links[3] = {loyal, drifting, lost};
    for (size_t k = 0; k < 3; k++) {
        if (people[k] == 0) continue;
        double centre = (leavers[k] + 0.5) / (people[k] + 1);
        estimated(links[k], leavers[k] / people[k], sqrt(centre * (1 - centre) / people[k]));
    }
    return CSC_OK;
}
