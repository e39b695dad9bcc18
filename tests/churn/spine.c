/* Leave reasons and complaint paths: the founding figures, and own counts. */
#include "text_sink.h"

START_TEST(reasons_sum_to_one)
{
    double sum = 0, control = 0;
    for (size_t i = 0; i < csc_churn_reason_count(); i++) {
        sum += csc_churn_reason_get(i)->share;
        if (csc_churn_reason_get(i)->within_control) control += csc_churn_reason_get(i)->share;
    }
    ck_assert(fabs(sum - 1) < 1e-15 && fabs(control - 0.82) < 1e-15);
    ck_assert_ptr_null(csc_churn_reason_get(6));
}
END_TEST

static char *visit_reasons(const double *counts, double lost) {
    static text_sink out;
    csc_sink sink = text_sink_of(&out);
    CSC_ASSERT_STATUS(csc_churn_reasons_visit("churn:reasons/1", SIZE_MAX, counts, 0, lost, &sink, NULL), CSC_OK);
    return out.text;
}

START_TEST(reasons_visit)
{
    char *text = visit_reasons(NULL, 1000);
    ck_assert_ptr_nonnull(strstr(text, "\"reason\":\"service\""));
    ck_assert_ptr_nonnull(strstr(text, "\"share\":0.68"));
    ck_assert_ptr_nonnull(strstr(text, "\"customers\":680"));
    const double own[6] = {1, 3, 5, 9, 14, 68};
    text = visit_reasons(own, NAN);
    ck_assert_ptr_nonnull(strstr(text, "\"own counts\""));
    const double none[6] = {0};
    text = visit_reasons(none, NAN);
    ck_assert_ptr_nonnull(strstr(text, "\"status\":\"undefined\""));
    csc_error err;
    csc_error_init(&err);
    static text_sink out;
    csc_sink sink = text_sink_of(&out);
    const double bad[6] = {1, -1, 0, 0, 0, 0};
    CSC_ASSERT_STATUS(csc_churn_reasons_visit("churn:reasons/1", SIZE_MAX, bad, 0, NAN, &sink, &err), CSC_E_RANGE);
    ck_assert_uint_eq(err.row, 1);
    CSC_ASSERT_STATUS(csc_churn_reasons_visit("churn:paths/1", SIZE_MAX, NULL, 0, NAN, &sink, &err), CSC_E_SPEC);
}
END_TEST

/* domain/README section 6: 9, 19, 54, 82 % and the mix formula. */
START_TEST(paths_preset)
{
    csc_churn_paths p;
    CSC_ASSERT_STATUS(csc_churn_paths_compute("churn:paths/1", SIZE_MAX, 100, 0, 0, 0, &p, NULL), CSC_OK);
    CSC_ASSERT_REL(p.returning, 9, 1e-14);
    CSC_ASSERT_STATUS(csc_churn_paths_compute("churn:paths/1", SIZE_MAX, 100, 1, 0, 0, &p, NULL), CSC_OK);
    CSC_ASSERT_REL(p.returning, 19, 1e-14);
    CSC_ASSERT_STATUS(csc_churn_paths_compute("churn:paths/1", SIZE_MAX, 100, 1, 1, 0, &p, NULL), CSC_OK);
    CSC_ASSERT_REL(p.returning, 54, 1e-14);
    CSC_ASSERT_STATUS(csc_churn_paths_compute("churn:paths/1", SIZE_MAX, 100, 1, 1, 1, &p, NULL), CSC_OK);
    CSC_ASSERT_REL(p.returning, 82, 1e-14);
    CSC_ASSERT_STATUS(csc_churn_paths_compute("churn:paths/1?problem=minor", SIZE_MAX, 1000, 0.31, 0.6, 0.5, &p, NULL), CSC_OK);
    CSC_ASSERT_REL(p.returning, 1000 * (0.69 * 0.37 + 0.31 * (0.4 * 0.46 + 0.6 * (0.5 * 0.70 + 0.5 * 0.95))), 1e-14);
    double back = 0, people = 0;
    for (int i = 0; i < 4; i++) {
        back += p.path[i].returning;
        people += p.path[i].customers;
    }
    CSC_ASSERT_REL(back, p.returning, 1e-14);
    CSC_ASSERT_REL(people, 1000, 1e-14);
    CSC_ASSERT_REL(p.returning + p.lost, 1000, 1e-14);
    /* one point more of complaints, by difference */
    csc_churn_paths q;
    CSC_ASSERT_STATUS(csc_churn_paths_compute("churn:paths/1?problem=minor", SIZE_MAX, 1000, 0.32, 0.6, 0.5, &q, NULL), CSC_OK);
    CSC_ASSERT_REL(q.returning - p.returning, p.effect_complain, 1e-10);
    CSC_ASSERT_STATUS(csc_churn_paths_compute("churn:paths/1?problem=minor", SIZE_MAX, 1000, 0.31, 0.61, 0.5, &q, NULL), CSC_OK);
    CSC_ASSERT_REL(q.returning - p.returning, p.effect_resolved, 1e-10);
    CSC_ASSERT_STATUS(csc_churn_paths_compute("churn:paths/1?problem=minor", SIZE_MAX, 1000, 0.31, 0.6, 0.51, &q, NULL), CSC_OK);
    CSC_ASSERT_REL(q.returning - p.returning, p.effect_quick, 1e-10);
    csc_error err;
    csc_error_init(&err);
    q.returning = -5;
    CSC_ASSERT_STATUS(csc_churn_paths_compute("churn:paths/1", SIZE_MAX, 100, 1.2, 0, 0, &q, &err), CSC_E_RANGE);
    ck_assert_str_eq(err.key, "complain");
    ck_assert(q.returning == -5);
}
END_TEST

START_TEST(paths_from_counts)
{
    /* 81 of 263: Wilson .2553 .3662 (Newcombe 1998) */
    const double counts[4] = {263, 50, 40, 0}, returned[4] = {81, 10, 20, 0};
    csc_churn_paths p;
    CSC_ASSERT_STATUS(csc_churn_paths_estimate("churn:paths/1", SIZE_MAX, counts, returned, 7, NAN, &p, NULL), CSC_OK);
    ck_assert(fabs(p.path[0].rebuy_low - 0.2553) < 6e-5 && fabs(p.path[0].rebuy_high - 0.3662) < 6e-5);
    ck_assert(p.n == 353 && p.missing == 7 && p.returning == 111 && p.lost == 242);
    ck_assert(isnan(p.path[3].rebuy) && isnan(p.path[3].p_value) && p.path[3].share == 0);
    ck_assert(p.low < 111 && p.high > 111 && p.path[0].p_value < 1e-10);
    /* 10 of 50 against 0.19, scipy.stats.binom: twice the smaller of P(X <= 10), P(X >= 10) */
    CSC_ASSERT_REL(p.path[1].p_value, 0.9698512970948421, 1e-11);
    CSC_ASSERT_STATUS(csc_churn_paths_estimate("churn:paths/1", SIZE_MAX, counts, returned, 0, 3530, &p, NULL), CSC_OK);
    CSC_ASSERT_REL(p.returning, 1110, 1e-14);
    const double zero[4] = {0};
    CSC_ASSERT_STATUS(csc_churn_paths_estimate("churn:paths/1", SIZE_MAX, zero, zero, 0, NAN, &p, NULL), CSC_OK);
    ck_assert(p.status == CSC_E_UNDEFINED && isnan(p.returning));
    CSC_ASSERT_STATUS(csc_churn_paths_estimate("churn:paths/1", SIZE_MAX, returned, counts, 0, NAN, &p, NULL), CSC_E_RANGE);
}
END_TEST

CSC_CHECK_MAIN("churn/spine", reasons_sum_to_one, reasons_visit, paths_preset, paths_from_counts)
