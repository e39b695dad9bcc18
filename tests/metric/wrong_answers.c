/* Wrong answers that users of other tools reported, each with its story. libcsc must not repeat them. */
#include "support.h"

static double v[2000];

/* freescout-help-desk/freescout#2064: a reader sees a satisfaction of 14 % and expects 65 % from the same ratings. FreeScout shows
 * great% - bad%; he wants points of the points possible. Neither is wrong: they are two definitions. 16 great (5), 10 okay (3)
 * and 11 bad (1) ratings give both of his figures. */
START_TEST(fourteen_or_sixty_five_percent)
{
    size_t n = SPREAD(v, {5, 16}, {3, 10}, {1, 11});
    ck_assert_int_eq((int)lround(100 * metric("csat:freescout/1", v, n).value), 14);
    ck_assert_int_eq((int)lround(100 * metric("csat:points/1", v, n).value), 65);
    /* The same pair with the usual CSAT, once all five points are used. */
    n = SPREAD(v, {5, 30}, {4, 35}, {3, 10}, {2, 9}, {1, 16});
    CSC_ASSERT_REL(metric("csat:freescout/1", v, n).value, 0.14, 1e-12);
    CSC_ASSERT_REL(metric("csat:top2/1", v, n).value, 0.65, 1e-15);
}
END_TEST

/* formbricks/formbricks#9248: 6.5 and 8.5 fell in no bucket, so that an average of 7.5 gave a score of 0. Buckets are exhaustive:
 * below 7 is a detractor, below 9 a passive. */
START_TEST(fractions_fall_in_a_bucket)
{
    double x[] = {6.5, 8.5};
    csc_estimate e = metric("nps:standard/1", x, 2);
    ck_assert(e.n == 2 && e.value == -0.5);
    CSC_ASSERT_REL(e.se, 0.3535533905932738, 1e-14);
    double y[] = {3.999999, 4.0, 5.0, 1.5};
    ck_assert(metric("csat:top2/1", y, 4).value == 0.5);
    ck_assert(metric("csat:net/1", (double[]){2.5, 3.5}, 2).value == -0.5); /* 2.5 is at 2, 3.5 at 3 */
    CSC_ASSERT_REL(metric("csat:mean/1", y, 4).value, 14.499999 / 4, 1e-15);
}
END_TEST

/* mozilla/fx-private-relay#1013: the index of the chosen option was stored in place of its value, shifting every answer by one. A
 * scale that is declared catches it: an 11 is off 0..10, and data that are known to be 1..11 are declared so. */
START_TEST(an_index_is_not_a_value)
{
    csc_error err;
    double index[] = {1, 10, 11, 7};
    CSC_ASSERT_STATUS(status_of("nps:standard/1", index, 4, &err), CSC_E_RANGE);
    ck_assert(err.row == 2);
    ck_assert_str_eq(err.key, "value");
    csc_estimate e = metric("nps:standard/1?scale=1..11", index, 4); /* 0, 9, 10, 6 */
    ck_assert(e.value == 0 && e.n == 4);
}
END_TEST

/* odoo/odoo#67336: 0 stands for "not rated", was taken as a rating, and the dashboard showed a satisfaction of -1. In a plain
 * definition a 0 on 1..5 is an error with its row; in Odoo's it is missing. */
START_TEST(zero_is_no_rating)
{
    csc_error err;
    double x[] = {5, 0, 4};
    CSC_ASSERT_STATUS(status_of("csat:top2/1", x, 3, &err), CSC_E_RANGE);
    ck_assert(err.row == 1);
    csc_estimate e = metric("csat:odoo-mean/1", x, 3);
    ck_assert(e.value == 4.5 && e.n == 2 && e.missing == 1);
    e = metric("csat:top2/1?offscale=count", x, 3);
    ck_assert(e.value == 1 && e.n == 2 && e.missing == 0);
}
END_TEST

/* odoo/odoo#25120, #197849: rated and unrated rows in one denominator, and shares above 100 %. A share has one denominator. */
START_TEST(no_share_above_one)
{
    for (int round = 0; round < 200; round++) {
        csc_random r;
        csc_random_init(&r, 7, "share", 5, (uint64_t)round);
        size_t n = 1 + csc_random_below(&r, 40);
        for (size_t i = 0; i < n; i++) v[i] = csc_random_below(&r, 4) == 0 ? NAN : 1 + (double)csc_random_below(&r, 5);
        csc_estimate e = metric("csat:top2/1", v, n), k = metric("csat:top2/1?missing=keep", v, n);
        ck_assert(e.n + e.missing == (double)n && k.n == (double)n);
        if (e.status == CSC_OK) ck_assert(e.value >= 0 && e.value <= 1 && e.low >= 0 && e.high <= 1 && k.value <= e.value);
    }
}
END_TEST

/* odoo/odoo#252822: percentages of values that were percentages already. Two agents with 1 of 1 and 0 of 99 satisfied have 1 %
 * together, not 50 %: parts are merged as counts. */
START_TEST(no_percentage_of_percentages)
{
    csc_metric *a, *b;
    CSC_ASSERT_STATUS(csc_metric_create(&a, "csat:top2/1", SIZE_MAX, 1, NULL, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_metric_clone(&b, a, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_metric_add_value(a, 0, 5, 1, NULL), CSC_OK);
    for (int i = 0; i < 99; i++) CSC_ASSERT_STATUS(csc_metric_add_value(b, 0, 2, 1, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_metric_merge(a, b, NULL), CSC_OK);
    csc_estimate e;
    CSC_ASSERT_STATUS(csc_metric_estimate(a, 0, &e, NULL), CSC_OK);
    ck_assert(e.value == 0.01);
    csc_metric_destroy(a);
    csc_metric_destroy(b);
}
END_TEST

/* PostHog/posthog#19500: a score named NPS was shown for a question of another kind. NPS wants eleven points. */
START_TEST(nps_only_of_eleven_points)
{
    csc_error err;
    CSC_ASSERT_STATUS(status_of("nps:standard/1?scale=1..5", v, 0, &err), CSC_E_SPEC);
    CSC_ASSERT_STATUS(status_of("nps:standard/1?scale=0..9", v, 0, &err), CSC_E_SPEC);
}
END_TEST

/* breatheco-de/apiv2#2928: a score rounded inside a calculation. 2 promoters of 3 are 2/3, not 0.67. */
START_TEST(no_rounding_inside)
{
    double x[] = {10, 9, 8};
    ck_assert(metric("nps:standard/1", x, 3).value == 2.0 / 3);
}
END_TEST

/* va.gov-team 72336: a low score from few responses headed the list. Under a minimum there is no rank. */
START_TEST(no_rank_for_few_answers)
{
    csc_metric *m;
    CSC_ASSERT_STATUS(csc_metric_create(&m, "csat:top2/1", SIZE_MAX, 4, NULL, NULL), CSC_OK);
    for (int i = 0; i < 40; i++) {
        CSC_ASSERT_STATUS(csc_metric_add_value(m, 0, i % 4 ? 5 : 1, 1, NULL), CSC_OK);
        CSC_ASSERT_STATUS(csc_metric_add_value(m, 1, i % 2 ? 5 : 1, 1, NULL), CSC_OK);
        if (i < 3) CSC_ASSERT_STATUS(csc_metric_add_value(m, 2, 5, 1, NULL), CSC_OK);
    }
    uint64_t rank[4];
    size_t ranked;
    CSC_ASSERT_STATUS(csc_metric_rank(m, 0, rank, &ranked, NULL), CSC_OK);
    ck_assert(rank[0] == 1 && rank[1] == 2 && rank[2] == 0 && rank[3] == 0 && ranked == 2);
    CSC_ASSERT_STATUS(csc_metric_rank(m, 3, rank, &ranked, NULL), CSC_OK);
    ck_assert(rank[2] == 1 && rank[0] == 2 && rank[3] == 0 && ranked == 3);
    csc_metric_destroy(m);
}
END_TEST

CSC_CHECK_MAIN("metric/wrong_answers", fourteen_or_sixty_five_percent, fractions_fall_in_a_bucket, an_index_is_not_a_value,
               zero_is_no_rating, no_share_above_one, no_percentage_of_percentages, nps_only_of_eleven_points, no_rounding_inside,
               no_rank_for_few_answers)
