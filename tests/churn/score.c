/* The churn score and its measures against independent programs; trouble named. */
#include "expected_json.h"

/* Twelve customers; expected values from Newton's method in 40-digit arithmetic (tests/churn/generate_score.py). */
static const double gap[] = {-2, 1, 0, 3, -1, 2, -3, 1, 0, -2, 2, 1}, months[] = {3, 14, 7, 20, 2, 9, 5, 30, 11, 8, 4, 6},
                    left_[] = {1, 0, 0, 0, 1, 1, 1, 0, 1, 0, 0, 1};
#include "score_expected.h"

static const char *const names[] = {"gap", "months"};

START_TEST(equals_forty_digits)
{
    csc_column x[2] = {column_of(gap), column_of(months)}, y = column_of(left_);
    for (int k = 0; k < 2; k++) {
        csc_churn_score *s;
        double b[3], e[3], p[12], effects[24], base;
        CSC_ASSERT_STATUS(
            csc_churn_score_fit(&s, k ? "churn:score/1?ridge=0.5" : "churn:score/1", SIZE_MAX, &y, x, names, 2, NULL, 12, NULL, NULL),
            CSC_OK);
        CSC_ASSERT_STATUS(csc_churn_score_status(s), CSC_OK);
        CSC_ASSERT_STATUS(csc_churn_score_get(s, b, e), CSC_OK);
        for (int i = 0; i < 3; i++) {
            CSC_ASSERT_REL(b[i], score_coefficient[k][i], 1e-10);
            CSC_ASSERT_REL(e[i], score_error[k][i], 1e-9);
        }
        CSC_ASSERT_STATUS(csc_churn_score_predict(s, x, 12, p, effects, &base, NULL), CSC_OK);
        for (int i = 0; i < 12; i++) CSC_ASSERT_REL(log(p[i] / (1 - p[i])), base + effects[2 * i] + effects[2 * i + 1], 1e-10);
        csc_column cp = column_of(p);
        csc_churn_measures m;
        csc_churn_bin d[4], c[4];
        CSC_ASSERT_STATUS(csc_churn_measure(&cp, &y, NULL, 12, &m, d, c, 4, NULL, NULL), CSC_OK);
        CSC_ASSERT_REL(m.auc, score_measures[k][0], 1e-12);
        CSC_ASSERT_REL(m.brier, score_measures[k][1], 1e-10);
        CSC_ASSERT_REL(m.log_loss, score_measures[k][2], 1e-10);
        double n = 0, events = 0;
        for (int i = 0; i < 4; i++) {
            n += d[i].n;
            events += c[i].events;
        }
        ck_assert(n == 12 && events == 6 && d[3].gain == 1);
        csc_churn_score_destroy(s);
    }
}
END_TEST

/* Ties count one half: scores 1 2 2 3 with outcomes 0 1 0 1 give (1 + 1/2 + 1 + 1) / 4. */
START_TEST(ties)
{
    const double p[] = {0.1, 0.2, 0.2, 0.3}, y[] = {0, 1, 0, 1};
    csc_column cp = column_of(p), cy = column_of(y);
    csc_churn_measures m;
    CSC_ASSERT_STATUS(csc_churn_measure(&cp, &cy, NULL, 4, &m, NULL, NULL, 0, NULL, NULL), CSC_OK);
    CSC_ASSERT_REL(m.auc, 3.5 / 4, 1e-15);
    CSC_ASSERT_STATUS(csc_churn_measure(&cp, &cy, NULL, 1, &m, NULL, NULL, 0, NULL, NULL), CSC_OK);
    ck_assert(isnan(m.auc) && m.n == 1);
    CSC_ASSERT_STATUS(csc_churn_measure(&cp, &cy, NULL, 0, &m, NULL, NULL, 0, NULL, NULL), CSC_E_UNDEFINED);
}
END_TEST

START_TEST(trouble_is_named)
{
    double twice[12], perfect[12], none[12] = {0};
    for (int i = 0; i < 12; i++) {
        twice[i] = 3 - 2 * gap[i];
        perfect[i] = 10 * left_[i] + months[i] / 100;
    }
    csc_column x[2] = {column_of(gap), column_of(twice)}, y = column_of(left_);
    csc_churn_score *s;
    csc_error err;
    csc_error_init(&err);
    static const char *const two[] = {"gap", "twice"}, *const split[] = {"gap", "flag"};
    CSC_ASSERT_STATUS(csc_churn_score_fit(&s, "churn:score/1", SIZE_MAX, &y, x, two, 2, NULL, 12, NULL, &err), CSC_E_SINGULAR);
    ck_assert_str_eq(err.key, "twice");
    ck_assert_ptr_null(s);
    x[1] = column_of(perfect);
    CSC_ASSERT_STATUS(csc_churn_score_fit(&s, "churn:score/1", SIZE_MAX, &y, x, split, 2, NULL, 12, NULL, &err), CSC_OK);
    CSC_ASSERT_STATUS(csc_churn_score_status(s), CSC_E_SEPARATION);
    ck_assert_uint_eq(csc_churn_score_trouble(s), 1);
    csc_churn_score_destroy(s);
    CSC_ASSERT_STATUS(csc_churn_score_fit(&s, "churn:score/1?ridge=1", SIZE_MAX, &y, x, split, 2, NULL, 12, NULL, &err), CSC_OK);
    CSC_ASSERT_STATUS(csc_churn_score_status(s), CSC_OK);
    csc_churn_score_destroy(s);
    csc_column zero = column_of(none);
    CSC_ASSERT_STATUS(csc_churn_score_fit(&s, "churn:score/1", SIZE_MAX, &zero, x, split, 2, NULL, 12, NULL, &err), CSC_OK);
    CSC_ASSERT_STATUS(csc_churn_score_status(s), CSC_E_TOO_FEW);
    csc_churn_score_destroy(s);
    none[7] = 2;
    CSC_ASSERT_STATUS(csc_churn_score_fit(&s, "churn:score/1", SIZE_MAX, &zero, x, split, 2, NULL, 12, NULL, &err), CSC_E_RANGE);
    ck_assert(err.row == 7 && strcmp(err.key, "outcome") == 0);
}
END_TEST

CSC_CHECK_MAIN("churn/score", equals_forty_digits, ties, trouble_is_named)
