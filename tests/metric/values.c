/* Values of the definitions against published figures and hand-made counts. */
#include "support.h"

static double v[2000];

/* Counts and standard error of CDCgov/prime-reportstream issue 5281, 18 promoters, 11 passives, 2 detractors: NPS 51.6; its text
 * speaks of 32 scores, and the listed groups add up to 31. */
START_TEST(nps_of_reportstream)
{
    size_t n = SPREAD(v, {9, 10}, {10, 8}, {7, 5}, {8, 6}, {0, 1}, {6, 1});
    csc_estimate e = metric("nps:standard/1", v, n);
    ck_assert(n == 31 && e.n == 31 && e.missing == 0 && e.status == CSC_OK && e.level == 0.95);
    CSC_ASSERT_REL(e.value, 0.5161290322580645, 1e-15);
    CSC_ASSERT_REL(e.se, 0.11053712153914258, 1e-13);
    ck_assert(e.low > -1 && e.low < e.value && e.value < e.high && e.high < 1);
}
END_TEST

/* Unanimous answers: the Wald interval has width 0. Tango's score interval is [(n - z^2) / (n + z^2), 1]. */
START_TEST(nps_unanimous)
{
    for (size_t i = 0; i < 20; i++) v[i] = 10;
    csc_estimate e = metric("nps:standard/1", v, 20);
    double z2 = 1.959963984540054 * 1.959963984540054;
    ck_assert(e.value == 1 && e.se == 0 && e.high == 1);
    CSC_ASSERT_REL(e.low, (20 - z2) / (20 + z2), 1e-10);
}
END_TEST

/* 73 of 533 in the top two of seven: Wilson [0.1103596651, 0.1687571139], mean's standard error from R (prop.test without
 * correction and t.test; counts of an airline survey). */
START_TEST(top_box_with_wilson)
{
    size_t n = SPREAD(v, {7, 40}, {6, 33}, {3, 200}, {1, 260});
    csc_estimate e = metric("csat:top2/1?scale=1..7", v, n);
    CSC_ASSERT_REL(e.value, 73.0 / 533, 1e-15);
    CSC_ASSERT_REL(e.low, 0.1103596651311, 1e-11);
    CSC_ASSERT_REL(e.high, 0.1687571138708, 1e-11);
}
END_TEST

/* Means 3 and variance 2.5 of 1..5: t interval 3 -+ 2.776445105198 sqrt(0.5) (t quantile of four degrees of freedom). */
START_TEST(mean_with_t)
{
    double x[] = {1, 2, 3, 4, 5};
    csc_estimate e = metric("csat:mean/1", x, 5);
    ck_assert(e.value == 3);
    CSC_ASSERT_REL(e.se, sqrt(0.5), 1e-15);
    CSC_ASSERT_REL(e.low, 3 - 2.7764451051977987 * sqrt(0.5), 1e-12);
    CSC_ASSERT_REL(e.high, 3 + 2.7764451051977987 * sqrt(0.5), 1e-12);
    e = metric("csat:mean/1", x, 1);
    ck_assert(e.status == CSC_OK && e.value == 1 && isnan(e.se) && isnan(e.low) && isnan(e.high));
    double same[] = {4, 4, 4};
    e = metric("ces:mean/1?scale=1..7", same, 3);
    ck_assert(e.value == 4 && e.se == 0 && e.low == 4 && e.high == 4);
    double tenths[] = {3.7, 3.7, 3.7, 3.7, 3.7, 3.7, 3.7};
    e = metric("csat:mean/1", tenths, 7);
    CSC_ASSERT_REL(e.value, 3.7, 1e-15);
    ck_assert(e.se == 0);
}
END_TEST

/* Boxes by points of the scale: formbricks/formbricks#7128. */
START_TEST(top_boxes_by_scale)
{
    static const struct {
        const char *spec;
        int low, high, boxes;
    } cases[] = {{"csat:top2/1?scale=1..3", 1, 3, 1},
                 {"csat:top2/1?scale=1..4", 1, 4, 2},
                 {"csat:top2/1", 1, 5, 2},
                 {"csat:top2/1?scale=1..6", 1, 6, 2},
                 {"csat:top2/1?scale=1..7", 1, 7, 2},
                 {"csat:top2/1?scale=1..10", 1, 10, 3},
                 {"csat:top2/1?scale=0..10", 0, 10, 3},
                 {"csat:top2/1?scale=1..5&top=1", 1, 5, 1},
                 {"csat:top2/1?scale=-2..2", -2, 2, 2},
                 {"csat:top2/1?scale=0..1", 0, 1, 1},
                 {"csat:top2/1?scale=1..100&top=30", 1, 100, 30},
                 {"csat:formbricks/1?scale=1..3", 1, 3, 1},
                 {"csat:formbricks/1?scale=1..10", 1, 10, 3}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t n = 0;
        for (int x = cases[i].low; x <= cases[i].high; x++) v[n++] = x;
        csc_estimate e = metric(cases[i].spec, v, n);
        CSC_ASSERT_REL(e.value, (double)cases[i].boxes / (double)n, 1e-15);
    }
}
END_TEST

START_TEST(net_is_top_minus_mirrored_bottom)
{
    size_t n = SPREAD(v, {5, 4}, {4, 3}, {3, 2}, {2, 5}, {1, 6});
    csc_estimate e = metric("csat:net/1", v, n);
    CSC_ASSERT_REL(e.value, (7.0 - 11.0) / 20, 1e-15);
    /* On 1..3 with two top boxes only one box is left below. */
    n = SPREAD(v, {3, 4}, {2, 3}, {1, 3});
    CSC_ASSERT_REL(metric("csat:net/1?scale=1..3&top=2", v, n).value, 0.4, 1e-15);
}
END_TEST

START_TEST(shares_and_response_rate)
{
    double flags[] = {1, 0, 1, 1, NAN};
    csc_estimate e = metric("share/1", flags, 5);
    ck_assert(e.value == 0.75 && e.n == 4 && e.missing == 1);
    e = metric("share/1?missing=keep", flags, 5);
    ck_assert(e.value == 0.6 && e.n == 5 && e.missing == 1);
    e = metric("response-rate/1", flags, 5);
    ck_assert(e.value == 0.8 && e.n == 5 && e.missing == 1);
    double x[] = {1, 2, 3, 4, 5, 6, 7};
    ck_assert(metric("share/1?scale=1..7&at_least=3&at_most=4", x, 7).value == 2.0 / 7);
    ck_assert(metric("share/1?scale=1..7&at_least=6", x, 7).value == 2.0 / 7);
}
END_TEST

START_TEST(presets_of_hosts)
{
    /* Odoo keeps 0 for "not rated". */
    double odoo[] = {3, 5, 1, 0, 0};
    csc_estimate e = metric("csat:odoo-happy/1", odoo, 5);
    CSC_ASSERT_REL(e.value, 1.0 / 3, 1e-15); /* odoo/odoo#81027: 33 % ... */
    ck_assert(e.n == 3 && e.missing == 2);
    e = metric("csat:odoo-mean/1", odoo, 5);
    ck_assert(e.value == 3 && e.n == 3 && e.missing == 2); /* ... or 3 of 5 */
    double four[] = {4, 4, 5, 3};
    ck_assert(metric("csat:odoo-happy/1", four, 4).value == 0.75);
    ck_assert(metric("csat:odoo-happy/1?satisfied=5", four, 4).value == 0.25);
    ck_assert(metric("csat:chatwoot/1", four, 4).value == 0.75);
    double good[] = {1, 1, 0, 1};
    ck_assert(metric("csat:zendesk/1", good, 4).value == 0.75);
    double faces[] = {3, 3, 3, 2, 1};
    CSC_ASSERT_REL(metric("csat:freescout/1?scale=1..3", faces, 5).value, 0.4, 1e-15);
}
END_TEST

/* Weighted figures by hand: shares of weight; effective n is (sum w)^2 / sum w^2 (Kish 1965). */
START_TEST(weights)
{
    double x[] = {10, 9, 3, 7, 10}, w[] = {2, 1, 0.5, 1.5, 0};
    csc_column cx = doubles(x), cw = doubles(w);
    csc_estimate e;
    CSC_ASSERT_STATUS(csc_metric_compute("nps:standard/1", SIZE_MAX, &cx, &cw, 5, &e, NULL), CSC_OK);
    CSC_ASSERT_REL(e.value, 0.5, 1e-15);
    ck_assert(e.n == 5);
    double effective = 25 / 7.5;
    CSC_ASSERT_REL(e.se, sqrt((0.6 + 0.1 - 0.25) / effective), 1e-14);
    CSC_ASSERT_STATUS(csc_metric_compute("csat:mean/1?scale=0..10", SIZE_MAX, &cx, &cw, 5, &e, NULL), CSC_OK);
    double mean = (20 + 9 + 1.5 + 10.5) / 5;
    CSC_ASSERT_REL(e.value, mean, 1e-15);
    double ss = 2 * (10 - mean) * (10 - mean) + (9 - mean) * (9 - mean) + 0.5 * (3 - mean) * (3 - mean) + 1.5 * (7 - mean) * (7 - mean);
    CSC_ASSERT_REL(e.se, sqrt(ss / 5 / (effective - 1)), 1e-13);
}
END_TEST

START_TEST(undefined_is_not_zero)
{
    double blank[] = {NAN, NAN};
    static const char *const specs[] = {"csat:top2/1", "csat:net/1", "csat:mean/1", "nps:standard/1", "share/1", "csat:odoo-mean/1"};
    for (size_t i = 0; i < sizeof specs / sizeof specs[0]; i++) {
        csc_estimate e = metric(specs[i], blank, 2);
        ck_assert(e.status == CSC_E_UNDEFINED && isnan(e.value) && isnan(e.low) && e.n == 0 && e.missing == 2);
        e = metric(specs[i], NULL, 0);
        ck_assert(e.status == CSC_E_UNDEFINED && isnan(e.value));
    }
    double zero[] = {0, 0};
    ck_assert(metric("csat:odoo-mean/1", zero, 2).status == CSC_E_UNDEFINED);
    ck_assert(metric("response-rate/1", blank, 2).value == 0);
    double x[] = {5, 4, 3};
    csc_estimate e = metric("csat:top2/1?min_n=5", x, 3);
    ck_assert(e.status == CSC_E_TOO_FEW && isnan(e.value) && e.n == 3);
}
END_TEST

START_TEST(bad_specs_are_refused)
{
    csc_error err;
    double x[] = {1};
    static const struct {
        const char *spec;
        csc_status status;
        const char *key;
    } cases[] = {{"nps:standard/1?scale=1..5", CSC_E_SPEC, "scale"},
                 {"nps:standard/1?scale=1..10", CSC_E_SPEC, "scale"},
                 {"csat:top2/1?scale=1..100", CSC_E_SPEC, "top"},
                 {"csat:top2/1?top=5", CSC_E_SPEC, "top"},
                 {"csat:top2/1?scale=-1000..1000", CSC_E_SPEC, "scale"},
                 {"csat:top2/1?scale=5..1", CSC_E_SPEC, "scale"},
                 {"csat:top2/1?missing=zero", CSC_E_SPEC, "missing"},
                 {"csat:top2/1?foo=1", CSC_E_SPEC, "foo"},
                 {"ces:mean/1", CSC_E_SPEC, "scale"},
                 {"share/1?at_least=2", CSC_E_SPEC, "at_least"},
                 {"share/1?at_least=1&at_most=0", CSC_E_SPEC, "at_most"},
                 {"csat:points/1?scale=-2..2", CSC_E_SPEC, "scale"},
                 {"csat:top2/2", CSC_E_NOTFOUND, NULL},
                 {"csat", CSC_E_SPEC, NULL},
                 {"", CSC_E_SPEC, NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CSC_ASSERT_STATUS(status_of(cases[i].spec, x, 1, &err), cases[i].status);
        if (cases[i].key != NULL) ck_assert_str_eq(err.key, cases[i].key);
    }
    csc_metric *m = (csc_metric *)x;
    CSC_ASSERT_STATUS(csc_metric_create(&m, "csat:top2/9", SIZE_MAX, 1, NULL, NULL), CSC_E_NOTFOUND);
    ck_assert_ptr_null(m);
    CSC_ASSERT_STATUS(csc_metric_create(&m, "csat:top2/1?level=0.95&scale=1..5", SIZE_MAX, 1, NULL, NULL), CSC_OK);
    ck_assert_str_eq(csc_metric_spec(m, NULL), "csat:top2/1");
    csc_metric_destroy(m);
}
END_TEST

CSC_CHECK_MAIN("metric/values", nps_of_reportstream, nps_unanimous, top_box_with_wilson, mean_with_t, top_boxes_by_scale,
               net_is_top_minus_mirrored_bottom, shares_and_response_rate, presets_of_hosts, weights, undefined_is_not_zero,
               bad_specs_are_refused)
