/* Expectation, gap and class: the founding text, the normal model, merging. */
#include "csc_check.h"

/* First expectation: sum(w s) / sum(w) of the four sources (domain model of the founding text), variance 1 / sum(w). */
START_TEST(first_time_mix)
{
    double level[4] = {9, 8, NAN, 6}, precision[4] = {1, 2, 5, 1};
    csc_expectation e;
    CSC_ASSERT_STATUS(csc_expectation_prior(level, precision, 4, &e, NULL), CSC_OK);
    CSC_ASSERT_REL(e.mean, (9 + 16 + 6) / 4.0, 1e-15);
    ck_assert(e.variance == 0.25 && e.count == 0 && e.prior == 1);
    CSC_ASSERT_STATUS(csc_expectation_prior(level, NULL, 4, &e, NULL), CSC_OK);
    CSC_ASSERT_REL(e.mean, 23 / 3.0, 1e-15);
    double silent[2] = {NAN, NAN};
    CSC_ASSERT_STATUS(csc_expectation_prior(silent, NULL, 2, &e, NULL), CSC_E_UNDEFINED);
    ck_assert(isnan(e.mean) && isinf(e.variance) && e.prior == 0);
    precision[1] = -1;
    csc_error err;
    CSC_ASSERT_STATUS(csc_expectation_prior(level, precision, 4, &e, &err), CSC_E_RANGE);
    ck_assert(err.row == 1);
}
END_TEST

/* With a diffuse prior and no drift the expectation is the running mean, E(n+1) = En + (xn - En) / n. */
START_TEST(running_mean)
{
    csc_random r;
    csc_random_init(&r, 1, "mean", 4, 0);
    csc_expectation e;
    csc_expectation_init(&e);
    double mean = 0, sum = 0;
    for (int n = 1; n <= 1000; n++) {
        double x = (double)csc_random_below(&r, 11);
        csc_experience out;
        CSC_ASSERT_STATUS(csc_expectation_observe(NULL, &e, x, NAN, &out, NULL), CSC_OK);
        if (n == 1)
            ck_assert(out.status == CSC_E_UNDEFINED && isnan(out.gap) && out.code == CSC_CLASS_UNDEFINED);
        else
            ck_assert(out.gap == x - mean && out.expected == mean);
        mean = n == 1 ? x : mean + (x - mean) * (1.0 / n);
        sum += x;
        ck_assert(e.mean == mean);
        CSC_ASSERT_REL(e.mean, sum / n, 1e-13);
        CSC_ASSERT_REL(e.variance, 1.0 / n, 1e-15);
        ck_assert(e.count == (uint32_t)n);
    }
}
END_TEST

START_TEST(what_becomes_of_the_prior)
{
    double nine = 9, one = 1, x[3] = {5, 7, 6};
    static const double want[3] = {6.0, (9 + 18) / 4.0, 0};
    for (int32_t first = CSC_FIRST_REPLACE; first <= CSC_FIRST_COUNT; first++) {
        csc_expectation_model m;
        csc_expectation_model_init(&m);
        m.first = first;
        csc_expectation e;
        CSC_ASSERT_STATUS(csc_expectation_prior(&nine, &one, 1, &e, NULL), CSC_OK);
        csc_experience out;
        for (int i = 0; i < 3; i++) {
            CSC_ASSERT_STATUS(csc_expectation_observe(&m, &e, x[i], i, &out, NULL), CSC_OK);
            if (i == 0) ck_assert(out.gap == -4 && out.code == CSC_CLASS_LOST);
        }
        CSC_ASSERT_REL(e.mean, want[first], 1e-15);
    }
}
END_TEST

/* Random-walk expectation, prior mean 7, P 4, Q 0.25, R 1, and seven answers: computed apart with the textbook recursion; the first
 * step by hand is S = 5.25, K = 4.25 / 5.25, m = 7.80952381, P = 0.80952381. */
START_TEST(kalman_example)
{
    static const double y[] = {8, 6, 9, 7, 3, 8, 8};
    static const double mean[] = {7.809523809524, 6.878612716763, 7.797706797707, 7.473908283664,
                                  5.70177951628,  6.603841680589, 7.149982106629};
    static const double var[] = {0.8095238095238, 0.514450867052,  0.4332514332514, 0.4059116895755,
                                 0.3961030613557, 0.3925046229023, 0.3911737074852};
    static const double z[] = {0.436435780472,  -1.260900721839, 1.597037729694, -0.6148494607367,
                               -3.476710191908, 1.791278774559,  1.089384942744};
    csc_expectation_model m;
    csc_expectation_model_init(&m);
    m.drift = 0.25;
    m.first = CSC_FIRST_BAYES;
    double level = 7, precision = 0.25;
    csc_expectation e;
    CSC_ASSERT_STATUS(csc_expectation_prior(&level, &precision, 1, &e, NULL), CSC_OK);
    for (int i = 0; i < 7; i++) {
        csc_experience out;
        CSC_ASSERT_STATUS(csc_expectation_observe(&m, &e, y[i], NAN, &out, NULL), CSC_OK);
        CSC_ASSERT_REL(e.mean, mean[i], 1e-11);
        CSC_ASSERT_REL(e.variance, var[i], 1e-11);
        CSC_ASSERT_REL(out.z, z[i], 1e-11);
    }
    /* The same drift spread over time: two steps of half the rate and twice the time. */
    csc_expectation a, b;
    csc_expectation_init(&a);
    b = a;
    csc_expectation_model per_time = m;
    per_time.drift = 0;
    per_time.drift_rate = 0.125;
    for (int i = 0; i < 7; i++) {
        CSC_ASSERT_STATUS(csc_expectation_observe(&m, &a, y[i], NAN, NULL, NULL), CSC_OK);
        CSC_ASSERT_STATUS(csc_expectation_observe(&per_time, &b, y[i], 2 * i, NULL, NULL), CSC_OK);
    }
    CSC_ASSERT_REL(b.mean, a.mean, 1e-15);
    CSC_ASSERT_REL(b.variance, a.variance, 1e-15);
    CSC_ASSERT_STATUS(csc_expectation_observe(&per_time, &b, 5, 11, NULL, NULL), CSC_E_RANGE);
    ck_assert(b.time == 12);
}
END_TEST

/* An experience that equals the expectation leaves the mean and lowers the variance (Rust et al. 1999). */
START_TEST(met_expectations_make_sure)
{
    csc_expectation_model m;
    csc_expectation_model_init(&m);
    m.first = CSC_FIRST_BAYES;
    double level = 3, precision = 0.5, last = 2;
    csc_expectation e;
    CSC_ASSERT_STATUS(csc_expectation_prior(&level, &precision, 1, &e, NULL), CSC_OK);
    for (int i = 0; i < 5; i++) {
        csc_experience out;
        CSC_ASSERT_STATUS(csc_expectation_observe(&m, &e, 3, NAN, &out, NULL), CSC_OK);
        ck_assert(e.mean == 3 && e.variance < last && out.code == CSC_CLASS_DRIFTING);
        last = e.variance;
    }
}
END_TEST

START_TEST(classes_and_probabilities)
{
    csc_expectation_model m;
    csc_expectation_model_init(&m);
    double p[3];
    ck_assert_int_eq(csc_expectation_classify(&m, 0.001, 1, p), CSC_CLASS_LOYAL);
    ck_assert(p[1] == 0);
    CSC_ASSERT_REL(p[0] + p[2], 1, 1e-15);
    ck_assert_int_eq(csc_expectation_classify(&m, 0, 1, p), CSC_CLASS_DRIFTING);
    ck_assert_int_eq(csc_expectation_classify(&m, -0.001, 0, p), CSC_CLASS_LOST);
    ck_assert(p[0] == 0 && p[1] == 0 && p[2] == 1);
    ck_assert_int_eq(csc_expectation_classify(&m, NAN, 1, p), CSC_CLASS_UNDEFINED);
    ck_assert(isnan(p[0]));
    m.equal = CSC_CLASS_LOYAL; /* confirmation counts as satisfied (Oliver 1980) */
    ck_assert_int_eq(csc_expectation_classify(&m, 0, 1, p), CSC_CLASS_LOYAL);
    m.tolerance_low = 2;
    m.tolerance_high = 1;
    ck_assert_int_eq(csc_expectation_classify(&m, 1, 1, p), CSC_CLASS_DRIFTING);
    ck_assert_int_eq(csc_expectation_classify(&m, -2, 1, p), CSC_CLASS_DRIFTING);
    ck_assert_int_eq(csc_expectation_classify(&m, -2.5, 1, p), CSC_CLASS_LOST);
    CSC_ASSERT_REL(p[2], 0.6914624612740131, 1e-12); /* normal cdf at 0.5 */
    m.confidence = 0.9;
    ck_assert_int_eq(csc_expectation_classify(&m, -2.5, 1, p), CSC_CLASS_DRIFTING);
    ck_assert_int_eq(csc_expectation_classify(&m, -5, 1, p), CSC_CLASS_LOST);
    ck_assert_str_eq(csc_class_name(CSC_CLASS_DRIFTING), "drifting");
}
END_TEST

/* Under the model z is unit normal: mean 0, variance 1 over many simulated customers. */
START_TEST(z_is_calibrated)
{
    csc_random r;
    csc_random_init(&r, 4, "z", 1, 0);
    csc_expectation_model m;
    csc_expectation_model_init(&m);
    m.noise = 2;
    m.drift = 0.5;
    m.first = CSC_FIRST_BAYES;
    double sum = 0, squares = 0, n = 0;
    for (int c = 0; c < 2000; c++) {
        double prior = 5, precision = 1;
        csc_expectation e;
        CSC_ASSERT_STATUS(csc_expectation_prior(&prior, &precision, 1, &e, NULL), CSC_OK);
        double level = 5 + csc_num_normal_quantile(csc_random_uniform(&r) + 1e-17);
        for (int v = 0; v < 10; v++) {
            level += sqrt(0.5) * csc_num_normal_quantile(csc_random_uniform(&r) + 1e-17);
            csc_experience out;
            double y = level + sqrt(2) * csc_num_normal_quantile(csc_random_uniform(&r) + 1e-17);
            CSC_ASSERT_STATUS(csc_expectation_observe(&m, &e, y, NAN, &out, NULL), CSC_OK);
            sum += out.z, squares += out.z * out.z, n++;
        }
    }
    ck_assert(fabs(sum / n) < 0.03 && fabs(squares / n - 1) < 0.04);
}
END_TEST

START_TEST(batch_equals_single)
{
    enum { N = 3000, CUSTOMERS = 50 };
    static int32_t id[N];
    static double y[N], t[N];
    static csc_experience out[N];
    csc_expectation a[CUSTOMERS], b[CUSTOMERS];
    csc_random r;
    csc_random_init(&r, 8, "batch", 5, 0);
    for (int c = 0; c < CUSTOMERS; c++) csc_expectation_init(&a[c]), csc_expectation_init(&b[c]);
    csc_expectation_model m;
    csc_expectation_model_init(&m);
    m.drift_rate = 0.01;
    for (int i = 0; i < N; i++) {
        id[i] = (int32_t)csc_random_below(&r, CUSTOMERS);
        y[i] = csc_random_below(&r, 10) == 0 ? NAN : (double)csc_random_below(&r, 8);
        t[i] = i;
    }
    csc_column ci = {.data = id, .stride = 4, .type = CSC_TYPE_I32}, cy = {.data = y, .stride = 8, .type = CSC_TYPE_F64};
    csc_column ct = {.data = t, .stride = 8, .type = CSC_TYPE_F64};
    CSC_ASSERT_STATUS(csc_expectation_observe_column(&m, a, CUSTOMERS, &ci, &cy, &ct, N, out, NULL), CSC_OK);
    for (int i = 0; i < N; i++) {
        csc_experience one;
        memset(&one, 0, sizeof one);
        CSC_ASSERT_STATUS(csc_expectation_observe(&m, &b[id[i]], y[i], t[i], &one, NULL), CSC_OK);
        CSC_ASSERT_REL(out[i].gap, one.gap, 0);
        ck_assert(out[i].code == one.code && out[i].status == one.status);
    }
    ck_assert(memcmp(a, b, sizeof a) == 0);
    ck_assert(sizeof(csc_expectation) <= 32);
    id[70] = CUSTOMERS;
    csc_error err;
    CSC_ASSERT_STATUS(csc_expectation_observe_column(&m, a, CUSTOMERS, &ci, &cy, NULL, N, NULL, &err), CSC_E_RANGE);
    ck_assert(err.row == 70);
}
END_TEST

START_TEST(adjacent_ranges_merge)
{
    csc_expectation_model m;
    csc_expectation_model_init(&m);
    for (int32_t first = CSC_FIRST_REPLACE; first <= CSC_FIRST_BAYES; first++) {
        m.first = first;
        m.noise = 1.5;
        double level = 4, precision = 0.8;
        csc_expectation whole, early, late;
        CSC_ASSERT_STATUS(csc_expectation_prior(&level, &precision, 1, &whole, NULL), CSC_OK);
        early = whole;
        csc_expectation_init(&late);
        for (int i = 0; i < 9; i++) {
            double x = (i * i) % 7;
            CSC_ASSERT_STATUS(csc_expectation_observe(&m, &whole, x, i, NULL, NULL), CSC_OK);
            CSC_ASSERT_STATUS(csc_expectation_observe(&m, i < 4 ? &early : &late, x, i, NULL, NULL), CSC_OK);
        }
        CSC_ASSERT_STATUS(csc_expectation_merge(&m, &late, &early, NULL), CSC_E_SEQUENCE);
        CSC_ASSERT_STATUS(csc_expectation_merge(&m, &early, &late, NULL), CSC_OK);
        CSC_ASSERT_REL(early.mean, whole.mean, 1e-14);
        CSC_ASSERT_REL(early.variance, whole.variance, 1e-14);
        ck_assert(early.count == whole.count && early.time == whole.time);
    }
    m.drift = 1;
    csc_expectation a, b;
    csc_expectation_init(&a);
    csc_expectation_init(&b);
    CSC_ASSERT_STATUS(csc_expectation_merge(&m, &a, &b, NULL), CSC_E_UNSUPPORTED);
}
END_TEST

/* Pooled variance of {1, 3} and {2, 4, 6} within customers is (2 + 8) / 3; a customer of one visit says nothing. */
START_TEST(noise_within_customers)
{
    static double y[200];
    static int32_t id[200];
    int n = 0;
    for (int c = 0; c < 40; c++)
        for (int k = 0; k < 2 + c % 2; k++) id[n] = c, y[n++] = c + 2 * k;
    id[n] = 40, y[n++] = 1e5;
    csc_column ci = {.data = id, .stride = 4, .type = CSC_TYPE_I32}, cy = {.data = y, .stride = 8, .type = CSC_TYPE_F64};
    csc_estimate e;
    CSC_ASSERT_STATUS(csc_expectation_noise(41, &ci, &cy, (size_t)n, NULL, &e, NULL), CSC_OK);
    CSC_ASSERT_REL(e.value, 10.0 / 3, 1e-14);
    ck_assert(e.n == 40 && e.low < e.value && e.value < e.high);
    CSC_ASSERT_STATUS(csc_expectation_noise(41, &ci, &cy, 20, NULL, &e, NULL), CSC_OK);
    ck_assert(e.status == CSC_E_TOO_FEW && isnan(e.value));
}
END_TEST

START_TEST(model_from_a_spec)
{
    csc_expectation_model m;
    CSC_ASSERT_STATUS(csc_expectation_model_parse("gap:customer/1?tolerance=0.5&noise=2&first=bayes&equal=loyal", SIZE_MAX, &m, NULL),
                      CSC_OK);
    ck_assert(m.tolerance_low == 0.5 && m.tolerance_high == 0.5 && m.noise == 2 && m.first == CSC_FIRST_BAYES &&
              m.equal == CSC_CLASS_LOYAL);
    CSC_ASSERT_STATUS(csc_expectation_model_parse("gap:customer/1", SIZE_MAX, &m, NULL), CSC_OK);
    ck_assert(m.tolerance_low == 0 && isnan(m.noise) && m.first == CSC_FIRST_REPLACE);
    CSC_ASSERT_STATUS(csc_expectation_model_parse("gap:survey/1", SIZE_MAX, &m, NULL), CSC_E_SPEC);
}
END_TEST

CSC_CHECK_MAIN("satisfaction/expectation", first_time_mix, running_mean, what_becomes_of_the_prior, kalman_example,
               met_expectations_make_sure, classes_and_probabilities, z_is_calibrated, batch_equals_single, adjacent_ranges_merge,
               noise_within_customers, model_from_a_spec)
