/* What users hate in other packages: bad rows, ridges, extreme customers, other units, threads. */
#include "text_sink.h"

static csc_column column_of(const double *v) {
    csc_column c = {v, sizeof(double), CSC_TYPE_F64, 0, NULL, 0};
    return c;
}

static csc_lifetime_table table_of(const double *x, const double *t_x, const double *T, size_t rows) {
    csc_lifetime_table t;
    memset(&t, 0, sizeof t);
    t.rows = rows;
    t.x = column_of(x);
    t.t_x = column_of(t_x);
    t.T = column_of(T);
    return t;
}

static const char *const purchase_models[] = {"lifetime:bg-nbd/1", "lifetime:mbg-nbd/1", "lifetime:pareto-nbd/1"};

START_TEST(bad_rows_are_named)
{
    static const struct {
        double x, t_x, T;
        const char *key;
    } bad[] = {{2, 31, 30, "t_x"}, {-1, 3, 30, "x"},      {1.5, 3, 30, "x"}, {1, -3, 30, "t_x"},
               {0, 3, 30, "t_x"},  {1, 2, INFINITY, "T"}, {1, 0, -1, "T"}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        double x[3] = {1, 0, bad[i].x}, t_x[3] = {5, 0, bad[i].t_x}, T[3] = {30, 30, bad[i].T};
        csc_lifetime_table t = table_of(x, t_x, T, 3);
        csc_lifetime *m = (csc_lifetime *)&t;
        csc_error err;
        csc_error_init(&err);
        CSC_ASSERT_STATUS(csc_lifetime_fit(&m, purchase_models[i % 3], SIZE_MAX, &t, NULL, &err), CSC_E_RANGE);
        ck_assert_ptr_null(m);
        ck_assert_uint_eq(err.row, 2);
        ck_assert_str_eq(err.key, bad[i].key);
    }
    double x[2] = {1, 2}, m_x[2] = {10, -3};
    csc_lifetime_table t;
    memset(&t, 0, sizeof t);
    t.rows = 2;
    t.x = column_of(x);
    t.m_x = column_of(m_x);
    csc_lifetime *m;
    csc_error err;
    csc_error_init(&err);
    CSC_ASSERT_STATUS(csc_lifetime_fit(&m, "lifetime:gamma-gamma/1", SIZE_MAX, &t, NULL, &err), CSC_E_RANGE);
    ck_assert(err.row == 1 && strcmp(err.key, "m_x") == 0);
    CSC_ASSERT_STATUS(csc_lifetime_fit(&m, "lifetime:bg-nbd/1", SIZE_MAX, &t, NULL, &err), CSC_E_INVALID);
    ck_assert_str_eq(err.key, "t_x");
    CSC_ASSERT_STATUS(csc_lifetime_fit(&m, "lifetime:no/1", SIZE_MAX, &t, NULL, &err), CSC_E_NOTFOUND);
    const double p[4] = {1, 2, -1, 2};
    CSC_ASSERT_STATUS(csc_lifetime_create(&m, "lifetime:bg-nbd/1", SIZE_MAX, p, 4, NULL, &err), CSC_E_RANGE);
    ck_assert_str_eq(err.key, "a");
    CSC_ASSERT_STATUS(csc_lifetime_create(&m, "lifetime:sbg/1", SIZE_MAX, p, 4, NULL, &err), CSC_E_INVALID);
}
END_TEST

/* One customer, nobody came back, everybody bought at the end: a word, no standard error, no NaN in the likelihood. */
START_TEST(no_maximum_is_said)
{
    static const struct {
        double x[4], t_x[4], T[4];
        size_t rows;
    } cases[] = {{{2}, {3}, {10}, 1}, {{0, 0, 0}, {0, 0, 0}, {5, 7, 9}, 3}, {{0}, {0}, {0}, 1}, {{3, 2, 4}, {10, 8, 12}, {10, 8, 12}, 3}};
    for (size_t k = 0; k < 3; k++)
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
            csc_lifetime_table t = table_of(cases[i].x, cases[i].t_x, cases[i].T, cases[i].rows);
            csc_lifetime *m;
            CSC_ASSERT_STATUS(csc_lifetime_fit(&m, purchase_models[k], SIZE_MAX, &t, NULL, NULL), CSC_OK);
            csc_status s = csc_lifetime_status(m);
            ck_assert_msg(s == CSC_E_RIDGE || s == CSC_E_DIVERGED || s == CSC_E_NOCONVERGE, "%s case %zu: %s", purchase_models[k], i,
                          csc_status_name(s));
            double p[4], se[4];
            CSC_ASSERT_STATUS(csc_lifetime_parameters(m, p, se, NULL), CSC_OK);
            for (int j = 0; j < 4; j++) ck_assert(isfinite(p[j]) && p[j] > 0 && isnan(se[j]));
            ck_assert(isfinite(csc_lifetime_loglik(m)));
            static text_sink out;
            csc_sink sink = text_sink_of(&out);
            CSC_ASSERT_STATUS(csc_lifetime_visit(m, CSC_VISIT_DETAIL, &sink), CSC_OK);
            ck_assert_ptr_nonnull(strstr(out.text, "\"se\":{\"r\":null"));
            csc_lifetime_destroy(m);
        }
    csc_lifetime_table none = table_of(cases[0].x, cases[0].t_x, cases[0].T, 0);
    csc_lifetime *m;
    CSC_ASSERT_STATUS(csc_lifetime_fit(&m, "lifetime:bg-nbd/1", SIZE_MAX, &none, NULL, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_lifetime_status(m), CSC_E_TOO_FEW);
    csc_lifetime_destroy(m);
}
END_TEST

START_TEST(nothing_is_nan_where_a_limit_exists)
{
    static const double parameters[][4] = {
        {0.3, 6, 0.02, 0.04}, {0.243, 4.4, 1, 2.4}, {2, 100, 30, 1}, {0.01, 1e-3, 0.5, 0.5}, {50, 1e5, 2, 1e4}};
    static const double xs[] = {0, 1, 3, 300, 5000}, gaps[] = {0, 1e-6, 10, 3000};
    for (size_t k = 0; k < 3; k++)
        for (size_t i = 0; i < sizeof parameters / sizeof parameters[0]; i++) {
            csc_lifetime *m;
            CSC_ASSERT_STATUS(csc_lifetime_create(&m, purchase_models[k], SIZE_MAX, parameters[i], 4, NULL, NULL), CSC_OK);
            for (size_t a = 0; a < 5; a++)
                for (size_t g = 0; g < 4; g++) {
                    double x = xs[a], t_x = xs[a] > 0 ? 650 : 0, T = t_x + gaps[g];
                    csc_lifetime_table t = table_of(&x, &t_x, &T, 1);
                    double ll, alive, later, expected, clv, residual;
                    csc_lifetime_prediction ask;
                    csc_lifetime_prediction_init(&ask);
                    ask.horizon = 52;
                    ask.discount = 0.002;
                    ask.rate = 0.002;
                    ask.loglik = &ll;
                    ask.p_alive = &alive;
                    ask.expected = &expected;
                    ask.clv = &clv;
                    ask.residual = &residual;
                    CSC_ASSERT_STATUS(csc_lifetime_predict(m, NULL, &t, &ask, NULL, NULL), CSC_OK);
                    ask.later = 5;
                    ask.p_alive = &later;
                    CSC_ASSERT_STATUS(csc_lifetime_predict(m, NULL, &t, &ask, NULL, NULL), CSC_OK);
                    ck_assert_msg(isfinite(ll) && alive >= 0 && alive <= 1 && later >= 0 && later <= alive + 1e-15 && expected >= 0 &&
                                      isfinite(expected) && clv >= 0 && clv <= expected * (1 + 1e-12) && isfinite(residual) &&
                                      residual >= 0,
                                  "%s %zu x %g gap %g: %g %g %g %g %g %g", purchase_models[k], i, x, gaps[g], ll, alive, later, expected,
                                  clv, residual);
                }
            csc_lifetime_destroy(m);
        }
}
END_TEST

static void backwards(void *ctx, size_t count, csc_task_fn task, void *task_ctx) {
    (void)ctx;
    for (size_t i = count; i-- > 0;) task(task_ctx, i);
}

/* Same bits in any order of the pieces. */
START_TEST(order_of_pieces)
{
    enum { ROWS = 30000 };
    static double x[ROWS], t_x[ROWS], T[ROWS], a[2][ROWS], b[2][ROWS];
    csc_random random;
    csc_random_init(&random, 7, "rows", 4, 0);
    for (size_t i = 0; i < ROWS; i++) {
        T[i] = 1 + 100 * csc_random_uniform(&random);
        x[i] = (double)csc_random_below(&random, 4);
        t_x[i] = x[i] > 0 ? T[i] * csc_random_uniform(&random) : 0;
    }
    csc_lifetime_table t = table_of(x, t_x, T, ROWS);
    csc_executor executor = {backwards, NULL, 3};
    csc_context context;
    csc_context_init(&context);
    context.executor = &executor;
    for (size_t k = 0; k < 3; k++) {
        csc_lifetime *m[2];
        double p[2][4], se[2][4];
        for (int w = 0; w < 2; w++) {
            CSC_ASSERT_STATUS(csc_lifetime_fit(&m[w], purchase_models[k], SIZE_MAX, &t, w ? &context : NULL, NULL), CSC_OK);
            CSC_ASSERT_STATUS(csc_lifetime_parameters(m[w], p[w], se[w], NULL), CSC_OK);
            csc_lifetime_prediction ask;
            csc_lifetime_prediction_init(&ask);
            ask.horizon = 10;
            ask.p_alive = a[w];
            ask.expected = b[w];
            CSC_ASSERT_STATUS(csc_lifetime_predict(m[w], NULL, &t, &ask, w ? &context : NULL, NULL), CSC_OK);
        }
        ck_assert_mem_eq(p[0], p[1], sizeof p[0]);
        ck_assert_mem_eq(se[0], se[1], sizeof se[0]);
        ck_assert_mem_eq(a[0], a[1], sizeof a[0]);
        ck_assert_mem_eq(b[0], b[1], sizeof b[0]);
        csc_lifetime_destroy(m[0]);
        csc_lifetime_destroy(m[1]);
    }
}
END_TEST

/* n says how many customers a row stands for; missing rows are counted. */
START_TEST(weights_and_missing)
{
    double x[] = {0, 1, 3, 0, 1, 3, 3, 2, NAN}, t_x[] = {0, 10, 20, 0, 10, 20, 20, 5, 1}, T[] = {30, 32, 35, 30, 32, 35, 35, 31, 40};
    double wx[] = {0, 1, 3, 2}, wt[] = {0, 10, 20, 5}, wT[] = {30, 32, 35, 31}, n[] = {2, 2, 3, 1};
    csc_lifetime_table t = table_of(x, t_x, T, 9), w = table_of(wx, wt, wT, 4);
    w.n = column_of(n);
    csc_lifetime *a, *b;
    CSC_ASSERT_STATUS(csc_lifetime_fit(&a, "lifetime:pareto-nbd/1", SIZE_MAX, &t, NULL, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_lifetime_fit(&b, "lifetime:pareto-nbd/1", SIZE_MAX, &w, NULL, NULL), CSC_OK);
    ck_assert(csc_lifetime_loglik(a) == csc_lifetime_loglik(b));
    static text_sink out;
    csc_sink sink = text_sink_of(&out);
    CSC_ASSERT_STATUS(csc_lifetime_visit(a, CSC_VISIT_VALUE, &sink), CSC_OK);
    ck_assert_ptr_nonnull(strstr(out.text, "\"rows\":9,\"unique_rows\":4,\"n\":8,\"missing\":1"));
    csc_lifetime_destroy(a);
    csc_lifetime_destroy(b);
}
END_TEST

CSC_CHECK_MAIN("churn/lifetime_bad", bad_rows_are_named, no_maximum_is_said, nothing_is_nan_where_a_limit_exists, order_of_pieces,
               weights_and_missing)
