/* SERVQUAL, SERVPERF and Kano against published and hand-made figures. */
#include "shared.h"

/* The evaluation table as printed in Berger et al. (1993). The documentation of one peer prints O for (like, like): it is Q. */
START_TEST(kano_grid)
{
    static const char want[] = "QAAAO"
                               "RIIIM"
                               "RIIIM"
                               "RIIIM"
                               "RRRRQ";
    for (int f = 1; f <= 5; f++)
        for (int d = 1; d <= 5; d++) ck_assert_int_eq(*csc_kano_letter(csc_kano_classify(f, d)), want[(f - 1) * 5 + d - 1]);
    ck_assert_int_eq(csc_kano_classify(0, 1), CSC_KANO_NONE);
    ck_assert_int_eq(csc_kano_classify(1, 6), CSC_KANO_NONE);
}
END_TEST

/* Coefficients from the formulas of Berger et al. and Fong, worked by hand. */
START_TEST(kano_coefficients)
{
    static const struct {
        uint64_t count[6];
        double plus, minus, strength, total, fong;
        int category, significant;
    } cases[] = {{{30, 20, 10, 35, 3, 2}, 50.0 / 95, -30.0 / 95, 0.05, 0.6, 10.92930407208071, CSC_KANO_I, 0},
                 {{7, 33, 50, 9, 0, 1}, 40.0 / 99, -83.0 / 99, 0.17, 0.9, 11.497433952843565, CSC_KANO_M, 1},
                 {{10, 45, 31, 12, 1, 1}, 55.0 / 98, -76.0 / 98, 0.14, 0.86, 11.326261519142138, CSC_KANO_O, 1},
                 {{25, 25, 25, 25, 0, 0}, 0.5, -0.5, 0, 0.75, 10.10414518898061, CSC_KANO_M, 0}, /* ties: M > O > A > I */
                 {{25, 25, 0, 25, 0, 0}, 50.0 / 75, -25.0 / 75, 0, 50.0 / 75, 9.52627944162883, CSC_KANO_O, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        csc_kano k;
        CSC_ASSERT_STATUS(csc_kano_from_counts(cases[i].count, &k, NULL), CSC_OK);
        CSC_ASSERT_REL(k.cs_plus, cases[i].plus, 1e-14);
        CSC_ASSERT_REL(k.cs_minus, cases[i].minus, 1e-14);
        CSC_ASSERT_ABS(k.category_strength, cases[i].strength, 1e-14);
        CSC_ASSERT_REL(k.total_strength, cases[i].total, 1e-14);
        CSC_ASSERT_REL(k.fong_threshold, cases[i].fong, 1e-13);
        ck_assert(k.category == cases[i].category && k.significant == cases[i].significant);
    }
    uint64_t none[6] = {0};
    csc_kano k;
    CSC_ASSERT_STATUS(csc_kano_from_counts(none, &k, NULL), CSC_OK);
    ck_assert(k.status == CSC_E_UNDEFINED && isnan(k.cs_plus) && k.category == CSC_KANO_NONE);
    uint64_t reverse[6] = {0, 0, 0, 0, 5, 1};
    CSC_ASSERT_STATUS(csc_kano_from_counts(reverse, &k, NULL), CSC_OK);
    ck_assert(k.status == CSC_OK && isnan(k.cs_minus) && k.category == CSC_KANO_R);
}
END_TEST

START_TEST(kano_counting)
{
    int8_t f[5] = {1, 1, 2, 5, 1}, d[5] = {5, 3, 5, 5, 1};
    int16_t which[5] = {0, 1, 1, 1, 0};
    uint8_t valid = 0x17; /* row 3 has a blank */
    csc_column cf = {.data = f, .stride = 1, .type = CSC_TYPE_I8, .validity = &valid}, cd = {.data = d, .stride = 1, .type = CSC_TYPE_I8};
    csc_column ci = {.data = which, .stride = 2, .type = CSC_TYPE_I16};
    uint64_t count[12] = {0}, missing[2] = {0};
    csc_error err;
    CSC_ASSERT_STATUS(csc_kano_count(&ci, &cf, &cd, 5, 2, count, missing, &err), CSC_OK);
    ck_assert(count[CSC_KANO_O] == 1 && count[CSC_KANO_Q] == 1 && count[6 + CSC_KANO_A] == 1 && count[6 + CSC_KANO_M] == 1 &&
              missing[1] == 1);
    d[4] = 6;
    CSC_ASSERT_STATUS(csc_kano_count(&ci, &cf, &cd, 5, 2, count, missing, &err), CSC_E_RANGE);
    ck_assert(err.row == 4 && count[CSC_KANO_O] == 1);
    ck_assert_str_eq(err.key, "dysfunctional");
}
END_TEST

/* A respondent with one blank counts by the items he answered. Dimension 0: respondents -1 and (-2) -> mean -1.5; dimension 1: 1 and 0. */
START_TEST(servqual_by_hand)
{
    double x[3][2] = {{4, 5}, {6, NAN}, {7, 6}}, e[3][2] = {{6, 7}, {6, 7}, {6, 6}};
    csc_column cx[3], ce[3];
    static const uint32_t dimension[3] = {0, 0, 1};
    for (int i = 0; i < 3; i++) {
        cx[i] = (csc_column){.data = x[i], .stride = 8, .type = CSC_TYPE_F64};
        ce[i] = (csc_column){.data = e[i], .stride = 8, .type = CSC_TYPE_F64};
    }
    csc_servqual d[2];
    double score, weight[2] = {30, 70};
    CSC_ASSERT_STATUS(csc_servqual_compute(cx, ce, 3, 2, dimension, 2, weight, NULL, d, &score, NULL), CSC_OK);
    ck_assert(d[0].gap == -1.5 && d[0].servperf == 5 && d[0].n == 2 && d[0].weight == 0.3 && d[1].gap == 0.5);
    CSC_ASSERT_REL(d[0].gap_se, 0.5, 1e-15);
    CSC_ASSERT_REL(score, 0.3 * -1.5 + 0.7 * 0.5, 1e-14);
    CSC_ASSERT_STATUS(csc_servqual_compute(cx, NULL, 3, 2, dimension, 2, NULL, NULL, d, &score, NULL), CSC_OK);
    ck_assert(isnan(d[0].gap) && score == (5 + 6.5) / 2);
    csc_error err;
    weight[0] = -1;
    CSC_ASSERT_STATUS(csc_servqual_compute(cx, ce, 3, 2, dimension, 2, weight, NULL, d, &score, &err), CSC_E_RANGE);
    CSC_ASSERT_STATUS(csc_servqual_compute(cx, ce, 3, 2, dimension, 3, NULL, NULL, d, &score, &err), CSC_E_INVALID);
    ck_assert(err.row == 2);
    x[2][1] = (double)INFINITY;
    CSC_ASSERT_STATUS(csc_servqual_compute(cx, ce, 3, 2, dimension, 2, NULL, NULL, d, &score, &err), CSC_E_RANGE);
    ck_assert(err.row == 1 && err.column == 2);
}
END_TEST

/* Means and deviations of the five dimensions of the SQ data of cSEM, computed in R. */
START_TEST(servperf_of_shared_data)
{
    static const double mean[5] = {77.420924574209, 81.450121654501, 78.394160583942, 81.995133819951, 74.277372262774};
    static const double sd[5] = {14.143530801512, 16.702835124753, 17.884462938499, 17.044703795668, 18.232935862097};
    static const uint32_t dimension[22] = {0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4};
    char names[22][16];
    const char *list[22];
    for (int i = 0; i < 22; i++) {
        snprintf(names[i], sizeof names[i], "a%02d", i + 1);
        list[i] = names[i];
    }
    csc_column c[22];
    table t;
    if (!open_table(&t, "sq_servperf.csv", list, 22, c)) return;
    csc_servqual d[5];
    double score;
    CSC_ASSERT_STATUS(csc_servqual_compute(c, NULL, 22, t.rows, dimension, 5, NULL, NULL, d, &score, NULL), CSC_OK);
    for (int i = 0; i < 5; i++) {
        CSC_ASSERT_REL(d[i].servperf, mean[i], 1e-12);
        CSC_ASSERT_REL(d[i].servperf_sd, sd[i], 1e-11);
        ck_assert(d[i].n == 411);
    }
    CSC_ASSERT_REL(score, 78.707542579075, 1e-12);
    close_table(&t);
}
END_TEST

CSC_CHECK_MAIN("satisfaction/instruments", kano_grid, kano_coefficients, kano_counting, servqual_by_hand, servperf_of_shared_data)
