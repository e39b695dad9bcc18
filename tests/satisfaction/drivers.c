/* Drivers and reliability against published tables, peers' values and brute force. */
#include "shared.h"

/* Azen & Budescu (2003), Psychological Methods 8:129-148, as asserted in clbustos/dominanceAnalysis: correlations of y and x1 .. x4, and
 * the mean contributions by level, printed to three digits. */
static const double azen[25] = {1,   0.6, 0.3, 0.4, 0.5, 0.6, 1,   0.8, 0.1, 0.3, 0.3, 0.8, 1,
                                0.1, 0.1, 0.4, 0.1, 0.1, 1,   0.5, 0.5, 0.3, 0.1, 0.5, 1};

START_TEST(dominance_of_azen_and_budescu)
{
    static const double level[16] = {0.36,  0.09,  0.16,  0.25,  0.3,   0.074, 0.095, 0.152,
                                     0.263, 0.069, 0.063, 0.073, 0.246, 0.071, 0.061, 0.01};
    static const double general[4] = {0.29218, 0.07586, 0.09491, 0.12140};
    double gain[16], share[4], sum = 0;
    csc_drivers d;
    CSC_ASSERT_STATUS(csc_drivers_dominance(azen, 4, NULL, gain, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_drivers_from_correlations(CSC_DRIVERS_LMG, azen, 4, NULL, &d, share, NULL), CSC_OK);
    for (int k = 0; k < 16; k++) ck_assert_msg(fabs(gain[k] - level[k]) < 0.0011, "level %d: %g, %g", k, gain[k], level[k]);
    for (int v = 0; v < 4; v++) {
        CSC_ASSERT_ABS(share[v], general[v], 5.1e-6);
        CSC_ASSERT_REL((gain[v] + gain[4 + v] + gain[8 + v] + gain[12 + v]) / 4, share[v], 1e-13);
        sum += share[v];
    }
    CSC_ASSERT_REL(sum, d.r2, 1e-13);
}
END_TEST

/* R2 of a set of drivers by solving the normal equations afresh; LMG straight from its definition over all orders of five. */
static double r2_of(const double *r, size_t n, unsigned set) {
    double m[8][9];
    size_t index[8], k = 0;
    for (size_t v = 1; v < n; v++)
        if (set >> (v - 1) & 1) index[k++] = v;
    for (size_t i = 0; i < k; i++) {
        for (size_t j = 0; j < k; j++) m[i][j] = r[index[i] * n + index[j]];
        m[i][k] = r[index[i]];
    }
    for (size_t p = 0; p < k; p++)
        for (size_t i = 0; i < k; i++) {
            if (i == p) continue;
            double f = m[i][p] / m[p][p];
            for (size_t j = p; j <= k; j++) m[i][j] -= f * m[p][j];
        }
    double s = 0;
    for (size_t i = 0; i < k; i++) s += m[i][k] / m[i][i] * r[index[i]];
    return s;
}

static void random_correlations(double *r, size_t n, uint64_t seed) {
    double x[40][8], c[64];
    csc_random q;
    csc_random_init(&q, seed, "cor", 3, 0);
    memset(c, 0, sizeof c);
    for (int i = 0; i < 40; i++) {
        double common = csc_random_uniform(&q);
        for (size_t k = 0; k < n; k++) x[i][k] = csc_random_uniform(&q) + common;
    }
    for (size_t k = 0; k < n; k++) {
        double mean = 0;
        for (int i = 0; i < 40; i++) mean += x[i][k] / 40;
        for (int i = 0; i < 40; i++) x[i][k] -= mean;
    }
    for (size_t a = 0; a < n; a++)
        for (size_t b = 0; b < n; b++)
            for (int i = 0; i < 40; i++) c[a * n + b] += x[i][a] * x[i][b];
    for (size_t a = 0; a < n; a++)
        for (size_t b = 0; b <= a; b++) r[a * n + b] = r[b * n + a] = a == b ? 1 : c[a * n + b] / sqrt(c[a * n + a] * c[b * n + b]);
}

START_TEST(lmg_is_the_mean_over_all_orders)
{
    for (uint64_t seed = 0; seed < 20; seed++) {
        double r[36], share[5], want[5] = {0};
        random_correlations(r, 6, seed);
        int order[5] = {0, 1, 2, 3, 4}, orders = 0;
        for (int code = 0; code < 3125; code++) { /* all numbers of five digits base five that are permutations */
            unsigned seen = 0;
            for (int i = 0, c = code; i < 5; i++, c /= 5) order[i] = c % 5, seen |= 1u << (c % 5);
            if (seen != 31) continue;
            orders++;
            unsigned set = 0;
            for (int i = 0; i < 5; i++) {
                double before = r2_of(r, 6, set);
                set |= 1u << order[i];
                want[order[i]] += r2_of(r, 6, set) - before;
            }
        }
        ck_assert(orders == 120);
        csc_drivers d;
        CSC_ASSERT_STATUS(csc_drivers_from_correlations(CSC_DRIVERS_LMG, r, 5, NULL, &d, share, NULL), CSC_OK);
        for (int k = 0; k < 5; k++) CSC_ASSERT_REL(share[k], want[k] / 120, 1e-11);
        CSC_ASSERT_REL(d.r2, r2_of(r, 6, 31), 1e-12);
        CSC_ASSERT_STATUS(csc_drivers_from_correlations(CSC_DRIVERS_JOHNSON, r, 5, NULL, &d, share, NULL), CSC_OK);
        CSC_ASSERT_REL(share[0] + share[1] + share[2] + share[3] + share[4], d.r2, 1e-12);
    }
}
END_TEST

/* swiss, Fertility on the other five: relaimpo 2.2-7 on the data of R, the example of Groemping (2006). */
START_TEST(swiss_after_relaimpo)
{
    static const char *const names[] = {"Fertility", "Agriculture", "Examination", "Education", "Catholic", "Infant.Mortality"};
    static const double lmg[] = {0.05709122076809, 0.1711730289002, 0.2601346786244, 0.1055701503735, 0.1127659229265};
    static const double genizi[] = {0.0484168958119, 0.1547082498062, 0.271964104646, 0.1146800299476, 0.1169657213811};
    csc_column c[6];
    table t;
    if (!open_table(&t, "swiss.csv", names, 6, c)) return;
    csc_drivers d;
    double share[5];
    CSC_ASSERT_STATUS(csc_drivers_compute(CSC_DRIVERS_LMG, &c[0], c + 1, 5, t.rows, NULL, &d, share, NULL), CSC_OK);
    ck_assert(d.n == 47 && d.missing == 0 && d.status == CSC_OK && d.collinear == 0);
    CSC_ASSERT_REL(d.r2, 0.7067350015927, 1e-12);
    for (int k = 0; k < 5; k++) CSC_ASSERT_REL(share[k], lmg[k], 1e-11);
    CSC_ASSERT_STATUS(csc_drivers_compute(CSC_DRIVERS_JOHNSON, &c[0], c + 1, 5, t.rows, NULL, &d, share, NULL), CSC_OK);
    for (int k = 0; k < 5; k++) CSC_ASSERT_REL(share[k], genizi[k], 1e-11);
    double low[5], high[5], se[5], again[5];
    uint64_t failed;
    CSC_ASSERT_STATUS(csc_drivers_bootstrap(CSC_DRIVERS_LMG, &c[0], c + 1, 5, t.rows, 500, 1, 0.95, NULL, low, high, se, &failed, NULL),
                      CSC_OK);
    for (int k = 0; k < 5; k++) ck_assert(low[k] < lmg[k] && lmg[k] < high[k] && se[k] > 0 && failed == 0);
    csc_threads *threads;
    csc_context context;
    csc_context_init(&context);
    CSC_ASSERT_STATUS(csc_threads_create(&threads, 3, NULL, NULL), CSC_OK);
    context.executor = csc_threads_executor(threads);
    CSC_ASSERT_STATUS(
        csc_drivers_bootstrap(CSC_DRIVERS_LMG, &c[0], c + 1, 5, t.rows, 500, 1, 0.95, &context, again, high, se, &failed, NULL), CSC_OK);
    ck_assert(memcmp(low, again, sizeof low) == 0);
    csc_threads_destroy(threads);
    close_table(&t);
}
END_TEST

/* pingouin 523: shares computed on the covariance depended on the units. Here a driver in grams is worth what it is in tonnes. */
START_TEST(units_do_not_matter)
{
    double y[30], x[3][30], share[3], scaled[3];
    csc_random q;
    csc_random_init(&q, 3, "u", 1, 0);
    for (int i = 0; i < 30; i++) {
        for (int k = 0; k < 3; k++) x[k][i] = csc_random_uniform(&q);
        y[i] = x[0][i] + 2 * x[1][i] + csc_random_uniform(&q);
    }
    y[7] = NAN;
    csc_column cy = {.data = y, .stride = 8, .type = CSC_TYPE_F64}, cx[3];
    for (int k = 0; k < 3; k++) cx[k] = (csc_column){.data = x[k], .stride = 8, .type = CSC_TYPE_F64};
    csc_drivers d;
    for (int32_t method = CSC_DRIVERS_LMG; method <= CSC_DRIVERS_JOHNSON; method++) {
        CSC_ASSERT_STATUS(csc_drivers_compute(method, &cy, cx, 3, 30, NULL, &d, share, NULL), CSC_OK);
        ck_assert(d.n == 29 && d.missing == 1);
        for (int i = 0; i < 30; i++) x[1][i] = 1e6 * x[1][i] + 5e6, y[i] *= -0.001;
        CSC_ASSERT_STATUS(csc_drivers_compute(method, &cy, cx, 3, 30, NULL, &d, scaled, NULL), CSC_OK);
        for (int k = 0; k < 3; k++) CSC_ASSERT_REL(scaled[k], share[k], 1e-9);
        for (int i = 0; i < 30; i++) x[1][i] = (x[1][i] - 5e6) / 1e6, y[i] /= -0.001;
    }
}
END_TEST

START_TEST(hard_cases)
{
    double y[12], x[2][12], share[26];
    for (int i = 0; i < 12; i++) y[i] = i % 5, x[0][i] = i, x[1][i] = 2 * i + 1;
    csc_column cy = {.data = y, .stride = 8, .type = CSC_TYPE_F64}, cx[2];
    for (int k = 0; k < 2; k++) cx[k] = (csc_column){.data = x[k], .stride = 8, .type = CSC_TYPE_F64};
    csc_drivers d;
    /* twins share alike */
    for (int32_t method = CSC_DRIVERS_LMG; method <= CSC_DRIVERS_JOHNSON; method++) {
        CSC_ASSERT_STATUS(csc_drivers_compute(method, &cy, cx, 2, 12, NULL, &d, share, NULL), CSC_OK);
        ck_assert(d.collinear == 1);
        CSC_ASSERT_REL(share[0], share[1], 1e-9);
        CSC_ASSERT_REL(share[0] + share[1], d.r2, 1e-9);
    }
    for (int i = 0; i < 12; i++) x[1][i] = 3;
    CSC_ASSERT_STATUS(csc_drivers_compute(CSC_DRIVERS_LMG, &cy, cx, 2, 12, NULL, &d, share, NULL), CSC_OK);
    ck_assert(d.status == CSC_E_SINGULAR && isnan(share[0]) && isnan(d.r2));
    CSC_ASSERT_STATUS(csc_drivers_compute(CSC_DRIVERS_LMG, &cy, cx, 2, 3, NULL, &d, share, NULL), CSC_OK);
    ck_assert(d.status == CSC_E_TOO_FEW);
    CSC_ASSERT_STATUS(csc_drivers_from_correlations(CSC_DRIVERS_LMG, azen, 26, NULL, &d, share, NULL), CSC_E_LIMIT);
    double broken[4] = {1, 0.5, 0.4, 1};
    CSC_ASSERT_STATUS(csc_drivers_from_correlations(CSC_DRIVERS_LMG, broken, 1, NULL, &d, share, NULL), CSC_E_RANGE);
    x[0][3] = (double)INFINITY;
    csc_error err;
    CSC_ASSERT_STATUS(csc_drivers_compute(CSC_DRIVERS_LMG, &cy, cx, 2, 12, NULL, &d, share, &err), CSC_E_RANGE);
    ck_assert(err.row == 3 && err.column == 1);
}
END_TEST

/* psych's alpha, standardised alpha and Feldt limits of the ECSI mobile data. Omega: one-factor maximum likelihood; lavaan's figures were
 * stopped within 3e-7 of the maximum. "Loyalty" has a negative error variance, as lavaan finds it too. */
START_TEST(reliability_of_mobile_data)
{
    static const struct {
        const char *items[7];
        size_t count;
        double alpha, standardized, low, high, omega;
    } sets[] = {{{"IMAG1", "IMAG2", "IMAG3", "IMAG4", "IMAG5"},
                 5,
                 0.7144468020431,
                 0.7228345954271,
                 0.6543960658147,
                 0.7668213498158,
                 0.7216932858677},
                {{"CUEX1", "CUEX2", "CUEX3"}, 3, 0.4325968438072, 0.4519025559781, 0.2988777411201, 0.5444001205611, 0.4648092618607},
                {{"PERQ1", "PERQ2", "PERQ3", "PERQ4", "PERQ5", "PERQ6", "PERQ7"},
                 7,
                 0.8724063714299,
                 0.8770102452402,
                 0.8466999853005,
                 0.8951803334676,
                 0.8740480902704},
                {{"PERV1", "PERV2"}, 2, 0.8166945390345, 0.8236319793526, 0.7648699044209, 0.8570965918378, NAN},
                {{"CUSA1", "CUSA2", "CUSA3"}, 3, 0.7701131082823, 0.7791950219186, 0.7159359882847, 0.8154108961009, 0.788839638403},
                {{"CUSL1", "CUSL2", "CUSL3"}, 3, 0.4417171983826, 0.4723989628984, 0.3101474768131, 0.5517233657698, 0.5633413038415}};
    for (size_t k = 0; k < sizeof sets / sizeof sets[0]; k++) {
        csc_column c[7];
        table t;
        if (!open_table(&t, "mobi.csv", sets[k].items, sets[k].count, c)) return;
        csc_reliability r;
        CSC_ASSERT_STATUS(csc_reliability_compute(c, sets[k].count, t.rows, 0.95, NULL, &r, NULL, NULL, NULL), CSC_OK);
        ck_assert(r.n == 250 && r.missing == 0 && r.status == CSC_OK);
        CSC_ASSERT_REL(r.alpha, sets[k].alpha, 1e-11);
        CSC_ASSERT_REL(r.standardized, sets[k].standardized, 1e-11);
        CSC_ASSERT_REL(r.low, sets[k].low, 1e-10);
        CSC_ASSERT_REL(r.high, sets[k].high, 1e-10);
        if (sets[k].count == 2)
            ck_assert(isnan(r.omega) && r.omega_status == CSC_E_TOO_FEW);
        else
            CSC_ASSERT_ABS(r.omega, sets[k].omega, 5e-7);
        close_table(&t);
    }
}
END_TEST

/* Loadings 1, 2, 1.5, 0.5 and error variances 1, 2, 0.5, 1 give covariances whose omega is 25 / (25 + 4.5): read back from a sample
 * that has exactly these covariances (an orthogonal design times a root of the matrix would do; here rows are made by Cholesky of it). */
START_TEST(omega_of_a_known_factor)
{
    static const double load[4] = {1, 2, 1.5, 0.5}, error[4] = {1, 2, 0.5, 1};
    double c[4][4], l[4][4] = {{0}};
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < 4; j++) c[i][j] = load[i] * load[j] + (i == j ? error[i] : 0);
    for (int i = 0; i < 4; i++)
        for (int j = 0; j <= i; j++) {
            double s = c[i][j];
            for (int k = 0; k < j; k++) s -= l[i][k] * l[j][k];
            l[i][j] = i == j ? sqrt(s) : s / l[j][j];
        }
    double x[4][16];
    csc_column col[4];
    for (int row = 0; row < 16; row++) { /* the 2^4 design: independent columns of variance 16 / 15 */
        for (int i = 0; i < 4; i++) {
            x[i][row] = 0;
            for (int k = 0; k <= i; k++) x[i][row] += l[i][k] * ((row >> k & 1) ? 1 : -1);
        }
    }
    for (int i = 0; i < 4; i++) col[i] = (csc_column){.data = x[i], .stride = 8, .type = CSC_TYPE_F64};
    csc_reliability r;
    double rest[4], dropped[4];
    CSC_ASSERT_STATUS(csc_reliability_compute(col, 4, 16, 0.95, NULL, &r, rest, dropped, NULL), CSC_OK);
    CSC_ASSERT_REL(r.omega, 25.0 / 29.5, 1e-10);
    CSC_ASSERT_REL(r.alpha, 4.0 / 3 * (1 - (7.5 + 4.5) / 29.5), 1e-12);
    CSC_ASSERT_REL(rest[0], 4 / sqrt(2 * (16 + 3.5)), 1e-12);
    CSC_ASSERT_REL(dropped[0], 1.5 * (1 - 10 / 19.5), 1e-12);
}
END_TEST

START_TEST(reliability_undefined)
{
    double a[4] = {1, 2, 3, 4}, b[4] = {4, 3, 2, 1}, same[4] = {2, 2, 2, 2};
    csc_column c[2] = {{.data = a, .stride = 8, .type = CSC_TYPE_F64}, {.data = b, .stride = 8, .type = CSC_TYPE_F64}};
    csc_reliability r;
    CSC_ASSERT_STATUS(csc_reliability_compute(c, 2, 4, 0.95, NULL, &r, NULL, NULL, NULL), CSC_OK);
    ck_assert(r.status == CSC_E_SINGULAR && isnan(r.alpha)); /* the sum does not vary */
    CSC_ASSERT_STATUS(csc_reliability_compute(c, 1, 4, 0.95, NULL, &r, NULL, NULL, NULL), CSC_OK);
    ck_assert(r.status == CSC_E_TOO_FEW);
    c[1].data = same;
    CSC_ASSERT_STATUS(csc_reliability_compute(c, 2, 4, 0.95, NULL, &r, NULL, NULL, NULL), CSC_OK);
    ck_assert(r.status == CSC_OK && isnan(r.standardized) && r.alpha == 0);
    CSC_ASSERT_STATUS(csc_reliability_compute(c, 2, 4, 1.5, NULL, &r, NULL, NULL, NULL), CSC_E_INVALID);
}
END_TEST

CSC_CHECK_MAIN("satisfaction/drivers", dominance_of_azen_and_budescu, lmg_is_the_mean_over_all_orders, swiss_after_relaimpo,
               units_do_not_matter, hard_cases, reliability_of_mobile_data, omega_of_a_known_factor, reliability_undefined)
