/* Every value of tests/data/num_expected.csv (50-digit arithmetic, tests/num/generate_expected.py). */
#include "csc_check.h"

#include "num/internal.h"

static void compare(const char *name, const double *a, const double *want, int line) {
    double got[2] = {NAN, NAN};
    int n = 1;
    if (strcmp(name, "lgamma") == 0) {
        got[0] = csc_num_lgamma(a[0]);
    } else if (strcmp(name, "digamma") == 0) {
        got[0] = csc_num_digamma(a[0]);
    } else if (strcmp(name, "trigamma") == 0) {
        got[0] = csc_num_trigamma(a[0]);
    } else if (strcmp(name, "lbeta") == 0) {
        got[0] = csc_num_lbeta(a[0], a[1]);
    } else if (strcmp(name, "erfcx") == 0) {
        got[0] = csc_num_erfcx(a[0]);
    } else if (strcmp(name, "normal_cdf") == 0) {
        got[0] = csc_num_normal_cdf(a[0]);
    } else if (strcmp(name, "normal_quantile") == 0) {
        got[0] = csc_num_normal_quantile(a[0]);
    } else if (strcmp(name, "gamma_pq") == 0) {
        CSC_ASSERT_STATUS(csc_num_gamma_pq(a[0], a[1], &got[0], &got[1]), CSC_OK);
        n = 2;
    } else if (strcmp(name, "beta_pq") == 0) {
        CSC_ASSERT_STATUS(csc_num_beta_pq(a[0], a[1], a[2], 1.0 - a[2], &got[0], &got[1]), CSC_OK);
        n = 2;
    } else if (strcmp(name, "gamma_quantile") == 0) {
        got[0] = csc_num_gamma_quantile(a[0], a[1], 1.0, (int32_t)a[2]);
    } else if (strcmp(name, "beta_quantile") == 0) {
        got[0] = csc_num_beta_quantile(a[0], a[1], a[2], (int32_t)a[3]);
    } else if (strcmp(name, "t_cdf") == 0) {
        got[0] = csc_num_t_cdf(a[0], a[1]);
    } else if (strcmp(name, "t_quantile") == 0) {
        got[0] = csc_num_t_quantile(a[0], a[1]);
    } else {
        ck_abort_msg("line %d: unknown function %s", line, name);
    }
    for (int i = 0; i < n; i++) {
        double tolerance = 1e-12;
        if (fabs(want[i]) < 2.3e-308) {
            ck_assert_msg(fabs(got[i]) < 1e-307, "line %d: %s(%.17g, %.17g, %.17g) = %.17g, expected 0", line, name, a[0], a[1], a[2],
                          got[i]);
            continue;
        }
        double error = fabs(got[i] - want[i]) / fabs(want[i]);
        if (getenv("CSC_SHOW") != NULL && !(error <= 1e-13))
            printf("# %d %s(%.17g %.17g %.17g %.17g)[%d] = %.17g want %.17g rel %.2e\n", line, name, a[0], a[1], a[2], a[3], i, got[i],
                   want[i], error);
        else
            ck_assert_msg(getenv("CSC_SHOW") != NULL || error <= tolerance,
                          "line %d: %s(%.17g, %.17g, %.17g, %.17g)[%d] = %.17g, expected %.17g, rel %.3g", line, name, a[0], a[1], a[2],
                          a[3], i, got[i], want[i], error);
    }
}

START_TEST(equal_to_fifty_digits)
{
    FILE *file = fopen(CSC_TEST_DATA "/num_expected.csv", "r");
    ck_assert_ptr_nonnull(file);
    char text[512];
    int line = 0, rows = 0;
    while (fgets(text, sizeof text, file) != NULL) {
        line++;
        if (text[0] == '#') continue;
        double value[6] = {NAN, NAN, NAN, NAN, NAN, NAN};
        char *at = strchr(text, ',');
        ck_assert_ptr_nonnull(at);
        *at++ = '\0';
        for (int i = 0; i < 6; i++) {
            char *end;
            double v = strtod(at, &end);
            if (end != at) value[i] = v;
            at = strchr(end, ',');
            if (at == NULL) break;
            at++;
        }
        compare(text, value, value + 4, line);
        rows++;
    }
    fclose(file);
    ck_assert_int_ge(rows, 1000);
}
END_TEST

CSC_CHECK_MAIN("num/expected", equal_to_fifty_digits)
