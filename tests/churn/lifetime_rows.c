/* Single rows of every model against rows_expected.json (60-digit arithmetic), edges_expected.json and the customers of CDNOW. */
#include "expected_json.h"

static int failures;

static void near_(const char *model, size_t row, const char *what, double got, double want, double tolerance) {
    double scale = fabs(want);
    if (fabs(got - want) <= tolerance * scale) return;
    /* below 1e-290 the reference keeps digits that a double does not */
    if (fabs(want) < 1e-290 && fabs(got) < 1e-290) return;
    failures++;
    printf("# %s row %zu %s = %.17g, expected %.17g, relative %.2e\n", model, row, what, got, want, fabs(got - want) / scale);
}

typedef struct one {
    double x, t_x, T, m_x, status;
} one;

static csc_lifetime_table table_of(const one *v) {
    csc_lifetime_table t;
    memset(&t, 0, sizeof t);
    t.rows = 1;
    t.x = column_of(&v->x);
    t.t_x = column_of(&v->t_x);
    t.T = column_of(&v->T);
    t.status = column_of(&v->status);
    if (!isnan(v->m_x)) t.m_x = column_of(&v->m_x);
    return t;
}

static csc_lifetime *model_of(const char *spec, const json_t *row, const char *const *names, size_t count) {
    double p[4];
    csc_lifetime *self = NULL;
    for (size_t i = 0; i < count; i++) p[i] = expected_number(row, names[i]);
    CSC_ASSERT_STATUS(csc_lifetime_create(&self, spec, SIZE_MAX, p, count, NULL, NULL), CSC_OK);
    return self;
}

static void purchases(const json_t *rows, const char *spec, const char *const *names, double tolerance) {
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *r = json_array_get(rows, i);
        csc_lifetime *m = model_of(spec, r, names, 4);
        one v = {expected_number(r, "x"), expected_number(r, "t_x"), expected_number(r, "T"), NAN, 0};
        csc_lifetime_table t = table_of(&v);
        csc_lifetime_prediction ask;
        csc_lifetime_prediction_init(&ask);
        double ll, alive, expected, residual;
        ask.horizon = expected_number(r, "t");
        ask.loglik = &ll;
        ask.p_alive = &alive;
        ask.expected = &expected;
        if (json_object_get(r, "dert") != NULL) {
            ask.rate = expected_number(r, "delta");
            ask.residual = &residual;
        }
        CSC_ASSERT_STATUS(csc_lifetime_predict(m, NULL, &t, &ask, NULL, NULL), CSC_OK);
        near_(spec, i, "ll", ll, expected_number(r, "ll"), tolerance);
        near_(spec, i, "p_alive", alive, expected_number(r, "p_alive"), tolerance);
        near_(spec, i, "cet", expected, expected_number(r, "cet"), tolerance);
        if (ask.residual != NULL) near_(spec, i, "dert", residual, expected_number(r, "dert"), tolerance);
        if (json_object_get(r, "exp_new") != NULL) {
            double fresh;
            csc_column h = column_of(&ask.horizon);
            CSC_ASSERT_STATUS(csc_lifetime_expected_new(m, &h, 1, &fresh, NULL), CSC_OK);
            near_(spec, i, "exp_new", fresh, expected_number(r, "exp_new"), tolerance);
        }
        csc_lifetime_destroy(m);
    }
}

static const char *const bg_names[] = {"r", "alpha", "a", "b"}, *const pareto_names[] = {"r", "alpha", "s", "beta"},
                         *const bgbb_names[] = {"alpha", "beta", "gamma", "delta"}, *const gg_names[] = {"p", "q", "v"},
                         *const bdw_names[] = {"alpha", "beta", "c"};

START_TEST(rows_of_purchases)
{
    json_t *all = expected_load("rows_expected.json");
    failures = 0;
    purchases(json_object_get(all, "bgnbd"), "lifetime:bg-nbd/1", bg_names, 1e-12);
    purchases(json_object_get(all, "mbgnbd"), "lifetime:mbg-nbd/1", bg_names, 1e-12);
    purchases(json_object_get(all, "pareto_nbd"), "lifetime:pareto-nbd/1", pareto_names, 1e-12);
    json_decref(all);
    ck_assert_int_eq(failures, 0);
}
END_TEST

START_TEST(rows_of_opportunities)
{
    json_t *all = expected_load("rows_expected.json");
    const json_t *rows = json_object_get(all, "bgbb");
    failures = 0;
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *r = json_array_get(rows, i);
        csc_lifetime *m = model_of("lifetime:bg-bb/1", r, bgbb_names, 4);
        one v = {expected_number(r, "x"), expected_number(r, "t_x"), expected_number(r, "n"), NAN, 0};
        csc_lifetime_table t = table_of(&v);
        csc_lifetime_prediction ask;
        csc_lifetime_prediction_init(&ask);
        double ll, alive, expected, residual;
        ask.horizon = expected_number(r, "n_star");
        ask.rate = expected_number(r, "rate");
        ask.loglik = &ll;
        ask.p_alive = &alive;
        ask.expected = &expected;
        ask.residual = &residual;
        CSC_ASSERT_STATUS(csc_lifetime_predict(m, NULL, &t, &ask, NULL, NULL), CSC_OK);
        near_("bg-bb", i, "ll", ll, expected_number(r, "ll"), 1e-12);
        near_("bg-bb", i, "p_alive_next", alive, expected_number(r, "p_alive_next"), 1e-12);
        near_("bg-bb", i, "cet", expected, expected_number(r, "cet"), 1e-12);
        near_("bg-bb", i, "dert", residual, expected_number(r, "dert"), 1e-12);
        csc_lifetime_destroy(m);
    }
    json_decref(all);
    ck_assert_int_eq(failures, 0);
}
END_TEST

START_TEST(rows_of_spend)
{
    json_t *all = expected_load("rows_expected.json");
    const json_t *rows = json_object_get(all, "gamma_gamma");
    failures = 0;
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *r = json_array_get(rows, i);
        csc_lifetime *m = model_of("lifetime:gamma-gamma/1", r, gg_names, 3);
        one v = {expected_number(r, "x"), 0, 0, expected_number(r, "mean"), 0};
        csc_lifetime_table t = table_of(&v);
        csc_lifetime_prediction ask;
        csc_lifetime_prediction_init(&ask);
        double ll, spend;
        ask.loglik = &ll;
        ask.spend = &spend;
        CSC_ASSERT_STATUS(csc_lifetime_predict(m, NULL, &t, &ask, NULL, NULL), CSC_OK);
        near_("gamma-gamma", i, "ll", ll, expected_number(r, "ll"), 1e-12);
        near_("gamma-gamma", i, "expected_mean", spend, expected_number(r, "expected_mean"), 1e-12);
        csc_lifetime_destroy(m);
    }
    json_decref(all);
    ck_assert_int_eq(failures, 0);
}
END_TEST

START_TEST(rows_of_contracts)
{
    json_t *all = expected_load("rows_expected.json");
    const json_t *rows = json_object_get(all, "sbg_bdw");
    failures = 0;
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *r = json_array_get(rows, i);
        csc_lifetime *sbg = model_of("lifetime:sbg/1", r, bdw_names, 2), *bdw = model_of("lifetime:bdw/1", r, bdw_names, 3);
        double t = expected_number(r, "t"), s;
        csc_column ct = column_of(&t);
        CSC_ASSERT_STATUS(csc_lifetime_expected_new(sbg, &ct, 1, &s, NULL), CSC_OK);
        near_("sbg", i, "S", s, expected_number(r, "sbg_S"), 1e-12);
        CSC_ASSERT_STATUS(csc_lifetime_expected_new(bdw, &ct, 1, &s, NULL), CSC_OK);
        near_("bdw", i, "S", s, expected_number(r, "bdw_S"), 1e-12);
        double pmf[256];
        CSC_ASSERT_STATUS(csc_lifetime_pmf(bdw, 0, (size_t)t + 1, pmf), CSC_OK);
        near_("bdw", i, "pmf", pmf[(size_t)t], expected_number(r, "bdw_pmf"), 1e-12);
        one v = {0, 0, 0, NAN, 0};
        csc_lifetime_table table = table_of(&v);
        csc_lifetime_prediction ask;
        csc_lifetime_prediction_init(&ask);
        double residual;
        ask.rate = expected_number(r, "rate");
        ask.residual = &residual;
        CSC_ASSERT_STATUS(csc_lifetime_predict(sbg, NULL, &table, &ask, NULL, NULL), CSC_OK);
        near_("sbg", i, "del", 1.0 + residual / (1.0 + ask.rate), expected_number(r, "sbg_del"), 1e-12);
        v.T = t - 1.0;
        CSC_ASSERT_STATUS(csc_lifetime_predict(sbg, NULL, &table, &ask, NULL, NULL), CSC_OK);
        near_("sbg", i, "derl", residual, expected_number(r, "sbg_derl_n"), 1e-12);
        csc_lifetime_destroy(sbg);
        csc_lifetime_destroy(bdw);
    }
    json_decref(all);
    ck_assert_int_eq(failures, 0);
}
END_TEST

START_TEST(edges)
{
    json_t *all = expected_load("edges_expected.json");
    failures = 0;
    purchases(json_object_get(all, "bgnbd"), "lifetime:bg-nbd/1", bg_names, 1e-12);
    purchases(json_object_get(all, "pareto_nbd"), "lifetime:pareto-nbd/1", pareto_names, 1e-12);
    json_decref(all);
    ck_assert_int_eq(failures, 0);
}
END_TEST

CHURN_MAIN("churn/lifetime_rows", "rows_expected.json", rows_of_purchases, rows_of_opportunities, rows_of_spend, rows_of_contracts, edges)
