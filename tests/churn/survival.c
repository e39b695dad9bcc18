/* Survival against R survival 3.5-3 (survival_expected.json): lung, rossi, aml. */
#include "expected_json.h"

#define LIMIT 600
static double v[12][LIMIT];

typedef struct data {
    csc_survival_table table;
    size_t rows;
} data;

static data lung(void) {
    double *columns[] = {NULL, v[0], v[1], v[2], v[3], v[4]}; /* time status age sex ph.ecog */
    data d;
    memset(&d, 0, sizeof d);
    d.rows = csv_read("lung.csv", 6, columns, LIMIT);
    for (size_t i = 0; i < d.rows; i++) {
        v[1][i] -= 1;
        v[5][i] = v[3][i] - 1; /* group */
    }
    d.table.rows = d.rows;
    d.table.time = column_of(v[0]);
    d.table.status = column_of(v[1]);
    return d;
}

static data rossi(void) {
    double *columns[] = {v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8]};
    data d;
    memset(&d, 0, sizeof d);
    d.rows = csv_read("rossi.csv", 9, columns, LIMIT);
    d.table.rows = d.rows;
    d.table.time = column_of(v[0]);
    d.table.status = column_of(v[1]);
    return d;
}

static data aml(void) {
    data d;
    memset(&d, 0, sizeof d);
    double *columns[] = {v[0], v[1]};
    d.rows = csv_read("aml.csv", 2, columns, LIMIT);
    FILE *file = fopen(CHURN_DATA "aml.csv", "r");
    char line[256];
    size_t i = 0;
    if (fgets(line, sizeof line, file) == NULL) ck_abort();
    while (fgets(line, sizeof line, file) != NULL && i < d.rows) v[5][i++] = strstr(line, "Nonmaintained") != NULL;
    fclose(file);
    d.table.rows = d.rows;
    d.table.time = column_of(v[0]);
    d.table.status = column_of(v[1]);
    return d;
}

static double item(const json_t *o, const char *key, size_t i) {
    const json_t *x = json_array_get(json_object_get(o, key), i);
    return json_is_number(x) ? json_number_value(x) : NAN;
}

/* Rows of R's summary(times=): the curve at those times, group by group. */
static void curves(const data *d, const json_t *want, size_t groups) {
    csc_survival_curve *km, *na;
    CSC_ASSERT_STATUS(csc_survival_curve_create(&km, "survival:km/1", SIZE_MAX, &d->table, groups, NULL, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_survival_curve_create(&na, "survival:na/1", SIZE_MAX, &d->table, groups, NULL, NULL), CSC_OK);
    size_t count = json_array_size(json_object_get(want, "time")), g = 0;
    const json_t *strata = json_object_get(want, "strata");
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && groups > 1 &&
            strcmp(json_string_value(json_array_get(strata, i)), json_string_value(json_array_get(strata, i - 1))) != 0)
            g++;
        static double time[LIMIT], at_risk[LIMIT], s[LIMIT], se[LIMIT], low[LIMIT], high[LIMIT], h[LIMIT];
        size_t n = csc_survival_curve_length(km, g), at = 0;
        CSC_ASSERT_STATUS(csc_survival_curve_get(km, g, time, at_risk, NULL, s, se, low, high), CSC_OK);
        CSC_ASSERT_STATUS(csc_survival_curve_get(na, g, NULL, NULL, NULL, h, NULL, NULL, NULL), CSC_OK);
        double t = item(want, "time", i), value;
        while (at + 1 < n && time[at + 1] <= t) at++;
        CSC_ASSERT_REL(s[at], item(want, "surv", i), 1e-12);
        CSC_ASSERT_REL(se[at], item(want, "std.err", i), 1e-11);
        CSC_ASSERT_REL(low[at], item(want, "lower_loglog", i), 1e-11);
        CSC_ASSERT_REL(high[at], item(want, "upper_loglog", i), 1e-11);
        CSC_ASSERT_REL(h[at], item(want, "nelson_aalen", i), 1e-12);
        size_t next = time[at] >= t ? at : at + 1;
        ck_assert(next < n && at_risk[next] == item(want, "n.risk", i));
        CSC_ASSERT_STATUS(csc_survival_curve_at(km, g, &t, 1, &value), CSC_OK);
        ck_assert(value == s[at]);
    }
    const json_t *table = json_object_get(want, "table");
    for (g = 0; groups > 1 && g < groups; g++) {
        csc_sink sink;
        static char text[1 << 16];
        csc_json_writer *w;
        CSC_ASSERT_STATUS(csc_json_writer_create(&w, 0, NULL), CSC_OK);
        CSC_ASSERT_STATUS(csc_json_writer_sink(w, &sink), CSC_OK);
        CSC_ASSERT_STATUS(csc_survival_curve_visit(km, g, CSC_VISIT_VALUE, &sink), CSC_OK);
        size_t length;
        const char *bytes = csc_json_writer_bytes(w, &length);
        memcpy(text, bytes, length);
        json_t *got = json_loadb(text, length, 0, NULL);
        const json_t *row = json_array_get(table, g);
        CSC_ASSERT_REL(expected_number(got, "median"), expected_number(row, "median"), 0);
        CSC_ASSERT_REL(expected_number(got, "mean"), expected_number(row, "rmean"), 1e-12);
        CSC_ASSERT_REL(expected_number(got, "mean_se"), expected_number(row, "se(rmean)"), 1e-11);
        ck_assert(expected_number(got, "total_events") == expected_number(row, "events"));
        json_decref(got);
        csc_json_writer_destroy(w);
    }
    csc_survival_curve_destroy(km);
    csc_survival_curve_destroy(na);
}

static void logrank(const data *d, const json_t *want, size_t groups) {
    double o[4], e[4], chi2, df, p;
    CSC_ASSERT_STATUS(csc_survival_logrank(&d->table, groups, o, e, &chi2, &df, &p, NULL, NULL), CSC_OK);
    CSC_ASSERT_REL(chi2, expected_number(want, "chisq"), 1e-11);
    ck_assert(df == groups - 1);
    for (size_t g = 0; g < groups; g++) {
        ck_assert(o[g] == item(want, "observed", g));
        CSC_ASSERT_REL(e[g], item(want, "expected", g), 1e-12);
    }
}

static double number_of(const csc_survival_model *m, const char *name) {
    double value;
    CSC_ASSERT_STATUS(csc_survival_model_number(m, name, &value), CSC_OK);
    return value;
}

static void regression(const data *d, const json_t *want, const char *spec, const csc_column *x, const char *const *names, size_t p) {
    csc_survival_model *m;
    double b[16], se[16];
    CSC_ASSERT_STATUS(csc_survival_fit(&m, spec, SIZE_MAX, &d->table, x, names, p, NULL, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_survival_model_status(m), CSC_OK);
    CSC_ASSERT_STATUS(csc_survival_model_get(m, b, se, NULL), CSC_OK);
    size_t shift = csc_survival_model_count(m) - p;
    if (shift) CSC_ASSERT_REL(b[0], expected_number(json_object_get(want, "coef"), "(Intercept)"), 1e-9);
    for (size_t i = 0; i < p; i++) {
        CSC_ASSERT_REL(b[i + shift], expected_number(json_object_get(want, "coef"), names[i]), shift ? 2e-9 : 1e-10);
        if (json_object_get(want, "se") != NULL)
            CSC_ASSERT_REL(se[i + shift], expected_number(json_object_get(want, "se"), names[i]), 1e-9);
    }
    CSC_ASSERT_REL(number_of(m, "loglik"), expected_number(want, "loglik"), 1e-12);
    CSC_ASSERT_REL(number_of(m, "loglik_null"), expected_number(want, "loglik0"), 1e-12);
    if (shift) {
        CSC_ASSERT_REL(number_of(m, "scale"), expected_number(want, "scale"), 1e-9);
    } else {
        CSC_ASSERT_REL(number_of(m, "concordance"), expected_number(want, "concordance"), 1e-12);
        CSC_ASSERT_REL(number_of(m, "score"), expected_number(want, "score"), 1e-10);
        CSC_ASSERT_REL(number_of(m, "lr"), expected_number(want, "lr"), 1e-10);
        ck_assert(fabs(number_of(m, "wald") - expected_number(want, "wald")) < 0.0051); /* R rounds it */
        ck_assert(number_of(m, "n") == expected_number(want, "n") && number_of(m, "events") == expected_number(want, "events"));
    }
    csc_survival_model_destroy(m);
}

START_TEST(lung_curves)
{
    json_t *all = expected_load("survival_expected.json");
    const json_t *want = json_object_get(all, "lung");
    data d = lung();
    curves(&d, json_object_get(want, "km"), 1);
    d.table.group = column_of(v[5]);
    curves(&d, json_object_get(want, "km_sex"), 2);
    logrank(&d, json_object_get(want, "logrank_sex"), 2);
    json_decref(all);
}
END_TEST

START_TEST(lung_regressions)
{
    json_t *all = expected_load("survival_expected.json");
    const json_t *want = json_object_get(all, "lung");
    data d = lung();
    csc_column x[3] = {column_of(v[2]), column_of(v[3]), column_of(v[4])}, y[2] = {x[0], x[2]};
    static const char *const names[] = {"age", "sex", "ph.ecog"}, *const two[] = {"age", "ph.ecog"};
    regression(&d, json_object_get(want, "cox_efron"), "survival:cox/1", x, names, 3);
    regression(&d, json_object_get(want, "cox_breslow"), "survival:cox/1?ties=breslow", x, names, 3);
    regression(&d, json_object_get(want, "aft_weibull"), "survival:aft/1", x, names, 3);
    regression(&d, json_object_get(want, "aft_exponential"), "survival:aft/1?distribution=exponential", x, names, 3);
    regression(&d, json_object_get(want, "aft_lognormal"), "survival:aft/1?distribution=lognormal", x, names, 3);
    regression(&d, json_object_get(want, "aft_loglogistic"), "survival:aft/1?distribution=loglogistic", x, names, 3);
    d.table.strata = column_of(v[3]);
    regression(&d, json_object_get(want, "cox_strata"), "survival:cox/1", y, two, 2);
    json_decref(all);
}
END_TEST

START_TEST(rossi_all)
{
    json_t *all = expected_load("survival_expected.json");
    const json_t *want = json_object_get(all, "rossi");
    data d = rossi();
    curves(&d, json_object_get(want, "km"), 1);
    csc_column x[7];
    static const char *const names[] = {"fin", "age", "race", "wexp", "mar", "paro", "prio"};
    for (int i = 0; i < 7; i++) x[i] = column_of(v[i + 2]);
    regression(&d, json_object_get(want, "cox_efron"), "survival:cox/1", x, names, 7);
    regression(&d, json_object_get(want, "cox_breslow"), "survival:cox/1?ties=breslow", x, names, 7);
    d.table.group = column_of(v[2]);
    logrank(&d, json_object_get(want, "logrank_fin"), 2);
    json_decref(all);
}
END_TEST

START_TEST(aml_all)
{
    json_t *all = expected_load("survival_expected.json");
    const json_t *want = json_object_get(all, "aml");
    data d = aml();
    csc_column x = column_of(v[5]);
    static const char *const names[] = {"xNonmaintained"};
    regression(&d, json_object_get(want, "cox_efron"), "survival:cox/1", &x, names, 1);
    d.table.group = x;
    curves(&d, json_object_get(want, "km_x"), 2);
    logrank(&d, json_object_get(want, "logrank_x"), 2);
    json_decref(all);
}
END_TEST

/* Each row cut in two at some time between is the same data. */
START_TEST(start_stop_is_the_same)
{
    data d = rossi();
    static double start[2 * LIMIT], stop[2 * LIMIT], status[2 * LIMIT], x[2][2 * LIMIT], cluster[2 * LIMIT];
    size_t n = 0;
    for (size_t i = 0; i < d.rows; i++) {
        double cut = floor(v[0][i] / 2);
        for (int part = 0; part < 2; part++) {
            if (part == 0 && cut == 0) continue;
            start[n] = part ? cut : -1;
            if (part == 1 && cut == 0) start[n] = -1;
            stop[n] = part ? v[0][i] : cut;
            status[n] = part ? v[1][i] : 0;
            x[0][n] = v[2][i];
            x[1][n] = v[8][i];
            cluster[n++] = (double)i;
        }
    }
    csc_survival_table t;
    memset(&t, 0, sizeof t);
    t.rows = n;
    t.start = column_of(start);
    t.time = column_of(stop);
    t.status = column_of(status);
    t.cluster = column_of(cluster);
    csc_column wide[2] = {column_of(x[0]), column_of(x[1])}, plain[2] = {column_of(v[2]), column_of(v[8])};
    static const char *const names[] = {"fin", "prio"};
    static const char *const specs[] = {"survival:cox/1?robust=yes", "survival:cox/1?robust=yes&ties=breslow", "survival:cox/1?robust=no"};
    for (int s = 0; s < 3; s++) {
        csc_survival_model *a, *b;
        double p[2], q[2], e[2], f[2];
        CSC_ASSERT_STATUS(csc_survival_fit(&a, specs[s], SIZE_MAX, &d.table, plain, names, 2, NULL, NULL), CSC_OK);
        CSC_ASSERT_STATUS(csc_survival_fit(&b, specs[s], SIZE_MAX, &t, wide, names, 2, NULL, NULL), CSC_OK);
        CSC_ASSERT_STATUS(csc_survival_model_get(a, p, e, NULL), CSC_OK);
        CSC_ASSERT_STATUS(csc_survival_model_get(b, q, f, NULL), CSC_OK);
        for (int i = 0; i < 2; i++) {
            CSC_ASSERT_REL(q[i], p[i], 1e-9);
            CSC_ASSERT_REL(f[i], e[i], 1e-9);
        }
        CSC_ASSERT_REL(number_of(b, "concordance"), number_of(a, "concordance"), 1e-12);
        static double ta[LIMIT], ha[LIMIT], hb[LIMIT];
        size_t k, l;
        CSC_ASSERT_STATUS(csc_survival_model_baseline(a, 0, ta, ha, LIMIT, &k), CSC_OK);
        CSC_ASSERT_STATUS(csc_survival_model_baseline(b, 0, ta, hb, LIMIT, &l), CSC_OK);
        ck_assert_uint_eq(k, l);
        for (size_t i = 0; i < k; i++) CSC_ASSERT_REL(hb[i], ha[i], 1e-9);
        csc_survival_model_destroy(a);
        csc_survival_model_destroy(b);
    }
    csc_survival_curve *a, *b;
    CSC_ASSERT_STATUS(csc_survival_curve_create(&a, "survival:km/1", SIZE_MAX, &d.table, 1, NULL, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_survival_curve_create(&b, "survival:km/1", SIZE_MAX, &t, 1, NULL, NULL), CSC_OK);
    double times[] = {10, 30, 52}, sa[3], sb[3];
    CSC_ASSERT_STATUS(csc_survival_curve_at(a, 0, times, 3, sa), CSC_OK);
    CSC_ASSERT_STATUS(csc_survival_curve_at(b, 0, times, 3, sb), CSC_OK);
    for (int i = 0; i < 3; i++) CSC_ASSERT_REL(sb[i], sa[i], 1e-12);
    csc_survival_curve_destroy(a);
    csc_survival_curve_destroy(b);
}
END_TEST

/* One cause: incidence is 1 - Kaplan-Meier with Greenwood's error. Several: they and the survivor add up to 1. */
START_TEST(competing_causes)
{
    data d = rossi();
    csc_survival_curve *km, *aj;
    CSC_ASSERT_STATUS(csc_survival_curve_create(&km, "survival:km/1", SIZE_MAX, &d.table, 1, NULL, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_survival_curve_create(&aj, "survival:aj/1", SIZE_MAX, &d.table, 1, NULL, NULL), CSC_OK);
    static double s[LIMIT], se[LIMIT], f[3][LIMIT], fe[LIMIT];
    size_t n = csc_survival_curve_length(km, 0);
    CSC_ASSERT_STATUS(csc_survival_curve_get(km, 0, NULL, NULL, NULL, s, se, NULL, NULL), CSC_OK);
    CSC_ASSERT_STATUS(csc_survival_curve_get(aj, 0, NULL, NULL, NULL, f[0], fe, NULL, NULL), CSC_OK);
    for (size_t i = 0; i < n; i++) {
        CSC_ASSERT_REL(f[0][i], 1 - s[i], 1e-12);
        CSC_ASSERT_REL(fe[i], se[i], 1e-9);
    }
    csc_survival_curve_destroy(aj);
    for (size_t i = 0; i < d.rows; i++)
        if (v[1][i] > 0) v[1][i] = 1 + (double)(i % 3);
    csc_survival_table t = d.table;
    CSC_ASSERT_STATUS(csc_survival_curve_create(&aj, "survival:aj/1", SIZE_MAX, &t, 1, NULL, NULL), CSC_OK);
    ck_assert_uint_eq(csc_survival_curve_count(aj), 3);
    for (size_t k = 0; k < 3; k++) CSC_ASSERT_STATUS(csc_survival_curve_get(aj, k, NULL, NULL, NULL, f[k], NULL, NULL, NULL), CSC_OK);
    for (size_t i = 0; i < n; i++) CSC_ASSERT_REL(f[0][i] + f[1][i] + f[2][i] + s[i], 1.0, 1e-12);
    csc_survival_curve_destroy(aj);
    csc_survival_curve_destroy(km);
}
END_TEST

START_TEST(trouble_is_named)
{
    double time[] = {1, 2, 3, 4, 5, 6, 7, 8}, status[] = {1, 1, 1, 1, 0, 0, 0, 0}, a[] = {3, 1, 2, 5, 4, 2, 6, 1}, b[8], c[8], same[8];
    for (int i = 0; i < 8; i++) {
        b[i] = 2 * a[i] + 1;
        c[i] = status[i];
        same[i] = 4;
    }
    csc_survival_table t;
    memset(&t, 0, sizeof t);
    t.rows = 8;
    t.time = column_of(time);
    t.status = column_of(status);
    csc_column x[2] = {column_of(a), column_of(b)};
    static const char *const names[] = {"age", "twice", "gone"};
    csc_survival_model *m;
    csc_error err;
    csc_error_init(&err);
    CSC_ASSERT_STATUS(csc_survival_fit(&m, "survival:cox/1", SIZE_MAX, &t, x, names, 2, NULL, &err), CSC_E_SINGULAR);
    ck_assert_str_eq(err.key, "twice");
    x[0] = column_of(same);
    CSC_ASSERT_STATUS(csc_survival_fit(&m, "survival:aft/1", SIZE_MAX, &t, x, names, 1, NULL, &err), CSC_E_SINGULAR);
    ck_assert_str_eq(err.key, "age");
    x[0] = column_of(a);
    x[1] = column_of(c);
    static const char *const two[] = {"age", "gone"};
    CSC_ASSERT_STATUS(csc_survival_fit(&m, "survival:cox/1", SIZE_MAX, &t, x, two, 2, NULL, &err), CSC_OK);
    CSC_ASSERT_STATUS(csc_survival_model_status(m), CSC_E_SEPARATION);
    ck_assert_uint_eq(csc_survival_model_trouble(m), 1);
    csc_survival_model_destroy(m);
    time[3] = -1;
    CSC_ASSERT_STATUS(csc_survival_fit(&m, "survival:cox/1", SIZE_MAX, &t, x, two, 1, NULL, &err), CSC_E_RANGE);
    ck_assert(err.row == 3 && strcmp(err.key, "time") == 0);
    time[3] = 4;
    memset(status, 0, sizeof status);
    CSC_ASSERT_STATUS(csc_survival_fit(&m, "survival:cox/1", SIZE_MAX, &t, x, two, 1, NULL, &err), CSC_OK);
    CSC_ASSERT_STATUS(csc_survival_model_status(m), CSC_E_TOO_FEW);
    csc_survival_model_destroy(m);
    double chi2;
    t.group = column_of(c);
    CSC_ASSERT_STATUS(csc_survival_logrank(&t, 2, NULL, NULL, &chi2, NULL, NULL, NULL, NULL), CSC_E_UNDEFINED);
    ck_assert(isnan(chi2));
    t.rows = 0;
    csc_survival_curve *k;
    CSC_ASSERT_STATUS(csc_survival_curve_create(&k, "survival:km/1", SIZE_MAX, &t, 1, NULL, NULL), CSC_OK);
    ck_assert_uint_eq(csc_survival_curve_length(k, 0), 0);
    csc_survival_curve_destroy(k);
}
END_TEST

CHURN_MAIN("churn/survival", "survival_expected.json", lung_curves, lung_regressions, rossi_all, aml_all, start_stop_is_the_same,
           competing_causes, trouble_is_named)
