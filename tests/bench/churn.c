/* Churn: 1,000,000 synthetic customers at the CDNOW values of BG/NBD (seed 1): acquired over 700 days, observed to day 730, times in
 * days and in days with fractions; and 1,000,000 survival times with ten covariates. Jobs churn.*; BENCH_CUSTOMERS changes the size. */
#include "bench.h"

#include <math.h>

static size_t n = 1000000;
static double *x, *t_x, *T, *m_x, *fine_t, *fine_T, *out[3];
static int64_t *log_id;
static double *log_day;
static size_t log_rows;
static double *time_, *status, *cov[10], *risk, *left_;

static csc_column column_of(const double *v) {
    csc_column c = {v, sizeof(double), CSC_TYPE_F64, 0, NULL, 0};
    return c;
}

static csc_random r;

static double normal(void) {
    return csc_num_normal_quantile((csc_random_uniform(&r) * 9007199254740992.0 + 0.5) / 9007199254740993.0);
}

static double exponential(double rate) {
    return -log1p(-csc_random_uniform(&r)) / rate;
}

/* Marsaglia & Tsang 2000 */
static double gamma_(double shape) {
    if (shape < 1) return gamma_(shape + 1) * pow(1 - csc_random_uniform(&r), 1 / shape);
    double d = shape - 1.0 / 3, c = 1 / sqrt(9 * d);
    for (;;) {
        double z = normal(), v = 1 + c * z;
        if (v <= 0) continue;
        v = v * v * v;
        if (log(1 - csc_random_uniform(&r)) < 0.5 * z * z + d - d * v + d * log(v)) return d * v;
    }
}

static void simulate(void) {
    size_t capacity = 4 * n;
    log_id = malloc(capacity * sizeof *log_id);
    log_day = malloc(capacity * sizeof *log_day);
    csc_random_init(&r, 1, "bench", 5, 0);
    for (size_t i = 0; i < n; i++) {
        double born = 700 * csc_random_uniform(&r), rate = gamma_(0.243) / (4.414 * 7), u = gamma_(0.793), w = gamma_(2.426),
               p = u / (u + w);
        double at = born, last = born, day = floor(born), first = day;
        double repeats = 0;
        if (log_rows < capacity) {
            log_id[log_rows] = (int64_t)i;
            log_day[log_rows++] = first;
        }
        for (;;) {
            at += exponential(rate > 1e-12 ? rate : 1e-12);
            if (at >= 730) break;
            if (log_rows < capacity) {
                log_id[log_rows] = (int64_t)i;
                log_day[log_rows++] = floor(at);
            }
            if (floor(at) > day) {
                repeats++;
                day = floor(at);
                last = at;
            }
            if (csc_random_uniform(&r) < p) break;
        }
        x[i] = repeats;
        T[i] = 730 - first;
        t_x[i] = day - first;
        fine_T[i] = 730 - born;
        fine_t[i] = last - born;
        m_x[i] = repeats > 0 ? gamma_(6.25 * repeats) / repeats * 15.44 / gamma_(3.74) : 0;
    }
    for (size_t i = 0; i < n; i++) {
        double eta = 0;
        for (int j = 0; j < 10; j++) {
            cov[j][i] = normal();
            eta += 0.1 * (j - 4.5) * cov[j][i];
        }
        double event = ceil(300 * pow(exponential(1) / exp(eta), 0.8)), stop = ceil(730 * csc_random_uniform(&r));
        time_[i] = event < stop ? event : stop;
        status[i] = event <= stop;
        risk[i] = eta;
        left_[i] = csc_random_uniform(&r) < 1 / (1 + exp(1 - eta));
    }
}

static csc_lifetime_table table_of(const double *recency, const double *age) {
    csc_lifetime_table t;
    memset(&t, 0, sizeof t);
    t.rows = n;
    t.x = column_of(x);
    t.t_x = column_of(recency);
    t.T = column_of(age);
    return t;
}

typedef struct fit_job {
    const char *spec;
    csc_lifetime_table table;
} fit_job;

static int fit(void *ctx) {
    fit_job *j = ctx;
    csc_lifetime *m;
    if (csc_lifetime_fit(&m, j->spec, SIZE_MAX, &j->table, NULL, NULL) != CSC_OK) return 1;
    int bad = csc_lifetime_status(m) != CSC_OK;
    csc_lifetime_destroy(m);
    return bad;
}

static void run_fit(const char *name, const char *spec, csc_lifetime_table table, const char *about) {
    if (!bench_wanted(name)) return;
    fit_job j = {spec, table};
    bench_print(name, bench_best(fit, &j, 1), "s", about);
}

typedef struct predict_job {
    const csc_lifetime *model;
    csc_lifetime_table table;
    csc_lifetime_prediction ask;
} predict_job;

static int predict(void *ctx) {
    predict_job *j = ctx;
    return csc_lifetime_predict(j->model, NULL, &j->table, &j->ask, NULL, NULL) != CSC_OK;
}

static void run_predict(const char *name, const csc_lifetime *m, int alive, int expected, int clv, int residual, double horizon,
                        const char *unit, const char *about) {
    if (!bench_wanted(name)) return;
    predict_job j = {m, table_of(t_x, T), {0}};
    csc_lifetime_prediction_init(&j.ask);
    j.ask.horizon = horizon;
    j.ask.discount = 0.0001;
    j.ask.rate = 0.0004;
    if (alive) j.ask.p_alive = out[0];
    if (expected) j.ask.expected = out[1];
    if (clv) j.ask.clv = out[2];
    if (residual) j.ask.residual = out[2];
    double s = bench_best(predict, &j, 1);
    bench_print(name, strcmp(unit, "s") == 0 ? s : (double)n / s, unit, about);
}

static int rfm(void *ctx) {
    (void)ctx;
    csc_purchases *p;
    size_t needed;
    csc_column id = {log_id, 8, CSC_TYPE_I64, 0, NULL, 0}, day = column_of(log_day);
    csc_purchases_out o = {n, NULL, out[0], out[1], out[2], NULL, NULL, NULL, NULL};
    if (csc_purchases_create(&p, 1, 0, 1, NULL, NULL) != CSC_OK || csc_purchases_add(p, &id, &day, NULL, log_rows, NULL) != CSC_OK ||
        csc_purchases_table(p, NAN, 730, 1, &o, &needed, NULL, NULL) != CSC_OK)
        return 1;
    csc_purchases_destroy(p);
    return 0;
}

static csc_survival_table survival(void) {
    csc_survival_table t;
    memset(&t, 0, sizeof t);
    t.rows = n;
    t.time = column_of(time_);
    t.status = column_of(status);
    return t;
}

static int km(void *ctx) {
    (void)ctx;
    csc_survival_table t = survival();
    csc_survival_curve *c;
    if (csc_survival_curve_create(&c, "survival:km/1", SIZE_MAX, &t, 1, NULL, NULL) != CSC_OK) return 1;
    csc_survival_curve_destroy(c);
    return 0;
}

static const char *const names[10] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"};

static int regression(void *ctx) {
    csc_survival_table t = survival();
    csc_survival_model *m;
    csc_column c[10];
    for (int j = 0; j < 10; j++) c[j] = column_of(cov[j]);
    if (csc_survival_fit(&m, ctx, SIZE_MAX, &t, c, names, 10, NULL, NULL) != CSC_OK) return 1;
    int bad = csc_survival_model_status(m) != CSC_OK;
    csc_survival_model_destroy(m);
    return bad;
}

static int concordance(void *ctx) {
    (void)ctx;
    csc_survival_table t = survival();
    csc_column c = column_of(risk);
    double v;
    return csc_survival_concordance(&t, &c, &v, NULL, NULL) != CSC_OK;
}

static int logistic(void *ctx) {
    (void)ctx;
    csc_churn_score *m;
    csc_column c[10], y = column_of(left_);
    for (int j = 0; j < 10; j++) c[j] = column_of(cov[j]);
    if (csc_churn_score_fit(&m, "churn:score/1", SIZE_MAX, &y, c, names, 10, NULL, n, NULL, NULL) != CSC_OK) return 1;
    csc_churn_score_destroy(m);
    return 0;
}

static int auc(void *ctx) {
    (void)ctx;
    csc_column p = column_of(out[0]), y = column_of(left_);
    csc_churn_measures m;
    return csc_churn_measure(&p, &y, NULL, n, &m, NULL, NULL, 0, NULL, NULL) != CSC_OK;
}

static void run_plain(const char *name, int (*work)(void *), const char *spec, const char *about) {
    if (!bench_wanted(name)) return;
    char text[128];
    snprintf(text, sizeof text, "%s", spec);
    bench_print(name, bench_best(work, text, 1), "s", about);
}

/* With BENCH_EXPORT=FOLDER: the base as raw doubles (int64 for ids), which the peers read, and nothing else. */
static int export_to(const char *folder) {
    const struct {
        const char *name;
        const void *data;
        size_t count;
    } all[] = {{"x", x, n},
               {"t_x", t_x, n},
               {"T", T, n},
               {"m_x", m_x, n},
               {"fine_t", fine_t, n},
               {"fine_T", fine_T, n},
               {"log_id", log_id, log_rows},
               {"log_day", log_day, log_rows},
               {"time", time_, n},
               {"status", status, n},
               {"risk", risk, n},
               {"left", left_, n}};
    char path[1024];
    for (size_t i = 0; i < sizeof all / sizeof all[0] + 10; i++) {
        size_t plain = sizeof all / sizeof all[0];
        if (i < plain)
            snprintf(path, sizeof path, "%s/%s.bin", folder, all[i].name);
        else
            snprintf(path, sizeof path, "%s/cov%zu.bin", folder, i - plain);
        FILE *f = fopen(path, "wb");
        if (f == NULL) return 1;
        if (i < plain)
            fwrite(all[i].data, 8, all[i].count, f);
        else
            fwrite(cov[i - plain], 8, n, f);
        fclose(f);
    }
    return 0;
}

int main(void) {
    if (getenv("BENCH_CUSTOMERS") != NULL) n = (size_t)strtoul(getenv("BENCH_CUSTOMERS"), NULL, 10);
    double **all[] = {&x, &t_x, &T, &m_x, &fine_t, &fine_T, &out[0], &out[1], &out[2], &time_, &status, &risk, &left_};
    if (!bench_wanted("churn") && getenv("BENCH_EXPORT") == NULL) {
        int any = 0;
        const char *jobs = getenv("JOBS");
        any = jobs != NULL && strstr(jobs, "churn") != NULL;
        if (!any) return 0;
    }
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if ((*all[i] = malloc(n * sizeof(double))) == NULL) return 1;
    for (int j = 0; j < 10; j++)
        if ((cov[j] = malloc(n * sizeof(double))) == NULL) return 1;
    simulate();
    if (getenv("BENCH_EXPORT") != NULL) return export_to(getenv("BENCH_EXPORT"));
    run_fit("churn.bg.fit", "lifetime:bg-nbd/1", table_of(t_x, T),
            "BG/NBD of 1M customers at day grain, compressing and standard errors included, one thread");
    run_fit("churn.bg.fit.fine", "lifetime:bg-nbd/1", table_of(fine_t, fine_T), "the same, times that do not repeat");
    csc_lifetime_table spend = table_of(t_x, T);
    spend.m_x = column_of(m_x);
    run_fit("churn.gg.fit", "lifetime:gamma-gamma/1", spend, "Gamma-Gamma of the repeaters of 1M customers");
    run_fit("churn.pareto.fit", "lifetime:pareto-nbd/1", table_of(t_x, T), "Pareto/NBD of 1M customers at day grain, one thread");
    run_fit("churn.pareto.fit.fine", "lifetime:pareto-nbd/1", table_of(fine_t, fine_T), "the same, times that do not repeat");
    const double bg[4] = {0.243, 4.414 * 7, 0.793, 2.426}, pareto[4] = {0.553, 10.578 * 7, 0.606, 11.669 * 7};
    csc_lifetime *b, *p;
    if (csc_lifetime_create(&b, "lifetime:bg-nbd/1", SIZE_MAX, bg, 4, NULL, NULL) != CSC_OK ||
        csc_lifetime_create(&p, "lifetime:pareto-nbd/1", SIZE_MAX, pareto, 4, NULL, NULL) != CSC_OK)
        return 1;
    run_predict("churn.bg.alive", b, 1, 0, 0, 0, 39, "rows/s", "P(alive) of BG/NBD");
    run_predict("churn.bg.predict", b, 1, 1, 0, 0, 273, "rows/s", "P(alive) and conditional expectation of BG/NBD");
    run_predict("churn.pareto.predict", p, 1, 1, 0, 1, 273, "rows/s", "P(alive), conditional expectation and DERT of Pareto/NBD");
    run_predict("churn.clv12", b, 1, 0, 1, 0, 12, "s", "12-period CLV of BG/NBD, 1M customers");
    run_plain("churn.rfm", rfm, "", "log of about 2.4M rows with integer ids to a table of 1M customers");
    run_plain("churn.km", km, "", "Kaplan-Meier with variance, 1M rows, whole days");
    run_plain("churn.cox", regression, "survival:cox/1", "Cox with Efron ties, 1M rows, 10 covariates, whole days");
    run_plain("churn.aft", regression, "survival:aft/1", "Weibull accelerated failure times, 1M rows, 10 covariates");
    run_plain("churn.concordance", concordance, "", "concordance of 1M rows");
    run_plain("churn.logistic", logistic, "", "logistic score with measures, 1M rows, 10 covariates");
    for (size_t i = 0; i < n; i++) out[0][i] = 1 / (1 + exp(-risk[i]));
    run_plain("churn.auc", auc, "", "AUC, Brier score and log loss of 1M rows");
    csc_lifetime_destroy(b);
    csc_lifetime_destroy(p);
    return 0;
}
