/* Differences with their tests, Holm's adjustment, labels in a sink; the shared survey data when they are there. */
#include "support.h"

static csc_metric *filled(const char *spec, const double *v, size_t n) {
    csc_metric *m;
    csc_column c = doubles(v);
    CSC_ASSERT_STATUS(csc_metric_create(&m, spec, SIZE_MAX, 1, NULL, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_metric_add(m, NULL, &c, NULL, n, NULL), CSC_OK);
    return m;
}

static csc_metric_difference difference(const char *spec, const double *a, size_t n, const double *b, size_t k) {
    csc_metric *x = filled(spec, a, n), *y = filled(spec, b, k);
    csc_metric_difference d;
    CSC_ASSERT_STATUS(csc_metric_compare(x, 0, y, 0, &d, NULL), CSC_OK);
    csc_metric_destroy(x);
    csc_metric_destroy(y);
    return d;
}

static double a[600], b[600];

/* Two regions of the test data of the R package NPS 1.1: 117/40/99 and 50/20/51; its nps.test gives z 0.7790038382, p 0.43597745. */
START_TEST(nps_of_two_regions)
{
    size_t n = SPREAD(a, {10, 117}, {7, 40}, {3, 99}), k = SPREAD(b, {9, 50}, {8, 20}, {0, 51});
    csc_metric_difference d = difference("nps:standard/1", a, n, b, k);
    CSC_ASSERT_REL(d.difference, 0.0703125 + 0.008264462809917356, 1e-14);
    CSC_ASSERT_REL(d.se, 0.1008685181702, 1e-12);
    CSC_ASSERT_REL(d.statistic, 0.7790038382178, 1e-12);
    CSC_ASSERT_REL(d.p, 0.4359774537785, 1e-11);
    ck_assert(d.p_adjusted == d.p && isinf(d.df) && d.low < d.difference && d.difference < d.high && d.low < 0 && d.high > 0);
}
END_TEST

/* Newcombe (1998), Statistics in Medicine 17:873-890, table II, method 10: 56/70 and 48/80 give 0.0524 to 0.3339. */
START_TEST(shares_after_newcombe)
{
    size_t n = SPREAD(a, {1, 56}, {0, 14}), k = SPREAD(b, {1, 48}, {0, 32});
    csc_metric_difference d = difference("share/1", a, n, b, k);
    CSC_ASSERT_ABS(d.low, 0.0524, 5e-5);
    CSC_ASSERT_ABS(d.high, 0.3339, 5e-5);
    CSC_ASSERT_REL(d.statistic, 0.2 / sqrt(104.0 / 150 * (46.0 / 150) * (1.0 / 70 + 1.0 / 80)), 1e-13);
    /* 9/10 and 3/10: 0.1705 to 0.8090 */
    n = SPREAD(a, {1, 9}, {0, 1}), k = SPREAD(b, {1, 3}, {0, 7});
    d = difference("share/1", a, n, b, k);
    CSC_ASSERT_ABS(d.low, 0.1705, 5e-5);
    CSC_ASSERT_ABS(d.high, 0.8090, 5e-5);
}
END_TEST

/* Welch by hand: means 3 and 4, variances 2.5 and 1, n 5 and 3. */
START_TEST(means_after_welch)
{
    double x[] = {1, 2, 3, 4, 5}, y[] = {3, 4, 5};
    csc_metric_difference d = difference("csat:mean/1", x, 5, y, 3);
    double se2 = 0.5 + 1.0 / 3, df = se2 * se2 / (0.25 / 4 + 1.0 / 9 / 2);
    ck_assert(d.difference == -1);
    CSC_ASSERT_REL(d.se, sqrt(se2), 1e-14);
    CSC_ASSERT_REL(d.df, df, 1e-14);
    CSC_ASSERT_REL(d.p, 2 * csc_num_t_cdf(-1 / sqrt(se2), df), 1e-12);
    double one[] = {4};
    d = difference("csat:mean/1", x, 5, one, 1);
    ck_assert(d.status == CSC_E_UNDEFINED && isnan(d.difference));
    double same[] = {4, 4};
    d = difference("csat:mean/1", same, 2, same, 2);
    ck_assert(d.status == CSC_OK && d.difference == 0 && isnan(d.p));
}
END_TEST

START_TEST(unanimous_groups)
{
    size_t n = SPREAD(a, {10, 30}), k = SPREAD(b, {0, 30});
    csc_metric_difference d = difference("nps:standard/1", a, n, b, k);
    ck_assert(d.difference == 2 && d.se == 0 && d.p < 1e-6 && d.low < 2 && d.high == 2);
    d = difference("nps:standard/1", a, n, a, n);
    ck_assert(d.difference == 0 && d.statistic == 0 && d.p == 1 && d.low < 0 && d.high > 0);
    d = difference("csat:top2/1", a, 0, a, 0);
    ck_assert(d.status == CSC_E_UNDEFINED);
}
END_TEST

/* Sorted p-values times 4, 3, 2, 1, made not to fall (Holm 1979); checked with R's p.adjust. */
START_TEST(holm)
{
    double p[] = {0.01, 0.04, 0.03, 0.005, NAN}, q[5];
    CSC_ASSERT_STATUS(csc_metric_holm(p, 5, q, NULL, NULL), CSC_OK);
    CSC_ASSERT_REL(q[0], 0.03, 1e-15);
    CSC_ASSERT_REL(q[1], 0.06, 1e-15);
    CSC_ASSERT_REL(q[2], 0.06, 1e-15);
    CSC_ASSERT_REL(q[3], 0.02, 1e-15);
    ck_assert(isnan(q[4]));
    double bad[] = {0.1, 1.5};
    csc_error err;
    CSC_ASSERT_STATUS(csc_metric_holm(bad, 2, q, NULL, &err), CSC_E_RANGE);
    ck_assert(err.row == 1);
}
END_TEST

START_TEST(each_against_the_rest)
{
    csc_metric *m;
    CSC_ASSERT_STATUS(csc_metric_create(&m, "share/1", SIZE_MAX, 4, NULL, NULL), CSC_OK);
    static const int hits[] = {10, 20, 30};
    for (size_t g = 0; g < 3; g++)
        for (int i = 0; i < 40; i++) CSC_ASSERT_STATUS(csc_metric_add_value(m, g, i < hits[g], 1, NULL), CSC_OK);
    csc_metric_difference d[4];
    CSC_ASSERT_STATUS(csc_metric_compare_each(m, CSC_METRIC_ALL, d, NULL), CSC_OK);
    CSC_ASSERT_REL(d[0].difference, 0.25 - 50.0 / 80, 1e-14);
    CSC_ASSERT_REL(d[1].difference, 0.0, 1e-14);
    ck_assert(d[3].status == CSC_E_UNDEFINED && isnan(d[3].p_adjusted));
    CSC_ASSERT_REL(d[0].p_adjusted, 3 * d[0].p, 1e-12); /* a family of three; 0 and 2 are alike */
    CSC_ASSERT_STATUS(csc_metric_compare_each(m, 1, d, NULL), CSC_OK);
    ck_assert(d[1].status == CSC_E_UNDEFINED);
    CSC_ASSERT_REL(d[2].difference, 0.25, 1e-14);
    CSC_ASSERT_STATUS(csc_metric_compare_each(m, 9, d, NULL), CSC_E_INVALID);
    csc_metric_destroy(m);
}
END_TEST

CSC_CHECK_MAIN("metric/compare", nps_of_two_regions, shares_after_newcombe, means_after_welch, unanimous_groups, holm,
               each_against_the_rest)
