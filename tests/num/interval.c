/* Intervals against published tables and a numerical maximisation of the restricted likelihood. */
#include "csc_check.h"

/* Newcombe (1998), Statistics in Medicine 17, 857-872, table I: method 3 (score) and method 5 (exact). */
START_TEST(shares_of_newcombe)
{
    static const struct {
        double r, n, wilson[2], exact[2];
    } rows[] = {
        {81, 263, {0.2553, 0.3662}, {0.2527, 0.3676}},
        {15, 148, {0.0624, 0.1605}, {0.0578, 0.1617}},
        {0, 20, {0.0000, 0.1611}, {0.0000, 0.1684}},
        {1, 29, {0.0061, 0.1718}, {0.0009, 0.1776}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        double low, high;
        CSC_ASSERT_STATUS(csc_num_wilson(rows[i].r, rows[i].n, 0.95, &low, &high), CSC_OK);
        ck_assert(fabs(low - rows[i].wilson[0]) <= 5.1e-5 && fabs(high - rows[i].wilson[1]) <= 5.1e-5);
        CSC_ASSERT_STATUS(csc_num_clopper_pearson(rows[i].r, rows[i].n, 0.95, &low, &high), CSC_OK);
        ck_assert(fabs(low - rows[i].exact[0]) <= 5.1e-5 && fabs(high - rows[i].exact[1]) <= 5.1e-5);
    }
}
END_TEST

/* tests/num/generate_interval.py: restricted maximum found numerically at 40 digits. */
START_TEST(difference_of_shares)
{
    static const double rows[][5] = {
        {12, 2, 50, 0.061112406186343975, 0.34470874828214872},
        {9, 0, 50, 0.095809833022636699, 0.30796053674300783},
        {1, 0, 7, -0.26209192579049995, 0.51312782927431891},
        {0, 0, 20, -0.16112515805281939, 0.16112515805281939},
        {25, 25, 50, -0.26710971366342844, 0.26710971366342844},
        {3, 4, 10, -0.54016020461256852, 0.38791334046037969},
        {700, 100, 1000, 0.55709774290356623, 0.63934543122428073},
        {49, 1, 50, 0.7900911282072437, 0.99292148145670754},
        {1, 49, 50, -0.99292148145670754, -0.7900911282072437},
        {2.5, 0.75, 6.25, -0.29934723542926445, 0.69508245135456731},
        {1, 0, 1, -0.58690137124552522, 1.0},
        {1, 1, 2, -0.81093758853153857, 0.81093758853153857},
        {60000, 20000, 100000, 0.39502871858441471, 0.40494535228090342},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        double low, high;
        CSC_ASSERT_STATUS(csc_num_difference_score(rows[i][0], rows[i][1], rows[i][2], 0.95, &low, &high), CSC_OK);
        CSC_ASSERT_ABS(low, rows[i][3], 2e-14);
        CSC_ASSERT_ABS(high, rows[i][4], 2e-14);
    }
}
END_TEST

START_TEST(difference_stays_inside)
{
    for (int n = 1; n <= 40; n++)
        for (int p = 0; p <= n; p++)
            for (int m = 0; p + m <= n; m++) {
                double low, high;
                CSC_ASSERT_STATUS(csc_num_difference_score(p, m, n, 0.95, &low, &high), CSC_OK);
                double d = (p - m) / (double)n;
                ck_assert(low >= -1 && high <= 1 && high > low && low <= d + 1e-15 && high >= d - 1e-15);
            }
}
END_TEST

START_TEST(special_values)
{
    double low = 7, high = 8;
    CSC_ASSERT_STATUS(csc_num_wilson(0, 0, 0.95, &low, &high), CSC_E_UNDEFINED);
    ck_assert(isnan(low) && isnan(high));
    low = 7;
    CSC_ASSERT_STATUS(csc_num_wilson(3, 2, 0.95, &low, &high), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_num_wilson(NAN, 2, 0.95, &low, &high), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_num_wilson(1, 2, 1.0, &low, &high), CSC_E_INVALID);
    CSC_ASSERT_STATUS(csc_num_difference_score(2, 2, 3, 0.95, &low, &high), CSC_E_INVALID);
    ck_assert(low == 7);
    CSC_ASSERT_STATUS(csc_num_wilson(0, 5, 0.95, &low, &high), CSC_OK);
    ck_assert(low == 0.0 && high > 0.0);
    CSC_ASSERT_STATUS(csc_num_wilson(5, 5, 0.95, &low, &high), CSC_OK);
    ck_assert(high == 1.0 && low < 1.0);
    CSC_ASSERT_STATUS(csc_num_mean_interval(3, 0, 10, 0.95, &low, &high), CSC_OK);
    ck_assert(low == 3 && high == 3);
    CSC_ASSERT_STATUS(csc_num_mean_interval(3, 1, 1, 0.95, &low, &high), CSC_E_UNDEFINED);
    /* t(0.975, 9) = 2.262157162740992 (Abramowitz & Stegun table 26.10: 2.262) */
    CSC_ASSERT_STATUS(csc_num_mean_interval(0, sqrt(10.0), 10, 0.95, &low, &high), CSC_OK);
    ck_assert(fabs(high - 2.262) < 5e-4 && low == -high);
    ck_assert(isnan(csc_num_normal_quantile(1.5)) && isnan(csc_num_lgamma(-1)) && isnan(csc_num_t_cdf(NAN, 3)));
    ck_assert(isinf(csc_num_normal_quantile(1)) && csc_num_gamma_quantile(0, 1, 1, 0) == 0);
}
END_TEST

START_TEST(columns)
{
    double s[3] = {0, 81, NAN}, low[3], high[3];
    int32_t n[3] = {20, 263, 4};
    csc_column cs = {s, sizeof(double), CSC_TYPE_F64, 0, NULL, 0}, cn = {n, sizeof(int32_t), CSC_TYPE_I32, 0, NULL, 0};
    CSC_ASSERT_STATUS(csc_num_wilson_column(&cs, &cn, 3, 0.95, low, high, NULL), CSC_OK);
    for (int i = 0; i < 2; i++) {
        double l, h;
        CSC_ASSERT_STATUS(csc_num_wilson(s[i], n[i], 0.95, &l, &h), CSC_OK);
        ck_assert(low[i] == l && high[i] == h);
    }
    ck_assert(isnan(low[2]) && isnan(high[2]));
    CSC_ASSERT_STATUS(csc_num_difference_score_column(&cs, &cs, &cn, 1, 0.95, low, high, NULL), CSC_OK);
    ck_assert(low[0] == -high[0]);
    csc_error err;
    csc_error_init(&err);
    s[1] = 264;
    low[0] = 9;
    CSC_ASSERT_STATUS(csc_num_wilson_column(&cs, &cn, 3, 0.95, low, high, &err), CSC_E_RANGE);
    ck_assert(err.row == 1 && low[0] == 9);
}
END_TEST

CSC_CHECK_MAIN("num/interval", shares_of_newcombe, difference_of_shares, difference_stays_inside, special_values, columns)
